# SPDX-License-Identifier: Apache-2.0
"""What a sweep says of its designs: how each does, which nothing beats, which each rule takes."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from foedus.bargaining.pareto import pareto_front
from foedus.ensemble.plan import design_label
from foedus.ensemble.robustness import RULES, Judged, goals_met, judge, mean_interval, regret
from foedus.errors import CallError
from foedus.strategy.deter import spread

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from foedus.ensemble.plan import Plan

    Floats = NDArray[np.float64]
    Arrays = Mapping[str, NDArray[Any]]

SUCCESS: Final = "the chance that every needed party accepts the package and it holds ten years"
AXES: Final = ("deter", "hold", "burden", "accepted")
"""What designs are traded off over: means over draws, less of `burden` being better."""


@dataclass(frozen=True)
class Goals:
    """What would be good enough; beside these every needed party has to accept.

    Parameters
    ----------
    attack : float
        Most chance of an attack in a year, in the equilibrium with the most attack.
    hold : float
        Least chance that the package holds ten years, in that equilibrium.
    """

    attack: float = 0.1
    hold: float = 0.5

    def __post_init__(self) -> None:
        """Refuse what is no chance."""
        for name, value in asdict(self).items():
            if not 0 <= value <= 1:
                message = f"the goal for {name} is {value:g}; allowed are chances from 0 to 1"
                raise CallError(message)


@dataclass(frozen=True)
class Measures:
    """How each design does in each draw, in the equilibrium with the most attack.

    Parameters
    ----------
    attack, hold, burden : ndarray (draws, designs)
        Yearly chance of attack; chance to hold ten years; expected yearly cost to all guarantors.
    accepted : ndarray of bool (draws, designs)
        Whether every needed party accepts.
    static : ndarray (draws, designs)
        Chance to hold ten years if the challenger asked in each year only "now or never".
    """

    attack: Floats
    hold: Floats
    burden: Floats
    accepted: NDArray[np.bool_]
    static: Floats

    @property
    def success(self) -> Floats:
        """Chance that the package is accepted and holds ten years (draws, designs)."""
        return np.where(self.accepted, self.hold, 0.0)

    def met(self, goals: Goals) -> NDArray[np.bool_]:
        """Tell where a design is accepted and meets every goal (draws, designs)."""
        limits = (("most", goals.attack), ("least", goals.hold), ("least", 1.0))
        return goals_met((self.attack, self.hold, self.accepted.astype(np.float64)), limits)

    def axes(self) -> Floats:
        """Return means over draws, more being better (designs, axes)."""
        kept, burden = 1 - self.attack.mean(axis=0), self.burden.mean(axis=0)
        columns = [kept, self.hold.mean(axis=0), -burden, self.accepted.mean(axis=0)]
        return np.stack(columns, axis=1)


def measures_of(arrays: Arrays) -> Measures:
    """Return how designs do, from the stored arrays of a sweep."""
    return Measures(
        attack=arrays["explore.attack_high"],
        hold=arrays["explore.hold_low"][:, :, -1],
        burden=arrays["explore.burden"].sum(axis=2),
        accepted=arrays["explore.feasible_low"],
        static=arrays["explore.longest_static"],
    )


def judge_designs(plan: Plan, measures: Measures, goals: Goals) -> dict[str, Any]:
    """Rank designs, find those that no other beats, and let each named rule choose.

    Returns
    -------
    dict
        ``ranking``: designs by expected regret, least first, each with its means, regrets, share
        of draws that meet the goals, and whether it is on the front; ``front``: their indices;
        ``recommendation``: what each rule takes, whether they agree, and how sure the first is.
    """
    success = measures.success
    judged = judge(success, measures.met(goals))
    front = pareto_front(measures.axes())[0]
    ranking = _ranking(plan, measures, judged, front)
    return {
        "goals": {**asdict(goals), "accepted": True},
        "ranking": ranking,
        "front": [int(index) for index in np.flatnonzero(front)],
        "recommendation": _recommend(plan, success, judged, ranking),
    }


def _ranking(
    plan: Plan, measures: Measures, judged: Judged, front: NDArray[np.bool_]
) -> list[dict[str, Any]]:
    axes, success = measures.axes(), measures.success
    static = regret(np.where(measures.accepted, measures.static, 0.0)).mean(axis=0)
    high = np.quantile(regret(success), 0.95, axis=0)
    rows = [
        {
            "index": d,
            "label": design_label(design, plan.designs[0]),
            "design": dict(design),
            "attack": spread(measures.attack[:, d]),
            "hold": spread(measures.hold[:, d]),
            "hold_static": spread(measures.static[:, d]),
            "burden": spread(measures.burden[:, d]),
            "feasible": float(axes[d, 3]),
            "success": float(success[:, d].mean()),
            "regret": float(judged.expected_regret[d]),
            "regret_90": float(judged.regret_90[d]),
            "regret_95": float(high[d]),
            "regret_static": float(static[d]),
            "regret_most": float(judged.largest_regret[d]),
            "meets_goals": float(judged.goals[d]),
            "on_front": bool(front[d]),
            "means": {
                "deter": float(axes[d, 0]),
                "hold": float(axes[d, 1]),
                "burden": float(-axes[d, 2]),
                "accepted": float(axes[d, 3]),
            },
        }
        for d, design in enumerate(plan.designs)
    ]
    return sorted(rows, key=lambda row: (row["regret"], row["index"]))


def _recommend(
    plan: Plan, success: Floats, judged: Judged, ranking: list[dict[str, Any]]
) -> dict[str, Any]:
    labels = [design_label(design, plan.designs[0]) for design in plan.designs]
    rows: list[dict[str, Any]] = []
    for rule, words in RULES.items():
        best = judged.best(rule)
        value = float(getattr(judged, rule)[best[0]])
        silent = rule == "goals" and value <= 0
        rows.append(
            {
                "rule": rule,
                "words": words,
                "designs": [] if silent else best,
                "labels": [] if silent else [labels[index] for index in best],
                "value": value,
            }
        )
    spoken = [set(row["designs"]) for row in rows if row["designs"]]
    shared = set.intersection(*spoken)
    first = ranking[0]
    return {
        "design": first["design"],
        "index": first["index"],
        "label": first["label"],
        "rule": f"least expected regret in {SUCCESS}",
        "regret": first["regret"],
        "rules": rows,
        "agree": bool(shared),
        "margin": _margin(success, ranking),
        "why": _why(ranking, rows, _margin(success, ranking), agree=bool(shared)),
    }


def _margin(success: Floats, ranking: list[dict[str, Any]]) -> dict[str, float] | None:
    """Return how far the first design is ahead of the second, with its sampling error."""
    if len(ranking) < 2:
        return None
    ahead = success[:, ranking[0]["index"]] - success[:, ranking[1]["index"]]
    mean, low, high = mean_interval(ahead)
    return {"mean": mean, "low": low, "high": high, "probability": 0.95}


def _why(
    ranking: list[dict[str, Any]],
    rules: list[dict[str, Any]],
    margin: dict[str, float] | None,
    *,
    agree: bool,
) -> str:
    best = ranking[0]
    lead = f"Of {len(ranking)} designs, '{best['label']}' gives up least on average"
    lead += f" in {SUCCESS}, in the equilibrium with the most attack: {best['regret']:.3f}"
    if margin is not None:
        close = margin["low"] <= 0
        lead += (
            f", {margin['mean']:.3f} less than the next (sampling error, 95%: "
            f"{margin['low']:.3f} to {margin['high']:.3f}"
            f"{', so the two cannot be told apart' if close else ''})"
        )
    spoken = [row for row in rules if row["designs"]]
    if agree:
        told = f"All {len(spoken)} rules that say anything can take the same design."
    else:
        others = [
            f"'{row['labels'][0]}' {row['words']}"
            for row in spoken
            if best["index"] not in row["designs"]
        ]
        told = f"Other rules choose otherwise: {'; '.join(others)}."
    if not rules[-1]["designs"]:
        told += " No design meets the stated goals in any draw."
    other = min(ranking, key=lambda row: (row["regret_static"], row["index"]))
    same = "the same" if other is best else f"'{other['label']}'"
    told += f" If the challenger asked in each year only 'now or never', it would be {same}."
    return (
        f"{lead}. {told} It rests on the case's ranges, and is no forecast. The package's terms "
        "stay the same: what a party thinks of a lever itself is not weighed."
    )
