# SPDX-License-Identifier: Apache-2.0
"""The rounds of the challenge model, compiled: who offers what to whom, and who takes it.

The formulas and their symbols stand in ``bargaining.challenge``; each step here is one of them.

References
----------
Scholz, J. B., Calbert, G. J. and Smith, G. A. 2011. Unravelling Bueno De Mesquita's group decision
model. Journal of Theoretical Politics 23: 510-531.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from foedus.bargaining.outcome import Floats

CONFLICT, COMPROMISE, CAPITULATION = 0, 1, 2
NOBODY = -1

# Shares and expected utilities (all of the order of 1) that differ by less differ by rounding.
_TIE = 1e-12


class Switches(NamedTuple):
    """A reading as numbers."""

    all_pairs: bool
    distance_by_risk: bool
    own_risk: bool
    conflict_moves: bool
    compromise_first: bool
    least_move_first: bool
    lowest: bool
    first_span: bool


@njit(cache=True)
def bargain(  # noqa: PLR0913 - a kernel fills the arrays that it is given
    position: Floats,
    salience: Floats,
    weight: Floats,
    switches: Switches,
    path: Floats,
    mover: NDArray[np.int64],
    how: NDArray[np.int8],
    medians: Floats,
    means: Floats,
) -> None:
    """Play the rounds of every draw.

    Parameters
    ----------
    position, salience, weight : arrays, (draws, actors)
        NaN in `position` for an actor that takes no part; each draw has one that does. Weights
        are at least 0, one of them more.
    switches : Switches
        The reading.
    path : array, (draws, rounds + 1, actors)
        Filled with the positions.
    mover, how : arrays, (draws, rounds, actors)
        Filled with the actor that moved each actor, or NOBODY, and the kind of its offer.
    medians, means : arrays, (draws, rounds + 1)
        Filled with both settlements.
    """
    draws, steps, _ = path.shape
    for draw in range(draws):
        there = np.flatnonzero(~np.isnan(position[draw]))
        x, s = position[draw][there], salience[draw][there]
        w = weight[draw][there] / np.sum(weight[draw][there])
        path[draw] = np.nan
        mover[draw] = NOBODY
        low, first = np.min(x), np.max(x) - np.min(x)
        moving = True
        for step in range(steps):
            if step > 0 and moving:
                span = first if switches.first_span else np.max(x) - np.min(x)
                moving = False
                if span > 0.0:
                    after, by, kind = _round(x, s, w, low, span, switches)
                    for i in range(len(x)):
                        if after[i] != x[i]:
                            moving = True
                            mover[draw, step - 1, there[i]] = there[by[i]]
                            how[draw, step - 1, there[i]] = kind[i]
                    x = after
            path[draw, step][there] = x
            medians[draw, step], means[draw, step] = _settle(x, w)


@njit(cache=True)
def _round(
    x: Floats, s: Floats, w: Floats, low: float, span: float, switches: Switches
) -> tuple[Floats, NDArray[np.int64], NDArray[np.int64]]:
    """Return where each actor goes, at whose offer, and of which kind it is."""
    size = len(x)
    apart = np.zeros((size, size))
    for i in range(size):
        for j in range(size):
            share = abs(x[i] - x[j]) / span
            if share > _TIE:
                apart[i, j] = min(share, 1.0)
    chance = _chances(apart, w, switches.all_pairs)
    risk = _risk_exponents(apart, chance, s)
    if switches.distance_by_risk:
        felt = np.zeros_like(apart)
        for i in range(size):
            for k in range(size):
                if apart[i, k] > 0.0:
                    felt[i, k] = apart[i, k] ** risk[k]
        chance = _chances(felt, w, switches.all_pairs)
    after, by, kind = x.copy(), np.full(size, NOBODY), np.full(size, NOBODY)
    for i in range(size):
        after[i], by[i], kind[i] = _answer(i, x, s, apart, chance, risk, low, span, switches)
    return after, by, kind


@njit(cache=True)
def _chances(felt: Floats, w: Floats, all_pairs: bool) -> Floats:  # noqa: FBT001 - a switch
    """Give each actor's chance against each other one; `felt` is how third party k sees i, [i, k]."""
    size = len(w)
    chance, taken = np.zeros((size, size)), np.zeros((size, size))
    total = 0.0
    for i in range(size):
        for j in range(i):
            own, other = 0.0, 0.0
            for k in range(size):
                lean = w[k] * (felt[j, k] - felt[i, k])
                own += max(lean, 0.0)
                other += max(-lean, 0.0)
            chance[i, j], chance[j, i] = own, other
            taken[i, j] = taken[j, i] = own + other
            total += 2.0 * (own + other)
    for i in range(size):
        for j in range(size):
            whole = total if all_pairs else taken[i, j]
            # Where nobody takes sides, either may win.
            chance[i, j] = chance[i, j] / whole if whole > 0.0 else 0.5
    return chance


