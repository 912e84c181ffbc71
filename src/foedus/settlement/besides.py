# SPDX-License-Identifier: Apache-2.0
"""What is told of designs beside the answer, where somebody asks or the case gives the numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from foedus.errors import CallError
from foedus.problems import shown
from foedus.settlement.restarters import RESTARTERS, deter_both
from foedus.strategy.attacking import attacking
from foedus.strategy.provoking import provoking
from foedus.strategy.selected import selected

if TYPE_CHECKING:
    from collections.abc import Sequence

    from foedus.case.worlds import Worlds
    from foedus.strategy.levers import Design
    from foedus.strategy.selection import SelectionRule


def refuse_restarters(restarters: str) -> None:
    """Refuse what is not a word for who may break a settlement.

    Raises
    ------
    CallError
    """
    if restarters not in RESTARTERS:
        message = f"restarters is {shown(restarters)}; allowed are {', '.join(RESTARTERS)}"
        raise CallError(message)


def besides(
    worlds: Worlds, designs: Sequence[Design], restarters: str, select: str | None
) -> list[dict[str, Any]]:
    """Return for each design what stands beside its chances.

    Returns
    -------
    list of dict
        ``both`` where both sides may break the settlement; ``selected`` where a rule is named;
        ``provocation`` and ``menu`` where the case has numbers for them.
    """
    war = worlds.case.record.war
    found: dict[str, list[dict[str, Any]]] = {}
    if restarters == "both":
        found["both"] = deter_both(worlds, designs)
    if select is not None:
        found["selected"] = selected(worlds, designs, cast("SelectionRule", select))
    if war.provocation is not None:
        found["provocation"] = provoking(worlds, designs)
    if war.attacks:
        found["menu"] = attacking(worlds, designs)
    return [{key: rows[d] for key, rows in found.items()} for d in range(len(designs))]
