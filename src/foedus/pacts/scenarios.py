# SPDX-License-Identifier: Apache-2.0
"""A suite of event logs for a draft: the occasions that its own words speak of, one by one.

Types of events that no clause, term or scope tells apart stand for each other: one of them is
enough. What a log leaves open (a finding, a decision, an act of help) grows into logs that settle
it, so that the suite goes where the draft goes.
"""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from foedus.pacts.entry import unsettled
from foedus.pacts.events import Determination, Event, EventLog
from foedus.pacts.incidents import (
    MONTH,
    consents,
    decision,
    event,
    finders,
    finding,
    first_day,
    hostile,
    is_hostile,
    states,
    strangers,
    with_entries,
)
from foedus.pacts.moments import Span, after, closing, opening
from foedus.pacts.scene import Names
from foedus.pacts.taxonomy import EVENT_TYPES, KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from foedus.pacts.clauses import Clause, Condition, Pattern
    from foedus.pacts.dutystate import DutyState
    from foedus.pacts.pact import Pact

DAY: Final = dt.timedelta(days=1)
PLEDGE_DAYS: Final = 60
HELP: Final = ("financial_aid", "arms_transfer", "armed_force")
"""One kind of help for each step of the scale, from help without arms to armed force."""
_ACTS: Final = {"consult": "consultation", "sanction": "sanction", "report": "report"}


@dataclass(frozen=True)
class Start:
    """A log in which a draft is in force, and the day on which something then happens."""

    log: EventLog
    day: dt.date


def patterns(pact: Pact) -> Iterator[tuple[Clause, Pattern]]:
    """Yield every kind of event that a draft speaks of, with the clause that does."""
    for clause in pact.clauses:
        if clause.trigger is not None and clause.trigger.event:
            yield clause, clause.trigger
        conditions = [clause.trigger.condition if clause.trigger is not None else None, clause.when]
        for condition in filter(None, conditions):
            yield from ((clause, pattern) for pattern in _within(condition))


def _within(condition: Condition) -> Iterator[Pattern]:
    if condition.occurred is not None:
        yield condition.occurred
    if condition.number is not None:
        yield condition.number.among
    if condition.event is not None and condition.event.event:
        yield condition.event
    if condition.negated is not None:
        yield from _within(condition.negated)
    for inner in (*(condition.all or ()), *(condition.any or ())):
        yield from _within(inner)


def types(pacts: Sequence[Pact]) -> tuple[str, ...]:
    """Return one type of event for each class that drafts tell apart; those they name first."""
    named = dict.fromkeys(
        kind for pact in pacts for _, pattern in patterns(pact) for kind in pattern.event
    )
    terms = [term for pact in pacts for term in pact.text.open_terms.values()]
    named |= dict.fromkeys(kind for term in terms for kind in term.applies_to)
    found: dict[frozenset[str], str] = {}
    for kind in (*named, *EVENT_TYPES):
        known = KINDS[kind] & set(named)
        if known:
            found.setdefault(frozenset(known), kind)
    return tuple(found.values())


def targets(pacts: Sequence[Pact]) -> tuple[str | None, ...]:
    """Return what can be attacked as far as drafts tell it apart, first nothing named."""
    found: dict[str, None] = {}
    for pact in pacts:
        found |= dict.fromkeys(t for _, pattern in patterns(pact) for t in pattern.target)
        deeming = [c.deeming.target for c in pact.clauses if c.deeming is not None]
        found |= dict.fromkeys(filter(None, deeming))
        scopes = pact.text.scopes.values()
        found |= dict.fromkeys(t for scope in scopes for zone in scope.any_of for t in zone.target)
    return (None, *found)


def places(pacts: Sequence[Pact]) -> tuple[dict[str, Any] | None, ...]:
    """Return one place for each zone of every scope, and one outside all of them."""
    found: list[dict[str, Any] | None] = []
    for pact in pacts:
        names = Names(pact.text, {})
        for scope in pact.text.scopes.values():
            for zone in scope.any_of:
                place: dict[str, Any] = {}
                if zone.territory_of:
                    place["territory_of"] = list(names.codes(zone.territory_of))[:1]
                if zone.region:
                    place["region"] = list(zone.region[:1])
                if zone.north_of is not None or zone.south_of is not None:
                    north = zone.north_of if zone.north_of is not None else -90.0
                    south = zone.south_of if zone.south_of is not None else 90.0
                    place["latitude"] = (north + south) / 2
                if place and place not in found:
                    found.append(place)
    far = {"territory_of": ["ELSEWHERE"], "region": ["elsewhere"], "latitude": -89.0}
    return (None, *found, far) if found else (None,)


