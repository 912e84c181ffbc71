# SPDX-License-Identifier: Apache-2.0
"""Commands that compute an ensemble: run, explore, report."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from foedus.api import DRAWS, checked_seed, load, rebuild_report
from foedus.api import run as run_case
from foedus.cli.show import Draws, Json, Seed, between, console, document, percent, table
from foedus.errors import CallError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from foedus.api import Run

Out = Annotated[Path | None, Parameter(name=["--out", "-o"])]
"""Folder for the results."""


@contextlib.contextmanager
def progress(words: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar with the time left on stderr, where that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda _finished, _all: None
        return
    from rich.console import Console  # noqa: PLC0415 - only with a terminal
    from rich.progress import (  # noqa: PLC0415 - only with a terminal
        BarColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(words, total=None)
        yield lambda finished, everything: bar.update(task, completed=finished, total=everything)


def run(
    case: str,
    /,
    *,
    out: Out = None,
    draws: Draws = DRAWS,
    seed: Seed = 0,
    workers: Annotated[int | None, Parameter(name="--workers")] = None,
    as_json: Json = False,
) -> None:
    """Do the main job: every lens over sampled worlds, stored, and DIR/report.html.

    The same command again completes what an interruption left, and never mixes two runs.

    Parameters
    ----------
    case : str
        A built-in case, or a folder with a case.yaml.
    out : Path
        Folder for the results; by default one under runs/ that names the run.
    draws : int
        Sampled worlds, raised to a power of two.
    seed : int
        Names the sampled worlds; the same seed gives the same bytes.
    workers : int
        Processes; never changes a result.
    as_json : bool
        Print one JSON document.
    """
    from foedus.ensemble.runner import processors  # noqa: PLC0415 - start-up

    loaded = load(case)
    with progress(loaded.title) as tell:
        finished = run_case(
            loaded,
            out,
            draws=draws,
            seed=seed,
            workers=processors() if workers is None else workers,
            progress=tell,
        )
    _tell(finished, as_json=as_json)


def report(folder: Path, /, *, as_json: Json = False) -> None:
    """Build the report of a stored run again.

    Parameters
    ----------
    folder : Path
        A folder that `foedus run` made.
    as_json : bool
        Print one JSON document.
    """
    _tell(rebuild_report(folder), as_json=as_json)


def _tell(finished: Run, *, as_json: bool) -> None:
    if as_json:
        document(
            {
                "out": str(finished.folder),
                "report": str(finished.report.resolve()),
                "draws": finished.plan.draws,
                "seed": finished.plan.seed,
                "findings": list(finished.findings),
                "seconds": round(finished.seconds, 3),
            }
        )
        return
    out = console()
    for sentence in finished.findings:
        out.print(sentence)
    out.print(f"{finished.plan.draws:,} draws, seed {finished.plan.seed}")
    out.print(f"report: {finished.report.resolve()}", soft_wrap=True)


def explore(
    case: str,
    /,
    *,
    out: Out = None,
    draws: Draws = 4096,
    seed: Seed = 0,
    designs: str = "24",
    resume: Annotated[Path | None, Parameter(name="--resume")] = None,
    workers: Annotated[int | None, Parameter(name="--workers")] = None,
    as_json: Json = False,
) -> None:
    """Sweep guarantee designs over sampled worlds, under the case's reference package.

    Parameters
    ----------
    case : str
        A built-in case, or a folder with a case.yaml.
    out : Path
        Folder for the results; by default one under runs/ that names the sweep.
    draws : int
        Sampled worlds, raised to a power of two.
    seed : int
        Names the sampled worlds and the sample of designs.
    designs : str
        How many designs to sample, or all.
    resume : Path
        Folder of an interrupted sweep to complete.
    workers : int
        Processes; never changes a result.
    as_json : bool
        Print one JSON document.
    """
    from foedus.ensemble.explore import explore_case  # noqa: PLC0415 - start-up
    from foedus.ensemble.runner import processors  # noqa: PLC0415 - start-up

    if out is not None and resume is not None and out != resume:
        message = "give either --out or --resume, or the same folder to both"
        raise CallError(message)
    if resume is not None and not (resume / "manifest.json").is_file():
        message = f"'{resume}' holds no interrupted sweep; give the folder of one, or use --out"
        raise CallError(message)
    if designs != "all" and not designs.isdecimal():
        message = f"--designs is '{designs}'; give a whole number, or all"
        raise CallError(message)
    loaded = load(case)
    with progress("designs") as tell:
        answer = explore_case(
            loaded.folder,
            out or resume,
            draws=draws,
            seed=checked_seed(seed),
            designs=None if designs == "all" else int(designs),
            workers=processors() if workers is None else workers,
            progress=tell,
        )
    if as_json:
        document(answer)
        return
    rows = [
        (
            row["label"],
            between(row["attack"]),
            percent(row["hold"]["median"]),
            percent(row["feasible"]),
            percent(row["success"]),
            f"{row['regret']:.2f}",
        )
        for row in answer["ranking"][:12]
    ]
    columns = [
        "design",
        "first-year attack, most",
        "holds 10 y",
        "acceptable",
        "accepted and holds",
        "regret",
    ]
    screen = console()
    screen.print(table("Designs, the best first", columns, rows))
    screen.print(
        "Attack: median over draws (5% to 95%), in the equilibrium with the most attack. Holds: "
        "median. Acceptable: share of draws. Accepted and holds: mean chance of both. Regret: what "
        "it falls short of the best design, on average."
    )
    screen.print(answer["recommendation"]["why"])
    screen.print(f"results: {answer['out']}", soft_wrap=True)
