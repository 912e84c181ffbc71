# SPDX-License-Identifier: Apache-2.0
"""Two reports of one event: what both tell, what changed, and what only one of them tells."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from foedus.reading.alignment import Unit, align, joined, units_of
from foedus.reading.alterations import changes_between
from foedus.reading.marks import find_quotations
from foedus.reading.sense import binds_alone
from foedus.reading.sides import Change, Side

if TYPE_CHECKING:
    from collections.abc import Sequence

    from foedus.reading.documents import Document
    from foedus.reading.marks import Marks

_AROUND: Final = 2
"""Sentences on either side in which something can be told instead."""


@dataclass(frozen=True)
class Pair:
    """A passage of one report and the one that corresponds to it in another.

    Parameters
    ----------
    a, b : tuple of int
        Spans in the one and the other report.
    changes : tuple of Change
        What changed; empty where the two say the same.
    """

    a: tuple[int, int]
    b: tuple[int, int]
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """Two reports of one event, side by side.

    Parameters
    ----------
    a, b : Document
        The reports.
    pairs : tuple of Pair
        Passages that correspond, in the order of the first report.
    only_a, only_b : tuple of spans
        Sentences that only one of them has.
    """

    a: Document
    b: Document
    pairs: tuple[Pair, ...]
    only_a: tuple[tuple[int, int], ...] = field(default=())
    only_b: tuple[tuple[int, int], ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """Return the comparison as `foedus compare --json` prints it."""
        return {
            "a": {"name": self.a.name, "sha256": self.a.sha256},
            "b": {"name": self.b.name, "sha256": self.b.sha256},
            "pairs": [
                {
                    "a": _place(self.a, pair.a),
                    "b": _place(self.b, pair.b),
                    "changes": [
                        {"kind": c.kind, "a": c.a, "b": c.b, "at_a": c.span_a, "at_b": c.span_b}
                        for c in pair.changes
                    ],
                }
                for pair in self.pairs
            ],
            "only_a": [_place(self.a, span) for span in self.only_a],
            "only_b": [_place(self.b, span) for span in self.only_b],
        }


def _place(document: Document, span: tuple[int, int]) -> dict[str, Any]:
    start, end = span
    return {
        "start": start,
        "end": end,
        "text": document.text[start:end],
        "line": document.place(start)[0],
    }


def compare_reports(a: Document, b: Document) -> Comparison:
    """Align two reports of one event and tell what changed from the one to the other.

    Examples
    --------
    >>> from foedus.reading.documents import document_of
    >>> a = document_of("“We gave a guarantee,” the envoy said.".encode(), "a.txt")
    >>> b = document_of("“We gave an assurance,” the envoy added.".encode(), "b.txt")
    >>> [(c.kind, c.a, c.b) for c in compare_reports(a, b).pairs[0].changes]
    [('quotation_words', 'a guarantee', 'an assurance'), ('term', 'guarantee', 'assurance')]
    """
    first, second = units_of(a.text), units_of(b.text)
    matched = joined(first, second, align(first, second))
    marks = find_quotations(a.text), find_quotations(b.text)
    pairs = []
    for ours, theirs in matched:
        sides = _side(first, ours, marks[0]), _side(second, theirs, marks[1])
        changes: list[Change] = []
        if sides[0].unit.key != sides[1].unit.key:
            changes = changes_between(*sides, (_around(first, ours), _around(second, theirs)))
        pairs.append((ours, theirs, changes))
    told = {i for ours, _, _ in pairs for i in ours}, {j for _, theirs, _ in pairs for j in theirs}
    lost_a = [i for i in range(len(first)) if i not in told[0]]
    lost_b = [j for j in range(len(second)) if j not in told[1]]
    _attach(first, lost_a, {ours[-1]: changes for ours, _, changes in pairs}, turned=False)
    _attach(second, lost_b, {theirs[-1]: changes for _, theirs, changes in pairs}, turned=True)
    return Comparison(
        a,
        b,
        tuple(
            Pair(_span(first, ours), _span(second, theirs), tuple(changes))
            for ours, theirs, changes in pairs
        ),
        tuple((first[i].start, first[i].end) for i in lost_a),
        tuple((second[j].start, second[j].end) for j in lost_b),
    )


def _span(units: Sequence[Unit], places: range) -> tuple[int, int]:
    return units[places[0]].start, units[places[-1]].end


def _side(units: Sequence[Unit], places: range, marks: Marks) -> Side:
    unit = units[places[0]]
    if len(places) > 1:
        unit = Unit(unit.text, *_span(units, places))
    return Side(unit, marks)


def _around(units: Sequence[Unit], places: range) -> list[Unit]:
    """Return the sentences before and after a passage."""
    before = range(max(0, places[0] - _AROUND), places[0])
    after = range(places[-1] + 1, min(len(units), places[-1] + 1 + _AROUND))
    return [units[k] for k in (*before, *after)]


def _attach(
    units: Sequence[Unit], lost: Sequence[int], changes: dict[int, list[Change]], *, turned: bool
) -> None:
    """Tell a denial or a condition that is lost as a sentence with the claim that it follows."""
    for at in lost:
        unit = units[at]
        kind = binds_alone(unit) if at - 1 in changes else None
        if kind is not None:
            span = (unit.start, unit.end)
            change = Change(kind, unit.said, "", span, None)
            if turned:
                change = Change(kind, "", unit.said, None, span)
            changes[at - 1].append(change)
