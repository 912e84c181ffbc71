# SPDX-License-Identifier: Apache-2.0
"""The built-in cases: no problems, a ground for every position, quotations where they say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML

from foedus.case.checks import numbers_in
from foedus.case.evidence import BRANCHING
from foedus.case.folder import builtin_cases, load_case, read_case

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from foedus.case.folder import CaseFolder

UKRAINE = "ukraine_2025_08"
HARBOUR = "harbour_league"
QUOTE_WORDS = {"scare_or_fragment": "fragment"}
SIDES = {"USA": "united_states", "EU": "europe", "UKR": "ukraine", "RUS": "russia"}
MOST_QUOTED = 0.5  # a case quotes as evidence; it does not reprint its source
LONGEST_TITLE = 8  # words: a point's name stands beside an axis


@pytest.fixture(scope="module", params=[UKRAINE, HARBOUR])
def case(request: pytest.FixtureRequest) -> CaseFolder:
    return load_case(request.param)


@pytest.fixture(scope="module")
def ukraine() -> CaseFolder:
    return load_case(UKRAINE)


@pytest.fixture(scope="module")
def article(shared_text: Callable[[str], Path]) -> Path:
    return shared_text("witkoff_guarantee_report.txt")


@pytest.fixture(scope="module")
def gold(article: Path) -> dict[str, dict[str, Any]]:
    """Give the annotated statements of the report, by id, or skip."""
    path = article.parent.parent / "cases" / "seed_statements.yaml"
    if not path.is_file():
        pytest.skip("no annotated statements beside the texts: cases/seed_statements.yaml")
    return {item["id"]: item for item in YAML(typ="safe").load(path)["statements"]}


def test_both_cases_are_built_in() -> None:
    assert {UKRAINE, HARBOUR} <= set(builtin_cases())


def test_a_case_has_no_problem_but_a_text_that_is_elsewhere(case: CaseFolder) -> None:
    _, problems = read_case(case.folder)
    assert [str(p) for p in problems if "is not at hand" not in p.message] == []


def test_the_tutorial_brings_its_own_source() -> None:
    _, problems = read_case(HARBOUR)
    assert problems == []


def test_every_position_cites_or_assumes(case: CaseFolder) -> None:
    assert all(p.cite or p.assume for p in case.record.positions)


def test_every_number_of_actors_and_war_has_a_ground(case: CaseFolder) -> None:
    record = case.record
    numbers = numbers_in((record.actors, record.war, record.participation), ())
    assert [steps for steps, number in numbers if number.bare] == []


def test_a_reported_position_always_has_a_rival(case: CaseFolder) -> None:
    branching = [s for s in case.stances if s.grade in BRANCHING]
    assert branching
    assert all(stance.otherwise is not None for stance in branching)


def test_hearsay_never_becomes_an_agreement(case: CaseFolder) -> None:
    hearsay = [s for s in case.record.statements if "hearsay" in s.flags]
    assert hearsay
    assert all(s.modality != "agreed" for s in hearsay)
    assert all(s.embedded is not None and not s.embedded.confirmed for s in hearsay)


def test_names_of_points_and_options_are_short(case: CaseFolder) -> None:
    titles = [item.title for i in case.record.issues for item in i.points or i.options]
    assert [title for title in titles if len(title.split()) > LONGEST_TITLE] == []


def test_distances_are_the_same_both_ways(case: CaseFolder) -> None:
    for issue in case.record.issues:
        for one, row in issue.distance.items():
            assert {two: issue.distance[two][one] for two in row} == row


def test_both_sides_have_red_lines_and_each_has_a_ground(case: CaseFolder) -> None:
    drawn = [p for p in case.record.positions if p.red_line is not None]
    assert {case.record.war.challenger, case.record.war.target} <= {p.actor for p in drawn}
    assert all(p.red_line is not None and p.red_line.assume for p in drawn)


def test_the_war_can_end_on_either_side_terms_or_on_neither(case: CaseFolder) -> None:
    war = case.record.war
    outcomes = [war.challenger_terms, war.target_terms, war.line_of_contact]
    assert len({outcome.package for outcome in outcomes}) == len(outcomes)
    assert case.record.reference not in {outcome.package for outcome in outcomes}


@pytest.mark.data
def test_the_report_is_quoted_where_its_annotation_says(
    ukraine: CaseFolder, gold: dict[str, dict[str, Any]]
) -> None:
    assert list(ukraine.statements) == list(gold)
    for name, statement in ukraine.statements.items():
        told = gold[name]
        assert statement.span == (told["start"], told["end"]), name
        accepted = {told["modality"], told.get("modality_ext")}
        assert statement.modality in accepted.union(told.get("modality_also_acceptable", [])), name
        assert set(told.get("flags", [])) <= set(statement.flags), name
        quote = QUOTE_WORDS.get(told["quote_type"], told["quote_type"])
        assert (statement.quote, statement.side) == (quote, SIDES[told["side"]]), name
        assert statement.speaker == told["speaker"], name


@pytest.mark.data
def test_an_agreement_told_by_others_keeps_its_annotation(
    ukraine: CaseFolder, gold: dict[str, dict[str, Any]]
) -> None:
    for name, statement in ukraine.statements.items():
        told = gold[name].get("embedded")
        assert (statement.embedded is None) == (told is None), name
        if statement.embedded is not None and told is not None:
            assert statement.embedded.modality == told["modality"], name
            assert statement.embedded.confirmed == told["confirmed_by_holder_in_text"], name


@pytest.mark.data
def test_quoted_words_are_verbatim_and_few(ukraine: CaseFolder, article: Path) -> None:
    text = article.read_text("utf-8")
    for name, statement in ukraine.statements.items():
        start, end = statement.span
        assert statement.words in text[start:end], name
    quoted = sum(len(statement.words) for statement in ukraine.statements.values())
    assert quoted < MOST_QUOTED * len(text)
