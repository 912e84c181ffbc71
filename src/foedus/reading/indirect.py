# SPDX-License-Identifier: Apache-2.0
"""Attributions that the grammar of a sentence shows: who says, by which words, what.

Here a verb of saying or thinking with a clause before, after or around it; other sources and acts
of speech that need no clause have modules of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from foedus.reading import cues
from foedus.reading.acts import CALLING, DEALING, SETTLING, act_of
from foedus.reading.attribution import Attribution, outermost, place_of, span_of
from foedus.reading.clauses import (
    FINITE,
    cue_clause,
    is_finite,
    last_of,
    own_subject,
    speaker_of,
)
from foedus.reading.sources import sources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc, Span, Token

    from foedus.reading.quoted import Quoted

SAYING: Final = cues.forms(cues.SAYING)
THINKING: Final = cues.forms(cues.THINKING)
SHOWING: Final = cues.forms(cues.SHOWING)
WITH_CLAUSE: Final = {**SHOWING, **THINKING, **SAYING}
_POINT: Final = frozenset(cues.inflected("point"))
OF_LAW: Final = frozenset(
    "article treaty law clause section paragraph constitution resolution convention charter"
    " protocol act statute provision amendment rule".split()
)
"""What these say is the text of a document and nobody's statement."""
_DAYS: Final = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday today yesterday earlier".split()
)
_APART: Final = frozenset(";:()[]")
_ASIDE: Final = frozenset({",", "—", "–", ";", ":", "-"})
_MARKS: Final = '"“”„«»'
_NOBODY: Final = frozenset({"neither", "no", "nobody", "none", "nothing"})
_MAYBE: Final = frozenset({"may", "might", "could", "should", "if"})


def attributions(doc: Doc, quoted: Quoted) -> list[Attribution]:
    """Return a passage's attributions; none stands inside the words of another one."""
    verbs = {token.i: token for token in doc if _is_cue(token) and not quoted.holds(token.idx)}
    found: list[Attribution] = []
    for sentence in doc.sents:
        inside = [verb for at, verb in verbs.items() if sentence.start <= at < sentence.end]
        for verb in inside:
            found += _of_verb(verb, sentence, set(verbs), quoted)
        found += sources(sentence, quoted)
    return outermost(found)


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
        (c for c in verb.rights if c.dep_ in {"ccomp", "parataxis"} and _is_clause(c)), None
    )
    aside = _stands_aside(verb, quoted)
    if word in SETTLING and speaker is not None and clause is not None:
        act = act_of(verb, lemma, speaker)
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
    around = (
        list(_clause_before(verb, lemma, sentence, cued, quoted))
        if word in SAYING or word in THINKING
        else []
    )
    if around:
        yield from around
        return
    act = act_of(verb, lemma, speaker) if word in DEALING or word in SETTLING else None
    if act is not None:
        yield act


def _stands_aside(verb: Token, quoted: Quoted) -> bool:
    """Tell whether a quotation stands before a verb of saying: “...,” the minister said, “...”."""
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
        if token.lower_ == "but" and _turns_away(token) and not quoted.holds(token.idx):
            last = token.i - 2
            break
        also = _added(token, cued, quoted)
        if also is not None:
            last = token.i - 2
            yield from _clause_after(token, SAYING[token.lower_], also, cued, quoted, speaker)
            break
    start, end = quoted.closed_over(*span_of(doc, first, last + 1))
    source = span_of(doc, min(cue_clause(verb)[0], verb.i), first)
    yield Attribution(start, end, lemma, place_of(verb), source, speaker, "clause")


def _is_clause(verb: Token) -> bool:
    """Tell whether a verb heads a clause that can be said: finite, or asked for with `that`."""
    return is_finite(verb) or any(c.dep_ == "mark" and c.lower_ == "that" for c in verb.lefts)


def _turns_away(but: Token) -> bool:
    """Tell whether `, but` goes on with somebody else, and so in the reporter's own voice."""
    verb = next((c for c in but.head.rights if c.dep_ == "conj" and c.i > but.i), None)
    if but.i < 2 or but.nbor(-1).text != "," or verb is None:
        return False
    subject = own_subject(verb)
    return (
        subject is not None
        and not subject.tag_.startswith(("PRP", "EX", "W"))
        and not any(c.lower_ == "that" and c.dep_ == "mark" for c in verb.lefts)
    )


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
    cue = verb
    if cue.dep_ == "pcomp" and cue.head.lower_ == "as":
        verb = cue.head.head  # was quoted as saying
    if not is_finite(verb) or _is_told(cue, quoted):
        return
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
