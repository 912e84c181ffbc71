# SPDX-License-Identifier: Apache-2.0
"""What clauses compile to, whatever their levers are called: expectations by hand."""

from __future__ import annotations

import dataclasses
import re
import shutil
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import foedus
from foedus.case.folder import load_case
from foedus.ensemble.plan import reference_design
from foedus.errors import CallError
from foedus.strategy.compiled import compiled_rows
from foedus.strategy.deter import deter, stakes_of
from foedus.strategy.levers import compile_terms, full_design, one_lever_at_a_time

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from foedus.case.folder import CaseFolder
    from foedus.case.worlds import Worlds
    from foedus.strategy.levers import Terms

UKRAINE = foedus.cases()["ukraine_2025_08"]
DRAWS = 32

# A treaty in other words: no levers, no roles, a council, many parties, two promises.
PACT = """
pact: guarantee
schema: foedus/pact-1
title: An invented mutual guarantee
hypothetical: true
text: {status: ours}
legal_form: treaty
parties:
  U: Ukraine
  M: Moldova
  A: the United States
  B: Britain
  C: France
others: {R: Russia}
blocs: {united_states: [A], europe: [B, C]}
bodies:
  council: {name: the council, composition: [{seats: 5, of: parties}], rule: RULE, vetoes: VETOES}
entry_into_force: {art: "9", date: 2030-01-01}
open_terms:
  aggression: {phrase: aggression, applies_to: attack, determined_by: FINDER, fallback: FALLBACK}
  grave:
    {phrase: grave, kind_of: aggression, applies_to: attack, determined_by: FINDER,
     fallback: FALLBACK}
clauses:
  - id: assistance
    art: "5"
    summary: All help the one attacked.
    trigger: {event: attack, victim: [VICTIM], if: {holds: TERM}}
    duty:
      {modality: obligation, bearer: parties, toward: victim, action: assist,
       discretion: {ceiling: CEILING}, deadline: {days: DAYS}}
    decision_rule: DECIDED
  - id: peace
    art: "6"
    summary: Russia attacks neither of two.
    form: FORM
    duty: {modality: prohibition, bearer: R, toward: [PROMISED], action: not_attack}
"""
PLAIN = {
    "RULE": "consensus",
    "VETOES": "[]",
    "FINDER": "{body: council}",
    "FALLBACK": "unknown",
    "VICTIM": "parties",
    "TERM": "grave",
    "CEILING": "armed_force",
    "DAYS": "15",
    "DECIDED": "each_for_itself",
    "FORM": "treaty",
    "PROMISED": "U, M",
}


def written(text: str, changed: dict[str, str]) -> str:
    for word, value in {**PLAIN, **changed}.items():
        text = re.sub(rf"\b{word}\b", value, text)
    return text


def case_with(folder: Path, pact: str, *, keep_designs: bool = False) -> CaseFolder:
    """Return the case of Ukraine with another pact; without designs, which name its levers."""
    shutil.copytree(UKRAINE, folder, dirs_exist_ok=True)
    path = folder / "case.yaml"
    text = path.read_text("utf-8")
    if not keep_designs:
        text = re.sub(r"(?m)^    design:\n      \{[^}]*\}\n", "", text)
    text = re.sub(r"(?ms)^space:\n.*?(?=^[a-z#])", "", text)  # it names levers too
    path.write_text(text, "utf-8")
    (folder / "events.yaml").unlink(missing_ok=True)
    (folder / "pacts" / "guarantee.yaml").write_text(pact, "utf-8")
    return load_case(folder)


def sampled(case: CaseFolder) -> Worlds:
    return foedus.Case(case).worlds(draws=DRAWS, seed=5)


@pytest.fixture
def compiled(tmp_path: Path) -> Callable[..., tuple[Worlds, Terms]]:
    """Give a function that compiles the pact above with some words changed."""

    def make(text: str = PACT, attacked: str | None = None, **changed: str) -> tuple[Worlds, Terms]:
        worlds = sampled(case_with(tmp_path, written(text, changed)))
        return worlds, compile_terms(worlds, full_design(worlds.case.pact, {}), attacked)

    return make


