# SPDX-License-Identifier: Apache-2.0
"""Which quotation mark of a paragraph belongs to which."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

DOUBLE: Final = '"“”„‟«»‹›＂'
SINGLE: Final = "'‘’‚‛＇"

_CANDIDATE: Final = re.compile(rf"``|''|[{DOUBLE}{SINGLE}]")
_FACING: Final = {"«": "»", "»": "«", "‹": "›", "›": "‹"}
# Six foot two; five inches by three; minutes and seconds of a place.
_MEASURE: Final = re.compile(
    r"\d\s?['’]\s?\d{1,2}\s?(?:[\"”]|'')|\d['’](?=\s?\d)|\d[\"”](?=\s?(?:x|by|wide|long|tall)\b)"
)
# What is left of words whose beginning an apostrophe stands for.
_CUT: Final = re.compile(
    r"(?:\d\ds?|em|tis|twas|til|till|cause|bout|n|round|neath|cos)\b", re.IGNORECASE
)
_LETS_OPEN: Final = frozenset("([{<—–―‒-/:;,…\"“”„«»'‘’‚‹›＂")
_ENDS_SPEECH: Final = frozenset(",.!?…")
_DEEPEST: Final = 8
"""Marks that are looked through for a partner; nobody nests deeper."""


@dataclass(frozen=True)
class Mark:
    """A mark in its paragraph.

    Parameters
    ----------
    at : int
        Where it stands in the text.
    text : str
        The mark, one character or two.
    can_open, can_close : bool
        What its neighbours let it be.
    like_apostrophe : bool
        Whether it may close nothing, as after "the ministers" in "the ministers’ view".
    ends_speech : bool
        Whether it stands after a comma or a full stop, where no apostrophe does.
    misplaced : bool
        Whether it may open although it stands as one that closes: `she said," We agree".`
    """

    at: int
    text: str
    can_open: bool
    can_close: bool
    like_apostrophe: bool
    ends_speech: bool
    misplaced: bool = False

    @property
    def end(self) -> int:
        """The character after the mark."""
        return self.at + len(self.text)


def marks_in(text: str, start: int, end: int) -> list[Mark]:
    """Return what can be a quotation mark at all in a paragraph: no apostrophes, no measures."""
    measures = [match.span() for match in _MEASURE.finditer(text, start, end)]
    found, passed = [], 0
    for match in _CANDIDATE.finditer(text, start, end):
        at = match.start()
        while passed < len(measures) and measures[passed][1] <= at:
            passed += 1
        measure = passed < len(measures) and measures[passed][0] <= at
        if not (measure and match.group() not in "“‘"):
            mark = _mark(text, match, start, end)
            found += [mark] if mark else []
    return found


def _mark(text: str, match: re.Match[str], start: int, end: int) -> Mark | None:
    at, mark = match.start(), match.group()
    before = text[at - 1] if at > start else " "
    after = text[match.end()] if match.end() < end else " "
    if mark in SINGLE:
        cut = _CUT.match(text, match.end()) is not None and not before.isalnum()
        if cut or (before.isalnum() and after.isalnum()):
            return None
    opens = (before.isspace() or before in _LETS_OPEN) and not after.isspace()
    further = text[match.end() + 1 : match.end() + 2]
    plural = before in "sxzn" and after.isspace() and further.islower()
    initial = before == "." and text[max(start, at - 2) : at - 1].isupper()
    speech = before in _ENDS_SPEECH and not initial and not after.isalnum()
    misplaced = before in ",:" and after.isspace()
    return Mark(at, mark, opens, not before.isspace(), plural, speech, misplaced)


@dataclass
class Pairing:
    """The marks of a paragraph with their partners, and those that have none."""

    pairs: list[tuple[Mark, Mark]] = field(default_factory=list)
    openers: list[Mark] = field(default_factory=list)
    closers: list[Mark] = field(default_factory=list)


def pair_marks(marks: list[Mark]) -> Pairing:
    """Return which mark closes which: double ones first, then single ones between these."""
    found = Pairing()
    _pair_double([mark for mark in marks if mark.text not in SINGLE], found)
    if len(marks) > sum(mark.text not in SINGLE for mark in marks):
        _pair_single(marks, found)
    found.openers.sort(key=lambda mark: mark.at)
    return found


def _pair_double(marks: list[Mark], found: Pairing) -> None:
    stack: list[Mark] = []
    for mark in marks:
        opened = _opened_by(mark, stack)
        if opened is None:
            opens = mark.can_open or not mark.can_close or mark.text in "“„‟«‹``"
            (stack if opens else found.closers).append(mark)
            continue
        while stack[-1] is not opened:
            found.openers.append(stack.pop())
        found.pairs.append((stack.pop(), mark))
    found.openers += stack
    _pair_misplaced(marks, found)


def _pair_misplaced(marks: list[Mark], found: Pairing) -> None:
    """Pair a mark that looks as if it closed nothing with the next one that does too."""
    following = {mark.at: after for mark, after in pairwise(marks)}
    alone = {mark.at for mark in found.closers}
    for mark in list(found.closers):
        after = following.get(mark.at)
        if mark.misplaced and mark.at in alone and after is not None and after.at in alone:
            found.pairs.append((mark, after))
            alone -= {mark.at, after.at}
    found.closers = [mark for mark in found.closers if mark.at in alone]


def _opened_by(mark: Mark, stack: list[Mark]) -> Mark | None:
    """Return the open mark that a mark closes, or None where it opens or has no partner."""
    text, inner = mark.text, stack[: -_DEEPEST - 1 : -1]
    if text in _FACING:
        return next((other for other in inner if other.text == _FACING[text]), None)
    opened = next((other for other in inner if other.text not in _FACING), None)
    if opened is None or text in {"„", "``"}:
        return None
    if text in {"“", "‟"}:
        return opened if opened.text == "„" or not mark.can_open else None
    if text == "”":
        return opened
    return None if mark.can_open and not mark.can_close else opened


def _pair_single(marks: list[Mark], found: Pairing) -> None:
    """Pair single marks that stand in the same quotation, or in none."""
    partner = {opening.at: closing.at for opening, closing in found.pairs}
    waiting: dict[int, tuple[Mark, Mark | None]] = {}
    ends = [-1]
    for mark in marks:
        while len(ends) > 1 and ends[-1] <= mark.at:
            ends.pop()
        if mark.at in partner:
            ends.append(partner[mark.at])
        if mark.text in SINGLE:
            _take_single(mark, ends[-1], waiting, found)
    for opening, likely in waiting.values():
        _settle(opening, likely, found)


def _take_single(
    mark: Mark, around: int, waiting: dict[int, tuple[Mark, Mark | None]], found: Pairing
) -> None:
    opening, likely = waiting.get(around, (None, None))
    opens = mark.can_open and mark.text != "’"
    if opening is not None and mark.can_close and not opens:
        if mark.like_apostrophe:
            waiting[around] = (opening, likely or mark)
        else:
            found.pairs.append((opening, mark))
            del waiting[around]
    elif opens:
        if opening is not None:
            _settle(opening, likely, found)
        waiting[around] = (mark, None)
    elif mark.ends_speech:
        found.closers.append(mark)


def _settle(opening: Mark, likely: Mark | None, found: Pairing) -> None:
    """Close a single mark by what may be an apostrophe, or leave it without a partner."""
    if likely is not None:
        found.pairs.append((opening, likely))
    elif opening.text != "'":
        found.openers.append(opening)
