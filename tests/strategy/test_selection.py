# SPDX-License-Identifier: Apache-2.0
"""Which equilibrium each rule names: closed forms, another program, laws."""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq

from foedus.errors import CallError
from foedus.strategy.export import to_efg
from foedus.strategy.game import DeterrenceGame
from foedus.strategy.published import like_guarantors
from foedus.strategy.reference import pitchfork_outer_root, pitchfork_precision
from foedus.strategy.selection import SELECTION_RULES, UNNAMED, nearest, principal_branch, select
from foedus.strategy.solve import solve_deterrence

if TYPE_CHECKING:
    from collections.abc import Callable

    from foedus.strategy.selection import SelectionRule

# Path following in the other program stops here.
PYGAMBIT = 1e-8
# A root found by bisection to rounding, times the steepness of the branch there.
CLOSED_FORM = 1e-9


def pair(
    alone: tuple[float, float], together: tuple[float, float], precision: float, **more: object
) -> DeterrenceGame:
    """Two guarantors by what each gains by acting if the other stays out, and if it acts."""
    first, second = 0.25, 0.5  # what acting adds to the chance to prevail: alone, beside the other
    stake = np.array([[(b - a) / (second - first) for a, b in zip(alone, together, strict=True)]])
    cost = stake * first - np.array([alone])
    assert (cost >= 0).all()
    plain = dict.fromkeys(("gain", "loss", "stake"), 1.0)
    costs = dict.fromkeys(("challenger_cost", "target_cost"), 0.1)
    numbers: dict[str, Any] = {**plain, **costs, "precision": precision, **more}
    return DeterrenceGame(
        prevail=np.array([[0.1, 0.1 + first, 0.1 + first, 0.1 + first + second]]),
        guarantor_stake=stake,
        action_cost=cost,
        reneging_cost=np.array(0.0),
        punishment=np.array(0.1),
        **numbers,
    )


def chance_of(game: DeterrenceGame, rule: SelectionRule) -> np.ndarray:
    """Return the guarantors' chances in the equilibrium that a rule names in the first game."""
    solution = solve_deterrence(game)
    place = select(solution, rule).place[0]
    assert place != UNNAMED
    chances: np.ndarray = solution.equilibria[0, place]
    return chances


@pytest.mark.parametrize("times", [1.01, 1.5, 5.0])
def test_like_guarantors_at_a_half_stay_there(times: float) -> None:
    """Where a half is always an equilibrium, the branch goes straight on through the fork."""
    game = like_guarantors(times * pitchfork_precision(1.3, 0.1, 0.6))
    assert solve_deterrence(game).found[0] == 3
    assert chance_of(game, "principal") == pytest.approx(0.5, abs=CLOSED_FORM)
    assert chance_of(game, "risk_dominant") == pytest.approx(0.5, abs=CLOSED_FORM)
    outer = pitchfork_outer_root(1.3, 0.1, 0.6, times * pitchfork_precision(1.3, 0.1, 0.6))
    ends = {chance_of(game, "pessimistic")[0], chance_of(game, "optimistic")[0]}
    assert sorted(ends) == pytest.approx([1 - outer, outer], abs=CLOSED_FORM)


@pytest.mark.parametrize(("alone", "together"), [(-0.4, 0.9), (-0.9, 0.4), (-0.6, 0.61)])
def test_like_guarantors_off_a_half_go_the_way_of_the_larger_loss(
    alone: float, together: float
) -> None:
    """The symmetric branch is lambda = logit(e) / gain(e), from a half to 1, or to 0."""
    precision = 20.0
    game = pair((alone, alone), (together, together), precision)
    assert solve_deterrence(game).found[0] == 3

    def excess(e: float) -> float:
        return math.log(e / (1 - e)) - precision * (alone + (together - alone) * e)

    acts = alone + together > 0
    root = brentq(excess, *((0.8, 1 - 1e-12) if acts else (1e-12, 0.2)), xtol=1e-15)
    assert chance_of(game, "principal") == pytest.approx(root, abs=CLOSED_FORM)
    assert chance_of(game, "risk_dominant") == pytest.approx(root, abs=CLOSED_FORM)


@pytest.mark.parametrize(
    ("alone", "together", "acts"),
    [
        # Losses 3 x 1 by leaving "both act"; 1 x 4 by leaving "neither does".
        ((-1.0, -4.0), (3.0, 1.0), False),
        # 2 x 2 against 1 x 3: the product decides, not the sum.
        ((-1.0, -3.0), (2.0, 2.0), True),
        ((-1.0, -1.0), (5.0, 0.5), True),
    ],
)
def test_the_larger_product_of_losses_dominates(
    alone: tuple[float, float], together: tuple[float, float], *, acts: bool
) -> None:
    game = pair(alone, together, 8.0)
    solution = solve_deterrence(game)
    assert solution.found[0] == 3
    named = chance_of(game, "risk_dominant")
    assert ((named > 0.8) if acts else (named < 0.2)).all()
    assert select(solution, "risk_dominant").place[0] == (2 if acts else 0)


def test_an_automatic_share_of_the_other_counts_in_the_losses() -> None:
    """With half of each response automatic, staying out faces a half: losses 0.1 against 2."""
    plain = pair((-2.2, -2.2), (2.0, 2.0), 10.0)
    assert (chance_of(plain, "risk_dominant") < 0.2).all()
    automatic = pair((-2.2, -2.2), (2.0, 2.0), 400.0, automatic=0.5)
    assert solve_deterrence(automatic).found[0] == 3
    assert (chance_of(automatic, "risk_dominant") > 0.9).all()


