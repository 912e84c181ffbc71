# SPDX-License-Identifier: Apache-2.0
"""Scenarios behind a sweep: in which ranges of which inputs a design works, or is regretted."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from foedus.case.worlds import quantities
from foedus.ensemble.boxes import CHANCE, chance_of_restriction, find_box
from foedus.ensemble.robustness import regret
from foedus.ensemble.trees import grow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from foedus.case.worlds import Quantity
    from foedus.ensemble.boxes import Box
    from foedus.ensemble.plan import Plan
    from foedus.ensemble.trees import Node
    from foedus.ensemble.verdict import Goals, Measures

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

FEWEST: Final = 20
"""Draws of interest, and others, below which no box is sought."""


def find_scenarios(
    plan: Plan,
    arrays: Mapping[str, NDArray[Any]],
    measures: Measures,
    goals: Goals,
    design: int,
) -> list[dict[str, Any]]:
    """Return where a design meets every goal, and where it is regretted most.

    Returns
    -------
    list of dict
        ``about``: "works" (every goal is met) or "regretted" (the tenth of draws with the largest
        regret); ``share`` of draws; ``box``: its ``limits`` (input, title, low, high, chance),
        coverage, density and mass; ``trajectory`` of the peeling; ``tree`` of questions. Box and
        tree are None where too few draws are of interest.
    """
    listed = [quantity for quantity in quantities(plan.case) if quantity.varies]
    inputs = np.stack([arrays[f"inputs.{quantity.key}"] for quantity in listed], axis=1)
    short = regret(measures.success)[:, design]
    about = {
        "works": measures.met(goals)[:, design],
        "regretted": short > max(0.0, float(np.quantile(short, 0.9))),
    }
    return [
        {"about": name, "share": float(rows.mean()), **_scenario(inputs, rows, listed)}
        for name, rows in about.items()
    ]


def _scenario(inputs: Floats, rows: Flags, listed: list[Quantity]) -> dict[str, Any]:
    if min(rows.sum(), (~rows).sum()) < FEWEST:
        return {"box": None, "trajectory": [], "tree": None}
    box, trajectory = find_box(inputs, rows)
    chances = chance_of_restriction(inputs, rows, box)
    limits = [
        {
            "input": listed[column].key,
            "title": listed[column].title,
            "low": _end(box.low[column]),
            "high": _end(box.high[column]),
            "chance": chances[column],
        }
        for column in sorted(box.restricted, key=lambda column: chances[column])
    ]
    return {
        "box": {"limits": limits, "most_chance": CHANCE, **_quality(box)},
        "trajectory": [{**_quality(each), "limits": len(each.restricted)} for each in trajectory],
        "tree": _told(grow(inputs, rows), listed),
    }


def _end(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _quality(box: Box) -> dict[str, float]:
    return {"coverage": box.coverage, "density": box.density, "mass": box.mass}


def _told(node: Node, listed: list[Quantity]) -> dict[str, Any]:
    told: dict[str, Any] = {"share": node.share, "interest": node.interest}
    if node.column is not None and node.below is not None and node.above is not None:
        quantity = listed[node.column]
        told |= {"input": quantity.key, "title": quantity.title, "at": node.at}
        told |= {"below": _told(node.below, listed), "above": _told(node.above, listed)}
    return told
