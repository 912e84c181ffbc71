# SPDX-License-Identifier: Apache-2.0
"""The parts of a case file that hold by themselves, so that one bad part hides no other problem."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from foedus.case.schema import (
    Actor,
    CaseFile,
    Issue,
    Law,
    Package,
    Participation,
    Position,
    Question,
    Source,
    Space,
    Statement,
    War,
)
from foedus.records import build
from foedus.uncertain import UncertainNumber

if TYPE_CHECKING:
    from foedus.problems import Problem
    from foedus.records import Record, RecordT
    from foedus.yamlfile import Document

LISTS: dict[str, type[Record]] = {
    "sources": Source,
    "statements": Statement,
    "actors": Actor,
    "issues": Issue,
    "positions": Position,
    "packages": Package,
    "questions": Question,
}


@dataclass
class Parts:
    """What of a case file could be read.

    Parameters
    ----------
    whole : CaseFile or None
        The case, where the file fits the schema.
    items : dict
        For each list of the file, the records that fit, with their index.
    names : dict
        For each list, every id that the file gives, fitting or not: a reference to a part that
        has a problem of its own is not a second problem.
    numbers : dict
        The numbers under `credence` and `overrides`, by these two words and their own names.
    war, participation, law, space
        These parts, where they fit.
    """

    whole: CaseFile | None = None
    items: dict[str, list[tuple[int, Any]]] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=dict)
    numbers: dict[tuple[str, str], UncertainNumber] = field(default_factory=dict)
    war: War | None = None
    participation: Participation | None = None
    law: Law | None = None
    space: Space | None = None


def read_parts(document: Document) -> tuple[Parts, list[Problem]]:
    """Check a case file against the schema, as a whole and part by part."""
    if document.tree is None:
        return Parts(), []
    if not isinstance(document.tree, dict):
        return Parts(), [document.problem((), "is not a mapping; a case file has keys and values")]
    whole, problems = build(document, CaseFile)
    parts = Parts(whole)
    for key, model in LISTS.items():
        given = document.tree.get(key)
        listed = given if isinstance(given, list) else []
        parts.names[key] = [
            item["id"]
            for item in listed
            if isinstance(item, dict) and isinstance(item.get("id"), str)
        ]
        fitting = ((i, build(document, model, (key, i))[0]) for i in range(len(listed)))
        parts.items[key] = [(index, record) for index, record in fitting if record is not None]
    for table in ("credence", "overrides"):
        given = document.tree.get(table)
        for name in given if isinstance(given, dict) else {}:
            number, _ = build(document, UncertainNumber, (table, name))
            if number is not None:
                parts.numbers[table, name] = number
    parts.war = _part(document, War, "war")
    parts.participation = _part(document, Participation, "participation")
    parts.law = _part(document, Law, "law")
    parts.space = _part(document, Space, "space")
    return parts, problems


def _part(document: Document, model: type[RecordT], key: str) -> RecordT | None:
    return build(document, model, (key,))[0] if key in document.tree else None