def test_without_precision_the_branch_has_not_begun() -> None:
    game = pair((-1.0, -1.0), (2.0, 2.0), 0.0, automatic=0.25)
    assert principal_branch(game) == pytest.approx(np.full((1, 2), 0.25 + 0.75 / 2), abs=1e-15)


def test_rows_without_a_choice_keep_what_is_fixed() -> None:
    game = pair((-1.0, -1.0), (2.0, 2.0), 4.0, automatic=1.0, bound=np.array([[True, False]]))
    assert principal_branch(game).tolist() == [[1.0, 0.0]]


@given(
    seed=st.integers(0, 10_000),
    n=st.integers(1, 4),
    scale=st.floats(0.01, 100),
    options=st.sampled_from([{}, {"rule": "vote"}, {"automatic": 0.2}, {"shock": "normal"}]),
)
def test_the_branch_ends_in_a_reported_equilibrium_whatever_unit_and_order(
    draw_games: Callable[..., DeterrenceGame],
    seed: int,
    n: int,
    scale: float,
    options: dict[str, Any],
) -> None:
    game = draw_games(n, 8, 14.0, seed=seed, **options)
    solution = solve_deterrence(game, keep=24)
    ends = principal_branch(game)
    proven = np.flatnonzero(solution.complete)
    assert (nearest(solution, proven, ends[proven]) != UNNAMED).all()
    amounts = ("guarantor_stake", "action_cost", "reneging_cost")
    scaled: dict[str, Any] = {name: getattr(game, name) * scale for name in amounts}
    same = draw_games(n, 8, 14.0 / scale, seed=seed, **{**options, **scaled})
    assert principal_branch(same) == pytest.approx(ends, abs=1e-7)
    order = np.arange(1 << n)
    turned = sum(((order >> i & 1) << (n - 1 - i) for i in range(n)), np.zeros_like(order))
    swapped: dict[str, Any] = {name: getattr(game, name)[:, ::-1].copy() for name in amounts}
    mirrored = draw_games(
        n, 8, 14.0, seed=seed, **{**options, **swapped, "prevail": game.prevail[:, turned]}
    )
    assert principal_branch(mirrored)[:, ::-1] == pytest.approx(ends, abs=1e-7)


@pytest.mark.parametrize("rule", SELECTION_RULES)
def test_what_follows_is_that_of_the_named_equilibrium(
    draw_games: Callable[..., DeterrenceGame],
    check_selection: Callable[..., None],
    tree: type,
    rule: SelectionRule,
) -> None:
    """Walked leaf by leaf, and the same at both ends of the interval."""
    game = draw_games(2, 60, 14.0, found=0.7, word=0.05)
    solution = solve_deterrence(game)
    named = select(solution, rule)
    assert (named.place >= 0).all()
    for row in range(game.games):
        leaves = tree(game, row, solution.equilibria[row, named.place[row]])
        check_selection(named.least, leaves)
        check_selection(named.most, leaves)


def test_where_no_equilibrium_lies_at_the_chances_none_is_named() -> None:
    solution = solve_deterrence(pair((-1.0, -1.0), (2.0, 2.0), 8.0))
    assert nearest(solution, np.array([0]), np.array([[0.4, 0.9]])).tolist() == [UNNAMED]


def test_three_guarantors_are_not_compared_by_their_losses(
    draw_games: Callable[..., DeterrenceGame],
) -> None:
    solution = solve_deterrence(draw_games(3, 60, 14.0))
    with pytest.raises(CallError, match="two guarantors, and 3 choose freely in row"):
        select(solution, "risk_dominant")
    assert (select(solution, "principal").place != UNNAMED).all()


def test_three_guarantors_with_one_equilibrium_need_no_comparison(
    draw_games: Callable[..., DeterrenceGame],
) -> None:
    solution = solve_deterrence(draw_games(3, 20, 0.5))
    assert (select(solution, "risk_dominant").place == 0).all()


def test_an_unknown_rule_is_refused() -> None:
    solution = solve_deterrence(pair((-1.0, -1.0), (2.0, 2.0), 8.0))
    with pytest.raises(CallError, match="unknown rule 'focal'; known are pessimistic"):
        select(solution, "focal")  # type: ignore[arg-type]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("n", "options"),
    [(2, {}), (3, {}), (3, {"automatic": 0.1}), (4, {"precision": 9.0})],
    ids=["two", "three", "partly_automatic", "four"],
)
def test_the_branch_leads_where_pygambit_follows_it(
    draw_games: Callable[..., DeterrenceGame], n: int, options: dict[str, Any]
) -> None:
    """Both follow the branch from precision 0; here in games with several equilibria."""
    gambit = pytest.importorskip("pygambit", exc_type=ImportError)
    drawn = draw_games(n, 150, **{"precision": 12.0, **options}, seed=5)
    several = np.flatnonzero(solve_deterrence(drawn).found > 1)[:20]
    assert len(several) >= 15
    for row, end in zip(several.tolist(), principal_branch(drawn, several), strict=True):
        tree = gambit.read_efg(io.StringIO(to_efg(drawn, row)))
        (found,) = gambit.qre.logit_solve_lambda(tree, lam=float(drawn.precision[row]))
        decisions = np.array([found[place] for place in range(0, len(found), 2)][2:])
        automatic = drawn.automatic[row]
        expected = automatic + (1 - automatic) * decisions
        assert end == pytest.approx(expected, abs=PYGAMBIT)
