# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from foedus.ensemble.trees import best_split, grow


def gini(groups: list[np.ndarray]) -> float:
    """Return the impurity of groups by its definition: a chance that two draws differ."""
    whole = sum(map(len, groups))
    return sum(len(g) / whole * (1 - g.mean() ** 2 - (1 - g.mean()) ** 2) for g in groups)


@given(
    arrays(np.float64, (12, 3), elements=st.integers(0, 5).map(float)),
    arrays(np.bool_, 12),
    st.integers(1, 4),
)
def test_the_first_question_is_the_best_of_all(
    inputs: np.ndarray, interest: np.ndarray, least: int
) -> None:
    y = interest.astype(float)
    every = [
        gini([y[inputs[:, c] <= at], y[inputs[:, c] > at]])
        for c in range(3)
        for at in np.unique(inputs[:, c])[:-1]
        if least <= (inputs[:, c] <= at).sum() <= 12 - least
    ]
    found = best_split(inputs, y, least)
    if found is None:
        assert not every
        return
    column, at, gain = found
    below = inputs[:, column] <= at
    assert min(below.sum(), 12 - below.sum()) >= least
    assert gini([y[below], y[~below]]) == pytest.approx(min(every))
    assert gain == pytest.approx(gini([y]) - min(every), abs=1e-12)


def test_a_rule_of_two_questions_is_told_back() -> None:
    inputs = np.random.default_rng(0).random((3000, 5))
    tree = grow(inputs, (inputs[:, 3] > 0.7) & (inputs[:, 0] <= 0.4))
    assert tree.column in {0, 3}
    kept = tree.above if tree.column == 3 else tree.below
    assert kept is not None
    assert {tree.column, kept.column} == {0, 3}
    leaf = kept.below if tree.column == 3 else kept.above
    assert leaf is not None
    assert leaf.interest == 1
    assert leaf.column is None
    assert leaf.share == pytest.approx(0.12, abs=0.02)


def test_what_nothing_explains_is_not_split() -> None:
    rng = np.random.default_rng(3)
    tree = grow(rng.random((4000, 4)), rng.random(4000) < 0.02)
    assert tree.column is None
    assert tree.share == 1
