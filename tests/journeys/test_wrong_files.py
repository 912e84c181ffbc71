# SPDX-License-Identifier: Apache-2.0
"""A wrong file: every problem at its place, in one pass, code 1, and never a traceback."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .conftest import Done

# What is replaced in the example, by what, and what is said about the new line.
MISTAKES = [
    ("as_of: 2031-05-06", "as_of: 2031-15-06", "as_of: is '2031-15-06'; must be a date"),
    ('"had seen no draft"', '"had seen a draft"', "statements[2].span: does not hold the quoted"),
    ("fallback: all_aldmark", "fallback: all_aldmarc", "did you mean 'all_aldmark'?"),
    ("    salience: {low: 0.6, mode: 0.8, high: 1,", "    sallience: {low: 0.6,", "is not a known"),
    ("ideal: {low: 20, mode: 45,", "ideal: {low: 50, mode: 45,", "has low 50 above mode 45"),
]


@pytest.fixture
def broken(foedus_command: Callable[..., Done], tmp_path: Path) -> list[str]:
    """Make the case `broken`, and return where its problems stand and what is said of each."""
    assert foedus_command("new", "broken").code == 0
    path = tmp_path / "broken" / "case.yaml"
    text = path.read_text("utf-8")
    for old, new, _ in MISTAKES:
        assert text.count(old) == 1
        text = text.replace(old, new)
    path.write_text(text, "utf-8")
    lines = text.splitlines()
    expected = []
    for _, new, words in MISTAKES:
        (number,) = [n for n, line in enumerate(lines, start=1) if new in line]
        if "span" in words:  # the span is what is wrong, a line above the words
            number -= 1
        expected.append(f"broken/case.yaml:{number}:|{words}")
    return expected


def assert_all_told(told: str, expected: list[str]) -> None:
    lines = told.splitlines()
    assert len(lines) == len(expected)
    for line, (place, words) in zip(lines, (e.split("|") for e in expected), strict=True):
        assert line.startswith(place)
        assert words in line


@pytest.mark.usefixtures("broken")
def test_check_tells_every_problem_in_one_pass(
    foedus_command: Callable[..., Done], broken: list[str]
) -> None:
    done = foedus_command("check", "broken")
    assert (done.code, done.err) == (1, "")
    *told, closing = done.out.splitlines()
    assert_all_told("\n".join(told), broken)
    assert closing == "not good: 5 errors, 0 warnings"
    document = foedus_command("check", "broken", "--json").document()
    assert document["ok"] is False
    assert [p["line"] for p in document["problems"]] == [int(e.split(":")[1]) for e in broken]


@pytest.mark.parametrize(
    "call",
    ["run", "forecast", "deter", "settle", "explore", "pact evaluate", "pact status"],
)
def test_no_command_computes_on_a_broken_case(
    foedus_command: Callable[..., Done], tmp_path: Path, broken: list[str], call: str
) -> None:
    done = foedus_command(call, "broken", "--json")
    assert done.code == 1
    assert_all_told(done.err, broken)
    document = done.document()
    assert document["error"] == done.err.rstrip("\n")
    assert len(document["problems"]) == len(broken)
    assert [path.name for path in tmp_path.iterdir()] == ["broken"]


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00", b"\xff\xfe{", b"- [", b"a: &x [*x]", b"{" * 5000, b"? : : -\t", b"schema: 7\n"],
    ids=["empty", "null", "not UTF-8", "open", "loop", "deep", "odd", "wrong"],
)
def test_what_is_no_case_file(
    foedus_command: Callable[..., Done], tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / "case.yaml").write_bytes(content)
    done = foedus_command("check", "odd", "--json")
    assert (done.code, done.err) == (1, "")
    problems = done.document()["problems"]
    assert problems
    assert all(problem["file"] == "odd/case.yaml" for problem in problems)


def test_files_of_pacts_and_events(foedus_command: Callable[..., Done], tmp_path: Path) -> None:
    assert foedus_command("new", "mine").code == 0
    pact, log = "mine/pacts/harbour_pact.yaml", "mine/events.yaml"
    good = foedus_command("pact", "evaluate", pact, "--events", log, "--at", "2032-06-01")
    assert good.out == foedus_command("pact", "evaluate", "mine").out
    assert good.out == foedus_command("pact", "evaluate", "mine/case.yaml").out

    missing = foedus_command("pact", "evaluate", pact)
    assert missing.code == 2
    assert "--events FILE" in missing.said()
    nowhere = foedus_command("pact", "evaluate", "mine", "--events", "nowhere.yaml")
    assert nowhere.code == 1
    assert nowhere.said().startswith("nowhere.yaml:0:0: ")
    path = tmp_path / log
    path.write_text(path.read_text("utf-8").replace("by: AMK", "by: AMQ"), "utf-8")
    wrong = foedus_command("pact", "status", "mine")
    assert wrong.code == 1
    assert wrong.err.startswith("mine/events.yaml:")
    assert "'AMQ'" in wrong.err
