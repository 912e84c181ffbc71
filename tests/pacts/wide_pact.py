# SPDX-License-Identifier: Apache-2.0
"""A pact that uses everything that the format has, and logs drawn for it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from foedus.pacts import Determination, Event, EventLog

if TYPE_CHECKING:
    from foedus.pacts import Pact

WIDE = """
pact: wide
schema: foedus/pact-1
title: A wide pact
legal_form: lever.form
parties: {AMK: Aldmark, CAL: Calden, DUN: Dunmere, EST: {name: Estfold, since: 2031-01-01, until: 2031-11-01}}
others: {BOR: Borsia, HAN: Hanmoor, GUL: {name: the Gulls, state: false}}
blocs: {calden: [CAL, DUN]}
roles: {guarded: [AMK], givers: [blocs.calden, EST], outsiders: [not parties]}
bodies:
  COM: {name: the commission, composition: [{seats: 3, of: neutral}], rule: majority}
  MED: {name: the council, weights: {AMK: 1, CAL: 2, DUN: 1.5}, vetoes: CAL, rule: "double_majority(1/2, 60/100)"}
entry_into_force: {ratified_by: {all: roles.guarded, at_least: {n: 1, of: roles.givers}}}
duration: {kind: fixed, years: 1}
withdrawal: {notice: {days: 10}, available_after: {days: 20}}
scopes:
  home:
    title: the home area
    any_of:
      - {territory_of: parties, north_of: 40}
      - {region: gulf, target: shipping}
open_terms:
  attack: {phrase: an attack, applies_to: attack, determined_by: {body: COM, within: {days: 5}}, fallback: lever.fallback}
  war: {phrase: a war, applies_to: attack, kind_of: attack, determined_by: each_party}
  struck: {phrase: a blow, applies_to: attack, determined_by: victim}
  grave: {phrase: grave, applies_to: [attack, conduct], determined_by: {body: MED}}
readings:
  near:
    title: Whether an attack at sea counts
    values: {land: Only on land., sea: At sea too.}
levers:
  form: {title: Form, clause: defend, default: treaty, values: {treaty: A treaty., political: No law.}}
  fallback: {title: Silence, clause: defend, default: each_party,
    values: {each_party: Each., yes_: Yes., no_: No., unknown: Open.}, gives: {yes_: true, no_: false}}
  rule: {title: Decision, clause: defend, default: each_for_itself, values: {each_for_itself: Each.,
    automatic: At once., consensus: All., council: The council., majority: Most.}, gives: {council: body(MED)}}
  does: {title: What a blow does, clause: blow, default: suspend,
    values: {suspend: Pauses., void: Ends., discharge: Fulfils.}}
  past: {title: From when, clause: blow, default: ex_nunc, values: {ex_nunc: On., ex_tunc: Back.}}
