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
    FINITE,
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
SETTLING: Final = cues.forms(cues.SETTLING)
CALLING: Final = frozenset(cues.inflected("call"))
WITH_CLAUSE: Final = {**SHOWING, **THINKING, **SAYING}
_ADJECTIVES: Final = frozenset(
    "afraid aware certain clear concerned confident convinced hopeful optimistic sure worried "
    "adamant doubtful sceptical skeptical".split()
)
_POINT: Final = frozenset(cues.inflected("point"))
OF_LAW: Final = frozenset(
    "article treaty law clause section paragraph constitution resolution convention charter protocol act statute"
    " provision amendment rule".split()
)
"""What these say is the text of a document and nobody's statement."""
_NO_SOURCE: Final = frozenset("plan plans schedule custom tradition need size taste rank".split())
_DAYS: Final = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday today yesterday earlier".split()
)
_APART: Final = frozenset(";:()[]")
_ASIDE: Final = frozenset({",", "—", "–", ";", ":", "-"})
_MARKS: Final = "\"“”„«»"
_NOBODY: Final = frozenset({"neither", "no", "nobody", "none", "nothing"})
_VIEWS: Final = frozenset({"view", "opinion", "words", "judgement", "judgment", "eyes"})
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
        `clause`, `quotation`, `act`, `according`, or `told` by the reporter.
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
        found += _in_view(sentence, quoted)
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
    if token.lower_ in CALLING:
        return any(child.dep_ == "prep" and child.lower_ in cues.CALLING for child in token.rights)
    return any(token.lower_ in words for words in (WITH_CLAUSE, DEALING, SETTLING, cues.MINDED))


def _of_verb(verb: Token, sentence: Span, cued: set[int], quoted: Quoted) -> Iterator[Attribution]:
    word = verb.lower_
    lemma = WITH_CLAUSE.get(word) or DEALING.get(word) or SETTLING.get(word) or word
    speaker = speaker_of(verb)
    if _is_unsaid(verb) or (speaker is not None and speaker.lower_ in OF_LAW):
        return
    clause = next(
        (c for c in verb.rights if c.dep_ in {"ccomp", "parataxis"} and is_finite(c)), None
    )
    aside = _stands_aside(verb, quoted)
    if word in SETTLING and speaker is not None and clause is not None:
        act = _act(verb, lemma, speaker)
        if act is not None:
            yield act
    elif (word in WITH_CLAUSE or word in cues.MINDED) and clause is not None and not aside:
        if word in cues.MINDED:
            speaker = own_subject(verb)
        yield from _clause_after(verb, lemma, clause, cued, quoted, speaker)
    else:
        yield from _without_clause(verb, lemma, sentence, cued, quoted, speaker)


def _without_clause(
    verb: Token, lemma: str, sentence: Span, cued: set[int], quoted: Quoted, speaker: Token | None
) -> Iterator[Attribution]:
    word = verb.lower_
    around = list(_clause_before(verb, lemma, sentence, cued, quoted)) if word in SAYING or word in THINKING else []
    if around:
        yield from around
        return
    act = _act(verb, lemma, speaker) if word in DEALING or word in SETTLING else None
    if act is not None:
        yield act


def _stands_aside(verb: Token, quoted: Quoted) -> bool:
    """Tell whether what was said stands before a verb of saying: “...,” the minister said, “...”."""
    first = cue_clause(verb)[0]
    before = verb.doc[first - 1] if first > verb.sent.start else None
    return before is not None and before.is_punct and quoted.holds(before.idx)


def _is_unsaid(verb: Token) -> bool:
    """Tell whether a verb only says that something was not, or may be, said."""
    if any(child.dep_ == "neg" for child in verb.children) and verb.lower_ in SAYING:
        return True
    if any(child.lower_ in _MAYBE for child in verb.children if child.dep_ in {"aux", "mark"}):
        return True
    subject = own_subject(verb)
    if subject is not None and any(w.lower_ in _NOBODY for w in (subject, *subject.children)):
        return True
    if verb.tag_ == "VBN" and not is_finite(verb) and verb.lower_ not in cues.MINDED:
        return verb.dep_ in {"advcl", "acl", "amod"}  # asked whether: that is who was asked
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
    """Yield what stands before, on both sides of, or around a verb of saying with its subject."""
    as_saying = verb.dep_ == "pcomp" and verb.head.lower_ == "as"
    if not (is_finite(verb) or as_saying) or _is_told(verb, quoted):
        return
    if as_saying:
        yield from _clause_before_that(verb.head.head, verb, lemma, sentence, cued, quoted)
        return
    yield from _clause_before_that(verb, verb, lemma, sentence, cued, quoted)


