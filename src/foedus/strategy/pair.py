# SPDX-License-Identifier: Apache-2.0
"""Two free guarantors: all equilibria, by a proof in one dimension.

Guarantor 0 acts with chance x and meets guarantor 1's answer to x with an answer of its own,
phi(x). Equilibria are the roots of psi(x) = phi(x) - x on the range of x. phi is an affine map of
F after an affine map of F, and the logistic and the normal F both have a negative Schwarzian
derivative, which composition keeps. So where phi rises, its slope rises to one peak and falls:
phi is convex, then concave, and there are at most three equilibria. Newton's method from the left
end cannot overshoot the least root of a convex falling psi, nor from the right end the greatest of
a concave one; if both roots exist, exactly one lies between. Where phi falls there is one.

=========  ==============================================================
symbol     in the code
=========  ==============================================================
F          ``chance``
x          ``x``, between ``base[0]`` and ``base[0] + span[0]``
=========  ==============================================================

References
----------
Singer (1978), SIAM Journal on Applied Mathematics 35, 260-267 (negative Schwarzian derivative).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from foedus.strategy.newton import APART, RESIDUAL, SAME, record
from foedus.strategy.shocks import chance_and_slope, compiled, steepest
from foedus.strategy.subgame import best_answer, residual

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from foedus.strategy.subgame import Subgame

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]

_EXACT: Final = 1e-15
_CLOSE: Final = 1e-12
"""A Newton step this small is the last: the next one would be of the size of its square."""

_STEPS: Final = 200
"""More Newton or bisection steps than float64 can use."""


@compiled
def answer(
    x: float, gains: Matrix, base: Vector, span: Vector, shock: int
) -> tuple[float, float, float]:
    """Return phi(x), phi'(x) and, where phi rises, the sign of phi''(x)."""
    rise_first = gains[0, 1] - gains[0, 0]
    rise_second = gains[1, 1] - gains[1, 0]
    second, second_slope, second_bend = chance_and_slope(gains[1, 0] + rise_second * x, shock)
    effect = rise_first * span[1] * second_slope * rise_second
    meeting = gains[0, 0] + rise_first * (base[1] + span[1] * second)
    first, first_slope, first_bend = chance_and_slope(meeting, shock)
    curve = first_bend * effect + second_bend * rise_second
    return base[0] + span[0] * first, span[0] * first_slope * effect, curve


@compiled
def outermost(
    start: float, inward: float, gains: Matrix, base: Vector, span: Vector, shock: int
) -> float:
    """Newton's method from one end (inward 1 from the left, -1 from the right); NaN if none."""
    x = start
    for _ in range(_STEPS):
        value, slope, curve = answer(x, gains, base, span, shock)
        ahead = inward * (value - x)
        if abs(ahead) <= _EXACT:
            return value
        if slope >= 1.0 or inward * curve < 0.0:
            return math.nan
        step = ahead / (1.0 - slope)
        x += inward * step
        if step <= _CLOSE:
            break
    return x


@compiled
def crossing(
    low: float, high: float, rising: float, gains: Matrix, base: Vector, span: Vector, shock: int
) -> float:
    """Newton's method in a shrinking bracket over which rising * psi goes from below 0 to above."""
    x = 0.5 * (low + high)
    last = high - low
    for _ in range(_STEPS):
        value, slope, _ = answer(x, gains, base, span, shock)
        psi = rising * (value - x)
        if psi < 0.0:
            low = x
        else:
            high = x
        step = -psi / (rising * (slope - 1.0))
        close = _CLOSE
        if not (low <= x + step <= high and abs(step) <= 0.5 * last):
            step = 0.5 * (low + high) - x
            close = _EXACT
        x += step
        last = abs(step)
        if last <= close:
            break
    return x


@compiled
def solve_pair(game: Subgame, shock: int, point: Vector, known: Matrix) -> bool:
    """Write all equilibria of two guarantors to `known`; False if some are too near to tell."""
    gains, base, span = game.gains, game.base, game.span
    left, right = base[0], base[0] + span[0]
    effect = (gains[0, 1] - gains[0, 0]) * (gains[1, 1] - gains[1, 0])
    middle = math.nan
    if effect * span[0] * span[1] * steepest(shock) ** 2 < 1.0:
        least = crossing(left, right, -1.0, gains, base, span, shock)
        greatest = math.nan
    else:
        least = outermost(left, 1.0, gains, base, span, shock)
        greatest = outermost(right, -1.0, gains, base, span, shock)
        if math.isnan(least) and math.isnan(greatest):
            least = crossing(left, right, -1.0, gains, base, span, shock)
        elif greatest > least:
            middle = crossing(least, greatest, 1.0, gains, base, span, shock)
    complete = not SAME < greatest - least < APART
    for root in (least, middle, greatest):
        if not math.isnan(root):
            point[0] = root
            point[1] = best_answer(game, point, 2, 1, shock)
            if residual(game, point, 2, shock) <= RESIDUAL:
                record(point, 2, known)
            else:
                complete = False
    return complete
