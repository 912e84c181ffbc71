# SPDX-License-Identifier: Apache-2.0
"""Three and more free guarantors: all equilibria in a box, or a statement that some may be missing.

An equilibrium is a root of f(e) = e - Phi(e), Phi_i(e) = base_i + span_i F(z_i(e)). Three steps
are repeated from the box of all chances on:

1. *Tighten*: every equilibrium in a box lies in [Phi(least gains), Phi(greatest gains)] over it.
   If the box of all chances collapses in this way, the equilibrium is unique.
2. *Newton test* (Krawczyk): with C the inverse of the middle of the Jacobian of f over a box, R
   the radius of the Jacobian, y the middle and rho the radius of the box, every equilibrium in
   the box lies within |C| R rho of y - C f(y). If that lies inside the box, there is exactly one;
   if it lies outside, there is none.
3. *Split* the box in two and go on with both.

If no box is left, the equilibria found are all there are. Arithmetic is float64 with padded
bounds, not directed rounding.

References
----------
Krawczyk (1969), Computing 4, 187-201.
Moore, Kearfott and Cloud (2009), Introduction to Interval Analysis, SIAM, chapter 8.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from foedus.strategy.jacobian import (
    HIGH,
    INVERSE,
    LOW,
    POINT,
    RADIUS,
    STEP,
    WIDE_HIGH,
    WIDE_LOW,
    linearise,
    newton_step,
    spread,
)
from foedus.strategy.newton import RESIDUAL, SAME, add_starts, polish, record
from foedus.strategy.shocks import chance, compiled

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from foedus.strategy.jacobian import Work
    from foedus.strategy.subgame import Subgame

    Matrix = NDArray[np.float64]

_EMPTY: Final = 0
_ONE: Final = 1
_SPLIT: Final = 2

_ROUNDING: Final = 1e-15
_SMALLEST: Final = 1e-6
_SHARE_LEFT: Final = 0.6
_MARGIN: Final = 0.05
_SWEEPS: Final = 40
_CUT: Final = 0.47
"""Where a box is cut: off the middle, where symmetric games have an equilibrium."""


@compiled
def most_boxes(free: int) -> int:
    """How many boxes a search looks at before it gives up: fewer where each costs more."""
    return max(4096 >> free, 16)


STACK: Final = most_boxes(3) + 2
"""Most boxes that wait at a time: each one looked at leaves two at most."""


@compiled
def widest(free: int, work: Work) -> int:
    """Return the guarantor whose chance the box pins down least."""
    side = 0
    for own in range(1, free):
        width = work.vector[HIGH, own] - work.vector[LOW, own]
        if width > work.vector[HIGH, side] - work.vector[LOW, side]:
            side = own
    return side


@compiled
def tighten(game: Subgame, free: int, shock: int, work: Work) -> bool:
    """Cut the box to the best answers to it, guarantor by guarantor; False if nothing is left."""
    low, high = work.vector[LOW], work.vector[HIGH]
    for own in range(free):
        least, greatest, _ = spread(game.gains[own], low, high, free, own, work.corners)
        base, span, pad = game.base[own], game.span[own], game.pad[own]
        low[own] = max(low[own], base + span * chance(least - pad, shock) - _ROUNDING)
        high[own] = min(high[own], base + span * chance(greatest + pad, shock) + _ROUNDING)
        if low[own] > high[own]:
            return False
    return True


@compiled
def widen(free: int, work: Work) -> None:
    """Put a margin about the box, so that an equilibrium on its edge is inside."""
    for own in range(free):
        low, high = work.vector[LOW, own], work.vector[HIGH, own]
        margin = _MARGIN * (high - low) + SAME
        work.vector[WIDE_LOW, own] = low - margin
        work.vector[WIDE_HIGH, own] = high + margin


@compiled
def newton_test(game: Subgame, free: int, shock: int, work: Work) -> int:
    """Say whether the box holds no equilibrium, exactly one, or cannot yet be told."""
    low, high = work.vector[LOW], work.vector[HIGH]
    wide_low, wide_high = work.vector[WIDE_LOW], work.vector[WIDE_HIGH]
    widen(free, work)
    linearise(game, free, shock, work)
    if not newton_step(free, work):
        return _SPLIT
    verdict = _ONE
    for own in range(free):
        reach = 0.0
        for row in range(free):
            for column in range(free):
                half = 0.5 * (wide_high[column] - wide_low[column])
                share = abs(work.square[INVERSE, own, row]) * work.square[RADIUS, row, column]
                reach += share * half
        reach += _ROUNDING
        point = 0.5 * (wide_low[own] + wide_high[own]) + work.vector[STEP, own]
        work.vector[POINT, own] = point
        if not (wide_low[own] < point - reach and point + reach < wide_high[own]):
            verdict = _SPLIT
        low[own] = max(low[own], point - reach)
        high[own] = min(high[own], point + reach)
        if low[own] > high[own]:
            return _EMPTY
    return verdict


@compiled
def examine(game: Subgame, free: int, shock: int, work: Work) -> int:
    """Tighten and test a box until it is settled or no longer shrinks."""
    width = math.inf
    for _ in range(_SWEEPS):
        if not tighten(game, free, shock, work):
            return _EMPTY
        side = widest(free, work)
        narrower = work.vector[HIGH, side] - work.vector[LOW, side]
        if narrower < SAME:
            widen(free, work)
            for own in range(free):
                low, high = work.vector[LOW, own], work.vector[HIGH, own]
                work.vector[POINT, own] = 0.5 * (low + high)
            return _ONE
        if narrower > _SHARE_LEFT * width:
            verdict = newton_test(game, free, shock, work)
            side = widest(free, work)
            narrower = work.vector[HIGH, side] - work.vector[LOW, side]
            if verdict != _SPLIT or narrower > _SHARE_LEFT * width:
                return verdict
        width = narrower
    return _SPLIT


@compiled
def split(free: int, top: int, work: Work) -> None:
    """Put both parts of the box on the stack."""
    side = widest(free, work)
    low, high = work.vector[LOW, side], work.vector[HIGH, side]
    for own in range(free):
        for place in range(top, top + 2):
            work.stack[place, 0, own] = work.vector[LOW, own]
            work.stack[place, 1, own] = work.vector[HIGH, own]
    work.stack[top, 1, side] = work.stack[top + 1, 0, side] = low + _CUT * (high - low)


@compiled
def load(free: int, place: int, work: Work) -> None:
    """Take a box from the stack."""
    for own in range(free):
        work.vector[LOW, own] = work.stack[place, 0, own]
        work.vector[HIGH, own] = work.stack[place, 1, own]


@compiled
def note(free: int, place: int, work: Work) -> None:
    """Note the point and the wide box of a settled box."""
    for own in range(free):
        work.starts[place, 0, own] = work.vector[POINT, own]
        work.starts[place, 1, own] = work.vector[WIDE_LOW, own]
        work.starts[place, 2, own] = work.vector[WIDE_HIGH, own]


@compiled
def search(game: Subgame, free: int, shock: int, work: Work, known: Matrix) -> bool:
    """Write the subgame's equilibria to `known`; whether they are proven to be all."""
    for own in range(free):
        work.stack[0, 0, own] = game.base[own]
        work.stack[0, 1, own] = game.base[own] + game.span[own]
    top, looked, starts, complete = 1, 0, 0, True
    while top > 0 and looked < most_boxes(free):
        top -= 1
        looked += 1
        load(free, top, work)
        verdict = examine(game, free, shock, work)
        side = widest(free, work)
        if verdict == _SPLIT and work.vector[HIGH, side] - work.vector[LOW, side] > _SMALLEST:
            split(free, top, work)
            top += 2
        elif verdict != _EMPTY:
            complete &= verdict == _ONE
            note(free, starts, work)
            starts += 1
    proven = starts
    if top > 0 or not complete or starts == 0:
        complete = False
        starts = add_starts(game, free, shock, top, starts, work)
    for start in range(starts):
        for own in range(free):
            work.vector[POINT, own] = work.starts[start, 0, own]
        reached = polish(game, free, shock, work) <= RESIDUAL
        if reached:
            complete &= record(work.vector[POINT], free, known)
        for own in range(free if start < proven else 0):
            low, high = work.starts[start, 1, own], work.starts[start, 2, own]
            complete &= reached and low <= work.vector[POINT, own] <= high
    return complete
