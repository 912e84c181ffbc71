# SPDX-License-Identifier: Apache-2.0
"""Engine against answer sets on random pacts: `python bench/oracle_clingo.py N [FIRST_SEED]`.

Prints how many duties agreed, by construct how many pacts used it, and every disagreement on the
smallest pact and log that still show it.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path
from pprint import pformat

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "oracles"))

from agreement import compare, minimal
from random_pacts import draw

BATCH = 150


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    counts: Counter[str] = Counter()
    used: Counter[str] = Counter()
    wrong: list[int] = []
    start = time.process_time()
    for begin in range(first, first + number, BATCH):
        seeds = range(begin, min(begin + BATCH, first + number))
        draws = [draw(seed) for seed in seeds]
        for seed, drawn, report in zip(seeds, draws, compare(draws), strict=True):
            counts.update(report.counts)
            used.update(drawn.used)
            if report.wrong:
                wrong.append(seed)
                print(f"seed {seed}: {report.wrong[0]}", flush=True)
    seconds = time.process_time() - start
    print(f"{number} pacts from seed {first}: {len(wrong)} disagree ({seconds:.0f} s)")
    for name, count in sorted(counts.items()):
        print(f"  {count:9,d}  {name}")
    print("constructs, by the pacts that use them:")
    for name, count in sorted(used.items()):
        print(f"  {count:9,d}  {name}")
    for seed in wrong[:20]:
        small = minimal(draw(seed))
        print(f"seed {seed}, as small as it gets:", *compare([small])[0].wrong, sep="\n  ")
        print(pformat({"pact": small.tree, "log": small.log, "at": small.at, "known": small.known}))
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
