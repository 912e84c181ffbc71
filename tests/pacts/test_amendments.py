# SPDX-License-Identifier: Apache-2.0
"""What time does to a text: amended clauses, rules of a body that changed, votes that failed.

The body is the Security Council's: seven of eleven votes until 1965, nine of fifteen since, and a
permanent member's vote against stops a decision.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from foedus.errors import PactError

if TYPE_CHECKING:
    from collections.abc import Callable

    from foedus.pacts import EventLog, Pact

    Written = Callable[[str], Pact]
    Logged = Callable[[str, Pact], EventLog]

PACT = """
pact: league
schema: foedus/pact-1
title: A league with a council
legal_form: treaty
parties:
  AAA: {name: Aland, since: 1950-01-01}
  BBB: {name: Beland, since: 1950-01-01}
  CCC: {name: Celand, since: 1950-01-01}
others: {XXX: Exland}
bodies:
  COUNCIL:
    name: the Council
    composition: [{seats: 15, of: parties}]
    rule: at_least(9)
    vetoes: [AAA]
    CONCURRING
    earlier: [{until: 1966-01-01, seats: 11, rule: at_least(7)}]
entry_into_force: {date: 1950-01-01}
open_terms:
  breach: {phrase: a breach of the peace, applies_to: attack, determined_by: {body: COUNCIL}}
clauses:
  - id: carry_out
    art: "25"
    summary: Members carry out what the Council decides.
    trigger: {event: decision, by: COUNCIL, kind: measures}
    duty: {modality: obligation, bearer: parties, toward: victim, action: sanction}
  - id: old_help
    art: "4"
    summary: Members help one that a state attacks.
    until: 1990-01-01
    trigger: {event: attack, victim: parties}
    duty: {modality: obligation, bearer: parties, toward: victim, action: assist}
  - id: new_help
    art: "4 as amended"
    summary: Members help one that the Council finds attacked.
    since: 1990-01-01
    trigger: {event: attack, victim: parties, if: {holds: breach}}
    duty: {modality: obligation, bearer: parties, toward: victim, action: assist}
  - id: no_force
    art: "2"
    summary: Members do not attack.
    since: 1990-01-01
    duty: {modality: prohibition, bearer: parties, toward: states, action: not_attack}
  - id: only_mild
    art: "4 bis"
    summary: Celand gives no armed force.
    until: 1980-01-01
    relation: proviso
    effect: {kind: exclude, clauses: [old_help], for: [CCC]}
    when: {event: {event: attack}}
  - id: other_pact
    art: "8"
    summary: The league's duties give way to the older alliance of Aland.
    beside:
      - {pact: old_alliance, relation: subject_to, for: [AAA]}
      - {pact: old_alliance, relation: subject_to, for: [BBB], since: 1985-01-01}
"""


@pytest.fixture
def league(written_pact: Written) -> Pact:
    return written_pact(PACT.replace("    CONCURRING\n", ""))


def statuses(pact: Pact, log: EventLog, clause: str, at: str) -> dict[str, str]:
    return {d.bearer: d.status for d in pact.evaluate(log, at).duties if d.clause == clause}


def decision(votes: str, year: int) -> str:
    return (
        f"events:\n  - {{id: d, type: decision, at: {year}-05-01, by: COUNCIL, kind: measures, "
        f"toward: XXX, votes: {votes}}}\n"
    )


@pytest.mark.parametrize(
    ("votes", "year", "status"),
    [
        ("{for: 7, against: 1}", 1960, "owed"),  # seven of eleven were enough then
        ("{for: 7, against: 1}", 1970, "not_owed"),
        ("{for: 9, against: 1}", 1970, "owed"),
        ("{for: 6}", 1960, "not_owed"),
        ("{for: 9, against: [AAA]}", 1970, "not_owed"),  # a veto
        ("{for: 9, against: [BBB]}", 1970, "owed"),
    ],
)
def test_a_vote_is_judged_by_the_rule_of_its_day(
    league: Pact, written_log: Logged, votes: str, year: int, status: str
) -> None:
    log = written_log(decision(votes, year), league)
    assert set(statuses(league, log, "carry_out", f"{year}-06-01").values()) == {status}


@pytest.mark.parametrize(("votes", "status"), [("[AAA, BBB]", "owed"), ("[BBB, CCC]", "not_owed")])
def test_a_concurring_vote_is_one_in_favour(
    written_pact: Written, written_log: Logged, votes: str, status: str
) -> None:
    text = PACT.replace("CONCURRING", "concurring: [AAA]").replace("at_least(9)", "at_least(2)")
    league = written_pact(text)
    log = written_log(decision(f"{{for: {votes}}}", 1970), league)
    assert set(statuses(league, log, "carry_out", "1970-06-01").values()) == {status}


def test_a_finding_is_judged_by_the_rule_of_its_day(league: Pact, written_log: Logged) -> None:
    text = """
events: [{id: a, type: attack, at: 1995-01-01, attacker: XXX, victim: AAA}]
determinations:
  - {term: breach, event: a, by: COUNCIL, at: 1995-01-02, value: true, vote: {for: 8}}
