# SPDX-License-Identifier: Apache-2.0
"""One side may break the peace: attack this year, or wait and perhaps attack later.

Each year the side sees a private cost of either course, and takes the better one; war absorbs.

V(s) = log(exp(lambda A(s)) + exp(lambda (u(s) + delta E V(s')))) / lambda
q(s) = chance of attack = logistic(lambda (A(s) - u(s) - delta E V(s')))

=========  =============  ======================================================================
symbol     field          meaning
=========  =============  ======================================================================
u          ``flow``       what a year of peace is worth to the side
A          ``attack``     present value of attacking in this year
delta      ``discount``   what a year from now weighs against today
lambda     ``precision``  1 / spread of the private costs, per unit of payoff
=========  =============  ======================================================================

V has one solution: its right side is a contraction with factor delta (`restart_years`).

References
----------
Rust (1987), Econometrica 55, 999-1033 (the value with logistic private costs).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from foedus.errors import CallError, SolverError
from foedus.strategy.peace import Peace, survive
from foedus.strategy.ranges import (
    DISCOUNT,
    PAYOFF,
    finite_values,
    horizon,
    precisions,
    row_count,
    spread_out,
    within,
    within_horizon,
)
from foedus.strategy.restart_years import Answers, Scaled, blank_paper, solve_rows
from foedus.strategy.solve import Status

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from foedus.strategy.game import DeterrenceGame
    from foedus.strategy.peace import Start
    from foedus.strategy.solve import Selection

    Vector = NDArray[np.float64]
    Floats = NDArray[np.float64]

METHOD: Final = "soft Bellman equation; Newton's method state by state, or backward induction"

TOLERANCE: Final = 1e-12
"""Largest residual of what is called a solution, relative to the largest value where above 1."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RestartGame:
    """N peaces that one side may break, one a row, over the states of the peace.

    Parameters
    ----------
    peace : Peace
        How the states move; it sets S and P.
    flow : array that broadcasts to (N, S, P), payoff units a year, symbol u
    attack : array that broadcasts to (N, S, P), payoff units, symbol A
        Present value, in the year of the attack, of all that follows it.
    discount : array of shape () or (N,), from 0 up to but not 1, symbol delta
    precision : array of shape () or (N,), 1 / payoff units, from 0 to 1e12 or inf, symbol lambda
        At inf the side takes the better course, and is torn (chance 1/2) where they are equal. At
        0 the private costs drown every payoff: a coin toss where only this year counts, and less
        often an attack the more the years to come count, since an attack can wait for a cheaper
        day and cannot be taken back.

    Raises
    ------
    SolverError
        A number is outside its range or a shape does not fit.
    """

    peace: Peace
    flow: Floats
    attack: Floats
    discount: Floats
    precision: Floats

    def __post_init__(self) -> None:
        size = (self.peace.states, self.peace.levels)
        payoffs = {name: within(name, getattr(self, name), PAYOFF) for name in ("flow", "attack")}
        single = {
            "discount": within("discount", self.discount, DISCOUNT),
            "precision": precisions(self.precision),
        }
        lengths = [value.shape[0] for value in payoffs.values() if value.ndim == 3]
        lengths += [len(value) for value in single.values() if value.ndim]
        rows = row_count("the game", [*lengths, *self.peace.lengths])
        for name, value in payoffs.items():
            object.__setattr__(self, name, spread_out(name, value, (rows, *size)))
        for name, value in single.items():
            object.__setattr__(self, name, spread_out(name, value, (rows,)))

    @property
    def rows(self) -> int:
        """Number of peaces (N)."""
        return len(self.flow)


@dataclass(frozen=True, slots=True, eq=False)
class RestartSolution:
    """When one side breaks each of N peaces.

    Parameters
    ----------
    game : RestartGame
        What was solved.
    method : str
        How.
    years : int or None
        The horizon of a finite game; None for one without end.
    terminal : array of shape (N, S, P) or None
        What the peace is worth at the horizon.
    tolerance : float
        Largest relative residual of what is called a solution.
    status : array of shape (N,) of `foedus.strategy.solve.Status`
        Certified unique, or undecided where the residual is above the tolerance.
    value : array of shape (N, S, P), payoff units, symbol V
        Of the peace in its first year, favourable private costs included; inf at precision 0.
    attack : array of shape (N, Y, S, P), probabilities, symbol q
        Chance of attack in year t, by state; years after the last are like it in a game without
        end.
    residual : array of shape (N,)
        Largest |V - right side|, relative to the largest |V| where that is above 1.
    error : array of shape (N,), payoff units
        What V may differ from the solution: the residual over 1 - delta.
    tied : array of shape (N,)
        Number of states and years with a tie, at precision inf; in a game without end, the last
        state of the guarantee counts for one year.
    other_attack : array of shape (N, Y, S, P) or None
        `attack` with the other terminal value.
    terminal_matters : array of shape (N,)
        Largest change in a chance of attack in the first year if the terminal value is the other
        one; 0 in a game without end.
    """

    game: RestartGame
    method: str
    years: int | None
    terminal: Floats | None
    tolerance: float
    status: NDArray[np.int8]
    value: Floats
    attack: Floats
    residual: Vector
    error: Vector
    tied: NDArray[np.int64]
    other_attack: Floats | None
    terminal_matters: Vector

    def survival(self, years: int, start: Start = (0, 0)) -> Floats:
        """Return the chance that the peace holds 0, 1, ... years; see `survive`."""
        within_horizon(years, self.years)
        return survive(self.attack, self.game.peace, years, start)


