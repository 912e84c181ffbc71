# SPDX-License-Identifier: Apache-2.0
"""Would it be honoured, would it deter, how long would it hold: a design in every sampled world."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from foedus.case.worlds import OUTCOMES
from foedus.case.worth import yearly_worth
from foedus.strategy.contest import contest_table
from foedus.strategy.duration import enforces_itself, hold
from foedus.strategy.game import DeterrenceGame
from foedus.strategy.holding import Holding, looking_ahead
from foedus.strategy.levers import Design, Terms, compile_terms
from foedus.strategy.restart import attack_gain
from foedus.strategy.solve import Selection, Status, solve_deterrence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from foedus.case.folder import CaseFolder
    from foedus.case.schema import Package
    from foedus.case.worlds import Worlds

    Floats = NDArray[np.float64]
    Labelled = tuple[tuple[str, ...], NDArray[Any]]

YEARS: Final = (1, 5, 10)
"""Horizons, in years, for which the chance that a settlement holds is told."""

CURVE: Final = tuple(range(1, 11))
"""Years of the curve of how long the reference package holds."""


@dataclass(frozen=True)
class Stakes:
    """What hangs on a package for each side, in years, draw by draw.

    Parameters
    ----------
    gain : ndarray (draws,)
        What the challenger would gain by having its terms instead (b).
    loss : ndarray (draws,)
        What the target would lose by that (s and v).
    guarantors : ndarray (draws, guarantors)
        What each guarantor would lose by that, with its reputation at stake (g).
    challenger_cost, target_cost : ndarray (draws,)
        Cost of a renewed war over its expected length (c, d).
    lifted : ndarray (draws,)
        Share of sanctions that the package lifts, which is what can snap back.
    """

    gain: Floats
    loss: Floats
    guarantors: Floats
    challenger_cost: Floats
    target_cost: Floats
    lifted: Floats


def present_values(
    worlds: Worlds, packages: Sequence[Package], actors: Sequence[str]
) -> dict[str, Floats]:
    """Return what each package is worth to each actor while it lasts, as a present value.

    Returns
    -------
    dict of ndarray (draws, packages)
        ``V_a = u_a / (1 - delta_a)``, by actor.
    """
    yearly = yearly_worth(worlds, packages)
    return {
        name: yearly[:, worlds.holders.index(name), :]
        / (1 - worlds.actor(name, "discount"))[:, None]
        for name in actors
    }


def expected_war_cost(worlds: Worlds, actor: str) -> Floats:
    """Return the discounted cost of a whole war, ``kappa / (1 - delta (1 - Omega))``."""
    ends = sum((worlds[f"war.{name}.chance"] for name in OUTCOMES), np.zeros(worlds.draws))
    lasts = worlds.actor(actor, "discount") * (1 - ends)
    return np.asarray(worlds.actor(actor, "war_cost") / (1 - lasts))


def stakes_of(worlds: Worlds, packages: Sequence[Package]) -> list[Stakes]:
    """Return what hangs on each package, measured against the challenger's terms."""
    case, war = worlds.case, worlds.case.record.war
    actors = (war.challenger, war.target, *war.guarantors)
    terms = case.packages[war.challenger_terms.package]
    values = present_values(worlds, [*packages, terms], actors)
    challenger_cost = expected_war_cost(worlds, war.challenger)
    target_cost = expected_war_cost(worlds, war.target)
    found = []
    for index, package in enumerate(packages):
        against = {name: value[:, index] - value[:, -1] for name, value in values.items()}
        guarantors = [
            against[name] + worlds.actor(name, "guarantor.stake") for name in war.guarantors
        ]
        found.append(
            Stakes(
                gain=-against[war.challenger],
                loss=against[war.target],
                guarantors=np.stack(guarantors, axis=1),
                challenger_cost=challenger_cost,
                target_cost=target_cost,
                lifted=np.full(worlds.draws, _lifted(case, package)),
            )
        )
    return found


def _lifted(case: CaseFolder, package: Package) -> float:
    """Return the share of sanctions that a package lifts; all, where the case does not say."""
    name = case.record.war.relief
    if name is None:
        return 1.0
    value = package.settles[name]
    at = {point.id: point.at for point in case.issues[name].points}
    return (at[value] if isinstance(value, str) else value) / 100


