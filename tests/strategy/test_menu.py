# SPDX-License-Identifier: Apache-2.0
"""A menu of attacks: laws of the nested choice, and what a threshold does."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit, logsumexp

from foedus.errors import SolverError
from foedus.strategy.menu import copies, solve_menu
from foedus.strategy.solve import Status, solve_deterrence

if TYPE_CHECKING:
    from collections.abc import Callable

    from foedus.strategy.game import DeterrenceGame

    Draw = Callable[..., DeterrenceGame]

# Sums of shares in another order than ours.
SAME_NUMBER = 1e-12
# A root found to rounding, times the steepness of what follows from it.
EQUILIBRIUM = 1e-9

menus = given(
    seed=st.integers(0, 1000),
    length=st.integers(1, 4),
    rho=st.sampled_from([0.0, 1e-3, 0.3, 1.0]),
    n=st.integers(0, 3),
)


def drawn(draw_games: Draw, n: int, length: int, seed: int) -> list[DeterrenceGame]:
    """Attacks that differ in what they gain, in stakes, and in the chance that they count."""
    rng = np.random.default_rng(seed)
    return [
        draw_games(n, 6, 9.0, seed=seed + 1000 * place, found=rng.uniform(size=6))
        for place in range(length)
    ]


@pytest.mark.parametrize("rho", [0.0, 0.4, 1.0])
@pytest.mark.parametrize("n", [0, 1, 2, 3])
def test_a_single_attack_is_the_game_without_a_menu(draw_games: Draw, n: int, rho: float) -> None:
    game = draw_games(n, 40, 12.0, found=0.7, word=0.05)
    solved, plain = solve_menu([game], rho), solve_deterrence(game)
    assert solved.attack_low == pytest.approx(plain.attack_low, abs=SAME_NUMBER)
    assert solved.attack_high == pytest.approx(plain.attack_high, abs=SAME_NUMBER)
    assert solved.kinds_high[:, 0] == pytest.approx(plain.attack_high, abs=SAME_NUMBER)
    assert (solved.status == plain.status).all()


@menus
def test_copies_change_nothing(
    draw_games: Draw, seed: int, length: int, rho: float, n: int
) -> None:
    attacks = drawn(draw_games, n, length, seed)
    once = solve_menu(attacks, rho)
    twice = solve_menu([*attacks, replace(attacks[0]), attacks[0]], rho)
    assert copies([*attacks, attacks[0]])[:, 0].tolist() == [2.0] * 6
    assert twice.attack_low == pytest.approx(once.attack_low, abs=SAME_NUMBER)
    assert twice.attack_high == pytest.approx(once.attack_high, abs=SAME_NUMBER)
    together = twice.kinds_high[:, 0] + twice.kinds_high[:, length:].sum(axis=1)
    assert together == pytest.approx(once.kinds_high[:, 0], abs=SAME_NUMBER)
    assert twice.kinds_high[:, 1:length] == pytest.approx(once.kinds_high[:, 1:], abs=SAME_NUMBER)


@menus
def test_more_ways_to_attack_never_make_attack_less_likely(
    draw_games: Draw, seed: int, length: int, rho: float, n: int
) -> None:
    """And without dissimilarity no more likely than the best of them alone."""
    attacks = drawn(draw_games, n, length + 1, seed)
    shorter, longer = solve_menu(attacks[:-1], rho), solve_menu(attacks, rho)
    assert (longer.attack_high >= shorter.attack_high - SAME_NUMBER).all()
    assert (longer.attack_low >= shorter.attack_low - SAME_NUMBER).all()
    alone = np.max([solve_deterrence(game).attack_high for game in attacks], axis=0)
    assert (longer.attack_high >= alone - SAME_NUMBER).all()
    if rho == 0.0:
        assert longer.attack_high == pytest.approx(alone, abs=SAME_NUMBER)


@menus
def test_chances_of_kinds_add_up_whatever_their_order(
    draw_games: Draw, seed: int, length: int, rho: float, n: int
) -> None:
    attacks = drawn(draw_games, n, length, seed)
    solved, turned = solve_menu(attacks, rho), solve_menu(attacks[::-1], rho)
    for kinds, attack in (
        (solved.kinds_low, solved.attack_low),
        (solved.kinds_high, solved.attack_high),
    ):
        assert kinds.sum(axis=1) == pytest.approx(attack, abs=SAME_NUMBER)
    assert turned.attack_high == pytest.approx(solved.attack_high, abs=SAME_NUMBER)
    assert turned.kinds_high[:, ::-1] == pytest.approx(solved.kinds_high, abs=SAME_NUMBER)


@given(seed=st.integers(0, 1000), rho=st.floats(0.01, 1.0))
def test_the_nest_is_mcfaddens(draw_games: Draw, seed: int, rho: float) -> None:
    """By his formula, from what each attack is worth alone: logit(q_j) is lambda U_j."""
    attacks = drawn(draw_games, 1, 3, seed)
    alone = np.stack([solve_deterrence(game).attack_high for game in attacks], axis=1)
    worth = np.log(alone) - np.log1p(-alone)
    inclusive = rho * logsumexp(worth / rho, axis=1)
    solved = solve_menu(attacks, rho)
    assert solved.attack_high == pytest.approx(expit(inclusive), abs=EQUILIBRIUM)
    within = np.exp(worth / rho - logsumexp(worth / rho, axis=1, keepdims=True))
    expected = within * expit(inclusive)[:, None]
    assert solved.kinds_high == pytest.approx(expected, abs=EQUILIBRIUM)


def test_at_full_dissimilarity_it_is_the_plain_logit(draw_games: Draw) -> None:
    attacks = drawn(draw_games, 1, 3, seed=4)
    alone = np.stack([solve_deterrence(game).attack_high for game in attacks], axis=1)
    odds = alone / (1 - alone)
    expected = odds / (1 + odds.sum(axis=1, keepdims=True))
    assert solve_menu(attacks, 1.0).kinds_high == pytest.approx(expected, abs=EQUILIBRIUM)


def test_the_threshold_decides_which_attack_comes(draw_games: Draw) -> None:
    """Cover against the large attack alone turns the challenger to the small one; wide, to none."""
    base: dict[str, Any] = {
        "prevail": np.array([[0.2, 0.9]]),
        "loss": np.array(2.0),
        "target_cost": np.array(0.1),
        "guarantor_stake": np.array(2.0),
        "reneging_cost": np.array(1.0),
        "action_cost": np.array(0.1),
        "punishment": np.array(0.5),
    }

    def attack(size: float, found: float) -> DeterrenceGame:
        gains = {"gain": np.array(size), "stake": np.array(size)}
        cost = np.array(0.3 * size)
        return draw_games(1, 1, 40.0, **base, **gains, challenger_cost=cost, found=found)

    narrow = solve_menu([attack(1.0, 1.0), attack(0.4, 0.0)])
    wide = solve_menu([attack(1.0, 1.0), attack(0.4, 1.0)])
    nothing = solve_menu([attack(1.0, 0.0), attack(0.4, 0.0)])
    # By hand, resisted: 0.8 - 0.3 = 0.5 of its size uncovered, 0.1 - 0.3 of it less 0.5 covered.
    assert nothing.kinds_high[0] == pytest.approx([1.0, 0.0], abs=1e-4)
    assert narrow.kinds_high[0] == pytest.approx([0.0, expit(40 * 0.2)], abs=1e-6)
    assert wide.attack_high[0] == pytest.approx(0.0, abs=1e-6)


def test_equilibria_of_one_attack_go_with_any_of_another(draw_games: Draw) -> None:
    """The extremes over the product of both sets are those of the best and the worst of each."""
    attacks = [draw_games(2, 60, 14.0, seed=seed) for seed in (1, 2)]
    solved = solve_menu(attacks)
    both = [solve_deterrence(game) for game in attacks]
    lowest = np.max([s.attack_low for s in both], axis=0)
    highest = np.max([s.attack_high for s in both], axis=0)
    assert solved.attack_low == pytest.approx(lowest, abs=SAME_NUMBER)
    assert solved.attack_high == pytest.approx(highest, abs=SAME_NUMBER)
    several = (both[0].found > 1) | (both[1].found > 1)
    assert ((solved.status == Status.MULTIPLE) == several).all()


def test_without_precision_attack_is_a_coin_toss(draw_games: Draw) -> None:
    games = [draw_games(1, 3, 0.0, seed=seed) for seed in (1, 2)]
    assert solve_menu(games).attack_high == pytest.approx(np.full(3, 0.5), abs=SAME_NUMBER)


@pytest.mark.parametrize("n", [2, 3])
def test_who_judges_alone_acts_less_and_owes_nothing_where_it_finds_no_case(
    draw_games: Draw, assert_equilibrium: Callable[..., None], n: int
) -> None:
    judged = np.random.default_rng(3).uniform(size=(30, n))
    judged[:5] = 0.0
    judged[5:10] = 1.0
    game = draw_games(n, 30, 8.0, judged=judged, automatic=0.2)
    solution = solve_deterrence(game)
    assert_equilibrium(solution)
    assert (solution.pessimistic.honour <= judged + SAME_NUMBER).all()
    plain = solve_deterrence(draw_games(n, 30, 8.0, automatic=0.2))
    assert solution.attack_high[5:10] == pytest.approx(plain.attack_high[5:10], abs=EQUILIBRIUM)


@pytest.mark.parametrize(
    ("games", "rho", "words"),
    [
        (lambda _: [], 0.0, "the menu has no attack"),
        (lambda draw: [draw(1, 2, 1.0), draw(1, 3, 1.0)], 0.0, "must share all three"),
        (lambda draw: [draw(1, 2, 1.0), draw(1, 2, 2.0)], 0.0, "must share all three"),
        (lambda draw: [draw(1, 2, 1.0)], 1.5, "dissimilarity is out of range"),
        (lambda draw: [draw(1, 2, 1.0)], [0.1, 0.2, 0.3], "dissimilarity is out of range"),
        (lambda draw: [draw(1, 2, 1.0, shock="normal")], 0.5, "with normal shocks"),
    ],
)
def test_menus_that_do_not_fit_are_refused(
    draw_games: Draw,
    games: Callable[[Draw], list[DeterrenceGame]],
    rho: float | list[float],
    words: str,
) -> None:
    with pytest.raises(SolverError, match=words):
        solve_menu(games(draw_games), rho)
