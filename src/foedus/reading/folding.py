# SPDX-License-Identifier: Apache-2.0
r"""Typographic variants made one, with the way back to the text: quotation marks, dashes, spaces.

Words are never folded: letters keep their case and their accents, so that two texts that fold to
the same one have the same words.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from typing import Final

_ONE: Final = {
    **dict.fromkeys("‘’‚‛′ʼ´`‹›＇", "'"),
    **dict.fromkeys("“”„‟″«»＂", '"'),
    **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"),
    "…": "...",
    "ﬀ": "ff",
    "ﬁ": "fi",
    "ﬂ": "fl",
    "ﬃ": "ffi",
    "ﬄ": "ffl",
}
_UNSEEN: Final = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_VARIANT: Final = re.compile(
    rf"(?P<space>[\s{_UNSEEN}]*\s[\s{_UNSEEN}]*)|[{_UNSEEN}]+|``|''|--+"
    rf"|[^\W\d_][\u0300-\u036f]+|[{''.join(_ONE)}]"
)


@dataclass(frozen=True)
class Folded:
    """A text whose typographic variants are folded, and where each of its characters came from.

    Parameters
    ----------
    text : str
        The folded text.
    starts : tuple of int
        Where each stretch of the folded text begins: by turns kept and folded ones.
    origins : tuple of int
        Where each of them begins in the text that was folded.
    """

    text: str
    starts: tuple[int, ...]
    origins: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the first text that a span of the folded one came from."""
        if start >= end:
            return self._origin(start), self._origin(start)
        return self._origin(start), self._origin(end - 1, after=True)

    def _origin(self, at: int, *, after: bool = False) -> int:
        index = bisect_right(self.starts, at) - 1
        origin = self.origins[index]
        if index % 2 == 0:  # kept as it was
            return origin + at - self.starts[index] + after
        return self.origins[index + 1] if after else origin


def fold(text: str) -> Folded:
    """Return a text with its typographic variants folded.

    Quotation marks of all shapes become straight ones, dashes become hyphens, any run of white
    space becomes one space, an ellipsis three full stops; soft hyphens and characters of no width
    go, and a letter with an accent of its own becomes the one letter that it is.

    Examples
    --------
    >>> folded = fold("he  said: “not yet”…")
    >>> folded.text
    'he said: "not yet"...'
    >>> start = folded.text.index('"not')
    >>> folded.span(start, start + 9)
    (10, 19)
    """
    pieces: list[str] = []
    starts, origins = [0], [0]
    at, end = 0, 0
    for match in _VARIANT.finditer(text):
        kept, variant = text[end : match.start()], _folded(match)
        if variant == match.group():
            continue
        pieces += [kept, variant]
        starts += [at + len(kept), at + len(kept) + len(variant)]
        origins += [match.start(), match.end()]
        at, end = starts[-1], match.end()
    pieces.append(text[end:])
    return Folded("".join(pieces), tuple(starts), tuple(origins))


def _folded(match: re.Match[str]) -> str:
    found = match.group()
    if match["space"]:
        return " "
    if found in {"``", "''"}:
        return '"'
    if found[0] == "-":
        return "-"
    if found[0] in _UNSEEN:
        return ""
    return _ONE.get(found) or unicodedata.normalize("NFC", found)
