# SPDX-License-Identifier: Apache-2.0
"""Which packages every needed party prefers to war, and which of them hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from foedus.case.worlds import OUTCOMES
from foedus.case.worth import red_lines_crossed, yearly_worth
from foedus.strategy.deter import (
    Deterrence,
    deter,
    holding_arrays,
    present_values,
    spread,
    stakes_of,
    told_holding,
)
from foedus.strategy.duration import war_value
from foedus.strategy.levers import Design, Terms, compile_terms, full_design

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from foedus.case.folder import CaseFolder
    from foedus.case.schema import Package
    from foedus.case.worlds import Worlds
    from foedus.strategy.deter import Stakes
    from foedus.strategy.holding import Holding
    from foedus.strategy.solve import Selection

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Labelled = tuple[tuple[str, ...], NDArray[Any]]

BRANCHES: Final = ("no_new_sanctions", "pressure", "reactance")
"""Worlds of coming to the table: as it is, and the two rival effects of new sanctions."""


def parties(case: CaseFolder) -> tuple[str, ...]:
    """Return the actors whose value of peace is weighed against war, in the file's order."""
    return tuple(
        name
        for name, actor in case.actors.items()
        if actor.discount is not None
        and actor.war_cost is not None
        and any(stance.position.actor == name for stance in case.stances)
    )


def proposals(case: CaseFolder) -> list[Package]:
    """Return the packages that can be signed; those that say how a war ends are not proposals."""
    war = case.record.war
    endings = {getattr(war, outcome).package for outcome in OUTCOMES} - {case.record.reference}
    return [package for package in case.packages.values() if package.id not in endings]


def consenters(case: CaseFolder) -> tuple[str, ...]:
    """Return everyone whose agreement some package may need, in the file's order."""
    named = set(case.record.consent.needed)
    named.update(name for issue in case.issues.values() for name in issue.consent)
    return tuple(name for name in case.actors if name in named)


def needed_for(case: CaseFolder, packages: Sequence[Package]) -> Flags:
    """Tell whose agreement each package needs.

    An actor is needed if the case says so, or if the package moves an issue off its fallback and
    that issue asks for the actor's consent.

    Returns
    -------
    ndarray of bool (packages, consenters)
    """
    names = consenters(case)
    needed = np.zeros((len(packages), len(names)), dtype=np.bool_)
    for row, package in enumerate(packages):
        for column, name in enumerate(names):
            needed[row, column] = name in case.record.consent.needed or any(
                name in issue.consent and moves(case, package, issue.id)
                for issue in case.issues.values()
            )
    return needed


def moves(case: CaseFolder, package: Package, issue: str) -> bool:
    """Tell whether a package leaves an issue's fallback."""
    return moves_to(case, issue, package.settles[issue])


def moves_to(case: CaseFolder, issue: str, place: float | str) -> bool:
    """Tell whether a place of an issue is another than its fallback."""
    listed = case.issues[issue]
    at = {point.id: point.at for point in listed.points}
    value, fallback = (at.get(v, v) if isinstance(v, str) else v for v in (place, listed.fallback))
    return value != fallback


def reservation_values(worlds: Worlds) -> Floats:
    """Return what today's war is worth to each party, as a present value.

    Returns
    -------
    ndarray (draws, parties)
        R_a: the lottery over how the war ends, less its yearly cost until then.
    """
    case, war = worlds.case, worlds.case.record.war
    names = parties(case)
    ends = [case.packages[getattr(war, outcome).package] for outcome in OUTCOMES]
    values = present_values(worlds, ends, names)
    chances = np.stack([worlds[f"war.{outcome}.chance"] for outcome in OUTCOMES], axis=1)
    columns = [
        war_value(
            values[name], chances, worlds.actor(name, "war_cost"), worlds.actor(name, "discount")
        )
        for name in names
    ]
    return np.stack(columns, axis=1)


