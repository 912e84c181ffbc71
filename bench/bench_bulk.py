# SPDX-License-Identifier: Apache-2.0
"""Every coded alliance against every dispute year: who was bound to do what, beside the budget.

Run by hand: ``python bench/bench_bulk.py``. One process, one thread; wall time, tables in memory.
"""

from __future__ import annotations

import statistics
import sys
import time
from typing import TYPE_CHECKING

import numpy as np

from foedus.errors import FoedusError
from foedus.history.alliances import label_duties, load_alliances
from foedus.history.disputes import load_disputes
from foedus.pacts.bulk import find_duties

if TYPE_CHECKING:
    from collections.abc import Callable

REPEATS = 15
BUDGET = 0.1


def seconds(work: Callable[[], object]) -> float:
    """Return the median of several runs."""
    took = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        work()
        took.append(time.perf_counter() - start)
    return statistics.median(took)


def main() -> int:
    start = time.perf_counter()
    try:
        alliances, disputes = load_alliances(), load_disputes()
    except FoedusError as error:
        print(error)
        return error.exit_code
    print(f"tables loaded in {time.perf_counter() - start:.2f} s")
    pairs = find_duties(alliances.coded, disputes.coded)
    print(
        f"{len(np.unique(alliances.alliance)):,} alliances ({len(alliances.alliance):,} rows), "
        f"{len(disputes.number):,} dispute years: {len(pairs.dispute):,} pairs, "
        f"{pairs.answers.size:,} answers"
    )
    took = seconds(lambda: find_duties(alliances.coded, disputes.coded))
    print(f"budget {BUDGET * 1e3:.0f} ms, measured {took * 1e3:.0f} ms (median of {REPEATS})")
    took = seconds(lambda: label_duties(alliances, disputes))
    print(f"with names and words {took * 1e3:.0f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
