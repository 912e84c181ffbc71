# SPDX-License-Identifier: Apache-2.0
"""No clause of an encoded treaty is idle: taken out, it changes what comes of some log.

A clause with a duty has to come to something in its log; one that defeats others has to change a
status; one that says how the pact stands to others has to change the reasons.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML

from foedus.pacts import load_events, load_pact
from foedus.pacts.casus import LIBRARY, library_pact

if TYPE_CHECKING:
    from pathlib import Path

    from foedus.pacts import Pact

HEAD = "schema: foedus/events-1\n"
OTHERS = "others: {XXX: a neighbour, QQQ: {name: a group, state: false}}\n"
LOGS = {
    "csto_1992": """
events:
  - {id: a, type: attack, at: 1995-01-01, attacker: XXX, victim: KGZ, place: {territory_of: KGZ}}
  - {id: b, type: contribution, at: 1995-01-02, by: RUS, toward: KGZ, kind: armed_force, about: a}
  - {id: c, type: attack, at: 2015-01-01, attacker: XXX, victim: KGZ,
     place: {territory_of: KGZ, region: interior}}
  - {id: d, type: invocation, at: 2015-01-02, by: KGZ, pact: csto_1992, clause: help, about: c}
  - {id: e, type: decision, at: 2015-01-02, by: CSC, clause: help, about: c}
  - {id: f, type: contribution, at: 2015-01-03, by: RUS, toward: KGZ, kind: armed_force, about: c}
  - {id: g, type: attack, at: 2016-01-01, attacker: XXX, victim: TJK, place: {territory_of: XXX}}
  - {id: h, type: invocation, at: 2016-01-01, by: TJK, pact: csto_1992, clause: help, about: g}
  - {id: i, type: decision, at: 2016-01-02, by: CSC, clause: help, about: g}
  - {id: j, type: attack, at: 2017-01-01, attacker: XXX, victim: TJK,
     place: {territory_of: TJK, region: interior}}
  - {id: k, type: decision, at: 2017-01-02, by: CSC, clause: help, about: j}
""",
    "teu_42_7": """
events:
  - {id: a, type: attack, at: 2015-01-01, attacker: XXX, victim: FRA, place: {territory_of: FRA}}
  - {id: b, type: contribution, at: 2015-01-02, by: [IRL, FIN, SWE], toward: FRA,
     kind: financial_aid, about: a}
  - {id: c, type: attack, at: 2016-01-01, attacker: XXX, victim: FRA, place: {territory_of: XXX}}
determinations:
  - {term: armed_aggression, event: a, by: FRA, at: 2015-01-01, value: true}
  - {term: armed_aggression, event: c, by: FRA, at: 2016-01-01, value: true}
""",
    "un_charter": """
events:
  - {id: a, type: attack, at: 2000-01-01, attacker: IRQ, victim: KWT}
  - {id: b, type: attack, at: 2000-01-02, attacker: KWT, victim: IRQ}
  - {id: c, type: contribution, at: 2000-01-02, by: USA, toward: KWT, kind: armed_force}
  - {id: d, type: decision, at: 2000-02-01, by: UNSC, kind: provisional_measures, toward: IRQ}
  - {id: e, type: decision, at: 2000-02-02, by: UNSC, kind: measures, toward: IRQ}
  - {id: f, type: decision, at: 2000-02-03, by: UNSC, kind: measures, toward: IRQ}
  - {id: g, type: conduct, at: 2000-02-04, by: NOR, toward: UNSC, kind: special_agreement}
  - {id: h, type: decision, at: 2000-02-05, by: UNSC, kind: force, toward: IRQ}
  - {id: i, type: decision, at: 2001-02-01, by: UNSC, kind: authorisation, toward: XXX}
  - {id: j, type: attack, at: 2001-02-02, attacker: FRA, victim: XXX}
  - {id: k, type: decision, at: 1999-02-05, by: UNSC, kind: force, toward: XXX}
determinations:
  - {term: threat_or_breach, event: e, by: UNSC, at: 2000-02-02, value: true}
  - {term: threat_or_breach, event: h, by: UNSC, at: 2000-02-05, value: true}
  - {term: threat_or_breach, event: k, by: UNSC, at: 1999-02-05, value: true}
""",
    "budapest_1994": """
