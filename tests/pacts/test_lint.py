# SPDX-License-Identifier: Apache-2.0
"""Static analysis of drafts: each break of a sound text is found, and each witness shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import pytest

from foedus.pacts import load_pact
from foedus.pacts.casus import library
from foedus.pacts.lint import RULES, lint
from foedus.pacts.suite import suite

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from foedus.pacts import Pact
    from foedus.pacts.lint import Finding

SOUND = """
pact: toy
schema: foedus/pact-1
title: A toy pact
hypothetical: true
legal_form: executive_agreement
parties: {AAA: Alba, BBB: Bora, CCC: Cara}
others: {XXX: Xeno}
roles: {guarantors: [BBB, CCC], unfriendly: [XXX]}
bodies:
  COM: {name: the commission, composition: [{seats: 3, of: neutral}], rule: majority}
entry_into_force: {art: "1", ratified_by: {all: parties}}
withdrawal: {art: "1", notice: {years: 1}}
open_terms:
  armed:
    phrase: an armed attack
    applies_to: attack
    determined_by: {body: COM, within: {days: 3}}
    fallback: true
  staged:
    phrase: a staged strike
    applies_to: attack
    determined_by: {body: COM, within: {days: 3}}
    fallback: false
clauses:
  - id: consult
    art: "2"
    summary: They consult on threats.
    trigger:
      event: [threat, insurrection, mobilisation, declaration_of_war, border_violation]
      toward: AAA
    duty:
      modality: obligation
      bearer: roles.guarantors
      toward: AAA
      action: consult
      deadline: {days: 1}
  - id: help
    art: "3"
    summary: They help.
    trigger: {event: attack, victim: AAA, if: {holds: armed}}
    duty:
      modality: obligation
      bearer: roles.guarantors
      toward: victim
      action: assist
      discretion: {standard: none}
      deadline: {days: 5, counted_from: finding}
  - id: stops
    art: "4"
    summary: Help is paused after a staged strike on the unfriendly one.
    relation: exception
    trigger: {event: attack, attacker: AAA, victim: roles.unfriendly, if: {holds: staged}}
    effect: {kind: suspend, clauses: [help], effective: ex_nunc}
  - id: resumes
    art: "5"
    summary: Help goes on once Alba says that it has stopped.
    relation: saving
    over: [stops]
    trigger: {event: notification, by: AAA, clause: resumes}
    effect: {kind: reinstate, clauses: [help], effective: ex_nunc}
"""


def kinds(findings: tuple[Finding, ...]) -> dict[str, str]:
    return {f"{found.rule}/{found.kind}": found.severity for found in findings}


def of_kind(findings: tuple[Finding, ...], name: str) -> Finding:
    return next(found for found in findings if f"{found.rule}/{found.kind}" == name)


def assert_shown(findings: tuple[Finding, ...], *pacts: Pact) -> None:
    """Assert that every witness, evaluated anew, shows what its finding claims."""
    by_name = {pact.name: pact for pact in pacts}
    wrong = [found.message for found in findings if not found.shown(by_name, pacts[0].name)]
    assert not wrong


def test_a_sound_text_has_neither_errors_nor_warnings(
    written_pact: Callable[[str], Pact],
) -> None:
    pact = written_pact(SOUND)
    found = lint(pact)
    assert set(kinds(found).values()) == {"note"}
    assert_shown(found, pact)


BREAKS: list[tuple[str, str, str, str, str]] = [
    (
        "the trigger covers one kind of attack alone",
        "trigger: {event: attack, victim: AAA, if: {holds: armed}}",
        "trigger: {event: invasion, victim: AAA, if: {holds: armed}}",
        "coverage/hole",
        "warning",
    ),
    (
        "the trigger names one attacker alone",
        "trigger: {event: attack, victim: AAA, if: {holds: armed}}",
        "trigger: {event: attack, attacker: XXX, victim: AAA, if: {holds: armed}}",
        "coverage/hole",
        "warning",
    ),
    (
        "one guarantor is let off where Xeno attacks",
        "  - id: stops\n",
        """  - id: let_off
    art: "6"
    summary: Cara stays out of wars of Xeno.
    relation: domain_restriction
    when: {event: {attacker: XXX}}
    effect: {kind: exclude, clauses: [help], for: CCC}
  - id: stops
