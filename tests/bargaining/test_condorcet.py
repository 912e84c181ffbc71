# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.bargaining import condorcet
from foedus.bargaining.condorcet import elect, on_options, on_scale
from foedus.errors import CallError, SolverError

NAN = float("nan")
RULES = ["recursion", "conditional", "markov_uniform"]
# Power iteration of the slow reference stops at 1e-13.
CLOSE = 1e-10

# Whole numbers, so that equal distances are equal; influence may be zero for some.
actor = st.tuples(st.integers(0, 6), st.integers(0, 3), st.integers(0, 3))
actors = st.lists(actor, min_size=1, max_size=7).map(lambda rows: np.array(rows, dtype=float).T)
weighty = actors.filter(lambda rows: (rows[1] * rows[2] > 0).all())
rules = st.sampled_from(RULES)
exponents = st.sampled_from([1.0, 2.0, 4.0])


def slow_chances(
    x: np.ndarray, weight: np.ndarray, rule: str, exponent: float
) -> dict[float, float]:
    """Work one draw out over its merged positions, straight from the formulas."""
    places = sorted(set(x.tolist()))
    support = {
        (k, other): sum(
            w if abs(a - k) < abs(a - other) else w / 2 if abs(a - k) == abs(a - other) else 0
            for a, w in zip(x, weight, strict=True)
        )
        for k, other in itertools.permutations(places, 2)
    }
    v = np.full((len(places), len(places)), 0.5)
    for (i, k), (j, other) in itertools.permutations(enumerate(places), 2):
        own, theirs = support[k, other] ** exponent, support[other, k] ** exponent
        v[i, j] = 0.5 if own + theirs == 0 else own / (own + theirs)
    if rule == "conditional":
        p = v.prod(axis=1)
        p /= p.sum()
    else:
        step = v if rule == "recursion" else (v + np.diag(v.sum(axis=1))) / len(places)
        p = np.full(len(places), 1 / len(places))
        for _ in range(20_000):
            last, p = p, step @ p / (step @ p).sum()
            if np.abs(p - last).max() < 1e-13:
                break
    return dict(zip(places, p.tolist(), strict=True))


def chances(rows: np.ndarray, rule: str = "recursion", exponent: float = 2.0) -> dict[float, float]:
    """Give our chances by position; a position that several hold must have them only once."""
    forecast = on_scale(*rows, rule=rule, exponent=exponent)  # type: ignore[arg-type]
    held: dict[float, float] = {}
    for x, p in zip(forecast.support[0].tolist(), forecast.probabilities[0].tolist(), strict=True):
        assert p == 0 or held.get(x, 0) == 0
        held[x] = held.get(x, 0.0) + p
    return held


@given(weighty, rules, exponents)
def test_equals_the_slow_election_among_merged_positions(
    rows: np.ndarray, rule: str, exponent: float
) -> None:
    x, s, c = rows
    expected = slow_chances(x, s * c, rule, exponent)
    assert chances(rows, rule, exponent) == pytest.approx(expected, abs=CLOSE)


@given(actors, rules, exponents)
def test_splitting_an_actor_into_two_of_its_halves_changes_nothing(
    rows: np.ndarray, rule: str, exponent: float
) -> None:
    halves = np.repeat(rows, 2, axis=1)
    halves[2] /= 2
    whole = chances(rows, rule, exponent)
    assert chances(halves, rule, exponent) == pytest.approx(whole, abs=CLOSE)


@given(actors, rules, exponents)
def test_chances_sum_to_one_and_none_is_negative(
    rows: np.ndarray, rule: str, exponent: float
) -> None:
    held = chances(rows, rule, exponent)
    assert min(held.values()) >= 0
    assert sum(held.values()) == pytest.approx(1.0, abs=1e-12)


@given(actors, rules, st.randoms(use_true_random=False))
def test_names_of_actors_do_not_matter(rows: np.ndarray, rule: str, random: object) -> None:
    order = list(range(rows.shape[1]))
    random.shuffle(order)  # type: ignore[attr-defined]
    assert chances(rows[:, order], rule) == pytest.approx(chances(rows, rule), abs=CLOSE)


