# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.bargaining import DistributionForecast, PointForecast, quantiles
from foedus.errors import CallError

levels = st.lists(st.floats(0, 1), min_size=1, max_size=5)
points = st.lists(st.integers(-9, 9), min_size=1, max_size=12).map(lambda x: np.array(x, float))


@given(points, levels)
def test_point_quantile_is_the_smallest_settlement_that_reaches_the_share(
    settled: np.ndarray, shares: list[float]
) -> None:
    ours = quantiles(PointForecast("any", settled), shares)
    for share, quantile in zip(shares, ours, strict=True):
        assert quantile in settled
        assert np.mean(settled <= quantile) >= share - 1e-9
        assert np.mean(settled < quantile) <= share + 1e-9


@given(points, levels)
def test_a_sure_distribution_is_a_point(settled: np.ndarray, shares: list[float]) -> None:
    support = np.column_stack([settled, np.full_like(settled, np.nan)])
    sure = DistributionForecast("any", support, np.tile([1.0, 0.0], (len(settled), 1)))
    expected = quantiles(PointForecast("any", settled), shares)
    assert quantiles(sure, shares).tolist() == expected.tolist()
    assert sure.points.tolist() == settled.tolist()


@given(
    st.lists(
        st.lists(st.integers(0, 4), min_size=3, max_size=3).filter(any), min_size=1, max_size=6
    ),
    levels,
)
def test_mixture_quantile_is_the_smallest_settlement_that_reaches_the_share(
    odds: list[list[int]], shares: list[float]
) -> None:
    chance = np.array(odds, float) / np.sum(odds, axis=1, keepdims=True)
    support = 10.0 * np.arange(chance.size).reshape(chance.shape) % 70
    ours = quantiles(DistributionForecast("any", support, chance), shares)
    for share, quantile in zip(shares, ours, strict=True):
        assert np.sum(chance[support <= quantile]) / len(chance) >= share - 1e-9
        assert np.sum(chance[support < quantile]) / len(chance) <= share + 1e-9


def test_thirds_that_sum_to_less_than_one_still_reach_it() -> None:
    chance = np.array([[1 / 3, 1 / 3, 1 / 3]] * 3)
    support = np.array([[0.0, 50.0, 100.0]] * 3)
    forecast = DistributionForecast("any", support, chance)
    assert quantiles(forecast, [0, 1 / 3, 2 / 3, 1]).tolist() == [0, 0, 50, 100]


def test_mean_of_a_distribution_by_hand() -> None:
    support = np.array([[0.0, 100.0, np.nan], [20.0, 20.0, 80.0]])
    chance = np.array([[0.75, 0.25, 0.0], [0.5, 0.0, 0.5]])
    assert DistributionForecast("any", support, chance).points.tolist() == [25.0, 50.0]


@pytest.mark.parametrize("level", [-0.1, 1.1, float("nan")])
def test_levels_are_shares(level: float) -> None:
    with pytest.raises(CallError, match="each must lie between 0 and 1"):
        quantiles(PointForecast("any", np.zeros(3)), [0.5, level])


def test_no_draws_have_no_quantiles() -> None:
    with pytest.raises(CallError, match="the forecast of any has no draws"):
        quantiles(PointForecast("any", np.zeros(0)), 0.5)
