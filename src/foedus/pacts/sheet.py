# SPDX-License-Identifier: Apache-2.0
"""The plain list: who does what, towards whom, by when, under which article."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from foedus.pacts.moments import closing, iso, opening
from foedus.pacts.register import OPEN

if TYPE_CHECKING:
    import datetime as dt

    from foedus.pacts.dutystate import DutyState
    from foedus.pacts.events import EventLog
    from foedus.pacts.pact import Pact


@dataclass(frozen=True, slots=True)
class Item:
    """A duty that still asks for something.

    Parameters
    ----------
    duty : DutyState
        The duty.
    days_left : int or None
        Calendar days (UTC) from the day of the list to the day of the deadline; 0 on that day,
        negative after it, None where no date is set.
    overdue : bool
        Whether the deadline has passed.
    """

    duty: DutyState
    days_left: int | None
    overdue: bool

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {**self.duty.to_json(), "days_left": self.days_left, "overdue": self.overdue}


@dataclass(frozen=True)
class Sheet:
    """What is to be done, at a moment, as known at a moment.

    Parameters
    ----------
    at, known : date or datetime, date or datetime or None
        The moment, and the moment of knowledge.
    items : tuple of Item
        What is overdue first, then by deadline, then by article; what has no date last.
    """

    at: dt.date
    known: dt.date | None
    items: tuple[Item, ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "at": iso(self.at),
            "known": iso(self.known),
            "items": [item.to_json() for item in self.items],
        }


def sheet(
    pact: Pact,
    events: EventLog,
    at: dt.date | str | None = None,
    known: dt.date | str | None = None,
) -> Sheet:
    """List who does what, towards whom, by when, under which article.

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
    """
    whole = pact.evaluate(events, at, known)
    items = [_item(duty, whole.at) for duty in whole.duties if duty.status in OPEN]
    return Sheet(whole.at, whole.known, tuple(sorted(items, key=_place)))


def days_left(due: dt.date, at: dt.date) -> int:
    """Return the calendar days (UTC) between a day and a deadline."""
    return (opening(due).date() - opening(at).date()).days


def _item(duty: DutyState, at: dt.date) -> Item:
    if duty.due is None:
        # An act against a prohibition has no date: it is done, and cannot be made undone.
        return Item(duty, None, duty.status == "breached")
    return Item(duty, days_left(duty.due, at), closing(duty.due) < closing(at))


def _place(item: Item) -> tuple[object, ...]:
    due = item.duty.due
    when = closing(due).isoformat() if due is not None else ""
    return (not item.overdue, due is None, when, article_order(item.duty.art))


def article_order(art: str) -> tuple[tuple[bool, int, str], ...]:
    """Return where an article stands among others.

    Examples
    --------
    >>> sorted(["10", "4(2)", "4", "5bis"], key=article_order)
    ['4', '4(2)', '5bis', '10']
    """
    parts = re.findall(r"[0-9]+|[^0-9]+", art)
    return tuple((not p.isdecimal(), int(p) if p.isdecimal() else 0, p) for p in parts)
