# SPDX-License-Identifier: Apache-2.0
"""Open findings: what is certain, possible, impossible, and the smallest sets that settle it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from foedus.pacts.worlds import Open, outlooks

if TYPE_CHECKING:
    from collections.abc import Callable

    from foedus.pacts import EventLog, Pact

PACT = """
pact: league
schema: foedus/pact-1
title: A league
legal_form: treaty
parties:
  AMK: {name: Aldmark, since: 2030-01-01}
  CAL: {name: Calden, since: 2030-01-01}
others: {BOR: Borsia}
bodies: {COU: {name: the Council}}
entry_into_force: {date: 2030-01-01}
open_terms:
  armed: {phrase: an armed attack, applies_to: attack, determined_by: {body: COU}}
  grave: {phrase: a grave attack, applies_to: attack, kind_of: armed, determined_by: {body: COU}}
  provoked: {phrase: provoked, applies_to: attack, determined_by: each_party}
clauses:
  - id: defend
    art: "1"
    summary: Calden helps within ten days of the finding.
    trigger: {event: attack, attacker: BOR, victim: AMK, if: CONDITION}
    duty: {modality: obligation, bearer: CAL, toward: victim, action: assist,
           deadline: {days: 10, counted_from: finding}}
"""
LOG = "events:\n  - {id: a, type: incursion, at: 2030-02-01, attacker: BOR, victim: AMK}\n"
ARMED, GRAVE = Open("armed", "a", "COU"), Open("grave", "a", "COU")
PROVOKED = Open("provoked", "a", "CAL")


@pytest.mark.parametrize(
    ("condition", "worlds", "settling"),
    [
        (
            "{holds: armed}",
            {"owed": 1, "not_owed": 1},
            {((ARMED, True),): "owed", ((ARMED, False),): "not_owed"},
        ),
        (
            "{all: [{holds: armed}, {not: {holds: provoked}}]}",
            {"owed": 1, "not_owed": 3},
            {
                ((ARMED, False),): "not_owed",
                ((PROVOKED, True),): "not_owed",
                ((ARMED, True), (PROVOKED, False)): "owed",
            },
        ),
        (
            "{any: [{holds: armed}, {holds: provoked}]}",
            {"owed": 3, "not_owed": 1},
            {
                ((ARMED, True),): "owed",
                ((PROVOKED, True),): "owed",
                ((ARMED, False), (PROVOKED, False)): "not_owed",
            },
        ),
        # Grave is a kind of armed: a world in which it is grave and not armed is none.
        (
            "{any: [{holds: armed}, {holds: grave}]}",
            {"owed": 2, "not_owed": 1},
            {
                ((ARMED, True),): "owed",
                ((GRAVE, True),): "owed",
                ((ARMED, False),): "not_owed",
            },
        ),
        # Either way it is owed, though nobody has found anything: Kleene alone leaves it open.
        ("{any: [{holds: armed}, {not: {holds: armed}}]}", {"owed": 2}, None),
    ],
)
def test_worlds_by_hand(
    written_pact: Callable[[str], Pact],
    written_log: Callable[[str, Pact], EventLog],
    condition: str,
    worlds: dict[str, int],
    settling: dict[tuple[tuple[Open, bool], ...], str] | None,
) -> None:
    pact = written_pact(PACT.replace("CONDITION", condition))
    (outlook,) = outlooks(pact, written_log(LOG, pact), "2030-02-05")
    assert dict(outlook.worlds) == worlds
    assert outlook.complete
    assert outlook.certain == (next(iter(worlds)) if len(worlds) == 1 else None)
    assert outlook.modal("void") == "impossible"
    if settling is not None:
        assert dict(outlook.settling) == settling


def test_a_claim_waits_for_whoever_decides(
    written_pact: Callable[[str], Pact], written_log: Callable[[str, Pact], EventLog]
) -> None:
    pact = written_pact(PACT.replace("CONDITION", "{holds: armed}"))
    log = written_log(LOG.replace("AMK}", "AMK, alleged_by: AMK}"), pact)
    (outlook,) = outlooks(pact, log, "2030-02-05")
    assert ARMED in outlook.open
    assert dict(outlook.settling)[(ARMED, True),] == "owed"
    assert dict(outlook.settling)[(ARMED, False),] == "not_owed"


def test_nothing_is_open_where_all_is_found(
    written_pact: Callable[[str], Pact], written_log: Callable[[str, Pact], EventLog]
) -> None:
    pact = written_pact(PACT.replace("CONDITION", "{holds: armed}"))
    found = "determinations:\n  - {term: armed, event: a, by: COU, at: 2030-02-02, value: true}\n"
    assert outlooks(pact, written_log(LOG + found, pact), "2030-02-05") == ()
    # The day before nobody had found anything.
    assert len(outlooks(pact, written_log(LOG + found, pact), "2030-02-01")) == 1


def test_findings_both_ways_are_settled_by_no_further_one(
    written_pact: Callable[[str], Pact], written_log: Callable[[str, Pact], EventLog]
) -> None:
    pact = written_pact(PACT.replace("CONDITION", "{holds: armed}"))
    found = "determinations:\n" + "".join(
        f"  - {{term: armed, event: a, by: COU, at: 2030-02-02, value: {value}}}\n"
        for value in ("true", "false")
    )
    (outlook,) = outlooks(pact, written_log(LOG + found, pact), "2030-02-05")
    assert not outlook.settling
    assert not outlook.complete
    assert outlook.modal("owed") == "possible"
