# SPDX-License-Identifier: Apache-2.0
"""Signals of resolve: every equilibrium of a crisis with backing down, and costly words.

`all_equilibria` finds all roots of the one unknown of Lewis and Schultz's game, B's chance p of
resisting, and proves that there are no others: over an interval of p every step of the answer

    k = V_A + (S_A - V_A) / p,   challenge(k),   stands(k),   f = stands / challenge,
    answer = Phi(W_B - V_B + (V_B - C_B) / f)

is monotone in the one before it, so its bounds lie at the ends. An interval that its answer does
not meet has no equilibrium; the rest are halved. What is left lies about the roots; where bounds
on the answer's slope there exclude 1, a change of sign means one root. Arithmetic is float64 with
padded bounds, not directed rounding.

References
----------
Lewis and Schultz (2003), Political Analysis 11, 345-367.
Fearon (1997), Journal of Conflict Resolution 41, 68-90.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtr

from foedus.errors import SolverError
from foedus.strategy.reference import bivariate_normal

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from foedus.strategy.reference import CrisisSignals

    Floats = NDArray[np.float64]

_PAD: Final = 1e-12
_NARROW: Final = 1e-7
_PIECES: Final = 64
_MOST: Final = 100_000
_PEAK: Final = 1.0 / math.sqrt(2.0 * math.pi)
_LEAST: Final = 1e-100
"""Stands for 0 where something is divided by it."""


class Bounds(NamedTuple):
    """Least and greatest value over each of some intervals."""

    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True, eq=False)
class SignalEquilibria:
    """All equilibria of a crisis game with signals.

    Parameters
    ----------
    resist : array of shape (K,), probabilities, symbol p_R
        B's chance of resisting in each, from the lowest on.
    complete : bool
        Whether they are proven to be all. Never where A would rather have the status quo than the
        prize: then it hardly ever challenges a B that hardly ever resists, and float64 cannot
        tell how it would go on.
    """

    resist: Floats
    complete: bool


def all_equilibria(game: CrisisSignals) -> SignalEquilibria:
    """Find every equilibrium of a crisis game, and say whether they are proven to be all.

    Examples
    --------
    >>> from foedus.strategy.reference import CrisisSignals
    >>> found = all_equilibria(CrisisSignals(1.0, -1.9, -1.2, 1.0, -2.9))
    >>> found.resist.round(4).tolist(), found.complete
    ([0.2511, 0.5947, 0.8133], True)
    """
    edges = np.linspace(0.0, 1.0, _PIECES + 1)
    left = Bounds(edges[:-1], edges[1:])
    while len(left.low) and (left.high - left.low)[0] > _NARROW and len(left.low) < _MOST:
        middle = 0.5 * (left.low + left.high)
        low = np.column_stack([left.low, middle]).ravel()
        high = np.column_stack([middle, left.high]).ravel()
        answer = _answer(game, Bounds(low, high))[1]
        meets = (answer.low <= high + _PAD) & (answer.high >= low - _PAD)
        left = Bounds(low[meets], high[meets])
    roots, complete = [], game.a_status_quo <= game.a_prize
    for least, most in _joined(left):
        slope = _slope(game, Bounds(np.array([least]), np.array([most])))
        complete &= bool(slope.low[0] > 1.0 or slope.high[0] < 1.0)
        if _excess(game, least) * _excess(game, most) <= 0.0:
            roots.append(float(brentq(lambda p: _excess(game, p), least, most, xtol=1e-15)))
    return SignalEquilibria(np.array(roots), bool(complete))


def _joined(left: Bounds) -> list[tuple[float, float]]:
    """Return intervals that touch as one, a little wider, within what p can be."""
    spans: list[tuple[float, float]] = []
    for low, high in zip(left.low.tolist(), left.high.tolist(), strict=True):
        if spans and low <= spans[-1][1]:
            spans[-1] = (spans[-1][0], high)
        else:
            spans.append((low, high))
    return [(max(low - _NARROW, 1e-12), min(high + _NARROW, 1.0)) for low, high in spans]


def _excess(game: CrisisSignals, resist: float) -> float:
    return float(game.resistance_answer(np.array(resist))) - resist


class _Steps(NamedTuple):
    """Bounds on the steps of the answer: k, challenge, stands, f, and the argument of Phi."""

    least: Bounds
    challenge: Bounds
    stands: Bounds
    fight: Bounds
    worth: Bounds


def _answer(game: CrisisSignals, over: Bounds) -> tuple[_Steps, Bounds]:
    """Return bounds on each step and on the answer over intervals of p."""
    gap = game.a_status_quo - game.a_prize
    with np.errstate(divide="ignore", invalid="ignore"):
        ends = [game.a_prize + (gap / p if gap else 0.0 * p) for p in (over.low, over.high)]
    least = _sorted(*ends)
    challenge = Bounds(_challenge(game, least.high), _challenge(game, least.low))
    stands = Bounds(_stands(game, least.high), _stands(game, least.low))
    fight = Bounds(
        np.clip(stands.low / np.maximum(challenge.high, _LEAST), _LEAST, 1.0),
        np.clip(stands.high / np.maximum(challenge.low, _LEAST), _LEAST, 1.0),
    )
    stake = game.b_prize - game.b_concedes
    worth = _sorted(*(game.b_war - game.b_prize + stake / f for f in fight))
    steps = _Steps(least, challenge, stands, fight, worth)
    return steps, Bounds(ndtr(worth.low) - _PAD, ndtr(worth.high) + _PAD)


def _challenge(game: CrisisSignals, least: Floats) -> Floats:
    """Chance that A challenges if what it needs is `least`."""
    return np.asarray(1 - ndtr(least - game.a_war) * ndtr(least - game.a_backs_down))


def _stands(game: CrisisSignals, least: Floats) -> Floats:
    """Chance that A challenges and, resisted, fights."""
    finite = np.clip(least, -40.0, 40.0)  # beyond, the normal tails are 0 in float64
    steady = (game.a_war - game.a_backs_down) / math.sqrt(2)
    found = bivariate_normal(steady, game.a_war - finite, math.sqrt(0.5))
    return np.clip(found, 0.0, 1.0)


def _slope(game: CrisisSignals, over: Bounds) -> Bounds:
    """Return bounds on the slope of the answer over intervals of p above 0."""
    steps, _ = _answer(game, over)
    k = Bounds(np.clip(steps.least.low, -40.0, 40.0), np.clip(steps.least.high, -40.0, 40.0))
    war, down = _shifted(k, game.a_war), _shifted(k, game.a_backs_down)
    fewer = _sum(_product(_density(war), _phi(down)), _product(_phi(war), _density(down)))
    away = Bounds(-k.high + game.a_war, -k.low + game.a_war)
    steady = (game.a_war - game.a_backs_down) / math.sqrt(2)
    rest = Bounds(*((steady - math.sqrt(0.5) * z) / math.sqrt(0.5) for z in away[::-1]))
    weaker = _product(_density(away), _phi(rest))
    above = _product(steps.stands, fewer)
    below = _product(weaker, steps.challenge)
    change = Bounds(above.low - below.high, above.high - below.low)
    squared = _product(steps.challenge, steps.challenge)
    bends = _times(
        change, Bounds(1 / np.maximum(squared.high, _LEAST), 1 / np.maximum(squared.low, _LEAST))
    )
    f, gap = steps.fight, game.a_prize - game.a_status_quo
    scale = -(game.b_prize - game.b_concedes) * gap
    per = Bounds(1 / (f.high * over.high) ** 2, 1 / np.maximum((f.low * over.low) ** 2, _LEAST))
    slope = _times(_times(bends, per), _density(steps.worth))
    return _sorted(scale * slope.low, scale * slope.high)


def _sorted(first: Floats, second: Floats) -> Bounds:
    return Bounds(np.minimum(first, second), np.maximum(first, second))


def _shifted(over: Bounds, by: float) -> Bounds:
    return Bounds(over.low - by, over.high - by)


def _phi(over: Bounds) -> Bounds:
    return Bounds(ndtr(over.low), ndtr(over.high))


def _density(over: Bounds) -> Bounds:
    """Return bounds on the normal density, whose peak is at 0."""
    ends = [_PEAK * np.exp(-0.5 * end**2) for end in over]
    inside = (over.low <= 0.0) & (over.high >= 0.0)
    return Bounds(np.minimum(*ends), np.where(inside, _PEAK, np.maximum(*ends)))


def _sum(first: Bounds, second: Bounds) -> Bounds:
    return Bounds(first.low + second.low, first.high + second.high)


def _product(first: Bounds, second: Bounds) -> Bounds:
    """Multiply what is not below 0."""
    return Bounds(first.low * second.low, first.high * second.high)


def _times(signed: Bounds, factor: Bounds) -> Bounds:
    """Multiply what has any sign by what is not below 0."""
    low = np.where(signed.low < 0, signed.low * factor.high, signed.low * factor.low)
    high = np.where(signed.high < 0, signed.high * factor.low, signed.high * factor.high)
    return Bounds(low, high)


@dataclass(frozen=True, slots=True)
class CostlySignal:
    """A signal that only a resolved defender sends.

    Parameters
    ----------
    cost : float
        The least that keeps an unresolved defender from sending it: paid at once (a sunk cost), or
        on backing down (an audience cost).
    worth : float
        What the resolved defender expects if it sends it, net of what it pays.
    sent : bool
        Whether that is worth more to it than not sending it and fighting.
    """

    cost: float
    worth: float
    sent: bool


def costly_signals(
    stubborn: float, prize: tuple[float, float], win: float, cost: float
) -> tuple[CostlySignal, CostlySignal | None]:
    """Compare sinking costs and tying hands: what shows resolve, and what it costs to show it.

    The defender values the good much or little, which it alone knows, and would fight for it only
    in the first case. A challenger that believes in its resolve leaves it alone, but for those that
    attack all the same; one that does not challenges.

    Parameters
    ----------
    stubborn : float, probability above 0 and below 1, symbol q
        Chance that the challenger attacks whatever it believes.
    prize : (float, float), above 0, symbols v_L, v_H
        What the good is worth to an unresolved and to a resolved defender.
    win, cost : float, symbols p, c
        Chance to win a war and its cost: p v_L < c < p v_H.

    Returns
    -------
    sinking : CostlySignal
        A cost of (1-q) v_L, paid whatever happens.
    tying : CostlySignal or None
        An audience cost of (1-q) v_L / q, which a resolved defender never pays. None where no
        audience cost would do: with hands tied the unresolved would rather fight than back down,
        so it ties them too, and its threat is as real.

    Notes
    -----
    Two types of Fearon's model, which has a continuum of them. Where both signals work, a resolved
    defender is better off tying its hands, by the whole of the sunk cost.

    References
    ----------
    Fearon (1997), Journal of Conflict Resolution 41, 68-90.

    Examples
    --------
    >>> sinking, tying = costly_signals(0.5, (1.0, 4.0), 0.5, 1.5)
    >>> sinking.cost, sinking.worth, tying.cost, tying.worth
    (0.5, 1.75, 1.0, 2.25)
    """
    little, much = prize
    if not (0 < stubborn < 1 and 0 < win < 1 and 0 < win * little < cost < win * much):
        message = (
            f"stubborn is {stubborn}, prize {prize}, win {win}, cost {cost}; allowed are "
            "chances inside 0 to 1 and win x v_L < cost < win x v_H"
        )
        raise SolverError(message)
    fights = win * much - cost
    held = (1 - stubborn) * much + stubborn * fights
    sunk = (1 - stubborn) * little
    sinking = CostlySignal(sunk, held - sunk, held - sunk > fights)
    audience = sunk / stubborn
    if audience > cost - win * little:
        return sinking, None
    return sinking, CostlySignal(audience, held, held > fights)
