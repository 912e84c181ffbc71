# SPDX-License-Identifier: Apache-2.0
# ruff: noqa: E501 - a table has a row a line
"""Two reports of one event, compared by hand first: what changed, and what did not."""

from __future__ import annotations

import pytest
from finding import score, texts
from invented import REPORTS
from planting import KINDS

from foedus.reading.comparison import Comparison, compare_reports
from foedus.reading.documents import document_of

FOUND_AT_LEAST = 0.95
FALSE_AT_MOST = 0.05


def compared(a: str, b: str) -> Comparison:
    return compare_reports(document_of(a.encode(), "a"), document_of(b.encode(), "b"))


def changes(a: str, b: str) -> list[tuple[str, str, str]]:
    return [(c.kind, c.a, c.b) for pair in compared(a, b).pairs for c in pair.changes]


CHANGED = [
    ("words and modal", "“We could offer it,” Brandt said.", "“We might offer it,” Brandt said.",
     [("quotation_words", "could", "might"), ("modal", "could", "might")]),
    ("term", "Brandt spoke of a guarantee for the harbour.", "Brandt spoke of an assurance for the harbour.",
     [("term", "guarantee", "assurance")]),
    ("ceasefire", "Both sides want a ceasefire by May.", "Both sides want a pause by May.",
     [("term", "ceasefire", "pause")]),
    ("negation", "Aldmark has not signed the treaty, Telling said.", "Aldmark has signed the treaty, Telling said.",
     [("negation", "not signed the treaty", "has signed")]),
    ("no and not", "No treaty was signed in Serre.", "A treaty was signed in Serre.",
     [("negation", "No treaty was signed in", "treaty")]),
    ("number", "Vask said 1,200 troops would leave the coast.", "Vask said 1,500 troops would leave the coast.",
     [("number", "1,200", "1,500")]),
    ("number in words", "The talks in Serre took eleven days.", "The talks in Serre took twelve days.",
     [("number", "eleven", "twelve")]),
    ("month after in", "The quay opens to all ships in May.", "The quay opens to all ships in June.",
     [("number", "May", "June")]),
    ("month beside a day", "The quay opens on May 3 in Serre.", "The quay opens on June 3 in Serre.",
     [("number", "May", "June")]),
    ("may is no month", "“The quay may open,” Brandt said.", "“The quay must open,” Brandt said.",
     [("quotation_words", "may", "must"), ("modal", "may", "must")]),
    ("speaker", "“The quay stays open,” said Mara Telling.", "“The quay stays open,” said Oren Vask.",
     [("speaker", "Mara Telling", "Oren Vask")]),
    ("turn", "TELLING: The quay stays open for all ships.", "VASK: The quay stays open for all ships.",
     [("speaker", "TELLING", "VASK")]),
    ("marks lost", "Brandt called the offer “careful and serious”.", "Brandt called the offer careful and serious.",
     [("marks", "careful and serious", "careful and serious")]),
    ("condition", "Aldmark will withdraw if Borsia removes its boats.", "Aldmark will withdraw.",
     [("condition_dropped", "if Borsia removes its boats", "")]),
    ("denial", "Borsia sank the ferry, a claim that it denied.", "Borsia sank the ferry.",
     [("denial_dropped", "denied", "")]),
    ("denial as a sentence", "Borsia sank the ferry off Serre. Vask denied it.", "Borsia sank the ferry off Serre. Rain fell.",
     [("denial_dropped", "Vask denied it.", "")]),
    ("refused", "Borsia refused to sign the harbour treaty.", "Borsia decided to sign the harbour treaty.",
     [("negation", "refused to sign the harbour", "to")]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("a", "b", "told"), [row[1:] for row in CHANGED], ids=[row[0] for row in CHANGED]
)
def test_a_change_is_told_by_its_kind_and_words(
    a: str, b: str, told: list[tuple[str, str, str]]
) -> None:
    found = changes(a, b)
    assert [row[0] for row in found] == [row[0] for row in told]
    for (_, ours, theirs), (_, first, second) in zip(found, told, strict=True):
        assert ours == first
        assert theirs == second or second in theirs


@pytest.mark.parametrize(
    ("a", "b", "told"), [row[1:] for row in CHANGED], ids=[row[0] for row in CHANGED]
)
def test_a_change_is_told_both_ways(a: str, b: str, told: list[tuple[str, str, str]]) -> None:
    assert [row[0] for row in changes(b, a)] == [row[0] for row in told]


HONEST = [
    ("verb of saying", "“We won,” Brandt said.", "Brandt declared: “We won.”"),
    ("passive", "Aldmark signed the treaty on Monday.", "On Monday the treaty was signed by Aldmark."),
    ("clauses", "If Borsia agrees, the quay will open.", "The quay will open if Borsia agrees."),
    ("no and not", "No date was agreed in Serre.", "In Serre they did not agree on any date."),
    ("refusal", "Borsia refused to sign it on Monday.", "On Monday Borsia did not sign it."),
    ("shorter form of a name", "“We won,” said Ilse Brandt of Calden.", "“We won,” Brandt told reporters."),
    ("spelling", "“We won,” said Ostap Halensky.", "“We won,” said Halenskyy."),
    ("number in words", "The talks took 11 days in Serre.", "In Serre the talks took eleven days."),
    ("excerpt", "“We shall open the quay to all ships before winter,” Brandt said.", "Brandt said they would “open the quay to all ships”."),
    ("ellipsis", "“We shall, as I told you, open the quay,” Brandt said.", "“We shall ... open the quay,” Brandt said."),
    ("brackets", "“He agreed to open the quay,” Brandt said.", "“[Vask] agreed to open the quay,” Brandt said."),
    ("two halves", "“We shall open the quay. It is time,” Brandt said.", "“We shall open the quay,” Brandt said. “It is time.”"),
    ("shapes of marks", "“We won’t go – yet,” Brandt said.", "\"We won't go - yet,\" Brandt said."),
    ("backshift", "“We will open the quay,” Brandt said.", "Brandt said that they would open the quay."),
    ("condition in other words", "The quay opens if Borsia agrees to it.", "The quay opens provided that Borsia agrees to it."),
]  # fmt: skip


@pytest.mark.parametrize(("a", "b"), [row[1:] for row in HONEST], ids=[row[0] for row in HONEST])
def test_an_honest_paraphrase_is_no_change(a: str, b: str) -> None:
    found = compared(a, b)
    assert found.pairs
    told = [(c.kind, c.a, c.b) for pair in found.pairs for c in pair.changes if c.kind != "marks"]
    assert not told


def test_a_report_compared_with_itself_has_no_changes() -> None:
    for text in REPORTS.values():
        found = compared(text, text)
        assert not [pair for pair in found.pairs if pair.changes]
        assert (found.only_a, found.only_b) == ((), ())
        assert all(pair.a == pair.b for pair in found.pairs)


def test_sentences_of_one_report_alone_are_listed() -> None:
    a = "Telling spoke in Serre. Nobody listened to the long speech. Vask left the hall."
    b = "Vask left the hall. Telling spoke in Serre. Snow fell on the mountains."
    found = compared(a, b)
    assert [a[slice(*span)] for span in found.only_a] == ["Nobody listened to the long speech."]
    assert [b[slice(*span)] for span in found.only_b] == ["Snow fell on the mountains."]
    assert len(found.pairs) == 2


def test_every_text_of_a_change_stands_at_its_place() -> None:
    for a in REPORTS.values():
        for b in REPORTS.values():
            for pair in compared(a, b).pairs:
                for change in pair.changes:
                    assert change.span_a is None or a[slice(*change.span_a)] == change.a
                    assert change.span_b is None or b[slice(*change.span_b)] == change.b


@pytest.mark.slow
def test_planted_alterations_are_found_and_paraphrases_are_not() -> None:
    """Two hundred, in invented reports and, where they are at hand, in real texts."""
    result = score(texts(), 200)
    assert result.planted == 200
    assert result.found >= FOUND_AT_LEAST * 200, result.misses
    assert all(
        planted >= 20 and found >= 0.9 * planted for planted, found in result.by_kind.values()
    )
    assert result.alarms <= FALSE_AT_MOST * result.quiet, result.wrong
    assert result.told_alarms <= FALSE_AT_MOST * result.told, result.wrong


def test_planted_alterations_in_invented_reports() -> None:
    result = score(REPORTS, 5 * len(KINDS), seed=7)
    assert result.found >= FOUND_AT_LEAST * result.planted, result.misses
    assert result.told_alarms <= FALSE_AT_MOST * result.told, result.wrong
