# SPDX-License-Identifier: Apache-2.0
"""Clauses that act occasion by occasion, freedoms, and promises that an occasion brings about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from foedus.errors import PactError

if TYPE_CHECKING:
    from collections.abc import Callable

    from foedus.pacts import EventLog, Pact

HEAD = """
pact: league
schema: foedus/pact-1
title: A league
legal_form: treaty
parties:
  AMK: {name: Aldmark, since: 2030-01-01}
  CAL: {name: Calden, since: 2030-01-01}
  DOR: {name: Dorn, since: 2030-01-01}
others: {BOR: Borsia, GHO: {name: the Ghosts, state: false}}
bodies: {COU: {name: the Council}}
entry_into_force: {date: 2030-01-01}
scopes:
  mainland:
    title: the mainland
    any_of: [{territory_of: parties, region: mainland}, {region: sea, north_of: 23.4}]
open_terms:
  provoked: {phrase: provoked by its victim, applies_to: attack, determined_by: {body: COU}}
clauses:
  - id: defend
    art: "1"
    summary: Each helps the one that was attacked within ten days.
    trigger: {event: attack, attacker: not parties, victim: parties}
    duty: {modality: obligation, bearer: parties, toward: victim, action: assist,
           deadline: {days: 10}}
"""
EXCLUDE = """
  - id: provocation
    art: "2"
    summary: Not if the victim provoked it.
    relation: exception
    when: {holds: provoked}
    effect: {kind: exclude, clauses: [defend]}
"""
REQUIRE = """
  - id: area
    art: "3"
    summary: Only on the mainland and the northern sea.
    relation: domain_restriction
    when: {in_scope: mainland}
    effect: {kind: require, clauses: [defend]}
"""
RESTRICT = """
  - id: special
    art: "4"
    summary: Dorn need not go beyond help without arms.
    relation: proviso
    effect: {kind: restrict, clauses: [defend], for: DOR, ceiling: non_military}
"""
ATTACK = "  - {id: a, type: incursion, at: 2030-02-01, attacker: BOR, victim: AMK%s}\n"
FOUND = "determinations:\n  - {term: provoked, event: a, by: COU, at: 2030-02-02, value: %s}\n"
MAINLAND = ", place: {territory_of: AMK, region: mainland}"


def statuses(pact: Pact, log: EventLog, at: str = "2030-03-01") -> dict[str, str]:
    return {d.bearer: d.status for d in pact.evaluate(log, at).duties if d.clause == "defend"}


@pytest.mark.parametrize(
    ("found", "wanted"),
    [(FOUND % "true", "not_owed"), (FOUND % "false", "breached"), ("", "unknown")],
)
def test_an_exception_takes_an_occasion_out(
    written_pact: Callable[[str], Pact],
    written_log: Callable[[str, Pact], EventLog],
    found: str,
    wanted: str,
) -> None:
    pact = written_pact(HEAD + EXCLUDE)
    log = written_log("events:\n" + ATTACK % "" + found, pact)
    assert statuses(pact, log) == {"CAL": wanted, "DOR": wanted}
    if wanted == "not_owed":
        duty = pact.evaluate(log, "2030-03-01").duties[0]
        assert "Article 2: Not if the victim provoked it." in duty.because


@pytest.mark.parametrize(
    ("place", "wanted"),
    [
        (MAINLAND, "breached"),
        (", place: {territory_of: AMK, region: colony}", "not_owed"),
        (", place: {territory_of: BOR, region: mainland}", "not_owed"),
        (", place: {region: sea, latitude: 40}", "breached"),
        (", place: {region: sea, latitude: 10, territory_of: AMK}", "not_owed"),
        # What the log does not say about the place is not known.
        (", place: {region: sea, territory_of: AMK}", "unknown"),
        ("", "unknown"),
    ],
)
def test_a_domain_restriction_asks_where(
    written_pact: Callable[[str], Pact],
    written_log: Callable[[str, Pact], EventLog],
    place: str,
    wanted: str,
) -> None:
    pact = written_pact(HEAD + REQUIRE)
    log = written_log("events:\n" + ATTACK % place, pact)
    assert statuses(pact, log)["CAL"] == wanted


def test_an_exception_to_an_exception_restores_the_rule(
    written_pact: Callable[[str], Pact], written_log: Callable[[str, Pact], EventLog]
) -> None:
    saving = """
  - id: saving
    art: "2a"
    summary: Article 2 leaves alone what happens on the mainland.
    relation: saving
    when: {in_scope: mainland}
    effect: {kind: exclude, clauses: [provocation]}
