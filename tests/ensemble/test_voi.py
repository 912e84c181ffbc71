# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm, qmc

from foedus.ensemble.voi import (
    basis,
    information_gain,
    out_of_sample,
    perfect_information,
    swing,
    tipping_point,
)

DRAWS = 2**13


def toy(mean: float, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Return normal inputs and two choices: nothing, and the mean plus two of them and noise."""
    unit = qmc.Sobol(4, scramble=True, rng=seed).random(DRAWS)
    inputs = norm.ppf(np.clip(unit, 1e-9, 1 - 1e-9))
    second = mean + inputs[:, 0] + 0.5 * inputs[:, 1] + inputs[:, 3]
    return inputs, np.stack([np.zeros(DRAWS), second], axis=1)


def closed(mean: float, sd: float) -> float:
    """Return the unit normal loss: E max(0, N(mean, sd)) - max(0, mean); Raiffa, Schlaifer 1961."""
    z = mean / sd
    return sd * norm.pdf(z) + mean * norm.cdf(z) - max(0.0, mean)


# Sampling: four standard errors of the mean of what is earned, at 8,192 draws at most 0.06.
SAMPLING = 0.06


@pytest.mark.parametrize("mean", [-0.7, 0.0, 0.4])
@pytest.mark.parametrize(
    ("known", "sd"), [([0], 1.0), ([1], 0.5), ([0, 1], math.sqrt(1.25)), ([0, 1, 3], 1.5)]
)
def test_the_value_of_knowing_normal_inputs_is_the_closed_form(
    mean: float, known: list[int], sd: float
) -> None:
    inputs, worth = toy(mean)
    gain = information_gain(out_of_sample(inputs[:, known], worth), worth)
    assert gain.mean == pytest.approx(closed(mean, sd), abs=SAMPLING)
    assert gain.low <= gain.mean <= gain.high


@pytest.mark.parametrize("mean", [-0.7, 0.4])
def test_an_input_that_plays_no_part_is_worth_nothing(mean: float) -> None:
    inputs, worth = toy(mean)
    gain = information_gain(out_of_sample(inputs[:, [2]], worth), worth)
    assert gain.low == 0
    assert gain.mean < 0.005


@given(st.integers(0, 10_000))
def test_knowledge_is_never_worth_less_than_nothing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    inputs, worth = rng.random((64, 2)), rng.random((64, 3))
    gain = information_gain(out_of_sample(inputs, worth), worth)
    assert 0 <= gain.low <= gain.mean <= gain.high


def test_knowing_everything_is_worth_what_the_best_choice_regrets() -> None:
    _, worth = toy(0.4)
    everything = perfect_information(worth)
    assert everything.mean == pytest.approx(closed(0.4, 1.5), abs=SAMPLING)
    assert everything.mean == pytest.approx(np.maximum(worth[:, 1], 0).mean() - worth[:, 1].mean())


def test_a_fact_that_is_so_or_not_is_told_apart_by_its_two_values() -> None:
    # Choice 1 pays +1 where the fact is so and -1 where not; so in 30 %: E max = 0.3, else 0.
    so = np.random.default_rng(3).random(DRAWS) < 0.3
    worth = np.stack([np.zeros(DRAWS), np.where(so, 1.0, -1.0)], axis=1)
    gain = information_gain(out_of_sample(so[:, None].astype(float), worth), worth)
    assert gain.mean == pytest.approx(so.mean(), abs=1e-12)


def test_an_outcome_moves_by_what_its_input_moves() -> None:
    # y = 3x + noise, x uniform on 0 to 1: the middle 90 % are 0.9 long; variances 9/12 and 1/4.
    rng = np.random.default_rng(7)
    x = rng.random((DRAWS, 1))
    y = 3 * x + rng.normal(0, 0.5, (DRAWS, 1))
    moved, explained = swing(out_of_sample(x, y), y)
    assert moved[0] == pytest.approx(2.7, abs=0.05)
    assert explained[0] == pytest.approx(0.75, abs=0.02)


def test_what_explains_nothing_moves_nothing() -> None:
    rng = np.random.default_rng(1)
    x, y = rng.random((DRAWS, 8)), rng.random((DRAWS, 1))
    moved, explained = swing(out_of_sample(x, y), y)
    assert (moved[0], explained[0]) == (0, 0)


def test_two_choices_change_places_where_their_lines_cross() -> None:
    rng = np.random.default_rng(5)
    x = rng.uniform(10, 20, DRAWS)
    worth = np.stack([np.full(DRAWS, 1.0), 0.5 * (x - 14) + 1], axis=1)
    noisy = worth + rng.normal(0, 1, worth.shape)
    tip = tipping_point(x, noisy, 0, np.random.default_rng(0))
    assert tip is not None
    assert (tip.above, tip.rival, tip.share) == (True, 1, 1.0)
    assert tip.low < 14 < tip.high
    assert tip.at == pytest.approx(14, abs=0.15)
    back = tipping_point(x, noisy[:, ::-1], 0, np.random.default_rng(0))
    assert back is not None
    assert (back.above, back.rival) == (False, 1)
    assert back.at == pytest.approx(14, abs=0.15)


def test_a_choice_that_is_always_ahead_has_no_tipping_point() -> None:
    x = np.linspace(0, 1, 512)
    worth = np.stack([x + 1, x], axis=1)
    assert tipping_point(x, worth, 0, np.random.default_rng(0)) is None
    assert tipping_point(np.zeros(512), worth, 0, np.random.default_rng(0)) is None


def test_a_constant_input_is_left_out_of_the_regression() -> None:
    assert basis(np.ones((32, 2))).tolist() == np.ones((32, 1)).tolist()
