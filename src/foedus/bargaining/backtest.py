# SPDX-License-Identifier: Apache-2.0
"""Every model against what was decided: errors, scores, calibration, and who beats whom.

What is fitted is fitted to other issues than those that it is scored on: to other blocks (such as
proposals) of the same table, or to a training table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from foedus.bargaining import MODELS, REFERENCE_MODELS, ROUND_MODELS, pool
from foedus.bargaining.compromise import compromise
from foedus.bargaining.dressing import dressed
from foedus.bargaining.intervals import shortest_interval
from foedus.bargaining.outcome import DistributionForecast, Forecast, PointForecast
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
from foedus.errors import CallError
from foedus.problems import did_you_mean, listing, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from foedus.bargaining.outcome import Floats
    from foedus.history.bargaining_tables import OutcomeTable, PositionTable

LEVELS: Final = (0.5, 0.8, 0.95)
BLOCK: Final = "proposal"
"""The column whose issues belong together, where the outcomes have it."""
REFERENCE: Final = "reference_point"
"""The column that says what holds without a settlement."""
AGAINST: Final = ("compromise", pool.CARD.name)
DRESSED: Final = "compromise"


@dataclass(frozen=True, slots=True, eq=False)
class Issues:
    """Issues that were decided, as arrays with one row an issue.

    Parameters
    ----------
    names : tuple of str
        The issues.
    position, salience, power : arrays, (issues, actors)
        What each actor wants; NaN for one that takes no part.
    outcome : array, (issues,)
        What was decided.
    block : array of str, (issues,)
        What belongs together.
    reference : array, (issues,)
        What holds without a settlement; NaN where that is not said.
    """

    names: tuple[str, ...]
    position: Floats
    salience: Floats
    power: Floats
    outcome: Floats
    block: NDArray[np.str_]
    reference: Floats

    @property
    def scale(self) -> tuple[float, float]:
        """The lowest and the highest of all positions and outcomes."""
        low = min(np.nanmin(self.position), self.outcome.min())
        return float(low), float(max(np.nanmax(self.position), self.outcome.max()))


def issues_of(
    positions: PositionTable, outcomes: OutcomeTable, block: str | None = None
) -> tuple[Issues, list[str]]:
    """Join positions and outcomes.

    Parameters
    ----------
    positions, outcomes : tables
        Every issue of the positions needs an outcome; outcomes of other issues are passed over.
    block : str, optional
        The column of the outcomes whose issues belong together; `proposal` where there is one,
        else each issue is by itself.

    Returns
    -------
    issues : Issues
    notes : list of str
        What was taken to be meant.

    Raises
    ------
    CallError
        If an issue has no outcome or the outcomes have no such column.
    """
    notes = [*positions.notes, *outcomes.notes]
    outcome = outcomes.for_issues(positions.issues)
    if block is not None and block not in outcomes.columns:
        known = list(outcomes.columns)
        message = f"the outcomes have no column {shown(block)}; allowed: {listing(known)}"
        raise CallError(message + did_you_mean(block, known))
    if block is None and BLOCK in outcomes.columns:
        block = BLOCK
        notes.append(f"Issues of one {BLOCK} are kept together (--block names another column).")
    row = {name: index for index, name in enumerate(outcomes.issues)}
    rows = [row[name] for name in positions.issues]
    of = outcomes.columns[block] if block is not None else outcomes.issues
    said = outcomes.columns.get(REFERENCE)
    reference = np.full(len(rows), np.nan)
    if said is not None:
        reference = np.array([_number(said[index]) for index in rows])
    passed = len(outcomes.issues) - len(rows)
    if passed:
        notes.append(f"{passed} outcomes are of issues without positions and are passed over.")
    table = (positions.position, positions.salience, positions.power)
    blocks = np.array([of[index] for index in rows])
    return Issues(positions.issues, *table, outcome, blocks, reference), notes


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return np.nan
    return value if np.isfinite(value) else np.nan


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
        ``n``, ``blocks``, ``models`` (a row a model, best CRPS first) and ``paired`` (differences
        in CRPS and in absolute error, with 95 % intervals from a bootstrap by blocks).
    """
    every = np.ones(len(issues.names), dtype=np.bool_)
    rows, scores, errors = [], {}, {}
    for title, forecast, chosen in _forecasts(issues, train, seed):
        outcome = issues.outcome[chosen]
        score = _crps(forecast, outcome)
        rows.append(_row(forecast, title, outcome, score, issues.scale))
        if chosen.all():
            scores[forecast.model] = score
            errors[forecast.model] = np.abs(forecast.points - outcome)
    paired = [
        _pair(one, other, scores, errors, issues.block, seed)
        for other in AGAINST
        for one in scores
        if other in scores and one != other
    ]
    return {
        "n": int(every.sum()),
        "blocks": len(np.unique(issues.block)),
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
            _dressed(issues, train),
            every,
        )
        yield pool.CARD.title, _fitted(issues, train, seed), every
    else:
        yield pool.CARD.title, MODELS[pool.CARD.name].forecast(*arrays), every


def _dressed(issues: Issues, train: Issues | None) -> DistributionForecast:
    """Return the compromise with the errors that it made on other issues."""
    source = issues if train is None else train
    made = source.outcome - compromise(source.position, source.salience, source.power)
    here = compromise(issues.position, issues.salience, issues.power)
    apart = None if train is not None else issues.block[:, None] != issues.block[None, :]
    return dressed(PointForecast(DRESSED, here), made, source.scale, apart=apart)


def _fitted(issues: Issues, train: Issues | None, seed: int) -> DistributionForecast:
    """Return what the ensemble says with weights fitted to other issues."""
    asked = pool.evidence(issues.position, issues.salience, issues.power)
    if train is None:
        chances = pool.cross_validated(asked, issues.outcome, issues.block.tolist(), seed=seed)
    else:
        learnt = pool.evidence(train.position, train.salience, train.power)
        chances = pool.pooled(asked, pool.fit(learnt, train.outcome))
    return DistributionForecast(pool.CARD.name, asked.support, chances, "median")


def _crps(forecast: Forecast, outcome: Floats) -> Floats:
    if isinstance(forecast, PointForecast):
        return np.abs(forecast.points - outcome)
    return crps(forecast.support, outcome, forecast.probabilities)


def _row(
    forecast: Forecast,
    title: str,
    outcome: Floats,
    score: Floats,
    scale: tuple[float, float],
) -> dict[str, Any]:
    points = forecast.points
    if isinstance(forecast, PointForecast):
        support, chances = points[:, None], np.ones((len(points), 1))
    else:
        support, chances = forecast.support, forecast.probabilities
    covered = {
        str(level): coverage(*shortest_interval(forecast, level), outcome) for level in LEVELS
    }
    logs = log_score(support, outcome, chances, width=(scale[1] - scale[0]) / 20, within=scale)
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
