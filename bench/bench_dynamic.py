# SPDX-License-Identifier: Apache-2.0
"""Dynamic games of 15 states solved per second, beside the budget.

Run by hand: ``python bench/bench_dynamic.py``. One process, one thread; processor time.
"""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import numpy as np

from foedus.strategy.peace import Peace, fading, stepwise
from foedus.strategy.restart import RestartGame, solve_restart
from foedus.strategy.rivals import RivalsGame, solve_lasting_rivals, solve_rivals
from foedus.strategy.solve import Status

if TYPE_CHECKING:
    from collections.abc import Callable

BUDGET = 5e4
REPEATS = 3
STATES = 3
LEVELS = 5


def draw_peace(rng: np.random.Generator, rows: int) -> Peace:
    erode, lapse, up, down = rng.uniform(0, 0.2, (4, rows))
    return Peace(guarantee=fading(erode, lapse), power=stepwise(LEVELS, up, down))


def draw_restarts(rows: int) -> RestartGame:
    rng = np.random.default_rng(1)
    flow, discount = rng.uniform(0, 1, (rows, 1, 1)), rng.uniform(0.8, 0.98, rows)
    return RestartGame(
        peace=draw_peace(rng, rows),
        flow=flow,
        attack=flow / (1 - discount[:, None, None]) + rng.uniform(-2, 1, (rows, STATES, LEVELS)),
        discount=discount,
        precision=rng.uniform(1, 32, rows),
    )


def draw_rivals(rows: int) -> RivalsGame:
    rng = np.random.default_rng(1)
    size = (rows, 2, STATES, LEVELS)
    flow, discount = rng.uniform(0, 1, (rows, 2, 1, 1)), rng.uniform(0.8, 0.98, (rows, 2))
    attack = flow / (1 - discount[..., None, None]) + rng.uniform(-2, 0.5, size)
    return RivalsGame(
        peace=draw_peace(rng, rows),
        flow=flow,
        attack=attack,
        attacked=attack - rng.uniform(0, 1.5, size),
        both=attack - rng.uniform(0, 0.5, size),
        discount=discount,
        precision=rng.uniform(1, 16, (rows, 1)),
    )


def rate(rows: int, work: Callable[[], object]) -> float:
    best = float("inf")
    for _ in range(REPEATS):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return rows / best


def main() -> int:
    start = time.process_time()
    solve_restart(draw_restarts(2)).survival(2)
    solve_rivals(draw_rivals(2), years=2)
    solve_lasting_rivals(draw_rivals(2))
    print(f"first calls (compiled or loaded from the cache): {time.process_time() - start:.1f} s\n")
    one, both, few = draw_restarts(50_000), draw_rivals(5_000), draw_rivals(500)
    lasting = solve_restart(one)
    reached = rate(one.rows, lambda: solve_restart(one))
    print(f"one side, without end: {reached:,.0f} games/s; budget {BUDGET:,.0f}")
    reached = rate(one.rows, lambda: solve_restart(one, years=30))
    print(f"one side, 30 years, two terminal values: {reached:,.0f} games/s")
    reached = rate(one.rows, lambda: lasting.survival(30))
    print(f"chance to hold, each year up to 30: {reached:,.0f} peaces/s")
    reached = rate(both.rows, lambda: solve_rivals(both))
    print(f"both sides, 30 years, two paths, two terminal values: {reached:,.0f} games/s")
    answer = solve_lasting_rivals(few)
    reached = rate(few.rows, lambda: solve_lasting_rivals(few))
    shares = {name.name.lower(): float(np.mean(answer.status == name)) for name in Status}
    told = ", ".join(f"{name} {share:.1%}" for name, share in shares.items())
    print(f"both sides, without end: {reached:,.0f} games/s; {told}")
    print(
        f"    between proven bounds: {answer.proven.mean():.1%}; residual {answer.residual.max()}"
    )
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