def _clause_before_that(
    verb: Token, cue: Token, lemma: str, sentence: Span, cued: set[int], quoted: Quoted
) -> Iterator[Attribution]:
    if own_subject(verb) is None and not any(c.dep_ in {"dobj", "agent"} for c in verb.children):
        return
    first, after = cue_clause(verb)
    doc = verb.doc
    before, rest = doc[sentence.start : first], doc[after : sentence.end]
    if not _parted(before):
        return
    source = span_of(doc, first, after)
    speaker = speaker_of(cue) or next((c for c in verb.rights if c.dep_ == "dobj"), None)
    more = [token for token in rest if not token.is_punct]
    goes_on = (
        len(more) > 1
        and rest[0].text in _ASIDE
        and not any(token.i in cued for token in rest)
        and (quoted.holds(more[0].idx) or any(is_finite(token) for token in more))
    )
    whole = any(is_finite(token) for token in before)
    spans = []
    if goes_on and (not whole or (more[0].tag_ in FINITE and not quoted.holds(more[0].idx))):
        spans = [(sentence.start, sentence.end)]  # one clause with `he said` in its middle
    elif whole or any(quoted.holds(token.idx) for token in before):
        spans = [(sentence.start, first), *([(after, sentence.end)] if goes_on else [])]
    for begin, stop in spans:
        start, end = quoted.closed_over(*span_of(doc, begin, stop))
        end = min(end, source[0]) if stop == first else end
        yield Attribution(start, end, lemma, place_of(cue), source, speaker, "clause")


def _is_told(verb: Token, quoted: Quoted) -> bool:
    """Tell whether a verb stands in what another verb of saying before it reports."""
    return any(
        above.lower_ in SAYING and above.i < verb.i and not quoted.holds(above.idx)
        for above in verb.ancestors
        if verb.dep_ != "conj"
    )


def _parted(before: Span) -> bool:
    """Tell whether words end as those before `he said` do: with a comma, a dash or a mark."""
    return len(before) > 1 and before[-1].is_punct and before[-1].text not in _APART


def _act(verb: Token, lemma: str, speaker: Token | None) -> Attribution | None:
    """Return an act of speech whose matter is an object or an infinitive: rejected the plan.

    That somebody agreed is told by the reporter, and nobody speaks: the words are those of the
    whole clause, from whoever is said to have agreed.
    """
    needed = {"prep"} if verb.lower_ in CALLING else {"dobj", "xcomp", "ccomp"}
    settled = verb.lower_ in SETTLING
    matter = [c for c in verb.rights if c.dep_ in {*needed, "dative", "prep", "advcl"}]
    if settled:
        needed = {"dobj", "xcomp", "ccomp", "prep"}
    if is_passive(verb) or not is_finite(verb) or not any(c.dep_ in needed for c in matter):
        return None
    if speaker is None or not _can_act(speaker):
        return None
    if lemma == "want" and not any(c.dep_ == "ccomp" and own_subject(c) for c in matter):
        return None  # what somebody wants for themselves is no demand
    last = verb.i
    for child in matter:
        if child.left_edge.i <= last + 2:
            last = max(last, child.right_edge.i)
    first = phrase(speaker)[0] if settled and speaker.i < verb.i else verb.i
    start, end = span_of(verb.doc, first, last + 1)
    source = span_of(verb.doc, cue_clause(verb)[0], verb.i + 1)
    kind = "told" if settled else "act"
    return Attribution(start, end, lemma, place_of(verb), source, speaker, kind)


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
        beside = next((c for c in name.rights if c.dep_ == "appos" and c.left_edge.i == end + 1), None)
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


_MAKING: Final = frozenset({"make", "makes", "made", "making"})
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
