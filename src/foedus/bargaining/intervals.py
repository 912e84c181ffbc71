# SPDX-License-Identifier: Apache-2.0
"""The shortest interval that holds a stated share of a forecast's chances.

Bargaining often ends exactly at somebody's position, and positions crowd at the ends of the scale.
An interval between two quantiles then holds far more than it says, because both its ends carry
chances of their own. The shortest interval that holds at least the share stays close to it.

References
----------
Hyndman, R. J. 1996. Computing and graphing highest density regions. The American Statistician 50:
120-126.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from foedus.bargaining.outcome import PointForecast
from foedus.errors import CallError

if TYPE_CHECKING:
    from foedus.bargaining.outcome import Floats, Forecast

# A share that falls short of a level by rounding alone has reached it.
_ROUNDING = 1e-12
# Draws are worked through in blocks whose arrays have about this many numbers (8 MB each).
_BLOCK = 1_000_000


def shortest_interval(forecast: Forecast, level: float) -> tuple[Floats, Floats]:
    """Give the shortest interval that holds at least a share of each draw's chances.

    Of intervals of one length the one that holds more counts, then the lowest.

    Parameters
    ----------
    forecast : PointForecast or DistributionForecast
        What a model said. The interval of a point is the point, or both its ends.
    level : float, over 0 and at most 1
        The share.

    Returns
    -------
    low, high : arrays, (draws,)
        Both ends belong to the interval. In the units of the positions.

    Examples
    --------
    >>> from foedus.bargaining.outcome import DistributionForecast
    >>> said = DistributionForecast("any", np.array([[0.0, 90, 100]]), np.array([[0.2, 0.3, 0.5]]))
    >>> [float(end[0]) for end in shortest_interval(said, 0.8)]
    [90.0, 100.0]
    """
    _check(level)
    if isinstance(forecast, PointForecast):
        return forecast.ends or (forecast.points, forecast.points)
    draws, points = forecast.support.shape
    rows = max(1, _BLOCK // points**2)
    parts = [
        _shortest(forecast.support[at : at + rows], forecast.probabilities[at : at + rows], level)
        for at in range(0, draws, rows)
    ]
    low, high = (np.concatenate(ends) for ends in zip(*parts, strict=True))
    return low, high


def pooled_interval(forecast: Forecast, level: float) -> tuple[float, float]:
    """Give the shortest interval that holds at least a share of the chances of all draws together.

    Every draw weighs the same. Of intervals of one length the one that holds more counts, then
    the lowest.

    Parameters
    ----------
    forecast : PointForecast or DistributionForecast
        What a model said. Of a point forecast with two ends the point counts.
    level : float, over 0 and at most 1
        The share.

    Returns
    -------
    low, high : float
        Both ends belong to the interval. In the units of the positions.

    Examples
    --------
    >>> from foedus.bargaining.outcome import PointForecast
    >>> pooled_interval(PointForecast("any", np.array([0.0, 50, 60, 70])), 0.75)
    (50.0, 70.0)
    """
    _check(level)
    if isinstance(forecast, PointForecast):
        values, weights = forecast.points, np.ones_like(forecast.points)
    else:
        there = forecast.probabilities > 0
        values, weights = forecast.support[there], forecast.probabilities[there]
    order = np.argsort(values, kind="stable")
    points, chance = values[order], weights[order] / weights.sum()
    reached = np.cumsum(chance)
    before = reached - chance
    ends = np.searchsorted(reached, before + level - _ROUNDING)
    starts = np.flatnonzero(ends < len(points))
    ends = np.searchsorted(points, points[ends[starts]], side="right") - 1
    length = points[ends] - points[starts]
    tied = length <= length.min() * (1 + _ROUNDING)
    best = np.argmax(np.where(tied, reached[ends] - before[starts], -1.0))
    return float(points[starts[best]]), float(points[ends[best]])


def _check(level: float) -> None:
    if not 0 < level <= 1:
        message = f"the level of an interval is {level}; it must be over 0 and at most 1"
        raise CallError(message)


def _shortest(support: Floats, chances: Floats, level: float) -> tuple[Floats, Floats]:
    order = np.argsort(support, axis=1, kind="stable")
    points = np.take_along_axis(support, order, 1)
    chance = np.take_along_axis(chances, order, 1)
    reached = np.cumsum(chance, axis=1)
    # From the point in the row to the point in the column, both included.
    held = reached[:, None, :] - (reached - chance)[:, :, None]
    length = points[:, None, :] - points[:, :, None]
    enough = (held >= level - _ROUNDING) & (length >= 0)
    length = np.where(enough, length, np.inf)
    least = length.reshape(len(points), -1).min(axis=1)[:, None, None]
    tied = length <= least * (1 + _ROUNDING)
    best = np.argmax(np.where(tied, held, -1.0).reshape(len(points), -1), axis=1)
    draw, count = np.arange(len(points)), points.shape[1]
    return points[draw, best // count], points[draw, best % count]
