# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import multivariate_normal

from foedus.errors import SolverError
from foedus.strategy.game import DeterrenceGame
from foedus.strategy.reference import (
    CrisisSignals,
    bargaining_range,
    bivariate_normal,
    challenger_attacks,
    credible_threat_needed,
    decliner_fights,
    honour_needed,
    pitchfork_outer_root,
    pitchfork_precision,
    reneging_cost_needed,
    target_resists,
    ultimatum,
)
from foedus.strategy.solve import solve_deterrence

PRINTED = 5e-7  # six digits are printed


@given(win=st.floats(0, 1), first=st.floats(0, 1), second=st.floats(0, 1))
def test_fearon_1995_both_prefer_a_division_in_the_range(
    win: float, first: float, second: float
) -> None:
    low, high = bargaining_range(win, first, second)
    assert high - low == pytest.approx(first + second)
    for share in (low, high):
        assert share >= win - first - 1e-12
        assert 1 - share >= 1 - win - second - 1e-12


@pytest.mark.parametrize("cost", [0.0, 0.1, 0.3, 0.5])
def test_fearon_1995_no_other_demand_is_better(cost: float) -> None:
    win, highest = 0.4, 0.4
    demand, war = ultimatum(win, cost, highest)
    refused = np.clip((np.linspace(0, 1, 100_001) - win) / highest, 0, 1)
    worth = (1 - refused) * np.linspace(0, 1, 100_001) + refused * (win - cost)
    best = (1 - war) * demand + war * (win - cost)
    assert best == pytest.approx(worth.max(), abs=1e-9)
    assert war == pytest.approx(max(0.0, (highest - cost) / (2 * highest)))


@given(now=st.floats(0, 1), later=st.floats(0, 1), delta=st.floats(0, 0.99), cost=st.floats(0, 2))
def test_fearon_1995_a_decliner_fights_iff_the_shift_is_large(
    now: float, later: float, delta: float, cost: float
) -> None:
    gap = now - delta * later - (1 - delta) * (1 + (1 - delta) * cost)
    if later / (1 - delta) >= cost and abs(gap) > 1e-9:
        assert decliner_fights(now, later, delta, cost) == (gap > 0)


@given(conceded=st.floats(0.5, 2), quo=st.floats(-0.4, 0.4), conflict=st.floats(-2, -0.5))
def test_zagare_kilgour_1993_the_challenger_is_indifferent_at_the_threshold(
    conceded: float, quo: float, conflict: float
) -> None:
    needed = credible_threat_needed(conceded, quo, conflict)
    assert needed * conflict + (1 - needed) * conceded == pytest.approx(quo, abs=1e-12)


@pytest.mark.parametrize("more", [-0.01, 0.01])
def test_one_guarantor_deters_exactly_above_the_honour_that_is_needed(more: float) -> None:
    needed = honour_needed(1.0, 0.2, 0.1, 0.3, 0.8)
    game = DeterrenceGame(
        prevail=[[0.3, 0.8]],
        gain=1.0,
        loss=10.0,  # so that the target is sure to resist
        stake=1.0,
        challenger_cost=0.2,
        target_cost=0.0,
        guarantor_stake=0.0,
        action_cost=10.0,  # so that it acts only where that needs no decision
        reneging_cost=0.0,
        punishment=0.1,
        automatic=needed + more,
        precision=5000.0,
    )
    expected = 1.0 if more < 0 else 0.0
    assert solve_deterrence(game).attack_high[0] == pytest.approx(expected, abs=1e-9)