"""
    pact = written_pact(HEAD + EXCLUDE + saving)
    at_home = written_log("events:\n" + ATTACK % MAINLAND + FOUND % "true", pact)
    at_sea = written_log(
        "events:\n" + ATTACK % ", place: {region: lagoon, territory_of: AMK}" + FOUND % "true", pact
    )
    assert statuses(pact, at_home)["CAL"] == "breached"
    assert statuses(pact, at_sea)["CAL"] == "not_owed"


def test_a_restriction_asks_less_of_those_whom_it_is_for(
    written_pact: Callable[[str], Pact], written_log: Callable[[str, Pact], EventLog]
) -> None:
    floor = "action: assist,\n           discretion: {floor: military_aid}, deadline"
    pact = written_pact(HEAD.replace("action: assist,\n           deadline", floor) + RESTRICT)
    money = (
        "  - {id: h, type: contribution, at: 2030-02-03, by: [CAL, DOR], toward: AMK,"
        " kind: financial_aid}\n"
    )
    log = written_log("events:\n" + ATTACK % "" + money, pact)
    # Money is short of military aid, and enough for whom the ceiling lies below it.
    assert statuses(pact, log) == {"CAL": "breached", "DOR": "performed"}


def test_two_restrictions_that_differ_are_an_error_that_names_both(
    written_pact: Callable[[str], Pact], written_log: Callable[[str, Pact], EventLog]
) -> None:
    other = RESTRICT.replace("id: special", "id: neutral").replace('"4"', '"5"')
    other = other.replace("non_military", "consult_only")
    log_text = "events:\n" + ATTACK % ""
    pact = written_pact(HEAD + RESTRICT + other)
    with pytest.raises(PactError) as caught:
        pact.evaluate(written_log(log_text, pact))
    assert "'special' (Article 4) and 'neutral' (Article 5) act together" in str(caught.value)
    assert caught.value.problems[0].line > 0
    ordered = written_pact(
        HEAD
        + RESTRICT
        + other.replace("when:", "over: [special]\n    when:").replace(
            "relation: proviso", "relation: proviso\n    over: [special]"
        )
    )
    assert statuses(ordered, written_log(log_text, ordered))["DOR"] == "breached"


def test_two_timed_effects_that_differ_are_an_error_that_names_both(
    written_pact: Callable[[str], Pact], written_log: Callable[[str, Pact], EventLog]
) -> None:
    both = """
  - id: ends
    art: "6"
    summary: Article 1 ends after a strike by Aldmark.
    trigger: {event: missile_strike, attacker: AMK}
    effect: {kind: void, clauses: [defend], effective: ex_nunc}
  - id: rests
    art: "7"
    summary: Article 1 rests after an attack by Aldmark.
    trigger: {event: attack, attacker: AMK}
    effect: {kind: suspend, clauses: [defend], effective: ex_nunc}
