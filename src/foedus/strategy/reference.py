# SPDX-License-Identifier: Apache-2.0
"""Small models of war and deterrence in closed form: landmarks that the larger game must meet.

=================  ==============================================================
symbol             meaning
=================  ==============================================================
p                  chance that a side wins a war
c_A, c_B           what the war costs each side
b, c, x            gain, war cost, and punishment of a challenger
w0, w1             chance that the target prevails alone, and with its guarantor
g, k, a            stake, cost of acting, cost of reneging of a guarantor
lambda             precision of choices, logistic shocks
=================  ==============================================================
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import ndtr, owens_t

from foedus.errors import SolverError

Floats = NDArray[np.float64]

_TINY: Final = 1e-200
"""Stands for 0 where Owen's function would divide by it."""

_NEARLY_NONE: Final = 1e-12
"""Stands for a chance of 0, at which a challenger has nothing to compare with."""


def bargaining_range(win: float, cost_first: float, cost_second: float) -> tuple[float, float]:
    """Return the divisions that both sides prefer to war, as the first side's share.

    Parameters
    ----------
    win : float, probability, symbol p
        Chance that the first side wins a war over a pie of 1.
    cost_first, cost_second : float, 0 or more, shares of the pie, symbols c_A, c_B

    References
    ----------
    Fearon (1995), International Organization 49, 379-414: [p - c_A, p + c_B].

    Examples
    --------
    >>> bargaining_range(0.5, 0.125, 0.25)
    (0.375, 0.75)
    """
    return win - cost_first, win + cost_second


def ultimatum(win: float, cost_first: float, highest_cost: float) -> tuple[float, float]:
    """Return the best demand under private information, and the chance that it leads to war.

    The first side demands a share; the second side's cost of war is its own secret, uniform from
    0 to `highest_cost`. The demand is meant to lie inside the pie.

    Parameters
    ----------
    win : float, probability, symbol p
    cost_first : float, 0 or more, symbol c_A
    highest_cost : float, above 0, symbol C

    References
    ----------
    Fearon (1995), International Organization 49, 379-414.

    Examples
    --------
    >>> ultimatum(0.5, 0.25, 0.5)
    (0.625, 0.25)
    """
    if not highest_cost > 0:
        message = f"highest_cost is {highest_cost}; allowed is a number above 0"
        raise SolverError(message)
    more = max(0.0, (highest_cost - cost_first) / 2)
    return win + more, more / highest_cost


def decliner_fights(win_now: float, win_later: float, discount: float, cost: float) -> bool:
    """Tell whether a side in decline fights now although its rival would offer it all of today.

    Parameters
    ----------
    win_now, win_later : float, probabilities, symbols p1, p2
        The declining side's chance of winning a war now, and once it has declined.
    discount : float, from 0 up to but not 1, symbol delta
    cost : float, 0 or more, symbol c
        Cost of a war, paid once; winning is worth a pie of 1 in every year.

    Notes
    -----
    It fights iff p1 - delta p2 > (1-delta)(1 + (1-delta) c), where a later war is worth having
    to it, p2/(1-delta) >= c; where it is not, the later war counts as 0.

    References
    ----------
    Fearon (1995), International Organization 49, 379-414 (preventive war).
    Powell (2006), International Organization 60, 169-203.

    Examples
    --------
    >>> decliner_fights(0.9, 0.3, 0.9, 0.5)
    True
    >>> decliner_fights(0.45, 0.4, 0.9, 0.5)
    False
    """
    fight_now = win_now / (1 - discount) - cost
    fight_later = max(0.0, win_later / (1 - discount) - cost)
    return fight_now > 1 + discount * fight_later


