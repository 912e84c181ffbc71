# SPDX-License-Identifier: Apache-2.0
"""Every published figure that foedus reproduces, from every model that has one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from foedus.bargaining.published import CHECKS as BARGAINING
from foedus.history.data import data_folder
from foedus.pacts.published import CHECKS as PACTS
from foedus.strategy.published import CHECKS as STRATEGY
from foedus.strategy.published_dynamic import CHECKS as DYNAMIC

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from foedus.history.checks import Check


def all_checks() -> tuple[Check, ...]:
    """Return every check, by room."""
    return (*PACTS, *BARGAINING, *STRATEGY, *DYNAMIC)


def validate_all(checks: Iterable[Check], folder: Path | None = None) -> list[dict[str, Any]]:
    """Compute every figure and compare it with the published one.

    Parameters
    ----------
    checks : iterable of Check
        What to reproduce.
    folder : Path, optional
        The research data; by default where `data_folder` finds it.

    Returns
    -------
    list of dict
        Keys name, source, expected, ours, tolerance, ok, skipped; `ours` and `ok` are None where
        data is missing, and `skipped` then says which.
    """
    data = folder if folder is not None else data_folder()
    rows = []
    for check in checks:
        missing = check.missing(data)
        ours = None if missing else float(check.compute(data))
        rows.append(
            {
                "name": check.name,
                "source": check.source,
                "expected": check.expected,
                "ours": ours,
                "tolerance": check.tolerance,
                "ok": None if ours is None else check.agrees(ours),
                "skipped": f"needs {', '.join(missing)}" if missing else None,
            }
        )
    return rows
