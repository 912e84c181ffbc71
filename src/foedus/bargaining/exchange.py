# SPDX-License-Identifier: Apache-2.0
"""The exchange model: two actors trade support on two issues, each gaining as much as the other.

An actor gives way on an issue that matters less to it, for the other's support on one that matters
more. What is traded are voting positions; what actors want shifts a little towards how they voted
before the next round.

====== ========================================================================================
symbol meaning
====== ========================================================================================
x      what an actor wants on an issue in this round
y      how it votes
O      settlement of an issue, the mean of the votes weighted by w = c s
W      sum of all w on an issue
s_p    salience of issue p to an actor
dp     shift of the settlement of p in an exchange
====== ========================================================================================

*Who may trade.* Two actors that are on opposite sides of the settlement on both issues, at the
beginning of the round; an actor exactly at the settlement counts as below it. The one with the
higher s_p / s_q demands p and supplies q; with equal ratios there is nothing to gain.

*How much.* The supplier b of p moves its vote as far as what a wants, dp = move w_b / W_p; a then
moves on q by dq = dp (s_ap + s_bp) / (s_aq + s_bq), with which both gain s_ap dp - s_aq dq. If
that is further than what b wants, it is cut, and the first move with it. No settlement passes what
its demander wants.

*In which order.* The exchange with the highest gain is made, the others are worked out anew, until
none is left. Of equal gains (to 1e-9 of a point) the first in the order of issues, then of actors,
is made.

*Next round.* x moves towards y by (.4 (1 - s) + .1) (y - x).

References
----------
Stokman, F. N. and Van Oosten, R. C. H. 1994. The exchange of voting positions: an object-oriented
model of policy networks. In B. Bueno de Mesquita and F. N. Stokman (eds), European Community
Decision Making. Yale University Press.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
from numba import njit

from foedus.bargaining.outcome import (
    Floats,
    ModelCard,
    Moves,
    RoundsForecast,
    Whole,
    shape_of,
)
from foedus.errors import CallError, SolverError

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import ArrayLike, NDArray

Weights: TypeAlias = tuple[Floats, Floats]
"""Saliences, and shares of all influence."""
Shifts: TypeAlias = tuple[float, float, float]

ROUNDS: Final = 10
KINDS: Final = ("exchange",)
# Gains that differ by less are the same; smaller ones are none.
_SAME = 1e-9
_NOTHING = 1e-10


@dataclass(frozen=True, slots=True, eq=False)
class Exchanges:
    """Who traded what with whom: one row an exchange, all columns equally long.

    Parameters
    ----------
    draw, turn : arrays of whole numbers, (exchanges,)
        The draw, and the round (the first is 1).
    first, second : arrays of whole numbers, (exchanges,)
        The actors: the first demands `wanted` and supplies `given`, the second the other way
        round.
    wanted, given : arrays of whole numbers, (exchanges,)
        The issues.
    second_before, second_after : arrays, (exchanges,)
        The second actor's vote on `wanted`.
    first_before, first_after : arrays, (exchanges,)
        The first actor's vote on `given`.
    gain : array, (exchanges,)
        What each of both gains: points of settlement, times salience.
    external : array, (exchanges, actors)
        What every actor gains or loses by it in the same unit, by how much nearer the settlements
        come to what it wants; for both partners their gain.
    """

    draw: Whole
    turn: Whole
    first: Whole
    second: Whole
    wanted: Whole
    given: Whole
    second_before: Floats
    second_after: Floats
    first_before: Floats
    first_after: Floats
    gain: Floats
    external: Floats


@dataclass(frozen=True, slots=True, eq=False)
class ExchangeForecast(RoundsForecast):
    """Positions, votes and settlements by round, and every exchange.

    ``positions`` are what actors want at the beginning of a round, ``settlements`` what their votes
    come to after its exchanges; ``moves`` are those of votes.

    Parameters
    ----------
    votes : array, (draws, rounds + 1, actors, issues)
        How actors vote after the exchanges of a round.
    wanted : array, (draws, rounds + 1, issues)
        What would be settled on without the exchanges of a round.
    exchanges : Exchanges
        Of all rounds.
    """

    votes: Floats
    wanted: Floats
    exchanges: Exchanges


def exchange(
    position: ArrayLike, salience: ArrayLike, capability: ArrayLike, *, rounds: int = ROUNDS - 1
) -> ExchangeForecast:
    """Let actors trade support on pairs of issues, round by round.

    Parameters
    ----------
    position : array-like, (draws, actors, issues)
        What each actor wants, on one scale for all issues; NaN where it takes no part.
    salience, capability : array-like, the same shape or one that broadcasts to it
        How much an issue matters, 0 to 1, and an actor's means, at least 0.
    rounds : int, at least 0
        How often what actors want shifts towards how they voted.

    Returns
    -------
    ExchangeForecast
        ``settlements`` are those of the votes after the exchanges of each round.

    Raises
    ------
    CallError
        If the shapes do not fit.
    SolverError
        If an issue has no actor that takes part, or a number is out of range.

    References
    ----------
    Stokman and Van Oosten 1994.

    Examples
    --------
    >>> one = exchange([[[0.0, 0.0], [100.0, 100.0]]], [[[1.0, 0.5], [0.5, 1.0]]], 1.0, rounds=0)
    >>> one.settlements.round(1), one.exchanges.gain.round(1)
    (array([[[ 0., 100.]]]), array([16.7]))
    """
    if rounds < 0:
        message = f"the number of rounds is {rounds}; it must be at least 0"
        raise CallError(message)
    x, s, w = _fitted(position, salience, capability)
    draws, actors, issues = x.shape
    positions = np.empty((draws, rounds + 1, actors, issues))
    votes = np.empty_like(positions)
    share = w / w.sum(axis=1, keepdims=True)
    made = []
    for draw in range(draws):
        wants = x[draw]
        pairs = _pairs(s[draw])
        for turn in range(rounds + 1):
            begin = np.nansum(share[draw] * wants, axis=0)
            who, numbers, vote = _trade(wants, (s[draw], share[draw]), pairs, begin)
            positions[draw, turn], votes[draw, turn] = wants, vote
            made.append((np.full(len(who), draw), np.full(len(who), turn), who, numbers))
            wants = wants + (0.4 * (1 - s[draw]) + 0.1) * (vote - wants)
    draw_of, turn_of, who, numbers = (np.concatenate(rows) for rows in zip(*made, strict=True))
    wanted, settled = (np.nansum(share[:, None] * each, axis=2) for each in (positions, votes))
    trades = _exchanges(draw_of, turn_of, who, numbers, positions, s, share)
    return ExchangeForecast(CARD.name, positions, settled, _moves(trades), votes, wanted, trades)


def _fitted(
    position: ArrayLike, salience: ArrayLike, capability: ArrayLike
) -> tuple[Floats, Floats, Floats]:
    """Return positions, saliences and weights, with equal weights where nobody has any."""
    try:
        x = np.array(position, dtype=np.float64, order="C")
        s, c = (
            np.broadcast_to(np.asarray(values, dtype=np.float64), x.shape)
            for values in (salience, capability)
        )
    except (TypeError, ValueError):
        shapes = ", ".join(shape_of(array) for array in (position, salience, capability))
        message = (
            f"position, salience and capability have the shapes {shapes};"
            " they must be numbers that fit (draws, actors, issues)"
        )
        raise CallError(message) from None
    if x.ndim != 3 or not x.size:
        message = f"position has the shape {x.shape}; it must be (draws, actors, issues), none 0"
        raise CallError(message)
    part = ~np.isnan(x)
    _check("position", x, part & np.isinf(x), "it must be finite, or NaN for no part")
    _check("salience", s, part & ~((s >= 0) & (s <= 1)), "it must lie in [0, 1]")
    _check("capability", c, part & ~(np.isfinite(c) & (c >= 0)), "it must be finite, at least 0")
    if not part.any(axis=1).all():
        draw, issue = (int(place) for place in np.argwhere(~part.any(axis=1))[0])
        message = f"issue {issue} has no actor in draw {draw}; at least one takes part"
        raise SolverError(message)
    s = np.where(part, s, 0.0)
    largest = np.where(part, c, 0.0).max(axis=1, keepdims=True)
    w = s * np.where(part, c, 0.0) / np.where(largest > 0, largest, 1.0)
    s = np.ascontiguousarray(s)
    return x, s, np.where(w.sum(axis=1, keepdims=True) > 0, w, part.astype(np.float64))


def _check(what: str, values: Floats, wrong: NDArray[np.bool_], must: str) -> None:
    if wrong.any():
        draw, actor, issue = (int(place) for place in np.argwhere(wrong)[0])
        value = values[draw, actor, issue]
        message = f"{what} of actor {actor} on issue {issue} in draw {draw} is {value}; {must}"
        raise SolverError(message)


@njit(cache=True)
def _pairs(salience: Floats) -> Whole:
    """Return who could trade with whom whatever they want: a, b, p, q, with a demanding p."""
    actors, issues = salience.shape
    found = np.empty((issues * (issues - 1) * actors * (actors - 1) // 4, 4), dtype=np.intp)
    count = 0
    for p in range(issues):
        for q in range(p + 1, issues):
            for i in range(actors):
                for j in range(i + 1, actors):
                    mine = salience[i, p] * salience[j, q]
                    theirs = salience[j, p] * salience[i, q]
                    if mine == theirs:
                        continue
                    a, b = (i, j) if mine > theirs else (j, i)
                    found[count, 0], found[count, 1] = a, b
                    found[count, 2], found[count, 3] = p, q
                    count += 1
    return found[:count]


@njit(cache=True)
def _shifts(
    pairs: Whole, k: int, wants: Floats, votes: Floats, weights: Weights, at: Floats
) -> Shifts:
    """Return by how much an exchange shifts both settlements, and the gain; 0 for none."""
    a, b, p, q = pairs[k, 0], pairs[k, 1], pairs[k, 2], pairs[k, 3]
    s, share = weights
    up_p = 1.0 if wants[a, p] > wants[b, p] else -1.0
    up_q = 1.0 if wants[b, q] > wants[a, q] else -1.0
    # What the supplier can still give, and what the demander still wants.
    most_p = min((wants[a, p] - votes[b, p]) * share[b, p] * up_p, (wants[a, p] - at[p]) * up_p)
    most_q = min((wants[b, q] - votes[a, q]) * share[a, q] * up_q, (wants[b, q] - at[q]) * up_q)
    if most_p <= 0 or most_q <= 0:
        return 0.0, 0.0, 0.0
    ratio = (s[a, p] + s[b, p]) / (s[a, q] + s[b, q])
    shift_p = min(most_p, most_q / ratio)
    shift_q = min(most_q, most_p * ratio)
    return up_p * shift_p, up_q * shift_q, s[a, p] * shift_p - s[a, q] * shift_q


@njit(cache=True)
def _opposed(pairs: Whole, wants: Floats, share: Floats, at: Floats) -> Whole:
    """Return the pairs that are on opposite sides of the settlements of both their issues."""
    found = np.empty_like(pairs)
    count = 0
    for pair in pairs:
        a, b, p, q = pair
        apart = share[a, q] > 0 and share[b, p] > 0
        for issue in (p, q):
            there = not np.isnan(wants[a, issue] + wants[b, issue])
            sides = (wants[a, issue] <= at[issue]) != (wants[b, issue] <= at[issue])
            apart = apart and there and sides
        if apart:
            found[count] = pair
            count += 1
    return found[:count]


@njit(cache=True)
def _blocks(pairs: Whole, issues: int) -> Whole:
    """Return where the pairs of each two issues begin and end, and the issues."""
    found = np.zeros((issues * (issues - 1) // 2, 4), dtype=np.intp)
    block, at = 0, 0
    for p in range(issues):
        for q in range(p + 1, issues):
            found[block, 0], found[block, 2], found[block, 3] = at, p, q
            while at < len(pairs) and pairs[at, 2] == p and pairs[at, 3] == q:
                at += 1
            found[block, 1] = at
            block += 1
    return found


@njit(cache=True)
def _first_best(gain: Floats) -> int:
    """Return the first of those with the highest gain, or -1 where there is nothing to gain."""
    best, most = -1, _NOTHING
    for k in range(len(gain)):
        if gain[k] > most + (_SAME if best >= 0 else 0.0):
            best, most = k, gain[k]
    return best


@njit(cache=True)
def _best_of(
    begin: int,
    end: int,
    pairs: Whole,
    wants: Floats,
    votes: Floats,
    weights: Weights,
    at: Floats,
) -> tuple[int, float]:
    """Return the first pair with the highest gain among those from one place to another."""
    best, most = -1, 0.0
    for k in range(begin, end):
        gain = _shifts(pairs, k, wants, votes, weights, at)[2]
        if gain > most + (_SAME if best >= 0 else 0.0):
            best, most = k, gain
    return best, most


@njit(cache=True)
def _given(vote: float, shift: float, share: float, target: float) -> float:
    """Return a vote after it has shifted a settlement; rounding leaves no crumbs to trade."""
    moved = vote + shift / share
    return target if abs(target - moved) < _SAME else moved


@njit(cache=True)
def _trade(
    wants: Floats, weights: Weights, pairs: Whole, begin: Floats
) -> tuple[Whole, Floats, Floats]:
    """Make every exchange of a round: who and on what; votes and settlements; votes at the end."""
    share = weights[1]
    votes, at = wants.copy(), begin.copy()
    open_ = _opposed(pairs, wants, share, at)
    blocks = _blocks(open_, wants.shape[1])
    # The best of each two issues: an exchange changes only those that share an issue with it.
    leaders, gain = np.empty(len(blocks), dtype=np.intp), np.empty(len(blocks))
    for n in range(len(blocks)):
        first, last = blocks[n, 0], blocks[n, 1]
        leaders[n], gain[n] = _best_of(first, last, open_, wants, votes, weights, at)
    who, numbers = np.empty((16, 4), dtype=np.intp), np.empty((16, 7))
    made = 0
    while True:
        block = _first_best(gain)
        if block < 0:
            return who[:made], numbers[:made], votes
        best = leaders[block]
        if made == len(who):
            who = np.concatenate((who, np.empty_like(who)))
            numbers = np.concatenate((numbers, np.empty_like(numbers)))
        a, b, p, q = open_[best]
        shift_p, shift_q, _ = _shifts(open_, best, wants, votes, weights, at)
        who[made] = open_[best]
        numbers[made, :2] = votes[b, p], votes[a, q]
        votes[b, p] = _given(votes[b, p], shift_p, share[b, p], wants[a, p])
        votes[a, q] = _given(votes[a, q], shift_q, share[a, q], wants[b, q])
        numbers[made, 2:] = votes[b, p], votes[a, q], at[p], at[q], gain[block]
        at[p] += shift_p
        at[q] += shift_q
        made += 1
        for n in range(len(blocks)):
            if blocks[n, 2] in (p, q) or blocks[n, 3] in (p, q):
                first, last = blocks[n, 0], blocks[n, 1]
                leaders[n], gain[n] = _best_of(first, last, open_, wants, votes, weights, at)


def _exchanges(
    draw: Whole,
    turn: Whole,
    who: Whole,
    numbers: Floats,
    positions: Floats,
    s: Floats,
    share: Floats,
) -> Exchanges:
    a, b, p, q = who.T
    before_b, before_a, after_b, after_a, at_p, at_q, gain = numbers.T
    shift_p = (after_b - before_b) * share[draw, b, p]
    shift_q = (after_a - before_a) * share[draw, a, q]
    nearer = np.zeros((len(draw), positions.shape[2]))
    for issue, at, shift in ((p, at_p, shift_p), (q, at_q, shift_q)):
        want = positions[draw, turn, :, issue]
        closer = np.abs(want - at[:, None]) - np.abs(want - (at + shift)[:, None])
        nearer += np.nan_to_num(s[draw, :, issue] * closer)
    return Exchanges(draw, turn + 1, a, b, p, q, before_b, after_b, before_a, after_a, gain, nearer)


def _moves(made: Exchanges) -> Moves:
    """Return both moves of every exchange, one after the other."""

    def both(one: NDArray[Any], other: NDArray[Any]) -> NDArray[Any]:
        return np.stack([one, other], axis=1).ravel()

    return Moves(
        both(made.draw, made.draw),
        both(made.turn, made.turn),
        both(made.wanted, made.given),
        both(made.second, made.first),
        both(made.first, made.second),
        both(made.second_before, made.first_before),
        both(made.second_after, made.first_after),
        np.zeros(2 * len(made.draw), dtype=np.intp),
        KINDS,
    )


def _forecast(position: ArrayLike, salience: ArrayLike, capability: ArrayLike) -> ExchangeForecast:
    return exchange(position, salience, capability)


CARD: ModelCard[RoundsForecast] = ModelCard(
    name="exchange",
    title="Exchange: pairs of actors trade support on two issues, at equal gain",
    source="Stokman and Van Oosten 1994",
    inputs=("position", "salience", "capability"),
    assumes=(
        "issues are on one scale and are settled together: a single issue is left as it is",
        "a settlement is the mean of votes, weighted by salience and capability",
        "promises of support are kept, and third parties bear what trades cost them",
    ),
    ambiguities=(
        "equal gains: the first in the order of issues, then of actors, is made",
        "sides are those at the beginning of a round; the rest is worked out anew after each trade",
        "an actor exactly at the settlement counts as below it",
    ),
    forecast=_forecast,
)
