# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.bargaining.condorcet import on_scale
from foedus.bargaining.published.spatial import CHECKS, OIL_AND_GAS, THREE_ISSUES, arrays
from foedus.bargaining.spatial import CARD, KINDS, SpatialForecast, spatial
from foedus.bargaining.spatial_bargains import COMMITMENTS, prevails
from foedus.bargaining.spatial_input import AUTHORS, Reading
from foedus.bargaining.spatial_votes import VOTES, pairwise
from foedus.errors import CallError, SolverError

from .spatial_oracle import SlowTalks

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import ArrayLike

    from foedus.bargaining.condorcet import Rule
    from foedus.bargaining.spatial_input import Commitment, Vote
    from foedus.history.checks import Check

NAN = float("nan")
# Sums of a few dozen terms in another order.
CLOSE = 1e-9
UNROUNDED = Reading(steps=0)

seeds = st.integers(0, 10_000)


def drawn(seed: int, *, missing: float = 0.0, repeated: bool = False) -> tuple[np.ndarray, ...]:
    """Return positions from 0 to 100, saliences and capabilities of one draw."""
    rng = np.random.default_rng(seed)
    actors, issues = rng.integers(2, 8), rng.integers(1, 4)
    x = rng.uniform(0, 100, (actors, issues))
    if repeated and actors > 3:
        x[-1] = x[0]
    gone = rng.random(x.shape) < missing
    gone[0] = False
    x[gone] = NAN
    s = rng.uniform(0, 1 / issues, x.shape)
    return x[None], s[None], np.broadcast_to(rng.uniform(0, 9, (1, actors, 1)), x[None].shape)


def one_issue(
    *rows: tuple[float, float, float], reading: Reading = AUTHORS, rounds: int = 100
) -> SpatialForecast:
    """Talk over one issue; a row is an actor's position, salience and capability."""
    x, s, c = (np.array(column)[None, :, None] for column in zip(*rows, strict=True))
    return spatial(x, s, c, reading, rounds=rounds)


# References


@pytest.mark.parametrize("check", [c for c in CHECKS if not c.needs], ids=lambda c: c.name)
def test_a_figure_of_the_authors_is_reproduced(check: Check) -> None:
    ours = check.compute(None)
    assert check.agrees(ours), f"{check.name}: expected {check.expected}, ours {ours}"


@pytest.mark.data
@pytest.mark.parametrize("check", [c for c in CHECKS if c.needs], ids=lambda c: c.name)
def test_a_run_of_the_authors_is_reproduced(check: Check, data_folder: Path) -> None:
    assert check.missing(data_folder) == ()
    ours = check.compute(data_folder)
    assert check.agrees(ours), f"{check.name}: expected {check.expected}, ours {ours}"


@pytest.mark.parametrize("check", [c for c in CHECKS if c.needs], ids=lambda c: c.name)
def test_a_run_says_which_data_it_lacks(check: Check, tmp_path: Path) -> None:
    assert check.missing(tmp_path) == check.needs
    with pytest.raises(CallError, match="name the data folder"):
        check.compute(None)


@pytest.mark.data
def test_the_shipped_tables_are_those_of_the_data(data_folder: Path) -> None:
    for name, table, skip in (
        ("ktab_dummyData_3Dim", THREE_ISSUES, 2),
        ("ktab_SOE-Policy", OIL_AND_GAS, 2),
    ):
        lines = (data_folder / f"bargaining/{name}.csv").read_text("utf-8").splitlines()[skip:]
        rows = [[cell.strip() for cell in line.rstrip(", ").split(",")] for line in lines]
        assert {row[0]: tuple(map(float, row[2:])) for row in rows} == table


# The challenges of the published log: who challenges whom, the chance that each of the two gives.
LOG_OF_CHALLENGES = (
    (0, 6, 0.7643, 0.7660),
    (5, 1, 0.8510, 0.8518),
    (1, 0, 0.7964, 0.7952),
    (6, 1, 0.3970, 0.3981),
    (2, 6, 0.8334, 0.8331),
    (4, 0, 0.5836, 0.7586),
    (3, 0, 0.8056, 0.8008),
)


