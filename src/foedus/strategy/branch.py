# SPDX-License-Identifier: Apache-2.0
"""The principal branch: the equilibrium that grows out of choices made by pure chance.

At precision 0 every choice is a coin toss and there is one equilibrium. As precision rises from
there, one connected curve of equilibria leads to the game's own precision; the first point where it
gets there is the equilibrium that the curve names. Target and challenger follow from what the
guarantors do, so the branch of the whole game is that of the guarantors' subgame.

The curve is followed by its length, so that it may turn back on its way (pseudo-arclength: a step
along the tangent, then Newton's method across it). Unknowns are u and t in

    H_i(u, t) = u_i - asinh(sinh(t) G_i(e) / m),    e_j = base_j + span_j F(sinh(u_j))

=========  ==============================================================================
symbol     meaning
=========  ==============================================================================
G_i        expected gain of free guarantor i, times the game's precision (``mix``)
m          the largest such gain of any set, so that sinh(t) runs from 0 to m
u_i        asinh of the gain at the precision reached: even in size for gains near and far from 0
=========  ==============================================================================

References
----------
McKelvey and Palfrey (1998), Experimental Economics 1, 9-41.
Turocy (2005), Games and Economic Behavior 51, 243-263 (following the branch).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from foedus.strategy.jacobian import invert
from foedus.strategy.shocks import chance, chance_and_slope, compiled, entry
from foedus.strategy.subgame import COMMITTED, free_choices, mix, tabulate

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from foedus.strategy.subgame import Subgame, Terms
    from foedus.strategy.war import Payoffs

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]

_HERE: Final = 0
_TANGENT: Final = 1
_TRIAL: Final = 2
_AHEAD: Final = 3
_CHANCES: Final = 4
"""Places in `Walk.vector`: the point reached, the direction, the point tried, its direction, and
the chances at a point."""

_LONGEST: Final = 0.25
_SHORTEST: Final = 1e-9
_MOST_STEPS: Final = 20_000
_CORRECTIONS: Final = 8
_SETTLED: Final = 1e-11
_STRAIGHT: Final = 0.97
"""Least cosine between directions one step apart: a sharper turn is taken in shorter steps."""
_AT_CROSSING: Final = 1e-3
"""A step over which orientation changes is not taken, as it has strayed to another curve, unless it
is as short as this: then two curves cross, as where guarantors are alike, and it goes straight on.
"""
_NEAR: Final = 0.5
"""Most that a step is corrected, in its own length: beyond that it may be on another curve."""


class Walk(NamedTuple):
    """Working memory for following a curve of so many guarantors."""

    vector: Matrix
    square: Matrix
    inverse: Matrix


def blank_walk(guarantors: int) -> Walk:
    """Return working memory for the subgames of so many guarantors."""
    size = guarantors + 1
    return Walk(np.zeros((5, size)), np.zeros((size, size)), np.zeros((size, size)))


@compiled
def open_up(game: Subgame, free: int, shock: int, most: float, point: Vector, walk: Walk) -> None:
    """Write the Jacobian of H in the first rows, and H itself in what stands for the chances."""
    chances = walk.vector[_CHANCES]
    for own in range(free):
        chances[own] = game.base[own] + game.span[own] * chance(math.sinh(point[own]), shock)
    level = math.sinh(point[free])
    for own in range(free):
        gain = mix(game.gains[own], chances, free, own, game.fold) / most
        size = math.sqrt(1.0 + (level * gain) ** 2)
        for other in range(free):
            walk.square[own, other] = 1.0
            if other != own:
                usual = chances[other]
                chances[other] = 1.0
                more = mix(game.gains[own], chances, free, own, game.fold)
                chances[other] = 0.0
                more -= mix(game.gains[own], chances, free, own, game.fold)
                chances[other] = usual
                slope = chance_and_slope(math.sinh(point[other]), shock)[1]
                rise = game.span[other] * slope * math.cosh(point[other])
                walk.square[own, other] = -level * more / most * rise / size
        walk.square[own, free] = -gain * math.cosh(point[free]) / size


@compiled
def defect(game: Subgame, free: int, most: float, point: Vector, own: int, walk: Walk) -> float:
    """H_i at a point whose chances stand in the working memory."""
    gain = mix(game.gains[own], walk.vector[_CHANCES], free, own, game.fold) / most
    return float(point[own] - math.asinh(math.sinh(point[free]) * gain))


@compiled
def settle(
    game: Subgame, free: int, shock: int, most: float, across: Vector, reach: float, walk: Walk
) -> float:
    """Newton's method from the trial point, at right angles to `across`.

    Returns the curve's orientation there, 1 or -1, which changes only where curves cross; or 0 if
    the search strays.
    """
    point, moved = walk.vector[_TRIAL], 0.0
    for _ in range(_CORRECTIONS):
        open_up(game, free, shock, most, point, walk)
        for column in range(free + 1):
            walk.square[free, column] = across[column]
        sign = invert(walk.square, free + 1, walk.inverse)
        if sign == 0.0:
            return 0.0
        longest = 0.0
        for own in range(free):
            walk.vector[_AHEAD, own] = defect(game, free, most, point, own, walk)
        for place in range(free + 1):
            step = 0.0
            for own in range(free):
                step -= walk.inverse[place, own] * walk.vector[_AHEAD, own]
            point[place] += step
            longest = max(longest, abs(step) / (1.0 + abs(point[place])))
        moved += longest
        if not moved <= reach:
            return 0.0
        if longest <= _SETTLED:
            return sign
    return 0.0


@compiled
def turn(free: int, walk: Walk) -> float:
    """Write the direction at the trial point; return its cosine with the one before."""
    length, along = 0.0, 0.0
    for place in range(free + 1):
        length += walk.inverse[place, free] ** 2
    length = math.sqrt(length)
    for place in range(free + 1):
        walk.vector[_AHEAD, place] = walk.inverse[place, free] / length
        along += walk.vector[_AHEAD, place] * walk.vector[_TANGENT, place]
    return along


@compiled
def arrive(game: Subgame, free: int, shock: int, most: float, target: float, walk: Walk) -> bool:
    """Move from between the point reached and the trial point to the one at the target."""
    here, trial = walk.vector[_HERE], walk.vector[_TRIAL]
    share = (target - here[free]) / (trial[free] - here[free])
    length = 0.0
    for place in range(free + 1):
        ahead = share * (trial[place] - here[place])
        trial[place] = here[place] + ahead
        length = max(length, abs(ahead))
        walk.vector[_TANGENT, place] = 0.0
    trial[free] = target
    walk.vector[_TANGENT, free] = 1.0
    return settle(game, free, shock, most, walk.vector[_TANGENT], length + _SETTLED, walk) != 0.0


@compiled
def set_out(game: Subgame, free: int, shock: int, walk: Walk) -> float:
    """Write the point of pure chance and the direction of the branch there; return m."""
    here, tangent = walk.vector[_HERE], walk.vector[_TANGENT]
    most, length = 0.0, 1.0
    for own in range(free):
        for others in range(1 << (free - 1)):
            most = max(most, abs(game.gains[own, others]))
    for place in range(free + 1):
        here[place] = 0.0
    open_up(game, free, shock, most if most > 0.0 else 1.0, here, walk)
    for own in range(free):
        length += walk.square[own, free] ** 2
    for own in range(free):
        tangent[own] = -walk.square[own, free] / math.sqrt(length)
    tangent[free] = 1.0 / math.sqrt(length)
    return most


@compiled
def follow_branch(game: Subgame, free: int, shock: int, walk: Walk) -> bool:
    """Follow the principal branch; its end's chances are left in the working memory."""
    here, tangent, trial = walk.vector[_HERE], walk.vector[_TANGENT], walk.vector[_TRIAL]
    most = set_out(game, free, shock, walk)
    target, step, side = math.asinh(most), 0.01, 1.0
    for _ in range(_MOST_STEPS):
        if most == 0.0 or step < _SHORTEST:
            break
        for place in range(free + 1):
            trial[place] = here[place] + step * tangent[place]
        sign = settle(game, free, shock, most, tangent, _NEAR * step, walk)
        strays = sign == 0.0 or (sign != side and step > _AT_CROSSING)
        if strays or turn(free, walk) < _STRAIGHT:
            step *= 0.5
        elif trial[free] >= target:
            there = arrive(game, free, shock, most, target, walk)
            open_up(game, free, shock, most, trial, walk)
            return there
        else:
            for place in range(free + 1):
                here[place] = trial[place]
                tangent[place] = walk.vector[_AHEAD, place]
            step, side = min(1.5 * step, _LONGEST), sign
    return most == 0.0


@entry
def trace_rows(
    rows: NDArray[np.int64],
    payoffs: Payoffs,
    terms: Terms,
    quorum: int,
    shock: int,
    game: Subgame,
    walk: Walk,
    found: Matrix,
) -> None:
    """Write every guarantor's chance at the end of each row's branch; NaN where it was lost."""
    for place in range(len(rows)):
        row = rows[place]
        free = free_choices(terms, row, quorum, game)
        tabulate(terms, row, free, payoffs.prevail[row], payoffs.precision[row], game)
        fits = follow_branch(game, free, shock, walk) if free else True
        for guarantor in range(len(game.who)):
            found[place, guarantor] = game.vote[COMMITTED] >> guarantor & 1
        for own in range(free):
            found[place, game.who[own]] = walk.vector[_CHANCES, own] if fits else math.nan
