# SPDX-License-Identifier: Apache-2.0
"""Solutions of one issue with a reference point: closed forms, laws, limits, bad input."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.bargaining.compromise import compromise
from foedus.bargaining.medians import weighted_median
from foedus.bargaining.solutions import CARDS, Loss, Rule, solve_issue
from foedus.errors import CallError, SolverError

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from numpy.typing import ArrayLike

    from foedus.bargaining.outcome import Forecast, ModelCard

NAN = float("nan")
RULES, LOSSES = get_args(Rule), get_args(Loss)
EVERY = [(rule, loss) for rule in RULES for loss in LOSSES]

# Arithmetic: settlements of distances up to some hundreds, in float64.
CLOSE = 1e-9

one_side = st.lists(
    st.tuples(st.integers(1, 90), st.integers(1, 5), st.integers(1, 5)), min_size=1, max_size=7
).map(lambda rows: np.array(rows, dtype=float).T)


def settle(
    x: ArrayLike, s: ArrayLike, c: ArrayLike, d: float, *options: str, **named: str
) -> float:
    return float(solve_issue(x, s, c, d, *options, **named)[0])  # type: ignore[arg-type]


def gains(x: np.ndarray, at: float, d: float, loss: str) -> np.ndarray:
    power = 1 if loss == "linear" else 2
    return np.asarray(np.abs(d - x) ** power - np.abs(at - x) ** power)


def nash_value(rows: np.ndarray, at: float, d: float, loss: str) -> float:
    x, s, c = rows
    gained = gains(x, at, d, loss)
    return float(s * c @ np.log(gained)) if (gained > 0).all() else -math.inf


def share_value(rows: np.ndarray, at: float, d: float, loss: str) -> float:
    x = rows[0]
    hoped = d + np.clip(x - d, -2 * np.abs(x - d).min(), 2 * np.abs(x - d).min())
    power = 1 if loss == "linear" else 2
    best = np.abs(d - x) ** power - np.abs(hoped - x) ** power
    return float((gains(x, at, d, loss) / best).min())


def gain_value(rows: np.ndarray, at: float, d: float, loss: str) -> float:
    return float((rows[1] * gains(rows[0], at, d, loss)).min())


VALUE: dict[str, Callable[[np.ndarray, float, float, str], float]] = {
    "nash": nash_value,
    "kalai_smorodinsky": share_value,
    "egalitarian": gain_value,
}


@pytest.mark.parametrize(
    ("rule", "loss", "expected"),
    [
        # Positions 30 and 90, reference 0, gain set 0 < y < 60.
        # Both gains rise up to 30; beyond it 1/y < 1/(60-y).
        ("nash", "linear", 30.0),
        # 2/y = 1/(60-y) + 1/(180-y), that is y^2 - 180 y + 5400 = 0.
        ("nash", "quadratic", 90 - math.sqrt(2700)),
        # y/60 = (60-y)/30.
        ("kalai_smorodinsky", "linear", 40.0),
        # y(60-y)/900 = y(180-y)/7200.
        ("kalai_smorodinsky", "quadratic", 300 / 7),
        ("egalitarian", "linear", 30.0),
        ("egalitarian", "quadratic", 30.0),
    ],
)
def test_two_actors_by_hand(rule: str, loss: str, expected: float) -> None:
    assert settle([30.0, 90.0], 1, 1, 0, rule, loss) == pytest.approx(expected, abs=CLOSE)


def test_equal_weights_with_salience_three_to_one_by_hand() -> None:
    # The second gains 3 per step, the first 1 per step up to 30: least is the first's throughout,
    # and with the units turned round 3 (60 - y) = y.
    assert settle([30.0, 90.0], [1, 3], 1, 0, "egalitarian") == pytest.approx(30.0, abs=CLOSE)
    assert settle([30.0, 90.0], [3, 1], 1, 0, "egalitarian") == pytest.approx(45.0, abs=CLOSE)
    plain = settle([30.0, 90.0], [3, 1], 1, 0, "egalitarian", unit="plain")
    assert plain == pytest.approx(30.0, abs=CLOSE)


def test_hopes_beyond_the_gain_set_by_hand() -> None:
    # y/90 = (60-y)/30: the harmonic mean of 30 and 90.
    settled = settle([30.0, 90.0], 1, 1, 0, "kalai_smorodinsky", ideal="all")
    assert settled == pytest.approx(45.0, abs=CLOSE)


def test_a_heavy_far_actor_pulls_nash_on_by_hand() -> None:
    # 3/y = 1/(60-y).
    assert settle([30.0, 90.0], 1, [1, 3], 0) == pytest.approx(45.0, abs=CLOSE)


@pytest.mark.parametrize(("rule", "loss"), EVERY)
@pytest.mark.parametrize("d", [50.0, 0.0, 100.0])
def test_where_not_everybody_gains_the_reference_stands(rule: str, loss: str, d: float) -> None:
    assert settle([0.0, 40.0, 100.0], 1, 1, d, rule, loss) == d


@pytest.mark.parametrize(("rule", "loss"), EVERY)
def test_all_at_one_position_settle_there(rule: str, loss: str) -> None:
    assert settle([7.0, 7.0, 7.0], 1, 1, 2, rule, loss) == pytest.approx(7.0, abs=CLOSE)
    assert settle([7.0], 1, 1, 9, rule, loss) == pytest.approx(7.0, abs=CLOSE)
    assert settle([7.0, 7.0], 1, 1, 7, rule, loss) == 7.0


@pytest.mark.parametrize(("rule", "loss"), EVERY)
@given(one_side, st.integers(-9, 9))
def test_definition_no_other_settlement_is_better(
    rule: str, loss: str, rows: np.ndarray, d: int
) -> None:
    rows[0] += d
    ours = settle(*rows, d, rule, loss)
    score = VALUE[rule](rows, ours, d, loss)
    others = d + np.linspace(0, 2 * (rows[0] - d).min(), 402)[1:-1]
    best = max(VALUE[rule](rows, other, d, loss) for other in [*others, *rows[0]])
    assert score >= best - 1e-9 * max(abs(best), 1.0)


@pytest.mark.parametrize(("rule", "loss"), EVERY)
@given(one_side, st.integers(-50, 50), st.sampled_from([-3.0, -1.0, 0.5, 4.0]))
def test_moves_with_the_scale(
    rule: str, loss: str, rows: np.ndarray, shift: int, unit: float
) -> None:
    x, s, c = rows
    moved = settle(shift + unit * x, s, c, shift, rule, loss)
    expected = shift + unit * settle(x, s, c, 0, rule, loss)
    assert moved == pytest.approx(expected, abs=CLOSE * 100)


@pytest.mark.parametrize(("rule", "loss"), EVERY)
@given(one_side, st.randoms(use_true_random=False), st.sampled_from([0.25, 3.0]))
def test_names_of_actors_and_units_of_means_do_not_matter(
    rule: str, loss: str, rows: np.ndarray, random: Random, unit: float
) -> None:
    order = list(range(rows.shape[1]))
    random.shuffle(order)
    x, s, c = rows
    expected = settle(x, s, c, 0, rule, loss)
    assert settle(x[order], s[order], c[order] * unit, 0, rule, loss) == pytest.approx(
        expected, abs=CLOSE
    )


@pytest.mark.parametrize(("rule", "loss"), EVERY)
@given(one_side)
def test_who_takes_no_part_or_has_no_influence_changes_nothing(
    rule: str, loss: str, rows: np.ndarray
) -> None:
    x, s, c = rows
    expected = settle(x, s, c, 0, rule, loss)
    more = [np.append(x, [NAN, -40.0, 0.0]), np.append(s, [1, 0, 1]), np.append(c, [1, 1, 0])]
    assert settle(*more, 0, rule, loss) == expected


@pytest.mark.parametrize("loss", LOSSES)
@given(one_side)
def test_kalai_smorodinsky_shares_do_not_depend_on_weights(loss: str, rows: np.ndarray) -> None:
    x, s, c = rows
    one = settle(x, 1, 1, 0, "kalai_smorodinsky", loss)
    assert settle(x, s, c, 0, "kalai_smorodinsky", loss) == one


def far_from_the_reference(loss: str) -> tuple[list[np.ndarray], np.ndarray]:
    rng = np.random.default_rng(11)
    rows = [rng.random((50, 7)) * 100, rng.random((50, 7)), rng.random((50, 7))]
    return rows, solve_issue(*rows, -1e6, "nash", loss)  # type: ignore[arg-type]


def test_limit_quadratic_nash_with_a_far_reference_is_the_compromise() -> None:
    # The difference falls as variance over distance: some 1000 / 1e6.
    rows, ours = far_from_the_reference("quadratic")
    assert np.abs(ours - compromise(*rows)).max() < 5e-3
    assert np.abs(ours - compromise(*rows)).max() > 0


def test_limit_linear_nash_with_a_far_reference_is_the_weighted_median() -> None:
    rows, ours = far_from_the_reference("linear")
    assert ours == pytest.approx(weighted_median(*rows)[0], abs=1e-8)


@pytest.mark.parametrize(("rule", "loss"), EVERY)
def test_draws_are_independent(rule: str, loss: str) -> None:
    rng = np.random.default_rng(3)
    x, d = rng.integers(1, 100, (40, 4)).astype(float), rng.integers(-40, 20, 40).astype(float)
    many = solve_issue(x, 1, 1, d, rule, loss)  # type: ignore[arg-type]
    assert many.tolist() == [
        settle(row, 1, 1, at, rule, loss) for row, at in zip(x, d, strict=True)
    ]


@pytest.mark.parametrize(("rule", "loss"), EVERY)
@pytest.mark.parametrize(
    "x", [[1e308, 1.7e308], [5e-324, 1e308], [1e-300, 2e-300], [-1.7e308, -1e308]]
)
def test_extreme_positions_give_a_settlement_between(rule: str, loss: str, x: list[float]) -> None:
    settled = settle(x, [1, 1e-300], 1, 0, rule, loss)
    assert min([0, *x]) <= settled <= max([0, *x])


@pytest.mark.parametrize(("rule", "loss"), EVERY)
def test_nobody_with_influence_counts_alike(rule: str, loss: str) -> None:
    expected = settle([30.0, 90.0], 1, 1, 0, rule, loss)
    assert settle([30.0, 90.0], 0, 1, 0, rule, loss) == expected
    assert settle([30.0, 90.0], 1, 0, 0, rule, loss) == expected


def test_wrong_input_is_refused() -> None:
    with pytest.raises(CallError, match=r"rule of the solution is 'best'; allowed: nash, "):
        solve_issue([1.0], 1, 1, 0, "best")  # type: ignore[arg-type]
    with pytest.raises(CallError, match="loss of the solution is 'cubic'"):
        solve_issue([1.0], 1, 1, 0, loss="cubic")  # type: ignore[arg-type]
    with pytest.raises(CallError, match="reference has the shape"):
        solve_issue([1.0], 1, 1, [0, 1])
    with pytest.raises(CallError, match="reference has the shape"):
        solve_issue([1.0], 1, 1, "here")  # type: ignore[arg-type]
    with pytest.raises(CallError, match="shapes"):
        solve_issue([1.0, 2.0], [1, 1, 1], 1, 0)
    for bad in (NAN, math.inf):
        with pytest.raises(SolverError, match="reference of draw 1 is"):
            solve_issue([[1.0], [2.0]], 1, 1, [0.0, bad])
    with pytest.raises(SolverError, match="no actor has a position in draw 0"):
        solve_issue([NAN], 1, 1, 0)
    with pytest.raises(SolverError, match="a position is infinite"):
        solve_issue([math.inf], 1, 1, 0)
    for bad in (NAN, -1.0, math.inf):
        with pytest.raises(SolverError, match="salience of actor 0"):
            solve_issue([1.0], bad, 1, 0)


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.name)
def test_a_card_is_complete_and_takes_the_reference_as_a_fourth(card: ModelCard[Forecast]) -> None:
    assert card.inputs == ("position", "salience", "capability", "reference")
    assert card.title
    assert card.source
    assert card.assumes
    assert card.ambiguities
    forecast = card.forecast([[30.0, 90.0]], 1, 1, [0.0])
    assert forecast.model == card.name
    rule, _, loss = card.name.rpartition("_")
    assert forecast.points.tolist() == [settle([30.0, 90.0], 1, 1, 0, rule, loss)]


def test_cards_are_distinct() -> None:
    assert len({card.name for card in CARDS}) == len({card.title for card in CARDS}) == 6
