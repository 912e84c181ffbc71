# SPDX-License-Identifier: Apache-2.0
"""Does a design embolden the target or steady it, in every sampled world."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from foedus.case.worlds import PROVOCATION_NUMBERS
from foedus.strategy.deter import game_of, spread, stakes_of
from foedus.strategy.levers import compile_terms
from foedus.strategy.provocation import Temptation, provoke, without_guarantee

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from foedus.case.worlds import Worlds
    from foedus.strategy.game import DeterrenceGame
    from foedus.strategy.levers import Design
    from foedus.strategy.provocation import Provoked

    Floats = NDArray[np.float64]


def provoking(worlds: Worlds, designs: Sequence[Design]) -> list[dict[str, Any]]:
    """Return how likely the target is to provoke under each design, and attack with it.

    Each design stands beside no guarantee at all, and beside itself with the clause on the target's
    conduct turned round. What the case says of errors in finding a provocation takes the place of
    the effect ``cover_lost``.

    Parameters
    ----------
    worlds : Worlds
        Sampled worlds of a case that has numbers under ``war: provocation``.
    designs : sequence of dict
        Settings of levers.

    Returns
    -------
    list of dict
        ``conditional``: whether cover hangs on the target's conduct. ``provokes``, ``attack``:
        chances over equilibria, ``low`` and ``high``. ``without_guarantee``: the same two without
        it. ``clause_turned``: the same two, ``low`` and ``high``, with the clause turned round.
        ``provocation``, ``attacks``: shares of draws in which the guarantee ``raises`` or
        ``lowers`` them in every equilibrium.
    """
    war = worlds.case.record.war
    if war.provocation is None:
        return []
    (stakes,) = stakes_of(worlds, [worlds.case.packages[worlds.case.record.reference]])
    tempted = Temptation(
        **{name: worlds[f"war.provocation.{name}"] for name in PROVOCATION_NUMBERS}
    )
    rows = []
    for design in designs:
        terms = compile_terms(worlds, design)
        covered = replace(terms, found=terms.meets * terms.decided)
        game = game_of(worlds, covered, stakes)
        rows.append(_told(game, tempted, conditional=terms.on_conduct))
    return rows


def _told(game: DeterrenceGame, tempted: Temptation, *, conditional: bool) -> dict[str, Any]:
    own = provoke(game, tempted, conditional=conditional)
    turned = provoke(game, tempted, conditional=not conditional)
    alone = provoke(without_guarantee(game), tempted, conditional=False)
    provoked, attacked = alone.provoke[:, 0], alone.attack[:, 0]
    return {
        "conditional": conditional,
        **_extent(own),
        "without_guarantee": {"provokes": spread(provoked), "attack": spread(attacked)},
        "clause_turned": _extent(turned),
        "provocation": _sign(own.provoke, provoked),
        "attacks": _sign(own.attack, attacked),
    }


def _extent(told: Provoked) -> dict[str, dict[str, dict[str, float]]]:
    """Return the least and the most over equilibria of both chances."""
    return {
        name: {
            "low": spread(np.nanmin(values, axis=1)),
            "high": spread(np.nanmax(values, axis=1)),
        }
        for name, values in (("provokes", told.provoke), ("attack", told.attack))
    }


def _sign(covered: Floats, alone: Floats) -> dict[str, float]:
    """Return the shares of draws in which a guarantee moves a chance up, and down."""
    return {
        "raises": float(np.mean(np.nanmin(covered, axis=1) > alone)),
        "lowers": float(np.mean(np.nanmax(covered, axis=1) < alone)),
    }
