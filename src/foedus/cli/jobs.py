# SPDX-License-Identifier: Apache-2.0
"""Commands of the main job: run, report."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from foedus.api import DRAWS, Exploration, load, rebuild_report
from foedus.api import run as run_case
from foedus.cli.show import Draws, Json, Seed, console, document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from foedus.api import Run

Out = Annotated[Path | None, Parameter(name=["--out", "-o"])]
"""Folder for the results."""
Sampled = Annotated[Literal["sobol", "lhs", "mc"], Parameter(name="--sampling")]
"""How worlds are drawn."""


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
    sampling: Sampled = "sobol",
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
    sampling : str
        A scrambled Sobol sequence, a Latin hypercube, or independent draws.
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
            sampling=sampling,
            workers=processors() if workers is None else workers,
            progress=tell,
        )
    _tell(finished, as_json=as_json)


def report(folder: Path, /, *, as_json: Json = False) -> None:
    """Build the report of a stored run or sweep again.

    Parameters
    ----------
    folder : Path
        A folder that `foedus run` or `foedus explore` made.
    as_json : bool
        Print one JSON document.
    """
    from foedus.cli.sweeps import tell_sweep  # noqa: PLC0415 - start-up, and it imports this

    found = rebuild_report(folder)
    if isinstance(found, Exploration):
        tell_sweep(found, as_json=as_json)
    else:
        _tell(found, as_json=as_json)


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
