# SPDX-License-Identifier: Apache-2.0
"""Bounds on every lasting equilibrium between two sides that may break a peace.

Whatever the other side's chances of attack within given bounds, a side's value lies between two
fixed points, each of a map that rises in the value and shrinks distances by delta; from the
values follow bounds on the scaled gains of attacking, from these new bounds on the chances. The
bounds hold every equilibrium throughout. If they close, there is one. Where fear feeds on fear
(`rivals_years`) they close in on the least and the greatest equilibrium.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from foedus.strategy.restart_years import eliminate, expect, weigh
from foedus.strategy.shocks import chance, compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from foedus.strategy.peace import Moves
    from foedus.strategy.rivals_years import Sides

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]
    Floats = NDArray[np.float64]

LOW: Final = 0
HIGH: Final = 1

CLOSED: Final = 1e-9
"""Bounds on a chance that are no further apart than this have closed."""

SURELY: Final = 1e300
"""Stands for the unbounded gain of a choice that is sure."""

_ROUNDS: Final = 500
_PROGRESS: Final = 1e-6
_STEPS: Final = 60
_CLOSE: Final = 1e-14
_ROUNDING: Final = 1e-15
_LOGISTIC: Final = 0


class Box(NamedTuple):
    """Bounds of one row, low and high: values and scaled gains (2 ends, 2 sides, S, P)."""

    value: Floats
    gain: Floats
    later: Floats
    mixed: Vector
    step: Vector
    square: Matrix


def blank_box(states: int, levels: int) -> Box:
    """Return working memory for a row of so many states."""
    return Box(
        np.zeros((2, 2, states, levels)),
        np.zeros((2, 2, states, levels)),
        np.zeros((2, 2, levels)),
        np.zeros(levels),
        np.zeros(levels),
        np.zeros((levels, levels)),
    )


@compiled
def waiting(
    sides: Sides, moves: Moves, row: int, own: int, state: int, level: int, box: Box, end: int
) -> float:
    """Return one bound on what a year of peace and what follows it are worth to a side."""
    stays = moves.guarantee[row, state, state]
    expected = box.later[end, own, level]
    for other in range(box.value.shape[3]):
        weight = stays * moves.power[row, level, other]
        expected += weight * box.value[end, own, state, other]
    wait: float = sides.flow[row, own, state, level] + sides.discount[row, own] * expected
    return wait


@compiled
def extreme(first: float, second: float, less: float, more: float, end: int) -> tuple[float, float]:
    """Return the lowest (highest) mixture of two payoffs, and the weight of the first in it.

    The weight lies between `less` and `more`.
    """
    heavy = more if (first < second) == (end == LOW) else less
    return heavy * first + (1.0 - heavy) * second, heavy


@compiled
def bound_step(
    sides: Sides, moves: Moves, row: int, own: int, state: int, box: Box, end: int
) -> tuple[float, float]:
    """Write (map - value) and the slope of value - map; return the gap that is wrong, and a size.

    A lower bound is wrong where it lies above its image, an upper one where it lies below.
    """
    levels = box.value.shape[3]
    wrong = largest = 0.0
    for level in range(levels):
        less = chance(box.gain[LOW, 1 - own, state, level], _LOGISTIC)
        more = chance(box.gain[HIGH, 1 - own, state, level], _LOGISTIC)
        attack, _ = extreme(
            sides.both[row, own, state, level],
            sides.attack[row, own, state, level],
            less,
            more,
            end,
        )
        peace = waiting(sides, moves, row, own, state, level, box, end)
        wait, met = extreme(sides.attacked[row, own, state, level], peace, less, more, end)
        value, often = weigh(attack, wait, 0)
        gap = value - box.value[end, own, state, level]
        wrong = max(wrong, -gap if end == LOW else gap)
        largest = max(largest, often * abs(attack) + (1.0 - often) * abs(wait))
        box.step[level] = gap
        stays = sides.discount[row, own] * moves.guarantee[row, state, state]
        for other in range(levels):
            carried = stays * (1.0 - often) * (1.0 - met) * moves.power[row, level, other]
            box.square[level, other] = (1.0 if level == other else 0.0) - carried
    return wrong, largest


@compiled
def bound_value(
    sides: Sides, moves: Moves, row: int, own: int, state: int, box: Box, end: int
) -> None:
    """Move a side's values to a bound on them, by Newton's method, and then to the safe side."""
    levels = box.value.shape[3]
    wrong, largest, there = 0.0, 0.0, False
    for step in range(_STEPS):
        wrong, largest = bound_step(sides, moves, row, own, state, box, end)
        if there or step == _STEPS - 1:
            break
        eliminate(box.square, box.step, levels)
        moved = 0.0
        for level in range(levels):
            box.value[end, own, state, level] += box.step[level]
            moved = max(moved, abs(box.step[level]))
        there = moved <= _CLOSE * max(largest, 1.0)
    safe = (wrong + _ROUNDING * largest) / (1.0 - sides.discount[row, own])
    for level in range(levels):
        box.value[end, own, state, level] += -safe if end == LOW else safe


@compiled
def bound_gain(sides: Sides, moves: Moves, row: int, own: int, state: int, box: Box) -> float:
    """Narrow the bounds on what attacking gains a side; return by how much the chances close in."""
    closing = 0.0
    for level in range(box.value.shape[3]):
        low, high = SURELY, -SURELY
        for corner in range(4):
            other = chance(box.gain[corner % 2, 1 - own, state, level], _LOGISTIC)
            peace = waiting(sides, moves, row, own, state, level, box, corner // 2)
            met = sides.both[row, own, state, level] - sides.attacked[row, own, state, level]
            alone = sides.attack[row, own, state, level] - peace
            gain = other * met + (1.0 - other) * alone
            size = abs(sides.attack[row, own, state, level]) + abs(peace)
            pad = _ROUNDING * (other * abs(met) + (1.0 - other) * size)
            low, high = min(low, gain - pad), max(high, gain + pad)
        before = width(box, own, state, level)
        # Rounding must not turn closed bounds inside out.
        old_low, old_high = box.gain[LOW, own, state, level], box.gain[HIGH, own, state, level]
        if low <= old_high and high >= old_low:
            box.gain[LOW, own, state, level] = max(low, old_low)
            box.gain[HIGH, own, state, level] = min(high, old_high)
        closing += before - width(box, own, state, level)
    return closing


@compiled
def width(box: Box, own: int, state: int, level: int) -> float:
    """Return how far apart the bounds on a chance of attack are."""
    high = chance(box.gain[HIGH, own, state, level], _LOGISTIC)
    return high - chance(box.gain[LOW, own, state, level], _LOGISTIC)


@compiled
def open_box(moves: Moves, row: int, state: int, box: Box) -> None:
    """Set the widest bounds, and what the later states are worth."""
    for own in range(2):
        for end in range(2):
            later = box.later[end, own]
            expect(box.value[end, own], moves, row, state, state + 1, box.mixed, later)
            for level in range(box.value.shape[3]):
                box.gain[end, own, state, level] = -SURELY if end == LOW else SURELY
                box.value[end, own, state, level] = 0.0


@compiled
def bound_state(sides: Sides, moves: Moves, row: int, state: int, box: Box) -> int:
    """Bound all equilibria in one state of the guarantee; 1 if the bounds close."""
    open_box(moves, row, state, box)
    widest = 1.0
    for _ in range(_ROUNDS):
        closing = widest = 0.0
        for side in range(4):
            bound_value(sides, moves, row, side // 2, state, box, side % 2)
        for own in range(2):
            closing += bound_gain(sides, moves, row, own, state, box)
        for own in range(2):
            for level in range(box.value.shape[3]):
                widest = max(widest, width(box, own, state, level))
        if widest <= CLOSED or closing <= _PROGRESS * widest:
            break
    return 1 if widest <= CLOSED else 0