""",
        "coverage/partial",
        "warning",
    ),
    (
        "silence settles nothing",
        "fallback: true",
        "fallback: unknown",
        "blockers/finding",
        "warning",
    ),
    ("silence is a no", "fallback: true", "fallback: false", "blockers/finding", "warning"),
    (
        "each judges for itself",
        "determined_by: {body: COM, within: {days: 3}}\n    fallback: true",
        "determined_by: each_party",
        "blockers/self_judged",
        "warning",
    ),
    (
        "help takes a vote",
        "      deadline: {days: 5, counted_from: finding}\n",
        "      deadline: {days: 5, counted_from: finding}\n    decision_rule: consensus\n",
        "blockers/vote",
        "warning",
    ),
    (
        "the bearer measures",
        "discretion: {standard: none}",
        "discretion: {standard: as_it_deems_necessary}",
        "open_terms/cheapest",
        "warning",
    ),
    (
        "the unfriendly one can end help by itself",
        "trigger: {event: attack, attacker: AAA, victim: roles.unfriendly, if: {holds: staged}}",
        "trigger: {event: attack, attacker: roles.unfriendly, victim: AAA}",
        "provocation/no_finding",
        "warning",
    ),
    (
        "a claim that nobody settles",
        "fallback: false",
        "fallback: unknown",
        "provocation/allegation",
        "warning",
    ),
    (
        "a bearer can leave before it is late",
        'withdrawal: {art: "1", notice: {years: 1}}',
        'withdrawal: {art: "1", notice: {days: 4}}',
        "time/notice",
        "warning",
    ),
    (
        "the term ends",
        "withdrawal:",
        "duration: {kind: fixed, years: 5}\nwithdrawal:",
        "time/cliff",
        "note",
    ),
    ("it waits for ratification", "executive_agreement", "treaty", "time/ratification", "note"),
    ("no deadline", "      deadline: {days: 1}\n", "", "dead_parts/no_deadline", "warning"),
    (
        "a body without seats",
        ", composition: [{seats: 3, of: neutral}]",
        "",
        "dead_parts/body",
        "warning",
    ),
    ("a body without a rule", ", rule: majority", "", "dead_parts/body", "warning"),
    ("a role for nothing", "roles: {", "roles: {friends: [AAA], ", "dead_parts/unused", "warning"),
    (
        "a term for nothing",
        "  staged:\n",
        "  other: {phrase: else, applies_to: attack, determined_by: victim}\n  staged:\n",
        "dead_parts/unused",
        "warning",
    ),
    (
        "a lever for nothing",
        "open_terms:",
        "levers: {x: {title: X, clause: help, default: a, values: {a: A., b: B.}}}\nopen_terms:",
        "dead_parts/lever",
        "warning",
    ),
    (
        "a duty that cannot arise",
        "      toward: AAA\n    duty",
        "      by: AAA\n      toward: AAA\n    duty",
        "dead_parts/never",
        "warning",
    ),
    (
        "a resumption of what nothing pauses",
        "effect: {kind: suspend, clauses: [help]",
        "effect: {kind: suspend, clauses: [consult]",
        "dead_parts/idle",
        "warning",
    ),
    ("two at once, without an order", "    over: [stops]\n", "", "contradictions/clash", "error"),
    (
        "due before it can be settled",
        "deadline: {days: 5, counted_from: finding}",
        "deadline: {days: 2, counted_from: event}",
        "contradictions/deadline",
        "error",
    ),
    (
        "a duty on a stranger",
        "      bearer: roles.guarantors\n      toward: AAA",
        "      bearer: [roles.guarantors, XXX]\n      toward: AAA",
        "contradictions/no_party",
        "error",
    ),
    (
        "shall and shall not",
        "  - id: stops\n",
        """  - id: peace
    art: "7"
    summary: The guarantors attack nobody named here.
    duty: {modality: prohibition, bearer: roles.guarantors, toward: XXX, action: not_attack}
  - id: stops
