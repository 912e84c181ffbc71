# SPDX-License-Identifier: Apache-2.0
"""Engine against answer sets on random pacts: `python bench/oracle_clingo.py N [FIRST_SEED]`.

Prints how many duties agreed, by construct how many pacts used it, and every disagreement on the
smallest pact and log that still show it.
"""

from __future__ import annotations

import sys
from collections import Counter
from multiprocessing import get_context
from pathlib import Path
from pprint import pformat

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "oracles"))

from agreement import compare, minimal
from random_pacts import draw

BATCH = 150
BATCHES_A_PROCESS = 10  # the solver gives back no memory before its process ends


def batch(seeds: range) -> tuple[Counter[str], Counter[str], dict[int, list[str]]]:
    """Return counts of duties and of constructs, and what is wrong by seed."""
    counts: Counter[str] = Counter()
    used: Counter[str] = Counter()
    wrong = {}
    draws = [draw(seed) for seed in seeds]
    for seed, drawn, report in zip(seeds, draws, compare(draws), strict=True):
        counts.update(report.counts)
        used.update(drawn.used)
        if report.wrong:
            wrong[seed] = report.wrong
    return counts, used, wrong


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    last = first + number
    batches = [range(begin, min(begin + BATCH, last)) for begin in range(first, last, BATCH)]
    counts: Counter[str] = Counter()
    used: Counter[str] = Counter()
    wrong: dict[int, list[str]] = {}
    with get_context("spawn").Pool(1, maxtasksperchild=BATCHES_A_PROCESS) as pool:
        for found in pool.imap(batch, batches):
            counts.update(found[0])
            used.update(found[1])
            wrong |= found[2]
    print(f"{number} pacts from seed {first}: {len(wrong)} disagree")
    for name, count in sorted(counts.items()):
        print(f"  {count:9,d}  {name}")
    print("constructs, by the pacts that use them:")
    for name, count in sorted(used.items()):
        print(f"  {count:9,d}  {name}")
    for seed in list(wrong)[:20]:
        small = minimal(draw(seed))
        print(f"seed {seed}, as small as it gets:", *compare([small])[0].wrong, sep="\n  ")
        print(pformat({"pact": small.tree, "log": small.log, "at": small.at, "known": small.known}))
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
