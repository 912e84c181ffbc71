# SPDX-License-Identifier: Apache-2.0
"""Which clauses speak of an attack by one side on another, and whom they bind."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from foedus.pacts.scene import Names
from foedus.pacts.taxonomy import EVENT_TYPES, is_a

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from foedus.pacts.clauses import Action, Clause, Condition, Pattern, Trigger
    from foedus.pacts.pact import Pact

_CALLS: Final = ("attack", "declaration_of_war", "invocation", "decision", "notification")
"""Events that can bring help about: an attack, or somebody's word that there was one."""


@dataclass(frozen=True)
class Sides:
    """Who would attack whom, and who may help, by the codes that a pact has for them.

    Parameters
    ----------
    challenger, target : tuple of str
        Codes; empty where the pact does not name them, and then it is taken to speak of them.
    guarantors : tuple of (str, tuple of str)
        Each guarantor's name with its codes.
    """

    challenger: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    guarantors: tuple[tuple[str, tuple[str, ...]], ...] = ()


def of_kind(events: Iterable[str], wider: str) -> bool:
    """Tell whether types of events take in a type, or a part of it.

    Examples
    --------
    >>> of_kind(["invasion"], "attack"), of_kind(["threat"], "attack")
    (True, False)
    """
    return any(name == wider or (name in EVENT_TYPES and is_a(name, wider)) for name in events)


class Coverage:
    """Finds the clauses of a pact that matter if the challenger attacks the target."""

    def __init__(self, pact: Pact, sides: Sides) -> None:
        self.pact, self.sides = pact, sides
        self.names = Names(pact.text, {})

    @cached_property
    def states(self) -> tuple[str, ...]:
        """Codes of everyone whom the pact names."""
        return (*self.pact.text.parties, *self.pact.text.others)

    def codes(self, items: Iterable[str]) -> tuple[str, ...]:
        """Return everyone whom references mean, in the file's order."""
        wanted = tuple(items)
        return tuple(c for c in self.states if wanted and self.names.includes(wanted, c))

    def about(self, items: Iterable[str], side: tuple[str, ...]) -> bool:
        """Tell whether references take in a side; a side that the pact does not name, yes."""
        wanted = tuple(items)
        return not wanted or not side or any(self.names.includes(wanted, code) for code in side)

    def bearers(self, clause: Clause) -> tuple[str, ...]:
        """Return who bears a clause's duty, other than the two sides themselves."""
        found = self.codes(clause.duty.bearer) if clause.duty is not None else ()
        return tuple(c for c in found if c not in {*self.sides.challenger, *self.sides.target})

    def binds_challenger(self, bearer: Iterable[str]) -> bool:
        """Tell whether those who bear a duty include the challenger, by name."""
        return not set(self.codes(bearer)).isdisjoint(self.sides.challenger)

    def covered(self, clause: Clause) -> tuple[str, ...]:
        """Return attacks on whom bring a clause's duty about."""
        found = self.codes(self._covered(clause))
        return tuple(code for code in found if code not in self.sides.challenger)

    def _covered(self, clause: Clause) -> tuple[str, ...]:
        trigger, toward = self._trigger(clause), clause.duty.toward if clause.duty else ()
        victims = trigger.victim if trigger is not None else ()
        if victims:
            return victims
        return tuple(item for item in toward if item not in _AT_HAND) or ("parties",)

    def _trigger(self, clause: Clause) -> Trigger | None:
        """Return what brings a clause into play, or the clause that it waits for."""
        seen = {clause.id}
        trigger = clause.trigger
        clauses = {each.id: each for each in self.pact.clauses}
        while trigger is not None and not trigger.event:
            before = clauses.get(trigger.performed or trigger.breached or "")
            if before is None or before.id in seen:
                return None
            seen.add(before.id)
            trigger = before.trigger
        return trigger

    def helps(self, action: Action) -> tuple[Clause, ...]:
        """Return the clauses under which others owe the target something if it is attacked."""
        return tuple(clause for clause in self.pact.clauses if self._helps(clause, action))

    def _helps(self, clause: Clause, action: Action) -> bool:
        duty = clause.duty
        if duty is None or duty.action != action or duty.modality != "obligation":
            return False
        trigger = self._trigger(clause)
        if trigger is not None:
            if not any(of_kind(trigger.event, call) for call in _CALLS):
                return False
            if not self.about(trigger.attacker, self.sides.challenger):
                return False
        return bool(self.bearers(clause)) and self.about(self._covered(clause), self.sides.target)

    def sanctions(self) -> tuple[Clause, ...]:
        """Return the clauses under which others owe sanctions on the challenger if it attacks."""
        found = []
        for clause in self.pact.clauses:
            duty, trigger = clause.duty, self._trigger(clause)
            if duty is None or duty.action != "sanction" or duty.modality != "obligation":
                continue
            doers = trigger.attacker if trigger is not None else ()
            toward = tuple(item for item in duty.toward if item not in _AT_HAND) or doers
            victims = trigger.victim if trigger is not None else ()
            if self.about(toward, self.sides.challenger) and self.about(victims, self.sides.target):
                found.append(clause)
        return tuple(found)

    def effects(self, clause: Clause, *kinds: str) -> tuple[Clause, ...]:
        """Return the clauses that act on a clause in one of some ways."""
        return tuple(
            each
            for each in self.pact.clauses
            if each.effect is not None
            and each.effect.kind in kinds
            and clause.id in each.effect.clauses
        )

    def own_conduct(self, clause: Clause) -> bool:
        """Tell whether a clause turns on an attack or threat by the target itself."""
        patterns = [*_patterns(clause.when)] if clause.when is not None else []
        if clause.trigger is not None:
            patterns.append(clause.trigger)
        return any(
            any(of_kind(pattern.event, kind) for kind in _PROVOKES)
            and bool(doers := (*pattern.attacker, *pattern.by))
            and self.about(doers, self.sides.target)
            for pattern in patterns
        )

    def force(self, clause: Clause) -> str:
        """Return the size of a force on the spot whose attack counts as one on others; or ""."""
        deeming = clause.deeming
        if deeming is None or deeming.target is None:
            return ""
        theirs = {*self.codes(deeming.attack_on)} - {*self.sides.target, *self.sides.challenger}
        # A text that says no size is read as the least that is a force at all.
        size = deeming.size or "small"
        return size if theirs and size != "none" else ""


_AT_HAND: Final = ("victim", "attacker", "performer")
_PROVOKES: Final = ("attack", "threat", "mobilisation", "border_violation", "declaration_of_war")


def _patterns(condition: Condition) -> Iterator[Pattern]:
    if condition.event is not None:
        yield condition.event
    if condition.occurred is not None:
        yield condition.occurred
    for inner in (*(condition.all or ()), *(condition.any or ())):
        yield from _patterns(inner)
    if condition.negated is not None:
        yield from _patterns(condition.negated)
