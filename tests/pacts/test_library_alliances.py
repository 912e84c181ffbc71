# SPDX-License-Identifier: Apache-2.0
"""Collective Security Treaty, European Union, Budapest Memorandum: what each asks, read by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from foedus.pacts.casus import library, library_pact

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
def csto() -> Pact:
    return library_pact("csto_1992")


BEFORE = """
others: {XXX: a neighbour, QQQ: {name: a group, state: false}}
events: [{id: a, type: attack, at: YEAR-03-01, attacker: WHO, victim: KGZ,
          place: {territory_of: KGZ, region: interior}}]
"""
ALL_BUT_KGZ = {"ARM", "BLR", "KAZ", "RUS", "TJK"}


@pytest.mark.parametrize(
    ("year", "who", "bearers"),
    [
        ("1993", "XXX", set()),  # not in force
        ("1995", "XXX", ALL_BUT_KGZ | {"AZE", "GEO", "UZB"}),
        ("2005", "XXX", ALL_BUT_KGZ),  # three did not prolong it
        ("2005", "QQQ", set()),  # the first wording speaks of states
        ("2013", "XXX", set()),  # the second asks for a request
    ],
)
def test_the_wording_of_1992(
    csto: Pact, written_log: Logged, year: str, who: str, bearers: set[str]
) -> None:
    log = written_log(BEFORE.replace("YEAR", year).replace("WHO", who), csto)
    found = statuses(csto, log, "help_1992", f"{year}-12-01")
    found |= statuses(csto, log, "help", f"{year}-12-01")
    assert found == dict.fromkeys(bearers, "owed")


REQUEST = """
others: {XXX: a neighbour, SYR: Syria}
events:
  - {id: a, type: attack, at: 2015-03-01, attacker: XXX, victim: TJK,
     place: {territory_of: WHERE, region: interior}}
  - {id: b, type: invocation, at: 2015-03-02, by: TJK, pact: csto_1992, clause: help, about: a}
"""
DECISION = """
  - {id: c, type: decision, at: 2015-03-03, by: CSC, clause: help, about: a}
"""
HELP = """
  - {id: d, type: contribution, at: 2015-03-04, by: RUS, toward: TJK, kind: arms_transfer}
"""


def test_help_on_request_or_by_decision(csto: Pact, written_log: Logged) -> None:
    log = written_log(REQUEST.replace("WHERE", "TJK"), csto)
    asked = statuses(csto, log, "help", "2015-04-01")
    assert asked == dict.fromkeys({"ARM", "BLR", "KAZ", "KGZ", "RUS"}, "disputed")
    log = written_log(REQUEST.replace("WHERE", "TJK") + DECISION + HELP, csto)
    decided = statuses(csto, log, "help", "2015-04-01")
    assert decided == {**dict.fromkeys({"ARM", "BLR", "KAZ", "KGZ"}, "owed"), "RUS": "performed"}
    assert statuses(csto, log, "inform", "2015-04-01") == {"RUS": "owed"}
    log = written_log(REQUEST.replace("WHERE", "SYR") + DECISION, csto)
    assert statuses(csto, log, "help", "2015-04-01") == {}
    # A vote against is no consensus.
    against = DECISION.replace("about: a}", "about: a, votes: {for: 5, against: 1}}")
    log = written_log(REQUEST.replace("WHERE", "TJK") + against, csto)
    assert set(statuses(csto, log, "help", "2015-04-01").values()) == {"disputed"}


def test_parties_renounce_force_against_anyone(csto: Pact, written_log: Logged) -> None:
    text = """
others: {UKR: Ukraine}
events:
  - {id: a, type: invasion, at: 2022-02-24, attacker: RUS, victim: UKR}
  - {id: b, type: conduct, at: 1998-01-01, by: UZB, kind: joined_hostile_alliance, toward: TJK}
  - {id: c, type: conduct, at: 2005-01-01, by: RUS, kind: joined_hostile_alliance, toward: UZB}
