# SPDX-License-Identifier: Apache-2.0
"""The forecast of a case: every model on every issue, as distributions over sampled worlds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from foedus.bargaining import MODELS
from foedus.bargaining.condorcet import on_options
from foedus.bargaining.outcome import DistributionForecast, Forecast, PointForecast, quantiles
from foedus.case.worth import option_distances

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from foedus.case.folder import CaseFolder
    from foedus.case.schema import Issue
    from foedus.case.worlds import Worlds

LEVELS: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
POINT_MODELS: Final = ("compromise", "weighted_median")
DISTRIBUTIONS: Final = (
    "condorcet_recursion_squared",
    "condorcet_conditional_squared",
    "condorcet_markov_uniform_linear",
)
SCALE_MODELS: Final = (*POINT_MODELS, *DISTRIBUTIONS)

Labelled = tuple[tuple[str, ...], "NDArray[np.float64]"]
"""Names of an array's dimensions, and the array."""


def scale_issues(case: CaseFolder) -> list[str]:
    """Return the issues on a scale that somebody holds a position on."""
    held = {stance.position.issue for stance in case.stances}
    return [name for name, issue in case.issues.items() if not issue.nominal and name in held]


def option_issues(case: CaseFolder) -> list[str]:
    """Return the issues of named options that somebody holds a position on."""
    held = {stance.position.issue for stance in case.stances}
    return [name for name, issue in case.issues.items() if issue.nominal and name in held]


def forecast_worlds(worlds: Worlds) -> dict[str, Labelled]:
    """Run every model on every issue of a case in every sampled world.

    Returns
    -------
    dict
        ``forecast.MODEL`` (draw, scale_issue) for models that give a point;
        ``forecast.MODEL`` (draw, scale_issue, holder) for those that give each position a chance,
        with ``forecast.support`` beside them; ``forecast.options`` (draw, option_issue, option)
        with chances from the squared Condorcet recursion, NaN beyond an issue's options.
    """
    case = worlds.case
    names = list(case.issues)
    ideal, salience, power = (worlds.taken(n) for n in ("ideal", "salience", "capability"))
    scales = [names.index(name) for name in scale_issues(case)]
    arrays: dict[str, Labelled] = {}
    if scales:
        dims = ("draw", "scale_issue", "holder")
        arrays["forecast.support"] = (
            dims,
            np.ascontiguousarray(ideal[:, :, scales].swapaxes(1, 2)),
        )
        for model in SCALE_MODELS:
            runs = [
                MODELS[model].forecast(ideal[:, :, i], salience[:, :, i], power[:, :, i])
                for i in scales
            ]
            values = [
                run.points if isinstance(run, PointForecast) else run.probabilities for run in runs
            ]
            wide = model in DISTRIBUTIONS
            arrays[f"forecast.{model}"] = (dims if wide else dims[:2], np.stack(values, axis=1))
    listed = option_issues(case)
    if listed:
        most = max(len(case.issues[name].names) for name in listed)
        chances = np.full((worlds.draws, len(listed), most), np.nan)
        for row, name in enumerate(listed):
            i = names.index(name)
            wants = np.where(np.isnan(ideal[:, :, i]), -1, ideal[:, :, i]).astype(np.intp)
            table = option_distances(case.issues[name])
            found = on_options(
                table, wants, np.nan_to_num(salience[:, :, i]), np.nan_to_num(power[:, :, i])
            )
            chances[:, row, : found.shape[1]] = found
        arrays["forecast.options"] = (("draw", "option_issue", "option"), chances)
    return arrays


def summarise_forecast(
    case: CaseFolder, arrays: Mapping[str, NDArray[np.float64]]
) -> dict[str, Any]:
    """Turn forecasts over worlds into points and quantiles, issue by issue.

    Returns
    -------
    dict
        ``{"issues": [{"issue", "title", "models": [{"model", "title", "point", "quantiles",
        "rounds"}]}]}``. Quantiles are over sampled worlds, and for a model that gives chances
        also over positions. For named options `point` is the likeliest and `chances` holds all.
    """
    issues = []
    for row, name in enumerate(scale_issues(case)):
        issue = case.issues[name]
        models = [_scale_row(model, _scale(model, arrays, row)) for model in SCALE_MODELS]
        issues.append({"issue": name, "title": issue.title, "kind": "scale", "models": models})
    for row, name in enumerate(option_issues(case)):
        issue = case.issues[name]
        chances = arrays["forecast.options"][:, row, : len(issue.names)].mean(axis=0)
        issues.append(
            {
                "issue": name,
                "title": issue.title,
                "kind": "options",
                "models": [_option_row(issue, chances)],
            }
        )
    order = {name: place for place, name in enumerate(case.issues)}
    return {"issues": sorted(issues, key=lambda item: order[str(item["issue"])])}


def _scale(model: str, arrays: Mapping[str, NDArray[np.float64]], row: int) -> Forecast:
    values = arrays[f"forecast.{model}"][:, row]
    if model in POINT_MODELS:
        return PointForecast(model, values)
    return DistributionForecast(model, arrays["forecast.support"][:, row], values)


def _scale_row(model: str, forecast: Forecast) -> dict[str, Any]:
    spread = quantiles(forecast, LEVELS)
    return {
        "model": model,
        "title": MODELS[model].title,
        "point": float(np.mean(forecast.points)),
        "quantiles": {str(level): float(q) for level, q in zip(LEVELS, spread, strict=True)},
        "rounds": [],
    }


def _option_row(issue: Issue, chances: NDArray[np.float64]) -> dict[str, Any]:
    likeliest = issue.names[int(np.argmax(chances))]
    return {
        "model": "condorcet_recursion_squared",
        "title": MODELS["condorcet_recursion_squared"].title,
        "point": likeliest,
        "quantiles": {str(level): None for level in LEVELS},
        "chances": {n: float(p) for n, p in zip(issue.names, chances, strict=True)},
        "rounds": [],
    }
