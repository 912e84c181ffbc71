# SPDX-License-Identifier: Apache-2.0
"""What a finished run says: every lens in the shapes of the commands, evidence, sensitivity."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from foedus.bargaining.answer import summarise_forecast
from foedus.bargaining.forecast import scale_issues
from foedus.case.evidence import BRANCHING
from foedus.case.worlds import Quantity, quantities
from foedus.ensemble.sensitivity import rank_correlation
from foedus.ensemble.store import read_arrays, write_text
from foedus.settlement.principles import tell_settle
from foedus.settlement.settle import proposals
from foedus.strategy.deter import YEARS, spread, summarise_deter

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from foedus.case.folder import CaseFolder
    from foedus.ensemble.plan import Plan

    Arrays = Mapping[str, NDArray[Any]]

RESULTS: Final = "results.json"
FEWEST_DRAWS: Final = 50
"""A share over fewer draws than this is not told: its error would exceed seven points."""


def plain_arrays(folder: Path, plan: Plan) -> dict[str, NDArray[Any]]:
    """Return a stored run's arrays by name, without their dimensions."""
    return {name: array for name, (_, array) in read_arrays(folder, plan).items()}


def summarise_run(plan: Plan, arrays: Arrays) -> dict[str, Any]:
    """Return everything that a report or a page shows of a run, as plain values.

    Returns
    -------
    dict
        ``forecast``, ``deter`` and ``settle`` in the shapes of those commands; ``evidence``: each
        result with and without the positions that rest on hearsay or suspect text;
        ``sensitivity``: rank correlations of the headline outcomes with every input.
    """
    case = plan.case
    return {
        "case": case.record.id,
        "draws": plan.draws,
        "seed": plan.seed,
        "designs": [dict(design) for design in plan.designs],
        "forecast": summarise_forecast(case, arrays, plan.seed, plan.draws),
        "deter": summarise_deter(case, plan.designs, arrays),
        "settle": tell_settle(case, arrays),
        "evidence": evidence_branches(case, arrays),
        "sensitivity": sensitivities(case, arrays),
    }


def headline_outcomes(case: CaseFolder, arrays: Arrays) -> dict[str, NDArray[np.float64]]:
    """Return the outcomes that findings are about, draw by draw, with the words for them."""
    reference = [package.id for package in proposals(case)].index(case.record.reference)
    title = case.packages[case.record.reference].title
    longest = len(YEARS) - 1
    return {
        f"Chance of attack in the first year under '{title}'": arrays["settle.attack_high"][
            :, reference
        ],
        f"Chance that '{title}' holds {YEARS[-1]} years": arrays["settle.hold_low"][
            :, reference, longest
        ],
        "Number of packages that every needed party accepts": arrays["settle.feasible_low"].sum(
            axis=1, dtype=np.float64
        ),
    }


def sensitivities(case: CaseFolder, arrays: Arrays) -> list[dict[str, Any]]:
    """Return rank correlations of each headline outcome with every input that varies."""
    listed = [quantity for quantity in quantities(case) if quantity.varies]
    inputs = np.stack([arrays[f"inputs.{quantity.key}"] for quantity in listed], axis=1)
    outcomes = headline_outcomes(case, arrays)
    found = rank_correlation(inputs, np.stack(list(outcomes.values()), axis=1))
    rows = []
    for column, outcome in enumerate(outcomes):
        order = np.argsort(-np.abs(found[:, column]), kind="stable")
        rows += [
            {
                "outcome": outcome,
                "input": listed[i].key,
                "title": listed[i].title,
                "correlation": float(found[i, column]),
            }
            for i in order
        ]
    return rows


def evidence_branches(case: CaseFolder, arrays: Arrays) -> dict[str, Any]:
    """Return results where weak evidence is taken as given and where it is not.

    Returns
    -------
    dict
        ``branches``: one row for each position on weak evidence, with the results over the draws
        that take the report (``with``) and over those that do not (``without``). ``groups``: for
        hearsay, for suspect text and for both, the results over the draws that take every such
        report and over those that take none; None where fewer than `FEWEST_DRAWS` draws do.
    """
    branches = [q for q in quantities(case) if q.number is None]
    rows = []
    for branch in branches:
        taken = arrays[f"inputs.{branch.key}"] > 0
        _, actor, issue = branch.key.split(".")
        rows.append(
            {
                "branch": branch.key,
                "actor": actor,
                "issue": issue,
                "grade": branch.grade,
                "cite": list(branch.cite),
                "taken": float(taken.mean()),
                "with": _subset(case, arrays, taken, issue),
                "without": _subset(case, arrays, ~taken, issue),
            }
        )
    return {"branches": rows, "groups": _groups(case, arrays, branches)}


def _groups(case: CaseFolder, arrays: Arrays, branches: list[Quantity]) -> dict[str, Any]:
    groups = {}
    for name, grades in {g: (g,) for g in BRANCHING}.items():
        held = [arrays[f"inputs.{q.key}"] > 0 for q in branches if q.grade in grades]
        if held:
            groups[name] = {
                "with": _subset(case, arrays, np.all(held, axis=0)),
                "without": _subset(case, arrays, ~np.any(held, axis=0)),
            }
    return groups


def _subset(
    case: CaseFolder, arrays: Arrays, rows: NDArray[np.bool_], issue: str | None = None
) -> dict[str, Any] | None:
    count = int(rows.sum())
    if count < FEWEST_DRAWS:
        return None
    reference = [package.id for package in proposals(case)].index(case.record.reference)
    feasible = arrays["settle.feasible_low"][rows]
    result: dict[str, Any] = {
        "draws": count,
        "nonempty": float(feasible.any(axis=1).mean()),
        "feasible": {p.id: float(feasible[:, i].mean()) for i, p in enumerate(proposals(case))},
        "attack": spread(arrays["settle.attack_high"][rows][:, reference]),
        "hold": spread(arrays["settle.hold_low"][rows][:, reference, -1]),
    }
    if issue in scale_issues(case):
        column = scale_issues(case).index(str(issue))
        result["compromise"] = spread(arrays["forecast.compromise"][rows][:, column])
    return result


def write_results(folder: Path, results: dict[str, Any]) -> None:
    """Write what a run says beside its parts, in one step."""
    write_text(folder / RESULTS, json.dumps(results, indent=1) + "\n")
