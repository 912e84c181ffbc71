# SPDX-License-Identifier: Apache-2.0
"""Attributions that the grammar of a sentence shows: who says, by which words, what.

A verb of saying or thinking with a clause before, after or around it; a noun or an adjective with
`that`; `according to`; and acts of speech that need no clause (to reject, to praise, to urge).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from foedus.reading import cues
from foedus.reading.names import BODIES, TITLES
from foedus.reading.clauses import (
    cue_clause,
    is_finite,
    is_passive,
    last_of,
    own_subject,
    phrase,
    speaker_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc, Span, Token

    from foedus.reading.quoted import Quoted

SAYING: Final = cues.forms(cues.SAYING)
THINKING: Final = cues.forms(cues.THINKING)
SHOWING: Final = cues.forms(cues.SHOWING)
DEALING: Final = cues.forms(cues.DEALING)
WITH_CLAUSE: Final = {**SHOWING, **THINKING, **SAYING}
_ADJECTIVES: Final = frozenset(
    "afraid aware certain clear concerned confident convinced hopeful optimistic sure worried "
    "adamant doubtful sceptical skeptical".split()
)
_POINT: Final = frozenset(cues.inflected("point"))
_OF_LAW: Final = frozenset(
    "article treaty law clause section paragraph constitution resolution convention charter protocol act statute"
    " provision amendment rule".split()
)
"""What these say is the text of a document and nobody's statement."""
_NO_SOURCE: Final = frozenset("plan plans schedule custom tradition need size taste rank".split())
_DAYS: Final = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday today yesterday earlier".split()
)
_MARKS: Final = "\"“”„«»"
_MAYBE: Final = frozenset({"may", "might", "could", "should", "if"})


@dataclass(frozen=True)
class Attribution:
    """Words of a passage that somebody is said to have said.

    Parameters
    ----------
    start, end : int
        Characters of the passage.
    verb : str
        The verb or noun of saying, in its dictionary form.
    cue : tuple of int
        Characters of the word itself.
    source : tuple of int
        Characters of the words that name speaker and saying.
    speaker : Token or None
        The word that heads the speaker's name.
    kind : str
        `clause`, `quotation`, `act` or `according`.
    negated : bool
        Whether the saying is denied.
    """

    start: int
    end: int
    verb: str
    cue: tuple[int, int]
    source: tuple[int, int]
    speaker: Token | None
    kind: str
    negated: bool = False


def attributions(doc: Doc, quoted: Quoted) -> list[Attribution]:
    """Return a passage's attributions; none stands inside the words of another one."""
    verbs = {token.i: token for token in doc if _is_cue(token) and not quoted.holds(token.idx)}
    found: list[Attribution] = []
    for sentence in doc.sents:
        inside = [verb for at, verb in verbs.items() if sentence.start <= at < sentence.end]
        for verb in inside:
            found += _of_verb(verb, sentence, set(verbs), quoted)
        found += _according(sentence, quoted)
        found += _of_nouns(sentence, quoted)
    return outermost(found)


def outermost(found: list[Attribution]) -> list[Attribution]:
    """Return those whose word of saying does not stand in what another one reports."""
    kept = [
        one
        for one in found
        if not any(
            other.start <= one.cue[0] and one.cue[1] <= other.end
            for other in found
            if other is not one and other.cue != one.cue
        )
    ]
    return sorted(kept, key=lambda one: (one.start, one.end))


def _is_cue(token: Token) -> bool:
    if not token.tag_.startswith("VB"):
        return False
    if token.lower_ in _POINT:
        return any(child.dep_ == "prt" and child.lower_ == "out" for child in token.children)
    return token.lower_ in WITH_CLAUSE or token.lower_ in DEALING or token.lower_ in cues.MINDED


