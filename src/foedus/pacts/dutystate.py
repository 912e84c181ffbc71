# SPDX-License-Identifier: Apache-2.0
"""The result of an evaluation for one bearer, clause and occasion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from foedus.pacts.moments import iso

if TYPE_CHECKING:
    import datetime as dt

    from foedus.pacts.defeat import Status


@dataclass(frozen=True, slots=True)
class DutyState:
    """What one bearer owes under one clause on one occasion, and what became of it.

    Parameters
    ----------
    pact, clause, art : str
        Where it stands.
    bearer : str
        Who owes.
    toward : tuple of str
        To whom.
    action : str
        What.
    trigger : str or None
        The event that gave rise to it; None for a duty that always holds.
    status : str
        owed, performed, breached, not_owed, unknown, suspended or void.
    since, due : date or datetime or None
        When it arose, and by when it is to be done.
    because : tuple of str
        Plain sentences.
    performed_at, performed_in : date or datetime or None, str or None
        When it was performed, and in which event.
    violation : bool
        Whether it is an act against a prohibition.
    """

    pact: str
    clause: str
    art: str
    bearer: str
    toward: tuple[str, ...]
    action: str
    trigger: str | None
    status: Status
    since: dt.date | None = None
    due: dt.date | None = None
    because: tuple[str, ...] = ()
    performed_at: dt.date | None = None
    performed_in: str | None = None
    violation: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "pact": self.pact,
            "clause": self.clause,
            "art": self.art,
            "bearer": self.bearer,
            "toward": list(self.toward),
            "action": self.action,
            "trigger": self.trigger,
            "status": self.status,
            "since": iso(self.since),
            "due": iso(self.due),
            "because": list(self.because),
        }
