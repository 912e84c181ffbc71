# SPDX-License-Identifier: Apache-2.0
"""The hypothetical guarantee and its invented incident: who owes what by when, reasoned by hand.

The reasoning, from the text of the draft and the log alone:

- In force from 1 April 2026, when Ukraine and a first guarantor ratified. France is bound from
  20 April, Germany from 12 May, the United States from 1 June, Russia (Article 1) from 15 June.
  Poland signed, and ratifies on 20 March 2027: nothing that happened before binds it.
- Pledges: e7 delivered in full before 31 December 2026; e8 in part, until 30 June 2027; e9 in part,
  and due on 31 January 2027. France pledged nothing and owes its share without a date.
- Incursion e13 on 10 February 2027 at 03:00. The commission has three days (to the 13th) and finds
  on the 11th. Help is due seven days after that, through the 18th; sanctions after thirty, through
  13 March. The call of 06:00 that day asks for consultation until 06:00 on the 11th.
- Three consulted at 20:00; Germany at 09:00 on the 11th, three hours late.
- Help: the United States on the 13th (report due on the 15th, given on the 14th), Germany on the
  15th (report due on the 17th, none), the United Kingdom on the 17th (report due on the 19th, given
  on the 18th), both of these last only known on the 22nd; France nothing.
- The term of fifteen years ends with the last instant before 1 April 2041.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from foedus.pacts import Evaluation, EventLog, Pact

ARMS = """
arm  USA  e7  performed  2026-12-31
arm  GBR  e8  owed       2027-06-30
arm  DEU  e9  breached   2027-01-31
arm  FRA  -   owed       -
arm  POL  -   not_owed   -
"""
COMMITMENT = """
challenger_commitment  RUS  -    owed      -
challenger_commitment  RUS  e13  breached  -
"""
CONSULTED = """
consult  USA GBR FRA DEU  e14  performed  2027-02-11T06:00:00Z
consult  POL              e14  not_owed   -
"""
FOUND = "monitor  JMC  e13  performed  2027-02-13"
SANCTIONS_OWED = """
snapback  USA GBR FRA DEU  e13  owed      2027-03-13
snapback  POL              e13  not_owed  -
"""

# at, known, and every duty: clause, bearers, trigger, status, due.
TABLE = [
    (
        "2026-03-15",
        None,
        """
        challenger_commitment  RUS  -  not_owed  -
        arm  USA GBR FRA DEU POL    -  not_owed  -
        """,
    ),
    (
        "2026-05-01",
        None,
        """
        challenger_commitment  RUS  -  not_owed  -
        arm  GBR FRA      -  owed      -
        arm  USA DEU POL  -  not_owed  -
        """,
    ),
    (
        "2027-02-10T12:00Z",
        None,
        f"""
        {COMMITMENT} {ARMS}
        monitor   JMC              e13  owed      2027-02-13
        consult   USA GBR FRA DEU  e14  owed      2027-02-11T06:00:00Z
        consult   POL              e14  not_owed  -
        defend    USA GBR FRA DEU  e13  unknown   -
        defend    POL              e13  not_owed  -
        snapback  USA GBR FRA DEU  e13  unknown   -
        snapback  POL              e13  not_owed  -
        """,
    ),
    (
        "2027-02-11T08:00Z",
        None,
        f"""
        {COMMITMENT} {ARMS} {FOUND} {SANCTIONS_OWED}
        consult  USA GBR FRA      e14  performed  2027-02-11T06:00:00Z
        consult  DEU              e14  breached   2027-02-11T06:00:00Z
        consult  POL              e14  not_owed   -
        defend   USA GBR FRA DEU  e13  owed       2027-02-18
        defend   POL              e13  not_owed   -
        """,
    ),
    (
        "2027-02-18",
        "2027-02-18",
        f"""
        {COMMITMENT} {ARMS} {CONSULTED} {SANCTIONS_OWED}
        {FOUND}
        defend  USA DEU  e13  performed  2027-02-18
        defend  GBR FRA  e13  owed       2027-02-18
        defend  POL      e13  not_owed   -
        report  USA      e18  performed  2027-02-15
        report  DEU      e20  breached   2027-02-17
        """,
    ),
    (
        "2027-02-19",
        "2027-02-19",
        f"""
        {COMMITMENT} {ARMS} {CONSULTED} {SANCTIONS_OWED}
        {FOUND}
        defend  USA DEU  e13  performed  2027-02-18
        defend  GBR FRA  e13  breached   2027-02-18
        defend  POL      e13  not_owed   -
        report  USA      e18  performed  2027-02-15
        report  DEU      e20  breached   2027-02-17
        """,
    ),
    (
        "2027-02-19",
        "2027-02-22",
        f"""
        {COMMITMENT} {ARMS} {CONSULTED} {SANCTIONS_OWED}
        {FOUND}
        defend  USA GBR DEU  e13  performed  2027-02-18
        defend  FRA          e13  breached   2027-02-18
        defend  POL          e13  not_owed   -
        report  USA          e18  performed  2027-02-15
        report  GBR          e21  performed  2027-02-19
        report  DEU          e20  breached   2027-02-17
        """,
    ),
    (
        "2027-03-20",
        None,
        f"""
        {COMMITMENT} {CONSULTED} {FOUND}
        arm  USA  e7  performed  2026-12-31
        arm  GBR  e8  owed       2027-06-30
        arm  DEU  e9  breached   2027-01-31
        arm  FRA POL  -  owed  -
        defend  USA GBR DEU  e13  performed  2027-02-18
        defend  FRA          e13  breached   2027-02-18
        defend  POL          e13  not_owed   -
        report  USA          e18  performed  2027-02-15
        report  GBR          e21  performed  2027-02-19
        report  DEU          e20  breached   2027-02-17
        snapback  USA GBR FRA DEU  e13  performed  2027-03-13
        snapback  POL              e13  not_owed   -
        """,
    ),
]


def expected(table: str) -> dict[tuple[str, str, str], tuple[str, str]]:
    rows = {}
    for line in filter(None, map(str.strip, table.splitlines())):
        clause, *bearers, trigger, status, due = line.split()
        rows |= {(clause, bearer, trigger): (status, due) for bearer in bearers}
    return rows


def computed(evaluation: Evaluation) -> dict[tuple[str, str, str], tuple[str, str]]:
    duties = evaluation.to_json()["duties"]
    return {
        (duty["clause"], duty["bearer"], duty["trigger"] or "-"): (
            duty["status"],
            duty["due"] or "-",
        )
        for duty in duties
        if duty["trigger"] is not None or duty["clause"] not in ("defend", "snapback")
    }


def statuses(evaluation: Evaluation, clause: str) -> dict[str, str]:
    return {each.bearer: each.status for each in evaluation.duties if each.clause == clause}


@pytest.mark.parametrize(
    ("at", "known", "table"), TABLE, ids=[f"{at}-known-{known or 'all'}" for at, known, _ in TABLE]
)
def test_who_owes_what_by_when(
    guarantee: Pact, incident: EventLog, at: str, known: str | None, table: str
) -> None:
    assert computed(guarantee.evaluate(incident, at, known)) == expected(table)


def test_nothing_runs_on_after_fifteen_years(guarantee: Pact, incident: EventLog) -> None:
    before = guarantee.evaluate(incident, "2041-03-31")
    after = guarantee.evaluate(incident, "2041-04-01")
    assert statuses(before, "challenger_commitment")["RUS"] == "breached"
    assert [d.status for d in before.duties if d.clause == "arm" and d.trigger is None] == [
        "owed"
    ] * 2
    assert not {d.status for d in after.duties} - {"not_owed", "performed", "breached"}


def test_five_years_are_shorter(guarantee: Pact, incident: EventLog) -> None:
    five = guarantee.with_levers({"duration_years": 5})
    assert "owed" in {d.status for d in five.evaluate(incident, "2031-03-31").duties}
    assert "owed" not in {d.status for d in five.evaluate(incident, "2031-04-01").duties}


ACTED = {"USA": "performed", "GBR": "performed", "FRA": "breached", "DEU": "performed"}


@pytest.mark.parametrize(
    ("settings", "clause", "wanted"),
    [
        ({}, "defend", {**ACTED, "POL": "not_owed"}),
        # Armed force is what the ceiling names: training and money are less than that.
        (
            {"automaticity": "automatic"},
            "defend",
            {**ACTED, "GBR": "breached", "DEU": "breached", "POL": "not_owed"},
        ),
        # Any of them is help without arms, or more.
        (
            {"automaticity": "automatic", "ceiling": "non_military"},
            "defend",
            {**ACTED, "POL": "not_owed"},
        ),
        # Nobody decided that help is owed.
        ({"automaticity": "consensus"}, "defend", dict.fromkeys([*ACTED, "POL"], "not_owed")),
        # All four had consulted.
        (
            {"ceiling": "consult_only"},
            "defend",
            {**dict.fromkeys(ACTED, "performed"), "POL": "not_owed"},
        ),
        # A significant attack is an armed attack; whether it was a large invasion nobody found.
        ({"threshold": "any_armed_attack"}, "defend", {**ACTED, "POL": "not_owed"}),
        (
            {"threshold": "large_invasion"},
            "defend",
            {**dict.fromkeys(ACTED, "unknown"), "POL": "not_owed"},
        ),
        # The United Kingdom alone has said for itself that it was an armed attack.
        (
            {"finding": "each_for_itself", "threshold": "any_armed_attack"},
            "defend",
            {**dict.fromkeys(ACTED, "unknown"), "GBR": "performed", "POL": "not_owed"},
        ),
        # A claimed strike of the 12th may have ended the guarantee before anyone acted.
        (
            {"provocation_clause": "void_if_unprovoked_strike"},
            "defend",
            {**dict.fromkeys(ACTED, "unknown"), "POL": "not_owed"},
        ),
        (
            {"guarantors": "europe_only"},
            "defend",
            {k: v for k, v in ACTED.items() if k != "USA"} | {"POL": "not_owed"},
        ),
        ({"guarantors": "united_states_only"}, "defend", {"USA": "performed"}),
        # Bound by signature alone, Poland too; it did nothing.
        ({"legal_form": "executive_agreement"}, "defend", {**ACTED, "POL": "breached"}),
        # Three of the four bound voted for sanctions: two thirds.
        (
            {"snapback": "by_decision"},
            "snapback",
            {
                "USA": "performed",
                "GBR": "owed",
                "FRA": "owed",
                "DEU": "owed",
                "POL": "not_owed",
            },
        ),
        ({"snapback": "none"}, "snapback", {}),
        ({"arms": "none"}, "arm", {}),
        ({"challenger_law": "none"}, "challenger_commitment", {}),
    ],
    ids=lambda value: "-".join(map(str, value.values())) if isinstance(value, dict) else None,
)
def test_what_a_lever_changes_on_1_march_2027(
    guarantee: Pact,
    incident: EventLog,
    settings: dict[str, str],
    clause: str,
    wanted: dict[str, str],
) -> None:
    evaluation = guarantee.with_levers(settings).evaluate(incident, "2027-03-01")
    assert statuses(evaluation, clause) == wanted


@pytest.mark.parametrize(
    ("days", "due"), [(3, "2027-02-14"), ("7", "2027-02-18"), (30, "2027-03-13")]
)
def test_the_days_to_respond_run_from_the_finding(
    guarantee: Pact, incident: EventLog, days: object, due: str
) -> None:
    pact = guarantee.with_levers({"respond_days": days})
    duties = pact.evaluate(incident, "2027-03-20").to_json()["duties"]
    france = next(d for d in duties if (d["clause"], d["bearer"]) == ("defend", "FRA"))
    assert (france["status"], france["since"], france["due"]) == ("breached", "2027-02-11", due)


def test_a_decision_by_consensus_gives_rise_to_the_duty(
    guarantee: Pact, incident: EventLog
) -> None:
    from dataclasses import replace

    from foedus.pacts import Event

    vote = {"for": ["USA", "GBR", "DEU"], "against": ["POL"], "abstain": ["FRA"]}
    decision = Event.model_validate(
        {"id": "v", "type": "decision", "at": "2027-02-12", "pact": "guarantee", "clause": "defend"}
        | {"about": "e13", "votes": vote}
    )
    decided = replace(incident, events=(*incident.events, decision))
    pact = guarantee.with_levers({"automaticity": "consensus"})
    duties = [d for d in pact.evaluate(decided, "2027-03-01").duties if d.clause == "defend"]
    # Poland is not bound, so that its no is none; the time runs from the decision.
    assert {d.bearer: d.status for d in duties} == {**ACTED, "POL": "not_owed"}
    assert {str(d.due) for d in duties if d.due} == {"2027-02-19"}


def test_an_attack_on_the_stationed_force_is_one_on_ukraine_and_all(guarantee: Pact) -> None:
    from foedus.pacts import Determination, Event, EventLog

    ratified = {"type": "ratification", "at": "2026-04-01", "pact": "guarantee"}
    events = [
        {"id": "a", **ratified, "by": ["UKR", "GBR", "FRA"]},
        {"id": "b", "type": "missile_strike", "at": "2027-02-10", "attacker": "RUS"}
        | {"victim": "GBR", "target": "stationed_force"},
    ]
    finding = {"term": "significant_attack", "event": "b", "by": "JMC", "at": "2027-02-11"}
    log = EventLog(
        tuple(map(Event.model_validate, events)),
        (Determination.model_validate({**finding, "value": True}),),
    )
    none = guarantee.evaluate(log, "2027-02-12")
    small = guarantee.with_levers({"forces": "small"})
    # Nothing calls for help, and each guarantor finds a line that says so.
    assert statuses(none, "defend") == dict.fromkeys(
        ["USA", "GBR", "FRA", "DEU", "POL"], "not_owed"
    )
    helping = [d for d in small.evaluate(log, "2027-02-12").duties if d.clause == "defend"]
    # The United Kingdom was struck and owes itself nothing; France owes it help.
    assert {d.bearer: (d.status, d.toward) for d in helping if d.status != "not_owed"} == {
        "FRA": ("owed", ("GBR",))
    }
    assert any("Article 6" in line for d in helping for line in d.because if d.bearer == "FRA")
    (told,) = small.status(log, "2027-02-12").incidents
    assert told.counts is True


def test_the_register_on_1_march_2027(guarantee: Pact, incident: EventLog) -> None:
    register = guarantee.status(incident, "2027-03-01").to_json()
    members = {member["party"]: member for member in register["members"]}
    assert members["POL"] == {
        "party": "POL",
        "bloc": "europe",
        "signed": "2026-03-02",
        "ratified": None,
        "bound": False,
        "since": None,
        "pledged": {},
        "delivered": {},
    }
    assert members["USA"]["bloc"] == "united_states"
    assert members["USA"]["since"] == "2026-06-01"
    assert members["DEU"]["pledged"] == {"million EUR": 400}
    assert members["DEU"]["delivered"] == {"million EUR": 250}
    assert {i["event"]: i["counts"] for i in register["incidents"]} == {"e13": True, "e17": False}
    open_ = {(d["clause"], d["bearer"], d["status"]) for d in register["open_duties"]}
    assert ("defend", "FRA", "breached") in open_
    assert not {status for _, _, status in open_} & {"performed", "not_owed", "void"}


def test_whether_an_attack_counts_is_open_before_the_finding(
    guarantee: Pact, incident: EventLog
) -> None:
    (told,) = guarantee.status(incident, "2027-02-10").to_json()["incidents"]
    assert told["counts"] == "unknown"
    assert any("has until 2027-02-13" in line for line in told["why"])


def test_reasons_name_article_event_and_finding(guarantee: Pact, incident: EventLog) -> None:
    duties = guarantee.evaluate(incident, "2027-03-01").duties
    states = next(d for d in duties if (d.clause, d.bearer) == ("defend", "USA"))
    finding = (
        "The Joint Monitoring Commission found on 2027-02-11, 6 to 1, that e13 was a significant"
    )
    assert states.because[0].startswith("Article 4: ")
    assert "The United States ratified on 2026-06-01 (e5)." in states.because
    assert f"{finding} armed attack." in states.because
    assert any("Russia found" in line and "settles nothing" in line for line in states.because)


def test_no_party_is_told_by_its_code(guarantee: Pact, incident: EventLog) -> None:
    duties = guarantee.evaluate(incident, "2027-03-20").duties
    words = {
        word.strip("().,;:") for duty in duties for line in duty.because for word in line.split()
    }
    assert not words & {*guarantee.parties, "JMC"}


def test_the_blocs_are_the_actors_of_the_case(guarantee: Pact) -> None:
    assert guarantee.blocs == {"united_states": ("USA",), "europe": ("GBR", "FRA", "DEU", "POL")}


def test_levers_are_these(guarantee: Pact) -> None:
    levers = {name: (list(v.values), v.default) for name, v in guarantee.levers.items()}
    assert levers == {
        "guarantors": (
            ["united_states_and_europe", "europe_only", "united_states_only"],
            "united_states_and_europe",
        ),
        "automaticity": (["each_for_itself", "automatic", "consensus"], "each_for_itself"),
        "ceiling": (["armed_force", "non_military", "consult_only"], "armed_force"),
        "threshold": (
            ["any_armed_attack", "significant_attack", "large_invasion"],
            "significant_attack",
        ),
        "finding": (["each_for_itself", "commission"], "commission"),
        "respond_days": ([3, 7, 30], 7),
        "legal_form": (["treaty", "executive_agreement", "declaration"], "treaty"),
        "forces": (["none", "small", "large"], "none"),
        "arms": (["none", "train_and_equip"], "train_and_equip"),
        "provocation_clause": (["none", "void_if_unprovoked_strike"], "none"),
        "snapback": (["automatic", "by_decision", "none"], "automatic"),
        "duration_years": ([5, 15, 30], 15),
        "challenger_law": (["none", "statute", "treaty"], "statute"),
    }
    assert all(meaning for lever in guarantee.levers.values() for meaning in lever.values.values())


def test_clauses_are_these(guarantee: Pact) -> None:
    assert [clause.id for clause in guarantee.text.clauses] == [
        "challenger_commitment",
        "monitor",
        "consult",
        "defend",
        "report",
        "trip_wire",
        "provocation",
        "snapback",
        "arm",
        "term",
    ]


def test_every_lever_changes_some_clause_or_date(guarantee: Pact) -> None:
    for name, lever in guarantee.levers.items():
        texts = {
            repr(pact.text) + repr(pact.clauses)
            for pact in (guarantee.with_levers({name: value}) for value in lever.values)
        }
        assert len(texts) == len(lever.values), name
