# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import approx_fprime

from foedus.bargaining import pool
from foedus.bargaining.compromise import compromise
from foedus.bargaining.condorcet import on_scale
from foedus.bargaining.medians import weighted_median
from foedus.bargaining.pool import GRID, WEIGHTS, ensemble, evidence, pooled
from foedus.bargaining.pool_fit import RIDGE, cross_validated, dealt, fit, pool_score
from foedus.bargaining.scoring import crps
from foedus.errors import CallError, SolverError

if TYPE_CHECKING:
    from collections.abc import Callable

    from foedus.bargaining.issues import Issues
    from foedus.bargaining.outcome import DistributionForecast
    from foedus.bargaining.pool import Evidence

NAN = float("nan")
PRINTED = 5e-3  # half a unit of the last digit of the weights

actor = st.tuples(st.integers(0, 20), st.integers(0, 8), st.integers(0, 8))
tables = st.lists(actor, min_size=1, max_size=6).map(lambda rows: np.array(rows, dtype=float).T)


def chances(forecast: DistributionForecast, decimals: int = 9) -> dict[float, float]:
    """Return the chance of each place of one draw."""
    places = np.round(forecast.support[0], decimals) + 0.0
    found: dict[float, float] = {}
    for place, chance in zip(places.tolist(), forecast.probabilities[0].tolist(), strict=True):
        found[place] = found.get(place, 0.0) + chance
    return {place: chance for place, chance in found.items() if chance > 0}


def assert_same(one: dict[float, float], other: dict[float, float]) -> None:
    assert sorted(one) == pytest.approx(sorted(other), abs=1e-6)
    ours, theirs = ([table[place] for place in sorted(table)] for table in (one, other))
    assert ours == pytest.approx(theirs, abs=1e-9)


@given(tables)
def test_chances_sum_to_one_among_the_positions(table: np.ndarray) -> None:
    said = ensemble(*table)
    assert said.probabilities.sum(axis=1) == pytest.approx([1], abs=1e-12)
    assert (said.probabilities >= 0).all()
    assert (np.diff(said.support, axis=1) >= 0).all()
    assert (said.support[0, 0], said.support[0, -1]) == (table[0].min(), table[0].max())


@given(tables, st.randoms(use_true_random=False))
def test_the_order_of_the_actors_does_not_matter(table: np.ndarray, rng: object) -> None:
    order = list(range(table.shape[1]))
    rng.shuffle(order)  # type: ignore[attr-defined]
    assert_same(chances(ensemble(*table)), chances(ensemble(*table[:, order])))


@given(tables, st.sampled_from([0.01, 1.0, 7.0]), st.integers(-50, 50))
def test_the_answer_moves_with_the_scale(table: np.ndarray, by: float, shift: int) -> None:
    position, salience, power = table
    moved = ensemble(by * position + shift, salience, power)
    expected = {by * at + shift: chance for at, chance in chances(ensemble(*table)).items()}
    assert_same(chances(moved, 12), expected)


@given(tables)
def test_a_mirrored_scale_gives_a_mirrored_answer(table: np.ndarray) -> None:
    position, salience, power = table
    mirrored = ensemble(20 - position, salience, power)
    expected = {20 - at: chance for at, chance in chances(ensemble(*table)).items()}
    assert_same(chances(mirrored), expected)


@given(tables, st.sampled_from([0.5, 3.0, 1e6]))
def test_the_units_of_power_and_salience_do_not_matter(table: np.ndarray, by: float) -> None:
    position, salience, power = table
    expected = chances(ensemble(*table))
    assert_same(chances(ensemble(position, salience, by * power)), expected)
    assert_same(chances(ensemble(position, by * salience, power)), expected)


@given(tables)
def test_who_takes_no_part_does_not_matter(table: np.ndarray) -> None:
    absent = np.column_stack([table, (NAN, 1.0, 5.0)])
    assert_same(chances(ensemble(*absent)), chances(ensemble(*table)))


