# SPDX-License-Identifier: Apache-2.0
"""The equilibrium condition f(e) = e - Phi(e) and its Jacobian over a box of chances.

The gain z_i of guarantor i is linear in each other guarantor's e_j, so its extremes over a box
lie at the box's corners, its mean over the corners is its value in the middle, and both hold for
its derivatives, which are differences between neighbouring corners.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from foedus.strategy.shocks import chance, chance_and_slope, compiled, steepest

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from foedus.strategy.subgame import Subgame

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]

LOW: Final = 0
HIGH: Final = 1
WIDE_LOW: Final = 2
WIDE_HIGH: Final = 3
POINT: Final = 4
BEST: Final = 5
STEP: Final = 6
DEFECT: Final = 7
"""Places in `Work.vector`: a box, the box about it over which f is made linear, a point, the best
point so far, the Newton step, and f in the middle of the wide box."""

JACOBIAN: Final = 0
RADIUS: Final = 1
INVERSE: Final = 2
"""Places in `Work.square`: middle and radius of the Jacobian, and the inverse of the middle."""

_SINGULAR: Final = 1e-14


class Work(NamedTuple):
    """Working memory of a search for equilibria."""

    vector: Matrix
    square: NDArray[np.float64]
    corners: Vector
    stack: NDArray[np.float64]
    starts: NDArray[np.float64]


def blank_work(guarantors: int, depth: int) -> Work:
    """Return working memory for so many guarantors and a stack of so many boxes."""
    return Work(
        np.zeros((8, guarantors)),
        np.zeros((3, guarantors, guarantors)),
        np.zeros(1 << guarantors),
        np.zeros((depth, 2, guarantors)),
        np.zeros((2 * depth + 2 * guarantors + 3, 3, guarantors)),
    )


@compiled
def spread(
    gains: Vector, low: Vector, high: Vector, free: int, own: int, corners: Vector
) -> tuple[float, float, float]:
    """Write a guarantor's gain at every corner of the others' box; return least, greatest, mean."""
    size = 1 << (free - 1)
    for corner in range(size):
        corners[corner] = gains[corner]
    bit = 1
    for other in range(free):
        if other != own:
            for corner in range(size):
                if not corner & bit:
                    without = corners[corner]
                    effect = corners[corner | bit] - without
                    corners[corner] = without + low[other] * effect
                    corners[corner | bit] = without + high[other] * effect
            bit <<= 1
    least = greatest = total = corners[0]
    for corner in range(1, size):
        least = min(least, corners[corner])
        greatest = max(greatest, corners[corner])
        total += corners[corner]
    return least, greatest, total / size


@compiled
def linearise(game: Subgame, free: int, shock: int, work: Work) -> float:
    """Write f in the middle of the wide box and its Jacobian over it; return the largest |f_i|."""
    low, high, defect = work.vector[WIDE_LOW], work.vector[WIDE_HIGH], work.vector[DEFECT]
    jacobian, radius, corners = work.square[JACOBIAN], work.square[RADIUS], work.corners
    worst = 0.0
    for own in range(free):
        least, greatest, mean = spread(game.gains[own], low, high, free, own, corners)
        span, pad = game.span[own], game.pad[own]
        defect[own] = 0.5 * (low[own] + high[own]) - game.base[own] - span * chance(mean, shock)
        worst = max(worst, abs(defect[own]))
        before = span * chance_and_slope(least - pad, shock)[1]
        after = span * chance_and_slope(greatest + pad, shock)[1]
        flattest, sharpest = min(before, after), max(before, after)
        if least < pad and greatest > -pad:
            sharpest = span * steepest(shock)
        bit = 1
        for other in range(free):
            if other == own:
                jacobian[own, own], radius[own, own] = 1.0, 0.0
                continue
            weakest, strongest = np.inf, -np.inf
            for corner in range(1 << (free - 1)):
                if not corner & bit:
                    effect = corners[corner | bit] - corners[corner]
                    weakest, strongest = min(weakest, effect), max(strongest, effect)
            bit <<= 1
            width = high[other] - low[other]
            falling = min(flattest * weakest, sharpest * weakest) / width
            rising = max(flattest * strongest, sharpest * strongest) / width
            jacobian[own, other] = -0.5 * (falling + rising)
            radius[own, other] = 0.5 * (rising - falling)
    return worst


@compiled
def largest(matrix: Matrix, column: int, size: int) -> int:
    """Return the row, from the diagonal down, with the largest entry of a column."""
    pivot = column
    for row in range(column + 1, size):
        if abs(matrix[row, column]) > abs(matrix[pivot, column]):
            pivot = row
    return pivot


@compiled
def invert(matrix: Matrix, size: int, inverse: Matrix) -> float:
    """Gauss-Jordan, pivoting, in place; return the determinant's sign, 0 if singular."""
    sign = 1.0
    for row in range(size):
        for column in range(size):
            inverse[row, column] = 1.0 if row == column else 0.0
    for column in range(size):
        pivot = largest(matrix, column, size)
        if abs(matrix[pivot, column]) < _SINGULAR:
            return 0.0
        factor = 1.0 / matrix[pivot, column]
        sign = -sign if (factor < 0.0) == (pivot == column) else sign
        for k in range(size):
            lifted, opposite = matrix[pivot, k] * factor, inverse[pivot, k] * factor
            matrix[pivot, k], inverse[pivot, k] = matrix[column, k], inverse[column, k]
            matrix[column, k], inverse[column, k] = lifted, opposite
        for row in range(size):
            if row != column:
                factor = matrix[row, column]
                for k in range(size):
                    matrix[row, k] -= factor * matrix[column, k]
                    inverse[row, k] -= factor * inverse[column, k]
    return sign


@compiled
def newton_step(free: int, work: Work) -> bool:
    """Write the Newton step from the middle of the wide box; False if there is none."""
    step, defect, inverse = work.vector[STEP], work.vector[DEFECT], work.square[INVERSE]
    if invert(work.square[JACOBIAN], free, inverse) == 0.0:
        return False
    for own in range(free):
        step[own] = 0.0
        for row in range(free):
            step[own] -= inverse[own, row] * defect[row]
    return True
