# SPDX-License-Identifier: Apache-2.0
"""Both sides may break the peace: each fears the other, and several futures may be in equilibrium.

Each year both sides choose at the same time whether to attack; war absorbs. At the same time,
because a surprise attack is prepared unseen: an order of moves would hand one side the last word
by assumption. Each side sees a private cost of either course, of logistic kind.

============  =======================================  =========================================
side i        the other waits                          the other attacks
============  =======================================  =========================================
attacks       A_i (``attack``)                         B_i (``both``)
waits         u_i + delta_i E V_i (``flow``)           D_i (``attacked``)
============  =======================================  =========================================

V_i = log(exp(lambda_i X_i) + exp(lambda_i Y_i)) / lambda_i and q_i = logistic(lambda_i (X_i -
Y_i)), where X_i and Y_i are the rows of the table weighed by the other side's chance of attack.

References
----------
McKelvey and Palfrey (1998), Experimental Economics 1, 9-41.
Schelling (1960), The Strategy of Conflict, chapter 9 (the reciprocal fear of surprise attack).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from foedus.errors import CallError, SolverError
from foedus.strategy.newton import RESIDUAL
from foedus.strategy.peace import Peace, survive
from foedus.strategy.ranges import (
    DISCOUNT,
    LARGEST,
    PAYOFF,
    finite_values,
    horizon,
    row_count,
    spread_out,
    within,
    within_horizon,
)
from foedus.strategy.rivals_box import blank_box
from foedus.strategy.rivals_newton import MOST_FOUND, blank_bench
from foedus.strategy.rivals_search import Lasting, solve_lasting
from foedus.strategy.rivals_years import Sides, Years, blank_desk, solve_years
from foedus.strategy.solve import Status
from foedus.strategy.subgame import blank_subgame

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from foedus.strategy.peace import Start

    Vector = NDArray[np.float64]
    Floats = NDArray[np.float64]

YEARS: Final = 30
"""Horizon in years, unless told otherwise."""

RANKED_BY: Final = 10
"""Lasting equilibria are ranked by the chance of so many years of peace from the start."""

_TOUCH: Final = 1e-6
"""A chance of attack this near to a proven bound has reached it."""

_PRECISION: Final = (0.0, LARGEST, "numbers from 0 (pure chance) to 1e12")
_PAYOFFS: Final = ("flow", "attack", "attacked", "both")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RivalsGame:
    """N peaces that either of two sides may break, one a row, over the states of the peace.

    Parameters
    ----------
    peace : Peace
        How the states move; it sets S and P.
    flow : array that broadcasts to (N, 2, S, P), payoff units a year, symbol u_i
    attack, attacked, both : the same, payoff units, symbols A_i, D_i, B_i
        Present value, in the year in which war comes, of a war that side i starts, that the other
        starts, that both start.
    discount : array that broadcasts to (N, 2), from 0 up to but not 1, symbol delta_i
    precision : array that broadcasts to (N, 2), 1 / payoff units, from 0 to 1e12, symbol lambda_i
        There is no infinite precision: with several equilibria the limit depends on how it is
        approached; give a large number instead.

    Raises
    ------
    SolverError
        A number is outside its range or a shape does not fit.
    """

    peace: Peace
    flow: Floats
    attack: Floats
    attacked: Floats
    both: Floats
    discount: Floats
    precision: Floats

    def __post_init__(self) -> None:
        size = (2, self.peace.states, self.peace.levels)
        payoffs = {name: within(name, getattr(self, name), PAYOFF) for name in _PAYOFFS}
        each = {
            "discount": within("discount", self.discount, DISCOUNT),
            "precision": within("precision", self.precision, _PRECISION),
        }
        lengths = [value.shape[0] for value in payoffs.values() if value.ndim == 4]
        lengths += [len(value) for value in each.values() if value.ndim == 2]
        rows = row_count("the game", [*lengths, *self.peace.lengths])
        for name, value in payoffs.items():
            object.__setattr__(self, name, spread_out(name, value, (rows, *size)))
        for name, value in each.items():
            object.__setattr__(self, name, spread_out(name, value, (rows, 2)))

    @property
    def rows(self) -> int:
        """Number of peaces (N)."""
        return len(self.flow)


@dataclass(frozen=True, slots=True, eq=False)
class Future:
    """One equilibrium of each game, chosen by a named rule.

    Parameters
    ----------
    attack : array of shape (N, Y, 2, S, P), probabilities, symbol q_i
        That side i attacks in year t, by state.
    war : array of shape (N, Y, S, P), probabilities
        That war comes: 1 - (1-q_1)(1-q_2).
    value : array of shape (N, 2, S, P), payoff units, symbol V_i
        Of the peace in its first year; inf at precision 0.
    """

    attack: Floats
    war: Floats
    value: Floats


@dataclass(frozen=True, slots=True, eq=False)
class RivalsSolution:
    """When either side breaks each of N peaces.

    Parameters
    ----------
    game : RivalsGame
        What was solved.
    method : str
        How.
    years : int or None
        The horizon; None for a game without end.
    terminal : array of shape (N, 2, S, P) or None
        What the peace is worth at the horizon.
    tolerance : float
        Largest residual of what is called an equilibrium.
    status : array of shape (N,) of `foedus.strategy.solve.Status`
        Certified unique; multiple (two verified ones at least); undecided.
    found : array of shape (N,)
        Game without end: equilibria found, 24 at most. Finite game: states and years in which a
        path met several equilibria of that year, on the path with more of them, plus 1.
    pessimistic, optimistic : Future
        Finite game: in each year the equilibrium with the highest, with the lowest chance of war.
        Game without end: the lasting equilibrium with the lowest, with the highest chance of ten
        years of peace from the start.
    proven : boolean array of shape (N,)
        Whether every equilibrium is proven to lie between these two.
    attack_low, attack_high : arrays of shape (N, 2, S, P), probabilities, or None
        Proven bounds on the chances of attack over all lasting equilibria.
    residual : array of shape (N,)
        Largest |chance - chance that the equilibrium condition gives|.
    equilibria : array of shape (N, K, 2, S, P), probabilities, or None
        Chances of attack in the lasting equilibria, from the least to the most peaceful; NaN where
        there are fewer than K.
    terminal_matters : array of shape (N,)
        Largest change in a chance of war in the first year, on either path, if the terminal value
        is the other one; 0 in a game without end.
    """

    game: RivalsGame
    method: str
    years: int | None
    terminal: Floats | None
    tolerance: float
    status: NDArray[np.int8]
    found: NDArray[np.int64]
    pessimistic: Future
    optimistic: Future
    proven: NDArray[np.bool_]
    attack_low: Floats | None
    attack_high: Floats | None
    residual: Vector
    equilibria: Floats | None
    terminal_matters: Vector

    def survival(self, years: int, rule: str = "pessimistic", start: Start = (0, 0)) -> Floats:
        """Return the chance that the peace holds 0, 1, ... years; see `survive`."""
        within_horizon(years, self.years)
        if rule not in {"pessimistic", "optimistic"}:
            message = f"unknown rule '{rule}'; known are pessimistic, optimistic"
            raise CallError(message)
        return survive(getattr(self, rule).war, self.game.peace, years, start)


def solve_rivals(
    game: RivalsGame,
    *,
    years: int = YEARS,
    terminal: ArrayLike | None = None,
    other_terminal: ArrayLike | None = None,
) -> RivalsSolution:
    """Find when either side breaks each peace, by backward induction from a horizon.

    Parameters
    ----------
    game : RivalsGame
        N peaces, one a row.
    years : int, from 1
        Horizon.
    terminal : array that broadcasts to (N, 2, S, P), payoff units, or None
        What the peace is worth at the horizon; None for its years for ever, u / (1 - delta).
    other_terminal : the same
        What it is compared with, to tell how much the terminal value matters; None for the value
        of being attacked then.

    Returns
    -------
    RivalsSolution

    Raises
    ------
    SolverError
        A number is outside its range or a shape does not fit.

    Examples
    --------
    Peace is best for both, but to be attacked is worse than to attack:

    >>> from foedus.strategy.peace import Peace, fading
    >>> game = RivalsGame(peace=Peace(guarantee=fading()), flow=1.0, attack=7.0, attacked=4.0,
    ...     both=6.0, discount=0.9, precision=4.0)
    >>> solution = solve_rivals(game)
    >>> Status(solution.status[0]).name, solution.proven.tolist()
    ('MULTIPLE', [True])
    >>> solution.survival(10)[0, 10].round(2), solution.survival(10, "optimistic")[0, 10].round(2)
    (np.float64(0.0), np.float64(1.0))
    """
    horizon(years)
    if years == 0:
        message = "years is 0; allowed is a horizon of 1 year or more"
        raise SolverError(message)
    shape = game.flow.shape
    stays = game.flow / (1 - game.discount[:, :, None, None]) if terminal is None else terminal
    other = game.attacked if other_terminal is None else other_terminal
    begin = spread_out("terminal", finite_values("terminal", stays), shape)
    compared = spread_out("other_terminal", finite_values("other_terminal", other), shape)
    answers, others = (_solve_years(game, each, years) for each in (begin, compared))
    futures = [_future(game, answers.attack[path], answers.value[path]) for path in range(2)]
    first, second = (_war(each.attack[:, :, 0]) for each in (answers, others))
    several = answers.several.max(axis=0)
    good = (answers.residual <= RESIDUAL) & (answers.sound == 1)
    return RivalsSolution(
        game=game,
        method="logit equilibrium year before year from a horizon, by a proof in one dimension",
        years=years,
        terminal=begin,
        tolerance=RESIDUAL,
        status=_status(several > 0, good),
        found=several + 1,
        pessimistic=futures[0],
        optimistic=futures[1],
        proven=good & ((several == 0) | (answers.bounds == 1)),
        attack_low=None,
        attack_high=None,
        residual=answers.residual,
        equilibria=None,
        terminal_matters=np.abs(first - second).max(axis=(0, 2, 3)),
    )


def solve_lasting_rivals(
    game: RivalsGame, *, keep: int = 8, start: Start = (0, 0)
) -> RivalsSolution:
    """Find the lasting equilibria of games without end, in which chances follow the state alone.

    Parameters
    ----------
    game : RivalsGame
        N peaces without a term, one a row.
    keep : int, from 2 to 24
        Most equilibria of each game to return (K), and to choose the named ones from.
    start : state of the guarantee and level of power, or chances of them
        Where the peace begins; see `survive`.

    Returns
    -------
    RivalsSolution
        With bounds on all equilibria that are proven, and those that a search within them found.

    Raises
    ------
    CallError
        A guarantee with a term, under which the years differ, or `keep` is out of its range.

    Examples
    --------
    >>> from foedus.strategy.peace import Peace, fading
    >>> game = RivalsGame(peace=Peace(guarantee=fading()), flow=1.0, attack=7.0, attacked=4.0,
    ...     both=6.0, discount=0.9, precision=4.0)
    >>> solution = solve_lasting_rivals(game)
    >>> Status(solution.status[0]).name, int(solution.found[0]), bool(solution.proven[0])
    ('MULTIPLE', 3, True)
    >>> solution.equilibria[0, :3, 0, 0, 0].round(3).tolist()
    [1.0, 0.067, 0.0]
    """
    if (game.peace.term < np.inf).any():
        message = "the guarantee has a term, so that years differ; allowed is a game with a horizon"
        raise CallError(message)
    if not 2 <= keep <= MOST_FOUND:
        message = f"keep is {keep}; allowed is 2 to {MOST_FOUND}"
        raise CallError(message)
    answers = _solve_lasting(game, keep)
    kept = np.minimum(answers.found, keep)
    order = _ranked(game, answers, kept, start)
    rows = np.arange(game.rows)
    worst, best = order[:, 0], order[rows, kept - 1]
    named = [
        _future(game, answers.attack[rows, place][:, None], answers.value[rows, place])
        for place in (worst, best)
    ]
    good, closed = answers.residual <= RESIDUAL, answers.closed == 1
    low, high = answers.bounds[0], answers.bounds[1]
    touch = [
        np.abs(named[1].attack[:, 0] - low).max(axis=(1, 2, 3)) <= _TOUCH,
        np.abs(named[0].attack[:, 0] - high).max(axis=(1, 2, 3)) <= _TOUCH,
    ]
    return RivalsSolution(
        game=game,
        method="logit equilibrium of each state; bounds that close in, Newton's method from starts",
        years=None,
        terminal=None,
        tolerance=RESIDUAL,
        status=_status(answers.found > 1, good & closed),
        found=answers.found,
        pessimistic=named[0],
        optimistic=named[1],
        proven=good & (closed | (touch[0] & touch[1])),
        attack_low=low,
        attack_high=high,
        residual=answers.residual,
        equilibria=np.take_along_axis(answers.attack, order[:, :, None, None, None], axis=1),
        terminal_matters=np.zeros(game.rows),
    )


def _ranked(
    game: RivalsGame, answers: Lasting, kept: NDArray[np.int64], start: Start
) -> NDArray[np.intp]:
    """Return the order of equilibria by the chance of peace, the unused places last."""
    places = answers.attack.shape[1]
    held = np.full((game.rows, places), np.inf)
    for place in range(int(kept.max(initial=1))):
        war = np.where(np.isnan(answers.attack[:, place, 0]), 0.0, _war(answers.attack[:, place]))
        held[:, place] = survive(war, game.peace, RANKED_BY, start)[:, -1]
    held[np.arange(places) >= kept[:, None]] = np.inf
    return np.argsort(held, axis=1, kind="stable")


def _sides(game: RivalsGame) -> tuple[Sides, Floats]:
    unit = game.precision[:, :, None, None]
    flow, attack, attacked, both = (getattr(game, name) * unit for name in _PAYOFFS)
    return Sides(flow, attack, attacked, both, game.discount), unit


def _solve_years(game: RivalsGame, terminal: Floats, years: int) -> Years:
    rows, _, states, levels = game.flow.shape
    sides, unit = _sides(game)
    answers = Years(
        np.zeros((2, *game.flow.shape)),
        np.zeros((2, rows, years, 2, states, levels)),
        np.zeros(rows),
        np.zeros((2, rows), dtype=np.int64),
        np.ones(rows, dtype=np.int64),
        np.ones(rows, dtype=np.int64),
    )
    single = blank_subgame(2)
    single.span[:] = 1.0
    desk = blank_desk(states, levels)
    solve_years(sides, game.peace.moves(rows), terminal * unit, single, desk, answers)
    return answers


def _solve_lasting(game: RivalsGame, keep: int) -> Lasting:
    rows, _, states, levels = game.flow.shape
    sides, _ = _sides(game)
    answers = Lasting(
        np.full((rows, keep, 2, states, levels), np.nan),
        np.full((rows, keep, 2, states, levels), np.nan),
        np.zeros((2, *game.flow.shape)),
        np.zeros(rows),
        np.zeros(rows, dtype=np.int64),
        np.zeros(rows, dtype=np.int64),
    )
    boxes = blank_box(states, levels), blank_box(states, levels)
    solve_lasting(sides, game.peace.moves(rows), *boxes, blank_bench(states, levels), answers)
    return answers


def _future(game: RivalsGame, attack: Floats, scaled: Floats) -> Future:
    unit = np.broadcast_to(game.precision[:, :, None, None], scaled.shape)
    value = np.divide(scaled, unit, out=np.full_like(scaled, np.inf), where=unit > 0)
    return Future(attack=attack, war=_war(attack), value=value)


def _war(attack: Floats) -> Floats:
    """Return the chance that one side or both attack, the sides on the third axis from the end."""
    return np.asarray(1 - (1 - attack[..., 0, :, :]) * (1 - attack[..., 1, :, :]))


def _status(several: NDArray[np.bool_], good: NDArray[np.bool_]) -> NDArray[np.int8]:
    unique = np.where(good, Status.CERTIFIED_UNIQUE, Status.UNDECIDED)
    return np.where(several, Status.MULTIPLE, unique).astype(np.int8)
