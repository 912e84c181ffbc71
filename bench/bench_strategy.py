# SPDX-License-Identifier: Apache-2.0
"""Deterrence games solved per second, beside the budget and beside pygambit on the same games.

Run by hand: ``python bench/bench_strategy.py``. One process, one thread; processor time.
"""

from __future__ import annotations

import importlib
import importlib.util
import itertools
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from foedus.strategy.contest import contest_table
from foedus.strategy.duration import hold, settlement_value
from foedus.strategy.game import DeterrenceGame
from foedus.strategy.solve import Status, solve_deterrence

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

REPEATS = 5
PRECISIONS = (2.0, 8.0, 32.0)


@dataclass(frozen=True)
class Budget:
    guarantors: int
    games: int
    rows_per_second: float


BUDGETS = (Budget(1, 200_000, 1e6), Budget(2, 200_000, 1e6), Budget(3, 100_000, 2.5e5))


def draw_games(guarantors: int, games: int, precision: float) -> DeterrenceGame:
    rng = np.random.default_rng(1)
    each, every = games, (games, guarantors)
    return DeterrenceGame(
        prevail=contest_table(
            rng.uniform(-2, 0, each), rng.uniform(0.3, 2, every), rng.uniform(0, 1.5, each)
        ),
        gain=rng.uniform(0.5, 1.5, each),
        loss=rng.uniform(0.5, 1.5, each),
        stake=rng.uniform(0.5, 1.5, each),
        challenger_cost=rng.uniform(0, 0.4, each),
        target_cost=rng.uniform(0, 0.4, each),
        guarantor_stake=rng.uniform(0.2, 2, every),
        action_cost=rng.uniform(0, 0.8, every),
        reneging_cost=rng.uniform(0, 0.5, every),
        punishment=rng.uniform(0, 0.4, every),
        precision=np.full(each, precision),
    )


def seconds(work: Callable[[], object]) -> float:
    best = float("inf")
    for _ in range(REPEATS):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def gambit_tree(gambit: ModuleType, game: DeterrenceGame, row: int) -> object:
    n = game.guarantors
    names = [f"guarantor {i}" for i in range(n)]
    tree = gambit.Game.new_tree(players=["challenger", "target", *names])
    tree.append_move(tree.root, "challenger", ["attack", "refrain"])
    quiet = tree.add_outcome("status quo", [0.0] * (n + 2))
    tree.set_outcome(tree.root.children["refrain"], quiet)
    attacked = tree.root.children["attack"]
    tree.append_move(attacked, "target", ["resist", "concede"])
    stakes = game.guarantor_stake[row].tolist()
    conceded = [float(game.gain[row]), -float(game.loss[row]), *[-stake for stake in stakes]]
    tree.set_outcome(attacked.children["concede"], tree.add_outcome("conceded", conceded))
    nodes = [attacked.children["resist"]]
    for name in names:
        tree.append_move(nodes, name, ["act", "stay"])
        nodes = [child for node in nodes for child in node.children]
    for node, acts in zip(nodes, itertools.product((1, 0), repeat=n), strict=True):
        defeat = 1 - float(game.prevail[row, sum(a << i for i, a in enumerate(acts))])
        punished = float(game.punishment[row] @ acts)
        payoffs = [
            defeat * float(game.gain[row]) - float(game.challenger_cost[row]) - punished,
            -defeat * float(game.stake[row]) - float(game.target_cost[row]),
        ]
        costs = np.where(acts, game.action_cost[row], game.reneging_cost[row])
        payoffs += [-defeat * g - c for g, c in zip(stakes, costs.tolist(), strict=True)]
        tree.set_outcome(node, tree.add_outcome(f"war {acts}", payoffs))
    return tree


def pygambit_rate(guarantors: int, precision: float, games: int = 30) -> float | None:
    if importlib.util.find_spec("pygambit") is None:
        return None
    gambit = importlib.import_module("pygambit")
    drawn = draw_games(guarantors, games, precision)
    trees = [gambit_tree(gambit, drawn, row) for row in range(games)]
    start = time.process_time()
    for tree in trees:
        gambit.qre.logit_solve_lambda(tree, lam=precision)
    return games / (time.process_time() - start)


def main() -> int:
    start = time.process_time()
    for guarantors in (1, 2, 3):
        solve_deterrence(draw_games(guarantors, 4, 2.0))
    print(f"first calls (compiled or loaded from the cache): {time.process_time() - start:.1f} s\n")
    print("guarantors  precision      games/s       budget  pygambit/s  several  undecided")
    for budget, precision in itertools.product(BUDGETS, PRECISIONS):
        game = draw_games(budget.guarantors, budget.games, precision)
        solution = solve_deterrence(game)
        rate = budget.games / seconds(lambda game=game: solve_deterrence(game))
        theirs = pygambit_rate(budget.guarantors, precision)
        several = (solution.status == Status.MULTIPLE).mean()
        undecided = (solution.status == Status.UNDECIDED).mean()
        print(
            f"{budget.guarantors:10d} {precision:10.0f} {rate:12,.0f} "
            f"{budget.rows_per_second:12,.0f} "
            f"{'-' if theirs is None else format(theirs, ',.0f'):>11} "
            f"{several:8.2%} {undecided:10.2%}"
        )
    rng = np.random.default_rng(1)
    q, e = rng.uniform(0, 0.2, (2, 1_000_000)), rng.uniform(0, 0.1, 1_000_000)
    took = seconds(lambda: hold(q[0], q[1], e, np.array([1, 5, 10]), 10))
    print(f"\nhold, 3 horizons up to 10 years: {1 / took:.1f} million rows/s")
    took = seconds(lambda: settlement_value(0.6, 0.9, q[0], q[1], e, 10, 4.0, 2.0))
    print(f"settlement value: {1 / took:.1f} million rows/s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
