# SPDX-License-Identifier: Apache-2.0
"""How long a settlement holds in the game over years: closed forms, laws, a game played out."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedus.errors import SolverError
from foedus.strategy.duration import enforces_itself, hold, patience_needed, settlement_value
from foedus.strategy.holding import Holding, looking_ahead
from foedus.strategy.peace import Peace, fading
from foedus.strategy.restart import RestartGame, solve_restart

# Sums and powers in another order than ours, of numbers of size 1.
SAME_NUMBER = 1e-12
# The closed form subtracts powers that are nearly equal where A is near B.
CLOSED_FORM = 1e-9

YEARS = list(range(13))
gains = st.floats(-3.0, 1.5)
terms = st.one_of(st.none(), st.integers(0, 12))
numbers = st.fixed_dictionaries(
    {
        "discount": st.floats(0.0, 0.97),
        "precision": st.floats(0.2, 8.0),
        "erosion": st.floats(0.0, 0.5),
    }
)


def one(intact: float, lapsed: float, given: dict[str, float], term: int | None = None) -> Holding:
    rows = {name: np.array([value]) for name, value in given.items()}
    (found,) = looking_ahead([np.array([intact])], np.array([lapsed]), term=term, **rows)
    return found


def static(intact: float, lapsed: float, given: dict[str, float], term: int | None) -> np.ndarray:
    """Chance to hold if each year's chance were logistic in the gain, and nothing else."""
    q = [1 / (1 + math.exp(-given["precision"] * gain)) for gain in (intact, lapsed)]
    return hold([q[0]], [q[1]], [given["erosion"]], YEARS, term)[0]


@given(intact=gains, lapsed=gains, given=numbers)
def test_two_states_in_closed_form(intact: float, lapsed: float, given: dict[str, float]) -> None:
    found = one(intact, lapsed, given)
    q0, q1 = found.war[0, 0, :, 0]
    e = given["erosion"]
    a, b = (1 - q0) * (1 - e), 1 - q1
    if abs(a - b) > 1e-4:
        expected = [a**t + (1 - q0) * e * (a**t - b**t) / (a - b) for t in YEARS]
        assert found.hold(YEARS)[0] == pytest.approx(expected, abs=CLOSED_FORM)


@given(intact=gains, lapsed=gains, given=numbers, term=terms)
def test_with_no_tomorrow_it_is_the_static_figure(
    intact: float, lapsed: float, given: dict[str, float], term: int | None
) -> None:
    given = {**given, "discount": 0.0}
    found = one(intact, lapsed, given, term).hold(YEARS)[0]
    assert found == pytest.approx(static(intact, lapsed, given, term), abs=SAME_NUMBER)


@given(intact=gains, lapsed=gains, given=numbers, term=terms)
def test_looking_ahead_never_shortens_a_peace(
    intact: float, lapsed: float, given: dict[str, float], term: int | None
) -> None:
    """V >= 0: waiting is worth at least the settlement kept for ever."""
    found = one(intact, lapsed, given, term).hold(YEARS)[0]
    assert (np.diff(found) <= 0).all()
    assert (found >= static(intact, lapsed, given, term) - SAME_NUMBER).all()


@given(intact=gains, lapsed=gains, given=numbers, term=terms, more=st.floats(0.0, 2.0))
def test_who_gains_more_by_attacking_attacks_sooner(
    intact: float, lapsed: float, given: dict[str, float], term: int | None, more: float
) -> None:
    """A - delta E V rises with A at least at the rate 1 - delta: the order of equilibria stays."""
    less, eager = (one(gain, lapsed, given, term) for gain in (intact, intact + more))
    assert (eager.hold(YEARS) <= less.hold(YEARS) + SAME_NUMBER).all()


def test_who_has_nothing_to_gain_keeps_the_peace() -> None:
    given = {"discount": 0.9, "precision": 4.0, "erosion": 0.1}
    assert one(-8.0, -8.0, given).hold([100])[0, 0] > 1 - 1e-9


