# SPDX-License-Identifier: Apache-2.0
"""North Atlantic Treaty: who was bound when, and who owes what, read by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from foedus.pacts.casus import library_pact, load_casus

if TYPE_CHECKING:
    from collections.abc import Callable

    from foedus.pacts import EventLog, Pact

    Written = Callable[[str, Pact], EventLog]


@pytest.fixture(scope="module")
def nato() -> Pact:
    return library_pact("north_atlantic_1949")


def statuses(pact: Pact, log: EventLog, at: str, clause: str, trigger: str | None = None) -> dict:
    """Return what became of a clause's duties, by bearer."""
    return {
        duty.bearer: duty.status
        for duty in pact.evaluate(log, at).duties
        if duty.clause == clause and trigger in (None, duty.trigger)
    }


@pytest.mark.parametrize(
    ("day", "number"),
    [
        ("1949-08-23", 0),
        ("1949-08-24", 12),
        ("1952-02-17", 12),
        ("1952-02-18", 14),
        ("1955-05-05", 14),
        ("1955-05-06", 15),
        ("1982-05-30", 16),
        ("1999-03-12", 19),
        ("2004-03-29", 26),
        ("2009-04-01", 28),
        ("2017-06-05", 29),
        ("2020-03-27", 30),
        ("2023-04-04", 31),
        ("2024-03-07", 32),
    ],
)
def test_the_alliance_had_so_many_members(
    nato: Pact, written_log: Written, day: str, number: int
) -> None:
    log = written_log("events: []\n", nato)
    assert sum(member.bound for member in nato.status(log, day).members) == number


ATTACK = """
others: {FOE: a state, BAND: {name: a band, state: false}}
events:
  - {id: e, type: attack, at: 2010-06-01, attacker: WHO, victim: EST, target: territory,
     place: {territory_of: EST, region: europe}}
determinations:
  - {term: armed_attack, event: e, by: NAC, at: 2010-06-02, value: true}
"""


def test_in_2001_the_council_went_two_steps() -> None:
    casus = load_casus("nato_us_2001")

    def owed(at: str, bearer: str) -> str:
        return statuses(casus.pact, casus.log, at, "assist")[bearer]

    assert [owed(at, "FRA") for at in ("2001-09-11", "2001-09-12", "2001-10-01")] == ["unknown"] * 3
    assert [owed("2001-10-02", code) for code in ("FRA", "TUR", "POL")] == ["owed"] * 3
    assert owed("2001-10-10", "TUR") == "performed"
    # The party attacked owes itself nothing; who joined later owed nothing then.
    assert "USA" not in statuses(casus.pact, casus.log, "2001-10-02", "assist")
    assert owed("2001-10-02", "EST") == "not_owed"


def test_an_attack_by_a_state_needs_no_finding_where_it_was_directed_from(
    nato: Pact, written_log: Written
) -> None:
    by_state = written_log(ATTACK.replace("WHO", "FOE"), nato)
    by_band = written_log(ATTACK.replace("WHO", "BAND"), nato)
    assert statuses(nato, by_state, "2010-06-01", "assist")["USA"] == "unknown"
    assert statuses(nato, by_state, "2010-06-02", "assist")["USA"] == "owed"
    assert statuses(nato, by_band, "2010-06-02", "assist")["USA"] == "unknown"
    home = "  - {term: directed_from_abroad, event: e, by: NAC, at: 2010-06-02, value: false}\n"
    grown = written_log(ATTACK.replace("WHO", "BAND") + home, nato)
    assert statuses(nato, grown, "2010-06-02", "assist")["USA"] == "not_owed"


def test_an_ally_that_attacks_an_ally_is_not_its_helper(nato: Pact, written_log: Written) -> None:
    log = written_log(ATTACK.replace("WHO", "LVA"), nato)
    found = statuses(nato, log, "2010-06-02", "assist")
    assert "LVA" not in found
    assert found["LTU"] == "owed"


def test_any_help_will_do_and_is_reported(nato: Pact, written_log: Written) -> None:
    acts = (
        "  - {id: h, type: contribution, at: 2010-06-03, by: ISL, toward: EST,"
        " kind: diplomatic_support}\n"
        "  - {id: r, type: report, at: 2010-06-04, by: ISL, toward: UNSC}\n"
    )
    log = written_log(
        ATTACK.replace("WHO", "FOE").replace("determinations:", f"{acts}determinations:"), nato
    )
    assert statuses(nato, log, "2010-06-04", "assist")["ISL"] == "performed"
    assert statuses(nato, log, "2010-06-03", "report_measures")["ISL"] == "owed"
    assert statuses(nato, log, "2010-06-04", "report_measures")["ISL"] == "performed"
    assert statuses(nato, log, "2010-06-04", "report_attack") == {"EST": "owed"}


