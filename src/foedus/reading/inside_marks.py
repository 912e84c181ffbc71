# SPDX-License-Identifier: Apache-2.0
"""What changed between quotation marks, and marks that are lost.

Who puts words between marks says that they are a speaker's own. So any other word there is a
change, whatever it means, while a narrator may tell the rest in words of their own. A quotation
that gives a part only of what another gives is an excerpt and no change, and so is what an
ellipsis leaves out or square brackets put in.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from foedus.reading.loaded import FUNCTION
from foedus.reading.sides import Change, turned_back
from foedus.reading.wording import in_order

if TYPE_CHECKING:
    from collections.abc import Iterator

    from foedus.reading.marks import Quotation
    from foedus.reading.sides import Side, Sides

_SHARED: Final = 0.5
"""Share of a quotation's words by which it is known in another report."""
_VERBATIM: Final = 0.6
"""Share of a quotation's words that stand without marks for the marks to count as lost."""
_REWORDED: Final = 0.3
"""Share of what a quotation is about that another one must be about too to be a rewording."""
_EXCERPT: Final = 0.7
"""A quotation shorter than this share of another one is an excerpt of it."""
_FEW: Final = 3
"""Words at the edge of a quotation; who cuts one cuts more as a rule."""
_TITLE: Final = 6
"""Words of the title of somebody's programme or book between marks, each with a capital."""
_LEFT_OUT: Final = ("...", "…", ". . .")

Pairs = list[tuple[int, int]]


def quotation_changes(sides: Sides) -> list[Change]:
    """Return what changed in words between marks, and marks lost or unbalanced."""
    found: list[Change] = []
    told = {j for _, places in sides.b.quotations for j in places}
    known: set[int] = set()
    alone = []
    for quotation, places in sides.a.quotations:
        pairs = _matched(sides, places, sorted(told))
        if len(pairs) < _SHARED * len(places) and not _holds_one(sides, pairs):
            alone.append((quotation, places))
            continue
        known.update(j for _, j in pairs)
        found += _differences(sides, quotation, places, pairs)
        found += _unbalanced(sides, quotation, pairs)
    alone_b = [(q, js) for q, js in sides.b.quotations if not known.intersection(js)]
    for quotation, places in list(alone):
        other = next((row for row in alone_b if _reworded(sides, places, row[1])), None)
        if other:
            found.append(sides.change("quotation_words", places, other[1]))
            alone.remove((quotation, places))
            alone_b.remove(other)
    found += _lost(sides, [places for _, places in alone])
    found += turned_back(_lost(sides.turned(), [places for _, places in alone_b]))
    return found


def _matched(sides: Sides, places: list[int], others: list[int]) -> Pairs:
    """Return which words of a quotation stand in quotations of the other side, in order."""
    keys_a, keys_b = sides.a.keys, sides.b.keys
    pairs = in_order([keys_a[i] for i in places], [keys_b[j] for j in others])
    return [(places[x], others[y]) for x, y in pairs]


def _holds_one(sides: Sides, pairs: Pairs) -> bool:
    """Tell whether a quotation of the other side is, for the most part, one of these."""
    if not pairs:
        return False
    count: dict[Quotation | None, int] = {}
    for _, j in pairs:
        quotation = sides.b.quoted[j]
        count[quotation] = count.get(quotation, 0) + 1
    return any(
        count.get(quotation, 0) >= max(2, _VERBATIM * len(places))
        for quotation, places in sides.b.quotations
    )


def _differences(
    sides: Sides, quotation: Quotation, places: list[int], pairs: Pairs
) -> Iterator[Change]:
    """Yield the words that differ inside a quotation that both sides have."""
    first, last = pairs[0][1], pairs[-1][1]
    others = {sides.b.quoted[j] for _, j in pairs}
    reach = [j for q, js in sides.b.quotations if q in others for j in js]
    sure = all(
        q is not None and q.opened and (q.closed or (q.goes_on and not quotation.closed))
        for q in (quotation, *others)
    )
    excerpt = min(len(places), len(reach)) < _EXCERPT * max(len(places), len(reach))
    edges = [(places[0] - 1, min(reach) - 1), *pairs, (places[-1] + 1, max(reach) + 1)]
    around = pairs[0][0] - places[0], places[-1] - pairs[-1][0], first - reach[0], reach[-1] - last
    short = sum(around) <= _FEW
    for (i, j), (k, m) in pairwise(edges):
        ours = [x for x in range(i + 1, k) if sides.a.quoted[x] is quotation]
        theirs = [y for y in range(j + 1, m) if sides.b.quoted[y] in others]
        edge = j < first or m > last
        if not (ours or theirs):
            continue
        if edge and not (ours and theirs):
            if excerpt or not short or not sure:
                continue
        elif edge and not (sure and max(len(ours), len(theirs)) <= 2 * _FEW):
            continue
        if not edge and not theirs and len({sides.b.quoted[j], sides.b.quoted[m]}) > 1:
            continue  # the other report gives two excerpts of it
        if _edited(sides.a, ours) or _edited(sides.b, theirs) or _left_out(sides, (i, k), (j, m)):
            continue
        yield sides.change("quotation_words", ours, theirs)


