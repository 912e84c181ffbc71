# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedus.errors import CallError, SolverError
from foedus.strategy.duration import hold, patience_needed
from foedus.strategy.keeping import patience_in_states
from foedus.strategy.peace import Peace, fading, stepwise, survive
from foedus.strategy.published_dynamic import CHECKS
from foedus.strategy.restart import RestartGame, attack_gain, solve_restart
from foedus.strategy.rivals import RivalsGame, solve_lasting_rivals, solve_rivals
from foedus.strategy.solve import Status, solve_deterrence

from .dynamic_oracle import Rows, best_worth, held_by_paths, rival_values, waited

if TYPE_CHECKING:
    from collections.abc import Callable

    from foedus.history.checks import Check
    from foedus.strategy.game import DeterrenceGame

# Sums and powers in another order than ours, of numbers of size 1.
SAME_NUMBER = 1e-12
# The closed form subtracts powers that are nearly equal where A is near B.
CLOSED_FORM = 1e-9
# Chances of an equilibrium are verified to 1e-10; values of size 100 carry more rounding.
EQUILIBRIUM = 1e-9

chances = st.floats(0.0, 1.0)
inner = st.floats(0.01, 0.99)
UNCHANGING = Peace(guarantee=fading())


def alone(**numbers: object) -> RestartGame:
    usual = {"peace": UNCHANGING, "flow": 1.0, "attack": 8.0, "discount": 0.9, "precision": 2.0}
    return RestartGame(**{**usual, **numbers})


def drawn_peace(rng: np.random.Generator, rows: int, states: int, levels: int) -> Peace:
    steps = rng.uniform(0, 0.3, (states - 1, rows))
    up, down = rng.uniform(0, 0.4, (2, rows))
    return Peace(guarantee=fading(*steps), power=stepwise(levels, up, down))


def drawn_game(seed: int, rows: int, states: int = 3, levels: int = 3) -> RestartGame:
    rng = np.random.default_rng(seed)
    flow, discount = rng.uniform(0, 1, (rows, 1, 1)), rng.uniform(0, 0.95, rows)
    stays = flow / (1 - discount[:, None, None])
    return RestartGame(
        peace=drawn_peace(rng, rows, states, levels),
        flow=flow + rng.uniform(0, 0.2, (rows, states, levels)),
        attack=stays + rng.uniform(-2, 2, (rows, states, levels)),
        discount=discount,
        precision=rng.uniform(0.5, 20, rows),
    )


def drawn_rivals(
    seed: int, rows: int, states: int = 2, levels: int = 2, precision: float = 3.0, **more: object
) -> RivalsGame:
    """Draw games in which peace is best, and being attacked hurts most: fear feeds on fear."""
    rng = np.random.default_rng(seed)
    size = (rows, 2, states, levels)
    flow, discount = rng.uniform(0.5, 1, (rows, 2, 1, 1)), rng.uniform(0.5, 0.95, (rows, 2))
    attack = flow / (1 - discount[..., None, None]) - rng.uniform(0.3, 1.5, size)
    numbers: dict[str, Any] = {
        "peace": drawn_peace(rng, rows, states, levels),
        "flow": flow,
        "attack": attack,
        "attacked": attack - rng.uniform(0.5, 2, size),
        "both": attack - rng.uniform(0, 0.2, size),
        "discount": discount,
        "precision": precision,
    }
    return RivalsGame(**{**numbers, **more})


def one_row(game: RestartGame | RivalsGame, row: int) -> Rows:
    moves = game.peace.moves(game.rows)
    names = ("flow", "attack", "attacked", "both", "discount", "precision")
    payoffs = {name: getattr(game, name)[row].tolist() for name in names if hasattr(game, name)}
    return Rows(moves.guarantee[row].tolist(), moves.power[row].tolist(), **payoffs)


@given(q0=inner, q1=inner, e=inner, years=st.integers(0, 30))
def test_two_state_erosion_in_closed_form(q0: float, q1: float, e: float, years: int) -> None:
    a, b = (1 - q0) * (1 - e), 1 - q1
    held = survive([[[q0], [q1]]], Peace(guarantee=fading(e)), years)
    assert held.shape == (1, years + 1)
    if abs(a - b) > 1e-4:
        expected = a**years + (1 - q0) * e * (a**years - b**years) / (a - b)
        assert held[0, years] == pytest.approx(expected, abs=CLOSED_FORM)


