# SPDX-License-Identifier: Apache-2.0
"""How the answer moves with one number of the game, and where it has several."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from foedus.strategy.solve import solve_deterrence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from foedus.strategy.game import DeterrenceGame

    Floats = NDArray[np.float64]

QUANTILES: Final = (0.05, 0.5, 0.95)


@dataclass(frozen=True, slots=True, eq=False)
class Sweep:
    """Quantiles over N games (5, 50 and 95 %), value by value of one number.

    Parameters
    ----------
    values : array of shape (P,)
        The number, or the multiple of it.
    attack_low, attack_high : arrays of shape (P, 3), probabilities
        Chance of attack, in the equilibrium with the least and the most of it.
    honour_low, honour_high : arrays of shape (P, n, 3), probabilities
        Chance that each guarantor acts, least and most over equilibria.
    several : array of shape (P,)
        Share of games with several equilibria.
    """

    values: Floats
    attack_low: Floats
    attack_high: Floats
    honour_low: Floats
    honour_high: Floats
    several: Floats


def sweep(game: DeterrenceGame, name: str, values: Sequence[float], *, times: bool) -> Sweep:
    """Solve N games for each value of one number.

    Parameters
    ----------
    game : DeterrenceGame
        N games.
    name : str
        A field of the game.
    values : sequence of float
        What it is set to, in every game; or, with `times`, multiplied by.
    times : bool
        Whether values are multiples of what it is.
    """
    solved = []
    for value in values:
        usual = getattr(game, name)
        changed = usual * value if times else np.full(usual.shape, float(value))
        other: dict[str, Any] = {name: changed}
        solved.append(solve_deterrence(replace(game, **other)))

    def over(parts: list[Floats]) -> Floats:
        return np.stack([np.moveaxis(np.quantile(p, QUANTILES, axis=0), 0, -1) for p in parts])

    return Sweep(
        values=np.asarray(values, dtype=np.float64),
        attack_low=over([s.attack_low for s in solved]),
        attack_high=over([s.attack_high for s in solved]),
        honour_low=over([s.honour_low for s in solved]),
        honour_high=over([s.honour_high for s in solved]),
        several=np.array([float(np.mean(s.found > 1)) for s in solved]),
    )


def share_several(game: DeterrenceGame, across: Sequence[float], up: Sequence[float]) -> Floats:
    """Return in which share of games there are several equilibria, over two of their numbers.

    Parameters
    ----------
    game : DeterrenceGame
        N games.
    across, up : sequence of float
        Multiples of the guarantors' reneging costs, and of the precision.

    Returns
    -------
    array of shape (up, across)
        Shares; games whose equilibria are not proven to be all count by those found.
    """
    shares = np.zeros((len(up), len(across)))
    for j, precision in enumerate(up):
        sharper = replace(game, precision=game.precision * precision)
        for i, cost in enumerate(across):
            dearer = replace(sharper, reneging_cost=game.reneging_cost * cost)
            shares[j, i] = np.mean(solve_deterrence(dearer, keep=0).found > 1)
    return shares


def first_games(game: DeterrenceGame, most: int) -> DeterrenceGame:
    """Return the first games of some, at most so many."""
    taken = {field.name: getattr(game, field.name) for field in fields(game)}
    arrays: dict[str, Any] = {
        name: each[:most] for name, each in taken.items() if isinstance(each, np.ndarray)
    }
    return replace(game, **arrays)
