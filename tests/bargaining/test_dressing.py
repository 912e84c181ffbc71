# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.bargaining.backtest import dressed_compromise
from foedus.bargaining.condorcet import on_scale
from foedus.bargaining.dressing import dressed
from foedus.bargaining.outcome import PointForecast
from foedus.bargaining.scoring import crps
from foedus.errors import CallError

if TYPE_CHECKING:
    from collections.abc import Callable

    from foedus.bargaining.issues import Issues

PRINTED = 5e-4  # half a unit of the last digit of the reference figures


def test_errors_are_added_and_cut_off_at_the_ends() -> None:
    point = PointForecast("mean", np.array([50.0, 95.0]))
    counts = [[True, True, False], [False, True, True]]
    said = dressed(point, [-60.0, 10.0, 20.0], (0.0, 100.0), apart=counts)
    assert said.model == "mean_dressed"
    assert said.support.tolist() == [[0, 60, 70], [35, 100, 100]]
    assert said.probabilities.tolist() == [[0.5, 0.5, 0], [0, 0.5, 0.5]]
    assert said.points.tolist() == [0, 100]


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=9), st.floats(-100, 100))
def test_all_errors_count_alike(errors: list[float], shift: float) -> None:
    said = dressed(PointForecast("any", np.array([shift])), errors, (-1e3, 1e3))
    assert said.probabilities[0] == pytest.approx(np.full(len(errors), 1 / len(errors)))
    assert said.support[0] == pytest.approx(shift + np.array(errors))


def test_at_least_one_error_counts() -> None:
    point = PointForecast("any", np.array([50.0]))
    for errors, counts in (([], None), ([1.0], [[False]])):
        with pytest.raises(CallError, match="takes at least one"):
            dressed(point, errors, (0.0, 100.0), apart=counts)
    with pytest.raises(CallError, match=r"shape \(2,\); it must be \(1, 2\)"):
        dressed(point, [1.0, 2.0], (0.0, 100.0), apart=[True, True])


def test_a_block_is_dressed_with_the_errors_of_others(drawn: Callable[..., Issues]) -> None:
    issues = drawn()
    said = dressed_compromise(issues)
    counted = said.probabilities > 0
    assert np.array_equal(counted, issues.block[:, None] != issues.block[None, :])


def test_outcomes_beyond_all_positions_do_not_tell_where_the_scale_ends(
    drawn: Callable[..., Issues],
) -> None:
    issues = drawn()
    issues.outcome[:3] = (-400.0, 500.0, 500.0)
    assert dressed_compromise(issues).support.min() >= np.nanmin(issues.position)
    assert dressed_compromise(issues).support.max() <= np.nanmax(issues.position)


def by_hand(issues: Issues) -> list[np.ndarray]:
    """Return each issue's compromise with the errors on other proposals, cut off at 0 and 100."""
    weight = np.where(np.isnan(issues.position), 0.0, issues.salience * issues.power)
    mean = (weight * np.nan_to_num(issues.position)).sum(axis=1) / weight.sum(axis=1)
    error = issues.outcome - mean
    return [
        np.clip(mean[here] + error[issues.block != issues.block[here]], 0, 100)
        for here in range(len(mean))
    ]


@pytest.mark.data
def test_the_dressed_compromise_of_the_reference_computation(deu3: Issues) -> None:
    said = dressed_compromise(deu3)
    ours = crps(said.support, deu3.outcome, said.probabilities)
    plain = [crps(sample, y) for sample, y in zip(by_hand(deu3), deu3.outcome, strict=True)]
    assert ours == pytest.approx(plain, abs=1e-9)
    assert abs(ours.mean() - 15.988) <= PRINTED


@pytest.mark.data
def test_half_and_half_of_the_reference_computation(deu3: Issues) -> None:
    said = dressed_compromise(deu3)
    elections = on_scale(deu3.position, deu3.salience, deu3.power)
    support = np.hstack([said.support, elections.support])
    chances = np.hstack([said.probabilities, elections.probabilities]) / 2
    assert abs(crps(support, deu3.outcome, chances).mean() - 15.370) <= PRINTED