@dataclass(frozen=True)
class Deterrence:
    """A design's answers in every sampled world, over the whole set of equilibria.

    Parameters
    ----------
    status : ndarray (draws,)
        `foedus.strategy.solve.Status` of each game.
    pessimistic, optimistic : Selection
        The equilibria with the highest and with the lowest chance of attack.
    lapsed : Selection
        The game when the guarantee has eroded or lapsed: nobody is bound.
    honour_low, honour_high : ndarray (draws, guarantors)
        Chance that each guarantor acts if an attack counts, over the equilibria.
    worst, best : Holding
        The game over years in these equilibria: when a challenger that looks ahead attacks.
    enforced : ndarray of bool (3, draws)
        Whether grim retaliation alone keeps the challenger to the settlement: in the worst
        equilibrium, in the best one, and after the guarantee has lapsed.
    """

    status: NDArray[np.int8]
    pessimistic: Selection
    optimistic: Selection
    lapsed: Selection
    honour_low: Floats
    honour_high: Floats
    worst: Holding
    best: Holding
    enforced: NDArray[np.bool_]

    @property
    def hold_low(self) -> Floats:
        """Chance that it holds for each of `YEARS`, in the worst equilibrium (draws, years)."""
        return self.worst.hold(YEARS)

    @property
    def hold_high(self) -> Floats:
        """Chance that it holds for each of `YEARS`, in the best equilibrium (draws, years)."""
        return self.best.hold(YEARS)

    def static(self, years: Sequence[int]) -> tuple[Floats, Floats]:
        """Return the chances to hold if in each year the challenger asked only "now or never".

        Returns
        -------
        pair of ndarray (draws, years)
            In the worst and in the best equilibrium.
        """
        peace = self.worst.peace
        worst, best = (
            hold(each.attack, self.lapsed.attack, peace.guarantee[:, 0, 1], years, peace.term)
            for each in (self.pessimistic, self.optimistic)
        )
        return worst, best


def game_of(worlds: Worlds, terms: Terms, stakes: Stakes) -> DeterrenceGame:
    """Return the deterrence game of a design under a package, one sampled world a row."""
    return DeterrenceGame(
        **_shared(worlds, terms, stakes),
        challenger_cost=stakes.challenger_cost + terms.snapback * stakes.lifted,
        prevail=contest_table(
            terms.base, np.where(terms.bound, terms.help, 0.0), worlds["war.synergy"]
        ),
        guarantor_stake=stakes.guarantors,
        action_cost=terms.cost,
        reneging_cost=terms.reneging,
        punishment=terms.punishment,
        found=terms.found,
        automatic=np.repeat(terms.automatic[:, None], terms.help.shape[1], axis=1),
        bound=terms.bound,
        rule=terms.rule,
        quorum=terms.quorum,
    )


def _shared(worlds: Worlds, terms: Terms, stakes: Stakes) -> dict[str, Any]:
    """Return what the game keeps when the guarantee has lapsed."""
    return {
        "gain": stakes.gain,
        "loss": stakes.loss,
        "stake": stakes.loss,
        "target_cost": stakes.target_cost,
        "precision": worlds["war.precision"],
        "word": terms.word,
    }


def deter(worlds: Worlds, terms: Terms, stakes: Stakes) -> Deterrence:
    """Solve the deterrence game of a design under a package in every sampled world."""
    nobody = np.zeros((worlds.draws, 0))
    alone = DeterrenceGame(
        **_shared(worlds, terms, stakes),
        challenger_cost=stakes.challenger_cost,
        prevail=contest_table(terms.base_lapsed, nobody, np.zeros(worlds.draws)),
        guarantor_stake=nobody,
        action_cost=nobody,
        reneging_cost=nobody,
        punishment=nobody,
    )
    game = game_of(worlds, terms, stakes)
    solved, lapsed = solve_deterrence(game), solve_deterrence(alone).pessimistic
    gains = [attack_gain(game, each) for each in (solved.pessimistic, solved.optimistic)]
    after = attack_gain(alone, lapsed)
    discount = worlds.actor(worlds.case.record.war.challenger, "discount")
    worst, best = looking_ahead(
        gains,
        after,
        discount=discount,
        precision=worlds["war.precision"],
        erosion=worlds["war.erosion"],
        term=terms.term,
    )
    # A year of its own terms before the answer comes; from then on, what the attack brings it.
    brought = (1 - discount) * (np.stack([*gains, after]) + terms.word)
    deviation = (1 - discount) * stakes.gain - terms.word
    return Deterrence(
        status=solved.status,
        pessimistic=solved.pessimistic,
        optimistic=solved.optimistic,
        lapsed=lapsed,
        honour_low=solved.honour_low,
        honour_high=solved.honour_high,
        worst=worst,
        best=best,
        enforced=enforces_itself(deviation, 0.0, brought, discount),
    )


def design_game(worlds: Worlds, design: Design) -> DeterrenceGame:
    """Return the deterrence game of a design under the case's reference package."""
    case = worlds.case
    (stakes,) = stakes_of(worlds, [case.packages[case.record.reference]])
    return game_of(worlds, compile_terms(worlds, design), stakes)


