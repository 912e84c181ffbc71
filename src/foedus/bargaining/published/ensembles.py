# SPDX-License-Identifier: Apache-2.0
"""Figures of forecasts that are fitted to outcomes: on proposals that they were not fitted to.

References
----------
Arregui, J. and Perarnaud, C. 2021. The Decision-Making in the European Union (DEU III) dataset.
doi:10.34810/data53.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from foedus.bargaining.backtest import dressed_compromise, fitted_ensemble
from foedus.bargaining.condorcet import on_scale
from foedus.bargaining.issues import Issues, issues_of
from foedus.bargaining.scoring import crps, mae
from foedus.errors import CallError
from foedus.history.bargaining_tables import read_outcomes, read_positions
from foedus.history.checks import Check

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_NEEDS: Final = ("bargaining/deu3_dev_positions.csv", "bargaining/deu3_dev_issues.csv")
_PRINTED: Final = 5e-4
# A search for weights that stops elsewhere by rounding moves the score by less than this.
_FITTED: Final = 5e-3


def _deu3(folder: Path | None, *, figure: Callable[[Issues], float]) -> float:
    """Return a figure of the issues of DEU III, which are cut by proposal."""
    if folder is None:
        message = f"this check reads {' and '.join(_NEEDS)}; name the data folder"
        raise CallError(message)
    tables = read_positions(folder / _NEEDS[0]), read_outcomes(folder / _NEEDS[1])
    return figure(issues_of(*tables)[0])


def _dressed_crps(issues: Issues) -> float:
    said = dressed_compromise(issues)
    return float(np.mean(crps(said.support, issues.outcome, said.probabilities)))


def _half_crps(issues: Issues) -> float:
    """Return the score of a forecast that is half the dressed compromise, half elections."""
    said = dressed_compromise(issues)
    elections = on_scale(issues.position, issues.salience, issues.power)
    support = np.hstack([said.support, elections.support])
    chances = np.hstack([said.probabilities, elections.probabilities]) / 2
    return float(np.mean(crps(support, issues.outcome, chances)))


def _ensemble_crps(issues: Issues) -> float:
    said = fitted_ensemble(issues)
    return float(np.mean(crps(said.support, issues.outcome, said.probabilities)))


def _ensemble_mae(issues: Issues) -> float:
    return mae(fitted_ensemble(issues).points, issues.outcome)


_DEU3 = "on 265 issues of DEU III (Arregui and Perarnaud 2021)"
_REFERENCE = f"own reference computation {_DEU3}, with the errors of other proposals alone"
_OWN = f"own figure of this program, which nobody else has computed, {_DEU3}, ten folds, seed 0"

CHECKS: tuple[Check, ...] = tuple(
    Check(name, source, expected, tolerance, partial(_deu3, figure=figure), _NEEDS)
    for name, source, expected, tolerance, figure in (
        (
            "deu3_compromise_dressed_crps",
            f"Mean CRPS of the compromise with its past errors, {_REFERENCE}",
            15.988,
            _PRINTED,
            _dressed_crps,
        ),
        (
            "deu3_half_dressed_half_condorcet_crps",
            f"Mean CRPS, {_REFERENCE}",
            15.370,
            _PRINTED,
            _half_crps,
        ),
        (
            "deu3_ensemble_crps",
            f"Cross-validated mean CRPS, {_OWN}",
            14.867,
            _FITTED,
            _ensemble_crps,
        ),
        (
            "deu3_ensemble_mae",
            f"Cross-validated mean error, {_OWN}",
            20.516,
            _FITTED,
            _ensemble_mae,
        ),
    )
)
"""The figures, in the order in which they are told."""