@pytest.mark.parametrize(("i", "j", "own", "others"), LOG_OF_CHALLENGES)
def test_chances_of_a_challenge_are_those_of_the_log_of_2017(
    i: int, j: int, own: float, others: float
) -> None:
    x, s, c = arrays(THREE_ISSUES)
    risk = spatial(x, s, c, span=(0, 100), rounds=0).risk[0, 0]
    gap = (x[0][:, None] - x[0]) / 100 * s[0][:, None]
    d = np.sqrt((gap**2).sum(axis=2) / (s[0] ** 2).sum(axis=1)[:, None])
    for viewer, printed in ((i, own), (j, others)):
        seen = (2 * risk[viewer] + risk) / 3
        u = (1 - d) * (1 + d * seen[:, None])
        weight = c[0, :, 0] * s[0].sum(axis=1)
        chance = prevails(
            i, j, u[:, i].copy(), u[:, j].copy(), weight, 0, COMMITMENTS.index("semi"), 1.0
        )
        assert chance == pytest.approx(printed, abs=5e-5)


def test_moves_of_the_first_round_are_those_of_the_log_of_2017() -> None:
    told = spatial(*arrays(THREE_ISSUES), span=(0, 100))
    first = told.moves.turn == 1
    moved = {
        (int(mover), int(by), KINDS[how])
        for mover, by, how in zip(
            told.moves.mover[first], told.moves.by[first], told.moves.how[first], strict=True
        )
    }
    own, other = KINDS
    # Bargains 1022 (4 to 0), 1015 (6 to 1), 1025 (3 to 0), 1009 (5 to 1) and 1006 (0 to 6).
    assert moved == {
        (0, 4, other),
        (1, 6, other),
        (3, 0, own),
        (4, 0, own),
        (5, 1, own),
        (6, 0, other),
    }


# By hand


def test_two_actors_by_hand() -> None:
    # d = 1, so p = 3/4, 1/4 and R = 1, -1/2. P = 3/4: weights (.5 * .75)^2 = .140625 and
    # (.5 * .25)^2 = .015625 put both at .1, whoever proposes. There the first has .9 * 1.1 = .99,
    # the second .1 * (1 - .45) = .055; as things are both have (1 + 0) / 2.
    told = one_issue((0, 0.5, 3), (100, 0.5, 1))
    assert told.risk[0, 0].tolist() == [1.0, -0.5]
    assert told.chances[0, 0] == pytest.approx([0.75, 0.25])
    assert told.positions[0, :, :, 0].tolist() == [[0, 100], [10, 10], [10, 10]]
    assert told.settlements[0, :, 0].tolist() == [0, 10, 10]
    assert told.chances[0, 1].tolist() == [1, 0]
    assert told.used.tolist() == [2]
    # The two bargains are the same, so both take the earlier challenger's.
    assert [KINDS[how] for how in told.moves.how] == ["own bargain", "another's bargain"]
    assert (told.moves.mover.tolist(), told.moves.by.tolist()) == ([0, 1], [1, 0])
    assert (told.moves.before.tolist(), told.moves.after.tolist()) == ([0, 100], [10, 10])


def test_three_actors_by_hand() -> None:
    # Neutral: the outer ones beat the middle with .5 : 1 and each other evenly, so p is
    # 1/6 : 4/9 : 1/6 and R = -1/2, 1, -1/2. Then the outer ones find .5 worth .5 * .75 = .375,
    # the middle finds 0 and 1 worth .75: outer against middle .625 : .25 + .375, which is even.
    told = one_issue((0, 1, 1), (50, 1, 1), (100, 1, 1), rounds=0)
    assert told.risk[0, 0] == pytest.approx([-0.5, 1, -0.5])
    assert told.chances[0, 0] == pytest.approx([1 / 3] * 3)
    assert told.settlements[0, 0, 0] == pytest.approx(50)


