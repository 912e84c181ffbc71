# SPDX-License-Identifier: Apache-2.0
"""The commands as Python: load a case, ask each lens, run everything."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from foedus.case.folder import CASE_FILE, CaseFolder, builtin_cases, load_case
from foedus.errors import CallError, StoreError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import xarray as xr

    from foedus.case.schema import Actor, Issue, Package, Statement
    from foedus.case.worlds import Worlds
    from foedus.ensemble.draws import Sampling
    from foedus.ensemble.drivers import Method
    from foedus.ensemble.explore import Sweep
    from foedus.ensemble.plan import Plan
    from foedus.pacts import Evaluation, Pact
    from foedus.strategy.game import DeterrenceGame

    Progress = Callable[[int, int], None]

DRAWS = 10_000
"""Draws of the main job, before they are raised to a power of two."""
LENS_DRAWS = 4096
"""Draws of a single lens."""
SNAPSHOT = "case"


@dataclass(frozen=True)
class Case:
    """A peace settlement with its guarantee: who decides, what is open, who wants what and why.

    Parameters
    ----------
    folder : CaseFolder
        The loaded files; use `foedus.load` to get one.

    Examples
    --------
    >>> import foedus
    >>> case = foedus.load("harbour_league")
    >>> list(case.actors)
    ['aldmark', 'borsia', 'calden']
    """

    folder: CaseFolder = field(repr=False)

    @property
    def title(self) -> str:
        """What the case is about."""
        return self.folder.record.title

    @property
    def question(self) -> str:
        """The question in a sentence."""
        return self.folder.record.question

    @property
    def actors(self) -> dict[str, Actor]:
        """Actors by id."""
        return self.folder.actors

    @property
    def issues(self) -> dict[str, Issue]:
        """Issues by id."""
        return self.folder.issues

    @property
    def packages(self) -> dict[str, Package]:
        """Packages by id."""
        return self.folder.packages

    @property
    def statements(self) -> dict[str, Statement]:
        """Statements by id."""
        return self.folder.statements

    @property
    def pact(self) -> Pact | None:
        """The guarantee as a pact."""
        return self.folder.pact

    def worlds(self, draws: int = LENS_DRAWS, seed: int = 0) -> Worlds:
        """Return sampled worlds: one value for every uncertain number, draw by draw."""
        from foedus.case.worlds import dimensions, sample_worlds  # noqa: PLC0415 - start-up
        from foedus.ensemble.draws import raised_draws, unit_draws  # noqa: PLC0415 - start-up

        count = raised_draws(draws)
        unit = unit_draws(seed, dimensions(self.folder), 0, count, count)
        return sample_worlds(self.folder, unit)

    def evaluate(
        self, at: dt.date | dt.datetime | None = None, known: dt.date | dt.datetime | None = None
    ) -> Evaluation:
        """Return who owes what to whom by when under the case's pact, given its event log."""
        if self.folder.pact is None or self.folder.events is None:
            message = f"the case '{self.folder.record.id}' has no pact with an event log"
            raise CallError(message)
        law = self.folder.record.law
        day = at if at is not None or law is None else law.at
        return self.folder.pact.evaluate(self.folder.events, at=day, known=known)

    def forecast(self, draws: int = LENS_DRAWS, seed: int = 0) -> dict[str, Any]:
        """Return what each model expects on each issue, as quantiles over sampled worlds."""
        from foedus.bargaining.answer import summarise_forecast  # noqa: PLC0415 - start-up
        from foedus.bargaining.forecast import forecast_worlds  # noqa: PLC0415 - start-up

        worlds = self.worlds(draws, seed)
        arrays = _values(forecast_worlds(worlds))
        return summarise_forecast(self.folder, arrays, seed, worlds.draws)

    def deter(
        self,
        design: Mapping[str, object] | None = None,
        draws: int = LENS_DRAWS,
        seed: int = 0,
        restarters: str = "challenger",
        *,
        select: str | None = None,
    ) -> dict[str, Any]:
        """Return the chances of attack, of honouring and of holding, by guarantee design.

        Under ``compiled`` stands what each clause brings into the game of the first design, which
        is the one given or the reference (`foedus.strategy.compiled.compiled_rows`).

        Parameters
        ----------
        design : mapping, optional
            Levers to set, the others as in the reference package; without it the reference and
            every design that differs from it in a single lever.
        draws, seed : int
            Sampled worlds.
        restarters : {"challenger", "both"}
            Who may break the settlement; with ``both``, each design has a key of that name
            (`foedus.settlement.restarters.deter_both`).
        select : {"pessimistic", "optimistic", "principal", "risk_dominant"}, optional
            Add to each design, under ``selected``, the chances in the equilibrium that this rule
            names (`foedus.strategy.selected.selected`).
        """
        from foedus.ensemble.plan import reference_design  # noqa: PLC0415 - start-up
        from foedus.settlement.besides import besides, refuse_restarters  # noqa: PLC0415 - start-up
        from foedus.strategy.compiled import compiled_rows  # noqa: PLC0415 - start-up
        from foedus.strategy.deter import deter_worlds, summarise_deter  # noqa: PLC0415 - start-up
        from foedus.strategy.levers import (  # noqa: PLC0415 - start-up
            full_design,
            one_lever_at_a_time,
        )

        refuse_restarters(restarters)
        reference = reference_design(self.folder)
        if design is None:
            designs = one_lever_at_a_time(self.folder, reference)
        else:
            designs = [full_design(self.folder.pact, {**reference, **design})]
        worlds = self.worlds(draws, seed)
        answer = summarise_deter(self.folder, designs, _values(deter_worlds(worlds, designs)))
        told = besides(worlds, designs, restarters, select)
        answer["designs"] = [
            {**row, **more} for row, more in zip(answer["designs"], told, strict=True)
        ]
        return {**answer, "compiled": compiled_rows(self.folder, designs[0])}

    def game(
        self,
        design: Mapping[str, object] | None = None,
        draws: int = LENS_DRAWS,
        seed: int = 0,
    ) -> DeterrenceGame:
        """Return the deterrence game of one design, one sampled world a row.

        Parameters
        ----------
        design : mapping, optional
            Levers to set, the others as in the reference package.
        draws, seed : int
            Sampled worlds, the same as those of `deter`.
        """
        from foedus.ensemble.plan import reference_design  # noqa: PLC0415 - start-up
        from foedus.strategy.deter import design_game  # noqa: PLC0415 - start-up
        from foedus.strategy.levers import full_design  # noqa: PLC0415 - start-up

        levers = {**reference_design(self.folder), **(design or {})}
        return design_game(self.worlds(draws, seed), full_design(self.folder.pact, levers))

    def settle(
        self, draws: int = LENS_DRAWS, seed: int = 0, offers: int | None = None
    ) -> dict[str, Any]:
        """Return who accepts which package, what is feasible, and how long it would hold.

        With `offers`, that many talks are simulated besides (needs foedus[negmas]).
        """
        from foedus.settlement.principles import tell_settle  # noqa: PLC0415 - start-up
        from foedus.settlement.settle import settle_worlds  # noqa: PLC0415 - start-up

        arrays = _values(settle_worlds(self.worlds(draws, seed)))
        answer = tell_settle(self.folder, arrays)
        if offers is not None:
            from foedus.settlement.offers import simulate_offers  # noqa: PLC0415 - only here

            answer["offers"] = simulate_offers(self.folder, arrays, offers, seed=seed)
        return answer


