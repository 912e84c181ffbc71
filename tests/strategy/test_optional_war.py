# SPDX-License-Identifier: Apache-2.0
"""What a case may say of the war besides: provocation by the target, and ways to attack."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import foedus
from foedus.case.folder import load_case
from foedus.errors import CaseError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Variant = Callable[[str], str]

NUMBERS = """
  provocation:
    private_gain: {gain}
    anger: {{low: 0, mode: 0.5, high: 2, assume: invented}}
    missed: {missed}
    false_finding: {false}
"""


@pytest.fixture
def harbour_with(tmp_path: Path) -> Variant:
    """Return the path of the harbour case with more under its war."""

    def variant(text: str) -> str:
        folder = tmp_path / "harbour"
        shutil.copytree(load_case("harbour_league").folder, folder, dirs_exist_ok=True)
        case = folder / "case.yaml"
        before, mark, after = case.read_text("utf-8").partition("\n# ---- Law")
        assert mark
        case.write_text(before.rstrip() + text + mark + after, "utf-8")
        return str(folder)

    return variant


def provoked(path: str, **design: str) -> dict[str, Any]:
    (row,) = foedus.load(path).deter(design, draws=128)["designs"]
    told: dict[str, Any] = row["provocation"]
    return told


def test_a_case_without_the_numbers_says_nothing_of_provocation() -> None:
    (row,) = foedus.load("harbour_league").deter({}, draws=16)["designs"]
    assert "provocation" not in row


def test_the_clause_takes_the_cover_that_a_sure_finding_takes(harbour_with: Variant) -> None:
    """The harbour pact ends help on Aldmark's own conduct; found out surely, it stands alone."""
    told = provoked(harbour_with(NUMBERS.format(gain=0.2, missed=0, false=0)), forces="small")
    assert told["conditional"]
    held = told["provokes"]["high"]["median"]
    assert held < told["clause_turned"]["provokes"]["low"]["median"]
    assert told["provocation"]["lowers"] > 0.5


def test_a_finding_that_always_comes_makes_the_guarantee_worthless(harbour_with: Variant) -> None:
    """Then cover never holds: provocation and attack are as without help, draw by draw."""
    told = provoked(harbour_with(NUMBERS.format(gain=0.2, missed=0, false=1)))
    alone = told["without_guarantee"]
    for name in ("provokes", "attack"):
        for end in ("low", "high"):
            ours = list(told[name][end].values())
            assert ours == pytest.approx(list(alone[name].values()), abs=1e-12)
    assert told["provocation"] == {"raises": 0.0, "lowers": 0.0}


def test_nothing_to_gain_and_much_to_lose(harbour_with: Variant) -> None:
    sure = NUMBERS.format(gain=-100, missed=0.2, false=0.1)
    assert provoked(harbour_with(sure))["provokes"]["high"]["q95"] < 1e-6
    eager = NUMBERS.format(gain=100, missed=0.2, false=0.1)
    assert provoked(harbour_with(eager))["provokes"]["low"]["q05"] > 1 - 1e-6


def test_numbers_outside_their_range_are_named(harbour_with: Variant) -> None:
    with pytest.raises(CaseError, match=r"war\.provocation\.missed"):
        load_case(harbour_with(NUMBERS.format(gain=0, missed=1.5, false=0)))


def test_the_numbers_do_not_move_the_main_answer_of_a_draw(harbour_with: Variant) -> None:
    """Numbers without a range add no dimension to the draws, so all else stays what it was."""
    fixed = NUMBERS.replace("{{low: 0, mode: 0.5, high: 2, assume: invented}}", "0.5")
    case = foedus.load(harbour_with(fixed.format(gain=0.1, missed=0.2, false=0.1)))
    (row,) = case.deter({}, draws=64)["designs"]
    (plain,) = foedus.load("harbour_league").deter({}, draws=64)["designs"]
    assert row["attack"] == plain["attack"]
    assert np.isfinite(row["provocation"]["attack"]["low"]["median"])
