# SPDX-License-Identifier: Apache-2.0
"""A YAML file as plain values, each with its line and column."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from foedus.problems import Problem, one_line

if TYPE_CHECKING:
    from foedus.problems import Severity

Steps = tuple[str | int, ...]


@dataclass
class Document:
    """A YAML file as plain values, with the place of every value and key.

    Parameters
    ----------
    file : str
        The file as the user named it.
    tree : object
        Dicts, lists, strings, numbers, booleans, dates and None.
    places : dict
        Steps from the root to a value, mapped to its line and column (from 1).
    keys : dict
        The same for the keys of mappings.
    """

    file: str
    tree: Any = None
    places: dict[Steps, tuple[int, int]] = field(default_factory=dict)
    keys: dict[Steps, tuple[int, int]] = field(default_factory=dict)

    def place(self, steps: Steps, *, key: bool = False) -> tuple[int, int]:
        """Return line and column of a value (or key), or of the nearest value around it."""
        if key and steps in self.keys:
            return self.keys[steps]
        for end in range(len(steps), -1, -1):
            if steps[:end] in self.places:
                return self.places[steps[:end]]
        return (0, 0)

    def problem(
        self, steps: Steps, message: str, *, key: bool = False, warning: bool = False
    ) -> Problem:
        """Return a problem at the place of a value, or at its key."""
        line, column = self.place(steps, key=key)
        severity: Severity = "warning" if warning else "error"
        return Problem(self.file, line, column, path_text(steps), severity, one_line(message))


def path_text(steps: Steps) -> str:
    """Return steps as people write them.

    Examples
    --------
    >>> path_text(("positions", 3, "ideal", "low"))
    'positions[3].ideal.low'
    """
    text = ""
    for step in steps:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            text += ("." if text else "") + (one_line(step, 60) or "''")
    return text
