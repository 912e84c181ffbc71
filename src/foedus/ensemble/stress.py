# SPDX-License-Identifier: Apache-2.0
"""Named worlds: what becomes of every design if one thing goes wrong after all have signed.

A named world replaces numbers of the sampled worlds and leaves everything else as it was drawn.
Whether the package is accepted is judged before it strikes; whether it then holds, under it.

===================  ==============================================================================
a guarantor leaves   its bond is void in every draw; one world for each guarantor
provocation          an alleged provocation voids the cover, where the text lets it
late forces          help arrives 30 days later than owed, and loses what is lost before it arrives
blocked finding      the body that finds or decides reaches no finding, where one has to
power shift          the odds of the target's side fall to a third
no snap-back         sanctions do not come back
===================  ==============================================================================
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from foedus.case.quantile import quantile
from foedus.ensemble.explore import plan_explore
from foedus.ensemble.pipeline import chunk_worlds, explore_worlds
from foedus.ensemble.plan import design_label
from foedus.ensemble.verdict import SUCCESS
from foedus.pacts.effects import EFFECTS
from foedus.strategy.deter import YEARS, deter_worlds

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from foedus.case.folder import CaseFolder
    from foedus.case.worlds import Worlds
    from foedus.ensemble.explore import Sweep
    from foedus.strategy.levers import Design

    Floats = NDArray[np.float64]

SHIFT: Final = math.log(3)
"""Fall in the log-odds of the target's side when power shifts."""
LATE: Final = 1.0
"""Months by which forces are late."""
CLOSE: Final = 0.01
"""How far a design may fall short of the best one of a named world and still stand in it."""


@dataclass(frozen=True)
class NamedWorld:
    """One thing that goes wrong.

    Parameters
    ----------
    name, title : str
        For programs, and for people.
    strike : callable
        Returns the worlds in which it has gone wrong.
    """

    name: str
    title: str
    strike: Callable[[Worlds], Worlds]


def named_worlds(case: CaseFolder) -> list[NamedWorld]:
    """Return the named worlds of a case."""
    guarantors = case.record.war.guarantors
    leaving = [
        NamedWorld(
            f"{name}_leaves",
            f"{case.actors[name].title} leaves the guarantee",
            lambda worlds, name=name: replace(  # type: ignore[misc]
                worlds, uniform={**worlds.uniform, name: np.ones(worlds.draws)}
            ),
        )
        for name in guarantors
    ]
    return [
        *leaving,
        NamedWorld(
            "provocation_alleged",
            "An alleged provocation voids the cover",
            lambda worlds: _with(worlds, {"effects.cover_lost": np.ones(worlds.draws)}),
        ),
        NamedWorld("forces_late", "Help comes a month later than owed", _late),
        NamedWorld(
            "finding_blocked",
            "A veto blocks the finding",
            lambda worlds: _with(
                worlds,
                {
                    f"effects.{name}": np.zeros(worlds.draws)
                    for name in ("commission_finds", "body_decides")
                },
            ),
        ),
        NamedWorld(
            "power_shifts",
            "Power shifts fast: the target's odds fall to a third",
            lambda worlds: _with(worlds, {"war.base": worlds["war.base"] - SHIFT}),
        ),
        NamedWorld(
            "no_snapback",
            "Sanctions do not come back",
            lambda worlds: _with(worlds, {"effects.snapback_cost": np.zeros(worlds.draws)}),
        ),
    ]


def _with(worlds: Worlds, columns: dict[str, Floats]) -> Worlds:
    return replace(worlds, columns={**worlds.columns, **columns})


def _late(worlds: Worlds) -> Worlds:
    """Take from each guarantor's help what a month's delay loses."""
    lost = worlds.columns.get("effects.fait_accompli")
    if lost is None:
        number = worlds.case.record.overrides.get("fait_accompli", EFFECTS["fait_accompli"].number)
        lost = quantile(number, np.full(worlds.draws, 0.5), {})
    keys = [f"actors.{name}.guarantor.help" for name in worlds.case.record.war.guarantors]
    return _with(worlds, {key: np.maximum(worlds[key] - LATE * lost, 0.0) for key in keys})


