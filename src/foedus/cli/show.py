# SPDX-License-Identifier: Apache-2.0
"""How commands print: one JSON document, or tables for people."""

from __future__ import annotations

import json
import os
import sys
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rich.console import ConsoleOptions, RenderResult

Json = Annotated[bool, Parameter(name="--json", negative="")]
"""Print one JSON document and nothing else."""
Draws = Annotated[int, Parameter(name="--draws")]
"""Sampled worlds, raised to a power of two."""
Seed = Annotated[int, Parameter(name="--seed")]
"""Names the sampled worlds; the same seed gives the same numbers."""

WORST = "in the equilibrium with the most attack"


def document(value: Mapping[str, Any]) -> None:
    """Print one JSON document on stdout."""
    whole = sys.stdout.encoding.lower().startswith("utf")
    json.dump(value, sys.stdout, indent=1, ensure_ascii=not whole, default=str)
    sys.stdout.write("\n")


class Screen(Console):
    """Where tables go; a reader of a pipe that leaves early is for the command to settle."""

    def on_broken_pipe(self) -> None:
        """Pass the error on, where rich would leave with code 1."""
        raise BrokenPipeError


def console() -> Console:
    """Return where tables go; as wide as the terminal or COLUMNS says, else 110 columns."""
    told = sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdecimal()
    return Screen(width=None if told else 110, highlight=False, markup=False)


@dataclass(frozen=True)
class Listing:
    """A heading and a table, which turns into a list where its words do not fit side by side.

    Parameters
    ----------
    title : str
        The heading.
    columns : sequence of str
        What heads the columns.
    rows : sequence of sequences
        The cells, of any type that prints.
    left : int
        How many columns are words, and stand on the left; the others are numbers.
    """

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[object]]
    left: int

    def __rich_console__(self, _console: Console, options: ConsoleOptions) -> RenderResult:
        """Give what is printed at the width there is."""
        yield Text(f"\n{self.title}", style="bold")
        widths = self._widths(options.max_width)
        if widths:
            yield self._table(widths)
            return
        for row in self.rows:
            yield Text(str(row[0]))
            for column, cell in zip(self.columns[1:], row[1:], strict=True):
                yield indented(f"{column}: {cell}", options.max_width)

    def _widths(self, room: int) -> list[int]:
        """Return a width for each column, in which no word is broken, or none if there is none."""
        cells = list(zip(self.columns, *([str(c) for c in row] for row in self.rows), strict=True))
        least = [
            max(cell_len(word) for text in column for word in text.split()) for column in cells
        ]
        wanted = [
            max(map(cell_len, column)) - low for column, low in zip(cells, least, strict=True)
        ]
        spare = room - sum(least) - 3 * len(cells) - 1
        share = min(1.0, spare / max(sum(wanted), 1))
        widths = zip(least, wanted, strict=True)
        return [low + int(more * share) for low, more in widths] if spare >= 0 else []

    def _table(self, widths: list[int]) -> Table:
        result = Table(header_style="bold")
        for index, (column, width) in enumerate(zip(self.columns, widths, strict=True)):
            side: Literal["left", "right"] = "left" if index < self.left else "right"
            result.add_column(Text(column), justify=side, width=width)
        for row in self.rows:
            result.add_row(*[Text(str(cell)) for cell in row])
        return result


def table(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], *, left: int = 1
) -> Listing:
    """Return a heading and a table whose first `left` columns are words and the others numbers."""
    return Listing(title, columns, list(rows), left)


def indented(text: str, width: int, lead: str = "  ") -> Text:
    """Return text after a lead, indented as far where it goes on to the next line."""
    rest = " " * len(lead)
    return Text(textwrap.fill(text, width, initial_indent=lead, subsequent_indent=rest))


def percent(share: float) -> str:
    """Return a share in whole percent, never rounding a possible thing to certain.

    Examples
    --------
    >>> percent(0.0), percent(0.001), percent(0.512), percent(0.999), percent(1.0)
    ('0%', '<1%', '51%', '>99%', '100%')
    """
    if 0 < share < 0.005:
        return "<1%"
    if 0.995 <= share < 1:
        return ">99%"
    return f"{share:.0%}"


def between(quantiles: Mapping[str, float]) -> str:
    """Return a median with its 90% interval over draws, in percent."""
    low, high = percent(quantiles["q05"]), percent(quantiles["q95"])
    return f"{percent(quantiles['median'])} ({low} to {high})"