@given(actors, rules, st.integers(-5, 5), st.integers(1, 5))
def test_moves_with_the_scale(rows: np.ndarray, rule: str, shift: int, unit: int) -> None:
    moved = rows.copy()
    moved[0] = shift + unit * moved[0]
    expected = {shift + unit * x: p for x, p in chances(rows, rule).items()}
    assert chances(moved, rule) == pytest.approx(expected, abs=CLOSE)


@given(actors, rules)
def test_turning_the_scale_round_changes_nothing(rows: np.ndarray, rule: str) -> None:
    turned = rows.copy()
    turned[0] = 6 - turned[0]
    expected = {6 - x: p for x, p in chances(rows, rule).items()}
    assert chances(turned, rule) == pytest.approx(expected, abs=CLOSE)


def with_majority(rows: np.ndarray) -> np.ndarray:
    """Give the first actor more influence than all others together."""
    rows = rows.copy()
    rows[2, 0] = (1.0 + 2.0 * np.sum(rows[1, 1:] * rows[2, 1:])) / rows[1, 0]
    return rows


@given(weighty, st.sampled_from(["conditional", "markov_uniform"]))
def test_a_majority_actor_has_its_way_as_influence_comes_to_decide(
    rows: np.ndarray, rule: str
) -> None:
    rows = with_majority(rows)
    assert chances(rows, rule, 200.0)[rows[0, 0]] == pytest.approx(1.0, abs=1e-6)


@given(weighty, rules, exponents)
def test_the_position_of_a_majority_actor_is_the_likeliest(
    rows: np.ndarray, rule: str, exponent: float
) -> None:
    rows = with_majority(rows)
    held = chances(rows, rule, exponent)
    assert held[rows[0, 0]] == pytest.approx(max(held.values()), abs=CLOSE)


def test_recursion_leaves_rivals_of_a_sure_winner_who_tie_a_third() -> None:
    # V = [[1/2, 1, 1], [0, 1/2, 1/2], [0, 1/2, 1/2]] has the root 1 with (4, 1, 1) / 6.
    rows = np.array([[4.0, 3.0, 5.0], [1.0, 1.0, 1.0], [3.0, 1.0, 1.0]])
    assert chances(rows, "recursion", 2000.0) == pytest.approx(
        {4.0: 4 / 6, 3.0: 1 / 6, 5.0: 1 / 6}, abs=CLOSE
    )


@pytest.mark.parametrize("rule", RULES)
def test_more_influence_makes_an_actor_likelier_to_have_its_way(rule: str) -> None:
    weights = [0.5, 1.0, 2.0, 8.0]
    ours = [
        on_scale([0.0, 50.0, 100.0], 1, [w, 1, 1], rule=rule).probabilities[0, 0]  # type: ignore[arg-type]
        for w in weights
    ]
    assert ours == sorted(ours)


@pytest.mark.parametrize("rule", RULES)
def test_degenerate_issues(rule: str) -> None:
    def settle(x: list[float], s: list[float], c: list[float]) -> list[float]:
        return on_scale(x, s, c, rule=rule).probabilities[0].tolist()  # type: ignore[arg-type]

    assert settle([5.0], [1], [1]) == [1.0]
    assert settle([5.0], [0], [1]) == [1.0]
    assert settle([5.0, 5.0, 5.0], [1, 0, 1], [1, 1, 1]) == [1.0, 0.0, 0.0]
    assert settle([NAN, 5.0], [NAN, 1], [1, 1]) == [0.0, 1.0]
    # Nobody cares, or nobody has means: every distinct position alike, whoever holds it.
    thirds = [1 / 3, 0.0, 1 / 3, 1 / 3]
    assert settle([0.0, 0.0, 3.0, 9.0], [0] * 4, [1] * 4) == pytest.approx(thirds)
    assert settle([0.0, 0.0, 3.0, 9.0], [1] * 4, [0] * 4) == pytest.approx(thirds)
    # The one actor with influence beats all others for sure.
    assert settle([7.0, 0.0, 3.0], [1, 1, 1], [1, 0, 0]) == pytest.approx([1, 0, 0], abs=1e-12)


