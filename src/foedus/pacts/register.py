# SPDX-License-Identifier: Apache-2.0
"""The register of a pact on a day: who is bound, what is open, which incidents count."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from foedus.pacts.answers import Answer, any_of
from foedus.pacts.docket import Docket
from foedus.pacts.evaluate import over_readings
from foedus.pacts.moments import iso
from foedus.pacts.running import accounts, consultations, deadlines, findings_due
from foedus.pacts.scene import scene
from foedus.pacts.wording import happened, listed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from foedus.pacts.clauses import Clause
    from foedus.pacts.dutystate import DutyState
    from foedus.pacts.events import Event, EventLog
    from foedus.pacts.pact import Pact
    from foedus.pacts.running import Account, Consultation, FindingDue, Running
    from foedus.pacts.scene import Scene

OPEN = ("owed", "breached", "unknown", "disputed", "suspended")
"""Statuses of a duty that still asks for something."""


@dataclass(frozen=True, slots=True)
class Member:
    """A party's standing.

    Parameters
    ----------
    party, bloc : str, str or None
        Its code, and the bloc that it acts with.
    signed, ratified : date or datetime or None
        When.
    bound : bool
        Whether it is bound now.
    since : date or datetime or None
        Since when.
    pledged, delivered : dict
        Amounts by unit.
    """

    party: str
    bloc: str | None
    signed: dt.date | None
    ratified: dt.date | None
    bound: bool
    since: dt.date | None
    pledged: dict[str, float]
    delivered: dict[str, float]

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "party": self.party,
            "bloc": self.bloc,
            "signed": iso(self.signed),
            "ratified": iso(self.ratified),
            "bound": self.bound,
            "since": iso(self.since),
            "pledged": dict(self.pledged),
            "delivered": dict(self.delivered),
        }


@dataclass(frozen=True, slots=True)
class Incident:
    """An attack, and whether it brings a duty to help into play.

    Parameters
    ----------
    event, type : str
        Its name and type in the log.
    at : date or datetime
        When.
    attacker, victim : tuple of str
        Who attacked, who was attacked.
    counts : bool or None
        Whether it counts; None where that is open, or differs between the bearers.
    why : tuple of str
        Plain sentences.
    """

    event: str
    type: str
    at: dt.date
    attacker: tuple[str, ...]
    victim: tuple[str, ...]
    counts: bool | None
    why: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "event": self.event,
            "type": self.type,
            "at": iso(self.at),
            "attacker": list(self.attacker),
            "victim": list(self.victim),
            "counts": "unknown" if self.counts is None else self.counts,
            "why": list(self.why),
        }


@dataclass(frozen=True)
class Register:
    """Where a pact stands at a moment.

    Parameters
    ----------
    at, known : date or datetime, date or datetime or None
        The moment, and the moment of knowledge.
    members : tuple of Member
        Its parties, in the file's order.
    open_duties : tuple of DutyState
        Duties owed, breached, suspended, unknown, or disputed.
    incidents : tuple of Incident
        Attacks on record, in order of time.
    consultations : tuple of Consultation
        Called for, and not held by all who owe it.
    findings_due : tuple of FindingDue
        What bodies have not found and have still time to find.
    deadlines : tuple of Running
        Those that have not passed, the next one first.
    pledges : tuple of Account
        What each party has pledged and delivered, by unit.
    """

    at: dt.date
    known: dt.date | None
    members: tuple[Member, ...]
    open_duties: tuple[DutyState, ...]
    incidents: tuple[Incident, ...]
    consultations: tuple[Consultation, ...] = ()
    findings_due: tuple[FindingDue, ...] = ()
    deadlines: tuple[Running, ...] = ()
    pledges: tuple[Account, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "at": iso(self.at),
            "known": iso(self.known),
            "members": [member.to_json() for member in self.members],
            "open_duties": [duty.to_json() for duty in self.open_duties],
            "incidents": [incident.to_json() for incident in self.incidents],
            "consultations": [each.to_json() for each in self.consultations],
            "findings_due": [finding.to_json() for finding in self.findings_due],
            "deadlines": [deadline.to_json() for deadline in self.deadlines],
            "pledges": [account.to_json() for account in self.pledges],
        }


def register(
    pact: Pact,
    events: EventLog,
    at: dt.date | str | None = None,
    known: dt.date | str | None = None,
) -> Register:
    """Say who is bound, what is open, and which incidents count.

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
    dockets = [Docket(scene(one, events, at, known)) for one in pact.readings]
    duties = over_readings(dockets)
    docket, view = dockets[0], dockets[0].scene
    members = tuple(_member(docket, party) for party in pact.text.parties)
    attacks = [event for event in view.log.events if event.is_a("attack")]
    findings = findings_due(docket)
    return Register(
        at=view.at,
        known=view.known,
        members=members,
        open_duties=tuple(duty for duty in duties if duty.status in OPEN),
        incidents=tuple(_under_readings(dockets, event) for event in attacks),
        consultations=consultations(docket, duties),
        findings_due=findings,
        deadlines=deadlines(docket, duties, findings),
        pledges=accounts(docket),
    )


