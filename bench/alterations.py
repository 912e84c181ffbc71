# SPDX-License-Identifier: Apache-2.0
"""How many planted alterations `foedus compare` finds, by kind, and how often it is wrong.

Run by hand: python bench/alterations.py [SEEDS] [--show]. Texts are those of the tests, invented
ones and, where the research data is at hand, real ones.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "reading"))

from finding import score, texts

MOST_SHOWN = 60


def main() -> None:
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    result = score(texts(), numbers[0] if numbers else 200)
    print(f"{'kind':20} {'planted':>8} {'found':>8} {'share':>8}")
    for kind, (planted, found) in result.by_kind.items():
        print(f"{kind:20} {planted:8} {found:8} {found / planted:8.1%}")
    planted, found = result.planted, result.found
    print(f"{'all':20} {planted:8} {found:8} {found / planted:8.1%}")
    print(f"any change at the right pair: {result.noticed / planted:.1%}")
    print(
        f"false alarms: {result.alarms} of {result.quiet} pairs left as they were or honestly "
        f"paraphrased ({result.alarms / result.quiet:.2%}); of {result.told} paraphrased alone "
        f"{result.told_alarms / max(result.told, 1):.2%}"
    )
    if "--show" in sys.argv:
        print(*result.misses[:MOST_SHOWN], sep="\n")
        print(*result.wrong[:MOST_SHOWN], sep="\n")


if __name__ == "__main__":
    main()
