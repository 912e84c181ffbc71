# SPDX-License-Identifier: Apache-2.0
"""How a peace decays: the guarantee fades, its term runs out, the balance of power moves.

A state of the peace is a state of the guarantee (0 intact, the last one lapsed) and a level of
relative power. After each year of peace both move on, independently: the guarantee never back.

=========  =============  ======================================================================
symbol     field          meaning
=========  =============  ======================================================================
G          ``guarantee``  chance that the guarantee is in state h after a year in state g
R          ``power``      chance that power is at level p' after a year at level p
m          ``term``       years that the guarantee covers; from then on it has lapsed
=========  =============  ======================================================================
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from foedus.errors import SolverError
from foedus.strategy.ranges import (
    CHANCE,
    LONGEST,
    horizon,
    plain,
    row_count,
    spread_out,
    within,
)
from foedus.strategy.shocks import compiled, entry

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]
    Start = ArrayLike | tuple[int, int]

MOST_STATES: Final = 64
"""Most states of the guarantee, and most levels of power."""

_ROUNDING: Final = 1e-9
_NO_TERM: Final = np.iinfo(np.int64).max


class Moves(NamedTuple):
    """How the states of N rows move, for compiled code."""

    guarantee: Floats
    power: Floats
    term: NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Peace:
    """How the state of a peace moves from one year to the next.

    Parameters
    ----------
    guarantee : array of shape (S, S) or (N, S, S), probabilities, symbol G
        Row g to column h. Rows sum to 1; below the diagonal all is 0, since a guarantee that has
        faded does not come back. See `fading`.
    power : array of shape (P, P) or (N, P, P), probabilities, symbol R
        Row p to column p'. Rows sum to 1. See `stepwise`.
    term : array of shape () or (N,), whole years from 0 to 10000, or inf for none, symbol m
        From year m on (the first year is 0) the guarantee is in its last state.

    Raises
    ------
    SolverError
        A number is outside its range, a row does not sum to 1, or a shape does not fit.
    """

    guarantee: Floats
    power: Floats = field(default_factory=lambda: np.ones((1, 1)))
    term: Floats = field(default_factory=lambda: np.array(np.inf))

    def __post_init__(self) -> None:
        for name in ("guarantee", "power"):
            object.__setattr__(self, name, _chain(name, getattr(self, name)))
        if np.tril(self.guarantee, -1).any():
            message = "guarantee moves back to an earlier state; allowed is the same or a later one"
            raise SolverError(message)
        term = plain("term", self.term)
        wrong = ~((term == np.inf) | ((term >= 0) & (term <= LONGEST) & (np.floor(term) == term)))
        if term.ndim > 1 or wrong.any():
            told = term[wrong].flat[0] if wrong.any() else f"of shape {term.shape}"
            message = f"term is {told}; allowed are whole years from 0 to {LONGEST}, or inf"
            raise SolverError(message)
        object.__setattr__(self, "term", term)

    @property
    def states(self) -> int:
        """Number of states of the guarantee (S)."""
        return int(self.guarantee.shape[-1])

    @property
    def levels(self) -> int:
        """Number of levels of power (P)."""
        return int(self.power.shape[-1])

    @property
    def lengths(self) -> list[int]:
        """Numbers of rows that its fields were given for."""
        fields = (self.guarantee.shape[:-2], self.power.shape[:-2], self.term.shape)
        return [shape[0] for shape in fields if shape]

    def moves(self, rows: int) -> Moves:
        """Return the moves of so many rows, ready for a compiled kernel."""
        term = np.full(self.term.shape, _NO_TERM)
        covered = self.term < np.inf
        term[covered] = self.term[covered]
        return Moves(
            spread_out("guarantee", self.guarantee, (rows, self.states, self.states)),
            spread_out("power", self.power, (rows, self.levels, self.levels)),
            np.array(np.broadcast_to(term, (rows,))),
        )


def fading(*chances: ArrayLike) -> Floats:
    """Return how a guarantee fades step by step: from each state to the next with its chance.

    Parameters
    ----------
    chances : arrays of shape () or (N,), probabilities
        One for each state but the last; none for a guarantee with a single state.

    Returns
    -------
    array of shape (S, S) or (N, S, S)

    Examples
    --------
    >>> fading(0.2, 0.1).tolist()
    [[0.8, 0.2, 0.0], [0.0, 0.9, 0.1], [0.0, 0.0, 1.0]]
    """
    steps = [within("chance of fading", chance, CHANCE) for chance in chances]
    shape = _together(steps)
    chain = np.zeros((*shape, len(steps) + 1, len(steps) + 1))
    for state, chance in enumerate(steps):
        chain[..., state, state], chain[..., state, state + 1] = 1 - chance, chance
    chain[..., -1, -1] = 1.0
    return chain


def stepwise(levels: int, up: ArrayLike, down: ArrayLike = 0.0) -> Floats:
    """Return how power drifts by one level a year, up or down, and stays where it cannot go on.

    Parameters
    ----------
    levels : int, from 1
    up, down : arrays of shape () or (N,), probabilities that sum to 1 at most

    Returns
    -------
    array of shape (levels, levels) or (N, levels, levels)

    Examples
    --------
    >>> stepwise(3, 0.25, 0.125).tolist()
    [[0.75, 0.25, 0.0], [0.125, 0.625, 0.25], [0.0, 0.125, 0.875]]
    """
    if not 1 <= levels <= MOST_STATES:
        message = f"levels is {levels}; allowed is 1 to {MOST_STATES}"
        raise SolverError(message)
    rise, fall = within("up", up, CHANCE), within("down", down, CHANCE)
    shape = _together([rise, fall])
    if (rise + fall > 1 + _ROUNDING).any():
        message = f"up and down sum to {(rise + fall).max()}; allowed is a sum of 1 at most"
        raise SolverError(message)
    chain = np.zeros((*shape, levels, levels))
    for level in range(levels):
        chain[..., level, min(level + 1, levels - 1)] += rise
        chain[..., level, max(level - 1, 0)] += fall
        chain[..., level, level] += np.maximum(1 - rise - fall, 0.0)
    return chain


def survive(war: ArrayLike, peace: Peace, years: int, start: Start = (0, 0)) -> Floats:
    """Return the chance that no war has come, for each number of years up to a horizon.

    Parameters
    ----------
    war : array of shape (N, S, P) or (N, Y, S, P), probabilities
        Chance of war in a year, by state of the peace; where it differs by year, later years are
        like the last one given.
    peace : Peace
    years : int, 0 or more
        Horizon T.
    start : state of the guarantee and level of power; or array of shape (S, P) or (N, S, P)
        Where the peace begins, or the chances of each state then.

    Returns
    -------
    array of shape (N, T + 1)
        Column t: the chance of t years of peace.

    Raises
    ------
    SolverError
        A number is outside its range or a shape does not fit.

    Examples
    --------
    >>> peace = Peace(guarantee=fading(0.2))
    >>> survive([[[0.1], [0.3]]], peace, 5)[:, [1, 5]].round(4).tolist()
    [[0.9, 0.4223]]
    """
    chances = within("war", war, CHANCE)
    size = (peace.states, peace.levels)
    if chances.ndim == 3:
        chances = chances[:, None]
    if chances.ndim != 4 or chances.shape[2:] != size or not chances.shape[1]:
        message = f"war has shape {np.shape(war)}; allowed is (rows, years, {size[0]}, {size[1]})"
        raise SolverError(message)
    horizon(years)
    rows = row_count("war", [len(chances), *peace.lengths])
    chances = np.ascontiguousarray(np.broadcast_to(chances, (rows, *chances.shape[1:])))
    begin = _start(start, (rows, *size))
    held = np.ones((rows, years + 1))
    _survive_rows(chances, peace.moves(rows), begin, np.zeros(size), held)
    return held


@compiled
def copy(source: Floats, target: Floats) -> None:
    """Write one table over another."""
    for row in range(source.shape[0]):
        for column in range(source.shape[1]):
            target[row, column] = source[row, column]


@compiled
def lapse(state: Floats) -> None:
    """Move all weight on states of the guarantee to the last one."""
    last = len(state) - 1
    for guarantee in range(last):
        for level in range(state.shape[1]):
            state[last, level] += state[guarantee, level]
            state[guarantee, level] = 0.0


@entry
def _survive_rows(war: Floats, moves: Moves, begin: Floats, after: Floats, held: Floats) -> None:
    """Push the chances of all states forward, year by year."""
    states, levels = after.shape
    for row in range(len(held)):
        now = begin[row]
        for year in range(held.shape[1] - 1):
            if year >= moves.term[row]:
                lapse(now)
            chances = war[row, min(year, war.shape[1] - 1)]
            after[:] = 0.0
            total = 0.0
            for state in range(states):
                for level in range(levels):
                    stays = now[state, level] * (1.0 - chances[state, level])
                    total += stays
                    if stays == 0.0:
                        continue
                    for later in range(state, states):
                        moved = stays * moves.guarantee[row, state, later]
                        for other in range(levels):
                            after[later, other] += moved * moves.power[row, level, other]
            copy(after, now)
            held[row, year + 1] = min(total, held[row, year])


def _chain(name: str, values: ArrayLike) -> Floats:
    chain = within(name, values, CHANCE)
    size = chain.shape[-1] if chain.ndim else 0
    if chain.ndim not in {2, 3} or chain.shape[-2] != size or not 1 <= size <= MOST_STATES:
        message = (
            f"{name} has shape {chain.shape}; allowed is a square of at most {MOST_STATES} states, "
            "or one for each row"
        )
        raise SolverError(message)
    sums = chain.sum(axis=-1)
    wrong = np.abs(sums - 1) > _ROUNDING
    if wrong.any():
        message = f"{name} has a row that sums to {sums[wrong].flat[0]}; allowed is a sum of 1"
        raise SolverError(message)
    return chain


def _together(values: list[Floats]) -> tuple[int, ...]:
    shapes = [value.shape for value in values]
    try:
        shape = np.broadcast_shapes(*shapes)
    except ValueError:
        shape = (0, 0)
    if len(shape) > 1:
        message = f"chances have shapes {shapes}; allowed are single numbers and one number a row"
        raise SolverError(message)
    return shape


def _start(start: Start, shape: tuple[int, int, int]) -> Floats:
    if isinstance(start, tuple) and np.shape(start) == (2,):
        if not all(
            isinstance(s, int) and 0 <= s < n for s, n in zip(start, shape[1:], strict=True)
        ):
            message = f"start is {start}; allowed are states below {shape[1:]}"
            raise SolverError(message)
        begin = np.zeros(shape)
        begin[:, start[0], start[1]] = 1.0
        return begin
    begin = spread_out("start", within("start", start, CHANCE), shape)
    sums = begin.sum(axis=(1, 2))
    if (np.abs(sums - 1) > _ROUNDING).any():
        message = f"start sums to {sums.flat[np.argmax(np.abs(sums - 1))]}; allowed is a sum of 1"
        raise SolverError(message)
    return begin
