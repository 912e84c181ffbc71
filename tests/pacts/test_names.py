# SPDX-License-Identifier: Apache-2.0
"""The public names of the room: a list that changes only on purpose."""

from __future__ import annotations

import pytest

from foedus import pacts

NAMES = ["Clause", "Determination", "DutyState", "Evaluation", "Event", "EventLog", "Incident"]
NAMES += ["Lever", "Member", "Pact", "Register", "load_events", "load_pact", "read_events"]
NAMES += ["read_pact"]


def test_the_public_names_are_these() -> None:
    assert list(pacts.__all__) == NAMES
    assert sorted(NAMES) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_public_name_is_there_and_documented(name: str) -> None:
    assert getattr(pacts, name).__doc__
