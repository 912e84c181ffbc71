# SPDX-License-Identifier: Apache-2.0
"""Signals: all roots against a fine grid, the published example, and incentives by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from foedus.errors import SolverError
from foedus.strategy.reference import CrisisSignals
from foedus.strategy.signals import all_equilibria, costly_signals

# The digits that are known of the roots of the example.
SIXTH_DIGIT = 5e-7


@pytest.mark.parametrize(
    ("b_war", "roots"), [(-2.9, [0.251105, 0.594723, 0.813322]), (-2.7, [0.907856])]
)
def test_lewis_schultz_2003_these_are_all(b_war: float, roots: list[float]) -> None:
    found = all_equilibria(CrisisSignals(1.0, -1.9, -1.2, 1.0, b_war))
    assert found.complete
    assert found.resist == pytest.approx(np.array(roots), abs=SIXTH_DIGIT)


means = st.floats(-3, 1)


@given(a_war=means, backs_down=means, b_war=means, prize=st.floats(0.3, 2.5))
def test_a_fine_grid_finds_no_others(
    a_war: float, backs_down: float, b_war: float, prize: float
) -> None:
    game = CrisisSignals(prize, a_war, backs_down, prize, b_war)
    found = all_equilibria(game)
    assert len(found.resist) >= 1
    excess = game.resistance_answer(found.resist) - found.resist
    assert excess == pytest.approx(np.zeros(len(found.resist)), abs=1e-9)
    assert found.complete
    seen = game.equilibria(grid=2000)
    assert len(seen) >= 1
    for root in seen:
        assert np.abs(found.resist - root).min() < 1e-9


def test_where_it_forks_it_says_that_it_cannot_tell() -> None:
    """Between one root and three lies a value of B's war at which two roots are one."""
    low, high = -2.9, -2.7  # three roots, and one
    for _ in range(60):
        middle = 0.5 * (low + high)
        three = len(CrisisSignals(1.0, -1.9, -1.2, 1.0, middle).equilibria()) > 1
        low, high = (middle, high) if three else (low, middle)
    assert not all_equilibria(CrisisSignals(1.0, -1.9, -1.2, 1.0, low)).complete


games = given(
    stubborn=st.floats(0.05, 0.95),
    little=st.floats(0.1, 2),
    more=st.floats(0.5, 5),
    win=st.floats(0.1, 0.9),
    share=st.floats(0.05, 0.95),
)


@games
def test_fearon_1997_the_unresolved_gains_nothing_by_the_signal(
    stubborn: float, little: float, more: float, win: float, share: float
) -> None:
    """At the cost named it is just not worth sending; a little below it is."""
    cost = win * (little + share * more)
    sinking, tying = costly_signals(stubborn, (little, little + more), win, cost)

    def gain(sunk: float, audience: float) -> float:
        challenged = max(win * little - cost, -audience)
        return (1 - stubborn) * little + stubborn * challenged - sunk

    assert gain(sinking.cost, 0.0) == pytest.approx(0.0, abs=1e-12)
    assert gain(0.99 * sinking.cost, 0.0) > 0
    if tying is None:
        assert gain(0.0, 1e9) > 0
    else:
        assert gain(0.0, tying.cost) == pytest.approx(0.0, abs=1e-12)
        assert gain(0.0, 0.99 * tying.cost) > 0
        assert tying.worth - sinking.worth == pytest.approx(sinking.cost, abs=1e-12)


@games
def test_fearon_1997_the_resolved_sends_what_is_worth_it(
    stubborn: float, little: float, more: float, win: float, share: float
) -> None:
    """Tied hands cost a side that fights nothing, so it always ties them where that works."""
    much, cost = little + more, win * (little + share * more)
    fights = win * much - cost
    assume(abs((1 - stubborn) * (much - fights - little)) > 1e-9)
    sinking, tying = costly_signals(stubborn, (little, much), win, cost)
    assert sinking.sent == ((1 - stubborn) * (much - fights) > sinking.cost)
    assert tying is None or tying.sent


@pytest.mark.parametrize(
    "numbers",
    [(0.0, (1.0, 4.0), 0.5, 1.5), (0.5, (1.0, 4.0), 0.5, 0.4), (0.5, (4.0, 1.0), 0.5, 1.5)],
)
def test_numbers_without_two_types_are_refused(
    numbers: tuple[float, tuple[float, float], float, float],
) -> None:
    with pytest.raises(SolverError, match="chances inside 0 to 1 and win x v_L < cost"):
        costly_signals(*numbers)
