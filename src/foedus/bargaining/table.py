# SPDX-License-Identifier: Apache-2.0
"""Forecasts for a table of positions, and forecasts as a table: one row an issue and model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from foedus.bargaining import MODELS
from foedus.bargaining.forecast import LEVELS
from foedus.bargaining.outcome import quantiles
from foedus.history.bargaining_tables import read_positions
from foedus.history.table_writing import write_table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


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
    rows = [(issue["issue"], model) for issue in answer["issues"] for model in issue["models"]]
    models = [model for _, model in rows]
    named = [isinstance(model["point"], str) for model in models]
    columns: dict[str, list[Any]] = {
        "issue": [issue for issue, _ in rows],
        "model": [model["model"] for model in models],
        "point": [None if words else m["point"] for m, words in zip(models, named, strict=True)],
    }
    for level in LEVELS:
        columns[f"q{level * 100:02.0f}"] = [model["quantiles"][str(level)] for model in models]
    columns["option"] = [
        m["point"] if words else None for m, words in zip(models, named, strict=True)
    ]
    columns["chance"] = [
        m["chances"][m["point"]] if words else None for m, words in zip(models, named, strict=True)
    ]
    write_table(path, columns)
