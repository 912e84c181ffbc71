# SPDX-License-Identifier: Apache-2.0
"""How many must say yes under a rule, and who can keep a body from deciding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foedus.pacts.voting import Vote, carried

if TYPE_CHECKING:
    from collections.abc import Collection

    from foedus.pacts.coverage import Coverage
    from foedus.pacts.schema import Body
    from foedus.pacts.voting import Rule


def quorum(rule: Rule | None, members: int, voters: int) -> int:
    """Return how many of some voters must say yes, where members vote as blocs.

    A bloc has one vote; a number of members stands for the same share of blocs. Weights are left
    aside: a rule by weight alone is read as its share by number.

    Parameters
    ----------
    rule : Rule or None
        The rule; None, consensus and unanimity need everyone.
    members, voters : int
        How many there are of either.

    Examples
    --------
    >>> from foedus.pacts.voting import Rule
    >>> quorum(Rule(kind="qualified_majority", share=(2, 3)), 5, 2)
    2
    >>> quorum(Rule(kind="at_least", number=9), 15, 15), quorum(Rule(kind="majority"), 3, 3)
    (9, 2)
    """
    if rule is None or rule.kind in ("consensus", "unanimity"):
        return voters
    if rule.kind == "majority":
        return voters // 2 + 1
    share = rule.share or rule.weight or (1, 1)
    if rule.number is not None:
        share = (min(rule.number, members), max(members, 1))
    return max(1, min(voters, -(-voters * share[0] // share[1])))


def blockable(body: Body, coverage: Coverage, side: Collection[str]) -> bool:
    """Tell whether a side can by itself keep a body from deciding: a veto, or enough seats."""
    if not set(coverage.codes(body.vetoes)).isdisjoint(side):
        return True
    if body.rule is None or body.rule.by_weight or not body.seats:
        return False
    own = 0
    for seat in body.composition:
        holders = set(coverage.codes(seat.of))
        if holders and holders <= set(side):
            own += seat.seats
        elif not holders.isdisjoint(side):
            own += 1
    return bool(own) and not carried(
        body.rule, Vote(for_=body.seats - own, against=own), body.seats
    )


def own_council(body: Body, coverage: Coverage, members: Collection[str]) -> bool:
    """Tell whether a body has no seats but those of some states."""
    seats = [set(coverage.codes(seat.of)) for seat in body.composition]
    return bool(seats) and all(holders and holders <= set(members) for holders in seats)
