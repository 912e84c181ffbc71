# SPDX-License-Identifier: Apache-2.0
"""Ten rounds of the exchange model on talks of 15 actors and 13 issues, beside the budget.

Run by hand: ``python bench/bench_bargaining_exchange.py``. One process, one thread; wall time. The
talks are the climate conference of 2015 where the research data are there, else drawn at random.
"""

from __future__ import annotations

import sys
import time

import numpy as np

from foedus.bargaining.exchange import exchange_positions
from foedus.history.bargaining_tables import read_positions
from foedus.history.data import data_folder

ONE_RUN, MANY_RUNS = 0.1, 30.0
DRAWS = 1000
PUBLIC_TOOL = 18.0
REPEATS = 5


def talks() -> tuple[str, np.ndarray, np.ndarray, np.ndarray]:
    folder = data_folder()
    rng = np.random.default_rng(1)
    if folder is None:
        shape = (15, 13)
        return "random", rng.uniform(0, 100, shape), rng.uniform(0.2, 1, shape), np.ones(shape)
    table = read_positions(folder / "bargaining" / "cop21_positions.csv")
    return "climate 2015", table.position.T, table.salience.T, table.power.T


def main() -> int:
    name, position, salience, capability = talks()
    start = time.perf_counter()
    exchange_positions(position, salience, capability)
    print(f"first call (compiled or loaded from the cache): {time.perf_counter() - start:.1f} s")
    for sides in ("votes", "start"):
        best = float("inf")
        for _ in range(REPEATS):
            start = time.perf_counter()
            run = exchange_positions(position, salience, capability, sides=sides)
            best = min(best, time.perf_counter() - start)
        print(
            f"{name}, sides by {sides}: {best:.3f} s for {len(run.exchanges.gain)} exchanges in"
            f" 10 rounds (budget {ONE_RUN} s; the public tool {PUBLIC_TOOL:.0f} s)"
        )
    noise = np.random.default_rng(2).normal(0, 1, (DRAWS, *position.shape))
    start = time.perf_counter()
    exchange_positions(position + noise, salience, capability)
    print(f"{DRAWS} draws: {time.perf_counter() - start:.1f} s (budget {MANY_RUNS:.0f} s)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
