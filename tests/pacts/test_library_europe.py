# SPDX-License-Identifier: Apache-2.0
"""European treaties of 1839 to 1939: their law by hand, and that no clause of theirs is idle."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML

from foedus.pacts import load_events, load_pact
from foedus.pacts.casus import casus_log, casus_logs, casus_names, library, library_pact, load_casus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from foedus.pacts import EventLog, Pact

CASES = {
    "italy_triple_alliance_1914": (True, "no", "no"),
    "uk_belgium_1914": (True, "yes", "disputed"),
    "uk_poland_1939_germany": (True, "yes", "yes"),
    "ussr_czechoslovakia_1938": (True, "no", "no"),
}
OWN_LOGS = {"anglo_polish_1939": "uk_poland_1939_germany"}
OWN_LOGS |= {"soviet_czechoslovak_1935": "ussr_czechoslovakia_1938"}

# Invented events for what history did not try.
TRIALS = {
    "dual_alliance_1879": """
events:
  - {id: a, type: attack, at: 1900-01-01, attacker: RUS, victim: AUH}
  - {id: b, type: conduct, at: 1900-02-01, by: AUH, toward: RUS, kind: separate_peace}
  - {id: c, type: attack, at: 1901-01-01, attacker: FRA, victim: DEU}
  - {id: d, type: attack, at: 1901-01-02, attacker: AUH, victim: DEU}
others: {FRA: France}
""",
    "triple_alliance_1912": """
events:
  - {id: a, type: attack, at: 1914-07-09, attacker: FRA, victim: ITA}
  - {id: b, type: attack, at: 1914-07-10, attacker: FRA, victim: DEU}
  - {id: c, type: attack, at: 1914-07-11, attacker: RUS, victim: DEU}
  - {id: d, type: conduct, at: 1914-07-12, by: ITA, toward: AUH, kind: hostile_alliance}
  - {id: e, type: occupation, at: 1914-07-13, attacker: AUH, victim: SRB}
  - {id: f, type: occupation, at: 1914-07-14, attacker: AUH, victim: RUS}
  - {id: g, type: conduct, at: 1914-07-15, by: [AUH, ITA], kind: agreement_on_compensation}
  - {id: h, type: occupation, at: 1914-07-16, attacker: AUH, victim: MNE}
  - {id: i, type: attack, at: 1914-07-17, attacker: ITA, victim: AUH}
""",
    "franco_russian_1892": """
events:
  - {id: a, type: mobilisation, at: 1900-01-01, by: FRA, toward: DEU, kind: general}
  - {id: b, type: mobilisation, at: 1900-01-02, by: DEU, toward: FRA, kind: general}
  - {id: c, type: conduct, at: 1900-02-01, by: FRA, toward: DEU, kind: separate_peace}
  - {id: d, type: attack, at: 1901-01-01, attacker: AUH, victim: RUS}
  - {id: e, type: attack, at: 1901-01-01, attacker: ITA, victim: FRA}
""",
    "london_1839": """
others: {NLD: the Netherlands}
events:
  - {id: a, type: attack, at: 1850-01-01, attacker: BEL, victim: NLD}
  - {id: b, type: attack, at: 1851-01-01, attacker: FRA, victim: BEL}
  - {id: c, type: attack, at: 1851-01-02, attacker: BEL, victim: FRA}
  - id: d
    type: decision
    at: 1851-01-03
    pact: london_1839
    clause: guarantee
    about: b
    votes: {for: [GBR, AUH, DEU, RUS]}
""",
    "anglo_polish_1939": """
events:
  - {id: a, type: threat, at: 1939-08-26, by: DEU, toward: POL, place: {region: danzig}}
  - {id: b, type: threat, at: 1939-08-27, by: DEU, toward: POL, place: {region: silesia}}
  - {id: c, type: attack, at: 1939-08-28, attacker: DEU, victim: BEL}
  - {id: d, type: declaration_of_war, at: 1939-08-29, by: GBR, toward: DEU}
  - {id: e, type: conduct, at: 1939-08-30, by: DEU, toward: POL, kind: economic_penetration}
  - {id: f, type: attack, at: 1939-08-31, attacker: DEU, victim: POL}
  - {id: g, type: conduct, at: 1939-09-10, by: POL, toward: DEU, kind: separate_peace}
determinations:
  - {term: vital, event: a, by: POL, at: 1939-08-26, value: true}
  - {term: vital, event: b, by: POL, at: 1939-08-27, value: true}
