# SPDX-License-Identifier: Apache-2.0
"""The invented case as text to spoil, and a small case to reckon with by hand."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from foedus.case.checks import check_case
from foedus.case.folder import CaseFolder, builtin_cases
from foedus.case.parts import read_parts
from foedus.case.schema import CaseFile
from foedus.pacts import read_pact
from foedus.yamlfile import read_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from foedus.problems import Problem

# Two actors and a guarantor, a scale and an issue of options: fit for sums on paper.
GUARANTOR = dict.fromkeys(
    ("help", "cost", "reneging", "stake", "punishment", "bound", "sanctions"), 0.5
)
WAR = {"discount": 0.9, "war_cost": 0.4}
SMALL: dict[str, Any] = {
    "schema": "foedus/case-1",
    "id": "small",
    "title": "Small",
    "question": "What would they sign?",
    "as_of": "2030-06-01",
    "sources": [{"id": "paper", "title": "A paper", "kind": "news_report", "sha256": "0" * 64}],
    "statements": [
        {"id": name, "source": "paper", "span": [0, 9], "words": "w", "speaker": "S", **said}
        for name, said in {
            "own": {"side": "west", "quote": "direct", "modality": "demanded"},
            "told": {"side": "north", "quote": "indirect", "modality": "claimed"},
            "doubtful": {
                "side": "west",
                "quote": "mixed",
                "modality": "offered",
                "flags": ["lost_quote_marks"],
            },
        }.items()
    ],
    "actors": [
        {"id": "east", "title": "East", "kind": "state", "capability": 2, **WAR},
        {"id": "west", "title": "West", "kind": "state", "capability": 1, **WAR},
        {
            "id": "north",
            "title": "North",
            "kind": "state",
            "capability": 1,
            **WAR,
            "guarantor": GUARANTOR,
        },
    ],
    "issues": [
        {
            "id": "border",
            "title": "Border",
            "question": "Where?",
            "points": [
                {"id": "river", "at": 20, "title": "River"},
                {"id": "ridge", "at": 60, "title": "Ridge"},
            ],
            "fallback": "river",
        },
        {
            "id": "order",
            "title": "Order",
            "question": "Which first?",
            "options": [
                {"id": "troops", "title": "Troops"},
                {"id": "both", "title": "Both"},
                {"id": "treaty", "title": "Treaty"},
            ],
            "fallback": "treaty",
        },
    ],
    "positions": [
        {
            "actor": actor,
            "issue": issue,
            "since": "2030-01-01",
            "ideal": ideal,
            "salience": salience,
            "assume": "given",
        }
        for actor, issue, ideal, salience in (
            ("east", "border", 0, 0.75),
            ("east", "order", "troops", 0.25),
            ("west", "border", 100, 0.4),
            ("west", "order", "treaty", 0.4),
            ("north", "border", 50, 0.5),
        )
    ],
    "packages": [
        {"id": "one", "title": "One", "settles": {"border": "river", "order": "troops"}},
        {"id": "two", "title": "Two", "settles": {"border": 50, "order": "both"}},
        {"id": "three", "title": "Three", "settles": {"border": 100, "order": "treaty"}},
    ],
    "reference": "two",
    "consent": {"needed": ["east", "west"], "assume": "given"},
    "war": {
        "challenger": "west",
        "target": "east",
        "guarantors": ["north"],
        "challenger_terms": {"package": "three", "chance": 0.1},
        "target_terms": {"package": "one", "chance": 0.1},
        "line_of_contact": {"package": "two", "chance": 0.1},
        "base": 0,
        "synergy": 0,
        "precision": 1,
        "erosion": 0.05,
    },
}


@pytest.fixture(scope="session")
def small() -> dict[str, Any]:
    """Give the small case as plain values, not to be changed."""
    return SMALL


@pytest.fixture
def tree(small: dict[str, Any]) -> dict[str, Any]:
    """Give the small case as plain values, to be changed at will."""
    return deepcopy(small)


@pytest.fixture(scope="session")
def make() -> Callable[[dict[str, Any]], CaseFolder]:
    """Give what makes a case out of plain values, without checks beyond the schema."""
    return lambda plain: CaseFolder(Path(), CaseFile.model_validate(plain), None, None)


@pytest.fixture(scope="session")
def harbour() -> Path:
    """Give the folder of the invented case."""
    return builtin_cases()["harbour_league"]


@pytest.fixture(scope="session")
def text(harbour: Path) -> str:
    """Give the invented case as text, without its comments, which take their time to read."""
    lines = (harbour / "case.yaml").read_text("utf-8").splitlines()
    return "".join(f"{line.partition('  #')[0]}\n" for line in lines if line[:1] not in {"", "#"})


@pytest.fixture(scope="session")
def problems_of(harbour: Path) -> Callable[[str], list[Problem]]:
    """Give what checks a changed text of the invented case beside its pact and its source."""
    pact, found = read_pact(harbour / "pacts" / "harbour_pact.yaml")
    assert pact is not None
    assert found == []

    def check(changed: str) -> list[Problem]:
        document, problems = read_text(changed, "case.yaml")
        parts, more = read_parts(document)
        rest = check_case(document, parts, harbour, {"harbour_pact": pact})
        return sorted({*problems, *more, *rest})

    return check
