# SPDX-License-Identifier: Apache-2.0
"""The result of an evaluation for one bearer, clause and occasion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from foedus.pacts.answers import Answer
from foedus.pacts.moments import iso

if TYPE_CHECKING:
    import datetime as dt

    from foedus.pacts.defeat import Status


class DutyState(NamedTuple):
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
        The event that gave rise to it; None for a duty that always holds, or never arose.
    status : str
        owed, performed, breached, not_owed, unknown, suspended, void, or disputed where the
        readings of the text differ.
    since, due : date or datetime or None
        When it arose, and by when it is to be done; of a broken promise, when that was done.
    parts : tuple of Answer
        Why, step by step.
    performed_at, performed_in : date or datetime or None, str or None
        When it was performed, and in which event.
    violation : bool
        Whether it is an act against a prohibition.
    broken_at : date or datetime or None
        When it was broken at the earliest, where that is open; or when an act broke a promise that
        an occasion had brought about.
    modality : str
        obligation, prohibition, permission or power.
    free : bool or None
        For a permission or a power, whether it is there to be used.
    readings : tuple of (dict, DutyState)
        What comes out under each reading, where the pact can be read in several ways.
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
    parts: tuple[Answer, ...] = ()
    performed_at: dt.date | None = None
    performed_in: str | None = None
    violation: bool = False
    broken_at: dt.date | None = None
    modality: str = "obligation"
    free: bool | None = None
    readings: tuple[tuple[dict[str, str], DutyState], ...] = ()

    @property
    def proof(self) -> Answer:
        """The proof; its value is whether anything is or was owed."""
        value = None if self.status in ("unknown", "disputed") else self.status != "not_owed"
        ref = (self.clause, self.bearer, self.trigger, self.status, self.due)
        return Answer(value, self.since, (), "duty", ref, self.parts)

    def with_parts(self, *parts: Answer) -> DutyState:
        """Return it with further reasons."""
        return self._replace(parts=(*self.parts, *parts))

    @property
    def because(self) -> tuple[str, ...]:
        """Plain sentences."""
        return self.proof.lines()

    @property
    def apart(self) -> tuple[tuple[dict[str, str], DutyState], ...]:
        """What comes out under each reading, where that is not the same."""
        found = {(state.status, state.free) for _, state in self.readings}
        return self.readings if len(found) > 1 else ()

    @property
    def key(self) -> tuple[str, str, str | None, bool]:
        """What it is one of: clause, bearer, occasion, and whether an act against it."""
        return (self.clause, self.bearer, self.trigger, self.violation)

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        found: dict[str, Any] = {
            "pact": self.pact,
            "clause": self.clause,
            "art": self.art,
            "bearer": self.bearer,
            "toward": list(self.toward),
            "action": self.action,
            "modality": self.modality,
            "trigger": self.trigger,
            "status": self.status,
            "since": iso(self.since),
            "due": iso(self.due),
            "because": list(self.because),
        }
        if self.modality in ("permission", "power"):
            found["free"] = "unknown" if self.free is None else self.free
        if self.apart:
            found["readings"] = [
                {
                    "reading": reading,
                    "status": state.status,
                    "since": iso(state.since),
                    "due": iso(state.due),
                    "because": list(state.because),
                }
                for reading, state in self.apart
            ]
        return found
