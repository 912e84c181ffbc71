# SPDX-License-Identifier: Apache-2.0
"""What a folder on disk was asked to compute, so that its report says the same again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from foedus.ensemble.draws import SAMPLINGS
from foedus.ensemble.drivers import METHODS
from foedus.ensemble.explore import Sweep
from foedus.ensemble.plan import KINDS, Plan
from foedus.ensemble.results import RESULTS
from foedus.ensemble.verdict import Goals
from foedus.errors import CallError, StoreError
from foedus.strategy.levers import full_design

if TYPE_CHECKING:
    from pathlib import Path

    from foedus.case.folder import CaseFolder


def stored_plan(case: CaseFolder, folder: Path, manifest: dict[str, Any]) -> Plan:
    """Return the plan of a stored run or sweep.

    Raises
    ------
    StoreError
        If its manifest does not say what it has to.
    """
    try:
        # In the order of the pact's levers, which a manifest does not keep.
        designs = tuple(full_design(case.pact, design) for design in manifest["designs"])
        seed, draws = int(manifest["seed"]), int(manifest["draws"])
        kind = KINDS[KINDS.index(manifest["kind"])]
        sampling = SAMPLINGS[SAMPLINGS.index(manifest["sampling"])]
    except (KeyError, TypeError, ValueError, AttributeError, CallError) as error:
        message = f"the manifest in '{folder}' is damaged ({error}); run again"
        raise StoreError(message) from error
    return Plan(case, kind, seed, draws, designs, sampling)


def stored_sweep(plan: Plan, folder: Path) -> Sweep:
    """Return what a stored sweep was asked.

    Raises
    ------
    StoreError
        If its results do not say.
    """
    try:
        told = json.loads((folder / RESULTS).read_text("utf-8"))
        goals = Goals(float(told["goals"]["attack"]), float(told["goals"]["hold"]))
        method = METHODS[METHODS.index(told["method"])]
    except (OSError, KeyError, TypeError, ValueError, CallError) as error:
        message = f"'{folder / RESULTS}' is damaged ({error}); run the sweep again"
        raise StoreError(message) from error
    return Sweep(plan.draws, plan.seed, len(plan.designs), plan.sampling, goals, method)
