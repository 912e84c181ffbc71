# SPDX-License-Identifier: Apache-2.0
"""Lasting equilibria between two sides that may break a peace: Newton's method from one start.

In one state of the guarantee, with all later ones known, the unknowns are the scaled gains of
attacking z_i(p) of both sides at all levels of power. Given these, the chances are q_i = F(z_i),
a side's values solve a linear system, and

    r_i = q_j (B_i - D_i) + (1 - q_j) (A_i - C_i) - z_i

is what is wrong with them.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from foedus.strategy.jacobian import invert
from foedus.strategy.peace import copy
from foedus.strategy.restart_years import eliminate
from foedus.strategy.shocks import chance, compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from foedus.strategy.peace import Moves
    from foedus.strategy.rivals_years import Sides

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]
    Floats = NDArray[np.float64]

MOST_FOUND: Final = 24
"""Most lasting equilibria of one row that are carried on."""

FOUND: Final = 0
CLOSED: Final = 1
"""Places in `Bench.tally`."""

_LOGISTIC: Final = 0
_STEPS: Final = 80
_SHORTEST: Final = 1e-6
_EXACT: Final = 1e-15
_NEAR: Final = 1e-11


class Bench(NamedTuple):
    """Working memory of one row.

    Shapes: value_found and gain_found (K, 2, S, P), error_found (K); point, stood, stride, value,
    value_stood, later and wait (2, P); inverse and ahead (2, P, P); roots and worth (K, 2, P),
    error (K); tally (found, closed); square (2P, 2P) and step (2P).
    """

    value_found: Floats
    gain_found: Floats
    point: Matrix
    stood: Matrix
    stride: Matrix
    value: Matrix
    value_stood: Matrix
    later: Matrix
    wait: Matrix
    mixed: Vector
    work: Matrix
    inverse: Floats
    ahead: Floats
    roots: Floats
    worth: Floats
    error: Vector
    error_found: Vector
    tally: NDArray[np.int64]
    square: Matrix
    step: Vector


def blank_bench(states: int, levels: int) -> Bench:
    """Return working memory for a row of so many states."""
    pair, square = (2, levels), (2, levels, levels)
    point, stood, stride, value, value_stood, later, wait = (np.zeros(pair) for _ in range(7))
    return Bench(
        value_found=np.zeros((MOST_FOUND, 2, states, levels)),
        gain_found=np.zeros((MOST_FOUND, 2, states, levels)),
        error_found=np.zeros(MOST_FOUND),
        point=point,
        stood=stood,
        stride=stride,
        value=value,
        value_stood=value_stood,
        later=later,
        wait=wait,
        mixed=np.zeros(levels),
        work=np.zeros((levels, levels)),
        inverse=np.zeros(square),
        ahead=np.zeros(square),
        roots=np.zeros((MOST_FOUND, *pair)),
        worth=np.zeros((MOST_FOUND, *pair)),
        error=np.zeros(MOST_FOUND),
        tally=np.zeros(2, dtype=np.int64),
        square=np.zeros((2 * levels, 2 * levels)),
        step=np.zeros(2 * levels),
    )


@compiled
def softplus(gain: float) -> float:
    """Return log(1 + exp(z)): what the choice is worth over never attacking."""
    return max(gain, 0.0) + math.log1p(math.exp(-abs(gain)))


@compiled
def appraise(
    sides: Sides, moves: Moves, row: int, state: int, point: Matrix, bench: Bench
) -> tuple[float, float]:
    """Work out values and what is wrong with the gains; return the largest error of gain, chance.

    The error of a gain is relative where the gain is above 1.
    """
    levels = point.shape[1]
    worst = off = 0.0
    for own in range(2):
        stays = sides.discount[row, own] * moves.guarantee[row, state, state]
        for level in range(levels):
            calm = chance(-point[1 - own, level], _LOGISTIC)
            for other in range(levels):
                carried = stays * moves.power[row, level, other]
                bench.ahead[own, level, other] = carried
                bench.work[level, other] = (1.0 if level == other else 0.0) - calm * carried
        invert(bench.work, levels, bench.inverse[own])
        for level in range(levels):
            calm = chance(-point[1 - own, level], _LOGISTIC)
            known = sides.discount[row, own] * bench.later[own, level]
            known += sides.flow[row, own, state, level]
            bench.wait[own, level] = known
            bench.mixed[level] = softplus(point[own, level]) + calm * known
            bench.mixed[level] += (1.0 - calm) * sides.attacked[row, own, state, level]
        for level in range(levels):
            bench.value[own, level] = 0.0
            for other in range(levels):
                weight = bench.inverse[own, level, other]
                bench.value[own, level] += weight * bench.mixed[other]
        for level in range(levels):
            for other in range(levels):
                carried = bench.ahead[own, level, other]
                bench.wait[own, level] += carried * bench.value[own, other]
            calm = chance(-point[1 - own, level], _LOGISTIC)
            met = sides.both[row, own, state, level] - sides.attacked[row, own, state, level]
            alone = sides.attack[row, own, state, level] - bench.wait[own, level]
            gain = (1.0 - calm) * met + calm * alone
            wrong = gain - point[own, level]
            bench.step[own * levels + level] = wrong
            worst = max(worst, abs(wrong) / max(1.0, abs(point[own, level])))
            off = max(off, abs(chance(gain, _LOGISTIC) - chance(point[own, level], _LOGISTIC)))
    return worst, off


@compiled
def slopes(sides: Sides, row: int, state: int, point: Matrix, bench: Bench) -> None:
    """Write the slope of -r to `square`; `appraise` has been here just before."""
    levels = point.shape[1]
    for own in range(2):
        # What a change of a side's value at one level does to what waiting is worth at another.
        for level in range(levels):
            for other in range(levels):
                total = 0.0
                for between in range(levels):
                    carried = bench.ahead[own, level, between]
                    total += carried * bench.inverse[own, between, other]
                bench.work[level, other] = total
        for level in range(levels):
            calm = chance(-point[1 - own, level], _LOGISTIC)
            here = own * levels + level
            for other in range(levels):
                often = chance(point[own, other], _LOGISTIC)
                theirs = chance(point[1 - own, other], _LOGISTIC)
                change = theirs * (1.0 - theirs)
                hurt = sides.attacked[row, own, state, other] - bench.wait[own, other]
                passed = calm * bench.work[level, other]
                same = 1.0 if level == other else 0.0
                met = sides.both[row, own, state, other] - sides.attack[row, own, state, other]
                direct = change * (met - hurt)
                bench.square[here, own * levels + other] = same + passed * often
                slope = passed * hurt * change - same * direct
                bench.square[here, (1 - own) * levels + other] = slope


@compiled
def go(bench: Bench, share: float) -> None:
    """Put the point so much of the stride away from where it stood."""
    levels = bench.point.shape[1]
    for own in range(2):
        for level in range(levels):
            further = share * bench.stride[own, level]
            bench.point[own, level] = bench.stood[own, level] + further


@compiled
def polish(sides: Sides, moves: Moves, row: int, state: int, sweeps: int, bench: Bench) -> float:
    """Move the point to a nearby equilibrium; return the error of its chances.

    The sides first answer each other in turn for so many sweeps; then damped Newton.
    """
    levels = bench.point.shape[1]
    reached, error, share = math.inf, 1.0, 1.0
    for step in range(sweeps + _STEPS):
        worst, off = appraise(sides, moves, row, state, bench.point, bench)
        if step < sweeps:
            own = step % 2
            for level in range(levels):
                bench.point[own, level] += bench.step[own * levels + level]
            continue
        if worst < reached:
            reached, error, share = worst, off, 1.0
            copy(bench.point, bench.stood)
            copy(bench.value, bench.value_stood)
            if worst > _EXACT:
                slopes(sides, row, state, bench.point, bench)
                eliminate(bench.square, bench.step, 2 * levels)
                for own in range(2):
                    for level in range(levels):
                        bench.stride[own, level] = bench.step[own * levels + level]
        else:
            # Near enough, what does not improve is rounding.
            share = 0.0 if reached <= _NEAR else 0.5 * share
        if reached <= _EXACT or share < _SHORTEST:
            break
        go(bench, share)
    return error
