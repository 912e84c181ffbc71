# SPDX-License-Identifier: Apache-2.0
"""What they would settle on, issue by issue: each model's distribution beside the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from foedus.bargaining.forecast import DISTRIBUTIONS, scale_issues
from foedus.report.charts import Axis, Histogram, bar_chart, histogram_chart
from foedus.report.figures import Figure, Table, draw
from foedus.report.words import count, percent, place

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from foedus.case.folder import CaseFolder
    from foedus.case.schema import Issue

    Arrays = Mapping[str, NDArray[Any]]

BINS: Final = 20
SHORT: Final = {
    "compromise": "Compromise (weighted mean)",
    "weighted_median": "Weighted median",
    "condorcet_recursion_squared": "Condorcet, recursion, squared",
    "condorcet_conditional_squared": "Condorcet, conditional, squared",
    "condorcet_markov_uniform_linear": "Condorcet, Markov, linear",
}
"""Names of the models that fit above a chart; the cards have them in full."""


def forecast_views(
    case: CaseFolder, arrays: Arrays, results: dict[str, Any]
) -> list[dict[str, Any]]:
    """Return each issue's forecast as a figure, with a sentence on how far the models agree."""
    views = []
    for issue in results["forecast"]["issues"]:
        of = _scale_view if issue["kind"] == "scale" else _option_view
        views.append({"title": issue["title"], **of(case, arrays, issue, results["draws"])})
    return views


def _scale_view(
    case: CaseFolder, arrays: Arrays, issue: dict[str, Any], draws: int
) -> dict[str, Any]:
    column = scale_issues(case).index(issue["issue"])
    rows, data = [], []
    for model in issue["models"]:
        q = {level: float(at) for level, at in model["quantiles"].items()}
        label = SHORT.get(model["model"], model["model"])
        told = f"{place(q['0.5'])} ({place(q['0.05'])} to {place(q['0.95'])})"
        shares = _shares(model["model"], arrays, column)
        rows.append(Histogram(label, told, shares, (q["0.05"], q["0.95"]), q["0.5"]))
        data.append((model["title"], place(model["point"]), *(place(at) for at in q.values())))
    caption = (
        f"Chance of each 5-point step of the scale over {count(draws)} draws; the Condorcet models "
        "also spread inside a draw. Line: 90% of these chances; upright bar: median."
    )
    axis = Axis("Place on the scale, 0 to 100", 0, 100, shares=False)
    key = f"forecast-{issue['issue']}"
    panel = draw(histogram_chart(rows, axis), key, f"{issue['title']}: forecasts by model", caption)
    levels = (percent(float(level)) for level in issue["models"][0]["quantiles"])
    columns = ("Model", "Mean", *(f"{level} lie below" for level in levels))
    medians = [float(model["quantiles"]["0.5"]) for model in issue["models"]]
    return {
        "figure": Figure(key, issue["title"], caption, (panel,), Table(columns, tuple(data))),
        "told": _agreement(case.issues[issue["issue"]], min(medians), max(medians)),
    }


def _agreement(issue: Issue, low: float, high: float) -> str:
    """Say how far the models' medians lie apart, and which named point is nearest to each."""

    def near(value: float) -> str:
        return min(issue.points, key=lambda point: abs(point.at - value)).title

    if place(low) == place(high):
        return f"All models have their median at {place(low)}, nearest to “{near(low)}”."
    ends = f"The models' medians run from {place(low)} to {place(high)}"
    if near(low) == near(high):
        return f"{ends}, nearest to “{near(low)}”."
    return f"{ends}: from nearest to “{near(low)}” to nearest to “{near(high)}”."


def _shares(model: str, arrays: Arrays, column: int) -> tuple[float, ...]:
    values = arrays[f"forecast.{model}"][:, column]
    if model in DISTRIBUTIONS:
        places, weights = arrays["forecast.support"][:, column], values
        held = np.isfinite(places) & (weights > 0)
        places, weights = places[held], weights[held]
    else:
        places, weights = values, np.ones_like(values)
    found, _ = np.histogram(places, bins=BINS, range=(0, 100), weights=weights)
    total = found.sum() or 1.0
    return tuple(float(share) for share in found / total)


def _option_view(
    case: CaseFolder,
    arrays: Arrays,  # noqa: ARG001 - called like its sister
    issue: dict[str, Any],
    draws: int,
) -> dict[str, Any]:
    titles = {option.id: option.title for option in case.issues[issue["issue"]].options}
    model = issue["models"][0]
    chances = model["chances"]
    rows = [(titles[name], percent(chance), float(chance)) for name, chance in chances.items()]
    caption = (
        f"Chance of each option by the model '{SHORT.get(model['model'], model['model'])}', "
        f"mean over {count(draws)} draws. Options have no scale, so no means or medians are given."
    )
    key = f"forecast-{issue['issue']}"
    chart = bar_chart(rows, Axis("Chance of the option"))
    panel = draw(chart, key, f"{issue['title']}: chance of each option", caption)
    data = tuple((label, told) for label, told, _ in rows)
    likeliest = max(chances, key=lambda name: chances[name])
    return {
        "figure": Figure(key, issue["title"], caption, (panel,), Table(("Option", "Chance"), data)),
        "told": f"Likeliest: {titles[likeliest]} ({percent(chances[likeliest])}).",
    }
