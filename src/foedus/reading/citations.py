# SPDX-License-Identifier: Apache-2.0
"""Whether cited words stand in a source where a case says they do, word by word.

Quotation marks, dashes and white space of another shape are no difference. A word is, however
close in meaning: "has signed" is told apart from "has not signed anything yet". What comes
nearest is found by the words that it shares, never by a measure of meaning.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from foedus.reading.folding import Folded, fold
from foedus.reading.wording import Word, differing, in_order, words_in

if TYPE_CHECKING:
    from collections.abc import Mapping

_MOST_PLACES: Final = 2_000
"""Places of one word that are looked at; a word that stands everywhere says nothing."""
_CANDIDATES: Final = 4
_LEAST_SHARED: Final = 0.5
"""Share of the cited words that the nearest passage must have to be worth showing."""
_GAP: Final = 8
"""Words that a source can have between those that are cited without being another passage."""
_MOST_WORDS: Final = 400
"""Cited words that are looked for; a longer citation is known by its beginning."""


@dataclass(frozen=True)
class Passage:
    """The passage of a source that comes nearest to cited words.

    Parameters
    ----------
    start, end : int
        Its span in the source.
    text : str
        The passage.
    differences : tuple of pairs of str
        What the citation has and what the source has in its place; either can be empty.
    """

    start: int
    end: int
    text: str
    differences: tuple[tuple[str, str], ...]


def stands_in(words: str, text: str) -> bool:
    """Tell whether words stand in a text verbatim, marks, dashes and spaces of any shape.

    Examples
    --------
    >>> stands_in('he said "no"', "Then he  said “no”.")
    True
    >>> stands_in("has signed", "has not signed anything yet")
    False
    """
    return words in text or fold(words).text.strip() in fold(text).text


@dataclass(frozen=True)
class Original:
    """A source's text, to look up what is cited from it.

    Examples
    --------
    >>> source = Original("On Monday, Aldmark has not signed anything yet.")
    >>> source.place("has not signed")
    (19, 33)
    >>> source.nearest("Aldmark has signed").differences
    (('', 'not'),)
    """

    text: str

    @cached_property
    def folded(self) -> Folded:
        """The text with its typographic variants folded."""
        return fold(self.text)

    @cached_property
    def words(self) -> list[Word]:
        """Its words."""
        return words_in(self.text)

    @cached_property
    def _places(self) -> Mapping[str, list[int]]:
        places: defaultdict[str, list[int]] = defaultdict(list)
        for place, word in enumerate(self.words):
            places[word.key].append(place)
        return places

    def place(self, words: str) -> tuple[int, int] | None:
        """Return where words stand verbatim, marks, dashes and spaces of any shape."""
        at = self.text.find(words)
        if at >= 0:
            return at, at + len(words)
        wanted = fold(words).text.strip()
        at = self.folded.text.find(wanted) if wanted else -1
        return self.folded.span(at, at + len(wanted)) if at >= 0 else None

    def nearest(self, words: str) -> Passage | None:
        """Return the passage that shares most words with those cited, and the words that differ.

        Returns
        -------
        Passage or None
            None where no passage has half of the words.
        """
        cited = words_in(words)[:_MOST_WORDS]
        keys = [word.key for word in cited]
        best: list[tuple[int, int]] = []
        for first, last in self._windows(keys):
            window = [word.key for word in self.words[first:last]]
            pairs = [(i, first + j) for i, j in in_order(keys, window)]
            best = max(best, _together(pairs), key=_closeness)
        if not best or len(best) < _LEAST_SHARED * len(cited):
            return None
        # What is cited before and after stands for as many words of the source.
        first = max(0, best[0][1] - best[0][0])
        last = min(len(self.words), best[-1][1] + len(cited) - best[-1][0])
        passage = self.words[first:last]
        start, end = passage[0].start, passage[-1].end
        pairs = in_order(keys, [word.key for word in passage])
        differences = differing(cited, passage, pairs)
        return Passage(start, end, self.text[start:end], tuple(differences))

    def _windows(self, cited: list[str]) -> list[tuple[int, int]]:
        """Return stretches, as places of words, with the rarest of the words that are cited."""
        width = max(4, len(cited))
        votes: Counter[int] = Counter()
        for at, key in enumerate(cited):
            places = self._places.get(key, [])
            for place in places[:_MOST_PLACES]:
                # A word in a hundred places says a hundredth of what one in a single place does.
                votes[(place - at) // width] += 1 + _MOST_PLACES // len(places)
        both = Counter({slot: votes[slot] + votes.get(slot + 1, 0) for slot in votes})
        return [
            (max(0, (slot - 1) * width), (slot + 3) * width)
            for slot, _ in both.most_common(_CANDIDATES)
        ]


def _together(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest run of a correspondence without a gap that only a source has."""
    runs: list[list[tuple[int, int]]] = []
    for pair in pairs:
        apart = pair[1] - runs[-1][-1][1] - (pair[0] - runs[-1][-1][0]) if runs else 0
        if not runs or apart > _GAP:
            runs.append([])
        runs[-1].append(pair)
    return max(runs, key=len, default=[])


def _closeness(pairs: list[tuple[int, int]]) -> tuple[int, int]:
    """Rank a correspondence: more words in common, then closer together in the source."""
    return (len(pairs), pairs[0][1] - pairs[-1][1]) if pairs else (0, 0)
