# SPDX-License-Identifier: Apache-2.0
"""Which characters of a passage stand between quotation marks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from foedus.reading.marks import Marks


@dataclass(frozen=True)
class Quoted:
    """The quotations of a passage, outermost, as spans of its characters with their marks.

    Parameters
    ----------
    spans : sequence of tuple
        All of them.
    guessed : frozenset of int
        Where those begin that have no opening mark: their sentence's beginning is a guess.
    """

    spans: Sequence[tuple[int, int]]
    guessed: frozenset[int] = frozenset()

    def holds(self, at: int) -> bool:
        """Tell whether a character stands inside a quotation, as far as its marks are there."""
        return any(a <= at < b for a, b in self.spans if a not in self.guessed)

    def closed_over(self, start: int, end: int) -> tuple[int, int]:
        """Return a span widened so that it cuts through no quotation."""
        for first, last in self.spans:
            if first in self.guessed:
                continue
            if first < end and start < last:
                start, end = min(start, first), max(end, last)
        return start, end


def joined(text: str, marks: Marks) -> tuple[tuple[int, int], ...]:
    """Return the outermost quotations of a text, those that go on in the next paragraph as one.

    A quotation goes on where it opens anew in the next paragraph, or where it does not close and
    the next paragraph begins inside one that closes and was not opened.
    """
    spans: list[tuple[int, int]] = []
    open_end = False
    for one in marks.quotations:
        if one.depth:
            continue
        start = one.start
        if open_end and spans:
            between = text[spans[-1][1] : start]
            first = between.lstrip()
            if not one.opened and "\n" in between and "\n\n" not in first.strip():
                start = spans[-1][1] + len(between) - len(first)
            if not text[spans[-1][1] : start].strip():
                spans[-1] = (spans[-1][0], one.end)
                open_end = one.goes_on or not one.closed
                continue
        spans.append((start, one.end))
        open_end = one.goes_on or not one.closed
    return tuple(spans)
