# SPDX-License-Identifier: Apache-2.0
"""What an entry changed: duties and members before it was on record, and after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from foedus.pacts.moments import iso

if TYPE_CHECKING:
    import datetime as dt

    from foedus.pacts.dutystate import DutyState
    from foedus.pacts.events import EventLog
    from foedus.pacts.pact import Pact
    from foedus.pacts.register import Member

    Key = tuple[str, str, str | None, bool]


@dataclass(frozen=True, slots=True)
class Change:
    """A duty whose status is another than before.

    Parameters
    ----------
    duty : DutyState
        As it stands now; as it stood where it is gone.
    before, after : str or None
        Its status; None where there was, or is, no such duty.
    """

    duty: DutyState
    before: str | None
    after: str | None

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        told = self.duty.to_json()
        del told["status"]
        return {**told, "before": self.before, "after": self.after}


@dataclass(frozen=True)
class Changes:
    """What became different in a register.

    Parameters
    ----------
    at : date or datetime
        The moment at which both are looked at.
    duties : tuple of Change
        Duties whose status is another, those that came up and those that are gone.
    members : tuple of Member
        Parties that are bound now and were not, or the other way round, as they stand now.
    """

    at: dt.date
    duties: tuple[Change, ...]
    members: tuple[Member, ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "at": iso(self.at),
            "changes": [change.to_json() for change in self.duties],
            "members": [
                {"party": m.party, "bound": m.bound, "since": iso(m.since)} for m in self.members
            ],
        }


def changes(pact: Pact, before: EventLog, after: EventLog, at: dt.date) -> Changes:
    """Say what is different in the register with some entries and without.

    Parameters
    ----------
    pact : Pact
        The pact.
    before, after : EventLog
        What stands on record without the entries, and with them.
    at : date or datetime
        The moment at which both are looked at.
    """
    old = {_key(duty): duty for duty in pact.evaluate(before, at).duties}
    new = {_key(duty): duty for duty in pact.evaluate(after, at).duties}
    bound = {member.party: member.bound for member in pact.status(before, at).members}
    members = pact.status(after, at).members
    found = []
    for key, duty in {**old, **new}.items():
        was = old[key].status if key in old else None
        now = new[key].status if key in new else None
        if was != now and {was, now} != {None, "not_owed"}:
            found.append(Change(duty, was, now))
    return Changes(at, tuple(found), tuple(m for m in members if m.bound != bound[m.party]))


def _key(duty: DutyState) -> Key:
    return (duty.clause, duty.bearer, duty.trigger, duty.violation)
