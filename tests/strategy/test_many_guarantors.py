# SPDX-License-Identifier: Apache-2.0
"""Five to eight guarantors: another search finds nothing that is not reported; nine are refused."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy.optimize import root
from scipy.special import expit

from foedus.errors import SolverError
from foedus.strategy.contest import members
from foedus.strategy.newton import APART, RESIDUAL
from foedus.strategy.solve import Status, solve_deterrence

if TYPE_CHECKING:
    from collections.abc import Callable

    from foedus.strategy.game import DeterrenceGame

STARTS = 12


def defect(game: DeterrenceGame, chances: np.ndarray) -> np.ndarray:
    """Chance less answer, by summing over every set of the others, for the first game."""
    sets = members(game.guarantors)
    found = np.empty(game.guarantors)
    for i in range(game.guarantors):
        others = np.delete(np.where(sets, chances, 1 - chances), i, axis=1).prod(axis=1)
        signs = np.where(sets[:, i], 1.0, -1.0)
        helped = float((others * signs * game.prevail[0]).sum())
        net = game.reneging_cost[0, i] - game.action_cost[0, i]
        found[i] = expit(game.precision[0] * (game.guarantor_stake[0, i] * helped + net))
    return chances - found


def at(game: DeterrenceGame, chances: np.ndarray) -> np.ndarray:
    return defect(game, np.clip(chances, 0, 1))


@pytest.mark.parametrize("guarantors", [5, 6, 7, 8])
def test_many_starts_find_nothing_else(
    draw_games: Callable[..., DeterrenceGame], guarantors: int
) -> None:
    games = draw_games(guarantors, 40, 25.0, seed=7)
    solution = solve_deterrence(games, keep=24)
    assert (solution.residual <= RESIDUAL).all()
    assert ((solution.found > 1) == (solution.status == Status.MULTIPLE)).all()
    several = np.flatnonzero(solution.found > 1)[:2].tolist()
    rng, settled = np.random.default_rng(1), 0
    for row in dict.fromkeys([*several, 0, 1]):
        arrays = {
            field.name: getattr(games, field.name)[row : row + 1]
            for field in fields(games)
            if isinstance(getattr(games, field.name), np.ndarray)
        }
        game = replace(games, **arrays)
        kept = solution.equilibria[row, : solution.found[row]]
        starts = [
            np.zeros(guarantors),
            np.ones(guarantors),
            *rng.uniform(size=(STARTS, guarantors)),
        ]
        for start in starts:
            end = np.clip(root(partial(at, game), start).x, 0, 1)
            if np.abs(defect(game, end)).max() < 1e-9:
                settled += 1
                assert np.abs(kept - end).max(axis=1).min() < APART
    assert settled > STARTS


def test_nine_guarantors_are_refused(draw_games: Callable[..., DeterrenceGame]) -> None:
    with pytest.raises(SolverError, match=r"9 guarantors; at most 8 are allowed"):
        draw_games(9, 2, 1.0)
    with pytest.raises(SolverError, match=r"\(2, 512\); allowed is .* at most 8 guarantors"):
        draw_games(8, 2, 1.0, prevail=np.full((2, 512), 0.5))
