# SPDX-License-Identifier: Apache-2.0
"""Plants alterations and counts which of them a comparison finds, and what it finds besides."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field
from pathlib import Path

from invented import REPORTS
from planting import KINDS, Planted, plant

from foedus.history import data
from foedus.reading.comparison import compare_reports
from foedus.reading.documents import document_of


@dataclass
class Score:
    """What was planted and found."""

    by_kind: dict[str, tuple[int, int]] = field(default_factory=dict)
    noticed: int = 0
    quiet: int = 0
    alarms: int = 0
    told: int = 0
    told_alarms: int = 0
    misses: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def planted(self) -> int:
        return sum(planted for planted, _ in self.by_kind.values())

    @property
    def found(self) -> int:
        return sum(found for _, found in self.by_kind.values())


def texts() -> dict[str, str]:
    """Return the invented reports, and real texts where they are at hand."""
    found = dict(REPORTS)
    folder = data.data_folder()
    shared = [folder.parent] if folder else []
    for root in [*shared, Path(__file__).resolve().parents[3] / "shared"]:
        if not (root / "texts").is_dir():
            continue
        for path in sorted((root / "texts").glob("*.txt")):
            if "_nl" not in path.stem:
                found[path.stem] = path.read_text("utf-8")[:20_000]
        corpus = root / "corpora" / "gum_wikinews_dev.jsonl"
        if corpus.is_file():
            for line in corpus.read_text("utf-8").splitlines():
                row = json.loads(line)
                found[row["doc"]] = row["text"]
        break
    return found


def score(sources: dict[str, str], count: int, seed: int = 20250817) -> Score:
    """Plant so many alterations, kinds by turns, each in a text drawn by the seed."""
    result = Score(by_kind=dict.fromkeys(KINDS, (0, 0)))
    rng = random.Random(seed)  # noqa: S311 - a seed for tests
    names = sorted(sources)
    done = 0
    while done < count:
        kind = KINDS[done % len(KINDS)]
        name = rng.choice(names)
        planted = plant(kind, sources[name], rng)
        if planted is None:
            continue
        done += 1
        _judge(result, name, planted)
    return result


def _judge(result: Score, name: str, planted: Planted) -> None:
    a = document_of(planted.before.encode(), "a.txt")
    b = document_of(planted.after.encode(), "b.txt")
    start, end = planted.span
    here = []
    for pair in compare_reports(a, b).pairs:
        if pair.a[0] < end and start < pair.a[1]:
            here += pair.changes
            continue
        result.quiet += 1
        told = a.text[slice(*pair.a)] != b.text[slice(*pair.b)]
        result.told += told
        if pair.changes:
            result.alarms += 1
            result.told_alarms += told
            alarms = [(change.kind, change.a, change.b) for change in pair.changes]
            both = f"{a.text[slice(*pair.a)]}\n  {b.text[slice(*pair.b)]}"
            result.wrong.append(f"ALARM {name}: {alarms}\n  {both}")
    found = planted.kind in {change.kind for change in here}
    before = result.by_kind[planted.kind]
    result.by_kind[planted.kind] = (before[0] + 1, before[1] + found)
    result.noticed += bool(here)
    if not found:
        told = [(change.kind, change.a, change.b) for change in here]
        result.misses.append(
            f"MISS {planted.kind} in {name}: {planted.done}; told {told}\n  "
            f"{planted.before[start:end]}"
        )
