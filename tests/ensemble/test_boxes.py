# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binomtest

from foedus.ensemble.boxes import (
    balance,
    chance_of_restriction,
    find_box,
    measured,
    paste,
    peel,
)


def planted(seed: int, noise: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Return eight uniform inputs, and interest where the second is high and the fifth is low."""
    rng = np.random.default_rng(seed)
    inputs = rng.random((4000, 8))
    inside = (inputs[:, 1] > 0.6) & (inputs[:, 4] < 0.5)
    return inputs, inside ^ (rng.random(4000) < noise)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("noise", [0.0, 0.05])
def test_a_planted_box_is_found(seed: int, noise: float) -> None:
    inputs, interest = planted(seed, noise)
    box, _ = find_box(inputs, interest)
    assert {1, 4} <= set(box.restricted)
    assert box.low[1] == pytest.approx(0.6, abs=0.05)
    assert box.high[4] == pytest.approx(0.5, abs=0.05)
    assert np.isinf(box.high[1])
    assert np.isinf(box.low[4])
    # By hand: a fifth of all draws; with noise 0.95 of those inside, and 0.04 of the rest beside.
    inside, beside = 0.2 * (1 - noise), 0.8 * noise
    assert box.coverage == pytest.approx(inside / (inside + beside), abs=0.06)
    assert box.density == pytest.approx(1 - noise, abs=0.06)


def test_a_report_that_is_so_or_not_is_peeled_as_a_whole() -> None:
    rng = np.random.default_rng(0)
    inputs = np.stack([(rng.random(2000) < 0.4).astype(float), rng.random(2000)], axis=1)
    box, _ = find_box(inputs, inputs[:, 0] > 0)
    assert (box.restricted, box.low[0], box.density, box.coverage) == ([0], 1.0, 1.0, 1.0)


def test_coverage_density_and_mass_by_hand() -> None:
    inputs = np.array([[1.0], [2.0], [3.0], [4.0], [5.0]])
    interest = np.array([True, False, True, True, False])
    box = measured(inputs, interest, np.array([2.0]), np.array([4.0]))
    assert (box.coverage, box.density, box.mass) == (2 / 3, 2 / 3, 3 / 5)
    assert box.holds(inputs).tolist() == [False, True, True, True, False]


def test_each_peel_takes_a_twentieth_and_never_too_much() -> None:
    inputs, interest = planted(1)
    masses = [box.mass for box in peel(inputs, interest, least=0.1)]
    assert masses[0] == 1
    assert min(masses) >= 0.1
    ratios = np.array(masses[1:]) / masses[:-1]
    np.testing.assert_allclose(ratios, 0.95, atol=0.003)


def test_pasting_gives_back_what_was_of_interest_beside_the_box() -> None:
    # All of 0.3 to 0.45 is of interest, and every second draw of 0.45 to 0.7, where the box starts.
    x = np.linspace(0, 1, 1001)
    interest = ((x >= 0.3) & (x < 0.45)) | ((x >= 0.45) & (x <= 0.7) & (np.arange(1001) % 2 == 0))
    start = measured(x[:, None], interest, np.array([0.45]), np.array([0.7]))
    wide = paste(x[:, None], interest, start)
    assert wide.low[0] == pytest.approx(0.3, abs=0.02)
    assert wide.high[0] == 0.7
    assert wide.density == pytest.approx(0.15 / 0.4 + 0.125 / 0.4, abs=0.01)


def test_quasi_p_values_are_those_of_a_binomial_test() -> None:
    inputs, interest = planted(3, noise=0.2)
    low, high = np.full(8, -np.inf), np.full(8, np.inf)
    low[1], high[4], high[6] = 0.6, 0.5, 0.8
    box = measured(inputs, interest, low, high)
    held = box.holds(inputs)
    for column, chance in chance_of_restriction(inputs, interest, box).items():
        free = low.copy(), high.copy()
        free[0][column], free[1][column] = -np.inf, np.inf
        without = measured(inputs, interest, *free)
        oracle = binomtest(
            int((held & interest).sum()), int(held.sum()), without.density, alternative="greater"
        ).pvalue
        assert chance == pytest.approx(oracle, rel=1e-9)
        assert (chance < 1e-6) == (column in {1, 4})


def test_where_everything_or_nothing_is_of_interest_there_is_no_box() -> None:
    inputs = np.random.default_rng(0).random((200, 3))
    for interest in (np.ones(200, dtype=bool), np.zeros(200, dtype=bool)):
        box, trajectory = find_box(inputs, interest)
        assert box.restricted == []
        assert len(trajectory) == 1


def test_noise_alone_leaves_a_box_that_hardly_helps() -> None:
    rng = np.random.default_rng(9)
    inputs, interest = rng.random((2000, 6)), rng.random(2000) < 0.3
    box, _ = find_box(inputs, interest)
    assert box.density < 0.36
    assert balance(box) < 0.5