"""
    log = written_log(text, league)
    assert statuses(league, log, "new_help", "1995-02-01") == {"BBB": "unknown", "CCC": "unknown"}
    log = written_log(text.replace("for: 8", "for: 9"), league)
    assert statuses(league, log, "new_help", "1995-02-01") == {"BBB": "owed", "CCC": "owed"}


@pytest.mark.parametrize(
    ("day", "old", "new"),
    [
        ("1979-12-31", {"BBB": "owed", "CCC": "not_owed"}, set()),
        ("1980-01-01", {"BBB": "owed", "CCC": "owed"}, set()),
        ("1989-12-31", {"BBB": "owed", "CCC": "owed"}, set()),
        ("1990-01-01", {}, {"unknown"}),
    ],
)
def test_an_attack_is_judged_by_the_wording_of_its_day(
    league: Pact, written_log: Logged, day: str, old: dict[str, str], new: set[str]
) -> None:
    log = written_log(
        f"events: [{{id: a, type: attack, at: {day}, attacker: XXX, victim: AAA}}]", league
    )
    at = "1999-01-01"
    found = {
        b: s
        for b, s in statuses(league, log, "old_help", at).items()
        if b in old or s != "not_owed"
    }
    assert found == old
    arisen = set(statuses(league, log, "new_help", at).values()) - {"not_owed"}
    assert arisen == new


def test_an_act_breaks_only_a_promise_that_stood(league: Pact, written_log: Logged) -> None:
    text = "events: [{id: a, type: attack, at: YEAR-05-01, attacker: AAA, victim: XXX}]"
    for year, broken in (("1989", []), ("1991", ["AAA"])):
        log = written_log(text.replace("YEAR", year), league)
        duties = league.evaluate(log, "1999-01-01").duties
        assert [d.bearer for d in duties if d.violation and d.status == "breached"] == broken


@pytest.mark.parametrize(("year", "concerned"), [(1970, {"AAA"}), (1985, {"AAA", "BBB"})])
def test_a_duty_says_how_it_stands_to_other_pacts(
    league: Pact, written_log: Logged, year: int, concerned: set[str]
) -> None:
    log = written_log(
        f"events: [{{id: a, type: attack, at: {year}-02-01, attacker: XXX, victim: [CCC]}}]", league
    )
    told = {
        duty.bearer
        for duty in league.evaluate(log, f"{year}-03-01").duties
        if duty.status == "owed" and "Article 8 is subject to old_alliance." in duty.because
    }
    assert told & {"AAA", "BBB"} == concerned


def test_a_clause_cannot_end_before_it_begins(written_pact: Written) -> None:
    text = PACT.replace("    CONCURRING\n", "")
    ends = text.replace("    until: 1980-01-01", "    since: 1980-01-01\n    until: 1980-01-01")
    with pytest.raises(PactError, match="until must be after since"):
        written_pact(ends)


def test_a_name_that_leads_nowhere_is_reported(written_pact: Written) -> None:
    with pytest.raises(PactError, match="ZZZ"):
        written_pact(PACT.replace("CONCURRING", "concurring: [ZZZ]"))
    text = PACT.replace("    CONCURRING\n", "").replace("for: [AAA]}", "for: [ZZZ]}")
    with pytest.raises(PactError, match="ZZZ"):
        written_pact(text)


PROMISES = """
pact: promises
schema: foedus/pact-1
title: Two promises
legal_form: treaty
parties:
  AAA: {name: Aland, since: 1950-01-01}
  BBB: {name: Beland, since: 1950-01-01}
  CCC: {name: Celand, since: 1960-01-01, until: 1970-01-01}
  DDD: Deland
others: {XXX: Exland}
bodies: {COUNCIL: {name: the Council}}
entry_into_force: {date: 1950-01-01}
clauses:
  - id: peace
    art: "1"
    summary: The parties do not attack one another.
    duty: {modality: prohibition, bearer: parties, toward: parties, action: not_attack}
  - id: no_help
    art: "2"
    summary: They give no help to a state against which the Council has decided on measures.
    trigger: {event: decision, by: COUNCIL, kind: measures}
    duty: {modality: prohibition, bearer: parties, toward: victim, action: refrain,
           conduct: contribution}
"""


@pytest.mark.parametrize(
    ("victim", "day", "broken"),
    [
        ("BBB", "1955-01-01", True),
        ("CCC", "1955-01-01", False),  # not yet a party
        ("CCC", "1965-01-01", True),
        ("CCC", "1970-01-01", False),  # a party no more
        ("DDD", "1955-01-01", True),  # has not ratified; the promise binds whoever made it
    ],
)
def test_a_promise_to_parties_protects_those_that_are_parties_by_the_file(
    written_pact: Written, written_log: Logged, victim: str, day: str, *, broken: bool
) -> None:
    pact = written_pact(PROMISES)
    log = written_log(
        f"events: [{{id: a, type: attack, at: {day}, attacker: AAA, victim: {victim}}}]", pact
    )
    duties = pact.evaluate(log, "1999-01-01").duties
    assert any(d.violation and d.status == "breached" for d in duties) is broken
    standing = next(d for d in duties if d.clause == "peace" and d.bearer == "AAA")
    assert standing.toward == ("BBB", "DDD")


@pytest.mark.parametrize(("to", "status"), [("XXX", "breached"), ("BBB", "owed")])
def test_a_promise_on_an_occasion_is_broken_towards_those_it_speaks_of(
    written_pact: Written, written_log: Logged, to: str, status: str
) -> None:
    pact = written_pact(PROMISES)
    log = written_log(
        "events:\n"
        "  - {id: d, type: decision, at: 1955-01-01, by: COUNCIL, kind: measures, toward: XXX}\n"
        f"  - {{id: h, type: contribution, at: 1955-02-01, by: AAA, toward: {to}, "
        "kind: arms_transfer}\n",
        pact,
    )
    assert statuses(pact, log, "no_help", "1955-03-01")["AAA"] == status
