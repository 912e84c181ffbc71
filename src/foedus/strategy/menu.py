# SPDX-License-Identifier: Apache-2.0
"""A menu of attacks: the challenger chooses how to attack, and what it chooses may not count.

Each attack j has a game of its own (`foedus.strategy.game`): what it gains, what is at stake for
each guarantor, and the chance that it counts, common to all under a body's finding (``found``) or
each guarantor's own (``judged``). With U_j what attack j is worth to the challenger in its game,
and the status quo worth 0 in a nest of its own,

    q   = F(lambda I),     I = (rho / lambda) log sum over j of n_j exp(lambda U_j / rho)
    P_j = n_j exp(lambda U_j / rho) / sum,      or at rho = 0:  I = max over j of U_j

Private costs of attacks are the more alike the smaller rho is; at 0, the default, there is one
private cost of attacking. Attacks that are the same in every number are one attack, written more
than once: n_j is 1 over their number. So copies change nothing whatever rho is, and at rho = 0
only an attack that is better than all others makes attack more likely.

=========  ========================================================
symbol     meaning
=========  ========================================================
rho        dissimilarity of attacks, from 0 to 1 (plain logit)
P_j        chance of attack j if there is an attack
=========  ========================================================

Every attack has equilibria of its own among the guarantors, and any of one goes with any of
another. q rises with each U_j, so its least and greatest values over all of them are at the best
and the worst equilibrium of each attack.

References
----------
McFadden (1978), in Karlqvist et al., Spatial Interaction Theory and Planning Models (nested logit).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit, ndtr

from foedus.errors import SolverError
from foedus.strategy.solve import solve_deterrence
from foedus.strategy.war import attack_worth

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from foedus.strategy.game import DeterrenceGame
    from foedus.strategy.solve import DeterrenceSolution, Selection

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class MenuSolution:
    """What the challenger does with N menus of J attacks.

    Parameters
    ----------
    solutions : tuple of DeterrenceSolution
        The equilibria of each attack's game.
    dissimilarity : array of shape (N,), symbol rho
    attack_low, attack_high : arrays of shape (N,), probabilities, symbol q
        Chance of an attack of any kind, in the best and in the worst equilibrium of each.
    kinds_low, kinds_high : arrays of shape (N, J), probabilities
        Chance of each attack there; they add up to `attack_low` and `attack_high`. The chance of
        one attack may be lower where that of all is higher.
    status : array of shape (N,) of `Status`
        The least sure of the attacks' sets of equilibria.
    """

    solutions: tuple[DeterrenceSolution, ...]
    dissimilarity: Floats
    attack_low: Floats
    attack_high: Floats
    kinds_low: Floats
    kinds_high: Floats
    status: NDArray[np.int8]


def solve_menu(games: Sequence[DeterrenceGame], dissimilarity: ArrayLike = 0.0) -> MenuSolution:
    """Say how likely an attack is where the challenger has several to choose from, and which.

    Parameters
    ----------
    games : sequence of DeterrenceGame
        For each attack N games, with the same precision and shock.
    dissimilarity : array of shape (N,) or scalar, from 0 to 1, symbol rho
        How far private costs of attacks differ beside that of attacking at all.

    Raises
    ------
    SolverError
        There is no attack, the games do not fit together, or the dissimilarity is out of range;
        with normal shocks it must be 0.

    Examples
    --------
    A guarantee that answers a large attack alone makes the challenger choose a small one:

    >>> from foedus.strategy.game import DeterrenceGame
    >>> def attack(size, found):
    ...     return DeterrenceGame(
    ...         prevail=[[0.2, 0.9]], gain=size, loss=2 * size, stake=size,
    ...         challenger_cost=0.3 * size, target_cost=0.1, guarantor_stake=2.0, action_cost=0.5,
    ...         reneging_cost=0.3, punishment=0.5, precision=10.0, found=found)
    >>> solved = solve_menu([attack(1.0, 1.0), attack(0.3, 0.1)])
    >>> solved.attack_high.round(2), solved.kinds_high.round(2)
    (array([0.71]), array([[0.  , 0.71]]))
    """
    if not games:
        message = "the menu has no attack; allowed are one and more"
        raise SolverError(message)
    first = games[0]
    for game in games[1:]:
        same = game.games == first.games and game.shock == first.shock
        if not (same and np.array_equal(game.precision, first.precision)):
            message = "attacks on one menu differ in rows, precision or shock; must share all three"
            raise SolverError(message)
    rho = np.asarray(dissimilarity, dtype=np.float64)
    most = 1.0 if first.shock == "logistic" else 0.0
    if rho.shape not in ((), (first.games,)) or not ((rho >= 0.0) & (rho <= most)).all():
        message = f"dissimilarity is out of range or shape; allowed is 0 to 1 ({first.games},)"
        if most == 0.0:
            message = "dissimilarity is above 0 with normal shocks; allowed is 0"
        raise SolverError(message)
    rho = np.broadcast_to(rho, first.games)
    solutions = tuple(solve_deterrence(game) for game in games)
    weights = 1.0 / copies(games)
    low, kinds_low = _choose(games, [s.optimistic for s in solutions], weights, rho)
    high, kinds_high = _choose(games, [s.pessimistic for s in solutions], weights, rho)
    return MenuSolution(
        solutions=solutions,
        dissimilarity=rho,
        attack_low=low,
        attack_high=high,
        kinds_low=kinds_low,
        kinds_high=kinds_high,
        status=_least_sure(solutions),
    )


def copies(games: Sequence[DeterrenceGame]) -> Floats:
    """Return how often each attack stands on the menu, row by row: (N, J), itself included."""
    count = np.zeros((games[0].games, len(games)))
    for place, game in enumerate(games):
        for other in games:
            count[:, place] += _alike(game, other)
    return count


def _alike(first: DeterrenceGame, second: DeterrenceGame) -> NDArray[np.bool_]:
    """Tell in which rows two games are the same in every number."""
    alike = np.full(first.games, first.rule == second.rule and first.quorum == second.quorum)
    for field in fields(first):
        mine, its = getattr(first, field.name), getattr(second, field.name)
        if isinstance(mine, np.ndarray):
            if mine.shape != its.shape:
                return np.zeros(first.games, dtype=np.bool_)
            alike &= (mine == its).reshape(first.games, -1).all(axis=1)
    return alike


def _choose(
    games: Sequence[DeterrenceGame], found: Sequence[Selection], weights: Floats, rho: Floats
) -> tuple[Floats, Floats]:
    """Return the chance of an attack, and of each, if each went as in the given equilibrium."""
    first = games[0]
    scaled = np.stack(
        [first.precision * attack_worth(game, one) for game, one in zip(games, found, strict=True)],
        axis=1,
    )
    best = scaled.max(axis=1, keepdims=True)
    behind = np.where(scaled == best, 0.0, scaled - best)
    with np.errstate(divide="ignore", invalid="ignore"):
        likely = weights * np.exp(np.where(behind < 0.0, behind / rho[:, None], 0.0))
    total = likely.sum(axis=1)
    inclusive = best[:, 0] + rho * np.log(total)
    attack = expit(inclusive) if first.shock == "logistic" else ndtr(inclusive)
    return attack, attack[:, None] * likely / total[:, None]


def _least_sure(solutions: Sequence[DeterrenceSolution]) -> NDArray[np.int8]:
    """Return undecided where any attack is, else multiple where any is."""
    return np.asarray(np.max([solution.status for solution in solutions], axis=0))
