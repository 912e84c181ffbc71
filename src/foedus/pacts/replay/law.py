# SPDX-License-Identifier: Apache-2.0
"""What brings a clause into play, who counts as struck, and what other clauses do to it."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import TYPE_CHECKING, NamedTuple

from foedus.pacts.clauses import TIMED
from foedus.pacts.moments import closing, opening
from foedus.pacts.replay.facts import Facts, struck_in_fact
from foedus.pacts.replay.record import Step, contrary, every, is_kind, some, struck
from foedus.pacts.strata import order

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from foedus.pacts.clauses import Clause, Effect
    from foedus.pacts.dutystate import DutyState
    from foedus.pacts.events import Event, EventLog
    from foedus.pacts.pact import Pact

BEGINNING = dt.datetime.min.replace(tzinfo=dt.UTC)
NEVER = dt.datetime.max.replace(tzinfo=dt.UTC)
MOST_OPEN = 8
"""Of more strokes that are open, not every combination is followed."""


class Stroke(NamedTuple):
    """What another clause, or an exit, does to a clause for one bearer, and from when."""

    kind: str
    start: dt.datetime
    certain: bool
    ex_tunc: bool
    why: Step
    source: str = ""
    about: str | None = None

    @property
    def reach(self) -> dt.datetime:
        """The moment back to which it reaches."""
        return BEGINNING if self.ex_tunc else self.start


def completions(strokes: Sequence[Stroke]) -> Iterator[list[Stroke]]:
    """Yield every way in which the strokes that are open may have gone.

    Where that is more than can be followed, those ways that bound the others: all that is open
    pauses or nothing does, all resumes or nothing does, and one end came first, or none.
    """
    open_ = [each for each in strokes if not each.certain]
    if len(open_) > MOST_OPEN:
        sure = [each for each in strokes if each.certain]
        ends = [each for each in open_ if each.kind not in ("suspend", "reinstate")]
        for kinds in ((), ("suspend",), ("reinstate",), ("suspend", "reinstate")):
            paused = [each for each in open_ if each.kind in kinds]
            yield from ([*sure, *paused, *end] for end in ((), *((each,) for each in ends)))
        return
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


class Law(Facts):
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

    def said(self, clause: Clause, when: dt.date) -> bool:
        """Tell whether a clause was part of the pact at a moment, as amended."""
        if clause.since is not None and opening(when) < opening(clause.since):
            return False
        return clause.until is None or opening(when) < opening(clause.until)

    def defeaters(self, clause: Clause, *kinds: str) -> list[tuple[Clause, Effect]]:
        """Return the clauses that act on a clause, with what they do."""
        return [
            (each, each.effect)
            for each in self.strata
            if each.effect is not None
            and clause.id in each.effect.clauses
            and (not kinds or each.effect.kind in kinds)
        ]

    def victims(self, event: Event, *, deemed: bool) -> dict[str, Step]:
        """Return who was struck in fact, or counts as struck."""
        key = (event.id, deemed)
        if key not in self._victims:
            self._victims[key] = self._struck(event, deemed)
        return self._victims[key]

    def _struck(self, event: Event, deemed: bool) -> dict[str, Step]:  # noqa: FBT001
        found = struck_in_fact(event)
        clauses = [clause for clause in self.strata if deemed and clause.deeming is not None]
        for clause in clauses * len(clauses):  # one may build on another
            words = clause.deeming
            if words is None or words.target not in (None, event.target):
                continue
            if not self.said(clause, event.at):
                continue
            hit = [code for code in found if self.means(words.attack_on, code)]
            hit = [code for code in hit if self.bound(code, event.at)]
            ground = some(found[code] for code in hit)
            step = Step("deeming", True, None, (clause.id, event.id))
            for code in self.codes(words.counts_as_attack_on) if hit else ():
                known = found[code].value is not None if code in found else False
                if known or not self.bound(code, event.at):
                    continue
                # Where the clause also lays down a duty, what limits it is told with the duty.
                pure = clause.duty is None
                limits = self.limits(clause, code, event, event.at) if pure else ()
                stands = self.standing(clause, code, event.at)
                whole = every([ground, step, *stands, *limits])
                if whole.value or (whole.value is None and code not in found):
                    found[code] = whole
        return found

    def in_play(self, clause: Clause, event: Event, party: str | None) -> Step | None:
        """Return whether an event brings a clause into play; a defeater looks at facts alone."""
        trigger = clause.trigger
        if trigger is None or not is_kind(event, trigger.event) or not self.said(clause, event.at):
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
        if state.violation or state.broken_at is not None:
            return state.since if state.violation else state.broken_at
        past = state.due is not None and closing(state.due) < self.now
        return state.due if past and state.performed_at is None else None

    def strokes(self, clause: Clause, party: str, event: Event | None = None) -> list[Stroke]:
        """Return what other clauses do to a clause for one bearer, where no other prevails.

        A discharge that answers an event is one of what arose from that event alone.
        """
        own = (None, None if event is None else event.id)
        return [each for each in self._all_strokes(clause, party) if each.about in own]

    def _all_strokes(self, clause: Clause, party: str) -> list[Stroke]:
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
            for event, when, step in self.firings(source, party):
                stands = self.standing(source, party, when)
                whole = every([step, *stands, *self.limits(source, party, event, when)])
                # What is open may also come about now.
                bound = self.bound(party, when)
                bound = bound or (self.bound(party, self.at) if step.value is None else None)
                if whole.value is False or bound is None:
                    continue
                ref = (source.id, clause.id, party, effect.kind)
                why = Step("effect", whole.value, when, ref, (whole,))
                past = effect.effective == "ex_tunc"
                answers = source.trigger is not None and bool(source.trigger.event)
                about = event.about if answers and event is not None else None
                own = about if effect.kind == "discharge" else None
                start, sure = opening(when), whole.value is True
                yield Stroke(effect.kind, start, sure, past, why, source.id, own)

    def firings(self, source: Clause, party: str) -> Iterator[tuple[Event | None, dt.date, Step]]:
        """Yield the events, or what follows from them, at which a clause acts for a bearer."""
        trigger = source.trigger
        if trigger is not None and trigger.event:
            for event in self.events:
                step = self.in_play(source, event, party)
                if step is not None:
                    yield event, event.at, step
        elif trigger is not None:
            for state, when, step in self.consequences(source):
                name = state.performed_in if trigger.performed else state.trigger
                yield self.by_id.get(name or ""), when, step

    def standing(self, clause: Clause, party: str, when: dt.date) -> Iterator[Step]:
        """Yield whether a clause stands at a moment, where anything could keep it from that."""
        if not self.defeaters(clause, *TIMED):
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
            if not self.said(source, when):
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
            meant = not effect.for_ or self.means(effect.for_, party, event)
            if meant and self.said(source, when):
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
                    enough = self.adopted(rule.body, vote.votes, vote.at)
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
