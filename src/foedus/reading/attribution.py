# SPDX-License-Identifier: Apache-2.0
"""An attribution: words of a passage that somebody is said to have said, and by which words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Doc, Token


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
        `clause`, `quotation`, `act`, `according`, `document`, or `told` by the reporter.
    """

    start: int
    end: int
    verb: str
    cue: tuple[int, int]
    source: tuple[int, int]
    speaker: Token | None
    kind: str


def outermost(found: Sequence[Attribution]) -> list[Attribution]:
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


def place_of(token: Token) -> tuple[int, int]:
    """Return the characters of a word."""
    return token.idx, token.idx + len(token)


def span_of(doc: Doc, first: int, after: int) -> tuple[int, int]:
    """Return the characters of some words, the last of them excluded."""
    last = doc[after - 1]
    return doc[first].idx, last.idx + len(last)
