# SPDX-License-Identifier: Apache-2.0
"""The spatial model of politics: actors challenge, bargain and move on all issues at once.

In each round every actor picks the target from which a challenge promises it most, and offers a
bargain that moves both. Each actor then settles the bargains that touch it, its standing still
among them, by a probabilistic Condorcet election in which all actors vote, and moves to its place
in the likeliest. The rounds end when moves have become small.

====== ========================================================================================
symbol meaning
====== ========================================================================================
x_ik   position of actor i on issue k, from 0 to 1
s_ik   salience, 0 to 1; s_i its sum over the issues, at most 1
c_i    capability; c_i s_i is i's influence in challenges, c_i its weight in elections
d_ij   distance of j's position as i sees it, sqrt(sum_k (s_ik (x_jk - x_ik))^2 / sum_k s_ik^2)
R_i    risk aversion: 1 at the likeliest position, its floor at the unlikeliest
u_ij   utility of j's position to i, (1 - d_ij) (1 + d_ij R_i)
P      chance that a challenger prevails, as it sees it
====== ========================================================================================

References
----------
Efird, B., Lester, L. and Wise, B. 2016. Analyzing coalitions in China's policy formulation:
reforming the role of state-owned enterprises in China's energy sector. KAPSARC discussion paper.

KAPSARC Toolkit for Behavioral Analysis. 2019. Spatial Model of Politics GUI user guide, version
1.4, and the reference logs of 30 May 2017.

Wise, B. and Bankes, S. 2015. Non-spatial probabilistic Condorcet election methodology.
arXiv, 11 May 2015.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias, get_args

import numpy as np

from foedus.bargaining.condorcet import RULES, Rule
from foedus.bargaining.outcome import Floats, ModelCard, Moves, RoundsForecast, Whole
from foedus.bargaining.spatial_round import (
    COMMITMENTS,
    VOTES,
    challenge,
    distances,
    offers,
    pairwise,
    prospects,
    repeats,
)
from foedus.bargaining.spatial_scale import Scaled, Span, scaled
from foedus.errors import CallError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

Vote: TypeAlias = Literal[
    "proportional", "binary", "proportional_binary", "cubic", "proportional_cubic"
]
Commitment: TypeAlias = Literal["no", "semi", "full"]
Settlement: TypeAlias = Literal["likeliest", "expected"]

KINDS = ("own bargain", "another's bargain")
"""What moved an actor: a bargain that it proposed, or one that was proposed to it."""

# Draws are worked through in blocks whose largest array has about this many numbers (16 MB).
_BLOCK = 2_000_000
# Positions closer than this share of the scale stand for election as one (the authors' value).
_SAME = 1e-3
# Chances whose ratio differs from one by less are a tie.
_TIE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the authors leave to the user; the defaults are those of their published runs.

    Parameters
    ----------
    vote : {"proportional", "binary", "proportional_binary", "cubic", "proportional_cubic"}
        A vote is influence times the difference of utilities, all influence, 80 % of the first
        and 20 % of the second, influence times the cubed difference, or half of each.
    exponent : float, greater than 0
        Exponent of every chance to win: 1 linear, 2 square, 4 quartic, 8 octic.
    commitment : {"no", "semi", "full"}
        A third party keeps its position whatever comes; takes the winner's if its side loses;
        takes the winner's in any case. With "no" and "full" it gains as much from helping
        either side, so that it stays out.
    election : {"conditional", "markov_uniform", "recursion"}
        How pairwise chances become one chance a position; see ``bargaining.condorcet``.
    risk_floor : float, range [-1, 1)
        Risk aversion at the unlikeliest position: 0, -1/2 or -1 for the authors' Min, Mid, Max.
    projection : float, range [0, 1]
        Share of its own attitude to risk that an actor sees in others: 1, 2/3, 1/2, 1/3, 0.
    power : float, greater than 0
        Power of salience times chance that weighs the two sides of a bargain: 2, or 1.
    least_gain : float, at least 0
        A challenge that promises no more is not made.
    steps : int, at least 0
        Steps of the scale to which offers are rounded; 0 for no rounding.
    settlement : {"likeliest", "expected"}
        The likeliest position, or the mean of all by their chances.
    """

    vote: Vote = "proportional"
    exponent: float = 1.0
    commitment: Commitment = "semi"
    election: Rule = "conditional"
    risk_floor: float = -0.5
    projection: float = 2 / 3
    power: float = 2.0
    least_gain: float = 1e-5
    steps: int = 10_000
    settlement: Settlement = "likeliest"

    def __post_init__(self) -> None:
        for name, given, allowed in (
            ("vote rule", self.vote, VOTES),
            ("third-party commitment", self.commitment, COMMITMENTS),
            ("election", self.election, tuple(RULES)),
            ("settlement", self.settlement, get_args(Settlement)),
        ):
            if given not in allowed:
                message = f"{name} is {given!r}; allowed: {', '.join(allowed)}"
                raise CallError(message)
        for name, value, fits, allowed in (
            ("victory exponent", self.exponent, self.exponent > 0, "a number above 0"),
            ("risk floor", self.risk_floor, -1 <= self.risk_floor < 1, "from -1 to below 1"),
            ("projection", self.projection, 0 <= self.projection <= 1, "from 0 to 1"),
            ("power", self.power, self.power > 0, "a number above 0"),
            ("least gain", self.least_gain, self.least_gain >= 0, "a number of at least 0"),
            ("steps", self.steps, self.steps >= 0, "a whole number of at least 0"),
        ):
            if not (fits and np.isfinite(value)):
                message = f"{name} is {value}; allowed: {allowed}"
                raise CallError(message)


