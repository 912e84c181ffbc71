# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from foedus.errors import CallError, TableError
from foedus.history import data
from foedus.history.bargaining_tables import read_outcomes, read_positions

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "issue,actor,position,salience,power\n"


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "table.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def messages(error: pytest.ExceptionInfo[TableError]) -> list[str]:
    return [str(problem).split("table.csv:")[1] for problem in error.value.problems]


def test_positions_become_arrays_with_gaps(tmp_path: Path) -> None:
    text = HEADER + "tax,north,10,0.5,1\ntax,south,90,1,2\nborder,south,5,0,3\n"
    table = read_positions(write(tmp_path, text))
    assert table.issues == ("tax", "border")
    assert table.actors == ("north", "south")
    assert table.position.tolist()[0] == [10.0, 90.0]
    assert np.isnan(table.position[1, 0])
    assert table.salience.tolist() == [[0.5, 1.0], [0.0, 0.0]]
    assert table.power.tolist() == [[1.0, 2.0], [0.0, 3.0]]


def test_a_byte_order_mark_quotes_blank_lines_and_any_column_order_are_fine(tmp_path: Path) -> None:
    text = '\ufeffactor,issue,power,note,salience,position\r\n\r\n"North, upper",tax,1,x,1,-4.5\r\n'
    table = read_positions(write(tmp_path, text))
    assert table.actors == ("North, upper",)
    assert table.position.tolist() == [[-4.5]]


def test_all_problems_are_told_in_one_pass(tmp_path: Path) -> None:
    text = HEADER + "tax,north,x,0.5,1\ntax,,1,-1,\ntax,a,1,1\ntax,north,nan,1,inf\n"
    with pytest.raises(TableError) as error:
        read_positions(write(tmp_path, text))
    assert messages(error) == [
        "2:11: position: is 'x'; must be a finite number",
        "3:5: actor: is empty; a name is required",
        "3:8: salience: is '-1'; must be at least 0",
        "3:11: power: is ''; must be a finite number",
        "4:1: row has 4 cells; the header has 5",
        "5:11: position: is 'nan'; must be a finite number",
        "5:17: power: is 'inf'; must be a finite number",
        "5:5: actor: 'north' has a second row on 'tax'; give one",
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "1:1: issue: is not a column; it is required"),
        (HEADER, "1:1: has no rows; one is required"),
        ("issue,actor,position,power\n", "1:1: salience: is not a column; it is required"),
        (b"issue,actor,position,salience,power\n\xff\xfe", "0:0: is not a CSV table in UTF-8"),
        (HEADER + '"open', "0:0: is not a CSV table in UTF-8"),
    ],
)
def test_what_is_not_a_table(tmp_path: Path, text: str | bytes, words: str) -> None:
    with pytest.raises(TableError) as error:
        read_positions(write(tmp_path, text))
    assert messages(error)[0].startswith(words)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="cannot be read: No such file"):
        read_outcomes(tmp_path / "table.csv")


def test_outcomes_keep_their_other_columns(tmp_path: Path) -> None:
    text = "issue,proposal,outcome\ntax,p1,40\nborder,p2,60\n"
    table = read_outcomes(write(tmp_path, text))
    assert table.columns == {"proposal": ("p1", "p2")}
    assert table.for_issues(["border", "tax"]).tolist() == [60.0, 40.0]
    with pytest.raises(CallError, match="1 issue has no outcome, the first is 'sea'"):
        table.for_issues(["tax", "sea"])


def test_an_issue_has_one_outcome(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="3:1: issue: 'tax' has a second row; give one"):
        read_outcomes(write(tmp_path, "issue,outcome\ntax,40\ntax,60\n"))


@pytest.mark.parametrize("inside", ["bargaining", "data/bargaining"])
def test_the_data_folder_is_the_one_named_or_its_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inside: str
) -> None:
    (tmp_path / inside).mkdir(parents=True)
    found = (tmp_path / inside).parent
    assert data.data_folder(tmp_path) == found
    monkeypatch.setenv("FOEDUS_DATA", str(tmp_path))
    assert data.data_folder() == found


def test_the_data_folder_lies_beside_the_project_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data, "_PROJECT", tmp_path / "project")
    for setting in ("", str(tmp_path / "nowhere")):
        monkeypatch.setenv("FOEDUS_DATA", setting)
        assert data.data_folder() is None
    (tmp_path / "shared/data/bargaining").mkdir(parents=True)
    assert data.data_folder() == tmp_path / "shared/data"
    assert data.data_folder(tmp_path / "nowhere") is None
