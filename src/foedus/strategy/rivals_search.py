# SPDX-License-Identifier: Apache-2.0
"""Lasting equilibria between two sides that may break a peace: bounds first, then a search.

In one state of the guarantee, with all later ones known, the unknowns are the scaled gains of
attacking z_i(p) of both sides at all levels of power. Given these, the chances are q_i = F(z_i),
a side's values solve a linear system, and

    r_i = q_j (B_i - D_i) + (1 - q_j) (A_i - C_i) - z_i

is what is wrong with them. Damped Newton on r, from many starts within the bounds of
`rivals_box`. Where several equilibria are found in a state of the guarantee, each is carried on.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from foedus.strategy.jacobian import invert
from foedus.strategy.newton import APART, RESIDUAL
from foedus.strategy.peace import copy
from foedus.strategy.restart import eliminate, expect
from foedus.strategy.rivals_box import HIGH, LOW, bound_state
from foedus.strategy.shocks import chance, compiled, entry

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from foedus.strategy.peace import Moves
    from foedus.strategy.rivals_box import Box
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
_SWEEPS: Final = 20
_EXACT: Final = 1e-15
_NEAR: Final = 1e-11
_SCATTERED: Final = 8
_SPREAD: Final = 3.0


class Bench(NamedTuple):
    """Working memory of one row.

    Shapes: found value and gain (K, 2, S, P); point, stood, stride, value, value_stood, later and
    wait (2, P); inverse and ahead (2, P, P); roots and worth (K, 2, P); error and error_found (K); tally
    (found, closed); square (2P, 2P); step (2P).
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


class Lasting(NamedTuple):
    """What compiled code writes.

    Shapes: value and attack (N, K, 2, S, P), bounds (2 ends, N, 2, S, P), residual, closed and
    found (N).
    """

    value: Floats
    attack: Floats
    bounds: Floats
    residual: Vector
    closed: NDArray[np.int64]
    found: NDArray[np.int64]