def _values(arrays: dict[str, tuple[tuple[str, ...], Any]]) -> dict[str, Any]:
    return {name: array for name, (_, array) in arrays.items()}


@dataclass(frozen=True)
class Run:
    """A finished run: where it is, what it found, and its numbers.

    Parameters
    ----------
    folder : Path
        Holds the manifest, the parts, results.json and report.html.
    plan : Plan
        What was computed.
    results : dict
        Every lens in the shapes of the commands.
    findings : tuple of str
        The finding, in sentences.
    seconds : float
        How long it took.
    """

    folder: Path
    plan: Plan = field(repr=False)
    results: dict[str, Any] = field(repr=False)
    findings: tuple[str, ...]
    seconds: float

    @property
    def report(self) -> Path:
        """The report."""
        return self.folder / "report.html"

    @property
    def tree(self) -> xr.DataTree:
        """Every draw's inputs and outcomes, with names on every axis."""
        from foedus.ensemble.store import as_tree, read_arrays  # noqa: PLC0415 - start-up

        return as_tree(read_arrays(self.folder, self.plan), self.plan)


def load(name: str | Path) -> Case:
    """Load a case: a built-in one by name, or a folder with a case.yaml.

    Raises
    ------
    CallError
        If there is no such case.
    CaseError
        With every problem of its files, each at its place.
    """
    return Case(load_case(name))


