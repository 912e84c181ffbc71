# SPDX-License-Identifier: Apache-2.0
"""No clause of these pacts is idle: without it some log of a small suite comes out otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML

from foedus.pacts import load_events, load_pact
from foedus.pacts.casus import CASES, library, library_pact

if TYPE_CHECKING:
    from pathlib import Path

    from foedus.pacts import Pact

IDLE = {
    # Entry into force, denunciation and term stand in the header; these clauses tell them.
    ("north_atlantic_1949", "entry"),
    ("north_atlantic_1949", "denounce"),
    ("warsaw_1955", "term"),
}
HEAD = (
    "schema: foedus/events-1\nothers: {FOE: a state, BAND: {name: a band, state: false}}\nevents:\n"
)
ENDS = "  - {id: u, type: decision, at: 1980-03-01, by: UNSC, kind: measures_necessary, about: e}\n"
HELP = "  - {id: h, type: contribution, at: 1980-02-01, by: BY, toward: TO, kind: armed_force}\n"
FOUND = "  - {term: TERM, event: e, by: BY, at: 1980-01-02, value: true}\n"


def attack(who: str, whom: str, place: str) -> str:
    return (
        f"  - {{id: e, type: invasion, at: 1980-01-01, attacker: {who}, victim: {whom},"
        f" target: territory, place: {place}}}\n"
    )


def asked(who: str, pact: str, clause: str, day: str = "1980-01-01") -> str:
    return (
        f"  - {{id: i, type: invocation, at: {day}, by: {who}, pact: {pact}, clause: {clause}}}\n"
    )


def conduct(who: str, kind: str) -> str:
    return f"  - {{id: c, type: conduct, at: 1980-01-02, by: {who}, kind: {kind}}}\n"


def found(by: str, term: str = "armed_attack") -> str:
    return f"determinations:\n{FOUND.replace('TERM', term).replace('BY', by)}"


ANSWER = (
    "  - {id: b, type: attack, at: 1979-12-01, attacker: FOE, victim: POL}\n"
    "  - {id: d, type: attack, at: 1980-01-01, attacker: POL, victim: FOE}\n"
)
EUROPE = "{territory_of: ITA, region: europe}"
ASIA = "{territory_of: FOE, region: asia}"
NATO_FOUND = found("NAC")
VOTE = (
    "  - {id: v, type: decision, at: 1980-01-01, pact: north_atlantic_1949, clause: invite,"
    " votes: {for: [BEL, CAN, DNK, FRA, ISL, ITA, LUX, NLD, NOR, PRT, GBR, USA, GRC, TUR, DEU]}}\n"
)
SUITE: dict[str, list[str]] = {
    "north_atlantic_1949": [
        attack("FOE", "ITA", EUROPE) + HELP.replace("BY", "USA").replace("TO", "ITA") + NATO_FOUND,
        attack("FOE", "ITA", EUROPE) + ENDS + NATO_FOUND,
        attack("FOE", "ITA", ASIA) + NATO_FOUND,
        attack("BAND", "ITA", EUROPE) + NATO_FOUND,
        attack("ITA", "FOE", ASIA),
        asked("ITA", "north_atlantic_1949", "consult"),
        asked("ITA", "north_atlantic_1949", "review"),
        asked("ITA", "north_atlantic_1949", "review", "1955-01-01"),
        conduct("ITA", "conflicting_engagement"),
        VOTE,
    ],
    "rio_1947": [
        attack("FOE", "PER", "{territory_of: PER}")
        + HELP.replace("BY", "USA").replace("TO", "PER")
        + found("OC"),
        attack("FOE", "PER", "{territory_of: PER}") + ENDS + found("OC"),
        attack("FOE", "PER", ASIA) + found("OC"),
        "  - {id: b, type: attack, at: 1979-12-01, attacker: PER, victim: FOE}\n"
        + attack("FOE", "PER", "{territory_of: PER}")
        + found("OC"),
        attack("CHL", "PER", "{territory_of: PER}"),
        asked("PER", "rio_1947", "consult"),
        attack("FOE", "PER", "{territory_of: PER}")
        + "  - {id: m, type: decision, at: 1980-01-03, by: OC, about: e}\n"
        "  - {id: c, type: conduct, at: 1980-01-04, by: BRA, toward: PER,"
        " kind: consent_to_armed_force}\n" + found("OC"),
    ],
    "anzus_1951": [
        attack("FOE", "AUS", "{territory_of: AUS, region: metropolitan_territory}")
        + HELP.replace("BY", "USA").replace("TO", "AUS")
        + found("USA"),
        attack("FOE", "AUS", "{territory_of: AUS, region: metropolitan_territory}")
        + ENDS
        + found("USA"),
        attack("FOE", "AUS", ASIA) + found("USA"),
        asked("AUS", "anzus_1951", "consult"),
        asked("NZL", "anzus_1951", "consult", "1990-01-01"),
    ],
    "warsaw_1955": [
        attack("FOE", "POL", "{territory_of: POL, region: europe}")
        + HELP.replace("BY", "SUN").replace("TO", "POL")
        + found("SUN"),
        attack("FOE", "POL", "{territory_of: POL, region: europe}") + ENDS + found("SUN"),
        attack("FOE", "SUN", "{territory_of: SUN, region: asia}") + found("POL"),
        attack("ROU", "POL", "{territory_of: POL, region: europe}") + found("SUN"),
        ANSWER,
        asked("POL", "warsaw_1955", "consult"),
    ],
}
CLAUSES = [
    pytest.param(name, clause.id, id=f"{name}-{clause.id}")
    for name in SUITE
    for clause in library_pact(name).clauses
    if (name, clause.id) not in IDLE
]


def without(name: str, clause: str, folder: Path) -> Pact:
    """Return a pact without a clause, and without what rests on it alone."""
    tree: dict[str, Any] = YAML(typ="safe").load(library()[name].read_text("utf-8"))
    for question in tree.get("readings", {}).values():
        if question.get("clause") == clause:
            del question["clause"]
    kept = []
    for each in tree["clauses"]:
        effect, trigger = each.get("effect", {}), each.get("trigger", {})
        if clause in (each["id"], trigger.get("performed")):
            continue
        if clause in effect.get("clauses", ()):
            effect["clauses"] = [other for other in effect["clauses"] if other != clause]
            if not effect["clauses"]:
                continue
        kept.append(each)
    tree["clauses"] = kept
    path = folder / f"{name}.yaml"
    with path.open("w", encoding="utf-8") as file:
        YAML().dump(tree, file)
    return load_pact(path)


def outcomes(pact: Pact, texts: list[str], folder: Path) -> list[dict[tuple[str, ...], str]]:
    found = []
    for number, text in enumerate(texts):
        path = folder / f"log{number}.yaml"
        path.write_text(HEAD + text, "utf-8")
        log = load_events(path, [pact])
        duties = pact.evaluate(log, "1990-06-01").duties
        found.append(
            {(d.clause, d.bearer, d.trigger or ""): f"{d.status} {d.free}" for d in duties}
        )
    return found


@pytest.fixture(scope="module")
def wholes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[tuple[str, ...], str]]]:
    return {
        name: outcomes(library_pact(name), texts, tmp_path_factory.mktemp(name))
        for name, texts in SUITE.items()
    }


@pytest.mark.parametrize(("name", "clause"), CLAUSES)
def test_without_a_clause_something_comes_out_otherwise(
    name: str,
    clause: str,
    wholes: dict[str, list[dict[tuple[str, ...], str]]],
    tmp_path: Path,
) -> None:
    whole = wholes[name]
    own = next(each for each in library_pact(name).clauses if each.id == clause)
    if own.duty is not None:
        # What a duty adds are its own lines: somewhere it is owed, done, broken, or free.
        lines = {line for one in whole for key, line in one.items() if key[0] == clause}
        assert lines - {"not_owed None", "not_owed False"}
        return
    short = without(name, clause, tmp_path)
    assert outcomes(short, SUITE[name], tmp_path) != whole


def test_without_the_practice_of_1968_the_answer_would_be_open(tmp_path: Path) -> None:
    short = without("warsaw_1955", "outside", tmp_path)
    log = load_events(CASES / "warsaw_pact_1968.events.yaml", [short])
    duties = short.evaluate(log, "1968-08-21").duties
    assert {d.status for d in duties if d.clause == "assist"} == {"unknown"}
