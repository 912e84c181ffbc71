# SPDX-License-Identifier: Apache-2.0
"""Event logs made from a pact's own words: how it comes into force, and what could then happen.

Made events stand for nothing that happened. They are there to see what a text would do.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from foedus.errors import CallError
from foedus.pacts.events import Determination, Event, EventLog
from foedus.pacts.membership import membership
from foedus.pacts.moments import after, opening
from foedus.pacts.scene import Names
from foedus.pacts.taxonomy import EVENT_TYPES, is_a
from foedus.pacts.voting import Vote
from foedus.problems import listing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from foedus.pacts.clauses import Clause, Pattern
    from foedus.pacts.pact import Pact
    from foedus.pacts.schema import OpenTerm

EARLIEST: Final = dt.date(2030, 1, 1)
"""When made events begin for a pact that names no day at all."""

MONTH: Final = dt.timedelta(days=30)
OUTSIDER: Final = "OUTSIDER"
"""A state that no pact names, where the pacts name no state but their parties."""


def event(name: str, what: str, at: dt.date, /, **more: Any) -> Event:  # noqa: ANN401 - its fields
    """Return an event with only what its type has a place for."""
    needs, may = EVENT_TYPES[what].needs, EVENT_TYPES[what].may
    known = {key: value for key, value in more.items() if key in (*needs, *may, "place")}
    return Event.model_validate({"id": name, "type": what, "at": at, **known})


def hostile(name: str, what: str, at: dt.date, doer: str, other: str, /, **more: Any) -> Event:  # noqa: ANN401 - its fields
    """Return an act of one against another, whatever its type calls the two."""
    sides = {"attacker": doer, "victim": other, "by": doer, "toward": other}
    return event(name, what, at, **sides, **more)


def states(pacts: Iterable[Pact]) -> dict[str, str]:
    """Return codes and names of every state that the pacts name; one outsider where none is."""
    found: dict[str, str] = {}
    strange = False
    for pact in pacts:
        found |= {code: name for code, name in pact.parties.items() if code not in found}
        others = {code: each.name for code, each in pact.text.others.items() if each.state}
        strange = strange or bool(others) or any(adversaries(pact))
        found |= {code: name for code, name in others.items() if code not in found}
    return found if strange else {**found, OUTSIDER: "an outsider"}


def strangers(pacts: Sequence[Pact]) -> dict[str, str]:
    """Return those states that not every one of the pacts knows: a log has to name them."""
    known = [{*pact.parties, *pact.text.others} for pact in pacts]
    return {
        code: name
        for code, name in states(pacts).items()
        if not all(code in codes for codes in known)
    }


def adversaries(pact: Pact) -> Iterator[str]:
    """Yield who is named as the one whose attack brings a duty into play."""
    names = Names(pact.text, {})
    for clause in pact.clauses:
        trigger = clause.trigger
        if clause.duty is not None and trigger is not None:
            for item in (*trigger.attacker, *trigger.by):
                parties = item == "parties" or item.startswith("not ")
                yield from () if parties or clause_asks(trigger) else names.codes((item,))


def clause_asks(trigger: Pattern) -> bool:
    """Tell whether a clause speaks of what friends do, an invocation for one, not of attacks."""
    return bool(trigger.event) and not any(map(is_hostile, trigger.event))


def is_hostile(kind: str) -> bool:
    """Tell whether a type of event is an attack, or a step towards one."""
    wide = ("attack", "threat", "mobilisation", "declaration_of_war", "border_violation")
    return any(is_a(kind, wider) for wider in wide)


def first_day(pact: Pact) -> dt.date:
    """Return the first day on which every party can be bound."""
    given: list[dt.date] = [p.since for p in pact.text.parties.values() if p.since is not None]
    given += [pact.text.done.date] if pact.text.done is not None else []
    given += [pact.text.entry_into_force.date] if pact.text.entry_into_force.date else []
    return opening(max(given, key=opening)).date() if given else EARLIEST


def consents(pact: Pact, day: dt.date, others: Sequence[Pact] = ()) -> tuple[Event, ...]:
    """Return the acts by which those parties are bound whose membership the file does not date.

    Those of other drafts consent too: as long as they are no parties, that does nothing.
    """
    tables = [one.text.parties for one in (pact, *others)]
    by = tuple(
        dict.fromkeys(code for table in tables for code in table if table[code].since is None)
    )
    if not by:
        return ()
    return tuple(
        event(f"{kind}_{pact.name}", kind, day, by=by, pact=pact.name)
        for kind in ("signature", "ratification")
    )


def in_force(pacts: Sequence[Pact], day: dt.date | None = None) -> tuple[EventLog, dt.date]:
    """Return a log in which pacts are in force for everyone, and a day on which they are.

    Parameters
    ----------
    pacts : sequence of Pact
        The pacts.
    day : date, optional
        The day; by default a month after the last of them begins.

    Raises
    ------
    CallError
        Where one of them binds nobody on that day.
    """
    begun = max(map(first_day, pacts))
    when = day if day is not None else begun + MONTH
    acts = [act for pact in pacts for act in consents(pact, min(first_day(pact), when))]
    log = EventLog(tuple(acts), (), strangers(pacts), hypothetical=True)
    for pact in pacts:
        members = membership(pact.text, log.seen(when), Names(pact.text, {}))
        if not any(members.period(party, when) for party in pact.parties):
            message = f"the pact '{pact.name}' binds nobody on {when}; name another day, "
            message += "or leave it out"
            raise CallError(message)
    return log, when


def waits(pacts: Iterable[Pact], when: dt.date) -> dt.date:
    """Return the day on which every body's time to find has run out."""
    spans = [
        term.determined_by.within
        for pact in pacts
        for term in pact.text.open_terms.values()
        if not isinstance(term.determined_by, str) and term.determined_by.within is not None
    ]
    last = max((after(when, span) for span in spans), key=opening, default=when)
    return opening(last).date() + dt.timedelta(days=1)


