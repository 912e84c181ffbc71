# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from foedus.bargaining.scoring import (
    coverage,
    crps,
    log_score,
    mae,
    paired_difference,
    pit_histogram,
    rmse,
    share_within,
)
from foedus.errors import CallError, SolverError

member = st.tuples(st.floats(-100, 100), st.floats(0, 10, allow_subnormal=False))
sample = (
    st.lists(member, min_size=1, max_size=8)
    .map(lambda rows: np.array(rows).T)
    .filter(lambda rows: rows[1].sum() > 1e-3)
)


@given(sample, st.floats(-150, 150))
def test_crps_in_the_energy_form(rows: np.ndarray, outcome: float) -> None:
    x, weight = rows[0], rows[1] / rows[1].sum()
    pairs = np.abs(x[:, None] - x[None, :]) * weight[:, None] * weight[None, :]
    energy = np.sum(weight * np.abs(x - outcome)) - pairs.sum() / 2
    assert crps(x, outcome, rows[1]) == pytest.approx(energy, abs=1e-9)


def test_crps_is_the_integrated_squared_distance_of_distribution_functions() -> None:
    x, weight, outcome = np.array([10.0, 40.0, 90.0]), np.array([0.2, 0.5, 0.3]), 55.0

    def gap(at: float) -> float:
        return float((weight[x <= at].sum() - (outcome <= at)) ** 2)

    integral, _ = quad(gap, 0, 100, points=[10, 40, 55, 90])
    assert crps(x, outcome, weight) == pytest.approx(integral, rel=1e-9)


@given(st.floats(-100, 100), st.floats(-100, 100))
def test_crps_of_one_value_is_the_absolute_error(value: float, outcome: float) -> None:
    assert crps([value], outcome) == pytest.approx(abs(value - outcome), abs=1e-12)


def test_crps_of_several_forecasts_with_absent_members() -> None:
    nan = float("nan")
    values = [[0.0, 100.0, nan], [50.0, nan, nan]]
    assert crps(values, [0.0, 20.0]).tolist() == pytest.approx([25.0, 30.0])
    assert crps(values, [0.0, 20.0], [1.0, 1.0, nan]).tolist() == pytest.approx([25.0, 30.0])


@pytest.mark.parametrize("weights", [[0.0, 0.0], [1.0, -0.5], [1.0, float("nan")]])
def test_crps_needs_weights(weights: list[float]) -> None:
    with pytest.raises(SolverError, match="weights of a forecast are"):
        crps([0.0, 1.0], 0.0, weights)


def test_share_within_counts_the_edge() -> None:
    assert share_within([10.0, 10.1, 0.0], [0.0, 0.0, 0.0]) == pytest.approx(2 / 3)
    assert share_within([10.0, 10.1, 0.0], [0.0, 0.0, 0.0], distance=0.0) == pytest.approx(1 / 3)


def test_forecasts_and_outcomes_must_fit() -> None:
    with pytest.raises(CallError, match=r"shape \(2,\) and outcomes \(1,\)"):
        mae([1.0, 2.0], [1.0])
    with pytest.raises(CallError, match="at least one"):
        mae([], [])


# Squares, coverage and the logarithm.


def test_rmse_by_hand() -> None:
    assert rmse([3.0, 0.0], [0.0, 4.0]) == pytest.approx(12.5**0.5, abs=1e-12)


@given(st.lists(st.tuples(st.floats(-100, 100), st.floats(-100, 100)), min_size=1, max_size=9))
def test_rmse_is_at_least_mae(pairs: list[tuple[float, float]]) -> None:
    points, outcome = np.array(pairs).T
    assert rmse(points, outcome) >= mae(points, outcome) - 1e-9


def test_coverage_counts_the_ends_and_what_rounding_moved() -> None:
    low, high = [0.0, 0.3, 5.0], [10.0, 1.0, 6.0]
    assert coverage(low, high, [10.0, 0.1 + 0.2, 7.0]) == pytest.approx(2 / 3)
    assert coverage([0.0], [0.3], [0.1 + 0.2]) == 1
    assert coverage([0.0], [0.3], [0.3 + 1e-6]) == 0


