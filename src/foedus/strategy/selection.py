# SPDX-License-Identifier: Apache-2.0
"""Which of a game's equilibria a named rule points at.

=================  =========================================================================
rule               names
=================  =========================================================================
``pessimistic``    the equilibrium with the highest chance of attack
``optimistic``     the equilibrium with the lowest chance of attack
``principal``      the one that grows out of choices by pure chance (`foedus.strategy.branch`)
``risk_dominant``  of two free guarantors: the one at the risk-dominant pair of pure choices
=================  =========================================================================

Risk dominance compares, without private costs, what the two guarantors lose by leaving a strict
equilibrium alone: of "both act" and "both stay out" (or of the two in which one acts) the pair with
the larger product of losses dominates; at equal products neither does, and the equilibrium between
them is named. Where there is but one strict pair, that one is named. The criterion is Harsanyi and
Selten's for two players with two choices each. For three and more it is not defined by losses:
their general rule, the tracing procedure from a prior over both equilibria, can run in a circle. It
is refused there rather than replaced by another.

References
----------
Harsanyi and Selten (1988), A General Theory of Equilibrium Selection in Games, MIT Press.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from foedus.errors import CallError
from foedus.strategy.branch import blank_walk, trace_rows
from foedus.strategy.newton import APART
from foedus.strategy.solve import MOST_FOUND, at_profile, compiled_input, solve_deterrence
from foedus.strategy.subgame import blank_subgame, free_choices, tabulate

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from foedus.strategy.game import DeterrenceGame
    from foedus.strategy.solve import DeterrenceSolution, Selection

    Places = NDArray[np.int64]

SelectionRule = Literal["pessimistic", "optimistic", "principal", "risk_dominant"]
SELECTION_RULES: Final[tuple[SelectionRule, ...]] = (
    "pessimistic",
    "optimistic",
    "principal",
    "risk_dominant",
)

_EQUAL: Final = 1e-9
"""Share by which products of losses may differ that are equal but for rounding."""

UNNAMED: Final = -1
"""Stands for the place of an equilibrium where a rule names none of those found."""


@dataclass(frozen=True, slots=True, eq=False)
class Named:
    """What a rule names in each of N games.

    Parameters
    ----------
    rule : str
        The rule.
    place : array of shape (N,)
        Place of the named equilibrium among those reported, from 0, the highest chance of attack
        first; `UNNAMED` where the rule names none of them.
    least, most : Selection
        The named equilibrium in both; where none is named, the equilibria with the lowest and with
        the highest chance of attack, so that the interval stays.
    """

    rule: SelectionRule
    place: Places
    least: Selection
    most: Selection


def select(solution: DeterrenceSolution, rule: SelectionRule) -> Named:
    """Say which equilibrium of each game a rule names, and what happens there.

    Parameters
    ----------
    solution : DeterrenceSolution
        The equilibria of N games.
    rule : {"pessimistic", "optimistic", "principal", "risk_dominant"}
        How to choose where there are several; a single one is named by every rule.

    Raises
    ------
    CallError
        The rule is unknown; or it is `risk_dominant`, and a game with several equilibria has other
        than two free guarantors.

    Examples
    --------
    Two guarantors, each of whom is of use only if the other comes too; trust pays:

    >>> from foedus.strategy.game import DeterrenceGame
    >>> game = DeterrenceGame(
    ...     prevail=[[0.2, 0.25, 0.25, 0.9]], gain=1.0, loss=1.0, stake=1.0,
    ...     challenger_cost=0.1, target_cost=0.1, guarantor_stake=1.3, action_cost=0.5,
    ...     reneging_cost=0.1, punishment=0.2, precision=8.0)
    >>> solution = solve_deterrence(game)
    >>> [(rule, int(select(solution, rule).place[0])) for rule in SELECTION_RULES]
    [('pessimistic', 0), ('optimistic', 2), ('principal', 2), ('risk_dominant', 2)]
    """
    if rule not in SELECTION_RULES:
        message = f"unknown rule '{rule}'; known are {', '.join(SELECTION_RULES)}"
        raise CallError(message)
    if solution.found.max(initial=0) > solution.equilibria.shape[1]:
        solution = solve_deterrence(solution.game, keep=MOST_FOUND)
    several = np.flatnonzero(solution.found > 1)
    place = np.zeros(solution.game.games, dtype=np.int64)
    if rule == "optimistic":
        place[several] = solution.found[several] - 1
    elif rule == "principal":
        place[several] = nearest(solution, several, principal_branch(solution.game, several))
    elif rule == "risk_dominant":
        place[several] = _risk_dominant(solution, several)
    chosen = np.maximum(place, 0)[:, None, None]
    named = at_profile(solution.game, np.take_along_axis(solution.equilibria, chosen, axis=1)[:, 0])
    known = place != UNNAMED
    return Named(
        rule=rule,
        place=place,
        least=_either(known, named, solution.optimistic),
        most=_either(known, named, solution.pessimistic),
    )


def principal_branch(game: DeterrenceGame, rows: Places | None = None) -> NDArray[np.float64]:
    """Return each guarantor's chance where the principal branch reaches the game's precision.

    Parameters
    ----------
    game : DeterrenceGame
        N games.
    rows : array of int, optional
        Which of them; all, if left out.

    Returns
    -------
    array of shape (rows, n), probabilities
        Chances of acting (under a vote: of yes); NaN where the branch could not be followed.
    """
    wanted = np.arange(game.games) if rows is None else np.asarray(rows, dtype=np.int64)
    found = np.zeros((len(wanted), game.guarantors))
    trace_rows(
        wanted,
        *compiled_input(game),
        blank_subgame(game.guarantors),
        blank_walk(game.guarantors),
        found,
    )
    return found


def nearest(solution: DeterrenceSolution, rows: Places, chances: NDArray[np.float64]) -> Places:
    """Return which reported equilibrium lies at given chances; `UNNAMED` where none does."""
    if len(rows) == 0:
        return np.zeros(0, dtype=np.int64)
    apart = np.abs(solution.equilibria[rows] - chances[:, None, :]).max(axis=2)
    apart = np.where(np.isnan(apart), np.inf, apart)
    place = apart.argmin(axis=1)
    return np.where(apart[np.arange(len(rows)), place] < APART, place, UNNAMED)


def _risk_dominant(solution: DeterrenceSolution, rows: Places) -> Places:
    game = solution.game
    _, terms, quorum, _ = compiled_input(game)
    subgame = blank_subgame(game.guarantors)
    places = np.full(len(rows), UNNAMED)
    for index, row in enumerate(rows.tolist()):
        free = free_choices(terms, row, quorum, subgame)
        if free != 2:
            message = (
                f"risk_dominant compares two guarantors, and {free} choose freely in row {row}, "
                "which has several equilibria; allowed there are pessimistic, optimistic, principal"
            )
            raise CallError(message)
        tabulate(terms, row, free, game.prevail[row], 1.0, subgame)
        own = solution.equilibria[row, : solution.found[row]][:, subgame.who[:2]]
        automatic = subgame.base[:2]
        alone = subgame.gains[:2, 0] + automatic[::-1] * np.diff(subgame.gains[:2, :2])[:, 0]
        places[index] = _dominant(own, alone, subgame.gains[:2, 1])
    return places


def _dominant(
    equilibria: NDArray[np.float64], alone: NDArray[np.float64], together: NDArray[np.float64]
) -> int:
    """Return the equilibrium at the risk-dominant pair of two guarantors' pure choices.

    Parameters
    ----------
    equilibria : array of shape (K, 2)
    alone, together : arrays of shape (2,)
        What each gains by acting if the other stays out, and if it acts.
    """
    pairs = {
        (1, 1): (together[0], together[1]),
        (0, 0): (-alone[0], -alone[1]),
        (1, 0): (alone[0], -together[1]),
        (0, 1): (-together[0], alone[1]),
    }
    strict = {pair: a * b for pair, (a, b) in pairs.items() if a > 0 and b > 0}
    if not strict:
        return UNNAMED
    largest = max(strict.values())
    leading = [pair for pair, losses in strict.items() if losses > (1 - _EQUAL) * largest]
    if len(leading) == 1:
        return int(np.abs(equilibria - np.array(leading[0])).max(axis=1).argmin())
    return int(np.argsort(equilibria[:, 0], kind="stable")[len(equilibria) // 2])


def _either(known: NDArray[np.bool_], named: Selection, other: Selection) -> Selection:
    """Return the named equilibrium where one is named, and another one elsewhere."""
    fields = {}
    for field in named.__dataclass_fields__:
        mine, its = getattr(named, field), getattr(other, field)
        fields[field] = np.where(known[:, None] if mine.ndim > 1 else known, mine, its)
    return type(named)(**fields)
