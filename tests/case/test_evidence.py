# SPDX-License-Identifier: Apache-2.0
"""Grades of evidence on statements made by hand, and which positions have a rival."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from foedus.case.evidence import best_grade, grade_for, grade_of, history_of, stances
from foedus.case.schema import CaseFile, Statement

if TYPE_CHECKING:
    from collections.abc import Callable

    from foedus.case.folder import CaseFolder

    Make = Callable[[dict[str, Any]], CaseFolder]

SAID = {"holder": "Russia", "modality": "agreed"}
STATEMENTS = {
    "plain": ({"quote": "direct"}, "single_source"),
    "fragment": ({"quote": "fragment"}, "single_source"),
    "reporter": ({"quote": "indirect"}, "paraphrase"),
    "half_quoted": ({"quote": "mixed"}, "paraphrase"),
    "marks_lost": ({"quote": "direct", "flags": ["lost_quote_marks"]}, "suspect_text"),
    "marks_open": ({"quote": "mixed", "flags": ["unbalanced_quote_mark"]}, "suspect_text"),
    "vague": ({"quote": "direct", "flags": ["vague:concession"]}, "single_source"),
    "flagged": ({"quote": "direct", "flags": ["hearsay"]}, "hearsay"),
    "agreed_elsewhere": ({"quote": "direct", "embedded": SAID}, "hearsay"),
    "confirmed": ({"quote": "direct", "embedded": {**SAID, "confirmed": True}}, "single_source"),
    "hearsay_and_marks": (
        {"quote": "direct", "flags": ["hearsay", "lost_quote_marks"]},
        "hearsay",
    ),
    "marked": ({"quote": "indirect", "flags": ["hearsay"], "grade": "own_words"}, "own_words"),
}


def statement(name: str, **said: object) -> Statement:
    plain = {"id": name, "source": "s", "span": [0, 9], "words": "w", "speaker": "S"}
    return Statement.model_validate({**plain, "modality": "claimed", **said})


@pytest.mark.parametrize("name", STATEMENTS)
def test_grade_of_a_statement(name: str) -> None:
    said, grade = STATEMENTS[name]
    assert grade_of(statement(name, **said)) == grade


def test_an_agreement_told_by_another_is_never_an_agreement() -> None:
    for quote in ("direct", "indirect", "mixed", "fragment"):
        told = statement("x", quote=quote, modality="agreed", embedded=SAID)
        assert grade_of(told) == "hearsay"


def test_words_about_another_actor_are_hearsay_about_it() -> None:
    plain = statement("x", side="calden", quote="direct")
    assert grade_for(plain, "calden") == "single_source"
    assert grade_for(plain, "borsia") == "hearsay"
    assert grade_for(plain, None) == "single_source"
    assert grade_for(statement("x", quote="direct"), "borsia") == "single_source"
    marked = statement("x", side="calden", quote="direct", grade="paraphrase")
    assert grade_for(marked, "borsia") == "paraphrase"


def test_the_best_of_several_grades_counts() -> None:
    order = ["own_words", "single_source", "paraphrase", "suspect_text", "hearsay"]
    statements = {grade: statement(grade, quote="direct", grade=grade) for grade in order}
    for index, grade in enumerate(order):
        assert best_grade(reversed(order[index:]), statements) == grade
    assert best_grade([], statements) is None
    assert best_grade(["nobody"], statements) is None


def later(tree: dict[str, Any], since: str, **changes: object) -> None:
    """Add a position of West on the border."""
    ground = {} if "cite" in changes else {"assume": "given"}
    plain = {"actor": "west", "issue": "border", "since": since, **ground}
    tree["positions"].append({**plain, **changes})


def test_salience_and_red_line_carry_over_and_capability_does_not(tree: dict[str, Any]) -> None:
    line = {"at_least": 30, "assume": "a"}
    tree["positions"][2] |= {"red_line": line, "capability": 7}
    later(tree, "2030-02-01", ideal=90)
    later(tree, "2030-03-01", ideal=80, salience=0.9, red_line={"at_most": 99, "assume": "b"})
    later(tree, "2030-04-01", ideal=70)
    run = history_of(CaseFile.model_validate(tree), "west", "border")
    assert [str(p.ideal) for p in run] == ["100", "90", "80", "70"]
    assert [str(p.salience) for p in run] == ["0.4", "0.4", "0.9", "0.9"]
    assert [p.red_line and p.red_line.assume for p in run] == ["a", "a", "b", "b"]
    assert [p.capability and str(p.capability) for p in run] == ["7", None, None, None]


def stance(tree: dict[str, Any]) -> tuple[str, str | None, str | None]:
    """Return ideal, grade and rival of West's stance on the border."""
    found = {s.key: s for s in stances(CaseFile.model_validate(tree))}["west.border"]
    rival = found.otherwise and str(found.otherwise.ideal)
    return str(found.position.ideal), found.grade, rival


def test_a_firm_position_has_no_rival(tree: dict[str, Any]) -> None:
    later(tree, "2030-02-01", ideal=90, cite=["own"])
    assert stance(tree) == ("90", "single_source", None)


@pytest.mark.parametrize(("cited", "grade"), [("told", "hearsay"), ("doubtful", "suspect_text")])
def test_a_weak_position_stands_beside_the_last_firm_one(
    tree: dict[str, Any], cited: str, grade: str
) -> None:
    later(tree, "2030-02-01", ideal=90, cite=["own"])
    later(tree, "2030-03-01", ideal=80, cite=["told"])
    later(tree, "2030-04-01", ideal=70, cite=[cited])
    assert stance(tree) == ("70", grade, "90")


def test_a_weak_position_that_is_borne_out_is_firm(tree: dict[str, Any]) -> None:
    later(tree, "2030-02-01", ideal=90, cite=["told", "own"])
    assert stance(tree) == ("90", "single_source", None)


def test_a_firm_position_ends_the_rivalry(tree: dict[str, Any]) -> None:
    later(tree, "2030-02-01", ideal=90, cite=["told"])
    later(tree, "2030-03-01", ideal=80, cite=["own"])
    assert stance(tree) == ("80", "single_source", None)


def test_what_is_said_later_does_not_count_yet(tree: dict[str, Any]) -> None:
    later(tree, "2030-06-01", ideal=90)
    later(tree, "2030-06-02", ideal=80)
    assert stance(tree) == ("90", None, None)
    tree["as_of"] = dt.date(2029, 1, 1)
    assert stances(CaseFile.model_validate(tree)) == []


def test_stances_stand_in_the_order_of_issues_then_actors(tree: dict[str, Any]) -> None:
    tree["positions"].reverse()
    found = [s.key for s in stances(CaseFile.model_validate(tree))]
    assert found == ["east.border", "west.border", "north.border", "east.order", "west.order"]