def test_the_log_score_by_hand() -> None:
    values, chances = [[0.0, 52.4, 52.5, 100.0]], [[0.1, 0.2, 0.3, 0.4]]
    # Of the 21 cells of width 5, those centred on 50 and on 55 meet at 52.5.
    assert log_score(values, [48.0], chances, doubt=0.0) == pytest.approx([-math.log(0.2)])
    assert log_score(values, [57.0], chances, doubt=0.0) == pytest.approx([-math.log(0.3)])
    sure = -math.log(0.99 * 0.4 + 0.01 / 21)
    assert log_score(values, [300.0], chances) == pytest.approx([sure])  # counts to the last
    assert log_score(values, [30.0], chances) == pytest.approx([-math.log(0.01 / 21)])
    assert log_score(values, [30.0], chances, doubt=0.0) == [math.inf]


def test_the_log_score_of_one_cell_and_of_absent_actors() -> None:
    assert log_score([[7.0]], [7.0], [[1.0]], width=1.0, within=(7.0, 7.0)) == [0]
    assert log_score([[7.0, math.nan]], [7.0], [[1.0, 0.0]], doubt=0.0) == [0]


@given(st.integers(0, 100), st.floats(0, 1))
def test_chances_of_all_cells_sum_to_one(point: int, chance: float) -> None:
    values, chances = [[point, 100.0 - point]], [[chance, 1 - chance]]
    scores = [log_score(values, [5.0 * cell], chances)[0] for cell in range(21)]
    assert np.exp(-np.array(scores)).sum() == pytest.approx(1, abs=1e-9)


@pytest.mark.parametrize(
    ("width", "within"),
    [(0.0, (0.0, 100.0)), (-1.0, (0, 1)), (math.nan, (0, 1)), (1.0, (1, 0)), (1.0, (math.nan, 1))],
)
def test_cells_have_a_width(width: float, within: tuple[float, float]) -> None:
    with pytest.raises(CallError, match="a width is over 0"):
        log_score([[1.0]], [1.0], [[1.0]], width=width, within=within)


# Where outcomes fall among the parts of their forecasts.


def test_the_histogram_by_hand() -> None:
    values, chances = [[0.0, 50.0, 100.0]] * 4, [[0.2, 0.5, 0.3]] * 4
    by_outcome = {
        0.0: [0.2 / 0.2, 0, 0, 0, 0],  # evenly over 0 to 0.2
        50.0: [0, 0.4, 0.4, 0.2, 0],  # evenly over 0.2 to 0.7
        60.0: [0, 0, 0, 1, 0],  # between two points, at 0.7
        101.0: [0, 0, 0, 0, 1],
    }
    for outcome, heights in by_outcome.items():
        found = pit_histogram(values[:1], [outcome], chances[:1], bins=5)
        assert found == pytest.approx(heights, abs=1e-12)
    found = pit_histogram(values, list(by_outcome), chances, bins=5)
    assert found == pytest.approx(np.mean(list(by_outcome.values()), axis=0), abs=1e-12)


@given(sample)
def test_the_histogram_is_flat_where_forecasts_are_right(rows: np.ndarray) -> None:
    points, which = np.unique(rows[0], return_inverse=True)
    chance = np.bincount(which, rows[1]) / rows[1].sum()
    if (np.diff(points) < 1e-6).any():  # nearer ones are taken for one
        return
    per_outcome = [pit_histogram([points], [at], [chance]) for at in points]
    assert chance @ np.array(per_outcome) == pytest.approx(np.full(10, 0.1), abs=1e-9)


