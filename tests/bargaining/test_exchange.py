# SPDX-License-Identifier: Apache-2.0
"""The exchange model of Stokman and Van Oosten 1994: trades by hand, laws, published runs."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedus.bargaining.compromise import compromise
from foedus.bargaining.exchange import CARD, ExchangeForecast, exchange
from foedus.errors import CallError, SolverError
from foedus.history.bargaining_tables import read_positions
from foedus.history.data import data_folder

# The arithmetic of a trade: a few sums and quotients of numbers up to 100.
ROUNDING = 1e-9

DATA = data_folder()
published = pytest.mark.skipif(
    DATA is None or not (DATA / "bargaining" / "cop21_positions.csv").is_file(),
    reason="needs the research data",
)


def random_table(seed: int, actors: int = 6, issues: int = 4) -> tuple[np.ndarray, ...]:
    rng = np.random.default_rng(seed)
    shape = (1, actors, issues)
    x = rng.random(shape) * 100
    x[rng.random(shape) < 0.1] = np.nan
    x[:, 0] = rng.random((1, issues)) * 100
    return x, rng.uniform(0.05, 1, shape), rng.uniform(0.1, 1, shape)


# -- by hand ------------------------------------------------------------------------------------


def test_two_actors_trade_all_they_can() -> None:
    # Weights 1, .5 and .5, 1: settlements 100/3 and 200/3. The first, who cares for the first
    # issue, gets the second's vote there: 100 (1/3) nearer; and gives its own on the other, 100/3
    # too, because the ratio of saliences is 1. Each gains 1 * 100/3 - .5 * 100/3 = 100/6.
    one = exchange([[[0.0, 0.0], [100.0, 100.0]]], [[[1.0, 0.5], [0.5, 1.0]]], 1.0, rounds=0)
    assert one.wanted[0, 0] == pytest.approx([100 / 3, 200 / 3])
    assert one.settlements[0, 0] == pytest.approx([0.0, 100.0])
    assert one.exchanges.gain == pytest.approx([100 / 6])
    assert one.votes[0, 0].tolist() == [[0.0, 100.0], [0.0, 100.0]]


def test_the_longer_side_of_a_trade_is_cut() -> None:
    # The first actor's means are 3: shares .857 and .6 on the issues; all the second can give on
    # the first issue moves it by 14.29, what the first gives for that moves the other by as much,
    # which takes 14.29 / .6 = 23.81 of its vote.
    one = exchange(
        [[[0.0, 0.0], [100.0, 100.0]]], [[[1.0, 0.5], [0.5, 1.0]]], [[[3.0], [1.0]]], rounds=0
    )
    shift = 100 * 0.5 / 3.5
    assert one.exchanges.second_after == pytest.approx([0.0])
    assert one.exchanges.first_after == pytest.approx([shift / 0.6])
    assert one.exchanges.gain == pytest.approx([0.5 * shift])


def test_what_is_wanted_shifts_by_the_stated_share_of_the_vote() -> None:
    two = exchange([[[0.0, 0.0], [100.0, 100.0]]], [[[1.0, 0.5], [0.5, 1.0]]], 1.0, rounds=1)
    # (.4 (1 - .5) + .1) of the way on the issue that was given, nothing on the other.
    assert two.positions[0, 1] == pytest.approx(np.array([[0.0, 30.0], [70.0, 100.0]]))


@pytest.mark.parametrize(
    "salience",
    [[[1.0, 0.5], [1.0, 0.5]], [[0.3, 0.6], [0.3, 0.6]]],
    ids=["alike", "alike the other way"],
)
def test_with_equal_ratios_there_is_nothing_to_gain(salience: list[list[float]]) -> None:
    one = exchange([[[0.0, 0.0], [100.0, 100.0]]], [salience], 1.0)
    assert len(one.exchanges.gain) == 0
    assert one.settlements == pytest.approx(one.wanted)


def test_an_issue_alone_is_left_as_it_is() -> None:
    one = exchange([[[0.0], [40.0], [100.0]]], 0.5, [[[1.0], [2.0], [1.0]]])
    assert one.settlements[0, -1] == pytest.approx([45.0])
    assert len(one.moves.draw) == 0


def test_a_trade_has_its_price_for_a_third_actor() -> None:
    # The third actor wants the settlements of before: it loses both shifts, at its saliences.
    x = [[[0.0, 0.0], [100.0, 100.0], [50.0, 50.0]]]
    one = exchange(x, [[[1.0, 0.5], [0.5, 1.0], [0.2, 0.2]]], 1.0, rounds=0)
    first = one.exchanges
    before, after = (
        one.wanted[0, 0],
        np.sum(np.array([[1.0, 0.5], [0.5, 1.0], [0.2, 0.2]]) * one.votes[0, 0], axis=0)
        / np.array([1.7, 1.7]),
    )
    lost = 0.2 * np.sum(np.abs(50 - before) - np.abs(50 - after))
    assert len(first.gain) == 1
    assert first.external[0, 2] == pytest.approx(lost)
    assert first.external[0, 2] < 0


# -- laws ---------------------------------------------------------------------------------------


@given(st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_both_partners_gain_the_same_at_the_stated_shifts(seed: int) -> None:
    x, s, c = random_table(seed)
    found = exchange(x, s, c)
    made = found.exchanges
    share = np.where(np.isnan(x), 0, s * c)
    share = share / share.sum(axis=1, keepdims=True)
    give_p = np.abs(made.second_after - made.second_before) * share[0, made.second, made.wanted]
    give_q = np.abs(made.first_after - made.first_before) * share[0, made.first, made.given]
    for who, get, pay, gets, pays in (
        (made.first, give_p, give_q, made.wanted, made.given),
        (made.second, give_q, give_p, made.given, made.wanted),
    ):
        assert s[0, who, gets] * get - s[0, who, pays] * pay == pytest.approx(made.gain, abs=1e-7)
    assert np.all(made.gain > 0)


@given(st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_votes_stay_among_what_is_wanted_and_nobody_passes_its_partner(seed: int) -> None:
    x, s, c = random_table(seed)
    found = exchange(x, s, c)
    made, low, high = found.exchanges, np.nanmin(x, axis=1), np.nanmax(x, axis=1)
    assert np.all(found.settlements >= low[:, None] - ROUNDING)
    assert np.all(found.settlements <= high[:, None] + ROUNDING)
    wanted = found.positions[0, made.turn - 1, made.first, made.wanted]
    toward = np.sign(wanted - made.second_before)
    assert np.all((wanted - made.second_after) * toward >= -ROUNDING)
    assert np.all((made.second_after - made.second_before) * toward > 0)


@given(st.integers(0, 10_000), st.permutations(range(6)), st.permutations(range(4)))
@settings(max_examples=40, deadline=None)
def test_the_order_of_actors_and_issues_does_not_matter_without_ties(
    seed: int, actors: list[int], issues: list[int]
) -> None:
    table = random_table(seed)
    whole = exchange(*table)
    mixed = exchange(*(array[:, actors][:, :, issues] for array in table))
    assert mixed.settlements == pytest.approx(whole.settlements[:, :, issues], abs=1e-6)


@given(st.integers(0, 10_000), st.floats(0.1, 10), st.floats(-50, 50), st.floats(0.01, 100))
@settings(max_examples=40, deadline=None)
def test_the_scale_and_the_unit_of_means_do_not_matter(
    seed: int, scale: float, shift: float, unit: float
) -> None:
    x, s, c = random_table(seed)
    whole, other = exchange(x, s, c), exchange(scale * x + shift, s, unit * c)
    assert other.settlements == pytest.approx(scale * whole.settlements + shift, abs=1e-5)
    assert other.exchanges.gain == pytest.approx(scale * whole.exchanges.gain, abs=1e-5)


@given(st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_the_first_settlement_is_the_compromise(seed: int) -> None:
    x, s, c = random_table(seed)
    for issue in range(x.shape[2]):
        expected = compromise(x[:, :, issue], s[:, :, issue], c[:, :, issue])
        assert exchange(x, s, c).wanted[:, 0, issue] == pytest.approx(expected)


@given(st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_moves_are_those_of_votes_and_no_trade_is_left(seed: int) -> None:
    x, s, c = random_table(seed)
    found = exchange(x, s, c, rounds=2)
    votes = found.positions.copy()
    moves = found.moves
    for k in range(len(moves.draw)):
        place = (moves.draw[k], moves.turn[k] - 1, moves.mover[k], moves.issue[k])
        assert votes[place] == pytest.approx(moves.before[k], abs=ROUNDING)
        votes[place] = moves.after[k]
    assert votes == pytest.approx(found.votes, abs=ROUNDING, nan_ok=True)


def test_draws_are_worked_through_one_by_one() -> None:
    tables = [random_table(seed) for seed in range(3)]
    together = exchange(*(np.concatenate(arrays) for arrays in zip(*tables, strict=True)))
    for draw, table in enumerate(tables):
        assert together.settlements[draw] == pytest.approx(exchange(*table).settlements[0])


# -- bad input ----------------------------------------------------------------------------------


def test_rounds_are_not_negative() -> None:
    with pytest.raises(CallError, match="at least 0"):
        exchange([[[0.0], [1.0]]], 1.0, 1.0, rounds=-1)


def test_salience_is_a_share() -> None:
    with pytest.raises(SolverError, match=r"salience of actor 1 on issue 0 in draw 0 is 1\.5"):
        exchange([[[0.0], [1.0]]], [[[1.0], [1.5]]], 1.0)


# -- published ----------------------------------------------------------------------------------


def run(name: str) -> tuple[ExchangeForecast, tuple[str, ...], tuple[str, ...]]:
    """Return a run of a public table, with actors in the order of their names."""
    assert DATA is not None
    table = read_positions(DATA / "bargaining" / f"{name}_positions.csv")
    order = sorted(range(len(table.actors)), key=lambda a: table.actors[a])
    arrays = (array.T[None][:, order] for array in (table.position, table.salience, table.power))
    found = CARD.forecast(*arrays)
    assert isinstance(found, ExchangeForecast)
    return found, tuple(table.actors[a] for a in order), table.issues


def references(name: str, issues: tuple[str, ...]) -> np.ndarray:
    """Return the public tool's settlements (rounds, issues, wanted and voted)."""
    assert DATA is not None
    path = Path(DATA / "bargaining" / f"decide_{name}_reference_notiebreak.csv")
    found = np.full((10, len(issues), 2), np.nan)
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            place = int(row["round"]), issues.index(row["issue"])
            found[place] = float(row["preference_outcome"]), float(row["voting_outcome"])
    return found


