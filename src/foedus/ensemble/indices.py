# SPDX-License-Identifier: Apache-2.0
"""How much of an outcome's variance comes from each input: Sobol's first-order and total indices.

===========  ====================================================================================
A, B         two independent samples of n points
AB_i         A with the column of input i from B
S_i          first order: mean of f(B) (f(AB_i) - f(A)), over the variance (Saltelli et al. 2010)
T_i          total: half the mean of (f(A) - f(AB_i))^2, over the variance (Jansen 1999)
===========  ====================================================================================

The first-order index is the share of variance that goes away, on average, when the input is known;
the total index the share that is left when all others are. What the total has more is interplay.
Both take independent inputs.

References
----------
Sobol, I. M. 1993. Sensitivity estimates for nonlinear mathematical models. Mathematical Modelling
and Computational Experiments 1: 407-414.
Jansen, M. J. W. 1999. Analysis of variance designs for model output. Computer Physics
Communications 117: 35-43.
Saltelli, A. et al. 2010. Variance based sensitivity analysis of model output. Computer Physics
Communications 181: 259-270.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

RESAMPLES: Final = 200
ENDS: Final = (0.025, 0.975)
"""Quantiles over resamples that an interval runs between: 95 %."""


def saltelli_points(one: Floats, two: Floats) -> Floats:
    """Return the points at which a model is run for its indices: A, B, then every AB_i.

    Parameters
    ----------
    one, two : ndarray (n, inputs)
        Independent samples A and B.

    Returns
    -------
    ndarray (n (inputs + 2), inputs)
    """
    n, inputs = one.shape
    points = np.tile(one, (inputs + 2, 1))
    points[n : 2 * n] = two
    for column in range(inputs):
        block = slice((column + 2) * n, (column + 3) * n)
        points[block, column] = two[:, column]
    return points


@dataclass(frozen=True)
class SobolIndices:
    """First-order and total indices, each with its 95 % bootstrap interval.

    Parameters
    ----------
    first, total : ndarray (inputs, outcomes)
        Sampling error can put them slightly outside 0 to 1. 0 where an outcome does not vary.
    first_ends, total_ends : ndarray (2, inputs, outcomes)
        Ends of the intervals.
    """

    first: Floats
    total: Floats
    first_ends: Floats
    total_ends: Floats


def sobol_indices(outcomes: Floats, inputs: int, rng: np.random.Generator) -> SobolIndices:
    """Return Sobol's indices from outcomes at the points of `saltelli_points`.

    Parameters
    ----------
    outcomes : ndarray (n (inputs + 2), outcomes)
        In the order of the points.
    inputs : int
        Number of inputs.
    rng : Generator
        Resamples the n points with replacement.

    Returns
    -------
    SobolIndices

    References
    ----------
    Saltelli et al. 2010, table 2, rows (b) and (f).
    """
    spread = outcomes.std(axis=0)
    scale = np.where(spread > 0, spread, 1.0)
    blocks = ((outcomes - outcomes.mean(axis=0)) / scale).reshape(inputs + 2, -1, outcomes.shape[1])
    one, two, mixed = blocks[0], blocks[1], blocks[2:]
    n = len(one)
    drawn = rng.multinomial(n, np.full(n, 1 / n), RESAMPLES).astype(np.float64)
    first, total = _estimates(np.ones((1, n)), one, two, mixed)
    firsts, totals = _estimates(drawn, one, two, mixed)
    return SobolIndices(
        first[0],
        total[0],
        np.quantile(firsts, ENDS, axis=0),
        np.quantile(totals, ENDS, axis=0),
    )


def _estimates(weights: Floats, one: Floats, two: Floats, mixed: Floats) -> tuple[Floats, Floats]:
    """Return both indices under each row of weights (rows, inputs, outcomes)."""
    n = len(one)
    means = (weights @ one + weights @ two) / (2 * n)
    squares = (weights @ one**2 + weights @ two**2) / (2 * n)
    variance = (squares - means**2)[:, None, :]
    first = np.einsum("rn,ino->rio", weights, two * (mixed - one), optimize=True) / n
    total = np.einsum("rn,ino->rio", weights, (one - mixed) ** 2, optimize=True) / (2 * n)
    varies = variance > np.finfo(np.float64).eps
    safe = np.where(varies, variance, 1.0)
    return np.where(varies, first / safe, 0.0), np.where(varies, total / safe, 0.0)
