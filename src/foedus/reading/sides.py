# SPDX-License-Identifier: Apache-2.0
"""Two passages that tell the same, side by side, word by word."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal, TypeVar

from foedus.reading.loaded import FUNCTION, MODALS, NEGATORS, phrases, stem
from foedus.reading.wording import counterparts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from foedus.reading.alignment import Unit
    from foedus.reading.marks import Marks, Quotation
    from foedus.reading.wording import Word

Kind = Literal[
    "quotation_words",
    "marks",
    "negation",
    "modal",
    "term",
    "number",
    "denial_dropped",
    "condition_dropped",
    "speaker",
]
Span = tuple[int, int]
Named = TypeVar("Named")

_ASIDE: Final = FUNCTION | NEGATORS | MODALS.keys() | set("yet still ever again now even".split())
SCOPE: Final = 6
"""Words after a modal verb or a negation in which stands what it is about."""


@dataclass(frozen=True)
class Change:
    """What two reports have differently.

    Parameters
    ----------
    kind : str
        What kind of difference it is.
    a, b : str
        What the one and the other report has; empty where it has nothing.
    span_a, span_b : tuple of int or None
        Where that stands.
    """

    kind: Kind
    a: str
    b: str
    span_a: Span | None = None
    span_b: Span | None = None


@dataclass(frozen=True)
class Side:
    """A passage of one report, and what of it stands between quotation marks."""

    unit: Unit
    marks: Marks

    @cached_property
    def words(self) -> list[Word]:
        """Its words."""
        return self.unit.words

    @cached_property
    def keys(self) -> list[str]:
        """What its words are known by."""
        return [word.key for word in self.words]

    @cached_property
    def stems(self) -> list[str]:
        """Their stems."""
        return [stem(key) for key in self.keys]

    @cached_property
    def content(self) -> frozenset[str]:
        """Stems of the words that say what it is about."""
        return self.unit.stems

    @cached_property
    def quoted(self) -> list[Quotation | None]:
        """For each word the quotation that it stands in, if it does."""
        return [self.marks.around(word.start) for word in self.words]

    @cached_property
    def quotations(self) -> list[tuple[Quotation, list[int]]]:
        """The quotations in it, each with the places of its words."""
        found: dict[Quotation, list[int]] = {}
        for at, quotation in enumerate(self.quoted):
            if quotation is not None:
                found.setdefault(quotation, []).append(at)
        return list(found.items())

    def text(self, places: Sequence[int]) -> str:
        """Return what stands from the first to the last of some words."""
        span = self.span(places)
        return self.unit.text[slice(*span)] if span else ""

    def span(self, places: Sequence[int]) -> Span | None:
        """Return the span from the first to the last of some words."""
        return (self.words[places[0]].start, self.words[places[-1]].end) if places else None

    def joint(self, at: int) -> bool:
        """Tell whether a word and the next one stand together, with nothing but space between."""
        if not 0 <= at < len(self.words) - 1:
            return False
        between = self.unit.text[self.words[at].end : self.words[at + 1].start]
        return between.strip(" \t\n\r-‐‑\xa0") == ""

    def phrase(self, at: int, most: int = SCOPE) -> list[int]:
        """Return the places of a word and of those after it, to the next comma or full stop."""
        end = at
        while end + 1 < len(self.words) and end - at < most and self.joint(end):
            end += 1
        return list(range(at, end + 1))

    def about(self, at: int) -> list[str]:
        """Return stems of the first words after one that say what it is about."""
        after = range(at + 1, min(len(self.words), at + 1 + SCOPE))
        found = [
            self.stems[k]
            for k in after
            if self.keys[k] not in _ASIDE and not self.keys[k].endswith("ly")
        ]
        return found[:2]

    def occurrences(self, table: str) -> list[tuple[list[int], str]]:
        """Return where phrases of a table stand, the longest ones first, each with its name."""
        return find_phrases(self.keys, phrases(table))


def find_phrases(
    keys: Sequence[str], table: Mapping[tuple[str, ...], Named]
) -> list[tuple[list[int], Named]]:
    """Return where phrases stand in a row of words; of two that overlap the longer one."""
    lengths = sorted({len(form) for form in table}, reverse=True)
    found, at = [], 0
    while at < len(keys):
        for length in lengths:
            named = table.get(tuple(keys[at : at + length])) if at + length <= len(keys) else None
            if named is not None:
                found.append((list(range(at, at + length)), named))
                at += length
                break
        else:
            at += 1
    return found


@dataclass(frozen=True)
class Sides:
    """Two passages, and which words of the one correspond to which of the other."""

    a: Side
    b: Side

    @cached_property
    def pairs(self) -> dict[int, int]:
        """Places of words in the first passage, with those of the same words in the second."""
        return counterparts(self.a.keys, self.b.keys)

    @cached_property
    def left(self) -> tuple[list[int], list[int]]:
        """Places of words on either side that have no counterpart on the other."""
        taken = set(self.pairs.values())
        return (
            [i for i in range(len(self.a.keys)) if i not in self.pairs],
            [j for j in range(len(self.b.keys)) if j not in taken],
        )

    def turned(self) -> Sides:
        """Return the same with the second passage first."""
        return Sides(self.b, self.a)

    def change(self, kind: Kind, at_a: Sequence[int], at_b: Sequence[int]) -> Change:
        """Return a change, from the places of words on either side."""
        return Change(
            kind, self.a.text(at_a), self.b.text(at_b), self.a.span(at_a), self.b.span(at_b)
        )

    def facing(self, places: Iterable[int]) -> list[int]:
        """Return where, on the second side, stands what some words of the first stand beside."""
        near = [self.pairs[k] for i in places for k in (i - 1, i + 1) if k in self.pairs]
        return [min(near), max(near)] if near and max(near) - min(near) <= SCOPE else []


def turned_back(changes: Iterable[Change]) -> list[Change]:
    """Return changes found from the second side with the first one first again."""
    return [Change(c.kind, c.b, c.a, c.span_b, c.span_a) for c in changes]
