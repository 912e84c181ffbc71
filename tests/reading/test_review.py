# SPDX-License-Identifier: Apache-2.0
# ruff: noqa: E501 - a table has a row a line
"""Proposals reviewed by a person and merged into a case: only what fits, once, all or nothing."""

from __future__ import annotations

import hashlib
import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from foedus.case.folder import builtin_cases, load_case, read_case
from foedus.errors import CallError, InputError
from foedus.reading.documents import read_report
from foedus.reading.review import Accepted, accept_review, write_review

if TYPE_CHECKING:
    from pathlib import Path

TEXT = (
    "Quay talks\n\nTelling said that Borsia had agreed to share the tolls. "
    "“We would stand by Aldmark,” she added.\n\nNobody\nelse spoke.\n"
)


def proposal(words: str, **other: Any) -> dict[str, Any]:  # noqa: ANN401 - as JSON holds it
    start = TEXT.index(words)
    return {
        "start": start,
        "end": start + len(words),
        "text": words,
        "speaker": "Mara Telling",
        "speaker_text": "Telling",
        "side": "aldmark",
        "quote": "indirect",
        "issues": ["harbour_tolls"],
        "modality": "claimed",
        "embedded": None,
        "flags": [],
    } | other


PROPOSALS = [
    proposal(
        "Borsia had agreed to share the tolls",
        embedded={"holder": "Borsia", "modality": "agreed", "confirmed": False},
        flags=["hearsay"],
    ),
    proposal("“We would stand by Aldmark,”", quote="direct", modality="offered", issues=[]),
    proposal("Nobody\nelse spoke", speaker=None, side=None, issues=[]),
]


@pytest.fixture
def case(tmp_path: Path) -> Path:
    folder = tmp_path / "case"
    shutil.copytree(builtin_cases()["harbour_league"], folder)
    return folder


@pytest.fixture
def review(tmp_path: Path, case: Path) -> Path:
    (tmp_path / "quay.txt").write_text(TEXT, "utf-8")
    path = tmp_path / "review.yaml"
    write_review(path, read_report(tmp_path / "quay.txt"), PROPOSALS, load_case(case))
    return path


def decide(path: Path, *decisions: str) -> None:
    """Set the decisions as a person does, in an editor."""
    words = iter(decisions)
    text = re.sub(r"decision:.*", lambda _: f"decision: {next(words, '')}", path.read_text("utf-8"))
    path.write_text(text, "utf-8")


def state(folder: Path) -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def refused(path: Path, case: Path) -> str:
    before = state(case)
    with pytest.raises(InputError) as caught:
        accept_review(path, case)
    assert state(case) == before
    return str(caught.value)


def test_what_is_accepted_becomes_statements_of_the_case(review: Path, case: Path) -> None:
    comments = [
        line for line in (case / "case.yaml").read_text("utf-8").splitlines() if "# " in line
    ]
    decide(review, "accept", "reject")
    assert accept_review(review, case) == Accepted("quay", ("R1",), (), waiting=1, rejected=1)
    loaded, problems = read_case(case)
    assert problems == []
    made = loaded.statements["R1"]
    assert (made.source, made.speaker, made.modality) == ("quay", "Mara Telling", "claimed")
    assert made.embedded.holder == "Borsia"
    assert not made.embedded.confirmed
    source = next(s for s in loaded.record.sources if s.id == "quay")
    assert source.sha256 == hashlib.sha256(TEXT.encode()).hexdigest()
    assert (case / "sources" / "quay.txt").read_bytes() == TEXT.encode()
    assert TEXT[slice(*made.span)] == made.words
    after = (case / "case.yaml").read_text("utf-8").splitlines()
    assert [line for line in after if "# " in line] == comments


def test_merging_twice_is_merging_once(review: Path, case: Path) -> None:
    decide(review, "accept", "reject")
    accept_review(review, case)
    before = state(case)
    assert accept_review(review, case) == Accepted("quay", (), ("R1",), waiting=1, rejected=1)
    assert state(case) == before


def test_what_is_decided_later_is_merged_later(review: Path, case: Path) -> None:
    decide(review, "accept")
    accept_review(review, case)
    decide(review, "accept", "accept")
    assert accept_review(review, case).added == ("R2",)
    assert {"R1", "R2"} <= set(load_case(case).statements)


def test_what_a_person_corrected_is_what_is_merged(review: Path, case: Path) -> None:
    text = review.read_text("utf-8").replace("modality: claimed", "modality: hoped", 1)
    review.write_text(text, "utf-8")
    decide(review, "change")
    accept_review(review, case)
    assert load_case(case).statements["R1"].modality == "hoped"


