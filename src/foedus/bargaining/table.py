# SPDX-License-Identifier: Apache-2.0
"""Forecasts for a table of positions, and forecasts as a table: one row an issue and model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from foedus.bargaining import MODELS
from foedus.bargaining.forecast import LEVELS
from foedus.bargaining.outcome import quantiles
from foedus.history.bargaining_tables import read_positions
from foedus.history.table_writing import write_table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_QUANTILES: Final = {f"q{100 * level:02.0f}": level for level in LEVELS}
_COLUMNS: Final = ("issue", "model", "point", *_QUANTILES, "option", "chance")


def forecast_table(path: Path) -> dict[str, Any]:
    """Return what each model expects on each issue of a table; see `read_positions`.

    Returns
    -------
    dict
        In the shape of the forecast of a case. A point model's quantiles are all its point.

    Raises
    ------
    TableError
        If the file is not a table of positions.
    """
    table = read_positions(path)
    answers = []
    for row, issue in enumerate(table.issues):
        holds = ~np.isnan(table.position[row])
        arrays = [held[row, holds][None] for held in (table.position, table.salience, table.power)]
        models = []
        for name, card in MODELS.items():
            forecast = card.forecast(*arrays)
            spread = quantiles(forecast, LEVELS)
            models.append(
                {
                    "model": name,
                    "title": card.title,
                    "point": float(forecast.points[0]),
                    "quantiles": {
                        str(level): float(q) for level, q in zip(LEVELS, spread, strict=True)
                    },
                    "rounds": [],
                }
            )
        answers.append({"issue": issue, "title": issue, "kind": "scale", "models": models})
    return {"issues": answers, "notes": list(table.notes)}


def write_forecast(answer: Mapping[str, Any], path: Path) -> None:
    """Write a forecast of a table or a case as CSV or Parquet, one row an issue and model.

    Parameters
    ----------
    answer : mapping
        As `forecast_table` or `summarise_forecast` gives it.
    path : Path
        Ends in .csv or .parquet; what is there already is replaced in one step. The columns are
        issue, model, point, a quantile each (``q05`` to ``q95``), option and chance. On an issue
        of named options the last two tell the likeliest one and the numbers are empty.

    Raises
    ------
    CallError
        If the suffix is another, or the file cannot be written.
    """
    rows = [_row(issue, model) for issue in answer["issues"] for model in issue["models"]]
    columns = {name: [row[name] for row in rows] for name in _COLUMNS}
    write_table(path, columns, text=("issue", "model", "option"))


def _row(issue: Mapping[str, Any], model: Mapping[str, Any]) -> dict[str, Any]:
    row = {"issue": issue["issue"], "model": model["model"], "point": model["point"]}
    row |= {name: model["quantiles"][str(level)] for name, level in _QUANTILES.items()}
    row |= {"option": None, "chance": None}
    if issue["kind"] == "options":
        likeliest = model["point"]
        row |= {"point": None, "option": likeliest, "chance": model["chances"][likeliest]}
    return row
