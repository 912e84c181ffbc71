# SPDX-License-Identifier: Apache-2.0
"""One round of equal-gain exchanges in one world: compiled arithmetic of the exchange model.

======== ================================================================================
symbol   meaning
======== ================================================================================
x        positions that actors prefer in this round; utility is -s |x - O| / span
y        positions that they vote for; x before the first exchange
s, w     salience, and influence on the issue (salience times capability)
O        outcome of an issue, sum(w y) / sum(w)
i, j     i demands issue p and supplies q; j demands q and supplies p
dp, dq   how far the exchange shifts the outcomes of p and q, in lengths of the scales
======== ================================================================================

References
----------
Stokman, F. N. and van Oosten, R. 1994. The exchange of voting positions: an object-oriented model
of policy networks. In B. Bueno de Mesquita and F. N. Stokman (eds), European Community Decision
Making. Yale University Press.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np
from numba import njit
from numpy.typing import NDArray

if TYPE_CHECKING:
    from foedus.bargaining.outcome import Floats

Bools: TypeAlias = NDArray[np.bool_]
"""An array of truth values."""

Numbers: TypeAlias = NDArray[np.int64]
"""An array of whole numbers."""

# Gains that differ by less, in shares of themselves, are equal: rounding alone can do as much.
_TIE = 1e-9
# A gain below this share of the largest stake is rounding, and no gain.
_NOTHING = 1e-12
# A move that falls short of the whole way by this share of it is a whole one.
_ROUNDING = 1e-12
# An actor is at the outcome when it is nearer than this share of the spread of positions.
_THERE = 1e-9


class _World(NamedTuple):
    """What stays the same in a round; `pull` is how far a unit of a move shifts the outcome."""

    prefer: Floats
    salience: Floats
    weight: Floats
    pull: Floats
    span: Floats
    near: Floats
    fixed: bool


class _State(NamedTuple):
    """What exchanges change: votes, outcomes, who stands right of them, what pairs can do.

    The first axis of `right` and `room` is the issue; in `room` that of demanders and that of
    suppliers follow: how far the one can shift the outcome for the other.
    """

    votes: Floats
    outcome: Floats
    right: Bools
    room: Floats


@njit(cache=True)
def trade(
    prefer: Floats,
    salience: Floats,
    weight: Floats,
    span: Floats,
    fixed: bool,  # noqa: FBT001 - compiled functions take arguments by place
    last: bool,  # noqa: FBT001
) -> tuple[Floats, Numbers, Floats, Floats]:
    """Carry out exchanges, the largest gain first, until none is left.

    Parameters
    ----------
    prefer, salience, weight : arrays, (actors, issues)
        x, s and w. An actor with NaN for x takes no part in the issue; s and w are 0 there.
    span : array, (issues,)
        Length of each issue's scale, in units of its positions.
    fixed : bool
        Whether sides are those at the start of the round, or by the outcome on votes as they are.
    last : bool
        Whether the last of equal gains goes first, or the first.

    Returns
    -------
    votes : array, (actors, issues)
        y after the last exchange.
    who : array of whole numbers, (exchanges, 4)
        p, q, i, j.
    moves : array, (exchanges, 5)
        The position of j on p before and after, of i on q before and after, and the gain.
    spill : array, (exchanges, actors)
        What each third actor gains, or loses, by the exchange.
    """
    actors, issues = prefer.shape
    world, state, least = _begin(prefer, salience, weight, span, fixed)
    done = np.zeros((issues, issues, actors, actors), np.bool_)
    gains, pairs = np.zeros((issues, issues)), np.zeros((issues, issues, 2), np.int64)
    stale = np.ones(issues, np.bool_)
    who, moves, spill = np.zeros((64, 4), np.int64), np.zeros((64, 5)), np.zeros((64, actors))
    count = 0
    while True:
        _refresh(salience, state.room, done, stale, last, gains, pairs)
        p, q, gain = _largest(gains, last)
        if gain <= least:
            return state.votes, who[:count], moves[:count], spill[:count]
        i, j = pairs[p, q]
        done[p, q, i, j] = True
        if count == len(who):
            who = np.concatenate((who, np.zeros_like(who)))
            moves = np.concatenate((moves, np.zeros_like(moves)))
            spill = np.concatenate((spill, np.zeros_like(spill)))
        who[count] = (p, q, i, j)
        ratio = (salience[i, p] + salience[j, p]) / (salience[i, q] + salience[j, q])
        shift = min(state.room[p, i, j], state.room[q, j, i] / ratio)
        moves[count, 0], moves[count, 2] = state.votes[j, p], state.votes[i, q]
        _supply(world, state, p, i, j, shift, spill[count])
        _supply(world, state, q, j, i, shift * ratio, spill[count])
        moves[count, 1], moves[count, 3] = state.votes[j, p], state.votes[i, q]
        moves[count, 4] = gain
        stale[:] = False
        stale[p] = stale[q] = True
        count += 1


@njit(cache=True)
def outcome_of(votes: Floats, weight: Floats) -> float:
    """Return the mean of the positions of those present, by weight or, without any, plainly."""
    above, below, plain, present = 0.0, 0.0, 0.0, 0
    lowest, highest = np.inf, -np.inf
    for actor in range(len(votes)):
        y = votes[actor]
        if not np.isnan(y):
            above += weight[actor] * y
            below += weight[actor]
            plain += y
            present += 1
            lowest, highest = min(lowest, y), max(highest, y)
    # Rounding may carry a mean of equal positions past them.
    return min(max(above / below if below > 0 else plain / present, lowest), highest)


@njit(cache=True)
def _begin(
    prefer: Floats,
    salience: Floats,
    weight: Floats,
    span: Floats,
    fixed: bool,  # noqa: FBT001
) -> tuple[_World, _State, float]:
    """Set up a round, and say which gain is too small to be one."""
    actors, issues = prefer.shape
    pull, near, least = np.zeros((actors, issues)), np.zeros(issues), 0.0
    for k in range(issues):
        total = weight[:, k].sum()
        if total > 0:
            pull[:, k] = weight[:, k] / total
        spread = np.nanmax(prefer[:, k]) - np.nanmin(prefer[:, k])
        near[k] = _THERE * spread
        least = max(least, _NOTHING * salience[:, k].max() * spread / span[k])
    world = _World(prefer, salience, weight, pull, span, near, fixed)
    state = _State(
        prefer.copy(),
        np.zeros(issues),
        np.zeros((issues, actors), np.bool_),
        np.zeros((issues, actors, actors)),
    )
    for k in range(issues):
        state.outcome[k] = outcome_of(prefer[:, k], weight[:, k])
        _sides(world, state, k)
        _rooms(world, state, k)
    return world, state, least


@njit(cache=True)
def _sides(world: _World, state: _State, k: int) -> None:
    """Tell who prefers more than the outcome; who is at it counts as left of it."""
    for actor in range(len(world.prefer)):
        beyond = world.prefer[actor, k] - state.outcome[k]
        state.right[k, actor] = beyond > world.near[k]


@njit(cache=True)
def _rooms(world: _World, state: _State, k: int) -> None:
    """Work out how far each supplier can shift the outcome for each demander."""
    x, right = world.prefer[:, k], state.right[k]
    for to in range(len(x)):
        sign = 1.0 if right[to] else -1.0
        for by in range(len(x)):
            state.room[k, to, by] = 0.0
            if right[to] == right[by] or np.isnan(x[to]) or np.isnan(x[by]):
                continue
            length = sign * (x[to] - state.votes[by, k]) * world.pull[by, k]
            limit = sign * (x[to] - state.outcome[k])
            state.room[k, to, by] = max(min(length, limit), 0.0) / world.span[k]


@njit(cache=True)
def _supply(
    world: _World, state: _State, k: int, to: int, by: int, shift: float, spill: Floats
) -> None:
    """Move a supplier so that the outcome shifts as agreed, and note what others make of it."""
    aim, stood = world.prefer[to, k], state.votes[by, k]
    way = shift * world.span[k] / world.pull[by, k]
    if way >= (1 - _ROUNDING) * abs(aim - stood):
        state.votes[by, k] = aim
    else:
        state.votes[by, k] += way if state.right[k, to] else -way
    before = state.outcome[k]
    after = outcome_of(state.votes[:, k], world.weight[:, k])
    state.outcome[k] = after
    for other in range(len(spill)):
        x = world.prefer[other, k]
        if other not in (to, by) and not np.isnan(x):
            nearer = (abs(before - x) - abs(after - x)) / world.span[k]
            spill[other] += world.salience[other, k] * nearer
    if not world.fixed:
        _sides(world, state, k)
    _rooms(world, state, k)


@njit(cache=True)
def _refresh(
    salience: Floats,
    room: Floats,
    done: Bools,
    stale: Bools,
    last: bool,  # noqa: FBT001
    gains: Floats,
    pairs: Numbers,
) -> None:
    """Find anew the best exchange on every two issues of which one has changed."""
    issues, actors, _ = room.shape
    for p in range(issues):
        for q in range(p + 1, issues):
            if not (stale[p] or stale[q]):
                continue
            gains[p, q] = 0.0
            for i in range(actors):
                for j in range(actors):
                    on_p = room[p, i, j]
                    if on_p == 0.0:
                        continue
                    # i demands p only if p, held against q, matters more to it than to j.
                    cares = salience[i, p] * salience[j, q] - salience[j, p] * salience[i, q]
                    if cares <= 0.0:
                        continue
                    on_q = room[q, j, i]
                    if on_q == 0.0 or done[p, q, i, j]:
                        continue
                    demand = salience[i, p] + salience[j, p]
                    supply = salience[i, q] + salience[j, q]
                    gain = cares * min(on_p / supply, on_q / demand)
                    if _comes_before(gain, gains[p, q], last):
                        gains[p, q] = gain
                        pairs[p, q] = (i, j)


@njit(cache=True)
def _largest(gains: Floats, last: bool) -> tuple[int, int, float]:  # noqa: FBT001
    """Return the two issues with the largest gain, and the gain."""
    best, most = (0, 0), 0.0
    for p in range(len(gains)):
        for q in range(p + 1, len(gains)):
            if _comes_before(gains[p, q], most, last):
                best, most = (p, q), gains[p, q]
    return best[0], best[1], most


@njit(cache=True)
def _comes_before(gain: float, other: float, last: bool) -> bool:  # noqa: FBT001
    """Say whether a gain beats one that came earlier in the order."""
    return gain > 0.0 and (gain >= other * (1 - _TIE) if last else gain > other * (1 + _TIE))
