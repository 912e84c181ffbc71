# SPDX-License-Identifier: Apache-2.0
"""A proposed statement made from a span and a speaker: what is done by it, with which doubts."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from foedus.reading import cues
from foedus.reading.doubts import FIRST_PERSON, flags_of, grade_of, unquoted
from foedus.reading.issues import topics_of
from foedus.reading.marks import find_quotations
from foedus.reading.modality import act_retold, embedded_in, modality_of
from foedus.reading.quoted import Quoted, joined
from foedus.reading.retelling import Retold, quoted_as_saying, retold_in
from foedus.reading.speakers import sides_of
from foedus.reading.statement import Cue, Embedded, Statement
from foedus.reading.views import lacking

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Token

    from foedus.case.folder import CaseFolder
    from foedus.case.schema import Modality
    from foedus.reading.passages import Passage
    from foedus.reading.statement import Quote

_EDGES: Final = " \t\r\n\u00a0,;:—–"
_LOOK_BACK: Final = 16
"""Statements that a new one may overlap: those of the passage and the one that went on into it."""


@dataclass(frozen=True)
class Said:
    """Who is taken to say something, and by which words of the text.

    Parameters
    ----------
    name : str or None
        The fullest name, where it is certain.
    words : str
        How the text names the speaker; empty where it does not.
    verb : str
        The verb of saying, in its dictionary form.
    cue : tuple of int or None
        Its span in the text; None where the words go on from others.
    source : tuple of int or None
        Span of the words that name speaker and saying.
    head : Token or None
        The word that heads the speaker's name.
    verbatim : bool
        Whether the text is the speaker's own, as a transcript or a joint document is.
    does : str or None
        What the speaker does by it, where the text's form says so.
    holder : str or None
        Who is said to have agreed to it, where somebody else tells.
    """

    name: str | None
    words: str
    verb: str = "say"
    cue: tuple[int, int] | None = None
    source: tuple[int, int] | None = None
    head: Token | None = None
    verbatim: bool = False
    does: Modality | None = None
    holder: str | None = None


class Draft:
    """The statements of one text, as they are made."""

    def __init__(self, text: str, case: CaseFolder | None) -> None:
        marks = find_quotations(text)
        self.text = text
        self.quotations = joined(text, marks)
        self.statements: list[Statement] = []
        self._guessed = {one.start for one in marks.quotations if not one.opened}
        self._ends = [end for _, end in self.quotations]
        self._inner = [(one.start, one.end) for one in marks.quotations if one.depth == 1]
        self._odd = [odd.at for odd in marks.odd]
        self._sides, self._topics = sides_of(case), topics_of(case)

    def inside(self, piece: Passage) -> Quoted:
        """Return the quotations of a passage, in its own characters."""
        spans = self._overlapping(piece.start, piece.end)
        inside = [(a - piece.start, b - piece.start) for a, b in spans]
        return Quoted(inside, frozenset(a for a, _ in inside if a + piece.start in self._guessed))

    def reaches(self) -> int:
        """Return where the last statement ends."""
        return self.statements[-1].end if self.statements else 0

    def add(
        self, span: tuple[int, int], said: Said, words: Sequence[Token], base: int
    ) -> Statement | None:
        """Add a statement; not where one stands already, nor where nothing is left of the span.

        Parameters
        ----------
        span : tuple of int
            Characters of the text.
        said : Said
            Who says it.
        words : sequence of Token
            The grammar of the span, as far as the passage goes.
        base : int
            Where the passage begins in the text.
        """
        start, end = self._trimmed(*span)
        if said.source is not None and start < said.source[0] < end <= said.source[1]:
            end = said.source[0]
        if end <= start or any(
            one.start < end and start < one.end for one in self.statements[-_LOOK_BACK:]
        ):
            return None
        made = self._made((start, end), said, words, base)
        self.statements.append(made)
        return made

    def whole(self, start: int, end: int) -> tuple[int, int]:
        """Return a span with the quotation completed that it cuts at its end."""
        at = bisect_left(self._ends, end)
        if at < len(self.quotations):
            first, last = self.quotations[at]
            if first < end <= last:
                return min(start, first), last
        return start, end

    def _made(
        self, span: tuple[int, int], said: Said, words: Sequence[Token], base: int
    ) -> Statement:
        start, end = span
        text = self.text[start:end]
        spans = [(a - start, b - start) for a, b in self._overlapping(start, end)]
        outside = unquoted(text, spans)
        quote = _kind(spans, outside)
        if said.verbatim:
            quote, outside = "direct", ""
        if said.source is None and quote == "indirect" and said.cue is None:
            quote = "direct"  # the speaker's own words, though their marks are lost
        embedded, by = _embedded(said, words)
        cue = self.text[said.cue[0] : said.cue[1]] if said.cue else ""
        own = quote == "direct" or bool(FIRST_PERSON.search(text))
        theirs = None
        if own and said.does is None:
            retold = self._retold((start, end), said, words, base, quote)
            theirs = act_retold(text, retold.spans)
            if theirs is not None:
                own = False
                if embedded is None and retold.holder is not None:
                    embedded = Embedded(retold.holder, theirs)
        modality, reason = modality_of(said.verb, cue, text, embedded, own=own)
        if modality == "conditional" and embedded is not None and embedded.modality == "agreed":
            embedded = replace(embedded, modality="conditional")
        if said.does is not None and embedded is None:
            modality, reason = said.does, Cue(said.does, cue)
        issues, told = self._topics.of(text)
        reasons = [Cue("said", cue)] if cue else []
        reasons += [reason] if reason.text and modality != "claimed" else []
        reasons += [Cue("embedded", by.text)] if by is not None else []
        hearsay = embedded is not None or theirs is not None
        at = bisect_left(self._odd, start)
        odd = at < len(self._odd) and self._odd[at] < end
        flags = flags_of(text, outside, said.words, said.name, hearsay=hearsay, odd=odd)
        open_ends = lacking(text, embedded.modality if embedded else modality)
        flags += tuple(f"open:{name}" for name in open_ends)
        return Statement(
            start=start,
            end=end,
            text=text,
            speaker=said.name,
            speaker_text=said.words,
            side=self._sides.of(said.name, said.words),
            quote=quote,
            modality=modality,
            embedded=embedded,
            issues=issues,
            flags=flags,
            grade=grade_of(quote, flags),
            cues=(*reasons, *told),
            source=said.source,
        )

    def _retold(
        self, span: tuple[int, int], said: Said, words: Sequence[Token], base: int, quote: Quote
    ) -> Retold:
        """Return what of a span is somebody else's words, in its own characters."""
        start, end = span
        if who := quoted_as_saying(self.text, said.source):
            return Retold([(0, end - start)], who)
        within = self._overlapping(start, end) if said.verbatim or quote == "mixed" else ()
        first, after = bisect_left(self._inner, (start,)), bisect_left(self._inner, (end,))
        inner = [pair for pair in self._inner[first:after] if pair[1] <= end]
        naming = [
            range(place[0] - base, place[1] - base) for place in (said.cue, said.source) if place
        ]
        shift = base - start
        found = retold_in(
            words,
            [(a - base, b - base) for a, b in inner],
            [(a - base, b - base) for a, b in within],
            naming,
        )
        return Retold([(a + shift, b + shift) for a, b in found.spans], found.holder)

    def _trimmed(self, start: int, end: int) -> tuple[int, int]:
        while start < end and self.text[start] in _EDGES:
            start += 1
        while start < end and self.text[end - 1] in _EDGES:
            end -= 1
        return start, end

    def _overlapping(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield the parts of quotations that lie in a span."""
        for first, last in self.quotations[bisect_left(self._ends, start + 1) :]:
            if first >= end:
                return
            yield max(first, start), min(last, end)


def _kind(spans: Sequence[tuple[int, int]], outside: str) -> Quote:
    if not spans:
        return "indirect"
    return "mixed" if re.search(r"\w", outside) else "direct"


def _embedded(said: Said, words: Sequence[Token]) -> tuple[Embedded | None, Token | None]:
    """Return what somebody else is said to have done, and the verb that says so."""
    if said.holder is not None:
        return Embedded(said.holder, said.does or "agreed"), None
    found = None if said.verb in cues.DENYING else embedded_in(words, said.name, said.head)
    if found is None or (said.does is not None and found[0].holder.lower() == "they"):
        return None, None  # they are the parties of a joint document, who speak in it
    return found
