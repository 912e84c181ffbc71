# SPDX-License-Identifier: Apache-2.0
"""Quantiles against scipy.stats: exact for uniform and normal, tabulated for PERT and beta.

The table of a beta has 2049 nodes. In its core, all but a ten-thousandth at each end, it is within
CORE of the range of the exact value. Beyond, where the inverse can be infinitely steep, it is the
chance that is kept: the value stands for a chance within CHANCE of the one asked for.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from foedus.case.quantile import quantile
from foedus.uncertain import UncertainNumber

CORE = 1e-4
CHANCE = 1e-5
EXACT = 1e-12
EDGES = 10.0 ** np.arange(-12, -1.9, 0.25)
UNIT = np.concatenate([EDGES, np.linspace(0.0101, 0.9899, 997), 1 - EDGES[::-1]])
IN_CORE = (UNIT > 1e-4) & (UNIT < 1 - 1e-4)

PERTS = [
    (0, 0, 1),
    (0, 0.5, 1),
    (0, 1, 1),
    (0, 0.01, 1),
    (-5, 3, 20),
    (0.86, 0.9, 0.94),
    (-1, 0, 1e6),
]
BETAS = [(0.5, 0.5), (1, 1), (2, 5), (50, 2), (500, 500), (1e4, 1), (0.9, 30)]
NORMALS = [
    (0, 1, -1, 2),
    (0, 1, 5, 7),  # far up: a sum from below would round to 1
    (0, 1, 7, 9),
    (0, 1, 7.9, 30),
    (0, 1, -9, -7),
    (0, 1, -30, -7),
    (10, 0.1, 0, 100),
    (0, 100, 1, 2),
]


def assert_tabulated(number: UncertainNumber, exact: stats.rv_frozen) -> None:
    values = quantile(number, UNIT)
    low, high = number.span
    far = np.abs(values - exact.ppf(UNIT)) / (high - low)
    assert far[IN_CORE].max() < CORE
    assert np.abs(exact.cdf(values) - UNIT).max() < CHANCE


@pytest.mark.parametrize(("low", "mode", "high"), PERTS)
def test_pert_is_a_stretched_beta(low: float, mode: float, high: float) -> None:
    shapes = (1 + 4 * (mode - low) / (high - low), 1 + 4 * (high - mode) / (high - low))
    number = UncertainNumber(low=low, mode=mode, high=high)
    assert_tabulated(number, stats.beta(*shapes, low, high - low))


@pytest.mark.parametrize("shapes", BETAS)
@pytest.mark.parametrize("within", [None, (-2, 8)])
def test_beta(shapes: tuple[float, float], within: tuple[float, float] | None) -> None:
    low, high = within or (0, 1)
    assert_tabulated(
        UncertainNumber(beta=shapes, within=within), stats.beta(*shapes, low, high - low)
    )


@pytest.mark.parametrize(("mean", "sd", "low", "high"), NORMALS)
def test_normal_cut_to_a_range(mean: float, sd: float, low: float, high: float) -> None:
    exact = stats.truncnorm((low - mean) / sd, (high - mean) / sd, mean, sd)
    values = quantile(UncertainNumber(normal=(mean, sd), within=(low, high)), UNIT)
    assert np.abs(values - exact.ppf(UNIT)).max() < EXACT * max(1.0, sd)


def test_normal_without_a_cut() -> None:
    values = quantile(UncertainNumber(normal=(3, 2)), UNIT)
    assert np.allclose(values, stats.norm(3, 2).ppf(UNIT), rtol=1e-6, atol=0)
    ends = quantile(UncertainNumber(normal=(3, 2)), np.array([0.0, 1.0]))
    assert np.isfinite(ends).all()


def test_uniform() -> None:
    values = quantile(UncertainNumber(uniform=(-3, 5)), UNIT)
    assert np.abs(values - stats.uniform(-3, 8).ppf(UNIT)).max() < 8 * EXACT


def test_a_fixed_number_is_itself() -> None:
    for fixed in ({"value": 4}, {"low": 4, "mode": 4, "high": 4}, {"uniform": (4, 4)}):
        assert (quantile(UncertainNumber(**fixed), UNIT) == 4).all()


def test_a_choice_has_its_shares_and_its_values() -> None:
    number = UncertainNumber(choice={"river": 0.25, "80": 0.5, "never": 0, "ridge": 0.25})
    names = {"river": 20.0, "ridge": 60.0, "never": -1.0}
    values = quantile(number, (np.arange(1000) + 0.5) / 1000, names)
    found, counts = np.unique(values, return_counts=True)
    assert dict(zip(found, counts, strict=True)) == {20.0: 250, 60.0: 250, 80.0: 500}


def test_a_name_with_no_chance_never_comes_up() -> None:
    ends = np.array([0.0, 1.0])
    assert (quantile(UncertainNumber(choice={"1": 0, "2": 1, "3": 0}), ends) == 2).all()


SHAPE = st.floats(0.01, 1e6)
END = st.floats(-1e6, 1e6)
SPREAD = st.floats(1e-6, 1e6)


@st.composite
def numbers(draw: st.DrawFn) -> UncertainNumber:
    low, spread, share = draw(END), draw(SPREAD), draw(st.floats(0, 1))
    high = low + spread
    families = [
        {"value": low},
        {"low": low, "mode": min(low + share * spread, high), "high": high},
        {"uniform": (low, high)},
        {
            "normal": (low + share * spread, draw(st.floats(0.05, 50)) * spread),
            "within": (low, high),
        },
        {"beta": (draw(SHAPE), draw(SHAPE)), "within": (low, high)},
        {"choice": {repr(low): share, repr(high): 1 - share}},
    ]
    return UncertainNumber(**draw(st.sampled_from(families)))


@given(numbers())
def test_quantiles_rise_and_stay_within_the_span(number: UncertainNumber) -> None:
    values = quantile(number, np.concatenate([[0.0], UNIT, [1.0]]))
    low, high = number.span
    assert np.isfinite(values).all()
    slack = 1e-12 * max(abs(low), abs(high))
    assert low - slack <= values.min()
    assert values.max() <= high + slack
    assert number.choice is not None or (np.diff(values) >= -slack).all()


@given(numbers(), st.integers(1, 40))
def test_a_row_does_not_depend_on_the_others(number: UncertainNumber, cut: int) -> None:
    whole = quantile(number, UNIT)
    parts = [quantile(number, UNIT[start : start + cut]) for start in range(0, len(UNIT), cut)]
    assert whole.tobytes() == np.concatenate(parts).tobytes()
