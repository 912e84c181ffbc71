# SPDX-License-Identifier: Apache-2.0
"""Rounds of the spatial model of politics: attitudes, challenges, bargains, votes, moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import numpy as np

from foedus.bargaining.condorcet import RULES
from foedus.bargaining.spatial_bargains import COMMITMENTS, challenge, offers, prospects
from foedus.bargaining.spatial_votes import VOTES, distances, pairwise, repeats

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from foedus.bargaining.outcome import Floats, Whole
    from foedus.bargaining.spatial_input import Reading, Scaled

# Positions closer than this share of the scale stand for election as one (the authors' value).
_SAME = 1e-3
# Chances whose ratio differs from one by less are a tie.
_TIE = 1e-9

Numbers = TypeVar("Numbers", bound="NDArray[Any]")


class State(NamedTuple):
    """Where some draws stand after a round: an array a column, draw axis first."""

    x: Floats
    risk: Floats
    chances: Floats
    by: Whole
    """Whose bargain, or with whom, an actor moved."""
    own: NDArray[np.bool_]
    """Whether the bargain was the actor's own."""

    def only(self, draws: Whole) -> State:
        """Take some of the draws."""
        return State(
            self.x[draws], self.risk[draws], self.chances[draws], self.by[draws], self.own[draws]
        )

    def updated(self, draws: Whole, after: State) -> State:
        """Put other states in the place of some draws."""

        def put(column: Numbers, values: Numbers) -> Numbers:
            changed = column.copy()
            changed[draws] = values
            return changed

        return State(
            put(self.x, after.x),
            put(self.risk, after.risk),
            put(self.chances, after.chances),
            put(self.by, after.by),
            put(self.own, after.own),
        )


def talk(field: Scaled, reading: Reading, rounds: int, stop: float) -> tuple[list[State], Whole]:
    """Return the states of a block of draws, and the rounds that each draw took."""
    nobody = np.full(field.capability.shape, -1)
    history = [_stand(field, field.x, nobody, nobody > 0, reading)]
    live, used = np.arange(len(nobody)), np.zeros(len(nobody), dtype=np.intp)
    first = np.zeros(len(nobody))
    for turn in range(1, rounds + 1):
        before = history[-1].only(live)
        after = _round(field.only(live), before, reading)
        history.append(history[-1].updated(live, after))
        used[live] = turn
        path = np.sqrt(np.nansum((after.x - before.x) ** 2, axis=2)).sum(axis=1)
        if turn == 1:
            first = path
        live = live[path > stop * first[live]]
        if not len(live):
            break
    return history, used


def _stand(field: Scaled, x: Floats, by: Whole, own: NDArray[np.bool_], reading: Reading) -> State:
    """Add to positions what follows from them: attitudes to risk, and chances to be settled on."""
    vote = VOTES.index(reading.vote)
    apart = distances(x, field.salience)
    ballot = np.where(field.stands, np.arange(x.shape[1]), -1)[:, None]

    def elect(utility: Floats, ballot: Whole) -> Floats:
        chances = pairwise(
            np.swapaxes(utility, 1, 2).copy(), field.capability, ballot, vote, reading.exponent
        )
        return RULES[reading.election](chances[:, 0])

    neutral = np.where(field.stands, elect(1 - apart, ballot), np.nan)
    least = np.nanmin(neutral, axis=1, keepdims=True)
    spread = np.nanmax(neutral, axis=1, keepdims=True) - least
    even = spread <= _TIE
    scale = (neutral - least) / np.where(even, 1.0, spread)
    risk = np.where(even, 0 * neutral, reading.risk_floor + (1 - reading.risk_floor) * scale)
    utility = (1 - apart) * (1 + apart * np.nan_to_num(risk)[:, :, None])
    return State(x, risk, elect(utility, np.where(repeats(x, _SAME)[:, None], -1, ballot)), by, own)


def _round(field: Scaled, state: State, reading: Reading) -> State:
    """Let some draws challenge, bargain, vote and move once."""
    x, salience, vote = state.x, field.salience, VOTES.index(reading.vote)
    stands, total, risk = field.stands, salience.sum(axis=2), np.nan_to_num(state.risk)
    apart = distances(x, salience)
    manner = (
        vote,
        COMMITMENTS.index(reading.commitment),
        float(reading.exponent),
        float(reading.projection),
        float(reading.least_gain),
    )
    influence = field.capability * total
    target, _, chance = challenge(apart, risk, total, influence, stands, manner)
    terms = offers(x, salience, target, chance, float(reading.power), reading.steps)
    utility = prospects(x, salience, apart, risk, stands, target, terms)
    ballot = _ballots(target)
    wins = pairwise(utility, field.capability, ballot, vote, reading.exponent)
    shares = RULES[reading.election](wins.reshape(-1, *wins.shape[2:])).reshape(ballot.shape)
    likeliest = np.argmax(top(shares), axis=2)
    bargain = np.take_along_axis(ballot, likeliest[:, :, None], axis=2)[:, :, 0] - 1
    moves, own = bargain >= 0, bargain == np.arange(x.shape[1])
    by = np.where(own, target, bargain)
    rows = np.arange(len(x))[:, None]
    after = np.where(moves[:, :, None], terms[rows, bargain, np.where(own, 0, 1)], x)
    return _stand(field, after, by, own, reading)


def _ballots(target: Whole) -> Whole:
    """Return what each actor votes on settling, (draws, actors, places): option 0, to stand still.

    Option i + 1 is the bargain of actor i; -1 is an empty place.
    """
    actors = np.arange(target.shape[1])
    joins = target[:, None, :] == actors[:, None]
    joins |= (actors[:, None] == actors) & (target >= 0)[:, None]
    places = joins.sum(axis=2).max()
    order = np.argsort(~joins, axis=2, kind="stable")[:, :, :places]
    options = np.where(np.take_along_axis(joins, order, axis=2), order + 1, -1)
    return np.pad(options, ((0, 0), (0, 0), (1, 0)))


def top(shares: Floats) -> NDArray[np.bool_]:
    """Say which shares are the largest of the last axis, up to rounding."""
    largest: NDArray[np.bool_] = shares >= shares.max(axis=-1, keepdims=True) * (1 - _TIE)
    return largest
