# SPDX-License-Identifier: Apache-2.0
"""The sorts of attack that a pact tells apart: kinds, states, targets, areas.

Kinds of attack, and states, that no word of the pact tells apart have one of them stand for all.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from foedus.pacts.clauses import FORBIDS
from foedus.pacts.occasions import placed
from foedus.pacts.staging import OUTSIDERS, reference_lists
from foedus.pacts.taxonomy import EVENT_TYPES, KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from foedus.pacts.events import Event
    from foedus.pacts.schema import PactText
    from foedus.pacts.staging import Stage

TERRITORY: Final = "territory"


@dataclass(frozen=True)
class Cell:
    """One sort of attack: what kind, by whom, on whom, on what of theirs, where.

    Parameters
    ----------
    kind, attacker, victim, target, place : str
        The place is the empty text where areas do not matter, else ``in NAME`` or ``outside``.
    """

    kind: str
    attacker: str
    victim: str
    target: str
    place: str


def alike_kinds(text: PactText) -> dict[str, tuple[str, ...]]:
    """Return kinds of attack: one that stands for all that the pact does not tell apart from it."""
    words = _event_words(text)
    found: dict[frozenset[str], list[str]] = {}
    for kind in EVENT_TYPES:
        if "attack" in KINDS[kind]:
            found.setdefault(KINDS[kind] & words, []).append(kind)
    return {kinds[0]: tuple(kinds) for kinds in found.values()}


def _event_words(text: PactText) -> frozenset[str]:
    """Return the types of events that a pact speaks of."""
    found: set[str] = set()

    def walk(value: object, key: str = "") -> None:
        if isinstance(value, dict):
            for name, inner in value.items():
                walk(inner, str(name))
        elif isinstance(value, tuple):
            for inner in value:
                walk(inner, key)
        elif key in ("event", "applies_to", "conduct"):
            found.add(str(value))

    dumped = text.model_dump()
    walk({"clauses": dumped["clauses"], "open_terms": dumped["open_terms"]})
    for clause in text.clauses:
        if clause.duty is not None:
            found.update(FORBIDS.get(clause.duty.action, ()))
    return frozenset(found & set(EVENT_TYPES))


def alike_states(stage: Stage) -> dict[str, tuple[str, ...]]:
    """Return states and groups: one that stands for all that the pact does not tell apart."""
    lists = reference_lists(stage.pact.text)
    found: dict[tuple[bool, ...], list[str]] = {}
    for code in stage.everyone:
        marks = [code in stage.bound, stage.names.state(code)]
        marks += [stage.names.includes(items, code) for items in lists]
        found.setdefault(tuple(marks), []).append(code)
    return {codes[0]: tuple(codes) for codes in found.values()}


def targets(text: PactText) -> tuple[str, ...]:
    """Return what can be attacked, as far as the pact tells it apart."""
    found = {TERRITORY: None}
    for clause in text.clauses:
        if clause.deeming is not None and clause.deeming.target is not None:
            found[clause.deeming.target] = None
        if clause.trigger is not None:
            found.update(dict.fromkeys(clause.trigger.target))
    for scope in text.scopes.values():
        for zone in scope.any_of:
            found.update(dict.fromkeys(zone.target))
    return tuple(found)


def cells(stage: Stage) -> Iterator[Cell]:
    """Yield every sort of attack that a pact tells apart."""
    states = alike_states(stage)
    places = ["", *(f"in {name}" for name in stage.pact.text.scopes)]
    places = [*places[1:], "outside"] if stage.pact.text.scopes else places
    for kind in alike_kinds(stage.pact.text):
        for attacker, victim in _pairs(states):
            for target, place in itertools.product(targets(stage.pact.text), places):
                yield Cell(kind, attacker, victim, target, place)


def _pairs(states: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    """Yield attackers and victims, one of each sort, strangers only as attackers."""
    for (one, _), (other, theirs) in itertools.product(states.items(), states.items()):
        if other in OUTSIDERS:
            continue
        if one != other:
            yield one, other
        elif len(theirs) > 1:
            yield one, theirs[1]


def attack(stage: Stage, cell: Cell, name: str = "incident") -> Event:
    """Return an attack of a sort."""
    event = stage.event(cell.kind, name, [cell.attacker], [cell.victim], target=cell.target)
    if cell.place:
        scope = cell.place.removeprefix("in ")
        if cell.place == "outside":
            for each in stage.pact.text.scopes:
                event = placed(stage, event, each, inside=False)
        else:
            kept = event.target
            event = placed(stage, event, scope, inside=True).model_copy(update={"target": kept})
    return event
