# SPDX-License-Identifier: Apache-2.0
"""What principles of bargaining pick among the packages that all needed parties accept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from foedus.bargaining.packages import RULES, choose_package
from foedus.bargaining.pareto import pareto_front
from foedus.settlement.settle import consenters, parties, summarise_settle

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from foedus.case.folder import CaseFolder


def tell_settle(case: CaseFolder, arrays: Mapping[str, NDArray[Any]]) -> dict[str, Any]:
    """Return what `summarise_settle` tells, with `principles` package by package."""
    answer = summarise_settle(case, arrays)
    pairs = zip(answer["packages"], principles(case, arrays), strict=True)
    return {**answer, "packages": [{**row, **more} for row, more in pairs]}


def principles(case: CaseFolder, arrays: Mapping[str, NDArray[Any]]) -> list[dict[str, Any]]:
    """Return how often each package is on the Pareto front, and how often each principle picks it.

    Worked out draw by draw over every package that all needed parties accept, in the equilibrium
    with the most attack: exact over this list. Counted are the parties whose agreement some
    package may need; without a deal each has what war is worth to it.

    Parameters
    ----------
    case : CaseFolder
        The case.
    arrays : mapping
        What `settle_worlds` says, without the names of dimensions.

    Returns
    -------
    list of dict
        For each package ``front``, the share of draws in which no acceptable package is better for
        somebody and worse for nobody, and ``picked``: the share by principle. A principle picks
        nothing where somebody would gain nothing over war.
    """
    counted = [p for p, name in enumerate(parties(case)) if name in consenters(case)]
    offered = arrays["settle.feasible_low"]
    number = offered.shape[1]
    if not counted:
        return [{"front": 0.0, "picked": dict.fromkeys(RULES, 0.0)} for _ in range(number)]
    worth = arrays["settle.value_low"][:, :, counted]
    war = arrays["settle.war"][:, counted]
    front = pareto_front(worth, offered=offered)
    picked = {rule: choose_package(worth, war, rule, offered=offered).package for rule in RULES}
    return [
        {
            "front": float(front[:, p].mean()),
            "picked": {rule: float(np.mean(found == p)) for rule, found in picked.items()},
        }
        for p in range(number)
    ]
