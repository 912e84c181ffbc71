# SPDX-License-Identifier: Apache-2.0
"""How far forecasts lie from what was decided.

References
----------
Gneiting, T. and Raftery, A. E. 2007. Strictly proper scoring rules, prediction, and estimation.
Journal of the American Statistical Association 102: 359-378.

Czado, C., Gneiting, T. and Held, L. 2009. Predictive model assessment for count data. Biometrics
65: 1254-1261.

Davison, A. C. and Hinkley, D. V. 1997. Bootstrap Methods and their Application. Cambridge
University Press.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from foedus.errors import CallError, SolverError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from foedus.bargaining.outcome import Floats


# A chance below this is none: it is too small to be divided into parts.
_NO_CHANCE = 1e-12


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


def rmse(points: ArrayLike, outcome: ArrayLike) -> float:
    """Give the root of the mean squared error of point forecasts.

    Examples
    --------
    >>> rmse([30.0, 60.0], [0.0, 100.0]) == (2500 / 2) ** 0.5
    True
    """
    return float(np.sqrt(np.mean(_errors(points, outcome) ** 2)))


def coverage(low: ArrayLike, high: ArrayLike, outcome: ArrayLike) -> float:
    """Give the share of outcomes that lie in their intervals, ends included.

    An outcome that misses an end by rounding alone is in (1e-9, or 1e-9 of a size above 1).

    Examples
    --------
    >>> coverage([0.0, 0.0], [10.0, 10.0], [10.0, 11.0])
    0.5
    """
    found = np.asarray(outcome, dtype=np.float64)
    slack = 1e-9 * np.maximum(1.0, np.abs(found))
    inside = (np.asarray(low) - slack <= found) & (found <= np.asarray(high) + slack)
    return float(np.mean(inside))


def log_score(
    values: ArrayLike,
    outcome: ArrayLike,
    weights: ArrayLike,
    *,
    width: float = 5.0,
    within: tuple[float, float] = (0.0, 100.0),
    doubt: float = 0.01,
) -> Floats:
    """Score each forecast by minus the logarithm of the chance it gave to the outcome's cell.

    Cells are centred on a grid of the width given. A forecast that excluded what came would score
    infinitely badly, so a doubt is shared evenly among all cells.

    Parameters
    ----------
    values : array-like, (..., members)
        The points of each forecast.
    outcome : array-like, (...)
        What was decided.
    weights : array-like, (..., members)
        Chances of the points.
    width : float
        Width of a cell, in the units of the positions.
    within : pair of float
        Centre of the first and the last cell; what lies beyond counts to them.
    doubt : float, range [0, 1]
        Share of all chances that is spread evenly.

    Returns
    -------
    array, (...)
        In nats; 0 is a sure hit, infinite what was excluded without doubt.

    Raises
    ------
    CallError
        If a cell has no width, or the last lies before the first.

    Examples
    --------
    >>> round(float(log_score([0.0, 100.0], 1.0, [0.5, 0.5], doubt=0.0)), 6)
    0.693147
    """
    first, last = within
    if not (0 < width < np.inf and first <= last):
        message = (
            f"cells are {width} wide, from {first} to {last};"
            " a width is over 0, and the first cell not after the last"
        )
        raise CallError(message)
    cells = round((last - first) / width) + 1

    def cell(numbers: ArrayLike) -> Floats:
        place = np.floor((np.asarray(numbers, dtype=np.float64) - first) / width + 0.5)
        clipped: Floats = np.clip(place, 0, cells - 1)
        return clipped

    same = cell(values) == cell(outcome)[..., None]
    chance = np.sum(np.where(same, np.asarray(weights, dtype=np.float64), 0.0), axis=-1)
    with np.errstate(divide="ignore"):
        score: Floats = -np.log(np.minimum((1 - doubt) * chance + doubt / cells, 1.0)) + 0.0
    return score


def pit_histogram(
    values: ArrayLike, outcome: ArrayLike, weights: ArrayLike, bins: int = 10
) -> Floats:
    """Give how often outcomes fell into each equal part of their forecasts, (bins,).

    Flat for forecasts that say what happens as often as it happens; humped where they are too
    wide, hollow where they are too narrow. An outcome on a point with a chance of its own counts
    evenly over that chance, so that nothing is left to luck.

    References
    ----------
    Czado, Gneiting and Held 2009, equation 2.

    Examples
    --------
    >>> pit_histogram([[0.0, 100.0]], [0.0], [[0.5, 0.5]], bins=4)
    array([0.5, 0.5, 0. , 0. ])
    """
    points = np.asarray(values, dtype=np.float64)
    chance = np.asarray(weights, dtype=np.float64)
    found = np.asarray(outcome, dtype=np.float64)[..., None]
    near = 1e-9 * np.maximum(1.0, np.abs(found))
    below = np.sum(np.where(points < found - near, chance, 0.0), axis=-1)
    upto = np.sum(np.where(points <= found + near, chance, 0.0), axis=-1)
    edges = np.linspace(0.0, 1.0, bins + 1)
    spread = upto - below > _NO_CHANCE
    span = np.where(spread, upto - below, 1.0)
    share = np.where(
        spread[..., None],
        np.clip((edges - below[..., None]) / span[..., None], 0.0, 1.0),
        # An outcome between two points has no chance: it counts where it lies.
        (edges > below[..., None]) | (edges == 1.0),
    )
    heights: Floats = np.diff(share.reshape(-1, bins + 1).mean(axis=0))
    return heights


def paired_difference(
    ours: ArrayLike,
    theirs: ArrayLike,
    blocks: ArrayLike,
    *,
    level: float = 0.95,
    resamples: int = 2000,
    seed: int = 0,
) -> tuple[float, float, float]:
    """Give the mean difference of two forecasts' scores, with a bootstrap interval by blocks.

    Blocks are drawn with replacement, whole: issues of one proposal are not independent.

    Parameters
    ----------
    ours, theirs : array-like, (issues,)
        Scores on the same issues.
    blocks : array-like, (issues,)
        The block of each issue.
    level : float, range (0, 1)
        Probability of the interval (percentiles of the resampled means).
    resamples : int
        How many times blocks are drawn.
    seed : int
        Names the draws.

    Returns
    -------
    difference, low, high : float
        Ours less theirs: below zero, ours is the better.

    Raises
    ------
    CallError
        If the scores and blocks are not equally many, or there are none.

    References
    ----------
    Davison and Hinkley 1997, sections 3.8 and 5.3.

    Examples
    --------
    >>> paired_difference([1.0, 1.0], [2.0, 2.0], ["a", "b"])
    (-1.0, -1.0, -1.0)
    """
    labels = np.asarray(blocks)
    one, other = (np.asarray(scores, dtype=np.float64) for scores in (ours, theirs))
    if not (one.shape == other.shape == labels.shape == (one.size,) and one.size):
        message = (
            f"scores have the shapes {one.shape} and {other.shape}, blocks {labels.shape};"
            " all must be equally long, with at least one"
        )
        raise CallError(message)
    gap = one - other
    names, of = np.unique(labels, return_inverse=True)
    total, size = np.bincount(of, gap), np.bincount(of)
    drawn = np.random.default_rng(seed).integers(0, len(names), (resamples, len(names)))
    means = total[drawn].sum(axis=1) / size[drawn].sum(axis=1)
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return float(gap.mean()), float(low), float(high)


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
