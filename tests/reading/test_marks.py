# SPDX-License-Identifier: Apache-2.0
# ruff: noqa: E501 - a table has a row a line
"""Quotation marks, read by hand: what stands between them, and which have lost their partner."""

from __future__ import annotations

import pytest

from foedus.reading.marks import find_quotations

BY_HAND = [
    ("straight", 'He said "no deal" twice.', ['"no deal"'], []),
    ("nested", "“It was ‘good’ for us,” she said.", ["“It was ‘good’ for us,”", "‘good’"], []),
    ("straight in straight", '"He said "no" twice," she said.', ['"He said "no" twice,"', '"no"'], []),
    ("low and high", "„Nein“, sagte er.", ["„Nein“"], []),
    ("guillemets both ways", "»Nej«, sagde han. « Oui », dit-il.", ["»Nej«", "« Oui »"], []),
    ("one mark for both ends", "”Ja”, sade han.", ["”Ja”"], []),
    ("apostrophes", "The ministers' talks didn't end in '98.", [], []),
    ("feet and inches", "He is 6'2\" and said \"yes\".", ['"yes"'], []),
    ("single", "'We signed,' he said. The ministers' view.", ["'We signed,'"], []),
    ("goes on", "“One.\n\n“Two,” he said.", ["“One.", "“Two,”"], []),
    ("lost opening", "They met. We won,” he said.", ["We won,”"], [17]),
    ("lost closing", "They met. “We won, he said. Then.", ["“We won, he said."], [10]),
    ("lost closing, another follows", '"We won, he said. He said "so".', ['"We won, he said.', '"so"'], [0]),
    ("misplaced", 'She said," We agreed".', ['," We agreed"'[1:]], []),
    ("mixed shapes", '“We won" he said.', ['“We won"'], []),
    ("tex", "``We won,'' he said.", ["``We won,''"], []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "quoted", "odd"), [row[1:] for row in BY_HAND], ids=[row[0] for row in BY_HAND]
)
def test_marks_are_read_as_by_hand(text: str, quoted: list[str], odd: list[int]) -> None:
    marks = find_quotations(text)
    assert [text[q.start : q.end] for q in marks.quotations] == quoted
    assert [mark.at for mark in marks.odd] == odd


def test_depth_and_words_of_a_quotation() -> None:
    text = "“It was ‘good’ for us,” she said."
    outer, inner = find_quotations(text).quotations
    assert (outer.depth, inner.depth) == (0, 1)
    assert text[slice(*inner.inner)] == "good"
    assert find_quotations(text).around(text.index("good")) == outer
    assert find_quotations(text).around(text.index("she")) is None


def test_a_quotation_that_goes_on_has_lost_no_mark() -> None:
    first, second = find_quotations("“One.\n\n“Two,” he said.").quotations
    assert first.goes_on
    assert not first.closed
    assert second.closed


def test_the_report_has_two_marks_without_a_partner(shared_text) -> None:  # noqa: ANN001
    """Six opening and eight closing marks, as its annotator counted."""
    text = shared_text("witkoff_guarantee_report.txt").read_text("utf-8")
    marks = find_quotations(text)
    assert [text[mark.at - 10 : mark.at + 1] for mark in marks.odd] == [
        "oncession,”",
        " to avoid.”",
    ]
    assert sum(q.opened and q.closed for q in marks.quotations) == 6
