# SPDX-License-Identifier: Apache-2.0
"""The exchange model with equal gain: actors trade their votes on issues that matter less to them.

Two actors on opposite sides of the outcome on two issues can both gain: each moves on the issue
that matters less to it towards the other. The exchange is fixed where both gain the same. In every
round the most rewarding exchanges come first, until none is left; a vote is then taken on the
positions that actors have committed themselves to. Between rounds an actor's preferred position
moves part of the way to the one that it voted for.

References
----------
Stokman, F. N. and van Oosten, R. 1994. The exchange of voting positions: an object-oriented model
of policy networks. In B. Bueno de Mesquita and F. N. Stokman (eds), European Community Decision
Making. Yale University Press.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

import numpy as np

from foedus.bargaining.exchange_round import outcome_of, trade
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
    from numpy.typing import ArrayLike

Sides: TypeAlias = Literal["votes", "start"]
"""When it is judged who stands on which side: by all votes so far, or at the start of a round."""

Ties: TypeAlias = Literal["first", "last"]
"""Which of equally rewarding exchanges comes first, in the order of issues, then of actors."""

ROUNDS = 10
"""Rounds that are played where the caller says nothing."""

PULL = (0.1, 0.4)
"""Share of the way to its vote that a preference moves: the first, and the second times 1 - s."""

# Beyond this, products of lengths could overflow.
_HUGE = 1e100


@dataclass(frozen=True, slots=True, eq=False)
class Exchanges:
    """What was exchanged: one row an exchange, all columns equally long.

    Actor i demands issue p and supplies issue q: j moves towards i on p, i towards j on q.

    Parameters
    ----------
    draw, turn : arrays of whole numbers, (exchanges,)
        The draw, and the round in which it happened (the first is 1), in the order of events.
    issue_p, issue_q, actor_i, actor_j : arrays of whole numbers, (exchanges,)
        Who exchanged what; p comes before q among the issues.
    move_j, move_i : arrays, (exchanges,)
        How far j moved on p and i on q, in the units of the positions, with its sign.
    gain : array, (exchanges,)
        What each of the two gains: salience times the length by which outcomes come nearer, in
        lengths of the scales.
    externality : array, (exchanges, actors)
        What each third actor gains or, below 0, loses by it, in the unit of `gain`; 0 for i and j.
    """

    draw: Whole
    turn: Whole
    issue_p: Whole
    issue_q: Whole
    actor_i: Whole
    actor_j: Whole
    move_j: Floats
    move_i: Floats
    gain: Floats
    externality: Floats


@dataclass(frozen=True, slots=True, eq=False)
class ExchangeForecast(RoundsForecast):
    """What the exchange model says: votes and what they settle, preferences, and the exchanges.

    `positions` holds the votes of each round and `settlements` their weighted means: these are the
    model's answer. Before the first round votes are what actors prefer.

    Parameters
    ----------
    preferences : array, (draws, rounds + 1, actors, issues)
        What actors prefer before the first round, then after each; a round starts from these.
    preference_settlements : array, (draws, rounds + 1, issues)
        Weighted means of the preferences: what would be settled on without exchanges.
    exchanges : Exchanges
        Every exchange.
    """

    preferences: Floats
    preference_settlements: Floats
    exchanges: Exchanges


def exchange_positions(
    position: ArrayLike,
    salience: ArrayLike,
    capability: ArrayLike,
    *,
    rounds: int = ROUNDS,
    sides: Sides = "start",
    ties: Ties = "first",
    pull: tuple[float, float] = PULL,
    span: ArrayLike = 1.0,
) -> ExchangeForecast:
    """Let actors exchange voting positions at equal gain, round by round.

    Parameters
    ----------
    position : array-like, (draws, actors, issues) or (actors, issues)
        Positions x that actors prefer; NaN for an actor that takes no part in an issue.
    salience : array-like, the same shape or one that broadcasts to it, range [0, 1]
        How much the issue matters, s. An actor's utility is -s |O - x|, summed over issues.
    capability : array-like, the same shape or one that broadcasts to it, at least 0
        Means, c. The unit is free.
    rounds : int, at least 1
        Rounds to play.
    sides : {"votes", "start"}
        Partners stand on opposite sides of the outcome at the start of the round, or of that on
        all votes as they are. The first comes nearer to the reference runs; where an outcome has
        passed what a partner prefers, that partner gains more than the other. Under the second
        both always gain the same. Under both, no outcome passes what its demander prefers.
    ties : {"first", "last"}
        Which of equal gains comes first, in the order of issue p, issue q, actor i, actor j.
    pull : pair of float, each at least 0, together at most 1
        Between rounds a preference moves ``pull[0] + pull[1] (1 - s)`` of the way to the vote.
    span : array-like, (issues,) or a number, above 0
        Length of each issue's scale, in units of its positions: makes issues comparable. By
        default all issues are on scales of one unit.

    Returns
    -------
    ExchangeForecast

    Raises
    ------
    CallError
        If shapes do not fit or an option is not one of those allowed.
    SolverError
        If a number is out of range, or an issue of a draw has no actor.

    References
    ----------
    Stokman and van Oosten 1994.

    Examples
    --------
    >>> run = exchange_positions([[0, 0], [100, 100]], [[0.9, 0.1], [0.1, 0.9]], 1, rounds=1)
    >>> run.settlements[0].round(9).tolist()
    [[10.0, 90.0], [0.0, 100.0]]
    >>> run.exchanges.gain.round(9).tolist()
    [8.0]
    """
    x, s, w, length = _inputs(position, salience, capability, span)
    _options(rounds, sides, ties, pull)
    draws, actors, issues = x.shape
    votes = np.empty((draws, rounds + 1, actors, issues))
    prefer = np.empty_like(votes)
    votes[:, 0] = prefer[:, 0] = x
    rows: list[tuple[Whole, Floats, Floats]] = []
    places: list[tuple[int, int]] = []
    step = pull[0] + pull[1] * (1 - s)
    for draw in range(draws):
        for turn in range(rounds):
            now = np.ascontiguousarray(prefer[draw, turn])
            voted, who, moves, spill = trade(
                now, s[draw], w[draw], length, sides == "start", ties == "last"
            )
            rows.append((who, moves, spill))
            places.append((draw, turn + 1))
            votes[draw, turn + 1] = voted
            prefer[draw, turn + 1] = now + step[draw] * (voted - now)
    who, moves, spill = (np.concatenate(column) for column in zip(*rows, strict=True))
    where = np.repeat(np.array(places), [len(row[0]) for row in rows], axis=0)
    return ExchangeForecast(
        model=CARD.name,
        positions=votes,
        settlements=_outcomes(votes, w),
        moves=_moves(where, who, moves),
        preferences=prefer,
        preference_settlements=_outcomes(prefer, w),
        exchanges=_exchanges(where, who, moves, spill),
    )


def _exchanges(where: Whole, who: Whole, moves: Floats, spill: Floats) -> Exchanges:
    (draw, turn), (p, q, i, j) = where.T, who.T
    move_j, move_i = moves[:, 1] - moves[:, 0], moves[:, 3] - moves[:, 2]
    return Exchanges(draw, turn, p, q, i, j, move_j, move_i, moves[:, 4], spill)


def _moves(where: Whole, who: Whole, moves: Floats) -> Moves:
    """Write each exchange as the two moves that it consists of, that of j first."""
    p, q, i, j = who.T
    draw, turn = np.repeat(where, 2, axis=0).T
    issue, mover, by = (np.column_stack(pair).ravel() for pair in ((p, q), (j, i), (i, j)))
    before, after = moves[:, [0, 2]].ravel(), moves[:, [1, 3]].ravel()
    return Moves(draw, turn, issue, mover, by, before, after, np.zeros_like(issue), ("exchange",))


def _outcomes(positions: Floats, weight: Floats) -> Floats:
    draws, turns, _, issues = positions.shape
    settled = np.empty((draws, turns, issues))
    for draw, turn, issue in np.ndindex(settled.shape):
        settled[draw, turn, issue] = outcome_of(
            positions[draw, turn, :, issue], weight[draw, :, issue]
        )
    return settled


def _options(rounds: int, sides: Sides, ties: Ties, pull: tuple[float, float]) -> None:
    if not isinstance(rounds, (int, np.integer)) or isinstance(rounds, bool) or rounds < 1:
        message = f"rounds is {rounds!r}; it must be a whole number of at least 1"
        raise CallError(message)
    for name, value, kind in (("sides", sides, Sides), ("ties", ties, Ties)):
        if value not in get_args(kind):
            message = f"{name} is {value!r}; allowed: {', '.join(get_args(kind))}"
            raise CallError(message)
    try:
        shares = np.asarray(pull, dtype=np.float64)
    except (TypeError, ValueError):
        shares = np.empty(0)
    if shares.shape != (2,) or not (shares >= 0).all() or not shares.sum() <= 1:
        message = f"pull is {pull!r}; it must be two numbers of at least 0 with a sum of at most 1"
        raise CallError(message)


def _inputs(
    position: ArrayLike, salience: ArrayLike, capability: ArrayLike, span: ArrayLike
) -> tuple[Floats, Floats, Floats, Floats]:
    """Return positions, saliences, influence, each (draws, actors, issues), and lengths."""
    try:
        x, s, c = (np.asarray(array, np.float64) for array in (position, salience, capability))
        x = x[None] if x.ndim == 2 else x
        s, c = np.broadcast_to(s, x.shape), np.broadcast_to(c, x.shape)
        length = np.array(np.broadcast_to(np.asarray(span, np.float64), x.shape[-1:]))
    except (TypeError, ValueError):
        x = np.empty(0)
    if x.ndim != 3 or 0 in x.shape:
        shapes = ", ".join(shape_of(array) for array in (position, salience, capability, span))
        message = (
            f"position, salience, capability and span have the shapes {shapes}; they must be"
            " numbers that fit (draws, actors, issues), and (issues,) for span"
        )
        raise CallError(message)
    if not ((length >= 1 / _HUGE) & (length <= _HUGE)).all():
        message = f"a span is wrong; each must be a number from {1 / _HUGE:g} to {_HUGE:g}"
        raise SolverError(message)
    present = ~np.isnan(x)
    if (np.abs(x[present]) > _HUGE).any():
        message = f"a position lies beyond {_HUGE:g}; allowed: nearer to 0, or NaN for no part"
        raise SolverError(message)
    if not present.any(axis=1).all():
        draw, issue = (int(place) for place in np.argwhere(~present.any(axis=1))[0])
        message = f"no actor has a position on issue {issue} of draw {draw}; one is needed"
        raise SolverError(message)
    s = _checked("salience", s, present, 1.0, "a number from 0 to 1")
    c = _checked(
        "capability", c, present, np.finfo(np.float64).max, "a finite number of at least 0"
    )
    # Only ratios of capability count; scaled so that sums neither overflow nor vanish.
    most = c.max(axis=(1, 2), keepdims=True)
    return x, s, s * (c / np.where(most > 0, most, 1.0)), length


def _checked(what: str, value: Floats, present: np.ndarray, most: float, allowed: str) -> Floats:
    value = np.where(present, value, 0.0)
    wrong = ~((value >= 0) & (value <= most))
    if wrong.any():
        draw, actor, issue = (int(place) for place in np.argwhere(wrong)[0])
        message = (
            f"{what} of actor {actor} on issue {issue} of draw {draw} is"
            f" {value[draw, actor, issue]}; it must be {allowed}"
        )
        raise SolverError(message)
    return value


def _forecast(position: ArrayLike, salience: ArrayLike, capability: ArrayLike) -> RoundsForecast:
    return exchange_positions(position, salience, capability)


CARD: ModelCard[RoundsForecast] = ModelCard(
    name="exchange_equal_gain",
    title="Exchange of voting positions at equal gain",
    source="Stokman and van Oosten 1994",
    inputs=("position", "salience", "capability"),
    assumes=(
        "actors can commit themselves to a vote that they do not prefer, and know what others want",
        "what is settled is the mean of the votes, weighted by salience times capability",
        "utility falls in proportion to the distance of the outcome, on all issues alike",
        f"{ROUNDS} rounds; all issues are on scales of one length and unit",
    ),
    ambiguities=(
        "the settlement is that on votes; that on preferences is returned beside it",
        "sides are those at the start of a round (sides 'start'), limits by the votes so far",
        "of equal gains the first goes first, by issue p, issue q, actor i, actor j (ties 'first')",
        "an actor exactly at the outcome counts as left of it",
        "the same two actors exchange on the same two issues at most once in a round",
        "a preference moves 0.1 + 0.4 (1 - salience) of the way to the vote between rounds",
        "an issue on which nobody has influence has the plain mean as outcome and no exchanges",
    ),
    forecast=_forecast,
)
