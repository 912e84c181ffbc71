# SPDX-License-Identifier: Apache-2.0
"""Words that a speaker repeats from somebody else: `I` and `we` in them are not the speaker."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from foedus.reading import cues
from foedus.reading.clauses import phrase, speaker_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Token

_QUOTING: Final = cues.forms(["quote", "cite"])
_TELLING: Final = {**cues.forms(cues.SAYING), **_QUOTING}
_SPEAKERS_OWN: Final = frozenset({"i", "we"})
_AS_SAYING: Final = re.compile(
    r"\b(?:quot|cit)(?:e|es|ed|ing)\s+(?!by\b|as\b)([^,;:.“”\"]{2,60}?)\s+as\s+\w+ing\b"
)
_NEAR: Final = 100
"""Characters around a verb of saying in which the one quoted is named."""


@dataclass(frozen=True)
class Retold:
    """What of a statement is somebody else's words.

    Parameters
    ----------
    spans : sequence of tuple
        Their places in the statement.
    holder : str or None
        Whose words they are, where the text names them.
    """

    spans: Sequence[tuple[int, int]] = ()
    holder: str | None = None


def quoted_as_saying(text: str, source: tuple[int, int] | None) -> str | None:
    """Return whom a speaker quotes, as in `Bo quoted Bell as saying`, or None.

    Examples
    --------
    >>> quoted_as_saying("“No,” Carl Bo quoted Anna Bell as saying.", (6, 20))
    'Anna Bell'
    """
    if source is None:
        return None
    near = _AS_SAYING.finditer(text, max(0, source[0] - _NEAR), source[1] + _NEAR)
    return next((m.group(1) for m in near if m.start() < source[1] and source[0] < m.end()), None)


def retold_in(
    words: Sequence[Token],
    inner: Sequence[tuple[int, int]],
    outside: Sequence[tuple[int, int]],
    own: Sequence[range],
) -> Retold:
    """Return what somebody else is told to have said in a statement.

    Parameters
    ----------
    words : sequence of Token
        The grammar of the statement.
    inner : sequence of tuple
        Quotations inside the speaker's words, in the characters of the grammar.
    outside : sequence of tuple
        Quotations inside a reporter's words.
    own : sequence of range
        Characters that name the speaker and the saying; they tell of nobody else.
    """
    spans: list[tuple[int, int]] = []
    holders: list[str | None] = []
    quotations = [*inner, *outside]
    telling = [
        word
        for word in words
        if word.tag_.startswith("VB")
        and word.lower_ in _TELLING
        and not any(word.idx in place for place in own)
        and not (word.lower_ in _QUOTING and _is_first(speaker_of(word)))
        and not any(first <= word.idx < last for first, last in quotations)
    ]
    for first, last in quotations:
        near = [verb for verb in telling if _reaches(verb, first, last)]
        before = [verb for verb in near if verb.idx < first]
        verb = before[-1] if before else next(iter(near), None)
        if verb is None and (first, last) in outside:
            continue
        teller = speaker_of(verb) if verb is not None else None
        if not _is_first(teller):
            spans.append((first, last))
            holders.append(_named(teller))
    for verb in telling:
        teller = speaker_of(verb)
        clauses = [child for child in verb.children if child.dep_ == "ccomp"]
        if teller is None or _is_first(teller):
            continue
        for clause in clauses:
            spans.append((clause.left_edge.idx, clause.right_edge.idx + len(clause.right_edge)))
            holders.append(_named(teller))
    return Retold(spans, next((name for name in holders if name), None))


def _is_first(teller: Token | None) -> bool:
    return teller is not None and teller.lower_ in _SPEAKERS_OWN


def _reaches(verb: Token, first: int, last: int) -> bool:
    """Tell whether a verb stands in a quotation's sentence, before or after it."""
    gap = (verb.idx, first) if verb.idx < first else (last, verb.idx)
    return not re.search(r"[.!?]\s", verb.doc.text[slice(*gap)])


def _named(teller: Token | None) -> str | None:
    if teller is None or teller.tag_.startswith(("PRP", "W")):
        return None
    first, after = phrase(teller)
    return teller.doc[first:after].text.strip(' ,"“”')
