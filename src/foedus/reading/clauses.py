# SPDX-License-Identifier: Apache-2.0
"""What the grammar of a sentence tells: subjects, finite clauses, and where a clause ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.tokens import Token

SUBJECTS: Final = frozenset({"nsubj", "nsubjpass", "csubj"})
FINITE: Final = frozenset({"VBD", "VBZ", "VBP", "MD"})
_CLIMB: Final = frozenset({"conj", "advcl", "xcomp", "pcomp", "prep", "ccomp"})
_OF_SPEAKING: Final = frozenset(
    "prep npadvmod advmod dative dobj nsubj agent tmod aux auxpass neg prt".split()
)
_STOPS: Final = frozenset(',;:()[]—–"“”')
_OPENING: Final = "\"“„«‘'(["


def is_finite(verb: Token) -> bool:
    """Tell whether a verb heads a clause with a tense: not an infinitive or a bare participle."""
    return verb.tag_ in FINITE or any(
        child.tag_ in FINITE for child in verb.children if child.dep_ in {"aux", "auxpass"}
    )


def own_subject(verb: Token) -> Token | None:
    """Return the subject that a verb itself has."""
    return next((child for child in verb.children if child.dep_ in SUBJECTS), None)


def is_passive(verb: Token) -> bool:
    """Tell whether a verb is in the passive voice."""
    return any(child.dep_ in {"nsubjpass", "auxpass"} for child in verb.children)


def speaker_of(verb: Token) -> Token | None:
    """Return the word that heads the name of who speaks by a verb, or None where nobody is named.

    A participle and a joined verb borrow the subject of the verb that they hang on; `who` and
    `which` stand for the noun before them; of a passive verb the agent speaks.
    """
    for _ in range(8):
        if is_passive(verb) and verb.lower_ not in {"quoted", "cited"}:
            return _agent(verb)
        subject = own_subject(verb)
        if subject is not None:
            if subject.tag_ in {"WP", "WDT"} and verb.dep_ == "relcl":
                return verb.head
            return subject
        if verb.dep_ in {"acl", "relcl"}:
            return verb.head
        if verb.dep_ not in _CLIMB or verb.head == verb:
            return None
        verb = verb.head
    return None


def _agent(verb: Token) -> Token | None:
    for child in verb.children:
        if child.dep_ == "agent":
            return next((word for word in child.children if word.dep_ == "pobj"), None)
    return None


def cue_clause(verb: Token) -> tuple[int, int]:
    """Return the words that name the speaker and the saying, as first and one after the last.

    Read from the verb outwards: subject and auxiliaries before it, whom and where after it.
    """
    first, last = verb.i, verb.i
    for child in sorted(verb.lefts, key=lambda word: -word.i):
        if child.dep_ in SUBJECTS or child.dep_ in {"aux", "auxpass", "neg", "advmod"}:
            if child.right_edge.i + 1 < first and not _only_points(
                child.right_edge.i + 1, first, verb
            ):
                continue
            first = min(first, child.left_edge.i)
    for child in sorted(verb.rights, key=lambda word: word.i):
        if child.dep_ == "punct":
            if child.i == last + 1 and child.text in {",", ":"}:
                break
            continue
        if child.dep_ not in _OF_SPEAKING or child.left_edge.i != last + 1:
            break
        last = child.right_edge.i
    return first, last + 1


def _only_points(first: int, last: int, verb: Token) -> bool:
    return all(verb.doc[at].is_punct for at in range(first, last))


def last_of(verb: Token, clause: Token, cues: Iterable[int]) -> int:
    """Return the last word of a clause that a verb of saying takes, with what follows from it.

    An adverbial clause that the grammar hangs on the verb of saying belongs to what was said,
    unless another verb of saying stands in it.
    """
    last = clause.right_edge.i
    spoken = set(cues)
    for child in verb.rights:
        if child.i <= clause.i or child.dep_ not in {
            "advcl",
            "ccomp",
            "npadvmod",
            "prep",
            "advmod",
        }:
            continue
        if child.dep_ == "advcl" and child.tag_ in {"VBG", "VBN"} and not is_finite(child):
            continue
        if child.dep_ == "ccomp" or spoken.isdisjoint(word.i for word in child.subtree):
            last = max(last, child.right_edge.i)
    return last


def phrase(head: Token) -> tuple[int, int]:
    """Return the words of a noun phrase without its relative clauses and appositions."""
    first, after = head.left_edge.i, head.i + 1
    while first < head.i and head.doc[first].text in _OPENING:
        first += 1
    for token in head.doc[after : head.right_edge.i + 1]:
        if token.text in _STOPS or token.dep_ in {"relcl", "acl", "appos"} or token.tag_ in FINITE:
            break
        if token.tag_ in {"WP", "WDT", "WRB"}:
            break
        after = token.i + 1
    while after > head.i + 1 and head.doc[after - 1].tag_ in {"IN", "CC", "TO", "DT", ":"}:
        after -= 1
    return first, after