def _of_verb(verb: Token, sentence: Span, cued: set[int], quoted: Quoted) -> Iterator[Attribution]:
    word = verb.lower_
    lemma = WITH_CLAUSE.get(word) or DEALING.get(word) or word
    speaker = speaker_of(verb)
    if _is_unsaid(verb) or (speaker is not None and speaker.lower_ in _OF_LAW):
        return
    clause = next(
        (c for c in verb.rights if c.dep_ in {"ccomp", "parataxis"} and is_finite(c)), None
    )
    if (word in WITH_CLAUSE or word in cues.MINDED) and clause is not None:
        if word in cues.MINDED:
            speaker = own_subject(verb)
        yield from _clause_after(verb, lemma, clause, cued, quoted, speaker)
        return
    around = list(_clause_before(verb, lemma, sentence, cued, quoted)) if word in SAYING or word in THINKING else []
    if around:
        yield from around
        return
    if word in DEALING:
        act = _act(verb, lemma, quoted)
        if act is not None:
            yield act


def _is_unsaid(verb: Token) -> bool:
    """Tell whether a verb only says that something was not, or may be, said."""
    if any(child.dep_ == "neg" for child in verb.children) and verb.lower_ in SAYING:
        return True
    if any(child.lower_ in _MAYBE for child in verb.children if child.dep_ in {"aux", "mark"}):
        return True
    return verb.dep_ == "xcomp" and verb.tag_ == "VB"


def _clause_after(
    verb: Token, lemma: str, clause: Token, cued: set[int], quoted: Quoted, speaker: Token | None
) -> Iterator[Attribution]:
    doc = verb.doc
    first = _beginning(verb, clause)
    last = last_of(verb, clause, cued - {verb.i})
    for token in doc[clause.i : last + 1]:
        if token.text == ";" and not quoted.holds(token.idx):
            last = token.i - 1
            break
        also = _added(token, cued, quoted)
        if also is not None:
            last = token.i - 2
            yield from _clause_after(token, SAYING[token.lower_], also, cued, quoted, speaker)
            break
    start, end = quoted.closed_over(*span_of(doc, first, last + 1))
    source = span_of(doc, min(cue_clause(verb)[0], verb.i), first)
    yield Attribution(start, end, lemma, place_of(verb), source, speaker, "clause")


def _added(token: Token, cued: set[int], quoted: Quoted) -> Token | None:
    """Return what `, adding that` adds, which the grammar may hang on the clause before."""
    if token.i not in cued or token.tag_ != "VBG" or token.lower_ not in SAYING:
        return None
    if token.nbor(-1).text != "," or quoted.holds(token.idx):
        return None
    return next((c for c in token.rights if c.dep_ == "ccomp" and is_finite(c)), None)


def _beginning(verb: Token, clause: Token) -> int:
    """Return where what was said begins: after `that`, and after when and where it was said."""
    doc = verb.doc
    first = max(clause.left_edge.i, verb.i + 1)
    that = next((c for c in clause.lefts if c.dep_ == "mark" and c.lower_ == "that"), None)
    if that is not None and that.i >= first:
        return that.i + 1 if not any(doc[i].text in _MARKS for i in range(first, that.i)) else first
    if doc[first].lower_ == "on" and first + 2 < clause.i and doc[first + 1].lower_ in _DAYS:
        first += 2
    elif doc[first].lower_ in _DAYS and first + 1 < clause.i:
        first += 1
    while first < clause.i and doc[first].text in {",", ":"}:
        first += 1
    return first


def _clause_before(
    verb: Token, lemma: str, sentence: Span, cued: set[int], quoted: Quoted
) -> Iterator[Attribution]:
    """Yield what stands before, and on both sides of, a verb of saying with its subject."""
    if not is_finite(verb):
        return
    first, after = cue_clause(verb)
    doc = verb.doc
    before = doc[sentence.start : first]
    if not _parted(before) or not any(token.tag_.startswith("VB") or quoted.holds(token.idx) for token in before):
        return
    if own_subject(verb) is None and not any(child.dep_ in {"dobj", "agent"} for child in verb.children):
        return
    source = span_of(doc, first, after)
    speaker = speaker_of(verb) or next((c for c in verb.rights if c.dep_ == "dobj"), None)
    start, end = quoted.closed_over(*span_of(doc, sentence.start, first))
    end = min(end, source[0])
    yield Attribution(start, end, lemma, place_of(verb), source, speaker, "clause")
    rest = doc[after : sentence.end]
    more = [token for token in rest if not token.is_punct]
    if len(more) < 3 or any(token.i in cued for token in rest) or rest[0].text not in {",", "—", "–", ";", ":"}:
        return
    if not (quoted.holds(more[0].idx) or any(is_finite(token) for token in more)):
        return
    start, end = quoted.closed_over(*span_of(doc, after, sentence.end))
    yield Attribution(start, end, lemma, place_of(verb), source, speaker, "clause")