""",
    "soviet_czechoslovak_1935": """
events:
  - {id: a, type: attack, at: 1936-01-01, attacker: DEU, victim: CSK}
  - {id: b, type: attack, at: 1937-01-01, attacker: CSK, victim: HUN}
  - {id: c, type: attack, at: 1937-01-02, attacker: HUN, victim: CSK}
  - {id: d, type: contribution, at: 1937-01-03, by: FRA, toward: CSK, kind: armed_force}
  - {id: e, type: contribution, at: 1937-02-01, by: SUN, toward: HUN, kind: arms_transfer}
  - {id: f, type: attack, at: 1938-01-01, attacker: DEU, victim: SUN}
""",
}


def logs(pact: Pact, tmp_path: Path) -> list[EventLog]:
    path = tmp_path / "trial.yaml"
    path.write_text(f"schema: foedus/events-1\n{TRIALS[pact.name]}", "utf-8")
    history, _ = casus_log(OWN_LOGS.get(pact.name, "july_1914"), pact)
    return [history, load_events(path, [pact])]


def results(pact: Pact, given: list[EventLog]) -> list[set[tuple[Any, ...]]]:
    """Return everything but that a clause stands there, or that nothing is owed under it."""
    return [
        {
            (d.clause, d.bearer, d.trigger, d.status, tuple(s.status for _, s in d.readings))
            for d in pact.evaluate(log).duties
            if d.status != "not_owed" and d.trigger is not None
        }
        for log in given
    ]


def without(name: str, clause: str, path: Path) -> Pact:
    """Return a pact of the library without one of its clauses."""
    yaml = YAML(typ="safe")
    tree = yaml.load(library()[name])
    kept = [each for each in tree["clauses"] if each["id"] != clause]
    for each in kept:
        effect = each.get("effect")
        if effect:
            named = effect["clauses"]
            named = [named] if isinstance(named, str) else named
            effect["clauses"] = [one for one in named if one != clause]
    tree["clauses"] = [e for e in kept if "effect" not in e or e["effect"]["clauses"]]
    for question in tree.get("readings", {}).values():
        question.pop("clause")
    out = io.StringIO()
    yaml.dump(tree, out)
    path.write_text(out.getvalue(), "utf-8")
    return load_pact(path)


def clauses() -> Iterator[tuple[str, str]]:
    for name in TRIALS:
        yield from ((name, clause.id) for clause in library_pact(name).text.clauses)


@pytest.mark.parametrize("name", CASES)
def test_cases_come_out_as_historians_hold(name: str) -> None:
    case = load_casus(name)
    assert (case.in_force, case.triggered, case.obliged) == CASES[name]
    assert case.agrees
    assert name in casus_names()


def test_a_shared_log_is_no_case() -> None:
    assert "july_1914" in casus_logs()
    assert "july_1914" not in casus_names()


@pytest.mark.parametrize(("name", "clause"), list(clauses()))
def test_no_clause_is_idle(name: str, clause: str, tmp_path: Path) -> None:
    pact = library_pact(name)
    given = logs(pact, tmp_path)
    less = without(name, clause, tmp_path / "less.yaml")
    assert results(pact, given) != results(less, given)


@pytest.mark.parametrize("name", TRIALS)
def test_quotes_are_short_and_claim_no_file(name: str) -> None:
    text = library_pact(name).text
    assert text.text is not None
    assert (text.text.status, text.text.file) == ("paraphrase", None)
    assert all(c.span is None and len((c.quote or "").split()) <= 25 for c in text.clauses)


@pytest.mark.parametrize("name", TRIALS)
def test_nothing_is_owed_before_entry_into_force(name: str, tmp_path: Path) -> None:
    pact = library_pact(name)
    entry = pact.text.entry_into_force.date
    assert entry is not None
    for log in logs(pact, tmp_path):
        early = [event.model_copy(update={"at": entry.replace(year=entry.year - 1)})
                 for event in log.events]  # fmt: skip
        moved = type(log)(tuple(early), (), log.others)
        day = entry.replace(year=entry.year - 1, month=12, day=31)
        assert {d.status for d in pact.evaluate(moved, min(day, entry)).duties} <= {"not_owed"}


@pytest.fixture
def found(tmp_path: Path) -> Callable[[str], dict[tuple[str, str, str | None], str]]:
    """Give what became of each duty in the trial of a pact."""

    def read(name: str) -> dict[tuple[str, str, str | None], str]:
        pact = library_pact(name)
        duties = pact.evaluate(logs(pact, tmp_path)[1]).duties
        return {(d.clause, d.bearer, d.trigger): d.status for d in duties}

    return read


Found = "Callable[[str], dict[tuple[str, str, str | None], str]]"


def test_dual_alliance(found: Found) -> None:
    duties = found("dual_alliance_1879")
    assert duties["assist_against_russia", "DEU", "a"] == "owed"
    assert duties["common_peace", "AUH", "a"] == "breached"
    # France alone is another power: neutrality, and no help while Russia does not support it.
    assert duties["benevolent_neutrality", "AUH", "c"] == "breached"  # by its own attack, d
    assert duties["assist_against_supported", "AUH", "c"] == "not_owed"


def test_triple_alliance(found: Found) -> None:
    duties = found("triple_alliance_1912")
    assert duties["help_italy", "DEU", "a"] == duties["help_italy", "AUH", "a"] == "owed"
    assert duties["help_germany", "ITA", "b"] == "owed"
    assert duties["casus_foederis", "ITA", "c"] == duties["casus_foederis", "AUH", "c"] == "owed"
    assert duties["casus_foederis", "DEU", "a"] == "not_owed"  # Italy is at war with France alone
    assert duties["peace", "ITA", "i"] == "breached"
    assert duties["no_hostile_alliance", "ITA", "d"] == "breached"
    occupied = [duties["status_quo", "AUH", event] for event in ("e", "f", "h")]
    assert occupied == ["breached", "not_owed", "not_owed"]


def test_franco_russian_convention(found: Found) -> None:
    duties = found("franco_russian_1892")
    # Austria-Hungary and Italy count where Germany supports them: here it had mobilised
    # against France, and not against Russia.
    assert duties["help_france", "RUS", "e"] == "owed"
    assert duties["help_russia", "FRA", "d"] == "not_owed"
    assert duties["mobilise", "RUS", "b"] == "owed"
    assert duties["mobilise", "FRA", "b"] == "not_owed"
    assert duties["no_separate_peace", "FRA", "c"] == "breached"


def test_belgium_may_defend_itself_and_attack_nobody(found: Found) -> None:
    duties = found("london_1839")
    assert duties["neutrality_of_belgium", "BEL", "a"] == "breached"
    assert duties["neutrality_of_belgium", "BEL", "c"] == "not_owed"
    # France attacked: the others are bound each, and once all four decide, together as well.
    others = {code: duties["guarantee", code, "b"] for code in ("GBR", "AUH", "DEU", "RUS")}
    assert set(others.values()) == {"owed"}
    assert ("guarantee", "FRA", "b") not in duties


def test_anglo_polish_agreement(found: Found) -> None:
    duties = found("anglo_polish_1939")
    assert duties["assist", "GBR", "f"] == "owed"
    assert duties["threatened", "GBR", "a"] == "owed"
    assert duties["threatened", "GBR", "b"] == "not_owed"  # not Danzig
    assert duties["third_state", "POL", "d"] == "owed"  # Britain fights Germany over Belgium
    assert duties["undermined", "GBR", "e"] == "owed"
    assert duties["no_separate_peace", "POL", "f"] == "breached"


def test_the_secret_protocol_leaves_the_soviet_attack_to_consultation() -> None:
    pact = library_pact("anglo_polish_1939")
    log, _ = casus_log("uk_poland_1939_germany", pact)
    duties = pact.evaluate(log, "1939-09-17").duties
    soviet = {(d.clause, d.bearer): d.status for d in duties if d.trigger == "soviet_invasion"}
    assert soviet == {
        ("assist", "GBR"): "not_owed",
        ("consult", "GBR"): "owed",
        ("consult", "POL"): "owed",
    }


def test_soviet_help_waits_for_french_help(found: Found) -> None:
    duties = found("soviet_czechoslovak_1935")
    assert duties["assist", "SUN", "a"] == "owed"
    assert duties["assist", "CSK", "f"] == "not_owed"  # France did not help the Soviet Union
    assert duties["assist", "SUN", "c"] == "not_owed"  # France helps, but the attack was provoked
    assert duties["no_help_to_aggressor", "SUN", "c"] == "breached"
    pact = library_pact("soviet_czechoslovak_1935")
    log, _ = casus_log("ussr_czechoslovakia_1938", pact)
    counsel = {
        d.bearer: d.status for d in pact.evaluate(log).duties if d.trigger == "berchtesgaden"
    }
    assert counsel == {"SUN": "performed", "CSK": "performed"}
