# SPDX-License-Identifier: Apache-2.0
"""One side that may break the peace: the value that lasts, and year before year from a horizon.

The soft Bellman equation of `restart` is a contraction with factor delta. Its right side is convex
and rises in V, so that Newton's method from any start rises to the solution after its first step.
The guarantee only fades, so its last state is solved first, and then each from those after it.
Payoffs are in units of the private costs.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from foedus.strategy.jacobian import largest
from foedus.strategy.peace import copy
from foedus.strategy.shocks import chance, compiled, entry

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from foedus.strategy.peace import Moves

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]
    Floats = NDArray[np.float64]

_LOGISTIC: Final = 0
_STEPS: Final = 200
_TIED: Final = 1e-12
_CLOSE: Final = 1e-14


class Scaled(NamedTuple):
    """Payoffs of N rows in units of the private costs; `sure` rows have none."""

    flow: Floats
    attack: Floats
    discount: Vector
    sure: NDArray[np.int64]


class Paper(NamedTuple):
    """Working memory of one row."""

    values: Matrix
    mixed: Vector
    known: Vector
    step: Vector
    square: Matrix


class Answers(NamedTuple):
    """What compiled code writes: values and chances of attack, residual, ties."""

    value: Floats
    attack: Floats
    residual: Vector
    tied: NDArray[np.int64]


def blank_paper(states: int, levels: int) -> Paper:
    """Return working memory for a row of so many states."""
    return Paper(
        np.zeros((states, levels)),
        np.zeros(levels),
        np.zeros(levels),
        np.zeros(levels),
        np.zeros((levels, levels)),
    )


@compiled
def weigh(attack: float, wait: float, sure: int) -> tuple[float, float]:
    """Return the value of the better course, in scaled units, and the chance of attack."""
    gap = attack - wait
    best = max(attack, wait)
    if not sure:
        return best + math.log1p(math.exp(-abs(gap))), chance(gap, _LOGISTIC)
    if abs(gap) <= _TIED * max(abs(attack), abs(wait)):
        return best, 0.5
    return best, 1.0 if gap > 0.0 else 0.0


@compiled
def expect(
    values: Matrix, moves: Moves, row: int, state: int, first: int, mixed: Vector, known: Vector
) -> None:
    """Write E V(s') to `known`, by level, over the guarantee's states from `first` on."""
    states, levels = values.shape
    for level in range(levels):
        mixed[level] = 0.0
        for later in range(first, states):
            mixed[level] += moves.guarantee[row, state, later] * values[later, level]
    for level in range(levels):
        known[level] = 0.0
        for other in range(levels):
            known[level] += moves.power[row, level, other] * mixed[other]


@compiled
def eliminate(square: Matrix, right: Vector, size: int) -> None:
    """Solve a linear system in place, with row pivots; the answer stands in `right`."""
    for pivot in range(size):
        best = largest(square, pivot, size)
        if best != pivot:
            for column in range(pivot, size):
                kept = square[pivot, column]
                square[pivot, column] = square[best, column]
                square[best, column] = kept
            kept = right[pivot]
            right[pivot] = right[best]
            right[best] = kept
        for row in range(pivot + 1, size):
            share = square[row, pivot] / square[pivot, pivot]
            if share != 0.0:
                for column in range(pivot + 1, size):
                    square[row, column] -= share * square[pivot, column]
                right[row] -= share * right[pivot]
    for pivot in range(size - 1, -1, -1):
        for column in range(pivot + 1, size):
            right[pivot] -= square[pivot, column] * right[column]
        right[pivot] /= square[pivot, pivot]


@compiled
def settle_state(scaled: Scaled, moves: Moves, row: int, state: int, paper: Paper) -> None:
    """Solve one state of the guarantee at all levels of power, later states being known."""
    levels = paper.values.shape[1]
    value = paper.values[state]
    discount, sure = scaled.discount[row], scaled.sure[row]
    stays = discount * moves.guarantee[row, state, state]
    expect(paper.values, moves, row, state, state + 1, paper.mixed, paper.known)
    for _ in range(_STEPS):
        for level in range(levels):
            wait = scaled.flow[row, state, level] + discount * paper.known[level]
            for other in range(levels):
                wait += stays * moves.power[row, level, other] * value[other]
            best, attack = weigh(scaled.attack[row, state, level], wait, sure)
            paper.step[level] = best - value[level]
            for other in range(levels):
                carried = stays * (1.0 - attack) * moves.power[row, level, other]
                paper.square[level, other] = (1.0 if level == other else 0.0) - carried
        eliminate(paper.square, paper.step, levels)
        size = moved = 0.0
        for level in range(levels):
            value[level] += paper.step[level]
            size = max(size, abs(value[level]))
            moved = max(moved, abs(paper.step[level]))
        if moved <= _CLOSE * max(size, 1.0):
            break


@compiled
def year_before(
    scaled: Scaled, moves: Moves, row: int, year: int, changing: int, paper: Paper, attack: Matrix
) -> tuple[float, int]:
    """Go back one year: replace the values, write the chances; return largest change and ties.

    States from `changing` on keep their values, and their chances are not written.
    """
    states, levels = paper.values.shape
    lapsed = year >= moves.term[row]
    change, ties = 0.0, 0
    # Earlier states look at later ones only, so that the values can be replaced in this order.
    for state in range(changing):
        source = states - 1 if lapsed else state
        expect(paper.values, moves, row, source, source, paper.mixed, paper.known)
        for level in range(levels):
            wait = scaled.flow[row, source, level] + scaled.discount[row] * paper.known[level]
            best, often = weigh(scaled.attack[row, source, level], wait, scaled.sure[row])
            attack[state, level] = often
            paper.step[level] = best
            ties += scaled.sure[row] * (often == 0.5)
        for level in range(levels):
            if state == source:
                change = max(change, abs(paper.step[level] - paper.values[state, level]))
            paper.values[state, level] = paper.step[level]
    return change, ties


@entry
def solve_rows(
    scaled: Scaled, moves: Moves, begin: Floats, lasting: int, paper: Paper, answers: Answers
) -> None:
    """Solve every row on its own: the state that lasts, if any, and then year before year."""
    years = answers.attack.shape[1]
    states, levels = paper.values.shape
    for row in range(len(begin)):
        copy(begin[row], paper.values)
        size = 1.0
        if lasting:
            # After a term there is one state only, and nothing else lasts.
            ended = moves.term[row] < years
            for state in range(states - 1, states - 2 if ended else -1, -1):
                settle_state(scaled, moves, row, state, paper)
                for level in range(levels):
                    size = max(size, abs(paper.values[state, level]))
        for year in range(years - 1, -1, -1):
            attack, changing = answers.attack[row, year], states
            if lasting and year < years - 1:
                changing = states - 1
                for level in range(levels):
                    attack[changing, level] = answers.attack[row, year + 1, changing, level]
            change, ties = year_before(scaled, moves, row, year, changing, paper, attack)
            answers.tied[row] += ties
            if lasting and year == years - 1:
                answers.residual[row] = change / size
        copy(paper.values, answers.value[row])
