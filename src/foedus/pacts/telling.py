# SPDX-License-Identifier: Apache-2.0
"""Collects what is wrong with a document, each at its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foedus.problems import did_you_mean, listing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from foedus.problems import Problem
    from foedus.yamlfile import Document, Steps


class Teller:
    """Goes through a document and tells what does not hold together."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems: list[Problem] = []

    def say(self, steps: Steps, message: str) -> None:
        """Report what is wrong at a place."""
        # One name may stand alone where a list could stand: then it has no place in a list.
        if steps not in self.document.places and isinstance(steps[-1], int):
            steps = steps[:-1]
        self.problems.append(self.document.problem(steps, message))

    def know(self, steps: Steps, kind: str, name: str | None, known: Iterable[str]) -> None:
        """Report a name that is not known."""
        names = list(dict.fromkeys(known))
        if name is not None and name not in names:
            near = did_you_mean(name, names)
            self.say(steps, f"names an unknown {kind} '{name}'{near}; allowed: {listing(names)}")
