# SPDX-License-Identifier: Apache-2.0
"""Weights of an ensemble, fitted to outcomes, and checked on other outcomes than those.

References
----------
Gneiting, T. and Raftery, A. E. 2007. Strictly proper scoring rules, prediction, and estimation.
Journal of the American Statistical Association 102: 359-378.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.optimize import minimize

from foedus.bargaining.pool import Evidence, pooled
from foedus.errors import CallError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from foedus.bargaining.outcome import Floats

RIDGE: Final = 0.1
"""How strongly weights are held towards zero, in units of the score and of standard deviations."""
FOLDS: Final = 10


def fit(asked: Evidence, outcome: ArrayLike, ridge: float = RIDGE) -> Floats:
    """Find the weights whose pool scores best on outcomes, (components,).

    The mean CRPS, in hundredths of the way from the lowest position of all draws to the highest,
    plus `ridge` times the sum of squared weights, each in units of what its component says varies
    by, is minimised by a quasi-Newton search (L-BFGS) from zero with exact gradients. So the
    weights do not depend on the scale of the positions, as long as all draws share one.

    Parameters
    ----------
    asked : Evidence
        What the components say, one draw an issue.
    outcome : array-like, (draws,)
        What was decided, in the units of the positions.
    ridge : float, at least 0
        How strongly weights are held towards zero.

    Raises
    ------
    CallError
        If there is not one finite outcome for each draw, no draw, or `ridge` is below 0.
    """
    found = _decided(asked, outcome)
    if not (len(found) and 0 <= ridge < np.inf):
        message = f"{len(found)} outcomes and a ridge of {ridge}; allowed: from 1 and from 0"
        raise CallError(message)
    percent = np.ptp(asked.support) / 100 or 1.0
    there = np.isfinite(asked.base)
    scale = np.array([asked.says[..., j][there].std() for j in range(asked.says.shape[2])])
    scale = np.where(scale > 0, scale, 1.0)

    def loss(standard: Floats) -> tuple[float, Floats]:
        score, gradient = pool_score(asked, found, standard / scale)
        penalty = ridge * float(standard @ standard)
        return score / percent + penalty, gradient / scale / percent + 2 * ridge * standard

    best = minimize(loss, np.zeros(len(scale)), jac=True, method="L-BFGS-B")
    weights: Floats = best.x / scale
    return weights


def pool_score(asked: Evidence, outcome: Floats, weights: ArrayLike) -> tuple[float, Floats]:
    """Give the mean CRPS of a pool between its end points, and its gradient in the weights.

    Between two neighbouring points the integrand is F^2 before the outcome and (1 - F)^2 after
    it. An outcome beyond all points has its distance to them left out: no weight changes it.
    """
    chances = pooled(asked, weights)
    reached = np.cumsum(chances, axis=1)[:, :-1]
    left, gap = asked.support[:, :-1], np.diff(asked.support, axis=1)
    before = np.clip(outcome[:, None] - left, 0.0, gap)
    score = reached**2 * before + (1 - reached) ** 2 * (gap - before)
    slope = 2 * (reached * before - (1 - reached) * (gap - before))
    by_chance = np.zeros_like(chances)
    by_chance[:, :-1] = np.cumsum(slope[:, ::-1], axis=1)[:, ::-1]
    by_told = chances * (by_chance - np.sum(chances * by_chance, axis=1, keepdims=True))
    gradient: Floats = np.einsum("dp,dpj->j", by_told, asked.says) / len(chances)
    return float(score.sum(axis=1).mean()), gradient


def cross_validated(
    asked: Evidence, outcome: ArrayLike, blocks: Sequence[str], folds: int = FOLDS, seed: int = 0
) -> Floats:
    """Forecast every issue with weights fitted to the issues of other blocks.

    Parameters
    ----------
    asked : Evidence
        What the components say, one draw an issue.
    outcome : array-like, (draws,)
        What was decided.
    blocks : sequence of str, (draws,)
        Issues of one block, such as one proposal, are kept together: they are not independent.
    folds : int, at least 2
        How many parts the blocks are dealt into.
    seed : int
        Names the deal.

    Returns
    -------
    array, (draws, points)
        Chances.

    Raises
    ------
    CallError
        If there are fewer than two blocks or folds, or outcomes or blocks do not fit the draws.
    """
    found = _decided(asked, outcome)
    if len(blocks) != len(found):
        message = f"{len(blocks)} blocks are named for {len(found)} issues; name one for each"
        raise CallError(message)
    fold = dealt(blocks, folds, seed)
    chances = np.empty_like(asked.base)
    for number in np.unique(fold):
        out = fold == number
        weights = fit(_part(asked, ~out), found[~out])
        chances[out] = pooled(_part(asked, out), weights)
    return chances


def dealt(blocks: Sequence[str], folds: int, seed: int) -> NDArray[np.intp]:
    """Deal blocks into folds of nearly as many blocks each; give every issue its fold.

    Raises
    ------
    CallError
        If there are fewer than two blocks or folds.
    """
    if folds < 2:
        message = f"the number of folds is {folds}; it must be at least 2"
        raise CallError(message)
    names, of = np.unique(np.asarray(blocks), return_inverse=True)
    if len(names) < 2:
        message = "all issues are of one block; fitting and checking apart takes at least two"
        raise CallError(message)
    order = np.random.default_rng(seed).permutation(len(names))
    fold: NDArray[np.intp] = order[of] % min(folds, len(names))
    return fold


def _decided(asked: Evidence, outcome: ArrayLike) -> Floats:
    found = np.asarray(outcome, dtype=np.float64)
    if found.shape != (len(asked.base),) or not np.isfinite(found).all():
        message = (
            f"outcomes have the shape {found.shape} for {len(asked.base)} draws;"
            " give one finite number for each"
        )
        raise CallError(message)
    return found


def _part(asked: Evidence, chosen: NDArray[np.bool_]) -> Evidence:
    return Evidence(asked.support[chosen], asked.says[chosen], asked.base[chosen])
