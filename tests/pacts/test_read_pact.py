# SPDX-License-Identifier: Apache-2.0
"""What is wrong with a pact file: every problem in one pass, each at its place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from foedus.errors import CallError, PactError
from foedus.pacts import load_pact, read_pact

if TYPE_CHECKING:
    from pathlib import Path

    from foedus.pacts import Pact
    from foedus.problems import Problem

DEFEATS = """    trigger: {breached: consult}
    effect: {kind: void, clauses: [snapback], effective: ex_nunc}
"""

# name, old words, new words (problem expected at ^), what is said of it.
MISTAKES = [
    ("key", "^tilte: A guarantee", "title: A guarantee", "not a known key (did you mean 'title'?)"),
    ("party", "[USA, ^GBX]", "[GBR, FRA, DEU, POL]", "unknown party 'GBX' (did you mean 'GBR'?)"),
    ("role", "attacker: ^roles.chalengers", "attacker: roles.challengers", "'roles.challengers'"),
    ("bloc", "[^blocs.europ]", "[blocs.europe]", "did you mean 'blocs.europe'?"),
    ("clause", "[^defnd, trip_wire]", "[defend, trip_wire]", "did you mean 'defend'?"),
    ("performed", "performed: ^defent", "performed: defend", "did you mean 'defend'?"),
    ("lever", "years: ^lever.duration_yers", "years: lever.duration_years", "'duration_years'?"),
    ("lever in words", "^No ({lever.challenger_lw})", "Russia shall attack", "'challenger_law'?"),
    ("term", "holds: ^unprovoked_strik", "holds: unprovoked_strike", "'unprovoked_strike'?"),
    ("body", "body: ^JCM, within: {days: 7}", "body: JMC, within: {days: 7}", "'JMC'?"),
    ("only_if lever", "lever: ^force,", "lever: forces,", "did you mean 'forces'?"),
    ("only_if value", "is: [^smal, large]", "is: [small, large]", "did you mean 'small'?"),
    ("event type", "event: ^atack", "event: attack", "did you mean 'attack'?"),
    ("effect", "kind: ^viod", "kind: void", "did you mean 'void'?"),
    ("rule", "decision_rule: ^by_lot", "decision_rule: lever.automaticity", "each_for_itself"),
    ("share", "rule: ^qualified_majority(4/3)", "rule: qualified_majority(2/3)", "at most 1"),
    ("deadline", "hours: ^-24", "hours: 24", "must be at least 0"),
    ("duration", "years: ^-5", "years: lever.duration_years", "must be at least 1"),
    ("default", "default: ^9", "default: 7", "is '9'; allowed: 3, 7, 30"),
    ("gives", "      ^by_decison: q", "      by_decision: q", "did you mean 'by_decision'?"),
    ("twice", 'id: ^consult\n    art: "5"', 'id: report\n    art: "5"', "stands twice"),
    ("lever's clause", "clause: ^defence\n", "clause: defend\n", "did you mean 'defend'?"),
    ("bearer", "bearer: ^JMK", "bearer: JMC", "did you mean 'JMC'?"),
    ("seats", "rule: ^at_least(8)", "rule: qualified_majority(2/3)", "asks for 8 out of 7 seats"),
    ("entry", "at_least: {n: ^9", "at_least: {n: 1", "asks for 9 out of 5"),
]


def read(tmp_path: Path, text: str) -> tuple[Pact | None, list[Problem]]:
    path = tmp_path / "pact.yaml"
    path.write_text(text, "utf-8")
    return read_pact(path, "pact.yaml")


@pytest.mark.parametrize(
    ("new", "old", "said"), [m[1:] for m in MISTAKES], ids=[m[0] for m in MISTAKES]
)
def test_a_mistake_is_told_at_its_place(
    tmp_path: Path, guarantee_file: Path, new: str, old: str, said: str
) -> None:
    text = guarantee_file.read_text("utf-8")
    assert old in text
    text = text.replace(old, new, 1)
    start = text.index("^")
    line, column = text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)
    pact, problems = read(tmp_path, text.replace("^", ""))
    assert pact is None
    told = [problem for problem in problems if said in problem.message]
    assert told, problems
    assert (told[0].line, told[0].column) == (line, column)
    # A misspelt key also leaves something out, and a second clause of one name hides the first.
    assert len(problems) == 1 or re.search("twice|default|key|setting", told[0].message)


def test_a_clause_with_a_mistake_is_not_told_as_a_missing_one(
    tmp_path: Path, guarantee_file: Path
) -> None:
    head, _, rest = guarantee_file.read_text("utf-8").partition("\nclauses:\n")
    first = rest.lstrip().split("\n  - id:")[0].replace("summary:", "sumary:", 1)
    _, problems = read(tmp_path, f"{head}\nclauses:\n  {first}\n")
    assert any("'summary'" in problem.message for problem in problems)
    assert not any("must have at least" in problem.message for problem in problems)
    _, empty = read(tmp_path, f"{head}\nclauses: []\n")
    assert any(problem.message == "has 0 items; must have at least 1" for problem in empty)


def test_every_mistake_is_told_in_one_pass(tmp_path: Path, guarantee_file: Path) -> None:
    text = guarantee_file.read_text("utf-8")
    names = [
        "key",
        "role",
        "clause",
        "term",
        "body",
        "deadline",
        "effect",
        "only_if value",
        "entry",
    ]
    chosen = [row for row in MISTAKES if row[0] in names and row[0] != "effect"]
    for _, new, old, _ in chosen:
        text = text.replace(old, new.replace("^", ""), 1)
    _, problems = read(tmp_path, text)
    for _, _, _, said in chosen:
        assert any(said in problem.message for problem in problems), said


@pytest.mark.parametrize(
    ("edits", "cycle"),
    [
        ([("performed: defend", "performed: report")], "report -> report"),
        (
            [
                (
                    "trigger: {event: invocation, by: roles.beneficiaries, clause: consult}",
                    "trigger: {breached: snapback}",
                ),
                ("effect: {kind: void, clauses: [defend, trip_wire]", "EFFECT"),
            ],
            "consult -> provocation -> snapback -> consult",
        ),
    ],
)
def test_a_circle_of_clauses_is_named(
    tmp_path: Path, guarantee_file: Path, edits: list[tuple[str, str]], cycle: str
) -> None:
    text = guarantee_file.read_text("utf-8")
    for old, new in edits:
        assert old in text
        if new != "EFFECT":
            text = text.replace(old, new, 1)
            continue
        start, end = text.index("    trigger:\n      event: attack\n      attacker: roles.bene"), 0
        end = text.index("\n\n", start)
        text = text[:start] + DEFEATS + text[end:]
    _, problems = read(tmp_path, text)
    assert [p for p in problems if f"in a circle: {cycle};" in p.message and p.line > 1]


def test_a_setting_that_breaks_the_pact_is_found_without_being_set(
    tmp_path: Path, guarantee_file: Path
) -> None:
    text = guarantee_file.read_text("utf-8").replace("at_least: {n: 1", "at_least: {n: 2", 1)
    _, (problem,) = read(tmp_path, text)
    assert "with the lever guarantors set to united_states_only" in problem.message


@pytest.mark.parametrize(
    ("clause", "said"),
    [
        ("effect: {kind: void, clauses: x, effective: ex_nunc}", "no trigger"),
        ("duty: {modality: prohibition, bearer: A, toward: B, action: consult}", "do not fit"),
        ("duty: {modality: prohibition, bearer: A, action: not_attack}", "towards nobody"),
        ("duty: {modality: obligation, bearer: A, action: find}", "no event as its trigger"),
        (f"quote: {'word ' * 31}", "quotes 31 words; at most 30"),
        ("trigger: {event: attack, performed: x}", "exactly one of event, performed, breached"),
        ("trigger: {event: attack, if: {holds: t, not: {holds: t}}}", "exactly one of holds"),
        ("trigger: {event: threat, if: {holds: t}}", "'t' applies to attack"),
    ],
)
def test_a_clause_that_cannot_be_meant(tmp_path: Path, clause: str, said: str) -> None:
    text = f"""
