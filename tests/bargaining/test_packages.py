# SPDX-License-Identifier: Apache-2.0
"""Solutions over a list of packages: definitions by brute force, axioms, ties, bad input."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.bargaining.packages import RULES, PackageChoice, choose_package
from foedus.bargaining.pareto import pareto_front
from foedus.errors import CallError, SolverError

if TYPE_CHECKING:
    from random import Random

    from foedus.bargaining.solutions import Rule


@st.composite
def problems(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Whole numbers: definitions can be tested exactly."""
    actors, packages = draw(st.integers(1, 4)), draw(st.integers(1, 12))
    row = st.lists(st.integers(-2, 9), min_size=actors, max_size=actors)
    worth = draw(st.lists(row, min_size=packages, max_size=packages))
    return np.array(worth, dtype=float), np.array(draw(row), dtype=float) - 3


def gain_set(u: np.ndarray, d: np.ndarray) -> list[int]:
    return np.flatnonzero((u > d).all(axis=1)).tolist()


def exact_score(rule: str, u: np.ndarray, d: np.ndarray, package: int) -> Fraction:
    gained = [Fraction(int(gain)) for gain in u[package] - d]
    if rule == "nash":
        return math.prod(gained, start=Fraction(1))
    if rule == "egalitarian":
        return min(gained)
    most = (u[gain_set(u, d)] - d).max(axis=0)
    return min(gain / int(best) for gain, best in zip(gained, most, strict=True))


def only(choice: PackageChoice) -> int:
    assert choice.package.shape == (1,)
    return int(choice.package[0])


@pytest.mark.parametrize("rule", RULES)
@given(problems())
def test_definition_by_looking_at_every_package(
    rule: Rule, problem: tuple[np.ndarray, np.ndarray]
) -> None:
    u, d = problem
    choice = choose_package(u, d, rule)
    able = gain_set(u, d)
    if not able:
        assert only(choice) == -1
        assert choice.tied.tolist() == [0]
        assert not choice.gains.any()
        return
    scores = {package: exact_score(rule, u, d, package) for package in able}
    best = max(scores.values())
    assert scores[only(choice)] == best
    assert choice.tied.tolist() == [list(scores.values()).count(best)]
    assert choice.gains.tolist() == [(u[only(choice)] - d).tolist()]


@pytest.mark.parametrize("rule", RULES)
@given(problems())
def test_what_is_chosen_lies_on_the_front(
    rule: Rule, problem: tuple[np.ndarray, np.ndarray]
) -> None:
    chosen = only(choose_package(*problem, rule))
    assert chosen == -1 or pareto_front(problem[0])[0, chosen]


@pytest.mark.parametrize("rule", ["nash", "kalai_smorodinsky"])
@given(problems(), st.data())
def test_positive_affine_changes_of_utility_change_nothing(
    rule: Rule, problem: tuple[np.ndarray, np.ndarray], data: st.DataObject
) -> None:
    u, d = problem
    each = st.lists(st.integers(1, 9), min_size=len(d), max_size=len(d))
    unit, shift = np.array(data.draw(each)), np.array(data.draw(each))
    changed = choose_package(u * unit + shift, d * unit + shift, rule)
    choice = choose_package(u, d, rule)
    assert changed.tied.tolist() == choice.tied.tolist()
    if choice.tied[0] <= 1:
        assert only(changed) == only(choice)


def test_the_egalitarian_solution_does_depend_on_units() -> None:
    u = np.array([[2.0, 3.0], [3.0, 2.5]])
    assert only(choose_package(u, [0, 0], "egalitarian")) == 1
    assert only(choose_package(u * [4, 1], [0, 0], "egalitarian")) == 0


@pytest.mark.parametrize("rule", RULES)
@given(problems())
def test_a_problem_alike_for_all_has_a_solution_alike_for_all(
    rule: Rule, problem: tuple[np.ndarray, np.ndarray]
) -> None:
    # Every division (i, j) comes with (j, i), and for each of them stands one that halves the sum:
    # log and least share are concave, so a package alike for both is best.
    u = problem[0]
    pairs = np.column_stack([u[:, 0], u[:, -1]])
    alike = np.concatenate([pairs, pairs[:, ::-1], np.repeat(pairs.mean(axis=1), 2).reshape(-1, 2)])
    choice = choose_package(alike, [-9, -9], rule)
    assert choice.gains[0, 0] == choice.gains[0, 1]
    assert choice.gains[0, 0] == pairs.mean(axis=1).max() + 9


@pytest.mark.parametrize("rule", RULES)
@given(problems(), st.randoms(use_true_random=False))
def test_names_of_actors_do_not_matter(
    rule: Rule, problem: tuple[np.ndarray, np.ndarray], random: Random
) -> None:
    u, d = problem
    order = list(range(len(d)))
    random.shuffle(order)
    assert only(choose_package(u[:, order], d[order], rule)) == only(choose_package(u, d, rule))


@given(problems())
def test_nash_of_fewer_packages_that_hold_the_solution_is_the_same(
    problem: tuple[np.ndarray, np.ndarray],
) -> None:
    u, d = problem
    first = only(choose_package(u, d))
    offered = np.arange(len(u)) % 2 == first % 2
    assert exact_or_none(u, d, first) == exact_or_none(
        u, d, only(choose_package(u, d, offered=offered))
    )


