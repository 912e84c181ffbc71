# SPDX-License-Identifier: Apache-2.0
"""Either side may break the settlement: the challenger as in section 2, the target as today.

A war that the target starts finds no guarantors, who owe nothing to an attacker: it is taken to be
worth what the war of today is worth to each, with its chances of ending in either side's terms. So
is one that both start at once. Payoffs are counted from the settlement kept for ever, worth 0.

=========  ==================================  =================================================
symbol     challenger                          target
=========  ==================================  =================================================
A          what an attack gains it             R_T - V_T
D          R_C - V_C                           -(1-r) s - r ((1-wbar) v + d)
B          R_C - V_C - word                    R_T - V_T
=========  ==================================  =================================================

A: it starts the war; D: the other side does; B: both do. V is the settlement, R the war of today.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from foedus.settlement.settle import parties, reservation_values
from foedus.strategy.deter import (
    YEARS,
    deter,
    game_of,
    horizons,
    lapsed_game,
    present_values,
    spread,
    stakes_of,
    status_shares,
)
from foedus.strategy.levers import compile_terms
from foedus.strategy.restart import attack_gain
from foedus.strategy.rivals import YEARS as HORIZON
from foedus.strategy.rivals import RivalsGame, solve_rivals

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from foedus.case.schema import Package
    from foedus.case.worlds import Worlds
    from foedus.strategy.deter import Stakes
    from foedus.strategy.game import DeterrenceGame
    from foedus.strategy.levers import Design, Terms
    from foedus.strategy.solve import Selection

    Floats = NDArray[np.float64]

RESTARTERS: Final = ("challenger", "both")
"""Who may break the settlement."""

_RULES: Final = ("pessimistic", "optimistic")


@dataclass(frozen=True, slots=True, eq=False)
class Rivalry:
    """A settlement that either side may break, in every sampled world.

    Parameters
    ----------
    status : ndarray (draws,)
        `foedus.strategy.solve.Status` over the years.
    hold_low, hold_high : ndarray (draws, years)
        Least and greatest chance to hold for each of `YEARS`, over the equilibria of the single
        attack and of each year.
    attack_low, attack_high : ndarray (draws, 2)
        Chance that the challenger, and that the target, attacks in the first year.
    terminal_matters : ndarray (draws,)
        How far a chance of war in the first year would move if the game ended after its horizon
        in an attack by the other side instead of a settlement kept for ever.
    """

    status: NDArray[np.int8]
    hold_low: Floats
    hold_high: Floats
    attack_low: Floats
    attack_high: Floats
    terminal_matters: Floats


def suffered(game: DeterrenceGame, chosen: Selection) -> Floats:
    """Return what being attacked is worth to the one attacked: it concedes, or it resists."""
    resisted = (1 - chosen.prevail) * game.stake + game.target_cost
    return np.asarray(-(1 - chosen.resist) * game.loss - chosen.resist * resisted)


def rivalry_games(
    worlds: Worlds, terms: Terms, stakes: Stakes, package: Package
) -> list[RivalsGame]:
    """Return the game of both sides over years, in the worst and the best equilibrium."""
    war, answers = worlds.case.record.war, deter(worlds, terms, stakes)
    sides = (war.challenger, war.target)
    intact, lapsed = game_of(worlds, terms, stakes), lapsed_game(worlds, terms, stakes)
    kept, today = present_values(worlds, [package], sides), reservation_values(worlds)
    challenger, target = (
        today[:, parties(worlds.case).index(name)] - kept[name][:, 0] for name in sides
    )
    both = [(challenger - terms.word, target)] * 2
    discount = np.stack([worlds.actor(name, "discount") for name in sides], axis=1)
    games = []
    for chosen in (answers.pessimistic, answers.optimistic):
        pairs = ((intact, chosen), (lapsed, answers.lapsed))
        games.append(
            RivalsGame(
                peace=answers.worst.peace,
                flow=np.zeros(()),
                attack=_by_side([(attack_gain(*pair), target) for pair in pairs]),
                attacked=_by_side([(challenger, suffered(*pair)) for pair in pairs]),
                both=_by_side(both),
                discount=discount,
                precision=worlds["war.precision"][:, None],
            )
        )
    return games


def _by_side(states: Sequence[tuple[Floats, Floats]]) -> Floats:
    """Return payoffs (draws, sides, states, 1) from those of each state and side."""
    return np.stack([np.stack(sides, axis=1) for sides in states], axis=2)[..., None]


def rivalry(
    worlds: Worlds, terms: Terms, stakes: Stakes, package: Package, years: int = HORIZON
) -> Rivalry:
    """Find when either side breaks a settlement, by backward induction from a horizon.

    At the horizon the settlement is taken to be kept for ever from then on.
    """
    solved = [solve_rivals(g, years=years) for g in rivalry_games(worlds, terms, stakes, package)]
    ends = [
        (each.survival(years, "pessimistic"), each.survival(years, "optimistic")) for each in solved
    ]
    picked = [year for year in YEARS if year <= years]
    first = np.stack([getattr(s, r).attack[:, 0, :, 0, 0] for s in solved for r in _RULES])
    return Rivalry(
        status=np.maximum(solved[0].status, solved[1].status),
        hold_low=np.minimum(ends[0][0], ends[1][0])[:, picked],
        hold_high=np.maximum(ends[0][1], ends[1][1])[:, picked],
        attack_low=first.min(axis=0),
        attack_high=first.max(axis=0),
        terminal_matters=np.maximum(*(each.terminal_matters for each in solved)),
    )


def deter_both(worlds: Worlds, designs: Sequence[Design]) -> list[dict[str, Any]]:
    """Return what each design says of holding if either side may break the reference package.

    Returns
    -------
    list of dict
        ``hold``, ``hold_best``: by years, over equilibria; ``attack``: in the first year, by side,
        ``low`` and ``high``; ``status``; ``horizon`` in years, the ``terminal`` value in words, and
        ``terminal_matters``: how far the other one, an attack by the other side then, would move a
        chance of war in the first year.
    """
    case, war = worlds.case, worlds.case.record.war
    package = case.packages[case.record.reference]
    (stakes,) = stakes_of(worlds, [package])
    rows = []
    for design in designs:
        found = rivalry(worlds, compile_terms(worlds, design), stakes, package)
        attack = {
            name: {"low": spread(found.attack_low[:, i]), "high": spread(found.attack_high[:, i])}
            for i, name in enumerate((war.challenger, war.target))
        }
        rows.append(
            {
                "hold": horizons(found.hold_low),
                "hold_best": horizons(found.hold_high),
                "attack": attack,
                "status": status_shares(found.status),
                "horizon": HORIZON,
                "terminal": "kept for ever",
                "terminal_matters": spread(found.terminal_matters),
            }
        )
    return rows
