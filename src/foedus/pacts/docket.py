# SPDX-License-Identifier: Apache-2.0
"""Who counts as attacked, what brings a clause into play, what defeats it, what was decided."""

from __future__ import annotations

import itertools
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from foedus.errors import PactError
from foedus.pacts.answers import Answer, Later, all_of, any_of, negation
from foedus.pacts.clauses import TIMED
from foedus.pacts.conditions import actual, matches, meets, took_place
from foedus.pacts.defeat import Applied, courses
from foedus.pacts.findings import judged_apart
from foedus.pacts.moments import closing, opening, told
from foedus.pacts.strata import order
from foedus.pacts.wording import cap, listed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from foedus.pacts.clauses import Clause, Condition, Effect
    from foedus.pacts.dutystate import DutyState
    from foedus.pacts.events import Event
    from foedus.pacts.scene import Scene

_DONE_TO = {
    "void": ("ends", "for good"),
    "discharge": ("ends", "as fulfilled"),
    "suspend": ("suspends", "until it is reinstated"),
    "reinstate": ("reinstates", ""),
}
_ACTS = {
    **dict.fromkeys(TIMED, "timed"),
    **dict.fromkeys(("exclude", "require"), "limit"),
    "restrict": "restrict",
}


class Docket:
    """The clauses of a pact against a log as seen; answers are worked out once and kept.

    Parameters
    ----------
    scene : Scene
        The pact and its log as seen.

    Attributes
    ----------
    book : dict
        What became of each clause's duties, filled in the order of the strata.
    """

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.names = scene.names
        self.now = closing(scene.at)
        self.clauses = {clause.id: clause for clause in scene.pact.clauses}
        self.book: dict[str, list[DutyState]] = {}
        self._effects: dict[tuple[str, str], tuple[Applied, ...]] = {}
        self._victims: dict[str, Mapping[str, Answer]] = {}

    @cached_property
    def strata(self) -> tuple[Clause, ...]:
        """The clauses, each after those that it depends on."""
        return tuple(self.clauses[i] for i in order(self.clauses.values()) if i in self.clauses)

    def bound(self, party: str, when: dt.date) -> bool:
        """Tell whether a party is bound at a moment."""
        return self.scene.membership.period(party, when) is not None

    def victims(self, event: Event) -> Mapping[str, Answer]:
        """Return everyone who was attacked in an event or counts as attacked, with why."""
        if event.id not in self._victims:
            self._victims[event.id] = self._deemed(event)
        return self._victims[event.id]

    def _deemed(self, event: Event) -> dict[str, Answer]:
        found = actual(event)
        deeming = [clause for clause in self.strata if clause.deeming is not None]
        for clause in deeming * len(deeming):  # one may build on another
            deemed = clause.deeming
            if deemed is None or deemed.target not in (None, event.target):
                continue
            if not clause.stood(event.at):
                continue
            struck = [c for c in found if self.names.includes(deemed.attack_on, c)]
            struck = [code for code in struck if self.bound(code, event.at)]
            if not struck:
                continue
            covered = self.names.codes(deemed.counts_as_attack_on)
            covered = tuple(code for code in covered if self.bound(code, event.at))
            told = Later(self._deeming, clause, struck, covered)
            ground = any_of(found[code] for code in struck)
            text = Answer(True, None, (told,), "deeming", (clause.id, event.id))
            for code in covered:
                if code not in found or found[code].value is None:
                    standing = self._standing(clause, code, event.at)
                    answer = all_of([ground, text, *standing, *self._narrowed(clause, code, event)])
                    if answer.value or (answer.value is None and code not in found):
                        found[code] = answer
        return found

    def _deeming(self, clause: Clause, struck: list[str], covered: tuple[str, ...]) -> str:
        deemed = clause.deeming
        whose = listed(self.names.of(code) for code in struck)
        target = deemed.target if deemed is not None else None
        what = f"{target.replace('_', ' ')} of {whose}" if target else whose
        whom = listed(self.names.of(code) for code in covered if code not in struck)
        return f"Article {clause.art}: an attack on {what} counts as an attack on {whom}."

    def _standing(self, clause: Clause, party: str, when: dt.date) -> Iterator[Answer]:
        """Yield whether a clause stands, where anything could keep it from standing."""
        if (clause.id, "timed") in self.defeaters:
            yield self.stands(clause, party, when)

    def _narrowed(self, clause: Clause, party: str, event: Event) -> Iterator[Answer]:
        """Yield what limits a clause that only says whose attack counts as whose.

        Where it also lays down a duty, the limits are told with the duty.
        """
        if clause.duty is None:
            yield from self.limits(clause, party, event, event.at)

    @cached_property
    def related(self) -> tuple[Clause, ...]:
        """The clauses that say how they stand to other pacts."""
        return tuple(clause for clause in self.clauses.values() if clause.beside)

    @cached_property
    def defeaters(self) -> dict[tuple[str, str], list[Clause]]:
        """The clauses with an effect, by the clause that they act on and how, in strata's order.

        They act over time (``timed``), take out occasions (``limit``), or ask for more or less
        (``restrict``).
        """
        found: dict[tuple[str, str], list[Clause]] = {}
        for clause in self.strata:
            effect = clause.effect
            for target in effect.clauses if effect is not None else ():
                how = _ACTS[effect.kind] if effect is not None else ""
                found.setdefault((target, how), []).append(clause)
        return found

    def in_play(self, clause: Clause, event: Event, party: str) -> Answer | None:
        """Return whether an event brings a duty into play for a party; None where it cannot.

        Who counts as attacked matters here; a clause that defeats others looks at facts alone.
        """
        trigger = clause.trigger
        if trigger is None or not event.is_any(trigger.event) or not clause.stood(event.at):
            return None
        shared = self._shared(clause, event)
        own = self._own(clause, event)
        if shared is None or (trigger.condition is None and not own):
            return shared
        key = ("if", clause.id, event.id, party if own else None)
        if key not in self.scene.kept:
            parts = [self._occasion(clause, event, party) or shared if event.alleged_by else shared]
            if trigger.condition is not None:
                parts.append(meets(self.scene, trigger.condition, event, party))
            self.scene.kept[key] = all_of(parts)
        answer: Answer = self.scene.kept[key]
        return answer

    def apart(self, clause: Clause, event: Event) -> bool:
        """Tell whether an event can bring a clause into play, or be limited, by bearer."""
        return self._own(clause, event) or self._limited_apart(clause, event)

    def _limited_apart(self, clause: Clause, event: Event) -> bool:
        """Tell whether what other clauses ask of an occasion can differ by bearer."""
        return any(
            (source.effect is not None and bool(source.effect.for_))
            or (source.id, "timed") in self.defeaters
            or (source.when is not None and self._is_own(source.when, event))
            or self._limited_apart(source, event)
            for source in self.defeaters.get((clause.id, "limit"), ())
        )

    def _shared(self, clause: Clause, event: Event) -> Answer | None:
        """Return whether an event is of the kind that a clause speaks of, for all alike."""
        key = ("in play", clause.id, event.id)
        if key not in self.scene.kept:
            self.scene.kept[key] = self._occasion(clause, event, None)
        answer: Answer | None = self.scene.kept[key]
        return answer

    def _occasion(self, clause: Clause, event: Event, party: str | None) -> Answer | None:
        trigger = clause.trigger
        if trigger is None:
            return None
        victims = self.victims(event) if clause.effect is None else actual(event)
        match = matches(self.scene, trigger, event, victims)
        return None if match is None else all_of([took_place(self.scene, event, party), match])

    def _own(self, clause: Clause, event: Event) -> bool:
        """Tell whether parties can differ on whether an event brings a clause into play."""
        key = ("own", clause.id, event.id)
        if key not in self.scene.kept:
            condition = clause.trigger.condition if clause.trigger is not None else None
            # Who has found for itself that a claim is true goes by that.
            own = bool(event.alleged_by)
            self.scene.kept[key] = own or (condition is not None and self._is_own(condition, event))
        return bool(self.scene.kept[key])

    def _is_own(self, condition: Condition, event: Event) -> bool:
        """Tell whether parties can answer a condition differently."""
        if condition.holds is not None:
            return judged_apart(self.scene, condition.holds, event)
        inner = [*(condition.all or ()), *(condition.any or ())]
        inner += [condition.negated] if condition.negated is not None else []
        # Whether a claim is a fact can be each party's own to find.
        claims = condition.occurred is not None or condition.number is not None
        return claims or any(self._is_own(each, event) for each in inner)

    def consequences(self, clause: Clause) -> Iterator[tuple[DutyState, dt.date, Answer]]:
        """Yield the performances or breaches that bring a clause into play, with when and why."""
        trigger = clause.trigger
        source = (trigger.performed or trigger.breached) if trigger is not None else None
        for state in self.book.get(source or "", ()):
            broken = trigger is not None and trigger.breached is not None
            when = self._breach(state) if broken else state.performed_at
            if when is None or state.status in ("not_owed", "void", "suspended", "owed"):
                continue
            sure = state.status != "unknown"
            did = ("breached" if broken else "performed") if sure else "may owe something under"
            line = f"{cap(self.names.of(state.bearer))} {did} Article {state.art}"
            line += f" on {told(when)}." if sure else ": that is open."
            ref = (state.clause, state.bearer, state.trigger, did)
            yield state, when, Answer(sure or None, when, (line,), "follows", ref)

    def _breach(self, state: DutyState) -> dt.date | None:
        """Return when a duty was breached, or may have been; None where it cannot have been."""
        if state.violation:
            return state.since
        if state.broken_at is not None:
            return state.broken_at
        if state.performed_at is not None or state.due is None:
            return None
        return state.due if closing(state.due) < self.now else None

    def firings(
        self, clause: Clause, party: str
    ) -> Iterator[tuple[dt.date, Answer, Event | None, str | None]]:
        """Yield when a defeating clause acts for a party, or may: why, on what, about what."""
        trigger = clause.trigger
        if trigger is not None and trigger.event:
            for event in self.scene.of_kinds(trigger.event):
                answer = self.in_play(clause, event, party)
                if answer is not None:
                    yield event.at, answer, event, event.about
        elif trigger is not None:
            for state, when, answer in self.consequences(clause):
                yield when, answer, self.behind(state, performed=bool(trigger.performed)), None

    def behind(self, state: DutyState, *, performed: bool) -> Event | None:
        """Return the event in which a duty was performed, or on whose occasion it was breached."""
        name = state.performed_in if performed else state.trigger
        return self.scene.events.get(name or "")

    def effects_on(
        self, clause: Clause, party: str, event: Event | None = None
    ) -> tuple[Applied, ...]:
        """Return what other clauses do to a clause, as far as one party is concerned.

        What answers one event discharges the duties that arose from it, and no others.
        """
        if (clause.id, "timed") not in self.defeaters:
            return ()
        key = (clause.id, party)
        if key not in self._effects:
            self._effects[key] = tuple(self._ordered(clause, party))
        about = (None, None if event is None else event.id)
        return tuple(effect for effect in self._effects[key] if effect.about in about)

    def _ordered(self, clause: Clause, party: str) -> Iterator[Applied]:
        """Yield the effects on a clause, without those over which another prevails.

        Raises
        ------
        PactError
            Where two begin together, say different things, and neither prevails.
        """
        found = list(self._effects_on(clause, party))
        for effect in found:
            rivals = [
                other
                for other in found
                if other.start == effect.start and other.source != effect.source
            ]
            over = [other for other in rivals if effect.source in other.over]
            if any(other.certain for other in over):
                continue
            for other in rivals:
                ordered = effect.source in other.over or other.source in effect.over
                both = effect.certain and other.certain
                if both and not ordered and other.kind != effect.kind:
                    raise self.clash(effect.source, other.source, clause)
            yield replace(effect, certain=False) if over else effect

    def _effects_on(self, clause: Clause, party: str) -> Iterator[Applied]:
        for source in self.defeaters.get((clause.id, "timed"), ()):
            effect = source.effect
            if effect is None or not self.meant(source, party, None):
                continue
            for when, fired, event, about in self.firings(source, party):
                # What is open may also come about now.
                moments = [when] if fired.value is not None else [when, self.scene.at]
                if not any(self.bound(party, moment) for moment in moments):
                    continue
                standing = self._standing(source, party, when)
                answer = all_of([fired, *standing, *self.limits(source, party, event, when)])
                if answer.value is False:
                    continue
                told = Later(self._effect, source, clause, answer.value is True)
                ref = (source.id, clause.id, party, effect.kind)
                yield Applied(
                    kind=effect.kind,
                    start=opening(when),
                    certain=answer.value is True,
                    ex_tunc=effect.effective == "ex_tunc",
                    why=Answer(answer.value, when, (told,), "effect", ref, (answer,)),
                    source=source.id,
                    over=frozenset(source.over),
                    about=about if effect.kind == "discharge" else None,
                )

    def _effect(self, source: Clause, clause: Clause, certain: bool) -> str:  # noqa: FBT001
        effect = source.effect
        if effect is None:
            return ""
        does, how = _DONE_TO[effect.kind]
        since = "from the beginning" if effect.effective == "ex_tunc" else "from then on"
        name = f"Article {clause.art}"
        if certain:
            return f"{f'Article {source.art} {does} {name} {how}'.rstrip()}, {since}."
        line = f"It is open whether Article {source.art} applies: if so, it {does} {name} {how}"
        return f"{line.rstrip()}, {since}."

    def meant(self, source: Clause, party: str, event: Event | None) -> bool:
        """Tell whether the effect of a clause is meant for a bearer."""
        who = source.effect.for_ if source.effect is not None else ()
        return not who or self.names.includes(who, party, event)

    def stands(self, clause: Clause, party: str, when: dt.date) -> Answer:
        """Return whether a clause is neither ended nor suspended at a moment, for a party."""
        moment = opening(when)
        effects = self.effects_on(clause, party)
        ref = (clause.id, party, when)
        if not effects:
            return Answer(True, None, (), "stands", ref)
        ways = {course.standing(moment) == "owed" for course in courses(effects)}
        if ways == {True}:
            return Answer(True, None, (), "stands", ref)
        whys = tuple(effect.why for effect in effects)
        return Answer(False if ways == {False} else None, None, (), "stands", ref, whys)

    def limits(
        self, clause: Clause, party: str, event: Event | None, when: dt.date
    ) -> Iterator[Answer]:
        """Yield what other clauses ask of an occasion, each as whether the clause can act on it."""
        for source in self.defeaters.get((clause.id, "limit"), ()):
            kind = source.effect.kind if source.effect is not None else ""
            if not self.meant(source, party, event):
                continue
            if not source.stood(when):
                continue
            acts = self._acts(source, party, event, when)
            if kind == "exclude":
                told = Later(self._excluding, source, acts)
                ref = (source.id, clause.id)
                value = None if acts.value is None else not acts.value
                yield Answer(value, acts.since, (told,), "exclude", ref, (acts,))
            else:
                head = Answer(True, None, (_summary(source),), "text", (source.id,))
                standing = all_of(self._standing(source, party, when))
                # A condition that has fallen away asks for nothing.
                met = any_of([acts, negation(standing)]) if standing.parts else acts
                yield Answer(
                    met.value, met.since, (), "require", (source.id, clause.id), (head, met)
                )

    def _excluding(self, source: Clause, acts: Answer) -> tuple[str, ...]:
        if acts.value is False:
            return ()
        return (_summary(source),)

    def _acts(self, source: Clause, party: str, event: Event | None, when: dt.date) -> Answer:
        """Return whether the effect of a clause acts on an occasion."""
        if source.when is None:
            met = Answer(True, None, (), "always", (source.id,))
        elif event is None:
            line = f"No event is at hand for Article {source.art}."
            met = Answer(False, None, (line,), "no_event", (source.id,))
        else:
            met = meets(self.scene, source.when, event, party)
        kind = source.effect.kind if source.effect is not None else ""
        standing = [] if kind == "require" else list(self._standing(source, party, when))
        return all_of([met, *standing, *self.limits(source, party, event, when)])

    def restricted(
        self, clause: Clause, party: str, event: Event | None, when: dt.date
    ) -> list[tuple[Effect, Answer]]:
        """Return the restrictions on a duty that act, or may act, for a bearer on an occasion.

        Raises
        ------
        PactError
            Where two act together, say different things, and neither prevails.
        """
        found: list[tuple[Clause, Answer]] = []
        for source in self.defeaters.get((clause.id, "restrict"), ()):
            if self.meant(source, party, event) and source.stood(when):
                acts = self._acts(source, party, event, when)
                if acts.value is not False:
                    said, ref = (_summary(source),), (source.id, clause.id)
                    found.append((source, Answer(acts.value, None, said, "restrict", ref, (acts,))))
        beaten = {name for source, answer in found if answer.value for name in source.over}
        kept = [(source, answer) for source, answer in found if source.id not in beaten]
        sure = [source for source, answer in kept if answer.value]
        for one, other in itertools.pairwise(sure):
            if _content(one) != _content(other):
                raise self.clash(one.id, other.id, clause)
        return [(source.effect, answer) for source, answer in kept if source.effect is not None]

    def clash(self, one: str, other: str, clause: Clause) -> PactError:
        """Return the error of two defeaters that act together and say different things."""
        document = self.scene.pact.source
        ids = [each.id for each in self.scene.pact.text.clauses]
        both = " and ".join(f"'{id_}' (Article {self.clauses[id_].art})" for id_ in (one, other))
        message = (
            f"{both} act together on '{clause.id}' and say different things; "
            "say with `over` in one of them that it prevails over the other"
        )
        return PactError([document.problem(("clauses", ids.index(one)), message)])


def _summary(clause: Clause) -> str:
    return f"Article {clause.art}: {clause.summary}"


def _content(clause: Clause) -> tuple[str | None, str | None]:
    effect = clause.effect
    return (None, None) if effect is None else (effect.ceiling, effect.floor)
