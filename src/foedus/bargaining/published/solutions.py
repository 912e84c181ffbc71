# SPDX-License-Identifier: Apache-2.0
"""Figures that the Nash solution of one issue must reproduce.

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

from foedus.bargaining.published.european import EMISSION_STANDARDS
from foedus.bargaining.scoring import mae
from foedus.bargaining.solutions import Loss, solve_issue
from foedus.errors import CallError
from foedus.history.bargaining_tables import read_outcomes, read_positions
from foedus.history.checks import Check

if TYPE_CHECKING:
    from pathlib import Path

    from foedus.bargaining.outcome import Floats

_POSITIONS = "bargaining/deu3_dev_positions.csv"
_ISSUES = "bargaining/deu3_dev_issues.csv"
# Years of delay so far off that what the limits differ by lies below the printed digits.
_FAR = -1e8


def _far_emission(_: Path | None, *, loss: Loss) -> float:
    capability, position, salience = np.array([row[1:] for row in EMISSION_STANDARDS]).T
    return float(solve_issue(position, salience, capability, _FAR, "nash", loss)[0])


def deu3_settlements(folder: Path | None, loss: Loss) -> tuple[Floats, Floats, Floats]:
    """Return Nash settlements of the issues of DEU III with a reference point, it, the outcomes."""
    if folder is None:
        message = f"this check reads {_POSITIONS} and {_ISSUES}; name the data folder"
        raise CallError(message)
    table, decided = read_positions(folder / _POSITIONS), read_outcomes(folder / _ISSUES)
    reference = dict(zip(decided.issues, decided.columns["reference_point"], strict=True))
    rows = [row for row, issue in enumerate(table.issues) if reference[issue].strip()]
    d = np.array([float(reference[table.issues[row]]) for row in rows])
    arrays = (table.position[rows], table.salience[rows], table.power[rows])
    outcome = decided.for_issues(table.issues)[rows]
    return solve_issue(*arrays, d, "nash", loss), d, outcome


def _deu3_stuck(folder: Path | None) -> float:
    settled, reference, _outcome = deu3_settlements(folder, "linear")
    return float(np.mean(settled == reference))


def _deu3_mae(folder: Path | None, *, loss: Loss) -> float:
    settled, _reference, outcome = deu3_settlements(folder, loss)
    return mae(settled, outcome)


_SCHOLZ = (
    "limit of a far reference point; figure and data: Bueno de Mesquita 1994, as printed in"
    " Scholz, Calbert and Smith 2011, table 1"
)
_DEU3 = (
    "own reference computation (another optimiser, issue by issue) on the 188 of 265 issues of"
    " DEU III that have a reference point (Arregui and Perarnaud 2021)"
)
_DEU3_MAE: dict[Loss, float] = {"linear": 40.9985, "quadratic": 41.0041}

CHECKS: tuple[Check, ...] = (
    Check(
        "emission_nash_quadratic_far_reference",
        f"Weighted mean, {_SCHOLZ}",
        7.389956,
        5e-7,
        partial(_far_emission, loss="quadratic"),
    ),
    Check(
        "emission_nash_linear_far_reference",
        f"Weighted median, {_SCHOLZ}",
        7.0,
        5e-7,
        partial(_far_emission, loss="linear"),
    ),
    Check(
        "deu3_nash_share_at_reference",
        f"Share of issues on which Nash stays at the reference point, {_DEU3}",
        151 / 188,
        1e-12,
        _deu3_stuck,
        (_POSITIONS, _ISSUES),
    ),
    *(
        Check(
            f"deu3_nash_{loss}_mae",
            f"Mean absolute error, {_DEU3}",
            expected,
            5e-5,
            partial(_deu3_mae, loss=loss),
            (_POSITIONS, _ISSUES),
        )
        for loss, expected in _DEU3_MAE.items()
    ),
)
"""The figures, in the order in which they are told."""