def solve_restart(
    game: RestartGame,
    *,
    years: int | None = None,
    terminal: ArrayLike | None = None,
    other_terminal: ArrayLike | None = None,
    start: ArrayLike = 0.0,
) -> RestartSolution:
    """Find when the side breaks each peace.

    Parameters
    ----------
    game : RestartGame
        N peaces, one a row.
    years : int or None
        Horizon of a finite game, from 1; None for a game without end.
    terminal : array that broadcasts to (N, S, P), payoff units, or None
        What the peace is worth at the horizon; None for its years for ever, u / (1 - delta).
    other_terminal : the same
        What it is compared with, to tell how much the terminal value matters; None for the value
        of an attack then.
    start : array that broadcasts to (N, S, P), payoff units
        Where the search of a game without end starts. The answer does not depend on it.

    Returns
    -------
    RestartSolution

    Raises
    ------
    SolverError
        A number is outside its range or a shape does not fit.
    CallError
        A terminal value without a horizon.

    Examples
    --------
    >>> from foedus.strategy.peace import Peace, fading
    >>> game = RestartGame(peace=Peace(guarantee=fading(0.1)), flow=0.5,
    ...     attack=[[4.6], [5.2]], discount=0.9, precision=8.0)
    >>> solution = solve_restart(game)
    >>> solution.attack.round(3).tolist(), solution.survival(10)[:, 10].round(3).tolist()
    ([[[[0.01], [0.256]]]], [0.495])
    """
    shape = (game.rows, game.peace.states, game.peace.levels)
    if years is None:
        if terminal is not None or other_terminal is not None:
            message = "a terminal value was given without years; allowed is one with a horizon"
            raise CallError(message)
        begin = spread_out("start", within("start", start, PAYOFF), shape)
        finite = game.peace.term[game.peace.term < np.inf]
        answers = _solve(game, begin, int(finite.max(initial=0)) + 1, lasting=True)
        return _solution(game, answers, None, None, None)
    horizon(years)
    if years == 0:
        message = "years is 0; allowed is a horizon of 1 year or more"
        raise SolverError(message)
    worth = game.flow / (1 - game.discount[:, None, None]) if terminal is None else terminal
    other = game.attack if other_terminal is None else other_terminal
    begin = spread_out("terminal", finite_values("terminal", worth), shape)
    compared = spread_out("other_terminal", finite_values("other_terminal", other), shape)
    answers, others = (_solve(game, each, years, lasting=False) for each in (begin, compared))
    return _solution(game, answers, years, begin, others.attack)


def attack_gain(game: DeterrenceGame, chosen: Selection) -> Vector:
    """Return what attacking gains the challenger over leaving things as they are.

    Parameters
    ----------
    game : DeterrenceGame
        N games of a single attack.
    chosen : Selection
        An equilibrium of each.

    Returns
    -------
    array of shape (N,), payoff units
        (1-r) b + r [(1-wbar) b - c - sum of x_i] - word. A(s) is what a settlement for ever is
        worth, u / (1 - delta), plus this.
    """
    war = (1 - chosen.prevail) * game.gain - game.challenger_cost - chosen.punishment
    return np.asarray((1 - chosen.resist) * game.gain + chosen.resist * war - game.word)


def _solve(game: RestartGame, begin: Floats, years: int, *, lasting: bool) -> Answers:
    rows, states, levels = game.flow.shape
    sure = np.isinf(game.precision)
    unit = np.where(sure, 1.0, game.precision)[:, None, None]
    scaled = Scaled(game.flow * unit, game.attack * unit, game.discount, sure.astype(np.int64))
    answers = Answers(
        np.zeros((rows, states, levels)),
        np.zeros((rows, years, states, levels)),
        np.zeros(rows),
        np.zeros(rows, dtype=np.int64),
    )
    paper = blank_paper(states, levels)
    solve_rows(scaled, game.peace.moves(rows), begin * unit, int(lasting), paper, answers)
    drowned = np.broadcast_to(unit == 0, answers.value.shape)
    value = np.divide(answers.value, unit, out=np.full_like(answers.value, np.inf), where=~drowned)
    return answers._replace(value=value)


def _solution(
    game: RestartGame,
    answers: Answers,
    years: int | None,
    terminal: Floats | None,
    others: Floats | None,
) -> RestartSolution:
    good = answers.residual <= TOLERANCE
    changed = np.zeros(game.rows)
    if others is not None:
        changed = np.abs(answers.attack[:, 0] - others[:, 0]).max(axis=(1, 2))
    largest = np.maximum(np.abs(answers.value).max(axis=(1, 2)), 1.0)
    return RestartSolution(
        game=game,
        method=METHOD,
        years=years,
        terminal=terminal,
        tolerance=TOLERANCE,
        status=np.where(good, Status.CERTIFIED_UNIQUE, Status.UNDECIDED).astype(np.int8),
        value=answers.value,
        attack=answers.attack,
        residual=answers.residual,
        error=np.where(np.isinf(largest), np.inf, answers.residual)
        * (np.where(np.isinf(largest), 1.0, largest) / (1 - game.discount)),
        tied=answers.tied,
        other_attack=others,
        terminal_matters=changed,
    )
