# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from foedus.bargaining.published.european import CHECKS, EMISSION_STANDARDS
from foedus.errors import CallError
from foedus.history.bargaining_tables import read_outcomes, read_positions

if TYPE_CHECKING:
    from pathlib import Path

    from foedus.history.checks import Check

SHIPPED = [check for check in CHECKS if not check.needs]
FROM_DATA = [check for check in CHECKS if check.needs]


def name(check: Check) -> str:
    return check.name


def test_names_are_distinct() -> None:
    assert len({check.name for check in CHECKS}) == len(CHECKS) == 8


@pytest.mark.parametrize("check", SHIPPED, ids=name)
def test_a_shipped_figure_is_reproduced_without_data(check: Check) -> None:
    assert check.missing(None) == ()
    ours = check.compute(None)
    assert check.agrees(ours), f"{check.name}: expected {check.expected}, ours {ours}"


@pytest.mark.parametrize("check", FROM_DATA, ids=name)
def test_a_figure_from_data_says_what_it_lacks(check: Check, tmp_path: Path) -> None:
    assert check.missing(None) == check.missing(tmp_path) == check.needs
    with pytest.raises(CallError, match="name the data folder"):
        check.compute(None)


@pytest.mark.data
@pytest.mark.parametrize("check", FROM_DATA, ids=name)
def test_a_figure_from_data_is_reproduced(check: Check, data_folder: Path) -> None:
    assert check.missing(data_folder) == ()
    ours = check.compute(data_folder)
    assert check.agrees(ours), f"{check.name}: expected {check.expected}, ours {ours}"


@pytest.mark.data
def test_the_shipped_emission_table_is_the_one_of_the_data(data_folder: Path) -> None:
    lines = (data_folder / "bargaining/bdm1994_emission_standards.csv").read_text().splitlines()
    rows = [line.split(",") for line in lines[1:]]
    table = [(state, float(c), float(x), float(s)) for state, c, x, s in rows]
    assert table == list(EMISSION_STANDARDS)


@pytest.mark.data
def test_deu3_has_265_issues_of_102_proposals_and_every_position(data_folder: Path) -> None:
    positions = read_positions(data_folder / "bargaining/deu3_dev_positions.csv")
    outcomes = read_outcomes(data_folder / "bargaining/deu3_dev_issues.csv")
    assert positions.position.shape[0] == len(outcomes.for_issues(positions.issues)) == 265
    assert len(set(outcomes.columns["proposal"])) == 102
