# SPDX-License-Identifier: Apache-2.0
"""Tables of KTAB's spatial model of politics: two lines of header, a row an actor.

The first line has a title, a description, the number of actors and the number of dimensions; the
second ``Actor, Description``, a column of power, and for each dimension a position and a salience.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from foedus.history.table_reading import SEPARATORS
from foedus.problems import MOST_PROBLEMS, shown

if TYPE_CHECKING:
    from foedus.history.position_cells import Positions
    from foedus.history.table_reading import Row, Sheet

_POWER: Final = {"power", "influence", "capability", "weight"}
_DIMENSION = re.compile(r"(pstn|sal) *(\d+)|(.+) (position|salience)", re.IGNORECASE)
_COUNT = re.compile(r"\d{1,9}", re.ASCII)


def is_ktab(sheet: Sheet) -> bool:
    """Say whether the second line is KTAB's header, and take the separator that shows it."""
    first, second = sheet.first_lines(2)
    for separator in SEPARATORS:
        beginning = [cell.lower() for cell in sheet.split(second, separator)[:2]]
        titles = {cell.lower() for cell in sheet.split(first, separator)}
        if beginning == ["actor", "description"] and "actor" not in titles:
            sheet.separator = separator
            return True
    return False


def read_ktab(positions: Positions) -> None:
    """Read a table of KTAB; each of its dimensions becomes an issue."""
    sheet = positions.sheet
    rows = sheet.rows()
    title, header = sheet.header(rows), sheet.header(rows)
    sheet.notes.append("Read as a table of KTAB: each of its dimensions is an issue.")
    dimensions = _dimensions(sheet, header)
    power = [index for index, cell in enumerate(header.cells) if cell.lower() in _POWER]
    if len(power) != 1:
        has = f"has {len(power)} columns for power"
        sheet.say(header.line, 1, f"{has}; needed: one, named Power or Influence")
    if sheet.problems:
        _check_counts(sheet, title, None, None)
        return
    lines: dict[str, int] = {}
    followed = 0
    for row in rows:
        followed += 1
        if not sheet.fits(row, header):
            continue
        actor = sheet.name(row, 0, "actor")
        if actor in lines:
            message = f"{shown(actor)} has its row already, on line {lines[actor]}; give it once"
            sheet.say(row.line, 1, message)
            continue
        lines[actor] = row.line
        weight = positions.power(row, power[0])
        for issue, (position, salience) in dimensions.items():
            wanted = positions.position(row, position), positions.salience(row, salience)
            positions.add(row, issue, actor, (*wanted, weight))
    _check_counts(sheet, title, followed, len(dimensions))


def _dimensions(sheet: Sheet, header: Row) -> dict[str, tuple[int, int]]:
    """Return for each dimension, by its name, where its position and its salience stand."""
    kinds: tuple[dict[str, int], dict[str, int]] = ({}, {})
    for index, cell in enumerate(header.cells):
        match = _DIMENSION.fullmatch(cell)
        if match is None:
            continue
        known = kinds[(match[1] or match[4]).lower() in ("sal", "salience")]
        name = (match[2] or match[3]).lower()
        if name in known:
            message = f"has the column {shown(cell)} twice; give it once"
            sheet.say(header.line, header.column(index), message)
        known[name] = index
    positions, saliences = kinds
    for known, others, lacking in (
        (positions, saliences, "salience"),
        (saliences, positions, "position"),
    ):
        for name in [name for name in known if name not in others][: MOST_PROBLEMS + 1]:
            message = f"{shown(header.cells[known[name]])} has no column with its {lacking}"
            sheet.say(header.line, header.column(known[name]), f"{message}; give both")
    if not positions and not saliences:
        message = "has no dimension; needed: columns such as Pstn1 and Sal1"
        sheet.say(header.line, 1, message)
    return {
        re.sub(r" position$", "", header.cells[place], flags=re.IGNORECASE): (
            place,
            saliences[name],
        )
        for name, place in positions.items()
        if name in saliences
    }


def _check_counts(sheet: Sheet, title: Row, actors: int | None, dimensions: int | None) -> None:
    """Hold the numbers of actors and dimensions in the first line against the table."""
    cells = title.cells
    if len(cells) < 4:
        must = "must have a title, a description, and how many actors and dimensions there are"
        sheet.say(title.line, 1, f"has {len(cells)} cells; {must}")
        return
    for place, what, there in (
        (len(cells) - 2, "actors", actors),
        (len(cells) - 1, "dimensions", dimensions),
    ):
        message = None
        if not _COUNT.fullmatch(cells[place]):
            message = f"is {shown(cells[place])}; must be the number of {what}"
        elif there is not None and int(cells[place]) != there:
            message = f"is {int(cells[place])}; the number of {what} that follow is {there}"
        if message:
            sheet.say(title.line, title.column(place), message)