def test_a_pact_without_levers_compiles_by_what_its_clauses_say(
    compiled: Callable[..., tuple[Worlds, Terms]],
) -> None:
    worlds, terms = compiled()
    effect = {name: worlds[f"effects.{name}"] for name in ("found_significant", "commission_finds")}
    by_hand = effect["found_significant"] * effect["commission_finds"]
    np.testing.assert_allclose(terms.found, by_hand, rtol=1e-14)
    np.testing.assert_array_equal(terms.word, worlds["effects.word_treaty"])
    late = worlds["effects.fait_accompli"] * 15 / 30
    for column, name in enumerate(worlds.case.record.war.guarantors):
        helps = np.maximum(worlds.actor(name, "guarantor.help") - late, 0)
        np.testing.assert_allclose(terms.help[:, column], helps, rtol=1e-14)
        np.testing.assert_array_equal(
            terms.reneging[:, column], worlds.actor(name, "guarantor.reneging")
        )
    assert not terms.automatic.any()
    assert (terms.rule, terms.term) == ("each_for_itself", None)


def test_what_no_clause_says_leaves_its_parameter_as_it_is(
    compiled: Callable[..., tuple[Worlds, Terms]],
) -> None:
    # Without Article 6 there is no word; without threshold and deadline nothing is lost.
    text = PACT[: PACT.index("  - id: peace")].replace(", if: {holds: TERM}", "")
    worlds, terms = compiled(text.replace(", deadline: {days: DAYS}", ""))
    assert not terms.word.any()
    assert not terms.snapback.any()
    assert not terms.upkeep.any()
    np.testing.assert_array_equal(terms.found, 1)
    np.testing.assert_array_equal(terms.base, worlds["war.base"])
    np.testing.assert_array_equal(terms.help[:, 0], worlds.actor("united_states", "guarantor.help"))


def test_without_a_duty_to_help_nobody_is_bound_to(
    compiled: Callable[..., tuple[Worlds, Terms]],
) -> None:
    start, end = PACT.index("  - id: assistance"), PACT.index("  - id: peace")
    _, terms = compiled(PACT[:start] + PACT[end:])
    assert not terms.bound.any()


def test_an_automatic_duty_is_honoured_in_part_without_a_choice(
    compiled: Callable[..., tuple[Worlds, Terms]],
) -> None:
    worlds, terms = compiled(DECIDED="automatic")
    share = worlds["effects.automatic_share"]
    np.testing.assert_array_equal(terms.automatic, share)
    (stakes,) = stakes_of(worlds, [worlds.case.packages[worlds.case.record.reference]])
    chosen = deter(worlds, terms, stakes).honour_low
    # h_eff = auto + (1 - auto) h is at least auto, for those who are bound.
    bound = terms.bound
    assert np.all(chosen[bound] >= np.broadcast_to(share[:, None], bound.shape)[bound] - 1e-12)


@pytest.mark.parametrize(
    ("decided", "rule", "quorum"),
    [
        ("unanimity", "vote", None),
        ("consensus", "vote", None),
        ("at_least(1)", "vote", 1),
        ("majority", "vote", None),  # more than half of two blocs is both
        ("body(council)", "vote", None),  # the council of the parties decides by consensus
        ("each_for_itself", "each_for_itself", None),
    ],
)
def test_a_decision_together_is_a_vote(
    compiled: Callable[..., tuple[Worlds, Terms]], decided: str, rule: str, quorum: int | None
) -> None:
    _, terms = compiled(DECIDED=decided)
    assert (terms.rule, terms.quorum) == (rule, quorum)


def test_more_time_for_help_leaves_less_of_it(
    compiled: Callable[..., tuple[Worlds, Terms]],
) -> None:
    helps = [compiled(DAYS=days)[1].help for days in ("1", "20", "90")]
    assert np.all(helps[0] > helps[1])
    assert np.all(helps[1] >= helps[2])
    assert helps[2].min() >= 0


