# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from foedus.bargaining.published.european import CHECKS as OTHERS
from foedus.bargaining.published.solutions import CHECKS
from foedus.errors import CallError

if TYPE_CHECKING:
    from pathlib import Path

    from foedus.history.checks import Check

SHIPPED = [check for check in CHECKS if not check.needs]
FROM_DATA = [check for check in CHECKS if check.needs]


def name(check: Check) -> str:
    return check.name


def test_names_are_distinct() -> None:
    names = {check.name for check in (*OTHERS, *CHECKS)}
    assert len(names) == len(OTHERS) + len(CHECKS)
    assert len(CHECKS) == 5


@pytest.mark.parametrize("check", SHIPPED, ids=name)
def test_a_shipped_figure_is_reproduced_without_data(check: Check) -> None:
    ours = check.compute(None)
    assert check.agrees(ours), f"{check.name}: expected {check.expected}, ours {ours}"


@pytest.mark.parametrize("check", FROM_DATA, ids=name)
def test_a_figure_from_data_says_what_it_lacks(check: Check, tmp_path: Path) -> None:
    assert check.missing(tmp_path) == check.needs
    with pytest.raises(CallError, match="name the data folder"):
        check.compute(None)


@pytest.mark.data
@pytest.mark.parametrize("check", FROM_DATA, ids=name)
def test_a_figure_from_data_is_reproduced(check: Check, data_folder: Path) -> None:
    ours = check.compute(data_folder)
    assert check.agrees(ours), f"{check.name}: expected {check.expected}, ours {ours}"
