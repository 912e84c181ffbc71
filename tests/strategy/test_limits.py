# SPDX-License-Identifier: Apache-2.0
"""Games at the edge of what is allowed, and what an observer of many games would see."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from foedus.errors import SolverError
from foedus.strategy.contest import contest_table
from foedus.strategy.game import DeterrenceGame
from foedus.strategy.solve import Status, solve_deterrence

if TYPE_CHECKING:
    from collections.abc import Callable

# Standard errors by which a difference has to exceed chance.
SURE = 4

NOTHING: dict[str, Any] = dict.fromkeys(
    (
        *("gain", "loss", "stake", "challenger_cost", "target_cost"),
        *("guarantor_stake", "action_cost", "reneging_cost", "punishment"),
    ),
    0.0,
)
RULES: dict[str, dict[str, Any]] = {"each": {}, "consensus": {"rule": "vote"}}


@pytest.mark.parametrize("shock", ["logistic", "normal"])
@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
@pytest.mark.parametrize("n", [0, 1, 2, 3, 8])
@pytest.mark.parametrize("precision", [0.0, 1.0, 1e12])
def test_where_nothing_is_at_stake_every_choice_is_a_coin_toss(
    n: int, precision: float, rule: dict[str, Any], shock: str
) -> None:
    prevail = np.linspace(0, 1, 1 << n)[None, :]
    game = DeterrenceGame(prevail=prevail, precision=precision, **NOTHING, **rule, shock=shock)
    solution = solve_deterrence(game)
    assert solution.status.tolist() == [Status.CERTIFIED_UNIQUE]
    assert solution.attack_low.tolist() == solution.attack_high.tolist() == [0.5]
    assert solution.pessimistic.resist.tolist() == [0.5]
    assert (solution.equilibria[0, 0] == 0.5).all()
    passes = 0.5 if rule == {} else 0.5**n  # consensus takes every one of the n tosses
    assert solution.honour_low[0].tolist() == [passes] * n


def test_a_toss_decides_only_what_is_not_automatic(
    draw_games: Callable[..., DeterrenceGame],
) -> None:
    solution = solve_deterrence(draw_games(3, 5, 0.0, automatic=0.25))
    assert (solution.honour_low == 0.25 + 0.75 / 2).all()


def test_at_the_highest_precision_everybody_does_what_pays() -> None:
    """One guarantor, by backward induction; ties are left out."""
    rng = np.random.default_rng(31)
    base, added = rng.uniform(0, 0.4, 300), rng.uniform(0, 0.6, 300)
    drawn = {name: rng.uniform(0, 1, 300) for name in ("gain", "loss", "stake")}
    costs = {name: rng.uniform(0, 0.5, 300) for name in ("challenger_cost", "target_cost")}
    own = {
        name: rng.uniform(0, 1, (300, 1))
        for name in ("guarantor_stake", "action_cost", "reneging_cost", "punishment")
    }
    prevail = np.stack([base, base + added], axis=1)
    game = DeterrenceGame(prevail=prevail, precision=1e12, **drawn, **costs, **own)
    solution = solve_deterrence(game)
    acts = (own["guarantor_stake"] * added[:, None] > own["action_cost"] - own["reneging_cost"])[
        :, 0
    ]
    lost = 1 - np.where(acts, prevail[:, 1], prevail[:, 0])
    resists = -lost * drawn["stake"] - costs["target_cost"] > -drawn["loss"]
    war = lost * drawn["gain"] - costs["challenger_cost"] - acts * own["punishment"][:, 0]
    attacks = np.where(resists, war, drawn["gain"]) > 0
    assert 0 < acts.mean() < 1
    assert 0 < resists.mean() < 1
    assert 0 < attacks.mean() < 1
    np.testing.assert_array_equal(solution.honour_low[:, 0], acts)
    np.testing.assert_array_equal(solution.pessimistic.resist, resists)
    np.testing.assert_array_equal(solution.attack_high, attacks)


COSTS = ("challenger_cost", "target_cost", "word", "action_cost", "reneging_cost", "punishment")
PAYOFFS = ("gain", "loss", "stake", "guarantor_stake")
CHANCES = ("prevail", "found", "automatic", "judged")


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        *((name, wrong) for name in COSTS for wrong in (-1e-9, math.inf, math.nan, 2e12)),
        *((name, wrong) for name in PAYOFFS for wrong in (-math.inf, math.inf, math.nan, -2e12)),
        *((name, wrong) for name in CHANCES for wrong in (-1e-9, 1 + 1e-9, math.nan, math.inf)),
        *(("precision", wrong) for wrong in (-1e-9, math.inf, math.nan, 2e12)),
    ],
)
def test_a_number_that_is_not_allowed_is_named(name: str, wrong: float) -> None:
    given = {**NOTHING, "prevail": np.full((1, 2), 0.5), "precision": 1.0}
    given[name] = np.full((1, 2), wrong) if name == "prevail" else wrong
    with pytest.raises(
        SolverError, match=rf"{name} in row 0 is {wrong}; allowed is a".replace("+", ".")
    ):
        DeterrenceGame(**given)


def test_at_most_eight_guarantors() -> None:
    with pytest.raises(SolverError, match="9 guarantors; at most 8 are allowed"):
        contest_table([0.0], np.zeros((1, 9)))
    with pytest.raises(SolverError, match="at most 8 guarantors"):
        DeterrenceGame(prevail=np.full((1, 512), 0.5), precision=1.0, **NOTHING)


def seen(game: DeterrenceGame, seed: int) -> tuple[float, float]:
    """Play each game once; by how much those attacked, and those called upon, honour less.

    Both in standard errors: the rate among all guarantees less that among those.
    """
    rng = np.random.default_rng(seed)
    chosen = solve_deterrence(game).optimistic
    attacked = rng.uniform(size=game.games) < chosen.attack
    called = attacked & (rng.uniform(size=game.games) < chosen.resist)
    would = (rng.uniform(size=chosen.honour.shape) < chosen.honour).mean(axis=1)
    attacked_error, called_error = (
        (would.mean() - would[some].mean())
        / math.sqrt(would.var() * (1 / some.sum() - 1 / game.games))
        for some in (attacked, called)
    )
    return attacked_error, called_error


@pytest.mark.parametrize("precision", [3.0, 6.0, 12.0])
@pytest.mark.parametrize("n", [1, 2, 3])
def test_selection_the_attacked_honour_less_than_all_would(
    draw_games: Callable[..., DeterrenceGame], n: int, precision: float
) -> None:
    """The less so if only resisted attacks are seen: a target resists rather if help is likely."""
    attacked, called = seen(draw_games(n, 20_000, precision, seed=41), seed=42)
    assert attacked > SURE
    assert called < attacked


@pytest.mark.parametrize("n", [1, 2, 3])
def test_no_selection_where_help_makes_no_difference(
    draw_games: Callable[..., DeterrenceGame], n: int
) -> None:
    alone = np.repeat(np.random.default_rng(43).uniform(0, 0.5, 20_000)[:, None], 1 << n, axis=1)
    game = draw_games(n, 20_000, 6.0, seed=41, prevail=alone, punishment=0.0)
    assert max(map(abs, seen(game, seed=44))) < SURE
