# SPDX-License-Identifier: Apache-2.0
"""Whatever a YAML file holds, reading it gives values with places, and problems: never more."""

from __future__ import annotations

import datetime as dt
import math
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from foedus.yamlfile import BYTES_LIMIT, DEPTH_LIMIT, NODES_LIMIT, read_document, read_text

if TYPE_CHECKING:
    from pathlib import Path


def bomb(rows: int) -> str:
    """Return lists of nine aliases to lists of nine aliases, and so on."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, rows)]
    return "\n".join(lines)


@dataclass(frozen=True)
class Refusal:
    """A text that cannot be read as it is, and its one problem."""

    name: str
    text: str
    told: str


REFUSALS = [
    Refusal("nothing", "", "x.yaml:1:1: is empty; a mapping of keys to values is needed"),
    Refusal("comments_alone", "# one\n# two\n", "x.yaml:1:1: is empty"),
    Refusal("null_alone", "~\n", "x.yaml:1:1: is empty"),
    Refusal("anchor_alone", "&a\n", "x.yaml:1:1: is empty"),
    Refusal(
        "two_documents", "a: 1\n---\nb: 2\n", "x.yaml:2:1: is not valid YAML: a second document"
    ),
    Refusal(
        "end_and_more", "a: 1\n...\nb: 2\n", "x.yaml:3:1: is not valid YAML: a second document"
    ),
    Refusal(
        "other_version", "# c\n%YAML 1.1\n---\na: yes\n", "x.yaml:2:1: a line that begins with '%'"
    ),
    Refusal("tag_shorthand", "%TAG ! tag:a,1:\n---\na: !b 1\n", "x.yaml:1:1: a line that begins"),
    Refusal(
        "alias_to_itself", "b: 1\na: &a [*a]\n", "x.yaml:2:4: a[0]: is an alias to a value that"
    ),
    Refusal("alias_to_its_parent", "a: &a {b: [1, *a]}\n", "a.b[1]: is an alias to a value that"),
    Refusal(
        "alias_to_nothing", "a: *b\n", "x.yaml:1:4: is not valid YAML: found undefined alias 'b'"
    ),
    Refusal("alias_bomb", bomb(9), f"has over {NODES_LIMIT:,} values once aliases are expanded"),
    Refusal(
        "deep_flow", "[" * 90_000, f"x.yaml:1:{DEPTH_LIMIT + 2}: is nested deeper than 40 levels"
    ),
    Refusal("deep_closed", "[" * 60 + "]" * 60, "is nested deeper than 40 levels; flatten it"),
    Refusal("deep_maps", "{a: " * 3000, "is nested deeper than 40 levels"),
    Refusal("deep_block", "".join(f"{' ' * n}a:\n" for n in range(99)), "x.yaml:41:41: is nested"),
    Refusal("tag", "a: !x 1\n", "x.yaml:1:4: a: has the tag '!x'; tags are not allowed"),
    Refusal("tag_on_a_list", "a: !!python/tuple [1]\n", "x.yaml:1:4: a: has the tag"),
    Refusal("tag_on_a_mapping", "a: !!set {b, c}\n", "x.yaml:1:4: a: has the tag"),
    Refusal("tag_on_a_key", "b: 1\n!x a: 1\n", "x.yaml:2:1: a: is a key with a tag"),
    Refusal("binary", "a: !!binary aGk=\n", "a: has the tag 'tag:yaml.org,2002:binary'"),
    Refusal("merge_key", "a: &a {b: 1}\nc:\n  <<: *a\n", "x.yaml:3:3: c.<<: is a merge key; write"),
    Refusal(
        "key_twice", "a: 1\nb: 2\n'a': 3\n", "x.yaml:3:1: a: stands twice; first on line 1; keep"
    ),
    Refusal("key_list", "? [a]\n: 1\n", "x.yaml:1:3: ?: is a key that is a list or mapping"),
    Refusal(
        "bell", "a: 1\nbc: \x07\n", "x.yaml:2:5: character 0x07 is a control character; remove"
    ),
    Refusal("nul", "a: \0\n", "x.yaml:1:4: character 0x00 is a control character"),
    Refusal("noncharacter", "a: \uffff\n", "x.yaml:1:4: character 0xffff"),
    Refusal("next_line", "a: b\x85c: d\n", "x.yaml:1:5: character 0x85"),
    Refusal(
        "written_out_bell", 'a: "\\a"\n', "x.yaml:1:4: a: is '\\x07', with a control character"
    ),
    Refusal("half_a_character", 'a: "\\udc00"\n', "x.yaml:1:4: a: is '\\udc00', with a control"),
    Refusal("no_character_at_all", 'a: "\\U00110000"\n', "is not YAML that can be read"),
    Refusal("tab", "a:\n\tb: 1\n", "x.yaml:2:1: is not valid YAML: a tab stands where none can;"),
    Refusal(
        "open_quotation", 'a: 1\nb: "x\nc: 3\n', "x.yaml:2:4: is not valid YAML: a quotation mark"
    ),
    Refusal("open_bracket", "a: [1, 2\nb: 3\n", "is missing (inside what begins on line 1); close"),
    Refusal(
        "colon_in_text", "a: b: c\n", "x.yaml:1:5: is not valid YAML: a colon stands where no key"
    ),
    Refusal(
        "crooked_list", "a:\n  - 1\n - 2\n", "x.yaml:3:2: is not valid YAML: this does not line up"
    ),
    Refusal(
        "no_colon",
        "a: 1\nb\nc: 3\n",
        "x.yaml:2:1: is not valid YAML: a key has no colon; write a colon",
    ),
    Refusal(
        "nothing_after_a_bracket", "a: [\n", "x.yaml:2:1: is not valid YAML: a value is missing"
    ),
    Refusal("reserved_sign", "a: @b\n", "put text that begins with this character into quotes"),
]


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.name)
def test_what_cannot_be_read_is_told_once(refusal: Refusal) -> None:
    _, problems = read_text(refusal.text, "x.yaml")
    assert len(problems) == 1
    assert refusal.told in str(problems[0])
    assert "\n" not in str(problems[0])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_columns_are_the_same_whatever_ends_a_line(end: str) -> None:
    lines = ["a: 1", "b:", "  c: é😀 x", "  d: [1, 2]", "b: 3", ""]
    document, problems = read_text(end.join(lines), "x.yaml")
    assert [str(p) for p in problems] == ["x.yaml:5:1: b: stands twice; first on line 2; keep one"]
    assert document.tree == {"a": 1, "b": {"c": "é😀 x", "d": [1, 2]}}
    assert document.place(("b", "d", 1)) == (4, 10)
    assert document.place(("b", "c")) == (3, 6)
    assert document.place(("b", "d"), key=True) == (4, 3)


def test_a_place_that_is_not_there_is_that_of_what_is_around_it() -> None:
    document, _ = read_text("a:\n  b: 1\n", "x.yaml")
    assert document.place(("a", "c", 3)) == document.place(("a",)) == (2, 3)
    assert document.place(("z",)) == (1, 1)


def test_nothing_after_a_colon_stands_at_its_key() -> None:
    document, _ = read_text("a:\n  b:\n# comment\nc: ''\n", "x.yaml")
    assert document.tree == {"a": {"b": None}, "c": ""}
    assert document.place(("a", "b")) == (2, 3)
    assert document.place(("c",)) == (4, 4)


def test_plain_values_are_those_of_yaml_1_2() -> None:
    text = (
        "[yes, on, no, y, True, false, null, ~, 010, 0o17, 0x1F, -1_000, 1e3, +.5, .inf, 12:30,"
        " 2031-05-06, 2031-5-6, 2031-02-30, '1', =, <<, 1.2.3, 2031-05-06T10:00:00+02:00]"
    )
    document, problems = read_text(text, "x.yaml")
    words = ["yes", "on", "no", "y", True, False, None, None]
    numbers = [10, 15, 31, -1000, 1000.0, 0.5, math.inf, "12:30"]
    days = [dt.date(2031, 5, 6), "2031-5-6", "2031-02-30"]
    moment = dt.datetime(2031, 5, 6, 10, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    assert problems == []
    assert document.tree == [*words, *numbers, *days, "1", "=", "<<", "1.2.3", moment]


def test_a_number_of_thousands_of_digits_is_left_as_text() -> None:
    document, problems = read_text(f"a: {'9' * 5000}\nb: 0x{'f' * 5000}\n", "x.yaml")
    assert problems == []
    assert {type(value) for value in document.tree.values()} == {str}


def test_the_same_anchor_may_stand_twice() -> None:
    document, problems = read_text("a: &x 1\nb: &x 2\nc: *x\n", "x.yaml")
    assert (document.tree, problems) == ({"a": 1, "b": 2, "c": 2}, [])


def write(folder: Path, data: bytes) -> Path:
    path = folder / "x.yaml"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "byte_order_mark"])
def test_bytes_that_are_not_utf_8_are_told_by_character(tmp_path: Path, mark: bytes) -> None:
    path = write(tmp_path, mark + "a: 1\r\né: ü".encode() + b"\xff\n")
    document, problems = read_document(path, name="x.yaml")
    assert document.tree is None
    assert [str(p) for p in problems] == [
        "x.yaml:2:5: byte 0xff is not UTF-8; save the file as UTF-8"
    ]


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    document, problems = read_document(write(tmp_path, b"\xef\xbb\xbfa: 1\n"))
    assert (document.tree, problems, document.place(("a",))) == ({"a": 1}, [], (1, 4))


def test_utf_16_is_refused(tmp_path: Path) -> None:
    _, problems = read_document(write(tmp_path, "a: 1\n".encode("utf-16")))
    assert "is not UTF-8" in problems[0].message


def test_a_large_file_is_refused_unread(tmp_path: Path) -> None:
    path = write(tmp_path, b"#" * (BYTES_LIMIT + 1))
    _, problems = read_document(path, name="x.yaml")
    assert str(problems[0]) == "x.yaml:0:0: has 1,000,001 bytes; at most 1,000,000 are allowed"
    path.write_bytes(b"a: 1 " + b"#" * (BYTES_LIMIT - 5))
    assert read_document(path)[1] == []


def test_a_line_of_a_million_characters_is_read(tmp_path: Path) -> None:
    document, problems = read_document(write(tmp_path, b"a: " + b"x" * (BYTES_LIMIT - 3)))
    assert problems == []
    assert len(document.tree["a"]) == BYTES_LIMIT - 3


@pytest.mark.parametrize("kind", ["absent", "folder", "pipe", "name"])
def test_what_is_no_file_is_refused(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "x.yaml"
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "name":
        path = tmp_path / ("x" * 5000)
    document, problems = read_document(path, name="x.yaml")
    assert document.tree is None
    assert str(problems[0]).startswith("x.yaml:0:0: ")


@settings(max_examples=150)
@given(st.binary(max_size=200))
@example(b"\xff\xfe")
@example(b"? {\n")
@example(b"- |9\n x")
@example(b"a: !<tag:yaml.org,2002:int> x\n")
@example(b"a: !!timestamp 2031\n")
@example(b"a: !!float 0x\n")
@example(b"--- >-\n\n\n")
def test_any_bytes_give_values_or_problems(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    document, problems = read_document(write(tmp_path_factory.getbasetemp(), data))
    assert (document.tree is None) <= bool(problems)


SIGNS = st.sampled_from(
    [*"[]{}:,-?|>&*!#%@`'\"\\ \n\t~0a=<.", "\n  ", ": ", "- ", "&a ", "*a", "<<"]
)


@settings(max_examples=300)
@given(st.lists(SIGNS, max_size=30).map("".join))
def test_any_signs_of_yaml_give_values_or_problems(text: str) -> None:
    document, problems = read_text(text, "x.yaml")
    assert (document.tree is None) <= bool(problems)
    assert all("\n" not in str(problem) for problem in problems)