"""
    strike = "  - {id: s, type: missile_strike, at: 2030-02-03, attacker: AMK, victim: BOR}\n"
    pact = written_pact(HEAD + both)
    log = written_log("events:\n" + ATTACK % "" + strike, pact)
    with pytest.raises(PactError, match=r"'ends' \(Article 6\) and 'rests' \(Article 7\)"):
        pact.evaluate(log)
    # Before the strike nothing acts; with a rule of precedence one alone does.
    assert statuses(pact, log, "2030-02-02")["CAL"] == "owed"
    ordered = written_pact(HEAD + both.replace('art: "6"', 'art: "6"\n    over: rests'))
    assert statuses(ordered, log)["CAL"] == "void"


def test_a_group_that_is_no_state_attacks_and_a_state_does_not(
    written_pact: Callable[[str], Pact], written_log: Callable[[str, Pact], EventLog]
) -> None:
    pact = written_pact(HEAD.replace("attacker: not parties", "attacker: states"))
    by_state = written_log("events:\n" + ATTACK % "", pact)
    by_group = written_log("events:\n" + (ATTACK % "").replace("BOR", "GHO"), pact)
    assert statuses(pact, by_state)["CAL"] == "breached"
    # Nothing calls for help: each party finds a line that says so.
    assert statuses(pact, by_group) == dict.fromkeys(["AMK", "CAL", "DOR"], "not_owed")


def test_an_attack_among_parties_is_not_one_from_outside(
    written_pact: Callable[[str], Pact], written_log: Callable[[str, Pact], EventLog]
) -> None:
    pact = written_pact(HEAD)
    log = written_log("events:\n" + (ATTACK % "").replace("BOR", "CAL"), pact)
    assert set(statuses(pact, log).values()) == {"not_owed"}


def test_who_joined_later_attacked_from_outside(
    written_pact: Callable[[str], Pact], written_log: Callable[[str, Pact], EventLog]
) -> None:
    pact = written_pact(HEAD.replace("Dorn, since: 2030-01-01", "Dorn, since: 2030-02-15"))
    log = written_log("events:\n" + (ATTACK % "").replace("BOR", "DOR"), pact)
    assert statuses(pact, log)["CAL"] == "breached"


def test_a_number_of_adversaries(
    written_pact: Callable[[str], Pact], written_log: Callable[[str, Pact], EventLog]
) -> None:
    two = "number: {at_least: 2, of: attacker, among: {event: attack, victim: victim}}"
    pact = written_pact(HEAD.replace("victim: parties}", f"victim: parties, if: {{{two}}}}}"))
    one = "events:\n" + ATTACK % ""
    again = (ATTACK % "").replace("id: a", "id: b").replace("02-01", "02-05")
    assert statuses(pact, written_log(one + again, pact))["CAL"] == "not_owed"
    other = again.replace("BOR", "GHO")
    log = written_log(one + other, pact)
    assert statuses(pact, log, "2030-02-04")["CAL"] == "not_owed"
    duties = [d for d in pact.evaluate(log, "2030-03-01").duties if d.bearer == "CAL"]
    # Both attacks are then answered, and neither before the second.
    assert [(d.trigger, d.status, str(d.since)) for d in duties] == [
        ("a", "breached", "2030-02-05"),
        ("b", "breached", "2030-02-05"),
    ]


@pytest.mark.parametrize(
    ("order", "wanted"), [("before", "not_owed"), ("after", "breached"), (None, "breached")]
)
def test_an_event_before_the_one_at_hand(
    written_pact: Callable[[str], Pact],
    written_log: Callable[[str, Pact], EventLog],
    order: str | None,
    wanted: str,
) -> None:
    when = f", relative: {order}" if order else ""
    asked = f"occurred: {{event: invocation, by: victim{when}}}"
    pact = written_pact(HEAD.replace("victim: parties}", f"victim: parties, if: {{{asked}}}}}"))
    call = "  - {id: i, type: invocation, at: 2030-02-02, by: AMK, pact: league, clause: defend}\n"
    log = written_log("events:\n" + ATTACK % "" + call, pact)
    assert statuses(pact, log)["CAL"] == wanted


def test_a_permission_is_free_and_a_promise_holds_from_its_occasion(
    written_pact: Callable[[str], Pact], written_log: Callable[[str, Pact], EventLog]
) -> None:
    more = """
  - id: join
    art: "8"
    summary: Any party may join.
    trigger: {event: attack, attacker: not parties, victim: parties}
    duty: {modality: permission, bearer: parties, toward: victim, action: assist}
  - id: neutral
    art: "9"
    summary: The others do not attack the one that was attacked.
    trigger: {event: attack, attacker: not parties, victim: parties}
    duty: {modality: prohibition, bearer: parties, toward: victim, action: not_attack}
"""
    pact = written_pact(HEAD + more)
    given = "by: CAL, toward: AMK, kind: arms_transfer"
    help_ = f"  - {{id: h, type: contribution, at: 2030-02-03, {given}}}\n"
    early = (ATTACK % "").replace("id: a", "id: x").replace("02-01", "01-20").replace("BOR", "DOR")
    late = early.replace("id: x", "id: y").replace("01-20", "02-20")
    before = written_log("events:\n" + ATTACK % "" + help_ + early, pact)
    after = written_log("events:\n" + ATTACK % "" + help_ + late, pact)

    def found(log: EventLog, clause: str) -> dict[str, tuple[str, object]]:
        about = [d for d in pact.evaluate(log, "2030-03-01").duties if d.trigger == "a"]
        return {d.bearer: (d.status, d.free) for d in about if d.clause == clause}

    assert found(after, "join") == {"CAL": ("performed", True), "DOR": ("not_owed", True)}
    # Dorn's attack of January came before the occasion, that of 20 February after it.
    assert found(before, "neutral")["DOR"] == ("owed", None)
    assert found(after, "neutral")["DOR"] == ("breached", None)
    assert found(after, "neutral")["CAL"] == ("owed", None)
