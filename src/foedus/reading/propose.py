# SPDX-License-Identifier: Apache-2.0
"""Statements proposed from running text: who said what, by which words, with which doubts.

The reader goes through a report passage by passage and remembers who spoke last, so that
quotations that go on, `he said`, and words whose marks were lost find their speaker, or none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from foedus.reading.clauses import is_finite, speaker_of
from foedus.reading.direct import awaits, is_whole, quotations_left
from foedus.reading.doubts import FIRST_PERSON, unquoted
from foedus.reading.drafting import Draft, Said
from foedus.reading.indirect import attributions
from foedus.reading.model import parse
from foedus.reading.names import roster_of
from foedus.reading.passages import passages
from foedus.reading.speakers import Memory, agreed_sides, words_of
from foedus.reading.turns import name_in, turns_of
from foedus.reading.undertakings import binds, is_communique, item_of, of_item, undertakings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Doc, Span, Token

    from foedus.case.folder import CaseFolder
    from foedus.case.schema import Modality
    from foedus.reading.attribution import Attribution
    from foedus.reading.passages import Passage
    from foedus.reading.quoted import Quoted
    from foedus.reading.statement import Statement
    from foedus.reading.turns import Turn

SAYS_SOMETHING: Final = 4
"""Words of a sentence in a turn from which on it is a statement."""
NARRATED: Final = 0.5
"""`I` and `we` outside quotation marks for each sentence, from which on the narrator speaks so."""
_BETWEEN: Final = " \n\r\t\"“”’.'»"


@dataclass(frozen=True)
class _Voice:
    """Who spoke last, and where in the text that ended."""

    said: Said
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
    pieces = list(passages(text))
    turns = turns_of(text, pieces)
    joint = not turns and is_communique(reader.outside, len(pieces))
    kept = (piece for piece in pieces if piece.kind not in {"link", "empty"})
    for doc, piece in parse((piece.words, piece) for piece in kept):
        if turns:
            reader.hear(doc, piece, turns.get(piece.start))
        elif joint:
            reader.study(doc, piece)
        else:
            reader.read(doc, piece)
    return _with_sides(sorted(reader.draft.statements, key=lambda one: (one.start, one.end)))


def _with_sides(found: Sequence[Statement]) -> tuple[Statement, ...]:
    """Give a speaker the side that their other mentions tell."""
    told = agreed_sides((one.speaker, one.side) for one in found)
    return tuple(
        one if one.side or one.speaker is None else replace(one, side=told.get(one.speaker))
        for one in found
    )


class _Reader:
    """Goes through a text once, and remembers who spoke last."""

    def __init__(self, text: str, case: CaseFolder | None) -> None:
        self.draft = Draft(text, case)
        self.memory = Memory(roster_of(text))
        self.voice: _Voice | None = None
        self.pending: Said | None = None
        self.lead: Said | None = None
        self.outside = unquoted(text, self.draft.quotations)
        sentences = len(re.findall(r"[.!?][\s\"”’)]", self.outside)) + 1
        self.narrated = len(FIRST_PERSON.findall(self.outside)) > max(12, NARRATED * sentences)

    def read(self, doc: Doc, piece: Passage) -> None:
        """Read a passage of a report."""
        if self._lists(doc, piece):
            return
        inside = self.draft.inside(piece)
        found = attributions(doc, inside)
        found += quotations_left(doc, inside, found)
        self._keep_promise(doc, piece, inside)
        sentences = list(doc.sents)
        said = [_of_sentence(found, sentence) for sentence in sentences]
        for at, sentence in enumerate(sentences):
            if self._goes_on(doc, piece, sentence, inside, said[at]):
                continue
            if self._is_own(sentence, inside, said[at]):
                ahead = self._ahead(sentences, said, inside, at)
                if ahead is not None:
                    span = sentence.start_char, sentence.end_char
                    self._add(doc, piece, span, ahead)
                    continue
            for one in said[at]:
                self._say(doc, piece, one)
            if said[at]:
                self._extend(piece.start + sentence.end_char)
            else:
                self.memory.pass_by(sentence)
        self._begin_list(doc, piece)
        verb = awaits(doc, inside, found)
        self.pending = self._said_by(speaker_of(verb)) if verb is not None else None

    def hear(self, doc: Doc, piece: Passage, turn: Turn | None) -> None:
        """Read a passage of a transcript: whoever has the turn says each of its sentences."""
        if turn is None or turn.asks:
            return
        by = Said(name_in(turn.label, self.memory.roster), turn.label, verbatim=True)
        for sentence in doc.sents:
            span = max(sentence.start_char, turn.words), sentence.end_char
            words = [token for token in sentence if token.idx >= turn.words and not token.is_punct]
            if len(words) >= SAYS_SOMETHING and any(is_finite(token) for token in words):
                self._add(doc, piece, span, by)

    def study(self, doc: Doc, piece: Passage) -> None:
        """Read a passage of a joint document: whoever is bound by a sentence says it."""
        if self._lists(doc, piece):
            return
        for one, does in undertakings(doc):
            self._say(doc, piece, one, does)
        self._begin_list(doc, piece, joint=True)

    def _lists(self, doc: Doc, piece: Passage) -> bool:
        """Give an item of a list to whom the words before the list bind."""
        begins = item_of(self.draft.text, piece) if self.lead is not None else None
        if self.lead is None or begins is None:
            self.lead = None
            return False
        does = of_item(self.draft.text[piece.start + begins : piece.end], self.lead.does)
        span = begins, piece.end - piece.start
        self._add(doc, piece, span, replace(self.lead, does=does))
        return True

    def _begin_list(self, doc: Doc, piece: Passage, *, joint: bool = False) -> None:
        found = binds(doc)
        if found is None:
            return
        verb, subject, does = found
        by = self._said_by(subject)
        place = piece.start + verb.idx, piece.start + verb.idx + len(verb)
        self.lead = replace(by, cue=place, does=does, verbatim=joint)
        if does == "agreed" and not joint:  # told by the reporter
            self.lead = replace(self.lead, name=None, words="", holder=by.words)

    def _said_by(self, head: Token | None) -> Said:
        return Said(self.memory.resolve(head), words_of(head) if head is not None else "")

    def _say(
        self, doc: Doc, piece: Passage, one: Attribution, does: Modality | None = None
    ) -> None:
        by = self._said_by(one.speaker)
        self.memory.spoke(by.name)
        by = replace(
            by,
            verb=one.verb,
            cue=(piece.start + one.cue[0], piece.start + one.cue[1]),
            source=(piece.start + one.source[0], piece.start + one.source[1]),
            head=one.speaker,
            verbatim=one.kind == "document",
            does=does,
        )
        if one.kind == "told":  # by the reporter; whoever agreed does not speak
            by = replace(by, name=None, words="", head=None)
        self._add(doc, piece, (one.start, one.end), by)

    def _add(self, doc: Doc, piece: Passage, span: tuple[int, int], by: Said) -> None:
        start, end = piece.start + span[0], piece.start + span[1]
        if end >= piece.end:
            start, end = self.draft.whole(start, end)
        words = [token for token in doc if span[0] <= token.idx < span[1]]
        made = self.draft.add((start, end), by, words, piece.start)
        if made is not None:
            self.voice = _Voice(Said(by.name, by.words), max(end, by.source[1] if by.source else 0))

    def _extend(self, end: int) -> None:
        if self.voice is not None:
            self.voice = replace(self.voice, end=max(self.voice.end, end))

    def _keep_promise(self, doc: Doc, piece: Passage, inside: Quoted) -> None:
        """Give the quotation that a passage begins with to whom the last one announced."""
        if self.pending is not None and inside.spans and inside.spans[0][0] <= 1:
            self._add(doc, piece, inside.spans[0], self.pending)

    def _goes_on(
        self, doc: Doc, piece: Passage, sentence: Span, inside: Quoted, said: list[Attribution]
    ) -> bool:
        """Give a sentence to whoever spoke last where it goes on with their words."""
        first, last = sentence.start_char, sentence.end_char
        start, end = piece.start + first, piece.start + last
        if self.draft.reaches() >= end:
            return True
        voice = self.voice
        if voice is None:
            return False
        between = self.draft.text[voice.end : start]
        if between.strip(_BETWEEN):
            return False
        spans = [span for span in inside.spans if abs(span[0] - first) <= 1]
        if spans and not said and is_whole(doc, *spans[0]):
            self._add(doc, piece, spans[0], voice.said)
            return True
        if "\n" not in between and self._is_own(sentence, inside, said):
            self._add(doc, piece, (first, last), voice.said)
            return True
        return False

    def _is_own(self, sentence: Span, inside: Quoted, said: Sequence[Attribution]) -> bool:
        """Tell whether a sentence says `I` or `we` outside marks and outside what is reported."""
        if self.narrated:
            return False
        first, last = sentence.start_char, sentence.end_char
        spans = [*inside.spans, *((one.start, one.end) for one in said)]
        cut = sorted((max(a, first) - first, min(b, last) - first) for a, b in spans)
        return FIRST_PERSON.search(unquoted(sentence.text, cut)) is not None

    def _ahead(
        self,
        sentences: Sequence[Span],
        said: Sequence[list[Attribution]],
        inside: Quoted,
        at: int,
    ) -> Said | None:
        """Return whom the next sentence that is not in the first person names as speaking."""
        for sentence, found in zip(sentences[at + 1 :], said[at + 1 :], strict=True):
            if self._is_own(sentence, inside, found):
                continue
            one = next((o for o in found if o.kind in {"clause", "quotation"}), None)
            return self._said_by(one.speaker) if one is not None else None
        return None


def _of_sentence(found: Sequence[Attribution], sentence: Span) -> list[Attribution]:
    """Return a sentence's attributions in order; `I believe` attributes nothing."""
    inside = (one for one in found if sentence.start_char <= one.cue[0] < sentence.end_char)
    return sorted((one for one in inside if not _by_first(one)), key=lambda one: one.cue)


def _by_first(one: Attribution) -> bool:
    return one.speaker is not None and one.speaker.lower_ in {"i", "we"}
