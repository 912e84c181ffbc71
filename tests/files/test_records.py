# SPDX-License-Identifier: Apache-2.0
"""A check that fails is told in plain words: what stands there, and what could."""

from __future__ import annotations

from typing import Annotated, Literal

import pytest
from pydantic import Field

from foedus.problems import MOST_PROBLEMS, did_you_mean, listing, one_line, shown
from foedus.records import Day, Flag, Name, Number, Record, Whole, Words, build
from foedus.uncertain import UncertainNumber
from foedus.yamlfile import read_text


class Inner(Record):
    """A part."""

    size: Annotated[Number, Field(gt=0, le=10)] = 1


class Outer(Record):
    """A file."""

    form: Literal["a/1", "b/1"] = Field("a/1", alias="schema")
    name: Name = "x"
    title: Words = "X"
    day: Day | None = None
    count: Whole = 0
    sure: Flag = False
    either: Number | str = 0
    pair: tuple[Number, Number] = (0, 1)
    many: Annotated[tuple[Inner, ...], Field(max_length=2)] = ()
    table: dict[Name, Inner | Whole] = Field(default_factory=dict)
    number: UncertainNumber | None = None


CASES = {
    "schema: a/2": "1:9: schema: is 'a/2' (did you mean 'a/1'?); allowed: a/1, b/1",
    "form: a/1": "1:1: form: is not a known key; allowed: schema, name, title, day, count",
    "nmae: x": "1:1: nmae: is not a known key (did you mean 'name'?)",
    "many: [{siz: 2}]": "1:9: many[0].siz: is not a known key (did you mean 'size'?); allowed:",
    "table: {a: {siz: 2}}": "1:13: table.a.siz: is not a known key (did you mean 'size'?)",
    "many: [{size: 11}]": "1:15: many[0].size: is 11; must be at most 10",
    "many: [{size: 0}]": "1:15: many[0].size: is 0; must be greater than 0",
    "many: [{}, {}, {}]": "1:7: many: has 3 items; must have at most 2",
    "many: [2]": "1:8: many[0]: is 2; must be a mapping of keys to values",
    "pair: [1]": "1:7: pair: has 1 item; must have at least 2",
    "pair: []": "1:7: pair: has 0 items; must have at least 2",
    "pair: [1, 2, 3]": "1:7: pair: has 3 items; must have at most 2",
    "either: [1]": "1:9: either: is a list; must be a number or text",
    "either: true": "1:9: either: is true; must be a number or text (put it into quotes)",
    "count: 1.0": "1:8: count: is 1; must be a whole number",
    "count: '1'": "1:8: count: is '1'; must be a whole number (leave out the quotes)",
    "sure: 1": "1:7: sure: is 1; must be true or false",
    "sure: yes": "1:7: sure: is 'yes'; must be true or false",
    "day: 20310506": "1:6: day: is 20310506; must be a date such as 2025-08-17",
    "day: 2031-05-06 10:00": "1:6: day: is '2031-05-06 10:00'; must be a date such as 2025-08-17",
    "day: '٢٠٣١-05-06'": "1:6: day: is '٢٠٣١-05-06'; must be a date such as 2025-08-17",
    "title: '  '": "1:8: title: is '  '; must not be empty",
    "number: [1]": "1:9: number: is a list; must be one of: a plain number, {low, mode, high}",
    "number: {low: x, mode: 1, high: 2}": "1:15: number.low: is 'x'; must be a number",
}


@pytest.mark.parametrize("text", CASES)
def test_what_is_wrong_is_told_in_plain_words(text: str) -> None:
    document, _ = read_text(text, "x")
    record, problems = build(document, Outer)
    assert record is None
    assert len(problems) == 1
    assert str(problems[0]).startswith(f"x:{CASES[text]}")


def test_a_part_of_a_file_is_checked_where_it_stands() -> None:
    document, _ = read_text("a:\n  - size: 1\n  - size: 12\n", "x")
    assert build(document, Inner, ("a", 0)) == (Inner(size=1), [])
    _, problems = build(document, Inner, ("a", 1))
    assert [str(p) for p in problems] == ["x:3:11: a[1].size: is 12; must be at most 10"]


def test_a_flood_of_problems_is_counted() -> None:
    flood = "".join(f"k{n}: 1\n" for n in range(MOST_PROBLEMS + 1000))
    document, _ = read_text(flood, "x")
    _, problems = build(document, Outer)
    assert len(problems) == MOST_PROBLEMS + 1
    assert problems[-1].message == "has 1,000 more problems of this kind"


def test_a_name_is_found_whatever_its_capitals() -> None:
    assert did_you_mean("CALDEN", ["calden", "caldera"]) == " (did you mean 'calden'?)"
    assert did_you_mean(7, ["calden"]) == ""
    assert did_you_mean("x" * 10**6, ["x" * 10**5]) == ""


def test_a_name_that_stands_twice_is_listed_once() -> None:
    assert listing(["b", "a", "b"]) == "b, a"
    assert listing([]) == "(none)"


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("a\nb\x1b[0m\u2028\ud800", r"'a\nb\x1b[0m\u2028\ud800'"),
        ("é😀", "'é😀'"),
        (0.1 + 0.2, "0.3"),
        (10**80, f"1{'0' * 56}..."),
        ("x" * 99, f"'{'x' * 57}...'"),
    ],
)
def test_a_value_is_shown_on_one_line(value: object, told: str) -> None:
    assert shown(value) == told


def test_text_of_one_line_stays_as_it_is() -> None:
    assert one_line("plain, with ü and 中") == "plain, with ü and 中"
