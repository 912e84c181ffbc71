# SPDX-License-Identifier: Apache-2.0
"""The Pareto front: its definition by brute force, ties, bad input."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from foedus.bargaining.pareto import pareto_front
from foedus.errors import CallError, SolverError

shapes = st.tuples(st.integers(1, 3), st.integers(0, 14), st.integers(1, 4))
# Few distinct values for many ties; and any floats, whose totals round.
coarse = shapes.flatmap(lambda shape: arrays(np.float64, shape, elements=st.integers(0, 3)))
fine = shapes.flatmap(
    lambda shape: arrays(
        np.float64, shape, elements=st.sampled_from([0.1, 0.2, 0.3, 0.1 + 0.2, 1e16, -1e16, 1e-9])
    )
)


@pytest.mark.parametrize("weak", [False, True])
@given(st.one_of(coarse, fine), st.data())
def test_definition_by_comparing_all_pairs(
    weak: bool,  # noqa: FBT001 - a parameter of the test
    utilities: np.ndarray,
    data: st.DataObject,
) -> None:
    offered = data.draw(arrays(np.bool_, utilities.shape[:2]))
    front = pareto_front(utilities, offered, weak=weak)
    for u, here, kept in zip(utilities, offered, front, strict=True):
        for x, on_offer, ours in zip(u, here, kept, strict=True):
            as_good, better = (u[here] >= x).all(axis=1), u[here] > x
            beaten = better.all(axis=1) if weak else as_good & better.any(axis=1)
            assert ours == (on_offer and not beaten.any())


@given(coarse)
def test_rising_changes_of_utility_change_nothing(utilities: np.ndarray) -> None:
    changed = np.exp(utilities) * np.arange(1, utilities.shape[2] + 1)
    assert pareto_front(changed).tolist() == pareto_front(utilities).tolist()


def test_packages_worth_the_same_to_all_stay_together() -> None:
    assert pareto_front([[1, 2], [1, 2], [2, 1], [0, 0], [0, 0]]).tolist() == [
        [True, True, True, False, False]
    ]


def test_one_actor_keeps_its_best() -> None:
    assert pareto_front([[1], [3], [3]]).tolist() == [[False, True, True]]


def test_no_package_has_an_empty_front() -> None:
    assert pareto_front(np.zeros((2, 0, 3))).shape == (2, 0)


def test_what_is_not_on_offer_may_be_missing_and_dominates_nothing() -> None:
    assert pareto_front([[math.nan, 1], [9, 9], [1, 1]], [False, False, True]).tolist() == [
        [False, False, True]
    ]


def test_wrong_input_is_refused() -> None:
    with pytest.raises(CallError, match="utilities have the shape"):
        pareto_front([1.0, 2.0])
    with pytest.raises(CallError, match="utilities have the shape"):
        pareto_front(np.zeros((1, 3, 0)))
    with pytest.raises(CallError, match="not an array of numbers"):
        pareto_front([["a", "b"]])
    with pytest.raises(CallError, match="offered has the shape"):
        pareto_front([[1, 2]], [True, False])
    with pytest.raises(CallError, match="offered holds int64"):
        pareto_front([[1, 2]], [1])
    for bad in (math.nan, math.inf, -1e301):
        with pytest.raises(SolverError, match="a utility of package 1 in draw 0"):
            pareto_front([[1, 2], [bad, 1]])
