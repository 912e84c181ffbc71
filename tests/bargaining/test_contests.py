# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.bargaining.condorcet import conditional, markov_uniform, recursion, victory
from foedus.errors import CallError, SolverError

# The eigenvectors are found to 1e-14; products and sums of a few dozen terms add to that.
CLOSE = 1e-11

RULES = [recursion, conditional, markov_uniform]


def contest(chance: float) -> np.ndarray:
    return np.array([[[0.5, chance], [1 - chance, 0.5]]])


@st.composite
def contests(draw: st.DrawFn) -> np.ndarray:
    size = draw(st.integers(1, 6))
    matrix = np.full((size, size), 0.5)
    for k in range(size):
        for rival in range(k):
            matrix[k, rival] = draw(st.floats(0.001, 0.999))
            matrix[rival, k] = 1 - matrix[k, rival]
    return matrix[None]


@pytest.mark.parametrize(
    ("exponent", "chance"), [(1.0, 3 / 4), (2.0, 9 / 10), (4.0, 81 / 82), (2000.0, 1.0)]
)
def test_victory_of_three_against_one(exponent: float, chance: float) -> None:
    matrix = victory([[[0.0, 1.0], [1.0, 0.0]]], [[3.0, 1.0]], exponent=exponent)
    assert matrix[0] == pytest.approx(contest(chance)[0], abs=1e-15)


def test_support_by_hand_with_an_actor_half_way() -> None:
    # Positions 0, 1, 2 with influence 1, 2, 4: S(0, 2) = 1 + 2/2 = 2, S(2, 0) = 4 + 2/2 = 5.
    distance = np.abs(np.subtract.outer([0.0, 1.0, 2.0], [0.0, 1.0, 2.0]))[None]
    matrix = victory(distance, [[1.0, 2.0, 4.0]], exponent=1.0)[0]
    assert matrix[0].tolist() == pytest.approx([1 / 2, 1 / 7, 2 / 7])
    assert matrix[1].tolist() == pytest.approx([6 / 7, 1 / 2, 3 / 7])


def test_equally_near_is_seen_through_rounding() -> None:
    # 0.3 - 0.2 and 0.2 - 0.1 differ in binary.
    x = np.array([0.1, 0.2, 0.3])
    matrix = victory(np.abs(np.subtract.outer(x, x))[None], [[1.0, 1.0, 1.0]], exponent=1.0)[0]
    assert matrix[0, 2] == 0.5


def test_no_support_on_either_side_is_an_even_chance() -> None:
    assert victory([[[0.0, 1.0]]], [[0.0]])[0].tolist() == [[0.5, 0.5], [0.5, 0.5]]


def test_support_on_one_side_alone_is_sure_to_win() -> None:
    assert victory([[[0.0, 1.0]]], [[1.0]])[0].tolist() == [[0.5, 1.0], [0.0, 0.5]]


@pytest.mark.parametrize("chance", [0.5, 0.75, 0.9, 0.999999, 1 - 1e-12])
def test_two_candidates_in_closed_form(chance: float) -> None:
    # (1/2 - r) p_1 + v p_2 = 0 with the root r = 1/2 + sqrt(v (1 - v)).
    odds = np.sqrt(chance / (1 - chance))
    assert recursion(contest(chance))[0] == pytest.approx([odds / (1 + odds), 1 / (1 + odds)])
    for rule in (conditional, markov_uniform):
        assert rule(contest(chance))[0] == pytest.approx([chance, 1 - chance], abs=CLOSE)


def test_three_candidates_of_the_markov_chain_by_hand() -> None:
    # v_12 = 2/3, v_13 = 3/4, v_23 = 1/2. Flows out: 1/3 + 1/4, 2/3 + 1/2, 3/4 + 1/2.
    v = [[Fraction(1, 2), Fraction(2, 3), Fraction(3, 4)],
         [Fraction(1, 3), Fraction(1, 2), Fraction(1, 2)],
         [Fraction(1, 4), Fraction(1, 2), Fraction(1, 2)]]  # fmt: skip
    # Spanning-tree weights (Markov chain tree theorem) of the flows j to i = v_ij.
    trees = [
        v[0][1] * v[0][2] + v[0][1] * v[1][2] + v[0][2] * v[2][1],
        v[1][0] * v[1][2] + v[1][0] * v[0][2] + v[1][2] * v[2][0],
        v[2][0] * v[2][1] + v[2][0] * v[0][1] + v[2][1] * v[1][0],
    ]
    expected = [float(tree / sum(trees)) for tree in trees]
    assert markov_uniform(np.array([v], dtype=float))[0] == pytest.approx(expected, abs=CLOSE)


