# SPDX-License-Identifier: Apache-2.0
"""Clauses compile into the game: what a guarantee design makes of the game's parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from foedus.errors import CallError
from foedus.pacts.effects import EFFECTS, IN_THE_GAME
from foedus.problems import did_you_mean, listing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from foedus.case.folder import CaseFolder
    from foedus.case.worlds import Worlds
    from foedus.pacts import Pact
    from foedus.strategy.game import Rule

Design = dict[str, str]
"""One setting for each lever of a pact, by name, settings as text."""

FORCE_SIZE = {"none": 0.0, "small": 0.5, "large": 1.0}


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


def one_lever_at_a_time(pact: Pact | None, reference: Design) -> list[Design]:
    """Return the reference design and every design that differs from it in a single lever."""
    designs = [reference]
    for name, lever in (pact.levers if pact is not None else {}).items():
        designs += [
            {**reference, name: str(value)}
            for value in lever.values
            if str(value) != reference[name] and name in IN_THE_GAME
        ]
    return designs


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


def compile_terms(worlds: Worlds, design: Design) -> Terms:
    """Compile a guarantee design into the parameters of the deterrence game.

    Each formula stands with its range in `foedus.pacts.effects`. A lever that a pact does not
    have leaves its parameter as it is.

    Parameters
    ----------
    worlds : Worlds
        Sampled worlds, which hold the effects' numbers.
    design : dict
        One setting for each lever (`full_design`).
    """
    return _Compiler(worlds, design).terms()


class _Compiler:
    """Reads effects under one design: 0, 1 or another neutral value where a lever is not set so."""

    def __init__(self, worlds: Worlds, design: Design) -> None:
        self.worlds = worlds
        self.design = design
        self.guarantors = worlds.case.record.war.guarantors

    def effect(self, name: str, neutral: float) -> NDArray[np.float64]:
        row = EFFECTS[name]
        setting = self.design.get(row.lever)
        if setting is None or (row.settings and setting not in row.settings):
            return np.full(self.worlds.draws, neutral)
        return self.worlds[f"effects.{name}"]

    def bloc(self, name: str) -> NDArray[np.float64]:
        columns = [self.worlds.actor(g, f"guarantor.{name}") for g in self.guarantors]
        return np.stack(columns, axis=1)

    def terms(self) -> Terms:
        size = FORCE_SIZE.get(self.design.get("forces", "none"), 0.0)
        scale = self.effect("ceiling_non_military", 1) * self.effect("ceiling_consult_only", 1)
        form = self.effect("form_executive", 1) * self.effect("form_declaration", 1)
        excuse = self.effect("self_judged_excuse", 1)
        found = (
            self.effect("found_any", 1)
            * self.effect("found_significant", 1)
            * self.effect("found_large", 1)
            * self.effect("commission_finds", 1)
            * (1 - self.effect("cover_lost", 0))
        )
        days = float(self.design.get("respond_days", 0))
        late = self.effect("fait_accompli", 0) * days / 30
        arms = self.effect("arms_help", 0)
        reneging = self.bloc("reneging") * (form * excuse)[:, None]
        reneging += (self.effect("trip_wire", 0) * size)[:, None]
        upkeep = self.effect("forces_cost", 0) * size + self.effect("arms_cost", 0)
        years = self.design.get("duration_years")
        return Terms(
            help=np.maximum(self.bloc("help") - late[:, None], 0) * scale[:, None],
            cost=self.bloc("cost") * scale[:, None],
            reneging=reneging,
            punishment=self.bloc("punishment") * scale[:, None],
            bound=self.bound(),
            automatic=self.effect("automatic_share", 0),
            found=found,
            base=self.worlds["war.base"] + self.effect("presence", 0) * size + arms,
            base_lapsed=self.worlds["war.base"] + arms,
            word=self.effect("word_statute", 0) + self.effect("word_treaty", 0),
            snapback=self.snapback(),
            upkeep=np.repeat(upkeep[:, None], len(self.guarantors), axis=1) * self.bound(),
            rule="vote" if self.design.get("automaticity") == "consensus" else "each_for_itself",
            term=None if years is None else int(float(years)),
        )

    def invited(self) -> NDArray[np.bool_]:
        """Tell which guarantors the design has at all."""
        setting = self.design.get("guarantors", "")
        if setting.endswith("_only"):
            return np.array([name == setting.removesuffix("_only") for name in self.guarantors])
        return np.ones(len(self.guarantors), dtype=np.bool_)

    def bound(self) -> NDArray[np.bool_]:
        """Tell who becomes bound: a treaty needs ratification, a declaration needs none."""
        form = self.design.get("legal_form", "treaty")
        columns = []
        for name in self.guarantors:
            chance = self.worlds.actor(name, "guarantor.bound")
            if form == "executive_agreement":
                chance = self.effect("bound_executive", 1)
            elif form == "declaration":
                chance = np.ones(self.worlds.draws)
            columns.append(self.worlds.uniform[name] < chance)
        return np.stack(columns, axis=1) & self.invited()

    def snapback(self) -> NDArray[np.float64]:
        """Return the expected cost of sanctions that come back, had all been lifted."""
        willing = self.bloc("sanctions")
        returns = 1 - np.prod(1 - willing, axis=1)
        if self.design.get("snapback") == "by_decision":
            returns = np.prod(willing, axis=1)
        return np.asarray(self.effect("snapback_cost", 0) * returns)


def compiled_rows(case: CaseFolder, design: Design) -> list[dict[str, Any]]:
    """Return each number that a design brings into the game, with its clause and reason.

    Returns
    -------
    list of dict
        Keys lever, setting, clause, article, parameter, formula, range, reason.
    """
    rows = []
    for effect in EFFECTS.values():
        setting = design.get(effect.lever)
        if setting is None or (effect.settings and setting not in effect.settings):
            continue
        number = case.record.overrides.get(effect.name, effect.number)
        lever = case.pact.levers[effect.lever] if case.pact is not None else None
        rows.append(
            {
                "lever": effect.lever,
                "setting": setting,
                "clause": getattr(lever, "clause", None),
                "parameter": effect.title,
                "formula": effect.formula,
                "range": str(number),
                "reason": number.assume or "",
            }
        )
    return rows