@published
@pytest.mark.parametrize(
    ("name", "gain", "partner", "wanted_of_partner", "after"),
    [
        ("cop21", 2.190721649, "China", "eaa", 10.786082),
        ("copenhagen", 3.278817734, "China India", "Extra", 21.893663),
    ],
)
def test_decide_exchange_model_first_exchange(
    name: str, gain: float, partner: str, wanted_of_partner: str, after: float
) -> None:
    found, actors, issues = run(name)
    made = found.exchanges
    assert made.gain[0] == pytest.approx(gain, abs=1e-8)
    assert {actors[made.first[0]], actors[made.second[0]]} == {"USA", partner}
    # Which of both stands first is a matter of names: what the partner wants is the same.
    wants = made.wanted[0] if actors[made.first[0]] == partner else made.given[0]
    assert issues[wants] == wanted_of_partner
    afters = (made.first_after[0], made.second_after[0])
    assert min(abs(value - after) for value in afters) < 1e-6


@published
@pytest.mark.parametrize(("name", "issues_reached"), [("cop21", 2), ("copenhagen", 3)])
def test_decide_exchange_model_rounds(name: str, issues_reached: int) -> None:
    # The public tool does not say what it works out anew after a trade; the reading here gives
    # its first settlements, and those votes of the first round that no such choice touches.
    found, _, issues = run(name)
    expected = references(name, issues)
    assert found.wanted[0, 0] == pytest.approx(expected[0, :, 0], abs=1e-5)
    reached = np.abs(found.settlements[0, 0] - expected[0, :, 1]) < 1e-5
    assert reached.sum() >= issues_reached
    assert np.mean(np.abs(found.settlements[0, 0] - expected[0, :, 1])) < 2
