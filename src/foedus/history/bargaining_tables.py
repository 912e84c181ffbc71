# SPDX-License-Identifier: Apache-2.0
"""Tables of positions and of outcomes in CSV, as arrays with one row an issue.

Positions have the columns ``issue, actor, position, salience, power``; outcomes have ``issue,
outcome`` and anything else. Units are kept as they are in the file.
"""

from __future__ import annotations

import csv
import io
import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from foedus.errors import CallError, TableError
from foedus.problems import MOST_PROBLEMS, Problem, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

_POSITION_COLUMNS = ("issue", "actor", "position", "salience", "power")
_OUTCOME_COLUMNS = ("issue", "outcome")

CHARACTERS_LIMIT: Final = 20_000_000
MOST_ACTORS: Final = 1_000
"""In one table; elections compare every pair of positions."""
LARGEST: Final = 1e12
"""Numbers beyond this are taken for mistakes; sums of their products would lose every digit."""


@dataclass(frozen=True, slots=True, eq=False)
class PositionTable:
    """What each actor wants on each issue, how much it matters to it, and its power.

    Parameters
    ----------
    issues, actors : tuple of str
        Names, in the order of the file.
    position, salience, power : arrays, (issues, actors)
        An actor without a row on an issue has the position NaN, and 0 for the others.
    """

    issues: tuple[str, ...]
    actors: tuple[str, ...]
    position: NDArray[np.float64]
    salience: NDArray[np.float64]
    power: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class OutcomeTable:
    """What was decided on each issue.

    Parameters
    ----------
    issues : tuple of str
        Names, in the order of the file.
    outcome : array, (issues,)
        The decision, in the units of the positions.
    columns : mapping of str to tuple of str
        The other columns, as they stand in the file.
    """

    issues: tuple[str, ...]
    outcome: NDArray[np.float64]
    columns: Mapping[str, tuple[str, ...]]

    def for_issues(self, issues: Sequence[str]) -> NDArray[np.float64]:
        """Give the outcomes of the issues named, in that order."""
        known = dict(zip(self.issues, self.outcome.tolist(), strict=True))
        lacking = [issue for issue in issues if issue not in known]
        if lacking:
            message = (
                f"{len(lacking)} {'issue has' if len(lacking) == 1 else 'issues have'} no outcome,"
                f" the first is {shown(lacking[0])};"
                " every issue of the positions needs one"
            )
            raise CallError(message)
        return np.array([known[issue] for issue in issues])


def read_positions(path: Path) -> PositionTable:
    """Read a table of positions.

    Parameters
    ----------
    path : Path
        A CSV file in UTF-8 with the columns `issue, actor, position, salience, power`.

    Returns
    -------
    PositionTable

    Raises
    ------
    TableError
        With every problem found, each at its place.
    """
    problems: list[Problem] = []
    cells: dict[tuple[str, str], tuple[float, float, float]] = {}
    for row in _rows(path, _POSITION_COLUMNS, problems):
        key = (row.text("issue"), row.text("actor"))
        numbers = (row.number("position"), row.number("salience", 0), row.number("power", 0))
        if key in cells:
            row.report("actor", f"{shown(key[1])} has a second row on {shown(key[0])}; give one")
        cells[key] = numbers
    actors = tuple(dict.fromkeys(actor for _, actor in cells))
    if len(actors) > MOST_ACTORS:
        message = f"has {len(actors):,} actors; at most {MOST_ACTORS:,} are allowed"
        problems.append(Problem(str(path), 0, 0, "actor", "error", message))
    _raise(path, problems, empty=not cells)
    issues = tuple(dict.fromkeys(issue for issue, _ in cells))
    row_of = {issue: i for i, issue in enumerate(issues)}
    column_of = {actor: i for i, actor in enumerate(actors)}
    table = np.zeros((3, len(issues), len(actors)))
    table[0] = np.nan
    for (issue, actor), numbers in cells.items():
        table[:, row_of[issue], column_of[actor]] = numbers
    return PositionTable(issues, actors, table[0], table[1], table[2])


