# SPDX-License-Identifier: Apache-2.0
"""What changes between two drafts: laws, and one lever of the guarantee at a time by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from foedus.pacts import load_events, load_pact
from foedus.pacts.diff import diff
from foedus.yamlfile import read_document, write_document

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from foedus.pacts import EventLog, Pact
    from foedus.pacts.diff import Change, Difference

GUARANTORS = ("USA", "GBR", "FRA", "DEU", "POL")
NAMES_CLAUSES = ("id", "clause", "clauses", "performed", "breached", "over")


def renamed(value: Any, ids: dict[str, str], key: str = "") -> Any:  # noqa: ANN401 - any YAML
    """Return a file's tree with its clauses called otherwise, numbered otherwise, and turned."""
    if isinstance(value, dict):
        return {k: renamed(inner, ids, k) for k, inner in value.items()}
    if isinstance(value, list):
        turned = value[::-1] if key == "clauses" and isinstance(value[0], dict) else value
        return [renamed(inner, ids, key) for inner in turned]
    if key == "art":
        return f"{int(value) + 20}" if str(value).isdigit() else f"{value} bis"
    return ids.get(value, value) if key in NAMES_CLAUSES and isinstance(value, str) else value


def written(file: Path, folder: Path, **more: str) -> Pact:
    """Return a pact whose clauses are renamed, renumbered and in the opposite order."""
    tree: Any = read_document(file)[0].tree
    ids = {clause["id"]: f"clause_{n}" for n, clause in enumerate(tree["clauses"])}
    path = folder / "renamed.yaml"
    write_document(path, {**renamed(tree, ids), **more})
    return load_pact(path)


def told(found: Difference) -> set[tuple[str, str | None, str]]:
    return {(c.kind, c.clause[0] or c.clause[1], c.action) for c in found.changes}


def of(found: Difference, kind: str, clause: str) -> Change:
    (change,) = [c for c in found.changes if c.kind == kind and clause in c.clause]
    return change


LEAGUE = """
pact: league
schema: foedus/pact-1
title: A league
legal_form: treaty
parties:
  AAA: {name: Arcadia, since: 1900-01-01}
  BBB: {name: Boeotia, since: 1900-01-01}
others: {CCC: Corinth}
entry_into_force: {date: 1900-01-01}
clauses:
  - id: help
    art: "1"
    summary: Help when Corinth attacks Arcadia.
    trigger: {event: attack, attacker: CCC, victim: AAA}
    duty:
      modality: obligation
      bearer: BBB
      toward: victim
      action: assist
      discretion: {floor: military_aid, ceiling: armed_force}
      deadline: {days: 14}
"""


@pytest.mark.parametrize("name", ["guarantee", "harbour"])
def test_a_draft_does_not_differ_from_itself(name: str, request: pytest.FixtureRequest) -> None:
    pact = request.getfixturevalue(name)
    found = diff(pact, pact)
    assert found.changes == ()
    assert found.complete
    assert found.made > 50  # the suite goes somewhere


