# SPDX-License-Identifier: Apache-2.0
"""The invented harbour pact: one guarantor that judges for itself, a pause, and its end.

By hand: in force from 1 December 2031, when both had ratified. Blockade on 10 May 2032; Calden
says on the 12th that it was an attack, and so has ten days, through the 22nd; it helps on the
20th. It was called on the 10th to consult within two days and did on the 11th. Whether the claimed
second incident of 28 May took place, and counts, Calden has not said.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from foedus.pacts import Determination, Event

if TYPE_CHECKING:
    from foedus.pacts import EventLog, Pact


def duties(pact: Pact, log: EventLog, at: str) -> dict[tuple[str, str | None], tuple[str, str]]:
    return {
        (d["clause"], d["trigger"]): (d["status"], d["due"] or "-")
        for d in pact.evaluate(log, at).to_json()["duties"]
        if d["trigger"] is not None or d["status"] != "not_owed"
    }


def more(
    log: EventLog, *events: dict[str, Any], found: tuple[dict[str, Any], ...] = ()
) -> EventLog:
    return replace(
        log,
        events=(*log.events, *map(Event.model_validate, events)),
        determinations=(*log.determinations, *map(Determination.model_validate, found)),
    )


@pytest.mark.parametrize(
    ("at", "wanted"),
    [
        ("2031-11-30", {}),
        (
            "2032-05-10",
            {("consult", "h5"): ("owed", "2032-05-12"), ("defend", "h4"): ("unknown", "-")},
        ),
        (
            "2032-05-12",
            {
                ("consult", "h5"): ("performed", "2032-05-12"),
                ("defend", "h4"): ("owed", "2032-05-22"),
            },
        ),
        (
            "2032-06-01",
            {
                ("consult", "h5"): ("performed", "2032-05-12"),
                ("defend", "h4"): ("performed", "2032-05-22"),
                ("defend", "h8"): ("unknown", "-"),
            },
        ),
    ],
)
def test_who_owes_what_by_when(
    harbour: Pact, spring: EventLog, at: str, wanted: dict[tuple[str, str], tuple[str, str]]
) -> None:
    assert duties(harbour, spring, at) == wanted


def test_a_claim_that_the_guarantor_finds_true_is_a_fact(harbour: Pact, spring: EventLog) -> None:
    found = {"term": "attack", "event": "h8", "by": "CAL", "at": "2032-06-02", "value": True}
    log = more(spring, found=(found,))
    assert duties(harbour, log, "2032-06-03")["defend", "h8"] == ("owed", "2032-06-12")


def test_a_claim_that_only_the_claimant_finds_true_stays_one(
    harbour: Pact, spring: EventLog
) -> None:
    found = {"term": "attack", "event": "h8", "by": "AMK", "at": "2032-06-02", "value": True}
    log = more(spring, found=(found,))
    assert duties(harbour, log, "2032-06-30")["defend", "h8"] == ("unknown", "-")


def test_a_pause_moves_the_deadline(harbour: Pact, spring: EventLog) -> None:
    # Paused from 14 May to 17 May: three days that do not count.
    strike = {"id": "x", "type": "attack", "at": "2032-05-14", "attacker": "AMK", "victim": "BOR"}
    notice = {"id": "y", "type": "notification", "at": "2032-05-17", "by": "AMK"}
    notice |= {"pact": "harbour_pact", "clause": "resumption"}
    began = {"term": "provoked", "event": "x", "by": "CAL", "at": "2032-05-14", "value": True}
    log = more(spring, strike, notice, found=(began,))
    assert duties(harbour, log, "2032-05-16")["defend", "h4"] == ("suspended", "-")
    assert duties(harbour, log, "2032-05-18")["defend", "h4"] == ("owed", "2032-05-25")
    open_ = more(spring, strike, notice)
    assert duties(harbour, open_, "2032-05-16")["defend", "h4"][0] == "unknown"


def test_money_is_less_than_what_automatic_help_asks_for(harbour: Pact, spring: EventLog) -> None:
    automatic = harbour.with_levers({"automaticity": "automatic"})
    assert duties(automatic, spring, "2032-05-22")["defend", "h4"] == ("owed", "2032-05-22")
    assert duties(automatic, spring, "2032-05-23")["defend", "h4"] == ("breached", "2032-05-22")


def test_a_declaration_binds_by_signature_and_not_in_law(harbour: Pact, spring: EventLog) -> None:
    declared = harbour.with_levers({"legal_form": "declaration"})
    register = declared.status(spring, "2031-09-02").to_json()
    assert [member["since"] for member in register["members"]] == ["2031-09-01", "2031-09-01"]
    help_ = next(d for d in declared.evaluate(spring).duties if d.clause == "defend")
    assert any("does not bind in law" in line for line in help_.because)


def test_the_last_moment_of_the_log_is_the_default(harbour: Pact, spring: EventLog) -> None:
    assert harbour.evaluate(spring).to_json()["at"] == "2032-05-28"
