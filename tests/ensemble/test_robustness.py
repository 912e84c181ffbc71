# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from foedus.ensemble.robustness import RULES, goals_met, judge, mean_interval, regret

WORTH = arrays(
    np.float64, st.tuples(st.integers(2, 20), st.integers(1, 6)), elements=st.floats(0, 1)
)


def test_savages_table_by_hand() -> None:
    # Three acts in two states: losses against the best act of each state, Savage 1951, section 2.
    worth = np.array([[4.0, 1.0, 3.0], [0.0, 5.0, 3.0]])
    np.testing.assert_array_equal(regret(worth), [[0, 3, 1], [5, 0, 2]])
    judged = judge(worth, np.ones(worth.shape, dtype=np.bool_))
    np.testing.assert_allclose(judged.expected_regret, [2.5, 1.5, 1.5])
    np.testing.assert_allclose(judged.largest_regret, [5, 3, 2])
    assert judged.best("largest_regret") == [2]
    assert judged.best("expected_regret") == [1, 2]
    assert judged.best("goals") == [0, 1, 2]


@given(WORTH)
def test_regret_is_never_negative_and_somebody_has_none(worth: np.ndarray) -> None:
    short = regret(worth)
    assert short.min() >= 0
    assert not short.min(axis=1).any()


@given(WORTH)
def test_least_expected_regret_is_the_greatest_mean(worth: np.ndarray) -> None:
    best = judge(worth, worth > 0).best("expected_regret")
    assert worth.mean(axis=0)[best[0]] >= worth.mean(axis=0).max() - 1e-12


def test_quantile_of_regret_is_that_of_its_definition() -> None:
    worth = np.stack([np.zeros(101), np.arange(101.0)], axis=1)
    judged = judge(worth, worth > 0)
    assert judged.regret_90[0] == pytest.approx(90)  # the 90 % quantile of 0, 1, ..., 100
    assert judged.regret_90[1] == 0


def test_goals_are_met_at_their_limit_and_all_of_them_count() -> None:
    attack, hold = np.array([[0.1, 0.2], [0.05, 0.0]]), np.array([[0.5, 0.9], [0.4, 0.6]])
    met = goals_met((attack, hold), (("most", 0.1), ("least", 0.5)))
    np.testing.assert_array_equal(met, [[True, False], [False, True]])


def test_the_interval_of_a_mean_is_the_normal_one() -> None:
    values = np.random.default_rng(0).normal(2, 3, 400)
    mean, low, high = mean_interval(values)
    se = values.std(ddof=1) / math.sqrt(400)
    expected = stats.norm.interval(0.95, loc=values.mean(), scale=se)
    assert mean == pytest.approx(values.mean())
    assert (low, high) == pytest.approx(expected, abs=1e-12)


def test_every_rule_is_a_field_of_what_is_judged() -> None:
    judged = judge(np.eye(3), np.eye(3) > 0)
    assert all(judged.best(rule) == [0, 1, 2] for rule in RULES)
