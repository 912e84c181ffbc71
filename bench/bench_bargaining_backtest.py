# SPDX-License-Identifier: Apache-2.0
"""Every model against 265 decided issues, the ensemble fitted in ten folds.

Run by hand: ``python bench/bench_bargaining_backtest.py``. One process, one thread; it reads the
research data. The first use of the kernels compiles them, once; that time is told apart.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np

from foedus.bargaining import pool
from foedus.bargaining.backtest import backtest
from foedus.bargaining.issues import issues_of
from foedus.bargaining.pool_fit import cross_validated
from foedus.history.bargaining_tables import read_outcomes, read_positions
from foedus.history.data import data_folder

if TYPE_CHECKING:
    from collections.abc import Callable

REPEATS = 3
BUDGET_SECONDS = 20.0
DRAWS, ACTORS = 20_000, 10


def seconds(work: Callable[[], object], repeats: int = REPEATS) -> float:
    best = float("inf")
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def main() -> None:
    folder = data_folder()
    if folder is None:
        print("no research data: set FOEDUS_DATA")
        return
    positions = read_positions(folder / "bargaining/deu3_dev_positions.csv")
    outcomes = read_outcomes(folder / "bargaining/deu3_dev_issues.csv")
    issues, _ = issues_of(positions, outcomes)
    print(
        f"first call, with what it compiles or loads: {seconds(lambda: backtest(issues), 1):.1f} s"
    )
    took = seconds(lambda: backtest(issues))
    print(f"all models on {len(issues.names)} issues: {took:.2f} s (budget {BUDGET_SECONDS:.0f} s)")
    asked = pool.evidence(issues.position, issues.salience, issues.power)
    blocks = issues.block.tolist()
    took = seconds(lambda: cross_validated(asked, issues.outcome, blocks))
    print(f"of which ten fits of the ensemble: {took:.2f} s")
    rng = np.random.default_rng(3)
    shape = (DRAWS, ACTORS)
    table = rng.uniform(0, 100, shape), rng.uniform(0, 1, shape), rng.uniform(0, 1, shape)
    took = seconds(lambda: pool.ensemble(*table))
    print(f"the ensemble on {DRAWS:,} draws of {ACTORS} actors: {took:.2f} s (no budget)")


if __name__ == "__main__":
    main()
