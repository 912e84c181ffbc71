# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.bargaining.exchange import CARD, exchange_positions
from foedus.bargaining.published.exchange import CHECKS, run_table
from foedus.errors import CallError, SolverError

if TYPE_CHECKING:
    import random
    from pathlib import Path

    from numpy.typing import ArrayLike

    from foedus.bargaining.exchange import ExchangeForecast, Sides
    from foedus.history.checks import Check

NAN = float("nan")
# Sums of some ten numbers up to 100, in another order.
CLOSE = 1e-9

worlds = st.builds(
    lambda seed, actors, issues, absent: draw_world(seed, actors, issues, absent=absent),
    st.integers(0, 10_000),
    st.integers(2, 6),
    st.integers(2, 4),
    st.booleans(),
)


def play(x: Any, s: Any, c: Any, *, sides: Sides = "votes", **more: Any) -> ExchangeForecast:  # noqa: ANN401
    """Play with sides by the votes, under which all the laws hold."""
    return exchange_positions(x, s, c, sides=sides, **more)


def draw_world(
    seed: int, actors: int, issues: int, *, absent: bool = False
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw a world without ties."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(0, 100, (actors, issues))
    if absent:
        x[rng.uniform(size=x.shape) < 0.2] = NAN
        x[0] = np.where(np.isnan(x[0]), 50.0, x[0])
    return x, rng.uniform(0.05, 1, x.shape), rng.uniform(0.1, 1, (actors, 1))


def middle(y: np.ndarray, w: np.ndarray) -> np.ndarray:
    there = ~np.isnan(y)
    return np.array([np.average(y[on, k], weights=w[on, k]) for k, on in enumerate(there.T)])


def slow_round(x: np.ndarray, s: np.ndarray, c: np.ndarray) -> tuple[np.ndarray, list[float]]:
    """Play a round of sides by votes straight from the formulas, one candidate at a time."""
    y, w, done, gains = x.copy(), s * c, set(), []
    total = np.where(np.isnan(x), 0, w).sum(axis=0)
    spread = np.nanmax(x, axis=0) - np.nanmin(x, axis=0)
    while True:
        o, best = middle(y, w), (1e-10, ())
        for i, j, p, q in itertools.product(*map(range, (len(x), len(x), *x.shape[1:] * 2))):
            if p >= q or i == j or np.isnan(x[[i, i, j, j], [p, q, p, q]]).any():
                continue
            right = x - o > 1e-9 * spread
            if right[i, p] == right[j, p] or right[i, q] == right[j, q]:
                continue
            if s[i, p] / s[i, q] <= s[j, p] / s[j, q] or (i, j, p, q) in done:
                continue
            to_p, to_q = (1 if right[i, p] else -1), (1 if right[j, q] else -1)
            dp = min(to_p * (x[i, p] - y[j, p]) * w[j, p] / total[p], to_p * (x[i, p] - o[p]))
            dq = min(to_q * (x[j, q] - y[i, q]) * w[i, q] / total[q], to_q * (x[j, q] - o[q]))
            ratio = (s[i, p] + s[j, p]) / (s[i, q] + s[j, q])
            dp = min(dp, dq / ratio)
            gain = dp * s[i, p] - dp * ratio * s[i, q]
            if gain > best[0]:
                best = (gain, (i, j, p, q, to_p * dp, to_q * dp * ratio))
        if not best[1]:
            return y, gains
        i, j, p, q, dp, dq = best[1]
        done.add((i, j, p, q))
        y[j, p] += dp * total[p] / w[j, p]
        y[i, q] += dq * total[q] / w[i, q]
        gains.append(best[0])


@given(worlds)
def test_a_round_is_what_the_formulas_say(world: tuple[np.ndarray, ...]) -> None:
    x, s, c = world
    votes, gains = slow_round(x, s, np.broadcast_to(c, x.shape))
    run = play(x, s, c, rounds=1)
    np.testing.assert_allclose(run.exchanges.gain, gains, atol=CLOSE)
    np.testing.assert_allclose(run.positions[0, 1], votes, atol=CLOSE)


@given(worlds)
def test_both_partners_really_gain_the_same_and_no_outcome_overshoots(
    world: tuple[np.ndarray, ...],
) -> None:
    x, s, c = world
    w, run = s * c, play(x, s, c, rounds=3)
    told = run.exchanges
    for turn in range(1, 4):
        x, y = run.preferences[0, turn - 1], run.preferences[0, turn - 1].copy()
        for row in np.flatnonzero(told.turn == turn):
            p, q = told.issue_p[row], told.issue_q[row]
            i, j = told.actor_i[row], told.actor_j[row]
            before = middle(y, w)
            y[j, p] += told.move_j[row]
            y[i, q] += told.move_i[row]
            after = middle(y, w)
            utility = np.nansum(s * (np.abs(before - x) - np.abs(after - x)), axis=1)
            assert utility[i] == pytest.approx(told.gain[row], abs=CLOSE)
            assert utility[j] == pytest.approx(told.gain[row], abs=CLOSE)
            assert told.gain[row] > 0
            for demander, issue in ((i, p), (j, q)):
                wish = x[demander, issue]
                side = math.copysign(1, wish - before[issue])
                assert side * (wish - after[issue]) >= -CLOSE
            third = utility.copy()
            third[[i, j]] = 0
            np.testing.assert_allclose(told.externality[row], third, atol=CLOSE)
        np.testing.assert_allclose(y, run.positions[0, turn], atol=CLOSE)


@given(worlds, st.sampled_from(["votes", "start"]), st.randoms(use_true_random=False))
def test_the_order_of_actors_and_issues_changes_nothing(
    world: tuple[np.ndarray, ...], sides: Sides, shuffle: random.Random
) -> None:
    x, s, c = world
    actors, issues = list(range(x.shape[0])), list(range(x.shape[1]))
    shuffle.shuffle(actors)
    shuffle.shuffle(issues)
    place = np.ix_(actors, issues)
    run = play(x, s, c, rounds=2, sides=sides)
    other = play(x[place], s[place], c[actors], rounds=2, sides=sides)
    for turn in range(3):
        np.testing.assert_allclose(
            other.positions[0, turn], run.positions[0, turn][place], atol=1e-6
        )
    np.testing.assert_allclose(other.exchanges.gain, run.exchanges.gain, atol=CLOSE)


@given(worlds, st.sampled_from(["votes", "start"]), st.integers(0, 1000))
def test_scale_and_shift_of_an_issue_carry_over(
    world: tuple[np.ndarray, ...], sides: Sides, seed: int
) -> None:
    x, s, c = world
    rng = np.random.default_rng(seed)
    scale, shift = rng.uniform(0.1, 5, x.shape[1]), rng.uniform(-50, 50, x.shape[1])
    run = play(x, s, c, rounds=2, sides=sides)
    other = play(shift + scale * x, s, c, rounds=2, sides=sides, span=scale)
    for ours, theirs in (
        (run.positions, other.positions),
        (run.preferences, other.preferences),
        (run.settlements, other.settlements),
        (run.preference_settlements, other.preference_settlements),
    ):
        np.testing.assert_allclose(theirs, shift + scale * ours, atol=1e-6)
    np.testing.assert_allclose(other.exchanges.gain, run.exchanges.gain, atol=CLOSE)
    np.testing.assert_allclose(other.exchanges.externality, run.exchanges.externality, atol=CLOSE)


@given(worlds, st.floats(1e-6, 1e6))
def test_only_ratios_of_capability_count(world: tuple[np.ndarray, ...], unit: float) -> None:
    x, s, c = world
    run, other = (play(x, s, c * factor, rounds=2) for factor in (1.0, unit))
    np.testing.assert_allclose(other.positions, run.positions, atol=1e-6)
    np.testing.assert_allclose(other.exchanges.gain, run.exchanges.gain, atol=CLOSE)


@given(worlds)
def test_settlements_are_the_weighted_means_of_what_they_settle(
    world: tuple[np.ndarray, ...],
) -> None:
    x, s, c = world
    run = play(x, s, c, rounds=2)
    for turn in range(3):
        votes, prefer = run.positions[0, turn], run.preferences[0, turn]
        np.testing.assert_allclose(run.settlements[0, turn], middle(votes, s * c), atol=CLOSE)
        settled = run.preference_settlements[0, turn]
        np.testing.assert_allclose(settled, middle(prefer, s * c), atol=CLOSE)
        if turn:
            last = run.preferences[0, turn - 1]
            step = (0.4 * (1 - s) + 0.1) * (votes - last)
            np.testing.assert_allclose(prefer, last + step, atol=CLOSE)


@given(worlds)
def test_rounds_go_on_from_where_the_last_one_ended(world: tuple[np.ndarray, ...]) -> None:
    x, s, c = world
    run = play(x, s, c, rounds=3)
    rest = play(run.preferences[0, 1], s, c, rounds=2)
    np.testing.assert_array_equal(rest.positions[:, 1:], run.positions[:, 2:])


def test_an_exchange_by_hand() -> None:
    """A and B stand far apart and care about different things; C, in between, pays for it.

    O_p = 40 / 1.7, O_q = 100 / 1.7. B goes to 0 on p, A to 100 on q; each shifts its outcome by
    30 / 1.7, so that both gain (0.9 - 0.3) 30 / 1.7.
    """
    x = [[0, 0], [100, 100], [20, 20]]
    s = [[0.9, 0.3], [0.3, 0.9], [0.5, 0.5]]
    run = play(x, s, 1, rounds=1)
    np.testing.assert_allclose(run.settlements[0], np.array([[40, 100], [10, 130]]) / 1.7)
    np.testing.assert_allclose(run.positions[0, 1], [[0, 100], [0, 100], [20, 20]])
    np.testing.assert_allclose(run.preferences[0, 1], [[0, 38], [62, 100], [20, 20]])
    np.testing.assert_allclose(run.exchanges.gain, [18 / 1.7])
    loss = 0.5 * ((40 / 1.7 - 20) - (20 - 10 / 1.7) - 30 / 1.7)
    np.testing.assert_allclose(run.exchanges.externality, [[0, 0, loss]], atol=CLOSE)
    assert run.moves.mover.tolist() == [1, 0]
    assert run.moves.by.tolist() == [0, 1]
    assert run.moves.issue.tolist() == [0, 1]
    assert run.moves.before.tolist() == [100, 0]
    assert run.moves.after.tolist() == [0, 100]


def test_the_move_of_the_one_that_gives_more_is_cut_to_equal_gain() -> None:
    """B could shift p by 20 and A could shift q by 80; at equal gain A shifts q by 20 alone."""
    run = play([[0, 0], [100, 100]], [[0.8, 0.2], [0.2, 0.8]], [[1, 4], [1, 1]], rounds=1)
    # q: weights 0.8 and 0.8, so that a full move of A shifts the outcome by 50.
    np.testing.assert_allclose(run.positions[0, 1], [[0, 40], [0, 100]])
    np.testing.assert_allclose(run.exchanges.gain, [20 * 0.8 - 20 * 0.2])


def test_an_outcome_goes_no_farther_than_the_demander_wants() -> None:
    """B's influence on p is so large that a full move would carry the outcome past A's 40."""
    x = [[40, 0], [100, 100], [0, 50]]
    s = [[0.9, 0.1], [0.4, 0.9], [0.1, 0.1]]
    c = [[1, 10], [4, 1], [10, 1]]
    run = play(x, s, c, rounds=1)
    # O_p = (36 + 160 + 0) / 3.5 = 56: it may fall by 16, which takes 35 of B's 60.
    assert run.exchanges.move_j[0] == pytest.approx(-35)


def test_of_equal_gains_the_first_or_the_last_goes_first() -> None:
    """B and C are twins; A's offer on q is worth the same to both and enough for one of them."""
    x = [[0, 0], [100, 100], [100, 100]]
    s = [[0.9, 0.1], [0.2, 0.9], [0.2, 0.9]]
    for ties, partner in (("first", 1), ("last", 2)):
        run = play(x, s, 1, rounds=1, ties=ties)  # type: ignore[arg-type]
        assert run.exchanges.actor_j[0] == partner


def test_an_actor_that_takes_no_part_is_as_if_it_were_not_there() -> None:
    x, s, c = draw_world(3, 5, 3)
    run = play(x, s, c)
    x, s, c = (np.vstack([array, np.full(array.shape[1], NAN)]) for array in (x, s, c))
    other = play(x, s, c)
    np.testing.assert_array_equal(other.positions[:, :, :5], run.positions)
    np.testing.assert_array_equal(other.settlements, run.settlements)
    assert np.isnan(other.positions[:, :, 5]).all()
    assert (other.exchanges.externality[:, 5] == 0).all()


def test_draws_do_not_see_one_another() -> None:
    drawn = [draw_world(seed, 5, 3) for seed in range(4)]
    x, s, c = (np.stack(part) for part in zip(*drawn, strict=True))
    together = play(x, s, c, rounds=4)
    for draw, world in enumerate(drawn):
        alone = play(*world, rounds=4)
        np.testing.assert_array_equal(together.positions[draw], alone.positions[0])
        rows = together.exchanges.draw == draw
        np.testing.assert_array_equal(together.exchanges.gain[rows], alone.exchanges.gain)


@pytest.mark.parametrize(
    ("x", "s", "c", "settled"),
    [
        ([[30, 60]], 0.5, 1, [30, 60]),
        ([[30, 60], [30, 60]], [[0.1, 0.9], [0.9, 0.1]], 1, [30, 60]),
        ([[0, 0], [100, 50]], 0, 1, [50, 25]),
        ([[0, 0], [100, 50]], [[0.1, 0.9], [0.9, 0.1]], 0, [50, 25]),
        ([[0, 50], [100, 50]], [[0.5, 0.1], [0.5, 0.9]], 1, [50, 50]),
        ([[0], [100]], 0.5, 1, [50]),
        ([[0, 0], [100, 100]], 0.5, 1, [50, 50]),
        ([[0, NAN], [NAN, 100]], 0.5, 1, [0, 100]),
    ],
    ids=[
        "one actor",
        "all at one position",
        "no salience",
        "no capability",
        "a constant issue",
        "one issue",
        "same ratios of salience",
        "nobody in two issues",
    ],
)
def test_where_nothing_can_be_exchanged_the_means_stand(
    x: ArrayLike, s: ArrayLike, c: ArrayLike, settled: list[float]
) -> None:
    run = play(x, s, c, rounds=2)
    assert len(run.exchanges.gain) == len(run.moves.mover) == 0
    np.testing.assert_array_equal(run.positions, np.repeat(run.positions[:, :1], 3, axis=1))
    np.testing.assert_allclose(run.settlements[0], [settled] * 3)


@pytest.mark.parametrize(
    ("wrong", "error", "says"),
    [
        ({"position": [[0, math.inf], [1, 2]]}, SolverError, "a position lies beyond"),
        ({"position": [[NAN, 0], [NAN, 1]]}, SolverError, "no actor has a position on issue 0"),
        ({"position": [1, 2]}, CallError, "have the shapes"),
        ({"position": np.zeros((0, 2, 2))}, CallError, "have the shapes"),
        ({"position": [["a", "b"], ["c", "d"]]}, CallError, "have the shapes"),
        ({"salience": [[1, 2, 3]]}, CallError, "have the shapes"),
        ({"salience": [[0.1, NAN], [0.5, 0.5]]}, SolverError, "salience of actor 0 on issue 1"),
        ({"salience": [[0.1, 0.1], [-0.5, 0.5]]}, SolverError, "it must be a number from 0 to 1"),
        ({"salience": 1.5}, SolverError, "it must be a number from 0 to 1"),
        ({"capability": -1}, SolverError, "it must be a finite number of at least 0"),
        ({"capability": NAN}, SolverError, "capability of actor 0"),
        ({"capability": math.inf}, SolverError, "it must be a finite number of at least 0"),
        ({"span": 0}, SolverError, "a span is wrong"),
        ({"span": [1, 2, 3]}, CallError, "have the shapes"),
        ({"rounds": 0}, CallError, "rounds is 0"),
        ({"rounds": 1.5}, CallError, "rounds is 1.5"),
        ({"sides": "mine"}, CallError, "allowed: votes, start"),
        ({"ties": "random"}, CallError, "allowed: first, last"),
        ({"pull": (0.8, 0.4)}, CallError, "sum of at most 1"),
        ({"pull": (0.1,)}, CallError, "two numbers"),
        ({"pull": "ab"}, CallError, "two numbers"),
    ],
)
def test_bad_input_gets_a_sentence(
    wrong: dict[str, Any], error: type[Exception], says: str
) -> None:
    call: dict[str, Any] = {"position": [[0, 0], [1, 1]], "salience": 0.5, "capability": 1}
    with pytest.raises(error, match=says):
        exchange_positions(**call | wrong)


@pytest.mark.parametrize("size", [1e-90, 1e90])
def test_large_and_small_numbers_stay_numbers(size: float) -> None:
    x, s, _ = draw_world(5, 4, 3)
    run = play(x * size, s, 1, rounds=2)
    plain = play(x, s, 1, rounds=2)
    np.testing.assert_allclose(run.positions / size, plain.positions, atol=1e-6)


def test_the_card_plays_ten_rounds_of_sides_at_the_start() -> None:
    x, s, c = draw_world(1, 5, 3)
    told = CARD.forecast(x, s, c)
    run = play(x, s, c, rounds=10, sides="start", ties="first")
    assert told.model == CARD.name == run.model
    np.testing.assert_array_equal(told.positions, run.positions)
    assert told.positions.shape == (1, 11, 5, 3)


def name(check: Check) -> str:
    return check.name


@pytest.mark.parametrize("check", CHECKS, ids=name)
def test_a_reference_figure_is_reproduced(check: Check, data_folder: Path) -> None:
    assert check.missing(data_folder) == ()
    ours = check.compute(data_folder)
    assert check.agrees(ours), f"{check.name}: expected {check.expected}, ours {ours}"


def test_a_reference_figure_says_what_it_lacks() -> None:
    assert len({check.name for check in CHECKS}) == len(CHECKS)
    for check in CHECKS:
        assert check.missing(None) == check.needs
        with pytest.raises(CallError, match="name the data folder"):
            check.compute(None)


@pytest.mark.parametrize(
    ("talks", "i", "j", "p", "q"),
    [
        ("cop21", "USA", "China", "finance_vol", "eaa"),
        ("copenhagen", "USA", "China India", "Commitments", "Extra"),
    ],
)
@pytest.mark.parametrize("sides", ["votes", "start"])
def test_the_first_exchange_is_that_of_the_reference(
    data_folder: Path, sides: Sides, talks: str, i: str, j: str, p: str, q: str
) -> None:
    table, run = run_table(data_folder, f"bargaining/{talks}_positions.csv", sides, 1)
    first = run.exchanges
    assert table.actors[first.actor_i[0]] == i
    assert table.actors[first.actor_j[0]] == j
    assert table.issues[first.issue_p[0]] == p
    assert table.issues[first.issue_q[0]] == q


@pytest.mark.parametrize("talks", ["cop21", "copenhagen"])
def test_every_initial_outcome_is_that_of_the_reference(data_folder: Path, talks: str) -> None:
    table, run = run_table(data_folder, f"bargaining/{talks}_positions.csv", "votes", 1)
    lines = (data_folder / f"bargaining/decide_{talks}_reference_notiebreak.csv").read_text()
    rows = [line.split(",") for line in lines.splitlines()[1:]]
    initial = {issue: float(value) for issue, turn, value, _ in rows if turn == "0"}
    expected = [initial[issue] for issue in table.issues]
    np.testing.assert_allclose(run.settlements[0, 0], expected, atol=5e-7)