def test_help_ends_when_the_security_council_has_done_what_is_necessary(
    nato: Pact, written_log: Written
) -> None:
    more = (
        "  - {id: f, type: attack, at: 2010-09-01, attacker: FOE, victim: LVA, target: territory,\n"
        "     place: {territory_of: LVA, region: europe}}\n"
        "  - {id: u, type: decision, at: 2010-07-01, by: UNSC, kind: measures_necessary,"
        " about: e}\n"
    )
    text = ATTACK.replace("WHO", "FOE").replace("determinations:", f"{more}determinations:")
    text += "  - {term: armed_attack, event: f, by: NAC, at: 2010-09-01, value: true}\n"
    log = written_log(text, nato)
    assert statuses(nato, log, "2010-06-30", "assist", "e")["USA"] == "owed"
    assert statuses(nato, log, "2010-07-01", "assist", "e")["USA"] == "not_owed"
    assert statuses(nato, log, "2010-09-01", "assist", "f")["USA"] == "owed"


def test_who_feels_threatened_is_consulted_with(nato: Pact, written_log: Written) -> None:
    text = (
        "events:\n  - {id: i, type: invocation, at: 2003-02-10, by: TUR,"
        " pact: north_atlantic_1949, clause: consult}\n"
    )
    found = statuses(nato, written_log(text, nato), "2003-02-11", "consult")
    assert (found["FRA"], found["EST"]) == ("owed", "not_owed")
    assert set(statuses(nato, written_log(text, nato), "2003-02-11", "assist").values()) == {
        "not_owed"
    }


def test_force_counts_against_article_1_if_it_offends_the_charter(
    nato: Pact, written_log: Written
) -> None:
    text = (
        "others: {FOE: a state}\nevents:\n"
        "  - {id: e, type: bombardment, at: 2010-06-01, attacker: ITA, victim: FOE}\n"
    )
    found = "determinations:\n  - {term: unlawful_force, event: e, by: UNSC, at: 2010-06-02,"

    def italy(log: EventLog) -> str:
        return statuses(nato, log, "2010-06-02", "peace", "e")["ITA"]

    assert italy(written_log(text, nato)) == "unknown"
    assert italy(written_log(f"{text}{found} value: true}}\n", nato)) == "breached"
    assert italy(written_log(f"{text}{found} value: false}}\n", nato)) == "not_owed"


def test_an_invitation_takes_all(nato: Pact, written_log: Written) -> None:
    members = [code for code, party in nato.text.parties.items() if str(party.since) < "2000"]
    assert len(members) == 19
    text = (
        "events:\n  - {id: v, type: decision, at: 2002-11-21, pact: north_atlantic_1949,"
        " clause: invite, votes: {for: [AGREE], against: [REFUSE]}}\n"
    )

    def free(agree: list[str], refuse: list[str]) -> bool:
        votes = text.replace("AGREE", ", ".join(agree)).replace("REFUSE", ", ".join(refuse))
        duties = nato.evaluate(written_log(votes, nato), "2002-12-01").duties
        (power,) = (d for d in duties if d.clause == "invite" and d.bearer == "ISL")
        return power.free is True

    assert free(members, [])
    assert not free(members[1:], [])
    assert not free(members[1:], members[:1])


@pytest.mark.parametrize(
    ("asked", "status"),
    [("1959-08-23", "not_owed"), ("1959-08-24", "owed"), ("2010-01-01", "owed")],
)
def test_a_review_can_be_asked_for_after_ten_years(
    nato: Pact, written_log: Written, asked: str, status: str
) -> None:
    text = (
        f"events:\n  - {{id: i, type: invocation, at: {asked}, by: NOR,"
        " pact: north_atlantic_1949, clause: review}\n"
    )
    assert statuses(nato, written_log(text, nato), asked, "review")["ITA"] == status


@pytest.mark.parametrize(
    ("notice", "asked", "bound"),
    [
        # Twenty years in force are over on 24 August 1969; no earlier notice counts.
        ("1966-03-10", "1970-01-01", True),
        ("1969-08-23", "1971-01-01", True),
        ("1969-08-24", "1970-08-23", True),
        ("1969-08-24", "1970-08-24", False),
    ],
)
def test_a_party_may_leave_after_twenty_years_and_one(
    nato: Pact, written_log: Written, notice: str, asked: str, *, bound: bool
) -> None:
    text = (
        f"events:\n  - {{id: w, type: withdrawal, at: {notice}, by: FRA,"
        " pact: north_atlantic_1949}\n"
    )
    register = nato.status(written_log(text, nato), asked)
    assert {m.party: m.bound for m in register.members}["FRA"] is bound