@given(q0=inner, e=inner, years=st.integers(1, 30))
def test_two_state_erosion_where_both_rates_are_one(q0: float, e: float, years: int) -> None:
    a = (1 - q0) * (1 - e)
    held = survive([[[q0], [1 - a]]], Peace(guarantee=fading(e)), years)
    expected = a**years + (1 - q0) * e * years * a ** (years - 1)
    assert held[0, years] == pytest.approx(expected, abs=SAME_NUMBER)


@given(q0=chances, q1=chances, e=chances, term=st.one_of(st.just(math.inf), st.integers(0, 8)))
def test_two_states_are_those_of_the_shorter_model(
    q0: float, q1: float, e: float, term: float
) -> None:
    peace = Peace(guarantee=fading(e), term=np.array(term))
    years = np.arange(11)
    whole = None if term == math.inf else np.array([term])
    expected = hold([q0], [q1], [e], years, whole)
    assert survive([[[q0], [q1]]], peace, 10) == pytest.approx(expected, abs=SAME_NUMBER)


@pytest.mark.parametrize("term", [math.inf, 0, 2])
def test_all_paths_add_up(term: float) -> None:
    rng = np.random.default_rng(4)
    peace = drawn_peace(rng, 1, 3, 2)
    peace = Peace(guarantee=peace.guarantee, power=peace.power, term=np.array(term))
    war = rng.uniform(0, 1, (1, 4, 3, 2))
    moves = peace.moves(1)
    ours = survive(war, peace, 4, start=(0, 1))[0]
    for years in range(5):
        guarantee, power = moves.guarantee[0].tolist(), moves.power[0].tolist()
        expected = held_by_paths(war[0].tolist(), guarantee, power, years, (0, 1), term)
        assert ours[years] == pytest.approx(expected, abs=SAME_NUMBER)


def test_simulated_peaces_hold_as_often() -> None:
    rng = np.random.default_rng(5)
    peaces, years = 40_000, 12
    peace = Peace(guarantee=fading(0.15, 0.2), power=stepwise(3, 0.3, 0.1))
    war = rng.uniform(0, 0.2, (1, 3, 3))
    state, level = np.zeros(peaces, dtype=int), np.ones(peaces, dtype=int)
    alive, share = np.ones(peaces, dtype=bool), [1.0]
    steps = [np.cumsum(chain, axis=1) for chain in (peace.guarantee, peace.power)]
    for _ in range(years):
        alive &= rng.random(peaces) >= war[0, state, level]
        share.append(alive.mean())
        state = (rng.random(peaces)[:, None] > steps[0][state]).sum(axis=1).clip(max=2)
        level = (rng.random(peaces)[:, None] > steps[1][level]).sum(axis=1).clip(max=2)
    ours = survive(war, peace, years, start=(0, 1))[0]
    # Four standard errors of a share among so many.
    assert np.abs(ours - share).max() < 4 * 0.5 / math.sqrt(peaces)


def test_power_that_builds_up_wears_peace_down_and_a_guarantee_that_stays_keeps_it() -> None:
    war = [[[0.02, 0.3], [0.1, 0.5]]]
    kept = survive(war, Peace(guarantee=fading(0.0), power=stepwise(2, 0.0)), 20)
    assert kept[0] == pytest.approx(0.98 ** np.arange(21), abs=SAME_NUMBER)
    armed = survive(war, Peace(guarantee=fading(0.0), power=stepwise(2, 0.1)), 20)
    faded = survive(war, Peace(guarantee=fading(0.1), power=stepwise(2, 0.1)), 20)
    assert (faded[0, 2:] < armed[0, 2:]).all()
    assert (armed[0, 2:] < kept[0, 2:]).all()


