# SPDX-License-Identifier: Apache-2.0
"""Acts against a promise: what is only claimed, and what was done while the promise was discharged.

A promise from the start not to attack, which a notice of 3 February ends as fulfilled; and a
promise not to trade with Borsia that its attack of 1 February brings about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from foedus.pacts import EventLog, Pact

PACT = """
pact: league
schema: foedus/pact-1
title: A league
legal_form: treaty
parties: {AMK: Aldmark, CAL: Calden}
others: {BOR: Borsia}
bodies: {COM: {name: the commission, composition: [{seats: 3, of: neutral}], rule: majority}}
entry_into_force: {ratified_by: {all: parties}}
withdrawal: {notice: {days: 2}}
open_terms:
  war: {phrase: a war, applies_to: attack, determined_by: each_party}
clauses:
  - id: peace
    art: "1"
    summary: Calden does not attack Aldmark.
    duty: {modality: prohibition, bearer: CAL, toward: AMK, action: not_attack}
  - id: settled
    art: "2"
    summary: A notice by Aldmark ends Article 1 as fulfilled.
    trigger: {event: notification, by: AMK, clause: settled}
    effect: {kind: discharge, clauses: [peace], effective: ex_nunc}
  - id: still
    art: "3"
    summary: After an attack by Borsia, Calden does not trade with it.
    trigger: {event: attack, attacker: BOR, victim: AMK}
    duty: {modality: prohibition, bearer: CAL, toward: BOR, action: refrain, conduct: trade}
  - id: find
    art: "4"
    summary: The commission reports on a war.
    trigger: {event: attack, attacker: BOR, victim: AMK, if: {holds: war}}
    duty: {modality: obligation, bearer: COM, toward: AMK, action: report}
  - id: pause
    art: "5"
    summary: A notice pauses Article 3.
    trigger: {event: notification, clause: pause}
    effect: {kind: suspend, clauses: [still], effective: ex_nunc}
  - id: resume
    art: "6"
    summary: A notice revives it.
    trigger: {event: notification, clause: resume}
    effect: {kind: reinstate, clauses: [still], effective: ex_nunc}
  - id: over
    art: "7"
    summary: A notice ends it.
    trigger: {event: notification, clause: over}
    effect: {kind: discharge, clauses: [still], effective: ex_nunc}
  - id: quarrel
    art: "7 bis"
    summary: So does a threat by Borsia.
    trigger: {event: threat, by: BOR}
    effect: {kind: discharge, clauses: [still], effective: ex_nunc}
  - id: price
    art: "8"
    summary: Who breaks Article 3 pays.
    trigger: {breached: still}
    duty: {modality: obligation, bearer: performer, toward: AMK, action: perform, conduct: payment}
"""
LOG = """
events:
  - {id: r, type: ratification, at: 2030-01-01, by: [AMK, CAL], pact: league}
  - {id: a, type: blockade, at: 2030-02-01, attacker: BOR, victim: AMK}
