# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import numpy as np
from scipy.stats import spearmanr

from foedus.ensemble.sensitivity import rank_correlation, ranks


def test_rank_correlation_equals_scipys_with_and_without_ties() -> None:
    rng = np.random.default_rng(5)
    inputs = np.column_stack([rng.normal(size=300), rng.integers(0, 4, 300), rng.random(300)])
    outcomes = np.column_stack([inputs[:, 0] ** 3 + rng.normal(size=300), inputs[:, 1] * 2.0])
    ours = rank_correlation(inputs, outcomes)
    for i in range(3):
        for j in range(2):
            oracle = spearmanr(inputs[:, i], outcomes[:, j]).statistic
            assert abs(ours[i, j] - oracle) < 1e-12


def test_a_monotone_relation_has_correlation_one_and_a_constant_has_none() -> None:
    x = np.arange(1.0, 51.0)[:, None]
    found = rank_correlation(np.hstack([x, np.ones_like(x)]), np.hstack([np.exp(-x), x**2]))
    np.testing.assert_allclose(found, [[-1, 1], [0, 0]], atol=1e-15)


def test_equal_values_share_the_mean_of_their_ranks() -> None:
    assert ranks(np.array([[2.0], [1.0], [2.0], [2.0]])).ravel().tolist() == [3, 1, 3, 3]
