# SPDX-License-Identifier: Apache-2.0
"""Evaluation of a pact against an event log, at a moment, as known at a moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from foedus.pacts.docket import Docket
from foedus.pacts.duties import work_through
from foedus.pacts.moments import iso
from foedus.pacts.scene import scene

if TYPE_CHECKING:
    import datetime as dt

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
    """
    view = scene(pact, events, at, known)
    return Evaluation(view.at, view.known, work_through(Docket(view)))