@pytest.mark.parametrize("seed", range(3))
def test_values_are_the_fixed_point_from_two_far_starts(seed: int) -> None:
    game = drawn_game(seed, 6)
    near, far = solve_restart(game, start=-1e4), solve_restart(game, start=1e4)
    assert near.value == pytest.approx(far.value, rel=1e-13, abs=SAME_NUMBER)
    assert near.residual.max() <= near.tolerance == 1e-12
    assert (near.status == Status.CERTIFIED_UNIQUE).all()
    for row in range(game.rows):
        slow = one_row(game, row)
        for start in (-1e3, 1e3):
            value, attack = best_worth(slow, start)
            assert near.value[row] == pytest.approx(np.array(value), abs=1e-9)
            assert near.attack[row, 0] == pytest.approx(np.array(attack), abs=1e-8)


def test_a_tiny_finite_game_is_the_tree_walked_by_hand() -> None:
    game = drawn_game(11, 4, states=2, levels=2)
    terminal = np.random.default_rng(1).uniform(0, 5, (2, 2))
    solution = solve_restart(game, years=4, terminal=terminal)
    for row, state, level in itertools.product(range(4), range(2), range(2)):
        slow = one_row(game, row)
        for year in range(4):
            _, attack = waited(slow, state, level, 4 - year, terminal.tolist())
            assert solution.attack[row, year, state, level] == pytest.approx(attack, abs=1e-10)
        value, _ = waited(slow, state, level, 4, terminal.tolist())
        assert solution.value[row, state, level] == pytest.approx(value, abs=1e-10)


def test_a_far_horizon_is_none_and_a_near_one_says_that_it_matters() -> None:
    game = drawn_game(2, 20)
    lasting = solve_restart(game)
    far = solve_restart(game, years=900)
    assert far.attack[:, 0] == pytest.approx(lasting.attack[:, 0], abs=1e-9)
    assert far.terminal_matters.max() < 1e-9
    near = solve_restart(game, years=2)
    gap = np.abs(near.attack[:, 0] - near.other_attack[:, 0]).max(axis=(1, 2))
    assert near.terminal_matters.tobytes() == gap.tobytes()
    assert near.terminal_matters.max() > 0.01
    # A contraction: what a terminal value is wrong by, is worth delta**years of it today.
    wrong = np.abs(near.terminal - lasting.value).max(axis=(1, 2))
    off = np.abs(near.value - lasting.value).max(axis=(1, 2))
    assert (off <= game.discount**2 * wrong + 1e-12).all()


@settings(max_examples=25)
@given(seed=st.integers(0, 10**6), times=st.floats(0.01, 100))
def test_payoffs_in_another_unit_change_nothing(seed: int, times: float) -> None:
    game = drawn_game(seed, 3)
    other = RestartGame(
        peace=game.peace,
        flow=game.flow * times,
        attack=game.attack * times,
        discount=game.discount,
        precision=game.precision / times,
    )
    ours, theirs = solve_restart(game), solve_restart(other)
    assert theirs.attack == pytest.approx(ours.attack, abs=1e-11)
    assert theirs.value == pytest.approx(ours.value * times, rel=1e-11, abs=1e-11)


def test_one_state_gives_the_same_chance_each_year() -> None:
    solution = solve_restart(alone())
    chance = solution.attack[0, 0, 0, 0]
    value = solution.value[0, 0, 0]
    assert chance == pytest.approx(1 / (1 + math.exp(-2 * (8 - 1 - 0.9 * value))), abs=SAME_NUMBER)
    assert solution.survival(9)[0] == pytest.approx((1 - chance) ** np.arange(10), abs=SAME_NUMBER)


def test_without_a_tomorrow_the_chance_is_that_of_a_single_attack(
    draw_games: Callable[..., DeterrenceGame],
) -> None:
    static = draw_games(2, 50, 4.0)
    chosen = solve_deterrence(static).pessimistic
    flow = 0.5
    gain = attack_gain(static, chosen)
    for discount in (0.0, 0.9):
        game = alone(
            flow=flow,
            attack=(flow / (1 - discount) + gain)[:, None, None],
            discount=discount,
            precision=static.precision,
        )
        chance = solve_restart(game).attack[:, 0, 0, 0]
        if discount:
            # Who can still attack later has less need to attack today.
            assert (chance < chosen.attack).all()
        else:
            assert chance == pytest.approx(chosen.attack, abs=SAME_NUMBER)


