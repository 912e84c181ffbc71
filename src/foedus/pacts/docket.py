# SPDX-License-Identifier: Apache-2.0
"""Who counts as attacked, what brings a clause into play, what defeats it, what was decided."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from foedus.pacts.answers import Answer, all_of, any_of
from foedus.pacts.conditions import actual, matches, meets, took_place
from foedus.pacts.defeat import Applied, courses
from foedus.pacts.moments import closing, opening, told
from foedus.pacts.strata import order
from foedus.pacts.voting import carried
from foedus.pacts.wording import cap, listed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from foedus.pacts.clauses import Clause
    from foedus.pacts.dutystate import DutyState
    from foedus.pacts.events import Event
    from foedus.pacts.scene import Scene

_DONE_TO = {
    "void": ("ends", "for good"),
    "discharge": ("ends", "as fulfilled"),
    "suspend": ("suspends", "until it is reinstated"),
    "reinstate": ("reinstates", ""),
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
            struck = [c for c in self.names.codes(deemed.attack_on) if c in found]
            struck = [code for code in struck if self.bound(code, event.at)]
            covered = self.names.codes(deemed.counts_as_attack_on)
            covered = tuple(code for code in covered if self.bound(code, event.at))
            if not struck:
                continue
            whose = listed(self.names.of(code) for code in struck)
            what = f"{deemed.target.replace('_', ' ')} of {whose}" if deemed.target else whose
            whom = listed(self.names.of(code) for code in covered if code not in struck)
            line = f"Article {clause.art}: an attack on {what} counts as an attack on {whom}."
            ground = any_of(found[code] for code in struck)
            for code in covered:
                stands = self.stands(clause, code, event.at)
                answer = all_of([ground, Answer(value=True, because=(line,)), stands])
                if code not in found and answer.value is not False:
                    found[code] = answer
        return found

    def in_play(self, clause: Clause, event: Event, party: str) -> Answer | None:
        """Return whether an event brings a duty into play for a party; None where it cannot.

        Who counts as attacked matters here; a clause that defeats others looks at facts alone.
        """
        trigger = clause.trigger
        if trigger is None or not event.is_any(trigger.event):
            return None
        victims = self.victims(event) if clause.effect is None else actual(event)
        match = matches(self.scene, trigger, event, victims)
        if match is None:
            return None
        parts = [took_place(self.scene, event, party), match]
        if trigger.condition is not None:
            parts.append(meets(self.scene, trigger.condition, event, party))
        return all_of(parts)

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
            yield state, when, Answer(value=True if sure else None, since=when, because=(line,))

    def _breach(self, state: DutyState) -> dt.date | None:
        """Return when a duty was breached, or may have been; None where it cannot have been."""
        if state.violation:
            return state.since
        if state.performed_at is not None:
            return None
        if state.due is not None:
            return state.due if closing(state.due) < self.now else None
        duty = self.clauses[state.clause].duty
        timed = duty is not None and (duty.deadline is not None or duty.action == "arm")
        return self.scene.at if timed and state.status == "unknown" else None

    def firings(self, clause: Clause, party: str) -> Iterator[tuple[dt.date, Answer]]:
        """Yield every moment at which a defeating clause acts, or may act, for a party."""
        if clause.trigger is not None and clause.trigger.event:
            for event in self.scene.log.events:
                answer = self.in_play(clause, event, party)
                if answer is not None:
                    yield event.at, answer
        else:
            for _, when, answer in self.consequences(clause):
                yield when, answer

    def effects_on(self, clause: Clause, party: str) -> tuple[Applied, ...]:
        """Return what other clauses do to a clause, as far as one party is concerned."""
        key = (clause.id, party)
        if key not in self._effects:
            self._effects[key] = tuple(self._effects_on(clause, party))
        return self._effects[key]

    def _effects_on(self, clause: Clause, party: str) -> Iterator[Applied]:
        for source in self.strata:
            effect = source.effect
            if effect is None or clause.id not in effect.clauses:
                continue
            for when, fired in self.firings(source, party):
                if not self.bound(party, when):
                    continue
                answer = all_of([fired, self.stands(source, party, when)])
                if answer.value is False:
                    continue
                does, how = _DONE_TO[effect.kind]
                since = "from the beginning" if effect.effective == "ex_tunc" else "from then on"
                name = f"Article {clause.art}"
                line = f"Article {source.art} {does} {name} {how}".rstrip() + f", {since}."
                if answer.value is None:
                    line = (
                        f"It is open whether Article {source.art} applies: if so, it {does} {name}"
                    )
                    line += f" {how}".rstrip() + f", {since}."
                yield Applied(
                    kind=effect.kind,
                    start=opening(when),
                    certain=answer.value is True,
                    ex_tunc=effect.effective == "ex_tunc",
                    because=(*answer.because, line),
                )

    def stands(self, clause: Clause, party: str, when: dt.date) -> Answer:
        """Return whether a clause is neither ended nor suspended at a moment, for a party."""
        moment = opening(when)
        effects = self.effects_on(clause, party)
        ways = {not (c.ended <= moment or c.paused(moment)) for c in courses(effects)}
        if ways == {True}:
            return Answer(value=True)
        because = tuple(line for effect in effects for line in effect.because)
        return Answer(value=False if ways == {False} else None, because=because)

    def decided(self, clause: Clause, event: Event | None) -> Answer:
        """Return whether the bearers of a duty decided on it, where it takes a decision."""
        rule, duty = clause.decision_rule, clause.duty
        if duty is None or rule.kind in ("each_for_itself", "automatic"):
            return Answer(value=True)
        answers = []
        for vote in self.scene.log.events:
            if vote.type != "decision" or vote.votes is None or vote.clause != clause.id:
                continue
            if vote.pact != self.scene.pact.name:
                continue
            if event is not None and (
                vote.about not in (None, event.id) or closing(vote.at) < opening(event.at)
            ):
                continue
            struck = event.victim if event is not None else ()
            entitled = [c for c in self.names.codes(duty.bearer, event) if c not in struck]
            entitled = [code for code in entitled if self.bound(code, vote.at)]
            counted = vote.votes.among(entitled)
            enough = carried(rule, counted, len(entitled))
            day = f"on {told(vote.at)} ({vote.id}), {counted}"
            line = f"Those bound by Article {clause.art} voted {day}; it takes {rule}."
            answers.append(Answer(value=enough, since=vote.at, because=(line,)))
        if not answers:
            line = f"Article {clause.art} takes a decision by {rule}; none is on record."
            return Answer(value=False, because=(line,))
        return any_of(answers)
