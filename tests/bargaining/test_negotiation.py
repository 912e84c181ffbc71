# SPDX-License-Identifier: Apache-2.0
"""Alternating offers through NegMAS, and NegMAS as an oracle for fronts and solutions."""

from __future__ import annotations

import importlib
import importlib.util
import itertools
import math
import random
import re
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from foedus.bargaining.negotiation import STRATEGIES, Negotiations, negotiate
from foedus.bargaining.packages import choose_package
from foedus.bargaining.pareto import pareto_front
from foedus.errors import CallError, SolverError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

needs_negmas = pytest.mark.skipif(
    importlib.util.find_spec("negmas") is None, reason="no NegMAS: install foedus[negmas]"
)
PAIRS = list(itertools.product(STRATEGIES, repeat=2))
# NegMAS takes points that differ by less for the same.
SAME = 1e-9


def negmas_preferences() -> ModuleType:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of packages that NegMAS imports
        importlib.import_module("negmas.preferences.ops")
        return importlib.import_module("negmas.preferences")


def random_problem(number: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw utilities and disagreement values; in every fourth problem values repeat."""
    rng = np.random.default_rng(number)
    shape = (int(rng.integers(5, 200)), int(rng.integers(2, 5)))
    u = rng.random(shape)
    return (np.round(u * 5) / 5 if number % 4 == 0 else u), rng.random(shape[1]) * 0.3


def points(rows: np.ndarray | Sequence[Sequence[float]]) -> set[tuple[float, ...]]:
    return {tuple(map(float, row)) for row in rows}


@needs_negmas
@pytest.mark.parametrize("block", range(10))
def test_negmas_has_the_same_front_nash_and_kalai_points_on_200_problems(block: int) -> None:
    preferences = negmas_preferences()
    for number in range(20 * block, 20 * block + 20):
        u, d = random_problem(number)
        packages = [(package,) for package in range(len(u))]
        worth = [
            preferences.MappingUtilityFunction(
                dict(zip(packages, u[:, actor].tolist(), strict=True)),
                reserved_value=float(d[actor]),
                outcomes=packages,
            )
            for actor in range(u.shape[1])
        ]
        front, _ = preferences.ops.pareto_frontier(worth, outcomes=packages)
        # NegMAS leaves out what is worth less than no deal to somebody, and repeats.
        ours = u[pareto_front(u)[0] & (u >= d).all(axis=1)]
        assert points(front) == points(ours)
        # Its own ranges would start at the worst package where that is better than no deal.
        ranges = list(zip(d.tolist(), u.max(axis=0).tolist(), strict=True))
        given = {"ranges": ranges, "outcomes": packages}
        nash = preferences.ops.nash_points(worth, front, **given)
        kalai = preferences.ops.kalai_points(worth, front, **given)
        smorodinsky = preferences.ops.ks_points(worth, front, **given)
        for rule, theirs in (("nash", nash), ("egalitarian", kalai)):
            chosen = int(choose_package(u, d, rule).package[0])  # type: ignore[arg-type]
            near = [np.abs(u[chosen] - point).max() for point, _ in theirs]
            assert (chosen < 0) == (not near)
            assert chosen < 0 or min(near) < SAME
        # Its Kalai-Smorodinsky point has the most even shares: on a list of packages another
        # notion than the greatest least share, which it cannot exceed.
        chosen = int(choose_package(u, d, "kalai_smorodinsky", ideal="all").package[0])
        if chosen >= 0:
            hoped = u.max(axis=0) - d
            least = ((u[chosen] - d) / hoped).min()
            shares = (np.array(list(points(ours))) - d) / hoped
            theirs = (np.array(smorodinsky[0][0]) - d) / hoped
            assert theirs.min() <= least + SAME
            assert np.ptp(theirs) == pytest.approx(np.ptp(shares, axis=1).min(), abs=SAME)


@needs_negmas
def test_negmas_has_the_same_front_of_15625_packages() -> None:
    preferences = negmas_preferences()
    rng = np.random.default_rng(0)
    value, weight = rng.random((4, 6, 5)), rng.random((4, 6))
    grid = np.array(list(itertools.product(range(5), repeat=6)))
    u = np.stack(
        [
            sum(weight[a, i] * value[a, i, grid[:, i]] for i in range(6))  # type: ignore[misc]
            for a in range(4)
        ],
        axis=1,
    )
    packages = list(map(tuple, grid.tolist()))
    worth = [
        preferences.MappingUtilityFunction(
            dict(zip(packages, u[:, a].tolist(), strict=True)), outcomes=packages
        )
        for a in range(4)
    ]
    front, _ = preferences.ops.pareto_frontier(worth, outcomes=packages)
    assert points(front) == points(u[pareto_front(u)[0]])


def ended(result: Negotiations) -> tuple[list[int], list[int]]:
    return result.package.tolist(), result.ended.tolist()


@needs_negmas
@pytest.mark.parametrize("strategy", STRATEGIES)
def test_the_same_seed_and_any_unit_give_the_same_deals(strategy: str) -> None:
    u, r = random_problem(3)
    many = [strategy] * u.shape[1]
    random.seed(1)
    first = negotiate(u, r, many, rounds=30, runs=5, seed=4)
    random.seed(2)
    again = negotiate(u * 8 - 4, r * 8 - 4, many, rounds=30, runs=5, seed=4)
    assert ended(first) == ended(again)
    assert first.order.tolist() == again.order.tolist()
    other = negotiate(u, r, many, rounds=30, runs=5, seed=5)
    assert other.order.tolist() != first.order.tolist()


@needs_negmas
@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_nobody_ends_below_its_reservation_value(pair: tuple[str, str]) -> None:
    for u, r in (
        ([[1, 0], [0, 1], [0.6, 0.6]], [0.5, 0.5]),
        ([[1, 0], [0, 1]], [1, 1]),  # each has one package that is enough, and only just
        ([[1, 0], [0, 1]], [2, 2]),
        ([[1, 1], [1, 1]], [0, 0]),
        ([[3, 1]], [0, 0]),
    ):
        result = negotiate(u, r, pair, rounds=10, runs=4)
        assert (result.gains >= 0).all()
        deal = result.package >= 0
        assert result.shares.sum() == pytest.approx(deal.mean())
        assert result.no_deal == pytest.approx(1 - deal.mean())
        assert (result.ended[~deal] == 10).all()
        assert np.isnan(result.from_front).tolist() == (~deal).tolist()


@needs_negmas
def test_two_who_insist_on_different_packages_do_not_agree() -> None:
    result = negotiate([[1, 0], [0, 1], [0.6, 0.6]], [0, 0], ["tough", "tough"], rounds=7)
    assert result.no_deal == 1.0
    assert result.ended.tolist() == [7] * 20
    assert not result.shares.any()
    assert all(np.isnan(far).all() for far in result.distance.values())


@needs_negmas
def test_one_package_better_for_both_is_agreed_on_at_once() -> None:
    result = negotiate([[9, 9], [1, 2], [2, 1]], [0, 0], ["tough", "boulware"], rounds=7)
    assert ended(result) == ([0] * 20, [1] * 20)
    assert result.gains.tolist() == [[9.0, 9.0]] * 20
    assert result.shares.tolist() == [1, 0, 0]
    assert all(not far.any() for far in (*result.distance.values(), result.from_front))


@needs_negmas
def test_who_concedes_late_gets_more_from_who_concedes_soon() -> None:
    cake = [[part, 20 - part] for part in range(21)]
    late = negotiate(cake, [0, 0], ["boulware", "conceder"], rounds=50)
    assert (late.gains[:, 0] > late.gains[:, 1]).all()
    turned = negotiate(cake, [0, 0], ["conceder", "boulware"], rounds=50)
    assert turned.gains[:, 1].mean() == pytest.approx(late.gains[:, 0].mean(), abs=1.0)


@needs_negmas
def test_distances_by_hand() -> None:
    # What is agreed on is package 1, the only one enough for both: the front is 0, 1, 2. Packages
    # as shares of each span (8, 8): 1 is (0.5, 0.5), which all three principles pick.
    result = negotiate([[8, 0], [4, 4], [0, 8]], [3, 3], ["boulware", "boulware"], rounds=30)
    assert result.package.tolist() == [1] * 20
    assert {rule: far.tolist() for rule, far in result.distance.items()} == dict.fromkeys(
        ("nash", "kalai_smorodinsky", "egalitarian"), [0.0] * 20
    )
    assert result.gains.tolist() == [[1.0, 1.0]] * 20


@needs_negmas
def test_the_example_of_the_page_runs() -> None:
    page = Path(__file__).resolve().parents[2] / "docs" / "bargaining" / "negotiation.md"
    examples = re.findall(r"```python\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    assert examples
    exec("\n".join(examples), {})  # noqa: S102 - the page's own code


def test_without_negmas_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "negmas", None)
    monkeypatch.setitem(sys.modules, "negmas.sao", None)
    with pytest.raises(CallError, match=r"need NegMAS.*pip install 'foedus\[negmas\]'"):
        negotiate([[1, 0], [0, 1]], [0, 0], ["tough", "tough"])


def test_wrong_input_is_refused() -> None:
    two = [[1, 0], [0, 1]]
    with pytest.raises(CallError, match="a strategy is 'kind'; allowed: boulware, "):
        negotiate(two, [0, 0], ["kind", "tough"])
    with pytest.raises(CallError, match="1 strategies for 2 actors"):
        negotiate(two, [0, 0], "tough")
    for option in ("rounds", "runs"):
        for wrong in (0, 1.5, True):
            with pytest.raises(CallError, match=f"{option} is"):
                negotiate(two, [0, 0], ["tough"] * 2, **{option: wrong})  # type: ignore[arg-type]
    with pytest.raises(CallError, match="seed is -1"):
        negotiate(two, [0, 0], ["tough"] * 2, seed=-1)
    with pytest.raises(CallError, match="utilities have 1 axes"):
        negotiate([1, 0], [0, 0], ["tough"] * 2)
    with pytest.raises(CallError, match="1 actors cannot negotiate"):
        negotiate([[1], [0]], [0], ["tough"])
    with pytest.raises(CallError, match="0 packages"):
        negotiate(np.zeros((0, 2)), [0, 0], ["tough"] * 2)
    with pytest.raises(CallError, match="reservation has the shape"):
        negotiate(two, [0, 0, 0], ["tough"] * 2)
    with pytest.raises(SolverError, match="a reservation value is missing"):
        negotiate(two, [0, math.nan], ["tough"] * 2)
    with pytest.raises(SolverError, match="a utility of package 0"):
        negotiate([[math.inf, 0], [0, 1]], [0, 0], ["tough"] * 2)
