# SPDX-License-Identifier: Apache-2.0
"""A sweep as a tree of labelled arrays: inputs, outcomes, regret, sensitivity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from foedus.case.worlds import quantities
from foedus.ensemble.drivers import OUTCOMES
from foedus.ensemble.robustness import regret
from foedus.ensemble.sensitivity import rank_correlation
from foedus.ensemble.store import as_tree
from foedus.ensemble.verdict import SUCCESS, measures_of

if TYPE_CHECKING:
    import xarray as xr
    from numpy.typing import NDArray

    from foedus.ensemble.plan import Plan

    Labelled = tuple[tuple[str, ...], NDArray[Any]]


def sweep_tree(arrays: dict[str, Labelled], plan: Plan, chosen: int) -> xr.DataTree:
    """Return a sweep's results with names on every axis.

    Parameters
    ----------
    arrays : dict
        Stored arrays by name, each with its dimensions.
    plan : Plan
        What was computed.
    chosen : int
        The design whose sensitivity is told.

    Returns
    -------
    xarray.DataTree
        ``inputs`` (draw); ``outcomes/explore`` (draw, design, ...); ``regret``: success and regret
        (draw, design); ``sensitivity``: rank correlation (outcome, input).
    """
    import xarray as xr  # noqa: PLC0415 - takes half a second, and only labelled results need it

    tree = as_tree(arrays, plan)
    measures = measures_of({name: array for name, (_, array) in arrays.items()})
    by, labels = ("draw", "design"), plan.coordinates()["design"]
    success = measures.success
    tree["regret"] = xr.DataTree(
        xr.Dataset(
            {"success": (by, success), "regret": (by, regret(success))},
            coords={"design": labels},
            attrs={"outcome": SUCCESS, "equilibrium": "with the most attack"},
        )
    )
    listed = [quantity.key for quantity in quantities(plan.case) if quantity.varies]
    inputs = np.stack([arrays[f"inputs.{key}"][1] for key in listed], axis=1)
    outcomes = np.stack([getattr(measures, name)[:, chosen] for name in OUTCOMES], axis=1)
    found = rank_correlation(inputs, outcomes).T
    tree["sensitivity"] = xr.DataTree(
        xr.Dataset(
            {"correlation": (("outcome", "input"), found)},
            coords={"outcome": list(OUTCOMES), "input": listed},
            attrs={"kind": "Spearman's rank correlation", "design": labels[chosen]},
        )
    )
    return tree