def test_a_third_party_by_hand() -> None:
    # Utilities: principals have 1 and .5 of the two positions, the third .8 and .6. The third
    # votes .2 for the first in the small contest, .7 : .5; by semi-commitment it then weighs
    # 7/12 * .2 against 5/12 * .4, and its vote of -.05 goes to the other side.
    to_i, to_j = np.array([1.0, 0.5, 0.8]), np.array([0.5, 1.0, 0.6])
    chance = prevails(0, 1, to_i, to_j, np.ones(3), 0, COMMITMENTS.index("semi"), 1.0)
    assert chance == pytest.approx(0.5 / (0.5 + 0.55))


@pytest.mark.parametrize("commitment", ["no", "full"])
def test_a_third_party_that_gains_alike_stays_out(commitment: str) -> None:
    to_i, to_j = np.array([1.0, 0.5, 0.9]), np.array([0.5, 1.0, 0.1])
    number = COMMITMENTS.index(commitment)
    assert prevails(0, 1, to_i, to_j, np.array([3.0, 1, 50]), 0, number, 1.0) == pytest.approx(0.75)
    assert prevails(0, 1, to_i, to_j, np.array([3.0, 1, 50]), 0, number, 2.0) == pytest.approx(0.9)


@pytest.mark.parametrize(
    ("vote", "first"),
    # Of two options the first voter gains 1 by the first, the second 1 and the third .2 by the
    # second; the third casts .2, 1, .8 * .2 + .2, .2^3 or the mean of .2 and .2^3.
    [
        ("proportional", 1 / 2.2),
        ("binary", 1 / 3),
        ("proportional_binary", 1 / (2 + 0.8 * 0.2 + 0.2)),
        ("cubic", 1 / 2.008),
        ("proportional_cubic", 1 / (2 + (0.2 + 0.008) / 2)),
    ],
)
def test_vote_rules_by_hand(vote: Vote, first: float) -> None:
    utility = np.array([[[1.0, 0.0, 0.4], [0.0, 1.0, 0.6]]])
    wins = pairwise(utility, np.ones((1, 3)), np.array([[[0, 1]]]), VOTES.index(vote), 1.0)
    assert wins[0, 0, 0, 1] == pytest.approx(first)
    assert wins[0, 0, 1, 0] == pytest.approx(1 - first)


# Slow reference and laws


@given(
    seeds,
    st.sampled_from(VOTES),
    st.sampled_from(COMMITMENTS),
    st.sampled_from([1.0, 2.0, 4.0, 8.0]),
    st.sampled_from([(-0.5, 2 / 3, 2.0), (0.0, 0.0, 1.0), (-1.0, 0.5, 2.0)]),
    st.sampled_from([0.0, 0.3]),
)
def test_rounds_are_those_of_a_slow_reference(
    seed: int,
    vote: Vote,
    commitment: Commitment,
    exponent: float,
    rest: tuple[float, ...],
    missing: float,
) -> None:
    x, s, c = drawn(seed, missing=missing, repeated=True)
    floor, projection, power = rest
    reading = Reading(
        vote=vote,
        commitment=commitment,
        exponent=exponent,
        risk_floor=floor,
        projection=projection,
        power=power,
    )
    told = spatial(x, s, c, reading, span=(0, 100), rounds=3, stop=0)
    slow = SlowTalks(
        (x[0] / 100).tolist(),
        np.where(np.isnan(x[0]), 0, s[0]).tolist(),
        c[0, :, 0].tolist(),
        vote=vote,
        commitment=commitment,
        exponent=exponent,
        risk_floor=floor,
        projection=projection,
        power=power,
    )
    slow.attitudes()
    for turn in range(told.positions.shape[1]):
        if turn:
            slow.round()
        expected = 100 * np.array(slow.x)
        np.testing.assert_allclose(told.positions[0, turn], expected, atol=CLOSE)
        here = slow.actors()
        np.testing.assert_allclose(told.risk[0, turn, here], np.array(slow.risk)[here], atol=1e-6)
        np.testing.assert_allclose(told.chances[0, turn], slow.chances(), atol=CLOSE)


