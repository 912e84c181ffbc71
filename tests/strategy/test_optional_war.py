# SPDX-License-Identifier: Apache-2.0
"""What a case may say of the war besides: provocation by the target, and ways to attack."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import foedus
from foedus.case.folder import load_case
from foedus.errors import CaseError

if TYPE_CHECKING:
    from collections.abc import Callable

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


WHOLE = """
  attacks:
    - {id: whole, title: The whole, size: 1, cost: 1, widest: 0.9, narrower: 0.9, narrowest: 0.9}
"""
AGAIN = WHOLE + WHOLE.partition("attacks:\n")[2].replace("whole,", "again,")
SMALL = (
    WHOLE
    + """
    - {id: bit, title: A bit, size: 0.5, cost: 0.1, widest: 0.9, narrower: 0.2, narrowest: 0}
"""
)


def with_menu(path: str, **design: str) -> dict[str, Any]:
    (row,) = foedus.load(path).deter(design, draws=128)["designs"]
    told: dict[str, Any] = row["menu"]
    return {"plain": row["attack_static"], **told}


def test_a_menu_of_the_whole_attack_is_the_game_without_a_menu(harbour_with: Variant) -> None:
    """Where it counts as surely as the pact's threshold says that any attack does."""
    path = harbour_with(WHOLE)
    effects = {f"found_{name}": 0.9 for name in ("any", "significant", "large")}
    lines = "\n".join(
        f"  {name}: {{uniform: [{number}, {number}], assume: invented}}"
        for name, number in effects.items()
    )
    case = Path(path) / "case.yaml"
    case.write_text(f"{case.read_text('utf-8')}\noverrides:\n{lines}\n", "utf-8")
    told = with_menu(path)
    assert told["kinds"][0]["chance"] == told["attack"]
    for end in ("low", "high"):
        ours = list(told["attack"][end].values())
        assert ours == pytest.approx(list(told["plain"][end].values()), abs=1e-12)


def test_an_attack_written_twice_is_one(harbour_with: Variant) -> None:
    once, twice = with_menu(harbour_with(WHOLE)), with_menu(harbour_with(AGAIN))
    for end in ("low", "high"):
        ours = list(twice["attack"][end].values())
        assert ours == pytest.approx(list(once["attack"][end].values()), abs=1e-12)
        halves = [kind["chance"][end]["median"] for kind in twice["kinds"]]
        assert halves == pytest.approx([once["attack"][end]["median"] / 2] * 2, abs=1e-12)


def test_more_to_choose_from_makes_attack_more_likely(harbour_with: Variant) -> None:
    one, two = with_menu(harbour_with(WHOLE)), with_menu(harbour_with(SMALL))
    for quantile, chance in one["attack"]["high"].items():
        assert two["attack"]["high"][quantile] >= chance
    assert sum(kind["first"] for kind in two["kinds"]) == pytest.approx(1, abs=1e-12)
    assert two["kinds"][0]["counts"]["median"] == two["kinds"][1]["counts"]["median"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (AGAIN.replace("again,", "whole,"), r"attacks\[1\].id: 'whole' stands twice"),
        (WHOLE.replace("size: 1", "size: 2"), r"attacks\[0\].size: is 2; must stay within 0 and 1"),
        (WHOLE.replace("size: 1", "size: 1, on: ALDMARC"), r"on: names nobody of the pact"),
        (WHOLE.replace("widest: 0.9,", ""), r"attacks\[0\]: lacks the key 'widest'"),
    ],
)
def test_what_is_wrong_with_an_attack_is_named(
    harbour_with: Variant, text: str, words: str
) -> None:
    with pytest.raises(CaseError, match=words):
        load_case(harbour_with(text))


def test_an_attack_on_somebody_the_pact_does_not_cover_meets_no_help(harbour_with: Variant) -> None:
    """Borsia's attack on Calden is not one on Aldmark: no clause calls for help to itself."""
    elsewhere = harbour_with(WHOLE.replace("size: 1", "size: 1, on: CAL"))
    (kind,) = with_menu(elsewhere)["kinds"]
    assert kind["honour"]["calden"]["high"]["q95"] == 0