def test_the_pool_by_hand() -> None:
    table = np.array([[0.0, 40, 100, 40], [1, 1, 0.5, 1], [1, 2, 2, 0]])
    held, elected, near, median = weights = (-1.0, 2.0, 3.0, -0.5)
    middle = compromise(*table)[0] / 100
    centre = weighted_median(*table)[0][0] / 100
    won = on_scale(*table).probabilities[0]
    expected = {}
    for place in np.linspace(0, 1, GRID):
        told = -near * (place - middle) ** 2 - median * abs(place - centre)
        expected[round(float(100 * place), 9)] = np.exp(told) / GRID
    for place, wins in zip((0.0, 0.4, 1.0), won, strict=False):
        told = held + elected * wins - near * (place - middle) ** 2 - median * abs(place - centre)
        expected[100 * place] += np.exp(told)
    total = sum(expected.values())
    by_hand = {at: chance / total for at, chance in expected.items()}
    assert_same(chances(ensemble(*table, weights=weights)), by_hand)


def test_without_weights_positions_and_the_grid_share_alike() -> None:
    said = ensemble([0.0, 30, 101], 1, 1, weights=np.zeros(4))
    grid = 1 / GRID / 4
    assert chances(said)[30.0] == pytest.approx(1 / 4)
    assert chances(said)[0.0] == pytest.approx(1 / 4 + grid)
    assert chances(said)[2.02] == pytest.approx(grid)


def test_positions_stand_in_the_support_to_the_last_digit() -> None:
    position = np.array([[0.1, 0.7, 0.3, 1 / 3]])
    assert set(position[0]) <= set(ensemble(position, 1, 1).support[0])


@pytest.mark.parametrize(
    "table",
    [
        ([[5.0]], [[1.0]], [[1.0]]),
        ([[5.0, 5.0, NAN]], [[1.0, 0.5, 1]], [[1.0, 1, 1]]),
        ([[5.0, 5.0]], [[0.0, 0.0]], [[0.0, 0.0]]),
    ],
    ids=["one actor", "one position", "nobody has influence"],
)
def test_one_position_is_sure(table: tuple) -> None:
    said = ensemble(*table)
    assert chances(said) == {5.0: pytest.approx(1)}
    assert said.points.tolist() == [5]


def test_without_influence_all_count_alike() -> None:
    assert_same(chances(ensemble([1, 2, 9], 0, 1)), chances(ensemble([1, 2, 9], 1, 1)))


def test_no_draws_have_no_answer() -> None:
    nothing = np.zeros((0, 3))
    assert ensemble(nothing, nothing, nothing).support.shape == (0, GRID + 3)


def test_blocks_of_draws_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(1)
    table = rng.uniform(0, 100, (7, 4)), rng.uniform(size=(7, 4)), rng.uniform(size=(7, 4))
    whole = ensemble(*table)
    monkeypatch.setattr(pool, "_BLOCK", 1)
    apart = ensemble(*table)
    assert np.array_equal(whole.probabilities, apart.probabilities)


