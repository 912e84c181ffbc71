# SPDX-License-Identifier: Apache-2.0
"""How well proposed spans agree with annotated ones.

A proposal matches an annotated statement where the characters that both hold, white space left
out, are at least half of those that either holds. Pairs are made one to one, from the highest
agreement down.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import starmap
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MATCH: Final = 0.5
"""Least share of common characters."""

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Told:
    """Who said what: spans of the words said and of the words that name speaker and saying."""

    content: Spans
    source: Spans = ()


@dataclass(frozen=True)
class Score:
    """Counts, and what follows from them.

    Examples
    --------
    >>> score = Score(right=3, proposed=4, annotated=6)
    >>> score.precision, score.recall, score.f1
    (0.75, 0.5, 0.6)
    """

    right: int
    proposed: int
    annotated: int

    @property
    def precision(self) -> float:
        """Share of proposals that are right."""
        return self.right / self.proposed if self.proposed else 0.0

    @property
    def recall(self) -> float:
        """Share of annotated ones that were proposed."""
        return self.right / self.annotated if self.annotated else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        both = self.proposed + self.annotated
        return 2 * self.right / both if both else 0.0

    def __add__(self, other: Score) -> Score:
        """Return the counts of both together."""
        return Score(
            self.right + other.right,
            self.proposed + other.proposed,
            self.annotated + other.annotated,
        )


@dataclass(frozen=True)
class Scores:
    """Scores of one document: contents, contents with their source, and single characters."""

    content: Score
    with_source: Score
    characters: Score

    def __add__(self, other: Scores) -> Scores:
        """Return the counts of both together."""
        return Scores(
            self.content + other.content,
            self.with_source + other.with_source,
            self.characters + other.characters,
        )


def characters(text: str, spans: Iterable[tuple[int, int]]) -> set[int]:
    """Return the places of the characters in some spans that are no white space."""
    return {at for start, end in spans for at in range(start, end) if not text[at].isspace()}


def matches(
    text: str, proposed: Sequence[Told], annotated: Sequence[Told]
) -> list[tuple[int, int]]:
    """Return pairs of a proposal and what it matches, one to one.

    Examples
    --------
    >>> matches("He said it rains.", [Told(((8, 17),))], [Told(((11, 17),)), Told(((0, 7),))])
    [(0, 0)]
    """
    ours = [characters(text, one.content) for one in proposed]
    theirs = [characters(text, one.content) for one in annotated]
    pairs = []
    for i, own in enumerate(ours):
        for j, gold in enumerate(theirs):
            common = len(own & gold)
            if common and common >= MATCH * len(own | gold):
                pairs.append((-common / len(own | gold), i, j))
    kept: list[tuple[int, int]] = []
    for _, i, j in sorted(pairs):
        if all(i != a and j != b for a, b in kept):
            kept.append((i, j))
    return kept


def score(text: str, proposed: Sequence[Told], annotated: Sequence[Told]) -> Scores:
    """Return how well proposals agree with what is annotated."""
    pairs = matches(text, proposed, annotated)
    sourced = [(i, j) for i, j in pairs if _overlap(proposed[i].source, annotated[j].source)]
    own = characters(text, (span for one in proposed for span in one.content))
    gold = characters(text, (span for one in annotated for span in one.content))
    counts = len(proposed), len(annotated)
    return Scores(
        *starmap(
            Score,
            [
                (len(pairs), *counts),
                (len(sourced), *counts),
                (len(own & gold), len(own), len(gold)),
            ],
        )
    )


def _overlap(ours: Spans, theirs: Spans) -> bool:
    return any(a < d and c < b for a, b in ours for c, d in theirs)