def deter_worlds(worlds: Worlds, designs: Sequence[Design]) -> dict[str, Labelled]:
    """Solve each design under the case's reference package in every sampled world.

    Returns
    -------
    dict
        ``deter.attack_low``, ``deter.attack_high`` (draw, design): in the first year, by a
        challenger that looks ahead; ``deter.attack_static_*``: by one that asks "now or never";
        ``deter.status``, ``deter.enforced_low``, ``deter.enforced_high``,
        ``deter.enforced_lapsed`` (draw, design); ``deter.honour_*`` (draw, design, guarantor);
        ``deter.hold_*``, ``deter.hold_static_*`` (draw, design, year); of the first design,
        ``deter.curve_*``, ``deter.curve_static_*`` (draw, curve).
    """
    case = worlds.case
    (stakes,) = stakes_of(worlds, [case.packages[case.record.reference]])
    solved = [deter(worlds, compile_terms(worlds, design), stakes) for design in designs]
    first = solved[0]
    by, curve = ("draw", "design"), ("draw", "curve")
    curve_low, curve_high = first.static(CURVE)
    return {
        **holding_arrays("deter", by, solved),
        "deter.honour_low": ((*by, "guarantor"), np.stack([s.honour_low for s in solved], axis=1)),
        "deter.honour_high": (
            (*by, "guarantor"),
            np.stack([s.honour_high for s in solved], axis=1),
        ),
        "deter.curve_low": (curve, first.worst.hold(CURVE)),
        "deter.curve_high": (curve, first.best.hold(CURVE)),
        "deter.curve_static_low": (curve, curve_low),
        "deter.curve_static_high": (curve, curve_high),
    }


def holding_arrays(
    lens: str, by: tuple[str, str], solved: Sequence[Deterrence]
) -> dict[str, Labelled]:
    """Return what designs or packages say about attack and holding, one on the second axis."""
    static = [each.static(YEARS) for each in solved]
    rows: dict[str, list[NDArray[Any]]] = {
        "attack_low": [s.best.first_year for s in solved],
        "attack_high": [s.worst.first_year for s in solved],
        "attack_static_low": [s.optimistic.attack for s in solved],
        "attack_static_high": [s.pessimistic.attack for s in solved],
        "status": [s.status for s in solved],
        "enforced_low": [s.enforced[0] for s in solved],
        "enforced_high": [s.enforced[1] for s in solved],
        "enforced_lapsed": [s.enforced[2] for s in solved],
        "hold_low": [s.hold_low for s in solved],
        "hold_high": [s.hold_high for s in solved],
        "hold_static_low": [low for low, _ in static],
        "hold_static_high": [high for _, high in static],
    }
    return {
        f"{lens}.{name}": ((*by, "year")[: 1 + row[0].ndim], np.stack(row, axis=1))
        for name, row in rows.items()
    }


def spread(values: Floats) -> dict[str, float]:
    """Return the median and the 5 % and 95 % quantiles over draws."""
    low, middle, high = np.quantile(values, (0.05, 0.5, 0.95))
    return {"median": float(middle), "q05": float(low), "q95": float(high)}


def status_shares(status: NDArray[np.int8]) -> dict[str, float]:
    """Return the shares of draws by how sure their set of equilibria is."""
    return {name.name.lower(): float(np.mean(status == name)) for name in Status}


def summarise_deter(
    case: CaseFolder, designs: Sequence[Design], arrays: Mapping[str, NDArray[Any]]
) -> dict[str, Any]:
    """Turn answers over worlds into intervals, design by design.

    Returns
    -------
    dict
        ``{"designs": [{"design", "honour", "attack", ...}], "curve"}``, see `told_holding`;
        `curve` is of the first design: years, and the chance to hold them.
    """
    rows = []
    for d, design in enumerate(designs):
        honour = {
            name: {
                "low": spread(arrays["deter.honour_low"][:, d, g]),
                "high": spread(arrays["deter.honour_high"][:, d, g]),
            }
            for g, name in enumerate(case.record.war.guarantors)
        }
        rows.append({"design": dict(design), "honour": honour, **told_holding("deter", d, arrays)})
    curve = {
        name: [spread(column) for column in arrays[f"deter.curve_{name}"].T]
        for name in ("low", "high", "static_low", "static_high")
    }
    return {"designs": rows, "curve": {"years": list(CURVE), **curve}}


def told_holding(lens: str, index: int, arrays: Mapping[str, NDArray[Any]]) -> dict[str, Any]:
    """Return what a design or package says about attack and holding, as spreads over draws.

    Returns
    -------
    dict
        ``attack``: in the first year, ``low`` and ``high`` over equilibria; ``hold`` and
        ``hold_best``: by years, in the worst and in the best equilibrium; the same with
        ``_static`` if in each year the challenger asked only "now or never"; ``self_enforcing``:
        shares of draws in which grim retaliation alone keeps the challenger to the settlement
        while the guarantee stands (``low``, ``high``) and once it has lapsed; ``status``.
    """

    def column(name: str) -> NDArray[Any]:
        return arrays[f"{lens}.{name}"][:, index]

    return {
        "attack": {end: spread(column(f"attack_{end}")) for end in ("low", "high")},
        "attack_static": {end: spread(column(f"attack_static_{end}")) for end in ("low", "high")},
        "hold": horizons(column("hold_low")),
        "hold_best": horizons(column("hold_high")),
        "hold_static": horizons(column("hold_static_low")),
        "hold_static_best": horizons(column("hold_static_high")),
        "self_enforcing": {
            end: float(column(f"enforced_{end}").mean()) for end in ("low", "high", "lapsed")
        },
        "status": status_shares(column("status")),
    }


def horizons(values: Floats) -> dict[str, dict[str, float]]:
    """Return the spread over draws of the chance to hold, by years (draws, years)."""
    return {str(year): spread(values[:, i]) for i, year in enumerate(YEARS)}