@given(seeds)
def test_the_order_of_actors_does_not_matter(seed: int) -> None:
    x, s, c = drawn(seed, missing=0.2)
    order = np.random.default_rng(seed).permutation(x.shape[1])
    told = spatial(x, s, c, UNROUNDED, rounds=4)
    other = spatial(x[:, order], s[:, order], c[:, order], UNROUNDED, rounds=4)
    np.testing.assert_allclose(other.positions, told.positions[:, :, order], atol=1e-7)
    # Of positions that stand as one, the first holder's is the one that is settled on.
    np.testing.assert_allclose(other.settlements, told.settlements, atol=1e-3 * np.nanmax(x))


@given(seeds, st.sampled_from([0.25, 3.0, 1000.0]), st.sampled_from([-70.0, 0.0, 5.0]))
def test_the_units_of_positions_and_capabilities_do_not_matter(
    seed: int, scale: float, shift: float
) -> None:
    x, s, c = drawn(seed, missing=0.2)
    told = spatial(x, s, c, UNROUNDED, span=(0, 100), rounds=4)
    ends = (shift, shift + 100 * scale)
    other = spatial(shift + scale * x, s, 7 * c, UNROUNDED, span=ends, rounds=4)
    expected = shift + scale * told.positions
    np.testing.assert_allclose(other.positions, expected, atol=1e-7 * scale)
    np.testing.assert_allclose(other.chances, told.chances, atol=1e-7)


@given(st.lists(seeds, min_size=2, max_size=5))
def test_draws_do_not_touch_one_another(several: list[int]) -> None:
    rng = np.random.default_rng(several)
    x, s = rng.uniform(0, 100, (len(several), 5, 2)), rng.uniform(0, 0.5, (len(several), 5, 2))
    c = rng.uniform(0, 9, (len(several), 5, 1))
    told = spatial(x, s, c)
    for draw in range(len(several)):
        alone = spatial(x[draw : draw + 1], s[draw : draw + 1], c[draw : draw + 1])
        rounds = alone.positions.shape[1]
        np.testing.assert_array_equal(told.positions[draw, :rounds], alone.positions[0])
        at_rest = np.broadcast_to(alone.positions[0, -1], told.positions[draw, rounds:].shape)
        np.testing.assert_array_equal(told.positions[draw, rounds:], at_rest)
        assert told.used[draw] == alone.used[0] == rounds - 1


@given(seeds)
def test_what_comes_out_hangs_together(seed: int) -> None:
    x, s, c = drawn(seed, missing=0.3)
    told = spatial(x, s, c, span=(0, 100))
    assert not np.isnan(told.settlements).any()
    assert told.chances.sum(axis=2) == pytest.approx(1)
    assert ((told.risk >= -0.5) & (told.risk <= 1) | np.isnan(told.risk)).all()
    inside = (told.positions >= 0) & (told.positions <= 100)
    assert (inside | np.isnan(x)[:, None]).all()
    moved, state = told.moves, told.positions.copy()
    assert (np.diff(moved.turn) >= 0).all()
    assert (moved.mover != moved.by).all()
    place = moved.draw, moved.turn, moved.mover, moved.issue
    np.testing.assert_array_equal(state[place], moved.after)
    np.testing.assert_array_equal(state[(place[0], place[1] - 1, *place[2:])], moved.before)
    changed = (state[:, 1:] != state[:, :-1]) & ~np.isnan(state[:, 1:])
    assert changed.sum() == len(moved.draw)


@given(seeds, st.sampled_from([1.0, 2.0, 4.0]))
def test_binary_votes_on_one_issue_give_the_conditional_election_of_condorcet(
    seed: int, exponent: float
) -> None:
    rng = np.random.default_rng(seed)
    x, c = rng.uniform(0, 100, (1, 6, 1)), rng.uniform(0.1, 9, (1, 6, 1))
    x[0, 5] = x[0, 0]
    reading = Reading(vote="binary", exponent=exponent)
    told = spatial(x, np.full(x.shape, 0.7), c, reading, rounds=0)
    expected = on_scale(x[:, :, 0], 1, c[:, :, 0], rule="conditional", exponent=exponent)
    np.testing.assert_allclose(told.chances[0, 0], expected.probabilities[0], atol=1e-12)