def credible_threat_needed(conceded: float, status_quo: float, conflict: float) -> float:
    """Return the credibility of the defender's threat from which a challenger is deterred.

    Parameters
    ----------
    conceded, status_quo, conflict : float, payoff units, symbols a_DC, a_SQ, a_DD
        What the challenger has if the defender concedes, if nobody moves, if both fight;
        conceded above conflict.

    References
    ----------
    Zagare and Kilgour (1993), International Studies Quarterly 37, 1-27:
    deterred iff p_B >= (a_DC - a_SQ)/(a_DC - a_DD).

    Examples
    --------
    >>> credible_threat_needed(1.0, 0.5, -1.0)
    0.25
    """
    if not conceded > conflict:
        message = f"conceded is {conceded} and conflict {conflict}; allowed is conceded above it"
        raise SolverError(message)
    return (conceded - status_quo) / (conceded - conflict)


def honour_needed(
    gain: float, cost: float, punishment: float, alone: float, helped: float
) -> float:
    """Return the chance of honour that deters, with one guarantor and a target sure to resist.

    Parameters
    ----------
    gain, cost, punishment : float, payoff units, symbols b, c, x
    alone, helped : float, probabilities, symbols w0, w1

    Returns
    -------
    float
        [b (1-w0) - c] / [b (w1-w0) + x]: below 0 nobody is needed, above 1 nobody is enough.

    Examples
    --------
    >>> round(honour_needed(1.0, 0.25, 0.25, 0.5, 0.75), 6)
    0.5
    """
    return (gain * (1 - alone) - cost) / (gain * (helped - alone) + punishment)


def target_resists(loss: float, stake: float, cost: float, prevail: float) -> bool:
    """Tell whether a target that makes no errors resists: iff s > (1-w) v + d.

    Examples
    --------
    >>> target_resists(1.0, 1.0, 0.25, 0.5)
    True
    """
    return loss > (1 - prevail) * stake + cost


def challenger_attacks(
    gain: float, cost: float, punishment: float, prevail: float, *, resisted: bool
) -> bool:
    """Tell whether a challenger that makes no errors attacks: iff b (1-w) > c + x, or b > 0.

    Examples
    --------
    >>> challenger_attacks(1.0, 0.25, 0.5, 0.5, resisted=True)
    False
    """
    return gain * (1 - prevail) > cost + punishment if resisted else gain > 0


def reneging_cost_needed(
    honour: float, cost: float, stake: float, effect: float, precision: float
) -> float:
    """Return the cost of reneging at which a guarantor honours with a wanted chance.

    Parameters
    ----------
    honour : float, inside 0 to 1, symbol h
    cost, stake : float, payoff units, symbols k, g
    effect : float, symbol dW
        What the guarantor's acting adds to the chance that the target's side prevails.
    precision : float, above 0, symbol lambda

    Returns
    -------
    float
        a = k - g dW + logit(h)/lambda; below 0 none is needed.

    Examples
    --------
    >>> reneging_cost_needed(0.5, 0.5, 1.0, 0.25, 8.0)
    0.25
    """
    if not 0 < honour < 1 or not precision > 0:
        message = f"honour is {honour} and precision {precision}; allowed are 0 to 1, and above 0"
        raise SolverError(message)
    return cost - stake * effect + math.log(honour / (1 - honour)) / precision


def pitchfork_precision(stake: float, alone: float, together: float) -> float:
    """Return the precision from which two like guarantors have several equilibria.

    Each one's acting adds `alone` (D0) to the chance of prevailing if the other stays out and
    `together` (D1) if it acts, and its cost is such that a half is always an equilibrium,
    k = g (D0 + D1)/2 + a. Above lambda = 4 / (g (D1 - D0)) there are three.

    Examples
    --------
    >>> round(pitchfork_precision(1.3, 0.1, 0.6), 4)
    6.1538
    """
    if not stake * (together - alone) > 0:
        message = f"together is {together}, alone {alone}; allowed is help that reinforces help"
        raise SolverError(message)
    return 4 / (stake * (together - alone))


