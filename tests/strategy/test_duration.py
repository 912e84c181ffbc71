# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.errors import SolverError
from foedus.strategy.duration import hold, patience_needed, settlement_value, war_value

if TYPE_CHECKING:
    from collections.abc import Callable

# Closed forms subtract powers that are nearly equal where A is near B.
CLOSED_FORM = 1e-9

chances = st.floats(0.0, 1.0)
inner = st.floats(0.01, 0.99)


@given(q0=inner, q1=inner, e=inner, years=st.integers(0, 30))
def test_two_state_erosion_in_closed_form(q0: float, q1: float, e: float, years: int) -> None:
    a, b = (1 - q0) * (1 - e), 1 - q1
    expected = a**years
    if abs(a - b) > 1e-4:
        expected += (1 - q0) * e * (a**years - b**years) / (a - b)
        held = hold([q0], [q1], [e], [years])
        assert held.shape == (1, 1)
        assert held[0, 0] == pytest.approx(expected, abs=CLOSED_FORM)


def held_by_enumeration(q0: float, q1: float, e: float, years: int, term: float) -> float:
    """Sum the chances of all histories without attack: in each year it erodes or does not."""
    total = 0.0
    for history in itertools.product((False, True), repeat=years):
        weight, eroded = 1.0, False
        for year, erodes in enumerate(history):
            eroded = eroded or year >= term
            weight *= 1 - (q1 if eroded else q0)
            if eroded:
                weight *= 0.0 if erodes else 1.0
            else:
                weight *= e if erodes else 1 - e
                eroded = erodes
        total += weight
    return total


@given(q0=chances, q1=chances, e=chances, years=st.integers(0, 7), term=st.integers(0, 8))
def test_all_histories_with_a_term_add_up(
    q0: float, q1: float, e: float, years: int, term: int
) -> None:
    held = hold([q0], [q1], [e], [years], np.array([term]))
    assert held[0, 0] == pytest.approx(held_by_enumeration(q0, q1, e, years, term), abs=1e-12)


def test_a_guarantee_with_a_term_of_no_years_is_none() -> None:
    never = hold([0.01], [0.2], [0.0], [10], np.array([0]))
    assert never[0, 0] == pytest.approx(0.8**10, abs=1e-15)


def test_horizons_come_in_any_order_and_rows_do_not_mix() -> None:
    q0, q1, e = np.array([0.1, 0.02]), np.array([0.3, 0.2]), np.array([0.2, 0.05])
    held = hold(q0, q1, e, np.array([10, 0, 3]))
    assert held.shape == (2, 3)
    for row, column in itertools.product(range(2), range(3)):
        alone = hold(q0[row], q1[row], e[row], [(10, 0, 3)[column]])
        assert alone.tobytes() == held[row, column : column + 1].tobytes()


def value_by_years(  # the chain, year by year, until nothing of weight is left
    u: float, delta: float, q: tuple[float, float], e: float, term: float, ends: tuple[float, float]
) -> float:
    intact, eroded, weight, total = 1.0, 0.0, 1.0, 0.0
    for year in range(4000):
        if year >= term:
            intact, eroded = 0.0, intact + eroded
        total += weight * (intact * q[0] * ends[0] + eroded * q[1] * ends[1])
        peace = intact * (1 - q[0]), eroded * (1 - q[1])
        total += weight * sum(peace) * u
        intact, eroded = peace[0] * (1 - e), peace[1] + peace[0] * e
        weight *= delta
    return total


@given(
    u=st.floats(-1, 1),
    delta=st.floats(0.0, 0.98),
    q=st.tuples(chances, chances),
    e=chances,
    term=st.one_of(st.none(), st.integers(0, 60)),
    ends=st.tuples(st.floats(-20, 20), st.floats(-20, 20)),
)
def test_a_settlement_is_worth_its_years_and_its_end(
    u: float,
    delta: float,
    q: tuple[float, float],
    e: float,
    term: int | None,
    ends: tuple[float, float],
) -> None:
    value = settlement_value(u, delta, q[0], q[1], e, term, ends[0], ends[1])
    expected = value_by_years(u, delta, q, e, math.inf if term is None else term, ends)
    assert float(value) == pytest.approx(expected, abs=1e-9)