def blank_bench(states: int, levels: int) -> Bench:
    """Return working memory for a row of so many states."""
    pair, square = (2, levels), (2, levels, levels)
    return Bench(
        np.zeros((MOST_FOUND, 2, states, levels)),
        np.zeros((MOST_FOUND, 2, states, levels)),
        *(np.zeros(pair) for _ in range(7)),
        np.zeros(levels),
        np.zeros((levels, levels)),
        np.zeros(square),
        np.zeros(square),
        np.zeros((MOST_FOUND, *pair)),
        np.zeros((MOST_FOUND, *pair)),
        np.zeros(MOST_FOUND),
        np.zeros(MOST_FOUND),
        np.zeros(2, dtype=np.int64),
        np.zeros((2 * levels, 2 * levels)),
        np.zeros(2 * levels),
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
def polish(
    sides: Sides, moves: Moves, row: int, state: int, sweeps: int, bench: Bench
) -> float:
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


@compiled
def scattered(number: int, place: int) -> float:
    """Return a number from 0 to 1 that looks like chance and is always the same."""
    mixed = (number * 0.6180339887498949 + place * 0.7548776662466927) % 1.0
    return float((mixed * 97.0 + mixed * mixed * 89.0) % 1.0)


@compiled
def set_start(box: Box, state: int, number: int, bench: Bench) -> None:
    """Put the point at one of the starts: corners, fronts along the levels, the middle, others."""
    levels = bench.point.shape[1]
    for own in range(2):
        for level in range(levels):
            low, high = box.gain[LOW, own, state, level], box.gain[HIGH, own, state, level]
            if number < 4:
                at = high if number == 1 or number == 2 + own else low
            elif number == 4:
                at = min(max(0.0, low), high)
            elif number < 4 + levels:
                at = high if level < number - 4 else low
            elif number < 3 + 2 * levels:
                at = low if level < number - 3 - levels else high
            else:
                drawn = _SPREAD * (2.0 * scattered(number, own * levels + level) - 1.0)
                at = min(max(drawn, low), high)
            bench.point[own, level] = at


@compiled
def new_root(bench: Bench, count: int) -> bool:
    """Say whether where the search stood is none of the equilibria found so far."""
    for root in range(count):
        gap = 0.0
        for own in range(2):
            for level in range(bench.point.shape[1]):
                here = chance(bench.stood[own, level], _LOGISTIC)
                gap = max(gap, abs(here - chance(bench.roots[root, own, level], _LOGISTIC)))
        if gap < APART:
            return False
    return True


@compiled
def find_roots(
    sides: Sides, moves: Moves, row: int, state: int, closed: int, high: int, box: Box, bench: Bench
) -> int:
    """Find equilibria in one state of the guarantee; return how many there are in `roots`.

    The start from the lowest chances comes first and that from the highest second, or the other
    way round with `high`.
    """
    levels = bench.point.shape[1]
    starts = 1 if closed else 3 + 2 * levels + _SCATTERED
    count, off = 0, 1.0
    for trial in range(2 * starts):
        number = trial // 2
        set_start(box, state, 1 - number if high and number < 2 else number, bench)
        off = polish(sides, moves, row, state, _SWEEPS * (trial % 2), bench)
        if off <= RESIDUAL and count < MOST_FOUND and new_root(bench, count):
            copy(bench.stood, bench.roots[count])
            copy(bench.value_stood, bench.worth[count])
            bench.error[count] = off
            count += 1
        if closed and count:
            break
    if count == 0:
        copy(bench.stood, bench.roots[0])
        copy(bench.value_stood, bench.worth[0])
        bench.error[0] = max(off, 2.0 * RESIDUAL)
    return count


@compiled
def carry_on(states: int, state: int, source: int, target: int, root: int, bench: Bench) -> None:
    """Write an equilibrium of a state of the guarantee, on top of those of the later states."""
    for own in range(2):
        for later in range(state + 1, states):
            for level in range(bench.point.shape[1]):
                value = bench.value_found[source, own, later, level]
                bench.value_found[target, own, later, level] = value
                gain = bench.gain_found[source, own, later, level]
                bench.gain_found[target, own, later, level] = gain
        for level in range(bench.point.shape[1]):
            bench.value_found[target, own, state, level] = bench.worth[root, own, level]
            bench.gain_found[target, own, state, level] = bench.roots[root, own, level]


@compiled
def take(bench: Bench, source: int, state: int, box: Box) -> None:
    """Put the values of an equilibrium of the later states into a box of their own."""
    for end in range(2):
        for own in range(2):
            for later in range(state + 1, bench.value_found.shape[2]):
                for level in range(bench.point.shape[1]):
                    value = bench.value_found[source, own, later, level]
                    box.value[end, own, later, level] = value


@compiled
def extend(
    sides: Sides, moves: Moves, row: int, state: int, whole: Box, own_box: Box, bench: Bench
) -> None:
    """Bound all equilibria in one state of the guarantee; carry those of the later states on.

    One of the later states that has no equilibrium here that was found is dropped, unless it is
    the last one: then the nearest approximation is carried on, and its error tells.
    """
    states, count = bench.value_found.shape[2], bench.tally[FOUND]
    total = count
    for source in range(count, -1, -1):
        if source == count:
            bench.tally[CLOSED] &= bound_state(sides, moves, row, state, whole)
            continue
        box, closed = whole, bench.tally[CLOSED]
        if not closed:
            box = own_box
            take(bench, source, state, box)
            closed = bound_state(sides, moves, row, state, box)
        for own in range(2):
            values = bench.value_found[source, own]
            expect(values, moves, row, state, state + 1, bench.mixed, bench.later[own])
        roots = find_roots(sides, moves, row, state, closed, 1 if source == 1 else 0, box, bench)
        if roots == 0 and total > 1:
            total -= 1
            shift(bench, total, source)
            continue
        # The first goes where its later states stand, so that it is written last. So place 0 keeps
        # the calmest course throughout, and place 1 the most warlike one, however many there are.
        for step in range(max(roots, 1)):
            root = (step + 1) % max(roots, 1)
            if root and total == MOST_FOUND:
                continue
            target = total if root else source
            bench.error_found[target] = max(bench.error_found[source], bench.error[root])
            carry_on(states, state, source, target, root, bench)
            total += 1 if root else 0
    bench.tally[FOUND] = total


@compiled
def shift(bench: Bench, source: int, target: int) -> None:
    """Write one equilibrium over another."""
    bench.error_found[target] = bench.error_found[source]
    for own in range(2):
        copy(bench.value_found[source, own], bench.value_found[target, own])
        copy(bench.gain_found[source, own], bench.gain_found[target, own])


@entry
def solve_lasting(
    sides: Sides, moves: Moves, whole: Box, own_box: Box, bench: Bench, answers: Lasting
) -> None:
    """Bound and find every row's equilibria on its own."""
    states, levels = bench.value_found.shape[2:]
    for row in range(len(answers.residual)):
        bench.tally[FOUND] = bench.tally[CLOSED] = 1
        bench.error_found[0] = 0.0
        for state in range(states - 1, -1, -1):
            extend(sides, moves, row, state, whole, own_box, bench)
        count = bench.tally[FOUND]
        for k in range(count):
            answers.residual[row] = max(answers.residual[row], bench.error_found[k])
        answers.closed[row], answers.found[row] = bench.tally[CLOSED], count
        for own in range(2):
            for state in range(states):
                for level in range(levels):
                    for end in range(2):
                        gain = whole.gain[end, own, state, level]
                        answers.bounds[end, row, own, state, level] = chance(gain, _LOGISTIC)
                    for k in range(min(count, answers.value.shape[1])):
                        gain = bench.gain_found[k, own, state, level]
                        answers.attack[row, k, own, state, level] = chance(gain, _LOGISTIC)
                        value = bench.value_found[k, own, state, level]
                        answers.value[row, k, own, state, level] = value
