# SPDX-License-Identifier: Apache-2.0
"""A report cut into passages: paragraphs with what kind each is, and a copy that can be parsed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from foedus.reading.sentences import paragraphs

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal["prose", "heading", "link", "empty"]

LONGEST: Final = 5_000
"""Characters of a passage that is parsed at once; a longer paragraph is cut at a space."""
WORD: Final = 80
"""Characters of the longest word that is parsed; of a longer one no grammar is asked."""

# Words of a page that belong to no report: links, dates, forms.
_LINK: Final = re.compile(
    r"(?:(?:related|more)(?: (?:story|stories|news|articles?|coverage|reading))?\s*[|:>»]"
    r"|(?:read|see|watch|listen)(?: (?:also|more|next|now|here))?\s*[|:>»]|read more\b|also read\b"
    r"|(?:published|updated|posted|last (?:updated|modified))(?: (?:on|at|by))?\s*:"
    r"|leave a (?:comment|reply)\b|(?:post|add) a comment\b|\d* ?comments?\s*$|advertisements?\s*$"
    r"|share (?:this|on|via)\b|follow us\b|subscribe\b|sign up (?:for|to)\b|newsletter\b"
    r"|copyright\b|©|all rights reserved\b|cookie\b|click here\b|tags?\s*:|filed under\b"
    r"|(?:image|photo(?:graph)?|picture)(?: (?:credit|source|by))?\s*:)",
    re.IGNORECASE,
)
_UNPARSED: Final = re.compile(
    r"[\s\x00-\x1f\x7f-\xa0\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
# PORT LIND, May 5 (Wire) - : where and by whom, not who speaks.
_DATELINE: Final = re.compile(
    r"\s*[A-Z]{2}[A-Z .,'’/-]{0,40}(?:[A-Z][a-z]+\.? \d{1,2}(?:, \d{4})? ?)?(?:\([^)]{1,30}\) ?)?"
    r"[—–-]{1,2} "
)
_LONG_WORD: Final = re.compile(rf"\S{{{WORD},}}")


@dataclass(frozen=True)
class Passage:
    """A paragraph of a report, or a part of a very long one.

    Parameters
    ----------
    start, end : int
        Its span in the plain text.
    kind : {"prose", "heading", "link", "empty"}
        Running text; a line that ends without a full stop; words of the page around the report;
        nothing that can be parsed.
    words : str
        A copy of the same length for the grammar, with plain spaces and no endless words.
    opens : bool
        Whether it begins a paragraph.
    """

    start: int
    end: int
    kind: Kind
    words: str
    opens: bool = True


def passages(text: str) -> Iterator[Passage]:
    """Yield a report's passages in order."""
    for start, end in paragraphs(text):
        for index, (first, last) in enumerate(_pieces(text, start, end)):
            words = _copy(text[first:last])
            yield Passage(first, last, _kind(text[first:last], words), words, opens=not index)


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST:
        cut = text.rfind(" ", start + LONGEST // 2, start + LONGEST) + 1 or start + LONGEST
        yield start, cut
        start = cut
    yield start, end


def _copy(text: str) -> str:
    spaced = _UNPARSED.sub(" ", text)
    place = _DATELINE.match(spaced)
    if place:
        spaced = " " * place.end() + spaced[place.end() :]
    return _LONG_WORD.sub(lambda match: "x" + " " * (len(match.group()) - 1), spaced)


def _kind(text: str, words: str) -> Kind:
    if not any(letter.isalpha() for letter in words):
        return "empty"
    if _LINK.match(text.lstrip("*•-–— [(")):
        return "link"
    if len(text) < 160 and not re.search(r"[.!?…:,;][\"'”’»)\]]*\s*$", text):
        return "heading"
    return "prose"