@given(u=st.floats(-1, 1), delta=st.floats(0, 0.99), e=chances)
def test_a_settlement_nobody_attacks_is_worth_its_years(u: float, delta: float, e: float) -> None:
    value = settlement_value(u, delta, 0.0, 0.0, e, None, 5.0, -5.0)
    assert float(value) == pytest.approx(u / (1 - delta), abs=1e-9)


def test_draws_packages_and_actors_broadcast() -> None:
    rng = np.random.default_rng(3)
    flow = rng.uniform(0, 1, (1, 4, 3))
    attack = rng.uniform(0, 0.3, (5, 4, 1))
    ends = rng.uniform(0, 5, (5, 1, 3))
    value = settlement_value(flow, 0.9, attack, attack, 0.1, 10, ends, ends)
    assert value.shape == (5, 4, 3)
    one = settlement_value(
        flow[0, 2, 1], 0.9, attack[3, 2, 0], attack[3, 2, 0], 0.1, 10, ends[3, 0, 1], ends[3, 0, 1]
    )
    assert float(one) == value[3, 2, 1]


@given(
    omega=st.lists(st.floats(0.01, 0.3), min_size=1, max_size=3),
    kappa=st.floats(0, 2),
    delta=st.floats(0, 0.95),
    data=st.data(),
)
def test_a_war_is_worth_its_ends_less_its_years(
    omega: list[float], kappa: float, delta: float, data: st.DataObject
) -> None:
    value = [data.draw(st.floats(-10, 10)) for _ in omega]
    ends = sum(w * v for w, v in zip(omega, value, strict=True)) - kappa
    goes_on = delta * (1 - sum(omega))
    series = sum(ends * goes_on**year for year in range(2000))
    ours = war_value([value], [omega], [kappa], [delta])
    assert ours[0] == pytest.approx(series, rel=1e-12, abs=1e-12)


def test_a_war_that_ends_at_once_is_a_lottery() -> None:
    value = war_value([[8.0, 4.0, 2.0]], [[0.25, 0.5, 0.25]], [1.5], [0.9])
    assert value.tolist() == [3.0]


def test_a_war_without_end_costs_for_ever() -> None:
    assert war_value([[8.0]], [[0.0]], [0.5], [0.75]).tolist() == [-2.0]


@given(kept=st.floats(-5, 5), gain=st.floats(0.01, 5), loss=st.floats(0.01, 5))
def test_grim_retaliation_holds_exactly_from_the_threshold(
    kept: float, gain: float, loss: float
) -> None:
    broken, punished = kept + gain, kept - loss
    threshold = float(patience_needed(broken, kept, punished))

    def better_kept(delta: float) -> float:
        return kept / (1 - delta) - broken - delta * punished / (1 - delta)

    assert threshold == pytest.approx(gain / (gain + loss))
    assert better_kept(threshold * 0.99) < 0 < better_kept(1 - 0.99 * (1 - threshold))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: hold([1.5], [0.1], [0.1], [1]), "attack_intact has 1.5"),
        (lambda: hold([0.1], [math.nan], [0.1], [1]), "attack_eroded has nan"),
        (lambda: hold([0.1], [0.1], [0.1], [-1]), "years is -1"),
        (lambda: hold([0.1], [0.1], [0.1], [1], [-2]), "term has -2"),
        (lambda: hold([0.1], [0.1], [0.1], [1], [1.5]), "allowed are whole years"),
        (lambda: settlement_value(1, 1.0, 0, 0, 0, None, 0, 0), "discount has 1.0"),
        (lambda: settlement_value(math.inf, 0.9, 0, 0, 0, None, 0, 0), "flow has"),
        (lambda: war_value([[1.0, 1.0]], [[0.6, 0.6]], [0.0], [0.9]), "sum to 1.2"),
        (lambda: patience_needed(1.0, 0.5, 1.0), "not above punished"),
    ],
    ids=[
        "chance",
        "nan",
        "years",
        "term",
        "part_years",
        "discount",
        "infinite",
        "lottery",
        "no_punishment",
    ],
)
def test_numbers_outside_the_model_are_refused(call: Callable[[], object], words: str) -> None:
    with pytest.raises(SolverError, match=words):
        call()
