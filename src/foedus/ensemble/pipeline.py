# SPDX-License-Identifier: Apache-2.0
"""One chunk of an ensemble: draws to worlds to bargaining, deterrence and settlement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from foedus.bargaining.forecast import forecast_worlds
from foedus.case.worlds import Worlds, sample_worlds
from foedus.ensemble.draws import unit_draws
from foedus.settlement.search import search_worlds
from foedus.settlement.settle import settle_worlds, weigh_packages
from foedus.strategy.deter import deter_worlds

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
        ``deter.``, ``settle.``, ``explore.`` or ``search.``.
    """
    worlds = chunk_worlds(plan, index)
    arrays: dict[str, Labelled] = {
        f"inputs.{key}": (("draw",), column) for key, column in worlds.columns.items()
    }
    if plan.kind == "run":
        arrays |= forecast_worlds(worlds)
        arrays |= deter_worlds(worlds, plan.designs)
        arrays |= settle_worlds(worlds)
    elif plan.kind == "search":
        arrays |= search_worlds(worlds, plan.space)
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
        if "package" in dims and "static" not in name and "enforced" not in name
    }
    # Of what is told beside the answer, one number a design: a sweep has hundreds of them.
    _, static = weighed["settle.hold_static_low"]
    by = ("draw", "design")
    return {**swept, "explore.longest_static": (by, np.ascontiguousarray(static[:, :, -1]))}


def _as_designs(dims: tuple[str, ...]) -> tuple[str, ...]:
    return tuple("design" if name == "package" else name for name in dims)
