# SPDX-License-Identifier: Apache-2.0
"""A sweep of guarantee designs: which does best where nobody knows the numbers."""

from __future__ import annotations

import itertools
import json
import time
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from foedus.case.worlds import quantities
from foedus.ensemble.draws import raised_draws
from foedus.ensemble.plan import Plan, default_folder, design_label, reference_design
from foedus.ensemble.runner import run_plan
from foedus.ensemble.sensitivity import rank_correlation
from foedus.ensemble.store import read_arrays, write_text
from foedus.errors import CallError
from foedus.strategy.deter import spread

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from foedus.case.folder import CaseFolder
    from foedus.strategy.levers import Design

    Floats = NDArray[np.float64]

MOST_DESIGNS: Final = 4096
RULE: Final = (
    "least expected regret in the chance that every needed party accepts the package and it "
    "holds ten years, in the equilibrium with the most attack"
)


def plan_explore(case: CaseFolder, designs: int | None, draws: int, seed: int) -> Plan:
    """Plan a sweep: the reference design and a sample of the others, or all of them.

    Raises
    ------
    CallError
        For less than 1 design, or more than are allowed.
    """
    reference = reference_design(case)
    chosen = _choose(case, reference, designs, seed)
    return Plan(case, "explore", seed, raised_draws(draws), tuple(chosen))


def _choose(case: CaseFolder, reference: Design, count: int | None, seed: int) -> list[Design]:
    levers = case.pact.levers if case.pact is not None else {}
    settings = {name: [str(value) for value in lever.values] for name, lever in levers.items()}
    total = int(np.prod([len(values) for values in settings.values()], dtype=np.int64))
    wanted = total if count is None else min(count, total)
    if not 1 <= wanted <= MOST_DESIGNS:
        message = (
            f"{wanted:,} designs were asked for, of {total:,}; allowed are 1 to {MOST_DESIGNS:,}: "
            "use --designs N for a sample"
        )
        raise CallError(message)
    if wanted == total:
        every = itertools.product(*settings.values())
        found = [dict(zip(settings, values, strict=True)) for values in every]
    else:
        found = _sample(settings, wanted, np.random.default_rng([seed, 1]))
    others = [design for design in found if design != reference]
    return [reference, *others][:wanted]


def _sample(settings: dict[str, list[str]], count: int, rng: np.random.Generator) -> list[Design]:
    """Draw distinct designs so that every setting of a lever comes up about equally often."""
    seen: dict[tuple[str, ...], None] = {}
    while len(seen) < count:
        columns = [
            [values[i % len(values)] for i in rng.permutation(count)]
            for values in settings.values()
        ]
        for design in zip(*columns, strict=True):
            seen.setdefault(design)
    return [dict(zip(settings, values, strict=True)) for values in list(seen)[:count]]


def explore_case(
    case: CaseFolder,
    folder: Path | None,
    *,
    draws: int,
    seed: int,
    designs: int | None,
    workers: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """Weigh the reference package under many designs and rank them.

    Returns
    -------
    dict
        ``{"out", "draws", "designs", "ranking", "recommendation", "sensitivity", "seconds"}``.
    """
    started = time.perf_counter()
    plan = plan_explore(case, designs, draws, seed)
    where = folder if folder is not None else default_folder(plan)
    run_plan(plan, where, workers=workers, progress=progress)
    arrays = {name: array for name, (_, array) in read_arrays(where, plan).items()}
    ranking = rank_designs(plan, arrays)
    answer = {
        "out": str(where),
        "draws": plan.draws,
        "designs": len(plan.designs),
        "ranking": ranking,
        "recommendation": _recommend(ranking),
        "sensitivity": _sensitivity(plan, arrays, ranking[0]["index"]),
    }
    write_text(where / "results.json", json.dumps(answer, indent=1) + "\n")
    return {**answer, "seconds": round(time.perf_counter() - started, 3)}


def rank_designs(plan: Plan, arrays: dict[str, NDArray[Any]]) -> list[dict[str, Any]]:
    """Rank designs by expected regret, least first.

    In each draw a design's success is the chance that the package holds ten years if every needed
    party accepts it, else 0; its regret is the best design's success less its own. ``_static``:
    the same if in each year the challenger asked only "now or never".
    """
    feasible, static = arrays["explore.feasible_low"], arrays["explore.longest_static"]
    success = np.where(feasible, arrays["explore.hold_low"][:, :, -1], 0.0)
    regret = _regret(success)
    regret_static = _regret(np.where(feasible, static, 0.0)).mean(axis=0)
    rows = [
        {
            "index": d,
            "label": design_label(design, plan.designs[0]),
            "design": dict(design),
            "attack": spread(arrays["explore.attack_high"][:, d]),
            "hold": spread(arrays["explore.hold_low"][:, d, -1]),
            "hold_static": spread(static[:, d]),
            "feasible": float(feasible[:, d].mean()),
            "success": float(success[:, d].mean()),
            "regret": float(regret[:, d].mean()),
            "regret_95": float(np.quantile(regret[:, d], 0.95)),
            "regret_static": float(regret_static[d]),
        }
        for d, design in enumerate(plan.designs)
    ]
    return sorted(rows, key=lambda row: (row["regret"], row["index"]))


def _regret(success: Floats) -> Floats:
    return np.asarray(success.max(axis=1, keepdims=True) - success)


def _recommend(ranking: list[dict[str, Any]]) -> dict[str, Any]:
    best = ranking[0]
    other = min(ranking, key=lambda row: (row["regret_static"], row["index"]))
    same = "the same" if other is best else f"'{other['label']}'"
    margin = ranking[1]["regret"] - best["regret"] if len(ranking) > 1 else 0.0
    why = (
        f"Of {len(ranking)} designs, '{best['label']}' has the {RULE}: {best['regret']:.3f}, "
        f"{margin:.3f} less than the next. It rests on the case's ranges, and is no forecast. The "
        "package's terms stay the same: what a party thinks of a lever itself is not weighed. If "
        f"the challenger asked in each year only 'now or never', the choice would be {same}."
    )
    return {"design": best["design"], "rule": RULE, "regret": best["regret"], "why": why}


def _sensitivity(plan: Plan, arrays: dict[str, NDArray[Any]], design: int) -> list[dict[str, Any]]:
    listed = [quantity for quantity in quantities(plan.case) if quantity.varies]
    inputs = np.stack([arrays[f"inputs.{quantity.key}"] for quantity in listed], axis=1)
    outcomes: dict[str, Floats] = {
        "attack": arrays["explore.attack_high"][:, design],
        "hold": arrays["explore.hold_low"][:, design, -1],
    }
    found = rank_correlation(inputs, np.stack(list(outcomes.values()), axis=1))
    return [
        {
            "outcome": outcome,
            "input": listed[i].key,
            "title": listed[i].title,
            "correlation": float(found[i, column]),
        }
        for column, outcome in enumerate(outcomes)
        for i in np.argsort(-np.abs(found[:, column]), kind="stable")[:20]
    ]
