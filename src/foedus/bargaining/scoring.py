# SPDX-License-Identifier: Apache-2.0
"""How far forecasts lie from what was decided.

References
----------
Gneiting, T. and Raftery, A. E. 2007. Strictly proper scoring rules, prediction, and estimation.
Journal of the American Statistical Association 102: 359-378.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from foedus.errors import CallError, SolverError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from foedus.bargaining.outcome import Floats


def crps(values: ArrayLike, outcome: ArrayLike, weights: ArrayLike | None = None) -> Floats:
    """Score each forecast distribution by its distance from the outcome (0 is a sure hit).

    The continuous ranked probability score E|X - y| - E|X - X'|/2, exact for a weighted sample;
    for a single value it is the absolute error. The second term is summed over the gaps of the
    sorted sample, where it equals F(1 - F) times the gap.

    Parameters
    ----------
    values : array-like, (..., members)
        The sample X of each forecast; NaN where a member is absent.
    outcome : array-like, (...)
        What was decided, y.
    weights : array-like, the shape of `values` or one that broadcasts to it, at least 0, optional
        Weights of the members, normalised here; equal where not given.

    Returns
    -------
    array, (...)
        In the units of the outcome, at least 0.

    Raises
    ------
    SolverError
        If a weight is negative or a forecast has no weight at all.

    References
    ----------
    Gneiting and Raftery 2007, equation 21.

    Examples
    --------
    >>> float(crps([0.0, 100.0], 0.0))
    25.0
    """
    x = np.asarray(values, dtype=np.float64)
    given = np.ones_like(x) if weights is None else np.asarray(weights, dtype=np.float64)
    weight = np.where(np.isnan(x), 0.0, given)
    if not (np.all(weight >= 0) and np.all(weight.sum(axis=-1) > 0)):
        message = (
            "weights of a forecast are negative or all zero; they must be at least 0, one more"
        )
        raise SolverError(message)
    x = np.where(weight > 0, x, np.nan)
    weight = weight / weight.sum(axis=-1, keepdims=True)
    order = np.argsort(x, axis=-1)
    x, weight = np.take_along_axis(x, order, -1), np.take_along_axis(weight, order, -1)
    away = np.abs(x - np.asarray(outcome, dtype=np.float64)[..., None])
    below = np.cumsum(weight, axis=-1)[..., :-1]
    spread = np.nansum(below * (1 - below) * np.diff(x, axis=-1), axis=-1)
    score: Floats = np.maximum(np.nansum(weight * away, axis=-1) - spread, 0.0)
    return score


def mae(points: ArrayLike, outcome: ArrayLike) -> float:
    """Give the mean absolute error of point forecasts.

    Examples
    --------
    >>> mae([10.0, 50.0], [0.0, 100.0])
    30.0
    """
    return float(np.mean(_errors(points, outcome)))


def share_within(points: ArrayLike, outcome: ArrayLike, distance: float = 10.0) -> float:
    """Give the share of point forecasts that lie no further than a distance from the outcome.

    Examples
    --------
    >>> share_within([10.0, 50.0], [0.0, 100.0])
    0.5
    """
    return float(np.mean(_errors(points, outcome) <= distance))


def _errors(points: ArrayLike, outcome: ArrayLike) -> Floats:
    ours, theirs = np.asarray(points, dtype=np.float64), np.asarray(outcome, dtype=np.float64)
    if ours.shape != theirs.shape or ours.size == 0:
        message = (
            f"forecasts have the shape {ours.shape} and outcomes {theirs.shape};"
            " they must be the same, with at least one"
        )
        raise CallError(message)
    errors: Floats = np.abs(ours - theirs)
    return errors