def _member(docket: Docket, party: str) -> Member:
    view, members = docket.scene, docket.scene.membership
    signed, ratified = members.signed.get(party), members.ratified.get(party)
    period = members.period(party, docket.now)
    pledged: dict[str, float] = {}
    delivered: dict[str, float] = {}
    for event in view.log.events:
        pledge = view.events.get(event.about or "") if event.type == "delivery" else event
        if pledge is None or event.amount is None or party not in event.by:
            continue
        if pledge.type == "pledge" and pledge.pact == view.pact.name and pledge.unit is not None:
            account = delivered if event.type == "delivery" else pledged
            account[pledge.unit] = account.get(pledge.unit, 0.0) + event.amount
    return Member(
        party=party,
        bloc=next((bloc for bloc, codes in view.pact.blocs.items() if party in codes), None),
        signed=None if signed is None else signed.at,
        ratified=None if ratified is None else ratified.at,
        bound=period is not None,
        since=None if period is None else period.start,
        pledged=pledged,
        delivered=delivered,
    )


def _under_readings(dockets: Sequence[Docket], event: Event) -> Incident:
    """Return whether an incident counts, where every reading of the text says the same."""
    found = [_incident(docket, event) for docket in dockets]
    if len({incident.counts for incident in found}) == 1:
        return found[0]
    why = dict.fromkeys(line for incident in found for line in incident.why)
    return replace(found[0], counts=None, why=("The readings of the text differ.", *why))


def _incident(docket: Docket, event: Event) -> Incident:
    answers = [
        answer
        for clause in docket.clauses.values()
        if clause.duty is not None and clause.duty.action == "assist"
        for answer in _for_its_bearers(docket, clause, event)
    ]
    if answers:
        values = {answer.value for answer in answers}
        counts = values.pop() if len(values) == 1 else None
        why = any_of(answers).lines() if counts is not None else ()
        why = why or tuple(dict.fromkeys(line for a in answers for line in a.lines()))
    else:
        counts, why = False, (happened(event, docket.names), *_uncovered(docket, event))
    return Incident(
        event=event.id,
        type=event.type,
        at=event.at,
        attacker=event.attacker,
        victim=event.victim,
        counts=counts,
        why=why,
    )


def _for_its_bearers(docket: Docket, clause: Clause, event: Event) -> list[Answer]:
    """Return whether an attack brings a clause into play, for each bearer that was bound."""
    if clause.duty is None:
        return []
    bearers = docket.names.codes(clause.duty.bearer, event)
    given = [
        docket.in_play(clause, event, code)
        for code in bearers
        if docket.bound(code, event.at) and code not in event.victim
    ]
    return [answer for answer in given if answer is not None]


def _uncovered(docket: Docket, event: Event) -> tuple[str, ...]:
    """Say why an attack counts for nobody."""
    view: Scene = docket.scene
    entry = view.membership.entry
    if (
        entry is None
        or event.at is None
        or not any(docket.bound(party, event.at) for party in view.pact.text.parties)
    ):
        return ("The pact bound nobody at that time.",)
    helps = [
        f"Article {clause.art}"
        for clause in docket.clauses.values()
        if clause.duty is not None and clause.duty.action == "assist"
    ]
    return (f"{listed(helps) or 'No article'} does not cover such an attack.",)
