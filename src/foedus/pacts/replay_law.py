# SPDX-License-Identifier: Apache-2.0
"""The clauses read anew to replay a proof: what brings them into play, and what defeats them."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import TYPE_CHECKING, Any, NamedTuple

from foedus.pacts.clauses import TIMED
from foedus.pacts.moments import closing, opening
from foedus.pacts.replay_record import Record, Step, contrary, doers, every, is_kind, some, struck
from foedus.pacts.strata import order

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from foedus.pacts.clauses import Clause, Condition, Effect, Pattern
    from foedus.pacts.dutystate import DutyState
    from foedus.pacts.events import Event, EventLog
    from foedus.pacts.pact import Pact
    from foedus.records import Record as Words

BEGINNING = dt.datetime.min.replace(tzinfo=dt.UTC)
NEVER = dt.datetime.max.replace(tzinfo=dt.UTC)


class Stroke(NamedTuple):
    """What another clause, or an exit, does to a clause for one bearer, and from when."""

    kind: str
    start: dt.datetime
    certain: bool
    ex_tunc: bool
    why: Step
    source: str = ""

    @property
    def reach(self) -> dt.datetime:
        """The moment back to which it reaches."""
        return BEGINNING if self.ex_tunc else self.start


def completions(strokes: Sequence[Stroke]) -> Iterator[list[Stroke]]:
    """Yield every way in which the strokes that are open may have gone."""
    for took in itertools.product(*((True,) if s.certain else (False, True) for s in strokes)):
        yield list(itertools.compress(strokes, took))


def ending(strokes: Iterable[Stroke]) -> Stroke | None:
    """Return what ended a clause first; what is void is no longer there to be discharged."""
    ends = [each for each in strokes if each.kind in ("void", "discharge", "exit")]
    return min(ends, key=lambda each: (each.reach, each.kind != "void"), default=None)


def pauses(strokes: Iterable[Stroke]) -> list[tuple[dt.datetime, dt.datetime]]:
    """Return the times in suspension."""
    found: list[tuple[dt.datetime, dt.datetime]] = []
    since: dt.datetime | None = None
    for each in sorted(strokes, key=lambda s: (s.start, s.kind == "suspend")):
        if each.kind == "suspend":
            since = each.reach if since is None else min(since, each.reach)
        elif each.kind == "reinstate":
            ended = [] if since is None else [(since, each.start)]
            found, since = ([] if each.ex_tunc else found + ended), None
    return found if since is None else [*found, (since, NEVER)]


def plain(words: Words) -> dict[str, Any]:
    """Return a part of a clause as a proof names it."""
    return words.model_dump(mode="json", by_alias=True, exclude_defaults=True)


class Law(Record):
    """The clauses of a pact against a log, and what became of the duties that others follow.

    Parameters
    ----------
    book : dict
        By clause, the duties as given: what follows from them is checked against them, and they
        are checked themselves.
    """

    def __init__(
        self,
        pact: Pact,
        log: EventLog,
        at: dt.date,
        known: dt.date | None,
        book: dict[str, list[DutyState]],
    ) -> None:
        super().__init__(pact, log, at, known)
        self.book = book
        self.clauses = {clause.id: clause for clause in pact.clauses}
        self.strata = [self.clauses[name] for name in order(pact.clauses) if name in self.clauses]
        self._strokes: dict[tuple[str, str], list[Stroke]] = {}
        self._victims: dict[tuple[str, bool], dict[str, Step]] = {}

    def defeaters(self, clause: Clause, *kinds: str) -> list[tuple[Clause, Effect]]:
        """Return the clauses that act on a clause, with what they do."""
        return [
            (each, each.effect)
            for each in self.strata
            if each.effect is not None
            and clause.id in each.effect.clauses
            and (not kinds or each.effect.kind in kinds)
        ]

    def took_place(self, event: Event, party: str | None) -> Step:
        """Return whether an event happened: a claim did once whoever decides has found it."""
        if not event.alleged_by:
            return Step("event", True, event.at, (event.id,))
        open_: list[list[str]] = []
        for name, term in self.text.open_terms.items():
            if is_kind(event, term.applies_to):
                step = self.holds(name, event, party, silence=False)
                if step.value is True:
                    return Step("found_true", True, step.since, (event.id,), (step,))
                open_ += [list(map(str, step.ref))] if step.rule == "open" else []
        return Step("claim", None, None, (event.id, *open_))

    def fits(self, pattern: Pattern, event: Event, at_hand: Event | None = None) -> bool:
        """Tell whether an event is of a kind, whoever was struck."""
        sides = (
            (pattern.attacker, doers(event)),
            (pattern.by, doers(event)),
            (pattern.toward, struck(event)),
        )
        return (
            (not pattern.event or is_kind(event, pattern.event))
            and self.ours(event.pact)
            and all(
                not who or any(self.means(who, c, at_hand) for c in them) for who, them in sides
            )
            and (not pattern.target or event.target in pattern.target)
            and (not pattern.kind or event.kind in pattern.kind)
            and pattern.clause in (None, event.clause)
        )

    def matches(
        self,
        pattern: Pattern,
        event: Event,
        victims: dict[str, Step],
        at_hand: Event | None = None,
    ) -> Step | None:
        """Return that an event is of a kind, with who counts as struck; None where it is not."""
        if not self.fits(pattern, event, at_hand):
            return None
        ref = (event.id, plain(pattern))
        if not pattern.victim:
            return Step("pattern", True, None, ref)
        met = [s for code, s in victims.items() if self.means(pattern.victim, code, at_hand)]
        whole = some(met)
        return Step("pattern", whole.value, None, ref, (whole,)) if met else None

    def victims(self, event: Event, *, deemed: bool) -> dict[str, Step]:
        """Return who was struck in fact, or counts as struck."""
        key = (event.id, deemed)
        if key not in self._victims:
            self._victims[key] = self._struck(event, deemed)
        return self._victims[key]

    def _struck(self, event: Event, deemed: bool) -> dict[str, Step]:  # noqa: FBT001
        found = {code: Step("victim", True, None, (event.id, code)) for code in struck(event)}
        clauses = [clause for clause in self.strata if deemed and clause.deeming is not None]
        for clause in clauses * len(clauses):  # one may build on another
            words = clause.deeming
            if words is None or words.target not in (None, event.target):
                continue
            hit = [code for code in found if self.means(words.attack_on, code)]
            hit = [code for code in hit if self.bound(code, event.at)]
            ground = some(found[code] for code in hit)
            step = Step("deeming", True, None, (clause.id, event.id))
            for code in self.codes(words.counts_as_attack_on) if hit else ():
                if code not in found and self.bound(code, event.at):
                    whole = every([ground, step, *self.standing(clause, code, event.at)])
                    if whole.value is not False:
                        found[code] = whole
        return found

    def meets(self, condition: Condition, event: Event, party: str | None) -> Step:
        """Return whether a condition holds of the event at hand, for one party."""
        if condition.holds is not None:
            return self.holds(condition.holds, event, party)
        if condition.in_scope is not None:
            return self.in_scope(condition.in_scope, event)
        if condition.event is not None:
            victims = self.victims(event, deemed=False)
            met = self.matches(condition.event, event, victims, event) is not None
            ref = (event.id, plain(condition.event))
            return Step("kind", met, event.at if met else None, ref)
        if condition.occurred is not None:
            found = [step for _, step in self.alike(condition.occurred, event, party)]
            ref = (event.id, plain(condition.occurred))
            whole = some(found)
            if not found:
                return Step("absent", False, None, ref)
            return Step("occurred", whole.value, whole.since, ref, (whole,))
        if condition.number is not None:
            return self.number(condition, event, party)
        if condition.negated is not None:
            return contrary(self.meets(condition.negated, event, party))
        inner = [self.meets(c, event, party) for c in condition.all or condition.any or ()]
        return every(inner) if condition.all is not None else some(inner)

    def alike(
        self, pattern: Pattern, at_hand: Event, party: str | None
    ) -> Iterator[tuple[Event, Step]]:
        """Yield the events of a kind, before or after the one at hand where that is asked."""
        relative, moment = getattr(pattern, "relative", None), opening(at_hand.at)
        for event in self.events:
            if relative == "before" and opening(event.at) >= moment:
                continue
            if relative == "after" and closing(event.at) < moment:
                continue
            if self.matches(pattern, event, self.victims(event, deemed=False), at_hand):
                yield event, self.took_place(event, party)

    def number(self, condition: Condition, at_hand: Event, party: str | None) -> Step:
        """Return whether enough different ones took part in events of a kind."""
        number = condition.number
        if number is None:
            return Step("number")
        wanted = getattr(number.among, number.of)
        who = doers if number.of in ("attacker", "by") else struck
        parts, sure, possible = [], dict[str, dt.date](), set[str]()
        for event, step in self.alike(number.among, at_hand, party):
            parts.append(step)
            for code in who(event):
                if wanted and not self.means(wanted, code, at_hand):
                    continue
                possible.add(code)
                if step.value:
                    moments = [step.since or event.at, *filter(None, [sure.get(code)])]
                    sure[code] = min(moments, key=opening)
        ref = (at_hand.id, plain(number))
        if len(sure) >= number.at_least:
            since = sorted(sure.values(), key=opening)[number.at_least - 1]
            return Step("number", True, since, ref, tuple(parts))
        value = None if len(possible) >= number.at_least else False
        return Step("number", value, None, ref, tuple(parts))

    def in_scope(self, name: str, event: Event) -> Step:
        """Return whether an event lies within a scope; what the log does not say is open."""
        zones = []
        of = event.place.territory_of if event.place is not None else ()
        regions = event.place.region if event.place is not None else ()
        north = event.place.latitude if event.place is not None else None
        for zone in self.text.scopes[name].any_of:
            facts: list[tuple[str, bool | None]] = []
            if zone.territory_of:
                own = any(self.means(zone.territory_of, code, event) for code in of)
                facts.append(("territory_of", own if of else None))
            if zone.region:
                facts.append(
                    ("region", any(r in zone.region for r in regions) if regions else None)
                )
            if zone.north_of is not None:
                facts.append(("north_of", None if north is None else north > zone.north_of))
            if zone.south_of is not None:
                facts.append(("south_of", None if north is None else north < zone.south_of))
            if zone.target:
                facts.append(("target", event.target in zone.target if event.target else None))
            zones.append(every(Step("place", met, None, (key, event.id)) for key, met in facts))
        whole = some(zones)
        return Step("scope", whole.value, None, (name, event.id), (whole,))

    def in_play(self, clause: Clause, event: Event, party: str | None) -> Step | None:
        """Return whether an event brings a clause into play; a defeater looks at facts alone."""
        trigger = clause.trigger
        if trigger is None or not is_kind(event, trigger.event):
            return None
        victims = self.victims(event, deemed=clause.effect is None)
        match = self.matches(trigger, event, victims)
        if match is None:
            return None
        first = every([self.took_place(event, party), match])
        met = [] if trigger.condition is None else [self.meets(trigger.condition, event, party)]
        return every([first, *met])

    def consequences(self, clause: Clause) -> Iterator[tuple[DutyState, dt.date, Step]]:
        """Yield the performances or breaches, as given, that a clause follows."""
        trigger = clause.trigger
        source = (trigger.performed or trigger.breached) if trigger is not None else None
        broken = trigger is not None and trigger.breached is not None
        for state in self.book.get(source or "", ()):
            when = self.breach(state) if broken else state.performed_at
            if when is None or state.status not in ("performed", "breached", "unknown"):
                continue
            did = "breached" if broken else "performed"
            sure = state.status != "unknown"
            told = did if sure else "may owe something under"
            ref = (state.clause, state.bearer, state.trigger, told)
            yield state, when, Step("follows", sure or None, when, ref)

    def breach(self, state: DutyState) -> dt.date | None:
        """Return when a duty was breached, or may have been."""
        duty = self.clauses[state.clause].duty
        if state.violation or state.performed_at is not None or duty is None:
            return state.since if state.violation else None
        if state.due is not None:
            return state.due if closing(state.due) < self.now else None
        timed = duty.deadline is not None or duty.action == "arm"
        return self.at if timed and state.status == "unknown" else None

    def strokes(self, clause: Clause, party: str) -> list[Stroke]:
        """Return what other clauses do to a clause for one bearer, less what others prevail over."""
        key = (clause.id, party)
        if key not in self._strokes:
            found = list(self.fired(clause, party))
            self._strokes[key] = []
            for each in found:
                over = [
                    other
                    for other in found
                    if other.start == each.start and each.source in self.clauses[other.source].over
                ]
                if not any(other.certain for other in over):
                    self._strokes[key].append(each._replace(certain=each.certain and not over))
        return self._strokes[key]

    def fired(self, clause: Clause, party: str) -> Iterator[Stroke]:
        """Yield what other clauses do to a clause for one bearer."""
        for source, effect in self.defeaters(clause, *TIMED):
            if effect.for_ and not self.means(effect.for_, party):
                continue
            fired: list[tuple[dt.date, Step]]
            if source.trigger is not None and source.trigger.event:
                each = ((e.at, self.in_play(source, e, party)) for e in self.events)
                fired = [(when, step) for when, step in each if step is not None]
            else:
                fired = [(when, step) for _, when, step in self.consequences(source)]
            for when, step in fired:
                whole = every([step, *self.standing(source, party, when)])
                if whole.value is False or not self.bound(party, when):
                    continue
                ref = (source.id, clause.id, party, effect.kind)
                why = Step("effect", whole.value, when, ref, (whole,))
                past = effect.effective == "ex_tunc"
                yield Stroke(effect.kind, opening(when), whole.value is True, past, why, source.id)

    def standing(self, clause: Clause, party: str, when: dt.date) -> Iterator[Step]:
        """Yield whether a clause stands at a moment, where anything could keep it from that."""
        if not self.defeaters(clause):
            return
        found, moment = self.strokes(clause, party), opening(when)
        ways = set()
        for taken in completions(found):
            end = ending(taken)
            over = end is not None and end.reach <= moment
            ways.add(not over and not any(a <= moment < b for a, b in pauses(taken)))
        value = next(iter(ways)) if len(ways) == 1 else None
        whys = () if value else tuple(each.why for each in found)
        yield Step("stands", value, None, (clause.id, party, when), whys)

    def limits(
        self, clause: Clause, party: str, event: Event | None, when: dt.date
    ) -> Iterator[Step]:
        """Yield what other clauses ask of an occasion, each as whether the clause can act on it."""
        for source, effect in self.defeaters(clause, "exclude", "require"):
            if effect.for_ and not self.means(effect.for_, party, event):
                continue
            acts, ref = self.acts(source, party, event, when), (source.id, clause.id)
            if effect.kind == "exclude":
                value = None if acts.value is None else not acts.value
                yield Step("exclude", value, acts.since, ref, (acts,))
                continue
            stands = list(self.standing(source, party, when))
            # A condition that has fallen away asks for nothing.
            lapsed = [contrary(step) for step in stands if step.parts]
            met = some([acts, *lapsed])
            yield Step("require", met.value, met.since, ref, (Step("text", ref=ref[:1]), met))

    def acts(self, source: Clause, party: str, event: Event | None, when: dt.date) -> Step:
        """Return whether the effect of a clause acts on an occasion."""
        if source.when is None:
            met = Step("always", True, None, (source.id,))
        elif event is None:
            met = Step("no_event", False, None, (source.id,))
        else:
            met = self.meets(source.when, event, party)
        require = source.effect is not None and source.effect.kind == "require"
        stands = [] if require else self.standing(source, party, when)
        return every([met, *stands, *self.limits(source, party, event, when)])

    def restrictions(
        self, clause: Clause, party: str, event: Event | None, when: dt.date
    ) -> list[tuple[Effect, Step]]:
        """Return the restrictions that act, or may act, on an occasion."""
        found = []
        for source, effect in self.defeaters(clause, "restrict"):
            if not effect.for_ or self.means(effect.for_, party, event):
                acts = self.acts(source, party, event, when)
                step = Step("restrict", acts.value, None, (source.id, clause.id), (acts,))
                found += [(source, effect, step)] if acts.value is not False else []
        beaten = {name for source, _, step in found if step.value for name in source.over}
        return [(effect, step) for source, effect, step in found if source.id not in beaten]

    def decided(self, clause: Clause, event: Event | None) -> Step:
        """Return whether those whom a duty takes, or the body it names, decided on it."""
        rule, found = clause.decision_rule, []
        for vote in self.events:
            named = vote.clause in (None, clause.id) and self.ours(vote.pact)
            late = event is None or closing(vote.at) >= opening(event.at)
            about = event is None or vote.about in (None, event.id)
            if not (vote.type == "decision" and named and late and about):
                continue
            if rule.body is not None:
                if rule.body in vote.by:
                    enough = self.adopted(rule.body, vote.votes)
                    found.append(Step("vote", enough, vote.at, (clause.id, vote.id)))
            elif vote.clause is not None and vote.pact is not None and vote.votes is not None:
                bearers = () if clause.duty is None else clause.duty.bearer
                entitled = [
                    code
                    for code in self.codes(bearers, event)
                    if code not in struck(event) and self.bound(code, vote.at)
                ]
                enough = self.carried(rule, vote.votes, len(entitled), None, entitled)
                found.append(Step("vote", enough, vote.at, (clause.id, vote.id)))
        undecided = Step("undecided", False, None, (clause.id, None if event is None else event.id))
        return some(found) if found else undecided
