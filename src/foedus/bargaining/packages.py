# SPDX-License-Identifier: Apache-2.0
"""What reasonable principles would pick from a list of packages, if without a deal each has d.

Only packages that leave each actor with a say strictly better off than its disagreement value can
be agreed on (the gain set); where there are none, there is no deal. Among them the principles of
`bargaining.solutions` choose, each by looking at every package:

====== ========================================================================================
symbol meaning
====== ========================================================================================
g_a    gain of actor a: its utility less its disagreement value d_a
w_a    weight of a, summing to one
m_a    the most that a could gain in the gain set
====== ========================================================================================

- *Nash*: the greatest sum of w log(g/m), which is the greatest product of g^w;
- *Kalai-Smorodinsky*: the greatest least g/m;
- *egalitarian*: the greatest least g, so that the units of utility must be comparable.

Packages whose score is the best but for rounding are tied. Of those the one is chosen that leaves
the worst-off actor best, then the second worst-off, and so on (leximin, in g for the egalitarian
solution and in g/m for the others); of those that are alike in this too, the first on the list.
So no package on offer is better for somebody and worse for nobody than the one chosen.

References
----------
Nash, J. F. 1950. The bargaining problem. Econometrica 18: 155-162.

Kalai, E. and Smorodinsky, M. 1975. Other solutions to Nash's bargaining problem. Econometrica 43:
513-518.

Kalai, E. 1977. Proportional solutions to bargaining situations: interpersonal utility
comparisons. Econometrica 45: 1623-1630.

Imai, H. 1983. Individual monotonicity and lexicographic maxmin solution. Econometrica 51: 389-401.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

import numpy as np
from numba import njit

from foedus.bargaining.outcome import shape_of
from foedus.bargaining.pareto import LARGEST, fitted_packages
from foedus.bargaining.solutions import Ideal, Rule
from foedus.errors import CallError, SolverError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from foedus.bargaining.outcome import Floats, Whole

# Scores that differ by less, as a share of the best product or least gain, differ by rounding.
_TIE = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class PackageChoice:
    """The package that a principle picks in each draw.

    Parameters
    ----------
    rule : {"nash", "kalai_smorodinsky", "egalitarian"}
        The principle.
    package : array of whole numbers, (draws,)
        Which package, counted from 0; -1 where there is no deal.
    gains : array, (draws, actors)
        What each actor gains over its disagreement value; 0 where there is no deal.
    tied : array of whole numbers, (draws,)
        How many packages have the best score; 0 where there is no deal.
    """

    rule: Rule
    package: Whole
    gains: Floats
    tied: Whole


def choose_package(
    utilities: ArrayLike,
    disagreement: ArrayLike,
    rule: Rule = "nash",
    *,
    weight: ArrayLike | None = None,
    offered: ArrayLike | None = None,
    ideal: Ideal = "rational",
) -> PackageChoice:
    """Pick a package by a principle, given what each actor has without a deal.

    Parameters
    ----------
    utilities : array-like, (draws, packages, actors) or (packages, actors)
        What each package is worth to each actor.
    disagreement : array-like, (draws, actors) or (actors,)
        What each actor has without a deal, in the units of its utilities.
    rule : {"nash", "kalai_smorodinsky", "egalitarian"}
        The principle.
    weight : array-like, (draws, actors) or (actors,), at least 0, optional
        Weights in the Nash product; alike where not given. With any rule, an actor of weight 0
        has no say: it neither blocks nor counts.
    offered : array-like of bool, (draws, packages) or (packages,), optional
        Packages that can be had; all where not given.
    ideal : {"rational", "all"}
        Whether an actor hopes for its best package in the gain set or on offer.

    Returns
    -------
    PackageChoice

    Raises
    ------
    CallError
        If the shapes do not fit or an option is unknown.
    SolverError
        If a number is missing or beyond 1e300, a weight negative, or nobody in a draw has one.

    References
    ----------
    Nash 1950; Kalai and Smorodinsky 1975; Kalai 1977; Imai 1983.

    Examples
    --------
    >>> worth = [[20, 3], [11, 5], [6, 6]]
    >>> {rule: int(choose_package(worth, [0, 0], rule).package[0]) for rule in RULES}
    {'nash': 0, 'kalai_smorodinsky': 1, 'egalitarian': 2}
    """
    for value, kind, what in ((rule, Rule, "rule"), (ideal, Ideal, "ideal")):
        if value not in get_args(kind):
            message = f"{what} of the solution is {value!r}; allowed: {', '.join(get_args(kind))}"
            raise CallError(message)
    u, here = fitted_packages(utilities, offered)
    shape = (u.shape[0], u.shape[2])
    d = _by_actor("disagreement", disagreement, shape)
    w = _by_actor("weight", 1.0 if weight is None else weight, shape)
    if (w < 0).any() or not w.any(axis=1).all():
        message = "a weight is negative or a draw has none; each is at least 0, one of them more"
        raise SolverError(message)
    w = w / w.sum(axis=1, keepdims=True)
    package, tied = _choose(u, d, w, here, RULES.index(rule), ideal == "all")
    gains, able = np.zeros(shape), np.flatnonzero(package >= 0)
    gains[able] = u[able, package[able]] - d[able]
    return PackageChoice(rule, package, gains, tied)


RULES: tuple[Rule, ...] = get_args(Rule)


def _by_actor(what: str, value: ArrayLike, shape: tuple[int, int]) -> Floats:
    try:
        fitted = np.array(np.broadcast_to(np.asarray(value, dtype=np.float64), shape))
    except (TypeError, ValueError):
        message = f"{what} has the shape {shape_of(value)}; it must be numbers that fit {shape}"
        raise CallError(message) from None
    wrong = ~(np.abs(fitted) <= LARGEST)
    if wrong.any():
        draw, actor = (int(place) for place in np.argwhere(wrong)[0])
        message = (
            f"{what} of actor {actor} in draw {draw} is {fitted[draw, actor]};"
            f" it must be a number within {LARGEST:g}"
        )
        raise SolverError(message)
    return fitted


@njit(cache=True, error_model="numpy")
def _choose(
    u: Floats,
    d: Floats,
    weight: Floats,
    offered: NDArray[np.bool_],
    rule: int,
    ideal_all: bool,  # noqa: FBT001
) -> tuple[Whole, Whole]:
    draws, packages, _ = u.shape
    chosen = np.full(draws, -1, np.intp)
    tied = np.zeros(draws, np.intp)
    score = np.empty(packages)
    for draw in range(draws):
        say = np.flatnonzero(weight[draw] > 0.0)
        measure = _hopes(u[draw], d[draw], say, offered[draw], score, ideal_all)
        if rule == 2:
            measure[:] = 1.0
        best = -np.inf
        for package in range(packages):
            if score[package] > 0.0:
                score[package] = _score(
                    u[draw, package], d[draw], weight[draw], say, measure, rule == 0
                )
                best = max(best, score[package])
            else:
                score[package] = -np.inf
        if best == -np.inf:
            continue
        least = best - _TIE if rule == 0 else best * (1.0 - _TIE)
        held = np.zeros(len(say))
        for package in range(packages):
            if score[package] < least:
                continue
            tied[draw] += 1
            own = np.sort((u[draw, package][say] - d[draw][say]) / measure)
            if chosen[draw] < 0 or _after(own, held):
                chosen[draw], held = package, own
    return chosen, tied


@njit(cache=True)
def _hopes(
    u: Floats,
    d: Floats,
    say: Whole,
    offered: NDArray[np.bool_],
    score: Floats,
    ideal_all: bool,  # noqa: FBT001
) -> Floats:
    """Mark the gain set by a score of 1, others by 0, and return the most each could gain."""
    most = np.zeros(len(say))
    for package in range(len(u)):
        gainful = offered[package]
        for a in say:
            gainful = gainful and u[package, a] > d[a]
        score[package] = 1.0 if gainful else 0.0
        if gainful or (ideal_all and offered[package]):
            for place, a in enumerate(say):
                most[place] = max(most[place], u[package, a] - d[a])
    return most


@njit(cache=True, error_model="numpy")
def _score(
    u: Floats,
    d: Floats,
    weight: Floats,
    say: Whole,
    measure: Floats,
    product: bool,  # noqa: FBT001
) -> float:
    total, least = 0.0, np.inf
    for place, a in enumerate(say):
        gain = (u[a] - d[a]) / measure[place]
        if product:
            total += weight[a] * np.log(gain)
        else:
            least = min(least, gain)
    return total if product else least


@njit(cache=True)
def _after(own: Floats, held: Floats) -> bool:
    """Say whether sorted gains come later in leximin order."""
    for place in range(len(own)):
        if own[place] != held[place]:
            return bool(own[place] > held[place])
    return False