events:
  - {id: a, type: attack, at: 2000-01-01, attacker: UKR, victim: RUS, kind: beside_nuclear_state}
  - {id: b, type: attack, at: 2000-01-02, attacker: RUS, victim: UKR, kind: nuclear}
  - {id: c, type: conduct, at: 2000-01-03, by: RUS, toward: UKR, kind: nuclear_use}
  - {id: d, type: threat, at: 2000-01-04, by: RUS, toward: UKR, kind: nuclear}
  - {id: e, type: invocation, at: 2000-01-05, by: UKR, pact: budapest_1994, clause: consult}
""",
    "kellogg_briand_1928": """
events:
  - {id: n, type: accession, at: 1929-08-03, by: GRC, pact: kellogg_briand_1928}
  - {id: a, type: attack, at: 1935-01-01, attacker: ITA, victim: ETH}
  - {id: b, type: attack, at: 1935-01-02, attacker: ETH, victim: ITA}
  - {id: c, type: declaration_of_war, at: 1935-01-03, by: ITA, toward: ETH}
  - {id: d, type: attack, at: 1935-01-03, attacker: GBR, victim: ITA}
  - {id: e, type: declaration_of_war, at: 1935-02-03, by: ETH, toward: ITA}
  - {id: f, type: declaration_of_war, at: 1935-02-03, by: GBR, toward: ITA}
""",
    "npt_1968": """
events:
  - {id: a, type: conduct, at: 2000-01-01, by: IRL, kind: amendment_proposal}
  - {id: b, type: decision, at: 2000-02-01, by: CONFERENCE, clause: adopt, about: a}
  - {id: c, type: accession, at: 1993-07-22, by: BLR, pact: npt_1968}
  - {id: d, type: conduct, at: 1993-07-23, by: BLR, kind: safeguards_negotiation}
  - {id: e, type: withdrawal, at: 2003-01-10, by: PRK, pact: npt_1968}
""",
}
DAYS = {"kellogg_briand_1928": "1940-01-01", "npt_1968": "2003-02-01"}


def outcome(name: str, pact: Pact, folder: Path) -> dict[Any, tuple[Any, ...]]:
    """Return what came of each duty under every reading, with its reasons last."""
    path = folder / f"{name}.events.yaml"
    path.write_text(HEAD + OTHERS + LOGS[name], "utf-8")
    log = load_events(path, [pact])
    return {
        (*reading.reading.values(), *duty.key): (duty.status, duty.free, duty.because)
        for reading in pact.readings
        for duty in reading.evaluate(log, DAYS.get(name, "2018-01-01")).duties
    }


def clauses(*, duty: bool) -> list[tuple[str, str]]:
    return [
        (name, clause.id)
        for name in LOGS
        for clause in library_pact(name).text.clauses
        if (clause.duty is not None) is duty
    ]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Any:  # noqa: ANN401 - a cached function
    return cache(lambda name: outcome(name, library_pact(name), tmp_path_factory.mktemp(name)))


@pytest.mark.parametrize(("name", "clause"), clauses(duty=True))
def test_a_duty_comes_to_something(name: str, clause: str, whole: Any) -> None:  # noqa: ANN401
    size = len(library_pact(name).text.readings)
    own = [row for key, row in whole(name).items() if key[size] == clause]
    assert any(status != "not_owed" or free for status, free, _ in own)


def without(name: str, clause: str | None, folder: Path) -> dict[Any, tuple[Any, ...]]:
    """Return what comes of a pact without one of its clauses."""
    yaml = YAML()  # keeps the order of the file
    tree = yaml.load(LIBRARY / f"{name}.yaml")
    tree["clauses"] = [each for each in tree["clauses"] if each["id"] != clause]
    for question in tree.get("readings", {}).values():
        if clause is not None and question.get("clause") == clause:
            del question["clause"]
    path = folder / "without.yaml"
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(tree, file)
    return outcome(name, load_pact(path), folder)


@pytest.mark.parametrize("name", LOGS)
def test_writing_a_pact_again_changes_nothing(
    name: str,
    whole: Any,  # noqa: ANN401 - a cached function
    tmp_path: Path,
) -> None:
    assert without(name, None, tmp_path) == whole(name)


@pytest.mark.parametrize(("name", "clause"), clauses(duty=False))
def test_taking_a_clause_out_changes_something(
    name: str,
    clause: str,
    whole: Any,  # noqa: ANN401 - a cached function
    tmp_path: Path,
) -> None:
    effect = next(c.effect for c in library_pact(name).text.clauses if c.id == clause)
    last = 3 if effect is None else 2  # what only relates pacts to each other is told, no more
    before = {key: row[:last] for key, row in whole(name).items()}
    after = {key: row[:last] for key, row in without(name, clause, tmp_path).items()}
    assert before != after
