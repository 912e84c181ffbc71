# SPDX-License-Identifier: Apache-2.0
"""Logs for `wide_pact.yaml`, the pact that uses everything that the format has."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from foedus.pacts import Determination, Event, EventLog

if TYPE_CHECKING:
    from foedus.pacts import Pact

WIDE = Path(__file__).with_name("wide_pact.yaml")

START = dt.date(2031, 9, 1)
ALL = ["AMK", "CAL", "DUN", "EST"]
STATES = [*ALL, "BOR", "HAN", "GUL"]
PLACES = [None, "nowhere", {"territory_of": "AMK", "latitude": 50}, {"territory_of": "BOR"}]
PLACES += [{"region": ["gulf"]}, {"region": ["cape"], "latitude": 10}]
PLACES += [{"territory_of": ["DUN", "GUL"], "latitude": 10}]

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


HOSTILE = ("incursion", "blockade", "missile_strike")
TOWARD = ("threat", "mobilisation", "sanction", "contribution")
SPEECH = ("consultation", "report", "ratification", "signature", "withdrawal")
KINDS = [*HOSTILE, *HOSTILE, *TOWARD, *SPEECH, "contribution", "invocation", "notification"]
KINDS += ["decision", "decision", "conduct", "pledge", "delivery"]


def details(kind: str) -> dict[str, st.SearchStrategy[Any]]:
    """Return what an event of a kind says, beside its date."""
    here = {"pact": st.just("wide")}
    anyone, victims = st.sampled_from(STATES), st.sampled_from(["AMK", "AMK", "BOR", "CAL"])
    if kind in HOSTILE:
        sides = [("BOR", "AMK")] * 4 + [("AMK", "BOR"), ("HAN", "AMK")] * 2 + [("EST", "DUN")]
        return {
            "sides": st.sampled_from(sides),
            "place": st.sampled_from(PLACES),
            "target": st.sampled_from([None, "shipping", "land"]),
            "alleged_by": st.sampled_from([None, None, "AMK"]),
        }
    if kind in TOWARD:
        helps = {
            "kind": st.sampled_from(["financial_aid", "training", "armed_force"]),
            "about": about,
        }
        more = {"contribution": helps, "sanction": {"about": about}}.get(kind, {})
        return {"by": anyone, "toward": victims, **more}
    return {
        "pledge": {"by": anyone, "toward": st.just("AMK"), **here, "due": instants}
        | {"amount": st.just(2), "unit": st.just("x")},
        "delivery": {"by": anyone, "about": about, "amount": st.just(1)},
        "conduct": {"by": anyone, "toward": victims, "kind": st.sampled_from(["trade", "payment"])},
        "decision": {"clause": st.just("defend"), "about": about, "votes": votes, **here}
        | {"by": st.sampled_from([None, "MED"])},
        "invocation": {"by": st.just("AMK"), "clause": st.just("asked"), "about": about, **here},
        "notification": {"by": st.just("AMK"), **here}
        | {"clause": st.sampled_from(["again", "met"]), "about": about},
        "consultation": {"by": some, "about": about, **here},
        "report": {"by": some, "about": about, **here},
    }.get(kind, {"by": some, **here})


@st.composite
def events(draw: st.DrawFn, number: int) -> Event:
    kind = draw(st.sampled_from(KINDS))
    given = {"id": f"e{number}", "type": kind, "at": draw(instants)}
    given |= draw(st.fixed_dictionaries(details(kind)))
    if "sides" in given:
        given["attacker"], given["victim"] = given.pop("sides")
    if kind == "delivery" and given["about"] is None:
        given["about"] = "e0"
    return Event.model_validate({k: v for k, v in given.items() if v is not None})


@st.composite
def logs(draw: st.DrawFn, pact: Pact) -> EventLog:
    found = [draw(events(number)) for number in range(draw(st.integers(2, 9)))]
    consent = {"type": "ratification", "at": START, "pact": "wide"}
    if draw(st.sampled_from([True, True, True, False])):
        by = draw(st.sampled_from([ALL, ALL, ALL[:2]]))
        found += [
            Event.model_validate({**consent, "id": kind, "type": kind, "by": by})
            for kind in ("signature", "ratification")
        ]
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
    Calden trades with the attacker, Aldmark declares the other attack answered, Dunmere leaves.
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
        {"id": "e5", "at": START + dt.timedelta(days=10), "type": "conduct", "by": "CAL"}
        | {"toward": "BOR", "kind": "trade"},
        {"id": "e6", "at": START + dt.timedelta(days=11), "type": "notification", "by": "AMK"}
        | {"pact": "wide", "clause": "met", "about": "e1"},
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
    days = st.integers(20, 70) | st.integers(20, 70) | st.integers(360, 1100)
    moments = [draw(instants), START + dt.timedelta(days=draw(days))]
    chosen = pact.with_levers(setting)
    return chosen, draw(logs(chosen)), draw(st.sampled_from(moments))
