# SPDX-License-Identifier: Apache-2.0
"""Text files of rows and cells: their encoding, their separator, and the place of every cell."""

from __future__ import annotations

import codecs
import csv
import functools
import io
import itertools
import math
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from foedus.errors import TableError
from foedus.problems import MOST_PROBLEMS, Problem, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

SEPARATORS: Final = ",;\t|"
BYTES_LIMIT: Final = 20_000_000
LARGEST: Final = 1e12
"""Numbers beyond this are taken for mistakes; sums of their products would lose every digit."""
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
_COMMA = re.compile(r"[+-]?\d*,\d+", re.ASCII)
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row without the spaces around them, and where they stand.

    Parameters
    ----------
    line : int
        Where the row begins, counted from 1.
    cells : sequence of str
        What stands in it.
    written : str
        The line as it is written; empty for a row that goes over several lines.
    separator, quote : str
        What stands between and around cells.
    """

    line: int
    cells: Sequence[str]
    written: str
    separator: str
    quote: str

    def column(self, index: int) -> int:
        """Return where a cell begins, counted from 1; 1 where that is not known."""
        starts = _starts(self.written, self.separator, self.quote)
        return starts[index] if len(starts) >= len(self.cells) else 1

    def trimmed(self) -> Row:
        """Return the row without the empty cells at its end."""
        filled = [index for index, cell in enumerate(self.cells, start=1) if cell]
        return replace(self, cells=self.cells[: max(filled, default=0)])


class Sheet:
    """A text file that is read as a table; collects everything that is wrong or was assumed.

    Parameters
    ----------
    path : Path
        UTF-8, UTF-16 with a byte order mark, or Windows-1252; any line ends.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self.notes: list[str] = []
        self.separator = ","
        self.quote = '"'
        self._comma: tuple[int, int] | None = None
        self._point = False
        text = self._text()
        # With no other way to split, a rare character inside a name would end the line.
        self.lines = list(io.StringIO(text, newline=None))

    def say(self, line: int, column: int, message: str, path: str = "") -> None:
        """Add a problem, and after too many only that there are more."""
        if len(self.problems) == MOST_PROBLEMS:
            message = "has more problems; these are the first"
        if len(self.problems) <= MOST_PROBLEMS:
            self.problems.append(Problem(str(self.path), line, column, path, "error", message))

    def stop_at_problems(self) -> None:
        """Raise everything found so far.

        Raises
        ------
        TableError
            If anything was found.
        """
        if self.problems:
            raise TableError(self.problems)

    def _text(self) -> str:
        try:
            with self.path.open("rb") as stream:
                data = stream.read(BYTES_LIMIT + 1)
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or error
            self.say(0, 0, f"cannot be read ({why}); name a text file with a table")
            return ""
        if len(data) > BYTES_LIMIT:
            self.say(0, 0, f"has over {BYTES_LIMIT:,} bytes; give a smaller table")
            return ""
        if data.startswith(_WORKBOOKS):
            self.say(0, 0, "is a workbook or an archive, not text; save the sheet as CSV")
            return ""
        return self._decoded(data)

    def _decoded(self, data: bytes) -> str:
        wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        if not wide and b"\0" in data:
            place = data.index(b"\0")
            self.say(0, 0, f"is not text: byte {place} is zero; save it as CSV in UTF-8")
            return ""
        try:
            text = data.decode("utf-16" if wide else "utf-8-sig")
        except UnicodeDecodeError as error:
            if wide:
                self.say(0, 0, f"is not UTF-16 at byte {error.start}; save it as UTF-8")
                return ""
            return self._western(data, error.start)
        if "\0" in text:
            self.say(0, 0, "is not text: it has characters that are zero; save it as CSV in UTF-8")
            return ""
        return text

    def _western(self, data: bytes, place: int) -> str:
        try:
            text = data.decode("cp1252")
        except UnicodeDecodeError as error:
            message = f"is neither UTF-8 nor Windows-1252 at byte {error.start}; save it as UTF-8"
            self.say(0, 0, message)
            return ""
        self.notes.append(f"Not UTF-8 (byte {place}), so the table is read as Windows-1252.")
        return text

    def split(self, line: str, separator: str) -> list[str]:
        """Return the cells of one line, none where it cannot be split."""
        reader = csv.reader(
            [line], delimiter=separator, quotechar=self.quote, skipinitialspace=True
        )
        try:
            return [cell.strip() for cell in next(reader, [])]
        except csv.Error:
            return []

    def first_lines(self, count: int) -> list[str]:
        """Return the first lines that are not blank, and empty ones where there are fewer."""
        filled = itertools.islice((line for line in self.lines if line.strip()), count)
        return [*filled, *[""] * count][:count]

    def rows(self) -> Iterator[Row]:
        """Go through the rows that hold anything, until there are too many problems to list."""
        return self.while_listed(self._filled())

    def while_listed(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Go through rows until there are too many problems to list."""
        return itertools.takewhile(lambda _: len(self.problems) <= MOST_PROBLEMS, rows)

    def _filled(self) -> Iterator[Row]:
        reader = csv.reader(
            self.lines,
            delimiter=self.separator,
            quotechar=self.quote,
            strict=True,
            skipinitialspace=True,
        )
        before = 0
        try:
            for found in reader:
                line, before = before + 1, reader.line_num
                cells = [cell.strip() for cell in found]
                if any(cells):
                    written = self.lines[line - 1] if line == before else ""
                    yield Row(line, cells, written, self.separator, self.quote)
        except csv.Error as error:
            self.say(before + 1, 1, f"is not CSV that can be read ({error})")

    def header(self, rows: Iterator[Row]) -> Row:
        """Return the next row, without the empty cells at its end, as the names of columns.

        Raises
        ------
        TableError
            If there is no row that can be read.
        """
        for row in rows:
            return row.trimmed()
        if not self.problems:
            self.say(1, 1, "is empty; give a table with at least one row")
        raise TableError(self.problems)

    def fits(self, row: Row, header: Row) -> bool:
        """Say whether a row is as wide as the header; beyond it, empty cells do not count."""
        width = len(header.cells)
        if len(row.cells) >= width and not any(row.cells[width:]):
            return True
        self.say(row.line, 1, f"has {len(row.cells)} cells; the header has {width}")
        return False

    def name(self, row: Row, index: int, column: str) -> str:
        """Return the name in a cell."""
        if not row.cells[index]:
            self.say(row.line, row.column(index), "is empty; give a name", column)
        return row.cells[index]

    def is_number(self, text: str) -> bool:
        """Say whether a cell holds a number, with a decimal comma where cells allow one."""
        comma = self.separator != "," and _COMMA.fullmatch(text)
        return bool(comma or _NUMBER.fullmatch(text))

    def number(self, row: Row, index: int, column: str, least: float = -LARGEST) -> float:
        """Return the number in a cell, NaN where it is none."""
        text = row.cells[index]
        if self.separator != "," and _COMMA.fullmatch(text):
            self._comma = self._comma or (row.line, row.column(index))
        elif "." in text:
            self._point = True
        value = float(text.replace(",", ".")) if self.is_number(text) else math.nan
        must = None
        if not abs(value) <= LARGEST:
            must = f"must be a number from {-LARGEST:g} to {LARGEST:g}"
        elif value < least:
            must = "must not be negative" if least == 0 else f"must be at least {least:g}"
        if must:
            self.say(row.line, row.column(index), f"is {shown(text)}; {must}", column)
        return value

    def settle_decimals(self) -> None:
        """Say that a decimal comma was read, or that the table writes decimals in two ways."""
        if self._comma and self._point:
            message = "has a decimal comma where other numbers have a point; write all in one way"
            self.say(*self._comma, message)
        elif self._comma:
            self.notes.append("Numbers are read with a decimal comma.")


@functools.lru_cache(maxsize=1)
def _starts(written: str, separator: str, quote: str) -> list[int]:
    """Return where each cell of a line starts; a line with many problems is gone through once."""
    starts, quoted = [1], False
    for place, character in enumerate(written, start=1):
        if character == quote:
            quoted = not quoted
        elif character == separator and not quoted:
            starts.append(place + 1)
        elif character == " " and starts[-1] == place:
            starts[-1] += 1
    return starts
