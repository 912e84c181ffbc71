# SPDX-License-Identifier: Apache-2.0
"""Paragraphs and sentences of a text by its punctuation alone; every span counts characters."""

from __future__ import annotations

import re
from typing import Final

_LINE: Final = re.compile(r"\r\n|\r|\n")
_LONG_LINE: Final = 120
"""Characters of a line that nobody has broken by hand: it is a paragraph."""
_ITEM: Final = re.compile(r"\s*(?:[-*•·–—]\s|\(?\d{1,3}[.)]\s|\([a-z]\)\s|[A-Z][\w .'’-]{0,40}:\s)")
_ENDS: Final = re.compile(r"""[.!?…:;。！？؟]["'”’»)\]]*\s*$""")
_STOP: Final = re.compile(
    r"""(?<![.!?…])[.!?…]++["'”’“‘»«)\]]*+(?P<gap>\s++)["'“‘„»«(\[]*+(?P<next>.)"""
    r"""|[。！？؟]["'”’»」』)]*+(?P<wide>\s*+)(?P<after>.)"""
)
_TITLES: Final = frozenset(
    "mr mrs ms dr prof st gen lt col maj capt sgt gov sen rep pres hon rev amb adm cmdr brig fr "
    "msgr jr vs etc eg ie cf al dept".split()
)
_BEFORE_NUMBERS: Final = frozenset("no nos art arts para p pp sec vol ch fig approx".split())
_MONTHS: Final = frozenset("jan feb mar apr jun jul aug sept sep oct nov dec".split())
_LAST_WORD: Final = re.compile(r"(\w{1,6})\Z")


def paragraphs(text: str) -> list[tuple[int, int]]:
    r"""Return the spans of a text's paragraphs, without the white space around them.

    An empty line parts two of them; a line break does where a line is longer than anybody breaks
    by hand, where an item of a list or a speaker's turn begins, and, in a text without any empty
    line, after a full stop.

    Examples
    --------
    >>> paragraphs("One\ntwo.\n\nThree.")
    [(0, 8), (10, 16)]
    """
    lines = _lines(text)
    spaced = any(start == end for start, end in lines[:-1])
    found: list[tuple[int, int]] = []
    start, before = -1, (0, 0)
    for line in lines:
        if line[0] == line[1]:
            start = -1
        elif start < 0 or _parted(text, before, line, spaced=spaced):
            start = line[0]
            found.append(line)
        else:
            found[-1] = (start, line[1])
        before = line
    return found


def _lines(text: str) -> list[tuple[int, int]]:
    """Return the spans of lines, without the white space around each."""
    ends = [*((m.start(), m.end()) for m in _LINE.finditer(text)), (len(text), len(text))]
    lines, start = [], 0
    for end, following in ends:
        line = text[start:end]
        first = start + len(line) - len(line.lstrip())
        lines.append((first, max(first, start + len(line.rstrip()))))
        start = following
    return lines


def _parted(text: str, before: tuple[int, int], line: tuple[int, int], *, spaced: bool) -> bool:
    if max(before[1] - before[0], line[1] - line[0]) > _LONG_LINE:
        return True
    if _ITEM.match(text, *line):
        return True
    return not spaced and _ENDS.search(text[max(before[0], before[1] - 8) : before[1]]) is not None


def sentences(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Return the spans of the sentences inside a paragraph, without the white space between.

    Examples
    --------
    >>> text = "Mr. Smith met the U.S. envoy. “We agreed.” Nothing else was said."
    >>> [text[a:b] for a, b in sentences(text)]
    ['Mr. Smith met the U.S. envoy.', '“We agreed.”', 'Nothing else was said.']
    """
    end = len(text) if end is None else end
    found = []
    for match in _STOP.finditer(text, start, end):
        gap = "gap" if match["gap"] is not None else "wide"
        if gap == "gap" and not _is_stop(text, match):
            continue
        found.append((start, match.start(gap)))
        start = match.end(gap)
    if text[start:end].strip():
        found.append((start, end))
    return found


def _is_stop(text: str, match: re.Match[str]) -> bool:
    """Tell whether a full stop ends a sentence, and not a title, an initial or an abbreviation."""
    following = match["next"]
    if following.islower():
        return False
    at = match.start()
    if text[at : at + 2].rstrip() != "." or match.start("gap") > at + 1:
        return True
    found = _LAST_WORD.search(text, max(0, at - 7), at)
    word = found.group(1) if found else ""
    if word.lower() in _TITLES or (len(word) == 1 and word.isalpha() and word != "I"):
        return False
    return not (following.isdigit() and word.lower() in _BEFORE_NUMBERS | _MONTHS)
