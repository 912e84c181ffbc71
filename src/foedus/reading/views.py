# SPDX-License-Identifier: Apache-2.0
"""What statements look like side by side: by issue and day, one side in two tunes, contradictions.

Contradictions are told of confirmed statements alone, those of a case; a proposal that nobody has
looked at contradicts nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

    from foedus.case.schema import Modality, Statement

TOWARD: Final = frozenset({"agreed", "offered", "welcomed"})
AGAINST: Final = frozenset({"rejected"})
"""What speaks for a matter and what against it; claims, demands and hopes say neither."""
COMMITMENTS: Final = frozenset({"agreed", "offered"})

_TIME: Final = re.compile(
    r"\b(?:\d{4}|(?:\d{1,2}|one|two|three|four|five|six|seven|ten|thirty|sixty|ninety)"
    r" (?:days?|weeks?|months?|years?)|(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february"
    r"|march|april|may \d|\d{1,2} may|june|july|august|september|october|november|december"
    r"|immediately|today|tomorrow|at once|within|by the end of|no later than|until)\b",
    re.IGNORECASE,
)
_MEASURE: Final = re.compile(
    r"\d|\b(?:all|every|each|none|no|any|half|both|full(?:y)?|entire(?:ly)?|complete(?:ly)?|dozen|hundred"
    r"|thousand|million|billion|per cent|percent)\b",
    re.IGNORECASE,
)
_ACT: Final = re.compile(
    r"\b(?:withdraw|release|send|deploy|pay|sign|ratify|open|close|lift|halt|stop|cease|exchange"
    r"|return|station|supply|deliver|defend|attack|consult|notify|inspect|verify|pass|enact"
    r"|transfer|train|provide|hand over|pull (?:out|back)|refrain|recogni[sz]e|hold|host|meet|fund"
    r"|build|rebuild|share|protect|suspend|impose|freeze|settle|give|ban|prohibit|destroy"
    r"|dismantle|demolish|evacuate)\w*",
    re.IGNORECASE,
)
_NOBODY: Final = re.compile(
    r"^\W*(?:it (?:is|was|has been)|there (?:will|shall|would)"
    r"|\w+(?: \w+){0,4} (?:will|shall) be \w+ed)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Said:
    """Who said what on an issue, and when.

    Parameters
    ----------
    issue : str
        The issue's id.
    date : date or None
        Day of the statement.
    side, speaker : str or None
        The actor spoken for, and who spoke.
    modality : str
        What they did.
    statement : str
        Id of the statement.
    """

    issue: str
    date: dt.date | None
    side: str | None
    speaker: str
    modality: Modality
    statement: str


@dataclass(frozen=True)
class Discord:
    """Two statements on one issue that do not sit well together.

    Parameters
    ----------
    issue : str
        The issue's id; empty where only a mark of a statement tells.
    a, b : str
        Ids of the statements.
    why : str
        What is at odds, in words.
    """

    issue: str
    a: str
    b: str
    why: str


def by_issue(statements: Iterable[Statement]) -> list[Said]:
    """Return who said what on which issue when, by issue and then by day."""
    rows = [
        Said(issue, one.date, one.side, one.speaker, one.modality, one.id)
        for one in statements
        for issue in one.issues
    ]
    return sorted(rows, key=lambda row: (row.issue, str(row.date or ""), row.statement))


def different_tunes(statements: Sequence[Statement]) -> list[Discord]:
    """Return pairs in which two speakers of one side take an issue different ways."""
    return [
        Discord(issue, a.id, b.id, f"{a.speaker}: {a.modality}; {b.speaker}: {b.modality}")
        for issue, a, b in _pairs(statements)
        if a.side is not None
        and a.side == b.side
        and a.speaker != b.speaker
        and (_opposed(a.modality, b.modality) or _marked(a, b))
    ]


def contradictions(statements: Sequence[Statement]) -> list[Discord]:
    """Return pairs of a case's statements that contradict each other.

    One says that a matter is agreed, offered or welcomed and the other, of the same side, rejects
    it; somebody is said to have done what they, speaking themselves, do the opposite of; or a
    person has marked one as in tension with, or undercutting, the other.
    """
    found = []
    for issue, a, b in _pairs(statements):
        if a.side is not None and a.side == b.side and _opposed(a.modality, b.modality):
            found.append(Discord(issue, a.id, b.id, f"{a.modality} and {b.modality}, one side"))
        for teller, other in ((a, b), (b, a)):
            told = teller.embedded
            if told is None or not _speaks_for(other, told.holder):
                continue
            if _opposed(told.modality, other.modality):
                why = (
                    f"{told.holder}, it is said: {told.modality}; {other.speaker}: {other.modality}"
                )
                found.append(Discord(issue, teller.id, other.id, why))
    told_of = {(one.a, one.b) for one in found} | {(one.b, one.a) for one in found}
    known = {one.id for one in statements}
    for one in statements:
        for kind, marked in _marks(one):
            if marked in known and (one.id, marked) not in told_of:
                found.append(Discord("", one.id, marked, kind))
                told_of |= {(one.id, marked), (marked, one.id)}
    return found


def _pairs(statements: Sequence[Statement]) -> Iterator[tuple[str, Statement, Statement]]:
    for a, b in combinations(statements, 2):
        for issue in (*a.issues, *a.topics):
            if issue in (*b.issues, *b.topics):
                yield issue, a, b


def _opposed(a: str, b: str) -> bool:
    return (a in TOWARD and b in AGAINST) or (a in AGAINST and b in TOWARD)


def _marks(one: Statement) -> Iterator[tuple[str, str]]:
    for flag in one.flags:
        kind, _, other = flag.partition(":")
        if kind in {"tension", "undercuts"}:
            yield kind, other


def _marked(a: Statement, b: Statement) -> bool:
    return any(other == b.id for _, other in _marks(a)) or any(o == a.id for _, o in _marks(b))


def _speaks_for(statement: Statement, holder: str) -> bool:
    names = {statement.speaker.lower(), (statement.side or "").replace("_", " ").lower()}
    return holder.lower().removeprefix("the ") in names


def lacking(text: str, modality: str) -> tuple[str, ...]:
    """Return what a commitment leaves open: actor, act, time, measure; nothing for other words.

    Examples
    --------
    >>> lacking("We will withdraw all forces by 10 May.", "offered")
    ()
    >>> lacking("Appropriate steps will be considered.", "agreed")
    ('actor', 'act', 'time', 'measure')
    """
    if modality not in COMMITMENTS:
        return ()
    tests = {
        "actor": _NOBODY.search(text) is None,
        "act": _ACT.search(text) is not None,
        "time": _TIME.search(text) is not None,
        "measure": _MEASURE.search(text) is not None,
    }
    return tuple(name for name, there in tests.items() if not there)