""",
        "contradictions/shall_and_shall_not",
        "error",
    ),
]


@pytest.mark.parametrize(
    ("old", "new", "name", "severity"),
    [case[1:] for case in BREAKS],
    ids=[case[0] for case in BREAKS],
)
def test_what_is_broken_is_found(
    written_pact: Callable[[str], Pact], old: str, new: str, name: str, severity: str
) -> None:
    assert SOUND.count(old) == 1
    sound, broken = lint(written_pact(SOUND)), written_pact(SOUND.replace(old, new))
    found = lint(broken)
    assert kinds(sound).get(name) != severity
    assert kinds(found)[name] == severity
    assert_shown(found, broken)


def test_a_finding_stands_at_the_place_of_what_it_is_about(
    written_pact: Callable[[str], Pact],
) -> None:
    text = SOUND.replace("deadline: {days: 5, counted_from: finding}", "deadline: {days: 2}")
    found = of_kind(lint(written_pact(text)), "contradictions/deadline")
    lines = text.split("\n")
    assert lines[found.line - 1].strip() == "deadline: {days: 2}"
    assert lines[found.line - 1][found.column - 1 :] == "{days: 2}"
    assert found.clause is None or found.clause == "help"


def test_an_adversary_that_blocks_a_finding_alone_is_an_error(
    written_pact: Callable[[str], Pact],
) -> None:
    text = SOUND.replace(
        "{event: attack, victim: AAA, if", "{event: attack, attacker: XXX, victim: AAA, if"
    )
    text = text.replace("fallback: true", "fallback: false")
    mixed = text.replace("{seats: 3, of: neutral}", "{seats: 1, of: neutral}, {seats: 2, of: XXX}")
    assert of_kind(lint(written_pact(text)), "blockers/finding").severity == "warning"
    # Two of three seats are enough against a majority.
    blocked = of_kind(lint(written_pact(mixed)), "blockers/finding")
    assert blocked.severity == "error"
    assert "Xeno has 2 of its 3 seats" in blocked.message


def test_the_adversary_itself_must_not_be_able_to_end_help(
    written_pact: Callable[[str], Pact],
) -> None:
    text = SOUND.replace(
        "{event: attack, victim: AAA, if", "{event: attack, attacker: XXX, victim: AAA, if"
    )
    text = text.replace("attacker: AAA, victim: roles.unfriendly", "victim: roles.guarantors")
    assert kinds(lint(written_pact(text)))["provocation/adversary_ends"] == "error"


def test_the_guarantee_by_hand(guarantee: Pact) -> None:
    found = lint(guarantee)
    assert_shown(found, guarantee)
    assert "error" not in kinds(found).values()
    # Seven seats, two thirds: five in favour are needed (14/3 = 4.67), so that three can block.
    blocked = of_kind(found, "blockers/finding")
    ways = "the 3 seats of the neutral members, or by Ukraine and the 2 seats of the guarantors"
    assert ways in blocked.message
    assert "Russia has 1 of its 7 seats" in blocked.message
    # Three days for the finding, seven for help, thirty for sanctions.
    assert "10 days" in of_kind(found, "time/response").message
    assert "33 days" in of_kind(found, "time/snapback").message
    # Article 4 leaves to each guarantor what it deems necessary.
    assert "diplomatic support" in of_kind(found, "open_terms/cheapest").message
    # Article 4 names Russia alone as attacker.
    assert "a third state" not in of_kind(found, "coverage/unprotected").message
    assert len(found) < 20


def test_the_condition_of_article_7_is_a_trap(guarantee: Pact) -> None:
    draft = guarantee.with_levers({"provocation_clause": "void_if_unprovoked_strike"})
    found = lint(draft)
    trap = of_kind(found, "provocation/allegation")
    assert trap.clause == "provocation"
    assert "a mere claim of Russia" in trap.message
    assert "within 7 days" in trap.message
    assert_shown(found, draft)


def test_a_vote_by_consensus_can_be_blocked_by_any_one(guarantee: Pact) -> None:
    found = lint(guarantee.with_levers({"automaticity": "consensus"}))
    assert "any one of them can block it" in of_kind(found, "blockers/vote").message


def test_the_harbour_pact_says_what_holds_on_the_day_of_both(
    harbour: Pact, harbour_file: Path, written_pact: Callable[[str], Pact]
) -> None:
    silent = written_pact(harbour_file.read_text("utf-8").replace("    over: [restraint]\n", ""))
    clash = of_kind(lint(silent), "contradictions/clash")
    assert "Article 4 and Article 5" in clash.message
    found = lint(harbour)
    assert_shown(found, harbour)
    assert not [each for each in found if each.severity == "error"]
    # An attack on the force at the harbour is one on Calden itself, which owes itself nothing.
    assert "'forces'" in of_kind(found, "dead_parts/lever").message


@pytest.mark.parametrize("name", sorted(library()))
@pytest.mark.slow
def test_every_witness_of_the_library_shows_what_is_said(name: str) -> None:
    pact = load_pact(library()[name])
    found = lint(pact)
    assert_shown(found, pact)
    assert {each.rule for each in found} <= set(RULES)


OTHER = """
pact: other
schema: foedus/pact-1
title: The other pact
legal_form: executive_agreement
parties: {BBB: Bora, XXX: Xeno, DDD: Dora}
entry_into_force: {ratified_by: {all: parties}}
clauses:
  - id: peace
    art: "1"
    summary: Bora does not attack Xeno.
    BESIDE
    duty: {modality: prohibition, bearer: BBB, toward: XXX, action: not_attack}
  - id: alliance
    art: "2"
    summary: Dora helps Bora when it is attacked.
    trigger: {event: attack, victim: BBB}
    duty:
      modality: obligation
      bearer: DDD
      toward: victim
      action: assist
      deadline: {days: 3}
