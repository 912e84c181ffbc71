# SPDX-License-Identifier: Apache-2.0
"""Other ways to the same equilibria: another program's, a fine grid's, many random starts'."""

from __future__ import annotations

import io
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from scipy.optimize import root
from scipy.special import expit

from foedus.strategy.contest import contest_table, members
from foedus.strategy.export import to_efg
from foedus.strategy.game import DeterrenceGame
from foedus.strategy.solve import DeterrenceSolution, Status, solve_deterrence

if TYPE_CHECKING:
    from collections.abc import Callable

# Path following in the other program stops here.
PYGAMBIT = 1e-8
# Equilibria nearer to each other than this count as one.
SAME = 1e-4


@pytest.mark.slow
@pytest.mark.parametrize(
    ("n", "games", "options"),
    [
        (1, 500, {}),
        (2, 500, {}),
        (3, 500, {}),
        (2, 100, {"rule": "vote"}),
        (3, 100, {"rule": "vote"}),
        (3, 100, {"rule": "vote", "quorum": 2}),
    ],
    ids=["one", "two", "three", "consensus_of_two", "consensus_of_three", "two_of_three"],
)
def test_agent_logit_equilibrium_as_in_pygambit(
    draw_games: Callable[..., DeterrenceGame], n: int, games: int, options: dict[str, Any]
) -> None:
    """Of the exported tree, whose ends are checked with a reader of our own in test_export.py."""
    gambit = pytest.importorskip("pygambit", exc_type=ImportError)
    game = draw_games(n, games, 6.0, seed=11, word=0.1, found=0.7, **options)
    solution = solve_deterrence(game)
    for row in range(game.games):
        tree = gambit.read_efg(io.StringIO(to_efg(game, row)))
        (found,) = gambit.qre.logit_solve_lambda(tree, lam=6.0)
        attack, resist, *yes = [found[place] for place in range(0, len(found), 2)]
        kept = solution.equilibria[row, : solution.found[row]]
        place = int(np.abs(kept - np.array(yes)).max(axis=1).argmin())
        assert kept[place] == pytest.approx(np.array(yes), abs=PYGAMBIT)
        for chosen, at in ((solution.pessimistic, 0), (solution.optimistic, len(kept) - 1)):
            if at == place:
                assert chosen.attack[row] == pytest.approx(attack, abs=PYGAMBIT)
                assert chosen.resist[row] == pytest.approx(resist, abs=PYGAMBIT)


def worth(game: DeterrenceGame) -> np.ndarray:
    """What each guarantor gets in a war when a set says yes: games x sets x guarantors."""
    yes = members(game.guarantors)
    acting = yes
    if game.rule == "vote":
        passed = yes.sum(axis=1) >= (game.quorum or game.guarantors)
        acting = np.repeat(passed[:, None], game.guarantors, axis=1)
    prevail = game.prevail[:, acting @ (1 << np.arange(game.guarantors))]
    lost = (1 - prevail)[..., None] * game.guarantor_stake[:, None, :]
    reneged = np.where(acting | yes, 0, game.reneging_cost[:, None, :])
    return -lost - np.where(acting, game.action_cost[:, None, :], reneged)


def answers(game: DeterrenceGame, chances: np.ndarray) -> np.ndarray:
    """How surely each says yes, if the others do as given: games x starts x guarantors."""
    sets = members(game.guarantors)
    weights = np.where(sets, chances[..., None, :], 1 - chances[..., None, :])
    gains = np.empty_like(chances)
    for i, own in enumerate(np.moveaxis(worth(game), 2, 0)):
        others = np.delete(weights, i, axis=-1).prod(axis=-1)
        gains[..., i] = (others * np.where(sets[:, i], own, -own)[:, None, :]).sum(axis=-1)
    return expit(game.precision[:, None, None] * gains)


