# SPDX-License-Identifier: Apache-2.0
"""Forecasts for a table of positions: issue, actor, position, salience, power."""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from foedus.bargaining import MODELS
from foedus.bargaining.forecast import LEVELS
from foedus.bargaining.outcome import quantiles
from foedus.errors import TableError
from foedus.problems import Problem, did_you_mean, listing

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS: Final = ("issue", "actor", "position", "salience", "power")
NUMBERS: Final = ("position", "salience", "power")
BYTES_LIMIT: Final = 20_000_000


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
    problems: list[Problem] = []

    def say(line: int, column: int, message: str) -> None:
        problems.append(Problem(str(path), line, column, "", "error", message))

    try:
        if path.stat().st_size > BYTES_LIMIT:
            say(0, 0, f"has over {BYTES_LIMIT:,} bytes; give a smaller table")
            raise TableError(problems)
        text = path.read_text("utf-8-sig")
    except OSError as error:
        say(0, 0, f"cannot be read ({error.strerror}); give a CSV file")
        raise TableError(problems) from error
    except UnicodeDecodeError as error:
        say(0, 0, f"is not UTF-8 at byte {error.start}; save it as UTF-8")
        raise TableError(problems) from error
    reader = csv.reader(text.splitlines())
    issues: dict[str, list[dict[str, Any]]] = defaultdict(list)
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        for name in COLUMNS:
            if name not in header:
                near = did_you_mean(name, header)
                say(1, 1, f"lacks the column '{name}'{near}; needed: {listing(COLUMNS)}")
        if not problems:
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    _read_row(header, cells, reader.line_num, issues, say)
    except csv.Error as error:
        say(reader.line_num, 1, f"is not CSV that can be read ({error})")
    if not problems and not issues:
        say(2, 1, "has no rows; give at least one position")
    if problems:
        raise TableError(problems)
    return dict(issues), _percent(issues)


def _read_row(
    header: list[str],
    cells: list[str],
    line: int,
    issues: dict[str, list[dict[str, Any]]],
    say: Any,  # noqa: ANN401 - a callback
) -> None:
    if len(cells) != len(header):
        say(line, 1, f"has {len(cells)} cells; the header has {len(header)}")
        return
    row: dict[str, Any] = {"line": line}
    good = True
    for column, (name, cell) in enumerate(zip(header, cells, strict=True), start=1):
        value = cell.strip()
        if name in NUMBERS:
            row[name] = _number(value)
            if math.isnan(row[name]):
                say(line, column, f"{name} is '{value[:40]}'; must be a finite number")
                good = False
            elif name != "position" and row[name] < 0:
                say(line, column, f"{name} is {row[name]:g}; must not be negative")
                good = False
        elif name in COLUMNS:
            row[name] = value
            if not value:
                say(line, column, f"{name} is empty; give a name")
                good = False
    if good:
        same = [other for other in issues[row["issue"]] if other["actor"] == row["actor"]]
        if same:
            where = f"on line {same[0]['line']}"
            say(line, 1, f"'{row['actor']}' has a position on '{row['issue']}' already, {where}")
        else:
            issues[row["issue"]].append(row)


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return math.nan
    return value if math.isfinite(value) else math.nan


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