def stress_case(case: CaseFolder, sweep: Sweep) -> dict[str, Any]:
    """Put every design through every named world.

    Returns
    -------
    dict
        ``worlds``: their names and titles. ``designs``: for each the chance of success as drawn
        (``base``) and in each named world (``under``), with median attack and hold; the ``least``
        of these and in which world; in how many worlds it ``stands``, that is, falls short of the
        best design by at most ``close``. ``rules``: the design with the greatest least success,
        and the one that stands in most worlds. ``untouched``: worlds that change no design.
    """
    plan = plan_explore(case, sweep)
    worlds = named_worlds(case)
    parts = []
    for index in range(plan.chunks):
        drawn = chunk_worlds(plan, index)
        swept = explore_worlds(drawn, plan)
        accepted = swept["explore.feasible_low"][1]
        found = [_base(swept), *(_struck(each.strike(drawn), plan.designs) for each in worlds)]
        parts.append([(a, h, np.where(accepted, h, 0.0)) for a, h in found])
    count = 1 + len(worlds)
    attack, hold, success = (
        np.stack([np.concatenate([part[w][m] for part in parts]) for w in range(count)])
        for m in range(3)
    )
    return {
        "draws": plan.draws,
        "seed": plan.seed,
        "outcome": SUCCESS,
        "close": CLOSE,
        "worlds": [{"world": each.name, "title": each.title} for each in worlds],
        **_judged(plan.designs, worlds, attack, hold, success),
    }


def _base(swept: dict[str, Any]) -> tuple[Floats, Floats]:
    return swept["explore.attack_high"][1], swept["explore.hold_low"][1][:, :, -1]


def _struck(worlds: Worlds, designs: Sequence[Design]) -> tuple[Floats, Floats]:
    found = deter_worlds(worlds, designs)
    return found["deter.attack_high"][1], found["deter.hold_low"][1][:, :, len(YEARS) - 1]


def _judged(
    designs: Sequence[Design],
    worlds: list[NamedWorld],
    attack: Floats,
    hold: Floats,
    success: Floats,
) -> dict[str, Any]:
    means = success.mean(axis=1)
    stands = means[1:] >= means[1:].max(axis=1, keepdims=True) - CLOSE
    least, count = means[1:].min(axis=0), stands.sum(axis=0)
    rows = [
        {
            "index": d,
            "label": design_label(design, designs[0]),
            "design": dict(design),
            "base": float(means[0, d]),
            "under": [
                {
                    "world": each.name,
                    "success": float(means[w, d]),
                    "attack": float(np.median(attack[w, :, d])),
                    "hold": float(np.median(hold[w, :, d])),
                    "stands": bool(stands[w - 1, d]),
                }
                for w, each in enumerate(worlds, start=1)
            ],
            "least": float(least[d]),
            "worst": worlds[int(means[1:, d].argmin())].name,
            "stands": int(count[d]),
        }
        for d, design in enumerate(designs)
    ]
    order = sorted(range(len(rows)), key=lambda d: (-count[d], -least[d], d))
    same = [
        each.name
        for w, each in enumerate(worlds, start=1)
        if np.allclose(attack[w], attack[0], rtol=0, atol=1e-12)
    ]
    return {
        "designs": [rows[d] for d in order],
        "rules": {
            "stands_in_most": _named(rows, np.flatnonzero(count == count.max())),
            "greatest_least": _named(rows, np.flatnonzero(least >= least.max())),
        },
        "untouched": same,
    }


def _named(rows: list[dict[str, Any]], which: NDArray[np.intp]) -> list[str]:
    return [rows[int(index)]["label"] for index in which]