@pytest.mark.parametrize("discount", [0.0, 0.3, 0.9, 0.99])
def test_private_costs_that_drown_all_payoffs(discount: float) -> None:
    solution = solve_restart(alone(discount=discount, precision=0.0))
    chance = solution.attack[0, 0, 0, 0]
    assert chance + chance ** (1 - discount) == pytest.approx(1, abs=SAME_NUMBER)
    assert solution.value[0, 0, 0] == math.inf
    nearly = solve_restart(alone(discount=discount, precision=1e-9))
    assert nearly.attack[0, 0, 0, 0] == pytest.approx(chance, abs=1e-8)


def test_without_private_costs_the_better_course_is_taken() -> None:
    attack = np.array([9.9, 10.0, 10.1])[:, None, None]
    solution = solve_restart(alone(attack=attack, precision=math.inf))
    assert solution.attack[:, 0, 0, 0].tolist() == [0.0, 0.5, 1.0]
    assert solution.tied.tolist() == [0, 1, 0]
    assert solution.value[:, 0, 0] == pytest.approx([10, 10, 10.1], abs=SAME_NUMBER)
    steep = solve_restart(alone(attack=attack, precision=1e4))
    assert steep.attack[[0, 2], 0, 0, 0] == pytest.approx([0, 1], abs=1e-6)


def test_waiting_for_a_guarantee_to_fade() -> None:
    """An attack worth 10.5 can wait a year for one worth 12: 1 + .9 x 12 = 11.8."""
    game = alone(peace=Peace(guarantee=fading(1.0)), attack=[[10.5], [12.0]], precision=math.inf)
    solution = solve_restart(game)
    assert solution.attack[0, 0, :, 0].tolist() == [0.0, 1.0]
    assert solution.value[0, 0, 0] == pytest.approx(11.8, abs=SAME_NUMBER)
    assert solution.survival(3)[0].tolist() == [1.0, 1.0, 0.0, 0.0]


def test_a_term_ends_a_guarantee_that_would_not_fade() -> None:
    attack = [[7.0], [10.0]]
    lasting = solve_restart(alone(peace=Peace(guarantee=fading(0.0)), attack=attack))
    rows = np.array([0, 3, math.inf])
    game = alone(peace=Peace(guarantee=fading(0.0), term=rows), attack=attack)
    solution = solve_restart(game)
    assert solution.attack.shape == (3, 4, 2, 1)
    # The eroded state knows no term; from the term on the intact one is like it.
    assert solution.attack[:, :, 1] == pytest.approx(lasting.attack[0, 0, 1, 0], abs=SAME_NUMBER)
    assert (solution.attack[0, :, 0] == solution.attack[0, :, 1]).all()
    assert solution.attack[2] == pytest.approx(np.repeat(lasting.attack[0], 4, 0), abs=SAME_NUMBER)
    # Before it, the nearer the end, the better it is to wait.
    before = solution.attack[1, :3, 0, 0]
    assert (np.diff(before) < 0).all()
    assert before[0] < lasting.attack[0, 0, 0, 0]
    value = 1 + 0.9 * solution.value[0, 1, 0]
    assert before[2] == pytest.approx(1 / (1 + math.exp(-2 * (7 - value))), abs=SAME_NUMBER)
    finite = solve_restart(game, years=400)
    assert finite.attack[:, :4] == pytest.approx(solution.attack, abs=1e-9)


def check_lasting(game: RivalsGame, attack: np.ndarray, row: int) -> None:
    """Assert that chances of attack answer one another, values worked out slowly."""
    slow = one_row(game, row)
    for own, states in enumerate(rival_values(slow, attack.tolist())):
        for (state, level), gain in states.items():
            chance = 1 / (1 + math.exp(-gain)) if gain > -700 else 0.0
            assert attack[own, state, level] == pytest.approx(chance, abs=EQUILIBRIUM)