@dataclass(frozen=True)
class PackageOutcome:
    """A package with its guarantee design, in every sampled world.

    Parameters
    ----------
    deterrence : Deterrence
        The game under the package.
    worst, best : ndarray (draws, parties)
        Present value to each party, in the worst and in the best equilibrium.
    burden : ndarray (draws, guarantors)
        What the guarantee costs each guarantor in the first year, in the worst equilibrium: upkeep,
        and the cost of acting times the chance that there is an attack, that the target resists
        and that the guarantor then acts.
    """

    deterrence: Deterrence
    worst: Floats
    best: Floats
    burden: Floats


def weigh_package(
    worlds: Worlds, package: Package, terms: Terms, stakes: Stakes, challenger_terms: Package
) -> PackageOutcome:
    """Value a package as the stream of years while it holds, then concession or renewed war."""
    solved = deter(worlds, terms, stakes)
    weigher = _Weigher(worlds, package, terms, stakes, challenger_terms)
    return PackageOutcome(
        solved,
        weigher.values(solved.pessimistic, solved.lapsed, solved.worst),
        weigher.values(solved.optimistic, solved.lapsed, solved.best),
        weigher.burden(solved.pessimistic, solved.worst),
    )


class _Weigher:
    """Values one package to every party under one equilibrium."""

    def __init__(
        self,
        worlds: Worlds,
        package: Package,
        terms: Terms,
        stakes: Stakes,
        challenger_terms: Package,
    ) -> None:
        self.worlds, self.terms, self.stakes = worlds, terms, stakes
        self.war = worlds.case.record.war
        self.names = parties(worlds.case)
        yearly = yearly_worth(worlds, [package])
        self.yearly = {name: yearly[:, worlds.holders.index(name), 0] for name in self.names}
        self.present = present_values(worlds, [package, challenger_terms], self.names)

    def values(self, intact: Selection, lapsed: Selection, holding: Holding) -> Floats:
        columns = []
        for name in self.names:
            upkeep = np.zeros(self.worlds.draws)
            if name in self.war.guarantors:
                upkeep = self.terms.upkeep[:, self.war.guarantors.index(name)]
            after = (
                self.after_attack(name, intact, bound=True),
                self.after_attack(name, lapsed, bound=False),
            )
            discount = self.worlds.actor(name, "discount")
            columns.append(holding.value(self.yearly[name] - upkeep, discount, after))
        return np.stack(columns, axis=1)

    def burden(self, game: Selection, holding: Holding) -> Floats:
        """Return what the guarantee costs each guarantor in the first year."""
        fought = (holding.first_year * game.resist)[:, None] * game.acting * self.terms.cost
        return np.asarray(self.terms.upkeep + fought)

    def after_attack(self, name: str, game: Selection, *, bound: bool) -> Floats:
        """Return what an attack leaves: a concession, or a war that one side wins."""
        kept, lost = self.present[name][:, 0], self.present[name][:, 1]
        fought = game.prevail * kept + (1 - game.prevail) * lost - self.war_cost(name, game, bound)
        broken = self.terms.word if name == self.war.challenger else 0.0
        return np.asarray((1 - game.resist) * lost + game.resist * fought - broken)

    def war_cost(self, name: str, game: Selection, bound: bool) -> Floats:  # noqa: FBT001 - private
        if name == self.war.challenger:
            back = self.terms.snapback * self.stakes.lifted if bound else 0.0
            return np.asarray(self.stakes.challenger_cost + back + game.punishment)
        if name == self.war.target:
            return self.stakes.target_cost
        if name in self.war.guarantors and bound:
            g = self.war.guarantors.index(name)
            acts = game.acting[:, g]
            stands_by = np.where(self.terms.bound[:, g], self.terms.found, 0.0) - acts
            return np.asarray(
                acts * self.terms.cost[:, g]
                + np.maximum(stands_by, 0.0) * self.terms.reneging[:, g]
            )
        return np.zeros(self.worlds.draws)


