# SPDX-License-Identifier: Apache-2.0
"""What each section says, against what the case's own files say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from foedus.case.worlds import quantities
from foedus.report.grounds import chance_correlation, ground_of, grounds_in_numbers, named
from foedus.report.mechanism import mechanism_view
from foedus.report.statements import flag_words, open_words, tensions
from foedus.report.words import percent

if TYPE_CHECKING:
    from tests.report.conftest import Element, Run


def section(run: Run, name: str) -> Element:
    return next(e for e in run.page.all("section") if e.attributes.get("id") == name)


def test_the_incident_is_called_invented_before_it_is_told(ukraine: Run) -> None:
    said = section(ukraine, "mechanism").text
    assert said.index("invented") < said.index("incursion")


def test_a_claim_is_told_as_a_claim(harbour: Run) -> None:
    # h8 in the log: alleged by Aldmark, found by nobody.
    view = mechanism_view(harbour.plan.case, harbour.plan.designs[0])
    assert view is not None
    last = view["played"]["timeline"][-1]
    assert last["kind"] == "claim"
    assert last["told"].startswith("Aldmark says that")


def test_the_harbour_pact_at_work(harbour: Run) -> None:
    """Blockade found an attack by Calden, which helped in time; the drone claim stays open."""
    view = mechanism_view(harbour.plan.case, harbour.plan.designs[0])
    assert view is not None
    played = view["played"]
    helped = next(group for group in played["duties"] if group["art"] == "2")
    assert [duty["status"] for duty in helped["duties"]] == ["performed", "unknown"]
    assert helped["duties"][0]["due"] == "22 May 2032"
    assert [entry["when"] for entry in played["before"]] == [
        "1 September 2031",
        "15 October 2031",
        "1 December 2031",
    ]
    assert [member["bound"] for member in played["members"]] == ["since 1 December 2031"] * 2


def test_how_long_it_holds_is_told_with_and_without_looking_ahead(harbour: Run) -> None:
    said, row = section(harbour, "holding").text, harbour.results["deter"]["designs"][0]
    # With one guarantor there is one equilibrium, so one number each.
    for kind in ("hold", "hold_static"):
        assert percent(row[kind]["10"]["median"]) in said[: said.index("lower bound")]
    assert percent(row["self_enforcing"]["lapsed"]) in said[said.index("lower bound") :]
    figure = next(e for e in harbour.page.walk() if e.attributes.get("id") == "survival-title")
    assert figure.text == "How long the reference package holds"


def test_the_curve_passes_through_the_horizons(harbour: Run) -> None:
    row, curve = (harbour.results["deter"][key] for key in ("designs", "curve"))
    assert curve["years"] == list(range(1, 11))
    for year in (1, 5, 10):
        for kind, key in (("low", "hold"), ("high", "hold_best"), ("static_low", "hold_static")):
            assert curve[kind][year - 1] == row[0][key][str(year)]


def test_a_case_without_a_pact_says_so(harbour: Run) -> None:
    bare = harbour.plan.case.__class__(
        harbour.plan.case.folder, harbour.plan.case.record, None, None
    )
    assert mechanism_view(bare, {}) is None


@pytest.mark.parametrize("name", ["ukraine", "harbour"])
def test_every_statement_is_quoted_with_its_speaker(
    name: str, request: pytest.FixtureRequest
) -> None:
    run: Run = request.getfixturevalue(name)
    shown = {e.attributes.get("id"): e.text for e in section(run, "statements").all("details")}
    for statement in run.plan.case.record.statements:
        text = shown[f"statement-{statement.id}"]
        assert " ".join(statement.words.split()) in text
        assert statement.speaker in text


def test_every_position_shows_the_words_it_cites(ukraine: Run) -> None:
    said = section(ukraine, "wants").text
    for stance in ukraine.plan.case.stances:
        for name in stance.position.cite:
            words = ukraine.plan.case.statements[name].words
            assert " ".join(words.split()) in said


def test_hearsay_is_never_told_as_an_act_of_the_other(ukraine: Run) -> None:
    # S02: Witkoff says that Putin agreed.
    shown = next(
        e
        for e in section(ukraine, "statements").all("details")
        if e.attributes.get("id") == "statement-S02"
    )
    assert "A claim about Vladimir Putin" in shown.text
    assert "Vladimir Putin does not say so in this source." in shown.text
    assert "Steve Witkoff → Vladimir Putin" in shown.text


def test_every_assumption_is_in_the_table(ukraine: Run) -> None:
    rows = [
        row for table in section(ukraine, "assumptions").all("tbody") for row in table.all("tr")
    ]
    assert len(rows) == len(quantities(ukraine.plan.case))


def test_grounds_add_up(ukraine: Run) -> None:
    found = grounds_in_numbers(ukraine.plan.case)
    assert found["all"] == found["cited"] + found["assumption"] + found["bare"]


def test_a_number_with_its_own_reason_is_an_assumption_in_a_cited_position(harbour: Run) -> None:
    # aldmark on the tolls: the ideal is read from B4, the salience has a reason of its own.
    listed = {quantity.key: quantity for quantity in quantities(harbour.plan.case)}
    assert ground_of(listed["stances.aldmark.harbour_tolls.ideal"]) == "cited"
    assert ground_of(listed["stances.aldmark.harbour_tolls.salience"]) == "assumption"


def test_tensions_and_open_words_come_from_the_flags(ukraine: Run) -> None:
    case = ukraine.plan.case
    pairs = {frozenset((pair["one"]["id"], pair["two"]["id"])) for pair in tensions(case)}
    wanted = {
        frozenset((statement.id, flag.partition(":")[2]))
        for statement in case.record.statements
        for flag in statement.flags
        if flag.startswith(("tension:", "undercuts:"))
    }
    assert pairs == wanted
    assert [item["id"] for item in open_words(case)] == [
        statement.id
        for statement in case.record.statements
        if any(flag.startswith("vague:") for flag in statement.flags)
    ]


def test_every_question_is_asked(ukraine: Run) -> None:
    said = section(ukraine, "questions").text
    assert all(question.ask in said for question in ukraine.plan.case.record.questions)


def test_base_rates_and_errors_come_with_their_limits(ukraine: Run) -> None:
    assert "6 of 43" in section(ukraine, "holding").text
    assert "selection" in section(ukraine, "holding").text
    assert "not settlements of a war" in section(ukraine, "forecast").text


def test_what_is_not_known_of_a_branch_is_a_dash(ukraine: Run) -> None:
    groups = ukraine.results["evidence"]["groups"]
    if any(pair[side] is None for pair in groups.values() for side in pair):
        assert "too few" in section(ukraine, "evidence").text


def test_an_unknown_flag_is_shown_as_it_is() -> None:
    assert flag_words("some_new_flag") == "some new flag"
    assert flag_words("tension:S19") == "does not sit well beside S19"


def test_a_title_that_is_not_of_the_known_form_stays() -> None:
    assert named("effects.trip_wire", "Cost of standing by") == "Cost of standing by"


def test_chance_correlation_is_the_usual_bound() -> None:
    # Fisher 1915: the standard error of a correlation near zero is 1/sqrt(n).
    assert chance_correlation(400) == pytest.approx(0.098)
