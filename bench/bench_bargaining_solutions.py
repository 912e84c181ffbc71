# SPDX-License-Identifier: Apache-2.0
"""Fronts and solutions per second, beside the budget and beside NegMAS where it is installed.

Run by hand: ``python bench/bench_bargaining_solutions.py``. One process, one thread; processor
time, kernels compiled beforehand.
"""

from __future__ import annotations

import importlib
import importlib.util
import itertools
import sys
import time
import warnings
from typing import TYPE_CHECKING, get_args

import numpy as np

from foedus.bargaining.packages import RULES, choose_package
from foedus.bargaining.pareto import pareto_front
from foedus.bargaining.solutions import Loss, solve_issue

if TYPE_CHECKING:
    from collections.abc import Callable

REPEATS = 5
FRONT_SECONDS = 0.02
DRAWS = 100_000


def seconds(work: Callable[[], object], repeats: int = REPEATS) -> float:
    best = float("inf")
    for _ in range(repeats):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def linear_problem(seed: int) -> tuple[list[tuple[int, ...]], np.ndarray]:
    """Draw utilities of 5^6 packages to four actors, linear in six issues of five values."""
    rng = np.random.default_rng(seed)
    value, weight = rng.random((4, 6, 5)), rng.random((4, 6, 1))
    grid = np.array(list(itertools.product(range(5), repeat=6)))
    u = (weight * value)[:, np.arange(6), grid].sum(axis=2).T
    return list(map(tuple, grid.tolist())), np.ascontiguousarray(u)


def negmas_seconds(packages: list[tuple[int, ...]], u: np.ndarray) -> float | None:
    if importlib.util.find_spec("negmas") is None:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ops = importlib.import_module("negmas.preferences.ops")
        preferences = importlib.import_module("negmas.preferences")
    worth = [
        preferences.MappingUtilityFunction(
            dict(zip(packages, column.tolist(), strict=True)), outcomes=packages
        )
        for column in u.T
    ]
    return seconds(lambda: ops.pareto_frontier(worth, outcomes=packages), 3)


def main() -> int:
    start = time.process_time()
    pareto_front([[1, 2]])
    for rule in RULES:
        choose_package([[1, 2]], [0, 0], rule)
        solve_issue([1, 2], 1, 1, 0, rule)
    print(f"first calls (compiled or loaded from the cache): {time.process_time() - start:.1f} s\n")
    print("front of 15,625 packages x 4 actors: on it, seconds, budget, NegMAS")
    for seed in range(3):
        packages, u = linear_problem(seed)
        took, theirs = seconds(lambda u=u: pareto_front(u)), negmas_seconds(packages, u)
        told = "-" if theirs is None else f"{theirs:.3f}"
        print(f"{pareto_front(u).sum():6d} {took:8.4f} {FRONT_SECONDS:8.2f} {told:>8}")
    print()
    for rule in RULES:
        took = seconds(lambda rule=rule, u=u: choose_package(u, u.mean(axis=0), rule))
        print(f"{rule}, 15,625 packages x 4 actors: {took * 1e3:.1f} ms")
    x = np.random.default_rng(1).uniform(1, 100, (DRAWS, 7))
    for rule, loss in itertools.product(RULES, get_args(Loss)):
        took = seconds(lambda rule=rule, loss=loss: solve_issue(x, 1, 1, 0, rule, loss))
        print(f"{rule}, {loss} loss, one issue, 7 actors: {DRAWS / took / 1e6:.2f} million draws/s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