@pytest.mark.parametrize("precision", [1.0, 3.0, 6.0])
def test_lasting_equilibria_are_equilibria_within_the_bounds(precision: float) -> None:
    game = drawn_rivals(3, 6, precision=precision)
    solution = solve_lasting_rivals(game, keep=24)
    assert (solution.found >= 1).all()
    assert solution.residual.max() <= solution.tolerance
    for row in range(game.rows):
        for k in range(int(solution.found[row])):
            attack = solution.equilibria[row, k]
            check_lasting(game, attack, row)
            assert (attack >= solution.attack_low[row] - 1e-12).all()
            assert (attack <= solution.attack_high[row] + 1e-12).all()
    held = [solution.survival(10, rule)[:, 10] for rule in ("pessimistic", "optimistic")]
    assert (held[0] <= held[1]).all()
    unique = solution.status == Status.CERTIFIED_UNIQUE
    assert (np.abs(solution.attack_high - solution.attack_low)[unique] <= 1e-9).all()
    if precision == 1.0:
        assert unique.any()
    if precision == 6.0:
        assert (solution.found > 1).any()


def test_where_fear_feeds_on_fear_the_bounds_are_reached() -> None:
    game = drawn_rivals(8, 30, precision=4.0)
    solution = solve_lasting_rivals(game)
    several = solution.found > 1
    assert several.any()
    assert solution.proven[several].mean() > 0.8
    worst, best = solution.pessimistic.attack[:, 0], solution.optimistic.attack[:, 0]
    reached = solution.proven & several
    assert worst[reached] == pytest.approx(solution.attack_high[reached], abs=1e-6)
    assert best[reached] == pytest.approx(solution.attack_low[reached], abs=1e-6)


def test_a_far_horizon_leads_to_the_only_lasting_equilibrium() -> None:
    game = drawn_rivals(9, 30, precision=2.0)
    lasting = solve_lasting_rivals(game)
    unique = lasting.status == Status.CERTIFIED_UNIQUE
    assert unique.any()
    far = solve_rivals(game, years=700)
    for rule in ("pessimistic", "optimistic"):
        ours, theirs = getattr(far, rule).attack[:, 0], getattr(lasting, rule).attack[:, 0]
        assert ours[unique] == pytest.approx(theirs[unique], abs=1e-7)
    assert far.terminal_matters[unique].max() < 1e-7


def test_every_year_of_a_finite_game_answers_the_next() -> None:
    game = drawn_rivals(10, 4, precision=4.0)
    solution = solve_rivals(game, years=3)
    assert (solution.status == Status.MULTIPLE).any()
    for rule, row in itertools.product(("pessimistic", "optimistic"), range(game.rows)):
        slow = one_row(game, row)
        path = getattr(solution, rule).attack[row]
        ahead = solution.terminal[row].tolist()
        for year in (2, 1, 0):
            states, ahead = slow.rivals_year(path[year].tolist(), ahead)
            for own, state, level in itertools.product(range(2), repeat=3):
                chance = 1 / (1 + math.exp(-states[own][state, level]))
                assert path[year, own, state, level] == pytest.approx(chance, abs=EQUILIBRIUM)
        value = getattr(solution, rule).value[row]
        assert value == pytest.approx(np.array(ahead), abs=1e-9)


def roots_by_scan(game: RivalsGame) -> list[float]:
    """Find side 1's equilibrium chances in a single year and state, on a fine grid."""
    slow = one_row(game, 0)

    def answer(own: int, other: float) -> float:
        met = slow.both[own][0][0] - slow.attacked[own][0][0]
        left = slow.attack[own][0][0] - slow.flow[own][0][0]
        return 1 / (1 + math.exp(-slow.precision[own] * (other * met + (1 - other) * left)))

    grid = np.linspace(0, 1, 20_001)
    gap = np.array([answer(0, answer(1, x)) - x for x in grid.tolist()])
    return grid[:-1][np.sign(gap[:-1]) != np.sign(gap[1:])].tolist()


