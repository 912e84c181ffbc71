# SPDX-License-Identifier: Apache-2.0
"""The command that holds forecasts against what was decided."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from foedus.cli.show import Json, Seed, console, document, percent, table
from foedus.errors import CallError
from foedus.problems import shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import Console

    from foedus.bargaining.issues import Issues

CAUTION = (
    "A point has the CRPS of its error, and holds an outcome only where it hits it. Intervals are "
    "the shortest that hold their share; those of differences are 95% bootstrap intervals by "
    "blocks."
)
FITTED = {
    "other_blocks": "the ensemble is fitted to other blocks",
    "training_table": "the ensemble is fitted to the training table",
    "default_weights": "the ensemble has its default weights, as there is one block alone",
}
TOLD = ("0.5", "0.8", "0.95")
"""The levels of the table; the document and the plot have more."""
SUFFIXES = (".svg", ".png")


def backtest(
    positions: Path,
    issues: Path,
    /,
    *,
    block: str | None = None,
    train: Annotated[tuple[Path, Path] | None, Parameter(name="--train", negative="")] = None,
    plot: Annotated[Path | None, Parameter(name="--plot")] = None,
    seed: Seed = 0,
    as_json: Json = False,
) -> None:
    """Score every bargaining model on issues that were decided.

    Parameters
    ----------
    positions : Path
        A table with the columns issue, actor, position, salience, power.
    issues : Path
        A table with the columns issue, outcome, and anything else.
    block : str
        The column of ISSUES that says which belong together; else proposal, where there is one.
    train : tuple
        Positions and issues that the ensemble is fitted to; else other blocks of the same tables.
    plot : Path
        Draw how well calibrated the main models are into this file, which ends in .svg or .png.
    seed : int
        Names how blocks are dealt into folds, and the bootstrap.
    as_json : bool
        Print one JSON document.
    """
    from foedus.api import checked_seed  # noqa: PLC0415 - loads the models
    from foedus.bargaining.backtest import backtest as score  # noqa: PLC0415

    if plot is not None:
        _check(plot)
    asked, learnt, notes = _read((positions, issues), train, block)
    answer = {**score(asked, learnt, checked_seed(seed)), "notes": notes}
    if plot is not None:
        _draw(answer, plot)
        answer["plot"] = str(plot)
    if as_json:
        document(answer)
        return
    _print(console(), answer)
    if plot is not None:
        console().print(f"drawn: {plot}", soft_wrap=True)


def _read(
    tables: tuple[Path, Path], train: tuple[Path, Path] | None, block: str | None
) -> tuple[Issues, Issues | None, list[str]]:
    """Return what is to be forecast, what is learnt from, and what was taken to be meant."""
    from foedus.bargaining.issues import apart, issues_of  # noqa: PLC0415 - loads the models
    from foedus.history.bargaining_tables import read_outcomes, read_positions  # noqa: PLC0415

    asked, notes = issues_of(read_positions(tables[0]), read_outcomes(tables[1]), block)
    if train is None:
        return asked, None, notes
    positions, outcomes = read_positions(train[0]), read_outcomes(train[1])
    # Without the column, issues are told apart by their names alone.
    whole, told = issues_of(positions, outcomes, block if block in outcomes.columns else None)
    learnt, left = apart(whole, asked)
    return asked, learnt, [*notes, *(f"Training table: {note}" for note in (*told, *left))]


def _check(plot: Path) -> None:
    """Refuse what could not be written in the end, before anything is computed."""
    if plot.suffix.lower() not in SUFFIXES:
        message = f"--plot is {shown(str(plot))}; give a file that ends in {' or '.join(SUFFIXES)}"
        raise CallError(message)
    if plot.is_dir() or not plot.parent.is_dir():
        message = f"cannot write {shown(str(plot))}; give a file in a folder that is there"
        raise CallError(message)


def _draw(answer: Mapping[str, Any], plot: Path) -> None:
    """Write the plot in one step."""
    from foedus.report.calibration import calibration_file  # noqa: PLC0415 - loads the renderer

    content = calibration_file(answer, plot.suffix.lower())
    temporary = plot.with_name(f".{plot.name}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(content)
        temporary.replace(plot)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        message = f"cannot write {shown(str(plot))} ({error.strerror or error}); give another place"
        raise CallError(message) from error


def _print(out: Console, answer: Mapping[str, Any]) -> None:
    for note in answer["notes"]:
        out.print(note)
    rows = [
        (
            row["model"],
            row["n"],
            f"{row['mae']:.2f}",
            f"{row['rmse']:.2f}",
            percent(row["within10"]),
            f"{row['crps']:.2f}",
            *(percent(row["coverage"][level]) for level in TOLD),
        )
        for row in answer["models"]
    ]
    title = f"{_many(answer['n'], 'issue')} in {_many(answer['blocks'], 'block')}; "
    columns = ["model", "issues", "MAE", "RMSE", "within 10", "CRPS"]
    columns += [f"in {percent(float(level))}" for level in TOLD]
    out.print(table(title + FITTED[answer["fitted_to"]], columns, rows))
    best = answer["models"][0]["model"]
    for pair in answer["paired"]:
        if pair["model"] == best:
            found = pair["crps"]
            out.print(
                f"CRPS of {best} less that of {pair['against']}: {found['difference']:.2f} "
                f"({found['low']:.2f} to {found['high']:.2f}; below zero, {best} is better)."
            )
    out.print(CAUTION)


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
