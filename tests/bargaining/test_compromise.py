# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.bargaining.compromise import compromise, influence, influence_or_equal
from foedus.bargaining.published.european import EMISSION_STANDARDS
from foedus.errors import CallError, SolverError

NAN = float("nan")
# A mean of n products carries some n roundings.
ROUNDING = 1e-12

# Nothing at all, or enough that a change of unit does not lead below the smallest float.
salience = st.just(0.0) | st.floats(1e-6, 1)
capability = st.just(0.0) | st.floats(1e-6, 1e6)
actor = st.tuples(st.floats(-100, 100), salience, capability)
actors = st.lists(actor, min_size=1, max_size=9).map(lambda rows: np.array(rows).T)


def test_emission_standards_mean_is_the_ratio_of_sums() -> None:
    rows = [tuple(Fraction(str(number)) for number in row[1:]) for row in EMISSION_STANDARDS]
    mean = sum(c * x * s for c, x, s in rows) / sum(c * s for c, _, s in rows)
    capability, position, salience = np.array([row[1:] for row in EMISSION_STANDARDS]).T
    assert compromise(position, salience, capability)[0] == pytest.approx(float(mean), rel=1e-15)
    assert round(float(mean), 6) == 7.389956


@pytest.mark.parametrize(
    ("variant", "settlement"),
    [("both", 60.0), ("capability", 75.0), ("salience", 100 / 3), ("plain", 50.0)],
)
def test_variants_by_hand(variant: str, settlement: float) -> None:
    # Influence 1 and 3/2, 1 and 3, 1 and 1/2, 1 and 1, of 0 and 100.
    result = compromise([0.0, 100.0], [1.0, 0.5], [1.0, 3.0], variant)  # type: ignore[arg-type]
    assert result == pytest.approx([settlement], rel=ROUNDING)


def test_a_variant_does_not_look_at_what_it_does_not_use() -> None:
    assert compromise([0.0, 100.0], NAN, [1.0, 3.0], "capability") == pytest.approx([75.0])
    assert compromise([0.0, 100.0], NAN, -1.0, "plain") == pytest.approx([50.0])


@given(actors)
def test_lies_within_the_range_of_positions(rows: np.ndarray) -> None:
    x, s, c = rows
    settled = compromise(x, s, c)[0]
    assert x.min() <= settled <= x.max()


@given(actors, st.floats(-50, 50), st.floats(0.1, 10))
def test_moves_with_the_scale(rows: np.ndarray, shift: float, unit: float) -> None:
    x, s, c = rows
    moved = compromise(shift + unit * x, s, c)
    assert moved == pytest.approx(shift + unit * compromise(x, s, c), rel=1e-9, abs=1e-9)


@given(actors, st.floats(1e-3, 1e3), st.floats(1e-3, 1e3))
def test_units_of_salience_and_capability_do_not_matter(
    rows: np.ndarray, percent: float, money: float
) -> None:
    x, s, c = rows
    expected = compromise(x, s, c)
    assert compromise(x, percent * s, money * c) == pytest.approx(expected, rel=1e-9, abs=1e-9)


@given(actors, st.randoms(use_true_random=False))
def test_names_of_actors_do_not_matter(rows: np.ndarray, random: object) -> None:
    order = list(range(rows.shape[1]))
    random.shuffle(order)  # type: ignore[attr-defined]
    x, s, c = rows
    shuffled = compromise(x[order], s[order], c[order])
    assert shuffled == pytest.approx(compromise(x, s, c), rel=1e-9, abs=1e-9)


@given(actors)
def test_an_absent_actor_changes_nothing(rows: np.ndarray) -> None:
    x, s, c = rows
    with_absent = compromise(np.append(x, NAN), np.append(s, NAN), np.append(c, 7.0))
    assert with_absent == pytest.approx(compromise(x, s, c), rel=ROUNDING, abs=ROUNDING)