def settle_worlds(worlds: Worlds) -> dict[str, Labelled]:
    """Weigh every proposal of a case, with its design, in every sampled world.

    Returns
    -------
    dict
        ``settle.value_low``, ``settle.value_high`` (draw, package, party) and ``settle.war``
        (draw, party) as yearly equivalents ``(1 - delta) V``; ``settle.accepts_low``,
        ``settle.accepts_high`` (draw, package, consenter); ``settle.feasible_low``,
        ``settle.feasible_high`` (draw, package); ``settle.burden`` (draw, package, guarantor); what
        `holding_arrays` has on attack and holding; ``settle.comes`` (draw, branch).
        *low* is in the worst equilibrium, *high* in the best one.
    """
    case = worlds.case
    packages = proposals(case)
    designs = [full_design(case.pact, package.design) for package in packages]
    return weigh_packages(worlds, packages, designs)


def weigh_packages(
    worlds: Worlds, packages: Sequence[Package], designs: Sequence[Design]
) -> dict[str, Labelled]:
    """Weigh packages, each with a design of its own (see `settle_worlds`)."""
    case = worlds.case
    terms = case.packages[case.record.war.challenger_terms.package]
    war = reservation_values(worlds)
    outcomes = [
        weigh_package(worlds, package, compile_terms(worlds, design), stakes, terms)
        for package, design, stakes in zip(
            packages, designs, stakes_of(worlds, packages), strict=True
        )
    ]
    worst = np.stack([outcome.worst for outcome in outcomes], axis=1)
    best = np.stack([outcome.best for outcome in outcomes], axis=1)
    discount = np.stack([1 - worlds.actor(n, "discount") for n in parties(case)], axis=1)
    low, high = _acceptance(worlds, packages, worst, war), _acceptance(worlds, packages, best, war)
    needed = needed_for(case, packages)
    games = [outcome.deterrence for outcome in outcomes]
    by = ("draw", "package")
    return {
        "settle.value_low": ((*by, "party"), worst * discount[:, None, :]),
        "settle.value_high": ((*by, "party"), best * discount[:, None, :]),
        "settle.war": (("draw", "party"), war * discount),
        "settle.accepts_low": ((*by, "consenter"), low),
        "settle.accepts_high": ((*by, "consenter"), high),
        "settle.feasible_low": (by, np.all(low | ~needed[None], axis=2)),
        "settle.feasible_high": (by, np.all(high | ~needed[None], axis=2)),
        "settle.burden": (
            (*by, "guarantor"),
            np.stack([outcome.burden for outcome in outcomes], axis=1),
        ),
        **holding_arrays("settle", by, games),
        **_participation(worlds, worst, war, low),
    }


def _acceptance(worlds: Worlds, packages: Sequence[Package], values: Floats, war: Floats) -> Flags:
    """Tell who accepts which package (draws, packages, consenters).

    A party accepts what is worth at least its war and crosses none of its red lines. A body that
    fights no war consents issue by issue, where the package is no worse to it than the fallback.
    """
    case = worlds.case
    names, weighed = consenters(case), parties(case)
    crossed = red_lines_crossed(worlds, packages)
    accepts = np.ones((worlds.draws, len(packages), len(names)), dtype=np.bool_)
    for column, name in enumerate(names):
        if name in weighed:
            party = weighed.index(name)
            accepts[:, :, column] = values[:, :, party] >= war[:, None, party]
        elif name in worlds.holders:
            accepts[:, :, column] = _nearer_than_fallback(worlds, packages, name)
        if name in worlds.holders:
            accepts[:, :, column] &= ~crossed[:, worlds.holders.index(name), :]
    return accepts


def _nearer_than_fallback(worlds: Worlds, packages: Sequence[Package], name: str) -> Flags:
    case = worlds.case
    fallback = packages[0].model_copy(
        update={"settles": {issue.id: issue.fallback for issue in case.issues.values()}}
    )
    # Only the issues on which the body's consent is asked for may count for or against a package.
    asked = {issue.id for issue in case.issues.values() if name in issue.consent}
    seen = [
        package.model_copy(
            update={
                "settles": {
                    key: value if key in asked else case.issues[key].fallback
                    for key, value in package.settles.items()
                }
            }
        )
        for package in packages
    ]
    worth = yearly_worth(worlds, [*seen, fallback])[:, worlds.holders.index(name), :]
    return np.asarray(worth[:, :-1] >= worth[:, -1:] - 1e-12)


