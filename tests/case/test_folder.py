# SPDX-License-Identifier: Apache-2.0
"""A case folder, whatever it holds: a case or problems, and never an exception."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from foedus.case.folder import builtin_cases, find_case, load_case, read_case
from foedus.case.sources import SOURCES_VARIABLE
from foedus.errors import CallError, CaseError
from foedus.yamlfile import BYTES_LIMIT

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, harbour: Path) -> Path:
    """Give a copy of the invented case, for files that are put back."""
    return shutil.copytree(harbour, tmp_path_factory.mktemp("cases") / "harbour")


def told(folder: Path, data: bytes) -> list[str]:
    """Return what is told about other bytes in place of the case file."""
    path = folder / "case.yaml"
    right = path.read_bytes()
    try:
        path.write_bytes(data)
        case, problems = read_case(folder)
    finally:
        path.write_bytes(right)
    assert (case is None) == any(problem.severity == "error" for problem in problems)
    lines = [str(problem) for problem in problems]
    assert not any("\n" in line for line in lines)
    assert lines == [line.encode().decode() for line in lines]
    return lines


WHOLE = {
    "empty": (b"", "case.yaml:1:1: is empty; a mapping of keys to values is needed"),
    "list": (b"- a\n", "case.yaml:1:1: is not a mapping; a case file has keys and values"),
    "word": (b"hello", "case.yaml:1:1: is not a mapping; a case file has keys and values"),
    "other_mapping": (b"\n a: 1\n", "case.yaml:2:2: lacks the key 'schema'; it is required"),
    "not_utf_8": (b"title: \xe9\n", "case.yaml:1:8: byte 0xe9 is not UTF-8; save the file as"),
    "too_large": (b"#" * (BYTES_LIMIT + 1), "case.yaml:0:0: has 1,000,001 bytes; at most"),
}


@pytest.mark.parametrize("name", WHOLE)
def test_a_file_that_is_no_case(name: str, folder: Path) -> None:
    data, line = WHOLE[name]
    assert any(line in told_line for told_line in told(folder, data))


def test_a_file_full_of_unknown_names_is_told_in_time(folder: Path, text: str) -> None:
    flood = ", ".join(f"S{n}" for n in range(8_000))
    lines = told(folder, text.replace("cite: [B4]", f"cite: [{flood}]").encode())
    assert len(lines) == 8_000


def test_a_file_full_of_unknown_keys_is_told_in_time(folder: Path) -> None:
    lines = told(folder, "".join(f"key_{n}: 1\n" for n in range(8_000)).encode())
    assert re.search(r"has [0-9,]+ more problems of this kind", "\n".join(lines))


@settings(max_examples=40)
@given(st.binary(max_size=120))
def test_any_bytes_as_a_case_file(folder: Path, data: bytes) -> None:
    assert told(folder, data)


ODD = st.sampled_from(
    [
        *("", "~", "true", ".nan", "-.inf", "1e400", "9" * 400, "0x" + "f" * 300, "-1", "1.5"),
        *("2031-13-45", "2031-05-06", "2031-05-06T10:00:00", "0", "101", "inf", "nan", "'30'"),
        *("[]", "{}", "[[]]", "{a: b}", "[1, 2]", "[x, y]", '"\\0"', '"\\ud800"', "- x", "*a"),
        *("{low: 0, mode: 1, high: 2}", "{choice: {half: 1}}", "{choice: {'30': 0.5, half: 0.5}}"),
        *("{choice: {inf: 1}}", "{normal: [0, 1]}", "{beta: [1, 1]}", "{uniform: [-1e15, 1e15]}"),
        *("&a x", "!t x", "| \n  x", "\u0430", "x" * 5000, "@", "%", "<<", "=", "yes", "half"),
    ]
)
KEYS = st.sampled_from(
    [
        *("value", "low", "uniform", "normal", "within", "beta", "choice", "cite", "assume"),
        *("form", "schema", "id", "settles", "red_line", "at_least", "excludes", "guarantor"),
        *("points", "options", "ranking", "distance", "fallback", "consent", "embedded", "grade"),
        *("credence", "overrides", "participation", "relief", "salience", "<<", "''", "1"),
    ]
)


@st.composite
def spoilt(draw: st.DrawFn, lines: list[str]) -> str:
    """Delete, double and swap lines, replace values by odd ones, put in odd keys."""
    lines = list(lines)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        kind = draw(st.sampled_from(["delete", "double", "swap", "value", "word", "key", "indent"]))
        if kind == "delete":
            del lines[at]
        elif kind == "double":
            lines.insert(at, lines[at])
        elif kind == "swap":
            other = draw(st.integers(0, len(lines) - 1))
            lines[at], lines[other] = lines[other], lines[at]
        elif kind == "value":
            lines[at] = lines[at].partition(": ")[0] + ": " + draw(ODD)
        elif kind == "word":
            words = re.split(r"([\w.]+)", lines[at])
            place = draw(st.integers(0, len(words) // 2 - 1)) * 2 + 1 if len(words) > 1 else 0
            words[place] = draw(ODD)
            lines[at] = "".join(words)
        elif kind == "key":
            indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
            lines.insert(at + 1, f"{indent}{draw(KEYS)}: {draw(ODD)}")
        else:
            lines[at] = " " + lines[at]
    return "\n".join(lines)


@settings(max_examples=40)
@given(data=st.data())
def test_any_spoilt_case_file(folder: Path, text: str, data: st.DataObject) -> None:
    lines = [line for line in text.splitlines() if line.strip() and line.lstrip()[0] != "#"]
    for line in told(folder, data.draw(spoilt(lines)).encode()):
        assert re.match(r".+\.yaml:\d+:\d+: ", line)


@settings(max_examples=8)
@given(st.binary(max_size=60))
@example(b"- 1")
def test_any_bytes_beside_a_case_file(folder: Path, data: bytes) -> None:
    for name in ("events.yaml", "pacts/harbour_pact.yaml"):
        path = folder / name
        right = path.read_bytes()
        try:
            path.write_bytes(data)
            case, problems = read_case(folder)
        finally:
            path.write_bytes(right)
        assert case is None or not any(p.severity == "error" for p in problems)


def test_every_file_of_a_folder_is_told_in_one_pass(folder: Path) -> None:
    log = folder / "events.yaml"
    right = log.read_bytes()
    try:
        log.write_bytes(b"events: [\n")
        lines = told(folder, b"title: [a]\n")
    finally:
        log.write_bytes(right)
    files = {line.partition(":")[0].rpartition("/")[2] for line in lines}
    assert files == {"case.yaml", "events.yaml"}


def test_a_pact_that_cannot_be_read_is_one_problem(folder: Path) -> None:
    pact = folder / "pacts" / "harbour_pact.yaml"
    right = pact.read_bytes()
    try:
        pact.write_bytes(b"pact: [\n")
        _, problems = read_case(folder)
    finally:
        pact.write_bytes(right)
    assert [problem.file for problem in problems] == [str(pact)]


def test_loading_raises_with_every_error_and_no_warning(folder: Path, text: str) -> None:
    spoilt_text = text.replace("target: aldmark", "target: aldmrk").replace("at: 25", "at: 250")
    path = folder / "case.yaml"
    try:
        path.write_text(spoilt_text.replace("file: bulletin.txt", "file: b.txt"), "utf-8")
        with pytest.raises(CaseError) as raised:
            load_case(folder)
    finally:
        path.write_text(text, "utf-8")
    assert [p.path for p in raised.value.problems] == ["issues[0].points[1].at", "war.target"]


def test_a_case_is_found_by_name_by_folder_and_by_file(folder: Path) -> None:
    built_in = builtin_cases()["harbour_league"]
    assert find_case("harbour_league") == built_in
    assert find_case(folder) == find_case(folder / "case.yaml") == folder


@pytest.mark.parametrize("name", ["harbor_league", "a\0b", "x" * 5000, "", "no/such/folder"])
def test_a_case_that_is_not_there(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CallError, match=r"harbour_league|holds no case\.yaml") as raised:
        find_case(name)
    assert len(str(raised.value)) < 500


def test_a_folder_without_a_case_file(tmp_path: Path) -> None:
    with pytest.raises(CallError, match=r"holds no case\.yaml; give a case folder"):
        find_case(tmp_path)


def test_a_fingerprint_changes_with_every_file_that_counts(tmp_path: Path, harbour: Path) -> None:
    folder = shutil.copytree(harbour, tmp_path / "c")
    seen = {load_case(folder).fingerprint()}
    for name in ("case.yaml", "events.yaml", "pacts/harbour_pact.yaml"):
        with (folder / name).open("a", encoding="utf-8") as stream:
            stream.write("# more\n")
        seen.add(load_case(folder).fingerprint())
    assert len(seen) == 4


LINKS = {"out": "../../elsewhere.txt", "in": "bulletin.txt", "loop": "link.txt", "nowhere": "gone"}


@pytest.mark.parametrize("kind", LINKS)
def test_links_among_the_sources(kind: str, tmp_path: Path, harbour: Path) -> None:
    """A link may stay among the sources; one that leaves them is refused."""
    folder = shutil.copytree(harbour, tmp_path / "c")
    shutil.copy(folder / "sources" / "bulletin.txt", tmp_path / "elsewhere.txt")
    (folder / "sources" / "link.txt").symlink_to(LINKS[kind])
    text = (folder / "case.yaml").read_text("utf-8").replace("bulletin.txt\n", "link.txt\n")
    _, problems = read_case_with(folder, text)
    expected = {"out": ["leaves the case"], "in": []}.get(kind, ["is not at hand"])
    assert [word for word in expected if word in " ".join(problems)] == expected
    assert len(problems) == len(expected)


def read_case_with(folder: Path, text: str) -> tuple[object, list[str]]:
    (folder / "case.yaml").write_text(text, "utf-8")
    case, problems = read_case(folder)
    return case, [str(problem) for problem in problems]


SOURCES = {
    "not_utf_8": (b"\xff\xfe\x00", "cannot be read as UTF-8"),
    "too_large": (b"x" * 5_000_001, "is larger than 5,000,000 bytes; give a shorter text"),
    "changed": (b"another text", "the text must be the one that was cited"),
}


@pytest.mark.parametrize("name", SOURCES)
def test_sources_that_do_not_do(name: str, tmp_path: Path, harbour: Path) -> None:
    data, told_words = SOURCES[name]
    folder = shutil.copytree(harbour, tmp_path / "c")
    (folder / "sources" / "bulletin.txt").write_bytes(data)
    _, problems = read_case(folder)
    assert [told_words in problem.message for problem in problems] == [True]


def test_a_text_may_lie_on_the_readers_own_shelf(
    tmp_path: Path, harbour: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = shutil.copytree(harbour, tmp_path / "c")
    (tmp_path / "shelf").mkdir()
    shutil.move(folder / "sources" / "bulletin.txt", tmp_path / "shelf")
    _, problems = read_case(folder)
    assert [p.severity for p in problems] == ["warning"]
    monkeypatch.setenv(SOURCES_VARIABLE, str(tmp_path / "shelf"))
    assert read_case(folder)[1] == []
