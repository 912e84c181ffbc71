# SPDX-License-Identifier: Apache-2.0
"""Words that can be read in two ways: disputed where it matters, and only there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from foedus.errors import CallError, PactError

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
entry_into_force: {date: 2030-01-01}
parties:
  AMK: {name: Aldmark, since: 2030-01-01}
  CAL: {name: Calden, since: 2030-01-01}
readings:
  attacked:
    title: Does a blockade attack?
    clause: defend
    words: attacked
    values:
      force: Only force on land counts.
      any: A blockade counts as well.
    gives: {force: [incursion], any: [incursion, blockade]}
    sources: {force: Aldmark, any: Calden}
open_terms:
  grave: {phrase: grave, applies_to: attack, determined_by: each_party}
clauses:
  - id: defend
    art: "1"
    summary: Calden helps within ten days.
    trigger: {event: reading.attacked, attacker: BOR, victim: AMK}
    duty: {modality: obligation, bearer: CAL, toward: victim, action: assist, deadline: {days: 10}}
  - id: consult
    art: "2"
    summary: After a grave attack Calden consults.
    trigger: {event: reading.attacked, attacker: BOR, victim: AMK, if: {holds: grave}}
    duty: {modality: obligation, bearer: CAL, toward: victim, action: consult}
"""
PACT = PACT.replace("parties: {AMK: Aldmark, CAL: Calden}\n", "", 1)
BLOCKADE = "events:\n  - {id: a, type: blockade, at: 2030-02-01, attacker: BOR, victim: AMK}\n"
INCURSION = BLOCKADE.replace("blockade", "incursion")
GRAVE = "determinations:\n  - {term: grave, event: a, by: CAL, at: 2030-02-02, value: VALUE}\n"


@pytest.fixture
def league(written_pact: Callable[[str], Pact]) -> Pact:
    return written_pact(PACT)


def status(pact: Pact, log: EventLog, clause: str) -> str:
    (duty,) = (d for d in pact.evaluate(log, "2030-03-01").duties if d.clause == clause)
    return duty.status


def test_what_every_reading_gives_is_not_disputed(
    league: Pact, written_log: Callable[[str, Pact], EventLog]
) -> None:
    assert status(league, written_log(INCURSION, league), "defend") == "breached"


def test_where_readings_differ_the_duty_is_disputed_with_both(
    league: Pact, written_log: Callable[[str, Pact], EventLog]
) -> None:
    log = written_log(BLOCKADE, league)
    (duty,) = (d for d in league.evaluate(log, "2030-03-01").duties if d.clause == "defend")
    assert duty.status == "disputed"
    told = duty.to_json()["readings"]
    assert [(each["reading"], each["status"]) for each in told] == [
        ({"attacked": "force"}, "not_owed"),
        ({"attacked": "any"}, "breached"),
    ]


@pytest.mark.parametrize(
    ("value", "wanted"),
    # Found: owed under one reading alone. Found against: under neither. Open: nothing definite
    # stands against the "no" of the other reading, so it is unknown and not disputed.
    [("true", "disputed"), ("false", "not_owed"), ("unknown", "unknown")],
)
def test_a_missing_finding_is_unknown_and_not_disputed(
    league: Pact, written_log: Callable[[str, Pact], EventLog], value: str, wanted: str
) -> None:
    log = written_log(BLOCKADE + GRAVE.replace("VALUE", value), league)
    assert status(league, log, "consult") == wanted


def test_one_reading_alone_can_be_asked(
    league: Pact, written_log: Callable[[str, Pact], EventLog]
) -> None:
    log = written_log(BLOCKADE, league)
    assert status(league.under({"attacked": "any"}), log, "defend") == "breached"
    with pytest.raises(CallError, match="did you mean 'any'"):
        league.under({"attacked": "anny"})
    with pytest.raises(CallError, match="no reading 'atacked'"):
        league.under({"atacked": "any"})


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("reading.attacked,", "reading.atacked,", "unknown reading 'atacked'"),
        ("{force: Aldmark,", "{farce: Aldmark,", "is not a reading"),
        ("clause: defend\n    words", "clause: defned\n    words", "unknown clause 'defned'"),
        ("any: [incursion, blockade]", "any: [incursion, blokade]", "with the reading attacked"),
    ],
)
def test_a_mistake_in_a_reading_is_told_at_its_place(
    written_pact: Callable[[str], Pact], old: str, new: str, message: str
) -> None:
    assert old in PACT
    with pytest.raises(PactError, match=r"pact\.yaml:\d+:\d+: ") as caught:
        written_pact(PACT.replace(old, new))
    assert message in str(caught.value)


def test_too_many_combinations_are_refused(written_pact: Callable[[str], Pact]) -> None:
    more = "".join(f"  q{n}: {{title: Which?, values: {{a: One., b: Two.}}}}\n" for n in range(6))
    with pytest.raises(PactError, match="make 128 combinations of readings; at most 64"):
        written_pact(PACT.replace("readings:\n", f"readings:\n{more}"))


def test_a_promise_stays_beside_the_acts_against_it(
    written_pact: Callable[[str], Pact], written_log: Callable[[str, Pact], EventLog]
) -> None:
    promise = """  - id: peace
    art: "3"
    summary: Calden does not attack Aldmark.
    duty: {modality: prohibition, bearer: CAL, toward: AMK, action: not_attack}
"""
    pact = written_pact(PACT + promise)
    log = written_log(INCURSION.replace("BOR", "CAL"), pact)
    found = {
        (d.trigger, d.violation): d.status
        for d in pact.evaluate(log, "2030-03-01").duties
        if d.clause == "peace"
    }
    assert found == {(None, False): "owed", ("a", True): "breached"}


def test_what_does_not_arise_under_a_reading_is_not_performed_under_it(
    league: Pact, written_log: Callable[[str, Pact], EventLog]
) -> None:
    log = written_log(
        f"{BLOCKADE}  - {{id: c, type: contribution, at: 2030-02-03, by: CAL, toward: AMK, "
        "kind: armed_force}\n",
        league,
    )
    (duty,) = (d for d in league.evaluate(log, "2030-03-01").duties if d.clause == "defend")
    found = {reading["attacked"]: (d.status, d.performed_in) for reading, d in duty.readings}
    assert found == {"force": ("not_owed", None), "any": ("performed", "c")}
