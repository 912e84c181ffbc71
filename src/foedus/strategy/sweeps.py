# SPDX-License-Identifier: Apache-2.0
"""How the answer moves with one number of the game, and where it has several."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Final

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
        solved.append(solve_deterrence(replace(game, **{name: changed})))

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


def count_equilibria(
    game: DeterrenceGame, row: int, across: Sequence[float], up: Sequence[float]
) -> NDArray[np.int64]:
    """Count the equilibria of one game over multiples of reneging costs and of precision.

    Parameters
    ----------
    game : DeterrenceGame
        N games.
    row : int
        Which of them.
    across, up : sequence of float
        Multiples of the guarantors' reneging costs, and of the precision.

    Returns
    -------
    array of shape (up, across)
        Equilibria found; 0 where they are not proven to be all.
    """
    many = np.full(len(across) * len(up), row)
    taken = {
        field.name: getattr(game, field.name)[many]
        for field in fields(game)
        if isinstance(getattr(game, field.name), np.ndarray)
    }
    cost, precision = np.meshgrid(across, up)
    taken["reneging_cost"] *= cost.ravel()[:, None]
    taken["precision"] *= precision.ravel()
    solution = solve_deterrence(replace(game, **taken))
    counted = np.where(solution.complete, solution.found, 0)
    return counted.reshape(cost.shape).astype(np.int64)