def finding(
    pact: Pact, term: str, about: Event, by: str, at: dt.date, *, value: bool
) -> Determination:
    """Return a finding, by a body with every seat in favour."""
    body = pact.text.bodies.get(by)
    vote = Vote(for_=body.seats) if body is not None and body.seats and body.rule else None
    if body is not None and vote is not None and body.weights:
        vote = Vote(for_=tuple(body.weights))
    return Determination(
        term=term, event=about.id, by=by, at=at, value=value, pact=pact.name, vote=vote
    )


def finders(pact: Pact, term: OpenTerm, about: Event) -> tuple[str, ...]:
    """Return who decides whether an event meets an open term."""
    if term.determined_by == "victim":
        return about.others
    if term.determined_by == "each_party":
        return tuple(pact.parties)
    return (term.determined_by.body,)


def decision(pact: Pact, clause: Clause, about: Event, at: dt.date, name: str) -> Event:
    """Return the decision that a clause takes, with everyone who may vote in favour."""
    rule = clause.decision_rule
    if rule.body is not None:
        return event(name, "decision", at, by=rule.body, pact=pact.name, about=about.id)
    codes = Names(pact.text, {}).codes(clause.duty.bearer if clause.duty else (), about)
    votes = Vote(for_=tuple(code for code in codes if code in pact.parties))
    told = {"pact": pact.name, "clause": clause.id, "about": about.id, "votes": votes}
    return event(name, "decision", at, **told)


def with_entries(log: EventLog, *entries: Event | Determination) -> EventLog:
    """Return a log with more entries."""
    events = tuple(each for each in entries if isinstance(each, Event))
    found = tuple(each for each in entries if isinstance(each, Determination))
    return replace(
        log,
        events=(*log.events, *events),
        determinations=(*log.determinations, *found),
    )


class Act(NamedTuple):
    """A hostile act with which something begins.

    Parameters
    ----------
    attacker, victim : str
        Who acts, and against whom.
    type : str
        A type of event: an attack, or a step towards one.
    """

    attacker: str
    victim: str
    type: str = "attack"

    @property
    def opens_war(self) -> bool:
        """Whether the two are at war after it."""
        return is_a(self.type, "attack") or self.type == "declaration_of_war"


def read_act(text: str, known: Iterable[str]) -> Act:
    """Return a hostile act from `ATTACKER:VICTIM` or `ATTACKER:VICTIM:TYPE`.

    Raises
    ------
    CallError
        Where it is not by one on another of the states that the pacts name, or no such type.
    """
    codes, known = text.split(":"), list(known)
    fits = len(codes) in (2, 3) and codes[0] != codes[1]
    if not fits or any(code not in known for code in codes[:2]):
        message = f"the attack is '{text[:40]}'; write ATTACKER:VICTIM, two different ones of "
        raise CallError(message + listing(known, 40))
    types = [kind for kind in EVENT_TYPES if is_hostile(kind)]
    if codes[2:] and codes[2] not in types:
        message = f"'{codes[2][:40]}' is no hostile act; allowed: {listing(types, 40)}"
        raise CallError(message)
    return Act(*codes)