@pytest.mark.parametrize("precision", [2.0, 5.0, 9.0])
@pytest.mark.parametrize("seed", range(4))
def test_the_named_equilibria_of_a_single_year_are_the_outermost(
    seed: int, precision: float
) -> None:
    rng = np.random.default_rng(seed)
    attack = rng.uniform(0.2, 0.8, (1, 2, 1, 1))
    game = RivalsGame(
        peace=UNCHANGING,
        flow=1.0,
        attack=attack,
        attacked=attack - rng.uniform(0.5, 1, (1, 2, 1, 1)),
        both=attack,
        discount=0.0,
        precision=precision,
    )
    roots = roots_by_scan(game)
    for solution in (solve_rivals(game, years=1), solve_lasting_rivals(game)):
        # Within a step of the grid.
        best, worst = (f.attack[0, 0, 0, 0, 0] for f in (solution.optimistic, solution.pessimistic))
        assert best == pytest.approx(roots[0], abs=1e-4)
        assert worst == pytest.approx(roots[-1], abs=1e-4)
        assert (solution.status[0] == Status.MULTIPLE) == (len(roots) > 1)
        assert solution.proven[0]
    assert solve_lasting_rivals(game).found[0] == len(roots)


@pytest.mark.parametrize("discount", [0.0, 0.5, 0.9])
def test_an_even_chance_that_was_built_in_is_found(discount: float) -> None:
    """With V = (D + C)/2 + log(2)/lambda and C = A + B - D both are torn at q = 1/2."""
    attack, both, attacked, precision = 6.0, 5.8, 4.0, 6.0
    waiting = attack + both - attacked
    value = (attacked + waiting) / 2 + math.log(2) / precision
    game = RivalsGame(
        peace=UNCHANGING,
        flow=waiting - discount * value,
        attack=attack,
        attacked=attacked,
        both=both,
        discount=discount,
        precision=precision,
    )
    solution = solve_lasting_rivals(game)
    assert solution.status[0] == Status.MULTIPLE
    gaps = np.abs(solution.equilibria[0] - 0.5).max(axis=(1, 2, 3))
    assert np.nanmin(gaps) < EQUILIBRIUM


def test_a_side_that_never_attacks_leaves_the_other_alone() -> None:
    game = drawn_game(4, 10)
    size = (game.rows, 2, 3, 3)
    attack = np.full(size, -1e7)
    attack[:, 0] = game.attack
    both = RivalsGame(
        peace=game.peace,
        flow=game.flow[:, None].repeat(2, axis=1),
        attack=attack,
        attacked=0.0,
        both=-1e7,
        discount=game.discount[:, None],
        precision=game.precision[:, None],
    )
    expected = solve_restart(game)
    for solution in (solve_lasting_rivals(both), solve_rivals(both, years=600)):
        assert (solution.status == Status.CERTIFIED_UNIQUE).all()
        ours = solution.pessimistic
        assert ours.attack[:, 0, 0] == pytest.approx(expected.attack[:, 0], abs=1e-8)
        assert ours.value[:, 0] == pytest.approx(expected.value, abs=1e-8)
        held = solution.survival(20)
        assert held == pytest.approx(expected.survival(20), abs=1e-7)


def test_sides_that_change_places_change_chances() -> None:
    game = drawn_rivals(12, 5, precision=3.0)
    names = ("flow", "attack", "attacked", "both", "discount", "precision")
    flipped = RivalsGame(peace=game.peace, **{n: getattr(game, n)[:, ::-1] for n in names})
    for solve in (solve_rivals, solve_lasting_rivals):
        ours, theirs = solve(game), solve(flipped)
        assert theirs.status.tobytes() == ours.status.tobytes()
        war = ours.pessimistic.war
        assert theirs.pessimistic.war == pytest.approx(war, abs=EQUILIBRIUM)
        attack = ours.optimistic.attack[:, :, ::-1]
        assert theirs.optimistic.attack == pytest.approx(attack, abs=EQUILIBRIUM)


def test_rivals_payoffs_in_another_unit_change_nothing() -> None:
    game = drawn_rivals(13, 5)
    names = ("flow", "attack", "attacked", "both")
    other = RivalsGame(
        peace=game.peace,
        **{name: getattr(game, name) * 37 for name in names},
        discount=game.discount,
        precision=game.precision / 37,
    )
    for solve in (solve_rivals, solve_lasting_rivals):
        ours, theirs = solve(game), solve(other)
        assert theirs.pessimistic.war == pytest.approx(ours.pessimistic.war, abs=EQUILIBRIUM)
        assert theirs.found.tobytes() == ours.found.tobytes()


