# SPDX-License-Identifier: Apache-2.0
"""What may give rise to a duty, and towards whom it is then owed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime as dt

    from foedus.pacts.answers import Answer
    from foedus.pacts.events import Event
    from foedus.pacts.membership import Period


class Occasion(NamedTuple):
    """What may give rise to a duty.

    Parameters
    ----------
    event : Event or None
        The event that it answers; None for a duty that always holds.
    opened : date or datetime or None
        When; None for a duty that always holds.
    performer : str or None
        Who performed or breached the clause that this one follows.
    answer : Answer or None
        Whether it gave rise to the duty, where that is the same for every bearer.
    standing : bool
        Whether the duty holds as long as its bearer is bound.
    """

    event: Event | None = None
    opened: dt.date | None = None
    performer: str | None = None
    answer: Answer | None = None
    standing: bool = False


class Facing(NamedTuple):
    """Those towards whom a duty of an occasion is owed, the same for every bearer.

    Parameters
    ----------
    named : tuple of str
        Whom the clause names.
    periods : dict
        For each that is there to be owed anything, the membership, or None for no party.
    lacking : tuple of (str, Answer)
        The others, with why not.
    ends : bool
        Whether any of these memberships ends.
    whole : tuple of str
        Those with a membership, and those who need none.
    alike : bool
        Whether all bearers have the same answer, what limits it included.
    """

    named: tuple[str, ...]
    periods: dict[str, Period | None]
    lacking: tuple[tuple[str, Answer], ...]
    ends: bool
    whole: tuple[str, ...]
    alike: bool

    def toward(self, bearer: str) -> tuple[str, ...]:
        """Return those to whom a bearer owes something: all but itself."""
        if bearer not in self.periods:
            return self.whole
        index = self.whole.index(bearer)
        return self.whole[:index] + self.whole[index + 1 :]
