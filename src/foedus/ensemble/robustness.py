# SPDX-License-Identifier: Apache-2.0
"""Which choice does well where nobody knows the numbers: regret, goals met, named rules.

Several rules, because each answers another question: what is given up on average, what is given up
at worst, how often what was asked for is reached. Where they agree, a recommendation is firm; where
they do not, their disagreement is the answer.

References
----------
Savage, L. J. 1951. The theory of statistical decision. Journal of the American Statistical
Association 46: 55-67.
Starr, M. K. 1963. Product design and decision theory. Englewood Cliffs: Prentice-Hall.
McPhail, C. et al. 2018. Robustness metrics: how are they calculated, when should they be used and
why do they give different results? Earth's Future 6: 169-191.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

RULES: Final[dict[str, str]] = {
    "expected_regret": "gives up least on average over draws",
    "regret_90": "gives up least in all but the worst tenth of draws",
    "largest_regret": "gives up least in its worst draw",
    "goals": "meets every stated goal in the most draws",
}
"""Rules that choose a design, each with what it asks."""
NORMAL_95: Final = 1.959963984540054
"""Half the width of a normal's 95 % interval, in standard deviations."""


def regret(worth: Floats) -> Floats:
    """Return how far each choice falls short of the best one of the same draw.

    Parameters
    ----------
    worth : ndarray (draws, choices)
        What a choice is worth, more being better.

    Returns
    -------
    ndarray (draws, choices)
        0 for the best choice of a draw.

    References
    ----------
    Savage 1951.

    Examples
    --------
    >>> regret(np.array([[0.2, 0.5], [0.9, 0.3]]))
    array([[0.3, 0. ],
           [0. , 0.6]])
    """
    return np.asarray(worth.max(axis=1, keepdims=True) - worth)


def goals_met(measures: Sequence[Floats], limits: Sequence[tuple[str, float]]) -> Flags:
    """Tell where a choice meets every goal.

    Parameters
    ----------
    measures : sequence of ndarray (draws, choices)
        One for each goal.
    limits : sequence of (str, float)
        For each goal, "least" or "most", and the value that is still good enough.

    Returns
    -------
    ndarray of bool (draws, choices)
        Their mean over draws is the domain criterion (Starr 1963).
    """
    met = [
        values >= limit if side == "least" else values <= limit
        for values, (side, limit) in zip(measures, limits, strict=True)
    ]
    return np.asarray(np.all(met, axis=0))


@dataclass(frozen=True)
class Judged:
    """Every choice by every rule; of a regret less is better, of goals met more.

    Parameters
    ----------
    expected_regret, regret_90, largest_regret : ndarray (choices,)
        Mean, 90 % quantile and maximum of regret over draws.
    goals : ndarray (choices,)
        Share of draws in which every goal is met.
    """

    expected_regret: Floats
    regret_90: Floats
    largest_regret: Floats
    goals: Floats

    def best(self, rule: str) -> list[int]:
        """Return the choices that a rule puts first: more than one where they tie."""
        score = -self.goals if rule == "goals" else getattr(self, rule)
        return [int(index) for index in np.flatnonzero(score == score.min())]


def judge(worth: Floats, met: Flags) -> Judged:
    """Judge choices by every rule.

    Parameters
    ----------
    worth : ndarray (draws, choices)
        What a choice is worth, more being better.
    met : ndarray of bool (draws, choices)
        Whether every goal is met (`goals_met`).

    Returns
    -------
    Judged
    """
    short = regret(worth)
    return Judged(
        expected_regret=short.mean(axis=0),
        regret_90=np.quantile(short, 0.9, axis=0),
        largest_regret=short.max(axis=0),
        goals=met.mean(axis=0),
    )


def mean_interval(values: Floats) -> tuple[float, float, float]:
    """Return a mean over draws with its 95 % interval for sampling error.

    Draws are taken as independent; those of a Sobol sequence or a Latin hypercube fill the space
    more evenly, so that their error is rather smaller.

    Returns
    -------
    mean, low, high : float
    """
    mean = float(values.mean())
    half = NORMAL_95 * float(values.std(ddof=1)) / math.sqrt(len(values)) if len(values) > 1 else 0
    return mean, mean - half, mean + half