def test_rows_do_not_mix() -> None:
    game, rivals = drawn_game(6, 5), drawn_rivals(6, 3)
    whole, both, lasting = solve_restart(game), solve_rivals(rivals), solve_lasting_rivals(rivals)
    for row in range(3):
        cut = {n: getattr(game, n)[[row]] for n in ("flow", "attack", "discount", "precision")}
        moves = game.peace.moves(game.rows)
        peace = Peace(guarantee=moves.guarantee[row], power=moves.power[row])
        assert solve_restart(RestartGame(peace=peace, **cut)).value.tobytes() == (
            whole.value[[row]].tobytes()
        )
        names = ("flow", "attack", "attacked", "both", "discount", "precision")
        moves = rivals.peace.moves(rivals.rows)
        peace = Peace(guarantee=moves.guarantee[row], power=moves.power[row])
        one = RivalsGame(peace=peace, **{name: getattr(rivals, name)[[row]] for name in names})
        assert solve_rivals(one).pessimistic.war.tobytes() == both.pessimistic.war[[row]].tobytes()
        ours = solve_lasting_rivals(one)
        assert ours.equilibria.tobytes() == lasting.equilibria[[row]].tobytes()


@given(kept=st.floats(-5, 5), gain=st.floats(0.01, 5), loss=st.floats(0.01, 5))
def test_one_state_has_the_classical_threshold(kept: float, gain: float, loss: float) -> None:
    expected = float(patience_needed(kept + gain, kept, kept - loss))
    ours = patience_in_states(kept + gain, kept, kept - loss, UNCHANGING)
    assert ours[0, 0, 0] == pytest.approx(expected, abs=1e-9)


def test_at_the_threshold_of_a_state_breaking_gains_nothing() -> None:
    rng = np.random.default_rng(7)
    peace = drawn_peace(rng, 2, 2, 2)
    kept = rng.uniform(1, 2, (2, 2, 2))
    after, broken = kept - rng.uniform(0.2, 1, kept.shape), kept + rng.uniform(0.1, 1, kept.shape)
    threshold = patience_in_states(broken, kept, after, peace)
    moves = peace.moves(2)
    for row, state, level in itertools.product(range(2), repeat=3):
        delta, weight, slack = threshold[row, state, level], 1.0, 0.0
        now = np.zeros((2, 2))
        now[state, level] = 1.0
        slack = float(((kept - broken)[row] * now).sum())
        for _ in range(4000):
            now = moves.guarantee[row].T @ now @ moves.power[row]
            weight *= delta
            slack += weight * float(((kept - after)[row] * now).sum())
        assert slack == pytest.approx(0, abs=1e-8)


def test_peace_that_pays_today_or_that_nothing_upholds() -> None:
    ours = patience_in_states(
        [[1.0, 3.0]], 2.0, [[0.0, 2.0]], Peace(guarantee=fading(), power=np.eye(2))
    )
    assert ours[0, 0].tolist() == [0.0, math.inf]


@dataclass(frozen=True)
class Wrong:
    name: str
    call: Callable[[], object]
    words: str
    kind: type[Exception] = SolverError


def rivals(**numbers: object) -> RivalsGame:
    usual: dict[str, Any] = dict.fromkeys(("flow", "attack", "attacked", "both"), 1.0)
    return RivalsGame(
        **{"peace": UNCHANGING, "discount": 0.9, "precision": 1.0, **usual, **numbers}
    )


