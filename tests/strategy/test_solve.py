# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import dataclasses
import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from foedus.errors import CallError
from foedus.strategy.game import DeterrenceGame
from foedus.strategy.reference import challenger_attacks, pitchfork_precision, target_resists
from foedus.strategy.solve import DeterrenceSolution, Status, solve_deterrence

if TYPE_CHECKING:
    from collections.abc import Callable

PRINTED = 5e-7  # six digits are printed
ROUNDING = 1e-12
# Where help counts the other way round, an equilibrium is found from another side.
OTHER_ORDER = 1e-8

VOTES: list[dict[str, Any]] = [{"rule": "vote"}, {"rule": "vote", "quorum": 2}]
RULES: list[dict[str, Any]] = [{}, *VOTES]
RULE_IDS = ["each_for_itself", "consensus", "two_of_n"]

EACH = "gain loss stake challenger_cost target_cost precision word found".split()  # noqa: SIM905
EVERY = "guarantor_stake action_cost reneging_cost punishment automatic judged".split()  # noqa: SIM905
CHANCES = {"precision", "found", "automatic", "judged"}
PAYOFFS = [name for name in EACH + EVERY if name not in CHANCES]


def fields(game: DeterrenceGame) -> dict[str, Any]:
    return {field.name: getattr(game, field.name) for field in dataclasses.fields(game)}


def changed(game: DeterrenceGame, **options: object) -> DeterrenceGame:
    return DeterrenceGame(**{**fields(game), **options})


def everything(solution: DeterrenceSolution) -> dict[str, np.ndarray]:
    """Every number of a solution."""
    named = {}
    for field in dataclasses.fields(solution):
        value = getattr(solution, field.name)
        if isinstance(value, np.ndarray):
            named[field.name] = value
    for name in ("pessimistic", "optimistic"):
        chosen = getattr(solution, name)
        named |= {f"{name}.{f.name}": getattr(chosen, f.name) for f in dataclasses.fields(chosen)}
    return named


def rows_of(game: DeterrenceGame, rows: np.ndarray) -> DeterrenceGame:
    arrays_only = {k: v[rows] for k, v in fields(game).items() if isinstance(v, np.ndarray)}
    return changed(game, **arrays_only)


def varied(game: DeterrenceGame, seed: int) -> DeterrenceGame:
    """Add what most games lack: the unbound, the automatic, the unfound, a promise."""
    rng = np.random.default_rng(seed)
    every = (game.games, game.guarantors)
    automatic = rng.choice([0.0, 0.3, 1.0], every, p=[0.5, 0.3, 0.2])
    return changed(
        game,
        bound=rng.uniform(size=every) < 0.8,
        automatic=automatic,
        judged=rng.choice([1.0, 0.5, 0.0], every, p=[0.7, 0.2, 0.1]),
        found=rng.choice([1.0, 0.6, 0.0], game.games),
        word=rng.choice([0.0, 0.2], game.games),
    )


