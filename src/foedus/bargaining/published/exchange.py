# SPDX-License-Identifier: Apache-2.0
"""Reference figures of the exchange model that are reproduced: climate talks of 2009 and 2015.

The references are runs of ten rounds on positions at Copenhagen and at the twenty-first conference
of the parties, with equal gains taken in a fixed order. What is not reached of them, and how far
off it is, stands in ``docs/bargaining/exchange.md``.

References
----------
Stokman, F. N. and van Oosten, R. 1994. The exchange of voting positions: an object-oriented model
of policy networks. In B. Bueno de Mesquita and F. N. Stokman (eds), European Community Decision
Making. Yale University Press.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from foedus.bargaining.exchange import ExchangeForecast, Sides, exchange_positions
from foedus.errors import CallError
from foedus.history.bargaining_tables import PositionTable, read_positions
from foedus.history.checks import Check

if TYPE_CHECKING:
    from pathlib import Path

_COP21 = "bargaining/cop21_positions.csv"
_COPENHAGEN = "bargaining/copenhagen_positions.csv"


def run_table(
    folder: Path | None, name: str, sides: Sides, rounds: int
) -> tuple[PositionTable, ExchangeForecast]:
    """Play the exchange model on a table of positions of the data folder."""
    if folder is None:
        message = f"this check reads {name}; name the data folder"
        raise CallError(message)
    table = read_positions(folder / name)
    arrays = (table.position.T, table.salience.T, table.power.T)
    return table, exchange_positions(*arrays, sides=sides, rounds=rounds)


def _initial(folder: Path | None, *, name: str, issue: str) -> float:
    table, run = run_table(folder, name, "votes", 1)
    return float(run.preference_settlements[0, 0, table.issues.index(issue)])


def _first(folder: Path | None, *, name: str, what: str) -> float:
    """Give the gain of the first exchange, or where it left the one that did not move fully."""
    _table, run = run_table(folder, name, "votes", 1)
    first = run.moves.after[:2]
    return float(run.exchanges.gain[0] if what == "gain" else first[(first % 1).argmax()])


def _vote(folder: Path | None, *, name: str, issue: str, turn: int) -> float:
    table, run = run_table(folder, name, "start", turn)
    return float(run.settlements[0, turn, table.issues.index(issue)])


_REFERENCE = "reference run of the equal-gain exchange model (Stokman and van Oosten 1994) on"
_TALKS = {
    "cop21": (_COP21, f"{_REFERENCE} positions at the climate conference of 2015"),
    "copenhagen": (_COPENHAGEN, f"{_REFERENCE} positions at the climate conference of 2009"),
}
# The references print six decimals of outcomes, and nine of gains.
_OUTCOME, _GAIN = 5e-7, 5e-10

CHECKS: tuple[Check, ...] = (
    *(
        Check(
            f"exchange_cop21_initial_{issue}",
            f"Outcome without exchanges, {_TALKS['cop21'][1]}",
            expected,
            tolerance,
            partial(_initial, name=_COP21, issue=issue),
            (_COP21,),
        )
        for issue, expected, tolerance in (
            ("differentiation", 49.255404, _OUTCOME),
            ("legal", 57.96875, 5e-6),
            ("eaa", 57.100515, _OUTCOME),
        )
    ),
    *(
        Check(
            f"exchange_{talks}_first_{what}",
            f"First exchange, {_TALKS[talks][1]}",
            expected,
            tolerance,
            partial(_first, name=_TALKS[talks][0], what=what),
            (_TALKS[talks][0],),
        )
        for talks, what, expected, tolerance in (
            ("cop21", "gain", 2.190721649, _GAIN),
            ("cop21", "to", 10.786082, _OUTCOME),
            ("copenhagen", "gain", 3.278817734, _GAIN),
            ("copenhagen", "to", 21.893663, _OUTCOME),
        )
    ),
    *(
        Check(
            f"exchange_{talks}_{issue.lower()}_vote_{turn}",
            f"Outcome on votes of round {turn}, sides at its start, {_TALKS[talks][1]}",
            expected,
            _OUTCOME,
            partial(_vote, name=_TALKS[talks][0], issue=issue, turn=turn),
            (_TALKS[talks][0],),
        )
        for talks, issue, turn, expected in (
            ("copenhagen", "Newtreaty", 1, 54.261793),
            ("copenhagen", "Commitments", 1, 19.063181),
            ("copenhagen", "Extra", 1, 95.477833),
            ("copenhagen", "Extra", 2, 96.187192),
            ("cop21", "adapt_legal", 1, 75.267176),
            ("cop21", "ld", 1, 11.430991),
            ("cop21", "adapt_legal", 2, 78.931298),
            ("cop21", "adapt_legal", 3, 80.0),
            ("cop21", "adapt_legal", 4, 80.0),
        )
    ),
)
"""The figures, in the order in which they are told."""