clauses:
  - {id: peace, art: "1", summary: Nobody attacks another.,
     duty: {modality: prohibition, bearer: [parties, BOR], toward: parties, action: not_attack}}
  - id: defend
    art: "2"
    summary: Givers help.
    trigger:
      event: attack
      attacker: roles.outsiders
      victim: [roles.guarded, EST]
      if: {any: [{holds: attack}, {all: [{holds: struck}, {not: {event: {event: blockade}}}]}]}
    deeming: {attack_on: roles.guarded, counts_as_attack_on: roles.givers}
    duty: {modality: obligation, bearer: [roles.givers, AMK], toward: victim, action: assist,
           discretion: {floor: military_aid}, deadline: {days: 6, counted_from: finding}}
    decision_rule: lever.rule
  - {id: ships, art: "3", summary: A ship counts., deeming: {attack_on: roles.givers, target: shipping,
     counts_as_attack_on: roles.guarded}}
  - {id: sea, art: "4", summary: Only at sea., only_if: {reading: near, is: [land]}, relation: domain_restriction,
     when: {not: {in_scope: home}}, effect: {kind: exclude, clauses: [defend, peace, tell]}}
  - {id: asked, art: "5", summary: Only once called., relation: condition_precedent,
     when: {occurred: {event: invocation, by: victim, relative: after}}, effect: {kind: require, clauses: [defend], for: [CAL, DUN]}}
  - {id: many, art: "6", summary: Less against many., relation: proviso, over: [little],
     when: {number: {at_least: 2, of: attacker, among: {event: attack, attacker: not parties, relative: after}}},
     effect: {kind: restrict, clauses: [defend], floor: any_positive_act}}
  - {id: little, art: "7", summary: Less for ships., relation: proviso,
     when: {any: [{event: {event: attack, target: shipping}}, {holds: grave}]},
     effect: {kind: restrict, clauses: [defend], ceiling: non_military}}
  - {id: blow, art: "8", summary: A blow by Aldmark., relation: exception,
     trigger: {event: attack, attacker: AMK, victim: states, if: {holds: war}},
     effect: {kind: lever.does, clauses: [defend, peace, asked], effective: lever.past}}
  - {id: again, art: "9", summary: It goes on., relation: saving, over: [blow],
     trigger: {event: notification, by: AMK, clause: again}, effect: {kind: reinstate, clauses: [defend, peace, asked], effective: ex_nunc}}
  - {id: done, art: "10", summary: Help ends it., relation: condition_subsequent, trigger: {performed: defend},
     effect: {kind: discharge, clauses: [guard], effective: ex_nunc}}
  - {id: guard, art: "11", summary: Givers may send guards., trigger: {event: [attack, threat], victim: roles.guarded,
     if: {not: {all: [{holds: grave}, {holds: attack}]}}},
     duty: {modality: permission, bearer: roles.givers, toward: roles.guarded, action: assist}}
  - {id: answer, art: "12", summary: Who fails explains., trigger: {breached: defend},
     duty: {modality: obligation, bearer: performer, toward: parties, action: consult, deadline: {days: 2}}}
  - {id: price, art: "13", summary: Who attacked pays., trigger: {breached: peace},
     duty: {modality: obligation, bearer: performer, toward: AMK, action: perform, conduct: [payment, sanction], deadline: {months: 1}}}
  - {id: find, art: "14", summary: The commission finds., trigger: {event: attack, victim: parties},
     duty: {modality: obligation, bearer: COM, toward: parties, action: find, deadline: {days: 5}}}
  - {id: still, art: "15", summary: Nobody trades after an attack., trigger: {event: attack, victim: roles.guarded},
     duty: {modality: prohibition, bearer: roles.givers, toward: BOR, action: refrain, conduct: [trade, contribution]}}
  - {id: arm, art: "16", summary: Arms., duty: {modality: obligation, bearer: roles.givers, toward: AMK, action: arm}}
  - {id: tell, art: "17", summary: Everyone reports., duty: {modality: obligation, bearer: parties, action: report, deadline: {days: 30}}}
