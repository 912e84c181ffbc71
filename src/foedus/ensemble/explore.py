# SPDX-License-Identifier: Apache-2.0
"""A sweep of guarantee designs over sampled worlds, from the plan to what is told of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from foedus.ensemble.designs import choose_designs
from foedus.ensemble.discover import find_scenarios
from foedus.ensemble.draws import raised_draws
from foedus.ensemble.drivers import refuse_correlated, sensitivity_rows
from foedus.ensemble.plan import Plan, default_folder
from foedus.ensemble.runner import run_plan
from foedus.ensemble.verdict import Goals, judge_designs, measures_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from foedus.case.folder import CaseFolder
    from foedus.ensemble.draws import Sampling
    from foedus.ensemble.drivers import Method


@dataclass(frozen=True)
class Sweep:
    """What a sweep is asked to do.

    Parameters
    ----------
    draws : int
        Sampled worlds, raised to a power of two.
    seed : int
        Names the sampled worlds and the sample of designs.
    designs : int or None
        How many designs; None for all.
    sampling : {"sobol", "lhs", "mc"}
        How worlds are drawn (`foedus.ensemble.draws.unit_draws`).
    goals : Goals
        What would be good enough.
    sensitivity : {"rank", "sobol", "morris"}
        How inputs are told apart.
    """

    draws: int = 4096
    seed: int = 0
    designs: int | None = 24
    sampling: Sampling = "sobol"
    goals: Goals = field(default_factory=Goals)
    sensitivity: Method = "rank"


def plan_explore(case: CaseFolder, sweep: Sweep) -> Plan:
    """Plan a sweep: the reference design and a sample of the others, or all of them.

    Raises
    ------
    CallError
        For less than 1 design, or more than are allowed.
    """
    chosen = choose_designs(case, sweep.designs, sweep.seed)
    draws = raised_draws(sweep.draws)
    return Plan(case, "explore", sweep.seed, draws, chosen, sweep.sampling)


def run_sweep(
    case: CaseFolder,
    sweep: Sweep,
    folder: Path | None = None,
    *,
    workers: int = 1,
    cluster: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Plan, Path]:
    """Weigh the reference package under many designs, and store what comes out.

    Returns
    -------
    plan : Plan
    folder : Path
        Where the parts are.
    """
    refuse_correlated(case, sweep.sensitivity)
    plan = plan_explore(case, sweep)
    where = folder if folder is not None else default_folder(plan)
    run_plan(plan, where, workers=workers, cluster=cluster, progress=progress)
    return plan, where


def summarise_explore(
    plan: Plan, arrays: Mapping[str, NDArray[Any]], sweep: Sweep
) -> dict[str, Any]:
    """Return everything that is told of a sweep, as plain values.

    Returns
    -------
    dict
        ``draws``, ``seed``, ``sampling``, ``designs``, ``goals``; ``ranking``, ``front`` and
        ``recommendation`` (`judge_designs`); ``scenarios`` (`find_scenarios`); ``method`` and
        ``sensitivity`` (`sensitivity_rows`), of the recommended design.
    """
    measures = measures_of(arrays)
    judged = judge_designs(plan, measures, sweep.goals)
    chosen = judged["recommendation"]["index"]
    return {
        "draws": plan.draws,
        "seed": plan.seed,
        "sampling": plan.sampling,
        "designs": len(plan.designs),
        **judged,
        "scenarios": find_scenarios(plan, arrays, measures, sweep.goals, chosen),
        "method": sweep.sensitivity,
        "sensitivity": sensitivity_rows(plan, arrays, measures, chosen, sweep.sensitivity),
    }
