# SPDX-License-Identifier: Apache-2.0
"""Distances, utilities and votes of the spatial model of politics, on arrays.

Positions run from 0 to 1 on each issue, NaN for no part in it; salience is 0 there. The symbols
are those of ``bargaining.spatial``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from foedus.bargaining.condorcet import beats

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from foedus.bargaining.outcome import Floats, Whole

VOTES = ("proportional", "binary", "proportional_binary", "cubic", "proportional_cubic")
"""How an actor's vote depends on what it has to gain; kernels take the number of the name."""

# Smaller differences of utility come from rounding; a vote on them would be a vote on noise.
TIE = 1e-12


@njit(cache=True)
def distances(position: Floats, salience: Floats) -> Floats:
    """Give how far each position is from each actor, as that actor sees it.

    The root mean square over issues, weighted by the squared salience of the one who looks. An
    issue on which one of the two takes no part adds nothing, and nothing matters to an actor
    without salience.

    Parameters
    ----------
    position, salience : arrays, (draws, actors, issues)

    Returns
    -------
    array, (draws, actors, actors), range [0, 1]
        Row looks at column's position.
    """
    draws, actors, _ = position.shape
    apart = np.zeros((draws, actors, actors))
    for draw in range(draws):
        for k in range(actors):
            for i in range(actors):
                if i != k:
                    apart[draw, k, i] = between(
                        position[draw, k], position[draw, i], salience[draw, k]
                    )
    return apart


@njit(cache=True)
def between(own: Floats, other: Floats, salience: Floats) -> float:
    """Give how far one position is from another, seen with somebody's salience."""
    far, most = 0.0, 0.0
    for issue in range(len(own)):
        weight = salience[issue] ** 2
        most += weight
        gap = own[issue] - other[issue]
        if not np.isnan(gap):
            far += weight * gap**2
    return np.sqrt(far / most) if most > 0 else 0.0


@njit(cache=True)
def repeats(position: Floats, tolerance: float) -> NDArray[np.bool_]:
    """Say which actors stand where an earlier one does, (draws, actors).

    The same means closer than the tolerance on the issues on which both have a position.
    """
    draws, actors, issues = position.shape
    again = np.zeros((draws, actors), dtype=np.bool_)
    evenly = np.ones(issues)
    for draw in range(draws):
        for i in range(actors):
            for j in range(i):
                near = between(position[draw, i], position[draw, j], evenly)
                alike = np.isnan(position[draw, i]) == np.isnan(position[draw, j])
                if not again[draw, j] and alike.all() and near * np.sqrt(issues) < tolerance:
                    again[draw, i] = True
                    break
    return again


@njit(cache=True)
def worth(distance: float, risk: float) -> float:
    """Give the utility of a position at a distance: 1 at none, bent up by aversion to risk."""
    return (1 - distance) * (1 + distance * risk)


@njit(cache=True)
def vote_on(rule: int, weight: float, gain: float) -> float:
    """Give the vote for the first of two options: negative for the second."""
    if abs(gain) <= TIE:
        return 0.0
    whole = 1.0 if gain > 0 else -1.0
    if rule == 0:
        strength = gain
    elif rule == 1:
        strength = whole
    elif rule == 2:
        strength = 0.8 * gain + 0.2 * whole
    elif rule == 3:
        strength = gain**3
    else:
        strength = (gain + gain**3) / 2
    return weight * strength


@njit(cache=True, error_model="numpy")
def pairwise(utility: Floats, weight: Floats, ballot: Whole, rule: int, exponent: float) -> Floats:
    """Give the chance that each option of a ballot beats each other one.

    Parameters
    ----------
    utility : array, (draws, options, actors)
    weight : array, (draws, actors)
    ballot : array of int, (draws, ballots, places)
        The options that stand, -1 for an empty place.
    rule : int
        Number of the vote rule.
    exponent : float

    Returns
    -------
    array, (draws, ballots, places, places)
        Row beats column, 1/2 on the diagonal, 0 at empty places.
    """
    draws, ballots, places = ballot.shape
    chances = np.zeros((draws, ballots, places, places))
    for draw in range(draws):
        for which in range(ballots):
            for k in range(places):
                option = ballot[draw, which, k]
                if option < 0:
                    continue
                chances[draw, which, k, k] = 0.5
                for rival in range(k):
                    other = ballot[draw, which, rival]
                    if other < 0:
                        continue
                    own, against = 0.0, 0.0
                    for actor in range(weight.shape[1]):
                        gain = utility[draw, option, actor] - utility[draw, other, actor]
                        vote = vote_on(rule, weight[draw, actor], gain)
                        own += max(vote, 0.0)
                        against += max(-vote, 0.0)
                    chances[draw, which, k, rival] = beats(own, against, exponent)
                    chances[draw, which, rival, k] = beats(against, own, exponent)
    return chances
