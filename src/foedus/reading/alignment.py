# SPDX-License-Identifier: Apache-2.0
"""Which sentence of one report corresponds to which of another: rare words, numbers, order.

Sentences that are the same in both are matched first. Of the others, those that share enough of
their rarer words are, one to one, with some weight on the order; then what stands next to a match
and is told by its partner too joins it, as where one report says in two sentences what the other
says in one. No sentence is compared with all others, so that the time grows with the length.
"""

from __future__ import annotations

import heapq
import math
from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from foedus.reading.folding import fold
from foedus.reading.loaded import FUNCTION, stem
from foedus.reading.sentences import paragraphs, sentences
from foedus.reading.wording import Word, words_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

MOST_WORDS: Final = 150
"""Words of one unit; a longer sentence is cut, so that no comparison takes long."""
LEAST_SHARED: Final = 0.34
"""Weight of shared words from which two sentences are taken to tell the same."""
_LEAST_BETWEEN: Final = 0.2
"""The same for two sentences that stand between the same matches, near to each other."""
_BETWEEN: Final = 6
"""Sentences between two matches, at most, for that."""
_JOINS: Final = 0.6
"""Share of a sentence that its neighbour's partner must tell too for the two to be one."""
_RAREST: Final = 12
_MOST_PLACES: Final = 40
_CANDIDATES: Final = 6
_ORDER: Final = 0.15
"""What standing where one would expect it adds to a match."""


@dataclass(frozen=True)
class Unit:
    """A sentence of a report, or several neighbours that another report tells in one.

    Parameters
    ----------
    text : str
        The whole report.
    start, end : int
        Its span.
    """

    text: str
    start: int
    end: int

    @property
    def said(self) -> str:
        """What stands in it."""
        return self.text[self.start : self.end]

    @cached_property
    def key(self) -> str:
        """What stands in it, typographic variants folded."""
        return fold(self.said).text

    @cached_property
    def words(self) -> list[Word]:
        """Its words, with places in the whole report."""
        return words_in(self.text, self.start, self.end)

    @cached_property
    def stems(self) -> frozenset[str]:
        """What it is about: stems of its words, without those that every sentence has."""
        return frozenset(stem(word.key) for word in self.words if word.key not in FUNCTION)


def units_of(text: str) -> list[Unit]:
    """Return the sentences of a report that have a word."""
    units: list[Unit] = []
    for block in paragraphs(text):
        for start, end in sentences(text, *block):
            units += _cut(Unit(text, start, end))
    return units


def _cut(unit: Unit) -> Iterator[Unit]:
    """Cut a sentence that is too long to be one."""
    # A word and a space take at least two characters.
    if unit.end - unit.start < 2 * MOST_WORDS or len(unit.words) <= MOST_WORDS:
        if any(character.isalnum() for character in unit.said):
            yield unit
        return
    starts = [word.start for word in unit.words[::MOST_WORDS]]
    edges = [unit.start, *starts[1:], unit.end]
    for start, end in pairwise(edges):
        yield Unit(unit.text, start, start + len(unit.text[start:end].rstrip()))


def align(first: Sequence[Unit], second: Sequence[Unit]) -> list[tuple[int, int]]:
    """Return which unit of the first report corresponds to which of the second, one to one.

    Examples
    --------
    >>> a = units_of("The envoy left. Aldmark ratified the treaty on Monday.")
    >>> b = units_of("On Monday the treaty was ratified by Aldmark. It rained.")
    >>> align(a, b)
    [(1, 0)]
    """
    pairs = _identical(first, second)
    if len(pairs) < min(len(first), len(second)):
        weights = _weights(first, second)
        for least in (LEAST_SHARED, _LEAST_BETWEEN):
            _match(first, second, weights, pairs, least)
    return sorted(pairs.items())


def _match(
    first: Sequence[Unit],
    second: Sequence[Unit],
    weights: Mapping[str, float],
    pairs: dict[int, int],
    least: float,
) -> None:
    """Add to the matches made those of the rest that share enough, the best ones first."""
    taken = set(pairs.values())
    left = {i: unit.stems for i, unit in enumerate(first) if i not in pairs}
    right = {j: unit.stems for j, unit in enumerate(second) if j not in taken}
    expected = _Expected(pairs)
    scored = _scored(left, right, weights, expected, least)
    for _, i, j in sorted(scored, key=lambda row: (-row[0], row[1], row[2])):
        if i not in pairs and j not in taken and (least == LEAST_SHARED or expected.between(i, j)):
            pairs[i] = j
            taken.add(j)