def _edited(side: Side, places: list[int]) -> bool:
    """Tell whether words stand in square brackets: put there by an editor, who says so."""
    if not places:
        return False
    start, end = side.words[places[0]].start, side.words[places[-1]].end
    text = side.unit.text
    return text[start - 1 : start] == "[" and text[end : end + 1] == "]"


def _left_out(sides: Sides, at_a: tuple[int, int], at_b: tuple[int, int]) -> bool:
    """Tell whether an ellipsis stands on either side between two words."""
    for side, (i, k) in ((sides.a, at_a), (sides.b, at_b)):
        if i >= 0 and k < len(side.words):
            between = side.unit.text[side.words[i].end : side.words[k].start]
            if any(mark in between for mark in _LEFT_OUT):
                return True
    return False


def _unbalanced(sides: Sides, quotation: Quotation, pairs: Pairs) -> Iterator[Change]:
    """Yield a change where one side's mark is missing and the other's is there."""
    begins, ends = sides.b.quoted[pairs[0][1]], sides.b.quoted[pairs[-1][1]]
    if begins is None or ends is None:
        return
    opens = quotation.opened != begins.opened
    closes = (quotation.closed or quotation.goes_on) != (ends.closed or ends.goes_on)
    # A mark closes on one side, and on the other the next paragraph goes on.
    runs_on = (quotation.closed and ends.goes_on and quotation.end <= sides.a.unit.end) or (
        ends.closed and quotation.goes_on and ends.end <= sides.b.unit.end
    )
    if opens or closes or runs_on:
        yield Change(
            "marks",
            sides.a.unit.text[quotation.start : quotation.end],
            sides.b.unit.text[begins.start : ends.end],
            (quotation.start, quotation.end),
            (begins.start, ends.end),
        )


def _reworded(sides: Sides, places: list[int], others: list[int]) -> bool:
    """Tell whether two quotations say the same in other words, or stand in one place."""
    ours, theirs = (
        {side.stems[k] for k in row} & side.content
        for side, row in ((sides.a, places), (sides.b, others))
    )
    return len(ours & theirs) >= max(2, _REWORDED * min(len(ours), len(theirs))) or _one_slot(
        sides, places, others
    )


def _one_slot(sides: Sides, places: list[int], others: list[int]) -> bool:
    """Tell whether two quotations with other words stand in one place of a sentence."""
    before = sides.pairs.get(places[0] - 1, -9) == others[0] - 1
    after = sides.pairs.get(places[-1] + 1, -9) == others[-1] + 1
    return (before or after) and len(places) <= 3 * len(others) and len(others) <= 3 * len(places)


def _lost(sides: Sides, alone: list[list[int]]) -> Iterator[Change]:
    """Yield quotations whose words stand on the other side without marks."""
    bare = [j for j, quotation in enumerate(sides.b.quoted) if quotation is None]
    for places in alone:
        pairs = _matched(sides, places, bare)
        if not pairs or len(pairs) < _VERBATIM * len(places):
            continue
        spread = pairs[-1][1] - pairs[0][1] + 1
        said = [sides.a.words[i].text for i, _ in pairs if sides.a.keys[i] not in FUNCTION]
        titled = (
            len(places) <= _TITLE
            and sides.a.keys[max(0, places[0] - 1)].endswith("'s")
            and all(word[0].isupper() for word in said)
        )
        if said and not titled and spread <= 1.5 * len(places) + 2:
            yield sides.change("marks", places, [j for _, j in pairs])
