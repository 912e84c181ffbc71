# SPDX-License-Identifier: Apache-2.0
"""Tables of positions and of outcomes, as arrays with one row an issue.

Positions have the columns ``issue, actor, position, salience, power``, or stand in one of the
other formats of `position_formats`; outcomes have ``issue, outcome`` and anything else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from foedus.errors import CallError
from foedus.history.position_formats import COLUMNS, check_header, choose_separator, read_any
from foedus.history.table_reading import Sheet
from foedus.history.table_writing import write_table
from foedus.problems import shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

_OUTCOME_COLUMNS = ("issue", "outcome")


@dataclass(frozen=True, slots=True, eq=False)
class PositionTable:
    """What each actor wants on each issue, how much it matters to it, and its power.

    Parameters
    ----------
    issues, actors : tuple of str
        Names, in the order of the file.
    position, salience, power : arrays, (issues, actors)
        Positions in the units of the file, salience in [0, 1], power not negative. An actor
        without a row on an issue has the position NaN, and 0 for the others.
    notes : tuple of str
        What was taken to be meant where the file leaves it open, such as salience in percent.
    """

    issues: tuple[str, ...]
    actors: tuple[str, ...]
    position: NDArray[np.float64]
    salience: NDArray[np.float64]
    power: NDArray[np.float64]
    notes: tuple[str, ...] = ()


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
        The other columns, as they stand in the file, without spaces around the cells.
    notes : tuple of str
        What was taken to be meant where the file leaves it open.
    """

    issues: tuple[str, ...]
    outcome: NDArray[np.float64]
    columns: Mapping[str, tuple[str, ...]]
    notes: tuple[str, ...] = ()

    def for_issues(self, issues: Sequence[str]) -> NDArray[np.float64]:
        """Give the outcomes of the issues named, in that order."""
        known = dict(zip(self.issues, self.outcome.tolist(), strict=True))
        lacking = [issue for issue in issues if issue not in known]
        if lacking:
            have = "issue has" if len(lacking) == 1 else "issues have"
            message = (
                f"{len(lacking)} {have} no outcome, the first is {shown(lacking[0])};"
                " every issue of the positions needs one"
            )
            raise CallError(message)
        return np.array([known[issue] for issue in issues])


def read_positions(path: Path) -> PositionTable:
    """Read a table of positions, in whichever of the known formats it is.

    Parameters
    ----------
    path : Path
        Columns `issue, actor, position, salience, power` in any order, others passed over, with
        comma, semicolon, tab or bar between them; a table without `issue` is one issue. Or an
        input file of the decide-exchange-model, or a table of KTAB.

    Returns
    -------
    PositionTable

    Raises
    ------
    TableError
        With every problem found, each at its place.
    """
    sheet = Sheet(path)
    cells = read_any(sheet).cells
    issues = tuple(dict.fromkeys(issue for issue, _ in cells))
    actors = tuple(dict.fromkeys(actor for _, actor in cells))
    row_of = {issue: i for i, issue in enumerate(issues)}
    column_of = {actor: i for i, actor in enumerate(actors)}
    table = np.zeros((3, len(issues), len(actors)))
    table[0] = np.nan
    for (issue, actor), numbers in cells.items():
        table[:, row_of[issue], column_of[actor]] = numbers
    return PositionTable(issues, actors, table[0], table[1], table[2], tuple(sheet.notes))


def write_positions(table: PositionTable, path: Path) -> None:
    """Write positions as CSV with the columns `issue, actor, position, salience, power`.

    Parameters
    ----------
    table : PositionTable
        Read from any format, or made. Actors may come back in another order where the first
        issues lack some of them.
    path : Path
        Ends in .csv; what is there already is replaced in one step.

    Raises
    ------
    CallError
        If the path does not end in .csv or cannot be written, or salience is above 1, which
        would be read back as percent.
    """
    if path.suffix.lower() != ".csv":
        message = f"{shown(path.name)} does not end in .csv; positions are written as CSV"
        raise CallError(message)
    if np.any(table.salience > 1):
        message = f"salience goes up to {np.max(table.salience):g}; must be a share of at most 1"
        raise CallError(message)
    rows, columns = np.nonzero(~np.isnan(table.position))
    held = (table.position, table.salience, table.power)
    values = (
        [table.issues[i] for i in rows],
        [table.actors[i] for i in columns],
        *(array[rows, columns].tolist() for array in held),
    )
    write_table(path, dict(zip(COLUMNS, values, strict=True)), text=COLUMNS[:2])


def read_outcomes(path: Path) -> OutcomeTable:
    """Read a table of outcomes.

    Parameters
    ----------
    path : Path
        Columns `issue, outcome` and any others, with comma, semicolon, tab or bar between them.

    Returns
    -------
    OutcomeTable

    Raises
    ------
    TableError
        With every problem found, each at its place.
    """
    sheet = Sheet(path)
    sheet.stop_at_problems()
    choose_separator(sheet, _OUTCOME_COLUMNS)
    rows = sheet.rows()
    header = sheet.header(rows)
    check_header(sheet, header, _OUTCOME_COLUMNS)
    sheet.stop_at_problems()
    place = {
        cell.lower() if cell.lower() in _OUTCOME_COLUMNS else cell: index
        for index, cell in enumerate(header.cells)
    }
    outcomes: dict[str, float] = {}
    kept: list[Sequence[str]] = []
    for row in rows:
        if not sheet.fits(row, header):
            continue
        issue = sheet.name(row, place["issue"], "issue")
        outcome = sheet.number(row, place["outcome"], "outcome")
        if issue in outcomes:
            message = f"{shown(issue)} has an outcome already; give it once"
            sheet.say(row.line, row.column(place["issue"]), message, "issue")
        outcomes[issue] = outcome
        kept.append(row.cells)
    sheet.settle_decimals()
    if not sheet.problems and not outcomes:
        sheet.say(len(sheet.lines) + 1, 1, "has no rows; give at least one outcome")
    sheet.stop_at_problems()
    columns = {
        column: tuple(cells[index] for cells in kept)
        for column, index in place.items()
        if column not in _OUTCOME_COLUMNS
    }
    values = np.array(list(outcomes.values()))
    return OutcomeTable(tuple(outcomes), values, columns, tuple(sheet.notes))