@given(seeds)
def test_the_expected_settlement_is_the_mean_by_chances(seed: int) -> None:
    x, s, c = drawn(seed)
    told = spatial(x, s, c, replace(UNROUNDED, settlement="expected"), rounds=2)
    mean = (told.chances[..., None] * told.positions).sum(axis=2)
    np.testing.assert_allclose(told.settlements, mean, atol=CLOSE)


@pytest.mark.parametrize("election", ["conditional", "markov_uniform", "recursion"])
def test_each_election_settles(election: Rule) -> None:
    told = spatial(*arrays(THREE_ISSUES), Reading(election=election), span=(0, 100))
    assert told.chances.sum(axis=2) == pytest.approx(1)
    assert len(told.moves.turn) > 0


def test_markov_chances_of_two_actors_by_hand() -> None:
    # p = (v_11 2 p + v_12 (p + 1 - p)) / 2 = (p + v) / 2, so p = v, which is 3 : 1.
    told = one_issue(
        (0, 0.5, 3), (100, 0.5, 1), reading=Reading(election="markov_uniform"), rounds=0
    )
    assert told.chances[0, 0] == pytest.approx([0.75, 0.25])


# Edges


@pytest.mark.parametrize("actors", [1, 4])
def test_nobody_moves_where_all_want_the_same(actors: int) -> None:
    told = one_issue(*[(40, 0.5, a + 1) for a in range(actors)])
    assert (told.positions == 40).all()
    assert (told.settlements == 40).all()
    assert len(told.moves.draw) == 0
    assert told.risk[0, 0].tolist() == [0] * actors
    assert told.chances[0, -1].tolist() == [1.0] + [0.0] * (actors - 1)


@pytest.mark.parametrize(("salience", "capability"), [(0, 1), (1, 0), (0.5, 0), (0, 0)])
def test_nobody_moves_without_salience_or_without_capability(
    salience: float, capability: float
) -> None:
    told = one_issue(*[(x, salience, capability) for x in (0, 40, 100, 100)])
    assert (told.positions == [[0], [40], [100], [100]]).all()
    assert told.chances[0, 0] == pytest.approx([1 / 3, 1 / 3, 1 / 3, 0])
    assert told.settlements[0] == pytest.approx(140 / 3)


def test_a_constant_issue_stays_as_it_is_and_moves_nobody() -> None:
    x, s, c = drawn(5)
    with_constant = np.concatenate([x, np.full_like(x[:, :, :1], 7)], axis=2)
    cares = np.concatenate([s / 2, np.zeros_like(s[:, :, :1])], axis=2)
    told = spatial(with_constant, cares, c[:, :, :1])
    assert (told.positions[..., -1] == 7).all()
    assert (told.settlements[..., -1] == 7).all()
    alone = spatial(x, s / 2, c)
    np.testing.assert_allclose(told.positions[..., :-1], alone.positions, atol=CLOSE)


def test_an_actor_that_takes_no_part_changes_nothing() -> None:
    x, s, c = drawn(11)
    wider = [
        np.concatenate([values, np.full_like(values[:, :1], fill)], axis=1)
        for values, fill in ((x, NAN), (s, NAN), (c, NAN))
    ]
    told, without = spatial(*wider), spatial(x, s, c)
    np.testing.assert_array_equal(told.positions[:, :, :-1], without.positions)
    np.testing.assert_array_equal(told.settlements, without.settlements)
    assert np.isnan(told.positions[:, :, -1]).all()
    assert np.isnan(told.risk[:, :, -1]).all()
    assert (told.chances[:, :, -1] == 0).all()


def test_an_issue_is_settled_among_those_with_a_position_on_it() -> None:
    x = [[[0.0, NAN], [100.0, 20.0], [100.0, 80.0]]]
    told = spatial(x, [[[0.9, 0], [0.1, 0.1], [0.1, 0.1]]], [[[9.0], [1.0], [3.0]]], rounds=0)
    assert told.settlements[0, 0].tolist() == [0, 80]