@pytest.mark.parametrize("precision", [0.01, 1.0, 50.0])
def test_an_attack_that_gains_nothing_comes_as_often_whatever_the_private_costs(
    precision: float,
) -> None:
    """With A = 0 the precision cancels: q + q**(1-delta) = 1, not a coin toss."""
    q = one(0.0, 0.0, {"discount": 0.9, "precision": precision, "erosion": 0.2}).first_year[0]
    assert q + q**0.1 == pytest.approx(1.0, abs=1e-10)


@given(intact=gains, lapsed=gains, given=numbers, stream=st.floats(-5.0, 5.0))
def test_what_a_year_of_peace_is_worth_cancels(
    intact: float, lapsed: float, given: dict[str, float], stream: float
) -> None:
    """A settlement worth V for ever has the flow V (1-delta), and an attack V plus its gain."""
    delta = given["discount"]
    whole = RestartGame(
        peace=Peace(guarantee=fading(given["erosion"])),
        flow=np.array(stream * (1 - delta)),
        attack=np.array([[stream + intact], [stream + lapsed]]),
        discount=np.array(delta),
        precision=np.array(given["precision"]),
    )
    ours = one(intact, lapsed, given).war
    assert ours == pytest.approx(solve_restart(whole).attack, abs=1e-10)


@given(lapsed=gains, given=numbers, term=st.integers(1, 12))
def test_before_its_end_a_guarantee_is_attacked_less_the_nearer_the_end(
    lapsed: float, given: dict[str, float], term: int
) -> None:
    """A day on which an attack gains more is worth waiting for, the more the nearer it is."""
    war = one(lapsed - 1.0, lapsed, {**given, "erosion": 0.0}, term).war[0, :, 0, 0]
    assert (np.diff(war[:term]) <= SAME_NUMBER).all()
    assert war[term] >= war[0] - SAME_NUMBER


def test_games_played_out_year_by_year_hold_as_often() -> None:
    """Monte Carlo: the challenger attacks when its private cost is below the gain over waiting.

    The private cost of attacking is logistic, drawn afresh each year; waiting is worth delta times
    the value of the next year's choice, worked out here by iterating E max(A - c, wait).
    """
    rng, games, delta, lam, erosion, term = np.random.default_rng(8), 200_000, 0.88, 1.7, 0.15, 6
    gain = (-0.9, 0.4)
    costs = rng.logistic(0.0, 1 / lam, 400_000)
    after = 0.0
    for _ in range(300):
        after = float(np.maximum(gain[1] - costs, delta * after).mean())
    ahead = [after]  # what the choice is worth under an intact guarantee, from the last year back
    for _ in range(term):
        wait = delta * ((1 - erosion) * ahead[0] + erosion * after)
        ahead.insert(0, float(np.maximum(gain[0] - costs, wait).mean()))
    lapsed, alive, share = np.zeros(games, bool), np.ones(games, bool), [1.0]
    for year in range(10):
        lapsed |= year >= term
        later = ahead[year + 1] if year < term else after
        wait = np.where(lapsed, after, (1 - erosion) * later + erosion * after) * delta
        attacks = np.where(lapsed, gain[1], gain[0]) - rng.logistic(0.0, 1 / lam, games) > wait
        alive &= ~attacks
        share.append(alive.mean())
        lapsed |= rng.random(games) < erosion
    given = {"discount": delta, "precision": lam, "erosion": erosion}
    ours = one(*gain, given, term).hold(list(range(11)))[0]
    # Four standard errors of a share, and as much for the values from sampled costs.
    assert np.abs(ours - share).max() < 8 * 0.5 / math.sqrt(games)