def test_three_candidates_conditional_by_hand() -> None:
    v = np.array([[[1 / 2, 2 / 3, 3 / 4], [1 / 3, 1 / 2, 1 / 2], [1 / 4, 1 / 2, 1 / 2]]])
    assert conditional(v)[0] == pytest.approx([12 / 19, 4 / 19, 3 / 19])


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("chance", [0.5, 0.6, 0.99])
def test_a_cycle_leaves_all_alike(rule: object, chance: float) -> None:
    v = np.full((3, 3), 0.5)
    for k in range(3):
        v[k, (k + 1) % 3], v[(k + 1) % 3, k] = chance, 1 - chance
    assert rule(v[None])[0] == pytest.approx([1 / 3] * 3, abs=CLOSE)  # type: ignore[operator]


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("size", [1, 2, 3, 8])
def test_a_sure_winner_takes_all_though_the_matrix_cannot_be_diagonalised(
    rule: object, size: int
) -> None:
    v = np.triu(np.ones((size, size)), k=1) + 0.5 * np.eye(size)
    assert rule(v[None])[0] == pytest.approx([1.0] + [0.0] * (size - 1), abs=1e-12)  # type: ignore[operator]


@given(contests())
def test_recursion_is_the_leading_eigenvector(v: np.ndarray) -> None:
    p = recursion(v)[0]
    values, vectors = np.linalg.eig(v[0])
    leading = np.abs(vectors[:, np.argmax(values.real)].real)
    assert p == pytest.approx(leading / leading.sum(), abs=1e-9)
    assert v[0] @ p == pytest.approx(values.real.max() * p, abs=1e-9)


@given(contests())
def test_markov_uniform_is_its_own_successor(v: np.ndarray) -> None:
    p = markov_uniform(v)[0]
    successor = [
        sum(v[0, i, j] * (p[i] + p[j]) for j in range(len(p))) / len(p) for i in range(len(p))
    ]
    assert p == pytest.approx(successor, abs=CLOSE)


@given(contests())
def test_conditional_ratios_are_products_of_victories(v: np.ndarray) -> None:
    p, every = conditional(v)[0], v[0].prod(axis=1)
    assert p * every.sum() == pytest.approx(every, rel=1e-9)


@given(contests(), st.integers(1, 3))
def test_those_who_do_not_stand_change_nothing(v: np.ndarray, absent: int) -> None:
    size = v.shape[1]
    wide = np.zeros((1, size + absent, size + absent))
    wide[:, absent:, absent:] = v
    for rule in RULES:
        p = rule(wide)[0]
        assert p[:absent].tolist() == [0.0] * absent
        assert p[absent:] == pytest.approx(rule(v)[0], abs=CLOSE)


@given(contests())
def test_chances_sum_to_one(v: np.ndarray) -> None:
    for rule in RULES:
        p = rule(v)[0]
        assert p.min() >= 0
        assert p.sum() == pytest.approx(1.0, abs=1e-12)


def test_conditional_is_not_defined_where_all_are_sure_to_lose() -> None:
    v = np.array([[[0.5, 1.0, 0.0], [0.0, 0.5, 1.0], [1.0, 0.0, 0.5]]])
    with pytest.raises(SolverError, match="every candidate is sure to lose"):
        conditional(v)


@pytest.mark.parametrize(
    ("distance", "weight", "candidate", "exponent", "words"),
    [
        ([[[0.0]]], [[-1.0]], None, 2, "a weight or a distance is wrong"),
        ([[[-1.0]]], [[1.0]], None, 2, "a weight or a distance is wrong"),
        ([[[float("nan")]]], [[1.0]], None, 2, "a weight or a distance is wrong"),
        ([[[0.0]]], [[float("inf")]], None, 2, "a weight or a distance is wrong"),
        ([[[0.0]]], [[1.0]], [[False]], 2, "a draw has no candidate; at least one"),
        ([[[0.0]]], [[1.0]], None, 0, "victory exponent is 0; it must be"),
        ([[[0.0]]], [[1.0]], None, float("nan"), "victory exponent is nan"),
    ],
)
def test_numbers_outside_the_model(
    distance: object, weight: object, candidate: object, exponent: float, words: str
) -> None:
    with pytest.raises(SolverError, match=words):
        victory(distance, weight, candidate, exponent)  # type: ignore[arg-type]


def test_shapes_must_fit() -> None:
    with pytest.raises(CallError, match="distance has the shape"):
        victory([[0.0]], [[1.0]])
    with pytest.raises(CallError, match="candidate has the shape"):
        victory([[[0.0]]], [[1.0]], [[True, True]])
