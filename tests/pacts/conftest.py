# SPDX-License-Identifier: Apache-2.0
"""The two pacts of the built-in cases with their logs, and pacts written for one test."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import foedus
from foedus.pacts import load_events, load_pact

if TYPE_CHECKING:
    from collections.abc import Callable

    from foedus.pacts import EventLog, Pact

CASES = Path(foedus.__file__).parent / "cases"


@pytest.fixture(scope="session")
def guarantee_file() -> Path:
    return CASES / "ukraine_2025_08" / "pacts" / "guarantee.yaml"


@pytest.fixture(scope="session")
def incident_file() -> Path:
    return CASES / "ukraine_2025_08" / "events.yaml"


@pytest.fixture(scope="session")
def guarantee(guarantee_file: Path) -> Pact:
    return load_pact(guarantee_file)


@pytest.fixture(scope="session")
def incident(incident_file: Path, guarantee: Pact) -> EventLog:
    return load_events(incident_file, [guarantee])


@pytest.fixture(scope="session")
def harbour_file() -> Path:
    return CASES / "harbour_league" / "pacts" / "harbour_pact.yaml"


@pytest.fixture(scope="session")
def harbour(harbour_file: Path) -> Pact:
    return load_pact(harbour_file)


@pytest.fixture(scope="session")
def spring(harbour: Pact) -> EventLog:
    return load_events(CASES / "harbour_league" / "events.yaml", [harbour])


@pytest.fixture
def written_pact(tmp_path: Path) -> Callable[[str], Pact]:
    """Give a function that loads a pact from its text."""

    def load(text: str) -> Pact:
        path = tmp_path / "pact.yaml"
        path.write_text(text, "utf-8")
        return load_pact(path)

    return load


@pytest.fixture
def written_log(tmp_path: Path) -> Callable[[str, Pact], EventLog]:
    """Give a function that loads a log of events and determinations from its text."""

    def load(text: str, pact: Pact) -> EventLog:
        path = tmp_path / "events.yaml"
        path.write_text(f"schema: foedus/events-1\n{text}", "utf-8")
        return load_events(path, [pact])

    return load
