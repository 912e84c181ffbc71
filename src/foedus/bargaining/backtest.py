# SPDX-License-Identifier: Apache-2.0
"""Every model against what was decided: errors, scores, calibration, and who beats whom.

What is fitted is fitted to other issues than those that it is scored on: to other blocks (such as
proposals) of the same table, or to a training table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from foedus.bargaining import MODELS, REFERENCE_MODELS, ROUND_MODELS, exchange, pool
from foedus.bargaining.compromise import compromise
from foedus.bargaining.dressing import dressed
from foedus.bargaining.intervals import shortest_interval
from foedus.bargaining.outcome import DistributionForecast, Forecast, PointForecast
from foedus.bargaining.pool_fit import cross_validated, fit
from foedus.bargaining.scoring import (
    coverage,
    crps,
    log_score,
    mae,
    paired_difference,
    pit_histogram,
    rmse,
    share_within,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from foedus.bargaining.issues import Issues
    from foedus.bargaining.outcome import Floats

LEVELS: Final = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
DRESSED: Final = "compromise"
AGAINST: Final = (DRESSED, f"{DRESSED}_dressed", pool.CARD.name)
"""Those that every other model is compared with."""
CELLS: Final = 20
"""Of the log score, from the lowest to the highest of all positions and outcomes."""


def backtest(issues: Issues, train: Issues | None = None, seed: int = 0) -> dict[str, Any]:
    """Score every model on issues that were decided.

    Parameters
    ----------
    issues : Issues
        What is forecast.
    train : Issues, optional
        What the ensemble and the dressed compromise are fitted to; by default to the other blocks
        of the same issues.
    seed : int
        Names the deal of blocks into folds, and the bootstrap.

    Returns
    -------
    dict
        ``n``, ``blocks``, ``fitted_to`` (where the ensemble's weights are from), ``models`` (a row
        a model, best CRPS first) and ``paired`` (differences in CRPS and in absolute error
        between models that forecast all issues, with 95 % intervals from a bootstrap by blocks;
        none where there is one block).
    """
    blocks = len(np.unique(issues.block))
    rows, scores, errors = [], {}, {}
    for title, forecast, chosen in _forecasts(issues, train, seed):
        outcome = issues.outcome[chosen]
        score = _crps(forecast, outcome)
        rows.append(_row(forecast, title, outcome, score, _cells(issues)))
        if chosen.all():
            scores[forecast.model] = score
            errors[forecast.model] = np.abs(forecast.points - outcome)
    paired = [
        _pair(one, other, scores, errors, issues.block, seed)
        for other in AGAINST
        for one in scores
        if blocks > 1 and other in scores and one != other
    ]
    apart_from = "other_blocks" if blocks > 1 else "default_weights"
    return {
        "n": len(issues.names),
        "blocks": blocks,
        "fitted_to": apart_from if train is None else "training_table",
        "models": sorted(rows, key=lambda row: float(row["crps"])),
        "paired": paired,
    }


def _forecasts(
    issues: Issues, train: Issues | None, seed: int
) -> Iterator[tuple[str, Forecast, NDArray[np.bool_]]]:
    """Yield every model's title, what it said, and of which issues."""
    every = np.ones(len(issues.names), dtype=np.bool_)
    arrays = (issues.position, issues.salience, issues.power)
    for name, card in MODELS.items():
        if name != pool.CARD.name:
            yield card.title, card.forecast(*arrays), every
    for talks in ROUND_MODELS.values():
        if talks.name == exchange.CARD.name:
            yield talks.title, _exchanged(issues), every
        else:
            alone = talks.forecast(*(array[:, :, None] for array in arrays))
            yield talks.title, alone.on_issue(0), every
    known = ~np.isnan(issues.reference)
    if known.any():
        for card in REFERENCE_MODELS.values():
            part = (array[known] for array in arrays)
            yield card.title, card.forecast(*part, issues.reference[known]), known
    if train is not None or len(np.unique(issues.block)) > 1:
        yield (
            f"{MODELS[DRESSED].title}, with the errors it made elsewhere",
            dressed_compromise(issues, train),
            every,
        )
        yield pool.CARD.title, fitted_ensemble(issues, train, seed), every
    else:
        yield pool.CARD.title, MODELS[pool.CARD.name].forecast(*arrays), every