@st.composite
def any_game(draw: st.DrawFn, most: int = 3) -> DeterrenceGame:
    """One game of any kind, rounded so that it shrinks to something readable."""
    n = draw(st.integers(0, most))

    def numbers(shape: tuple[int, ...], low: float, high: float) -> np.ndarray:
        wide = st.floats(low, high, allow_nan=False).map(lambda x: round(x, 3))
        return draw(arrays.arrays(np.float64, shape, elements=wide, fill=st.nothing()))

    rules = ["each_for_itself", "vote"]
    return DeterrenceGame(
        prevail=numbers((1, 1 << n), 0, 1),
        gain=numbers((1,), -1, 2),
        loss=numbers((1,), -1, 2),
        stake=numbers((1,), -1, 2),
        challenger_cost=numbers((1,), 0, 1),
        target_cost=numbers((1,), 0, 1),
        guarantor_stake=numbers((1, n), -1, 3),
        action_cost=numbers((1, n), 0, 2),
        reneging_cost=numbers((1, n), 0, 2),
        punishment=numbers((1, n), 0, 1),
        precision=numbers((1,), 0, 20),
        word=numbers((1,), 0, 1),
        found=numbers((1,), 0, 1),
        automatic=numbers((1, n), 0, 1),
        judged=numbers((1, n), 0, 1),
        bound=draw(arrays.arrays(np.bool_, (1, n))),
        rule=draw(st.sampled_from(rules)),  # type: ignore[arg-type]
        shock=draw(st.sampled_from(["logistic", "normal"])),  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("rule", RULES, ids=RULE_IDS)
@pytest.mark.parametrize("shock", ["logistic", "normal"])
@pytest.mark.parametrize("n", [2, 3, 4])
@pytest.mark.parametrize("precision", [3.0, 20.0])
def test_nobody_would_rather_choose_otherwise(
    draw_games: Callable[..., DeterrenceGame],
    assert_equilibrium: Callable[[DeterrenceSolution], None],
    rule: dict[str, Any],
    shock: str,
    n: int,
    precision: float,
) -> None:
    game = draw_games(n, 12, precision, shock=shock, **rule)
    assert_equilibrium(solve_deterrence(game))
    assert_equilibrium(solve_deterrence(varied(game, n)))


@given(game=any_game())
def test_any_game_has_an_equilibrium(
    assert_equilibrium: Callable[[DeterrenceSolution], None], game: DeterrenceGame
) -> None:
    solution = solve_deterrence(game)
    assert_equilibrium(solution)
    assert solution.residual[0] <= solution.tolerance
    assert solution.attack_low[0] <= solution.attack_high[0]
    assert (solution.honour_low <= solution.honour_high).all()


def test_zero_credibility_is_the_two_player_crisis_game(
    draw_games: Callable[..., DeterrenceGame],
) -> None:
    game = draw_games(3, 200, 6.0)
    nobody = solve_deterrence(changed(game, bound=False))
    war = (1 - game.prevail[:, 0]) * game.stake + game.target_cost
    resist = 1 / (1 + np.exp(-6 * (game.loss - war)))
    fight = (1 - game.prevail[:, 0]) * game.gain - game.challenger_cost
    attack = 1 / (1 + np.exp(-6 * ((1 - resist) * game.gain + resist * fight)))
    assert (nobody.status == Status.CERTIFIED_UNIQUE).all()
    np.testing.assert_allclose(nobody.pessimistic.resist, resist, atol=ROUNDING)
    np.testing.assert_allclose(nobody.attack_high, attack, atol=ROUNDING)
    assert (nobody.honour_high == 0).all()


def test_an_attack_that_never_counts_binds_nobody(
    draw_games: Callable[..., DeterrenceGame],
) -> None:
    game = draw_games(3, 200, 6.0)
    unfound = solve_deterrence(changed(game, found=0.0))
    nobody = solve_deterrence(changed(game, bound=False))
    np.testing.assert_allclose(unfound.attack_high, nobody.attack_high, atol=ROUNDING)
    assert (unfound.pessimistic.acting == 0).all()
    assert (unfound.pessimistic.honour > 0).all()


def test_perfect_credibility_in_the_limit(draw_games: Callable[..., DeterrenceGame]) -> None:
    game = draw_games(3, 400, 2000.0, action_cost=0.0, reneging_cost=9.0)
    solution = solve_deterrence(game)
    assert (solution.status == Status.CERTIFIED_UNIQUE).all()
    outcomes = set()
    for row in range(game.games):
        w = float(game.prevail[row, -1])
        numbers = (float(game.loss[row]), float(game.stake[row]), float(game.target_cost[row]))
        b, c = float(game.gain[row]), float(game.challenger_cost[row])
        x = float(game.punishment[row].sum())
        if (
            min(abs(numbers[0] - (1 - w) * numbers[1] - numbers[2]), abs(b * (1 - w) - c - x))
            < 0.01
        ):
            continue  # too near to a tie for this precision
        resists = target_resists(*numbers, w)
        attacks = challenger_attacks(b, c, x, w, resisted=resists)
        assert solution.pessimistic.resist[row] == pytest.approx(float(resists), abs=1e-6)
        assert solution.attack_high[row] == pytest.approx(float(attacks), abs=1e-6)
        outcomes.add((resists, attacks))
    assert len(outcomes) == 3


def test_without_precision_every_choice_is_a_coin_toss(
    draw_games: Callable[..., DeterrenceGame],
) -> None:
    solution = solve_deterrence(draw_games(3, 20, 0.0))
    assert (solution.status == Status.CERTIFIED_UNIQUE).all()
    for chances in (solution.honour_low, solution.pessimistic.resist, solution.attack_high):
        assert (chances == 0.5).all()


def like_guarantors(times: float) -> DeterrenceGame:
    return DeterrenceGame(
        prevail=[[0.2, 0.3, 0.3, 0.9]],
        gain=1.0,
        loss=1.0,
        stake=1.0,
        challenger_cost=0.1,
        target_cost=0.1,
        guarantor_stake=1.3,
        action_cost=1.3 * 0.35 + 0.2,
        reneging_cost=0.2,
        punishment=0.2,
        precision=times * pitchfork_precision(1.3, 0.1, 0.6),
    )


@pytest.mark.parametrize("times", [0.5, 0.99, 1.01, 1.5, 5.0])
def test_pitchfork_of_two_like_guarantors(times: float) -> None:
    solution = solve_deterrence(like_guarantors(times))
    chances = solution.equilibria[0, : solution.found[0]]
    assert np.abs(chances - 0.5).max(axis=1).min() < ROUNDING  # a half, always
    assert len(chances) == (3 if times > 1 else 1)
    expected = Status.MULTIPLE if times > 1 else Status.CERTIFIED_UNIQUE
    assert solution.status[0] == expected
    if times == 1.5:
        lowest, highest = np.sort(chances[:, 0])[[0, -1]]
        assert lowest == pytest.approx(0.070720, abs=PRINTED)
        assert highest == pytest.approx(0.929280, abs=PRINTED)


def test_at_the_fork_itself_nothing_is_certified_falsely() -> None:
    solution = solve_deterrence(like_guarantors(1.0))
    assert solution.found[0] == 1
    assert solution.honour_low[0, 0] == pytest.approx(0.5, abs=1e-4)
    assert solution.status[0] != Status.MULTIPLE


@pytest.mark.parametrize("n", [2, 3])
def test_more_precision_more_equilibria(draw_games: Callable[..., DeterrenceGame], n: int) -> None:
    shares, gaps = [], []
    for precision in (2.0, 4.0, 8.0, 16.0, 32.0):
        solution = solve_deterrence(draw_games(n, 2000, precision))
        several = solution.status == Status.MULTIPLE
        shares.append(several.mean())
        assert (solution.status != Status.UNDECIDED).all()
        if precision >= 8:
            gaps.append(np.median((solution.attack_high - solution.attack_low)[several]))
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert 0.05 < shares[-1] < 0.7
    assert min(gaps) > 0.5  # and they differ by much


@pytest.mark.parametrize("rule", RULES, ids=RULE_IDS)
@pytest.mark.parametrize("n", [2, 3, 4])
def test_index_theorem_a_complete_set_of_equilibria_is_odd(
    draw_games: Callable[..., DeterrenceGame], rule: dict[str, Any], n: int
) -> None:
    solution = solve_deterrence(draw_games(n, 1000, 12.0, **rule))
    assert solution.complete.mean() > 0.85
    assert (solution.found[solution.complete] % 2 == 1).all()
    unique = solution.status == Status.CERTIFIED_UNIQUE
    assert (solution.complete & (solution.found == 1) == unique).all()


@given(game=any_game(), power=st.integers(-3, 3))
def test_only_payoffs_times_precision_count(game: DeterrenceGame, power: int) -> None:
    times = 2.0**power  # exact in binary, so the answer is the same to the last bit
    scaled = {name: getattr(game, name) * times for name in PAYOFFS}
    other = solve_deterrence(changed(game, **scaled, precision=game.precision / times))
    for name, values in everything(solve_deterrence(game)).items():
        expected = values * times if name.endswith("punishment") else values
        np.testing.assert_array_equal(everything(other)[name], expected, err_msg=name)


def test_payoffs_times_any_number(draw_games: Callable[..., DeterrenceGame]) -> None:
    game = draw_games(2, 500, 6.0)
    scaled = {name: getattr(game, name) * 3.7 for name in PAYOFFS}
    other = solve_deterrence(changed(game, **scaled, precision=game.precision / 3.7))
    ours = solve_deterrence(game)
    np.testing.assert_array_equal(other.found, ours.found)
    np.testing.assert_allclose(other.attack_high, ours.attack_high, atol=ROUNDING)
    np.testing.assert_allclose(other.attack_low, ours.attack_low, atol=ROUNDING)


@given(game=any_game(), data=st.data())
def test_the_order_of_guarantors_does_not_count(game: DeterrenceGame, data: st.DataObject) -> None:
    n = game.guarantors
    order = data.draw(st.permutations(range(n)))
    columns = [
        sum((column >> i & 1) << order.index(i) for i in range(n)) for column in range(1 << n)
    ]
    prevail = np.empty_like(game.prevail)
    prevail[:, columns] = game.prevail
    mixed = {name: getattr(game, name)[:, order] for name in [*EVERY, "bound"]}
    ours, other = solve_deterrence(game), solve_deterrence(changed(game, prevail=prevail, **mixed))
    np.testing.assert_array_equal(other.status, ours.status)
    np.testing.assert_allclose(other.attack_high, ours.attack_high, atol=OTHER_ORDER)
    np.testing.assert_allclose(other.attack_low, ours.attack_low, atol=OTHER_ORDER)
    np.testing.assert_allclose(other.honour_low, ours.honour_low[:, order], atol=OTHER_ORDER)
    np.testing.assert_allclose(other.honour_high, ours.honour_high[:, order], atol=OTHER_ORDER)


@given(game=any_game(), place=st.integers(0, 3), data=st.data())
def test_an_unbound_guarantor_changes_nothing(
    game: DeterrenceGame, place: int, data: st.DataObject
) -> None:
    place = min(place, game.guarantors)
    low = (1 << place) - 1
    wider = np.array(data.draw(st.lists(st.floats(0, 1), min_size=16, max_size=16)))
    wider = wider[None, : 2 << game.guarantors].copy()
    for column in range(1 << game.guarantors):
        wider[:, (column & low) | (column & ~low) << 1] = game.prevail[:, column]
    more = {name: np.insert(getattr(game, name), place, 0.7, axis=1) for name in EVERY}
    more["bound"] = np.insert(game.bound, place, False, axis=1)
    ours = solve_deterrence(game)
    other = solve_deterrence(changed(game, prevail=wider, **more))
    assert (other.honour_high[:, place] == 0).all()
    for name, values in everything(ours).items():
        found = everything(other)[name]
        if name != "equilibria" and values.ndim and found.ndim > 1:
            found = np.delete(found, place, axis=-1)
        if name != "equilibria":
            np.testing.assert_array_equal(found, values, err_msg=name)


def test_three_bound_among_eight_are_a_game_of_three(
    draw_games: Callable[..., DeterrenceGame],
) -> None:
    three = draw_games(3, 300, 1000.0, quorum=2, rule="vote")
    wider = np.repeat(three.prevail, 32, axis=1)
    places = [i << 5 for i in range(8)]
    assert (wider[:, places] == three.prevail).all()
    more = {name: np.insert(getattr(three, name), [0] * 5, 0.5, axis=1) for name in EVERY}
    more["bound"] = np.insert(three.bound, [0] * 5, False, axis=1)
    ours = solve_deterrence(three)
    eight = solve_deterrence(changed(three, prevail=wider, **more))
    assert (ours.found > 1).mean() > 0.2
    np.testing.assert_array_equal(eight.found, ours.found)
    np.testing.assert_array_equal(eight.attack_low, ours.attack_low)
    np.testing.assert_array_equal(eight.honour_high[:, 5:], ours.honour_high)


@given(game=any_game())
def test_a_fully_automatic_guarantor_is_part_of_the_targets_strength(game: DeterrenceGame) -> None:
    n = game.guarantors
    more = {name: np.insert(getattr(game, name), n, 0.0, axis=1) for name in EVERY}
    more["automatic"][:, n] = more["judged"][:, n] = 1.0
    more["bound"] = np.insert(game.bound, n, True, axis=1)
    prevail = np.concatenate([np.zeros_like(game.prevail), game.prevail], axis=1)
    other = changed(game, prevail=prevail, found=1.0, rule="each_for_itself", **more)
    ours = solve_deterrence(changed(game, found=1.0, rule="each_for_itself"))
    solution = solve_deterrence(other)
    assert (solution.honour_low[:, n] == 1).all()
    np.testing.assert_allclose(solution.attack_high, ours.attack_high, atol=OTHER_ORDER)
    np.testing.assert_allclose(solution.attack_low, ours.attack_low, atol=OTHER_ORDER)


@given(game=any_game(), more=st.floats(0, 2))
def test_the_dearer_its_word_the_less_the_challenger_attacks(
    game: DeterrenceGame, more: float
) -> None:
    ours = solve_deterrence(game)
    other = solve_deterrence(changed(game, word=game.word + more))
    assert (other.attack_high <= ours.attack_high).all()
    assert (other.attack_low <= ours.attack_low).all()


@given(game=any_game(most=1))
def test_a_vote_of_one_is_its_own_choice(game: DeterrenceGame) -> None:
    alone, vote = (solve_deterrence(changed(game, rule=r)) for r in ("each_for_itself", "vote"))
    np.testing.assert_allclose(vote.honour_high, alone.honour_high, atol=ROUNDING)
    np.testing.assert_allclose(vote.attack_high, alone.attack_high, atol=ROUNDING)


def test_a_quorum_above_the_bound_ones_is_consensus(
    draw_games: Callable[..., DeterrenceGame],
) -> None:
    bound = np.array([True, False, True])
    game = draw_games(3, 50, 8.0, rule="vote", bound=np.tile(bound, (50, 1)))
    consensus, three = solve_deterrence(game), solve_deterrence(changed(game, quorum=3))
    for name, values in everything(consensus).items():
        np.testing.assert_array_equal(everything(three)[name], values, err_msg=name)


def test_selection_the_attacked_guarantees_are_those_not_honoured(
    draw_games: Callable[..., DeterrenceGame],
) -> None:
    solution = solve_deterrence(draw_games(2, 5000, 6.0))
    for chosen in (solution.pessimistic, solution.optimistic):
        honour = chosen.honour.mean(axis=1)
        among_attacked = (chosen.attack * honour).sum() / chosen.attack.sum()
        assert among_attacked < honour.mean() - 0.05


@pytest.mark.parametrize("rule", RULES, ids=RULE_IDS)
@pytest.mark.parametrize("n", [2, 3])
def test_a_row_is_solved_alike_in_any_batch(
    draw_games: Callable[..., DeterrenceGame], rule: dict[str, Any], n: int
) -> None:
    game = varied(draw_games(n, 120, 16.0, **rule), 5)
    whole = everything(solve_deterrence(game))
    order = np.random.default_rng(2).permutation(120)
    for rows in (order, order[:7], order[[100]]):
        for name, values in everything(solve_deterrence(rows_of(game, rows))).items():
            assert values.tobytes() == whole[name][rows].tobytes(), name


def test_what_is_kept_changes_nothing_else(draw_games: Callable[..., DeterrenceGame]) -> None:
    game = draw_games(3, 200, 16.0)
    whole, few = solve_deterrence(game), solve_deterrence(game, keep=0)
    assert whole.equilibria.shape == (200, 8, 3)
    assert few.equilibria.shape == (200, 0, 3)
    for name, values in everything(whole).items():
        if name != "equilibria":
            assert values.tobytes() == everything(few)[name].tobytes()


def test_no_games_have_no_answers(draw_games: Callable[..., DeterrenceGame]) -> None:
    solution = solve_deterrence(rows_of(draw_games(2, 3, 4.0), np.zeros(0, dtype=int)))
    assert solution.status.shape == (0,)
    assert solution.pessimistic.honour.shape == (0, 2)


def test_extreme_precision_stays_a_probability(draw_games: Callable[..., DeterrenceGame]) -> None:
    for n, precision in ((1, 1e12), (2, 1e9), (3, 1e6)):
        solution = solve_deterrence(draw_games(n, 100, precision))
        for name, values in everything(solution).items():
            if name != "equilibria" and not name.endswith("punishment"):
                assert np.isfinite(values).all()
        assert ((solution.attack_low >= 0) & (solution.attack_high <= 1)).all()


def test_eight_guarantors_are_solved_or_said_to_be_undecided(
    draw_games: Callable[..., DeterrenceGame],
) -> None:
    solution = solve_deterrence(draw_games(8, 20, 8.0))
    assert set(solution.status.tolist()) <= {0, 1, 2}
    assert (solution.residual[solution.found > 0] <= solution.tolerance).all()


def test_a_negative_number_to_keep_is_refused(draw_games: Callable[..., DeterrenceGame]) -> None:
    with pytest.raises(CallError, match="keep is -1; allowed is 0 or more"):
        solve_deterrence(draw_games(1, 1, 1.0), keep=-1)


def test_a_chance_underflows_to_zero_not_to_nan() -> None:
    game = like_guarantors(1.0)
    solution = solve_deterrence(changed(game, gain=-1e6, precision=1e6))
    assert solution.attack_high[0] == 0.0
    assert not math.isnan(solution.pessimistic.resist[0])
