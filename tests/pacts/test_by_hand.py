# SPDX-License-Identifier: Apache-2.0
"""Small cases, each worked out by hand from what the page on pacts says.

Aldmark, Calden and Dunmere have a pact that is in force from the first day of 2030; Borsia and
Hanmoor are outside. Every case adds its clauses and its events.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from foedus.pacts.replay import check

if TYPE_CHECKING:
    from collections.abc import Callable

    from foedus.pacts import DutyState, EventLog, Pact

    Told = Callable[[str, str, str], list[DutyState]]

PACT = """
pact: league
schema: foedus/pact-1
title: A league
legal_form: treaty
parties:
  AMK: {name: Aldmark, since: 2030-01-01}
  CAL: {name: Calden, since: 2030-01-01}
  DUN: {name: Dunmere}
others: {BOR: Borsia, HAN: Hanmoor}
roles: {outsiders: [not parties]}
bodies: {COM: {name: the commission, composition: [{seats: 3, of: neutral}], rule: majority}}
entry_into_force: {date: 2030-01-01}
withdrawal: {notice: {days: 10}}
open_terms:
  attack: {phrase: an attack, applies_to: attack, determined_by: {body: COM}}
  grave: {phrase: grave, applies_to: attack, determined_by: {body: COM}}
clauses:
"""
JOINS = "{id: r, type: ratification, pact: league, by: DUN, at: DAY}"


@pytest.fixture
def told(written_pact: Callable[[str], Pact], written_log: Callable[[str, Pact], EventLog]) -> Told:
    """Give a function that returns what became of the duties, each with a proof that stands."""

    def get(clauses: str, log: str, at: str) -> list[DutyState]:
        pact = written_pact(PACT + clauses)
        given = written_log(log, pact)
        evaluation = pact.evaluate(given, at)
        assert check(pact, given, evaluation, at) == ()
        return list(evaluation.duties)

    return get


def test_each_one_counts_from_the_first_moment_at_which_it_is_settled(told: Told) -> None:
    """Borsia's first attack was a claim until 20 February, its second a fact on the 5th."""
    duties = told(
        """
  - id: defend
    art: "1"
    summary: Against two attackers Calden helps within five days.
    trigger:
      event: attack
      attacker: HAN
      if: {number: {at_least: 2, of: attacker, among: {event: attack, victim: AMK}}}
    duty: {modality: obligation, bearer: CAL, toward: victim, action: assist,
           deadline: {days: 5, counted_from: finding}}
""",
        """events:
  - {id: a, type: incursion, at: 2030-02-01, attacker: BOR, victim: AMK, alleged_by: AMK}
  - {id: b, type: incursion, at: 2030-02-05, attacker: BOR, victim: AMK}
  - {id: c, type: incursion, at: 2030-02-06, attacker: HAN, victim: AMK}
determinations: [{term: attack, event: a, by: COM, at: 2030-02-20, value: true}]
""",
        "2030-03-01",
    )
    assert [(d.status, d.due) for d in duties] == [("breached", dt.date(2030, 2, 11))]


def test_time_from_the_finding_runs_on_either_course_of_an_open_restriction(told: Told) -> None:
    """Found on the 10th, released on the 11th with time until the 15th, helped on the 12th.

    Whether less is asked is open; asked for or not, the help came after the release.
    """
    duties = told(
        """
  - id: defend
    art: "1"
    summary: Calden gives military aid within five days.
    trigger: {event: attack, victim: AMK, if: {holds: attack}}
    duty: {modality: obligation, bearer: CAL, toward: victim, action: assist,
           discretion: {floor: military_aid}, deadline: {days: 5, counted_from: finding}}
  - id: less
    art: "2"
    summary: In a grave case other help will do.
    relation: proviso
    when: {holds: grave}
    effect: {kind: restrict, clauses: [defend], ceiling: non_military}
  - id: settled
    art: "3"
    summary: A notice ends it.
    trigger: {event: notification, by: AMK}
    effect: {kind: discharge, clauses: [defend], effective: ex_nunc}
""",
        """events:
  - {id: a, type: incursion, at: 2030-02-01, attacker: BOR, victim: AMK}
  - {id: n, type: notification, at: 2030-02-11, by: AMK, pact: league}
  - {id: c, type: contribution, at: 2030-02-12, by: CAL, toward: AMK, kind: financial_aid}
determinations: [{term: attack, event: a, by: COM, at: 2030-02-10, value: true}]
""",
        "2030-02-13",
    )
    assert [d.status for d in duties] == ["not_owed"]


