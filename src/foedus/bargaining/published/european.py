# SPDX-License-Identifier: Apache-2.0
"""Figures from the literature that the bargaining models must reproduce.

References
----------
Bueno de Mesquita, B. 1994. Political forecasting: an expected utility method. In B. Bueno de
Mesquita and F. N. Stokman (eds), European Community Decision Making. Yale University Press.

Scholz, J. B., Calbert, G. J. and Smith, G. A. 2011. Unravelling Bueno De Mesquita's group decision
model. Journal of Theoretical Politics 23: 510-531.

Arregui, J. and Perarnaud, C. 2021. The Decision-Making in the European Union (DEU III) dataset.
doi:10.34810/data53.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from foedus.bargaining import MODELS
from foedus.bargaining.compromise import compromise
from foedus.bargaining.medians import weighted_median
from foedus.bargaining.outcome import DistributionForecast
from foedus.bargaining.scoring import crps, mae
from foedus.errors import CallError
from foedus.history.bargaining_tables import read_outcomes, read_positions
from foedus.history.checks import Check

if TYPE_CHECKING:
    from pathlib import Path

    from foedus.bargaining.outcome import Floats, Forecast

EMISSION_STANDARDS: tuple[tuple[str, float, float, float], ...] = (
    ("Netherlands", 0.08, 4, 80),
    ("Belgium", 0.08, 7, 40),
    ("Luxembourg", 0.03, 4, 20),
    ("Germany", 0.16, 4, 80),
    ("France", 0.16, 10, 60),
    ("Italy", 0.16, 10, 60),
    ("UK", 0.16, 10, 90),
    ("Ireland", 0.05, 7, 10),
    ("Denmark", 0.05, 4, 100),
    ("Greece", 0.08, 7, 70),
)
"""State, capability, position (years of delay of car emission standards), salience (0 to 100):
Bueno de Mesquita 1994 as printed in Scholz, Calbert and Smith 2011, table 1."""

_POSITIONS = "bargaining/deu3_dev_positions.csv"
_ISSUES = "bargaining/deu3_dev_issues.csv"


def _emission_arrays() -> tuple[Floats, Floats, Floats]:
    capability, position, salience = np.array([row[1:] for row in EMISSION_STANDARDS]).T
    return position, salience, capability


def _emission_median(_: Path | None) -> float:
    lower, _upper = weighted_median(*_emission_arrays())
    return float(lower[0])


def _emission_mean(_: Path | None) -> float:
    return float(compromise(*_emission_arrays())[0])


def _deu3_forecast(folder: Path | None, model: str) -> tuple[Forecast, Floats]:
    """Return a model's forecasts of the issues of DEU III, an issue a draw, and the outcomes."""
    if folder is None:
        message = f"this check reads {_POSITIONS} and {_ISSUES}; name the data folder"
        raise CallError(message)
    table = read_positions(folder / _POSITIONS)
    outcome = read_outcomes(folder / _ISSUES).for_issues(table.issues)
    return MODELS[model].forecast(table.position, table.salience, table.power), outcome


def _deu3_mae(folder: Path | None, *, model: str) -> float:
    forecast, outcome = _deu3_forecast(folder, model)
    return mae(forecast.points, outcome)


def _deu3_crps(folder: Path | None, *, model: str) -> float:
    forecast, outcome = _deu3_forecast(folder, model)
    if not isinstance(forecast, DistributionForecast):
        return mae(forecast.points, outcome)
    return float(np.mean(crps(forecast.support, outcome, forecast.probabilities)))


_SCHOLZ = "Bueno de Mesquita 1994, as printed in Scholz, Calbert and Smith 2011, table 1"
_DEU3 = "own reference computation on 265 issues of DEU III (Arregui and Perarnaud 2021)"

CHECKS: tuple[Check, ...] = (
    Check("emission_weighted_median", _SCHOLZ, 7.0, 0.0, _emission_median),
    Check("emission_weighted_mean", _SCHOLZ, 7.389956, 5e-7, _emission_mean),
    *(
        Check(
            f"deu3_{model}_mae",
            f"Mean absolute error, {_DEU3}",
            expected,
            tolerance,
            partial(_deu3_mae, model=model),
            (_POSITIONS, _ISSUES),
        )
        for model, expected, tolerance in (
            ("compromise", 22.246, 5e-4),
            ("mean", 22.947, 5e-4),
            ("condorcet_recursion_squared", 22.151, 5e-4),
            ("condorcet_markov_uniform_linear", 21.92, 5e-3),
            # Influence splits evenly on none of these issues: both ends give this figure.
            ("weighted_median", 29.638, 5e-4),
        )
    ),
    Check(
        "deu3_condorcet_recursion_squared_crps",
        f"Mean CRPS, {_DEU3}",
        16.828,
        5e-4,
        partial(_deu3_crps, model="condorcet_recursion_squared"),
        (_POSITIONS, _ISSUES),
    ),
)
"""The figures, in the order in which they are told."""
