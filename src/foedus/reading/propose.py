# SPDX-License-Identifier: Apache-2.0
"""Statements proposed from running text: who said what, by which words, with which doubts.

The reader goes through a report passage by passage and remembers who spoke last, so that
quotations that go on, `he said`, and words whose marks were lost find their speaker, or none.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from foedus.reading.direct import awaits, is_whole, quotations_left
from foedus.reading.doubts import FIRST_PERSON, flags_of, grade_of, unquoted
from foedus.reading.indirect import Attribution, attributions
from foedus.reading.issues import topics_of
from foedus.reading.marks import find_quotations
from foedus.reading.modality import embedded_in, modality_of
from foedus.reading.model import parse
from foedus.reading.names import roster_of
from foedus.reading.passages import passages
from foedus.reading.quoted import Quoted, joined
from foedus.reading.speakers import Memory, sides_of, words_of
from foedus.reading.statement import Cue, Statement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc, Span, Token

    from foedus.case.folder import CaseFolder
    from foedus.reading.passages import Passage
    from foedus.reading.statement import Quote

NARRATED: Final = 0.25
"""Share of sentences with `I` or `we` outside quotation marks from which on it is the narrator."""
_BETWEEN: Final = " \n\r\t\"“”’.'»"
_EDGES: Final = " \t\r\n\u00a0,;:—–"


@dataclass(frozen=True)
class Voice:
    """Who spoke last, how the text called them, and where that ended."""

    name: str | None
    words: str
    end: int


def propose(text: str, case: CaseFolder | None = None) -> tuple[Statement, ...]:
    """Return the statements that a report seems to contain, in the order of the text.

    Parameters
    ----------
    text : str
        Plain text of a report, of any length.
    case : CaseFolder, optional
        Gives actors, by which speakers get a side, and issues.

    Raises
    ------
    CallError
        Where the extra `read` is not installed.
    """
    reader = _Reader(text, case)
    pieces = ((piece.words, piece) for piece in passages(text) if piece.kind not in {"link", "empty"})
    for doc, piece in parse(pieces):
        reader.read(doc, piece)
    return reader.statements()


class _Reader:
    """Goes through a text once."""

    def __init__(self, text: str, case: CaseFolder | None) -> None:
        self.text = text
        self.marks = find_quotations(text)
        self.quotations = joined(text, self.marks)
        self.ends = [end for _, end in self.quotations]
        self.odd = [odd.at for odd in self.marks.odd]
        self.memory = Memory(roster_of(text))
        self.sides, self.topics = sides_of(case), topics_of(case)
        self.found: list[Statement] = []
        self.voice: Voice | None = None
        self.pending: Voice | None = None
        self.first_person = not self._is_narrated()

    def _is_narrated(self) -> bool:
        outside = unquoted(self.text, list(self.quotations))
        sentences = len(re.findall(r"[.!?][\s\"”’)]", outside)) + 1
        return len(FIRST_PERSON.findall(outside)) > max(12, NARRATED * 2 * sentences)

    def statements(self) -> tuple[Statement, ...]:
        return tuple(sorted(self.found, key=lambda one: (one.start, one.end)))

    def read(self, doc: Doc, piece: Passage) -> None:
        """Read one passage."""
        inside = Quoted(list(self._clipped(piece)))
        found = attributions(doc, inside)
        found += quotations_left(doc, inside, found)
        found.sort(key=lambda one: one.cue)
        self._await(doc, piece, inside)
        waiting: list[Span] = []
        for sentence in doc.sents:
            mine = [o for o in found if sentence.start_char <= o.cue[0] < sentence.end_char]
            if self.first_person and self._lost_marks(sentence, inside, mine):
                if not self._goes_on(doc, piece, sentence, inside):
                    waiting.append(sentence)
                continue
            if mine:
                mine = [one for one in mine if not _by_first(one)] or mine
                self._give(doc, piece, waiting, mine[0])
                for one in mine:
                    self._say(doc, piece, one)
                self.voice = self.voice and Voice(
                    self.voice.name, self.voice.words, max(self.voice.end, piece.start + sentence.end_char)
                )
            elif not self._goes_on(doc, piece, sentence, inside):
                self.memory.pass_by(sentence)
            waiting = []
        verb = awaits(doc, inside, found)
        if verb is not None:
            from foedus.reading.clauses import speaker_of
            head = speaker_of(verb)
            self.pending = Voice(self.memory.resolve(head), words_of(head) if head else "", piece.end)

    def _clipped(self, piece: Passage) -> Iterator[tuple[int, int]]:
        at = bisect_left(self.ends, piece.start + 1)
        for start, end in self.quotations[at:]:
            if start >= piece.end:
                return
            yield max(start, piece.start) - piece.start, min(end, piece.end) - piece.start

    def _whole(self, start: int, end: int) -> tuple[int, int]:
        """Return a span of the text with the quotations that it cuts completed."""
        at = bisect_left(self.ends, start + 1)
        for first, last in self.quotations[at : at + 400]:
            if first >= end:
                break
            if first < end and start < last:
                start, end = min(start, first), max(end, last)
        return start, end

    def _say(self, doc: Doc, piece: Passage, one: Attribution) -> None:
        head = one.speaker
        name = self.memory.resolve(head)
        words = words_of(head) if head is not None else ""
        self.memory.spoke(name)
        source = (piece.start + one.source[0], piece.start + one.source[1])
        if one.kind == "told":
            name, words, head = None, "", None
        self._add(doc, piece, (one.start, one.end), name, words, one.verb, one.cue, source, head)

    def _add(
        self,
        doc: Doc,
        piece: Passage,
        span: tuple[int, int],
        name: str | None,
        words: str,
        verb: str,
        cue: tuple[int, int] | None,
        source: tuple[int, int] | None,
        head: Token | None = None,
    ) -> None:
        start, end = piece.start + span[0], piece.start + span[1]
        if end >= piece.end:
            start, end = self._whole(start, end)
        start, end = self._trimmed(start, end)
        if source is not None and start < source[0] < end <= source[1]:
            end = source[0]
        if end <= start or any(s.start < end and start < s.end for s in self.found[-8:]):
            return
        text = self.text[start:end]
        tokens = [t for t in doc if start - piece.start <= t.idx < end - piece.start]
        quote, outside = self._quote(start, end)
        if source is None and quote == "indirect":
            quote = "direct"  # the speaker's own words, though their marks are lost
        found = embedded_in(tokens, name, head)
        embedded = found[0] if found else None
        said = self.text[piece.start + cue[0] : piece.start + cue[1]] if cue else ""
        own = quote == "direct" or bool(FIRST_PERSON.search(text))
        modality, reason = modality_of(verb, said, text, embedded, own=own)
        issues, issue_cues = self.topics.of(text)
        cues = [Cue("said", said)] if said else []
        cues += [reason] if reason.text and reason.what != "claimed" else []
        cues += [Cue("embedded", found[1].text)] if found else []
        at = bisect_left(self.odd, start)
        odd = at < len(self.odd) and self.odd[at] < end
        flags = flags_of(text, outside, words, name, embedded, odd=odd)
        self.voice = Voice(name, words, max(end, source[1] if source else end))
        self.found.append(
            Statement(
                start, end, text, name, words, self.sides.of(name, words), quote, modality,
                embedded, issues, flags, grade_of(quote, flags), (*cues, *issue_cues), source,
            )
        )

    def _trimmed(self, start: int, end: int) -> tuple[int, int]:
        while start < end and self.text[start] in _EDGES:
            start += 1
        while start < end and self.text[end - 1] in _EDGES:
            end -= 1
        return start, end

    def _quote(self, start: int, end: int) -> tuple[Quote, str]:
        spans = []
        at = bisect_left(self.ends, start + 1)
        for first, last in self.quotations[at:]:
            if first >= end:
                break
            spans.append((max(first, start) - start, min(last, end) - start))
        outside = unquoted(self.text[start:end], spans)
        if not spans:
            return "indirect", outside
        return ("mixed" if re.search(r"\w", outside) else "direct"), outside

    def _await(self, doc: Doc, piece: Passage, inside: Quoted) -> None:
        """Give the quotation that a passage begins with to whom the last one announced."""
        if self.pending is None:
            return
        pending, self.pending = self.pending, None
        if inside.spans and inside.spans[0][0] <= 1:
            start, end = inside.spans[0]
            self._add(doc, piece, (start, end), pending.name, pending.words, "say", None, None)

    def _goes_on(self, doc: Doc, piece: Passage, sentence: Span, inside: Quoted) -> bool:
        """Give a sentence to whoever spoke last where it goes on with their words."""
        first, last = sentence.start_char, sentence.end_char
        start, end = piece.start + first, piece.start + last
        if self.found and self.found[-1].end >= end:
            return True
        voice = self.voice
        if voice is None or self.text[voice.end : start].strip(_BETWEEN):
            return False
        spans = [span for span in inside.spans if abs(span[0] - first) <= 1]
        if spans and is_whole(doc, *spans[0]):
            self._add(doc, piece, spans[0], voice.name, voice.words, "say", None, None)
            return True
        same = "\n" not in self.text[voice.end : start]
        if same and self.first_person and self._lost_marks(sentence, inside, []):
            self._add(doc, piece, (first, last), voice.name, voice.words, "say", None, None)
            return True
        return False

    def _lost_marks(self, sentence: Span, inside: Quoted, found: list[Attribution]) -> bool:
        """Tell whether a sentence speaks of `I` or `we` outside marks and outside what is reported."""
        first, last = sentence.start_char, sentence.end_char
        spans = [*inside.spans, *((one.start, one.end) for one in found if not _by_first(one))]
        cut = sorted((max(a, first) - first, min(b, last) - first) for a, b in spans if a < last and first < b)
        return FIRST_PERSON.search(unquoted(sentence.text, cut)) is not None

    def _give(self, doc: Doc, piece: Passage, waiting: list[Span], one: Attribution) -> None:
        """Give sentences in the first person to whom the next sentence names as speaking."""
        if one.kind == "act" or one.speaker is None:
            return
        name = self.memory.resolve(one.speaker)
        for sentence in waiting:
            span = sentence.start_char, sentence.end_char
            self._add(doc, piece, span, name, words_of(one.speaker), "say", None, None)


def _by_first(one: Attribution) -> bool:
    return one.speaker is not None and one.speaker.lower_ in {"i", "we"}
