# SPDX-License-Identifier: Apache-2.0
"""Whether it comes to war: what the target and the challenger do, given what guarantors would do.

With wbar the chance that the target's side prevails, mixed by the chance phi that the attack is
found to count, and e_i the chance that guarantor i acts on one that counts:

    r = F(lambda [s - (1 - wbar) v - d])
    q = F(lambda [(1 - r) b + r ((1 - wbar) b - c - phi sum of e_i x_i) - word])

Symbols as in `foedus.strategy.game`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from scipy.special import expit, ndtr

from foedus.strategy.shocks import chance, compiled
from foedus.strategy.subgame import MEMBERS, NEEDED, mix

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from foedus.strategy.game import DeterrenceGame
    from foedus.strategy.solve import Selection
    from foedus.strategy.subgame import Subgame

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]

PREVAIL: Final = 0
RESIST: Final = 1
ATTACK: Final = 2
PUNISHMENT: Final = 3
"""Places in `Profiles.outcome`."""


class Payoffs(NamedTuple):
    """What the target and the challenger of all games have at stake, for compiled code."""

    prevail: Matrix
    gain: Vector
    loss: Vector
    stake: Vector
    challenger_cost: Vector
    target_cost: Vector
    precision: Vector
    word: Vector
    found: Vector
    punishment: Matrix


class Profiles(NamedTuple):
    """One game's equilibria: chances of the free guarantors and of all, and what follows."""

    free: Matrix
    chances: Matrix
    honour: Matrix
    outcome: Matrix
    order: NDArray[np.int64]
    passing: Vector


def blank_profiles(most: int, guarantors: int) -> Profiles:
    """Return working memory for so many equilibria."""
    return Profiles(
        np.zeros((most, max(guarantors, 1))),
        np.zeros((most, guarantors)),
        np.zeros((most, guarantors)),
        np.zeros((most, 4)),
        np.zeros(most, dtype=np.int64),
        np.zeros(guarantors + 1),
    )


def attack_worth(game: DeterrenceGame, found: Selection) -> Vector:
    """Return what an attack is worth to the challenger before its private cost, row by row."""
    war = (1.0 - found.prevail) * game.gain - game.challenger_cost - found.punishment
    return np.asarray((1.0 - found.resist) * game.gain + found.resist * war - game.word)


def choice_chance(game: DeterrenceGame, worth: Vector) -> Vector:
    """Return the chance of a choice that is worth so much more than the other, row by row."""
    z = game.precision * worth
    return np.asarray(expit(z) if game.shock == "logistic" else ndtr(z))


@compiled
def pass_chance(chances: Vector, members: int, needed: int, passing: Vector) -> float:
    """Chance that enough members say yes, each independently (Poisson-binomial)."""
    most = len(chances)
    for yes in range(most + 1):
        passing[yes] = 1.0 if yes == 0 else 0.0
    for guarantor in range(most):
        if members >> guarantor & 1:
            for yes in range(most, 0, -1):
                passing[yes] += chances[guarantor] * (passing[yes - 1] - passing[yes])
            passing[0] -= chances[guarantor] * passing[0]
    enough = 0.0
    for yes in range(needed, most + 1):
        enough += passing[yes]
    return min(enough, 1.0)


@compiled
def follow(
    payoffs: Payoffs, row: int, profile: int, shock: int, game: Subgame, work: Profiles
) -> None:
    """Work out what the target and the challenger do, given what the guarantors would do."""
    chances, honour = work.chances[profile], work.honour[profile]
    prevail, most = payoffs.prevail[row], len(game.who)
    alone, members, needed = prevail[0], game.vote[MEMBERS], game.vote[NEEDED]
    if needed < 0:
        helped = mix(prevail, chances, most, most, game.fold)
        for guarantor in range(most):
            honour[guarantor] = chances[guarantor]
    else:
        passes = pass_chance(chances, members, needed, work.passing)
        helped = alone + passes * (prevail[members] - alone)
        for guarantor in range(most):
            honour[guarantor] = passes * (members >> guarantor & 1)
    punished = 0.0
    for guarantor in range(most):
        punished += honour[guarantor] * payoffs.punishment[row, guarantor]
    punished *= payoffs.found[row]
    wins = alone + payoffs.found[row] * (helped - alone)
    precision, gain = payoffs.precision[row], payoffs.gain[row]
    steady = payoffs.loss[row] - (1.0 - wins) * payoffs.stake[row] - payoffs.target_cost[row]
    resist = chance(precision * steady, shock)
    war = (1.0 - wins) * gain - payoffs.challenger_cost[row] - punished
    tempted = (1.0 - resist) * gain + resist * war - payoffs.word[row]
    work.outcome[profile, PREVAIL] = wins
    work.outcome[profile, RESIST] = resist
    work.outcome[profile, ATTACK] = chance(precision * tempted, shock)
    work.outcome[profile, PUNISHMENT] = punished
