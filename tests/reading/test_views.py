# SPDX-License-Identifier: Apache-2.0
"""Views of confirmed statements: all statements here are invented."""

from __future__ import annotations

from typing import Any

import pytest

from foedus.case.folder import load_case
from foedus.case.schema import Statement
from foedus.reading.views import by_issue, contradictions, different_tunes, lacking


def statement(name: str, speaker: str, side: str, modality: str, **more: Any) -> Statement:  # noqa: ANN401
    told = {
        "id": name,
        "source": "bulletin",
        "span": (0, 5),
        "words": "words",
        "speaker": speaker,
        "side": side,
        "quote": "indirect",
        "issues": ("tolls",),
        "modality": modality,
    }
    return Statement.model_validate({**told, **more})


def test_one_side_in_two_tunes() -> None:
    found = different_tunes(
        [
            statement("A", "an envoy", "calden", "agreed"),
            statement("B", "a minister", "calden", "rejected"),
            statement("C", "an envoy", "calden", "rejected"),
            statement("D", "a chancellor", "borsia", "rejected"),
        ]
    )
    assert [(one.a, one.b) for one in found] == [("A", "B")]


def test_what_somebody_is_said_to_do_against_what_they_say() -> None:
    told = {"holder": "Borsia", "modality": "agreed", "confirmed": False}
    found = contradictions(
        [
            statement("A", "an envoy", "calden", "claimed", embedded=told),
            statement("B", "the chancellor", "borsia", "rejected"),
            statement("C", "the chancellor", "borsia", "agreed", issues=("ships",)),
        ]
    )
    assert [(one.issue, one.a, one.b) for one in found] == [("tolls", "A", "B")]


def test_marks_of_a_person_are_told() -> None:
    found = contradictions(load_case("harbour_league").record.statements)
    assert [(one.a, one.b, one.why) for one in found] == [("B3", "B1", "undercuts")]


def test_who_said_what_on_an_issue_by_day() -> None:
    rows = by_issue(
        [
            statement("B", "x", "calden", "agreed", date="2031-05-06"),
            statement("A", "y", "borsia", "claimed", date="2031-05-01"),
        ]
    )
    assert [(row.issue, row.statement) for row in rows] == [("tolls", "A"), ("tolls", "B")]


@pytest.mark.parametrize(
    ("text", "modality", "missing"),
    [
        ("We will withdraw all forces by 10 May.", "offered", ()),
        ("We will withdraw.", "offered", ("time", "measure")),
        ("Steps will be considered in 2031.", "agreed", ("actor", "act")),
        ("We will withdraw.", "claimed", ()),
    ],
)
def test_what_a_commitment_lacks(text: str, modality: str, missing: tuple[str, ...]) -> None:
    found = lacking(text, modality)
    assert set(missing) <= set(found)
    assert bool(found) == bool(missing)