def test_the_histogram_of_outcomes_drawn_from_forecasts_is_flat() -> None:
    rng = np.random.default_rng(5)
    points, chances = rng.uniform(0, 100, (4000, 6)), rng.dirichlet(np.ones(6), 4000)
    choice = (chances.cumsum(axis=1) > rng.uniform(size=(4000, 1))).argmax(axis=1)
    heights = pit_histogram(points, points[np.arange(4000), choice], chances)
    error = (0.1 * 0.9 / 4000) ** 0.5  # of a height, at most: spreading takes luck away
    assert np.abs(heights - 0.1).max() <= 4 * error


# Differences with a bootstrap by blocks.


def test_identical_scores_differ_by_nothing() -> None:
    scores = [1.5, 20.0, 3.25]
    assert paired_difference(scores, scores, ["a", "a", "b"]) == (0, 0, 0)


def test_blocks_are_drawn_whole() -> None:
    gap, blocks = np.array([1.0, 3.0, -2.0, 10.0, 0.0, 1.0]), ["x", "x", "y", "z", "z", "z"]
    by_block = [np.array([1.0, 3.0]), np.array([-2.0]), np.array([10.0, 0.0, 1.0])]
    exact = [
        np.concatenate([by_block[place] for place in chosen]).mean()
        for chosen in product(range(3), repeat=3)
    ]
    # Quantiles away from a jump of the 27 equally likely means, so that luck does not move them.
    level = 0.9
    expected = np.quantile(exact, [(1 - level) / 2, (1 + level) / 2], method="inverted_cdf")
    shares = [np.mean(np.less_equal(exact, end)) for end in expected]
    assert shares[0] > 0.06
    assert np.mean(np.less(exact, expected[1])) < 0.94
    found = paired_difference(gap, np.zeros(6), blocks, level=level, resamples=20_000)
    assert found == pytest.approx((gap.mean(), *expected), abs=1e-12)


def test_two_blocks_come_as_one_or_as_both() -> None:
    gap, blocks = [0.0, 0.0, 9.0], ["a", "a", "b"]
    assert paired_difference(gap, [0.0] * 3, blocks) == (3, 0, 9)
    # Each alone has a chance of 1/4, both together 1/2, and then 3 is their mean.
    assert paired_difference(gap, [0.0] * 3, blocks, level=0.4) == (3, 3, 3)


def test_the_interval_covers_the_true_difference_as_often_as_it_says() -> None:
    rng = np.random.default_rng(11)
    runs, blocks, each, truth = 400, 40, 3, 2.0
    held = 0
    for run in range(runs):
        gap = truth + np.repeat(rng.normal(0, 3, blocks), each) + rng.normal(0, 1, blocks * each)
        labels = np.repeat(np.arange(blocks), each)
        _, low, high = paired_difference(gap, 0 * gap, labels, resamples=400, seed=run)
        held += low <= truth <= high
    # Four standard errors, and 3 % for percentiles, which fall short of 95 % with 40 blocks.
    assert 0.95 - 0.03 - 4 * (0.95 * 0.05 / runs) ** 0.5 <= held / runs
    assert held / runs < 0.95 + 4 * (0.95 * 0.05 / runs) ** 0.5


def test_issues_apart_would_have_too_narrow_an_interval() -> None:
    rng = np.random.default_rng(2)
    gap = np.repeat(rng.normal(0, 3, 30), 4)
    whole = paired_difference(gap, 0 * gap, np.repeat(np.arange(30), 4))
    single = paired_difference(gap, 0 * gap, np.arange(120))
    # The blocks are copies of one issue: the standard error is twice that of issues apart.
    assert (whole[2] - whole[1]) / (single[2] - single[1]) == pytest.approx(2, rel=0.1)


@pytest.mark.parametrize(
    ("ours", "theirs", "blocks"),
    [([], [], []), ([1.0], [1.0, 2.0], ["a"]), ([1.0], [1.0], ["a", "b"]), ([[1.0]], [[1.0]], [1])],
)
def test_scores_and_blocks_must_fit(ours: list, theirs: list, blocks: list) -> None:
    with pytest.raises(CallError, match="all must be equally long, with at least one"):
        paired_difference(ours, theirs, blocks)
