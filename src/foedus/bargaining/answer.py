# SPDX-License-Identifier: Apache-2.0
"""What a forecast says: every model on every issue, how far they differ, and what moves them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from foedus.bargaining import MODELS, REFERENCE_MODELS, ROUND_MODELS
from foedus.bargaining.disagreement import model_spread, reading_spread
from foedus.bargaining.few import few_draws
from foedus.bargaining.forecast import (
    LEVELS,
    OPTION_MODEL,
    SCALE_MODELS,
    on_issue,
    option_issues,
    scale_issues,
    stored_forecast,
)
from foedus.bargaining.intervals import pooled_interval
from foedus.bargaining.leverage import levers
from foedus.bargaining.outcome import PointForecast, quantiles
from foedus.bargaining.rounds import Talks, hold_talks
from foedus.bargaining.timeline import timeline
from foedus.case.worlds import places_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from foedus.bargaining.few import Few
    from foedus.bargaining.outcome import Forecast
    from foedus.case.folder import CaseFolder
    from foedus.case.schema import Issue

    Arrays = Mapping[str, NDArray[np.float64]]

LEVEL: Final = 0.8
"""Share of a forecast's chances that its shortest interval holds."""
STEPS: Final = 20
"""Steps of the scale that a forecast gives a chance each."""


def summarise_forecast(case: CaseFolder, arrays: Arrays, seed: int, draws: int) -> dict[str, Any]:
    """Turn forecasts over worlds into what a reader asks of them, issue by issue.

    Parameters
    ----------
    case : CaseFolder
        The case.
    arrays : mapping
        What `foedus.bargaining.forecast.forecast_worlds` found in all draws.
    seed, draws : int
        Name the draws; models that take long run over the first of them again.

    Returns
    -------
    dict
        ``issues``, each with its ``models``; on a scale also ``spread`` and ``readings``.
        ``moves`` and ``exchanges`` in the models in rounds; the ``timeline`` of dated changes;
        ``levers``, which are single changes by how far they would move the forecast; ``notes``.
    """
    few = few_draws(case, seed, draws)
    scales = scale_issues(case)
    talks = _talks(few, scales)
    issues = [
        *(_scale(few, talks, arrays, name) for name in scales),
        *(_options(case, arrays, name) for name in option_issues(case)),
    ]
    order = {name: place for place, name in enumerate(case.issues)}
    return {
        "issues": sorted(issues, key=lambda item: order[str(item["issue"])]),
        "moves": talks.moves(),
        "exchanges": talks.exchanges(),
        "timeline": timeline(few),
        "levers": levers(few),
        "notes": list(talks.notes),
    }


def _talks(few: Few, scales: list[str]) -> Talks:
    names = list(few.case.issues)
    columns = [names.index(name) for name in scales]
    if not columns:
        return Talks((), (), {}, ())
    x, s, c = (array[:, :, columns] for array in few.central)
    many = tuple(array[:, :, columns] for array in few.inputs)
    return hold_talks(few.worlds.holders, scales, (x, s, c), (many[0], many[1], many[2]))


def _scale(few: Few, talks: Talks, arrays: Arrays, name: str) -> dict[str, Any]:
    case, issue = few.case, few.case.issues[name]
    place = list(case.issues).index(name)
    inputs = on_issue(few.inputs, place)
    row = scale_issues(case).index(name)
    said = {"ensemble": MODELS["ensemble"].forecast(*inputs)}
    said |= {model: stored_forecast(model, arrays, row) for model in SCALE_MODELS}
    said |= {model: talks.settlement(model, name) for model in talks.runs}
    reference = np.full(few.draws, fallback_place(issue))
    said |= {model: card.forecast(*inputs, reference) for model, card in REFERENCE_MODELS.items()}
    rounds = {model: talks.rounds(model, name) for model in talks.runs}
    models = [_row(model, forecast, rounds.get(model, [])) for model, forecast in said.items()]
    return {
        "issue": name,
        "title": issue.title,
        "kind": "scale",
        "models": models,
        "spread": model_spread(models),
        "readings": reading_spread(on_issue(few.central, place), inputs),
    }


def fallback_place(issue: Issue) -> float:
    """Return the place of what holds if nothing is agreed on an issue with a scale."""
    value = issue.fallback
    return places_of(issue)[value] if isinstance(value, str) else float(value)


def title_of(model: str) -> str:
    """Return the name of a model in words."""
    for cards in (MODELS, ROUND_MODELS, REFERENCE_MODELS):
        if model in cards:
            return cards[model].title
    raise KeyError(model)


def _row(model: str, forecast: Forecast, rounds: list[dict[str, Any]]) -> dict[str, Any]:
    spread = quantiles(forecast, LEVELS)
    low, high = pooled_interval(forecast, LEVEL)
    return {
        "model": model,
        "title": title_of(model),
        "point": float(np.mean(forecast.points)),
        "quantiles": {str(level): float(q) for level, q in zip(LEVELS, spread, strict=True)},
        "interval": {"kind": "shortest", "level": LEVEL, "low": low, "high": high},
        "shares": _shares(forecast),
        "draws": len(forecast.points),
        "rounds": rounds,
    }


def _shares(forecast: Forecast) -> list[float]:
    """Return the chance of each step of the scale, from 0 to 100."""
    if isinstance(forecast, PointForecast):
        places, weights = forecast.points, np.ones_like(forecast.points)
    else:
        there = forecast.probabilities > 0
        places, weights = forecast.support[there], forecast.probabilities[there]
    found, _ = np.histogram(places, bins=STEPS, range=(0, 100), weights=weights)
    return [float(share) for share in found / (found.sum() or 1.0)]


def _options(case: CaseFolder, arrays: Arrays, name: str) -> dict[str, Any]:
    issue = case.issues[name]
    row = option_issues(case).index(name)
    every = arrays["forecast.options"][:, row, : len(issue.names)]
    chances = every.mean(axis=0)
    model = {
        "model": OPTION_MODEL,
        "title": title_of(OPTION_MODEL),
        "point": issue.names[int(np.argmax(chances))],
        "quantiles": {str(level): None for level in LEVELS},
        "chances": {n: float(p) for n, p in zip(issue.names, chances, strict=True)},
        "draws": len(every),
        "rounds": [],
    }
    return {"issue": name, "title": issue.title, "kind": "options", "models": [model]}
