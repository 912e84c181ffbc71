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

    Raises
    ------
    CallError
        If the level is not over 0 and at most 1.

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
    rows = zip(forecast.support, forecast.probabilities, strict=True)
    ends = np.array([_shortest(*row, level) for row in rows]).reshape(-1, 2)
    return ends[:, 0], ends[:, 1]


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
    return _shortest(values, weights, level)


def _check(level: float) -> None:
    if not 0 < level <= 1:
        message = f"the level of an interval is {level}; it must be over 0 and at most 1"
        raise CallError(message)


def _shortest(support: Floats, chances: Floats, level: float) -> tuple[float, float]:
    """Return the ends for one draw: each point begins an interval that ends where enough is in."""
    points, of = np.unique(support[chances > 0], return_inverse=True)
    reached = np.cumsum(np.bincount(of, chances[chances > 0]))
    before = np.append(0.0, reached[:-1])
    last = np.searchsorted(reached, before + max(level - _ROUNDING, 0.0) * reached[-1])
    first = np.flatnonzero(last < len(points))
    last = last[first]
    length = points[last] - points[first]
    tied = length <= length.min() * (1 + _ROUNDING)
    held = np.where(tied, reached[last] - before[first], -1.0)
    best = np.argmax(held >= held.max() - _ROUNDING)
    return float(points[first[best]]), float(points[last[best]])
