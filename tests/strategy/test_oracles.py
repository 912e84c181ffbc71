# SPDX-License-Identifier: Apache-2.0
"""Other ways to the same equilibria: another program's, a fine grid's, many random starts'."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from scipy.optimize import root

from foedus.strategy.contest import members
from foedus.strategy.solve import DeterrenceSolution, Status, solve_deterrence

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from foedus.strategy.game import DeterrenceGame

# Path following in the other program stops here.
PYGAMBIT = 1e-8
# Equilibria nearer to each other than this count as one.
SAME = 1e-4


def gambit_tree(gambit: ModuleType, game: DeterrenceGame, row: int) -> object:
    """Write one game in which everyone is bound as an extensive form."""
    n = game.guarantors
    names = [f"guarantor {i}" for i in range(n)]
    tree = gambit.Game.new_tree(players=["challenger", "target", *names])
    tree.append_move(tree.root, "challenger", ["attack", "refrain"])
    quiet = tree.add_outcome("status quo", [0.0] * (n + 2))
    tree.set_outcome(tree.root.children["refrain"], quiet)
    attacked = tree.root.children["attack"]
    tree.append_move(attacked, "target", ["resist", "concede"])
    b, g = float(game.gain[row]), game.guarantor_stake[row].tolist()
    word = float(game.word[row])
    lost = tree.add_outcome("conceded", [b - word, -float(game.loss[row]), *[-x for x in g]])
    tree.set_outcome(attacked.children["concede"], lost)
    nodes = [attacked.children["resist"]]
    for name in names:
        tree.append_move(nodes, name, ["yes", "no"])
        nodes = [child for node in nodes for child in node.children]
    for node, yes in zip(nodes, itertools.product((True, False), repeat=n), strict=True):
        acting = yes
        if game.rule == "vote":
            acting = (sum(yes) >= (game.quorum or n),) * n
        defeat = 1 - float(game.prevail[row, sum(1 << i for i in range(n) if acting[i])])
        punished = sum(float(game.punishment[row, i]) for i in range(n) if acting[i])
        challenger = defeat * b - float(game.challenger_cost[row]) - punished - word
        target = -defeat * float(game.stake[row]) - float(game.target_cost[row])
        guarantors = [
            -defeat * g[i]
            - (float(game.action_cost[row, i]) if acting[i] else 0.0)
            - (0.0 if acting[i] or yes[i] else float(game.reneging_cost[row, i]))
            for i in range(n)
        ]
        label = f"war {''.join('yn'[not y] for y in yes)}"
        tree.set_outcome(node, tree.add_outcome(label, [challenger, target, *guarantors]))
    return tree


@pytest.mark.parametrize(
    ("n", "options"),
    [
        (1, {}),
        (2, {}),
        (3, {}),
        (2, {"rule": "vote"}),
        (3, {"rule": "vote"}),
        (3, {"rule": "vote", "quorum": 2}),
    ],
    ids=["one", "two", "three", "consensus_of_two", "consensus_of_three", "two_of_three"],
)
def test_agent_logit_equilibrium_as_in_pygambit(
    draw_games: Callable[..., DeterrenceGame], n: int, options: dict[str, Any]
) -> None:
    gambit = pytest.importorskip("pygambit", exc_type=ImportError)
    game = draw_games(n, 30, 6.0, seed=11, word=0.1, **options)
    solution = solve_deterrence(game)
    for row in range(game.games):
        tree = gambit_tree(gambit, game, row)
        (found,) = gambit.qre.logit_solve_lambda(tree, lam=6.0)
        attack, resist, *yes = [found[place] for place in range(0, len(found), 2)]
        kept = solution.equilibria[row, : solution.found[row]]
        place = int(np.abs(kept - np.array(yes)).max(axis=1).argmin())
        assert kept[place] == pytest.approx(np.array(yes), abs=PYGAMBIT)
        for chosen, at in ((solution.pessimistic, 0), (solution.optimistic, len(kept) - 1)):
            if at == place:
                assert chosen.attack[row] == pytest.approx(attack, abs=PYGAMBIT)
                assert chosen.resist[row] == pytest.approx(resist, abs=PYGAMBIT)


def gains(game: DeterrenceGame, chances: np.ndarray) -> np.ndarray:
    """What acting gains each guarantor: games x starts x guarantors, each for itself."""
    n = game.guarantors
    sets = members(n)
    weights = np.where(sets, chances[..., None, :], 1 - chances[..., None, :])
    result = np.empty_like(chances)
    for i in range(n):
        others = np.delete(weights, i, axis=-1).prod(axis=-1)
        sign = np.where(sets[:, i], 1.0, -1.0)
        effect = (others * (sign * game.prevail)[:, None, :]).sum(axis=-1)
        net = game.reneging_cost[:, i] - game.action_cost[:, i]
        result[..., i] = game.guarantor_stake[:, i, None] * effect + net[:, None]
    return result


def answers(game: DeterrenceGame, chances: np.ndarray) -> np.ndarray:
    return 1 / (
        1 + np.exp(-np.clip(game.precision[:, None, None] * gains(game, chances), -700, 700))
    )


def many_starts(game: DeterrenceGame, starts: int, seed: int) -> np.ndarray:
    """Newton from random starts, some after best answers; what did not settle is NaN."""
    rng = np.random.default_rng(seed)
    n, step = game.guarantors, 1e-6
    chances = rng.uniform(size=(game.games, starts, n))
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