"""
NOTICE = "  - {id: n, type: notification, at: 2030-02-03, by: AMK, pact: league, clause: settled}\n"
TRADE = "  - {id: ID, type: conduct, at: DAY, by: CAL, toward: BOR, kind: trade}\n"
FOUND = "determinations: [{term: war, event: a, by: COM, at: 2030-02-02, value: true, vote: VOTE}]"


@pytest.fixture
def statuses(
    written_pact: Callable[[str], Pact], written_log: Callable[[str, Pact], EventLog]
) -> Callable[[str], dict[tuple[str, str | None], str]]:
    """Give a function that returns what became of each duty after further events."""

    def get(more: str) -> dict[tuple[str, str | None], str]:
        pact = written_pact(PACT)
        duties = pact.evaluate(written_log(LOG + more, pact), "2030-03-01").duties
        return {(duty.clause, duty.trigger): duty.status for duty in duties}

    return get


@pytest.mark.parametrize(
    ("day", "claimed", "status"),
    [
        ("2030-02-02", "", "breached"),
        ("2030-02-02", ", alleged_by: AMK", "unknown"),
        ("2030-02-05", "", "not_owed"),
        # Whether or not it happened, nothing forbade it by then.
        ("2030-02-05", ", alleged_by: AMK", "not_owed"),
    ],
)
def test_an_act_after_the_promise_was_discharged_is_no_breach(
    statuses: Callable[[str], dict[tuple[str, str | None], str]],
    day: str,
    claimed: str,
    status: str,
) -> None:
    strike = f"  - {{id: b, type: blockade, at: {day}, attacker: CAL, victim: AMK{claimed}}}\n"
    assert statuses(NOTICE + strike)["peace", "b"] == status


@pytest.mark.parametrize(
    ("first", "second", "status"),
    [
        ("", "", "owed"),
        (TRADE, "", "breached"),
        ("CLAIM", "", "unknown"),
        ("CLAIM", TRADE, "breached"),
        (TRADE, "CLAIM", "breached"),
    ],
)
def test_a_claim_does_not_hide_an_act_that_is_a_fact(
    statuses: Callable[[str], dict[tuple[str, str | None], str]],
    first: str,
    second: str,
    status: str,
) -> None:
    claim = TRADE.replace("trade}", "trade, alleged_by: BOR}")
    acts = ""
    for name, given in (("2030-02-03", first), ("2030-02-04", second)):
        line = given.replace("CLAIM", claim)
        acts += line.replace("ID", f"t{name[-1]}").replace("DAY", name)
    assert statuses(acts)["still", "a"] == status


@pytest.mark.parametrize(
    ("vote", "status"), [("{for: 2, against: 1}", "owed"), ("{for: 1, against: 2}", "unknown")]
)
def test_a_body_has_found_for_itself_only_by_its_rule(
    statuses: Callable[[str], dict[tuple[str, str | None], str]], vote: str, status: str
) -> None:
    assert statuses(FOUND.replace("VOTE", vote))["find", "a"] == status


@pytest.mark.parametrize(
    ("events", "status", "price"),
    [
        ("trade", "breached", "owed"),
        ("trade over", "breached", "owed"),
        ("trade pause", "breached", "owed"),
        ("trade leave", "breached", None),  # who has left owes no payment that still ran
        ("over trade", "not_owed", None),
        ("pause trade", "suspended", None),
        ("pause trade resume", "owed", None),
        ("pause resume trade", "breached", "owed"),
        ("leave over trade", "not_owed", None),
        ("claim", "unknown", "unknown"),
        ("claim over", "unknown", "unknown"),
        ("pause claim", "suspended", None),
        # Whether it was over by then is itself a claim.
        ("allege trade", "unknown", "unknown"),
    ],
)
def test_an_act_breaks_a_promise_that_was_in_force_when_it_was_done(
    statuses: Callable[[str], dict[tuple[str, str | None], str]],
    events: str,
    status: str,
    price: str | None,
) -> None:
    """Each on a day of its own, from 2 February on; whoever gives notice has left two days later.

    What ends or pauses the promise later leaves a breach what it is, and what is done while it
    is paused or over is none.
    """
    notice = "type: notification, by: AMK, pact: league, clause"
    kinds = {
        "trade": "type: conduct, by: CAL, toward: BOR, kind: trade",
        "claim": "type: conduct, by: CAL, toward: BOR, kind: trade, alleged_by: BOR",
        "leave": "type: withdrawal, by: CAL, pact: league",
        "allege": "type: threat, by: BOR, toward: CAL, alleged_by: CAL",
    } | {name: f"{notice}: {name}" for name in ("over", "pause", "resume")}
    acts = "".join(
        f"  - {{id: x{day}, at: 2030-02-0{day}, {kinds[name]}}}\n"
        for day, name in enumerate(events.split(), 2)
    )
    found = statuses(acts)
    assert found["still", "a"] == status
    owed = found.get(("price", "a"))
    assert (None if owed == "not_owed" else owed) == price