"""
    log = written_log(text, csto)
    assert breaches(csto, log, "no_force", "2022-03-01") == {"RUS": "breached"}
    # Uzbekistan was no party in 2005: the second article protects parties.
    assert breaches(csto, log, "no_hostile_alliance", "2022-03-01") == {"UZB": "breached"}


@pytest.fixture
def teu() -> Pact:
    return library_pact("teu_42_7")


ATTACK = """
others: {{XXX: a neighbour, MLI: Mali}}
events:
  - {{id: a, type: attack, at: {day}, attacker: XXX, victim: {victim},
     place: {{territory_of: {where}}}}}
  - {{id: b, type: contribution, at: {day}, by: [IRL, FIN, SWE, DEU], toward: {victim},
     kind: humanitarian_aid}}
  - {{id: c, type: contribution, at: {day}, by: POL, toward: {victim}, kind: armed_force}}
determinations:
  - {{term: armed_aggression, event: a, by: {victim}, at: {day}, value: true}}
"""


def attack(day: str, victim: str = "FRA", where: str = "FRA") -> str:
    return ATTACK.format(day=day, victim=victim, where=where)


@pytest.mark.parametrize(
    ("day", "fin", "swe"),
    [
        ("2015-11-13", "performed", "performed"),
        ("2023-04-03", "performed", "performed"),
        ("2023-04-04", "disputed", "performed"),
        ("2024-03-07", "disputed", "disputed"),
    ],
)
def test_who_may_leave_it_at_help_without_arms(
    teu: Pact, written_log: Logged, day: str, fin: str, swe: str
) -> None:
    """Under 'all the means' an ally owes force; the specific character of some asks for none."""
    found = statuses(teu, written_log(attack(day), teu), "aid", "2024-12-01")
    some = {code: found[code] for code in ("IRL", "FIN", "SWE", "DEU", "POL", "AUT")}
    assert some == {
        "IRL": "performed",
        "FIN": fin,
        "SWE": swe,
        "DEU": "disputed",
        "POL": "performed",
        "AUT": "owed",
    }
    assert "FRA" not in found


@pytest.mark.parametrize(
    ("day", "party", "bound"),
    [
        ("2013-06-30", "HRV", False),
        ("2013-07-01", "HRV", True),
        ("2020-01-31T22:00Z", "GBR", True),
        ("2020-01-31T23:00Z", "GBR", False),
        ("2020-02-01", "GBR", False),
    ],
)
def test_membership(teu: Pact, written_log: Logged, day: str, party: str, *, bound: bool) -> None:
    log = written_log(attack(day), teu)
    assert (party in statuses(teu, log, "aid", day)) is bound


def test_only_on_its_territory_and_as_the_victim_finds(teu: Pact, written_log: Logged) -> None:
    log = written_log(attack("2015-11-13", where="MLI"), teu)
    assert statuses(teu, log, "aid", "2015-12-01") == {}
    # On the territory of another member it is not on its own.
    log = written_log(attack("2015-11-13", where="DEU"), teu)
    assert statuses(teu, log, "aid", "2015-12-01") == {}
    silent = attack("2015-11-13").partition("determinations")[0]
    assert set(statuses(teu, written_log(silent, teu), "aid", "2015-12-01").values()) == {"unknown"}


@pytest.mark.parametrize(
    ("day", "allied", "not_allied"),
    [
        ("2015-11-13", {"DEU", "POL", "GBR", "DNK"}, {"AUT", "CYP", "FIN", "IRL", "MLT", "SWE"}),
        ("2023-06-01", {"DEU", "FIN"}, {"AUT", "CYP", "IRL", "MLT", "SWE"}),
        ("2024-06-01", {"DEU", "FIN", "SWE"}, {"AUT", "CYP", "IRL", "MLT"}),
    ],
)
def test_a_member_of_both_hears_of_the_alliance(
    teu: Pact, written_log: Logged, day: str, allied: set[str], not_allied: set[str]
) -> None:
    """Commitments are consistent with those of the alliance, for those that are in it."""
    duties = teu.evaluate(written_log(attack(day), teu), "2024-12-01").duties
    line = "Article 42(7), second subparagraph asks for consistency with north_atlantic_1949."
    told = {d.bearer for d in duties if line in d.because}
    assert told >= allied
    assert not told & not_allied
    # That aid is in accordance with the Charter concerns everyone.
    charter = "Article 42(7) is subject to un_charter."
    owing = [d for d in duties if d.status != "not_owed"]
    assert owing
    assert all(charter in (d.readings[0][1] if d.readings else d).because for d in owing)


def test_the_other_pact_is_in_the_library_or_says_nothing() -> None:
    """The charter prevails over the others for those that are party to both."""
    charter = library_pact("un_charter").text
    for clause in charter.clauses:
        for each in clause.beside:
            assert set(each.for_) <= set(charter.parties)
            if each.pact in library():
                other = library_pact(each.pact).text.parties
                # Those that have left the other pact are not bound by both.
                stayed = {code for code, party in other.items() if party.until is None}
                assert set(each.for_) == stayed & set(charter.parties)


def test_the_form_changes_what_kind_of_commitment_it_is(written_log: Logged) -> None:
    pact = library_pact("budapest_1994")
    log = written_log(
        "events: [{id: a, type: annexation, at: 2014-03-18, attacker: RUS, victim: UKR}]", pact
    )
    for form, told in (("political", True), ("treaty", False)):
        duties = pact.under({"legal_form": form}).evaluate(log, "2014-04-01").duties
        broken = {d.clause: d for d in duties if d.status == "breached"}
        assert set(broken) == {"respect", "no_force"}
        line = "This is a political commitment: it does not bind in law."
        assert all((line in d.because) is told for d in broken.values())


@pytest.mark.parametrize(
    ("event", "both", "threat_alone"),
    [
        ("type: attack, attacker: RUS, victim: UKR", 0, 3),
        ("type: attack, attacker: RUS, victim: UKR, kind: nuclear", 3, 3),
        ("type: threat, by: RUS, toward: UKR", 0, 0),
        ("type: threat, by: RUS, toward: UKR, kind: nuclear", 3, 3),
        ("type: attack, attacker: RUS, victim: GBR, kind: nuclear", 0, 0),
    ],
)
def test_in_which_nuclear_weapons_are_used(
    written_log: Logged, event: str, both: int, threat_alone: int
) -> None:
    pact = library_pact("budapest_1994")
    log = written_log(f"events: [{{id: a, at: 2022-02-24, {event}}}]", pact)
    for reading, number in (("both_limbs", both), ("threat_alone", threat_alone)):
        duties = pact.under({"nuclear": reading}).evaluate(log, "2022-03-01").duties
        owed = [d for d in duties if d.action == "report" and d.status == "owed"]
        assert len(owed) == number


def test_force_in_self_defence_is_not_meant(written_log: Logged) -> None:
    pact = library_pact("budapest_1994")
    text = """
events:
  - {id: a, type: attack, at: 2023-01-01, attacker: UKR, victim: GBR, kind: beside_nuclear_state}
  - {id: b, type: attack, at: 2023-02-01, attacker: GBR, victim: UKR}
  - {id: c, type: conduct, at: 2023-03-01, by: USA, toward: UKR, kind: nuclear_use}
  - {id: d, type: conduct, at: 2023-03-01, by: RUS, toward: UKR, kind: economic_coercion}
"""
    log = written_log(text, pact)
    assert breaches(pact, log, "no_force", "2023-06-01") == {}
    assert breaches(pact, log, "no_nuclear_use", "2023-06-01") == {}
    assert breaches(pact, log, "no_coercion", "2023-06-01") == {"RUS": "breached"}
    log = written_log(text.replace(", kind: beside_nuclear_state", ""), pact)
    assert breaches(pact, log, "no_nuclear_use", "2023-06-01") == {"USA": "breached"}
