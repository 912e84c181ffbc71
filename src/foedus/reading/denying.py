# SPDX-License-Identifier: Apache-2.0
"""What is told only to be denied, doubted, asked or made a condition: nobody is said to do it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from foedus.reading import cues

if TYPE_CHECKING:
    from spacy.tokens import Token

DENYING: Final = cues.forms(cues.DENYING)
_OPENING: Final = frozenset("if whether unless once until till".split())
_NO: Final = frozenset("no nobody none neither nothing noone".split())
_UNTRUE: Final = frozenset(
    "false untrue unclear uncertain unsure unknown unlikely doubtful wrong incorrect baseless"
    " unfounded fabricated unconfirmed nonsense lie myth fake".split()
)
_DESCRIBING: Final = frozenset({"acomp", "attr", "amod", "oprd", "advmod"})
_ASIDE: Final = frozenset({"conj", "advcl", "relcl", "parataxis"})
"""A clause joined in these ways is not inside what its head denies."""


def is_open(verb: Token, subject: Token) -> bool:
    """Tell whether a clause is negated, denied, doubted, asked or a condition of another.

    Parameters
    ----------
    verb, subject : Token
        Of the clause.
    """
    if any(word.lower_ in _NO for word in subject.subtree if word.i <= subject.i):
        return True
    if _negated(verb) or any(child.lower_ in {"neither", "nor"} for child in verb.children):
        return True
    token = verb
    for _ in range(len(verb.doc)):
        if _opens(token, subject if token == verb else None):
            return True
        head = token.head
        if head == token:
            return False
        if token.dep_ not in _ASIDE and _denies(head, token):
            return True
        token = head
    return False


def _opens(verb: Token, subject: Token | None) -> bool:
    """Tell whether a clause begins with `if` and the like; `Bo once agreed` does not."""
    first = subject.left_edge.i if subject is not None else verb.i
    return any(
        child.lower_ in _OPENING and child.i < first and child.dep_ in {"mark", "advmod"}
        for child in verb.children
    )


def _denies(head: Token, clause: Token) -> bool:
    if head.lower_ in DENYING or head.lower_ in _UNTRUE or _negated(head):
        return True
    return any(
        child != clause and child.dep_ in _DESCRIBING and _says_untrue(child)
        for child in head.children
    )


def _says_untrue(word: Token) -> bool:
    return word.lower_ in _UNTRUE or _negated(word)


def _negated(word: Token) -> bool:
    return any(child.dep_ == "neg" for child in word.children)
