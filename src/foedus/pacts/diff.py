# SPDX-License-Identifier: Apache-2.0
"""The difference of two drafts: which results change over a suite of events, not which lines.

Both drafts are evaluated on the same logs. Results are the same duty where bearer, action, to whom,
and the event that gives rise to it are the same; what a clause is called plays no part. Every
change comes with the shortest log of the suite on which it shows, cut down to what it needs.
"""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from foedus.pacts.eventtree import log_tree
from foedus.pacts.incidents import waits, with_entries
from foedus.pacts.matching import Matching
from foedus.pacts.meanings import KINDS, meanings, standing
from foedus.pacts.moments import iso, opening
from foedus.pacts.scenarios import (
    answered,
    attacks,
    calls,
    companions,
    pledges,
    settled,
    starts,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from foedus.pacts.dutystate import DutyState
    from foedus.pacts.events import Event, EventLog
    from foedus.pacts.meanings import Meaning
    from foedus.pacts.pact import Pact
    from foedus.pacts.scenarios import Start

DAY: Final = dt.timedelta(days=1)
MOST_LOGS: Final = 4000
"""Logs of a suite at most; that some were left out is said."""
MOST_ACTS: Final = 4000
"""Single acts that a suite begins with at most."""

FEW: Final = 16
Key = tuple[Any, ...]
Duties = tuple["DutyState", ...]


@dataclass(frozen=True)
class Change:
    """One way in which the results of two drafts differ.

    Parameters
    ----------
    kind : str
        What it means, one of `KINDS`.
    about : tuple of str
        What it turns on, or which clauses release it.
    clause, art : pair of str or None
        The clause and article in the old draft and in the new.
    bearers, toward : tuple of str
        Whose duty, and to whom it is owed.
    action, modality : str
        What is owed, and how.
    violation : bool
        Whether it is an act against a prohibition.
    old, new : DutyState or None
        The results on the witness, for the first bearer.
    log, at : EventLog, date
        The witness in the old draft's words, and the day on which it is judged.
    logs : int
        On how many logs of the suite it shows.
    """

    kind: str
    about: tuple[str, ...]
    clause: tuple[str | None, str | None]
    art: tuple[str | None, str | None]
    bearers: tuple[str, ...]
    toward: tuple[str, ...]
    action: str
    modality: str
    violation: bool
    old: DutyState | None
    new: DutyState | None
    log: EventLog
    at: dt.date
    logs: int

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values; the witness is an event log as its file holds it."""
        return {
            "kind": self.kind,
            "about": list(self.about),
            "clause": {"old": self.clause[0], "new": self.clause[1]},
            "art": {"old": self.art[0], "new": self.art[1]},
            "bearers": list(self.bearers),
            "toward": list(self.toward),
            "action": self.action,
            "modality": self.modality,
            "violation": self.violation,
            "old": _result(self.old),
            "new": _result(self.new),
            "logs": self.logs,
            "at": iso(self.at),
            "witness": log_tree(self.log),
        }


@dataclass(frozen=True)
class Difference:
    """How the results of two drafts differ.

    Parameters
    ----------
    matching : Matching
        The drafts, and which part of the one is which of the other.
    changes : tuple of Change
        What changes, in the order of `KINDS`.
    made, given : int
        Logs that were made, and logs that were given.
    complete : bool
        Whether the whole suite was looked at.
    """

    matching: Matching
    changes: tuple[Change, ...]
    made: int
    given: int
    complete: bool

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        old, new = self.matching.old, self.matching.new
        return {
            "old": {"pact": old.name, "levers": dict(old.setting)},
            "new": {"pact": new.name, "levers": dict(new.setting)},
            "logs": {"made": self.made, "given": self.given, "complete": self.complete},
            "changes": [change.to_json() for change in self.changes],
        }


def _result(state: DutyState | None) -> dict[str, Any] | None:
    if state is None:
        return None
    return {"status": state.status, "since": iso(state.since), "due": iso(state.due)}


def diff(old: Pact, new: Pact, logs: Sequence[EventLog] = ()) -> Difference:
    """Say which results change between two drafts, over a suite of events.

    Parameters
    ----------
    old, new : Pact
        The drafts, their levers set.
    logs : sequence of EventLog
        Logs beside those that are made from the drafts' own words.
    """
    return _Comparison(Matching(old, new), tuple(logs)).difference()


@dataclass
class _Seen:
    """A change while it is collected."""

    meaning: Meaning
    key: Key
    old: DutyState | None
    new: DutyState | None
    log: EventLog
    at: dt.date
    bearers: dict[str, None] = field(default_factory=dict)
    toward: dict[str, None] = field(default_factory=dict)
    logs: int = 0


class _Comparison:
    """Two drafts on one log after another."""

    def __init__(self, matching: Matching, given: tuple[EventLog, ...]) -> None:
        self.matching = matching
        self.given = given
        self.pacts = (matching.old, matching.new)
        self.found: dict[Key, _Seen] = {}
        self.looked: set[Key] = set()
        self.made = 0
        self.complete = True
        self.day = dt.date.max
        # The log is kept too, so that its identity is not given to another one.
        self.kept: dict[Key, tuple[EventLog, Duties, Duties]] = {}

    def difference(self) -> Difference:
        """Look at every log; return what changed."""
        for log in self.suite():
            if self.made >= MOST_LOGS:
                self.complete = False
                break
            self.made += 1
            self.look(log)
        for log in self.given:
            told = self.matching.to_old(log)
            days = dict.fromkeys(each.at for each in (*told.events, *told.determinations))
            for day in days:
                self.compare(told, day)
        order = list(KINDS)
        seen = sorted(self.found.values(), key=lambda each: order.index(each.meaning.kind))
        changes = tuple(self.change(each) for each in seen)
        return Difference(self.matching, changes, self.made, len(self.given), self.complete)

    def evaluated(self, log: EventLog, at: dt.date) -> tuple[Duties, Duties]:
        """Return the results of both drafts; those on the last few logs are kept."""
        key = (id(log), at)
        if key not in self.kept:
            if len(self.kept) >= FEW:
                self.kept.clear()
            old = self.matching.old.evaluate(log, at=at).duties
            new = self.matching.new.evaluate(self.matching.to_new(log), at=at).duties
            self.kept[key] = (log, old, new)
        return self.kept[key][1:]

    def suite(self) -> Iterator[EventLog]:
        """Yield the logs that are made from what the drafts speak of, in the old one's words."""
        whole, *others = starts(self.pacts)
        self.day = whole.day
        yield whole.log
        for pact in self.pacts:
            pledged = pledges(pact, whole.log, whole.day)
            if pledged is not None:
                yield self.own(pact, pledged)
        acts = list(itertools.islice(attacks(self.pacts, whole.day), MOST_ACTS + 1))
        self.complete = len(acts) <= MOST_ACTS
        live: dict[Key, Event] = {}
        for log in self.seeds(whole, acts):
            last = log.events[-1]
            touched = self.touched(log, last)
            if touched:
                live.setdefault(touched, last)
                yield log
                yield from self.grown(log, whole.day, depth=2)
        for start in others:
            for act in live.values():
                log = with_entries(start.log, act.model_copy(update={"at": start.day}))
                yield log
                yield from self.grown(log, start.day, depth=1)
        yield from self.beside(whole, acts, list(live.values()))

    def own(self, pact: Pact, log: EventLog) -> EventLog:
        """Return a log that was made for a draft, in the old one's words."""
        return log if pact is self.matching.old else self.matching.to_old(log)

    def seeds(self, whole: Start, acts: Sequence[Event]) -> Iterator[EventLog]:
        """Yield logs of one act each."""
        for act in acts:
            yield with_entries(whole.log, act)
        for pact in self.pacts:
            base = whole.log if pact is self.matching.old else self.matching.to_new(whole.log)
            for act in calls(pact, whole.day):
                yield self.own(pact, with_entries(base, act))

    def touched(self, log: EventLog, act: Event) -> Key:
        """Return which clauses an act brings into play under the drafts, and how."""
        return tuple(
            (number, state.clause, standing(state))
            for number, states in enumerate(self.evaluated(log, act.at))
            for state in states
            if state.trigger == act.id and standing(state) != "none"
        )

    def grown(self, log: EventLog, day: dt.date, *, depth: int) -> Iterator[EventLog]:
        """Yield logs in which what a log leaves open is settled, and what is owed is done."""
        for pact, duties in zip(self.pacts, self.evaluated(log, day), strict=True):
            base = log if pact is self.matching.old else self.matching.to_new(log)
            for more in answered(pact, base, duties, day + DAY):
                yield self.own(pact, more)
            for more in settled(pact, base, duties, day) if depth else ():
                told = self.own(pact, more)
                entries = (frozenset(told.events), frozenset(told.determinations))
                if entries not in self.looked:
                    self.looked.add(entries)
                    yield told
                    yield from self.grown(told, day, depth=depth - 1)

    def beside(
        self, whole: Start, acts: Sequence[Event], live: Sequence[Event]
    ) -> Iterator[EventLog]:
        """Yield logs with an act beside the one at hand that may decide about it."""
        for act in live:
            for other, days in itertools.product(companions(self.pacts, acts, act), (-1, 1)):
                beside = other.model_copy(update={"id": "b1", "at": whole.day + days * DAY})
                log = with_entries(whole.log, beside, act)
                yield log
                yield from self.grown(log, max(act.at, beside.at), depth=2)

    def look(self, log: EventLog) -> None:
        """Compare the results on a log when it ends, and when everything on it is over."""
        last = opening(log.last or self.day).date()
        both = self.compare(log, last)
        dues = [state.due for state in both if state.due is not None]
        over = max([waits(self.pacts, last), *(opening(due).date() + DAY for due in dues)])
        self.compare(log, over)

    def compare(self, log: EventLog, at: dt.date) -> tuple[DutyState, ...]:
        """Collect what differs between the results on a log; return the results."""
        both = self.evaluated(log, at)
        new_here = set()
        for key, found, one, other in self.differences(*both):
            seen = self.found.get(key)
            if seen is None or _rank(log, one, other) < _rank(seen.log, seen.old, seen.new):
                fresh = _Seen(found, key, one, other, log, at)
                if seen is not None:
                    fresh.bearers, fresh.toward, fresh.logs = seen.bearers, seen.toward, seen.logs
                self.found[key] = seen = fresh
            state = one or other
            if state is not None:
                seen.bearers[state.bearer] = None
                seen.toward |= dict.fromkeys(state.toward)
            if key not in new_here:
                new_here.add(key)
                seen.logs += 1
        return (*both[0], *both[1])

    def differences(
        self, before: Sequence[DutyState], after: Sequence[DutyState]
    ) -> Iterator[tuple[Key, Meaning, DutyState | None, DutyState | None]]:
        """Yield each difference: what groups it with others, its meaning, and both results."""
        for one, other in self.paired(before, after):
            state = one or other
            if state is None:
                continue
            duty = (
                one.clause if one is not None else None,
                other.clause if other is not None else None,
                *(state.action, state.modality, state.violation),
            )
            for found in meanings(*self.pacts, one, other):
                yield (*found, *duty), found, one, other

    def paired(
        self, before: Sequence[DutyState], after: Sequence[DutyState]
    ) -> Iterator[tuple[DutyState | None, DutyState | None]]:
        """Yield the same duty under both drafts: first what is alike in every respect."""
        left, right = _by_duty(before), _by_duty(after)
        for duty in dict.fromkeys([*left, *right]):
            mine, theirs = left.get(duty, []), right.get(duty, [])
            for same in (
                lambda a, b: _value(a) == _value(b) and self.matching.clauses[a.clause] == b.clause,
                lambda a, b: _value(a) == _value(b),
                lambda a, b: self.matching.clauses[a.clause] == b.clause,
                lambda _a, _b: True,
            ):
                for one in list(mine):
                    other = next((each for each in theirs if same(one, each)), None)
                    if other is not None:
                        yield one, other
                        mine.remove(one)
                        theirs.remove(other)
            yield from ((one, None) for one in mine)
            yield from ((None, other) for other in theirs)

    def change(self, seen: _Seen) -> Change:
        """Return a change with its witness cut down to what it needs."""
        log, at = self.shortest(seen)
        one, other = next(
            (one, other)
            for key, _, one, other in self.differences(*self.evaluated(log, at))
            if key == seen.key
        )
        arts = tuple(None if state is None else state.art for state in (one, other))
        names = tuple(None if state is None else state.clause for state in (one, other))
        state = one or other
        if state is None:
            raise AssertionError
        return Change(
            kind=seen.meaning.kind,
            about=seen.meaning.about,
            clause=(names[0], names[1]),
            art=(arts[0], arts[1]),
            bearers=tuple(seen.bearers),
            toward=tuple(seen.toward),
            action=state.action,
            modality=state.modality,
            violation=state.violation,
            old=one,
            new=other,
            log=log,
            at=at,
            logs=seen.logs,
        )

    def shortest(self, seen: _Seen) -> tuple[EventLog, dt.date]:
        """Leave out of a witness, one by one, what the change does not need."""
        log = seen.log
        for each in (*log.determinations, *reversed(log.events)):
            less = replace(
                log,
                events=tuple(event for event in log.events if event is not each),
                determinations=tuple(
                    found
                    for found in log.determinations
                    if found is not each and found.event != getattr(each, "id", None)
                ),
            )
            dangling = {event.about for event in less.events} - {event.id for event in less.events}
            if dangling <= {None} and self.shows(less, seen):
                log = less
        return log, seen.at

    def shows(self, log: EventLog, seen: _Seen) -> bool:
        """Tell whether a change shows on a log as plainly as on its witness."""
        found = self.differences(*self.evaluated(log, seen.at))
        wanted = _rank(log, seen.old, seen.new)
        return any(key == seen.key and _rank(log, *two) == wanted for key, _, *two in found)


def _rank(log: EventLog, *states: DutyState | None) -> tuple[bool, int]:
    """Return how good a witness is: what is owed for sure comes first, then what is short."""
    sure = any(standing(state) == "live" for state in states)
    return not sure, len(log.events) + len(log.determinations)


def _by_duty(states: Sequence[DutyState]) -> dict[Key, list[DutyState]]:
    found: dict[Key, list[DutyState]] = {}
    for state in states:
        toward = frozenset(state.toward)
        key = (state.bearer, state.action, state.modality, toward, state.trigger, state.violation)
        found.setdefault(key, []).append(state)
    return found


def _value(state: DutyState) -> Key:
    return (standing(state), state.status, state.since, state.due)
