# SPDX-License-Identifier: Apache-2.0
"""Challenges and bargains of the spatial model of politics, on arrays.

Positions run from 0 to 1 on each issue, NaN for no part in it; salience is 0 there. The symbols
are those of ``bargaining.spatial``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from foedus.bargaining.condorcet import beats
from foedus.bargaining.spatial_votes import TIE, between, vote_on, worth

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from foedus.bargaining.outcome import Floats, Whole

COMMITMENTS = ("no", "semi", "full")
"""What a third party's word binds it to; kernels take the number of the name."""

# Keeps the shares of a bargain defined where neither side cares; the authors' value, which their
# printed bargains give away in the fourth decimal.
_NEITHER_CARES = 1e-6


@njit(cache=True, error_model="numpy")
def prevails(
    i: int,
    j: int,
    wants_i: Floats,
    wants_j: Floats,
    weight: Floats,
    rule: int,
    commitment: int,
    exponent: float,
) -> float:
    """Give the chance that one actor prevails over another, third parties taking sides.

    A third party reckons the odds of a small contest in which it votes its mind, then votes on
    what each side would bring it: three utilities each, of the two principals' positions and of
    the one that its word leaves to itself.

    Parameters
    ----------
    i, j : int
        Challenger and target.
    wants_i, wants_j : arrays, (actors,)
        Utility of i's and of j's position to each actor, as somebody sees them.
    weight : array, (actors,)
        Influence, with salience.
    rule, commitment : int
    exponent : float

    Returns
    -------
    float
    """
    for_i = abs(vote_on(rule, weight[i], 1 - wants_j[i]))
    for_j = abs(vote_on(rule, weight[j], 1 - wants_i[j]))
    side_i, side_j = for_i, for_j
    for k in range(len(weight)):
        if k in (i, j) or weight[k] == 0:
            continue
        mind = vote_on(rule, weight[k], wants_i[k] - wants_j[k])
        odds = beats(for_i + max(mind, 0.0), for_j + max(-mind, 0.0), exponent)
        won_i = wants_i[k] if commitment == 2 else 1.0
        won_j = wants_j[k] if commitment == 2 else 1.0
        lost_to_i = 1.0 if commitment == 0 else wants_i[k]
        lost_to_j = 1.0 if commitment == 0 else wants_j[k]
        # Both principals' terms are the same on either side and cancel.
        gain = odds * (won_i - lost_to_i) + (1 - odds) * (lost_to_j - won_j)
        vote = vote_on(rule, weight[k], gain)
        side_i += max(vote, 0.0)
        side_j += max(-vote, 0.0)
    return float(beats(side_i, side_j, exponent))


@njit(cache=True, error_model="numpy")
def challenge(
    distance: Floats,
    risk: Floats,
    salience: Floats,
    weight: Floats,
    stands: NDArray[np.bool_],
    reading: tuple[int, int, float, float, float],
) -> tuple[Whole, Floats, Floats]:
    """Let each actor pick the target that promises it most.

    Parameters
    ----------
    distance : array, (draws, actors, actors)
    risk : array, (draws, actors)
    salience : array, (draws, actors)
        Sum over the issues, at most 1.
    weight : array, (draws, actors)
    stands : array of bool, (draws, actors)
    reading : tuple
        Number of the vote rule and of the commitment, exponent, share of its own attitude that
        an actor sees in others, least gain worth a challenge.

    Returns
    -------
    target : array of int, (draws, actors)
        -1 for none.
    gain, chance : arrays, (draws, actors)
        What the challenger expects to gain, and its chance to prevail, as it sees them.
    """
    rule, commitment, exponent, projection, least = reading
    draws, actors = risk.shape
    target = np.full((draws, actors), -1)
    gain, chance = np.zeros((draws, actors)), np.zeros((draws, actors))
    seen = np.empty((actors, actors))
    for draw in range(draws):
        for i in range(actors):
            if not stands[draw, i]:
                continue
            for k in range(actors):
                guess = projection * risk[draw, i] + (1 - projection) * risk[draw, k]
                for j in range(actors):
                    seen[j, k] = worth(distance[draw, k, j], guess)
            for j in range(actors):
                if j == i or not stands[draw, j]:
                    continue
                odds = prevails(i, j, seen[i], seen[j], weight[draw], rule, commitment, exponent)
                # (1-s) 2 u_ii + s (P 2 u_ii + (1-P) 2 u_ij) - (u_ii + u_ij), with u_ii = 1.
                expected = (1 - seen[j, i]) * (1 - 2 * salience[draw, j] * (1 - odds))
                if expected > max(least, gain[draw, i] + TIE):
                    target[draw, i], gain[draw, i], chance[draw, i] = j, expected, odds
    return target, gain, chance


@njit(cache=True)
def offers(
    position: Floats,
    salience: Floats,
    target: Whole,
    chance: Floats,
    power: float,
    steps: int,
) -> Floats:
    """Give the positions that each challenger proposes: its own and its target's.

    Parameters
    ----------
    position, salience : arrays, (draws, actors, issues)
    target : array of int, (draws, actors)
    chance : array, (draws, actors)
    power : float
        Power of salience times chance by which the two are weighed.
    steps : int
        Places on the scale of an issue to which an offer is rounded; 0 for none.

    Returns
    -------
    array, (draws, actors, 2, issues)
        NaN where there is no target.
    """
    draws, actors, issues = position.shape
    terms = np.full((draws, actors, 2, issues), np.nan)
    for draw in range(draws):
        for i in range(actors):
            j = target[draw, i]
            if j < 0:
                continue
            for issue in range(issues):
                own, other = position[draw, i, issue], position[draw, j, issue]
                hold = (salience[draw, i, issue] * chance[draw, i]) ** power
                pull = (salience[draw, j, issue] * (1 - chance[draw, i])) ** power
                gap = 0.0 if np.isnan(own - other) else other - own
                whole = hold + pull + _NEITHER_CARES
                first, second = own + gap * pull / whole, other - gap * hold / whole
                if steps > 0 and gap != 0:
                    first, second = np.rint(first * steps) / steps, np.rint(second * steps) / steps
                terms[draw, i, 0, issue], terms[draw, i, 1, issue] = first, second
    return terms


@njit(cache=True)
def prospects(
    position: Floats,
    salience: Floats,
    distance: Floats,
    risk: Floats,
    stands: NDArray[np.bool_],
    target: Whole,
    terms: Floats,
) -> Floats:
    """Give the mean utility to each actor of all positions: as they are, and after each bargain.

    Parameters
    ----------
    position, salience, distance, risk, stands, target, terms : arrays
        As above.

    Returns
    -------
    array, (draws, actors + 1, actors)
        First as things are; then, for each challenger, after its bargain.
    """
    draws, actors, _ = position.shape
    means = np.zeros((draws, actors + 1, actors))
    for draw in range(draws):
        present = stands[draw].sum()
        for k in range(actors):
            if not stands[draw, k]:
                continue
            own, cares, bold = position[draw, k], salience[draw, k], risk[draw, k]
            for i in range(actors):
                if stands[draw, i]:
                    means[draw, 0, k] += worth(distance[draw, k, i], bold) / present
            for i in range(actors):
                j = target[draw, i]
                if j < 0:
                    continue
                change = 0.0
                for side in range(2):
                    actor = i if side == 0 else j
                    after = between(own, terms[draw, i, side], cares)
                    change += worth(after, bold) - worth(distance[draw, k, actor], bold)
                means[draw, i + 1, k] = means[draw, 0, k] + change / present
    return means
