# SPDX-License-Identifier: Apache-2.0
"""A wrong call says in one line what is wrong and what is allowed, and leaves with code 2."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from foedus.cli import COMMANDS as KNOWN

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .conftest import Done

NAMES = "harbour_league, ukraine_2025_08"
COMMANDS = ", ".join(KNOWN)
A_NAME = "use a letter, then letters, digits and underscores, at most 40 in all"

# The call, and what the one line has to say.
CALLS: dict[str, list[str]] = {
    "chek x": ["no command 'chek'", f"allowed: {COMMANDS}", "did you mean 'check'?"],
    "--nonsense": ["no command '--nonsense'", "foedus --help"],
    "pact evalute x": ["no command 'evalute'", "evaluate, status", "foedus pact --help"],
    "run": ["CASE is missing. See: foedus run --help"],
    "run --jason harbour_league": ["--jason", "Did you mean --json?"],
    "check harbour_league twice": ["'twice' is one word too many"],
    "deter harbour_league --draws": ["--draws lacks a value"],
    "deter harbour_league --draws many": ["--draws is 'many'; give a whole number"],
    "deter harbour_league --draws 1e3": ["--draws is '1e3'; give a whole number"],
    "deter harbour_league --draws 1": ["1 draws", "allowed are 2 to 4,194,304"],
    "deter harbour_league --draws=-5": ["-5 draws", "allowed are 2 to 4,194,304"],
    "deter harbour_league --draws 9999999999": ["9,999,999,999 draws", "allowed are 2 to"],
    "settle harbour_league --seed x": ["--seed is 'x'; give a whole number"],
    "settle harbour_league --seed=-1": ["the seed is -1; give a whole number from 0"],
    "run harbour_league --seed=-1": ["the seed is -1; give a whole number from 0"],
    "run harbour_league --workers 0": ["0 workers", "allowed are 1 to 64"],
    "run harbour_league --workers two": ["--workers is 'two'; give a whole number"],
    "run harbour_leage": ["'harbour_leage'", "did you mean 'harbour_league'?", NAMES],
    "check .": ["'.' holds no case.yaml", "foedus new NAME"],
    "pact chain": ["give one pact or several"],
    "pact chain guarantee guarantee": ["the pact guarantee is given twice"],
    "pact chain nowhere": ["no case 'nowhere'", "harbour_pact, guarantee"],
    "pact chain guarantee --attack RUS": ["write ATTACKER:VICTIM", "UKR, USA"],
    "pact chain guarantee --attack RUS:UKR:signature": ["'signature' is no hostile act"],
    "pact chain guarantee --attack RUS:UKR --keep-out RUS": ["no clause draws in 'RUS' here"],
    "pact chain guarantee --svg x.svg": ["--svg is about one chain", "--attack"],
    "pact chain guarantee --suppose war=yes": ["--suppose is 'war=yes'", "any_armed_attack"],
    "pact chain guarantee --attack RUS:UKR --at 1999-13-01": ["--at is '1999-13-01'"],
    "pact chain guarantee --attack RUS:UKR --svg no/x.svg": ["cannot write 'no/x.svg'"],
    "pact diff guarantee": ["NEW is missing"],
    "pact diff guarantee guarantee --set arms": ["--set is 'arms'; write LEVER=SETTING"],
    "pact diff guarantee guarantee --set arm=none": ["no lever 'arm'", "did you mean 'arms'?"],
    "pact status nowhere": ["no case 'nowhere'", NAMES, "or a pact's file"],
    "pact evaluate harbour_league --at 2032-13-01": [
        "--at is '2032-13-01'; must be a date such as"
    ],
    "pact status harbour_league --at yesterday": ["--at is 'yesterday'; must be a date such as"],
    "pact evaluate harbour_league --at 0001-01-01": ["--at is in the year 1; must be from 1600"],
    "pact why harbour_league": ["--duty is missing. See: foedus pact why --help"],
    "pact evaluate harbour_league --known 2032": ["--known is '2032'; must be a date such as"],
    "deter harbour_league --design forces": ["'forces' is not lever=setting", "--design"],
    "deter harbour_league --design=": ["is not lever=setting", "--design"],
    "deter harbour_league --draws 16 --select focal": ["unknown rule 'focal'", "principal"],
    "deter harbour_league --types 3": ["--types is about --export FILE; give a file"],
    "deter harbour_league --draw 3": ["--draw is about --export FILE; give a file"],
    "deter harbour_league --draws 16 --export x.efg --draw 16": [
        "--draw is '16'; allowed are median and 0 to 15"
    ],
    "deter harbour_league --draws 16 --export x.efg --draw=-1": ["--draw is '-1'; allowed are"],
    "deter harbour_league --draws 16 --export x.efg --draw mean": ["--draw is 'mean'"],
    "deter harbour_league --draws 16 --export x.efg --types 0": ["0 types; allowed are 1 and more"],
    "deter harbour_league --draws 16 --export x.efg --types 99": ["99 types; allowed are 1 to 46"],
    "deter harbour_league --draws 16 --export x.efg --types two": ["--types is 'two'"],
    "deter harbour_league --draws 16 --export no/x.efg": ["cannot write 'no/x.efg'", "another"],
    "deter harbour_league --draws 16 --export .": ["'.' is a folder; give a file"],
    "deter harbour_league --design force=small": [
        "no lever 'force'",
        "did you mean 'forces'?",
        "automaticity, ceiling, forces, duration_years, legal_form",
    ],
    "deter harbour_league --design forces=huge": ["no setting 'huge'", "none, small, large"],
    "deter harbour_league --design forces=none,forces=large": ["'forces' stands twice"],
    "explore harbour_league --designs some": ["--designs is 'some'; give a whole number, or all"],
    "explore harbour_league --designs 0": ["0 designs", "allowed are 1 to"],
    "explore harbour_league --most-attack 2": ["goal for attack is 2", "allowed are chances"],
    "explore harbour_league --sampling dice": ["--sampling", "sobol"],
    "questions harbour_league --designs few": ["--designs is 'few'; give a whole number, or all"],
    "explore harbour_league --resume .": ["'.' holds no interrupted sweep"],
    "explore harbour_league --resume . -o x": ["either --out or --resume"],
    "forecast": ["give either a case or --table"],
    "forecast harbour_league --table x.csv": ["give either a case or --table"],
    "forecast harbour_league --draws 8 --model compromise --rounds": [
        "--rounds finds no model in rounds; give a case, and --model challenge or none"
    ],
    "forecast harbour_league --draws 8 --model compromis": [
        "no model 'compromis'",
        "compromise, weighted_median",
        "did you mean 'compromise'?",
    ],
    "validate --data nowhere": ["'nowhere' is not a folder"],
    "new 1st": ["'1st' cannot name a case", A_NAME],
    "new peace-deal": ["'peace-deal' cannot name a case", A_NAME],
    "new ../école": ["'école' cannot name a case", A_NAME],
    "questions harbour_league --draws 0": ["0 draws were asked for", "allowed are 2 to"],
    "search harbour_league --packages 0": ["0 packages were asked for", "allowed are 1 to"],
    "search harbour_league --designs some": ["--designs is 'some'", "levers"],
    "new .": ["'.' cannot name a case", A_NAME],
    "new " + "a" * 41: ["cannot name a case", A_NAME],
    "new /proc/mine": ["cannot make '/proc/mine'", "give another place"],
}


@pytest.mark.parametrize("call", CALLS)
def test_one_line_says_what_is_wrong(foedus_command: Callable[..., Done], call: str) -> None:
    done = foedus_command(call)
    assert (done.code, done.out) == (2, "")
    for words in CALLS[call]:
        assert words in done.said()


@pytest.mark.parametrize(
    "call", ["chek x", "run", "deter harbour_league --draws many", "check nowhere", "new 1st"]
)
def test_with_json_it_is_one_document_as_well(
    foedus_command: Callable[..., Done], call: str
) -> None:
    done = foedus_command(call, "--json")
    assert done.code == 2
    assert done.document() == {"error": done.said(), "problems": []}


def test_an_empty_name_is_no_case(foedus_command: Callable[..., Done]) -> None:
    for command in ("check", "run"):
        done = foedus_command(command, "")
        assert done.code == 2
        assert "holds no case.yaml" in done.said()
    done = foedus_command("new", "")
    assert done.code == 2
    assert "'' cannot name a case" in done.said()


def test_nothing_is_left_behind_by_a_wrong_call(
    foedus_command: Callable[..., Done], tmp_path: Path
) -> None:
    for call in ("run harbour_league --draws 1", "run nowhere", "new 1st"):
        assert foedus_command(call).code == 2
    assert list(tmp_path.iterdir()) == []


# Folders that cannot serve: the call is right, what it meets is not.


@pytest.mark.parametrize("place", ["/proc/nowhere", "a_file", "a_file/inside"])
def test_a_folder_that_cannot_be_written(
    foedus_command: Callable[..., Done], tmp_path: Path, place: str
) -> None:
    (tmp_path / "a_file").write_text("mine")
    done = foedus_command("run", "harbour_league", "--draws", 16, "-o", place)
    assert (done.code, done.out) == (1, "")
    assert f"cannot write to '{place}'" in done.said()
    assert "give another folder with -o" in done.said()
    assert (tmp_path / "a_file").read_text() == "mine"


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ("run harbour_league --draws 16", "draws 64 instead of 16"),
        ("run harbour_league --draws 64 --seed 1", "seed 0 instead of 1"),
        ("run ukraine_2025_08 --draws 64", "case harbour_league instead of ukraine_2025_08"),
        ("explore harbour_league --draws 64 --designs 2", "kind run instead of explore"),
    ],
)
def test_a_folder_that_holds_another_run(
    foedus_command: Callable[..., Done], finished: tuple[Path, Done], call: str, words: str
) -> None:
    folder, _ = finished
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*.*") if path.suffix}
    done = foedus_command(call, "-o", folder, "--json")
    assert done.code == 1
    assert "holds another run" in done.said()
    assert words in done.said()
    assert done.document()["error"] == done.said()
    assert before == {path: path.stat().st_mtime_ns for path in before}


def test_a_report_of_nothing(foedus_command: Callable[..., Done], tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "manifest.json").write_text('{"kind": "ru')
    for folder, words in (
        ("empty", "'empty' holds no stored run"),
        ("nowhere", "'nowhere' holds no stored run"),
        ("broken", "is damaged"),
    ):
        done = foedus_command("report", folder, "--json")
        assert done.code == 1
        assert words in done.said()
        assert done.document()["error"] == done.said()
