# SPDX-License-Identifier: Apache-2.0
"""What is under way in a guarantee: consultations, findings to be made, deadlines, pledges."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from foedus.pacts.findings import adopted, term_holds
from foedus.pacts.moments import after, closing, iso, opening, told
from foedus.pacts.schema import Finder
from foedus.pacts.wording import cap

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from foedus.pacts.clauses import Clause, Condition
    from foedus.pacts.docket import Docket
    from foedus.pacts.dutystate import DutyState
    from foedus.pacts.events import Event


@dataclass(frozen=True, slots=True)
class Consultation:
    """A consultation that was called for and that not everyone who owes it has held.

    Parameters
    ----------
    event : str
        What called for it.
    by : tuple of str
        Who called for it, or was attacked.
    at, due : date or datetime, date or datetime or None
        Since when, and by when.
    clause, art : str
        Under which clause.
    held, missing : tuple of str
        Who has consulted, and who has not.
    """

    event: str
    by: tuple[str, ...]
    at: dt.date
    due: dt.date | None
    clause: str
    art: str
    held: tuple[str, ...]
    missing: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "event": self.event,
            "by": list(self.by),
            "at": iso(self.at),
            "due": iso(self.due),
            "clause": self.clause,
            "art": self.art,
            "held": list(self.held),
            "missing": list(self.missing),
        }


@dataclass(frozen=True, slots=True)
class FindingDue:
    """A finding that a body has still time to make.

    Parameters
    ----------
    term, event, by : str
        The open term, the event, the body.
    due : date or datetime or None
        Until when; None where it may take any time.
    clauses : tuple of str
        What turns on it.
    why : str
        A plain sentence.
    """

    term: str
    event: str
    by: str
    due: dt.date | None
    clauses: tuple[str, ...]
    why: str

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "term": self.term,
            "event": self.event,
            "by": self.by,
            "due": iso(self.due),
            "clauses": list(self.clauses),
            "why": self.why,
        }


@dataclass(frozen=True, slots=True)
class Running:
    """A deadline that has not passed.

    Parameters
    ----------
    due : date or datetime
        The deadline.
    days_left : int
        Calendar days (UTC) until its day.
    party, action, art : str
        Who is to do what, under which article; the articles that turn on it for a finding.
    trigger : str or None
        The event that set it running.
    """

    due: dt.date
    days_left: int
    party: str
    action: str
    art: str
    trigger: str | None

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "due": iso(self.due),
            "days_left": self.days_left,
            "party": self.party,
            "action": self.action,
            "art": self.art,
            "trigger": self.trigger,
        }


@dataclass(frozen=True, slots=True)
class Account:
    """What a party has pledged in one unit, and what became of it.

    Parameters
    ----------
    party, unit : str
        Whose, and in what.
    pledged, delivered, outstanding, overdue : float
        Amounts. What was delivered on one pledge beyond its amount leaves the others as they are;
        `overdue` is the outstanding part of pledges whose date has passed.
    """

    party: str
    unit: str
    pledged: float
    delivered: float
    outstanding: float
    overdue: float

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "party": self.party,
            "unit": self.unit,
            "pledged": self.pledged,
            "delivered": self.delivered,
            "outstanding": self.outstanding,
            "overdue": self.overdue,
        }


def consultations(docket: Docket, duties: Sequence[DutyState]) -> tuple[Consultation, ...]:
    """Return the consultations that are not held by all who owe them, in the order of events."""
    groups: dict[tuple[str, str], list[DutyState]] = {}
    for duty in duties:
        if duty.action == "consult" and duty.trigger in docket.scene.events:
            groups.setdefault((duty.trigger or "", duty.clause), []).append(duty)
    found = []
    for (name, clause), group in groups.items():
        missing = tuple(d.bearer for d in group if d.status in ("owed", "breached", "unknown"))
        if missing:
            event = docket.scene.events[name]
            dues = [d.due for d in group if d.due is not None and d.bearer in missing]
            found.append(
                Consultation(
                    event=name,
                    by=event.by or event.victim,
                    at=event.at,
                    due=min(dues, key=closing, default=None),
                    clause=clause,
                    art=group[0].art,
                    held=tuple(d.bearer for d in group if d.status == "performed"),
                    missing=missing,
                )
            )
    return tuple(sorted(found, key=lambda each: (opening(each.at), each.event)))


def findings_due(docket: Docket) -> tuple[FindingDue, ...]:
    """Return the findings on which a clause turns and which their bodies may still make in time."""
    wanted: dict[tuple[str, str], list[Clause]] = {}
    for clause in docket.clauses.values():
        for event in docket.scene.log.events:
            for name in _turns_on(docket, clause, event):
                wanted.setdefault((name, event.id), []).append(clause)
    found = [_finding(docket, *key, clauses) for key, clauses in wanted.items()]
    listed = [each for each in found if each is not None]
    return tuple(sorted(listed, key=lambda f: (f.due is None, f.due and closing(f.due), f.event)))


def _turns_on(docket: Docket, clause: Clause, event: Event) -> Iterator[str]:
    """Yield the terms that decide whether an event brings a clause into play."""
    trigger = clause.trigger
    if trigger is None or trigger.condition is None:
        return
    named = clause.duty.bearer if clause.duty is not None else ("parties",)
    for code in docket.names.codes(named, event):
        answer = docket.in_play(clause, event, code) if docket.bound(code, event.at) else None
        if answer is not None and answer.value is None:
            yield from _terms(trigger.condition)
            return


def _terms(condition: Condition) -> Iterator[str]:
    """Yield the open terms that a condition names."""
    if condition.holds is not None:
        yield condition.holds
    inner = [*(condition.all or ()), *(condition.any or ())]
    for each in inner if condition.negated is None else [*inner, condition.negated]:
        yield from _terms(each)


def _finding(docket: Docket, name: str, event: str, clauses: Sequence[Clause]) -> FindingDue | None:
    scene = docket.scene
    term, occasion = scene.pact.text.open_terms[name], scene.events[event]
    finder = term.determined_by
    if not isinstance(finder, Finder) or not occasion.is_any(term.applies_to):
        return None
    limit = None if finder.within is None else after(occasion.at, finder.within)
    made = any(
        d.term == name and d.event == event and d.by == finder.body and d.value != "unknown"
        for d in scene.log.determinations
        if adopted(scene, d)
    )
    settled = term_holds(scene, name, occasion, None, by_silence=False).value is not None
    if made or settled or (limit is not None and docket.now > closing(limit)):
        return None
    body = cap(docket.names.of(finder.body))
    until = "it may take any time" if limit is None else f"it has until {told(limit)}"
    why = f"{body} has not found whether {event} was {term.phrase}; {until}."
    return FindingDue(name, event, finder.body, limit, tuple(c.id for c in clauses), why)


def deadlines(
    docket: Docket, duties: Sequence[DutyState], findings: Sequence[FindingDue]
) -> tuple[Running, ...]:
    """Return the deadlines that have not passed, the next one first."""
    today = docket.now.date()
    found = [
        Running(d.due, (opening(d.due).date() - today).days, d.bearer, d.action, d.art, d.trigger)
        for d in duties
        if d.status in ("owed", "unknown", "suspended")
        and d.due is not None
        and closing(d.due) >= docket.now
    ]
    for each in findings:
        if each.due is not None:
            left = (opening(each.due).date() - today).days
            arts = ", ".join(docket.clauses[name].art for name in each.clauses)
            found.append(Running(each.due, left, each.by, "find", arts, each.event))
    # A body that owes a report and one that has time for a finding may be one and the same.
    return tuple(sorted(dict.fromkeys(found), key=lambda r: closing(r.due)))


def accounts(docket: Docket) -> tuple[Account, ...]:
    """Return what each party has pledged, in the order of parties."""
    view = docket.scene
    sums: dict[tuple[str, str], list[Decimal]] = {}
    delivered: dict[str, Decimal] = {}
    for event in view.log.events:
        if event.type == "delivery" and event.about is not None:
            before = delivered.get(event.about, Decimal(0))
            delivered[event.about] = before + Decimal(str(event.amount or 0))
    for pledge in view.log.events:
        if pledge.type != "pledge" or pledge.pact != view.pact.name or pledge.unit is None:
            continue
        amount, given = Decimal(str(pledge.amount)), delivered.get(pledge.id, Decimal(0))
        missing = max(amount - given, Decimal(0))
        late = pledge.due is not None and closing(pledge.due) < docket.now
        for party in pledge.by:
            old = sums.get((party, pledge.unit), [Decimal(0)] * 4)
            new = (amount, given, missing, missing if late else Decimal(0))
            sums[party, pledge.unit] = [a + b for a, b in zip(old, new, strict=True)]
    order = list(view.pact.text.parties)
    ranked = sorted(sums, key=lambda key: order.index(key[0]) if key[0] in order else len(order))
    return tuple(Account(*key, *map(float, sums[key])) for key in ranked)
