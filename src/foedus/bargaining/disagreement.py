# SPDX-License-Identifier: Apache-2.0
"""How far models lie apart on an issue, and how far the readings of one model do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from foedus.bargaining.challenge import spread
from foedus.bargaining.challenge_readings import SCHOLZ2011

if TYPE_CHECKING:
    from collections.abc import Sequence

    from foedus.bargaining.forecast import Inputs
    from foedus.bargaining.outcome import Floats

READING_DRAWS: Final = 64
"""Most draws that run under every reading."""
SAME: Final = 6
"""Ends that agree to so many decimals count as one."""


def model_spread(models: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the lowest and the highest point that a model gives, and which model.

    Examples
    --------
    >>> rows = [{"model": "a", "point": 40.0}, {"model": "b", "point": 30.0}]
    >>> model_spread(rows)["low"]
    {'model': 'b', 'point': 30.0}
    """
    lowest, highest = (end(models, key=lambda row: row["point"]) for end in (min, max))
    return {
        side: {"model": row["model"], "point": row["point"]}
        for side, row in (("low", lowest), ("high", highest))
    }


def reading_spread(central: Inputs, sampled: Inputs) -> dict[str, Any]:
    """Return where the challenge model ends on an issue under each of its readings.

    Parameters
    ----------
    central : arrays, (1, actors)
        Positions, saliences and capabilities at central values.
    sampled : arrays, (draws, actors)
        The same in sampled worlds; the first `READING_DRAWS` count.

    Returns
    -------
    dict
        ``n`` readings; ``low``, ``q25``, ``median``, ``q75`` and ``high`` of their ends at central
        values, with the number of ``distinct`` ends and the end of the reading ``scholz2011``.
        ``worlds`` has the same five numbers over readings and ``draws``.
    """
    both = [np.concatenate([c, s[:READING_DRAWS]]) for c, s in zip(central, sampled, strict=True)]
    said = spread(*both)
    ends = said.medians[:, :, -1]
    return {
        "n": len(said.readings),
        **_five(ends[:, 0]),
        "distinct": len(np.unique(ends[:, 0].round(SAME))),
        "scholz2011": float(ends[said.readings.index(SCHOLZ2011.name), 0]),
        "worlds": {"draws": ends.shape[1] - 1, **_five(ends[:, 1:])},
    }


def _five(values: Floats) -> dict[str, float]:
    names = ("low", "q25", "median", "q75", "high")
    found = np.quantile(values, [0, 0.25, 0.5, 0.75, 1], method="inverted_cdf")
    return {name: float(at) for name, at in zip(names, found, strict=True)}
