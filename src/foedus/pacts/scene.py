# SPDX-License-Identifier: Apache-2.0
"""What an evaluation looks at: a pact, and its event log as seen at a moment."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from foedus.errors import CallError
from foedus.pacts.membership import Membership, membership
from foedus.pacts.moments import moment

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from foedus.pacts.events import Event, EventLog
    from foedus.pacts.pact import Pact
    from foedus.pacts.schema import PactText


@dataclass(frozen=True)
class Names:
    """The names behind codes, and the codes behind references, of a pact and a log."""

    text: PactText
    others: dict[str, str]

    def of(self, code: str) -> str:
        """Return the name of a party, another state or a body."""
        if code in self.text.parties:
            return self.text.parties[code].name
        if code in self.text.bodies:
            return self.text.bodies[code].name
        return self.text.others.get(code) or self.others.get(code, code)

    def article(self, clause: str | None) -> str:
        """Return the article that a clause of the pact is, as people write it."""
        arts = {each.id: each.art for each in self.text.clauses}
        return f"Article {arts[clause]}" if clause in arts else "another pact"

    def codes(self, items: Iterable[str], event: Event | None = None) -> tuple[str, ...]:
        """Return the codes behind references, each once, in the order of the references.

        Parameters
        ----------
        items : iterable of str
            Codes, ``parties``, ``roles.NAME``, ``blocs.NAME``, ``victim``, ``attacker``.
        event : Event, optional
            The event at hand.
        """
        found: dict[str, None] = {}
        for item in items:
            section, _, name = item.partition(".")
            if item == "parties":
                found.update(dict.fromkeys(self.text.parties))
            elif section == "roles" and name:
                found.update(dict.fromkeys(self.codes(self.text.roles[name])))
            elif section == "blocs" and name:
                found.update(dict.fromkeys(self.text.blocs[name]))
            elif item in ("victim", "attacker"):
                found.update(dict.fromkeys(getattr(event, item, ())))
            else:
                found[item] = None
        return tuple(found)


@dataclass(frozen=True)
class Scene:
    """A pact and its event log as seen at a moment.

    Parameters
    ----------
    pact : Pact
        The pact.
    log : EventLog
        What had happened by `at` and was on record by `known`, in order.
    at : date or datetime
        The moment.
    known : date or datetime or None
        The moment of knowledge; None for everything on record.
    """

    pact: Pact
    log: EventLog
    at: dt.date
    known: dt.date | None

    @cached_property
    def names(self) -> Names:
        """Names and codes."""
        return Names(self.pact.text, self.log.others)

    @cached_property
    def events(self) -> dict[str, Event]:
        """Events by id, in order."""
        return {event.id: event for event in self.log.events}

    @cached_property
    def membership(self) -> Membership:
        """Who is bound."""
        return membership(self.pact.text, self.log, self.names)


def scene(
    pact: Pact, events: EventLog, at: dt.date | str | None, known: dt.date | str | None
) -> Scene:
    """Return what an evaluation looks at.

    Parameters
    ----------
    at : date, datetime or ISO text, optional
        The moment; a date means its end. The last moment of the log by default.
    known : date, datetime or ISO text, optional
        Leaves out what was recorded later.

    Raises
    ------
    CallError
        Where no moment is given and the log is empty, or a moment is none.
    """
    when = events.last if at is None else _given("at", at)
    if when is None:
        message = "the event log is empty; say at which date the pact is to be evaluated"
        raise CallError(message)
    limit = None if known is None else _given("known", known)
    return Scene(pact, events.seen(when, limit), when, limit)


def _given(name: str, value: object) -> dt.date:
    try:
        return moment(value)
    except ValueError as error:
        message = f"{name} {error}"
        raise CallError(message) from None