def pitchfork_outer_root(stake: float, alone: float, together: float, precision: float) -> float:
    """Return the highest symmetric equilibrium of two like guarantors; a half if it is the only.

    Arguments as in `pitchfork_precision`; the lowest equilibrium is 1 less this one.

    Examples
    --------
    >>> round(pitchfork_outer_root(1.3, 0.1, 0.6, 1.5 * pitchfork_precision(1.3, 0.1, 0.6)), 6)
    0.92928
    """
    critical = pitchfork_precision(stake, alone, together)
    if precision <= critical:
        return 0.5
    strength = 4 * precision / critical

    def excess(chance: float) -> float:
        return math.log(chance / (1 - chance)) - strength * (chance - 0.5)

    nearest = 0.5 + 0.5 * math.sqrt(1 - critical / precision)
    return float(brentq(excess, nearest, 1 - 1e-16, xtol=1e-15))


@dataclass(frozen=True, slots=True)
class CrisisSignals:
    """The crisis game of Lewis and Schultz with private values on both sides.

    A challenges or not; B resists or concedes; A then fights or backs down. The shocks on A's
    values of war and of backing down and on B's value of war are standard normal.

    Parameters
    ----------
    a_prize, b_prize : float, symbols V_A, V_B
        Value of the good to each side.
    a_war, b_war : float, symbols W_A, W_B
        Mean value of war to each side.
    a_backs_down : float, symbol a
        Mean value to A of backing down.
    a_status_quo, b_concedes : float, symbols S_A, C_B
        Value to A of not challenging, and to B of conceding.

    References
    ----------
    Lewis and Schultz (2003), Political Analysis 11, 345-367.
    """

    a_prize: float
    a_war: float
    a_backs_down: float
    b_prize: float
    b_war: float
    a_status_quo: float = 0.0
    b_concedes: float = 0.0

    def resistance_answer(self, resist: Floats) -> Floats:
        """Return B's chance of resisting if A expects `resist`, which an equilibrium repeats."""
        least = (self.a_status_quo - (1 - resist) * self.a_prize) / resist
        challenge = 1 - ndtr(least - self.a_war) * ndtr(least - self.a_backs_down)
        stands = bivariate_normal(
            (self.a_war - self.a_backs_down) / math.sqrt(2), self.a_war - least, math.sqrt(0.5)
        )
        with np.errstate(divide="ignore", invalid="ignore"):
            fight = stands / challenge
            worth = fight * self.b_war + (1 - fight) * self.b_prize - self.b_concedes
            return np.asarray(ndtr(worth / fight))

    def equilibria(self, grid: int = 4001) -> Floats:
        """Return all chances p_R of resisting that a grid of so many points brackets.

        Examples
        --------
        >>> CrisisSignals(1.0, -1.9, -1.2, 1.0, -2.9).equilibria().round(4).tolist()
        [0.2511, 0.5947, 0.8133]
        """
        points = np.linspace(0.0, 1.0, grid + 2)
        points[0] = _NEARLY_NONE
        excess = self.resistance_answer(points) - points
        crossed = np.flatnonzero(excess[:-1] * excess[1:] <= 0)
        return np.array([self._root(points[i], points[i + 1]) for i in crossed])

    def _root(self, low: float, high: float) -> float:
        def excess(resist: float) -> float:
            return float(self.resistance_answer(np.array(resist))) - resist

        return float(brentq(excess, low, high, xtol=1e-14))


def bivariate_normal(first: float, second: Floats, correlation: float) -> Floats:
    """Return the chance that two correlated standard normals lie below `first` and `second`.

    References
    ----------
    Owen (1956), Annals of Mathematical Statistics 27, 1075-1090.

    Examples
    --------
    >>> float(bivariate_normal(0.0, np.array(0.0), 0.5).round(6))
    0.333333
    """
    scale = math.sqrt(1 - correlation**2)
    h = np.where(first == 0, _TINY, first)
    k = np.where(second == 0, _TINY, second)
    apart = np.where(h * k < 0, 0.5, 0.0)
    return np.asarray(
        0.5 * (ndtr(h) + ndtr(k))
        - owens_t(h, (k / h - correlation) / scale)
        - owens_t(k, (h / k - correlation) / scale)
        - apart
    )
