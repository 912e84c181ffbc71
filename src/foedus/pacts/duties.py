# SPDX-License-Identifier: Apache-2.0
"""Who owes what to whom, since when, by when, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from foedus.pacts.answers import Answer, all_of
from foedus.pacts.clauses import FORBIDS
from foedus.pacts.conditions import took_place
from foedus.pacts.defeat import NEVER, Applied, Run, courses
from foedus.pacts.dutystate import DutyState
from foedus.pacts.moments import after, closing, opening, told, written
from foedus.pacts.performance import Performance, owed_action, performance
from foedus.pacts.schema import FORMS
from foedus.pacts.wording import happened

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from foedus.pacts.clauses import Clause, Duty
    from foedus.pacts.defeat import Status
    from foedus.pacts.docket import Docket
    from foedus.pacts.events import Event
    from foedus.pacts.membership import Period


@dataclass(frozen=True, slots=True)
class Occasion:
    """What may give rise to a duty.

    Parameters
    ----------
    event : Event or None
        The event that it answers; None for a duty that always holds.
    opened : date or datetime or None
        When; None for a duty that always holds.
    performer : str or None
        Who performed or breached the clause that this one follows.
    answer : Answer or None
        Whether it gave rise to the duty, where that is the same for every bearer.
    standing : bool
        Whether the duty holds as long as its bearer is bound.
    """

    event: Event | None = None
    opened: dt.date | None = None
    performer: str | None = None
    answer: Answer | None = None
    standing: bool = False


def work_through(docket: Docket) -> tuple[DutyState, ...]:
    """Work through the clauses in the order of the strata; return duties in the file's order."""
    for clause in docket.strata:
        if clause.duty is not None:
            duties = _Duties(docket, clause, clause.duty)
            docket.book[clause.id] = list(duties.states())
    return tuple(state for clause in docket.clauses for state in docket.book.get(clause, ()))


