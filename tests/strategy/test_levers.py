# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import foedus
from foedus.ensemble.plan import reference_design
from foedus.errors import CallError
from foedus.strategy.compiled import compiled_rows
from foedus.strategy.levers import (
    compile_terms,
    full_design,
    one_lever_at_a_time,
    silent_levers,
)

if TYPE_CHECKING:
    from foedus.case.worlds import Worlds


@pytest.fixture(scope="module")
def worlds() -> Worlds:
    return foedus.load("ukraine_2025_08").worlds(draws=64, seed=2)


@pytest.fixture(scope="module")
def reference(worlds: Worlds) -> dict[str, str]:
    return reference_design(worlds.case)


def effect(worlds: Worlds, name: str) -> np.ndarray:
    return worlds[f"effects.{name}"]


def test_an_attack_counts_if_it_meets_the_threshold_and_is_found(
    worlds: Worlds, reference: dict[str, str]
) -> None:
    design = {
        **reference,
        "threshold": "large_invasion",
        "finding": "commission",
        "provocation_clause": "void_if_unprovoked_strike",
    }
    by_hand = (
        effect(worlds, "found_large")
        * effect(worlds, "commission_finds")
        * (1 - effect(worlds, "cover_lost"))
    )
    np.testing.assert_allclose(compile_terms(worlds, design).found, by_hand, rtol=1e-14)


def test_a_declaration_binds_everyone_and_weighs_less_than_a_treaty(
    worlds: Worlds, reference: dict[str, str]
) -> None:
    treaty = compile_terms(worlds, {**reference, "legal_form": "treaty"})
    declared = compile_terms(worlds, {**reference, "legal_form": "declaration"})
    assert declared.bound.all()
    assert not treaty.bound.all()
    weight = effect(worlds, "form_declaration")[:, None]
    np.testing.assert_allclose(declared.reneging, treaty.reneging * weight, rtol=1e-14)


def test_a_treaty_binds_in_the_worlds_in_which_the_guarantor_ratifies(worlds: Worlds) -> None:
    design = full_design(worlds.case.pact, {"legal_form": "treaty"})
    bound = compile_terms(worlds, design).bound
    for column, name in enumerate(worlds.case.record.war.guarantors):
        ratifies = worlds.uniform[name] < worlds.actor(name, "guarantor.bound")
        np.testing.assert_array_equal(bound[:, column], ratifies)


def test_a_guarantor_that_is_not_invited_is_never_bound(
    worlds: Worlds, reference: dict[str, str]
) -> None:
    names = list(worlds.case.record.war.guarantors)
    terms = compile_terms(worlds, {**reference, "guarantors": "europe_only"})
    assert not terms.bound[:, names.index("united_states")].any()
    assert not terms.upkeep[:, names.index("united_states")].any()


def test_a_force_costs_upkeep_and_makes_abandonment_dearer_in_proportion_to_its_size(
    worlds: Worlds, reference: dict[str, str]
) -> None:
    none, small, large = (
        compile_terms(worlds, {**reference, "forces": size}) for size in ("none", "small", "large")
    )
    wire = effect(worlds, "trip_wire")[:, None]
    np.testing.assert_allclose(large.reneging - none.reneging, wire + 0 * none.reneging, rtol=1e-12)
    np.testing.assert_allclose(2 * (small.base - none.base), large.base - none.base, atol=1e-12)
    np.testing.assert_allclose(large.base - none.base, effect(worlds, "presence"), atol=1e-12)
    assert np.all(large.upkeep[large.bound] > none.upkeep[none.bound])


def test_help_that_comes_later_is_worth_less_and_never_less_than_nothing(
    worlds: Worlds, reference: dict[str, str]
) -> None:
    soon, late = (
        compile_terms(worlds, {**reference, "respond_days": days}) for days in ("3", "30")
    )
    assert np.all(late.help <= soon.help)
    assert np.all(late.help >= 0)


def test_one_who_must_stop_a_snap_back_is_likelier_to_fail_than_one_who_must_start_it(
    worlds: Worlds, reference: dict[str, str]
) -> None:
    automatic, decided, none = (
        compile_terms(worlds, {**reference, "snapback": s}).snapback
        for s in ("automatic", "by_decision", "none")
    )
    assert np.all(automatic >= decided)
    assert not none.any()


def test_consensus_is_a_vote(worlds: Worlds, reference: dict[str, str]) -> None:
    assert compile_terms(worlds, {**reference, "automaticity": "consensus"}).rule == "vote"


def test_designs_differ_from_the_reference_in_one_lever(
    worlds: Worlds, reference: dict[str, str]
) -> None:
    designs = one_lever_at_a_time(worlds.case, reference)
    assert designs[0] == reference
    for design in designs[1:]:
        assert sum(design[name] != reference[name] for name in reference) == 1


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"force": "large"}, r"no lever 'force' \(did you mean 'forces'"),
        ({"forces": "larg"}, r"no setting 'larg' \(did you mean 'large'"),
    ],
)
def test_an_unknown_lever_or_setting_is_named_with_what_is_allowed(
    worlds: Worlds, given: dict[str, str], words: str
) -> None:
    with pytest.raises(CallError, match=words):
        full_design(worlds.case.pact, given)


def test_every_number_that_a_clause_brings_has_formula_range_and_reason(worlds: Worlds) -> None:
    pact = worlds.case.pact
    assert pact is not None
    articles = {clause.id: clause.art for clause in pact.text.clauses}
    for design in one_lever_at_a_time(worlds.case, reference_design(worlds.case)):
        for row in compiled_rows(worlds.case, design):
            assert articles[row["clause"]] == row["article"]
            assert row["formula"]
            if row["effect"] is not None:
                assert row["range"]
                assert row["reason"]


def test_a_number_is_linked_to_the_article_and_lever_that_bring_it_in(
    worlds: Worlds, reference: dict[str, str]
) -> None:
    rows = compiled_rows(worlds.case, {**reference, "forces": "small"})
    found = {row["effect"]: (row["article"], row["lever"], row["setting"]) for row in rows}
    # By hand from guarantee.yaml: Articles 1, 2, 4, 6, 8 and 9.
    assert found["word_statute"] == ("1", "challenger_law", "statute")
    assert found["commission_finds"] == ("2", "finding", "commission")
    assert found["found_significant"] == ("4", "threshold", "significant_attack")
    assert found["fait_accompli"] == ("4", "respond_days", "7")
    assert found["trip_wire"] == ("6", "forces", "small")
    assert found["snapback_cost"] == ("8", "snapback", "by_decision")
    assert found["arms_help"] == ("9", "arms", "train_and_equip")


def test_every_lever_of_the_guarantee_changes_the_game(
    worlds: Worlds, reference: dict[str, str]
) -> None:
    assert silent_levers(worlds.case, reference) == []
