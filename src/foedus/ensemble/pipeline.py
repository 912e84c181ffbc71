# SPDX-License-Identifier: Apache-2.0
"""One chunk of an ensemble: draws to worlds to bargaining, deterrence and settlement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from foedus.bargaining.forecast import forecast_worlds
from foedus.case.worlds import Worlds, sample_worlds
from foedus.ensemble.draws import unit_draws
from foedus.settlement.settle import settle_worlds, weigh_packages
from foedus.strategy.deter import deter, deter_worlds, stakes_of
from foedus.strategy.levers import compile_terms

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from foedus.ensemble.plan import Plan

    Labelled = tuple[tuple[str, ...], NDArray[Any]]


def chunk_worlds(plan: Plan, index: int) -> Worlds:
    """Return the sampled worlds of one chunk."""
    start = index * plan.chunk
    unit = unit_draws(plan.seed, plan.dimensions, start, plan.chunk, plan.draws, plan.sampling)
    return sample_worlds(plan.case, unit)


def evaluate_chunk(plan: Plan, index: int) -> dict[str, Labelled]:
    """Compute every outcome of one chunk; the same whatever else is computed beside it.

    Returns
    -------
    dict
        By name, the dimensions and the array; names start with ``inputs.``, ``forecast.``,
        ``deter.`` or ``settle.``.
    """
    worlds = chunk_worlds(plan, index)
    arrays: dict[str, Labelled] = {
        f"inputs.{key}": (("draw",), column) for key, column in worlds.columns.items()
    }
    if plan.kind == "run":
        arrays |= forecast_worlds(worlds)
        arrays |= deter_worlds(worlds, plan.designs)
        arrays |= settle_worlds(worlds)
    else:
        arrays |= explore_worlds(worlds, plan)
    return arrays


def explore_worlds(worlds: Worlds, plan: Plan) -> dict[str, Labelled]:
    """Weigh the reference package under every design of a sweep."""
    case = plan.case
    reference = case.packages[case.record.reference]
    packages = [reference] * len(plan.designs)
    weighed = weigh_packages(worlds, packages, plan.designs)
    swept = {
        name.replace("settle.", "explore."): (_as_designs(dims), np.ascontiguousarray(array))
        for name, (dims, array) in weighed.items()
        if "package" in dims
    }
    return {**swept, "explore.burden": (("draw", "design"), _burdens(worlds, plan))}


def _burdens(worlds: Worlds, plan: Plan) -> NDArray[np.float64]:
    """Return what each design costs all guarantors in a year, in the worst equilibrium.

    Upkeep, and the cost of acting times the chance that there is an attack, that the target
    resists and that the guarantor then acts (draws, designs).
    """
    case = plan.case
    (stakes,) = stakes_of(worlds, [case.packages[case.record.reference]])
    columns = []
    for design in plan.designs:
        terms = compile_terms(worlds, design)
        game = deter(worlds, terms, stakes).pessimistic
        fought = (game.attack * game.resist)[:, None] * game.acting * terms.cost
        columns.append((terms.upkeep + fought).sum(axis=1))
    return np.stack(columns, axis=1)


def _as_designs(dims: tuple[str, ...]) -> tuple[str, ...]:
    return tuple("design" if name == "package" else name for name in dims)
