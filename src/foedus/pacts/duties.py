# SPDX-License-Identifier: Apache-2.0
"""Who owes what to whom, since when, by when, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from foedus.pacts.answers import Answer, Later, all_of
from foedus.pacts.arising import Facing, Occasion
from foedus.pacts.besides import besides
from foedus.pacts.decisions import decided
from foedus.pacts.defeat import NEVER, Applied, Run, courses
from foedus.pacts.dutystate import DutyState
from foedus.pacts.moments import after, closing, later, opening, told, written
from foedus.pacts.nearby import near_misses
from foedus.pacts.performance import Deeds, Performance, owed_action
from foedus.pacts.schema import FORMS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from foedus.pacts.clauses import Clause, Duty
    from foedus.pacts.defeat import Status
    from foedus.pacts.docket import Docket
    from foedus.pacts.membership import Period


AGAINST: Final = ("sanction", "perform")
"""Actions whose ``toward`` may be a target, to whom nothing is owed."""


YES = Answer(value=True, rule="always")
HELP = ("assist", "perform")
"""Actions that a reader asks about even where no event is on record that calls for them."""


class Duties:
    """The duties under one clause that is not a prohibition.

    Parameters
    ----------
    docket : Docket
        The clauses of the pact against its log.
    clause : Clause
        The clause.
    duty : Duty
        Its duty.
    """

    def __init__(self, docket: Docket, clause: Clause, duty: Duty) -> None:
        self.docket = docket
        self.scene = docket.scene
        self.names = docket.names
        self.clause = clause
        self.duty = duty
        self.action = owed_action(clause)
        head = [f"Article {clause.art}: {clause.summary}"]
        if not FORMS[self.scene.pact.text.legal_form][1]:
            head.append("This is a political commitment: it does not bind in law.")
        self.head = Answer(True, None, tuple(head), "text", (clause.id,))
        self.bonds: dict[tuple[str, dt.date], Answer] = {}
        self.runs: dict[tuple[object, ...], tuple[dt.date | None, Run]] = {}
        self.deeds = Deeds(self.scene, clause, duty)

    def states(self) -> Iterator[DutyState]:
        """Yield what became of each duty, occasion by occasion and bearer by bearer."""
        asked = False
        for occasion in self.occasions():
            facing = None
            if not self.clause.stood(occasion.opened or self.docket.now):
                continue
            alike, answer = self.alike(occasion), None
            for bearer in self.bearers(occasion):
                if answer is None or not alike:
                    answer = self.answer(bearer, occasion)
                    if alike and answer is not None:
                        answer = self.limited(bearer, occasion, answer)
                if answer is not None:
                    facing = facing or self.facing(occasion, alike=alike)
                    state = self.state(bearer, occasion, answer, facing)
                    if state is not None:
                        asked = True
                        yield state
        if not asked:
            yield from self.never()

    def never(self) -> Iterator[DutyState]:
        """Yield help that nothing on record calls for, so that its bearers find a line."""
        trigger = self.clause.trigger
        if trigger is None or not trigger.event or self.duty.action not in HELP:
            return
        near = Later(near_misses, self.scene, self.clause)
        for bearer in self.names.codes(self.duty.bearer):
            if bearer in self.scene.pact.text.parties:
                line = f"Nothing on record brings Article {self.clause.art} into play."
                ref = (self.clause.id, bearer)
                toward = self.names.codes(self.duty.toward)
                toward = tuple(code for code in toward if code != bearer)
                nothing = Answer(False, None, (line, near), "no_occasion", ref)
                yield self.blank(bearer, toward, Occasion(), self.head, nothing)

    def occasions(self) -> Iterator[Occasion]:
        """Yield what may give rise to a duty."""
        trigger = self.clause.trigger
        if self.duty.action == "arm":
            yield from self.pledges()
        elif trigger is None:
            yield Occasion(standing=True)
        elif trigger.event:
            for event in self.scene.of_kinds(trigger.event):
                yield Occasion(event, event.at)
        else:
            for state, when, answer in self.docket.consequences(self.clause):
                source = self.docket.behind(state, performed=bool(trigger.performed))
                yield Occasion(source, when, state.bearer, answer)

    def pledges(self) -> Iterator[Occasion]:
        """Yield each pledge, and for those without one the bare duty."""
        pledged = set()
        for event in self.scene.by_kind.get("pledge", ()):
            if event.clause in (None, self.clause.id) and event.pact == self.scene.pact.name:
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

    def blank(
        self, bearer: str, toward: tuple[str, ...], occasion: Occasion, *parts: Answer
    ) -> DutyState:
        """Return a duty that is not owed, with why, or to be filled."""
        return DutyState(
            self.scene.pact.name,
            self.clause.id,
            self.clause.art,
            bearer,
            toward,
            self.action,
            None if occasion.event is None else occasion.event.id,
            "not_owed",
            parts=parts,
            modality=self.duty.modality,
            free=False if self.duty.modality in ("permission", "power") else None,
        )

    def facing(self, occasion: Occasion, *, alike: bool) -> Facing:
        """Return towards whom a duty of an occasion is owed."""
        named = self.names.codes(self.duty.toward, occasion.event)
        periods: dict[str, Period | None] = {}
        lacking = []
        for code in named:
            period, why_not = self.bound(code, occasion)
            outside = self.duty.action in AGAINST or code not in self.scene.pact.text.parties
            if period is not None or outside:
                # That a target leaves the pact releases nobody from acting against it.
                periods[code] = None if self.duty.action == "sanction" else period
            else:
                lacking.append((code, why_not))
        ends = any(each is not None and each.end is not None for each in periods.values())
        return Facing(named, periods, tuple(lacking), ends, tuple(periods), alike)

    def state(
        self, bearer: str, occasion: Occasion, answer: Answer, facing: Facing
    ) -> DutyState | None:
        """Return what became of a duty, or None where the occasion is none for this bearer."""
        named = facing.named
        if (named and named == (bearer,)) or self.struck(bearer, occasion):
            return None  # nobody owes anything to itself
        period, why_not = facing.periods.get(bearer), YES
        if period is None:
            period, why_not = self.bound(bearer, occasion)
        if period is None:
            toward = tuple(code for code in named if code != bearer)
            return self.blank(bearer, toward, occasion, self.head, why_not)
        toward = facing.toward(bearer)
        if named and not toward:
            lacking = [why for code, why in facing.lacking if code != bearer]
            return self.blank(bearer, toward, occasion, self.head, *lacking)
        if not facing.alike:
            answer = self.limited(bearer, occasion, answer)
        parts = [self.head, self.begun(bearer, period)]
        if self.docket.related:
            opened = occasion.opened or self.docket.now
            parts += besides(self.docket, self.clause, bearer, opened)
        periods = [(bearer, period)]
        if facing.ends:
            periods += _last([(code, facing.periods[code]) for code in toward])
        return self.course(toward, occasion, answer, periods, parts)

    def begun(self, bearer: str, period: Period) -> Answer:
        """Return that a party is bound, with why."""
        key = (bearer, period.start)
        if key not in self.bonds:
            self.bonds[key] = begun(bearer, period)
        return self.bonds[key]

    def struck(self, bearer: str, occasion: Occasion) -> bool:
        """Tell whether the bearer is the one that was attacked, and help is what is owed."""
        event = occasion.event
        helps = self.duty.action in HELP and self.duty.toward == ("victim",)
        return helps and event is not None and bearer in event.others

    def alike(self, occasion: Occasion) -> bool:
        """Tell whether an occasion gives rise to a duty of all bearers, or of none, limits too."""
        event = occasion.event
        return event is not None and not self.docket.apart(self.clause, event)

    def answer(self, bearer: str, occasion: Occasion) -> Answer | None:
        """Return whether an occasion gives rise to a duty of a bearer; None where it cannot."""
        if occasion.standing:
            answer: Answer | None = YES
        elif occasion.answer is not None:
            answer = occasion.answer
        elif occasion.event is not None:
            answer = self.docket.in_play(self.clause, occasion.event, bearer)
        else:
            return None
        if answer is None or not self.clause.decision_rule.votes:
            return answer
        return all_of([answer, decided(self.scene, self.clause, occasion.event)])

    def limited(self, bearer: str, occasion: Occasion, answer: Answer) -> Answer:
        """Add what other clauses ask of the occasion."""
        if (self.clause.id, "limit") not in self.docket.defeaters:
            return answer
        when = occasion.opened or self.docket.now
        limits = list(self.docket.limits(self.clause, bearer, occasion.event, when))
        return all_of([answer, *limits]) if limits else answer

    def bound(self, bearer: str, occasion: Occasion) -> tuple[Period | None, Answer]:
        """Return the membership under which a duty falls, or why there is none."""
        members = self.scene.membership
        if occasion.standing or occasion.opened is None:
            when: dt.date = self.docket.now
            period = members.latest(bearer, when)
        else:
            when = occasion.opened
            period = members.period(bearer, when)
            if period is None and occasion.answer is not None and occasion.answer.value is None:
                period = members.period(bearer, self.scene.at)  # what is open may come about now
        if period is not None:
            return period, YES
        why_not = Later(members.why_not, bearer, when)
        return None, Answer(False, None, (why_not,), "unbound", (bearer, when))

    def exits(self, periods: list[tuple[str, Period]]) -> list[Applied]:
        """Return the ends of memberships as effects, where they have come."""
        return [
            Applied(
                "exit",
                opening(period.end),
                certain=True,
                ex_tunc=False,
                why=Answer(True, period.end, (period.ended,), "exit", (code,)),
            )
            for code, period in periods
            if period.end is not None and opening(period.end) <= self.docket.now
        ]

    def course(
        self,
        toward: tuple[str, ...],
        occasion: Occasion,
        answer: Answer,
        periods: list[tuple[str, Period]],
        parts: list[Answer],
    ) -> DutyState:
        """Return what became of a duty whose bearer is bound, in the first of some periods."""
        bearer, period = periods[0]
        effects = self.docket.effects_on(self.clause, bearer, occasion.event)
        if period.end is not None or len(periods) > 1:
            effects = (*effects, *self.exits(periods))
        opened: dt.date = occasion.opened or period.start
        if occasion.standing:
            opened = later(opened, period.start)
        if answer.value is False:
            return self.blank(bearer, toward, occasion, *parts, answer)
        since, run = self.run(occasion, answer, opened)
        least, done, other = self.done(bearer, toward, occasion, opened)
        if done.act is not None:
            run = run.performed(opening(done.act.at))
        whys = _whys(effects) if effects else []
        if effects and all(course.ended <= run.opened for course in courses(effects)):
            status, _ = run.verdict(effects)
            return self.blank(bearer, toward, occasion, *parts, *whys)._replace(status=status)
        parts += (answer, *least)
        if answer.value is True and self.clause.deeming is not None:
            parts += self.counts(bearer, occasion)
        if self.duty.modality in ("permission", "power"):
            blank = self.blank(bearer, toward, occasion, *parts, *whys)
            return self.freedom(blank, run, effects, answer, done)
        status, ends = fate(run, effects, answer, done, other)
        # That a membership ended later says nothing about a duty whose fate was sealed before.
        open_ = status in ("not_owed", "unknown")
        parts += whys if open_ or not effects else _whys(effects, exits=False)
        last: dt.date | None = None
        missing = done.act is None or other.act is None
        broken_at = written(ends) if status == "unknown" and missing and ends < run.now else None
        if status in ("not_owed", "void"):
            since = None
        elif since is not None and ends < NEVER:
            last = written(ends)
        act = done.act or (other.act if status == "unknown" else None)
        told_of = done if act is done.act else done._replace(act=act)
        parts += self.told(bearer, status, last, told_of)
        return DutyState(
            self.scene.pact.name,
            self.clause.id,
            self.clause.art,
            bearer,
            toward,
            self.action,
            None if occasion.event is None else occasion.event.id,
            status,
            since,
            last,
            tuple(parts),
            None if act is None else act.at,
            None if act is None else act.event,
            broken_at=broken_at,
            modality=self.duty.modality,
        )

    def done(
        self, bearer: str, toward: tuple[str, ...], occasion: Occasion, opened: dt.date
    ) -> tuple[Sequence[Answer], Performance, Performance]:
        """Return what restricts a duty, and what was done without and with what may restrict it.

        Under a restriction that is open, a duty may be performed by what would fall short of it
        without, or the other way round; both courses are followed.
        """
        event = occasion.event
        if (self.clause.id, "restrict") not in self.docket.defeaters:
            done = self.deeds.performance(bearer, toward, event, opened)
            return (), done, done
        limits = self.docket.restricted(self.clause, bearer, event, opened)
        sure = [effect for effect, acts in limits if acts.value]
        done = self.deeds.performance(bearer, toward, event, opened, sure)
        other = done
        if len(sure) < len(limits):
            every = [effect for effect, _ in limits]
            other = self.deeds.performance(bearer, toward, event, opened, every)
        return [acts for _, acts in limits], done, other

    def freedom(
        self,
        state: DutyState,
        run: Run,
        effects: Sequence[Applied],
        answer: Answer,
        done: Performance,
    ) -> DutyState:
        """Return what became of something that a bearer may do, and need not."""
        bare = run._replace(due=None, done=None)
        usable = {bare.status(course) == "owed" for course in courses(effects)}
        free = usable.pop() if len(usable) == 1 else None
        if free and answer.value is None:
            free = None
        line = "It may be used, and need not be." if free is not False else "It cannot be used now."
        state = state.with_parts(Answer(True, None, (line,), "freedom", (free,)))
        used = done.act is not None and free is not False
        if used and done.act is not None:
            ref = (done.act.event, state.bearer)
            state = state.with_parts(Answer(True, done.act.at, (done.act.told,), "act", ref))
            state = state._replace(performed_at=done.act.at, performed_in=done.act.event)
        settled: Status = "performed" if used else "not_owed"
        return state._replace(status="unknown" if free is None else settled, free=free)

    def run(
        self, occasion: Occasion, answer: Answer, opened: dt.date
    ) -> tuple[dt.date | None, Run]:
        """Return since when a duty is there, and its time; alike for the bearers of an occasion."""
        ends = None if occasion.event is None else occasion.event.due
        key = (answer.value, answer.since, opened, ends)
        if key not in self.runs:
            since = _since(answer, opened)
            # Where it is open whether the duty arose, it may have arisen as early as its occasion.
            start, due = self.deadline(since or opened, opened, ends)
            last = None if due is None else closing(due)
            run = Run(opening(opened), opening(start), last, None, self.docket.now)
            self.runs[key] = since, run
        return self.runs[key]

    def deadline(
        self, since: dt.date, opened: dt.date, promised: dt.date | None
    ) -> tuple[dt.date, dt.date | None]:
        """Return from when a duty's time runs, and when it ends."""
        if self.duty.action == "arm":
            return opened, promised
        span = self.duty.deadline
        if span is None:
            return opened, None
        if span.counted_from == "finding":
            return since, after(since, span)
        # Counted from the event, but nobody is late before it is settled that something is owed.
        return opened, max(after(opened, span), since, key=closing)

    def counts(self, bearer: str, occasion: Occasion) -> tuple[Answer, ...]:
        """Say why an attack on another counts as an attack on the bearer."""
        if occasion.event is None or self.clause.deeming is None:
            return ()
        answer = self.docket.victims(occasion.event).get(bearer)
        return () if answer is None else (answer,)

    def told(
        self, bearer: str, status: Status, due: dt.date | None, done: Performance
    ) -> Iterator[Answer]:
        """Yield what was done, and the deadline."""
        if done.short:
            yield Answer(None, None, (Later(done.tells),), "short", done.fell)
        if done.act is not None:
            ref = (done.act.event, bearer)
            yield Answer(True, done.act.at, (done.act.told,), "act", ref)
            if due is not None and opening(done.act.at) > closing(due):
                yield Answer(True, due, (f"That was late: it was due by {told(due)}.",), "deadline")
        elif due is not None:
            tell = Later(self.due_told, bearer, status, due, bool(done.short))
            yield Answer(True, due, (tell,), "deadline")
        elif status == "owed" and self.duty.modality == "obligation":
            yield NO_DATE

    def due_told(self, bearer: str, status: Status, due: dt.date, short: bool) -> str:  # noqa: FBT001
        """Return the deadline as a sentence."""
        if status != "breached":
            return f"Due by {told(due)}."
        nothing = f"nothing is on record from {self.names.of(bearer)}"
        return f"It was due by {told(due)}; {'that is not enough' if short else nothing}."