AUTHORS = Reading()
"""The reading of the authors' published runs."""


@dataclass(frozen=True, slots=True, eq=False)
class SpatialForecast(RoundsForecast):
    """Positions and settlement by round, with the chances and attitudes behind them.

    Parameters
    ----------
    chances : array, (draws, rounds + 1, actors)
        Chance that the actor's position is the settlement if talks end there. Each sums to one;
        a position that several hold has its whole chance at the first of them.
    risk : array, (draws, rounds + 1, actors)
        Risk aversion R; NaN for an actor that takes no part in a draw.
    used : array of int, (draws,)
        Rounds until moves had become small; after them a draw stays as it is.
    """

    chances: Floats
    risk: Floats
    used: Whole


def spatial(
    position: ArrayLike,
    salience: ArrayLike,
    capability: ArrayLike,
    reading: Reading = AUTHORS,
    *,
    span: Span | None = None,
    rounds: int = 100,
    stop: float = 0.02,
) -> SpatialForecast:
    """Let actors challenge and bargain on several issues at once until hardly anyone moves.

    Parameters
    ----------
    position : array-like, (draws, actors, issues)
        Positions; NaN for an actor that takes no part in an issue.
    salience : array-like, the same shape or one that broadcasts to it, range [0, 1]
        Salience s. Where an actor's saliences sum to more than one, all of the draw are divided
        by the largest sum.
    capability : array-like, the same shape or one that broadcasts to it, at least 0
        Capability c, one number an actor: the same on every issue in which it takes part, else
        the mean over them.
    reading : Reading
        The choices that the authors leave open.
    span : pair of numbers or of arrays (issues,), optional
        Lowest and highest possible position. Without it the range of a draw's own positions.
    rounds : int, at least 0
        Most rounds.
    stop : float, at least 0
        The rounds end when the actors' moves sum to no more than this share of the first round's.

    Returns
    -------
    SpatialForecast
        Of as many rounds as the longest draw took.

    Raises
    ------
    CallError
        If the shapes do not fit or an option is wrong.
    SolverError
        If an issue of a draw has no position, or a number is out of range.

    Examples
    --------
    >>> talks = spatial([[[0.0], [100.0]]], [[[0.5], [0.5]]], [[[3.0], [1.0]]])
    >>> talks.settlements[0, :, 0]
    array([ 0., 10., 10.])
    """
    if rounds < 0 or not (np.isfinite(stop) and stop >= 0):
        message = f"rounds is {rounds} and stop {stop}; both must be at least 0"
        raise CallError(message)
    field = scaled(position, salience, capability, span)
    draws, actors, _ = field.x.shape
    step = max(1, _BLOCK // (actors * (actors + 1) ** 2))
    parts = [
        _talk(field.only(slice(start, start + step)), reading, rounds, stop)
        for start in range(0, draws, step)
    ]
    longest = max(len(history) for history, _ in parts)
    x, risk, chances, by, own = (
        np.concatenate(
            [
                np.stack([*column, *[column[-1]] * (longest - len(column))], axis=1)
                for column in block
            ]
        )
        for block in zip(*(zip(*history, strict=True) for history, _ in parts), strict=True)
    )
    positions = field.unscaled(x)
    return SpatialForecast(
        "spatial",
        positions,
        _settle(positions, chances, reading.settlement),
        _moves(positions, by, own),
        chances,
        risk,
        np.concatenate([used for _, used in parts]),
    )


class _State(NamedTuple):
    """Where some draws stand after a round: an array a column, draw axis first."""

    x: Floats
    risk: Floats
    chances: Floats
    by: Whole
    """Whose bargain, or with whom, an actor moved."""
    own: NDArray[np.bool_]
    """Whether the bargain was the actor's own."""


def _talk(field: Scaled, reading: Reading, rounds: int, stop: float) -> tuple[list[_State], Whole]:
    """Return the states of a block of draws, and the rounds that each draw took."""
    nobody = np.full(field.capability.shape, -1)
    history = [_stand(field, field.x, nobody, nobody > 0, reading)]
    live, used = np.arange(len(nobody)), np.zeros(len(nobody), dtype=np.intp)
    first = np.zeros(len(nobody))
    for turn in range(1, rounds + 1):
        before = _State(*(column[live] for column in history[-1]))
        after = _round(field.only(live), before, reading)
        whole = [column.copy() for column in history[-1]]
        for column, values in zip(whole, after, strict=True):
            column[live] = values
        history.append(_State(*whole))
        used[live] = turn
        path = np.sqrt(np.nansum((after.x - before.x) ** 2, axis=2)).sum(axis=1)
        if turn == 1:
            first = path
        live = live[path > stop * first[live]]
        if not len(live):
            break
    return history, used


def _stand(field: Scaled, x: Floats, by: Whole, own: NDArray[np.bool_], reading: Reading) -> _State:
    """Add to positions what follows from them: attitudes to risk, and chances to be settled on."""
    vote = VOTES.index(reading.vote)
    draws, actors, _ = x.shape
    apart, everyone = distances(x, field.salience), np.arange(actors)
    ballot = np.where(field.stands, everyone, -1)[:, None]

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
    return _State(
        x, risk, elect(utility, np.where(repeats(x, _SAME)[:, None], -1, ballot)), by, own
    )


def _round(field: Scaled, state: _State, reading: Reading) -> _State:
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
    likeliest = np.argmax(_top(shares), axis=2)
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


def _top(shares: Floats) -> NDArray[np.bool_]:
    """Say which shares are the largest of the last axis, up to rounding."""
    top: NDArray[np.bool_] = shares >= shares.max(axis=-1, keepdims=True) * (1 - _TIE)
    return top


def _settle(positions: Floats, chances: Floats, settlement: Settlement) -> Floats:
    """Return the settlement of each round, (draws, rounds, issues), among those with a position.

    Where several are likeliest, or none has a chance, it is their mean.
    """
    held = ~np.isnan(positions)
    share = np.where(held, chances[..., None], 0.0)
    likeliest = held & np.swapaxes(_top(np.swapaxes(share, 2, 3)), 2, 3)
    weight = np.where(share.any(axis=2, keepdims=True), share, held)
    if settlement == "likeliest":
        weight = likeliest.astype(np.float64)
    settled: Floats = np.sum(weight * np.where(held, positions, 0.0), axis=2) / weight.sum(axis=2)
    return settled


def _moves(positions: Floats, by: Whole, own: NDArray[np.bool_]) -> Moves:
    before, after = positions[:, :-1], positions[:, 1:]
    changed = (before != after) & ~np.isnan(after)
    draw, turn, mover, issue = np.nonzero(changed)
    return Moves(
        draw,
        turn + 1,
        issue,
        mover,
        by[draw, turn + 1, mover],
        before[changed],
        after[changed],
        np.where(own[draw, turn + 1, mover], 0, 1),
        KINDS,
    )


def _forecast(position: ArrayLike, salience: ArrayLike, capability: ArrayLike) -> RoundsForecast:
    return spatial(position, salience, capability)


CARD: ModelCard[RoundsForecast] = ModelCard(
    name="spatial",
    title="Spatial model of politics",
    source="Efird, Lester and Wise 2016; KAPSARC Toolkit for Behavioral Analysis",
    inputs=("position", "salience", "capability"),
    assumes=(
        "positions on each issue are points of one scale, and all issues are settled together",
        "actors know one another's positions, saliences and capabilities",
        "an actor's saliences over the issues sum to at most one",
        "actors look one round ahead and keep no grudge",
    ),
    ambiguities=(
        "vote rule, victory exponent, third-party commitment, election, attitudes to risk and"
        " weights of a bargain are options of the authors; here, those of their published runs",
        "what settles: the likeliest position, since the authors print each actor's chance to be"
        " the favoured option; the mean by chances is an option",
        "the scale of an issue: the range of a draw's own positions where no span is given",
        "saliences that sum to more than one are divided by the largest sum of their draw",
        "an actor without a position on an issue neither gains nor loses by others on it, and is"
        " seen as taking any position",
        "offers are rounded to 1/10,000 of the scale, and gains up to 1/100,000 are let pass,"
        " as the authors' printed runs show",
        "where all positions are equally likely, everyone is neutral to risk",
        "equal gains go to the earlier target, equal chances to standing still, then to the"
        " earlier challenger",
    ),
    forecast=_forecast,
)
"""At most 100 rounds, fewer once moves have become small."""
