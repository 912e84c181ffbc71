# SPDX-License-Identifier: Apache-2.0
"""Sources that no verb names: according to X, in X's view, the claim that, certain that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from foedus.reading import cues
from foedus.reading.attribution import Attribution, place_of, span_of
from foedus.reading.clauses import is_finite, phrase, speaker_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Span, Token

    from foedus.reading.quoted import Quoted

_NOUNS: Final = frozenset(form for noun in cues.NOUNS for form in (noun, f"{noun}s"))
_ADJECTIVES: Final = frozenset(
    "afraid aware certain clear concerned confident convinced hopeful optimistic sure worried"
    " adamant doubtful sceptical skeptical".split()
)
_MAKING: Final = frozenset({"make", "makes", "made", "making"})
_NO_SOURCE: Final = frozenset("plan plans schedule custom tradition need size taste rank".split())
_VIEWS: Final = frozenset({"view", "opinion", "words", "judgement", "judgment", "eyes"})


def sources(sentence: Span, quoted: Quoted) -> Iterator[Attribution]:
    """Yield what a sentence attributes to somebody without a verb of saying."""
    yield from _according(sentence, quoted)
    yield from _in_view(sentence, quoted)
    yield from _of_nouns(sentence, quoted)


def _according(sentence: Span, quoted: Quoted) -> Iterator[Attribution]:
    doc = sentence.doc
    for token in sentence:
        if token.lower_ != "according" or token.i + 2 >= sentence.end or quoted.holds(token.idx):
            continue
        to = doc[token.i + 1]
        name = next((c for c in to.children if c.dep_ in {"pobj", "pcomp"}), None)
        if to.lower_ != "to" or name is None or name.lower_ in _NO_SOURCE:
            continue
        end_of_name = _name_end(name, sentence)
        source = span_of(doc, token.i, end_of_name)
        before, after = doc[sentence.start : token.i], doc[end_of_name : sentence.end]
        words = [part for part in (before, after) if any(t.tag_.startswith("VB") for t in part)]
        if not words:
            continue
        part = max(words, key=len)
        start, end = quoted.closed_over(*span_of(doc, part.start, part.end))
        yield Attribution(start, end, "according", place_of(token), source, name, "according")


def _in_view(sentence: Span, quoted: Quoted) -> Iterator[Attribution]:
    """Yield what stands beside `in X's view` or `in the words of X`."""
    doc = sentence.doc
    for token in sentence:
        if token.lower_ not in _VIEWS or token.dep_ != "pobj" or quoted.holds(token.idx):
            continue
        if token.head.lower_ != "in":
            continue
        name = next((c for c in token.children if c.dep_ == "poss"), None)
        if name is None:
            of = next((c for c in token.rights if c.lower_ == "of"), None)
            name = next((c for c in of.children if c.dep_ == "pobj"), None) if of else None
        if name is None or name.lower_ in {"my", "our", "your"}:
            continue
        end = max(token.i, name.right_edge.i) + 1
        source = span_of(doc, token.head.i, end)
        at_start = token.head.i - sentence.start < 2
        part = doc[end : sentence.end] if at_start else doc[sentence.start : token.head.i]
        if len(part) > 2:
            start, stop = quoted.closed_over(*span_of(doc, part.start, part.end))
            yield Attribution(start, stop, "view", place_of(token), source, name, "according")


def _name_end(name: Token, sentence: Span) -> int:
    """Return where the name after `according to` ends: with its phrase and one apposition."""
    doc = name.doc
    if name.dep_ == "pcomp":  # a name that the grammar takes for a verb
        return name.i + 1
    for token in doc[name.left_edge.i + 1 : name.i + 1]:
        if token.tag_ == "DT" and doc[token.i - 1].tag_ in {"NNP", "NNPS"}:
            return token.i  # According to X the ...: no comma parts them
    end = phrase(name)[1]
    if end < sentence.end and doc[end].text == ",":
        beside = next(
            (c for c in name.rights if c.dep_ == "appos" and c.left_edge.i == end + 1), None
        )
        after = phrase(beside)[1] if beside is not None else end
        if beside is not None and after < sentence.end and doc[after].text == ",":
            return after
    return end


def _of_nouns(sentence: Span, quoted: Quoted) -> Iterator[Attribution]:
    """Yield clauses that a noun of saying or an adjective of mind carries."""
    for token in sentence:
        noun = token.lower_ in _NOUNS and token.tag_ in {"NN", "NNS"}
        if (not noun and token.lower_ not in _ADJECTIVES) or quoted.holds(token.idx):
            continue
        clause = next(
            (c for c in _carried(token) if c.dep_ in {"acl", "ccomp"} and is_finite(c)), None
        )
        if clause is None or (noun and clause.left_edge.lower_ != "that"):
            continue
        speaker = next((c for c in token.children if c.dep_ == "poss"), None)
        above = next((w for w in token.ancestors if w.tag_.startswith("VB")), None)
        if above is not None and not noun and not is_finite(above):
            continue
        if speaker is None and above is not None:
            speaker = speaker_of(above)
        if speaker is None and not noun:
            continue
        first = max(clause.left_edge.i, token.i + 1)
        if sentence.doc[first].lower_ == "that":
            first += 1
        start, end = quoted.closed_over(*span_of(sentence.doc, first, clause.right_edge.i + 1))
        begin = min(speaker.left_edge.i, token.i) if speaker is not None else token.i
        source = span_of(sentence.doc, begin, first)
        yield Attribution(start, end, token.lower_, place_of(token), source, speaker, "clause")


def _carried(token: Token) -> Iterator[Token]:
    """Yield what hangs on a word, and for `made clear` what hangs on `made`."""
    yield from token.rights
    if token.lower_ == "clear" and token.head.lower_ in _MAKING:
        yield from (c for c in token.head.rights if c.i > token.i)
