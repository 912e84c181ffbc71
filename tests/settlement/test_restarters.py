# SPDX-License-Identifier: Apache-2.0
"""Either side may break the settlement: payoffs by hand, and the limits that one side knows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

import foedus
from foedus.errors import CallError
from foedus.settlement.restarters import rivalry, rivalry_games
from foedus.settlement.settle import parties, reservation_values
from foedus.strategy.deter import YEARS, deter, game_of, lapsed_game, present_values, stakes_of
from foedus.strategy.levers import compile_terms, full_design
from foedus.strategy.solve import Status, solve_deterrence

if TYPE_CHECKING:
    from foedus.case.schema import Package
    from foedus.case.worlds import Worlds
    from foedus.strategy.deter import Stakes
    from foedus.strategy.levers import Terms

    Settlement = tuple[Worlds, Terms, Stakes, Package]

# Sums in another order than ours, of numbers of size 10.
SAME_NUMBER = 1e-11


def settled(name: str, **changed: float) -> Settlement:
    """Return a case's reference package in 64 worlds, with some numbers the same in all."""
    worlds = foedus.load(name).worlds(draws=64, seed=2)
    columns = {key.replace("__", "."): np.full(64, value) for key, value in changed.items()}
    worlds = replace(worlds, columns={**worlds.columns, **columns})
    case = worlds.case
    package = case.packages[case.record.reference]
    (stakes,) = stakes_of(worlds, [package])
    return worlds, compile_terms(worlds, full_design(case.pact, package.design)), stakes, package


@pytest.fixture(scope="module")
def harbour() -> Settlement:
    return settled("harbour_league")


def test_payoffs_are_those_of_the_table(harbour: Settlement) -> None:
    worlds, terms, stakes, package = harbour
    war = worlds.case.record.war
    game = rivalry_games(*harbour)[0]
    today = reservation_values(worlds)
    for side, name in enumerate((war.challenger, war.target)):
        kept = present_values(worlds, [package], [name])[name][:, 0]
        over = today[:, parties(worlds.case).index(name)] - kept
        word = terms.word if side == 0 else 0.0
        for state in range(2):
            np.testing.assert_allclose(game.both[:, side, state, 0], over - word, atol=SAME_NUMBER)
            mine = game.attacked if side == 0 else game.attack
            np.testing.assert_allclose(mine[:, side, state, 0], over, atol=SAME_NUMBER)
    for state, one in enumerate((game_of(worlds, terms, stakes), lapsed_game(*harbour[:3]))):
        chosen = solve_deterrence(one).pessimistic
        wins, resists = chosen.prevail, chosen.resist
        fought = (1 - wins) * one.gain - one.challenger_cost - chosen.punishment
        gained = (1 - resists) * one.gain + resists * fought - terms.word
        np.testing.assert_allclose(game.attack[:, 0, state, 0], gained, atol=SAME_NUMBER)
        borne = -(1 - wins) * stakes.loss - stakes.target_cost
        hurt = -(1 - resists) * stakes.loss + resists * borne
        np.testing.assert_allclose(game.attacked[:, 1, state, 0], hurt, atol=SAME_NUMBER)


def test_a_target_that_war_would_ruin_leaves_the_game_of_one_side() -> None:
    """It never attacks; over a long horizon the challenger's game is the one without end."""
    ruined = settled("harbour_league", actors__aldmark__war_cost=1e4)
    worlds, terms, stakes, _ = ruined
    ours = rivalry(*ruined, years=300)
    assert ours.attack_high[:, 1].max() < 1e-12
    alone = deter(worlds, terms, stakes)
    np.testing.assert_allclose(ours.hold_low, alone.hold_low, atol=1e-9)
    np.testing.assert_allclose(ours.hold_high, alone.hold_high, atol=1e-9)
    assert ours.terminal_matters.max() < 1e-6


def test_a_short_horizon_leans_on_what_comes_after_it_and_says_so(harbour: Settlement) -> None:
    near, far = (rivalry(*harbour, years=years).terminal_matters for years in (1, 30))
    assert np.all(far <= near + 1e-12)
    assert near.max() > 0.01


def test_the_worst_future_holds_no_longer_than_the_best(harbour: Settlement) -> None:
    found = rivalry(*harbour)
    assert np.all(found.hold_low <= found.hold_high)
    assert np.all(np.diff(found.hold_low, axis=1) <= 0)
    assert set(found.status.tolist()) <= {status.value for status in Status}
    # Both keep the first year with 1 less their chances; where one future is proven, that is it.
    sole = found.status == Status.CERTIFIED_UNIQUE
    kept = np.prod(1 - found.attack_low, axis=1)
    np.testing.assert_allclose(found.hold_low[sole, 0], kept[sole], atol=1e-9)


def test_who_may_break_it_is_one_of_two_answers() -> None:
    case = foedus.load("harbour_league")
    usual = case.deter({}, draws=16)["designs"][0]
    both = case.deter({}, draws=16, restarters="both")["designs"][0]
    told = both.pop("both")
    assert both == usual
    assert list(told["hold"]) == [str(year) for year in YEARS]
    assert set(told["attack"]) == {"borsia", "aldmark"}
    with pytest.raises(CallError, match="restarters is 'target'; allowed are challenger, both"):
        case.deter({}, draws=16, restarters="target")
