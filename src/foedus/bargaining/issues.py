# SPDX-License-Identifier: Apache-2.0
"""Issues that were decided: positions and outcomes of two tables, joined into arrays."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final

import numpy as np

from foedus.errors import CallError, SolverError
from foedus.history.table_reading import LARGEST
from foedus.problems import did_you_mean, listing, shown

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from foedus.bargaining.outcome import Floats
    from foedus.history.bargaining_tables import OutcomeTable, PositionTable

BLOCK: Final = "proposal"
"""The column whose issues belong together, where the outcomes have it."""
REFERENCE: Final = "reference_point"
"""The column that says what holds without a settlement."""
MOST_ISSUES: Final = 3_000
"""At a time: every issue is dressed with the errors made on all others."""


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
    def span(self) -> tuple[float, float]:
        """The lowest and the highest of all positions, which is known before any outcome is."""
        return float(np.nanmin(self.position)), float(np.nanmax(self.position))

    def where(self, chosen: NDArray[np.bool_]) -> Issues:
        """Return the issues chosen."""
        names = tuple(name for name, kept in zip(self.names, chosen, strict=True) if kept)
        arrays = (getattr(self, field.name)[chosen] for field in fields(self)[1:])
        return Issues(names, *arrays)


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
        If an issue has no outcome, the outcomes have no such column, or there are too many issues.
    SolverError
        If salience is neither a share nor in percent.
    """
    notes = [*positions.notes, *outcomes.notes]
    if len(positions.issues) > MOST_ISSUES:
        message = f"there are {len(positions.issues):,} issues; at most {MOST_ISSUES:,} at a time"
        raise CallError(message)
    outcome = outcomes.for_issues(positions.issues)
    columns = {"issue": outcomes.issues, **outcomes.columns}
    if block is not None and block not in columns:
        message = f"the outcomes have no column {shown(block)}; allowed: {listing(columns)}"
        raise CallError(message + did_you_mean(block, columns))
    if block is None and BLOCK in columns:
        notes.append(f"Issues of one {BLOCK} are kept together (--block names another column).")
    of = columns[block or (BLOCK if BLOCK in columns else "issue")]
    row = {name: index for index, name in enumerate(outcomes.issues)}
    rows = [row[name] for name in positions.issues]
    passed = len(outcomes.issues) - len(rows)
    if passed:
        told = "1 outcome is" if passed == 1 else f"{passed} outcomes are"
        notes.append(f"{told} of issues without positions and passed over.")
    said = columns.get(REFERENCE, ("",) * len(outcomes.issues))
    blocks = np.array([of[index].strip() for index in rows])
    reference = _references([said[index].strip() for index in rows], notes)
    arrays = (positions.position, _shares(positions, notes), positions.power, outcome, blocks)
    return Issues(positions.issues, *arrays, reference), notes


def _shares(positions: PositionTable, notes: list[str]) -> Floats:
    """Return salience as shares, read as percent where it goes above 1."""
    most = positions.salience.max()
    if most <= 1:
        return positions.salience
    if most > 100:
        issue, actor = np.unravel_index(np.argmax(positions.salience), positions.salience.shape)
        message = (
            f"salience of {shown(positions.actors[actor])} on {shown(positions.issues[issue])} is"
            f" {most:g}; must be a share from 0 to 1, or percent in the whole table"
        )
        raise SolverError(message)
    notes.append("Salience goes above 1, so it is read as percent.")
    return positions.salience / 100


def _references(cells: list[str], notes: list[str]) -> Floats:
    """Return reference points, NaN where none is told."""

    def number(cell: str) -> float:
        try:
            value = float(cell)
        except ValueError:
            return np.nan
        return value if abs(value) <= LARGEST else np.nan

    found = np.array([number(cell) for cell in cells])
    odd = [cell for cell, value in zip(cells, found, strict=True) if cell and np.isnan(value)]
    if odd:
        told = "1 cell that is" if len(odd) == 1 else f"{len(odd)} cells that are"
        notes.append(f"Passed over in {REFERENCE}: {told} no number, the first {shown(odd[0])}.")
    return found


def apart(train: Issues, issues: Issues) -> tuple[Issues, list[str]]:
    """Leave out of a training table what is to be forecast: its issues, and others of their blocks.

    Raises
    ------
    CallError
        If nothing is left to learn from.
    """
    kept = ~(np.isin(train.names, issues.names) | np.isin(train.block, issues.block))
    if not kept.any():
        message = (
            "every issue to be learnt from is to be forecast too, or of one block with one that is;"
            " give a training table with others"
        )
        raise CallError(message)
    told = f"{kept.sum()} of {kept.size} issues are learnt from"
    why = "" if kept.all() else "; the others are to be forecast, or of one block with one that is"
    return train.where(kept), [f"{told}{why}."]
