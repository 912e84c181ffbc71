# SPDX-License-Identifier: Apache-2.0
"""docs/news_report.md: every element of the news report, what serves it, and that it does."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import foedus

if TYPE_CHECKING:
    from collections.abc import Callable

PAGE = Path(__file__).resolve().parents[2] / "docs" / "news_report.md"
CASE = "ukraine_2025_08"
MOST_WORDS = 12
SAMPLED = ("forecast", "deter", "settle", "explore", "run")
SENTENCE = re.compile(r"(?<=[.!?”])\s+(?=[A-Z“])")
NO_SENTENCES = {"Published On:", "Leave a Comment"}


@dataclass(frozen=True)
class Element:
    """A row of the table."""

    what: str
    words: str
    statements: tuple[str, ...]
    command: str
    heading: str
    anchor: str


def elements() -> list[Element]:
    rows = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ")][2:]
    found = []
    for row in rows:
        what, words, cited, command, section, _ = (cell.strip() for cell in row.split("|")[1:-1])
        heading, anchor, _ = section.split("`")
        cites = () if cited == "-" else tuple(cited.split())
        found.append(
            Element(what, words, cites, command.strip("`"), heading.strip(), anchor.strip("#"))
        )
    return found


ELEMENTS = elements()


def test_every_statement_of_the_case_is_served() -> None:
    known = set(foedus.load(CASE).statements)
    assert known == {f"S{number:02}" for number in range(1, 31)}
    assert {name for element in ELEMENTS for name in element.statements} == known


def test_quotations_are_short() -> None:
    for element in ELEMENTS:
        assert 0 < len(element.words.split()) <= MOST_WORDS, element.words


@pytest.mark.parametrize("command", sorted({element.command for element in ELEMENTS}))
def test_the_command_answers(
    command: str, run_foedus: Callable[[str], str], request: pytest.FixtureRequest
) -> None:
    if command == f"foedus run {CASE}":  # the report below is what it gives
        assert request.getfixturevalue("report")
        return
    draws = " --draws 16" if command.split()[1] in SAMPLED else ""
    assert run_foedus(command + draws).strip()


def test_the_report_has_every_section(report: str) -> None:
    heads = re.findall(r"<h[23] id=\"([\w-]+)\">(.*?)</h", report)
    titles = {anchor.removesuffix("-h"): html.unescape(title) for anchor, title in heads}
    for element in ELEMENTS:
        assert titles.get(element.anchor) == element.heading
        assert f'id="{element.anchor}"' in report


@pytest.mark.data
def test_the_words_are_the_reports_own(shared_text: Callable[[str], Path]) -> None:
    text = shared_text("witkoff_guarantee_report.txt").read_text("utf-8")
    for element in ELEMENTS:
        assert element.words in text


@pytest.mark.data
def test_every_sentence_is_gone_through(shared_text: Callable[[str], Path]) -> None:
    text = shared_text("witkoff_guarantee_report.txt").read_text("utf-8")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    sentences = [part for line in lines for part in SENTENCE.split(line)]
    quoted = [element.words for element in ELEMENTS]
    missed = [s for s in sentences if s not in NO_SENTENCES and not any(q in s for q in quoted)]
    assert missed == []


@pytest.mark.data
def test_the_words_stand_beside_the_statement_they_name(
    shared_text: Callable[[str], Path],
) -> None:
    text = shared_text("witkoff_guarantee_report.txt").read_text("utf-8")
    statements = foedus.load(CASE).statements
    for element in ELEMENTS:
        if len(element.statements) == 1:
            start, end = statements[element.statements[0]].span
            paragraph = text[text.rfind("\n", 0, start) + 1 : text.find("\n", end)]
            assert element.words in paragraph
