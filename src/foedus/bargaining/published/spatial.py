# SPDX-License-Identifier: Apache-2.0
"""Runs published by the authors of the spatial model of politics, to be reproduced.

References
----------
Efird, B., Lester, L. and Wise, B. 2016. Analyzing coalitions in China's policy formulation:
reforming the role of state-owned enterprises in China's energy sector. Journal of East Asian
Studies 16.

KAPSARC Toolkit for Behavioral Analysis. 2017. Reference logs of the spatial model of politics, 30
May 2017 (linear victory, proportional votes, conditional election, semi-commitment).
"""

from __future__ import annotations

import csv
from functools import cache, partial
from typing import TYPE_CHECKING

import numpy as np

from foedus.bargaining.medians import weighted_median
from foedus.bargaining.spatial import spatial
from foedus.errors import CallError
from foedus.history.checks import Check

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from foedus.bargaining.outcome import Floats
    from foedus.bargaining.spatial import SpatialForecast

THREE_ISSUES: dict[str, tuple[float, ...]] = {
    "SActor-00": (102.543, 75.79, 49.53, 6.37, 5.91, 70.45, 28.15),
    "SActor-01": (53.393, 82.72, 30.33, 73.50, 21.22, 64.00, 24.79),
    "SActor-02": (129.643, 82.45, 48.47, 90.89, 13.55, 0.07, 34.62),
    "SActor-03": (75.920, 62.52, 20.76, 50.82, 39.24, 62.33, 22.21),
    "SActor-04": (63.224, 82.34, 40.96, 45.77, 25.43, 73.31, 22.59),
    "SActor-05": (120.048, 84.48, 22.92, 33.70, 39.35, 88.11, 15.42),
    "SActor-06": (54.178, 70.96, 31.75, 33.46, 27.93, 90.36, 26.03),
}
"""Capability, then position and salience (0 to 100) on each issue: made-up data of the log."""

OIL_AND_GAS: dict[str, tuple[float, ...]] = {
    "XJ": (100, 30, 30),
    "LK": (65, 45, 65),
    "ZG": (35, 30, 40),
    "MK": (35, 45, 25),
    "LH": (40, 50, 70),
    "XS": (20, 15, 40),
    "NEA": (15, 20, 40),
    "MLR": (25, 60, 70),
    "MEP": (20, 30, 30),
    "MOF": (35, 45, 50),
    "SHX": (20, 50, 70),
    "HLJ": (20, 20, 70),
    "PC": (15, 15, 75),
    "COG": (50, 10, 80),
    "WY": (40, 15, 80),
    "SPC": (45, 15, 80),
    "PSOE": (15, 60, 60),
    "CPCIA": (20, 40, 80),
    "CUCBM": (10, 45, 60),
    "USA": (8, 100, 50),
    "USCC": (8, 90, 50),
    "EUCC": (5, 90, 50),
    "IOC": (10, 90, 75),
    "MY": (10, 75, 75),
    "ZD": (15, 30, 50),
    "ZGB": (15, 20, 50),
}
"""Capability, position and salience (0 to 100) on private business in China's oil and gas."""

TWO_ISSUES: dict[str, tuple[float, ...]] = {
    "XJ": (100, 30, 24.0, 20, 48.0),
    "LK": (60.2, 45, 44.7, 65, 41.3),
    "ZG": (35, 30, 28.9, 15, 65.1),
    "MK": (35, 45, 20.6, 45, 49.4),
    "LH": (40, 50, 44.7, 65, 47.8),
    "XS": (20, 15, 32.0, 10, 32.0),
    "NEA": (15, 20, 32.0, 15, 32.0),
    "MLR": (25, 60, 43.9, 50, 50.1),
    "MEP": (20, 30, 26.4, 15, 17.6),
    "MOF": (35, 45, 35.9, 40, 46.6),
    "SHX": (20, 50, 44.7, 50, 47.8),
    "HLJ": (20, 20, 47.4, 30, 40.6),
    "WY": (40, 15, 49.0, 60, 46.0),
}
"""Capability, then position and salience (0 to 100) on policy and on competition, as printed."""

