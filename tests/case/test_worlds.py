# SPDX-License-Identifier: Apache-2.0
"""Sampled worlds: what each column is, when a report is believed, and rows that stand alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedus.case.folder import load_case
from foedus.case.worlds import dimensions, places_of, quantities, sample_worlds

if TYPE_CHECKING:
    from collections.abc import Callable

    from foedus.case.folder import CaseFolder
    from foedus.case.worlds import Worlds

    Make = Callable[[dict[str, Any]], CaseFolder]


@pytest.fixture(scope="module")
def case() -> CaseFolder:
    return load_case("harbour_league")


@pytest.fixture
def reported(tree: dict[str, Any], make: Make) -> CaseFolder:
    """Give the small case with a report that West would take less, and carry less weight."""
    tree["positions"][2] |= {"capability": 7, "red_line": {"at_least": 30, "assume": "a"}}
    tree["positions"].append(
        {
            "actor": "west",
            "issue": "border",
            "since": "2030-02-01",
            "ideal": {"uniform": [40, 60]},
            "capability": 3,
            "cite": ["told"],
        }
    )
    tree["credence"] = {"hearsay": {"uniform": [0.2, 0.6]}}
    return make(tree)


def column_of(case: CaseFolder, key: str) -> int:
    """Return which column of the unit numbers a quantity takes."""
    varying = [quantity.key for quantity in quantities(case) if quantity.varies]
    return varying.index(key)


def sampled(case: CaseFolder, draws: int = 512, seed: int = 5) -> tuple[np.ndarray, Worlds]:
    unit = np.random.default_rng(seed).random((draws, dimensions(case)))
    return unit, sample_worlds(case, unit)


def west_at_the_border(worlds: Worlds, name: str) -> np.ndarray:
    return worlds.taken(name)[:, worlds.holders.index("west"), 0]


def test_a_report_is_believed_where_its_number_is_below_the_credence(reported: CaseFolder) -> None:
    unit, worlds = sampled(reported)
    believed = unit[:, column_of(reported, "branches.west.border")]
    credence = 0.2 + 0.4 * unit[:, column_of(reported, "credence.hearsay")]
    ideal = 40 + 20 * unit[:, column_of(reported, "stances.west.border.ideal")]
    assert np.array_equal(worlds["branches.west.border"], believed < credence)
    expected = np.where(believed < credence, ideal, 100.0)
    assert np.allclose(west_at_the_border(worlds, "ideal"), expected, atol=1e-12)


def test_a_branch_takes_every_number_of_its_position(reported: CaseFolder) -> None:
    _, worlds = sampled(reported)
    taken = worlds["branches.west.border"] > 0
    assert 0.2 < taken.mean() < 0.6
    assert np.array_equal(west_at_the_border(worlds, "capability"), np.where(taken, 3.0, 7.0))
    # Salience and red line carry over to the reported position.
    assert (west_at_the_border(worlds, "salience") == 0.4).all()
    assert (west_at_the_border(worlds, "at_least") == 30).all()


def test_a_position_without_a_weight_has_that_of_its_actor(reported: CaseFolder) -> None:
    _, worlds = sampled(reported)
    capability = worlds.taken("capability")
    assert (capability[:, worlds.holders.index("east"), :] == 2).all()
    assert (capability[:, worlds.holders.index("west"), 1] == 1).all()


def test_who_holds_no_position_has_no_numbers(reported: CaseFolder) -> None:
    _, worlds = sampled(reported)
    assert np.isnan(worlds.taken("ideal")[:, worlds.holders.index("north"), 1]).all()
    assert np.isnan(worlds.taken("at_most")).all()


def test_holders_stand_in_the_order_of_the_file(tree: dict[str, Any], make: Make) -> None:
    tree["positions"] = [p for p in reversed(tree["positions"]) if p["actor"] != "west"]
    _, worlds = sampled(make(tree))
    assert worlds.holders == ("east", "north")


def test_options_are_sampled_by_their_shares(case: CaseFolder) -> None:
    places = places_of(case.issues["sequence"])
    assert places == {"ships_first": 0, "together": 1, "agreement_first": 2}
    unit, worlds = sampled(case)
    own = unit[:, column_of(case, "stances.calden.sequence.ideal")]
    expected = np.where(own < 0.9, places["together"], places["ships_first"])
    assert np.array_equal(worlds["stances.calden.sequence.ideal"], expected)


def test_a_ground_is_the_nearest_one(case: CaseFolder) -> None:
    listed = {quantity.key: quantity for quantity in quantities(case)}
    ideal = listed["stances.aldmark.harbour_tolls.ideal"]
    assert (ideal.cite, ideal.assume, ideal.grade) == (("B4",), "", "single_source")
    salience = listed["stances.aldmark.harbour_tolls.salience"]
    assert salience.assume == "The tolls pay for the harbour."
    assert listed["branches.borsia.harbour_tolls"].grade == "hearsay"


def test_a_red_line_lends_its_numbers_its_ground(tree: dict[str, Any], make: Make) -> None:
    tree["positions"][2]["red_line"] = {"at_least": 30, "cite": ["own"]}
    listed = {quantity.key: quantity for quantity in quantities(make(tree))}
    line = listed["stances.west.border.at_least"]
    assert (line.cite, line.grade) == (("own",), "single_source")


def test_columns_are_those_of_the_listed_quantities(case: CaseFolder) -> None:
    keys = [quantity.key for quantity in quantities(case)]
    assert len(set(keys)) == len(keys)
    _, worlds = sampled(case, 4)
    assert sorted(worlds.columns) == sorted(keys)
    assert [quantity.key for quantity in quantities(case)] == keys
    assert dimensions(case) == sum(q.varies for q in quantities(case)) + 1


def test_a_reasons_wording_moves_no_column(tree: dict[str, Any], make: Make) -> None:
    before, _ = quantities(make(tree)), tree["positions"][0].update(assume="other words")
    assert [q.key for q in quantities(make(tree))] == [q.key for q in before]


def test_guarantors_have_numbers_of_their_own(case: CaseFolder) -> None:
    unit, worlds = sampled(case)
    assert list(worlds.uniform) == ["calden"]
    assert np.array_equal(worlds.uniform["calden"], unit[:, -1])


@settings(max_examples=20)
@given(st.integers(1, 60), st.integers(0, 2**32 - 1))
def test_worlds_do_not_depend_on_how_the_draws_are_cut(
    case: CaseFolder, cut: int, seed: int
) -> None:
    unit, whole = sampled(case, 60, seed)
    parts = [sample_worlds(case, unit[start : start + cut]) for start in range(0, 60, cut)]
    for key, column in whole.columns.items():
        assert column.tobytes() == b"".join(part[key].tobytes() for part in parts)
    for name in ("ideal", "salience", "capability", "at_least", "at_most"):
        pieces = np.concatenate([part.taken(name) for part in parts])
        assert whole.taken(name).tobytes() == pieces.tobytes()


def test_ends_of_the_unit_interval_give_finite_worlds(case: CaseFolder) -> None:
    for end in (0.0, 1.0):
        worlds = sample_worlds(case, np.full((1, dimensions(case)), end))
        assert all(np.isfinite(column).all() for column in worlds.columns.values())