def test_rows_that_do_not_differ_between_equilibria_are_the_same_bytes() -> None:
    rng = np.random.default_rng(2)
    worst, lapsed = rng.normal(0, 1, (2, 50))
    best = np.where(rng.random(50) < 0.5, worst, worst - 0.7)
    rows: dict[str, Any] = {
        "discount": rng.uniform(0, 0.95, 50),
        "precision": rng.uniform(0.5, 5, 50),
        "erosion": rng.uniform(0, 0.3, 50),
        "term": 7,
    }
    together = looking_ahead([worst, best, worst], lapsed, **rows)
    for found, gain in zip(together, (worst, best, worst), strict=True):
        (alone,) = looking_ahead([gain], lapsed, **rows)
        assert found.war.tobytes() == alone.war.tobytes()
        assert found.hold([10]).tobytes() == alone.hold([10]).tobytes()


def test_gains_beyond_the_range_of_payoffs_decide_alone() -> None:
    given = {"discount": 0.9, "precision": 1.0, "erosion": 0.0}
    assert one(-1e30, 1e30, given).war[0, 0, :, 0].tolist() == [0.0, 1.0]


def test_a_term_that_is_no_number_of_years_is_refused() -> None:
    with pytest.raises(SolverError, match="term is -1"):
        one(0.0, 0.0, {"discount": 0.9, "precision": 1.0, "erosion": 0.0}, -1)


@settings(max_examples=50)
@given(
    war=st.lists(st.floats(0.0, 1.0), min_size=1, max_size=9),
    lapsed=st.floats(0.0, 1.0),
    delta=st.floats(0.0, 0.95),
    erosion=st.floats(0.0, 1.0),
    ends=st.tuples(st.floats(-9.0, 9.0), st.floats(-9.0, 9.0)),
)
def test_a_settlement_is_worth_its_years_and_its_end(
    war: list[float], lapsed: float, delta: float, erosion: float, ends: tuple[float, float]
) -> None:
    """Chances that differ by year, added up forward until nothing of weight is left."""
    chances = np.array([[[[q], [lapsed]] for q in war]])
    peace = Peace(guarantee=fading(np.array([erosion])))
    value = Holding(peace, chances).value([0.7], [delta], ([ends[0]], [ends[1]]))[0]
    state, weight, total = np.array([1.0, 0.0]), 1.0, 0.0
    for year in range(700):
        q = np.array([war[min(year, len(war) - 1)], lapsed])
        total += weight * ((state * q) @ np.array(ends) + (state * (1 - q)).sum() * 0.7)
        state = (state * (1 - q)) @ np.array([[1 - erosion, erosion], [0.0, 1.0]])
        weight *= delta
    assert value == pytest.approx(total, abs=1e-9)


@pytest.mark.parametrize("term", [None, 0, 4])
def test_chances_that_stay_give_the_value_of_the_simpler_formula(term: int | None) -> None:
    q0, q1, e = np.array([0.1, 0.3]), np.array([0.4, 0.2]), np.array([0.05, 0.2])
    years = 1 if term is None else term + 1
    war = np.repeat(np.stack([q0, q1], axis=1)[:, None, :, None], years, axis=1)
    peace = Peace(guarantee=fading(e), term=np.array(math.inf if term is None else term))
    found = Holding(peace, war).value([0.7], [0.9], ([3.0], [-1.0]))
    expected = settlement_value(0.7, 0.9, q0, q1, e, term, 3.0, -1.0)
    assert found == pytest.approx(expected, abs=SAME_NUMBER)


@given(
    deviation=st.floats(-2, 4),
    holding=st.floats(-2, 4),
    punished=st.floats(-2, 4),
    delta=st.floats(0, 0.99),
)
def test_a_peace_enforces_itself_from_the_patience_that_it_needs(
    deviation: float, holding: float, punished: float, delta: float
) -> None:
    kept = enforces_itself(deviation, holding, punished, delta)
    if deviation - punished > 1e-6:
        needed = float(patience_needed(deviation, holding, punished))
        if abs(needed - delta) > 1e-6:
            assert bool(kept) == (delta >= needed)
    else:
        # Summed year by year: broken once, then punished, against kept for ever.
        years = delta ** np.arange(1, 5000)
        broken = deviation + punished * years.sum()
        gap = holding * (1 + years.sum()) - broken
        if abs(gap) > 1e-6:
            assert bool(kept) == (gap > 0)
