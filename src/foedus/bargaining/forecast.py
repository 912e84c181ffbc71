# SPDX-License-Identifier: Apache-2.0
"""The forecast of a case: models on every issue, as distributions over sampled worlds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from foedus.bargaining import MODELS
from foedus.bargaining.condorcet import on_options
from foedus.bargaining.outcome import DistributionForecast, Floats, Forecast, PointForecast
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
"""Models that run over every draw."""
OPTION_MODEL: Final = "condorcet_recursion_squared"
CO_FORECASTS: Final = ("ensemble", "compromise")
"""Models that stand side by side where one number is asked for; the first one ranks."""

Labelled: TypeAlias = tuple[tuple[str, ...], "NDArray[np.float64]"]
"""Names of an array's dimensions, and the array."""
Inputs: TypeAlias = tuple[Floats, Floats, Floats]
"""Positions, saliences and capabilities, (draws, actors) or (draws, actors, issues)."""


def scale_issues(case: CaseFolder) -> list[str]:
    """Return the issues on a scale that somebody holds a position on."""
    held = {stance.position.issue for stance in case.stances}
    return [name for name, issue in case.issues.items() if not issue.nominal and name in held]


def option_issues(case: CaseFolder) -> list[str]:
    """Return the issues of named options that somebody holds a position on."""
    held = {stance.position.issue for stance in case.stances}
    return [name for name, issue in case.issues.items() if issue.nominal and name in held]


def taken(worlds: Worlds) -> Inputs:
    """Return what every actor wants on every issue, world by world."""
    return worlds.taken("ideal"), worlds.taken("salience"), worlds.taken("capability")


def on_issue(inputs: Inputs, issue: int) -> Inputs:
    """Return what every actor wants on one issue, (draws, actors)."""
    position, salience, capability = inputs
    return position[:, :, issue], salience[:, :, issue], capability[:, :, issue]


def option_chances(issue: Issue, inputs: Inputs) -> Floats:
    """Return the chance of each option of an issue, (draws, options)."""
    position, salience, capability = inputs
    wants = np.where(np.isnan(position), -1, position).astype(np.intp)
    numbers = (np.nan_to_num(salience), np.nan_to_num(capability))
    return on_options(option_distances(issue), wants, *numbers)


def forecast_worlds(worlds: Worlds) -> dict[str, Labelled]:
    """Run the models that take little time on every issue of a case in every sampled world.

    Returns
    -------
    dict
        ``forecast.MODEL`` (draw, scale_issue) for models that give a point;
        ``forecast.MODEL`` (draw, scale_issue, holder) for those that give each position a chance,
        with ``forecast.support`` beside them; ``forecast.options`` (draw, option_issue, option)
        with chances from the squared Condorcet recursion, NaN beyond an issue's options.
    """
    case, inputs = worlds.case, taken(worlds)
    names = list(case.issues)
    scales = [names.index(name) for name in scale_issues(case)]
    arrays: dict[str, Labelled] = {}
    if scales:
        dims = ("draw", "scale_issue", "holder")
        support = np.ascontiguousarray(inputs[0][:, :, scales].swapaxes(1, 2))
        arrays["forecast.support"] = (dims, support)
        for model in SCALE_MODELS:
            runs = [MODELS[model].forecast(*on_issue(inputs, i)) for i in scales]
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
            found = option_chances(case.issues[name], on_issue(inputs, names.index(name)))
            chances[:, row, : found.shape[1]] = found
        arrays["forecast.options"] = (("draw", "option_issue", "option"), chances)
    return arrays


def stored_forecast(model: str, arrays: Mapping[str, NDArray[np.float64]], row: int) -> Forecast:
    """Return what a model of `SCALE_MODELS` said on one issue, from the arrays of all draws."""
    values = arrays[f"forecast.{model}"][:, row]
    if model in POINT_MODELS:
        return PointForecast(model, values)
    return DistributionForecast(model, arrays["forecast.support"][:, row], values)
