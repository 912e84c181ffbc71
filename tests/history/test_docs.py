# SPDX-License-Identifier: Apache-2.0
"""The page on coded alliances: its examples are run where the research data are."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[2] / "docs" / "bulk.md"


@pytest.mark.data
@pytest.mark.usefixtures("data_folder")
def test_the_examples_of_the_page() -> None:
    failed, attempted = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert attempted > 0
    assert failed == 0