TWO_ISSUES_LAST = (
    (43.2, 43.3),
    (43.2, 43.3),
    (38.7, 28.8),
    (38.6, 28.8),
    (38.7, 28.8),
    (38.6, 29.5),
    (38.7, 29.0),
    (38.7, 29.0),
    (38.7, 28.9),
    (38.8, 30.7),
    (38.8, 30.8),
    (38.8, 30.8),
    (15.0, 60.0),
)
"""Where the actors of the run on two issues stand after its last round, as printed."""

RISK = (-0.500, -0.459, -0.499, -0.274, 1.000, -0.232, -0.430)
"""Risk aversion before the first round of the run on three issues, as printed."""

# One row an actor: before the first round, then after each of the ten.
CHANCES = (
    (0.0047, 0.6059, 0.3618, 0.2234, 0.2420, 0.4040, 0.4031, 0.3546, 0.4593, 0.3962, 0.3340),
    (0.0302, 0.0509, 0.3087, 0.3684, 0.2457, 0.1811, 0.1290, 0.3546, 0.2960, 0.3962, 0.3340),
    (0.0054, 0.0096, 0.0256, 0.0158, 0.0096, 0.0339, 0.0072, 0.0571, 0.0194, 0.0074, 0.0183),
    (0.1492, 0.1406, 0.1887, 0.1674, 0.0823, 0.2564, 0.0533, 0.2768, 0.1131, 0.0507, 0.0957),
    (0.6001, 0.6059, 0.1152, 0.3684, 0.2420, 0.4040, 0.0446, 0.3115, 0.4593, 0.1730, 0.1512),
    (0.1447, 0.1217, 0.3618, 0.0649, 0.3687, 0.1246, 0.3628, 0.3115, 0.2960, 0.3530, 0.4009),
    (0.0656, 0.0713, 0.3087, 0.1602, 0.0517, 0.1246, 0.4031, 0.3546, 0.1123, 0.0198, 0.1512),
)
"""Chance of each actor's position in the run on three issues, as printed: those who share a
position each have the whole of it."""

_THREE = "bargaining/ktab_dummyData_3Dim_reference_positions.csv"
_OIL = "bargaining/ktab_SOE-Policy_run_positions.csv"


def arrays(table: dict[str, tuple[float, ...]]) -> tuple[Floats, Floats, Floats]:
    """Return a table's positions, saliences from 0 to 1, and capabilities, one draw of each."""
    rows = np.array([list(row) for row in table.values()])
    return rows[None, :, 1::2], rows[None, :, 2::2] / 100, rows[None, :, :1]


@cache
def _three() -> SpatialForecast:
    return spatial(*arrays(THREE_ISSUES), span=(0, 100))


@cache
def _oil() -> SpatialForecast:
    return spatial(*arrays(OIL_AND_GAS), span=(0, 100))


@cache
def _two() -> SpatialForecast:
    return spatial(*arrays(TWO_ISSUES), span=(0, 100))


def _rounds(_: Path | None, *, run: Callable[[], SpatialForecast]) -> float:
    return float(run().used[0])


def _last_gap(_: Path | None) -> float:
    return float(np.max(np.abs(_two().positions[0, -1] - TWO_ISSUES_LAST)))


def _risk_gap(_: Path | None) -> float:
    return float(np.max(np.abs(_three().risk[0, 0] - RISK)))


def _chances_gap(_: Path | None) -> float:
    told = _three()
    gap = np.abs(_shared(told.chances[0], told.positions[0]) - np.transpose(CHANCES))
    return float(np.max(gap)) if gap.shape == (11, 7) else np.inf


def _shared(chances: Floats, positions: Floats) -> Floats:
    """Give every holder of a position its whole chance, as the log does."""
    apart = np.linalg.norm(positions[:, :, None] - positions[:, None], axis=3)
    shared: Floats = np.max(np.where(apart < 0.1, chances[:, None], 0.0), axis=2)
    return shared


