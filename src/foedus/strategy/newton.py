# SPDX-License-Identifier: Apache-2.0
"""Search for equilibria of the guarantors' subgame from given starts: no proof of completeness.

Damped Newton on f(e) = e - Phi(e), after some rounds of best answers in turn (answers all at once
can cycle). Equilibria found stand in the rows of a table whose unused rows begin with NaN.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from foedus.strategy.jacobian import (
    BEST,
    DEFECT,
    POINT,
    STEP,
    WIDE_HIGH,
    WIDE_LOW,
    linearise,
    newton_step,
)
from foedus.strategy.shocks import compiled
from foedus.strategy.subgame import best_answer

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from foedus.strategy.jacobian import Work
    from foedus.strategy.subgame import Subgame

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]

RESIDUAL: Final = 1e-10
"""Largest |e - Phi(e)| of what is called an equilibrium; what is found is mostly below 1e-14."""

APART: Final = 1e-4
"""Equilibria nearer to each other than this, in every guarantor's chance, are counted once."""

SAME: Final = 1e-8
"""Equilibria are told apart from one another only if they differ by more than this."""

_EXACT: Final = 1e-15
_STEPS: Final = 80
_SHORTEST: Final = 1e-4
_ROUNDS: Final = 100
_HALF_WIDTH: Final = 1e-7
"""Half the width of the box over which differences stand for derivatives."""


@compiled
def polish(game: Subgame, free: int, shock: int, work: Work) -> float:
    """Move the point to a nearby equilibrium by damped Newton; return the residual reached."""
    point, best, step = work.vector[POINT], work.vector[BEST], work.vector[STEP]
    reached, share = math.inf, 1.0
    for _ in range(_STEPS):
        for own in range(free):
            work.vector[WIDE_LOW, own] = point[own] - _HALF_WIDTH
            work.vector[WIDE_HIGH, own] = point[own] + _HALF_WIDTH
        worst = linearise(game, free, shock, work)
        if worst < reached:
            reached, share = worst, 1.0
            for own in range(free):
                best[own] = point[own]
            if not newton_step(free, work):
                for own in range(free):
                    step[own] = -work.vector[DEFECT, own]
        else:
            share *= 0.5
        if reached <= _EXACT or share < _SHORTEST:
            break
        for own in range(free):
            point[own] = min(max(best[own] + share * step[own], 0.0), 1.0)
    for own in range(free):
        point[own] = best[own]
    return reached


@compiled
def record(point: Vector, free: int, known: Matrix) -> bool:
    """Add an equilibrium unless it is known; False if the table is full."""
    for row in range(len(known)):
        if math.isnan(known[row, 0]):
            for own in range(free):
                known[row, own] = point[own]
            return True
        gap = 0.0
        for own in range(free):
            gap = max(gap, abs(point[own] - known[row, own]))
        if gap < APART:
            return True
    return False


@compiled
def add_starts(game: Subgame, free: int, shock: int, boxes: int, starts: int, work: Work) -> int:
    """Add starts where boxes are left over; return how many there are now.

    They are the middle of each box, what answers in turn lead to from no one, everyone, one
    alone and all but one acting, and what ever smaller steps towards them lead to from halfway.
    """
    for box in range(boxes):
        for own in range(free):
            middle = 0.5 * (work.stack[box, 0, own] + work.stack[box, 1, own])
            work.starts[starts, 0, own] = middle
        starts += 1
    halfway = 2 * free + 2
    for case in range(halfway + 1):
        point = work.starts[starts, 0]
        for own in range(free):
            acts = (case // 2 == own) == (case % 2 == 0)
            share = 0.5 if case == halfway else 1.0 if acts else 0.0
            point[own] = game.base[own] + share * game.span[own]
        for step in range(_ROUNDS):
            share = 1.0 / (step + 2) if case == halfway else 1.0
            for own in range(free):
                answer = best_answer(game, point, free, own, shock)
                point[own] += share * (answer - point[own])
        starts += 1
    return starts
