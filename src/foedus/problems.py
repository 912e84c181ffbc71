# SPDX-License-Identifier: Apache-2.0
"""A problem in a file, with its place, and the nearest known name for a misspelt one."""

from __future__ import annotations

import datetime as dt
import difflib
import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

Severity = Literal["error", "warning"]

MOST_PROBLEMS: Final = 500
"""More problems of one kind than this are counted, not listed."""
_MOST_NAMES = 500
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff]")


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
    """Return ``" (did you mean 'X'?)"`` for the nearest known name, or an empty string.

    Examples
    --------
    >>> did_you_mean("sallience", ["ideal", "salience"])
    " (did you mean 'salience'?)"
    >>> did_you_mean("zzz", ["ideal"])
    ''
    """
    names = list(itertools.islice(known, _MOST_NAMES))
    lowered = {name.lower(): name for name in names}
    text = str(word)[:80]
    same = lowered.get(text.lower())
    near = [same] if same else difflib.get_close_matches(text, names, n=1, cutoff=0.6)
    return f" (did you mean {shown(near[0])}?)" if near else ""


def listing(known: Iterable[str], most: int = 12) -> str:
    """Return known names as one readable line, cut after `most`.

    Examples
    --------
    >>> listing(["a", "b", "c"], most=2)
    'a, b and 1 more'
    """
    names = list(dict.fromkeys(known))
    first = ", ".join(one_line(name, 60) for name in names[:most])
    if len(names) <= most:
        return first or "(none)"
    return f"{first} and {len(names) - most} more"


def one_line(text: str, most: int | None = None) -> str:
    r"""Return text fit for one line of a terminal: no line breaks, no control characters, cut.

    Examples
    --------
    >>> print(one_line("two\nlines"))
    two\nlines
    """
    cut = text if most is None or len(text) <= most else text[: most - 3] + "..."
    return _UNPRINTABLE.sub(lambda match: repr(match.group())[1:-1], cut)


def shown(value: object) -> str:
    """Return a value as a message shows it: text in quotes, all else as a file writes it.

    Examples
    --------
    >>> shown("half"), shown(50.0), shown(True), shown(None), shown([1])
    ("'half'", '50', 'true', 'empty', 'a list')
    """
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, (int, dt.date)):
        return one_line(str(value), 60)
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, (list, tuple)):
        return "a list"
    return f"'{one_line(str(value), 60)}'"
