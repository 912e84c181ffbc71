# SPDX-License-Identifier: Apache-2.0
"""A sweep of guarantee designs over sampled worlds, from the plan to what is told of it."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

from foedus.ensemble.designs import choose_designs
from foedus.ensemble.draws import raised_draws
from foedus.ensemble.drivers import rank_rows
from foedus.ensemble.plan import Plan, default_folder
from foedus.ensemble.runner import run_plan
from foedus.ensemble.store import read_arrays, write_text
from foedus.ensemble.verdict import Goals, judge_designs, measures_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from foedus.case.folder import CaseFolder


def plan_explore(case: CaseFolder, designs: int | None, draws: int, seed: int) -> Plan:
    """Plan a sweep: the reference design and a sample of the others, or all of them.

    Raises
    ------
    CallError
        For less than 1 design, or more than are allowed.
    """
    chosen = choose_designs(case, designs, seed)
    return Plan(case, "explore", seed, raised_draws(draws), chosen)


def explore_case(
    case: CaseFolder,
    folder: Path | None,
    *,
    draws: int,
    seed: int,
    designs: int | None,
    goals: Goals | None = None,
    workers: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """Weigh the reference package under many designs and judge them.

    Returns
    -------
    dict
        ``{"out", "draws", "designs", "goals", "ranking", "front", "recommendation",
        "sensitivity", "seconds"}``.
    """
    started = time.perf_counter()
    plan = plan_explore(case, designs, draws, seed)
    where = folder if folder is not None else default_folder(plan)
    run_plan(plan, where, workers=workers, progress=progress)
    arrays = {name: array for name, (_, array) in read_arrays(where, plan).items()}
    answer = {"out": str(where), **summarise_explore(plan, arrays, goals or Goals())}
    write_text(where / "results.json", json.dumps(answer, indent=1) + "\n")
    return {**answer, "seconds": round(time.perf_counter() - started, 3)}


def summarise_explore(plan: Plan, arrays: dict[str, NDArray[Any]], goals: Goals) -> dict[str, Any]:
    """Return everything that is told of a sweep, as plain values."""
    measures = measures_of(arrays)
    judged = judge_designs(plan, measures, goals)
    chosen = judged["recommendation"]["index"]
    return {
        "draws": plan.draws,
        "designs": len(plan.designs),
        **judged,
        "sensitivity": rank_rows(plan, arrays, measures, chosen),
    }
