# SPDX-License-Identifier: Apache-2.0
"""What an evaluation looks at: a pact, and its event log as seen at a moment."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from foedus.errors import CallError
from foedus.pacts.membership import Membership, membership
from foedus.pacts.moments import moment, opening
from foedus.pacts.taxonomy import KINDS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Sequence

    from foedus.pacts.events import Determination, Event, EventLog
    from foedus.pacts.pact import Pact
    from foedus.pacts.schema import PactText

    _Sides = tuple[frozenset[str] | None, frozenset[str], tuple[frozenset[str], ...]]


@dataclass(frozen=True)
class Names:
    """The names behind codes, and the codes behind references, of a pact and a log."""

    text: PactText
    others: dict[str, str]
    groups: frozenset[str] = frozenset()

    def of(self, code: str) -> str:
        """Return the name of a party, another state or a body."""
        if code in self.text.parties:
            return self.text.parties[code].name
        if code in self.text.bodies:
            return self.text.bodies[code].name
        if code in self.text.others:
            return self.text.others[code].name
        return self.others.get(code, code)

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
            if item.startswith("not "):
                for code in self.codes((item.removeprefix("not "),), event):
                    found.pop(code, None)
            elif item == "parties":
                found.update(dict.fromkeys(self.text.parties))
            elif section == "roles" and name:
                found.update(dict.fromkeys(self.codes(self.text.roles[name])))
            elif section == "blocs" and name:
                found.update(dict.fromkeys(self.text.blocs[name]))
            elif item == "attacker":
                found.update(dict.fromkeys(event.doers if event is not None else ()))
            elif item == "victim":
                found.update(dict.fromkeys(event.others if event is not None else ()))
            elif item != "states":
                found[item] = None
        return tuple(found)

    def includes(
        self,
        items: Sequence[str],
        code: str,
        event: Event | None = None,
        *,
        outside: bool = False,
    ) -> bool:
        """Tell whether references mean a code; those with ``not`` alone mean everyone else.

        Parameters
        ----------
        items : sequence of str
            References.
        code : str
            The code.
        event : Event, optional
            The event at hand.
        outside : bool
            Whether it is no party at the moment that counts, for ``not parties``.
        """
        wanted, barred, others = self._sides(tuple(items), event, outside=outside)
        meant = wanted is None or code in wanted or self._a_state(items, code)
        return (meant or any(code not in group for group in others)) and code not in barred

    def outsiders(self, items: Sequence[str]) -> bool:
        """Tell whether references speak of those that are not parties."""
        inner = (self.text.roles.get(i.removeprefix("roles."), ()) for i in items if "." in i)
        return "not parties" in items or any("not parties" in role for role in inner)

    def _a_state(self, items: Sequence[str], code: str) -> bool:
        return "states" in items and self.state(code)

    def state(self, code: str) -> bool:
        """Tell whether a code stands for a state, and not for a body or a group that is none."""
        if code in self.text.others:
            return self.text.others[code].state
        return code not in self.groups and code not in self.text.bodies

    def _sides(self, items: tuple[str, ...], event: Event | None, *, outside: bool) -> _Sides:
        """Return who is meant (None: everyone), who is not, and groups all but which are meant."""
        own = event is not None and any(i.removeprefix("not ") in _AT_HAND for i in items)
        key = (items, event.id if own and event is not None else None, outside)
        if key not in self._known:
            wanted = [i for i in items if not i.startswith("not ")]
            others = []
            # A role can itself be everyone but some.
            for item in list(wanted):
                section, _, name = item.partition(".")
                inner = self.text.roles.get(name, ()) if section == "roles" else ()
                if inner and all(one.startswith("not ") for one in inner):
                    wanted.remove(item)
                    others.append(self._barred(inner, event, outside=outside))
            self._known[key] = (
                frozenset(self.codes(wanted, event)) if wanted or others else None,
                self._barred(items, event, outside=outside),
                tuple(others),
            )
        return self._known[key]

    def _barred(
        self, items: tuple[str, ...], event: Event | None, *, outside: bool
    ) -> frozenset[str]:
        """Return whom references with ``not`` bar."""
        barred = [i.removeprefix("not ") for i in items if i.startswith("not ")]
        if outside:
            barred = [item for item in barred if item != "parties"]
        return frozenset(self.codes(barred, event))

    @cached_property
    def _known(self) -> dict[tuple[tuple[str, ...], str | None, bool], _Sides]:
        return {}


_AT_HAND: Final = ("victim", "attacker")


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
        return Names(self.pact.text, self.log.others, self.log.groups)

    @cached_property
    def events(self) -> dict[str, Event]:
        """Events by id, in order."""
        return {event.id: event for event in self.log.events}

    def means(self, items: tuple[str, ...], code: str, event: Event, at_hand: Event | None) -> bool:
        """Tell whether references mean who took part in an event.

        Whoever was no party on that day, not yet or no longer, counts among ``not parties``.
        """
        outside = self.names.outsiders(items) and self.membership.period(code, event.at) is None
        return self.names.includes(items, code, at_hand, outside=outside)

    @cached_property
    def by_kind(self) -> dict[str, list[Event]]:
        """Events by type and by every wider type, in order."""
        found: dict[str, list[Event]] = {}
        for event in self.log.events:
            for kind in KINDS[event.type]:
                found.setdefault(kind, []).append(event)
        return found

    def of_kinds(self, kinds: Sequence[str]) -> Sequence[Event]:
        """Return the events of some types and of their kinds, in order."""
        if len(kinds) == 1:
            return self.by_kind.get(kinds[0], ())
        wanted = {event.id for kind in kinds for event in self.by_kind.get(kind, ())}
        return [event for event in self.log.events if event.id in wanted]

    @cached_property
    def acts(self) -> dict[tuple[str, str], list[Event]]:
        """Events by who did them, and by type and every wider type, in order."""
        found: dict[tuple[str, str], list[Event]] = {}
        for event in self.log.events:
            for code in event.doers:
                for kind in KINDS[event.type]:
                    found.setdefault((code, kind), []).append(event)
        return found

    def done_by(self, codes: Collection[str], kinds: Collection[str]) -> Sequence[Event]:
        """Return what some have done, of some types and of their kinds, in order."""
        keys = [(code, kind) for code in codes for kind in kinds]
        lists = [self.acts[key] for key in keys if key in self.acts]
        if len(lists) == 1:
            return lists[0]
        whole = {event.id: event for part in lists for event in part}
        return sorted(whole.values(), key=lambda event: (opening(event.at), event.id))

    @cached_property
    def findings(self) -> dict[str, list[Determination]]:
        """Determinations under this pact by the event that they are about, in order."""
        found: dict[str, list[Determination]] = {}
        for each in self.log.determinations:
            if each.pact in (None, self.pact.name):
                found.setdefault(each.event, []).append(each)
        return found

    @cached_property
    def kept(self) -> dict[Any, Any]:
        """Answers that were worked out already."""
        return {}

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