@given(
    honour=st.floats(0.001, 0.999),
    cost=st.floats(0.5, 2.0),
    precision=st.floats(5, 50),
)
def test_the_reneging_cost_needed_gives_the_honour_wanted(
    honour: float, cost: float, precision: float
) -> None:
    needed = reneging_cost_needed(honour, cost, 1.0, 0.5, precision)
    if needed >= 0:
        game = DeterrenceGame(
            prevail=[[0.25, 0.75]],
            gain=1.0,
            loss=1.0,
            stake=1.0,
            challenger_cost=0.1,
            target_cost=0.1,
            guarantor_stake=1.0,
            action_cost=cost,
            reneging_cost=needed,
            punishment=0.1,
            precision=precision,
        )
        found = solve_deterrence(game).pessimistic.honour[0, 0]
        assert found == pytest.approx(honour, abs=1e-9)


def test_pitchfork_threshold_and_outer_roots() -> None:
    critical = pitchfork_precision(1.3, 0.1, 0.6)
    assert critical == pytest.approx(6.1538, abs=5e-5)
    outer = pitchfork_outer_root(1.3, 0.1, 0.6, 1.5 * critical)
    assert outer == pytest.approx(0.929280, abs=PRINTED)
    assert 1 - outer == pytest.approx(0.070720, abs=PRINTED)
    assert pitchfork_outer_root(1.3, 0.1, 0.6, 0.99 * critical) == 0.5


@pytest.mark.parametrize(
    ("b_war", "roots"),
    [(-2.9, [0.251105, 0.594723, 0.813322]), (-2.7, [0.907856])],
    ids=["three", "one"],
)
def test_lewis_schultz_2003_chances_of_resistance(b_war: float, roots: list[float]) -> None:
    game = CrisisSignals(a_prize=1.0, a_war=-1.9, a_backs_down=-1.2, b_prize=1.0, b_war=b_war)
    assert game.equilibria() == pytest.approx(roots, abs=PRINTED)


def test_lewis_schultz_2003_an_equilibrium_answers_itself() -> None:
    game = CrisisSignals(a_prize=1.0, a_war=-1.9, a_backs_down=-1.2, b_prize=1.0, b_war=-2.9)
    roots = game.equilibria()
    assert game.resistance_answer(roots) == pytest.approx(roots, abs=1e-12)


@pytest.mark.parametrize("second", [-2.0, -0.3, 0.0, 0.7, 2.5])
@pytest.mark.parametrize("first", [-1.5, -0.2, 0.0, 0.4, 2.0])
def test_owen_1956_bivariate_normal(first: float, second: float) -> None:
    correlation = math.sqrt(0.5)
    cov = [[1.0, correlation], [correlation, 1.0]]
    expected = multivariate_normal([0.0, 0.0], cov).cdf([first, second])
    ours = bivariate_normal(first, np.array(second), correlation)
    assert float(ours) == pytest.approx(float(expected), abs=1e-8)


def test_choices_without_error() -> None:
    assert target_resists(1.0, 2.0, 0.1, 0.6)
    assert not target_resists(1.0, 2.0, 0.3, 0.6)
    assert challenger_attacks(1.0, 0.1, 0.1, 0.6, resisted=True)
    assert not challenger_attacks(1.0, 0.2, 0.3, 0.6, resisted=True)
    assert challenger_attacks(0.1, 9.0, 9.0, 0.9, resisted=False)
    assert not challenger_attacks(0.0, 0.0, 0.0, 0.0, resisted=False)


@pytest.mark.parametrize(
    "call",
    [
        lambda: ultimatum(0.5, 0.1, 0.0),
        lambda: credible_threat_needed(0.0, 0.5, 1.0),
        lambda: reneging_cost_needed(1.0, 0.5, 1.0, 0.1, 8.0),
        lambda: reneging_cost_needed(0.5, 0.5, 1.0, 0.1, 0.0),
        lambda: pitchfork_precision(1.0, 0.5, 0.5),
    ],
    ids=["ultimatum", "threat", "certainty", "no_precision", "no_reinforcement"],
)
def test_numbers_outside_a_model_are_refused(call: object) -> None:
    with pytest.raises(SolverError, match="allowed"):
        call()  # type: ignore[operator]
