# SPDX-License-Identifier: Apache-2.0
"""Provocation as the target's choice: exact limits, the tree walked by hand, both signs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit

from foedus.errors import SolverError
from foedus.strategy.game import DeterrenceGame
from foedus.strategy.provocation import Temptation, provoke, without_guarantee
from foedus.strategy.solve import solve_deterrence

if TYPE_CHECKING:
    from collections.abc import Callable

SAME_NUMBER = 1e-12
# A choice at precision 1e4 that gains 0.01 or more: its error is below exp(-100).
SURE = 1e-12


def one_guarantor(**changes: float) -> DeterrenceGame:
    """A guarantor that surely acts and with whom the target is as good as safe."""
    numbers: dict[str, Any] = {
        "gain": 1.0,
        "loss": 2.0,
        "stake": 1.0,
        "challenger_cost": 1.0,
        "target_cost": 0.2,
        "guarantor_stake": 1.0,
        "action_cost": 0.1,
        "reneging_cost": 0.5,
        "punishment": 1.0,
        "precision": 1e4,
    }
    return DeterrenceGame(prevail=np.array([[0.1, 0.9]]), **{**numbers, **changes})


def test_who_has_nothing_to_gain_does_not_provoke() -> None:
    """Attack follows a provocation where none was to come; to provoke costs 1.1."""
    tempted = Temptation(private_gain=0.0, anger=0.5)
    told = provoke(without_guarantee(one_guarantor()), tempted, conditional=False)
    assert told.attack_unprovoked == pytest.approx(0.0, abs=SURE)
    assert told.attack_provoked == pytest.approx(1.0, abs=SURE)
    assert told.provoke == pytest.approx(0.0, abs=SURE)


@pytest.mark.parametrize(("private_gain", "provokes"), [(1.09, 0.0), (1.11, 1.0)])
def test_it_provokes_if_and_only_if_the_gain_exceeds_the_expected_loss(
    private_gain: float, provokes: float
) -> None:
    """By hand: war without help costs the target 0.9 x 1 + 0.2 = 1.1."""
    tempted = Temptation(private_gain=private_gain, anger=0.5)
    for game, clause in ((without_guarantee(one_guarantor()), False), (one_guarantor(), True)):
        told = provoke(game, tempted, conditional=clause)
        assert told.provoke == pytest.approx(provokes, abs=SURE)


def test_perfect_finding_under_the_clause_loses_all_cover(
    draw_games: Callable[..., DeterrenceGame],
) -> None:
    game = draw_games(2, 50, 6.0, found=0.8)
    told = provoke(game, Temptation(private_gain=0.1, anger=0.0), conditional=True)
    alone = solve_deterrence(without_guarantee(game)).pessimistic.attack
    kept = solve_deterrence(game).pessimistic.attack
    assert told.attack_provoked[:, 0] == pytest.approx(alone, abs=SAME_NUMBER)
    assert told.attack_unprovoked[:, 0] == pytest.approx(kept, abs=SAME_NUMBER)


def test_a_finding_that_is_a_coin_toss_leaves_the_incentive_alone(
    draw_games: Callable[..., DeterrenceGame],
) -> None:
    """The clause then halves the cover whatever the target does."""
    game = draw_games(2, 50, 6.0, found=0.8)
    toss = Temptation(private_gain=0.1, anger=0.2, missed=0.5, false_finding=0.5)
    clause = provoke(game, toss, conditional=True)
    half = provoke(replace(game, found=np.full(50, 0.4)), toss, conditional=False)
    for mine, its in zip(clause, half, strict=True):
        assert mine == pytest.approx(its, abs=SAME_NUMBER, nan_ok=True)
    calm = Temptation(private_gain=0.1, anger=0.0, missed=0.5, false_finding=0.5)
    incentive = provoke(game, calm, conditional=True).provoke[:, 0]
    assert incentive == pytest.approx(expit(6.0 * 0.1), abs=SAME_NUMBER)


def test_without_anger_and_clause_provoking_costs_nothing(
    draw_games: Callable[..., DeterrenceGame],
) -> None:
    game = draw_games(3, 20, 5.0)
    told = provoke(game, Temptation(private_gain=0.3, anger=0.0), conditional=False)
    assert told.provoke[:, 0] == pytest.approx(expit(5.0 * 0.3), abs=SAME_NUMBER)


def effects(game: DeterrenceGame, tempted: Temptation, *, conditional: bool) -> tuple[float, float]:
    """Return what the guarantee adds to the chance of a provocation, and of attack."""
    alone = provoke(without_guarantee(game), tempted, conditional=False)
    covered = provoke(game, tempted, conditional=conditional)
    return (
        float((covered.provoke - alone.provoke)[0, 0]),
        float((covered.attack - alone.attack)[0, 0]),
    )


def test_an_unconditional_guarantee_can_embolden_and_a_clause_undo_it() -> None:
    """By hand: alone, provoking 0.5 is not worth a war of 1.1; covered, no war comes of it."""
    tempted = Temptation(private_gain=0.5, anger=0.5)
    provoked, attacked = effects(one_guarantor(), tempted, conditional=False)
    assert (provoked, attacked) == pytest.approx((1.0, 0.0), abs=SURE)
    provoked, attacked = effects(one_guarantor(), tempted, conditional=True)
    assert (provoked, attacked) == pytest.approx((0.0, 0.0), abs=SURE)


def test_a_guarantee_can_bring_about_the_attack_it_was_to_prevent() -> None:
    """By hand: attack is still worth 0.1 - 2 + 3 to the angry challenger; war now costs 0.3."""
    tempted = Temptation(private_gain=0.5, anger=3.0)
    provoked, attacked = effects(one_guarantor(), tempted, conditional=False)
    assert (provoked, attacked) == pytest.approx((1.0, 1.0), abs=SURE)


@pytest.mark.parametrize("conditional", [False, True])
def test_a_guarantee_can_steady_a_target_that_was_to_be_attacked_in_any_case(
    *, conditional: bool
) -> None:
    """By hand: alone it is attacked in any case (0.9 - 0.5 > 0), so it provokes for 0.1.

    Under the guarantee attack (0.1 - 1.5 < 0) returns with a provocation (+ 2), and costs it 0.3.
    """
    tempted = Temptation(private_gain=0.1, anger=2.0)
    game = one_guarantor(challenger_cost=0.5)
    provoked, attacked = effects(game, tempted, conditional=conditional)
    assert (provoked, attacked) == pytest.approx((-1.0, -1.0), abs=SURE)


def test_false_findings_take_from_those_who_did_nothing() -> None:
    """A clause that always sees a provocation is no guarantee at all."""
    always = Temptation(private_gain=-1.0, anger=0.5, missed=0.0, false_finding=1.0)
    game = one_guarantor(challenger_cost=0.5)
    told = provoke(game, always, conditional=True)
    assert told.attack == pytest.approx(1.0, abs=SURE)
    assert provoke(game, always, conditional=False).attack == pytest.approx(0.0, abs=SURE)


@given(
    seed=st.integers(0, 10_000),
    n=st.integers(0, 3),
    conditional=st.booleans(),
    missed=st.floats(0, 1),
    false_finding=st.floats(0, 1),
    rule=st.sampled_from(["each_for_itself", "vote"]),
)
def test_as_the_tree_has_it(
    draw_games: Callable[..., DeterrenceGame],
    tree: type[Any],
    *,
    seed: int,
    n: int,
    conditional: bool,
    missed: float,
    false_finding: float,
    rule: str,
) -> None:
    """Walked leaf by leaf: what the target expects after each choice, in every equilibrium."""
    game = draw_games(n, 3, 7.0, seed=seed, found=0.75, word=0.1, rule=rule)
    tempted = Temptation(private_gain=0.2, anger=0.0, missed=missed, false_finding=false_finding)
    solution = solve_deterrence(game, keep=24)
    told = provoke(game, tempted, conditional=conditional, solution=solution)
    for row in range(game.games):
        for place in range(solution.found[row]):
            losses, attacks = [], []
            for lost in (false_finding, 1 - missed):
                found = game.found * (1 - lost if conditional else 1.0)
                leaves = tree(replace(game, found=found), row, solution.equilibria[row, place])
                resist, attack = leaves.resist(), leaves.attack()
                war = leaves.mixed(leaves.defeat) * game.stake[row] + game.target_cost[row]
                losses.append(attack * ((1 - resist) * game.loss[row] + resist * war))
                attacks.append(attack)
            likely = expit(7.0 * (0.2 - (losses[1] - losses[0])))
            assert told.provoke[row, place] == pytest.approx(likely, abs=1e-9)
            assert told.attack_unprovoked[row, place] == pytest.approx(attacks[0], abs=1e-9)
            assert told.attack_provoked[row, place] == pytest.approx(attacks[1], abs=1e-9)
            over_both = (1 - likely) * attacks[0] + likely * attacks[1]
            assert told.attack[row, place] == pytest.approx(over_both, abs=1e-9)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"missed": 1.2}, "missed is out of range; allowed are probabilities"),
        ({"false_finding": -0.1}, "false_finding is out of range"),
        ({"anger": np.nan}, "anger is out of range; allowed are finite"),
        ({"private_gain": np.inf}, "private_gain is out of range"),
    ],
)
def test_numbers_outside_their_range_are_refused(wrong: dict[str, float], words: str) -> None:
    with pytest.raises(SolverError, match=words):
        Temptation(**{"private_gain": 0.0, "anger": 0.0, **wrong})
