# SPDX-License-Identifier: Apache-2.0
"""A figure that is to be reproduced: where it stands, what it is, and how it is computed here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Check:
    """One figure to reproduce.

    Parameters
    ----------
    name : str
        Identifier in snake_case.
    source : str
        Citation of the figure, and of the data where they are others'.
    expected : float
        The figure as printed.
    tolerance : float
        Largest difference that still counts as the same figure; half a unit of the last printed
        digit where the figure is rounded.
    compute : callable
        From the data folder, or None where the check needs no data, to our figure.
    needs : tuple of str
        Files that it reads, relative to the data folder.

    Examples
    --------
    >>> check = Check("half", "arithmetic", 0.5, 0.0, lambda folder: 1 / 2)
    >>> check.agrees(check.compute(None))
    True
    """

    name: str
    source: str
    expected: float
    tolerance: float
    compute: Callable[[Path | None], float] = field(repr=False)
    needs: tuple[str, ...] = ()

    def agrees(self, ours: float) -> bool:
        """Say whether a computed figure is the expected one."""
        return abs(ours - self.expected) <= self.tolerance

    def missing(self, folder: Path | None) -> tuple[str, ...]:
        """List the needed files that a data folder (or none) lacks."""
        return tuple(name for name in self.needs if folder is None or not (folder / name).is_file())
