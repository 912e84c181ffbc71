# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.bargaining.intervals import shortest_interval
from foedus.bargaining.outcome import DistributionForecast, PointForecast
from foedus.errors import CallError

ROUNDING = 1e-12

member = st.tuples(st.integers(-20, 20), st.integers(0, 9))
forecasts = st.lists(member, min_size=1, max_size=8).filter(lambda rows: any(w for _, w in rows))
levels = st.floats(0.01, 1.0)


def one(points: list[float], chances: list[float], level: float) -> tuple[float, float]:
    said = DistributionForecast("any", np.array([points]), np.array([chances]))
    low, high = shortest_interval(said, level)
    return float(low[0]), float(high[0])


@given(forecasts, levels)
def test_no_interval_between_two_points_is_shorter(
    rows: list[tuple[int, int]], level: float
) -> None:
    points, weight = np.array(rows, dtype=float).T
    chance = weight / weight.sum()
    low, high = one(points.tolist(), chance.tolist(), level)

    def held(first: float, last: float) -> float:
        return float(chance[(first <= points) & (points <= last)].sum())

    assert held(low, high) >= level - 2 * ROUNDING
    for first, last in product(points, points):
        if first <= last and held(first, last) >= level + ROUNDING:
            longer = (last - first) - (high - low)
            assert longer >= 0
            if longer == 0:
                assert held(first, last) <= held(low, high) + 2 * ROUNDING


def test_by_hand() -> None:
    points, chances = [0.0, 10.0, 50.0, 100.0], [0.3, 0.3, 0.1, 0.3]
    assert one(points, chances, 0.3) == (0, 0)  # three points hold as much: the lowest
    assert one(points, chances, 0.31) == (0, 10)
    assert one(points, chances, 0.7) == (0, 50)
    assert one(points, chances, 0.71) == (0, 100)


def test_of_two_equally_short_the_one_that_holds_more() -> None:
    assert one([0.0, 10.0, 20.0], [0.3, 0.3, 0.4], 0.6) == (10, 20)


def test_a_level_that_rounding_misses_is_reached() -> None:
    assert one([0.0, 1.0, 2.0, 9.0], [0.1, 0.1, 0.1, 0.7 + 1e-16], 0.3) == (9, 9)
    assert one([0.0, 1.0, 2.0], [0.7, 0.2, 0.1], 0.9) == (0, 1)  # 0.7 + 0.2 < 0.9 in floats


def test_order_shared_points_and_absent_actors_do_not_matter() -> None:
    nan = float("nan")
    assert one([90.0, nan, 10.0, 90.0], [0.2, 0.0, 0.5, 0.3], 0.5) == (10, 10)
    assert one([nan, 90.0, 90.0, 10.0], [0.0, 0.3, 0.25, 0.45], 0.55) == (90, 90)


def test_each_draw_has_its_own() -> None:
    said = DistributionForecast("any", np.array([[0.0, 9.0], [0.0, 9.0]]), np.eye(2))
    assert [end.tolist() for end in shortest_interval(said, 1.0)] == [[0, 9], [0, 9]]


def test_no_draws_have_no_intervals() -> None:
    said = DistributionForecast("any", np.zeros((0, 3)), np.zeros((0, 3)))
    assert [len(end) for end in shortest_interval(said, 0.5)] == [0, 0]


def test_a_point_is_its_own_interval_or_has_two_ends() -> None:
    point = np.array([5.0])
    assert shortest_interval(PointForecast("any", point), 0.9) == (point, point)
    ends = (np.array([4.0]), np.array([6.0]))
    assert shortest_interval(PointForecast("any", point, ends), 0.1) == ends


@pytest.mark.parametrize("level", [0.0, -0.1, 1.1, float("nan")])
def test_levels_are_chances(level: float) -> None:
    with pytest.raises(CallError, match="must be over 0 and at most 1"):
        one([0.0], [1.0], level)