NO_DATE: Final = Answer(True, None, ("It has no date by which it is to be done.",), "deadline")


def fate(
    run: Run, effects: Sequence[Applied], answer: Answer, done: Performance, other: Performance
) -> tuple[Status, dt.datetime]:
    """Return what became of an obligation, and when its time ends on the first course.

    Unknown where what was done performs it only with, or only without, what may restrict it, or
    where it is open whether it arose.
    """
    status, ends = run.verdict(effects)
    if other is not done and other.act != done.act:
        then = None if other.act is None else opening(other.act.at)
        if run.performed(then).verdict(effects)[0] != status:
            status = "unknown"
    if answer.value is None:
        released = {status, run._replace(due=None).verdict(effects)[0]} == {"not_owed"}
        status = "not_owed" if released else "unknown"
    return status, ends


def begun(bearer: str, period: Period) -> Answer:
    """Return that a party is bound, with why."""
    return Answer(True, period.start, (period.begun,), "bound", (bearer, period.start))


def _last(periods: Sequence[tuple[str, Period | None]]) -> list[tuple[str, Period]]:
    """Return the membership that ends last, where all of them are there and all of them end."""
    found = [(code, period) for code, period in periods if period is not None]
    if not found or len(found) < len(periods) or any(period.end is None for _, period in found):
        return []
    return [max(found, key=lambda pair: opening(pair[1].end or pair[1].start))]


def _whys(effects: Sequence[Applied], *, exits: bool = True) -> list[Answer]:
    return [effect.why for effect in effects if exits or effect.kind != "exit"]


def _since(answer: Answer, opened: dt.date) -> dt.date | None:
    """Return since when a duty is there: its occasion, or what settled later that it arose."""
    if not answer.value or answer.since is None:
        return opened if answer.value else None
    return later(opened, answer.since)