def read_outcomes(path: Path) -> OutcomeTable:
    """Read a table of outcomes.

    Parameters
    ----------
    path : Path
        A CSV file in UTF-8 with the columns `issue, outcome` and any others.

    Returns
    -------
    OutcomeTable

    Raises
    ------
    TableError
        With every problem found, each at its place.
    """
    problems: list[Problem] = []
    outcomes: dict[str, float] = {}
    others: dict[str, list[str]] = {}
    for row in _rows(path, _OUTCOME_COLUMNS, problems):
        issue, outcome = row.text("issue"), row.number("outcome")
        if issue in outcomes:
            row.report("issue", f"{shown(issue)} has a second row; give one")
            continue
        outcomes[issue] = outcome
        for name, value in row.values.items():
            if name not in _OUTCOME_COLUMNS:
                others.setdefault(name, []).append(value)
    _raise(path, problems, empty=not outcomes)
    columns = {name: tuple(values) for name, values in others.items()}
    return OutcomeTable(tuple(outcomes), np.array(list(outcomes.values())), columns)


@dataclass(frozen=True, slots=True)
class _Row:
    file: str
    line: int
    values: Mapping[str, str]
    problems: list[Problem]

    def text(self, column: str) -> str:
        value = self.values[column].strip()
        if not value:
            self.report(column, "is empty; a name is required")
        return value

    def number(self, column: str, least: float = -math.inf) -> float:
        value = self.values[column].strip()
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            self.report(column, f"is {shown(value)}; must be a finite number")
        elif number < least:
            self.report(column, f"is {shown(value)}; must be at least {least:g}")
        elif abs(number) > LARGEST:
            self.report(column, f"is {shown(value)}; must be from {-LARGEST:g} to {LARGEST:g}")
        return number

    def report(self, column: str, message: str) -> None:
        before = list(self.values.values())[: list(self.values).index(column)]
        place = sum(len(value) + 1 for value in before) + 1
        self.problems.append(Problem(self.file, self.line, place, column, "error", message))


def _rows(path: Path, required: Sequence[str], problems: list[Problem]) -> Iterator[_Row]:
    """Go through the rows of a file, noting what keeps it from being a table."""
    file = str(path)
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            text = stream.read(CHARACTERS_LIMIT + 1)
        if len(text) > CHARACTERS_LIMIT:
            message = f"has over {CHARACTERS_LIMIT:,} characters; give a smaller table"
            problems.append(Problem(file, 0, 0, "", "error", message))
            return
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        header = _header(next(reader, []), required, file, problems)
        if problems:
            return
        for cells in reader:
            if len(cells) == len(header):
                values = dict(zip(header, cells, strict=True))
                yield _Row(file, reader.line_num, values, problems)
            elif cells:
                message = f"row has {len(cells)} cells; the header has {len(header)}"
                problems.append(Problem(file, reader.line_num, 1, "", "error", message))
    except OSError as error:
        message = f"cannot be read: {error.strerror}; name a CSV file"
        problems.append(Problem(file, 0, 0, "", "error", message))
    except (UnicodeDecodeError, csv.Error) as error:
        message = f"is not a CSV table in UTF-8 ({error})"
        problems.append(Problem(file, 0, 0, "", "error", message))


def _header(
    cells: Sequence[str], required: Sequence[str], file: str, problems: list[Problem]
) -> list[str]:
    """Return the names of the columns, those required in lower case."""
    names = [cell.strip() for cell in cells]
    names = [name.lower() if name.lower() in required else name for name in names]
    wrong = {name: "is not a column; it is required" for name in required if name not in names}
    times = Counter(filter(None, names))
    wrong |= {name: "heads two columns; give one" for name in times if times[name] > 1}
    problems.extend(Problem(file, 1, 1, name, "error", words) for name, words in wrong.items())
    return names


def _raise(path: Path, problems: list[Problem], *, empty: bool) -> None:
    if not problems and empty:
        problems.append(Problem(str(path), 1, 1, "", "error", "has no rows; one is required"))
    if len(problems) > MOST_PROBLEMS:
        message = f"has {len(problems) - MOST_PROBLEMS:,} problems more; these are the first"
        problems[MOST_PROBLEMS:] = [Problem(str(path), 0, 0, "", "error", message)]
    if problems:
        raise TableError(problems)
