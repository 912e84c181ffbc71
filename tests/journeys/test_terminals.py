# SPDX-License-Identifier: Apache-2.0
"""What people see: tables, at any width, in any encoding, with and without a terminal."""

from __future__ import annotations

import os
import pty
import subprocess
from typing import TYPE_CHECKING

import pytest

from .conftest import COMMAND, environment

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .conftest import Done

NARROW = 40
# The call, and what a reader looks for.
TABLES = {
    "cases": ["harbour_league", "ukraine_2025_08", "The harbour league"],
    "check ukraine_2025_08": ["good: 0 errors"],
    "pact evaluate ukraine_2025_08": ["Who owes what", "RUS: Russia", "France, defend: breached"],
    "pact evaluate ukraine_2025_08 --at 1900-01-01": ["Nobody owes anything on 1900-01-01."],
    "pact evaluate ukraine_2025_08 --at 2027-02-10": ["The United States, defend: unknown"],
    "pact show guarantee": ["Article 4"],
    "pact lint harbour_pact": ["7 warnings"],
    "pact status ukraine_2025_08": ["Members", "Incidents", "Open duties", "500 million EUR"],
    "pact sheet ukraine_2025_08": [
        "Overdue or breached",
        "Still to be",
        "not attack",
        "DEU: Germany",
    ],
    "forecast harbour_league --draws 16": ["Tolls of Lind Harbour", "Compromise", "ships_first"],
    "forecast ukraine_2025_08 --draws 16": [
        "The models' means run from",
        "96 readings",
        "Before and after each change",
        "2025-08-15",
        "Single changes that would move the forecast most",
    ],
    "forecast ukraine_2025_08 --draws 16 --model challenge --rounds": [
        "settlement",
        "Who moved whom",
    ],
    "forecast harbour_league --draws 16 --rounds": ["Spatial model", "Challenge model"],
    "deter harbour_league --draws 16": ["reference", "Calden", "forces=large"],
    "settle harbour_league --draws 16": ["Equal shares", "Borsia", "Some package is acceptable"],
    "explore harbour_league --draws 16 --designs 3": ["reference", "regret", "results: runs/"],
    "stress harbour_league --draws 16 --designs 3": ["as drawn", "A: Calden leaves the guarantee"],
    "questions harbour_league --draws 16 --designs 3": ["What to ask whom", "Best of 3 designs"],
    "validate": ["emission_weighted_mean", "7.38996", "0 not"],
}


@pytest.mark.parametrize("call", TABLES)
def test_tables_for_people(foedus_command: Callable[..., Done], call: str) -> None:
    done = foedus_command(call)
    assert (done.code, done.err) == (0, "")
    for words in TABLES[call]:
        assert words in done.out
    assert "\x1b" not in done.out
    if not call.startswith("check"):  # its lines hold one place each, however long
        assert max(map(len, done.out.splitlines())) <= 110


def words_of(text: str) -> set[str]:
    """Return the words and figures of a table, or of the list that it turns into."""
    return {word.strip(":,") for word in text.split() if word[0].isalnum()}


@pytest.mark.parametrize(
    "call", ["cases", "pact status ukraine_2025_08", "pact sheet ukraine_2025_08", "validate"]
)
def test_a_narrow_terminal_breaks_no_word(foedus_command: Callable[..., Done], call: str) -> None:
    wide = foedus_command(call)
    narrow = foedus_command(call, COLUMNS=str(NARROW))
    assert (narrow.code, narrow.err) == (0, "")
    assert max(map(len, narrow.out.splitlines())) <= NARROW
    assert words_of(narrow.out) <= words_of(wide.out)
    # A list names its columns, but for the first, which heads each entry.
    assert words_of(wide.out) - words_of(narrow.out) <= {
        "case",
        "clause",
        "event",
        "figure",
        "party",
        "who",
    }


def test_colours_only_where_there_is_a_terminal_that_wants_them(tmp_path: Path) -> None:
    def seen(**changes: str) -> str:
        ours, theirs = pty.openpty()
        with subprocess.Popen(
            [*COMMAND, "pact", "status", "harbour_league"],
            cwd=tmp_path,
            env=environment({"TERM": "xterm", "COLUMNS": "100", **changes}),
            stdin=subprocess.DEVNULL,
            stdout=theirs,
            stderr=theirs,
        ) as job:
            os.close(theirs)
            told = b""
            try:
                while chunk := os.read(ours, 65536):
                    told += chunk
            except OSError:  # the other end is closed
                pass
            os.close(ours)
        assert job.returncode == 0
        return told.decode()

    assert "Members" in seen()
    # https://no-color.org: no colour, while bold is no colour
    assert "\x1b[3" not in seen(NO_COLOR="1")


@pytest.mark.parametrize(
    "locale",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "latin-1"},
    ],
    ids=lambda locale: " ".join(f"{k}={v}" for k, v in locale.items()),
)
def test_no_encoding_is_too_poor(foedus_command: Callable[..., Done], locale: dict) -> None:
    done = foedus_command("pact", "evaluate", "ukraine_2025_08", **locale)
    assert (done.code, done.err) == (0, "")
    assert "France, defend: breached" in done.out
    made = foedus_command("new", "mine", **locale)
    assert made.code == 0
    assert foedus_command("check", "mine", "--json", **locale).document()["ok"] is True
    odd = foedus_command("check", "caf\N{LATIN SMALL LETTER E WITH ACUTE}", "--json", **locale)
    assert odd.code == 2
    assert odd.said()
    assert "no case" in odd.document()["error"]


def in_bash(line: str, folder: Path) -> tuple[int, str, str]:
    """Run a line in which `foedus` is the command; return its code, stdout and stderr."""
    command = f"foedus() {{ '{COMMAND[0]}' -m foedus \"$@\"; }}\n"
    done = subprocess.run(
        ["/usr/bin/env", "bash", "-o", "pipefail", "-c", command + line],
        cwd=folder,
        env=environment({}),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("call", ["cases", "pact evaluate ukraine_2025_08 --json", "--help"])
def test_a_reader_that_leaves_is_no_error(tmp_path: Path, call: str) -> None:
    # The reader has left before the first byte comes.
    assert in_bash(f"foedus {call} | sleep 0", tmp_path) == (0, "", "")


def test_the_first_line_of_a_pipe(tmp_path: Path) -> None:
    line = "foedus pact evaluate ukraine_2025_08 --json | head -1"
    assert in_bash(line, tmp_path) == (0, "{\n", "")


@pytest.mark.parametrize("call", ["cases", "pact status ukraine_2025_08 --json"])
def test_an_answer_that_cannot_be_written(tmp_path: Path, call: str) -> None:
    code, out, err = in_bash(f"foedus {call} > /dev/full", tmp_path)
    assert (code, out) == (1, "")
    assert "No space left on device" in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("closed", "expected"),
    [
        ("<&-", (0, "good: 0 errors, 0 warnings\n", "")),
        (">&-", (0, "", "")),
        ("2>&-", (0, "good: 0 errors, 0 warnings\n", "")),
        ("<&- >&- 2>&-", (0, "", "")),
    ],
)
def test_closed_streams_and_another_folder(
    tmp_path: Path, closed: str, expected: tuple[int, str, str]
) -> None:
    (tmp_path / "else where").mkdir()
    line = f"foedus check harbour_league {closed}"
    assert in_bash(line, tmp_path / "else where") == expected


def test_the_words_of_an_article_stand_once(foedus_command: Callable[..., Done]) -> None:
    done = foedus_command("pact why harbour_league --duty defend:CAL:h8")
    assert done.out.count("Article 2: An attack on Aldmark") == 1
