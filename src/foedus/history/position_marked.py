# SPDX-License-Identifier: Apache-2.0
"""Input files of the decide-exchange-model, as its page "Input files" describes them.

A line begins with a mark: ``#A`` defines an actor, ``#P`` an issue, ``#M`` what a position on an
issue means, ``#D`` what an actor wants on an issue; ``#/`` and ``#0`` are remarks.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

from foedus.problems import did_you_mean, listing, shown

if TYPE_CHECKING:
    from foedus.history.position_cells import Positions
    from foedus.history.table_reading import Row, Sheet

_MARK = re.compile(r"""^[ \t]*(["']?)#[APMD]\1 *([,;\t|])""", re.MULTILINE)
_REMARK = re.compile(r"""[ \t]*["']?#[/0O]""")
_MOST_NAMES: Final = 500
_SCALE: Final = (0.0, 100.0)
"""The ends of an issue that no two #M lines describe."""


def is_marked(sheet: Sheet) -> bool:
    """Say whether lines begin with marks, and take the separator and quotes of the first one."""
    (first,) = sheet.first_lines(1)
    mark = _MARK.search("".join(sheet.lines)) if first.lstrip(" \t\"'")[:1] == "#" else None
    if mark:
        sheet.quote, sheet.separator = mark[1] or '"', mark[2]
    return mark is not None


def read_marked(positions: Positions) -> None:
    """Read an input file of the decide-exchange-model; its keys become the names."""
    sheet = positions.sheet
    sheet.notes.append("Read as an input file of the decide-exchange-model.")
    # A remark is free text: what is in it need not be cells.
    sheet.lines = ["\n" if _REMARK.match(line) else line for line in sheet.lines]
    lines: dict[str, list[Row]] = {"#A": [], "#P": [], "#M": [], "#D": []}
    for row in sheet.rows():
        mark = row.cells[0].upper()
        if mark in lines:
            lines[mark].append(row.trimmed())
        else:
            message = (
                f"begins with {shown(row.cells[0])}; allowed: {listing(lines)}, #/ for remarks"
            )
            sheet.say(row.line, 1, message)
    actors = _defined(sheet, lines["#A"], "actor")
    issues = _defined(sheet, lines["#P"], "issue")
    scales = {issue: _Scale(positions) for issue in issues}
    for row in sheet.while_listed(lines["#M"]):
        if _is_whole(sheet, row, "issue, position") and _known(sheet, row, 1, issues, "issue"):
            scales[row.cells[1]].add(row)
    for row in sheet.while_listed(lines["#D"]):
        if not _is_whole(sheet, row, "actor, issue, position, salience, power"):
            continue
        known = _known(sheet, row, 1, actors, "actor")
        if _known(sheet, row, 2, issues, "issue") and known:
            wanted = scales[row.cells[2]].position(row), positions.salience(row, 4)
            positions.add(row, row.cells[2], row.cells[1], (*wanted, positions.power(row, 5)))
    if any(scale.used for scale in scales.values()):
        sheet.notes.append("Positions given in words are read as the numbers in their #M lines.")
    held = {issue for issue, _ in positions.cells}
    left = [issue for issue in issues if issue not in held]
    if left:
        sheet.notes.append(f"Issues on which nobody has a position are left out: {listing(left)}.")


def _is_whole(sheet: Sheet, row: Row, needed: str) -> bool:
    """Say whether a line has the cells that its mark needs; more are remarks."""
    short = len(row.cells) < needed.count(",") + 2
    if short:
        has = f"has {len(row.cells) - 1} cells after {row.cells[0]}"
        sheet.say(row.line, 1, f"{has}; needed: {needed}")
    return not short


def _defined(sheet: Sheet, rows: list[Row], what: str) -> dict[str, int]:
    """Return the keys that lines define, each with its line."""
    keys: dict[str, int] = {}
    for row in rows:
        if not _is_whole(sheet, row, f"the key of the {what}"):
            continue
        key = sheet.name(row, 1, what)
        if key in keys:
            message = f"{shown(key)} is defined already, on line {keys[key]}; define it once"
            sheet.say(row.line, row.column(1), message, what)
        keys.setdefault(key, row.line)
    return keys


def _known(sheet: Sheet, row: Row, place: int, known: dict[str, int], what: str) -> bool:
    """Say whether a cell holds a key that is defined."""
    key = row.cells[place]
    if key not in known:
        message = f"is {shown(key)}, which no line defines{did_you_mean(key, known)}"
        defined = listing(known) if len(known) <= _MOST_NAMES else f"{len(known):,} others"
        sheet.say(row.line, row.column(place), f"{message}; defined: {defined}", what)
    return key in known


class _Scale:
    """The positions that #M lines give an issue: its ends, and what each position means."""

    def __init__(self, positions: Positions) -> None:
        self.positions = positions
        self.values: list[float] = []
        self.meanings: dict[str, float] = {}
        self.used = False

    def add(self, row: Row) -> None:
        """Take a #M line."""
        value = self.positions.position(row, 2)
        if not math.isnan(value):
            self.values.append(value)
            for meaning in row.cells[3:4]:
                self.meanings[meaning.casefold()] = value

    def position(self, row: Row) -> float:
        """Return the position of a #D line: a number within the ends, or one of the meanings."""
        sheet, text = self.positions.sheet, row.cells[3]
        meant = self.meanings.get(text.casefold())
        if meant is not None and not sheet.is_number(text):
            self.used = True
            return meant
        if self.meanings and not sheet.is_number(text):
            message = f"is {shown(text)}{did_you_mean(text, self.meanings)}"
            must = "must be a number, or words of the issue's #M lines"
            sheet.say(row.line, row.column(3), f"{message}; {must}", "position")
            return math.nan
        value = self.positions.position(row, 3)
        told = len(self.values) > 1
        low, high = (min(self.values), max(self.values)) if told else _SCALE
        if value < low or value > high:
            why = "as the issue's #M lines say" if told else "as the issue has no #M lines"
            message = f"is {shown(text)}; must be from {low:g} to {high:g}, {why}"
            sheet.say(row.line, row.column(3), message, "position")
        return value
