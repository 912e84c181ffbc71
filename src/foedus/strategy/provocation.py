# SPDX-License-Identifier: Apache-2.0
"""Does a guarantee embolden its target: provocation as the target's own choice.

Before the challenger moves, the target provokes it or does not. Provoking brings the target a
private gain and makes attack more attractive. Under a no-provocation clause the cover is lost
where a provocation is found; a finding can miss one and can see one where there was none. With y =
1 after a provocation and 0 otherwise, and the guarantors as in `foedus.strategy.game`,

    phi_y = phi (1 - f_y) under the clause, phi without;   f_1 = 1 - miss, f_0 = false
    q_y   = F(lambda [(1 - r_y) b + r_y ((1 - wbar_y) b - c - punishment_y) - word + y anger])
    L_y   = q_y [(1 - r_y) s + r_y ((1 - wbar_y) v + d)]
    p     = F(lambda [m - (L_1 - L_0)])

so the target provokes iff what it gains exceeds what it expects to lose, up to its private cost.
Nothing says whether a guarantee raises p or lowers it: cover makes attack after a provocation less
likely and less dear (it emboldens), and a target that was to be attacked in any case has something
to lose only under a guarantee (it steadies). The guarantors' own equilibria do not depend on y.

=================  ======================================================================
symbol             field
=================  ======================================================================
m                  ``private_gain``
anger              ``anger``
miss, false        ``missed``, ``false_finding``
p                  ``provoke``
q_0, q_1           ``attack_unprovoked``, ``attack_provoked``
=================  ======================================================================

References
----------
Benson (2012), Constructing International Security, Cambridge University Press (moral hazard and
conditional commitments).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from foedus.errors import SolverError
from foedus.strategy.solve import MOST_FOUND, at_profile, solve_deterrence
from foedus.strategy.war import attack_worth, choice_chance

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from foedus.strategy.game import DeterrenceGame
    from foedus.strategy.solve import DeterrenceSolution

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Temptation:
    """What provoking is worth to the target, what it does, and how well it is found out.

    Parameters
    ----------
    private_gain : array of shape (N,) or scalar, payoff units, symbol m
        What the target gains by provoking; below 0 where it would rather not in any case.
    anger : array of shape (N,) or scalar, payoff units
        What attack is worth more to the challenger after a provocation.
    missed : array of shape (N,) or scalar, probability
        Chance that a provocation is not found.
    false_finding : array of shape (N,) or scalar, probability
        Chance that one is found although there was none.

    Raises
    ------
    SolverError
        A number is not finite, or a chance outside 0 to 1.
    """

    private_gain: ArrayLike
    anger: ArrayLike
    missed: ArrayLike = 0.0
    false_finding: ArrayLike = 0.0

    def __post_init__(self) -> None:
        for name in self.__slots__:
            values = np.asarray(getattr(self, name), dtype=np.float64)
            chance = name in {"missed", "false_finding"}
            low, high = (0.0, 1.0) if chance else (-np.finfo(float).max, np.finfo(float).max)
            if not ((values >= low) & (values <= high)).all():
                allowed = "probabilities from 0 to 1" if chance else "finite numbers"
                message = f"{name} is out of range; allowed are {allowed}"
                raise SolverError(message)
            object.__setattr__(self, name, values)


class Provoked(NamedTuple):
    """What the target and the challenger do, by game and equilibrium; NaN where there are fewer.

    Shapes are (N, K), equilibria in the order of `DeterrenceSolution.equilibria`. `attack` is the
    chance over both choices of the target.
    """

    provoke: Floats
    attack: Floats
    attack_unprovoked: Floats
    attack_provoked: Floats


class Sides(NamedTuple):
    """One continuation: the chance of attack, and what the target expects to lose."""

    attack: Floats
    expected_loss: Floats


def provoke(
    game: DeterrenceGame,
    temptation: Temptation,
    *,
    conditional: bool,
    solution: DeterrenceSolution | None = None,
) -> Provoked:
    """Say how likely the target is to provoke, and the challenger to attack, in each equilibrium.

    Parameters
    ----------
    game : DeterrenceGame
        N games; `found` is the chance that an attack counts where no provocation is found.
    temptation : Temptation
        The target's gain, the challenger's anger, errors of finding.
    conditional : bool
        Whether the cover is lost where a provocation is found.
    solution : DeterrenceSolution, optional
        Of the game, if it is known, with all equilibria kept.

    Examples
    --------
    A challenger that would answer a provocation with war, and a guarantor that prevents that
    whatever the target does: the guarantee emboldens, unless it is conditional.

    >>> from foedus.strategy.game import DeterrenceGame
    >>> game = DeterrenceGame(
    ...     prevail=[[0.1, 0.9]], gain=1.0, loss=2.0, stake=1.0, challenger_cost=1.0,
    ...     target_cost=0.2, guarantor_stake=1.0, action_cost=0.1, reneging_cost=0.5,
    ...     punishment=1.0, precision=20.0)
    >>> tempted = Temptation(private_gain=0.5, anger=0.5)
    >>> [provoke(each, tempted, conditional=clause).provoke.round(2).item()
    ...  for each, clause in ((without_guarantee(game), False), (game, False), (game, True))]
    [0.0, 1.0, 0.0]
    """
    if solution is None:
        solution = solve_deterrence(game, keep=MOST_FOUND)
    columns = max(int(solution.found.max(initial=1)), 1)
    told = [
        _at_equilibrium(game, solution.equilibria[:, place], temptation, conditional=conditional)
        for place in range(min(columns, solution.equilibria.shape[1]))
    ]
    return Provoked(*(np.stack(part, axis=1) for part in zip(*told, strict=True)))


def without_guarantee(game: DeterrenceGame) -> DeterrenceGame:
    """Return the game in which no attack counts, so that the target stands alone."""
    return replace(game, found=np.zeros(game.games))


def _at_equilibrium(
    game: DeterrenceGame, chances: Floats, temptation: Temptation, *, conditional: bool
) -> Provoked:
    calm = _follow(game, chances, 1.0 - conditional * np.asarray(temptation.false_finding), 0.0)
    found = conditional * (1.0 - np.asarray(temptation.missed))
    angry = _follow(game, chances, 1.0 - found, temptation.anger)
    worth = np.asarray(temptation.private_gain) - (angry.expected_loss - calm.expected_loss)
    likely = choice_chance(game, worth)
    return Provoked(
        provoke=likely,
        attack=(1 - likely) * calm.attack + likely * angry.attack,
        attack_unprovoked=calm.attack,
        attack_provoked=angry.attack,
    )


def _follow(game: DeterrenceGame, chances: Floats, kept: ArrayLike, anger: ArrayLike) -> Sides:
    """Work out attack and loss if so much of the cover is kept and the challenger is so angry."""
    covered = replace(game, found=game.found * np.asarray(kept))
    found = at_profile(covered, chances)
    attack = choice_chance(game, attack_worth(game, found) + np.asarray(anger))
    fought = (1.0 - found.prevail) * game.stake + game.target_cost
    loss = (1.0 - found.resist) * game.loss + found.resist * fought
    return Sides(attack, attack * loss)