@pytest.mark.parametrize("weights", [[1.0, 2.0], [[1.0] * 4], [1, 2, 3, NAN], 1.0])
def test_each_component_has_a_weight(weights: object) -> None:
    with pytest.raises(CallError, match="give 4 finite numbers"):
        ensemble([0.0, 1.0], 1, 1, weights=weights)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("table", "kind"),
    [
        (([NAN, NAN], 1, 1), SolverError),
        (([0, np.inf], 1, 1), SolverError),
        (([0, 1], [1, -1], 1), SolverError),
        (([0, 1], 1, [1, NAN]), SolverError),
        (([0, 1], [1, 1, 1], 1), CallError),
    ],
)
def test_wrong_numbers_are_refused(table: tuple, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        ensemble(*table)


# Fitting.


@pytest.fixture(scope="module")
def lesson(drawn: Callable[..., Issues]) -> tuple[Evidence, Issues]:
    issues = drawn(40, 10)
    return evidence(issues.position, issues.salience, issues.power), issues


def scored(asked: Evidence, outcome: np.ndarray, weights: np.ndarray) -> float:
    """Return the mean CRPS of a pool by the formula for samples."""
    return float(crps(asked.support, outcome, pooled(asked, weights)).mean())


def test_the_score_is_the_crps_less_what_lies_beyond(lesson: tuple[Evidence, Issues]) -> None:
    asked, issues = lesson
    score, _ = pool_score(asked, issues.outcome, np.array(WEIGHTS))
    low, high = asked.support[:, 0], asked.support[:, -1]
    beyond = np.maximum(low - issues.outcome, 0) + np.maximum(issues.outcome - high, 0)
    assert beyond.max() > 0  # else the second term is not tried
    expected = scored(asked, issues.outcome, np.array(WEIGHTS)) - beyond.mean()
    assert score == pytest.approx(expected, abs=1e-9)


@given(st.lists(st.floats(-5, 5), min_size=4, max_size=4))
def test_the_gradient_is_that_of_the_crps(
    lesson: tuple[Evidence, Issues], weights: list[float]
) -> None:
    asked, issues = lesson
    at = np.array(weights)
    _, gradient = pool_score(asked, issues.outcome, at)
    slopes = approx_fprime(at, lambda w: scored(asked, issues.outcome, w), 1e-6)
    assert gradient == pytest.approx(slopes, abs=1e-3)  # a step of 1e-6 on scores of 1e1


def spread(asked: Evidence) -> np.ndarray:
    """Return how much what each component says varies, over all points that are one."""
    return asked.says[np.isfinite(asked.base)].std(axis=0)


def loss(asked: Evidence, outcome: np.ndarray, weights: np.ndarray) -> float:
    percent = np.ptp(asked.support) / 100
    penalty = RIDGE * np.sum((weights * spread(asked)) ** 2)
    return scored(asked, outcome, weights) / percent + penalty


def test_no_step_improves_on_the_fit(lesson: tuple[Evidence, Issues]) -> None:
    asked, issues = lesson
    best = fit(asked, issues.outcome)
    least = loss(asked, issues.outcome, best)
    for component in range(4):
        for size in (-0.3, -0.03, 0.03, 0.3):
            step = np.zeros(4)
            step[component] = size / spread(asked)[component]
            assert loss(asked, issues.outcome, best + step) > least
    assert least < loss(asked, issues.outcome, np.zeros(4))


@pytest.mark.parametrize(("by", "shift"), [(0.01, 0.0), (1000.0, -7.0)])
def test_the_fit_does_not_depend_on_the_scale(
    drawn: Callable[..., Issues], by: float, shift: float
) -> None:
    issues = drawn(40, 10)
    rest = issues.salience, issues.power
    weights = fit(evidence(issues.position, *rest), issues.outcome)
    moved = fit(evidence(by * issues.position + shift, *rest), by * issues.outcome + shift)
    assert moved == pytest.approx(weights, abs=1e-2)  # the search stops within about 1e-3


def test_a_strong_ridge_holds_weights_at_zero(lesson: tuple[Evidence, Issues]) -> None:
    asked, issues = lesson
    free, held = (fit(asked, issues.outcome, ridge) for ridge in (0.01, 1e6))
    assert np.abs(held * spread(asked)).max() < 1e-3 < np.abs(free * spread(asked)).max()


def test_nothing_can_be_learnt_where_all_want_the_same() -> None:
    asked = evidence([[5.0, 5.0]], 1, 1)
    assert np.isfinite(fit(asked, [5.0])).all()


def test_the_truth_is_found() -> None:
    rng = np.random.default_rng(8)
    table = rng.uniform(0, 100, (3000, 6)), rng.uniform(size=(3000, 6)), rng.uniform(size=(3000, 6))
    asked, truth = evidence(*table), np.array([0.5, 3.0, 5.0, -1.0])
    reached = pooled(asked, truth).cumsum(axis=1)
    place = (reached > rng.uniform(size=(3000, 1))).argmax(axis=1)
    outcome = asked.support[np.arange(3000), place]
    found = fit(asked, outcome, ridge=0.0)
    # A strictly proper score is least at the truth; with 3,000 outcomes near it.
    lost = scored(asked, outcome, found) - scored(asked, outcome, truth)
    assert -0.1 < lost <= 1e-6
    assert found == pytest.approx(truth, abs=1.5)


@pytest.mark.parametrize(
    ("outcome", "ridge", "words"),
    [
        ([1.0, 2.0], 0.1, "one finite number for each"),
        ([NAN], 0.1, "one finite number for each"),
        ([1.0], -0.1, "allowed: from 1 and from 0"),
        ([1.0], NAN, "allowed: from 1 and from 0"),
    ],
)
def test_outcomes_and_ridge_must_fit(outcome: list[float], ridge: float, words: str) -> None:
    with pytest.raises(CallError, match=words):
        fit(evidence([[0.0, 1.0]], 1, 1), outcome, ridge)


# Fitting and checking apart.


def test_a_block_never_learns_from_itself(lesson: tuple[Evidence, Issues]) -> None:
    asked, issues = lesson
    blocks = issues.block.tolist()
    before = cross_validated(asked, issues.outcome, blocks, folds=4, seed=3)
    for block in ("block 0", "block 7"):
        own = issues.block == block
        other = np.where(own, 100 - issues.outcome, issues.outcome)
        after = cross_validated(asked, other, blocks, folds=4, seed=3)
        assert np.array_equal(before[own], after[own])
        assert not np.array_equal(before, after)  # the others learn from it


def test_each_fold_is_fitted_to_the_others(lesson: tuple[Evidence, Issues]) -> None:
    asked, issues = lesson
    blocks = issues.block.tolist()
    fold = dealt(blocks, 5, 1)
    found = cross_validated(asked, issues.outcome, blocks, folds=5, seed=1)
    for number in range(5):
        out = fold == number
        learnt = evidence(issues.position[~out], issues.salience[~out], issues.power[~out])
        weights = fit(learnt, issues.outcome[~out])
        assert found[out] == pytest.approx(pooled(asked, weights)[out], abs=1e-12)


@given(st.lists(st.integers(0, 12), min_size=2, max_size=60), st.integers(2, 15), st.integers(0, 9))
def test_blocks_are_dealt_whole_and_evenly(labels: list[int], folds: int, seed: int) -> None:
    blocks = [f"b{label}" for label in labels]
    if len(set(blocks)) < 2:
        with pytest.raises(CallError, match="all issues are of one block"):
            dealt(blocks, folds, seed)
        return
    fold = dealt(blocks, folds, seed)
    of = dict(zip(blocks, fold, strict=True))
    assert [of[block] for block in blocks] == fold.tolist()
    sizes = np.bincount(list(of.values()))
    assert len(sizes) == min(folds, len(of))
    assert sizes.max() - sizes.min() <= 1


def test_the_seed_deals_otherwise() -> None:
    blocks = [f"b{number}" for number in range(30)]
    assert dealt(blocks, 5, 0).tolist() == dealt(blocks, 5, 0).tolist()
    assert dealt(blocks, 5, 0).tolist() != dealt(blocks, 5, 1).tolist()


def test_folds_and_blocks_must_fit() -> None:
    asked = evidence([[0.0, 1.0]] * 2, 1, 1)
    with pytest.raises(CallError, match="number of folds is 1; it must be at least 2"):
        cross_validated(asked, [0.0, 1.0], ["a", "b"], folds=1)
    with pytest.raises(CallError, match="1 blocks are named for 2 issues"):
        cross_validated(asked, [0.0, 1.0], ["a"])


@pytest.mark.data
def test_the_weights_are_those_fitted_to_deu3(deu3: Issues) -> None:
    weights = fit(evidence(deu3.position, deu3.salience, deu3.power), deu3.outcome)
    assert weights == pytest.approx(WEIGHTS, abs=PRINTED)