def exact_or_none(u: np.ndarray, d: np.ndarray, package: int) -> Fraction | None:
    return None if package < 0 else exact_score("nash", u, d, package)


def test_the_three_differ_by_hand() -> None:
    # Products 60, 55, 36; least shares of (20, 6): 0.5, 0.55, 0.3; least gains 3, 5, 6.
    worth = [[20, 3], [11, 5], [6, 6]]
    assert [only(choose_package(worth, [0, 0], rule)) for rule in RULES] == [0, 1, 2]


def test_weights_bend_the_nash_product_by_hand() -> None:
    # 20^.3 3^.7 = 5.30, 11^.3 5^.7 = 6.34, 6.
    worth = [[20, 3], [11, 5], [6, 6]]
    assert only(choose_package(worth, [0, 0], weight=[0.3, 0.7])) == 1
    # 20^.1 3^.9 = 3.63, 11^.1 5^.9 = 5.41, 6.
    assert only(choose_package(worth, [0, 0], weight=[1, 9])) == 2


@pytest.mark.parametrize("rule", RULES)
def test_an_actor_without_weight_neither_blocks_nor_counts(rule: Rule) -> None:
    worth = [[20, 3, -9], [11, 5, 0], [6, 6, 99]]
    two = choose_package([row[:2] for row in worth], [0, 0], rule)
    choice = choose_package(worth, [0, 0, 50], rule, weight=[1, 1, 0])
    assert only(choice) == only(two)


def test_hopes_on_offer_are_wider_than_hopes_in_the_gain_set() -> None:
    # In the gain set the most are (4, 4): shares 1/4, 2/4, 1/4. On offer the first could have 40:
    # shares 1/40, 2/40, 4/40.
    worth = [[1, 4], [2, 2.5], [4, 1], [40, -1]]
    assert only(choose_package(worth, [0, 0], "kalai_smorodinsky")) == 1
    assert only(choose_package(worth, [0, 0], "kalai_smorodinsky", ideal="all")) == 2


@pytest.mark.parametrize("rule", RULES)
def test_ties_go_to_whom_it_leaves_worst_off_then_to_the_first(rule: Rule) -> None:
    worth = [[2, 2, 2], [2, 3, 2], [2, 3, 2], [1, 1, 2]]
    choice = choose_package(worth, [0, 0, 0], rule)
    assert only(choice) == 1
    symmetric = choose_package([[2, 3], [3, 2]], [0, 0], rule)
    assert only(symmetric) == 0
    assert symmetric.tied.tolist() == [2]


@pytest.mark.parametrize("rule", RULES)
def test_a_tie_is_seen_through_rounding(rule: Rule) -> None:
    # 0.1 + 0.2 is not 0.3 in binary.
    choice = choose_package([[0.1 + 0.2, 0.3], [0.3, 0.1 + 0.2]], [0, 0], rule)
    assert choice.tied.tolist() == [2]


@pytest.mark.parametrize("rule", RULES)
def test_draws_are_independent_and_offers_differ(rule: Rule) -> None:
    rng = np.random.default_rng(5)
    u, d = rng.random((30, 20, 3)), rng.random((30, 3))
    offered = rng.random((30, 20)) < 0.7
    many = choose_package(u, d, rule, offered=offered)
    for draw in range(30):
        chosen = only(choose_package(u[draw], d[draw], rule, offered=offered[draw]))
        assert chosen == many.package[draw]
        assert chosen == -1 or offered[draw, chosen]
    assert (many.package >= 0).any()
    assert (many.package < 0).any()


@pytest.mark.parametrize("rule", RULES)
def test_nothing_on_offer_is_no_deal(rule: Rule) -> None:
    assert only(choose_package([[1, 1]], [0, 0], rule, offered=[False])) == -1
    assert only(choose_package(np.zeros((0, 2)), [0, 0], rule)) == -1


def test_what_is_not_on_offer_may_be_missing() -> None:
    choice = choose_package([[math.nan, 1], [1, 1]], [0, 0], offered=[False, True])
    assert only(choice) == 1


def test_wrong_input_is_refused() -> None:
    with pytest.raises(CallError, match=r"rule of the solution is 'best'; allowed: nash, "):
        choose_package([[1, 1]], [0, 0], "best")  # type: ignore[arg-type]
    with pytest.raises(CallError, match="ideal of the solution"):
        choose_package([[1, 1]], [0, 0], ideal="none")  # type: ignore[arg-type]
    with pytest.raises(CallError, match="disagreement has the shape"):
        choose_package([[1, 1]], [0, 0, 0])
    with pytest.raises(CallError, match="weight has the shape"):
        choose_package([[1, 1]], [0, 0], weight=["a", "b"])
    with pytest.raises(SolverError, match="disagreement of actor 1 in draw 0 is nan"):
        choose_package([[1, 1]], [0, math.nan])
    for weight in ([0, 0], [-1, 2]):
        with pytest.raises(SolverError, match="a weight is negative or a draw has none"):
            choose_package([[1, 1]], [0, 0], weight=weight)
