# SPDX-License-Identifier: Apache-2.0
"""Positions as a reader finds them: one actor once on an issue, and salience in one unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from foedus.problems import shown

if TYPE_CHECKING:
    from foedus.history.table_reading import Row, Sheet

MOST_ACTORS: Final = 1_000
"""On one issue; elections compare every pair of positions."""
MOST_CELLS: Final = 2_000_000
"""Issues times actors: the arrays hold a cell for each pair."""


class Positions:
    """Position, salience and power of each actor on each issue, as they are found.

    Parameters
    ----------
    sheet : Sheet
        The file, which is told what is wrong.
    """

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.cells: dict[tuple[str, str], tuple[float, float, float]] = {}
        self._lines: dict[tuple[str, str], int] = {}
        self._actors: dict[str, int] = {}

    def position(self, row: Row, place: int) -> float:
        """Return a position from its cell, on any scale."""
        return self.sheet.number(row, place, "position")

    def salience(self, row: Row, place: int) -> float:
        """Return salience from its cell, a share or a percentage."""
        value = self.sheet.number(row, place, "salience", 0)
        if value > 100:
            must = "must be a share up to 1 or a percentage up to 100"
            message = f"is {shown(row.cells[place])}; {must}"
            self.sheet.say(row.line, row.column(place), message, "salience")
        return value

    def power(self, row: Row, place: int) -> float:
        """Return power from its cell, in any unit."""
        return self.sheet.number(row, place, "power", 0)

    def add(self, row: Row, issue: str, actor: str, numbers: tuple[float, float, float]) -> None:
        """Take position, salience and power of an actor on an issue."""
        if not issue or not actor:
            return
        key = (issue, actor)
        if key in self.cells:
            known = f"{shown(actor)} has a position on {shown(issue)} already"
            self.sheet.say(row.line, 1, f"{known}, on line {self._lines[key]}; give it once")
            return
        self._actors[issue] = self._actors.get(issue, 0) + 1
        if self._actors[issue] == MOST_ACTORS + 1:
            message = f"is one actor too many on {shown(issue)}; at most {MOST_ACTORS:,}"
            self.sheet.say(row.line, 1, message)
        self.cells[key] = numbers
        self._lines[key] = row.line

    def finish(self) -> None:
        """Raise what is wrong; read salience as percent where it goes above 1, and say so.

        Raises
        ------
        TableError
            With every problem found.
        """
        sheet = self.sheet
        sheet.settle_decimals()
        if not sheet.problems and not self.cells:
            sheet.say(len(sheet.lines) + 1, 1, "has no rows; give at least one position")
        issues, actors = (len({key[place] for key in self.cells}) for place in (0, 1))
        if issues * actors > MOST_CELLS:
            message = f"has {issues:,} issues and {actors:,} actors; at most {MOST_CELLS:,} pairs"
            sheet.say(0, 0, message)
        sheet.stop_at_problems()
        if max(salience for _, salience, _ in self.cells.values()) > 1:
            self.cells = {key: (x, s / 100, p) for key, (x, s, p) in self.cells.items()}
            sheet.notes.append("Salience goes above 1, so it is read as percent.")
