# SPDX-License-Identifier: Apache-2.0
"""In which format a file of positions is, and the plain one: a table with named columns."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Final

from foedus.history.position_cells import Positions
from foedus.history.position_ktab import is_ktab, read_ktab
from foedus.history.position_marked import is_marked, read_marked
from foedus.history.table_reading import SEPARATORS
from foedus.problems import listing, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from foedus.history.table_reading import Row, Sheet

COLUMNS: Final = ("issue", "actor", "position", "salience", "power")
POWER_NAMES: Final = ("capability", "influence", "weight")
_MOST_NAMES: Final = 500


def read_any(sheet: Sheet) -> Positions:
    """Read positions in whichever format the file is.

    Raises
    ------
    TableError
        With every problem found.
    """
    sheet.stop_at_problems()
    positions = Positions(sheet)
    if is_marked(sheet):
        read_marked(positions)
    elif is_ktab(sheet):
        read_ktab(positions)
    else:
        choose_separator(sheet, (*COLUMNS, *POWER_NAMES))
        _read_columns(positions)
    positions.finish()
    return positions


def choose_separator(sheet: Sheet, names: Sequence[str]) -> None:
    """Take the separator under which the first line has the most known names, then most cells."""
    (first,) = sheet.first_lines(1)

    def known(separator: str) -> tuple[int, int]:
        cells = sheet.split(first, separator)
        return sum(cell.lower() in names for cell in cells), len(cells)

    sheet.separator = max(SEPARATORS, key=known)


def check_header(sheet: Sheet, header: Row, names: Sequence[str]) -> None:
    """Say which columns are lacking or stand twice; columns of other names are passed over."""
    written = [cell.lower() for cell in header.cells]
    others = [cell for cell in written if cell not in names][:_MOST_NAMES]
    for name in names:
        if name not in written:
            near = difflib.get_close_matches(name, others, n=1)
            instead = f", but has {shown(near[0])}" if near else ""
            message = f"lacks the column '{name}'{instead}; needed: {listing(names)}"
            sheet.say(header.line, 1, message)
        elif written.count(name) > 1:
            sheet.say(header.line, 1, f"has the column '{name}' twice; give it once")


def _read_columns(positions: Positions) -> None:
    sheet = positions.sheet
    rows = sheet.rows()
    header = sheet.header(rows)
    written = [cell.lower() for cell in header.cells]
    power = _power_column(sheet, header, written)
    one_issue = _is_one_issue(written)
    names = [name for name in COLUMNS[:-1] if name != "issue" or not one_issue] + [power]
    check_header(sheet, header, names)
    sheet.stop_at_problems()
    if one_issue:
        named = f"named after the file: {shown(sheet.path.stem)}"
        sheet.notes.append(f"No column 'issue', so the table is one issue, {named}.")
    place = {name: written.index(name) for name in names}
    for row in rows:
        if not sheet.fits(row, header):
            continue
        issue = sheet.path.stem if one_issue else sheet.name(row, place["issue"], "issue")
        actor = sheet.name(row, place["actor"], "actor")
        numbers = (
            positions.position(row, place["position"]),
            positions.salience(row, place["salience"]),
            positions.power(row, place[power]),
        )
        positions.add(row, issue, actor, numbers)


def _power_column(sheet: Sheet, header: Row, written: list[str]) -> str:
    """Return the name under which the table has power."""
    others = [name for name in POWER_NAMES if name in written]
    if "power" in written or not others:
        return "power"
    if len(others) > 1:
        message = f"has no 'power', but {listing(others)}; name the one that is meant 'power'"
        sheet.say(header.line, 1, message)
    sheet.notes.append(f"The column '{others[0]}' is read as power.")
    return others[0]


def _is_one_issue(written: list[str]) -> bool:
    """Say whether a table is about one issue only, and not one whose column is misspelt."""
    near = difflib.get_close_matches("issue", written[:_MOST_NAMES], n=1)
    return not near and {"actor", "position"} <= set(written)