def _identical(first: Sequence[Unit], second: Sequence[Unit]) -> dict[int, int]:
    """Match sentences that are the same; of several, the one where one would expect it."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for j, unit in enumerate(second):
        places[unit.key].append(j)
    pairs: dict[int, int] = {}
    shift = 0
    for i, unit in enumerate(first):
        free = places.get(unit.key)
        if free:
            at = bisect_left(free, i + shift)
            near = [k for k in (at - 1, at) if 0 <= k < len(free)]
            pairs[i] = free.pop(min(near, key=lambda k: abs(free[k] - i - shift)))
            shift = pairs[i] - i
    return pairs


def _weights(first: Sequence[Unit], second: Sequence[Unit]) -> Mapping[str, float]:
    """Return how much each stem says: much where few sentences of both reports have it."""
    counts = [Counter(word for unit in units for word in unit.stems) for units in (first, second)]
    total = max(len(first), len(second))
    # A word that both have once each is as rare as one that only one of them has.
    most = counts[0] | counts[1]
    return {word: math.log(1 + total / count) for word, count in most.items()}


class _Expected:
    """Where in the second report one would expect what a sentence of the first one tells."""

    def __init__(self, pairs: Mapping[int, int]) -> None:
        self.known = sorted(pairs.items())
        self.places = [i for i, _ in self.known]

    def __call__(self, at: int) -> int:
        index = bisect_left(self.places, at)
        if not index:
            return at + (self.known[0][1] - self.known[0][0] if self.known else 0)
        i, j = self.known[index - 1]
        return j + at - i

    def between(self, i: int, j: int) -> bool:
        """Tell whether two sentences stand between the same matches, near to each other."""
        index = bisect_left(self.places, i)
        if not 0 < index < len(self.known):
            return False
        low, high = self.known[index - 1], self.known[index]
        return low[1] < j < high[1] and max(high[0] - low[0], high[1] - low[1]) <= _BETWEEN


def _scored(
    left: Mapping[int, frozenset[str]],
    right: Mapping[int, frozenset[str]],
    weights: Mapping[str, float],
    expected: _Expected,
    least: float,
) -> Iterator[tuple[float, int, int]]:
    """Yield matches that are worth making, with how good each is."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for j, stems in right.items():
        for word in stems:
            places[word].append(j)
    sums = {j: sum(weights[word] for word in stems) for j, stems in right.items()}
    for i, stems in left.items():
        here, total = expected(i), sum(weights[word] for word in stems)
        votes: defaultdict[int, float] = defaultdict(float)
        rarest = heapq.nsmallest(
            _RAREST,
            (word for word in stems if word in places),
            key=lambda word: (-weights[word], word),
        )
        for word in rarest:
            for j in _near(places[word], here):
                votes[j] += weights[word]
        for j, _ in heapq.nlargest(_CANDIDATES, votes.items(), key=lambda row: (row[1], -row[0])):
            shared = sum(weights[word] for word in stems & right[j])
            alike = shared / (0.35 * max(total, sums[j]) + 0.65 * min(total, sums[j]))
            if alike >= least:
                yield alike + _ORDER * math.exp(-abs(j - here) / 3), i, j


def _near(places: list[int], here: int) -> list[int]:
    """Return the places of a word; of a frequent one, those near to where one would expect it."""
    if len(places) <= _MOST_PLACES:
        return places
    at = bisect_left(places, here)
    return places[max(0, at - _MOST_PLACES // 2) : at + _MOST_PLACES // 2]


def joined(
    first: Sequence[Unit], second: Sequence[Unit], pairs: Sequence[tuple[int, int]]
) -> list[tuple[range, range]]:
    """Return matches widened by neighbours that the partner tells too, as ranges of units.

    Examples
    --------
    >>> a = units_of("Aldmark ratified the treaty. Borsia welcomed the ratification warmly.")
    >>> b = units_of("Aldmark ratified the treaty, and Borsia welcomed the ratification warmly.")
    >>> joined(a, b, align(a, b))
    [(range(0, 2), range(0, 1))]
    """
    ahead = _widened(first, second, pairs)
    behind = _widened(second, first, [(j, i) for i, j in pairs])
    return [(ahead.get(i, range(i, i + 1)), behind.get(j, range(j, j + 1))) for i, j in pairs]


def _widened(
    first: Sequence[Unit], second: Sequence[Unit], pairs: Sequence[tuple[int, int]]
) -> dict[int, range]:
    partner = dict(pairs)
    free = {i for i in range(len(first)) if i not in partner}
    found: dict[int, range] = {}
    for i, j in pairs:
        if first[i].key == second[j].key:
            continue
        told = second[j].stems - first[i].stems
        low, high = i, i + 1
        for near in (i - 1, i + 1):
            stems = first[near].stems if near in free else frozenset()
            if len(stems) >= 3 and len(stems & told) >= _JOINS * len(stems):
                low, high = min(low, near), max(high, near + 1)
                free.discard(near)
        if high - low > 1:
            found[i] = range(low, high)
    return found