def many_starts(game: DeterrenceGame, starts: int, seed: int) -> np.ndarray:
    """Newton from the corners and at random, some after best answers; NaN where none settles."""
    rng = np.random.default_rng(seed)
    n, step = game.guarantors, 1e-6
    chances = rng.uniform(size=(game.games, starts, n))
    chances[:, -(1 << n) :] = members(n)
    for _ in range(30):
        half = chances[:, ::2]
        chances[:, ::2] = 0.5 * half + 0.5 * answers(game, half)
    for _ in range(40):
        here = chances - answers(game, chances)
        jacobian = np.empty((*chances.shape, n))
        for i in range(n):
            moved = chances.copy()
            moved[..., i] += step
            jacobian[..., i] = (moved - answers(game, moved) - here) / step
        flat = np.abs(np.linalg.det(jacobian)) < 1e-9
        jacobian[flat] = np.eye(n)
        move = np.linalg.solve(jacobian, here[..., None])[..., 0]
        chances = np.clip(chances - np.clip(move, -0.2, 0.2), 0, 1)
    wrong = np.abs(chances - answers(game, chances)).max(axis=-1) > 1e-9
    chances[wrong] = np.nan
    return chances


def assert_all_reported(solution: DeterrenceSolution, row: int, found: np.ndarray) -> None:
    kept = solution.equilibria[row, : solution.found[row]]
    for chances in found:
        assert np.abs(kept - chances).max(axis=1).min() < SAME, (row, chances, kept)


def any_games(n: int, games: int, seed: int, **options: object) -> DeterrenceGame:
    """Draw games half of which hang on trust; in the rest help may add up, or get in the way."""
    rng = np.random.default_rng(seed)
    trust = rng.uniform(size=games) < 0.5

    def between(any_kind: tuple[float, float], trusting: tuple[float, float]) -> np.ndarray:
        return np.where(
            trust, rng.uniform(*trusting, (n, games)), rng.uniform(*any_kind, (n, games))
        ).T

    drawn: dict[str, Any] = {
        "prevail": contest_table(
            between((-3, 1), (-3, -0.5))[:, 0],
            between((-0.5, 2), (0, 1)),
            between((-2, 4), (1, 4))[:, 0],
        ),
        "guarantor_stake": between((-1, 3), (0.5, 2)),
        "action_cost": between((0, 1), (0.2, 0.8)),
        "reneging_cost": between((0, 0.6), (0, 0.4)),
        "punishment": between((0, 0.4), (0, 0.4)),
        "precision": np.exp(rng.uniform(0, np.log(60), games)),
    }
    payoffs = dict.fromkeys(("gain", "loss", "stake"), 1.0)
    costs = dict.fromkeys(("challenger_cost", "target_cost"), 0.2)
    return DeterrenceGame(**payoffs, **costs, **drawn, **options)


def rows_of(game: DeterrenceGame, rows: np.ndarray) -> DeterrenceGame:
    held = {part.name: getattr(game, part.name) for part in fields(game)}
    return replace(game, **{k: v[rows] for k, v in held.items() if isinstance(v, np.ndarray)})


