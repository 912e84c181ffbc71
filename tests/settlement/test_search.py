# SPDX-License-Identifier: Apache-2.0
"""A search says what weighing its packages one by one says."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from foedus.case.folder import load_case
from foedus.case.schema import Package
from foedus.ensemble.pipeline import chunk_worlds
from foedus.ensemble.search import plan_search, summarise_search
from foedus.errors import CallError
from foedus.settlement.search import search_worlds
from foedus.settlement.settle import needed_for, weigh_packages

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from foedus.case.worlds import Worlds
    from foedus.ensemble.plan import Plan

    Arrays = dict[str, NDArray[Any]]


@pytest.fixture(scope="module", params=["ukraine_2025_08", "harbour_league"])
def plan(request: pytest.FixtureRequest) -> Plan:
    return plan_search(load_case(request.param), 10, 120, 128, 1)


@pytest.fixture(scope="module")
def worlds(plan: Plan) -> Worlds:
    return chunk_worlds(plan, 0)


@pytest.fixture(scope="module")
def found(plan: Plan, worlds: Worlds) -> Arrays:
    return {name: array for name, (_, array) in search_worlds(worlds, plan.space).items()}


@pytest.fixture(scope="module")
def one_by_one(plan: Plan, worlds: Worlds) -> list[tuple[NDArray[Any], Arrays, NDArray[Any]]]:
    """Return for each design its packages, what weighing them says, and whose consent they need."""
    space, told = plan.space, []
    for d, design in enumerate(space.designs):
        index = np.flatnonzero(space.possible[d])
        packages = [
            Package(id=f"p{i}", title="x", settles=space.settles(d, int(i)), design={})
            for i in index
        ]
        weighed = weigh_packages(worlds, packages, [design] * len(packages)) if packages else {}
        arrays = {name: array for name, (_, array) in weighed.items()}
        told.append((index, arrays, needed_for(plan.case, packages)))
    return told


def test_the_same_packages_are_accepted(
    found: Arrays, one_by_one: list[tuple[NDArray[Any], Arrays, NDArray[Any]]]
) -> None:
    # Interpolation may tip a party that is indifferent to within its error: one in a thousand.
    counts = np.stack(
        [
            arrays["settle.feasible_low"].sum(axis=1)
            if len(index)
            else np.zeros(len(found["search.accepted"]))
            for index, arrays, _ in one_by_one
        ],
        axis=1,
    )
    assert counts.sum() > 0
    assert np.abs(counts - found["search.accepted"]).sum() <= max(1, 0.001 * counts.sum())


def test_holding_is_the_same_within_the_stated_error(
    found: Arrays, one_by_one: list[tuple[NDArray[Any], Arrays, NDArray[Any]]]
) -> None:
    errors = []
    for d, (index, arrays, _) in enumerate(one_by_one):
        for row, package in enumerate(found["search.chosen"][:, d]):
            if package >= 0:
                at = (row, int(np.flatnonzero(index == package)[0]))
                errors.append(abs(arrays["settle.hold_low"][at][-1] - found["search.hold"][row, d]))
                first = arrays["settle.attack_high"][at] - found["search.attack"][row, d]
                errors.append(abs(first))
    assert np.mean(errors) < 0.001
    assert np.max(errors) < 0.03


def test_the_chosen_package_has_the_greatest_product_of_gains(
    plan: Plan,
    worlds: Worlds,
    found: Arrays,
    one_by_one: list[tuple[NDArray[Any], Arrays, NDArray[Any]]],
) -> None:
    from foedus.settlement.settle import consenters, parties

    names, weighed = consenters(plan.case), parties(plan.case)
    checked = 0
    for d, (index, arrays, needed) in enumerate(one_by_one):
        if not len(index):
            continue
        gains = arrays["settle.value_low"] - arrays["settle.war"][:, None, :]
        columns = [names.index(name) for name in weighed if name in names]
        rows = [p for p, name in enumerate(weighed) if name in names]
        counted = np.where(needed[None][:, :, columns], gains[:, :, rows], 1.0)
        product = np.where(arrays["settle.feasible_low"], counted.prod(axis=2), -1.0)
        for row in range(worlds.draws):
            package = found["search.chosen"][row, d]
            if package >= 0 and product[row].max() > 0:
                at = int(np.flatnonzero(index == package)[0])
                assert product[row, at] >= 0.97 * product[row].max() - 1e-4
                checked += 1
    assert checked > 100


def test_who_alone_blocks_is_who_alone_refuses(
    found: Arrays, one_by_one: list[tuple[NDArray[Any], Arrays, NDArray[Any]]]
) -> None:
    different = seen = 0
    for d, (index, arrays, needed) in enumerate(one_by_one):
        if not len(index):
            continue
        refuses = ~arrays["settle.accepts_low"] & needed[None]
        alone = refuses & (refuses.sum(axis=2) == 1)[:, :, None]
        bits = (alone.any(axis=1) * (1 << np.arange(needed.shape[1]))).sum(axis=1)
        empty = ~arrays["settle.feasible_low"].any(axis=1) & (found["search.accepted"][:, d] == 0)
        different += int((bits[empty] != found["search.blocked"][empty, d]).sum())
        seen += int(empty.sum())
    assert different <= 0.01 * seen


def test_the_order_of_packages_changes_nothing_but_their_numbers(
    plan: Plan, worlds: Worlds, found: Arrays
) -> None:
    turned = replace(plan.space, packages=plan.space.packages[::-1])
    other = {name: array for name, (_, array) in search_worlds(worlds, turned).items()}
    for name in ("accepted", "blocked", "longest"):
        assert (other[f"search.{name}"] == found[f"search.{name}"]).all()
    assert (other["search.feasible"][:, ::-1] == found["search.feasible"]).all()


def test_worlds_beyond_the_measured_error_are_refused(plan: Plan, worlds: Worlds) -> None:
    hasty = dict(worlds.columns) | {"war.precision": worlds["war.precision"] + 100}
    with pytest.raises(CallError, match=r"up to a discount factor of 0\.99 .* precision of 60"):
        search_worlds(replace(worlds, columns=hasty), plan.space)


def test_what_is_told_follows_from_the_arrays(plan: Plan, found: Arrays) -> None:
    told = summarise_search(plan, found)
    assert told["settlements"] == plan.space.possible.sum()
    by_index = {row["index"]: row for row in told["ranking"]}
    for d in by_index:
        some = found["search.chosen"][:, d] >= 0
        assert by_index[d]["nonempty"] == some.mean()
        assert by_index[d]["success"] == pytest.approx(found["search.hold"][:, d].mean())
    regrets = [row["regret"] for row in told["ranking"]]
    assert regrets == sorted(regrets)
    assert all(0 <= row["share"] <= 1 for row in told["opens"] + told["accepted"])
