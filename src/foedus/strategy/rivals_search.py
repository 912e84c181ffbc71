# SPDX-License-Identifier: Apache-2.0
"""Lasting equilibria between two sides that may break a peace: bounds first, then a search.

In each state of the guarantee, with all later ones known, `rivals_newton` is started from many
places within the bounds of `rivals_box`. Where several equilibria are found in a state of the
guarantee, each is carried on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from foedus.strategy.newton import APART, RESIDUAL
from foedus.strategy.peace import copy
from foedus.strategy.restart_years import expect
from foedus.strategy.rivals_box import HIGH, LOW, bound_state
from foedus.strategy.rivals_newton import CLOSED, FOUND, MOST_FOUND, polish
from foedus.strategy.shocks import chance, compiled, entry

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from foedus.strategy.peace import Moves
    from foedus.strategy.rivals_box import Box
    from foedus.strategy.rivals_newton import Bench
    from foedus.strategy.rivals_years import Sides

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]
    Floats = NDArray[np.float64]

_LOGISTIC: Final = 0
_SWEEPS: Final = 20
_SCATTERED: Final = 8
_SPREAD: Final = 6.0
_BETWEEN: Final = 15


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


@compiled
def scattered(number: int, place: int) -> float:
    """Return a number from 0 to 1 that looks like chance and is always the same."""
    mixed = (number * 0.6180339887498949 + place * 0.7548776662466927) % 1.0
    return float((mixed * 97.0 + mixed * mixed * 89.0) % 1.0)


@compiled
def set_start(box: Box, state: int, number: int, bench: Bench) -> None:
    """Put the point at one of the starts.

    They are corners, the middle, fronts along the levels of power, others that look like chance,
    and places between the first two equilibria found, where there are two.
    """
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
            elif number >= 3 + 2 * levels + _SCATTERED:
                share = (number - 2 - 2 * levels - _SCATTERED) / (_BETWEEN + 1.0)
                near, far = bench.roots[0, own, level], bench.roots[1, own, level]
                at = near + share * (far - near)
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
    starts = 3 + 2 * levels + _SCATTERED
    count, off = 0, 1.0
    for trial in range(starts + 4 + _BETWEEN):
        # First from each start at once; from the corners after answers in turn; then in between.
        number, sweeps = trial, 0
        if trial >= starts + 4:
            number = trial - 4
        elif trial >= starts:
            number, sweeps = trial - starts, _SWEEPS
        if number >= starts and count < 2:
            break
        set_start(box, state, 1 - number if high and number < 2 else number, bench)
        off = polish(sides, moves, row, state, sweeps, bench)
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