@pytest.mark.parametrize(("victim", "status"), [("CAL", "not_owed"), ("AMK", "owed")])
def test_numbers_of_votes_are_nobodys_where_nobody_may_vote(
    told: Told, victim: str, status: str
) -> None:
    """Who was struck does not vote on the answer; where Calden was, nobody is left who may."""
    duties = told(
        """
  - id: punish
    art: "1"
    summary: Calden sanctions an attacker, once those concerned have voted for it.
    trigger: {event: attack, attacker: BOR}
    duty: {modality: obligation, bearer: CAL, toward: attacker, action: sanction}
    decision_rule: majority
""",
        f"""events:
  - {{id: a, type: incursion, at: 2030-02-01, attacker: BOR, victim: {victim}}}
  - {{id: v, type: decision, at: 2030-02-02, pact: league, clause: punish, votes: {{for: 3}}}}
""",
        "2030-03-01",
    )
    assert [d.status for d in duties] == [status]


@pytest.mark.parametrize("who", ["not parties", "roles.outsiders", "[roles.outsiders, CAL]"])
@pytest.mark.parametrize(
    ("attacker", "joins", "counts"),
    [
        ("BOR", "2030-03-01", True),
        ("DUN", "2030-03-01", True),  # joined later
        ("DUN", "2030-01-15", False),
        ("CAL", "2030-03-01", None),  # a party; meant where it is named
    ],
)
def test_who_joins_later_was_an_outsider_before(
    told: Told, who: str, attacker: str, joins: str, *, counts: bool | None
) -> None:
    duties = told(
        f"""
  - id: defend
    art: "1"
    summary: Aldmark helps against outsiders.
    trigger: {{event: attack, attacker: {who}}}
    duty: {{modality: obligation, bearer: AMK, toward: victim, action: consult}}
  - id: many
    art: "2"
    summary: Aldmark reports if there is one outsider.
    trigger: {{event: attack,
      if: {{number: {{at_least: 1, of: attacker, among: {{event: attack, attacker: {who}}}}}}}}}
    duty: {{modality: obligation, bearer: AMK, toward: parties, action: report}}
""",
        f"""events:
  - {{id: a, type: incursion, at: 2030-02-01, attacker: {attacker}, victim: HAN}}
  - {JOINS.replace("DAY", joins)}
""",
        "2030-04-01",
    )
    found = {d.clause: d.status for d in duties}
    counted = who.startswith("[") if counts is None else counts
    assert found.get("defend", "not_owed") == ("owed" if counted else "not_owed")
    assert found["many"] == ("owed" if counted else "not_owed")


@pytest.mark.parametrize("who", ["not parties", "roles.outsiders"])
@pytest.mark.parametrize(("joins", "status"), [("2030-03-01", "owed"), ("2030-01-15", "not_owed")])
def test_who_joins_later_was_struck_and_had_land_as_an_outsider(
    told: Told, who: str, joins: str, status: str
) -> None:
    clauses = f"""
  - id: care
    art: "1"
    summary: Aldmark consults when an outsider is struck.
    trigger: {{event: attack, victim: {who}}}
    duty: {{modality: obligation, bearer: AMK, toward: CAL, action: consult}}
  - id: land
    art: "2"
    summary: Aldmark reports when that is on an outsider's land.
    trigger: {{event: attack, if: {{in_scope: abroad}}}}
    duty: {{modality: obligation, bearer: AMK, toward: CAL, action: report}}
scopes: {{abroad: {{title: lands abroad, any_of: [{{territory_of: {who}}}]}}}}
"""
    duties = told(
        clauses,
        f"""events:
  - {{id: a, type: incursion, at: 2030-02-01, attacker: BOR, victim: DUN,
     place: {{territory_of: DUN}}}}
  - {JOINS.replace("DAY", joins)}
""",
        "2030-04-01",
    )
    found = {d.clause: d.status for d in duties}
    assert found["land"] == status
    assert found.get("care", "not_owed") == status


