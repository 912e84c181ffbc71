# SPDX-License-Identifier: Apache-2.0
"""Quotations that no clause reports: after a colon, before `said X.`, or going on from the last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from foedus.reading.attribution import Attribution, place_of, span_of
from foedus.reading.clauses import cue_clause, is_finite, speaker_of
from foedus.reading.indirect import SAYING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Doc, Span, Token

    from foedus.reading.quoted import Quoted

INTRODUCING: Final = {**SAYING, "read": "read", "reads": "read"}
"""Verbs that a quotation follows or precedes; a document reads so and so."""
_LEADS: Final = frozenset({",", ":", ""})
WORDS: Final = 2
"""Words from which on a quotation without a verb of saying is more than a name or a term."""


def quotations_left(
    doc: Doc, quoted: Quoted, found: Sequence[Attribution]
) -> Iterator[Attribution]:
    """Yield quotations that a verb of saying near by introduces, of those that are left over."""
    used = {one.cue for one in found}
    for start, end in quoted.spans:
        if any(one.start < end and start < one.end for one in found):
            continue
        verb = _verb_beside(doc, start, end, quoted, used)
        if verb is None:
            continue
        first, after = cue_clause(verb)
        yield Attribution(
            start,
            end,
            INTRODUCING[verb.lower_],
            place_of(verb),
            span_of(doc, first, after),
            speaker_of(verb),
            "quotation",
        )


def _verb_beside(
    doc: Doc, start: int, end: int, quoted: Quoted, used: set[tuple[int, int]]
) -> Token | None:
    """Return the verb of saying that introduces or follows a quotation."""
    for sentence in doc.sents:
        verbs = [
            token
            for token in sentence
            if token.lower_ in INTRODUCING
            and token.tag_.startswith("VB")
            and not quoted.holds(token.idx)
            and place_of(token) not in used
        ]
        if not verbs or speaker_of(verbs[-1]) is None:
            continue
        first, last = sentence.start_char, sentence.end_char
        before = doc.text[first:start].rstrip()[-1:]
        if first < end and start < last:
            if before in _LEADS or _blank(doc, place_of(verbs[-1])[1], start):
                return verbs[-1]
        elif _blank(doc, last, start):
            if sentence.text.rstrip()[-1:] in _LEADS:
                return verbs[-1]
        elif _blank(doc, end, first) and cue_clause(verbs[0])[0] == sentence.start:
            return verbs[0]
    return None


def _blank(doc: Doc, start: int, end: int) -> bool:
    return start <= end and not doc.text[start:end].strip()


def is_whole(doc: Doc, start: int, end: int) -> bool:
    """Tell whether a quotation is a sentence or more: with a verb, from a sentence's beginning."""
    words = [token for token in doc if start <= token.idx < end and not token.is_punct]
    begins = any(_near(sentence, start) for sentence in doc.sents)
    return begins and len(words) >= WORDS and any(is_finite(token) for token in words)


def _near(sentence: Span, start: int) -> bool:
    return abs(sentence.start_char - start) <= 1


def awaits(doc: Doc, quoted: Quoted, found: Sequence[Attribution]) -> Token | None:
    """Return the verb of saying at the end of a passage whose words the next one holds."""
    if doc.text.rstrip()[-1:] not in {":", ","}:
        return None
    used = {one.cue for one in found if one.end >= len(doc.text.rstrip()) - 1}
    for token in reversed(list(doc)[-40:]):
        if (
            token.tag_.startswith("VB")
            and token.lower_ in INTRODUCING
            and not quoted.holds(token.idx)
        ):
            return token if place_of(token) not in used else None
    return None
