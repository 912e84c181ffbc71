# SPDX-License-Identifier: Apache-2.0
"""What a named rule of selection makes of a design, beside the interval over all equilibria."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from foedus.strategy.deter import design_game, spread
from foedus.strategy.selection import UNNAMED, select
from foedus.strategy.solve import solve_deterrence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from foedus.case.worlds import Worlds
    from foedus.strategy.levers import Design
    from foedus.strategy.selection import SelectionRule


def selected(
    worlds: Worlds, designs: Sequence[Design], rule: SelectionRule
) -> list[dict[str, Any]]:
    """Return the chances in the equilibrium that a rule names, design by design.

    Parameters
    ----------
    worlds : Worlds
        Sampled worlds.
    designs : sequence of dict
        Settings of levers.
    rule : {"pessimistic", "optimistic", "principal", "risk_dominant"}
        How to choose where there are several equilibria.

    Returns
    -------
    list of dict
        ``rule``; ``attack``, ``honour`` by guarantor: ``low`` and ``high``, which differ only by
        draws in which the rule names none of the equilibria found; ``several``: share of draws
        with several; ``unnamed``: share of draws without a name; ``places``: of the draws with
        several, the shares that name the equilibrium with the most attack, with the least, and one
        between.

    Raises
    ------
    CallError
        The rule is unknown, or does not apply to the case's guarantors.
    """
    return [_selected(worlds, design, rule) for design in designs]


def _selected(worlds: Worlds, design: Design, rule: SelectionRule) -> dict[str, Any]:
    solution = solve_deterrence(design_game(worlds, design))
    named = select(solution, rule)
    several = solution.found > 1
    last = solution.found - 1
    places = {
        "most_attack": named.place == 0,
        "between": (named.place > 0) & (named.place < last),
        "least_attack": named.place == last,
    }
    honour = np.sort([named.least.honour, named.most.honour], axis=0)
    return {
        "rule": rule,
        "attack": {"low": spread(named.least.attack), "high": spread(named.most.attack)},
        "honour": {
            name: {"low": spread(honour[0, :, g]), "high": spread(honour[1, :, g])}
            for g, name in enumerate(worlds.case.record.war.guarantors)
        },
        "several": float(np.mean(several)),
        "unnamed": float(np.mean(named.place == UNNAMED)),
        "places": {
            name: float(np.mean(where[several])) if several.any() else 0.0
            for name, where in places.items()
        },
    }
