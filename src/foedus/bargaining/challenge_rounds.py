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
NO_OFFER = 3

# Shares and expected utilities (all of the order of 1) that differ by less differ by rounding.
_TIE = 1e-12


class Switches(NamedTuple):
    """A reading as numbers.

    A judge is 0 for the challenger itself and 1 for whom it challenges. An offer of a lower rank
    goes first, and one of rank NO_OFFER is none.
    """

    all_pairs: bool
    distance_by_risk: bool
    own_judge: int
    other_judge: int
    conflict_moves: bool
    conflict_rank: int
    compromise_rank: int
    capitulation_rank: int
    lowest: bool
    first_span: bool


@njit(cache=True)
def bargain(
    position: Floats,
    salience: Floats,
    weight: Floats,
    switches: Switches,
    path: Floats,
    mover: NDArray[np.int64],
    how: NDArray[np.int8],
    settled: Floats,
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
    settled : array, (2, draws, rounds + 1)
        Filled with the weighted medians, then the weighted means.
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
            settled[0, draw, step], settled[1, draw, step] = _settle(x, w)


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
        chance = _chances(_felt(apart, risk), w, switches.all_pairs)
    gain = _gains(apart, chance, risk, s)
    after, by, kind = x.copy(), np.full(size, NOBODY), np.full(size, NOBODY)
    for i in range(size):
        after[i], by[i], kind[i] = _answer(i, x, gain, low, span, switches)
    return after, by, kind


@njit(cache=True)
def _felt(apart: Floats, risk: Floats) -> Floats:
    """Return the distance of each position i as actor k feels it, raised to its r, [i, k]."""
    felt = np.zeros_like(apart)
    for i in range(len(risk)):
        for k in range(i):
            if apart[i, k] > 0.0:
                log = np.log(apart[i, k])
                felt[i, k], felt[k, i] = np.exp(risk[k] * log), np.exp(risk[i] * log)
    return felt


@njit(cache=True)
def _chances(felt: Floats, w: Floats, all_pairs: bool) -> Floats:  # noqa: FBT001 - a switch
    """Give each actor's chance against each other one, from what third parties feel."""
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


@njit(cache=True, error_model="numpy")
def _gains(apart: Floats, chance: Floats, risk: Floats, s: Floats) -> Floats:
    """Give E, what a challenge gains over the status quo, as each of its two actors judges it.

    Entry [0, i, j] is E(U_ij) with the risk exponent of i, entry [1, i, j] with that of j. Where
    two hold one position there is nothing to gain.
    """
    size = len(s)
    gain = np.zeros((2, size, size))
    quo = 4.0 * 0.5**risk
    for i in range(size):
        for j in range(i):
            d = apart[i, j]
            if d == 0.0:
                continue
            # Powers by logarithms: half the time of the power function.
            near, far = np.log(0.5 - 0.5 * d), np.log(0.5 + 0.5 * d)
            resist_i, resist_j = s[i] * (1.0 - chance[j, i]), s[j] * (1.0 - chance[i, j])
            win, lose = 4.0 * np.exp(risk[i] * near), 4.0 * np.exp(risk[i] * far)
            gain[0, i, j] = quo[i] - win - resist_j * (lose - win)
            gain[1, j, i] = quo[i] - win - resist_i * (lose - win)
            win, lose = 4.0 * np.exp(risk[j] * near), 4.0 * np.exp(risk[j] * far)
            gain[0, j, i] = quo[j] - win - resist_i * (lose - win)
            gain[1, i, j] = quo[j] - win - resist_j * (lose - win)
    return gain


@njit(cache=True)
def _risk_exponents(apart: Floats, chance: Floats, s: Floats) -> Floats:
    """Give each actor's r: the more all others expect from challenging it, the bolder it is."""
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
def _answer(
    i: int, x: Floats, gain: Floats, low: float, span: float, switches: Switches
) -> tuple[float, int, int]:
    """Return where actor i goes, at whose offer, and of which kind it is."""
    goes, by, taken = x[i], NOBODY, NOBODY
    best_rank, best_key, best_place = NO_OFFER, np.inf, np.inf
    for j in range(len(x)):
        own = gain[switches.own_judge, i, j]
        other = gain[switches.other_judge, j, i]
        after = x[j]
        if own > _TIE and other - own > _TIE:
            kind, rank = CONFLICT, switches.conflict_rank
        elif own < -_TIE and other > _TIE:
            if -own - other > _TIE:
                kind, rank = CAPITULATION, switches.capitulation_rank
            else:
                kind, rank = COMPROMISE, switches.compromise_rank
                if other + own > _TIE:
                    after = x[i] + (x[j] - x[i]) * (-own / other)
                    after = min(max(after, min(x[i], x[j])), max(x[i], x[j]))
        else:
            continue
        place = (after - low) / span
        if kind == COMPROMISE and switches.lowest:
            key = ((other * x[j] - own * x[i]) / (other - own) - low) / span
        else:
            key = abs(after - x[i]) / span
        # The better rank, then the smaller key, then the lower position.
        level = abs(key - best_key) <= _TIE
        if rank < best_rank or (
            rank == best_rank
            and ((key < best_key and not level) or (level and place < best_place - _TIE))
        ):
            best_rank, best_key, best_place = rank, key, place
            goes, by, taken = after, j, kind
    if taken == CONFLICT and not switches.conflict_moves:
        return x[i], NOBODY, NOBODY
    return goes, by, taken


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