@pytest.mark.parametrize(
    ("vetoes", "fallback", "nothing_counts"),
    [
        ("[R]", "unknown", True),
        ("[R]", "false", True),
        ("[R]", "true", False),
        ("[A]", "true", False),
    ],
)
def test_a_finding_that_the_challenger_can_block_is_none(
    compiled: Callable[..., tuple[Worlds, Terms]],
    vetoes: str,
    fallback: str,
    nothing_counts: bool,  # noqa: FBT001 - a column of the table
) -> None:
    worlds, terms = compiled(VETOES=vetoes, FALLBACK=fallback)
    if nothing_counts:
        assert not terms.found.any()
    else:  # silence counts as a finding, so that no body can keep it from being made
        np.testing.assert_array_equal(terms.found, worlds["effects.found_significant"])


def test_where_each_judges_for_itself_it_has_an_excuse(
    compiled: Callable[..., tuple[Worlds, Terms]],
) -> None:
    for changed in ({"FINDER": "each_party"}, {"VETOES": "[R]", "FALLBACK": "each_party"}):
        worlds, terms = compiled(**changed)
        weight = worlds.actor("europe", "guarantor.reneging") * worlds["effects.self_judged_excuse"]
        np.testing.assert_allclose(terms.reneging[:, 1], weight, rtol=1e-14)
        np.testing.assert_array_equal(terms.found, worlds["effects.found_significant"])


def test_a_promise_to_two_costs_in_an_attack_on_either_and_on_no_third(
    compiled: Callable[..., tuple[Worlds, Terms]],
) -> None:
    worlds, on_ukraine = compiled(attacked="U")
    price = worlds["effects.word_treaty"]
    assert price.max() > 0
    for code in ("U", "M"):
        np.testing.assert_array_equal(compiled(attacked=code)[1].word, price)
    assert not compiled(attacked="B")[1].word.any()
    # It is nothing to the guarantors, who have the same numbers where nothing is promised.
    on_moldova = compiled(PROMISED="U", attacked="M")[1]
    assert not on_moldova.word.any()
    for name in ("help", "cost", "reneging", "punishment", "bound", "found"):
        np.testing.assert_array_equal(getattr(on_moldova, name), getattr(on_ukraine, name))


def test_breaking_a_promise_makes_attack_less_likely(
    compiled: Callable[..., tuple[Worlds, Terms]],
) -> None:
    worlds, terms = compiled()
    (stakes,) = stakes_of(worlds, [worlds.case.packages[worlds.case.record.reference]])
    without = dataclasses.replace(terms, word=np.zeros(worlds.draws))
    bare, kept = (deter(worlds, each, stakes).pessimistic.attack for each in (without, terms))
    assert np.all(kept < bare)


def test_the_weight_of_a_promise_follows_its_form(
    compiled: Callable[..., tuple[Worlds, Terms]],
) -> None:
    for form, name in (
        ("treaty", "word_treaty"),
        ("domestic_statute", "word_statute"),
        ("unilateral", "word_statute"),
        ("political", "word_political"),
    ):
        worlds, terms = compiled(FORM=form)
        np.testing.assert_array_equal(terms.word, worlds[f"effects.{name}"])


def test_an_attack_on_one_whom_the_pact_does_not_cover_binds_nobody(
    compiled: Callable[..., tuple[Worlds, Terms]],
) -> None:
    assert compiled(VICTIM="U")[1].bound.any()
    assert not compiled(VICTIM="M")[1].bound.any()
    assert compiled(VICTIM="M", attacked="M")[1].bound.any()
    with pytest.raises(CallError, match="names nobody 'X'"):
        compiled(attacked="X")


def test_what_is_read_and_not_in_the_game_yet_is_said(
    compiled: Callable[..., tuple[Worlds, Terms]],
) -> None:
    worlds, _ = compiled()
    rows = {row["feature"]: row for row in compiled_rows(worlds.case, {})}
    assert not rows["floor"]["in_game"]
    assert rows["floor"]["formula"].startswith("not in the game yet")
    assert rows["deadline"]["article"] == "5"
    assert rows["word"]["told"] == "treaty: Ukraine, Moldova"


PROVISO = """
  - id: proviso
    art: "7"
    summary: Help is owed only if the challenger declared war before.
    relation: proviso
    when: {occurred: {event: declaration_of_war, by: R, relative: before}}
    effect: {kind: require, clauses: [assistance]}
"""


