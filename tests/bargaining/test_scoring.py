# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from foedus.bargaining.scoring import crps, mae, share_within
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
