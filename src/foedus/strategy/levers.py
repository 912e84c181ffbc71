# SPDX-License-Identifier: Apache-2.0
"""Clauses compile into the game: what a guarantee design makes of the game's parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from foedus.case.cast import features_of, sides_of
from foedus.case.quantile import quantile
from foedus.errors import CallError
from foedus.pacts.effects import EFFECTS, in_the_game
from foedus.pacts.votes import quorum
from foedus.problems import did_you_mean, listing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from foedus.case.folder import CaseFolder
    from foedus.case.worlds import Worlds
    from foedus.pacts import Lever, Pact
    from foedus.pacts.features import Feature, Features
    from foedus.strategy.game import Rule

Design = dict[str, str]
"""One setting for each lever of a pact, by name, settings as text."""

FORCE_SIZE = {"": 0.0, "small": 0.5, "large": 1.0}


def full_design(pact: Pact | None, given: Mapping[str, object]) -> Design:
    """Return a setting for every lever of a pact: the given ones, and its defaults.

    Raises
    ------
    CallError
        For a lever or a setting that the pact does not have.
    """
    levers = pact.levers if pact is not None else {}
    design = {name: str(lever.default) for name, lever in levers.items()}
    for name, value in given.items():
        if name not in levers:
            near = did_you_mean(name, levers)
            message = f"there is no lever '{name}'{near}; allowed: {listing(levers, 20)}"
            raise CallError(message)
        settings = [str(option) for option in levers[name].values]
        if str(value) not in settings:
            near = did_you_mean(value, settings)
            allowed = f"{near}; allowed: {listing(settings)}"
            message = f"lever '{name}' has no setting '{value}'{allowed}"
            raise CallError(message)
        design[name] = str(value)
    return design


def one_lever_at_a_time(case: CaseFolder, reference: Design) -> list[Design]:
    """Return the reference design, and those that differ in one lever and change the game."""
    silent = silent_levers(case, reference)
    designs = [reference]
    for name, lever in (case.pact.levers if case.pact is not None else {}).items():
        if name not in silent:
            designs += _others(lever, name, reference)
    return designs


def _others(lever: Lever, name: str, reference: Design) -> list[Design]:
    changed = [str(value) for value in lever.values if str(value) != reference[name]]
    return [{**reference, name: value} for value in changed]


def silent_levers(case: CaseFolder, reference: Design) -> list[str]:
    """Return the levers no setting of which changes the game from a design."""
    known = _game(case, reference)
    levers = case.pact.levers if case.pact is not None else {}
    return [
        name
        for name, lever in levers.items()
        if all(_game(case, other) == known for other in _others(lever, name, reference))
    ]


def _game(case: CaseFolder, design: Design) -> tuple[Feature, ...]:
    features = features_of(case, design)
    return in_the_game(features) if features is not None else ()


@dataclass(frozen=True)
class Terms:
    """What a guarantee design makes of the game's parameters, draw by draw.

    Parameters
    ----------
    help, cost, reneging, punishment : ndarray (draws, guarantors)
        Log-odds of help, cost of honouring, cost of reneging, cost added for the challenger.
    bound : ndarray of bool (draws, guarantors)
        Whether the guarantor is under the guarantee at all.
    automatic : ndarray (draws,)
        Share of the response that needs no fresh decision.
    found : ndarray (draws,)
        Chance that an attack counts (phi).
    base, base_lapsed : ndarray (draws,)
        Log-odds that the target's side prevails alone, with the guarantee and after it.
    word, snapback : ndarray (draws,)
        Cost to the challenger of breaking its word; of sanctions that come back if all were lifted.
    upkeep : ndarray (draws, guarantors)
        Yearly cost of forces and arms to each guarantor.
    rule : {"each_for_itself", "vote"}
        How guarantors decide.
    term : int or None
        Years after which the guarantee lapses.
    quorum : int or None
        Yes votes that a vote needs; None for all.
    meets, decided, kept : ndarray (draws,)
        Parts of `found`, which is their product: that an attack meets the threshold, that it is
        found and decided so, and that the target's conduct has not cost it the cover.
    threshold : str
        Rank of the threshold: widest, narrower, narrowest, or none.
    own_finding, on_conduct : bool
        Whether each guarantor finds for itself; whether the cover hangs on the target's conduct.
    """

    help: NDArray[np.float64]
    cost: NDArray[np.float64]
    reneging: NDArray[np.float64]
    punishment: NDArray[np.float64]
    bound: NDArray[np.bool_]
    automatic: NDArray[np.float64]
    found: NDArray[np.float64]
    base: NDArray[np.float64]
    base_lapsed: NDArray[np.float64]
    word: NDArray[np.float64]
    snapback: NDArray[np.float64]
    upkeep: NDArray[np.float64]
    rule: Rule
    term: int | None
    quorum: int | None
    meets: NDArray[np.float64]
    decided: NDArray[np.float64]
    kept: NDArray[np.float64]
    threshold: str
    own_finding: bool
    on_conduct: bool


def compile_terms(worlds: Worlds, design: Design, attacked: str | None = None) -> Terms:
    """Compile what a pact says under a design into the parameters of the deterrence game.

    Each formula stands with its range in `foedus.pacts.effects`. What no clause says leaves its
    parameter as it is.

    Parameters
    ----------
    worlds : Worlds
        Sampled worlds, which hold the effects' numbers.
    design : dict
        One setting for each lever (`full_design`).
    attacked : str, optional
        Code of somebody else under the pact whom the challenger attacks instead of the case's
        target.
    """
    return _Compiler(worlds, features_of(worlds.case, design, attacked)).terms()


class _Compiler:
    """Reads effects of features: 0, 1 or another neutral value where no clause brings one in."""

    def __init__(self, worlds: Worlds, features: Features | None) -> None:
        self.worlds = worlds
        self.features = features
        self.guarantors = worlds.case.record.war.guarantors
        self.codes = dict(sides_of(worlds.case).guarantors)

    def feature(self, name: str) -> Feature | None:
        return self.features.get(name) if self.features is not None else None

    def value(self, name: str) -> str:
        feature = self.feature(name)
        return feature.value if feature is not None else ""

    def effect(self, name: str, neutral: float) -> NDArray[np.float64]:
        row = EFFECTS[name]
        if not row.of(self.feature(row.feature)):
            return np.full(self.worlds.draws, neutral)
        column = self.worlds.columns.get(f"effects.{name}")
        if column is None:
            # Levers set together can bring in what none of them does alone; it has no draws.
            number = self.worlds.case.record.overrides.get(name, row.number)
            column = quantile(number, np.full(self.worlds.draws, 0.5), {})
        return column

    def bloc(self, name: str) -> NDArray[np.float64]:
        columns = [self.worlds.actor(g, f"guarantor.{name}") for g in self.guarantors]
        return np.stack(columns, axis=1)

    def terms(self) -> Terms:
        size = FORCE_SIZE[self.value("forces")]
        scale = self.effect("ceiling_non_military", 1) * self.effect("ceiling_consult_only", 1)
        form = self.effect("form_executive", 1) * self.effect("form_declaration", 1)
        excuse = self.effect("self_judged_excuse", 1)
        deadline, term = self.feature("deadline"), self.feature("term")
        late = self.effect("fait_accompli", 0) * (deadline.amount if deadline else 0.0) / 30
        arms = self.effect("arms_help", 0)
        reneging = self.bloc("reneging") * (form * excuse)[:, None]
        reneging += (self.effect("trip_wire", 0) * size)[:, None]
        upkeep = self.effect("forces_cost", 0) * size + self.effect("arms_cost", 0)
        bound = self.bound()
        return Terms(
            help=np.maximum(self.bloc("help") - late[:, None], 0) * scale[:, None],
            cost=self.bloc("cost") * scale[:, None],
            reneging=reneging,
            punishment=self.bloc("punishment") * scale[:, None],
            bound=bound,
            automatic=self.effect("automatic_share", 0),
            found=self.found(),
            base=self.worlds["war.base"] + self.effect("presence", 0) * size + arms,
            base_lapsed=self.worlds["war.base"] + arms,
            word=(
                self.effect("word_statute", 0)
                + self.effect("word_treaty", 0)
                + self.effect("word_political", 0)
            ),
            snapback=self.snapback(),
            upkeep=np.repeat(upkeep[:, None], len(self.guarantors), axis=1) * bound,
            rule="vote" if self.value("decision_rule") == "vote" else "each_for_itself",
            term=int(term.amount) if term is not None and term.value == "lapses" else None,
            quorum=self.quorum(),
            meets=self.meets(),
            decided=self.decided(),
            kept=self.kept(),
            threshold=self.value("threshold"),
            own_finding=self.value("finding") == "each_party",
            on_conduct=self.feature("provocation") is not None,
        )

    def found(self) -> NDArray[np.float64]:
        """Return the chance that an attack counts; 0 where the challenger can block that."""
        return self.meets() * self.decided() * self.kept()

    def kept(self) -> NDArray[np.float64]:
        """Return the chance that the target's conduct has not cost it the cover."""
        return np.asarray(1 - self.effect("cover_lost", 0))

    def meets(self) -> NDArray[np.float64]:
        """Return the chance that an attack meets the pact's threshold."""
        return np.asarray(
            self.effect("found_any", 1)
            * self.effect("found_significant", 1)
            * self.effect("found_large", 1)
        )

    def decided(self) -> NDArray[np.float64]:
        """Return the chance that a body finds and decides in time; 0 where it can be blocked."""
        if "blocked" in (self.value("finding"), self.value("decision_rule")):
            return np.zeros(self.worlds.draws)
        return np.asarray(self.effect("commission_finds", 1) * self.effect("body_decides", 1))

    def named(self, feature: str) -> NDArray[np.bool_]:
        """Tell which guarantors a feature names; one that the pact does not know, as the case."""
        if self.features is None:
            return np.ones(len(self.guarantors), dtype=np.bool_)
        found = self.feature(feature)
        who = set(found.who) if found is not None else set()
        codes = [self.codes[name] for name in self.guarantors]
        return np.array([found is not None and (not c or not who.isdisjoint(c)) for c in codes])

    def quorum(self) -> int | None:
        """Return how many guarantors must say yes; None for all of them."""
        rule = self.feature("decision_rule")
        if rule is None or rule.value != "vote":
            return None
        bearers, blocs = self.feature("bearers"), int(self.named("bearers").sum())
        needed = quorum(rule.rule, len(bearers.who) if bearers else 0, blocs)
        return None if needed >= blocs else needed

    def bound(self) -> NDArray[np.bool_]:
        """Tell who becomes bound: a treaty needs ratification, a declaration needs none."""
        form = self.value("legal_form")
        columns = []
        for name in self.guarantors:
            chance = self.worlds.actor(name, "guarantor.bound")
            if form == "signed":
                chance = self.effect("bound_executive", 1)
            elif form == "political":
                chance = np.ones(self.worlds.draws)
            columns.append(self.worlds.uniform[name] < chance)
        consents = np.stack(columns, axis=1)
        return consents & self.named("bearers") & self.in_force(consents)[:, None]

    def in_force(self, consents: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Tell whether enough have consented; those who are no guarantors are taken to."""
        met = np.ones(self.worlds.draws, dtype=np.bool_)
        for feature in (self.feature("entry_all"), self.feature("entry_at_least")):
            if feature is None:
                continue
            sizes = [len({*self.codes[name]} & {*feature.who}) for name in self.guarantors]
            lacking = np.where(consents, 0, sizes).sum(axis=1)
            needed = len(feature.who) if feature.name == "entry_all" else feature.amount
            met &= len(feature.who) - lacking >= needed
        return met

    def snapback(self) -> NDArray[np.float64]:
        """Return the expected cost of sanctions that come back, had all been lifted."""
        feature = self.feature("snapback")
        if feature is None:
            return np.zeros(self.worlds.draws)
        willing = self.bloc("sanctions")[:, self.named("snapback")]
        needed = 1
        if feature.value == "vote":
            needed = quorum(feature.rule, len(feature.who), willing.shape[1])
        return np.asarray(self.effect("snapback_cost", 0) * _at_least(willing, needed))


def _at_least(chances: NDArray[np.float64], needed: int) -> NDArray[np.float64]:
    """Return the chance that enough of some independent ones say yes (draws, voters)."""
    voters = chances.shape[1]
    if voters == 0:
        return np.zeros(len(chances))
    if needed >= voters:
        return np.asarray(np.prod(chances, axis=1))
    if needed <= 1:
        return np.asarray(1 - np.prod(1 - chances, axis=1))
    counts = np.zeros((len(chances), voters + 1))
    counts[:, 0] = 1
    for chance in chances.T[:, :, None]:
        counts[:, 1:] = counts[:, 1:] * (1 - chance) + counts[:, :-1] * chance
        counts[:, :1] *= 1 - chance
    return np.asarray(counts[:, needed:].sum(axis=1))
