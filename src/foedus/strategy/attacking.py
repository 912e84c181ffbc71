# SPDX-License-Identifier: Apache-2.0
"""Which attack would come under a design, where the case names several, in every sampled world."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from foedus.strategy.deter import game_of, spread, stakes_of, status_shares
from foedus.strategy.levers import compile_terms
from foedus.strategy.menu import solve_menu

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from foedus.case.schema import Attack
    from foedus.case.worlds import Worlds
    from foedus.strategy.deter import Stakes
    from foedus.strategy.game import DeterrenceGame
    from foedus.strategy.levers import Design, Terms
    from foedus.strategy.menu import MenuSolution

    Floats = NDArray[np.float64]


def attacking(worlds: Worlds, designs: Sequence[Design]) -> list[dict[str, Any]]:
    """Return how likely an attack from the case's menu is under each design, and which.

    Every design faces the same menu. An attack is about a share of what the challenger's terms
    would bring it, at a share of a full war's cost; a guarantor's reputation is at stake whole. It
    counts with the chance that it meets the design's threshold, found by a body or by each
    guarantor for itself.

    Parameters
    ----------
    worlds : Worlds
        Sampled worlds of a case that names attacks under ``war: attacks``.
    designs : sequence of dict
        Settings of levers.

    Returns
    -------
    list of dict
        ``attack``: chance of any attack, ``low`` and ``high`` over equilibria; ``status``: shares
        of draws; ``kinds``: for each attack ``id``, ``title``, ``chance`` of it (``low``, ``high``:
        where that of any attack is), ``counts``: chance that it counts, ``first``: share of draws
        in which it is the likeliest, in the worst equilibrium; ``honour`` by guarantor.
    """
    (stakes,) = stakes_of(worlds, [worlds.case.packages[worlds.case.record.reference]])
    return [_told(worlds, design, stakes) for design in designs]


def menu_games(worlds: Worlds, design: Design, stakes: Stakes) -> list[DeterrenceGame]:
    """Return the game of each attack on a case's menu under a design."""
    games = []
    for attack in worlds.case.record.war.attacks:
        terms = compile_terms(worlds, design, attack.on)
        games.append(_game(worlds, terms, stakes, attack))
    return games


def _game(worlds: Worlds, terms: Terms, stakes: Stakes, attack: Attack) -> DeterrenceGame:
    size, cost = (worlds[f"war.attacks.{attack.id}.{name}"] for name in ("size", "cost"))
    guarantors = worlds.case.record.war.guarantors
    reputation = np.stack([worlds.actor(name, "guarantor.stake") for name in guarantors], axis=1)
    scaled = replace(
        stakes,
        gain=size * stakes.gain,
        loss=size * stakes.loss,
        guarantors=size[:, None] * (stakes.guarantors - reputation) + reputation,
        challenger_cost=cost * stakes.challenger_cost,
        target_cost=cost * stakes.target_cost,
    )
    meets = _meets(worlds, terms, attack)
    common = np.ones(worlds.draws) if terms.own_finding else meets
    covered = replace(terms, found=common * terms.decided * terms.kept)
    game = game_of(worlds, covered, scaled)
    if not terms.own_finding:
        return game
    return replace(game, judged=np.repeat(meets[:, None], game.guarantors, axis=1))


def _meets(worlds: Worlds, terms: Terms, attack: Attack) -> Floats:
    """Return the chance that an attack meets the design's threshold; 1 where it has none."""
    if not terms.threshold:
        return np.ones(worlds.draws)
    return worlds[f"war.attacks.{attack.id}.{terms.threshold}"]


def _told(worlds: Worlds, design: Design, stakes: Stakes) -> dict[str, Any]:
    games = menu_games(worlds, design, stakes)
    solved = solve_menu(games)
    likeliest = solved.kinds_high.argmax(axis=1)
    kinds = [
        {
            "id": attack.id,
            "title": attack.title,
            "chance": {
                "low": spread(solved.kinds_low[:, place]),
                "high": spread(solved.kinds_high[:, place]),
            },
            "counts": spread(games[place].found * games[place].judged.mean(axis=1)),
            "first": float(np.mean(likeliest == place)),
            "honour": _honour(worlds, solved, place),
        }
        for place, attack in enumerate(worlds.case.record.war.attacks)
    ]
    return {
        "attack": {"low": spread(solved.attack_low), "high": spread(solved.attack_high)},
        "status": status_shares(solved.status),
        "kinds": kinds,
    }


def _honour(worlds: Worlds, solved: MenuSolution, place: int) -> dict[str, Any]:
    solution = solved.solutions[place]
    return {
        name: {
            "low": spread(solution.honour_low[:, g]),
            "high": spread(solution.honour_high[:, g]),
        }
        for g, name in enumerate(worlds.case.record.war.guarantors)
    }
