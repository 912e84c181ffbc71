# SPDX-License-Identifier: Apache-2.0
"""Evaluation of a pact against an event log, at a moment, as known at a moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from foedus.pacts.docket import Docket
from foedus.pacts.duties import Duties
from foedus.pacts.moments import iso
from foedus.pacts.prohibitions import Prohibitions
from foedus.pacts.scene import scene

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from foedus.pacts.defeat import Status
    from foedus.pacts.dutystate import DutyState
    from foedus.pacts.events import EventLog
    from foedus.pacts.pact import Pact


@dataclass(frozen=True)
class Evaluation:
    """Who owes what to whom, at a moment, as known at a moment.

    Parameters
    ----------
    at : date or datetime
        The moment; a date means its end.
    known : date or datetime or None
        What was recorded later is left out; None for everything on record.
    duties : tuple of DutyState
        One for each clause, bearer and occasion, in the order of the file.
    """

    at: dt.date
    known: dt.date | None
    duties: tuple[DutyState, ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "at": iso(self.at),
            "known": iso(self.known),
            "duties": [duty.to_json() for duty in self.duties],
        }


def evaluate(
    pact: Pact,
    events: EventLog,
    at: dt.date | str | None = None,
    known: dt.date | str | None = None,
) -> Evaluation:
    """Say who owes what to whom, since when, by when, and why.

    A pact that can be read in several ways is evaluated under each reading; where they differ, the
    status is ``disputed`` and each reading's own result stands beside it.

    Parameters
    ----------
    pact : Pact
        The pact, its levers set.
    events : EventLog
        What happened and who found what.
    at : date, datetime or ISO text, optional
        The moment; a date means its end. The last moment of the log by default.
    known : date, datetime or ISO text, optional
        Leaves out what was recorded later; everything on record by default.

    Raises
    ------
    CallError
        Where the log is empty and no moment is given.
    PactError
        Where two clauses that defeat others act together, say different things, and neither
        prevails.
    """
    dockets = [Docket(scene(one, events, at, known)) for one in pact.readings]
    first = dockets[0].scene
    return Evaluation(first.at, first.known, over_readings(dockets))


def over_readings(dockets: Sequence[Docket]) -> tuple[DutyState, ...]:
    """Work through a pact under each of its readings, and lay the duties over each other."""
    found = [work_through(docket) for docket in dockets]
    if len(found) == 1:
        return found[0]
    return _together([docket.scene.pact.reading for docket in dockets], found)


def work_through(docket: Docket) -> tuple[DutyState, ...]:
    """Work through the clauses in the order of the strata; return duties in the file's order."""
    for clause in docket.strata:
        if clause.duty is not None:
            kind = Prohibitions if clause.duty.modality == "prohibition" else Duties
            docket.book[clause.id] = list(kind(docket, clause, clause.duty).states())
    return tuple(state for clause in docket.clauses for state in docket.book.get(clause, ()))


def _together(
    readings: Sequence[Any], found: Sequence[tuple[DutyState, ...]]
) -> tuple[DutyState, ...]:
    """Lay the results of several readings over each other."""
    by_key: list[dict[Any, DutyState]] = []
    order: dict[Any, None] = {}
    for states in found:
        count: dict[Any, int] = {}
        own: dict[Any, DutyState] = {}
        for state in states:
            nth = count[state.key] = count.get(state.key, -1) + 1
            own[*state.key, nth] = state
        by_key.append(own)
        order.update(dict.fromkeys(own))
    # What nothing calls for under one reading, an event may call for under another.
    # An act against a standing promise calls for nothing: the promise stands beside it.
    called = {key[:2] for key in order if key[2] is not None and not key[3]}
    keys = [key for key in order if key[2] is not None or key[:2] not in called]
    return tuple(_one(key, readings, by_key) for key in keys)


def _one(key: Any, readings: Sequence[Any], by_key: Sequence[dict[Any, DutyState]]) -> DutyState:  # noqa: ANN401 - a key
    """Return one duty under every reading: the same, disputed, or unknown."""
    first = next(own[key] for own in by_key if key in own)
    states = [own.get(key) or _absent(first, own) for own in by_key]
    apart = tuple((dict(r), state) for r, state in zip(readings, states, strict=True))
    # What may be done is told apart by whether it may; its status is the same where it is not done.
    found = {(state.status, state.free) for state in states}
    definite = {each for each in found if each[0] != "unknown"}
    if len(found) == 1:
        return first._replace(readings=apart)
    status: Status = "disputed" if len(definite) > 1 else "unknown"
    open_ = next((state for state in states if state.status == "unknown"), first)
    chosen = first if status == "disputed" else open_
    return chosen._replace(status=status, readings=apart, free=None)


def _absent(state: DutyState, own: dict[Any, DutyState]) -> DutyState:
    """Return the same duty as it is under a reading under which it does not arise, and why."""
    never = own.get((state.clause, state.bearer, None, False, 0))
    parts = never.parts if never is not None and never.status == "not_owed" else ()
    free = False if state.modality in ("permission", "power") else None
    return state._replace(status="not_owed", since=None, due=None, parts=parts, free=free)
