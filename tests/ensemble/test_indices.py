# SPDX-License-Identifier: Apache-2.0
"""Sobol's indices and elementary effects: against closed forms, and another program's."""

from __future__ import annotations

import numpy as np
import pytest
from SALib.analyze import morris as salib_morris
from SALib.analyze import sobol as salib_sobol
from SALib.sample import morris as salib_walks

from foedus.ensemble.draws import unit_draws
from foedus.ensemble.indices import saltelli_points, sobol_indices
from foedus.ensemble.screening import elementary_effects, morris_points

A, B = 7.0, 0.1
ARITHMETIC = 1e-10


def ishigami(unit: np.ndarray) -> np.ndarray:
    """Return the function of Ishigami and Homma 1990 at points of the unit cube."""
    x = np.pi * (2 * unit - 1)
    return np.sin(x[:, 0]) + A * np.sin(x[:, 1]) ** 2 + B * x[:, 2] ** 4 * np.sin(x[:, 0])


def points(n: int, inputs: int = 3) -> np.ndarray:
    unit = unit_draws(1, 2 * inputs, 0, n, n)
    return saltelli_points(unit[:, :inputs], unit[:, inputs:])


def in_their_order(values: np.ndarray, n: int, inputs: int) -> np.ndarray:
    """Return outcomes as the other program has them: for each point A, AB_1, ..., B."""
    blocks = values.reshape(inputs + 2, n)
    order = [0, *range(2, inputs + 2), 1]
    return blocks[order].T.ravel()


PROBLEM = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0, 1]] * 3}


def test_indices_of_ishigamis_function_are_the_closed_form() -> None:
    # Ishigami and Homma 1990: the parts of the variance, and the interplay of the first and third.
    n = 2**14
    first = (0.5 * (1 + B * np.pi**4 / 5) ** 2, A**2 / 8, 0.0)
    both = 8 * B**2 * np.pi**8 / 225
    whole = sum(first) + both
    found = sobol_indices(ishigami(points(n))[:, None], 3, np.random.default_rng(0))
    np.testing.assert_allclose(found.first[:, 0], np.array(first) / whole, atol=0.01)
    total = np.array([first[0] + both, first[1], both]) / whole
    np.testing.assert_allclose(found.total[:, 0], total, atol=0.01)
    for exact, ends in ((np.array(first) / whole, found.first_ends), (total, found.total_ends)):
        assert np.all(ends[0, :, 0] <= exact + 0.01)
        assert np.all(exact - 0.01 <= ends[1, :, 0])


def test_indices_equal_salibs_on_the_same_sample() -> None:
    n = 512
    values = ishigami(points(n))
    ours = sobol_indices(values[:, None], 3, np.random.default_rng(0))
    theirs = salib_sobol.analyze(
        PROBLEM, in_their_order(values, n, 3), calc_second_order=False, seed=0
    )
    np.testing.assert_allclose(ours.first[:, 0], theirs["S1"], rtol=0, atol=ARITHMETIC)
    np.testing.assert_allclose(ours.total[:, 0], theirs["ST"], rtol=0, atol=ARITHMETIC)
    # Sampling: both resample 200 and 100 times; standard errors of a spread are then 5 and 7 %.
    half = np.diff(ours.total_ends[:, :, 0], axis=0)[0] / 2
    np.testing.assert_allclose(half, theirs["ST_conf"], rtol=0.4)


def test_outcomes_do_not_disturb_one_another_and_a_constant_has_no_indices() -> None:
    values = ishigami(points(64))
    both = np.stack([np.full(len(values), 3.0), 5 + 2 * values], axis=1)
    found = sobol_indices(both, 3, np.random.default_rng(0))
    alone = sobol_indices(values[:, None], 3, np.random.default_rng(0))
    np.testing.assert_allclose(found.first[:, 1], alone.first[:, 0], atol=ARITHMETIC)
    assert not found.first[:, 0].any()
    assert not found.total[:, 0].any()


def test_an_input_that_plays_no_part_has_a_total_index_of_zero() -> None:
    found = sobol_indices(points(64)[:, [0]] ** 2, 3, np.random.default_rng(0))
    assert found.total[1:, 0].tolist() == [0, 0]
    assert found.total[0, 0] == pytest.approx(1, abs=0.05)


def test_mixed_points_differ_from_the_first_sample_in_one_column() -> None:
    unit = np.random.default_rng(0).random((2, 8, 3))
    made = saltelli_points(unit[0], unit[1]).reshape(5, 8, 3)
    np.testing.assert_array_equal(made[0], unit[0])
    np.testing.assert_array_equal(made[1], unit[1])
    for column in range(3):
        differs = (made[2 + column] != unit[0]).all(axis=0)
        assert differs.tolist() == [column == other for other in range(3)]
        np.testing.assert_array_equal(made[2 + column][:, column], unit[1][:, column])


def test_elementary_effects_equal_salibs_on_the_same_walks() -> None:
    walks = salib_walks.sample(PROBLEM, 50, num_levels=4, seed=3)
    values = ishigami(walks)
    ours = elementary_effects(walks, values[:, None], np.random.default_rng(0))
    theirs = salib_morris.analyze(PROBLEM, walks, values, num_levels=4, seed=0)
    np.testing.assert_allclose(ours.mean[:, 0], theirs["mu"], rtol=0, atol=ARITHMETIC)
    np.testing.assert_allclose(ours.size[:, 0], theirs["mu_star"], rtol=0, atol=ARITHMETIC)
    np.testing.assert_allclose(ours.deviation[:, 0], theirs["sigma"], rtol=0, atol=ARITHMETIC)


def test_of_a_linear_function_every_effect_is_its_slope() -> None:
    made = morris_points(4, 20, np.random.default_rng(2))
    slopes = np.array([3.0, -2.0, 0.0, 0.5])
    found = elementary_effects(made, (made @ slopes)[:, None], np.random.default_rng(0))
    np.testing.assert_allclose(found.mean[:, 0], slopes, atol=1e-12)
    np.testing.assert_allclose(found.size[:, 0], np.abs(slopes), atol=1e-12)
    np.testing.assert_allclose(found.deviation[:, 0], 0, atol=1e-12)


def test_walks_move_one_input_at_a_time_and_use_every_level_alike() -> None:
    made = morris_points(5, 400, np.random.default_rng(1)).reshape(400, 6, 5)
    steps = np.diff(made, axis=1)
    assert ((steps != 0).sum(axis=2) == 1).all()
    assert ((steps != 0).sum(axis=1) == 1).all()
    np.testing.assert_allclose(np.abs(steps[steps != 0]), 0.5)
    levels, counts = np.unique(made, return_counts=True)
    np.testing.assert_allclose(levels, [0.125, 0.375, 0.625, 0.875])
    # Sampling: four standard errors of a share of one fourth over 2,000 independent columns.
    np.testing.assert_allclose(counts / counts.sum(), 0.25, atol=4 * np.sqrt(0.25 * 0.75 / 2000))