@given(st.lists(actors.filter(lambda rows: rows.shape[1] <= 4), min_size=1, max_size=5))
def test_a_draw_does_not_depend_on_the_others(draws: list[np.ndarray]) -> None:
    padded = np.full((len(draws), 3, 4), NAN)
    for draw, rows in enumerate(draws):
        padded[draw, :, : rows.shape[1]] = rows
    together = compromise(padded[:, 0], padded[:, 1], padded[:, 2])
    alone = [compromise(*rows)[0] for rows in padded]
    assert together.tolist() == [float(value) for value in alone]


@pytest.mark.parametrize(
    ("salience", "capability"),
    [([0, 0, 0], [1, 2, 3]), ([1, 1, 1], [0, 0, 0]), ([1, 0, 0], [0, 1, 1])],
)
def test_without_any_influence_all_count_alike(salience: list[int], capability: list[int]) -> None:
    assert compromise([0.0, 30.0, 60.0], salience, capability) == pytest.approx([30.0])
    assert compromise([0.0, 30.0, NAN], salience, capability) == pytest.approx([15.0])


def test_without_any_influence_in_one_draw_the_others_keep_theirs() -> None:
    x, s = [[0.0, 100.0], [0.0, 100.0]], [[0.0, 0.0], [1.0, 0.0]]
    assert compromise(x, s, [1, 1]).tolist() == [50.0, 0.0]


@pytest.mark.parametrize("position", [[37.0], [37.0, 37.0, 37.0], [[37.0, NAN]]])
def test_one_actor_or_one_position(position: list[float]) -> None:
    assert compromise(position, 0.3, 0.7).tolist() == [37.0]


def test_tiny_and_huge_influence_neither_vanish_nor_overflow() -> None:
    huge = compromise([0.0, 100.0], [1e300, 1e300], [1e300, 3e300])
    tiny = compromise([0.0, 100.0], [1e-300, 1e-300], [1e-300, 3e-300])
    assert huge.tolist() == tiny.tolist() == [75.0]


@pytest.mark.parametrize(
    ("position", "salience", "capability", "words"),
    [
        ([1.0, 2.0], [1, -1], [1, 1], "salience of actor 1 in draw 0 is -1.0; it must be"),
        ([1.0, 2.0], [1, NAN], [1, 1], "salience of actor 1 in draw 0 is nan"),
        ([1.0, 2.0], [1, 1], [np.inf, 1], "capability of actor 0 in draw 0 is inf"),
        ([1.0, np.inf], [1, 1], [1, 1], "a position is infinite"),
        ([[1.0], [NAN]], 1, 1, "no actor has a position in draw 1; at least one"),
        ([], [], [], "no actor has a position in draw 0"),
    ],
)
def test_numbers_outside_the_model(
    position: list[float], salience: list[float], capability: list[float], words: str
) -> None:
    with pytest.raises(SolverError, match=words):
        compromise(position, salience, capability)


@pytest.mark.parametrize(
    ("position", "salience", "variant", "words"),
    [
        ([1.0, 2.0], [1, 1, 1], "both", r"the shapes \(2,\), \(3,\), \(\)"),
        (["a", "b"], [1, 1], "both", "they must be numbers"),
        ([[[1.0]]], [1], "both", "position has 3 axes; allowed"),
        ([1.0], [1], "power", "variant is 'power'; allowed: both, capability, salience, plain"),
    ],
)
def test_wrong_calls(position: object, salience: object, variant: str, words: str) -> None:
    with pytest.raises(CallError, match=words):
        compromise(position, salience, 1.0, variant)  # type: ignore[arg-type]


def test_influence_keeps_zero_where_nobody_has_any() -> None:
    assert influence([1.0, 2.0], 0, 1)[1].tolist() == [[0.0, 0.0]]
    assert influence_or_equal([1.0, NAN], 0, 1)[1].tolist() == [[1.0, 0.0]]
