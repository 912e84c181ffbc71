# SPDX-License-Identifier: Apache-2.0
"""Acts of speech that need no clause: to reject a plan, to praise a step, to urge somebody on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from foedus.reading import cues
from foedus.reading.attribution import Attribution, place_of, span_of
from foedus.reading.clauses import cue_clause, is_finite, is_passive, own_subject, phrase
from foedus.reading.names import BODIES, TITLES

if TYPE_CHECKING:
    from spacy.tokens import Token

DEALING: Final = cues.forms(cues.DEALING)
SETTLING: Final = cues.forms(cues.SETTLING)
CALLING: Final = frozenset(cues.inflected("call"))
_ROLES: Final = frozenset(
    "official officer diplomat negotiator mediator aide lawmaker delegate delegation side"
    " party country nation capital critic ally opposition rebel union member".split()
)
_MATTER: Final = frozenset({"dobj", "xcomp", "ccomp", "dative", "prep", "advcl"})
_NO_ACTORS: Final = frozenset({"it", "i", "we", "you"})


def act_of(verb: Token, lemma: str, speaker: Token | None) -> Attribution | None:
    """Return an act of speech whose matter is an object or an infinitive: rejected the plan.

    That somebody agreed is told by the reporter, and nobody speaks: the words are those of the
    whole clause, from whoever is said to have agreed.
    """
    needed = {"prep"} if verb.lower_ in CALLING else {"dobj", "xcomp", "ccomp"}
    settled = verb.lower_ in SETTLING
    matter = [c for c in verb.rights if c.dep_ in _MATTER and not _goes_aside(c)]
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


def _goes_aside(child: Token) -> bool:
    """Tell whether a participle after a comma tells more: rejected it, saying that."""
    before = child.left_edge.i - 1
    return child.tag_ == "VBG" and child.dep_ == "advcl" and child.doc[before].text == ","


def _can_act(speaker: Token) -> bool:
    """Tell whether a noun names somebody: a name, a pronoun, an office, or a body."""
    if speaker.tag_ in {"NNP", "NNPS", "PRP"}:
        return speaker.lower_ not in _NO_ACTORS
    single = speaker.lower_.removesuffix("s")
    return not {speaker.lower_, single}.isdisjoint(TITLES | BODIES | _ROLES)