def test_saliences_above_one_in_sum_are_scaled_by_the_largest_sum() -> None:
    x, s, c = arrays(THREE_ISSUES)
    s = s / s.sum(axis=2).max()
    told, twice = spatial(x, s, c), spatial(x, s * 1.9, c)
    np.testing.assert_allclose(twice.positions, told.positions, atol=CLOSE)


def test_offers_are_rounded_on_the_scale() -> None:
    told = spatial(*drawn(3), Reading(steps=100), span=(0, 100), rounds=2)
    np.testing.assert_allclose(told.moves.after, np.round(told.moves.after), atol=CLOSE)


def test_a_high_least_gain_keeps_everyone_still() -> None:
    told = spatial(*drawn(3), Reading(least_gain=2))
    assert len(told.moves.draw) == 0


def test_the_card_forecasts_and_keeps_its_input() -> None:
    x, s, c = (values.copy() for values in drawn(2))
    kept = [values.copy() for values in (x, s, c)]
    told = CARD.forecast(x, s, c)
    assert told.model == CARD.name == "spatial"
    assert CARD.assumes
    assert CARD.ambiguities
    assert told.on_issue(0).points == pytest.approx(told.settlements[:, -1, 0])
    for now, before in zip((x, s, c), kept, strict=True):
        np.testing.assert_array_equal(now, before)


X = np.array([[[0.0], [100.0]]])


@pytest.mark.parametrize(
    ("position", "salience", "capability", "said"),
    [
        (X, -0.1, 1, "salience is wrong"),
        (X, 49.5, 1, "salience is wrong.*from 0 to 1"),
        (X, NAN, 1, "salience is wrong"),
        (X, 0.5, NAN, "capability is wrong"),
        (X, 0.5, -1, "capability is wrong"),
        (X, 0.5, np.inf, "capability is wrong"),
        ([[[np.inf], [0.0]]], 0.5, 1, "position is infinite"),
        (np.full_like(X, NAN), 0.5, 1, "no actor has a position on issue 0 in draw 0"),
        ([[[1.0, NAN], [2.0, NAN]]], 0.5, 1, "no actor has a position on issue 1 in draw 0"),
    ],
)
def test_numbers_out_of_range_are_told(
    position: ArrayLike, salience: float, capability: float, said: str
) -> None:
    with pytest.raises(SolverError, match=said):
        spatial(position, salience, capability)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: spatial([0.0, 1.0], 1, 1), "position has the shape"),
        (lambda: spatial(np.empty((0, 2, 1)), 1, 1), "none 0"),
        (lambda: spatial(X, [1, 2, 3], 1), "must broadcast"),
        (lambda: spatial(X, 1, 1, span=(0, 50)), "outside the span"),
        (lambda: spatial(X, 1, 1, span=(0, NAN)), "not finite"),
        (lambda: spatial(X, 1, 1, span=([0, 0], 100)), "ends of the span"),
        (lambda: spatial(X, 1, 1, rounds=-1), "must be at least 0"),
        (lambda: spatial(X, 1, 1, stop=NAN), "must be at least 0"),
        (lambda: Reading(vote="loud"), "vote rule is 'loud'; allowed: proportional"),  # type: ignore[arg-type]
        (lambda: Reading(commitment="half"), "allowed: no, semi, full"),  # type: ignore[arg-type]
        (lambda: Reading(election="lot"), "election is 'lot'"),  # type: ignore[arg-type]
        (lambda: Reading(settlement="none"), "settlement is 'none'"),  # type: ignore[arg-type]
        (lambda: Reading(exponent=0), "victory exponent is 0"),
        (lambda: Reading(exponent=np.inf), "victory exponent is inf"),
        (lambda: Reading(risk_floor=1), "risk floor is 1"),
        (lambda: Reading(projection=1.5), "projection is 1.5"),
        (lambda: Reading(power=0), "power is 0"),
        (lambda: Reading(least_gain=-1), "least gain is -1"),
        (lambda: Reading(steps=-1), "steps is -1"),
    ],
)
def test_wrong_calls_are_told(call: Callable[[], object], said: str) -> None:
    with pytest.raises(CallError, match=said):
        call()