pact: p
schema: foedus/pact-1
title: A pact
legal_form: treaty
parties: {{A: Aland, B: Beland}}
entry_into_force: {{date: 2030-01-01}}
open_terms: {{t: {{phrase: one, applies_to: attack, determined_by: each_party}}}}
clauses:
  - id: x
    art: "1"
    summary: Something.
    {clause}
"""
    _, problems = read(tmp_path, text)
    assert any(said in problem.message for problem in problems), problems


@pytest.mark.parametrize("text", ["", "[]", "a", "clauses: 1", "levers: []", "{", "\x00", "- - -"])
def test_what_is_no_pact_is_refused(tmp_path: Path, text: str) -> None:
    pact, problems = read(tmp_path, text)
    assert pact is None
    assert problems


def test_a_pact_of_more_than_a_megabyte_is_refused(tmp_path: Path) -> None:
    _, (problem,) = read(tmp_path, "#" * 1_000_001)
    assert "at most 1,000,000" in problem.message


def test_loading_raises_with_every_problem(tmp_path: Path) -> None:
    path = tmp_path / "pact.yaml"
    path.write_text("pact: 1\n", "utf-8")
    with pytest.raises(PactError) as caught:
        load_pact(path)
    assert len(caught.value.problems) > 3


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"automatcity": "automatic"}, "did you mean 'automaticity'?); allowed: guarantors,"),
        ({"automaticity": "automatc"}, "did you mean 'automatic'?); allowed: each_for_itself"),
        ({"respond_days": 8}, "lever 'respond_days' has no setting '8'; allowed: 3, 7, 30"),
    ],
)
def test_a_wrong_setting_is_a_wrong_call(
    guarantee: Pact, settings: dict[str, object], said: str
) -> None:
    with pytest.raises(CallError, match=re.escape(said)):
        guarantee.with_levers(settings)


def test_setting_a_lever_leaves_the_others(guarantee: Pact) -> None:
    pact = guarantee.with_levers({"forces": "small"}).with_levers({"respond_days": "30"})
    assert pact.setting["forces"] == "small"
    assert pact.setting["respond_days"] == 30
    assert guarantee.setting["forces"] == "none"


def test_an_empty_log_needs_a_date(guarantee: Pact) -> None:
    from foedus.pacts import EventLog

    with pytest.raises(CallError, match="say at which date"):
        guarantee.evaluate(EventLog())
    assert guarantee.evaluate(EventLog(), "2027-01-01").duties
    with pytest.raises(CallError, match="at is 'soon'"):
        guarantee.evaluate(EventLog(), "soon")
