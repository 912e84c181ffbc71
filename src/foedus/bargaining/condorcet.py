# SPDX-License-Identifier: Apache-2.0
"""Probabilistic Condorcet elections among what the actors want: three different models.

Every position that some actor holds stands against every other. An actor supports the nearer one
with all its influence, both with half where they are equally near. Influence makes victory likely,
not certain. The three models differ in how pairwise victories become one probability a position:

- *recursion*: a position is strong if it beats strong ones; p is proportional to V p (Keener);
- *conditional*: p_k is proportional to the chance of beating every other, prod_l v_kl (Wise and
  Bankes);
- *Markov uniform*: challengers are drawn uniformly and the winner stays, for ever;
  p_k = sum_l v_kl (p_k + p_l) / m over m positions (Wise and Bankes).

====== ========================================================================================
symbol meaning
====== ========================================================================================
S_kl   support of k against l: sum of c s of the actors nearer to k, halved where equal
n      exponent of the victory probability: 1 linear, 2 squared
v_kl   probability that k beats l, S_kl^n / (S_kl^n + S_lk^n); 1/2 where neither has support
V      the matrix of v_kl, with v_kk = 1/2
p_k    probability that k is the settlement
====== ========================================================================================

References
----------
Keener, J. P. 1993. The Perron-Frobenius theorem and the ranking of football teams. SIAM Review
35: 80-93.

Wise, B. and Bankes, S. 2015. Non-spatial probabilistic Condorcet election methodology.
arXiv, 11 May 2015.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np
from numba import njit

from foedus.bargaining.compromise import influence
from foedus.bargaining.outcome import DistributionForecast, Floats, Forecast, ModelCard
from foedus.errors import CallError, SolverError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray

Rule: TypeAlias = Literal["recursion", "conditional", "markov_uniform"]

# Draws are worked through in blocks whose arrays have about this many numbers (8 MB each).
_BLOCK = 1_000_000
# Distances that differ by less, as a share of their sum, differ by rounding: 0.3-0.2 and 0.2-0.1.
_TIE = 1e-12
# Squarings: 2^60 steps of power iteration bring even a matrix that cannot be diagonalised home.
_SQUARINGS = 60
_CONVERGED = 1e-14


def on_scale(
    position: ArrayLike,
    salience: ArrayLike,
    capability: ArrayLike,
    rule: Rule = "recursion",
    exponent: float = 2.0,
) -> DistributionForecast:
    """Give each distinct position on a scale its chance of being the settlement.

    Parameters
    ----------
    position : array-like, (draws, actors) or (actors,)
        Positions x; NaN for an actor that takes no part. The position of an actor without
        influence stands for election like any other.
    salience, capability : array-like, the same shape or one that broadcasts to it, at least 0
        Salience s and capability c, in any unit.
    rule : {"recursion", "conditional", "markov_uniform"}
        Which of the three models.
    exponent : float, greater than 0
        Exponent n: 1 linear, 2 squared; the higher, the surer the majority.

    Returns
    -------
    DistributionForecast
        Support (draws, actors); a shared position has its chance at its first holder.

    Raises
    ------
    CallError
        If the shapes do not fit or the rule is unknown.
    SolverError
        If a draw has no actor that takes part, or a number is out of range.

    References
    ----------
    Keener 1993; Wise and Bankes 2015.

    Examples
    --------
    >>> on_scale([[0.0, 100.0]], [1, 1], [3, 1], rule="markov_uniform").probabilities
    array([[0.9, 0.1]])
    """
    x, weight = influence(position, salience, capability)
    chances = np.empty_like(x)
    for part in _blocks(len(x), x.shape[1] ** 2):
        here = x[part]
        same = here[:, :, None] == here[:, None, :]
        repeats = np.tril(same, k=-1).any(axis=2)
        distance = np.abs(here[:, :, None] - here[:, None, :])
        candidate = ~np.isnan(here) & ~repeats
        chances[part] = elect(distance, weight[part], candidate, rule, exponent)
    return DistributionForecast(_name(rule, exponent), x.copy(), chances)


def on_options(
    table: ArrayLike,
    ideal: ArrayLike,
    salience: ArrayLike,
    capability: ArrayLike,
    rule: Rule = "recursion",
    exponent: float = 2.0,
) -> Floats:
    """Give each named option that some actor wants its chance of being the settlement.

    Parameters
    ----------
    table : array-like, (options, options), at least 0
        Distance of each option (column) from each ideal option (row).
    ideal : array-like of int, (draws, actors) or (actors,)
        The option that each actor wants, counted from 0; -1 for an actor that takes no part.
    salience, capability, rule, exponent
        As for `on_scale`.

    Returns
    -------
    array, (draws, options)
        Each draw sums to one; an option that nobody wants has 0.

    Raises
    ------
    CallError
        If the shapes do not fit, or an ideal is not the number of an option.
    SolverError
        If a draw has no actor that takes part, or a number is out of range.

    Examples
    --------
    >>> near = [[0, 1, 2], [1, 0, 1], [2, 1, 0]]
    >>> on_options(near, ideal=[[0, 2]], salience=[1, 1], capability=[1, 1])
    array([[0.5, 0. , 0.5]])
    """
    apart = np.asarray(table, dtype=np.float64)
    wants = np.atleast_2d(np.asarray(ideal))
    if apart.ndim != 2 or apart.shape[0] != apart.shape[1]:
        message = f"distance table has the shape {apart.shape}; it must be (options, options)"
        raise CallError(message)
    options = len(apart)
    if wants.dtype.kind not in "iu" or (
        wants.size and not -1 <= wants.min() <= wants.max() < options
    ):
        message = f"an ideal is not an option; allowed: 0 to {options - 1}, or -1 for no part"
        raise CallError(message)
    _, weight = influence(np.where(wants < 0, np.nan, wants), salience, capability)
    wants = np.broadcast_to(wants, weight.shape)
    chances = np.empty((len(weight), options))
    for part in _blocks(len(weight), max(weight.shape[1], options) * options):
        here = wants[part]
        candidate = (here[:, :, None] == np.arange(options)).any(axis=1)
        chances[part] = elect(apart[here], weight[part], candidate, rule, exponent)
    return chances


def elect(
    distance: ArrayLike,
    weight: ArrayLike,
    candidate: ArrayLike | None = None,
    rule: Rule = "recursion",
    exponent: float = 2.0,
) -> Floats:
    """Give each candidate its chance of being the settlement, from the actors' distances to it.

    Parameters
    ----------
    distance, weight, candidate
        As for `victory`.
    rule, exponent
        As for `on_scale`.

    Returns
    -------
    array, (draws, candidates)
        Each draw sums to one; 0 for those who do not stand.

    Raises
    ------
    CallError, SolverError
        As for `on_scale`.

    Examples
    --------
    >>> elect([[[0.0, 1.0], [1.0, 0.0]]], [[3.0, 1.0]], rule="conditional", exponent=1)
    array([[0.75, 0.25]])
    """
    if rule not in RULES:
        message = f"Condorcet rule is {rule!r}; allowed: {', '.join(RULES)}"
        raise CallError(message)
    return RULES[rule](victory(distance, weight, candidate, exponent))


def victory(
    distance: ArrayLike,
    weight: ArrayLike,
    candidate: ArrayLike | None = None,
    exponent: float = 2.0,
) -> Floats:
    """Give the chance that each candidate beats each other one.

    Parameters
    ----------
    distance : array-like, (draws, actors, candidates), at least 0
        How far each candidate is from what each actor wants, in any unit an actor likes.
    weight : array-like, (draws, actors), at least 0
        Influence c s; 0 for an actor that takes no part, whose distances are not looked at.
    candidate : array-like of bool, (draws, candidates), optional
        Who stands, each distinct candidate once; all where not given.
    exponent : float, greater than 0
        Exponent n: 1 linear, 2 squared; the higher, the surer the majority.

    Returns
    -------
    array, (draws, candidates, candidates)
        V: row beats column, 1/2 on the diagonal; rows and columns of those who do not stand are 0.

    Raises
    ------
    CallError
        If the shapes do not fit.
    SolverError
        If a draw has no candidate, or a number is out of range.

    Examples
    --------
    >>> victory([[[0.0, 1.0], [1.0, 0.0]]], [[3.0, 1.0]])
    array([[[0.5, 0.9],
            [0.1, 0.5]]])
    """
    apart = np.ascontiguousarray(distance, dtype=np.float64)
    held = np.ascontiguousarray(weight, dtype=np.float64)
    if apart.ndim != 3 or held.shape != apart.shape[:2]:
        message = (
            f"distance has the shape {apart.shape} and weight {held.shape};"
            " they must be (draws, actors, candidates) and (draws, actors)"
        )
        raise CallError(message)
    shape = (apart.shape[0], apart.shape[2])
    stands = np.ones(shape, np.bool_) if candidate is None else np.asarray(candidate, np.bool_)
    if stands.shape != shape:
        message = f"candidate has the shape {stands.shape}; it must be {shape}"
        raise CallError(message)
    if not stands.any(axis=1).all():
        message = "a draw has no candidate; at least one must stand"
        raise SolverError(message)
    if not (np.isfinite(exponent) and exponent > 0):
        message = f"victory exponent is {exponent}; it must be a finite number greater than 0"
        raise SolverError(message)
    seen = apart[(held > 0)[:, :, None] & stands[:, None, :]]
    if not all((np.isfinite(part) & (part >= 0)).all() for part in (held, seen)):
        message = "a weight or a distance is wrong; each must be a finite number of at least 0"
        raise SolverError(message)
    return _victory(apart, held, stands, float(exponent))


def recursion(chances: Floats) -> Floats:
    """Rate candidates by whom they beat, counting strong opponents for more.

    The Perron eigenvector of V, the limit of V applied again and again to equal ratings. A sure
    winner need not take all: rivals that it beats keep a share for what they win of one another.

    Parameters
    ----------
    chances : array, (draws, candidates, candidates)
        V, as `victory` gives it.

    Returns
    -------
    array, (draws, candidates)
        Each draw sums to one.

    References
    ----------
    Keener 1993.
    """
    return _perron(np.ascontiguousarray(chances))


def conditional(chances: Floats) -> Floats:
    """Rate candidates by the chance that they beat every other, given that one candidate does.

    Parameters and the array returned are as for `recursion`.

    Raises
    ------
    SolverError
        If in a draw every candidate is sure to lose to some other.

    References
    ----------
    Wise and Bankes 2015.
    """
    stands = np.diagonal(chances, axis1=1, axis2=2) > 0
    with np.errstate(divide="ignore"):  # a sure defeat: log 0 = -inf, weight 0
        every = np.log(np.where(stands[:, None, :], chances, 1.0)).sum(axis=2)
    best = every.max(axis=1, keepdims=True)
    if np.isinf(best).any():
        message = "in a draw every candidate is sure to lose to some other; no conditional chances"
        raise SolverError(message)
    weight = np.exp(every - best)
    share: Floats = weight / weight.sum(axis=1, keepdims=True)
    return share


def markov_uniform(chances: Floats) -> Floats:
    """Rate candidates by how long each holds the floor when challengers come at random.

    Parameters and the array returned are as for `recursion`.

    References
    ----------
    Wise and Bankes 2015.
    """
    # The formula is p = (diag(V 1) + V) p / m; all columns of the bracket sum to m, its root.
    moves = chances.copy()
    own = np.arange(chances.shape[1])
    moves[:, own, own] += chances.sum(axis=2)
    return _perron(moves)


RULES: dict[str, Callable[[Floats], Floats]] = {
    "recursion": recursion,
    "conditional": conditional,
    "markov_uniform": markov_uniform,
}


def _blocks(draws: int, size: int) -> list[slice]:
    step = max(1, _BLOCK // max(size, 1))
    return [slice(start, start + step) for start in range(0, draws, step)]


@njit(cache=True, error_model="numpy")
def _victory(
    distance: Floats, weight: Floats, candidate: NDArray[np.bool_], exponent: float
) -> Floats:
    draws, actors, candidates = distance.shape
    chances = np.zeros((draws, candidates, candidates))
    for draw in range(draws):
        for k in range(candidates):
            if not candidate[draw, k]:
                continue
            chances[draw, k, k] = 0.5
            for rival in range(k):
                if not candidate[draw, rival]:
                    continue
                own, other = 0.0, 0.0
                for actor in range(actors):
                    held = weight[draw, actor]
                    if held == 0.0:
                        continue
                    near, far = distance[draw, actor, k], distance[draw, actor, rival]
                    if abs(near - far) <= _TIE * (near + far):
                        own += held / 2
                        other += held / 2
                    elif near < far:
                        own += held
                    else:
                        other += held
                chances[draw, k, rival] = beats(own, other, exponent)
                chances[draw, rival, k] = beats(other, own, exponent)
    return chances


@njit(cache=True, error_model="numpy")
def beats(own: float, other: float, exponent: float) -> float:
    """Give the chance that one side beats the other, from the influence behind each."""
    # The weaker side over the stronger: its power can vanish but not overflow.
    if own == other:
        return 0.5
    odds: float = (min(own, other) / max(own, other)) ** exponent
    return (1.0 if own > other else odds) / (1.0 + odds)


@njit(cache=True)
def _perron(matrix: Floats) -> Floats:
    """Return the leading eigenvector of each non-negative matrix, summing to one."""
    draws, size, _ = matrix.shape
    answer = np.empty((draws, size))
    for draw in range(draws):
        power = matrix[draw].copy()
        vector = _row_shares(power)
        for _ in range(_SQUARINGS):
            square = np.zeros((size, size))
            for i in range(size):
                for j in range(size):
                    for k in range(size):
                        square[i, k] += power[i, j] * power[j, k]
            power = square
            last, vector = vector, _row_shares(power)
            moved = 0.0
            for i in range(size):
                moved = max(moved, abs(vector[i] - last[i]))
            if moved < _CONVERGED:
                break
        answer[draw] = vector
    return answer


@njit(cache=True)
def _row_shares(matrix: Floats) -> Floats:
    """Scale a matrix, in place, to sum to one, and return the sums of its rows."""
    size = len(matrix)
    total = 0.0
    for i in range(size):
        for j in range(size):
            total += matrix[i, j]
    shares = np.zeros(size)
    for i in range(size):
        for j in range(size):
            matrix[i, j] /= total
            shares[i] += matrix[i, j]
    return shares


def _name(rule: str, exponent: float) -> str:
    kind = {1.0: "linear", 2.0: "squared"}.get(exponent, f"power_{exponent:g}")
    return f"condorcet_{rule}_{kind}"


def _card(rule: Rule, exponent: float, source: str, meaning: str) -> ModelCard[Forecast]:
    title, kind = rule.replace("_", " "), {1.0: "linear", 2.0: "squared"}[exponent]
    return ModelCard(
        name=_name(rule, exponent),
        title=f"Condorcet election, {title}, {kind} victory probability",
        source=source,
        inputs=("position", "salience", "capability"),
        assumes=(
            "actors support the nearer of two positions with all their influence",
            "the settlement is a position that some actor holds",
            meaning,
        ),
        ambiguities=(
            "equally near positions share an actor's support",
            "the position of an actor without influence stands for election like any other",
            "where nobody has any influence every distinct position is equally likely",
        ),
        forecast=partial(on_scale, rule=rule, exponent=exponent),
    )


_WISE = "Wise and Bankes 2015"
_KINDS: tuple[tuple[Rule, str, str], ...] = (
    ("recursion", "Keener 1993", "a position is as likely as the positions it beats make it"),
    ("conditional", _WISE, "contests are independent, and one position wins them all"),
    ("markov_uniform", _WISE, "challengers come at random and the winner stays, without end"),
)

CARDS = tuple(
    _card(rule, exponent, source, meaning)
    for rule, source, meaning in _KINDS
    for exponent in (2.0, 1.0)
)

CARD = CARDS[0]
