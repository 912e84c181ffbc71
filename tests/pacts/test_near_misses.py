# SPDX-License-Identifier: Apache-2.0
"""What the nearest events lack where nothing calls for help; whom a promise protects."""

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
parties:
  AAA: {name: Arcadia, since: 1900-01-01}
  BBB: {name: Boeotia, since: 1900-01-01}
others: {CCC: Corinth, DDD: Delphi}
entry_into_force: {date: 1900-01-01}
clauses:
  - id: help
    art: "1"
    summary: Help against Corinth.
    quote: if Corinth should attack
    trigger: {event: [attack, declaration_of_war], attacker: CCC, victim: parties}
    duty: {modality: obligation, bearer: parties, toward: victim, action: assist}
  - id: neutral
    art: "2"
    summary: Neutrality when Delphi attacks.
    trigger: {event: attack, attacker: DDD, victim: parties}
    duty: {modality: prohibition, bearer: parties, toward: victim, action: stay_neutral}
"""


@pytest.fixture
def because(
    written_pact: Callable[[str], Pact], written_log: Callable[[str, Pact], EventLog]
) -> Callable[[str], tuple[str, ...]]:
    """Give why Boeotia owes no help when one event is on record."""

    def read(event: str) -> tuple[str, ...]:
        pact = written_pact(PACT)
        duties = pact.evaluate(written_log(f"events: [{event}]", pact), "1901-01-01").duties
        (duty,) = (d for d in duties if (d.clause, d.bearer) == ("help", "BBB"))
        assert (duty.status, duty.trigger) == ("not_owed", None)
        assert duty.proof.to_json()["parts"][1]["says"] == list(duty.because[1:])
        return duty.because[1:]

    return read


NOTHING = "Nothing on record brings Article 1 into play."
WORDS = "The words of Article 1: 'if Corinth should attack'."


@pytest.mark.parametrize(
    ("event", "lack"),
    [
        (
            "{id: e, type: declaration_of_war, at: 1900-05-01, by: AAA, toward: CCC}",
            (
                "Arcadia declared war on Corinth on 1900-05-01 (e): "
                "there Arcadia acted, and Article 1 asks for an act of Corinth."
            ),
        ),
        (
            "{id: e, type: mobilisation, at: 1900-05-01, by: CCC, toward: AAA}",
            (
                "Corinth mobilised against Arcadia on 1900-05-01 (e): Article 1 asks for "
                "an attack or a declaration of war, and this is a mobilisation."
            ),
        ),
        (
            "{id: e, type: attack, at: 1900-05-01, attacker: [CCC, AAA], victim: DDD}",
            (
                "Corinth and Arcadia attacked Delphi on 1900-05-01 (e): "
                "that was against Delphi, and Article 1 asks for an act against Arcadia or Boeotia."
            ),
        ),
    ],
)
def test_the_nearest_event_and_what_it_lacks(
    because: Callable[[str], tuple[str, ...]], event: str, lack: str
) -> None:
    assert because(event) == (NOTHING, lack, WORDS)


@pytest.mark.parametrize(
    "event",
    [
        "{id: e, type: attack, at: 1900-05-01, attacker: CCC, victim: DDD}",  # of no concern
        "{id: e, type: mobilisation, at: 1900-05-01, by: AAA, toward: CCC}",  # other type and actor
    ],
)
def test_what_is_far_off_is_not_told(because: Callable[[str], tuple[str, ...]], event: str) -> None:
    assert because(event) == (NOTHING,)


@pytest.mark.parametrize(
    ("attacked", "status"), [("AAA", "breached"), ("CCC", "owed"), ("DDD", "owed")]
)
def test_neutrality_towards_the_victim_is_broken_by_an_attack_on_it_alone(
    written_pact: Callable[[str], Pact],
    written_log: Callable[[str, Pact], EventLog],
    attacked: str,
    status: str,
) -> None:
    pact = written_pact(PACT)
    log = f"""
events:
  - {{id: e, type: attack, at: 1900-05-01, attacker: DDD, victim: AAA}}
  - {{id: f, type: attack, at: 1900-06-01, attacker: BBB, victim: {attacked}}}
"""
    duties = pact.evaluate(written_log(log, pact), "1901-01-01").duties
    (neutral,) = (d for d in duties if (d.clause, d.bearer) == ("neutral", "BBB"))
    assert neutral.status == status


TWO_WAYS = """
readings:
  hostile:
    title: Is an incursion an attack?
    values: {wide: An incursion is one., narrow: Only an invasion is one.}
    gives: {wide: attack, narrow: invasion}
"""


def test_the_register_settles_no_question_of_reading(
    written_pact: Callable[[str], Pact], written_log: Callable[[str, Pact], EventLog]
) -> None:
    wide = "event: [attack, declaration_of_war], attacker: CCC"
    assert wide in PACT
    pact = written_pact(PACT.replace(wide, "event: reading.hostile, attacker: CCC") + TWO_WAYS)
    log = """
events:
  - {id: e, type: incursion, at: 1900-05-01, attacker: CCC, victim: AAA}
  - {id: f, type: invasion, at: 1900-06-01, attacker: CCC, victim: AAA}
"""
    register = pact.status(written_log(log, pact), "1901-01-01")
    assert {i.event: i.counts for i in register.incidents} == {"e": None, "f": True}
    assert {d.trigger: d.status for d in register.open_duties} == {"e": "disputed", "f": "owed"}