class _Duties:
    """The duties under one clause."""

    def __init__(self, docket: Docket, clause: Clause, duty: Duty) -> None:
        self.docket = docket
        self.scene = docket.scene
        self.names = docket.names
        self.clause = clause
        self.duty = duty
        head = [f"Article {clause.art}: {clause.summary}"]
        if not FORMS[self.scene.pact.text.legal_form][1]:
            head.append("This is a political commitment: it does not bind in law.")
        self.head = tuple(head)

    def states(self) -> Iterator[DutyState]:
        """Yield what became of each duty, occasion by occasion and bearer by bearer."""
        if self.duty.modality == "prohibition":
            yield from self.kept_or_broken()
            return
        for occasion in self.occasions():
            for bearer in self.bearers(occasion):
                state = self.state(bearer, occasion)
                if state is not None:
                    yield state

    def occasions(self) -> Iterator[Occasion]:
        """Yield what may give rise to a duty."""
        trigger = self.clause.trigger
        if self.duty.action == "arm":
            yield from self.pledges()
        elif trigger is None:
            yield Occasion(standing=True)
        elif trigger.event:
            for event in self.scene.log.events:
                if event.is_any(trigger.event):
                    yield Occasion(event, event.at)
        else:
            for state, when, answer in self.docket.consequences(self.clause):
                name = state.performed_in if trigger.performed else state.trigger
                source = self.scene.events.get(name or "")
                yield Occasion(source, when, state.bearer, answer)

    def pledges(self) -> Iterator[Occasion]:
        """Yield each pledge, and for those without one the bare duty."""
        pledged = set()
        for event in self.scene.log.events:
            about = event.clause in (None, self.clause.id) and event.pact == self.scene.pact.name
            if event.type == "pledge" and about:
                for party in event.by:
                    pledged.add(party)
                    yield Occasion(event, event.at, party, standing=True)
        for party in self.names.codes(self.duty.bearer):
            if party not in pledged:
                yield Occasion(performer=party, standing=True)

    def bearers(self, occasion: Occasion) -> Sequence[str]:
        """Return who may be under the duty on an occasion."""
        codes = self.names.codes(self.duty.bearer, occasion.event)
        if self.duty.action == "arm":
            return [code for code in codes if code == occasion.performer]
        performer = occasion.performer or "performer"
        return list(dict.fromkeys(performer if c == "performer" else c for c in codes))

    def blank(self, bearer: str, toward: tuple[str, ...], occasion: Occasion) -> DutyState:
        """Return a duty that is not owed, to be filled."""
        return DutyState(
            pact=self.scene.pact.name,
            clause=self.clause.id,
            art=self.clause.art,
            bearer=bearer,
            toward=toward,
            action=owed_action(self.clause),
            trigger=None if occasion.event is None else occasion.event.id,
            status="not_owed",
            because=self.head,
        )

    def state(self, bearer: str, occasion: Occasion) -> DutyState | None:
        """Return what became of a duty, or None where the occasion is none for this bearer."""
        answer = self.answer(bearer, occasion)
        if answer is None:
            return None
        named = self.names.codes(self.duty.toward, occasion.event)
        toward = tuple(code for code in named if code != bearer)
        if named and not toward:
            return None  # nobody owes anything to itself
        blank = self.blank(bearer, toward, occasion)
        period, why_not = self.bound(bearer, occasion)
        if period is None:
            return replace(blank, because=(*self.head, *why_not))
        toward, why_not = self.owed_to(toward, occasion)
        if named and not toward:
            return replace(blank, because=(*self.head, *why_not))
        blank = replace(blank, toward=toward, because=(*self.head, period.begun))
        return self.course(blank, occasion, answer, [period, *self.theirs(toward, occasion)])

    def answer(self, bearer: str, occasion: Occasion) -> Answer | None:
        """Return whether an occasion gives rise to a duty of a bearer; None where it cannot."""
        if occasion.standing:
            answer: Answer | None = Answer(value=True)
        elif occasion.answer is not None:
            answer = occasion.answer
        elif occasion.event is not None:
            answer = self.docket.in_play(self.clause, occasion.event, bearer)
        else:
            return None
        if answer is None:
            return None
        return all_of([answer, self.docket.decided(self.clause, occasion.event)])

    def bound(self, bearer: str, occasion: Occasion) -> tuple[Period | None, tuple[str, ...]]:
        """Return the membership under which a duty falls, or why there is none."""
        members, now = self.scene.membership, self.docket.now
        if occasion.standing or occasion.opened is None:
            when: dt.date = now
            period = members.latest(bearer, now)
        else:
            when = occasion.opened
            period = members.period(bearer, when)
        return period, () if period is not None else members.why_not(bearer, when)

    def owed_to(
        self, toward: tuple[str, ...], occasion: Occasion
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return to whom a duty is owed: parties for which the pact is in force, and bodies."""
        kept: list[str] = []
        why_not: list[str] = []
        for code in toward:
            period, reasons = self.bound(code, occasion)
            if period is not None or code not in self.scene.pact.text.parties:
                kept.append(code)
            else:
                why_not += reasons
        return tuple(kept), tuple(why_not)

    def theirs(self, toward: tuple[str, ...], occasion: Occasion) -> list[Period]:
        """Return the membership of those to whom a duty is owed, the one that ends last."""
        found = [self.bound(code, occasion)[0] for code in toward]
        periods = [period for period in found if period is not None]
        if not periods or len(periods) < len(found):
            return []
        return [max(periods, key=lambda p: NEVER if p.end is None else opening(p.end))]

    def exits(self, periods: list[Period]) -> list[Applied]:
        """Return the ends of memberships as effects, where they have come."""
        return [
            Applied(
                "exit", opening(period.end), certain=True, ex_tunc=False, because=(period.ended,)
            )
            for period in periods
            if period.end is not None and opening(period.end) <= self.docket.now
        ]

    def course(
        self, blank: DutyState, occasion: Occasion, answer: Answer, periods: list[Period]
    ) -> DutyState:
        """Return what became of a duty whose bearer is bound, in the first of some periods."""
        effects = [*self.docket.effects_on(self.clause, blank.bearer), *self.exits(periods)]
        done = performance(self.scene, self.clause, blank.bearer, blank.toward, occasion.event)
        start = periods[0].start
        opened: dt.date = occasion.opened or start
        if occasion.standing:
            opened = max(opened, start, key=opening)
        since = max(opened, answer.since or opened, key=opening) if answer.value else None
        # Where it is open whether the duty arose, it may have arisen as early as its occasion.
        start, due = self.deadline(occasion, since or opened, opened)
        run = Run(
            opened=opening(opened),
            start=opening(start),
            due=None if due is None else closing(due),
            done=None if done.act is None else opening(done.act.at),
            now=self.docket.now,
        )
        because = (*blank.because, *answer.because)
        if answer.value is False:
            return replace(blank, because=because)
        if all(course.ended <= run.opened for course in courses(effects)):
            status, _ = run.verdict(effects)
            return replace(blank, status=status, because=(*blank.because, *_told(effects)))
        if answer.value is True:
            because += self.counts(blank.bearer, occasion)
        status, ends = run.verdict(effects)
        if answer.value is None:
            released = {status, replace(run, due=None).verdict(effects)[0]} == {"not_owed"}
            status = "not_owed" if released else "unknown"
        # That a membership ended later says nothing about a duty whose fate was sealed before.
        open_ = status in ("not_owed", "unknown")
        state = replace(blank, status=status, because=(*because, *_told(effects, exits=open_)))
        if status not in ("not_owed", "void"):
            last = None if ends >= NEVER else written(ends)
            state = replace(state, since=since, due=last if since is not None else None)
        return self.told(state, done)

    def deadline(
        self, occasion: Occasion, since: dt.date, opened: dt.date
    ) -> tuple[dt.date, dt.date | None]:
        """Return from when a duty's time runs, and when it ends."""
        if self.duty.action == "arm":
            return opened, None if occasion.event is None else occasion.event.due
        span = self.duty.deadline
        if span is None:
            return opened, None
        if span.counted_from == "finding":
            return since, after(since, span)
        # Counted from the event, but nobody is late before it is settled that something is owed.
        return opened, max(after(opened, span), since, key=closing)

    def counts(self, bearer: str, occasion: Occasion) -> tuple[str, ...]:
        """Say why an attack on another counts as an attack on the bearer."""
        if occasion.event is None or self.clause.deeming is None:
            return ()
        answer = self.docket.victims(occasion.event).get(bearer)
        return answer.because if answer is not None else ()

    def told(self, state: DutyState, done: Performance) -> DutyState:
        """Add what was done, and the deadline."""
        lines = list(done.short)
        if done.act is not None:
            lines.append(done.act.told)
            state = replace(state, performed_at=done.act.at, performed_in=done.act.event)
            if state.due is not None and opening(done.act.at) > closing(state.due):
                lines.append(f"That was late: it was due by {told(state.due)}.")
        elif state.status == "breached" and state.due is not None:
            nothing = f"nothing is on record from {self.names.of(state.bearer)}"
            short = "that is not enough" if done.short else nothing
            lines.append(f"It was due by {told(state.due)}; {short}.")
        elif state.due is not None:
            lines.append(f"Due by {told(state.due)}.")
        elif state.status == "owed" and self.duty.modality == "obligation":
            lines.append("It has no date by which it is to be done.")
        return replace(state, because=tuple(dict.fromkeys((*state.because, *lines))))

    def kept_or_broken(self) -> Iterator[DutyState]:
        """Yield a prohibition for each bearer, and each act against it."""
        always = Occasion(standing=True)
        for bearer in self.bearers(always):
            toward = tuple(c for c in self.names.codes(self.duty.toward) if c != bearer)
            blank = self.blank(bearer, toward, always)
            period, why_not = self.bound(bearer, always)
            if period is None:
                yield replace(blank, because=(*self.head, *why_not))
            else:
                blank = replace(blank, because=(*self.head, period.begun, "It holds all the time."))
                yield self.course(blank, always, Answer(value=True), [period])
            for event in self.scene.log.events:
                if event.is_any(FORBIDS[self.duty.action]):
                    hit = tuple(code for code in event.others if code in toward)
                    if bearer in event.doers and hit:
                        yield self.violation(self.blank(bearer, hit, Occasion(event)), event)

    def violation(self, blank: DutyState, event: Event) -> DutyState:
        """Return an act against a prohibition: a breach, unless the bearer was not under it."""
        period = self.scene.membership.period(blank.bearer, event.at)
        line = happened(event, self.names)
        if period is None:
            why_not = self.scene.membership.why_not(blank.bearer, event.at)
            return replace(blank, because=(*self.head, line, *why_not))
        effects = self.docket.effects_on(self.clause, blank.bearer)
        moment = opening(event.at)
        fact = took_place(self.scene, event, None)
        found: set[Status] = {"unknown"} if fact.value is None else set()
        run = Run(moment, moment, None, None, moment)
        for course in courses(effects):
            standing = run.status(course)
            found.add("breached" if standing == "owed" else standing)
        status: Status = found.pop() if len(found) == 1 else "unknown"
        return replace(
            blank,
            status=status,
            since=event.at if status in ("breached", "unknown") else None,
            because=(*self.head, period.begun, *fact.because, *_told(effects)),
            violation=True,
        )


def _told(effects: Sequence[Applied], *, exits: bool = True) -> tuple[str, ...]:
    told_of = [effect for effect in effects if exits or effect.kind != "exit"]
    return tuple(dict.fromkeys(line for effect in told_of for line in effect.because))
