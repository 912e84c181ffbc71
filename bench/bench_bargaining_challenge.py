# SPDX-License-Identifier: Apache-2.0
"""The challenge model's time, beside the budget; and what running all readings takes.

Run by hand: ``python bench/bench_bargaining_challenge.py``. One thread; processor time.
"""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import numpy as np

from foedus.bargaining.challenge import ROUNDS, challenge, spread
from foedus.bargaining.challenge_readings import READINGS

if TYPE_CHECKING:
    from collections.abc import Callable

REPEATS = 5
ACTORS = 10
DRAWS, BUDGET = 10_000, 0.5
SPREAD_DRAWS = 1_024
PUBLIC_TOOLS = "9 to 10 s"


def seconds(work: Callable[[], object]) -> float:
    best = float("inf")
    for _ in range(REPEATS):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def main() -> int:
    rng = np.random.default_rng(1)
    shape = (DRAWS, ACTORS)
    inputs = rng.random(shape) * 100, rng.random(shape), rng.random(shape)
    few = tuple(array[:SPREAD_DRAWS] for array in inputs)
    start = time.process_time()
    challenge(*(array[:2] for array in inputs))
    print(f"first call (compiled or loaded from the cache): {time.process_time() - start:.1f} s")
    took = seconds(lambda: challenge(*inputs))
    print(
        f"{DRAWS:,} draws, {ACTORS} actors, {ROUNDS} rounds: {took:.2f} s;"
        f" budget {BUDGET} s; public tools take {PUBLIC_TOOLS}"
    )
    took = seconds(lambda: spread(*few))
    print(f"{len(READINGS)} readings of {SPREAD_DRAWS:,} draws: {took:.2f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
