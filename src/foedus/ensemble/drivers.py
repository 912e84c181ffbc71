# SPDX-License-Identifier: Apache-2.0
"""What moves the outcomes of a design: the kernels of sensitivity, with a case's names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from foedus.case.worlds import quantities
from foedus.ensemble.sensitivity import rank_correlation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from foedus.ensemble.plan import Plan
    from foedus.ensemble.verdict import Measures

    Floats = NDArray[np.float64]
    Arrays = Mapping[str, NDArray[Any]]

SHOWN: Final = 20
"""Inputs that are told of for each outcome."""


def rank_rows(plan: Plan, arrays: Arrays, measures: Measures, design: int) -> list[dict[str, Any]]:
    """Return the inputs that a design's outcomes rise or fall with most."""
    listed = [quantity for quantity in quantities(plan.case) if quantity.varies]
    inputs = np.stack([arrays[f"inputs.{quantity.key}"] for quantity in listed], axis=1)
    outcomes = {
        "attack": measures.attack[:, design],
        "hold": measures.hold[:, design],
        "success": measures.success[:, design],
    }
    found = rank_correlation(inputs, np.stack(list(outcomes.values()), axis=1))
    return [
        {
            "outcome": outcome,
            "input": listed[i].key,
            "title": listed[i].title,
            "correlation": float(found[i, column]),
        }
        for column, outcome in enumerate(outcomes)
        for i in np.argsort(-np.abs(found[:, column]), kind="stable")[:SHOWN]
    ]