def cases() -> dict[str, Path]:
    """Return the built-in cases by name, each with its folder."""
    return builtin_cases()


def run(
    case: Case | str | Path,
    folder: Path | None = None,
    *,
    draws: int = DRAWS,
    seed: int = 0,
    sampling: Sampling = "sobol",
    workers: int = 1,
    progress: Progress | None = None,
) -> Run:
    """Do the main job: every lens over sampled worlds, stored, and a report in one HTML file.

    Parameters
    ----------
    case : Case, str or Path
        A loaded case, or what `load` takes.
    folder : Path, optional
        Where to put it; by default ``runs/CASE-HASH``, the hash naming inputs, draws and seed. A
        folder that holds part of the same run is completed; one of another run is refused.
    draws : int
        Raised to a power of two.
    seed : int
        Names the draws; any whole number from 0.
    sampling : {"sobol", "lhs", "mc"}
        A scrambled Sobol sequence, a Latin hypercube, or independent draws.
    workers : int
        Processes; never changes a result (see `foedus.ensemble.runner.run_plan`).
    progress : callable, optional
        Called with the number of finished chunks and of all.
    """
    from foedus.ensemble.plan import default_folder, plan_run  # noqa: PLC0415 - start-up
    from foedus.ensemble.runner import run_plan  # noqa: PLC0415 - start-up

    started = time.perf_counter()
    loaded = case if isinstance(case, Case) else load(case)
    plan = plan_run(loaded.folder, draws, checked_seed(seed), sampling)
    where = folder if folder is not None else default_folder(plan)
    run_plan(plan, where, workers=workers, progress=progress)
    return _finish(plan, where, started)


@dataclass(frozen=True)
class Exploration:
    """A finished sweep of guarantee designs: where it is, what it says, and its numbers.

    Parameters
    ----------
    folder : Path
        Holds the manifest, the parts, results.json and report.html.
    plan : Plan
        What was computed; its designs are the axis `design`.
    answer : dict
        What `foedus explore --json` prints.
    """

    folder: Path
    plan: Plan = field(repr=False)
    answer: dict[str, Any] = field(repr=False)

    @property
    def report(self) -> Path:
        """The report."""
        return self.folder / "report.html"

    @property
    def tree(self) -> xr.DataTree:
        """Groups ``inputs``, ``outcomes/explore``, ``regret`` and ``sensitivity``, all labelled."""
        from foedus.ensemble.labelled import sweep_tree  # noqa: PLC0415 - start-up
        from foedus.ensemble.store import read_arrays  # noqa: PLC0415 - start-up

        chosen = self.answer["recommendation"]["index"]
        return sweep_tree(read_arrays(self.folder, self.plan), self.plan, chosen)


def explore(  # noqa: PLR0913 - an option each
    case: Case | str | Path,
    folder: Path | None = None,
    *,
    draws: int = LENS_DRAWS,
    seed: int = 0,
    sampling: Sampling = "sobol",
    designs: int | None = 24,
    most_attack: float = 0.1,
    least_hold: float = 0.5,
    sensitivity: Method = "rank",
    workers: int = 1,
    cluster: str | None = None,
    progress: Progress | None = None,
) -> Exploration:
    """Sweep guarantee designs over sampled worlds, under the case's reference package.

    Parameters
    ----------
    case : Case, str or Path
        A loaded case, or what `load` takes.
    folder : Path, optional
        Where to put it; by default ``runs/CASE-designs-HASH``.
    draws : int
        Raised to a power of two.
    seed : int
        Names the draws and the sample of designs.
    sampling : {"sobol", "lhs", "mc"}
        A scrambled Sobol sequence, a Latin hypercube, or independent draws.
    designs : int or None
        How many designs; None for all.
    most_attack, least_hold : float
        Goals: the most chance of attack in a year, the least chance to hold ten years.
    sensitivity : {"rank", "sobol", "morris"}
        Rank correlation over the draws, or runs of their own for Sobol's indices or Morris's
        elementary effects.
    workers : int
        Processes; never changes a result (see `foedus.ensemble.runner.run_plan`).
    cluster : str, optional
        Address of a Dask scheduler whose workers compute instead; it changes no result either.
    progress : callable, optional
        Called with the number of finished chunks and of all.
    """
    from foedus.ensemble.explore import Sweep, run_sweep  # noqa: PLC0415 - start-up
    from foedus.ensemble.verdict import Goals  # noqa: PLC0415 - start-up

    started = time.perf_counter()
    loaded = case if isinstance(case, Case) else load(case)
    goals = Goals(most_attack, least_hold)
    sweep = Sweep(draws, checked_seed(seed), designs, sampling, goals, sensitivity)
    plan, where = run_sweep(
        loaded.folder, sweep, folder, workers=workers, cluster=cluster, progress=progress
    )
    return _explored(plan, where, sweep, started)


