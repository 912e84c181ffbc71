# SPDX-License-Identifier: Apache-2.0
"""What stands between quotation marks, and marks that have lost their partner.

Straight and curly marks, guillemets in both directions and low marks are read, one inside the
other, and a quotation that goes on in the next paragraph with a new opening mark and no closing
one. An apostrophe, a foot and an inch are no quotation marks. A mark without a partner is reported
with its place; of what it most likely belongs to, only the sentence that it stands in is taken.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from foedus.reading.pairing import marks_in, pair_marks
from foedus.reading.sentences import paragraphs, sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from foedus.reading.pairing import Mark, Pairing


@dataclass(frozen=True, order=True)
class Quotation:
    """Words between quotation marks, in one paragraph.

    Parameters
    ----------
    start, end : int
        Span in the text, marks included where they are there.
    inner : tuple of int
        Span of the words between them.
    depth : int
        0 for a quotation, 1 for one inside it, and so on.
    opened, closed : bool
        Whether it has its opening and its closing mark.
    goes_on : bool
        Whether the next paragraph goes on with it; then it has no closing mark and needs none.
    """

    start: int
    end: int
    inner: tuple[int, int]
    depth: int = 0
    opened: bool = True
    closed: bool = True
    goes_on: bool = False


@dataclass(frozen=True, order=True)
class OddMark:
    """A quotation mark without its partner.

    Parameters
    ----------
    at : int
        Where it stands in the text.
    mark : str
        The mark.
    why : {"opens and does not close", "closes and was not opened"}
        What is odd about it.
    """

    at: int
    mark: str
    why: Literal["opens and does not close", "closes and was not opened"]


@dataclass(frozen=True)
class Marks:
    """All quotations of a text and its odd marks, each in the order of the text."""

    quotations: tuple[Quotation, ...]
    odd: tuple[OddMark, ...]

    @cached_property
    def outer(self) -> list[Quotation]:
        """Quotations that stand in no other one."""
        return [quotation for quotation in self.quotations if quotation.depth == 0]

    @cached_property
    def _starts(self) -> list[int]:
        return [quotation.start for quotation in self.outer]

    def around(self, at: int) -> Quotation | None:
        """Return the outermost quotation that a character stands in, or None."""
        index = bisect_right(self._starts, at) - 1
        return self.outer[index] if index >= 0 and at < self.outer[index].end else None


def find_quotations(text: str) -> Marks:
    """Return what stands between quotation marks, and the marks without a partner.

    Examples
    --------
    >>> text = "He said: “It was ‘well-timed’ for us.” She didn't."
    >>> [(text[q.start : q.end], q.depth) for q in find_quotations(text).quotations]
    [('“It was ‘well-timed’ for us.”', 0), ('‘well-timed’', 1)]
    >>> text = "They met. We opened the quay,” he said."
    >>> marks = find_quotations(text)
    >>> [text[q.start : q.end] for q in marks.quotations], marks.odd[0].why
    (['We opened the quay,”'], 'closes and was not opened')
    """
    quotations: list[Quotation] = []
    odd: list[OddMark] = []
    blocks = paragraphs(text)
    for index, block in enumerate(blocks):
        marks = marks_in(text, *block)
        if not marks:
            continue
        paired = pair_marks(marks)
        after = blocks[index + 1][0] if index + 1 < len(blocks) else len(text)
        going_on = _going_on(paired, text[after : after + 1])
        quotations += _nested(_spans(text, block, paired, going_on))
        odd += [
            OddMark(mark.at, mark.text, "opens and does not close")
            for mark in paired.openers
            if mark is not going_on
        ]
        odd += [OddMark(m.at, m.text, "closes and was not opened") for m in paired.closers]
    return Marks(tuple(quotations), tuple(sorted(odd)))


def _going_on(paired: Pairing, following: str) -> Mark | None:
    """Return the open mark whose quotation the next paragraph goes on with, or None."""
    last = paired.openers[-1] if paired.openers else None
    return last if last is not None and following and last.text[0] == following else None


def _spans(
    text: str, block: tuple[int, int], paired: Pairing, going_on: Mark | None
) -> Iterator[Quotation]:
    for opening, closing in paired.pairs:
        yield Quotation(opening.at, closing.end, (opening.end, closing.at))
    if going_on is not None:
        end = block[1]
        yield Quotation(going_on.at, end, (going_on.end, end), closed=False, goes_on=True)
    openers = [mark for mark in paired.openers if mark is not going_on]
    if not (openers or paired.closers):
        return
    parts = sentences(text, *block)
    starts = [start for start, _ in parts]
    begins = sorted(opening.at for opening, _ in paired.pairs)
    ends = sorted(closing.end for _, closing in paired.pairs)
    for mark in openers:  # to the end of the sentence, or to the next quotation
        end = parts[bisect_right(starts, mark.at) - 1][1]
        index = bisect_right(begins, mark.at)
        end = max(mark.end, min(end, begins[index] if index < len(begins) else end))
        yield Quotation(mark.at, end, (mark.end, end), closed=False)
    for mark in paired.closers:  # from the beginning of the sentence, or the last quotation
        start = parts[bisect_right(starts, max(block[0], mark.at - 1)) - 1][0]
        index = bisect_right(ends, mark.at)
        start = max(start, ends[index - 1] if index else start)
        yield Quotation(start, mark.end, (start, mark.at), opened=False)


def _nested(spans: Iterator[Quotation]) -> list[Quotation]:
    """Return quotations in order, each with its depth."""
    found: list[Quotation] = []
    ends: list[int] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        while ends and ends[-1] <= span.start:
            ends.pop()
        start, end = span.start, min([span.end, *ends[-1:]])
        inner = (span.inner[0], max(span.inner[0], min(span.inner[1], end)))
        depth = len(ends)
        found.append(Quotation(start, end, inner, depth, span.opened, span.closed, span.goes_on))
        ends.append(end)
    return found
