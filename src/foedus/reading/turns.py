# SPDX-License-Identifier: Apache-2.0
"""Interviews and press conferences: who has the turn, and what they say in it.

A transcript is told by its labels: several paragraphs that begin with a name, a title or a letter
and a colon, and labels that come back. What a turn's holder says about others stays a claim.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from foedus.reading.names import TITLES, bare

if TYPE_CHECKING:
    from collections.abc import Sequence

    from foedus.reading.names import Roster
    from foedus.reading.passages import Passage

LABELS: Final = 3
"""Turns from which on a text is a transcript."""
_LABEL: Final = re.compile(
    r"\s*(?P<name>[^\W\d_][\w.'’-]*(?:[ \u00a0][\w.'’()-]+){0,5}?)\s?(?:\([^)]{0,40}\))?\s?:\s"
)
_ASKING: Final = re.compile(
    r"(?i)^(?:q|question|questions|reporter|journalist|interviewer|moderator|host)\b"
)
_ANSWERING: Final = frozenset({"a", "answer"})


@dataclass(frozen=True)
class Turn:
    """A passage in which somebody has the turn.

    Parameters
    ----------
    label : str
        How the transcript names them.
    words : int
        Where their words begin, in characters of the passage.
    asks : bool
        Whether they only ask.
    """

    label: str
    words: int
    asks: bool


def turns_of(text: str, pieces: Sequence[Passage]) -> dict[int, Turn]:
    """Return the turns of a transcript by the place of their passage; none in running text.

    A paragraph without a label goes on with the turn before it.
    """
    labelled = {}
    for piece in pieces:
        match = _LABEL.match(text, piece.start, piece.end) if piece.opens else None
        if match and _is_label(match["name"]):
            labelled[piece.start] = (match["name"], match.end() - piece.start)
    counts = Counter(name.lower() for name, _ in labelled.values())
    repeated = {name for name, count in counts.items() if count > 1}
    if len(labelled) < LABELS or not repeated or len(labelled) * 4 < len(pieces):
        return {}
    turns: dict[int, Turn] = {}
    name, asks = "", True
    for piece in pieces:
        if piece.start in labelled:
            name, words = labelled[piece.start]
            asks = _ASKING.match(name) is not None
            turns[piece.start] = Turn(name, words, asks)
        elif name:
            turns[piece.start] = Turn(name, 0, asks)
    return turns


def _is_label(name: str) -> bool:
    words = name.split()
    return all(
        word[:1].isupper() or word.lower() in {"of", "the", "von", "van", "de"} for word in words
    )


def name_in(label: str, roster: Roster) -> str | None:
    """Return whom a label names, by the fullest name of the text, or None where it names nobody.

    Examples
    --------
    >>> from foedus.reading.names import roster_of
    >>> name_in("PRESIDENT RUIZ", roster_of("President Ana Ruiz met the press."))
    'Ana Ruiz'
    >>> name_in("Q", roster_of("")) is None
    True
    """
    if label.lower() in _ANSWERING or _ASKING.match(label):
        return None
    words = [word.strip("()") for word in label.split()]
    while len(words) > 1 and words[0].lower().rstrip(".") in TITLES:
        words = words[1:]
    words = [word.title() if word.isupper() and len(word) > 2 else word for word in bare(words)]
    if not words or words[-1].lower() in TITLES:
        return None
    return roster.full(" ".join(words))