def test_blocks_of_draws_do_not_change_a_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(7)
    x, s, c = rng.integers(0, 5, (40, 6)) * 25.0, rng.random((40, 6)), rng.random((40, 6))
    whole = [on_scale(x, s, c, rule=rule).probabilities for rule in condorcet.RULES]
    monkeypatch.setattr(condorcet, "_BLOCK", 150)
    parts = [on_scale(x, s, c, rule=rule).probabilities for rule in condorcet.RULES]
    assert [part.tobytes() for part in parts] == [part.tobytes() for part in whole]


@given(actors, rules, exponents)
def test_options_on_a_line_are_an_issue_on_a_scale(
    rows: np.ndarray, rule: str, exponent: float
) -> None:
    line = np.abs(np.subtract.outer(np.arange(7), np.arange(7)))
    ideal = rows[0].astype(int)
    p = on_options(line, ideal, rows[1], rows[2], rule=rule, exponent=exponent)[0]  # type: ignore[arg-type]
    wanted = {float(option): p[option] for option in set(ideal.tolist())}
    assert wanted == pytest.approx(chances(rows, rule, exponent), abs=CLOSE)
    assert sum(p[option] for option in range(7) if option not in ideal) == 0


def test_options_of_absent_actors_do_not_stand() -> None:
    table = np.ones((3, 3)) - np.eye(3)
    p = on_options(table, [[0, 1, -1], [0, 1, 2]], 1, [1.0, 1.0, 1.0])
    assert p == pytest.approx(np.array([[1 / 2, 1 / 2, 0], [1 / 3, 1 / 3, 1 / 3]]), abs=CLOSE)


def test_options_that_are_equally_far_leave_third_parties_undecided() -> None:
    # Distances 0 or 1; influence 3, 1, 2: S(0, 1) = 3 + 2/2 against 1 + 2/2, so v = 4/6.
    table = np.ones((3, 3)) - np.eye(3)
    v = {(0, 1): 4 / 6, (0, 2): 3.5 / 6, (1, 2): 2.5 / 6}
    products = [v[0, 1] * v[0, 2], (1 - v[0, 1]) * v[1, 2], (1 - v[0, 2]) * (1 - v[1, 2])]
    expected = np.array(products) / sum(products)
    p = on_options(table, [0, 1, 2], 1, [3, 1, 2], rule="conditional", exponent=1)
    assert p[0] == pytest.approx(expected)


def test_own_rankings_of_actors_can_be_given_as_distances() -> None:
    # Two of three equal actors rank 0 before 1 before 2, the third the other way round.
    ranks = [[[0, 1, 2], [0, 1, 2], [2, 1, 0]]]
    p = elect(ranks, [[1, 1, 1]], rule="conditional", exponent=1)
    assert p[0] == pytest.approx(np.array([4, 2, 1]) / 7)


@pytest.mark.parametrize(
    ("table", "ideal", "words"),
    [
        ([[0, 1]], [0], r"distance table has the shape \(1, 2\)"),
        ([[0, 1], [1, 0]], [2], "an ideal is not an option; allowed: 0 to 1, or -1"),
        ([[0, 1], [1, 0]], [-2], "an ideal is not an option"),
        ([[0, 1], [1, 0]], [0.5], "an ideal is not an option"),
        ([[0, 1], [1, 0]], [0, 1, 1], "the shapes"),
    ],
)
def test_wrong_options(table: object, ideal: object, words: str) -> None:
    with pytest.raises(CallError, match=words):
        on_options(table, ideal, [1, 1], 1)  # type: ignore[arg-type]


def test_wrong_calls() -> None:
    with pytest.raises(CallError, match="rule is 'markov'; allowed: recursion, conditional, mark"):
        on_scale([1.0], 1, 1, rule="markov")  # type: ignore[arg-type]
    with pytest.raises(SolverError, match="victory exponent is -1"):
        on_scale([1.0], 1, 1, exponent=-1)
    with pytest.raises(SolverError, match="no actor has a position"):
        on_options([[0]], [-1], 1, 1)
    with pytest.raises(SolverError, match="a weight or a distance is wrong"):
        on_options([[0, -1], [1, 0]], [0, 1], 1, 1)


def test_the_model_is_named_in_full() -> None:
    assert on_scale([1.0], 1, 1).model == "condorcet_recursion_squared"
    assert on_scale([1.0], 1, 1, "conditional", 4).model == "condorcet_conditional_power_4"
