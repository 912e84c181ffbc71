# SPDX-License-Identifier: Apache-2.0
"""Talks of 80 actors in the spatial model of politics, until moves have become small.

Run by hand: ``python bench/bench_bargaining_spatial.py``. One process, one thread. The first use
of the kernels compiles them, once; that time is told apart.
"""

from __future__ import annotations

import resource
import time

import numpy as np

from foedus.bargaining.spatial import spatial

REPEATS = 3
ACTORS = 80
BUDGET_SECONDS, BUDGET_MEGABYTES = 5.0, 1000.0
PUBLIC_TOOL = "the public tool 128 s and 1 GB on disk"


def seconds(issues: int, repeats: int = REPEATS) -> tuple[float, int]:
    rng = np.random.default_rng(3)
    shape = (1, ACTORS, issues)
    position, capability = rng.uniform(0, 100, shape), rng.uniform(1, 100, (1, ACTORS, 1))
    salience = rng.uniform(0.05, 0.95, shape) / issues
    best, used = float("inf"), 0
    for _ in range(repeats):
        start = time.perf_counter()
        told = spatial(position, salience, capability, span=(0, 100))
        best, used = min(best, time.perf_counter() - start), int(told.used[0])
    return best, used


def main() -> None:
    cold, _ = seconds(1, repeats=1)
    print(f"first call, with what it compiles or loads: {cold:.1f} s")
    for issues in (1, 3):
        took, used = seconds(issues)
        print(
            f"{ACTORS} actors, {issues} issue(s), {used} rounds: {took:.2f} s"
            f" (budget {BUDGET_SECONDS:.0f} s; {PUBLIC_TOOL})"
        )
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(f"most memory: {megabytes:.0f} MB (budget {BUDGET_MEGABYTES:.0f} MB); nothing on disk")


if __name__ == "__main__":
    main()