"""


Two: TypeAlias = "Callable[..., tuple[Pact, Pact]]"


@pytest.fixture
def two(tmp_path: Path) -> Callable[[str], tuple[Pact, Pact]]:
    def load(beside: str = "") -> tuple[Pact, Pact]:
        for name, text in (("toy", SOUND), ("other", OTHER.replace("    BESIDE\n", beside))):
            (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
        return load_pact(tmp_path / "toy.yaml"), load_pact(tmp_path / "other.yaml")

    return load


def test_help_against_a_state_that_one_must_not_attack_is_a_conflict(two: Two) -> None:
    toy, other = two()
    found = lint(toy, [other])
    conflict = of_kind(found, "interplay/conflict")
    assert conflict.severity == "warning"
    assert "Bora owes help under Article 3" in conflict.message
    assert "nothing says which" in conflict.message
    assert_shown(found, toy, other)
    ordered = two("    beside: [{pact: toy, relation: subject_to}]\n")
    settled = of_kind(lint(ordered[0], [ordered[1]]), "interplay/conflict")
    assert (settled.severity, "Article 1 gives way to it" in settled.message) == ("note", True)


def test_help_draws_in_an_ally_of_the_helper(two: Two) -> None:
    toy, other = two()
    found = lint(toy, [other])
    drawn = of_kind(found, "chains/drawn_in")
    assert "draws in Dora" in drawn.message
    assert_shown(found, toy, other)
    assert "chains/drawn_in" not in kinds(lint(toy))


def test_an_ally_that_owes_no_armed_help_is_not_drawn_into_the_war(tmp_path: Path) -> None:
    mild = OTHER.replace("    BESIDE\n", "") + "      discretion: {ceiling: non_military}\n"
    for name, text in (("toy", SOUND), ("other", mild)):
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    toy, other = (load_pact(tmp_path / f"{name}.yaml") for name in ("toy", "other"))
    assert "chains/drawn_in" not in kinds(lint(toy, [other]))


def test_a_pact_that_is_named_and_not_given_is_told(two: Two) -> None:
    _, other = two("    beside: [{pact: toy, relation: subject_to}]\n")
    assert "'toy'" in of_kind(lint(other), "interplay/not_given").message


def test_a_suite_is_the_same_each_time_and_says_what_it_leaves_out(guarantee: Pact) -> None:
    whole, again, part = suite(guarantee), suite(guarantee), suite(guarantee, most=50)
    assert [(each.name, each.log, each.at) for each in whole.trials] == [
        (each.name, each.log, each.at) for each in again.trials
    ]
    assert (len(part.trials), len(part.trials) + part.left_out) == (50, len(whole.trials))
    assert f"{part.left_out} more were left out" in part.told()