def grid_roots(game: DeterrenceGame, points: int) -> tuple[np.ndarray, np.ndarray]:
    """Find equilibria of two on a grid of what the first does: rows, and chances by bisection."""

    def excess(rows: DeterrenceGame, first: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        chances = np.zeros((*first.shape, 2))
        chances[..., 0] = first
        chances[..., 1] = answers(rows, chances)[..., 1]
        return answers(rows, chances)[..., 0] - first, chances

    grid = np.linspace(0, 1, points)
    above = excess(game, np.repeat(grid[None], game.games, axis=0))[0] > 0
    rows, places = np.nonzero(above[:, :-1] != above[:, 1:])
    low, high, rising = grid[places], grid[places + 1], above[rows, places + 1]
    here = rows_of(game, rows)
    for _ in range(45):
        middle = (low + high) / 2
        right = (excess(here, middle[:, None])[0][:, 0] > 0) == rising
        low, high = np.where(right, low, middle), np.where(right, middle, high)
    return rows, excess(here, low[:, None])[1][:, 0]


@pytest.mark.slow
@pytest.mark.parametrize("rule", [{}, {"rule": "vote"}], ids=["each", "consensus"])
def test_no_equilibrium_of_two_is_missed_in_5000_games(rule: dict[str, Any]) -> None:
    game = any_games(2, 2500, seed=21, **rule)
    solution = solve_deterrence(game)
    rows, found = grid_roots(game, 2001)
    counted = np.bincount(rows, minlength=game.games)
    assert (counted >= 1).all()
    assert (counted <= solution.found).all()
    assert (counted[solution.status == Status.CERTIFIED_UNIQUE] == 1).all()
    for row, chances in zip(rows, found, strict=True):
        assert_all_reported(solution, row, chances[None])


@pytest.mark.slow
@pytest.mark.parametrize(
    "rule",
    [{}, {"rule": "vote"}, {"rule": "vote", "quorum": 2}],
    ids=["each", "consensus", "two"],
)
def test_no_equilibrium_of_three_is_missed_in_5001_games(rule: dict[str, Any]) -> None:
    game = any_games(3, 1667, seed=22, **rule)
    solution = solve_deterrence(game)
    settled = many_starts(game, 20, seed=23)
    there = np.isfinite(settled).all(axis=-1)
    assert there.any(axis=1).mean() > 0.99
    for row in range(game.games):
        assert_all_reported(solution, row, settled[row][there[row]])


@pytest.mark.parametrize("precision", [4.0, 8.0, 24.0])
@pytest.mark.parametrize("n", [2, 3])
def test_many_random_starts_find_nothing_that_is_not_reported(
    draw_games: Callable[..., DeterrenceGame], n: int, precision: float
) -> None:
    game = draw_games(n, 340, precision, seed=7)
    solution = solve_deterrence(game)
    settled = many_starts(game, 30, seed=8)
    assert np.isfinite(settled).all(axis=-1).mean() > 0.5
    for row in range(game.games):
        assert_all_reported(solution, row, settled[row][np.isfinite(settled[row]).all(axis=-1)])


def test_a_fine_grid_brackets_as_many_equilibria_of_two_as_are_reported(
    draw_games: Callable[..., DeterrenceGame],
) -> None:
    grid = np.linspace(0, 1, 2001)
    for precision in (3.0, 8.0, 20.0):
        game = draw_games(2, 300, precision, seed=9)
        solution = solve_deterrence(game)
        assert solution.complete.all()
        chances = np.zeros((game.games, len(grid), 2))
        chances[..., 0] = grid
        chances[..., 1] = answers(game, chances)[..., 1]
        excess = answers(game, chances)[..., 0] - grid
        crossed = np.sign(excess[:, :-1]) != np.sign(excess[:, 1:])
        np.testing.assert_array_equal(crossed.sum(axis=1), solution.found)
        for row in np.flatnonzero(solution.status == Status.MULTIPLE):
            first = np.sort(solution.equilibria[row, :3, 0])
            assert np.abs(grid[:-1][crossed[row]] - first).max() < 1 / 1000


@pytest.mark.parametrize("quorum", [None, 2, 1], ids=["consensus", "two", "one"])
def test_votes_solved_leaf_by_leaf_from_many_starts(
    draw_games: Callable[..., DeterrenceGame], tree: type, quorum: int | None
) -> None:
    game = draw_games(3, 8, 10.0, seed=4, rule="vote", quorum=quorum)
    solution = solve_deterrence(game)
    rng = np.random.default_rng(6)
    for row in range(game.games):

        def excess(chances: np.ndarray, row: int = row) -> np.ndarray:
            leaves = tree(game, row, chances)
            return chances - np.array([leaves.guarantor(i) for i in range(3)])

        tried = [root(excess, start) for start in rng.uniform(size=(6, 3))]
        found = [t.x for t in tried if t.success and np.abs(t.fun).max() < 1e-9]
        assert found
        assert_all_reported(solution, row, np.array(found))
