# SPDX-License-Identifier: Apache-2.0
"""What other clauses do to a duty over time: void, suspend, discharge, reinstate.

A duty whose fate was sealed before an effect began (performed, or breached by its deadline)
keeps it, unless the effect reaches back to the beginning (ex tunc); one that still ran is
released. Time in suspension does not count towards a deadline. Where it is open whether an effect
took place, every course that is possible is followed, and a status that they do not share is
unknown.

References
----------
Vienna Convention on the Law of Treaties (1969), Articles 69 to 72.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from foedus.pacts.answers import Answer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Status = Literal[
    "owed", "performed", "breached", "not_owed", "unknown", "suspended", "void", "disputed"
]
"""What has become of a duty."""

Kind = Literal[
    "void", "suspend", "discharge", "reinstate", "exclude", "require", "restrict", "exit"
]

BEGINNING: Final = dt.datetime.min.replace(tzinfo=dt.UTC)
NEVER: Final = dt.datetime.max.replace(tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Applied:
    """An effect on a clause, as far as one bearer is concerned.

    Parameters
    ----------
    kind : str
        What it does; ``exit`` is the end of the bearer's membership.
    start : datetime
        From when.
    certain : bool
        Whether it took place, or only may have.
    ex_tunc : bool
        Whether it reaches back to the beginning.
    why : Answer
        The proof.
    source : str
        The clause that brings it about; empty for an exit.
    over : frozenset of str
        Clauses over whose effects it prevails.
    about : str or None
        The one event whose duties it discharges; None where it acts on all.
    """

    kind: Kind
    start: dt.datetime
    certain: bool
    ex_tunc: bool
    why: Answer = Answer(value=True)  # noqa: RUF009 - an immutable record
    source: str = ""
    over: frozenset[str] = frozenset()
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """One way in which things may have gone: times in suspension, and an end."""

    pauses: tuple[tuple[dt.datetime, dt.datetime], ...]
    end: Applied | None

    @property
    def ended(self) -> dt.datetime:
        """The moment from which the clause no longer binds."""
        if self.end is None:
            return NEVER
        return BEGINNING if self.end.ex_tunc else self.end.start

    def paused(self, when: dt.datetime) -> bool:
        """Tell whether the clause is suspended at a moment."""
        return any(start <= when < end for start, end in self.pauses)

    def standing(self, when: dt.datetime) -> Status:
        """Return what a clause is at a moment: in force (``owed``), suspended, or ended."""
        if self.end is not None and self.ended <= when:
            return "void" if self.end.kind == "void" else "not_owed"
        return "suspended" if self.paused(when) else "owed"

    def extended(self, start: dt.datetime, due: dt.datetime) -> dt.datetime:
        """Return a deadline, moved by the time in suspension since its start."""
        for begun, over in self.pauses:
            if begun <= due and over > start:
                lost = over - max(begun, start) if over < NEVER else None
                due = NEVER if lost is None or due >= NEVER - lost else due + lost
        return due


_UNTOUCHED: Final = Course((), None)


def courses(effects: Sequence[Applied]) -> Iterator[Course]:
    """Yield the courses that bound every way in which things may have gone.

    More suspension only moves a duty from breached to owed to suspended, so that the least and
    the most of it bound all between; an end is the first of those that took place.
    """
    if not effects:
        yield _UNTOUCHED
        return
    least, most = _pauses(effects, most=False), _pauses(effects, most=True)
    ends = [e for e in effects if e.kind in ("void", "discharge", "exit")]
    sure = min((e for e in ends if e.certain), key=_reach, default=None)
    possible: list[Applied | None] = [sure]
    possible += [e for e in ends if not e.certain and (sure is None or _reach(e) < _reach(sure))]
    for pauses in [least] if least == most else [least, most]:
        for end in possible:
            yield Course(pauses, end)


def _reach(effect: Applied) -> tuple[dt.datetime, bool]:
    # At one moment a clause that is void is no longer there to be discharged.
    return (BEGINNING if effect.ex_tunc else effect.start, effect.kind != "void")


def _pauses(
    effects: Sequence[Applied], *, most: bool
) -> tuple[tuple[dt.datetime, dt.datetime], ...]:
    """Return times in suspension, counting open effects so that they are most, or least."""
    wanted = "suspend" if most else "reinstate"
    counted = [
        e for e in effects if e.kind in ("suspend", "reinstate") and (e.certain or e.kind == wanted)
    ]
    found: list[tuple[dt.datetime, dt.datetime]] = []
    since: dt.datetime | None = None
    for effect in sorted(counted, key=lambda e: (e.start, e.kind == "suspend")):
        if effect.kind == "suspend":
            begun = BEGINNING if effect.ex_tunc else effect.start
            since = begun if since is None else min(since, begun)
        elif effect.ex_tunc:
            found, since = [], None
        elif since is not None:
            found.append((since, effect.start))
            since = None
    if since is not None:
        found.append((since, NEVER))
    return tuple(found)


class Run(NamedTuple):
    """A duty in time.

    Parameters
    ----------
    opened : datetime
        When its occasion arose.
    start, due : datetime or None
        When its time began to run, and when it ends without suspension.
    done : datetime or None
        When it was performed.
    now : datetime
        The moment at which it is judged.
    """

    opened: dt.datetime
    start: dt.datetime
    due: dt.datetime | None
    done: dt.datetime | None
    now: dt.datetime

    def performed(self, when: dt.datetime | None) -> Run:
        """Return it as performed at a moment, or not at all."""
        return Run(self.opened, self.start, self.due, when, self.now)

    def verdict(self, effects: Sequence[Applied]) -> tuple[Status, dt.datetime]:
        """Return what has become of it on every course, and when its time ends on the first."""
        if not effects:  # most duties; the same as on an untouched course
            ends = NEVER if self.due is None else self.due
            late: Status = "breached" if ends < self.now else "owed"
            return ("performed" if self.done is not None else late), ends
        possible = list(courses(effects))
        statuses = {self.status(course) for course in possible}
        status: Status = statuses.pop() if len(statuses) == 1 else "unknown"
        return status, self.deadline(possible[0])

    def deadline(self, course: Course) -> dt.datetime:
        """Return when its time ends on one course."""
        return NEVER if self.due is None else course.extended(self.start, self.due)

    def status(self, course: Course) -> Status:
        """Return what has become of it on one course."""
        due = self.deadline(course)
        overdue = due < self.now
        sealed = min(self.done or NEVER, due if overdue else NEVER)
        if course.end is not None and (course.ended <= self.opened or course.ended < sealed):
            return "void" if course.end.kind == "void" else "not_owed"
        if self.done is not None:
            return "performed"
        if overdue:
            return "breached"
        return "suspended" if course.paused(self.now) else "owed"
