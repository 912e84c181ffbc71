# SPDX-License-Identifier: Apache-2.0
"""A problem in a file, with its place, and the nearest known name for a misspelt one."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

Severity = Literal["error", "warning"]


@dataclass(frozen=True, order=True)
class Problem:
    """What is wrong at one place of a file, and what would be allowed there.

    Parameters
    ----------
    file : str
        The file as the user named it.
    line, column : int
        Place in the file, counted from 1; 0 where the whole file is meant.
    path : str
        Path of keys inside the file, such as ``positions[3].ideal``; empty for the whole file.
    severity : {"error", "warning"}
        An error stops the case from loading; a warning is listed.
    message : str
        ``what is wrong; what is allowed``.

    Examples
    --------
    >>> print(Problem("case.yaml", 4, 7, "title", "error", "is empty; say what the case is about"))
    case.yaml:4:7: title: is empty; say what the case is about
    """

    file: str
    line: int
    column: int
    path: str
    severity: Severity
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}"
        word = "warning: " if self.severity == "warning" else ""
        return f"{place}: {word}{self.path + ': ' if self.path else ''}{self.message}"


def did_you_mean(word: object, known: Iterable[str]) -> str:
    """Return ``"; did you mean 'X'?"`` for the nearest known name, or an empty string.

    Examples
    --------
    >>> did_you_mean("sallience", ["ideal", "salience"])
    "; did you mean 'salience'?"
    >>> did_you_mean("zzz", ["ideal"])
    ''
    """
    names = list(known)
    near = difflib.get_close_matches(str(word)[:80], names, n=1, cutoff=0.6)
    if not near:
        lowered = {name.lower(): name for name in names}
        near = [lowered[str(word).lower()]] if str(word).lower() in lowered else []
    return f"; did you mean '{near[0]}'?" if near else ""


def listing(known: Iterable[str], most: int = 12) -> str:
    """Return known names as one readable line, cut after `most`.

    Examples
    --------
    >>> listing(["a", "b", "c"], most=2)
    'a, b and 1 more'
    """
    names = list(known)
    if len(names) <= most:
        return ", ".join(names) if names else "(none)"
    return f"{', '.join(names[:most])} and {len(names) - most} more"
