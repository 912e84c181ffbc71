# SPDX-License-Identifier: Apache-2.0
"""The public names of the package: a list that changes only on purpose."""

from __future__ import annotations

import pytest

import foedus

NAMES = [
    "Case",
    "Exploration",
    "Pact",
    "Run",
    "__version__",
    "cases",
    "explore",
    "load",
    "load_pact",
    "run",
]


def test_the_public_names_are_these() -> None:
    assert list(foedus.__all__) == NAMES == dir(foedus)
    assert sorted(NAMES) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_public_name_is_there_and_documented(name: str) -> None:
    assert getattr(foedus, name).__doc__
