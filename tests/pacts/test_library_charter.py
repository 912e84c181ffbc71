# SPDX-License-Identifier: Apache-2.0
"""Charter of the United Nations: decisions, force and self-defence, read by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from foedus.pacts.casus import library_pact

if TYPE_CHECKING:
    from collections.abc import Callable

    from foedus.pacts import EventLog, Pact

    Logged = Callable[[str, Pact], EventLog]

NEVER = ("not_owed",)


def statuses(pact: Pact, log: EventLog, clause: str, at: str) -> dict[str, str]:
    """Return the status of everyone's duty under a clause, where it is more than not owed."""
    duties = pact.evaluate(log, at).duties
    return {d.bearer: d.status for d in duties if d.clause == clause and d.status not in NEVER}


def breaches(pact: Pact, log: EventLog, clause: str, at: str) -> dict[str, str]:
    """Return the acts against a promise that are, or may be, breaches."""
    duties = pact.evaluate(log, at).duties
    found = [d for d in duties if d.clause == clause and d.violation and d.status not in NEVER]
    return {d.bearer: d.status for d in found}


@pytest.fixture
def charter() -> Pact:
    return library_pact("un_charter").under({"concurring": "no_objection"})


GULF = """
others: {YEM: Yemen, LBY: Libya}
events:
  - {id: a, type: invasion, at: 1990-08-02, attacker: IRQ, victim: KWT}
  - {id: res660, type: decision, at: 1990-08-02, by: UNSC, kind: provisional_measures, about: a,
     toward: IRQ, votes: {for: 14}}
  - {id: res661, type: decision, at: 1990-08-06, by: UNSC, kind: measures, about: a, toward: IRQ,
     votes: {for: 13, abstain: [CUB, YEM]}}
  - {id: s, type: sanction, at: 1990-08-09, by: [USA, GBR], toward: IRQ}
  - {id: k, type: attack, at: 1990-08-03, attacker: KWT, victim: IRQ}
  - {id: x, type: contribution, at: 1990-09-01, by: CUB, toward: IRQ, kind: arms_transfer}
  - {id: f, type: attack, at: 1991-01-17, attacker: FRA, victim: IRQ}
determinations:
  - {term: breach_of_peace, event: a, by: UNSC, at: 1990-08-02, value: true, vote: {for: 14}}
  - {term: threat_or_breach, event: res661, by: UNSC, at: 1990-08-06, value: true, vote: {for: 13}}
"""


def test_kuwait_1990(charter: Pact, written_log: Logged) -> None:
    log = written_log(GULF, charter)
    found = statuses(charter, log, "measures", "1990-12-01")
    assert (found["USA"], found["FRA"], found["CUB"]) == ("performed", "owed", "owed")
    assert "IRQ" not in found
    assert "KOR" not in found  # no member yet
    helped = statuses(charter, log, "no_help_to_target", "1990-12-01")
    assert (helped["CUB"], helped["USA"]) == ("breached", "owed")
    # Iraq broke the ban on force; who struck back at it did not.
    assert breaches(charter, log, "no_force", "1991-02-01") == {"IRQ": "breached"}
    assert statuses(charter, log, "find", "1990-12-01") == {"UNSC": "performed"}


def test_provisional_measures_bind_on_the_wider_reading(charter: Pact, written_log: Logged) -> None:
    log = written_log(GULF, charter)
    wide = charter.under({"decisions": "all_meant_so"})
    assert statuses(wide, log, "comply", "1990-08-05") == {"IRQ": "owed"}
    narrow = charter.under({"decisions": "enforcement"})
    assert statuses(narrow, log, "comply", "1990-08-05") == {}


@pytest.mark.parametrize(
    ("reading", "before", "after"),
    [("once_it_acts", True, False), ("once_restored", True, True)],
)
def test_self_defence_until_the_council_has_acted(
    charter: Pact, written_log: Logged, reading: str, *, before: bool, after: bool
) -> None:
    pact = charter.under({"measures_taken": reading})
    log = written_log(GULF, pact)
    for day, free in (("1990-08-05", before), ("1990-08-07", after)):
        duties = [d for d in pact.evaluate(log, day).duties if d.trigger == "a"]
        rights = {(d.clause, d.bearer): d.free for d in duties if d.modality == "permission"}
        assert bool(rights["own_defence", "KWT"]) is free
        assert bool(rights["common_defence", "USA"]) is free
    assert ("own_defence", "USA") not in rights
    reports = statuses(pact, log, "report_own", "1990-08-05")
    assert reports == {"KWT": "owed"}


def test_a_veto_leaves_no_decision(charter: Pact, written_log: Logged) -> None:
    text = GULF.replace("votes: {for: 13, abstain: [CUB, YEM]}", "votes: {for: 13, against: [RUS]}")
    log = written_log(text, charter)
    assert statuses(charter, log, "measures", "1990-12-01") == {}


def test_measures_take_a_determination(charter: Pact, written_log: Logged) -> None:
    text = "\n".join(line for line in GULF.splitlines() if "threat_or_breach" not in line)
    log = written_log(text, charter)
    assert set(statuses(charter, log, "measures", "1990-12-01").values()) == {"unknown"}


def test_forces_are_owed_under_a_special_agreement_alone(
    charter: Pact, written_log: Logged
) -> None:
    text = GULF.replace("kind: measures, about", "kind: force, about")
    assert statuses(charter, written_log(text, charter), "forces", "1990-12-01") == {}
    agreed = text.replace(
        "determinations:",
        "  - {id: z, type: conduct, at: 1990-01-01, by: NOR, toward: UNSC,\n"
        "     kind: special_agreement}\n"
        "determinations:",
    )
    found = statuses(charter, written_log(agreed, charter), "forces", "1990-12-01")
    assert found["NOR"] == "owed"


def test_the_ban_on_force_and_what_lifts_it(charter: Pact, written_log: Logged) -> None:
    text = """
others: {LBY: Libya}
events:
  - {id: a, type: invasion, at: 1950-06-25, attacker: PRK, victim: KOR}
  - {id: b, type: occupation, at: 2014-02-27, attacker: RUS, victim: UKR}
  - {id: c, type: attack, at: 2014-06-01, attacker: UKR, victim: RUS}
  - {id: d, type: decision, at: 2011-03-17, by: UNSC, kind: authorisation, toward: LBY,
     votes: {for: 10, abstain: [RUS, CHN, IND, DEU]}}
  - {id: e, type: bombardment, at: 2011-03-19, attacker: FRA, victim: LBY}
  - {id: g, type: bombardment, at: 1986-04-15, attacker: USA, victim: LBY}
"""
    # North Korea was no member; France was authorised; Ukraine had been attacked; nothing of that
    # kind is on record for the United States.
    log = written_log(text, charter)
    found = breaches(charter, log, "no_force", "2014-12-01")
    assert found == {"RUS": "breached", "USA": "breached"}


def test_obligations_under_the_charter_prevail(charter: Pact, written_log: Logged) -> None:
    duties = charter.evaluate(written_log(GULF, charter), "1990-12-01").duties
    told = {d.bearer for d in duties if "north_atlantic_1949" in " ".join(d.because)}
    assert {"USA", "GBR", "NOR"} <= told
    assert not told & {"RUS", "CHN", "EGY"}
