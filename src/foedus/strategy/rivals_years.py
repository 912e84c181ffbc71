# SPDX-License-Identifier: Apache-2.0
"""Two sides that may break a peace, year before year from a horizon back.

In one year, in one state, with what waiting is worth given, each side's chance of attack answers
the other's: q_i = F(lambda_i (q_j (B_i - D_i) + (1 - q_j) (A_i - C_i))), C_i = u_i + delta_i E V_i.
`solve_pair` finds all solutions, three at most. The pessimistic path takes in each year the one
with the highest chance of war, the optimistic path the one with the lowest.

If no side would rather be attacked than at peace, being attacked hurts no less than it hurts to
find the other attacking too (C - D >= A - B >= 0, in every state and year of the pessimistic
path), then fear feeds on fear: a higher chance of attack by one side, or a worse future, raises
the other's. By induction every equilibrium then lies between the two paths.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from foedus.strategy.pair import solve_pair
from foedus.strategy.peace import copy
from foedus.strategy.restart_years import expect, weigh
from foedus.strategy.shocks import compiled, entry
from foedus.strategy.subgame import residual

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from foedus.strategy.peace import Moves
    from foedus.strategy.subgame import Subgame

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]
    Floats = NDArray[np.float64]

PESSIMISTIC: Final = 0
OPTIMISTIC: Final = 1

MOST_ROOTS: Final = 3
"""Most equilibria of a single year in a single state."""

_LOGISTIC: Final = 0


class Sides(NamedTuple):
    """Payoffs of N rows and two sides (N, 2, S, P), in units of each side's private costs."""

    flow: Floats
    attack: Floats
    attacked: Floats
    both: Floats
    discount: Matrix


class Years(NamedTuple):
    """What compiled code writes: by path, then by row.

    Shapes: value (2, N, 2, S, P), attack (2, N, Y, 2, S, P), residual (N), several (2, N), sound
    and bounds (N).
    """

    value: Floats
    attack: Floats
    residual: Vector
    several: NDArray[np.int64]
    sound: NDArray[np.int64]
    bounds: NDArray[np.int64]


class Desk(NamedTuple):
    """Working memory of one row: values, what waiting is worth, and a year's equilibria."""

    values: Floats
    waiting: Matrix
    next_value: Matrix
    mixed: Vector
    point: Vector
    roots: Matrix


def blank_desk(states: int, levels: int) -> Desk:
    """Return working memory for a row of so many states."""
    return Desk(
        np.zeros((2, states, levels)),
        np.zeros((2, levels)),
        np.zeros((2, levels)),
        np.zeros(levels),
        np.zeros(2),
        np.zeros((MOST_ROOTS, 2)),
    )


@compiled
def choose_root(roots: Matrix, path: int) -> tuple[int, int]:
    """Return the path's equilibrium of a year (-1 if there is none) and how many there are."""
    chosen, count, calmest = -1, 0, 0.0
    while count < len(roots) and not math.isnan(roots[count, 0]):
        calm = (1.0 - roots[count, 0]) * (1.0 - roots[count, 1])
        better = calm < calmest if path == PESSIMISTIC else calm > calmest
        if chosen < 0 or better:
            chosen, calmest = count, calm
        count += 1
    return chosen, count


@compiled
def meet(
    sides: Sides, row: int, state: int, level: int, path: int, game: Subgame, desk: Desk
) -> tuple[int, int, float, int]:
    """Solve one year in one state: equilibria, whether they are all, residual, fear feeds fear."""
    fear = 1
    for own in range(2):
        alone = sides.attack[row, own, state, level] - desk.waiting[own, level]
        met = sides.both[row, own, state, level] - sides.attacked[row, own, state, level]
        game.gains[own, 0] = alone
        game.gains[own, 1] = met
        surprise = sides.attack[row, own, state, level] - sides.both[row, own, state, level]
        if not 0.0 <= surprise <= desk.waiting[own, level] - sides.attacked[row, own, state, level]:
            fear = 0
    for root in range(MOST_ROOTS):
        desk.roots[root, 0] = math.nan
    complete = solve_pair(game, _LOGISTIC, desk.point, desk.roots)
    chosen, count = choose_root(desk.roots, path)
    if chosen >= 0:
        for own in range(2):
            desk.point[own] = desk.roots[chosen, own]
    worst = residual(game, desk.point, 2, _LOGISTIC)
    return count, 1 if complete and count else 0, worst, fear


@compiled
def worth(sides: Sides, row: int, own: int, state: int, level: int, desk: Desk) -> float:
    """Return V_i in one state, the other's chance of attack being known."""
    other = desk.point[1 - own]
    attack = other * sides.both[row, own, state, level]
    attack += (1.0 - other) * sides.attack[row, own, state, level]
    wait = other * sides.attacked[row, own, state, level]
    wait += (1.0 - other) * desk.waiting[own, level]
    value, _ = weigh(attack, wait, 0)
    return value


@compiled
def year_before(
    sides: Sides,
    moves: Moves,
    row: int,
    year: int,
    path: int,
    game: Subgame,
    desk: Desk,
    answers: Years,
) -> None:
    """Go back one year: replace the values, write the chances, take note of what was met."""
    states, levels = desk.values.shape[1:]
    for state in range(states):
        source = states - 1 if year >= moves.term[row] else state
        for own in range(2):
            known = desk.next_value[own]
            expect(desk.values[own], moves, row, source, source, desk.mixed, known)
            for level in range(levels):
                later = sides.discount[row, own] * known[level]
                desk.waiting[own, level] = sides.flow[row, own, source, level] + later
        for level in range(levels):
            count, sound, worst, fear = meet(sides, row, source, level, path, game, desk)
            answers.several[path, row] += count > 1
            answers.sound[row] = min(answers.sound[row], sound)
            answers.residual[row] = max(answers.residual[row], worst)
            if path == PESSIMISTIC:
                answers.bounds[row] = min(answers.bounds[row], fear)
            for own in range(2):
                answers.attack[path, row, year, own, state, level] = desk.point[own]
                desk.next_value[own, level] = worth(sides, row, own, source, level, desk)
        for own in range(2):
            for level in range(levels):
                desk.values[own, state, level] = desk.next_value[own, level]


@entry
def solve_years(
    sides: Sides, moves: Moves, terminal: Floats, game: Subgame, desk: Desk, answers: Years
) -> None:
    """Solve every row on its own, along both paths."""
    for row in range(len(terminal)):
        for path in range(2):
            for own in range(2):
                copy(terminal[row, own], desk.values[own])
            for year in range(answers.attack.shape[2] - 1, -1, -1):
                year_before(sides, moves, row, year, path, game, desk, answers)
            for own in range(2):
                copy(desk.values[own], answers.value[path, row, own])
