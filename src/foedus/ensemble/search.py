# SPDX-License-Identifier: Apache-2.0
"""A search over settlements, from the plan to what is told of it."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from foedus.ensemble.designs import choose_designs
from foedus.ensemble.draws import raised_draws
from foedus.ensemble.plan import Plan, default_folder, design_label, reference_design
from foedus.ensemble.robustness import mean_interval, regret
from foedus.ensemble.runner import run_plan
from foedus.ensemble.store import read_arrays, write_text
from foedus.errors import CallError
from foedus.settlement.search import HORIZON
from foedus.settlement.settle import consenters
from foedus.strategy.deter import spread
from foedus.strategy.levers import one_lever_at_a_time

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from foedus.case.folder import CaseFolder

    Arrays = Mapping[str, NDArray[Any]]

TOP: Final = 12
"""Packages that are told."""
SUCCESS: Final = (
    f"the chance that the parties have a package to agree on, take the one with the greatest "
    f"product of gains over war (Nash), and it holds {HORIZON} years"
)


def plan_search(
    case: CaseFolder, designs: int | str | None, packages: int | None, draws: int, seed: int
) -> Plan:
    """Plan a search: packages on the issues that no design decides, under designs.

    Parameters
    ----------
    case : CaseFolder
        The case; its ``space`` says what a search goes through.
    designs : int, None or "levers"
        A sample of so many; all; or the reference design and those one lever away from it.
    packages : int or None
        How many packages; None for all.
    draws, seed : int
        Sampled worlds, raised to a power of two, and their name.

    Raises
    ------
    CallError
        If the reference design has no place on an issue that designs decide, or a number is out
        of range.
    """
    if designs == "levers":
        chosen = tuple(one_lever_at_a_time(case, reference_design(case)))
    else:
        chosen = choose_designs(case, designs if isinstance(designs, int) else None, seed)
    plan = Plan(case, "search", seed, raised_draws(draws), chosen, packages=packages)
    if plan.space.designs[0] != chosen[0]:
        message = "'space: decided' in the case leaves the reference design without a place"
        raise CallError(message)
    return plan


def search_case(
    case: CaseFolder,
    folder: Path | None = None,
    *,
    designs: int | str | None = "levers",
    packages: int | None = None,
    draws: int = 1024,
    seed: int = 0,
    workers: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """Search a case's settlements and store what comes out (see `plan_search`).

    Returns
    -------
    dict
        What `summarise_search` tells, with ``out`` and ``seconds``.
    """
    started = time.perf_counter()
    plan = plan_search(case, designs, packages, draws, seed)
    where = folder if folder is not None else default_folder(plan)
    run_plan(plan, where, workers=workers, progress=progress)
    arrays = {name: array for name, (_, array) in read_arrays(where, plan).items()}
    answer = {"out": str(where), **summarise_search(plan, arrays)}
    write_text(where / "results.json", json.dumps(answer, indent=1) + "\n")
    return {**answer, "seconds": round(time.perf_counter() - started, 3)}


def summarise_search(plan: Plan, arrays: Arrays) -> dict[str, Any]:
    """Return what a search found, as plain values.

    Returns
    -------
    dict
        ``designs``, ``left_out`` (designs without a place), ``packages``, ``settlements`` (pairs
        that can stand together); ``nonempty``: share of draws with something acceptable under some
        design; ``ranking``: designs by expected regret in `SUCCESS`, least first; ``opens``: of the
        draws in which the reference design has nothing, the share in which another has something;
        ``accepted``: packages by how often all needed parties accept them, over draws and designs;
        ``recommendation``. Equilibria with the most attack; shares are over draws.
    """
    space, found = plan.space, arrays["search.accepted"] > 0
    ranking = _ranking(plan, arrays)
    shut, hold = ~found[:, 0], arrays["search.hold"]
    opens = [
        {
            "label": row["label"],
            "design": row["design"],
            "share": float(found[shut, d].mean()),
            "draws": int(shut.sum()),
        }
        for row in ranking
        if shut.any() and (d := row["index"]) != 0
    ]
    return {
        "draws": plan.draws,
        "seed": plan.seed,
        "designs": len(space.designs),
        "left_out": len(plan.designs) - len(space.designs),
        "packages": len(space.packages),
        "settlements": int(space.possible.sum()),
        "nonempty": float(found.any(axis=1).mean()),
        "nonempty_reference": float(found[:, 0].mean()),
        "ranking": ranking,
        "opens": sorted(opens, key=lambda row: -row["share"]),
        "accepted": _accepted(plan, arrays),
        "silent_levers": _silent(plan),
        "recommendation": _recommend(ranking, hold),
    }


def _ranking(plan: Plan, arrays: Arrays) -> list[dict[str, Any]]:
    space, names = plan.space, consenters(plan.case)
    hold, chosen = arrays["search.hold"], arrays["search.chosen"]
    lost = regret(hold).mean(axis=0)
    rows = []
    for d, design in enumerate(space.designs):
        some = chosen[:, d] >= 0
        blocked = arrays["search.blocked"][:, d]
        rows.append(
            {
                "index": d,
                "label": design_label(design, plan.designs[0]),
                "design": dict(design),
                "packages": int(space.possible[d].sum()),
                "nonempty": float(some.mean()),
                "hold": spread(hold[some, d]) if some.any() else None,
                "attack": spread(arrays["search.attack"][some, d]) if some.any() else None,
                "success": float(hold[:, d].mean()),
                "longest": float(arrays["search.longest"][:, d].mean()),
                "regret": float(lost[d]),
                "blocked": {
                    name: float(((blocked >> bit) & 1).mean()) for bit, name in enumerate(names)
                },
                "several": float(arrays["search.several"][:, d].mean()),
                "choices": _choices(plan, d, chosen[:, d]),
            }
        )
    return sorted(rows, key=lambda row: (row["regret"], row["index"]))


def _choices(plan: Plan, design: int, chosen: NDArray[Any]) -> list[dict[str, Any]]:
    """Return the packages that Nash picks most often under a design."""
    index, counts = np.unique(chosen[chosen >= 0], return_counts=True)
    order = np.argsort(-counts, kind="stable")[:3]
    return [
        {
            "settles": plan.space.settles(design, int(index[i])),
            "share": float(counts[i] / len(chosen)),
        }
        for i in order
    ]


def _accepted(plan: Plan, arrays: Arrays) -> list[dict[str, Any]]:
    space = plan.space
    under = np.maximum(space.possible.sum(axis=0), 1)
    shares = arrays["search.feasible"].mean(axis=0) / under
    # Over all designs: one that can stand with few of them is seldom open to the parties.
    order = np.argsort(-shares * under, kind="stable")
    return [
        {
            "settles": dict(zip(space.free, space.packages[p], strict=True)),
            "share": float(shares[p]),
            "designs": int(space.possible[:, p].sum()),
        }
        for p in order[:TOP]
    ]


def _silent(plan: Plan) -> list[str]:
    """Return the levers on which no issue hangs: no party is asked what it thinks of them."""
    space = plan.case.record.space
    spoken = {name for lines in space.decided.values() for line in lines for name in line.when}
    spoken |= {name for exclusion in space.excludes for name in exclusion.what}
    levers = plan.case.pact.levers if plan.case.pact is not None else {}
    return [name for name in levers if name not in spoken]


def _recommend(ranking: list[dict[str, Any]], hold: NDArray[np.float64]) -> dict[str, Any]:
    best = ranking[0]
    told = f"Of {len(ranking)} designs, '{best['label']}' gives up least on average in {SUCCESS}: "
    told += f"{best['regret']:.3f}"
    margin = None
    if len(ranking) > 1:
        ahead = hold[:, best["index"]] - hold[:, ranking[1]["index"]]
        mean, low, high = mean_interval(ahead)
        margin = {"mean": mean, "low": low, "high": high, "probability": 0.95}
        told += (
            f", {mean:.3f} less than the next (sampling error, 95%: {low:.3f} to {high:.3f}"
            f"{', so the two cannot be told apart' if low <= 0 else ''})"
        )
    return {
        "design": best["design"],
        "label": best["label"],
        "margin": margin,
        "why": f"{told}. It rests on the case's ranges, and is no forecast.",
    }
