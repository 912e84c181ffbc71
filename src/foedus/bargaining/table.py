# SPDX-License-Identifier: Apache-2.0
"""Forecasts for a table of positions: issue, actor, position, salience, power."""

from __future__ import annotations

import csv
import difflib
import math
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from foedus.bargaining import MODELS
from foedus.bargaining.forecast import LEVELS
from foedus.bargaining.outcome import quantiles
from foedus.errors import TableError
from foedus.problems import MOST_PROBLEMS, Problem, listing, shown

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS: Final = ("issue", "actor", "position", "salience", "power")
NUMBERS: Final = ("position", "salience", "power")
BYTES_LIMIT: Final = 20_000_000
MOST_ACTORS: Final = 1_000
"""On one issue; elections compare every pair of positions."""
LARGEST: Final = 1e12
"""Numbers beyond this are taken for mistakes; sums of their products would lose every digit."""


def read_table(path: Path) -> tuple[dict[str, list[dict[str, Any]]], list[str]]:
    """Read a CSV table of positions.

    Parameters
    ----------
    path : Path
        UTF-8, comma-separated, with the columns issue, actor, position (any scale), salience and
        power (not negative); others are passed over.

    Returns
    -------
    rows : dict
        By issue, in the table's order.
    notes : list of str
        What was taken to be meant, such as salience in percent.

    Raises
    ------
    TableError
        With every problem, each with its line and column.
    """
    reader = _Reader(path)
    reader.read()
    if reader.problems:
        raise TableError(reader.problems)
    return dict(reader.issues), _percent(reader.issues)


class _Reader:
    """Goes through a table once and collects its rows and everything that is wrong."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self.issues: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.lines: dict[tuple[str, str], int] = {}

    def say(self, line: int, column: int, message: str, path: str = "") -> None:
        if len(self.problems) == MOST_PROBLEMS:
            message = "has more problems; these are the first"
        if len(self.problems) > MOST_PROBLEMS:
            return
        self.problems.append(Problem(str(self.path), line, column, path, "error", message))

    def text(self) -> str:
        try:
            if self.path.stat().st_size > BYTES_LIMIT:
                self.say(0, 0, f"has over {BYTES_LIMIT:,} bytes; give a smaller table")
                return ""
            return self.path.read_text("utf-8-sig")
        except OSError as error:
            self.say(0, 0, f"cannot be read ({error.strerror}); give a CSV file")
        except UnicodeDecodeError as error:
            self.say(0, 0, f"is not UTF-8 at byte {error.start}; save it as UTF-8")
        return ""

    def read(self) -> None:
        written = self.text().splitlines()
        lines = csv.reader(written, strict=True)
        if self.problems:
            return
        try:
            header = [name.strip().lower() for name in next(lines, [])]
            self.check_header(header)
            if not self.problems:
                for cells in lines:
                    if any(cell.strip() for cell in cells):
                        self.row(header, cells, lines.line_num, written[lines.line_num - 1])
        except csv.Error as error:
            self.say(lines.line_num, 1, f"is not CSV that can be read ({error})")
        if not self.problems and not self.issues:
            self.say(2, 1, "has no rows; give at least one position")

    def check_header(self, header: list[str]) -> None:
        others = [name for name in header if name not in COLUMNS]
        for name in COLUMNS:
            if name not in header:
                near = difflib.get_close_matches(name, others, n=1)
                instead = f", but has {shown(near[0])}" if near else ""
                self.say(1, 1, f"lacks the column '{name}'{instead}; needed: {listing(COLUMNS)}")
            elif header.count(name) > 1:
                self.say(1, 1, f"has the column '{name}' twice; give it once")

    def row(self, header: list[str], cells: list[str], line: int, written: str) -> None:
        if len(cells) != len(header):
            self.say(line, 1, f"has {len(cells)} cells; the header has {len(header)}")
            return
        before = len(self.problems)
        row: dict[str, Any] = {}
        places = _places(written, len(cells))
        for name, cell, place in zip(header, cells, places, strict=True):
            if name in COLUMNS:
                row[name] = self.cell(name, cell.strip(), line, place)
        if len(self.problems) > before:
            return
        key = (row["issue"], row["actor"])
        if key in self.lines:
            known = f"{shown(key[1])} has a position on {shown(key[0])} already"
            self.say(line, 1, f"{known}, on line {self.lines[key]}; give it once")
        elif len(self.issues[row["issue"]]) == MOST_ACTORS:
            self.say(line, 1, f"is one actor too many on {shown(key[0])}; at most {MOST_ACTORS:,}")
        else:
            self.lines[key] = line
            self.issues[row["issue"]].append(row)

    def cell(self, name: str, text: str, line: int, column: int) -> str | float:
        if name not in NUMBERS:
            if not text:
                self.say(line, column, "is empty; give a name", name)
            return text
        value = _number(text)
        if math.isnan(value):
            must = f"must be a number from {-LARGEST:g} to {LARGEST:g}"
            self.say(line, column, f"is {shown(text)}; {must}", name)
        elif name != "position" and value < 0:
            self.say(line, column, f"is {shown(text)}; must not be negative", name)
        return value


def _places(written: str, cells: int) -> list[int]:
    """Return the column at which each cell of a line starts, or 1 where a row spans lines."""
    places, quoted = [1], False
    for index, character in enumerate(written, start=1):
        quoted ^= character == '"'
        if character == "," and not quoted:
            places.append(index + 1)
    return places if len(places) == cells else [1] * cells


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return math.nan
    return value if abs(value) <= LARGEST else math.nan


def _percent(issues: dict[str, list[dict[str, Any]]]) -> list[str]:
    """Read salience as percent where it goes above 1, and say so."""
    rows = [row for listed in issues.values() for row in listed]
    if max(row["salience"] for row in rows) <= 1:
        return []
    for row in rows:
        row["salience"] /= 100
    return ["Salience goes above 1, so it is read as percent."]


def forecast_table(path: Path) -> dict[str, Any]:
    """Return what each model expects on each issue of a table; see `read_table`.

    Returns
    -------
    dict
        In the shape of the forecast of a case. A point model's quantiles are all its point.
    """
    issues, notes = read_table(path)
    answers = []
    for issue, rows in issues.items():
        arrays = [np.array([[row[name] for row in rows]]) for name in NUMBERS]
        models = []
        for name, card in MODELS.items():
            forecast = card.forecast(*arrays)
            spread = quantiles(forecast, LEVELS)
            models.append(
                {
                    "model": name,
                    "title": card.title,
                    "point": float(forecast.points[0]),
                    "quantiles": {
                        str(level): float(q) for level, q in zip(LEVELS, spread, strict=True)
                    },
                    "rounds": [],
                }
            )
        answers.append({"issue": issue, "title": issue, "kind": "scale", "models": models})
    return {"issues": answers, "notes": notes}
