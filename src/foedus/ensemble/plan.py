# SPDX-License-Identifier: Apache-2.0
"""What an ensemble is to compute: the case, the seed, the draws, the designs, cut into chunks."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from foedus._version import __version__
from foedus.bargaining.forecast import option_issues, scale_issues
from foedus.case.worlds import dimensions, quantities
from foedus.ensemble.draws import raised_draws
from foedus.settlement.settle import BRANCHES, consenters, parties, proposals
from foedus.settlement.space import search_space
from foedus.strategy.deter import CURVE, YEARS
from foedus.strategy.levers import full_design, one_lever_at_a_time

if TYPE_CHECKING:
    from foedus.case.folder import CaseFolder
    from foedus.ensemble.draws import Sampling
    from foedus.settlement.space import Space
    from foedus.strategy.levers import Design

FORM: Final = 2
"""Form of stored parts; raised when their columns change."""
MOST_CHUNK: Final = 2048
"""Rows of a chunk: what a kill may lose, and what bounds memory."""
KINDS: Final = ("run", "explore", "search")
_KERNELS: Final = ("bargaining", "case", "ensemble", "pacts", "settlement", "strategy")


@dataclass(frozen=True)
class Plan:
    """An ensemble, before anything is computed.

    Parameters
    ----------
    case : CaseFolder
        The case.
    kind : {"run", "explore", "search"}
        The main job; designs swept under the reference package; or packages under designs.
    seed : int
        Names the sequence of draws.
    draws : int
        A power of two.
    designs : tuple of dict
        Guarantee designs that are solved under the reference package.
    sampling : {"sobol", "lhs", "mc"}
        How worlds are drawn (`foedus.ensemble.draws.unit_draws`).
    packages : int or None
        How many packages a search goes through; None for all.
    """

    case: CaseFolder
    kind: str
    seed: int
    draws: int
    designs: tuple[Design, ...]
    sampling: Sampling = "sobol"
    packages: int | None = None

    @cached_property
    def space(self) -> Space:
        """What a search goes through."""
        return search_space(self.case, self.designs, self.packages, self.seed)

    @property
    def chunk(self) -> int:
        """Rows of a chunk: a power of two that depends on the number of draws alone."""
        return min(self.draws, MOST_CHUNK)

    @property
    def chunks(self) -> int:
        """Number of chunks."""
        return self.draws // self.chunk

    @property
    def dimensions(self) -> int:
        """Uniform numbers in one draw."""
        return dimensions(self.case)

    def coordinates(self) -> dict[str, list[str]]:
        """Return the labels of every dimension but the draw."""
        case = self.case
        held = {stance.position.actor for stance in case.stances}
        most = max((len(i.names) for i in case.issues.values() if i.nominal), default=0)
        searched: dict[str, list[str]] = {}
        if self.kind == "search":
            numbers = range(len(self.space.packages))
            labels = [design_label(design, self.designs[0]) for design in self.space.designs]
            searched = {"candidate": labels, "settlement": [str(number) for number in numbers]}
        return {
            **searched,
            "holder": [name for name in case.actors if name in held],
            "scale_issue": scale_issues(case),
            "option_issue": option_issues(case),
            "option": [str(index) for index in range(most)],
            "design": [design_label(design, self.designs[0]) for design in self.designs],
            "guarantor": list(case.record.war.guarantors),
            "year": [str(year) for year in YEARS],
            "curve": [str(year) for year in CURVE],
            "package": [package.id for package in proposals(case)],
            "party": list(parties(case)),
            "consenter": list(consenters(case)),
            "branch": list(BRANCHES),
        }

    def identity(self) -> dict[str, Any]:
        """Return what makes two runs the same run; parts of different identity never mix."""
        return {
            "form": FORM,
            "kind": self.kind,
            "case": self.case.record.id,
            "inputs": self.case.fingerprint(),
            "version": __version__,
            "code": code_fingerprint(),
            "seed": self.seed,
            "draws": self.draws,
            "sampling": self.sampling,
            "chunk": self.chunk,
            "designs": [dict(design) for design in self.designs],
            "packages": self.packages,
            "quantities": len(quantities(self.case)),
        }


def default_folder(plan: Plan) -> Path:
    """Return where results go if nobody says: a folder that names inputs, draws, seed, designs."""
    text = json.dumps(plan.identity(), sort_keys=True)
    name = plan.case.record.id + {"run": "", "explore": "-designs", "search": "-search"}[plan.kind]
    return Path("runs") / f"{name}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def plan_run(case: CaseFolder, draws: int, seed: int, sampling: Sampling = "sobol") -> Plan:
    """Plan the main job: the reference design and its single-lever neighbours, every package."""
    reference = reference_design(case)
    designs = tuple(one_lever_at_a_time(case, reference))
    return Plan(case, "run", seed, raised_draws(draws), designs, sampling)


def reference_design(case: CaseFolder) -> Design:
    """Return the guarantee design of the case's reference package, every lever set."""
    return full_design(case.pact, case.packages[case.record.reference].design)


def design_label(design: Design, reference: Design) -> str:
    """Return how a design differs from the reference, in short.

    Examples
    --------
    >>> design_label({"forces": "small"}, {"forces": "none"})
    'forces=small'
    """
    changed = [f"{k}={v}" for k, v in design.items() if reference.get(k) != v]
    return ", ".join(changed) or "reference"


@cache
def code_fingerprint() -> str:
    """Return a hash of the code that turns draws into outcomes."""
    digest = hashlib.sha256()
    root = Path(str(resources.files("foedus")))
    for room in _KERNELS:
        for path in sorted((root / room).rglob("*.py")):
            digest.update(path.relative_to(root).as_posix().encode() + b"\0")
            digest.update(path.read_bytes())
    return digest.hexdigest()
