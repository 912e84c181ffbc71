# SPDX-License-Identifier: Apache-2.0
"""The command that holds forecasts against what was decided."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from foedus.cli.show import Json, Seed, console, document, percent, table

if TYPE_CHECKING:
    from rich.console import Console

CAUTION = (
    "A point has the CRPS of its error, and holds an outcome only where it hits it. Intervals are "
    "the shortest that hold their share; those of `paired` are 95% bootstrap intervals by blocks."
)


def backtest(
    positions: Path,
    issues: Path,
    /,
    *,
    block: str | None = None,
    train: tuple[Path, Path] | None = None,
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
    seed : int
        Names how blocks are dealt into folds, and the bootstrap.
    as_json : bool
        Print one JSON document.
    """
    from foedus.api import checked_seed  # noqa: PLC0415 - loads the models
    from foedus.bargaining.backtest import backtest as score  # noqa: PLC0415
    from foedus.bargaining.backtest import issues_of  # noqa: PLC0415
    from foedus.history.bargaining_tables import read_outcomes, read_positions  # noqa: PLC0415

    asked, notes = issues_of(read_positions(positions), read_outcomes(issues), block)
    learnt = None
    if train is not None:
        learnt, _ = issues_of(read_positions(train[0]), read_outcomes(train[1]), block)
    answer = {**score(asked, learnt, checked_seed(seed)), "notes": notes}
    if as_json:
        document(answer)
        return
    _print(console(), answer, trained=train is not None)


def _print(out: Console, answer: dict[str, Any], *, trained: bool) -> None:
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
            *(percent(share) for share in row["coverage"].values()),
        )
        for row in answer["models"]
    ]
    fitted = "fitted to the training table" if trained else "fitted to other blocks"
    title = f"{answer['n']} issues in {answer['blocks']} blocks; the ensemble is {fitted}"
    levels = [f"in {percent(float(level))}" for level in answer["models"][0]["coverage"]]
    columns = ["model", "issues", "MAE", "RMSE", "within 10", "CRPS", *levels]
    out.print(table(title, columns, rows))
    best = answer["models"][0]["model"]
    for pair in answer["paired"]:
        if pair["model"] == best and pair["against"] != best:
            found = pair["crps"]
            out.print(
                f"CRPS of {best} less that of {pair['against']}: {found['difference']:.2f} "
                f"({found['low']:.2f} to {found['high']:.2f}; below zero, {best} is better)."
            )
    out.print(CAUTION)
