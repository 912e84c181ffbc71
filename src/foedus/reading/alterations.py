# SPDX-License-Identifier: Apache-2.0
"""What changed between two passages that tell the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foedus.reading.inside_marks import quotation_changes
from foedus.reading.sense import bound_changes, sense_changes
from foedus.reading.sides import Sides
from foedus.reading.speaking import speaker_changes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from foedus.reading.alignment import Unit
    from foedus.reading.sides import Change, Side


def changes_between(
    a: Side,
    b: Side,
    near: tuple[Sequence[Unit], Sequence[Unit]] = ((), ()),
) -> list[Change]:
    """Return what changed from one passage to the other, in the order of the first.

    Parameters
    ----------
    a, b : Side
        Two passages.
    near : pair of sequences of Unit
        Sentences around each, where a denial or a condition may be told instead.
    """
    if a.unit.key == b.unit.key:
        return []
    sides = Sides(a, b)
    found = [
        *quotation_changes(sides),
        *sense_changes(sides),
        *bound_changes(sides, near),
        *speaker_changes(sides),
    ]
    return sorted(dict.fromkeys(found), key=lambda change: change.span_a or (a.unit.end, 0))
