# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kstest, qmc

from foedus.ensemble.draws import SAMPLINGS, raised_draws, unit_draws
from foedus.errors import CallError


@pytest.mark.parametrize("sampling", SAMPLINGS)
@pytest.mark.parametrize("chunk", [8, 32, 64])
def test_any_cut_of_the_sequence_gives_the_same_bytes(sampling: str, chunk: int) -> None:
    whole = unit_draws(7, 5, 0, 64, 64, sampling)
    cut = [unit_draws(7, 5, start, chunk, 64, sampling) for start in range(0, 64, chunk)]
    assert np.concatenate(cut).tobytes() == whole.tobytes()


def test_a_latin_hypercube_that_does_not_fit_is_refused() -> None:
    with pytest.raises(CallError, match="allowed are 1,048,576 draws, or use sobol"):
        unit_draws(0, 128, 0, 64, 2**21, "lhs")


@pytest.mark.parametrize("sampling", SAMPLINGS)
def test_every_number_lies_strictly_between_zero_and_one(sampling: str) -> None:
    unit = unit_draws(2, 3, 0, 2**14, 2**14, sampling)
    assert unit.shape == (2**14, 3)
    assert unit.min() > 0
    assert unit.max() < 1


def test_independent_draws_are_uniform_and_unrelated() -> None:
    unit = unit_draws(4, 6, 0, 2**14, 2**14, "mc")
    assert min(kstest(column, "uniform").pvalue for column in unit.T) > 0.001
    # Five standard errors of a correlation over 16,384 draws; rows against the next ones too.
    following = np.corrcoef(unit[:-1].T, unit[1:].T)
    assert np.abs(following - np.eye(12)).max() < 5 / 2**7


@pytest.mark.parametrize("sampling", SAMPLINGS)
def test_seeds_name_different_sequences_and_zero_is_a_seed(sampling: str) -> None:
    zero, again, one = (unit_draws(seed, 3, 0, 32, 32, sampling) for seed in (0, 0, 1))
    assert zero.tobytes() == again.tobytes()
    assert not np.any(zero == one)


def test_a_sobol_block_has_one_point_in_every_elementary_interval() -> None:
    # Sobol 1967: of 2^m points of a (t, m, s)-net in base 2, each dyadic interval of length 2^-m
    # of every axis holds exactly one; scrambling (Owen 1995) keeps that.
    unit = unit_draws(3, 40, 0, 256, 256)
    assert all(len(np.unique(np.floor(column * 256))) == 256 for column in unit.T)


def test_a_latin_hypercube_has_one_point_in_every_stratum() -> None:
    # McKay, Beckman and Conover 1979.
    unit = unit_draws(3, 6, 0, 100, 100, "lhs")
    assert all(len(np.unique(np.floor(column * 100))) == 100 for column in unit.T)


def test_a_sobol_sequence_fills_the_cube_more_evenly_than_independent_draws() -> None:
    even, plain = (unit_draws(1, 4, 0, 512, 512, d) for d in ("sobol", "mc"))
    assert qmc.discrepancy(even) < qmc.discrepancy(plain) / 4


@given(st.integers(2, 2**22))
def test_draws_are_raised_to_the_next_power_of_two(draws: int) -> None:
    raised = raised_draws(draws)
    assert raised & (raised - 1) == 0
    assert draws <= raised < 2 * draws


@pytest.mark.parametrize("draws", [-1, 0, 1, 2**22 + 1])
def test_too_few_or_too_many_draws_are_refused(draws: int) -> None:
    with pytest.raises(CallError, match="allowed are 2 to"):
        raised_draws(draws)
