# SPDX-License-Identifier: Apache-2.0
"""What they would settle on, issue by issue: each model's distribution beside the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from foedus.report.charts import Axis, Histogram, Row, bar_chart, histogram_chart, row_chart
from foedus.report.figures import Figure, Panel, Table, draw
from foedus.report.words import count, percent, place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from foedus.case.folder import CaseFolder
    from foedus.case.schema import Issue

SHORT: Final = {
    "ensemble": "Ensemble (fitted to outcomes)",
    "compromise": "Compromise (weighted mean)",
    "weighted_median": "Weighted median",
    "condorcet_recursion_squared": "Condorcet, recursion, squared",
    "condorcet_conditional_squared": "Condorcet, conditional, squared",
    "condorcet_markov_uniform_linear": "Condorcet, Markov, linear",
    "challenge": "Challenge model",
    "spatial": "Spatial model",
    "exchange_equal_gain": "Exchange model",
    "nash_linear": "Nash, linear loss",
    "nash_quadratic": "Nash, quadratic loss",
    "kalai_smorodinsky_linear": "Kalai-Smorodinsky, linear loss",
    "kalai_smorodinsky_quadratic": "Kalai-Smorodinsky, quadratic loss",
    "egalitarian_linear": "Egalitarian, linear loss",
    "egalitarian_quadratic": "Egalitarian, quadratic loss",
}
"""Names of the models that fit above a chart; the cards have them in full."""
DRAWN_WHOLE: Final = tuple(SHORT)[:6]
"""Models whose whole distribution is drawn; of the others median and range."""

SCALE: Final = Axis("Place on the scale, 0 to 100", 0, 100, shares=False)


def forecast_views(case: CaseFolder, results: dict[str, Any]) -> list[dict[str, Any]]:
    """Return each issue's forecast as a figure, with a sentence on how far the models agree."""
    views = []
    for issue in results["forecast"]["issues"]:
        of = _scale_view if issue["kind"] == "scale" else _option_view
        views.append({"title": issue["title"], **of(case, issue)})
    return views


def _scale_view(case: CaseFolder, issue: dict[str, Any]) -> dict[str, Any]:
    models = issue["models"]
    most = max(model["draws"] for model in models)
    few = min(model["draws"] for model in models)
    caption = (
        f"Chance of each 5-point step of the scale over {count(most)} draws ({count(few)} for the "
        "ensemble, the models in rounds and those with a fallback); the ensemble and the Condorcet "
        "models also spread inside a draw. Line: 90% of these chances; upright bar: median. "
        "Readings: all ends at central values, with the middle half of them thick."
    )
    key = f"forecast-{issue['issue']}"
    columns = (
        "Model",
        "Mean",
        *(f"Below: {percent(float(level))}" for level in models[0]["quantiles"]),
    )
    data = tuple(
        (
            SHORT.get(m["model"], m["model"]),
            place(m["point"]),
            *(place(float(at)) for at in m["quantiles"].values()),
        )
        for m in models
    )
    medians = [float(model["quantiles"]["0.5"]) for model in models]
    panels = _panels(issue, key, caption)
    return {
        "figure": Figure(key, issue["title"], caption, panels, Table(columns, data)),
        "told": " ".join(
            [
                _agreement(case.issues[issue["issue"]], min(medians), max(medians)),
                _ensemble(models),
                _readings(issue["readings"]),
            ]
        ),
    }


def _panels(issue: dict[str, Any], key: str, caption: str) -> tuple[Panel, Panel]:
    whole, others = [], []
    for model in issue["models"]:
        q = {level: float(at) for level, at in model["quantiles"].items()}
        label = SHORT.get(model["model"], model["model"])
        told = f"{place(q['0.5'])} ({place(q['0.05'])} to {place(q['0.95'])})"
        ends = (q["0.05"], q["0.95"])
        if model["model"] in DRAWN_WHOLE:
            whole.append(Histogram(label, told, tuple(model["shares"]), ends, q["0.5"]))
        else:
            others.append(Row(label, told, thin=ends, upright=(q["0.5"],)))
    found = issue["readings"]
    others.append(
        Row(
            f"Challenge model, {found['n']} readings",
            f"{place(found['median'])} ({place(found['low'])} to {place(found['high'])})",
            thin=(found["low"], found["high"]),
            thick=(found["q25"], found["q75"]),
            upright=(found["median"],),
        )
    )
    title = issue["title"]
    return (
        draw(histogram_chart(whole, SCALE), key, f"{title}: forecasts by model", caption),
        draw(
            row_chart(others, SCALE),
            f"{key}-others",
            f"{title}: models in rounds, models with a fallback, readings",
            caption,
        ),
    )


def _ensemble(models: Sequence[dict[str, Any]]) -> str:
    held = next(model["interval"] for model in models if model["model"] == "ensemble")
    return (
        f"The shortest interval that holds {percent(held['level'])} of the ensemble's chances is "
        f"{place(held['low'])} to {place(held['high'])}."
    )


def _readings(found: dict[str, Any]) -> str:
    """Say how far the readings of one model lie apart."""
    where = f"end anywhere from {place(found['low'])} to {place(found['high'])}"
    if place(found["low"]) == place(found["high"]):
        where = f"all end at {place(found['low'])}"
    return (
        f"At central values the challenge model's {found['n']} readings {where}: "
        "no single one is the model."
    )


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


def _option_view(case: CaseFolder, issue: dict[str, Any]) -> dict[str, Any]:
    titles = {option.id: option.title for option in case.issues[issue["issue"]].options}
    model = issue["models"][0]
    chances = model["chances"]
    rows = [(titles[name], percent(chance), float(chance)) for name, chance in chances.items()]
    caption = (
        f"Chance of each option by the model '{SHORT.get(model['model'], model['model'])}', "
        f"mean over {count(model['draws'])} draws. Options have no scale, so no means or medians "
        "are given."
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
