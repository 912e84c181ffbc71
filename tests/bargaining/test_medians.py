# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.bargaining.medians import CARD, weighted_median
from foedus.bargaining.published.european import EMISSION_STANDARDS
from foedus.errors import CallError, SolverError

NAN = float("nan")

# Whole numbers: sums and halves are exact, so the definition can be tested without a tolerance.
actor = st.tuples(st.integers(-20, 20), st.integers(0, 5), st.integers(0, 5))
actors = st.lists(actor, min_size=1, max_size=9).map(lambda rows: np.array(rows, dtype=float).T)
weighty = actors.filter(lambda rows: (rows[1] * rows[2]).any())


def ends(x: np.ndarray, s: np.ndarray, c: np.ndarray) -> tuple[float, float]:
    lower, upper = weighted_median(x, s, c)
    return float(lower[0]), float(upper[0])


def test_emission_standards_median_of_scholz_calbert_and_smith_2011() -> None:
    capability, position, salience = np.array([row[1:] for row in EMISSION_STANDARDS]).T
    assert ends(position, salience, capability) == (7.0, 7.0)


def test_an_even_split_has_two_ends() -> None:
    assert ends(np.array([0.0, 40.0, 100.0]), np.ones(3), np.array([1.0, 1.0, 2.0])) == (40, 100)


def test_an_even_split_is_seen_through_rounding() -> None:
    # 0.1 + 0.2 is not 0.3 in binary.
    assert ends(np.array([0.0, 40.0, 100.0]), np.ones(3), np.array([0.1, 0.2, 0.3])) == (40, 100)


def test_the_card_forecasts_the_lower_end_and_reports_both() -> None:
    forecast = CARD.forecast([0.0, 100.0], 1, 1)
    assert forecast.points.tolist() == [0.0]
    assert [end.tolist() for end in forecast.ends] == [[0.0], [100.0]]  # type: ignore[union-attr]


@given(weighty)
def test_definition_lower_end_is_the_smallest_that_reaches_half(rows: np.ndarray) -> None:
    x, s, c = rows
    weight = s * c
    reaching = [value for value in x if 2 * weight[x <= value].sum() >= weight.sum()]
    exceeding = [value for value in x if 2 * weight[x <= value].sum() > weight.sum()]
    assert ends(x, s, c) == (min(reaching), min(exceeding))


@given(weighty)
def test_no_other_position_has_a_majority_against_either_end(rows: np.ndarray) -> None:
    x, s, c = rows
    weight = s * c
    for median in ends(x, s, c):
        for rival in x:
            nearer = np.abs(x - rival) < np.abs(x - median)
            assert 2 * weight[nearer].sum() <= weight.sum()


@given(actors, st.integers(-9, 9), st.integers(1, 9))
def test_moves_with_the_scale(rows: np.ndarray, shift: int, unit: int) -> None:
    x, s, c = rows
    lower, upper = ends(x, s, c)
    assert ends(shift + unit * x, s, c) == (shift + unit * lower, shift + unit * upper)


@given(actors)
def test_turning_the_scale_round_swaps_the_ends(rows: np.ndarray) -> None:
    x, s, c = rows
    lower, upper = ends(x, s, c)
    assert ends(-x, s, c) == (-upper, -lower)


@given(actors, st.randoms(use_true_random=False))
def test_names_of_actors_do_not_matter(rows: np.ndarray, random: object) -> None:
    order = list(range(rows.shape[1]))
    random.shuffle(order)  # type: ignore[attr-defined]
    x, s, c = rows
    assert ends(x[order], s[order], c[order]) == ends(x, s, c)


@given(actors)
def test_an_absent_actor_changes_nothing(rows: np.ndarray) -> None:
    x, s, c = rows
    assert ends(np.append(NAN, x), np.append(1.0, s), np.append(9.0, c)) == ends(x, s, c)


def test_without_any_influence_all_count_alike() -> None:
    assert ends(np.array([0.0, 40.0, 100.0]), np.zeros(3), np.ones(3)) == (40.0, 40.0)


@pytest.mark.parametrize("position", [[5.0], [5.0, 5.0], [NAN, 5.0]])
def test_one_actor_or_one_position(position: list[float]) -> None:
    assert ends(np.array(position), np.array(0.2), np.array(0.0)) == (5.0, 5.0)


def test_wrong_input_is_refused() -> None:
    with pytest.raises(SolverError, match="no actor has a position in draw 0"):
        weighted_median([NAN], 1, 1)
    with pytest.raises(CallError, match="shapes"):
        weighted_median([1.0, 2.0], [1, 1, 1], 1)
