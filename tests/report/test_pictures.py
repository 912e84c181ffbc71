# SPDX-License-Identifier: Apache-2.0
"""A design's game in pictures: what stands in them is what the game says."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest

import foedus
from foedus.report.pictures import game_pictures
from foedus.report.tree import tree_svg
from foedus.strategy.game import DeterrenceGame
from foedus.strategy.published import like_guarantors
from foedus.strategy.reference import pitchfork_precision
from foedus.strategy.solve import solve_deterrence
from foedus.strategy.sweeps import share_several, sweep

NAMES = ("Borsia", "Aldmark", "Calden")


def one(**changes: Any) -> DeterrenceGame:  # noqa: ANN401 - any field
    numbers: dict[str, Any] = dict.fromkeys(("gain", "loss", "stake", "guarantor_stake"), 1.0)
    costs = dict.fromkeys(("challenger_cost", "target_cost", "reneging_cost"), 0.25)
    rest = {"action_cost": 0.5, "punishment": 0.5, "precision": 2.0}
    return DeterrenceGame(
        **{"prevail": np.array([[0.25, 0.75]]), **numbers, **costs, **rest, **changes}
    )


def words(svg: str) -> list[str]:
    return ["".join(each.itertext()) for each in ET.fromstring(svg).iter() if each.text]  # noqa: S314 - our own


def test_the_ends_of_the_tree_are_the_payoffs_of_the_game() -> None:
    """By hand: with help 0.25 - 0.25 - 0.5, -0.25 - 0.25, -0.25 - 0.5; reneging costs 0.25."""
    game = one(found=np.array(0.5))
    told = " ".join(words(tree_svg(game, 0, solve_deterrence(game).pessimistic, NAMES, "A title")))
    for payoffs in (
        "(\N{MINUS SIGN}0.50, \N{MINUS SIGN}0.50, \N{MINUS SIGN}0.75)",
        "(0.50, \N{MINUS SIGN}1.00, \N{MINUS SIGN}1.00)",
        "(0.50, \N{MINUS SIGN}1.00, \N{MINUS SIGN}0.75)",
        "(1.00, \N{MINUS SIGN}1.00, \N{MINUS SIGN}1.00)",
        "(0.00, 0.00, 0.00)",
    ):
        assert payoffs in told
    for name in ("help: Calden", "nobody helps", "does not count: war alone 50%", "Borsia"):
        assert name in told


@pytest.mark.parametrize("options", [{}, {"found": 0.5}, {"rule": "vote"}, {"found": 0.0}])
def test_the_chances_of_all_ends_add_up_to_one(options: dict[str, Any]) -> None:
    """Read from the picture, where each is rounded to a percent."""
    game = one(**options)
    told = words(tree_svg(game, 0, solve_deterrence(game).pessimistic, NAMES, "A title"))
    ends = [int(found[1]) for line in told if (found := re.match(r"in all (\d+)%", line))]
    assert len(ends) >= 3
    assert sum(ends) == pytest.approx(100, abs=len(ends) / 2)


def test_names_cannot_break_the_picture() -> None:
    game = one()
    names = ("<b>&", 'A "B"', "C\x00D")
    told = words(tree_svg(game, 0, solve_deterrence(game).pessimistic, names, "<script>"))
    assert "<script>" in told
    assert "<b>&" in told


def test_many_guarantors_are_told_by_number() -> None:
    game = foedus_game(4)
    names = ["C", "T", *"abcd"]
    told = " ".join(words(tree_svg(game, 0, solve_deterrence(game).pessimistic, names, "Four")))
    assert all(f"{many} of 4 help" in told for many in range(5))


def foedus_game(guarantors: int) -> DeterrenceGame:
    table = 0.2 + 0.6 * np.array([[s.bit_count() / guarantors for s in range(1 << guarantors)]])
    return one(prevail=table, precision=3.0)


def test_a_sweep_meets_the_game_at_its_own_value() -> None:
    game = like_guarantors(1.5 * pitchfork_precision(1.3, 0.1, 0.6))
    solution = solve_deterrence(game)
    told = sweep(game, "reneging_cost", [0.5, 1.0, 2.0], times=True)
    assert told.attack_high[1] == pytest.approx(np.repeat(solution.attack_high, 3))
    assert told.attack_low[1] == pytest.approx(np.repeat(solution.attack_low, 3))
    assert told.several[1] == 1
    sure = sweep(game, "automatic", [1.0], times=False)
    assert sure.honour_low == pytest.approx(np.ones((1, 2, 3)))


def test_the_map_has_several_equilibria_where_the_pitchfork_has() -> None:
    """At its own cost of reneging, from 6.1538 on; the game here has a precision of 1."""
    shares = share_several(like_guarantors(1.0), [1.0], [6.15, 6.16])
    assert shares.tolist() == [[0.0], [1.0]]


def test_every_picture_of_a_case_names_it() -> None:
    case = foedus.load("harbour_league")
    drawn = game_pictures(case.game({"forces": "small"}, draws=16), NAMES, "The harbour")
    assert sorted(drawn) == [
        "curve_automatic.svg",
        "curve_counts.svg",
        "curve_reneging.svg",
        "map.svg",
        "tree.svg",
    ]
    for name, svg in drawn.items():
        assert any("The harbour" in line for line in words(svg)), name
