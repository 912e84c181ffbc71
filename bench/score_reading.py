# SPDX-License-Identifier: Apache-2.0
"""How well statements are proposed: python bench/score_reading.py [FOLDER OF THE SHARED MATERIAL]

Prints content precision, recall and F1 with their source and by characters, on the annotated
corpus and on the annotated report, beside what other tools reach; who is named, how often
rightly, and how fast it goes. The metric is that of foedus.reading.scoring.
"""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ruamel.yaml import YAML

from foedus.reading.model import grammar
from foedus.reading.propose import propose
from foedus.reading.scoring import Score, Scores, Told, matches, score

if TYPE_CHECKING:
    from foedus.reading.statement import Statement

CREDIT = "Image:"
OTHERS = """
  others, same metric and grammar                corpus F1    report F1
  textacy 0.13.0 direct_quotations               -            raises ValueError
  Gender Gap Tracker extractor                   -            0.583
  about 110 lines of rules                       0.594        0.706
  CRF trained on PolNeAR                         -            0.793
"""


@dataclass(frozen=True)
class Annotated:
    """A text with what is annotated in it."""

    name: str
    text: str
    told: tuple[Told, ...]
    naming: tuple[str, ...]


def corpus(folder: Path, *, credits_too: bool = True) -> list[Annotated]:
    """Return the documents of the corpus; picture credits are annotated in it as attributions."""
    found = []
    lines = (folder / "corpora" / "gum_wikinews_dev.jsonl").read_text("utf-8").splitlines()
    for line in map(json.loads, lines):
        kept = [
            each
            for each in line["attributions"]
            if credits_too or not any(part.startswith(CREDIT) for part in each["attribution_text"])
        ]
        told = tuple(
            Told(tuple(map(tuple, each["content"])), tuple(map(tuple, each["attribution"])))
            for each in kept
        )
        naming = tuple(" ".join(each["attribution_text"]) for each in kept)
        found.append(Annotated(line["doc"], line["text"], told, naming))
    return found


def report(folder: Path) -> Annotated:
    """Return the report with its annotated statements."""
    gold = YAML(typ="safe").load(folder / "cases" / "seed_statements.yaml")["statements"]
    text = (folder / "texts" / "witkoff_guarantee_report.txt").read_text("utf-8")
    told = tuple(Told(((each["start"], each["end"]),)) for each in gold)
    return Annotated("report", text, told, tuple(each["speaker"] for each in gold))


def told_of(statements: tuple[Statement, ...]) -> tuple[Told, ...]:
    """Return what the metric needs of proposals."""
    return tuple(
        Told(((one.start, one.end),), (one.source,) if one.source else ()) for one in statements
    )


def scored(documents: list[Annotated]) -> Scores:
    """Return the scores of some documents together."""
    none = Score(0, 0, 0)
    total = Scores(none, none, none)
    for one in documents:
        total += score(one.text, told_of(propose(one.text)), one.told)
    return total


def naming(documents: list[Annotated]) -> tuple[Score, int]:
    """Return how often a named speaker is the annotated one, and how often none is named.

    In the corpus a name is right where its last word stands in the annotated source; a pronoun's
    name cannot be told right or wrong so, and is left out.
    """
    right = named = nobody = 0
    for one in documents:
        found = propose(one.text)
        for at, gold in matches(one.text, told_of(found), one.told):
            statement = found[at]
            if statement.speaker is None:
                nobody += 1
            elif statement.speaker_text.lower() not in {"he", "she"} or one.name == "report":
                named += 1
                right += statement.speaker.split()[-1] in one.naming[gold]
    return Score(right, named, named + nobody), nobody


def row(name: str, result: Scores) -> str:
    """Return a line of the table."""
    content = result.content
    return (
        f"  {name:<34} {content.precision:9.3f} {content.recall:7.3f} {content.f1:7.3f}"
        f" {result.with_source.f1:12.3f} {result.characters.f1:12.3f}"
    )


def main(folder: Path) -> None:
    """Print the table."""
    began = time.perf_counter()
    grammar()
    print(f"grammar loaded in {time.perf_counter() - began:.1f} s\n")
    whole, said = corpus(folder), corpus(folder, credits_too=False)
    print(f"  {'':<34} precision  recall      F1  with source   characters")
    print(row("corpus, 14 documents", scored(whole)))
    print(row("  the 7 worked on", scored(whole[0::2])))
    print(row("  the 7 held out", scored(whole[1::2])))
    print(row("corpus without picture credits", scored(said)))
    print(row("  the 7 worked on", scored(said[0::2])))
    print(row("  the 7 held out", scored(said[1::2])))
    print(row("report, 30 statements", scored([report(folder)])))
    print(OTHERS)
    for name, documents in (("corpus", whole), ("report", [report(folder)])):
        right, nobody = naming(documents)
        print(
            f"  named speakers, {name}: {right.right} of {right.proposed} right"
            f" ({right.precision:.3f}); {nobody} not named"
        )
    began = time.perf_counter()
    words = sum(len(one.text.split()) for one in whole)
    for one in whole:
        propose(one.text)
    print(f"\n  {words / (time.perf_counter() - began):,.0f} words a second")


if __name__ == "__main__":
    given = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("FOEDUS_DATA", "../shared")
    main(Path(given))