def _participation(
    worlds: Worlds, values: Floats, war: Floats, accepts: Flags
) -> dict[str, Labelled]:
    """Tell whether an actor comes to the table, with new sanctions read in two rival ways.

    It comes if the best package that all others accept, less its cost of coming, exceeds war.
    """
    case = worlds.case
    talks = case.record.participation
    if talks is None or talks.actor not in parties(case):
        return {}
    party = parties(case).index(talks.actor)
    names = consenters(case)
    others = [i for i, name in enumerate(names) if name != talks.actor]
    open_to = accepts[:, :, others].all(axis=2)
    best = np.where(open_to, values[:, :, party], -np.inf).max(axis=1)
    coming, pressure, reactance = (
        worlds[f"participation.{name}"] for name in ("coming", "pressure", "reactance")
    )
    own = war[:, party]
    comes = [best - coming > own, best - coming > own - pressure, best - coming - reactance > own]
    return {"settle.comes": (("draw", "branch"), np.stack(comes, axis=1))}


def summarise_settle(case: CaseFolder, arrays: Mapping[str, NDArray[Any]]) -> dict[str, Any]:
    """Turn answers over worlds into shares, package by package.

    Returns
    -------
    dict
        ``nonempty``: share of draws with a feasible package, in the worst equilibrium;
        ``packages``: who accepts, how often feasible, how long it holds; ``binding``: the share of
        draws in which nothing is feasible and dropping that actor's consent alone would open
        something; ``comes``: share of draws in which the actor comes to the table, by branch.
    """
    names, packages = consenters(case), proposals(case)
    needed = needed_for(case, packages)
    rows = []
    for p, package in enumerate(packages):
        rows.append(
            {
                "package": {"id": package.id, "title": package.title, **package.settles},
                "design": full_design(case.pact, package.design),
                "accepted_by": _by_actor(names, arrays["settle.accepts_low"][:, p]),
                "accepted_by_best": _by_actor(names, arrays["settle.accepts_high"][:, p]),
                "needed": [name for i, name in enumerate(names) if needed[p, i]],
                "feasible": float(arrays["settle.feasible_low"][:, p].mean()),
                "feasible_best": float(arrays["settle.feasible_high"][:, p].mean()),
                "value": {
                    name: spread(arrays["settle.value_low"][:, p, i])
                    for i, name in enumerate(parties(case))
                },
                "burden": {
                    name: spread(arrays["settle.burden"][:, p, g])
                    for g, name in enumerate(case.record.war.guarantors)
                },
                **told_holding("settle", p, arrays),
            }
        )
    feasible = arrays["settle.feasible_low"]
    comes = arrays.get("settle.comes")
    return {
        "nonempty": float(feasible.any(axis=1).mean()),
        "nonempty_best": float(arrays["settle.feasible_high"].any(axis=1).mean()),
        "packages": rows,
        "binding": binding(case, needed, arrays["settle.accepts_low"]),
        "war": {n: spread(arrays["settle.war"][:, i]) for i, n in enumerate(parties(case))},
        "comes": {}
        if comes is None
        else {branch: float(comes[:, i].mean()) for i, branch in enumerate(BRANCHES)},
    }


def binding(case: CaseFolder, needed: Flags, accepts: Flags) -> dict[str, float]:
    """Return how often each actor's consent alone stands between an empty set and a package."""
    willing = accepts | ~needed[None]
    empty = ~np.any(np.all(willing, axis=2), axis=1)
    shares = {}
    for column, name in enumerate(consenters(case)):
        without = np.delete(willing, column, axis=2)
        opens = np.any(np.all(without, axis=2), axis=1)
        shares[name] = float((empty & opens).mean())
    return shares


def _by_actor(names: Sequence[str], accepts: Flags) -> dict[str, float]:
    return {name: float(accepts[:, i].mean()) for i, name in enumerate(names)}