def _exchanged(issues: Issues) -> PointForecast:
    """Return what the exchange model says: issues of one block are traded, others stand alone."""
    points = np.empty(len(issues.names))
    for block in np.unique(issues.block):
        here = np.flatnonzero(issues.block == block)
        tables = (issues.position, issues.salience, issues.power)
        arrays = (table[here].T[None] for table in tables)
        points[here] = exchange.exchange_positions(*arrays, rounds=1).settlements[0, -1]
    return PointForecast(exchange.CARD.name, points)


def dressed_compromise(issues: Issues, train: Issues | None = None) -> DistributionForecast:
    """Forecast by the compromise with the errors that it made on other blocks or in training.

    Parameters
    ----------
    issues, train
        As for `backtest`.

    Raises
    ------
    CallError
        If there is nothing else to learn from.
    """
    source = issues if train is None else train
    made = source.outcome - compromise(source.position, source.salience, source.power)
    here = compromise(issues.position, issues.salience, issues.power)
    counts = None if train is not None else issues.block[:, None] != issues.block[None, :]
    (low, high), (lowest, highest) = issues.span, source.span
    within = (min(low, lowest), max(high, highest))
    return dressed(PointForecast(DRESSED, here), made, within, apart=counts)


def fitted_ensemble(
    issues: Issues, train: Issues | None = None, seed: int = 0
) -> DistributionForecast:
    """Forecast by the ensemble with weights fitted to other blocks or a training table.

    Parameters
    ----------
    issues, train, seed
        As for `backtest`.

    Raises
    ------
    CallError
        If there is nothing else to learn from.
    """
    asked = pool.evidence(issues.position, issues.salience, issues.power)
    if train is None:
        chances = cross_validated(asked, issues.outcome, issues.block.tolist(), seed=seed)
    else:
        learnt = pool.evidence(train.position, train.salience, train.power)
        chances = pool.pooled(asked, fit(learnt, train.outcome))
    return DistributionForecast(pool.CARD.name, asked.support, chances, "median")


def _crps(forecast: Forecast, outcome: Floats) -> Floats:
    if isinstance(forecast, PointForecast):
        return np.abs(forecast.points - outcome)
    return crps(forecast.support, outcome, forecast.probabilities)


def _cells(issues: Issues) -> tuple[float, float]:
    """Return the first and the last place of the log score, which all models share."""
    low, high = issues.span
    return min(low, float(issues.outcome.min())), max(high, float(issues.outcome.max()))


def _row(
    forecast: Forecast,
    title: str,
    outcome: Floats,
    score: Floats,
    within: tuple[float, float],
) -> dict[str, Any]:
    points = forecast.points
    if isinstance(forecast, PointForecast):
        support, chances = points[:, None], np.ones((len(points), 1))
    else:
        support, chances = forecast.support, forecast.probabilities
    covered = {
        str(level): coverage(*shortest_interval(forecast, level), outcome) for level in LEVELS
    }
    width = (within[1] - within[0]) / CELLS or 1.0
    logs = log_score(support, outcome, chances, width=width, within=within)
    return {
        "model": forecast.model,
        "title": title,
        "n": len(outcome),
        "mae": mae(points, outcome),
        "rmse": rmse(points, outcome),
        "within10": share_within(points, outcome),
        "crps": float(score.mean()),
        "log_score": float(logs.mean()),
        "coverage": covered,
        "pit": pit_histogram(support, outcome, chances).tolist(),
    }


def _pair(
    one: str,
    other: str,
    scores: dict[str, Floats],
    errors: dict[str, Floats],
    blocks: NDArray[np.str_],
    seed: int,
) -> dict[str, Any]:
    names = ("difference", "low", "high")
    return {
        "model": one,
        "against": other,
        **{
            measure: dict(
                zip(
                    names,
                    paired_difference(table[one], table[other], blocks, seed=seed),
                    strict=True,
                )
            )
            for measure, table in (("crps", scores), ("mae", errors))
        },
    }
