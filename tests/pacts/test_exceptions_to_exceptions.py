# SPDX-License-Identifier: Apache-2.0
"""What holds where clauses act on clauses, or on what was done before or after.

Each example is the smallest on which a program written from docs/pacts.md alone gave another
answer than the engine had given; the expectations are readings of that page by hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from foedus.pacts import DutyState, EventLog, Pact

HEAD = """
pact: league
schema: foedus/pact-1
title: A league
legal_form: treaty
parties: {AAA: Alba, BBB: Brea, CCC: Cora}
others: {XXX: Outland, YYY: Farland}
bodies: {COM: {name: the Commission}}
entry_into_force: {ratified_by: {at_least: {n: 2, of: parties}}}
withdrawal: {notice: {days: 3}}
scopes: {area: {title: the area, any_of: [{territory_of: BBB}]}}
open_terms:
  grave: {phrase: grave, applies_to: attack, determined_by: {body: COM}}
  severe: {phrase: severe, applies_to: attack, determined_by: {body: COM}}
clauses:
"""
CONSENT = "{id: r, type: ratification, by: [AAA, BBB, CCC], pact: league, at: 2030-01-01}"
ASSIST = "trigger: {event: attack, victim: [AAA, BBB]}, duty: {modality: obligation, bearer: CCC, "
ASSIST += "toward: victim, action: assist, deadline: {days: 5}}"
PEACE = "duty: {modality: prohibition, bearer: CCC, toward: parties, action: not_attack}"
AFTER = (
    "duty: {modality: obligation, bearer: BBB, toward: AAA, action: report, deadline: {days: 5}}"
)
ATTACK = "{id: a, type: attack, attacker: XXX, victim: AAA, at: 2030-01-05}"
OWN = "{id: b, type: incursion, attacker: CCC, victim: BBB, at: 2030-01-08}"

States = dict[tuple[str, str, str | None], "DutyState"]


@pytest.fixture
def states(
    written_pact: Callable[[str], Pact], written_log: Callable[[str, Pact], EventLog]
) -> Callable[..., States]:
    """Give a function that returns duties by clause, bearer and occasion."""

    def evaluate(
        clauses: list[str], events: list[str], found: tuple[str, ...] = (), at: str = "2030-01-20"
    ) -> States:
        lines = [
            f"  - {{id: c{number}, art: '{number}', summary: Something., {clause}}}"
            for number, clause in enumerate(clauses, 1)
        ]
        pact = written_pact(HEAD + "\n".join(lines))
        findings = [f"  - {{term: {f}, by: COM}}" for f in found]
        text = "\n".join(["events:", *(f"  - {e}" for e in events), "determinations:", *findings])
        log = written_log(text if found else text.removesuffix("determinations:"), pact)
        return {(d.clause, d.bearer, d.trigger): d for d in pact.evaluate(log, at).duties}

    return evaluate


def test_what_was_done_before_a_duty_arose_does_not_perform_it(
    states: Callable[..., States],
) -> None:
    report = "duty: {modality: obligation, bearer: CCC, toward: AAA, action: report}"
    early = "{id: n, type: report, by: CCC, toward: AAA, at: 2029-12-30}"
    assert states([report], [early, CONSENT])["c1", "CCC", None].status == "owed"
    late = early.replace("2029-12-30", "2030-01-02")
    assert states([report], [late, CONSENT])["c1", "CCC", None].status == "performed"


def test_a_duty_after_a_breach_is_not_performed_before_it(states: Callable[..., States]) -> None:
    clauses = [ASSIST, f"trigger: {{breached: c1}}, {AFTER}"]
    done = "{id: n, type: report, by: BBB, toward: AAA, at: 2030-01-07}"
    assert states(clauses, [CONSENT, ATTACK, done])["c2", "BBB", "a"].status == "breached"
    done = done.replace("01-07", "01-12")
    assert states(clauses, [CONSENT, ATTACK, done])["c2", "BBB", "a"].status == "performed"


PROMISE = f"trigger: {{event: attack, attacker: XXX}}, {PEACE}"


@pytest.mark.parametrize(
    ("other", "more", "status"),
    [
        ("", [], "breached"),
        # Whoever leaves later has broken it all the same; whoever left before has not.
        ("", ["{id: w, type: withdrawal, by: CCC, pact: league, at: 2030-01-08}"], "breached"),
        ("", ["{id: w, type: withdrawal, by: CCC, pact: league, at: 2030-01-05}"], "not_owed"),
        ("void", ["{id: v, type: threat, by: BBB, toward: CCC, at: 2030-01-09}"], "breached"),
        ("void", ["{id: v, type: threat, by: BBB, toward: CCC, at: 2030-01-07}"], "void"),
        ("suspend", ["{id: v, type: threat, by: BBB, toward: CCC, at: 2030-01-07}"], "suspended"),
        ("suspend", ["{id: v, type: threat, by: BBB, toward: CCC, at: 2030-01-09}"], "breached"),
    ],
)
def test_a_broken_promise_stays_broken(
    states: Callable[..., States], other: str, more: list[str], status: str
) -> None:
    ends = f"trigger: {{event: threat}}, effect: {{kind: {other}, clauses: c1, effective: ex_nunc}}"
    clauses = [PROMISE, *([ends] if other else [])]
    assert states(clauses, [CONSENT, ATTACK, OWN, *more])["c1", "CCC", "a"].status == status


def test_a_breach_of_a_standing_promise_stays_when_the_clause_ends_later(
    states: Callable[..., States],
) -> None:
    ends = "trigger: {event: threat}, effect: {kind: void, clauses: c1, effective: ex_nunc}"
    threat = "{id: v, type: threat, by: BBB, toward: CCC, at: 2030-01-10}"
    found = states([PEACE, ends], [CONSENT, OWN, threat])
    assert found["c1", "CCC", "b"].status == "breached"
    assert found["c1", "CCC", None].status == "void"


def test_a_proven_act_counts_beside_an_earlier_claim(states: Callable[..., States]) -> None:
    claim = "{id: k, type: incursion, attacker: CCC, victim: BBB, at: 2030-01-07, alleged_by: BBB}"
    assert states([PROMISE], [CONSENT, ATTACK, claim])["c1", "CCC", "a"].status == "unknown"
    assert states([PROMISE], [CONSENT, ATTACK, claim, OWN])["c1", "CCC", "a"].status == "breached"


def test_a_breach_of_a_promise_that_an_event_brought_about_has_consequences(
    states: Callable[..., States],
) -> None:
    duty = states([PROMISE, f"trigger: {{breached: c1}}, {AFTER}"], [CONSENT, ATTACK, OWN])
    assert duty["c2", "BBB", "a"].status == "breached"
    assert str(duty["c2", "BBB", "a"].due) == "2030-01-13"  # five days from the act


@pytest.mark.parametrize(
    ("kind", "found", "status"),
    [
        ("exclude", ("grave, event: b, at: 2030-01-09, value: true",), "owed"),
        ("exclude", ("grave, event: b, at: 2030-01-09, value: false",), "void"),
        ("exclude", (), "unknown"),
        ("require", ("grave, event: b, at: 2030-01-09, value: true",), "void"),
        ("require", ("grave, event: b, at: 2030-01-09, value: false",), "owed"),
    ],
)
def test_an_exception_has_exceptions(
    states: Callable[..., States], kind: str, found: tuple[str, ...], status: str
) -> None:
    assist = ASSIST.replace("days: 5", "days: 30")
    ends = "trigger: {event: attack, attacker: CCC}, "
    ends += "effect: {kind: void, clauses: c1, effective: ex_nunc}"
    limit = f"when: {{holds: grave}}, effect: {{kind: {kind}, clauses: c2}}"
    computed = states([assist, ends, limit], [CONSENT, ATTACK, OWN], found)
    assert computed["c1", "CCC", "a"].status == status


@pytest.mark.parametrize(("where", "there"), [("BBB", True), ("AAA", False)])
def test_an_area_limits_whose_attack_counts_as_whose(
    states: Callable[..., States],
    where: str,
    there: bool,  # noqa: FBT001 - whether it counts
) -> None:
    deeming = "deeming: {attack_on: AAA, counts_as_attack_on: BBB}"
    area = "when: {in_scope: area}, effect: {kind: require, clauses: c1}"
    duty = "trigger: {event: attack, victim: BBB}, " + PEACE.replace("parties", "BBB")
    attack = ATTACK.replace("at:", f"place: {{territory_of: {where}}}, at:")
    found = states([deeming, area, duty], [CONSENT, attack])
    assert (("c3", "CCC", "a") in found) is there


def test_a_certain_ground_counts_beside_an_open_one(states: Callable[..., States]) -> None:
    deeming = "deeming: {attack_on: AAA, counts_as_attack_on: BBB}"
    limit = "when: {holds: grave}, effect: {kind: exclude, clauses: c1}"
    duty = "trigger: {event: attack, victim: BBB}, " + PEACE.replace("parties", "BBB")
    assert states([deeming, limit, duty], [CONSENT, ATTACK])["c3", "CCC", "a"].status == "unknown"
    both = states([deeming, limit, duty, deeming], [CONSENT, ATTACK])
    assert both["c3", "CCC", "a"].status == "owed"


def test_a_permission_that_never_arose_is_not_open(states: Callable[..., States]) -> None:
    may = "trigger: {event: attack, if: {holds: grave}}, "
    may += "duty: {modality: permission, bearer: CCC, toward: AAA, action: assist}"
    no = ("grave, event: a, at: 2030-01-06, value: false",)
    assert states([may], [CONSENT, ATTACK], no)["c1", "CCC", "a"].to_json()["free"] is False
    assert states([may], [CONSENT, ATTACK])["c1", "CCC", "a"].to_json()["free"] == "unknown"


def test_what_may_have_been_breached_then_may_bind_one_who_left_since(
    states: Callable[..., States],
) -> None:
    placed = ASSIST.replace("[AAA, BBB]}", "[AAA, BBB], if: {in_scope: area}}")
    after = f"trigger: {{breached: c1}}, {AFTER}"
    left = "{id: w, type: withdrawal, by: BBB, pact: league, at: 2030-01-15}"
    found = states([placed, after], [CONSENT, ATTACK, left])
    assert found["c1", "CCC", "a"].status == "unknown"  # the log does not say where
    assert found["c2", "BBB", "a"].status == "unknown"


def test_what_cannot_be_overdue_yet_has_no_breach_to_follow(states: Callable[..., States]) -> None:
    placed = ASSIST.replace("[AAA, BBB]}", "[AAA, BBB], if: {in_scope: area}}")
    after = f"trigger: {{breached: c1}}, {AFTER}"
    assert ("c2", "BBB", "a") not in states([placed, after], [CONSENT, ATTACK], at="2030-01-10")


def test_what_may_be_performed_may_have_consequences(states: Callable[..., States]) -> None:
    less = "when: {holds: grave}, effect: {kind: restrict, clauses: c1, ceiling: non_military}"
    assist = f"{ASSIST}, decision_rule: automatic"
    after = f"trigger: {{performed: c1}}, {AFTER}"
    help_ = "{id: h, type: contribution, by: CCC, toward: AAA, kind: financial_aid, at: 2030-01-07}"
    found = states([assist, less, after], [CONSENT, ATTACK, help_])
    assert found["c1", "CCC", "a"].status == "unknown"
    assert found["c3", "BBB", "h"].status == "unknown"


def test_a_claim_counts_from_the_first_finding_that_bears_it_out(
    states: Callable[..., States],
) -> None:
    claim = ATTACK.replace("at:", "alleged_by: AAA, at:")
    late = "grave, event: a, at: 2030-01-12, value: true"
    early = "severe, event: a, at: 2030-01-07, value: true"
    found = states([ASSIST.replace("{days: 5}", "{days: 5, counted_from: finding}")],
                   [CONSENT, claim], (late, early))  # fmt: skip
    assert str(found["c1", "CCC", "a"].due) == "2030-01-12"