def starts(pacts: Sequence[Pact]) -> tuple[Start, ...]:
    """Return how things may stand when something happens: signed, in force, left, run out.

    In force for everyone comes first.
    """
    pact = pacts[0]
    begun = max(map(first_day, pacts))
    named = strangers(pacts)
    acts = consents(pact, begun, pacts[1:])
    whole = Start(EventLog(acts, (), named, hypothetical=True), begun + MONTH)
    found = [whole]
    if acts:
        signed = tuple(act for act in acts if act.type == "signature")
        found.append(Start(replace(whole.log, events=signed), whole.day))
    for one in pacts:
        years = one.text.duration.years
        if years:
            found.append(Start(whole.log, _day(after(begun, Span(years=years))) + DAY))
        if one.text.withdrawal is not None:
            for party in pact.parties:
                notice = event(f"notice_{party}", "withdrawal", whole.day, by=party, pact=pact.name)
                left = _day(after(whole.day, one.text.withdrawal.notice)) + DAY
                found.append(Start(with_entries(whole.log, notice), left))
    return tuple(found)


def _day(when: dt.date) -> dt.date:
    return opening(when).date()


def representatives(pacts: Sequence[Pact]) -> list[str]:
    """Return two of each sort of states: those of one sort are named in the same places."""
    sorts: dict[Any, list[str]] = {}
    for code in states(pacts):
        places = tuple(tuple(_standing_in(pact, code)) for pact in pacts)
        sorts.setdefault(places, []).append(code)
    kept = {code for codes in sorts.values() for code in codes[:2]}
    return [code for code in states(pacts) if code in kept]


def _standing_in(pact: Pact, code: str) -> Iterator[Any]:
    """Yield every place of a draft that names a state, itself or through a role."""
    names = Names(pact.text, {})

    def walk(value: Any, path: tuple[Any, ...]) -> Iterator[Any]:  # noqa: ANN401 - a record
        if isinstance(value, dict):
            for key, inner in value.items():
                if key == code:
                    told = inner if not isinstance(inner, dict) else {**inner, "name": ""}
                    yield (*path, repr(told))
                elif path[:1] not in (("parties",), ("others",)):
                    yield from walk(inner, (*path, key))
        elif isinstance(value, (list, tuple)) and value and all(isinstance(v, str) for v in value):
            if code in names.codes(value):
                yield path
        elif isinstance(value, (list, tuple)):
            for index, inner in enumerate(value):
                yield from walk(inner, (*path, index))

    return walk(pact.text.model_dump(), ())


def attacks(pacts: Sequence[Pact], day: dt.date, name: str = "a1") -> Iterator[Event]:
    """Yield every single hostile act that drafts tell apart: type, doer, other, target, place."""
    codes = representatives(pacts)
    for kind in filter(is_hostile, types(pacts)):
        aims = targets(pacts) if "target" in EVENT_TYPES[kind].may else (None,)
        for doer, other in itertools.permutations(codes, 2):
            for target, place in itertools.product(aims, places(pacts)):
                more = {"target": target, "place": place}
                given = {key: value for key, value in more.items() if value is not None}
                yield hostile(name, kind, day, doer, other, **given)


def calls(pact: Pact, day: dt.date, name: str = "a1") -> Iterator[Event]:
    """Yield every act that is no attack and that a draft speaks of: an invocation, a notice."""
    for clause, pattern in patterns(pact):
        for kind in pattern.event:
            if not is_hostile(kind):
                yield from _peaceful(pact, clause, pattern, kind, day, name)


def companions(pacts: Sequence[Pact], acts: Iterable[Event], at_hand: Event) -> Iterator[Event]:
    """Yield acts that can decide about the one at hand: that defeat, or that are counted.

    Of those that are of the same kinds, and stand to the one at hand alike, the first is enough.
    """
    beside = [
        (Names(pact.text, {}), pattern)
        for pact in pacts
        for clause, pattern in patterns(pact)
        if clause.effect is not None or pattern is not clause.trigger
    ]
    sides = (at_hand.doers, at_hand.others)
    seen = set()
    for act in acts:
        kinds = tuple(n for n, (names, pattern) in enumerate(beside) if _fits(names, pattern, act))
        alike = tuple(one == other for one in (act.doers, act.others) for other in sides)
        if kinds and (kinds, alike) not in seen:
            seen.add((kinds, alike))
            yield act


def _fits(names: Names, pattern: Pattern, act: Event) -> bool:
    """Tell whether an act can be of a kind; who is victim or attacker elsewhere can be anyone."""
    sides = (
        (pattern.attacker, act.doers),
        (pattern.by, act.doers),
        (pattern.victim, act.others),
        (pattern.toward, act.others),
    )
    return act.is_any(pattern.event) and all(
        not wanted
        or any(word.removeprefix("not ") in ("victim", "attacker") for word in wanted)
        or any(names.includes(wanted, code) for code in codes)
        for wanted, codes in sides
    )