def test_an_attacker_that_leaves_the_pact_is_still_to_be_sanctioned(told: Told) -> None:
    """A sanctioned state need not be bound to be sanctioned."""
    duties = told(
        """
  - id: punish
    art: "1"
    summary: Calden sanctions an attacker.
    trigger: {event: attack}
    duty: {modality: obligation, bearer: CAL, toward: attacker, action: sanction,
           deadline: {days: 90}}
  - id: talk
    art: "2"
    summary: Calden consults with it.
    trigger: {event: attack}
    duty: {modality: obligation, bearer: CAL, toward: attacker, action: consult}
""",
        f"""events:
  - {JOINS.replace("DAY", "2030-01-15")}
  - {{id: a, type: incursion, at: 2030-02-01, attacker: DUN, victim: AMK}}
  - {{id: w, type: withdrawal, at: 2030-02-02, by: DUN, pact: league}}
""",
        "2030-03-01",
    )
    assert {d.clause: d.status for d in duties} == {"punish": "owed", "talk": "not_owed"}


@pytest.mark.parametrize(("by", "status"), [("CAL", "performed"), ("AMK", "breached")])
def test_a_party_that_is_to_find_has_done_so_when_it_found(
    told: Told, by: str, status: str
) -> None:
    duties = told(
        """
  - id: find
    art: "1"
    summary: Calden says within ten days what it was.
    trigger: {event: attack, victim: AMK}
    duty: {modality: obligation, bearer: CAL, toward: AMK, action: find, deadline: {days: 10}}
""",
        f"""events: [{{id: a, type: incursion, at: 2030-02-01, attacker: BOR, victim: AMK}}]
determinations: [{{term: grave, event: a, by: {by}, at: 2030-02-05, value: false}}]
""",
        "2030-03-01",
    )
    assert [d.status for d in duties] == [status]


def test_what_is_suspended_is_not_free_whether_or_not_it_also_ended(told: Told) -> None:
    duties = told(
        """
  - id: may
    art: "1"
    summary: Calden may help.
    trigger: {event: attack, victim: AMK}
    duty: {modality: permission, bearer: CAL, toward: victim, action: assist}
  - id: pause
    art: "2"
    summary: A notice pauses it.
    trigger: {event: notification, by: AMK}
    effect: {kind: suspend, clauses: [may], effective: ex_nunc}
  - id: over
    art: "3"
    summary: An attack by Calden ends it.
    trigger: {event: attack, attacker: CAL}
    effect: {kind: discharge, clauses: [may], effective: ex_nunc}
""",
        """events:
  - {id: a, type: incursion, at: 2030-02-01, attacker: BOR, victim: AMK}
  - {id: n, type: notification, at: 2030-02-02, by: AMK, pact: league}
  - {id: c, type: incursion, at: 2030-02-03, attacker: CAL, victim: HAN, alleged_by: AMK}
""",
        "2030-03-01",
    )
    found = next(d for d in duties if d.trigger == "a")
    assert (found.status, found.free) == ("not_owed", False)


def test_a_promise_tells_how_it_stands_to_other_pacts(told: Told) -> None:
    """A clause that says nothing else is told with every duty of those it is said for."""
    duties = told(
        """
  - id: peace
    art: "1"
    summary: They do not attack one another.
    duty: {modality: prohibition, bearer: [AMK, CAL], toward: parties, action: not_attack}
  - id: older
    art: "2"
    summary: The older alliance of Calden prevails.
    beside: [{pact: old_alliance, relation: subject_to, for: [CAL]}]
""",
        "events: []\n",
        "2030-03-01",
    )
    told_of = {d.bearer: "Article 2 is subject to old_alliance." in d.because for d in duties}
    assert told_of == {"AMK": False, "CAL": True}


def test_a_promise_that_is_not_yet_made_has_no_line(told: Told) -> None:
    """Neither for a party that is bound nor for one that is not."""
    clause = """
  - id: peace
    art: "1"
    summary: They do not attack one another.
    since: 2031-01-01
    duty: {modality: prohibition, bearer: parties, toward: parties, action: not_attack}
"""
    assert told(clause, "events: []\n", "2030-06-01") == []
    later = told(clause, "events: []\n", "2031-06-01")
    assert {d.bearer: d.status for d in later} == {"AMK": "owed", "CAL": "owed", "DUN": "not_owed"}
