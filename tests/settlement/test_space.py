# SPDX-License-Identifier: Apache-2.0
"""What a search goes through: decided issues, combinations that contradict themselves, samples."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from foedus.case.folder import load_case
from foedus.case.schema import Space
from foedus.ensemble.designs import choose_designs
from foedus.errors import CallError
from foedus.settlement.settle import proposals
from foedus.settlement.space import balanced, decided_by, excluded, free_issues, search_space
from foedus.strategy.levers import full_design

if TYPE_CHECKING:
    from foedus.case.folder import CaseFolder


@pytest.fixture(scope="module")
def case() -> CaseFolder:
    return load_case("ukraine_2025_08")


def test_the_files_own_packages_agree_with_what_their_designs_decide(case: CaseFolder) -> None:
    # The case's author set both; the rules of the space must say the same.
    for package in proposals(case):
        design = full_design(case.pact, package.design)
        decided = decided_by(case, design)
        assert decided is not None
        assert {name: package.settles[name] for name in decided} == decided
        named = {name: str(value) for name, value in package.settles.items()}
        assert excluded(case, {**design, **named}) is None


def test_all_packages_are_the_product_of_free_issues(case: CaseFolder) -> None:
    designs = choose_designs(case, 4, 0)
    space = search_space(case, designs, None, 0)
    names = [case.issues[name].names for name in free_issues(case)]
    assert set(space.packages) == set(itertools.product(*names))
    assert len(space.packages) == 5 * 3 * 5 * 4 * 4 * 3


def test_what_contradicts_itself_is_left_out(case: CaseFolder) -> None:
    space = search_space(case, choose_designs(case, 12, 0), None, 0)
    assert space.possible.any()
    for design, package in zip(*np.nonzero(space.possible), strict=True):
        settled, levers = space.settles(design, package), space.designs[design]
        assert (settled["russian_law"] == "treaty") == (levers["challenger_law"] == "treaty")
        if settled["sanctions"] == "all_kept":
            assert levers["snapback"] == "none"


def test_a_design_that_decides_nothing_takes_no_part(case: CaseFolder) -> None:
    design = full_design(case.pact, {"guarantors": "united_states_only"})
    assert decided_by(case, design) is None
    with pytest.raises(CallError, match="no design fits"):
        search_space(case, [design], None, 0)


def test_a_design_that_contradicts_itself_takes_no_part(case: CaseFolder) -> None:
    designs = choose_designs(case, 60, 0)
    space = search_space(case, designs, None, 0)
    unarmed = {"non_military", "consult_only"}
    assert any(d["forces"] != "none" and d["ceiling"] in unarmed for d in designs)
    assert not any(d["forces"] != "none" and d["ceiling"] in unarmed for d in space.designs)
    assert space.possible.any(axis=1).all()


def test_a_sample_begins_with_the_files_own_and_is_the_same_by_its_seed(case: CaseFolder) -> None:
    designs = choose_designs(case, 2, 0)
    space = search_space(case, designs, 40, 5)
    assert len(space.packages) == 40
    first = tuple(case.packages["envoy_outline"].settles[name] for name in space.free)
    assert space.packages[0] == first
    assert space.packages == search_space(case, designs, 40, 5).packages
    assert space.packages != search_space(case, designs, 40, 6).packages


def test_samples_are_balanced() -> None:
    settings = [["a", "b"], ["x", "y", "z", "w"]]
    rows = list(
        itertools.islice(balanced([*settings, list("0123456789")], np.random.default_rng(0)), 64)
    )
    assert len(set(rows)) == 64
    for column, values in enumerate(settings):
        counts = Counter(row[column] for row in rows)
        assert set(counts) == set(values)
        assert max(counts.values()) < 2.5 * min(counts.values())


def test_no_more_rows_than_there_are() -> None:
    found = list(balanced([["a", "b"], ["x"]], np.random.default_rng(0)))
    assert sorted(found) == [("a", "x"), ("b", "x")]


@pytest.mark.parametrize("number", [0, 10**6])
def test_numbers_of_packages_have_a_range(case: CaseFolder, number: int) -> None:
    if number:
        assert len(search_space(case, choose_designs(case, 1, 0), number, 0).packages) == 3600
        return
    with pytest.raises(CallError, match="allowed are 1 to 8,192"):
        search_space(case, choose_designs(case, 1, 0), number, 0)


def test_a_space_without_packages_is_told(case: CaseFolder) -> None:
    designs = choose_designs(case, 1, 0)
    nowhere = {"what": {"territory": list(case.issues["territory"].names)}, "because": "a test"}
    for space, words in (
        ({"excludes": [nowhere], "decided": case.record.space.decided}, "leaves no package"),
        ({"decided": {name: [{"at": case.issues[name].names[0]}] for name in case.issues}}, "free"),
    ):
        record = case.record.model_copy(update={"space": Space.model_validate(space)})
        with pytest.raises(CallError, match=words):
            search_space(replace(case, record=record), designs, None, 0)
