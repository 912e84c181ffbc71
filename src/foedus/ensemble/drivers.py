# SPDX-License-Identifier: Apache-2.0
"""What moves the outcomes of a design: the kernels of sensitivity, with a case's names.

Rank correlation comes from the draws of a sweep. The variance-based indices and the elementary
effects need runs of their own, at points that they choose, and are about the uniform number behind
each input: how likely a value is as low as that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, get_args

import numpy as np

from foedus.case.worlds import dimensions, quantities, sample_worlds, uniform_keys
from foedus.ensemble.draws import unit_draws
from foedus.ensemble.indices import saltelli_points, sobol_indices
from foedus.ensemble.screening import elementary_effects, morris_points
from foedus.ensemble.sensitivity import rank_correlation
from foedus.errors import CallError
from foedus.settlement.settle import weigh_packages

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from foedus.case.folder import CaseFolder
    from foedus.ensemble.plan import Plan
    from foedus.ensemble.verdict import Measures
    from foedus.strategy.levers import Design

    Floats = NDArray[np.float64]
    Arrays = Mapping[str, NDArray[Any]]
    Row = Callable[[int, int], dict[str, Any]]

Method = Literal["rank", "sobol", "morris"]
METHODS: Final[tuple[Method, ...]] = get_args(Method)
OUTCOMES: Final = ("attack", "hold", "success")
SHOWN: Final = 20
"""Inputs that are told of for each outcome."""
_ROWS: Final = 2048
_LEAST: Final = 64


def sensitivity_rows(
    plan: Plan, arrays: Arrays, measures: Measures, design: int, method: Method
) -> list[dict[str, Any]]:
    """Return what moves a design's outcomes most, by a method.

    Returns
    -------
    list of dict
        ``outcome``, ``input``, ``title``; and ``correlation`` (rank), ``first`` and ``total``
        (sobol), or ``size``, ``mean`` and ``deviation`` (morris), those with intervals as
        ``{"value", "low", "high"}``. The strongest inputs of each outcome, the strongest first.
    """
    if method == "rank":
        return rank_rows(plan, arrays, measures, design)
    rows = sobol_rows if method == "sobol" else morris_rows
    return rows(plan.case, plan.designs[design], plan.draws, plan.seed)


def refuse_correlated(case: CaseFolder, method: Method) -> None:
    """Refuse a method that takes independent inputs for a case that correlates them.

    Raises
    ------
    CallError
        If it does.
    """
    if method != "rank" and case.record.correlations:
        message = (
            f"the case correlates inputs, and --sensitivity {method} takes independent ones; "
            "use --sensitivity rank"
        )
        raise CallError(message)


def rank_rows(plan: Plan, arrays: Arrays, measures: Measures, design: int) -> list[dict[str, Any]]:
    """Return the inputs that a design's outcomes rise or fall with most."""
    keys = [quantity.key for quantity in quantities(plan.case) if quantity.varies]
    inputs = np.stack([arrays[f"inputs.{key}"] for key in keys], axis=1)
    columns = [getattr(measures, name)[:, design] for name in OUTCOMES]
    found = rank_correlation(inputs, np.stack(columns, axis=1))
    return _strongest(
        plan.case, keys, np.abs(found), lambda i, o: {"correlation": float(found[i, o])}
    )


def outcomes_at(case: CaseFolder, design: Design, unit: Floats) -> Floats:
    """Return the outcomes of a design under the reference package at points of the unit cube.

    Parameters
    ----------
    case : CaseFolder
        The case.
    design : dict
        One setting for each lever.
    unit : ndarray (points, dimensions)

    Returns
    -------
    ndarray (points, outcomes)
        `OUTCOMES`, in the equilibrium with the most attack.
    """
    reference = case.packages[case.record.reference]
    parts = []
    for start in range(0, len(unit), _ROWS):
        worlds = sample_worlds(case, unit[start : start + _ROWS])
        found = weigh_packages(worlds, [reference], [design])
        attack, hold, accepted = (
            found[f"settle.{name}"][1][:, 0] for name in ("attack_high", "hold_low", "feasible_low")
        )
        held = hold[:, -1]
        parts.append(np.stack([attack, held, np.where(accepted, held, 0.0)], axis=1))
    return np.concatenate(parts)


def sobol_rows(case: CaseFolder, design: Design, draws: int, seed: int) -> list[dict[str, Any]]:
    """Return each input's share of the variance of the outcomes, an eighth of the draws a point."""
    keys, n = uniform_keys(case), max(_LEAST, draws // 8)
    unit = unit_draws(seed, 2 * len(keys), 0, n, n)
    points = saltelli_points(unit[:, : len(keys)], unit[:, len(keys) :])
    rng = np.random.default_rng([seed, 3])
    found = sobol_indices(outcomes_at(case, design, points), len(keys), rng)

    def row(i: int, o: int) -> dict[str, Any]:
        return {
            "first": _interval(found.first, found.first_ends, i, o),
            "total": _interval(found.total, found.total_ends, i, o),
        }

    return _strongest(case, keys, found.total, row)


def morris_rows(case: CaseFolder, design: Design, draws: int, seed: int) -> list[dict[str, Any]]:
    """Return what a step of each input changes, over as many walks as a 64th of the draws."""
    rng = np.random.default_rng([seed, 4])
    points = morris_points(dimensions(case), max(_LEAST // 4, draws // 64), rng)
    found = elementary_effects(points, outcomes_at(case, design, points), rng)

    def row(i: int, o: int) -> dict[str, Any]:
        return {
            "size": _interval(found.size, found.size_ends, i, o),
            "mean": float(found.mean[i, o]),
            "deviation": float(found.deviation[i, o]),
        }

    return _strongest(case, uniform_keys(case), found.size, row)


def _interval(values: Floats, ends: Floats, i: int, o: int) -> dict[str, float]:
    low, high = ends[:, i, o]
    return {"value": float(values[i, o]), "low": float(low), "high": float(high)}


def _strongest(
    case: CaseFolder, keys: Sequence[str], strength: Floats, row: Row
) -> list[dict[str, Any]]:
    titles = titles_of(case)
    return [
        {"outcome": outcome, "input": keys[i], "title": titles[keys[i]], **row(int(i), o)}
        for o, outcome in enumerate(OUTCOMES)
        for i in np.argsort(-strength[:, o], kind="stable")[:SHOWN]
    ]


def titles_of(case: CaseFolder) -> dict[str, str]:
    """Return what every uniform number of a draw is for, in words."""
    titles = {quantity.key: quantity.title for quantity in quantities(case)}
    bound = {
        f"bound.{name}": f"{case.actors[name].title}: whether it becomes bound, given the chance"
        for name in case.record.war.guarantors
    }
    return titles | bound