def _positions_gap(folder: Path | None, *, oil: bool) -> float:
    """Return the largest distance from a printed position, over all rounds, actors and issues."""
    needed = _OIL if oil else _THREE
    if folder is None:
        message = f"this check reads {needed}; name the data folder"
        raise CallError(message)
    told, names = (_oil(), OIL_AND_GAS) if oil else (_three(), THREE_ISSUES)
    issues = {"Pstn1": 0, "Pstn2": 1, "Pstn3": 2}
    actors = {name: place for place, name in enumerate(names)}
    printed = np.full(told.positions[0].shape, np.nan)
    with (folder / needed).open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            turn = int(row["turn"])
            if turn >= len(printed):
                return np.inf
            place = turn, actors[row["actor"]], issues[row.get("dimension") or "Pstn1"]
            printed[place] = float(row["position"])
    return float(np.max(np.abs(told.positions[0] - printed)))


def _oil_median(_: Path | None, *, turn: int) -> float:
    _position, salience, capability = arrays(OIL_AND_GAS)
    held = _oil().positions[:, turn, :, 0]
    return float(weighted_median(held, salience[:, :, 0], capability[:, :, 0])[0][0])


def _oil_mean(_: Path | None, *, turn: int) -> float:
    """Return the mean by capability and salience of positions as printed, halves up."""
    _position, salience, capability = arrays(OIL_AND_GAS)
    held = np.round(_oil().positions[:, turn, :, 0], 2)
    printed = np.floor(held * 10 + 0.5 + 1e-9) / 10
    return float(np.average(printed, weights=(salience * capability)[:, :, 0]))


_LOG = "KAPSARC Toolkit for Behavioral Analysis, reference log of 30 May 2017, three issues"
_LOG_OF_TWO = "KAPSARC Toolkit for Behavioral Analysis, reference log of 30 May 2017, two issues"
_PAPER = "Data of Efird, Lester and Wise 2016, run with the authors' toolkit"
# Half of the last printed digit, and a little for digits that stand on the edge.
_TENTH = 0.05 + 1e-9

CHECKS: tuple[Check, ...] = (
    Check("spatial_three_risk_gap", f"Risk aversion, {_LOG}", 0.0, 5e-4, _risk_gap),
    Check("spatial_three_chances_gap", f"Chances by round, {_LOG}", 0.0, 5e-5, _chances_gap),
    Check("spatial_three_rounds", f"Rounds, {_LOG}", 10, 0.0, partial(_rounds, run=_three)),
    Check(
        "spatial_three_positions_gap",
        f"Positions by round, {_LOG}",
        0.0,
        _TENTH,
        partial(_positions_gap, oil=False),
        (_THREE,),
    ),
    Check("spatial_two_rounds", f"Rounds, {_LOG_OF_TWO}", 27, 0.0, partial(_rounds, run=_two)),
    Check("spatial_two_last_gap", f"Last positions, {_LOG_OF_TWO}", 0.0, _TENTH, _last_gap),
    Check("spatial_oil_rounds", f"Rounds, {_PAPER}", 19, 0.0, partial(_rounds, run=_oil)),
    Check(
        "spatial_oil_positions_gap",
        f"Positions by round, {_PAPER}",
        0.0,
        _TENTH,
        partial(_positions_gap, oil=True),
        (_OIL,),
    ),
    *(
        Check(
            f"spatial_oil_{kind}_{when}",
            f"Weighted {kind} of positions, {_PAPER}",
            expected,
            tolerance,
            partial(compute, turn=turn),
        )
        for kind, compute, figures, tolerance in (
            ("median", _oil_median, (30.0, 38.6), _TENTH),
            ("mean", _oil_mean, (35.01, 32.83), 5e-3),
        )
        for when, turn, expected in zip(("first", "last"), (0, -1), figures, strict=True)
    ),
)
"""The figures, in the order in which they are told."""