def _parted(before: Span) -> bool:
    """Tell whether words end as those before `he said` do: with a comma, a dash or a mark."""
    return len(before) > 1 and before[-1].is_punct


def _act(verb: Token, lemma: str, quoted: Quoted) -> Attribution | None:
    """Return an act of speech whose matter is an object or an infinitive: rejected the plan."""
    matter = [c for c in verb.rights if c.dep_ in {"dobj", "xcomp", "ccomp", "dative", "prep", "advcl"}]
    if is_passive(verb) or not is_finite(verb) or not any(c.dep_ in {"dobj", "xcomp", "ccomp"} for c in matter):
        return None
    speaker = speaker_of(verb)
    if speaker is None or not _can_act(speaker):
        return None
    last = verb.i
    for child in matter:
        if child.left_edge.i <= last + 2:
            last = max(last, child.right_edge.i)
    start, end = span_of(verb.doc, verb.i, last + 1)
    source = span_of(verb.doc, cue_clause(verb)[0], verb.i + 1)
    return Attribution(start, end, lemma, place_of(verb), source, speaker, "act")


def _can_act(speaker: Token) -> bool:
    """Tell whether a noun names somebody: a name, a pronoun, an office, or a body."""
    if speaker.tag_ in {"NNP", "NNPS", "PRP"}:
        return speaker.lower_ not in {"it", "i", "we", "you"}
    single = speaker.lower_.removesuffix("s")
    return not {speaker.lower_, single}.isdisjoint(TITLES | BODIES | _ROLES)


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
        beside = next((c for c in name.rights if c.dep_ == "appos" and c.left_edge.i == end + 1), None)
        after = phrase(beside)[1] if beside is not None else end
        if beside is not None and after < sentence.end and doc[after].text == ",":
            return after
    return end


def _of_nouns(sentence: Span, quoted: Quoted) -> Iterator[Attribution]:
    """Yield clauses that a noun of saying or an adjective of mind carries."""
    for token in sentence:
        noun = token.lower_ in _NOUNS and token.tag_ in {"NN", "NNS"}
        if not noun and token.lower_ not in _ADJECTIVES or quoted.holds(token.idx):
            continue
        clause = next(
            (c for c in token.rights if c.dep_ in {"acl", "ccomp"} and is_finite(c)), None
        )
        if clause is None or (noun and clause.left_edge.lower_ != "that"):
            continue
        speaker = next((c for c in token.children if c.dep_ == "poss"), None)
        if speaker is None:
            above = next((w for w in token.ancestors if w.tag_.startswith("VB")), None)
            speaker = speaker_of(above) if above is not None else None
        if speaker is None:
            continue
        first = max(clause.left_edge.i, token.i + 1)
        if sentence.doc[first].lower_ == "that":
            first += 1
        start, end = quoted.closed_over(*span_of(sentence.doc, first, clause.right_edge.i + 1))
        source = span_of(sentence.doc, min(speaker.left_edge.i, token.i), first)
        yield Attribution(start, end, token.lower_, place_of(token), source, speaker, "clause")


_NOUNS: Final = frozenset(form for noun in cues.NOUNS for form in (noun, f"{noun}s"))


_ROLES: Final = frozenset(
    "official officer diplomat negotiator mediator aide lawmaker delegate delegation side party talks"
    " country nation capital critic ally opposition rebel union member".split()
)


def place_of(token: Token) -> tuple[int, int]:
    return token.idx, token.idx + len(token)


def span_of(doc: Doc, first: int, after: int) -> tuple[int, int]:
    """Return the characters of some words."""
    last = doc[after - 1]
    return doc[first].idx, last.idx + len(last)
