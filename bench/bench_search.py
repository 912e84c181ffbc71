# SPDX-License-Identifier: Apache-2.0
"""The first case's settlements: `python bench/bench_search.py [DRAWS] [DESIGNS]`.

Run by hand. Budget: 10,000 draws x 200 designs x 500 packages in 60 s on two cores, under 1.5 GB
in any one process. A design takes part if it decides every issue that designs decide and does not
contradict itself (two in five do), and some 550 of the 3,600 packages can stand with each; what is
weighed is printed.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

from foedus.case.folder import load_case
from foedus.ensemble.search import plan_search, search_case


def main() -> None:
    draws = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    designs = int(sys.argv[2]) if len(sys.argv) > 2 else 520
    case = load_case("ukraine_2025_08")
    plan = plan_search(case, designs, None, draws, 0)
    space, weighed = plan.space, plan.draws * int(plan.space.possible.sum())
    print(
        f"{plan.draws:,} draws x {len(space.designs)} designs x "
        f"{space.possible.sum() / len(space.designs):.0f} packages a design = {weighed:,}"
    )
    with tempfile.TemporaryDirectory() as folder:
        search_case(case, Path(folder) / "warm", designs=4, packages=8, draws=2, workers=1)
        started = time.perf_counter()
        search_case(case, Path(folder) / "run", designs=designs, draws=draws, workers=2)
        took = time.perf_counter() - started
    peak = max(
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    each = 1e9 * took / weighed
    print(f"{took:.1f} s on two processes (budget 60 s for 10^9), {each:.0f} ns each")
    print(f"peak of one process {peak / 1024:.0f} MB (budget 1500 MB)")


if __name__ == "__main__":
    main()
