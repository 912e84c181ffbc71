# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from foedus.bargaining import published
from foedus.bargaining.published.ensembles import CHECKS
from foedus.errors import CallError

if TYPE_CHECKING:
    from pathlib import Path

    from foedus.history.checks import Check


def name(check: Check) -> str:
    return check.name


def test_the_figures_stand_with_the_others() -> None:
    names = [check.name for check in published.CHECKS]
    assert len(set(names)) == len(names)
    assert set(CHECKS) <= set(published.CHECKS)
    assert [check.expected for check in CHECKS] == [15.988, 15.37, 14.867, 20.516]


@pytest.mark.parametrize("check", CHECKS, ids=name)
def test_a_figure_says_what_it_lacks(check: Check, tmp_path: Path) -> None:
    assert check.missing(None) == check.missing(tmp_path) == check.needs
    with pytest.raises(CallError, match="name the data folder"):
        check.compute(None)


@pytest.mark.data
@pytest.mark.parametrize("check", CHECKS, ids=name)
def test_a_figure_is_reproduced(check: Check, data_folder: Path) -> None:
    ours = check.compute(data_folder)
    assert check.agrees(ours), f"{check.name}: expected {check.expected}, ours {ours}"
