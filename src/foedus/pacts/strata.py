# SPDX-License-Identifier: Apache-2.0
"""The order in which the clauses of a pact are worked through.

A clause comes after those that bring it into play and after those that can defeat it; a duty that
an attack triggers comes after what decides whose attack counts as whose. A pact whose clauses
depend on each other in a circle has no such order, and is refused.
"""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from foedus.pacts.clauses import Clause

_DEEMING: Final = "deeming of "


def order(clauses: Iterable[Clause]) -> tuple[str, ...]:
    """Return clause ids, each after those that it depends on.

    Raises
    ------
    CycleError
        Where there is no such order (see `circle`).
    """
    graph = TopologicalSorter(_dependence(list(clauses)))
    return tuple(name for name in graph.static_order() if not name.startswith(_DEEMING))


def circle(dependence: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """Return names that depend on each other in a circle, the first one again at the end.

    Parameters
    ----------
    dependence : dict
        For each name, those that must come before it.

    Examples
    --------
    >>> circle({"a": ["b"], "b": ["a"]})
    ('a', 'b', 'a')
    >>> circle({"a": ["b"]})
    ()
    """
    try:
        TopologicalSorter(dependence).prepare()
    except CycleError as error:
        names = dict.fromkeys(str(name).removeprefix(_DEEMING) for name in error.args[1])
        first = min(names)
        turned = [*names][[*names].index(first) :] + [*names][: [*names].index(first)]
        return (*turned, first)
    return ()


def clause_circle(clauses: Iterable[Clause]) -> tuple[str, ...]:
    """Return clauses that depend on each other in a circle, or nothing."""
    return circle(_dependence(list(clauses)))


def _dependence(clauses: list[Clause]) -> dict[str, list[str]]:
    deeming = [_DEEMING + clause.id for clause in clauses if clause.deeming is not None]
    before: dict[str, list[str]] = {clause.id: [] for clause in clauses}
    for clause in clauses:
        trigger = clause.trigger
        if trigger is not None:
            before[clause.id] += filter(None, (trigger.performed, trigger.breached))
            if clause.duty is not None and trigger.event:
                before[clause.id] += deeming
        for beaten in clause.over:
            before.setdefault(beaten, []).append(clause.id)
        for target in clause.effect.clauses if clause.effect is not None else ():
            before.setdefault(target, []).append(clause.id)
            before.setdefault(_DEEMING + target, []).append(clause.id)
    return before