def _peaceful(
    pact: Pact, clause: Clause, pattern: Pattern, kind: str, day: dt.date, name: str
) -> Iterator[Event]:
    """Yield an invocation, a notice or other conduct by each party that can do it."""
    needs = EVENT_TYPES[kind].needs
    about = {"pact": pact.name, "clause": pattern.clause or clause.id}
    whom = Names(pact.text, {}).codes(pattern.toward) or tuple(pact.parties)[:1]
    for code in pact.parties:
        more: dict[str, Any] = {**about, "by": code, "toward": whom[0]}
        if "kind" in needs:
            more["kind"] = pattern.kind[0] if pattern.kind else HELP[0]
        if "votes" in EVENT_TYPES[kind].may:
            more["votes"] = {"for": list(pact.parties)}
        if set(needs) <= set(more) | {"id", "type", "at"}:
            yield event(name, kind, day, **more)


def settled(
    pact: Pact, log: EventLog, duties: Iterable[DutyState], day: dt.date
) -> Iterator[EventLog]:
    """Yield logs in which something is found or decided that results turn on."""
    events = {each.id: each for each in log.events}
    asked: dict[tuple[str, str], None] = {}
    waiting: dict[tuple[str, str], None] = {}
    for state in duties:
        for term, about, _ in unsettled(state):
            asked[term, about] = None
        undecided = state.status == "not_owed" and state.trigger in events
        if undecided and any(c.id == state.clause and c.decision_rule.votes for c in pact.clauses):
            waiting[state.clause, state.trigger or ""] = None
    for term, about in asked:
        if term not in pact.text.open_terms or about not in events:
            continue
        for value in (True, False):
            yield with_entries(
                log,
                *(
                    finding(pact, term, events[about], by, day, value=value)
                    for by in finders(pact, pact.text.open_terms[term], events[about])
                ),
            )
    clauses = {clause.id: clause for clause in pact.clauses}
    for clause, about in waiting:
        name = f"d_{clause}"
        if name not in events:
            yield with_entries(log, decision(pact, clauses[clause], events[about], day, name))


def answered(
    pact: Pact, log: EventLog, duties: Sequence[DutyState], day: dt.date
) -> Iterator[EventLog]:
    """Yield logs in which those who owe something do something about it, in time and too late."""
    owed = [state for state in duties if state.status == "owed" and state.trigger is not None]
    dues = [state.due for state in owed if state.due is not None]
    late = _day(max(dues, key=closing)) + DAY if dues else None
    for when in (day, *([late] if late is not None and late > day else [])):
        for action in dict.fromkeys(state.action for state in owed):
            some = [state for state in owed if state.action == action]
            for acts in _acts(pact, action, some, when):
                yield with_entries(log, *acts)


def _acts(
    pact: Pact, action: str, owed: Sequence[DutyState], day: dt.date
) -> Iterator[list[Event | Determination]]:
    if action == "assist":
        for kind in HELP:
            yield [
                event(
                    f"h_{n}",
                    "contribution",
                    day,
                    by=s.bearer,
                    toward=s.toward or first_party(pact),
                    kind=kind,
                    about=s.trigger,
                )
                for n, s in enumerate(owed, 1)
            ]
    elif action in _ACTS:
        yield [
            event(f"h_{n}", _ACTS[action], day, by=s.bearer, toward=s.toward, about=s.trigger)
            for n, s in enumerate(owed, 1)
            if s.toward or action != "sanction"
        ]
    elif action == "perform":
        clauses = {clause.id: clause for clause in pact.clauses}
        made = []
        for n, s in enumerate(owed, 1):
            duty = clauses[s.clause].duty
            if duty is not None:
                made.append(_conduct(f"h_{n}", duty.conduct[0], s, day, first_party(pact)))
        yield [each for each in made if each is not None]


def _conduct(name: str, conduct: str, state: DutyState, day: dt.date, other: str) -> Event | None:
    kind = conduct if conduct in EVENT_TYPES else "conduct"
    needs = EVENT_TYPES[kind].needs
    toward = state.toward or (other,)
    if set(needs) <= {"attacker", "victim", "by", "toward", "kind"}:
        given = {"attacker": state.bearer, "victim": toward, "by": state.bearer, "toward": toward}
        more = {"kind": conduct} if kind == "conduct" else {}
        return event(name, kind, day, **given, **more)
    return None


def first_party(pact: Pact) -> str:
    """Return the first party of a pact."""
    return next(iter(pact.parties))


def pledges(pact: Pact, log: EventLog, day: dt.date) -> EventLog | None:
    """Return a log in which everyone who owes arms has pledged some; None where nobody does."""
    names = Names(pact.text, {})
    made = [
        event(
            f"p_{clause.id}_{code}",
            "pledge",
            day,
            by=code,
            toward=next(c for c in (*names.codes(clause.duty.toward), *pact.parties) if c != code),
            pact=pact.name,
            clause=clause.id,
            amount=1.0,
            unit="units",
            due=day + dt.timedelta(days=PLEDGE_DAYS),
        )
        for clause in pact.clauses
        if clause.duty is not None and clause.duty.action == "arm"
        for code in names.codes(clause.duty.bearer)
        if len(pact.parties) > 1
    ]
    return with_entries(log, *made) if made else None