def _explored(plan: Plan, folder: Path, sweep: Sweep, started: float) -> Exploration:
    """Turn a sweep's stored parts into an answer and a report."""
    from foedus.ensemble.explore import summarise_explore  # noqa: PLC0415 - start-up
    from foedus.ensemble.results import plain_arrays, write_results  # noqa: PLC0415 - start-up
    from foedus.ensemble.store import write_text  # noqa: PLC0415 - start-up
    from foedus.report.sweep import build_sweep_report  # noqa: PLC0415 - start-up

    _keep_case(plan, folder)
    answer = summarise_explore(plan, plain_arrays(folder, plan), sweep)
    write_results(folder, answer)
    write_text(folder / "report.html", build_sweep_report(plan, answer, stamp=_stamp()))
    told = {"out": str(folder), **answer, "report": str((folder / "report.html").resolve())}
    told["seconds"] = round(time.perf_counter() - started, 3)
    return Exploration(folder, plan, told)


def rebuild_report(folder: Path) -> Run | Exploration:
    """Build the report of a stored run or sweep again from its parts.

    Raises
    ------
    StoreError
        If the folder holds no complete run.
    """
    from foedus.ensemble.store import read_manifest  # noqa: PLC0415 - start-up
    from foedus.ensemble.stored import stored_plan, stored_sweep  # noqa: PLC0415 - start-up

    started = time.perf_counter()
    manifest = read_manifest(folder)
    if not (folder / SNAPSHOT / CASE_FILE).is_file():
        message = (
            f"'{folder}' holds no finished run; give a folder that `foedus run` or "
            "`foedus explore` made"
        )
        raise StoreError(message)
    loaded = load_case(folder / SNAPSHOT)
    if loaded.fingerprint() != manifest.get("inputs"):
        message = f"the case in '{folder / SNAPSHOT}' is not the one that was computed; run again"
        raise StoreError(message)
    plan = stored_plan(loaded, folder, manifest)
    if plan.kind == "run":
        return _finish(plan, folder, started)
    return _explored(plan, folder, stored_sweep(plan, folder), started)


def _stamp() -> str:
    import datetime as dt  # noqa: PLC0415 - only the stamp needs it

    return dt.datetime.now(dt.UTC).strftime("%Y-%m-%d %H:%M UTC")


def _finish(plan: Plan, folder: Path, started: float) -> Run:
    """Turn stored parts into results and a report."""
    from foedus.ensemble.results import (  # noqa: PLC0415 - start-up
        plain_arrays,
        summarise_run,
        write_results,
    )
    from foedus.ensemble.store import write_text  # noqa: PLC0415 - start-up
    from foedus.report.build import build_report  # noqa: PLC0415 - start-up
    from foedus.report.findings import find  # noqa: PLC0415 - start-up

    _keep_case(plan, folder)
    arrays = plain_arrays(folder, plan)
    results = summarise_run(plan, arrays)
    write_results(folder, results)
    write_text(folder / "report.html", build_report(plan, arrays, results, stamp=_stamp()))
    findings = tuple(find(plan.case, results))
    return Run(folder, plan, results, findings, time.perf_counter() - started)


def _keep_case(plan: Plan, folder: Path) -> None:
    """Keep what the numbers came from beside them, so that a report can be built again."""
    source, kept = plan.case.folder, folder / SNAPSHOT
    if source == kept:
        return
    (kept / "pacts").mkdir(parents=True, exist_ok=True)
    for path in [source / CASE_FILE, source / "events.yaml", *source.glob("pacts/*.yaml")]:
        if path.is_file():
            shutil.copyfile(path, kept / path.relative_to(source))


def checked_seed(seed: int) -> int:
    """Return a seed that a generator takes.

    Raises
    ------
    CallError
        If it is negative.
    """
    if seed < 0:
        message = f"the seed is {seed}; give a whole number from 0"
        raise CallError(message)
    return seed
