# SPDX-License-Identifier: Apache-2.0
"""The challenge model: in rounds, actors challenge each other and those who expect less move.

Each actor compares what it expects from challenging a rival with what it expects if the rival
challenges it. From that it fights, compromises, yields or stays. All move at once; then the next
round begins. The papers leave choices open, so each run names its reading
(``bargaining.challenge_readings``), and `spread` runs many of them side by side.

========= =====================================================================================
symbol    meaning
========= =====================================================================================
x_i       position of actor i on the scale of the issue
s_i       salience: how much the issue matters to i, 0 to 1
c_i       capability: the means that i has, at least 0
R         range of the positions
d         distance of i and j as a share of R, |x_i - x_j| / R
r_i       risk exponent of i, 1/2 (bold) to 2 (cautious); 1 in the first of the two steps below
a_k       what third party k sees between i and j: |x_k - x_j| - |x_k - x_i|, as shares of R
P_ij      chance that i wins against j: sum of c s a over a_k > 0, over the reading's denominator
U_s, U_f  worth of winning and of losing, 2 - 4 (1/2 -/+ d/2)^r; of the status quo, 2 - 4 (1/2)^r
E(U_ij)   gain that i expects from challenging j: s_j (P U_s + (1 - P) U_f) + (1 - s_j) U_s - U_sq
Sec_i     security: sum over j of E(U_ji), what all others expect from challenging i, with r = 1
========= =====================================================================================

A round: chances and expected utilities with r = 1; R_i = (2 Sec_i - max - min) / (max - min) and
r_i = (1 - R_i/3) / (1 + R_i/3); then again with r_i. For i and each j let a = E(U_ij) and
b = E(U_ji). If b > a > 0, there is a conflict, and i takes x_j. If a < 0 < b, i moves the share
|a / b| of the way (a compromise), or all of it where |a| > b (a capitulation).

References
----------
Bueno de Mesquita, B. 1994. Political forecasting: an expected utility method. In B. Bueno de
Mesquita and F. N. Stokman (eds), European Community Decision Making. Yale University Press.

Scholz, J. B., Calbert, G. J. and Smith, G. A. 2011. Unravelling Bueno De Mesquita's group decision
model. Journal of Theoretical Politics 23: 510-531.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

import numpy as np

from foedus.bargaining.challenge_readings import READINGS, SCHOLZ2011, Reading, find_reading
from foedus.bargaining.challenge_rounds import NO_OFFER, NOBODY, Switches, bargain
from foedus.bargaining.compromise import influence_or_equal
from foedus.bargaining.outcome import Floats, ModelCard, Moves, RoundsForecast
from foedus.errors import CallError, SolverError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import ArrayLike, NDArray

KINDS = ("conflict", "compromise", "capitulation")
"""What a move can be."""

ROUNDS = 8
"""Number of rounds where none is given: as many as the published table has."""

Settlement: TypeAlias = Literal["median", "mean"]
"""The weighted median (the model's own answer) or the weighted mean of a round's positions."""


@dataclass(frozen=True, slots=True, eq=False)
class ReadingsSpread:
    """Settlements by round under many readings of the challenge model.

    Parameters
    ----------
    readings : tuple of str
        Names of the readings, as long as the first axis of the arrays.
    medians, means : arrays, (readings, draws, rounds + 1)
        Weighted median and weighted mean before the first round and after each.
    """

    readings: tuple[str, ...]
    medians: Floats
    means: Floats

    @property
    def ends(self) -> tuple[Floats, Floats]:
        """The lowest and the highest median after the last round over all readings, (draws,)."""
        last = self.medians[:, :, -1]
        return last.min(axis=0), last.max(axis=0)


@dataclass(frozen=True, slots=True, eq=False)
class _Run:
    """What the rounds were: filled by the kernel, one row a draw."""

    path: Floats
    mover: NDArray[np.int64]
    how: NDArray[np.int8]
    settled: Floats


def challenge(
    position: ArrayLike,
    salience: ArrayLike,
    capability: ArrayLike,
    *,
    reading: Reading | str = SCHOLZ2011,
    rounds: int = ROUNDS,
    settlement: Settlement = "median",
) -> RoundsForecast:
    """Let the actors challenge each other on one issue, round after round.

    Parameters
    ----------
    position : array-like, (draws, actors) or (actors,)
        Positions x on the scale of the issue; NaN for an actor that takes no part.
    salience : array-like, the same shape or one that broadcasts to it, range [0, 1]
        Salience s: here it is also the chance that a challenged actor resists, so its unit counts.
    capability : array-like, the same shape or one that broadcasts to it, at least 0
        Capability c, in any unit. In a draw where nobody has any influence c s, all count alike.
    reading : Reading or str
        How the papers are read; a name stands for one of `READINGS`.
    rounds : int, at least 1
        Number of rounds.
    settlement : {"median", "mean"}
        What would be settled on. The papers print both; the median is the model's answer.

    Returns
    -------
    RoundsForecast
        With one issue. Nothing moves where all hold one position.

    Raises
    ------
    CallError
        If shapes do not fit, or a reading, a number of rounds or a settlement is not allowed.
    SolverError
        If a draw has no actor that takes part, or a number is out of range.

    References
    ----------
    Scholz, Calbert and Smith 2011.

    Examples
    --------
    >>> said = challenge([0.0, 10.0], salience=[1, 1], capability=[1, 3], rounds=1)
    >>> said.positions[0, :, :, 0]
    array([[ 0., 10.],
           [10., 10.]])
    >>> said.moves.kinds[said.moves.how[0]]
    'capitulation'
    """
    _check_settlement(settlement)
    run = _run(*_checked(position, salience, capability), find_reading(reading), rounds)
    return _forecast(run, settlement, issues=1)


def challenge_issues(
    position: ArrayLike,
    salience: ArrayLike,
    capability: ArrayLike,
    *,
    reading: Reading | str = SCHOLZ2011,
    rounds: int = ROUNDS,
    settlement: Settlement = "median",
) -> RoundsForecast:
    """Let the actors challenge each other on several issues, each settled on its own.

    Parameters
    ----------
    position, salience, capability : array-like, (draws, actors, issues), or broadcasting to it
        As for `challenge`.
    reading, rounds, settlement
        As for `challenge`.

    Returns
    -------
    RoundsForecast
        As for `challenge`, issue by issue.

    Raises
    ------
    CallError, SolverError
        As for `challenge`.

    Examples
    --------
    >>> challenge_issues([[[0.0, 5.0], [10.0, 5.0]]], 1, 1).settlements[0, -1]
    array([0., 5.])
    """
    _check_settlement(settlement)
    chosen, arrays = find_reading(reading), _fitted(position, salience, capability)
    issues = []
    for issue in range(arrays[0].shape[2]):
        try:
            issues.append(_checked(*(array[:, :, issue] for array in arrays)))
        except SolverError as problem:
            message = f"issue {issue}: {problem}"
            raise SolverError(message) from None
    draws, actors, count = arrays[0].shape
    x, s, weight = (
        np.stack(each, axis=1).reshape(draws * count, actors) for each in zip(*issues, strict=True)
    )
    return _forecast(_run(x, s, weight, chosen, rounds), settlement, issues=count)


def spread(
    position: ArrayLike,
    salience: ArrayLike,
    capability: ArrayLike,
    *,
    readings: Iterable[Reading | str] = tuple(READINGS),
    rounds: int = ROUNDS,
) -> ReadingsSpread:
    """Settle one issue under many readings: how much of the answer is the reader's choice.

    Parameters
    ----------
    position, salience, capability, rounds
        As for `challenge`.
    readings : iterable of Reading or str
        The readings, at least one; by default the 96 of `READINGS`.

    Returns
    -------
    ReadingsSpread
        Weighted median and mean by reading, draw and round.

    Raises
    ------
    CallError, SolverError
        As for `challenge`.

    Examples
    --------
    >>> low, high = spread([4, 7, 10], [0.8, 0.5, 0.6], [1, 1, 2]).ends
    >>> float(low[0]), float(high[0])
    (4.0, 10.0)
    """
    chosen = [find_reading(reading) for reading in readings]
    if not chosen:
        message = "readings are empty; at least one is needed"
        raise CallError(message)
    inputs = _checked(position, salience, capability)
    runs = [_run(*inputs, reading, rounds) for reading in chosen]
    return ReadingsSpread(
        readings=tuple(reading.name for reading in chosen),
        medians=np.stack([run.settled[0] for run in runs]),
        means=np.stack([run.settled[1] for run in runs]),
    )


# Rank of a conflict, a compromise, a capitulation.
_RANKS = {
    "conflict_first": (0, 1, 2),
    "compromise_first": (2, 0, 1),
    "least_move": (0, 0, 0),
}
_SETTLEMENTS: tuple[Settlement, ...] = get_args(Settlement)
_HUGE = 2.0**1000
_INPUTS = ("position", "salience", "capability")


def _fitted(*arrays: ArrayLike) -> list[Floats]:
    """Return arrays of several issues in the shape of the first."""
    try:
        given = [np.asarray(array, dtype=np.float64) for array in arrays]
    except (TypeError, ValueError):
        message = "position, salience and capability must be numbers in rows of one length"
        raise CallError(message) from None
    shape = given[0].shape
    if len(shape) != 3 or shape[2] == 0:
        message = f"position has the shape {shape}; allowed: (draws, actors, issues), one or more"
        raise CallError(message)
    try:
        return [np.broadcast_to(array, shape) for array in given]
    except ValueError:
        shapes = ", ".join(str(array.shape) for array in given)
        message = f"inputs have the shapes {shapes}; they must be numbers that fit the first"
        raise CallError(message) from None


def _check_settlement(settlement: str) -> None:
    if settlement not in _SETTLEMENTS:
        message = f"settlement is {settlement!r}; allowed: {', '.join(_SETTLEMENTS)}"
        raise CallError(message)


def _checked(
    position: ArrayLike, salience: ArrayLike, capability: ArrayLike
) -> tuple[Floats, Floats, Floats]:
    """Return positions, saliences and weights of one shape, or say what is wrong."""
    x, weight = influence_or_equal(position, salience, capability)
    s = np.broadcast_to(np.asarray(salience, dtype=np.float64), x.shape)
    over = ~np.isnan(x) & (s > 1)
    if over.any():
        draw, actor = (int(place) for place in np.argwhere(over)[0])
        message = (
            f"salience of actor {actor} in draw {draw} is {s[draw, actor]}; it must lie between"
            " 0 and 1, because it is also the chance that a challenged actor resists"
        )
        raise SolverError(message)
    return x, s, weight


def _run(x: Floats, s: Floats, weight: Floats, reading: Reading, rounds: int) -> _Run:
    if isinstance(rounds, bool) or not isinstance(rounds, (int, np.integer)) or rounds < 1:
        message = f"rounds is {rounds!r}; it must be a whole number of at least 1"
        raise CallError(message)
    draws, actors = x.shape
    run = _Run(
        path=np.empty((draws, rounds + 1, actors)),
        mover=np.empty((draws, rounds, actors), dtype=np.int64),
        how=np.zeros((draws, rounds, actors), dtype=np.int8),
        settled=np.empty((len(_SETTLEMENTS), draws, rounds + 1)),
    )
    switches = _switches(reading)
    # Where a range could overflow, a power of two makes room and keeps every digit.
    largest = np.max(np.abs(x), axis=1, initial=0.0, where=~np.isnan(x), keepdims=True)
    power = np.where(largest > _HUGE, 8, 0)
    scaled, held, pull = (np.ascontiguousarray(a) for a in (np.ldexp(x, -power), s, weight))
    bargain(scaled, held, pull, switches, run.path, run.mover, run.how, run.settled)
    if power.any():
        np.ldexp(run.path, power[:, :, None], out=run.path)
        np.ldexp(run.settled, power, out=run.settled)
    return run


def _switches(reading: Reading) -> Switches:
    conflict, compromise, capitulation = _RANKS[reading.order]
    if reading.conflict == "stays" and reading.order != "conflict_first":
        conflict = NO_OFFER
    return Switches(
        all_pairs=reading.denominator == "all_pairs",
        distance_by_risk=reading.distance == "risk",
        own_judge=int(reading.risk == "rival"),
        other_judge=int(reading.risk == "viewer"),
        conflict_moves=reading.conflict == "moves",
        conflict_rank=conflict,
        compromise_rank=compromise,
        capitulation_rank=capitulation,
        lowest=reading.compromise == "lowest" and reading.order != "least_move",
        first_span=reading.span == "first",
    )


def _forecast(run: _Run, settlement: Settlement, issues: int) -> RoundsForecast:
    rows, steps, actors = run.path.shape
    draws = rows // issues
    path = run.path.reshape(draws, issues, steps, actors).transpose(0, 2, 3, 1)
    settled = run.settled[_SETTLEMENTS.index(settlement)]
    mover = run.mover.reshape(draws, issues, steps - 1, actors).transpose(0, 2, 1, 3)
    how = run.how.reshape(draws, issues, steps - 1, actors).transpose(0, 2, 1, 3)
    draw, turn, issue, actor = np.nonzero(mover != NOBODY)
    return RoundsForecast(
        model=CARD.name,
        positions=path,
        settlements=settled.reshape(draws, issues, steps).swapaxes(1, 2),
        moves=Moves(
            draw=draw,
            turn=turn + 1,
            issue=issue,
            mover=actor,
            by=mover[draw, turn, issue, actor].astype(np.intp),
            before=path[draw, turn, actor, issue],
            after=path[draw, turn + 1, actor, issue],
            how=how[draw, turn, issue, actor].astype(np.intp),
            kinds=KINDS,
        ),
    )


CARD: ModelCard[RoundsForecast] = ModelCard(
    name="challenge",
    title="Challenge model: those who expect less from a challenge move, round after round",
    source="Bueno de Mesquita 1994; Scholz, Calbert and Smith 2011",
    inputs=_INPUTS,
    assumes=(
        "every actor weighs every other one by itself, one round ahead",
        "third parties back the nearer side with all their influence, by how much nearer it is",
        "salience, 0 to 1, is also the chance that a challenged actor resists",
        "all move at once, each issue is settled on its own, and no actor can walk away",
    ),
    ambiguities=(
        "the papers leave seven choices open; a reading names each, and 96 readings are shipped",
        "the reading scholz2011 comes closest to the published rounds, whichever span R it takes",
        "the settlement is the weighted median (its lower end of two); the mean is an option",
        "the status quo holds for sure if an actor does not challenge (Q = 1, as in Scholz et al.)",
        "a conflict and a capitulation go to the nearest rival; of two, to the lower position",
        "where both expect the same of a compromise, the actor goes all the way",
        "nobody takes sides between two: each wins with chance 1/2",
        "all are equally secure: every risk exponent is 1",
        "a draw in which nobody has any influence: all who take part count alike",
    ),
    forecast=challenge_issues,
)
