# SPDX-License-Identifier: Apache-2.0
"""The deterrence game of a case as a file for Gambit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pytest

import foedus
from foedus.strategy.solve import solve_deterrence

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .conftest import Done


def test_the_median_draw_is_written_whole_and_named(
    foedus_command: Callable[..., Done], tmp_path: Path
) -> None:
    done = foedus_command("deter harbour_league --draws 64 --export game.efg")
    assert done.code == 0
    told = re.search(
        r"^Written: game.efg, the game in draw (\d+) of 64, the one with the median chance of "
        r"attack \(attack \d+%\)\. Logit equilibrium at lambda = ([\d.]+): "
        r"gambit-logit -e -l \2 game\.efg$",
        done.out,
        re.MULTILINE,
    )
    assert told
    assert [path.name for path in tmp_path.iterdir()] == ["game.efg"]
    game = foedus.load("harbour_league").game(draws=64)
    assert float(told[2]) == game.precision[int(told[1])]
    text = (tmp_path / "game.efg").read_text("ascii")
    assert text.startswith('EFG 2 R "')
    assert f"Draw {told[1]}. Without private costs; logit equilibrium at lambda {told[2]}" in text
    assert '{ "Borsia" "Aldmark" "Calden" }' in text


def test_a_draw_and_types_of_ones_own_under_a_design(
    foedus_command: Callable[..., Done], tmp_path: Path
) -> None:
    given = "--draws 64 --design forces=small --draw 5 --types 3 --export 'a game.efg' --json"
    exported = foedus_command(f"deter harbour_league {given}").document()["exported"]
    assert (exported["draw"], exported["types"], exported["file"]) == (5, 3, "a game.efg")
    text = (tmp_path / "a game.efg").read_text("ascii")
    assert "forces=small" in text.splitlines()[0]
    assert "Draw 5. Private costs of 3 equally likely values each" in text


@pytest.mark.parametrize("call", ["--draw 64", "--types 0"])
def test_a_wrong_call_leaves_the_old_file(
    foedus_command: Callable[..., Done], tmp_path: Path, call: str
) -> None:
    (tmp_path / "game.efg").write_text("mine")
    assert foedus_command(f"deter harbour_league --draws 64 --export game.efg {call}").code == 2
    assert (tmp_path / "game.efg").read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["game.efg"]


def test_the_game_handed_out_is_the_one_that_is_told_about() -> None:
    case = foedus.load("harbour_league")
    solution = solve_deterrence(case.game({"forces": "large"}, draws=64))
    (told,) = case.deter({"forces": "large"}, draws=64)["designs"]
    assert told["attack_static"]["high"]["median"] == np.median(solution.attack_high)
    assert told["attack_static"]["low"]["median"] == np.median(solution.attack_low)