def test_a_case_that_has_changed_is_refused(review: Path, case: Path) -> None:
    decide(review, "accept")
    with (case / "case.yaml").open("a", encoding="utf-8") as stream:
        stream.write("# looked at\n")
    told = refused(review, case)
    assert re.search(r"review\.yaml:\d+:\d+: case_sha256: the case has changed since", told)


def test_a_report_that_has_changed_is_refused(review: Path, case: Path) -> None:
    decide(review, "accept")
    (review.parent / "quay.txt").write_text(TEXT.replace("agreed", "refused"), "utf-8")
    assert "whose text has changed since" in refused(review, case)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (r"words: Borsia had", "words: Borsia has", r"statements\[0\]\.span: does not hold the words"),
        (r"- 47\b", "- 4700", r"statements\[0\]\.span: is \[.*4700\]; the text has"),
        (r"side: aldmark", "side: aldmrk", r"side: 'aldmrk' is not an actor of the case \(did you"),
        (r"- harbour_tolls", "- tolls", r"issues: 'tolls' is not an issue of the case"),
        (r"speaker: Mara Telling", "speaker:", r"speaker: is empty; name who says it"),
        (r"decision: accept", "decision: yes please", r"decision: is 'yes please'; allowed: accept"),
        (r"modality: claimed", "modality: said", r"modality: is 'said'"),
        (r"id: R1", "id: B1", r"id: 'B1' is another statement of the case"),
        (r"file: quay.txt", "file: ../quay.txt", r"source\.file: is '../quay.txt'; give a plain"),
        (r"case: harbour_league", "case: other", r"case: is 'other', and the case given is 'harb"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told_at_its_line(
    review: Path, case: Path, old: str, new: str, says: str
) -> None:
    decide(review, "accept")
    if "47" in old:
        old = rf"- {TEXT.index('Borsia') + 36}\b"
    text, count = re.subn(old, new, review.read_text("utf-8"), count=1)
    assert count == 1
    review.write_text(text, "utf-8")
    assert re.search(r"review\.yaml:[1-9]\d*:\d+: .*" + says, refused(review, case))


def test_another_text_in_the_sources_is_not_replaced(review: Path, case: Path) -> None:
    decide(review, "accept")
    (case / "sources" / "quay.txt").write_text("Other words.", "utf-8")
    assert "exists and holds another text" in refused(review, case)


def test_a_proposal_without_a_speaker_can_wait_or_be_named(review: Path, case: Path) -> None:
    decide(review, "", "", "accept")
    assert "statements[2].speaker: is empty" in refused(review, case)
    text = review.read_text("utf-8")
    head, tail = text.rsplit("speaker: null", 1)
    review.write_text(f"{head}speaker: Oren Vask{tail}", "utf-8")
    assert accept_review(review, case).added == ("R3",)


def test_a_review_is_not_written_over(review: Path, case: Path) -> None:
    report = read_report(review.parent / "quay.txt")
    with pytest.raises(CallError, match="exists already"):
        write_review(review, report, PROPOSALS, load_case(case))


def test_a_built_in_case_stays_as_it_is(review: Path) -> None:
    decide(review, "accept")
    with pytest.raises(CallError, match="is a built-in case"):
        accept_review(review, "harbour_league")


def test_a_report_that_a_case_has_already_is_not_put_in_twice(tmp_path: Path, case: Path) -> None:
    text = (case / "sources" / "bulletin.txt").read_text("utf-8")
    (tmp_path / "same.txt").write_text(text, "utf-8")
    words = "Borsia had agreed to share the tolls"
    start = text.index(words)
    one = PROPOSALS[0] | {"start": start, "end": start + len(words), "text": words}
    path = tmp_path / "again.yaml"
    write_review(path, read_report(tmp_path / "same.txt"), [one], load_case(case))
    decide(path, "accept")
    sources = load_case(case).record.sources
    accept_review(path, case)
    assert load_case(case).record.sources == sources


@pytest.mark.parametrize(
    "text", ["", "a", "[1]", "schema: foedus/review-1\n", "a: &b [*b]", "\x00"]
)
def test_a_file_that_is_no_review_is_told(tmp_path: Path, case: Path, text: str) -> None:
    path = tmp_path / "none.yaml"
    path.write_text(text, "utf-8")
    assert str(path) in refused(path, case)