WRONG = [
    Wrong("fading", lambda: fading(1.5), "has 1.5; allowed are probabilities"),
    Wrong("fading nan", lambda: fading(math.nan), "has nan"),
    Wrong("fading shapes", lambda: fading([0.1, 0.2], [0.1] * 3), "have shapes"),
    Wrong("steps", lambda: stepwise(2, 0.7, 0.6), "sum to 1.2"),
    Wrong("levels", lambda: stepwise(0, 0.1), "levels is 0"),
    Wrong("row sum", lambda: Peace(guarantee=[[0.5, 0.4], [0, 1]]), "sums to 0.9"),
    Wrong("back", lambda: Peace(guarantee=[[1, 0], [0.1, 0.9]]), "moves back"),
    Wrong("not square", lambda: Peace(guarantee=[[0.5, 0.5]]), "has shape"),
    Wrong("ragged", lambda: Peace(guarantee=[[1, 0], [1]]), "no array of numbers"),
    Wrong("words", lambda: Peace(guarantee="intact"), "no array of numbers"),
    Wrong("term", lambda: Peace(guarantee=fading(), term=1.5), "term is 1.5"),
    Wrong("negative term", lambda: Peace(guarantee=fading(), term=-1), "term is -1"),
    Wrong("long term", lambda: Peace(guarantee=fading(), term=1e9), "term is 1000000000"),
    Wrong("term nan", lambda: Peace(guarantee=fading(), term=math.nan), "term is nan"),
    Wrong("war", lambda: survive([[[1.2]]], UNCHANGING, 1), "war has 1.2"),
    Wrong("war shape", lambda: survive([0.1], UNCHANGING, 1), "war has shape"),
    Wrong("war states", lambda: survive([[[0.1, 0.1]]], UNCHANGING, 1), "war has shape"),
    Wrong("years", lambda: survive([[[0.1]]], UNCHANGING, -1), "years is -1"),
    Wrong("part years", lambda: survive([[[0.1]]], UNCHANGING, 1.5), "years is 1.5"),
    Wrong("start", lambda: survive([[[0.1]]], UNCHANGING, 1, (1, 0)), "start is"),
    Wrong("start sum", lambda: survive([[[0.1]]], UNCHANGING, 1, [[0.5]]), "start sums to 0.5"),
    Wrong("flow", lambda: alone(flow=math.inf), "flow has inf"),
    Wrong("attack nan", lambda: alone(attack=math.nan), "attack has nan"),
    Wrong("discount", lambda: alone(discount=1.0), "discount has 1.0"),
    Wrong("discount low", lambda: alone(discount=-0.1), "discount has -0.1"),
    Wrong("precision", lambda: alone(precision=-1.0), "precision has -1.0"),
    Wrong("precision nan", lambda: alone(precision=math.nan), "precision has nan"),
    Wrong("shape", lambda: alone(attack=[[1.0, 2.0]]), "attack has shape"),
    Wrong("rows", lambda: alone(discount=[0.1] * 2, precision=[1.0] * 3), r"\[2, 3\] rows"),
    Wrong("no years", lambda: solve_restart(alone(), years=0), "years is 0"),
    Wrong("terminal", lambda: solve_restart(alone(), years=1, terminal=math.nan), "terminal has"),
    Wrong("no horizon", lambda: solve_restart(alone(), terminal=1), "without years", CallError),
    Wrong("beyond", lambda: solve_restart(alone(), years=2).survival(3), "the game's horizon, 2"),
    Wrong("sure rivals", lambda: rivals(precision=math.inf), "precision has inf"),
    Wrong("three sides", lambda: rivals(discount=[0.1] * 3), "discount has shape"),
    Wrong("rival flow", lambda: rivals(both=math.nan), "both has nan"),
    Wrong("rival years", lambda: solve_rivals(rivals(), years=0), "years is 0"),
    Wrong("keep", lambda: solve_lasting_rivals(rivals(), keep=1), "keep is 1", CallError),
    Wrong(
        "lasting term",
        lambda: solve_lasting_rivals(rivals(peace=Peace(guarantee=fading(), term=3))),
        "has a term",
        CallError,
    ),
    Wrong("rule", lambda: solve_rivals(rivals()).survival(1, "mean"), "unknown rule", CallError),
    Wrong("reward", lambda: patience_in_states(3, 1, 2, UNCHANGING), "punished is above"),
    Wrong(
        "enforcement term",
        lambda: patience_in_states(3, 2, 1, Peace(guarantee=fading(), term=3)),
        "has a term",
    ),
]


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.name)
def test_numbers_outside_the_model_are_refused(wrong: Wrong) -> None:
    with pytest.raises(wrong.kind, match=wrong.words):
        wrong.call()


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_a_closed_form_is_reproduced(check: Check) -> None:
    ours = check.compute(None)
    assert check.agrees(ours), ours
