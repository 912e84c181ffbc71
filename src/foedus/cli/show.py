# SPDX-License-Identifier: Apache-2.0
"""How commands print: one JSON document, or tables for people."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter
from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Json = Annotated[bool, Parameter(name="--json", negative="")]
"""Print one JSON document and nothing else."""
Draws = Annotated[int, Parameter(name="--draws")]
"""Sampled worlds, raised to a power of two."""
Seed = Annotated[int, Parameter(name="--seed")]
"""Names the sampled worlds; the same seed gives the same numbers."""


def document(value: Mapping[str, Any]) -> None:
    """Print one JSON document on stdout."""
    json.dump(value, sys.stdout, indent=1, ensure_ascii=False, default=str)
    sys.stdout.write("\n")


def console() -> Console:
    """Return where tables go; as wide as the terminal, or 110 columns without one."""
    return Console(width=None if sys.stdout.isatty() else 110, highlight=False, markup=False)


def table(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], *, left: int = 1
) -> Group:
    """Return a heading and a table whose first `left` columns are words and the others numbers."""
    result = Table(header_style="bold", pad_edge=False)
    for index, column in enumerate(columns):
        result.add_column(
            Text(column), justify="left" if index < left else "right", overflow="fold"
        )
    for row in rows:
        result.add_row(*[Text(str(cell)) for cell in row])
    return Group(Text(f"\n{title}", style="bold"), result)


def percent(share: float) -> str:
    """Return a share in whole percent, never rounding a possible thing to certain.

    Examples
    --------
    >>> percent(0.0), percent(0.001), percent(0.512), percent(0.999), percent(1.0)
    ('0 %', '<1 %', '51 %', '>99 %', '100 %')
    """
    if 0 < share < 0.005:
        return "<1 %"
    if 0.995 <= share < 1:
        return ">99 %"
    return f"{share:.0%}".replace("%", " %")


def between(quantiles: Mapping[str, float]) -> str:
    """Return a median with its 90 % interval over draws, in percent."""
    low, high = percent(quantiles["q05"]), percent(quantiles["q95"])
    return f"{percent(quantiles['median'])} ({low} to {high})"