@njit(cache=True)
def _gain(d: float, s: float, p: float, r: float) -> float:
    """Return E, what a challenge is expected to gain over the status quo."""
    win, lose = 2.0 - 4.0 * (0.5 - 0.5 * d) ** r, 2.0 - 4.0 * (0.5 + 0.5 * d) ** r
    return s * (p * win + (1.0 - p) * lose) + (1.0 - s) * win - (2.0 - 4.0 * 0.5**r)


@njit(cache=True)
def _risk_exponents(apart: Floats, chance: Floats, s: Floats) -> Floats:
    """Give each actor's r: the safer it stands against all challenges, the more it risks."""
    size = len(s)
    security = np.zeros(size)
    for i in range(size):
        for j in range(size):
            if j != i:
                d = apart[j, i]
                # E with r = 1: win is 2 d, lose is -2 d, the status quo 0.
                security[i] += 2.0 * d * (1.0 - 2.0 * s[i] * (1.0 - chance[j, i]))
    top, bottom = np.max(security), np.min(security)
    risk = np.ones(size)
    if top - bottom > _TIE * size:
        for i in range(size):
            scaled = (2.0 * security[i] - top - bottom) / (top - bottom)
            risk[i] = (1.0 - scaled / 3.0) / (1.0 + scaled / 3.0)
    return risk


@njit(cache=True)
def _answer(  # noqa: PLR0913 - all that an actor looks at
    i: int,
    x: Floats,
    s: Floats,
    apart: Floats,
    chance: Floats,
    risk: Floats,
    low: float,
    span: float,
    switches: Switches,
) -> tuple[float, int, int]:
    """Return where actor i goes, at whose offer, and of which kind it is."""
    best, second = np.full(3, np.inf), np.full(3, np.inf)
    offer, by = np.full(3, x[i]), np.full(3, NOBODY)
    for j in range(len(x)):
        d = apart[i, j]
        if d == 0.0:
            continue
        own = _gain(d, s[j], chance[i, j], risk[i])
        other = _gain(d, s[i], chance[j, i], risk[i] if switches.own_risk else risk[j])
        after = x[j]
        if own > _TIE and other - own > _TIE:
            kind = CONFLICT
        elif own < -_TIE and other > _TIE:
            kind = CAPITULATION if -own - other > _TIE else COMPROMISE
            if kind == COMPROMISE and -own < other:
                after = x[i] + (x[j] - x[i]) * (-own / other)
                after = min(max(after, min(x[i], x[j])), max(x[i], x[j]))
        else:
            continue
        if kind == COMPROMISE and switches.lowest:
            key = ((-own * x[i] + other * x[j]) / (other - own) - low) / span
        else:
            key = abs(after - x[i]) / span
        place = (after - low) / span
        if _before(key, place, best[kind], second[kind]):
            best[kind], second[kind], offer[kind], by[kind] = key, place, after, j
    kind = _choose(offer, by, x[i], span, switches)
    if kind == NOBODY:
        return x[i], NOBODY, NOBODY
    return offer[kind], by[kind], kind


@njit(cache=True)
def _choose(
    offer: Floats, by: NDArray[np.int64], here: float, span: float, switches: Switches
) -> int:
    """Return the kind of offer that an actor takes, given the best of each kind."""
    if switches.least_move_first:
        taken, move, place = NOBODY, np.inf, np.inf
        for kind in range(3):
            if by[kind] == NOBODY or (kind == CONFLICT and not switches.conflict_moves):
                continue
            length, where = abs(offer[kind] - here) / span, (offer[kind] - here) / span
            if _before(length, where, move, place):
                taken, move, place = kind, length, where
        return taken
    if not switches.compromise_first and by[CONFLICT] != NOBODY:
        return CONFLICT if switches.conflict_moves else NOBODY
    if by[COMPROMISE] != NOBODY:
        return COMPROMISE
    if by[CAPITULATION] != NOBODY:
        return CAPITULATION
    return CONFLICT if by[CONFLICT] != NOBODY and switches.conflict_moves else NOBODY


@njit(cache=True)
def _before(key: float, place: float, best: float, second: float) -> bool:
    """Say whether an offer goes before the best so far: by its key, then the lower position."""
    if np.isinf(best):
        return True
    return key < best - _TIE or (key <= best + _TIE and place < second - _TIE)


@njit(cache=True)
def _settle(x: Floats, w: Floats) -> tuple[float, float]:
    """Return the weighted median, its lower end where there are two, and the weighted mean."""
    order = np.argsort(x)
    total, mean = np.sum(w), 0.0
    for i in range(len(x)):
        mean += w[i] * x[i] / total
    reached, median = 0.0, x[order[-1]]
    for i in order:
        reached += w[i]
        if reached >= (0.5 - _TIE) * total:
            median = x[i]
            break
    return median, min(max(mean, x[order[0]]), x[order[-1]])