@pytest.mark.parametrize("name", ["guarantee", "harbour"])
@pytest.mark.parametrize("more", [{}, {"pact": "another_name"}])
def test_names_numbers_and_order_are_no_difference(
    name: str, more: dict[str, str], request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    pact = request.getfixturevalue(name)
    other = written(request.getfixturevalue(f"{name}_file"), tmp_path, **more)
    assert {c.id for c in other.clauses}.isdisjoint(c.id for c in pact.clauses)
    assert diff(pact, other).changes == ()
    assert diff(other, pact).changes == ()


def test_a_change_beside_new_names_is_found_alone(
    guarantee: Pact, guarantee_file: Path, tmp_path: Path
) -> None:
    other = written(guarantee_file, tmp_path).with_levers({"respond_days": 3})
    (change,) = diff(guarantee, other).changes
    assert (change.kind, change.art) == ("sooner", ("4", "24"))
    assert change.bearers == GUARANTORS


# By hand: what each setting says about each duty, against the default of every other lever.
LEVERS: dict[str, tuple[dict[str, object], set[tuple[str, str, str]]]] = {
    "fewer days": ({"respond_days": 3}, {("sooner", "defend", "assist")}),
    "more days": ({"respond_days": 30}, {("later", "defend", "assist")}),
    "a law or a treaty binds alike": ({"challenger_law": "treaty"}, set()),
    "no promise not to attack": (
        {"challenger_law": "none"},
        {("lost", "challenger_commitment", "not_attack")},
    ),
    "nothing of arms": ({"arms": "none"}, {("lost", "arm", "arm")}),
    "nothing of sanctions": ({"snapback": "none"}, {("lost", "snapback", "sanction")}),
    "sanctions by a decision": (
        {"snapback": "by_decision"},
        {("turns_on", "snapback", "sanction")},
    ),
    # Who has not decided owes nothing; reports follow what was done under Article 4.
    "help by a decision": (
        {"automaticity": "consensus"},
        {("turns_on", "defend", "assist"), ("lost", "report", "report")},
    ),
    # Any help used to perform it; now only armed force does.
    "automatic": (
        {"automaticity": "automatic"},
        {("asks_more", "defend", "assist"), ("lost", "report", "report")},
    ),
    "a condition": (
        {"provocation_clause": "void_if_unprovoked_strike"},
        {
            ("released", "defend", "assist"),
            ("turns_on", "defend", "assist"),
            ("lost", "report", "report"),
            ("turns_on", "report", "report"),
        },
    ),
    "without the United States": (
        {"guarantors": "europe_only"},
        {
            ("lost", "defend", "assist"),
            ("lost", "snapback", "sanction"),
            ("lost", "consult", "consult"),
            ("lost", "arm", "arm"),
            ("lost", "report", "report"),
        },
    ),
    # A significant attack that is no large invasion, and one of which that is open.
    "only a large invasion": (
        {"threshold": "large_invasion"},
        {
            (kind, clause, action)
            for kind in ("lost", "turns_on")
            for clause, action in (
                ("defend", "assist"),
                ("snapback", "sanction"),
                ("report", "report"),
            )
        },
    ),
}


@pytest.mark.parametrize("case", LEVERS)
def test_one_lever_changes_what_it_says(guarantee: Pact, case: str) -> None:
    levers, expected = LEVERS[case]
    assert told(diff(guarantee, guarantee.with_levers(levers))) == expected


def test_the_other_way_round_is_the_opposite(guarantee: Pact) -> None:
    opposite = {"sooner": "later", "lost": "gained"}
    for levers in ({"respond_days": 3}, {"arms": "none"}):
        other = guarantee.with_levers(levers)
        there, back = diff(guarantee, other), diff(other, guarantee)
        assert {(opposite[kind], *more) for kind, *more in told(there)} == told(back)


def test_who_loses_what(guarantee: Pact) -> None:
    found = diff(guarantee, guarantee.with_levers({"guarantors": "europe_only"}))
    assert {change.bearers for change in found.changes} == {("USA",)}
    change = of(found, "lost", "defend")
    assert (change.toward, change.modality) == (("UKR",), "obligation")


def test_what_it_turns_on_and_who_releases(guarantee: Pact) -> None:
    large = diff(guarantee, guarantee.with_levers({"threshold": "large_invasion"}))
    assert of(large, "turns_on", "defend").about == ("whether it was a large invasion",)
    lever = {"provocation_clause": "void_if_unprovoked_strike"}
    released = diff(guarantee, guarantee.with_levers(lever))
    assert of(released, "released", "defend").about == ("provocation",)


def test_a_form_that_does_not_bind_in_law(guarantee: Pact) -> None:
    found = diff(guarantee, guarantee.with_levers({"legal_form": "declaration"}))
    assert {c.kind for c in found.changes} == {"gained", "turns_on", "no_longer_binds"}
    # What is gained is gained by those who have signed and not ratified.
    for change in found.changes:
        if change.kind == "gained":
            assert {e.type for e in change.log.events} & {"signature"}
            assert not {e.type for e in change.log.events} & {"ratification"}


def test_a_shorter_term(guarantee: Pact) -> None:
    found = diff(guarantee, guarantee.with_levers({"duration_years": 5}))
    assert {c.kind for c in found.changes} == {"lost"}
    begun = min(each.at for each in found.changes)
    assert all(each.at.year >= 2035 for each in found.changes)
    assert begun.year == 2035


@pytest.fixture(scope="module")
def released(guarantee: Pact) -> Difference:
    lever = {"provocation_clause": "void_if_unprovoked_strike"}
    return diff(guarantee, guarantee.with_levers(lever))


def test_a_witness_runs_under_both_drafts(released: Difference, tmp_path: Path) -> None:
    drafts = (released.matching.old, released.matching.new)
    for number, change in enumerate(released.changes):
        path = tmp_path / f"{number}.yaml"
        write_document(path, change.to_json()["witness"])
        for draft, expected in zip(drafts, (change.old, change.new), strict=True):
            duties = draft.evaluate(load_events(path, [draft]), at=change.at).duties
            same = [d for d in duties if expected is not None and d.key == expected.key]
            assert [d.status for d in same] == ([] if expected is None else [expected.status])


def test_a_witness_holds_nothing_that_it_does_not_need(released: Difference) -> None:
    drafts = (released.matching.old, released.matching.new)
    for change in released.changes:
        log = change.log
        assert change.old is not None
        for entry in (*log.events, *log.determinations):
            rest = replace(
                log,
                events=tuple(e for e in log.events if e is not entry),
                determinations=tuple(
                    d
                    for d in log.determinations
                    if d is not entry and d.event != getattr(entry, "id", None)
                ),
            )
            states = []
            for draft, wanted in zip(drafts, (change.old, change.new), strict=True):
                duties = draft.evaluate(rest, at=change.at).duties
                states.append(
                    [d.status for d in duties if d.key == change.old.key]
                    == ([] if wanted is None else [wanted.status])
                )
            assert not all(states)


def test_a_log_that_is_given_counts(guarantee: Pact, incident: EventLog) -> None:
    other = guarantee.with_levers({"respond_days": 3})
    alone, with_log = diff(guarantee, other), diff(guarantee, other, [incident])
    assert (alone.given, with_log.given) == (0, 1)
    assert with_log.changes[0].logs > alone.changes[0].logs


def test_time_and_measure_are_two_changes(
    tmp_path: Path, written_pact: Callable[[str], Pact]
) -> None:
    # By hand: money performs Article 1 of the new draft only, whose time is also shorter.
    old = written_pact(LEAGUE)
    path = tmp_path / "new.yaml"
    text = LEAGUE.replace("floor: military_aid", "floor: any_positive_act")
    path.write_text(text.replace("days: 14", "days: 7"), "utf-8")
    new = load_pact(path)
    assert told(diff(old, new)) == {("sooner", "help", "assist"), ("asks_less", "help", "assist")}
    assert told(diff(new, old)) == {("later", "help", "assist"), ("asks_more", "help", "assist")}


def test_a_draft_with_another_party(guarantee: Pact, guarantee_file: Path, tmp_path: Path) -> None:
    text = guarantee_file.read_text("utf-8").replace("  POL: Poland", "  POL: Poland\n  ITA: Italy")
    path = tmp_path / "wider.yaml"
    path.write_text(text.replace("FRA, DEU, POL]", "FRA, DEU, POL, ITA]"), "utf-8")
    change = of(diff(guarantee, load_pact(path)), "gained", "defend")
    assert (change.bearers, change.toward, change.old) == (("ITA",), ("UKR",), None)


def test_the_json_says_which_drafts(guarantee: Pact) -> None:
    found = diff(guarantee, guarantee.with_levers({"arms": "none"})).to_json()
    assert found["new"]["levers"]["arms"] == "none"
    assert found["old"]["levers"]["arms"] == "train_and_equip"
    (change,) = found["changes"]
    assert change["art"] == {"old": "9", "new": None}
    assert change["new"] is None
