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
reforming the role of state-owned enterprises in China's energy sector. Journal of East Asian
Studies 16.

KAPSARC Toolkit for Behavioral Analysis. 2019. Spatial Model of Politics GUI user guide, version
1.4, and the reference logs of 30 May 2017.

Wise, B. and Bankes, S. 2015. Non-spatial probabilistic Condorcet election methodology.
arXiv, 11 May 2015.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from foedus.bargaining.outcome import Floats, ModelCard, Moves, RoundsForecast, Whole
from foedus.bargaining.spatial_input import AUTHORS, Reading, Settlement, Span, scaled
from foedus.bargaining.spatial_talks import State, talk, top
from foedus.errors import CallError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

KINDS = ("own bargain", "another's bargain")
"""What moved an actor: a bargain that it proposed, or one that was proposed to it."""

# Draws are worked through in blocks whose largest array has about this many numbers (16 MB).
_BLOCK = 2_000_000


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
        talk(field.only(slice(start, start + step)), reading, rounds, stop)
        for start in range(0, draws, step)
    ]
    x, risk, chances, by, own = _lasting([history for history, _ in parts])
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


def _lasting(histories: list[list[State]]) -> State:
    """Join blocks of draws, (draws, rounds + 1, ...); those at rest stay as they are."""
    longest = max(len(history) for history in histories)
    full = [[*history, *[history[-1]] * (longest - len(history))] for history in histories]
    columns = (
        np.concatenate([np.stack([state[i] for state in block], axis=1) for block in full])
        for i in range(len(State._fields))
    )
    return State(*columns)


def _settle(positions: Floats, chances: Floats, settlement: Settlement) -> Floats:
    """Return the settlement of each round, (draws, rounds, issues), among those with a position.

    Where several are likeliest, or none has a chance, it is their mean.
    """
    held = ~np.isnan(positions)
    share = np.where(held, chances[..., None], 0.0)
    likeliest = held & np.swapaxes(top(np.swapaxes(share, 2, 3)), 2, 3)
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
        (
            "vote rule, victory exponent, third-party commitment, election, attitudes to risk and"
            " weights of a bargain are options of the authors; here, those of their published runs"
        ),
        (
            "what settles: the likeliest position, since the authors print for each actor the"
            " chance that it is the favoured option; the mean by chances is an option"
        ),
        "the scale of an issue: the range of a draw's own positions where no span is given",
        "saliences that sum to more than one are divided by the largest sum of their draw",
        (
            "an actor without a position on an issue neither gains nor loses by others on it, and"
            " is seen as taking any position"
        ),
        (
            "offers are rounded to 1/10,000 of the scale, and gains up to 1/100,000 are let pass,"
            " as the authors' printed runs show"
        ),
        "where all positions are equally likely, everyone is neutral to risk",
        (
            "equal gains go to the earlier target, equal chances to standing still, then to the"
            " earlier challenger"
        ),
    ),
    forecast=_forecast,
)
"""At most 100 rounds, fewer once moves have become small."""
