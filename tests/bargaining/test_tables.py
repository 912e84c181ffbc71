# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import contextlib
import csv
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foedus.bargaining.table import forecast_table, write_forecast
from foedus.errors import CallError, TableError
from foedus.history import data
from foedus.history.bargaining_tables import (
    PositionTable,
    read_outcomes,
    read_positions,
    write_positions,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HEADER = "issue,actor,position,salience,power\n"
NUMBER = "must be a number from -1e+12 to 1e+12"
NEEDED = "needed: issue, actor, position, salience, power"


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
    assert table.notes == ()


def test_a_byte_order_mark_quotes_blank_lines_and_any_column_order_are_fine(tmp_path: Path) -> None:
    text = '\ufeffactor,issue,power,note,salience,position\r\n\r\n"North, upper",tax,1,x,1,-4.5\r\n'
    table = read_positions(write(tmp_path, text))
    assert table.actors == ("North, upper",)
    assert table.position.tolist() == [[-4.5]]


def test_cells_may_have_spaces_around_them_and_empty_ones_after_them(tmp_path: Path) -> None:
    text = (
        'Issue, Actor,POSITION ,salience,power,,\n tax , "a, b", 4 ,1,2,,\ntax,c,5,1,2,\n,,,,,,\n'
    )
    table = read_positions(write(tmp_path, text))
    assert (table.issues, table.actors) == (("tax",), ("a, b", "c"))
    assert table.position.tolist() == [[4.0, 5.0]]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_separators_line_ends_and_encodings_are_found(
    tmp_path: Path, separator: str, end: str, encoding: str
) -> None:
    rows = [["issue", "actor", "position", "salience", "power"], ["Zölle", "Łódź", "2.5", "1", "3"]]
    text = "".join(separator.join(row) + end for row in rows)
    table = read_positions(write(tmp_path, text.encode(encoding)))
    assert (table.issues, table.actors, table.notes) == (("Zölle",), ("Łódź",), ())
    assert (table.position[0, 0], table.salience[0, 0], table.power[0, 0]) == (2.5, 1.0, 3.0)


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
def test_utf_16_takes_either_byte_order(tmp_path: Path, order: str) -> None:
    table = read_positions(write(tmp_path, ("\ufeff" + HEADER + "é,a,1,1,1\n").encode(order)))
    assert table.issues == ("é",)


def test_windows_1252_is_taken_where_it_is_not_utf_8_and_said(tmp_path: Path) -> None:
    # In Windows-1252 the byte 80 is the euro sign and E9 an e with an acute accent.
    table = read_positions(write(tmp_path, HEADER.encode() + b"\x80,\xe9,1,1,1\n"))
    assert (table.issues, table.actors) == (("\u20ac",), ("\xe9",))
    assert table.notes == ("Not UTF-8 (byte 36), so the table is read as Windows-1252.",)


def test_a_decimal_comma_is_read_and_said(tmp_path: Path) -> None:
    text = HEADER.replace(",", ";") + "tax;a;-2,5;,5;10\n"
    table = read_positions(write(tmp_path, text))
    assert (table.position[0, 0], table.salience[0, 0], table.power[0, 0]) == (-2.5, 0.5, 10.0)
    assert table.notes == ("Numbers are read with a decimal comma.",)


def test_a_decimal_comma_beside_a_point_may_mean_thousands(tmp_path: Path) -> None:
    text = HEADER.replace(",", ";") + "tax;a;2.5;1;10\ntax;b;2;1;1,000\n"
    with pytest.raises(TableError) as error:
        read_positions(write(tmp_path, text))
    assert messages(error) == [
        "3:11: has a decimal comma where other numbers have a point; write all in one way"
    ]


def test_salience_in_percent_becomes_a_share_and_that_is_said(tmp_path: Path) -> None:
    table = read_positions(write(tmp_path, HEADER + "tax,a,1,80,1\ntax,b,1,0.5,1\n"))
    assert table.salience.tolist() == [[0.8, 0.005]]
    assert table.notes == ("Salience goes above 1, so it is read as percent.",)


def test_a_table_without_issues_is_one_named_after_the_file(tmp_path: Path) -> None:
    table = read_positions(write(tmp_path, "actor,capability,position,salience\na,0.08,4,1\n"))
    assert (table.issues, table.power.tolist()) == (("table",), [[0.08]])
    assert table.notes == (
        "The column 'capability' is read as power.",
        "No column 'issue', so the table is one issue, named after the file: 'table'.",
    )


@pytest.mark.parametrize("name", ["capability", "Influence", "weight"])
def test_other_names_of_power(tmp_path: Path, name: str) -> None:
    table = read_positions(write(tmp_path, HEADER.replace("power", name) + "tax,a,1,1,7\n"))
    assert table.power.tolist() == [[7.0]]
    assert table.notes == (f"The column '{name.lower()}' is read as power.",)


def test_power_under_its_own_name_comes_first(tmp_path: Path) -> None:
    text = HEADER.replace("power", "weight,power") + "tax,a,1,1,7,2\n"
    table = read_positions(write(tmp_path, text))
    assert (table.power.tolist(), table.notes) == ([[2.0]], ())


def test_all_problems_are_told_in_one_pass(tmp_path: Path) -> None:
    text = HEADER + "tax,north,x,0.5,1\ntax,,1,-1,\ntax,a,1,1\ntax,north,nan,101,inf\n"
    with pytest.raises(TableError) as error:
        read_positions(write(tmp_path, text))
    assert messages(error) == [
        f"2:11: position: is 'x'; {NUMBER}",
        "3:5: actor: is empty; give a name",
        "3:8: salience: is '-1'; must not be negative",
        f"3:11: power: is ''; {NUMBER}",
        "4:1: has 4 cells; the header has 5",
        f"5:11: position: is 'nan'; {NUMBER}",
        "5:15: salience: is '101'; must be a share up to 1 or a percentage up to 100",
        f"5:19: power: is 'inf'; {NUMBER}",
        "5:1: 'north' has a position on 'tax' already, on line 2; give it once",
    ]


def test_after_many_problems_it_is_said_that_there_are_more(tmp_path: Path) -> None:
    with pytest.raises(TableError) as error:
        read_positions(write(tmp_path, HEADER + "tax,a,x,x,x\n" * 1000))
    assert len(messages(error)) == 501
    assert messages(error)[-1].endswith("has more problems; these are the first")


WIDE = ",".join(f"c{n}" for n in range(100_000))
NO_TABLES: dict[str, tuple[str | bytes, str]] = {
    "empty": ("", "1:1: is empty; give a table with at least one row"),
    "blank": (" \n\t\n", "1:1: is empty"),
    "separators": (",,,\n , \n", "1:1: is empty"),
    "no rows": (HEADER, "2:1: has no rows; give at least one position"),
    "a column less": (
        "issue,actor,position,power\n",
        f"1:1: lacks the column 'salience'; {NEEDED}",
    ),
    "misspelt": (
        "issue;actor;position;salience;pwoer\n",
        f"1:1: lacks the column 'power', but has 'pwoer'; {NEEDED}",
    ),
    "misspelt issue": (
        "isue,actor,position,salience,power\n",
        f"1:1: lacks the column 'issue', but has 'isue'; {NEEDED}",
    ),
    "two powers": (
        "issue,actor,position,salience,weight,influence\n",
        "1:1: has no 'power', but influence, weight; name the one that is meant 'power'",
    ),
    "twice": (HEADER.replace("power", "power,Power"), "1:1: has the column 'power' twice"),
    "wide": (WIDE + "\n" + WIDE, f"1:1: lacks the column 'issue'; {NEEDED}"),
    "wide rows": (HEADER + WIDE, "2:1: has 100000 cells; the header has 5"),
    "long cell": (HEADER + "x" * 200_000, "2:1: is not CSV that can be read (field larger"),
    "open quote": (HEADER + 'tax,a,1,1,1\n"open\n\n\n', "3:1: is not CSV that can be read"),
    "zero": (HEADER.encode() + b"a\0b", "0:0: is not text: byte 37 is zero"),
    "wide zero": ("\ufeffa\0".encode("utf-16-le"), "0:0: is not text: it has characters that are"),
    "odd UTF-16": (b"\xff\xfeabc", "0:0: is not UTF-16 at byte 4; save it as UTF-8"),
    "neither": (HEADER.encode() + b"\x81", "0:0: is neither UTF-8 nor Windows-1252 at byte 36"),
    "workbook": (b"PK\x03\x04rest", "0:0: is a workbook or an archive, not text; save the sheet"),
    "large": (b"a" * 20_000_001, "0:0: has over 20,000,000 bytes; give a smaller table"),
    "pairs": (
        HEADER + "".join(f"i{n},a{n},1,1,1\n" for n in range(1500)),
        "0:0: has 1,500 issues and 1,500 actors; at most 2,000,000 pairs",
    ),
}


@pytest.mark.parametrize("name", NO_TABLES)
def test_what_is_not_a_table(tmp_path: Path, name: str) -> None:
    text, words = NO_TABLES[name]
    with pytest.raises(TableError) as error:
        read_positions(write(tmp_path, text))
    assert messages(error)[0].startswith(words)


@pytest.mark.parametrize("read", [read_positions, read_outcomes])
def test_what_is_not_a_file(tmp_path: Path, read: Callable[[Path], object]) -> None:
    with pytest.raises(
        TableError, match=r"0:0: cannot be read \(No such file or directory\); name"
    ):
        read(tmp_path / "table.csv")
    with pytest.raises(TableError, match=r"0:0: cannot be read \(Is a directory\); name"):
        read(tmp_path)
    with pytest.raises(TableError, match=r"0:0: cannot be read \(embedded null byte\); name"):
        read(tmp_path / "a\0b")


COMMON = ["", "a", "B", "tax", "1", "-1", "0,5", "0.5", "80", "1e999", "nan", "\u00e9"]
QUOTED = ['"', "'", '"a, b"', "'#A'", "'#D'"]
KEYS = ["#A", "#P", "#M", "#D", "#/", "Description", "Pstn1", "Sal1", "x position", "x salience"]
PLAIN = ["issue", "actor", "position", "salience", "power", "influence"]
FIELDS = st.sampled_from([*COMMON, *QUOTED, *KEYS, *PLAIN])


@st.composite
def likely(draw: st.DrawFn) -> bytes:
    """Draw text that looks like one of the formats, most often with something wrong."""
    separator = draw(st.sampled_from([",", ";", "\t", "|"]))
    starts = [[], ["issue", "actor", "position", "salience", "power"], ["actor", "Description"]]
    rows = [
        draw(st.sampled_from(starts)),
        *draw(st.lists(st.lists(FIELDS, max_size=7), max_size=7)),
    ]
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    text = end.join(separator.join(row) for row in rows)
    return text.encode(draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"])))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(content=st.one_of(st.binary(max_size=200), likely()))
def test_any_bytes_are_a_table_or_a_table_error(tmp_path: Path, content: bytes) -> None:
    path = write(tmp_path, content)
    with contextlib.suppress(TableError):
        assert read_outcomes(path).issues
    with contextlib.suppress(TableError):
        table = read_positions(path)
        held = ~np.isnan(table.position)
        assert held.any(axis=0).all()
        assert held.any(axis=1).all()
        assert np.all((table.salience >= 0) & (table.salience <= 1) & (table.power >= 0))


def test_outcomes_keep_their_other_columns(tmp_path: Path) -> None:
    text = "issue,proposal,outcome,Reference\ntax,p1,40,\nborder,p2,60,7\n"
    table = read_outcomes(write(tmp_path, text))
    assert table.columns == {"proposal": ("p1", "p2"), "Reference": ("", "7")}
    assert table.for_issues(["border", "tax"]).tolist() == [60.0, 40.0]
    with pytest.raises(CallError, match="1 issue has no outcome, the first is 'sea'"):
        table.for_issues(["tax", "sea"])


def test_outcomes_are_read_with_any_separator(tmp_path: Path) -> None:
    table = read_outcomes(write(tmp_path, b"outcome;issue\n2,5;\xe9\n"))
    assert (table.issues, table.outcome.tolist()) == (("\xe9",), [2.5])
    assert [note.split()[0] for note in table.notes] == ["Not", "Numbers"]


def test_every_problem_of_outcomes_has_its_place(tmp_path: Path) -> None:
    with pytest.raises(TableError) as error:
        read_outcomes(write(tmp_path, "issue,outcome\ntax,40\ntax,60\n,5\nsea,x\n"))
    assert messages(error) == [
        "3:1: issue: 'tax' has an outcome already; give it once",
        "4:1: issue: is empty; give a name",
        f"5:5: outcome: is 'x'; {NUMBER}",
    ]
    with pytest.raises(TableError, match="lacks the column 'outcome'; needed: issue, outcome"):
        read_outcomes(write(tmp_path, "issue,x\n"))
    with pytest.raises(TableError, match="2:1: has no rows; give at least one outcome"):
        read_outcomes(write(tmp_path, "issue,outcome\n"))


def cells(table: PositionTable) -> dict[tuple[str, str], tuple[float, float, float]]:
    """Return every position that somebody holds, with salience and power."""
    return {
        (issue, actor): (table.position[i, j], table.salience[i, j], table.power[i, j])
        for i, issue in enumerate(table.issues)
        for j, actor in enumerate(table.actors)
        if not np.isnan(table.position[i, j])
    }


NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(
    lambda name: name == name.strip()
)
HELD = st.tuples(st.floats(-1e12, 1e12), st.floats(0, 1), st.floats(0, 1e12))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(held=st.dictionaries(st.tuples(NAMES, NAMES), HELD, min_size=1, max_size=8))
def test_what_is_written_is_read_back(
    tmp_path: Path, held: dict[tuple[str, str], tuple[float, float, float]]
) -> None:
    issues = tuple(dict.fromkeys(issue for issue, _ in held))
    actors = tuple(dict.fromkeys(actor for _, actor in held))
    arrays = np.zeros((3, len(issues), len(actors)))
    arrays[0] = np.nan
    for (issue, actor), numbers in held.items():
        arrays[:, issues.index(issue), actors.index(actor)] = numbers
    path = tmp_path / "out.csv"
    write_positions(PositionTable(issues, actors, *arrays), path)
    again = read_positions(path)
    assert cells(again) == held
    assert (again.issues, set(again.actors), again.notes) == (issues, set(actors), ())


def test_what_cannot_be_written(tmp_path: Path) -> None:
    one = np.ones((1, 1))
    table = PositionTable(("tax",), ("a",), one, one, one)
    with pytest.raises(
        CallError, match=r"'t\.parquet' does not end in \.csv; positions are written"
    ):
        write_positions(table, tmp_path / "t.parquet")
    with pytest.raises(CallError, match="salience goes up to 80; must be a share of at most 1"):
        write_positions(PositionTable(("tax",), ("a",), one, 80 * one, one), tmp_path / "t.csv")
    with pytest.raises(CallError, match=r"cannot write .* \(No such file or directory\); give"):
        write_positions(table, tmp_path / "none" / "t.csv")
    (tmp_path / "dir.csv").mkdir()
    with pytest.raises(CallError, match=r"cannot write .* \(Is a directory\); give another file"):
        write_positions(table, tmp_path / "dir.csv")
    (tmp_path / "loop.csv").symlink_to(tmp_path / "loop.csv")
    with pytest.raises(CallError, match="cannot write"):
        write_positions(table, tmp_path / "loop.csv")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dir.csv", "loop.csv"]


def test_an_interrupted_writer_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    path = tmp_path / "out.parquet"
    path.write_text("old")
    monkeypatch.setattr(pq, "write_table", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_forecast({"issues": []}, path)
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("out.parquet", "old")]


def test_a_forecast_is_written_with_a_row_an_issue_and_model(tmp_path: Path) -> None:
    path = write(tmp_path, HEADER + "tax,a,0,1,1\ntax,b,10,1,3\nsea,a,4,1,1\n")
    answer = forecast_table(path)
    write_forecast(answer, tmp_path / "out.csv")
    write_forecast(answer, tmp_path / "out.parquet")
    with (tmp_path / "out.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    told = [(i["issue"], m["model"]) for i in answer["issues"] for m in i["models"]]
    assert [(row["issue"], row["model"]) for row in rows] == told
    # By hand: (0 x 1 + 10 x 3) / 4; the whole distribution of a point is the point.
    (compromise,) = [r for r in rows if (r["issue"], r["model"]) == ("tax", "compromise")]
    names = ["point", "q05", "q25", "q50", "q75", "q95"]
    assert [float(compromise[name]) for name in names] == [7.5] * 6
    assert (compromise["option"], compromise["chance"]) == ("", "")
    stored = pq.read_table(tmp_path / "out.parquet").to_pylist()
    assert list(stored[0]) == list(rows[0])
    assert [{k: "" if v is None else str(v) for k, v in row.items()} for row in stored] == rows


def test_an_issue_of_options_tells_the_likeliest(tmp_path: Path) -> None:
    quantiles = dict.fromkeys(["0.05", "0.25", "0.5", "0.75", "0.95"])
    model = {"model": "m", "point": "open", "quantiles": quantiles, "chances": {"open": 0.7}}
    issues = [{"issue": "border", "kind": "options", "models": [model]}]
    write_forecast({"issues": issues}, tmp_path / "out.parquet")
    (row,) = pq.read_table(tmp_path / "out.parquet").to_pylist()
    assert {name: value for name, value in row.items() if value is not None} == {
        "issue": "border",
        "model": "m",
        "option": "open",
        "chance": 0.7,
    }


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