def test_a_proviso_is_told_and_taken_to_be_met(
    compiled: Callable[..., tuple[Worlds, Terms]],
) -> None:
    plain = compiled()[1]
    worlds, terms = compiled(PACT + PROVISO)
    np.testing.assert_array_equal(terms.found, plain.found)
    told = [row for row in compiled_rows(worlds.case, {}) if row["clause"] == "proviso"]
    assert [(row["feature"], row["article"], row["in_game"]) for row in told] == [
        ("conditions", "7", False)
    ]


SANCTIONS = """
  - id: sanctions
    art: "8"
    summary: All cut their trade with the attacker.
    trigger: {event: attack, victim: parties}
    duty: {modality: obligation, bearer: parties, toward: attacker, action: sanction}
    decision_rule: SANCTIONED
"""


@pytest.mark.parametrize(
    ("sanctioned", "all_must"),
    [
        ("automatic", False),
        ("at_least(1)", False),
        ("unanimity", True),
        ("body(council)", True),  # by consensus
    ],
)
def test_sanctions_come_back_if_enough_of_those_who_owe_them_say_yes(
    compiled: Callable[..., tuple[Worlds, Terms]],
    sanctioned: str,
    all_must: bool,  # noqa: FBT001 - a column of the table
) -> None:
    worlds, terms = compiled(PACT + SANCTIONS, SANCTIONED=sanctioned)
    one, two = (worlds.actor(n, "guarantor.sanctions") for n in ("united_states", "europe"))
    chance = one * two if all_must else 1 - (1 - one) * (1 - two)
    by_hand = worlds["effects.snapback_cost"] * chance
    np.testing.assert_allclose(terms.snapback, by_hand, rtol=1e-12)


def test_an_override_is_marked_and_the_default_still_told(tmp_path: Path) -> None:
    case = case_with(tmp_path, written(PACT, {}))
    text = (tmp_path / "case.yaml").read_text("utf-8")
    given = "overrides: {word_treaty: {value: 0.25, assume: kept so far}}\nwar:"
    (tmp_path / "case.yaml").write_text(text.replace("\nwar:", f"\n{given}", 1), "utf-8")
    case = load_case(tmp_path)
    (row,) = [r for r in compiled_rows(case, {}) if r["effect"] == "word_treaty"]
    assert (row["overridden"], row["range"], row["reason"]) == (True, "0.25", "kept so far")
    assert row["default"] == "0 to 0.5, most likely 0.1"
    assert (compile_terms(sampled(case), {}).word == 0.25).all()


LEVERS = tuple(foedus.load("ukraine_2025_08").pact.levers)  # type: ignore[union-attr]
NAMES = st.lists(
    st.from_regex(r"x[a-z]{3,9}", fullmatch=True), min_size=13, max_size=13, unique=True
)


def renamed(text: str, names: dict[str, str]) -> str:
    """Rename levers where they are declared and wherever a text hangs on them."""
    for old, new in names.items():
        text = re.sub(rf"\blever\.{old}\b", f"lever.{new}", text)
        text = re.sub(rf"\blever: {old}\b", f"lever: {new}", text)
        # In `levers:` of the pact, and in the one-line designs of the case.
        text = re.sub(rf"(?m)^  {old}:\n    title", f"  {new}:\n    title", text)
    return text


@settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(names=NAMES, picked=st.integers(0, 10**6))
def test_what_levers_are_called_changes_nothing(
    tmp_path: Path, names: list[str], picked: int
) -> None:
    own = dict(zip(LEVERS, names, strict=True))
    text = (UKRAINE / "pacts" / "guarantee.yaml").read_text("utf-8")
    original = sampled(case_with(tmp_path / "old", text))
    other = sampled(case_with(tmp_path / names[0], renamed(text, own)))
    assert list(original.columns) == list(other.columns)
    designs = one_lever_at_a_time(original.case, reference_design(original.case))
    assert len(designs) == len(one_lever_at_a_time(other.case, reference_design(other.case)))
    design = designs[picked % len(designs)]
    called = {own[name]: value for name, value in design.items()}
    ours, theirs = compile_terms(original, design), compile_terms(other, called)
    for field in dataclasses.fields(ours):
        one: Any = getattr(ours, field.name)
        np.testing.assert_array_equal(one, getattr(theirs, field.name), err_msg=field.name)