"""

START = dt.date(2031, 9, 1)
ALL = ["AMK", "CAL", "DUN", "EST"]
STATES = [*ALL, "BOR", "HAN", "GUL"]
PLACES = [None, "nowhere", {"territory_of": "AMK", "latitude": 50}, {"territory_of": "BOR"}]
PLACES += [{"region": ["gulf"]}, {"region": ["cape"], "latitude": 10}]

some = st.lists(st.sampled_from(ALL), min_size=1, max_size=3, unique=True)
votes = st.fixed_dictionaries(
    {"for": some | st.integers(0, 4)}, optional={"against": some | st.integers(0, 2)}
)
about = st.sampled_from([None, None, "e0", "e1", "e4", "e5"])
instants = st.builds(
    lambda day, hour: (
        START + dt.timedelta(days=day)
        if hour is None
        else dt.datetime.combine(START + dt.timedelta(days=day), dt.time(hour), dt.UTC)
    ),
    st.integers(0, 40),
    st.sampled_from([None, None, 6, 18]),
)


@st.composite
def events(draw: st.DrawFn, number: int) -> Event:
    kind = draw(
        st.sampled_from(
            ["incursion", "blockade", "missile_strike", "incursion", "blockade"]
            + ["threat", "invocation", "contribution", "contribution", "consultation", "report"]
            + ["notification", "decision", "conduct", "sanction", "pledge", "delivery"]
            + ["ratification", "signature", "withdrawal", "mobilisation"]
        )
    )
    one, other = draw(st.permutations(STATES))[:2]
    given: dict[str, Any] = {"id": f"e{number}", "type": kind, "at": draw(instants)}
    if kind in ("incursion", "blockade", "missile_strike"):
        pair = draw(
            st.sampled_from(
                [("BOR", "AMK")] * 4 + [("AMK", "BOR"), ("HAN", "AMK")] * 2 + [(one, other)]
            )
        )
        given |= {"attacker": pair[0], "victim": pair[1], "place": draw(st.sampled_from(PLACES))}
        given |= {"target": draw(st.sampled_from([None, "shipping", "land"]))}
        given |= draw(st.sampled_from([{}, {}, {"alleged_by": "AMK"}]))
    elif kind in ("threat", "mobilisation", "sanction", "contribution"):
        given |= {"by": one, "toward": draw(st.sampled_from(["AMK", "BOR", other]))}
    elif kind == "pledge":
        given |= {"by": one, "toward": "AMK", "amount": 2, "unit": "x", "pact": "wide"}
        given |= {"due": draw(instants)}
    elif kind == "delivery":
        given |= {"by": one, "about": draw(st.sampled_from(["e0", "e1", "e2"])), "amount": 1}
    elif kind == "conduct":
        given |= {"by": one, "kind": draw(st.sampled_from(["trade", "payment"]))}
        given |= {"toward": draw(st.sampled_from(["BOR", "AMK"]))}
    elif kind == "decision":
        clause = draw(st.sampled_from(["defend", "defend", "guard"]))
        given |= {"pact": "wide", "clause": clause, "about": draw(about), "votes": draw(votes)}
        given |= draw(st.sampled_from([{}, {"by": "MED"}]))
    else:
        given |= {"by": draw(some), "pact": "wide"}
    if kind == "invocation":
        given |= {"by": "AMK", "clause": "asked", "about": draw(about)}
    if kind == "notification":
        given |= {"by": "AMK", "clause": "again"}
    if kind == "contribution":
        given |= {"kind": draw(st.sampled_from(["financial_aid", "training", "armed_force"]))}
    if kind in ("contribution", "consultation", "report", "sanction"):
        given |= {"about": draw(about)}
    return Event.model_validate({k: v for k, v in given.items() if v is not None})


@st.composite
def logs(draw: st.DrawFn, pact: Pact) -> EventLog:
    found = [draw(events(number)) for number in range(draw(st.integers(2, 9)))]
    consent = {"type": "ratification", "at": START, "pact": "wide"}
    if draw(st.sampled_from([True, True, True, False])):
        by = draw(st.sampled_from([ALL, ALL, ALL[:2]]))
        for kind in ("signature", "ratification"):
            found.append(Event.model_validate({**consent, "id": kind, "type": kind, "by": by}))
    said = [each for each in found if each.is_a("attack")] or found
    determinations = [
        Determination.model_validate(
            {
                "term": draw(st.sampled_from(list(pact.text.open_terms))),
                "event": (event := draw(st.sampled_from(said))).id,
                "by": draw(st.sampled_from(["COM", "COM", "MED", *STATES])),
                "at": max(START, event.at if type(event.at) is dt.date else event.at.date())
                + dt.timedelta(days=draw(st.integers(1, 9))),
                "value": draw(st.sampled_from([True, True, False, "unknown"])),
                "vote": draw(st.none() | st.none() | votes),
                "pact": draw(st.sampled_from([None, None, None, "other"])),
            }
        )
        for _ in range(draw(st.integers(0, 9)))
    ]
    # Findings both ways.
    for each in determinations[:1] if draw(st.booleans()) else ():
        other = each.model_copy(update={"value": each.value is not True, "vote": None})
        determinations += [other, each.model_copy(update={"vote": None})]
    return EventLog(tuple(found), tuple(determinations))


def story() -> EventLog:
    """Return two attacks far from home, by two states, with what follows.

    The commission finds both ways on one of them. Aldmark calls for help, those who give it vote,
    Dunmere leaves.
    """
    far = {"territory_of": "BOR", "latitude": 50, "region": "cape"}
    attack = {"type": "incursion", "victim": "AMK", "place": far}
    consent = {"at": START, "pact": "wide", "by": ALL}
    given = [
        {"id": "s", "type": "signature", **consent},
        {"id": "r", "type": "ratification", **consent},
        {"id": "e0", "at": START + dt.timedelta(days=5), "attacker": "BOR", **attack},
        {"id": "e1", "at": START + dt.timedelta(days=6), "attacker": "HAN", **attack},
        {"id": "e2", "at": START + dt.timedelta(days=7), "type": "invocation", "by": "AMK"}
        | {"pact": "wide", "clause": "asked", "about": "e0"},
        {"id": "e3", "at": START + dt.timedelta(days=8), "type": "decision", "about": "e0"}
        | {"pact": "wide", "clause": "defend", "votes": {"for": ["CAL", "DUN"], "against": "EST"}},
        {"id": "e4", "at": START + dt.timedelta(days=21), "type": "withdrawal", "by": "DUN"}
        | {"pact": "wide"},
    ]
    found = [
        {"term": "attack", "by": "COM", "at": START + dt.timedelta(days=7)}
        | {"event": event, "value": value}
        for event, value in (("e0", True), ("e1", True), ("e1", False))
    ]
    return EventLog(
        tuple(map(Event.model_validate, given)), tuple(map(Determination.model_validate, found))
    )


@st.composite
def scenes(draw: st.DrawFn, pact: Pact) -> tuple[Pact, EventLog, dt.date]:
    """Draw the wide pact with its levers set, a log, and a moment."""
    setting = {name: draw(st.sampled_from([*lever.values])) for name, lever in pact.levers.items()}
    moments = [draw(instants), START + dt.timedelta(days=draw(st.integers(20, 70)))]
    chosen = pact.with_levers(setting)
    return chosen, draw(logs(chosen)), draw(st.sampled_from(moments))
