# SPDX-License-Identifier: Apache-2.0
"""Tables of KTAB and input files of the decide-exchange-model, right and wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from foedus.errors import TableError
from foedus.history.bargaining_tables import read_positions, write_positions

if TYPE_CHECKING:
    from pathlib import Path

KTAB = """Ports ,"A made-up table, to test",2,2,
Actor,Description,Power,Pstn1,Sal1,Pstn2,Sal2,
North, A coastal state, 102.5, 75.0, 40,  6.5,  10,
South, "Inland, hilly", 50, 20.0, 30, 90, 60,
"""
MARKED = """#/\tA made-up file: "words" need not be cells
#A\tNOR\tNorth\ta remark
#A\tSOU\tSouth
#P\tduty\tRate of the duty
#P\tpier\tWho runs the pier
#P\tlamp\tWho lights the lamp
#M\tduty\t0\tnone
#M\tduty\t30\tas before
#M\tduty\t200\tdoubled
#D\tNOR\tduty\t150\t0.75\t0.25
#D\tSOU\tduty\tAs before\t0.5\t1
#D\tSOU\tpier\t100\t1\t1\tsure
"""
READ_AS_KTAB = "Read as a table of KTAB: each of its dimensions is an issue."
READ_AS_MARKED = "Read as an input file of the decide-exchange-model."
TITLE = "must have a title, a description, and how many actors and dimensions there are"
ISSUES = "defined: duty, pier, lamp"
WORDS = "must be a number, or words of the issue's #M lines"
PERCENT = "Salience goes above 1, so it is read as percent."


def write(folder: Path, text: str) -> Path:
    path = folder / "table.csv"
    path.write_text(text, "utf-8")
    return path


def problems(folder: Path, text: str) -> list[str]:
    """Return what is wrong with a text, each with its line and column."""
    with pytest.raises(TableError) as error:
        read_positions(write(folder, text))
    return [str(problem).split("table.csv:")[1] for problem in error.value.problems]


def test_the_dimensions_of_ktab_are_issues(tmp_path: Path) -> None:
    table = read_positions(write(tmp_path, KTAB))
    assert (table.issues, table.actors) == (("Pstn1", "Pstn2"), ("North", "South"))
    assert table.position.tolist() == [[75.0, 20.0], [6.5, 90.0]]
    assert table.salience.tolist() == [[0.4, 0.3], [0.1, 0.6]]
    assert table.power.tolist() == [[102.5, 50.0], [102.5, 50.0]]
    assert table.notes == (READ_AS_KTAB, PERCENT)


def test_the_other_header_of_ktab_names_its_dimensions(tmp_path: Path) -> None:
    text = (
        "Ports; scene 0,Scene; opening the ports, 1, 2, \n"
        "Actor,Description,Influence,Toll Position,Toll Salience,Berth Salience,Berth Position, \n"
        "N,North,100,30,40,60,7, \n"
    )
    table = read_positions(write(tmp_path, text))
    assert table.issues == ("Toll", "Berth")
    assert table.position.tolist() == [[30.0], [7.0]]
    assert table.salience.tolist() == [[0.4], [0.6]]


KTAB_WRONG: dict[str, tuple[str, list[str]]] = {
    "counts": (
        KTAB.replace(",2,2,", ",3,1,"),
        [
            "1:35: is 3; the number of actors that follow is 2",
            "1:37: is 1; the number of dimensions that follow is 2",
        ],
    ),
    "no counts": (
        KTAB.replace(",2,2,", ",two,-2,"),
        [
            "1:35: is 'two'; must be the number of actors",
            "1:39: is '-2'; must be the number of dimensions",
        ],
    ),
    "short title": (
        KTAB.replace(",2,2,", ","),
        [f"1:1: has 2 cells; {TITLE}"],
    ),
    "no power": (
        KTAB.replace("Power", "Might"),
        ["2:1: has 0 columns for power; needed: one, named Power or Influence"],
    ),
    "no salience": (
        KTAB.replace("Sal2", "Other"),
        ["2:36: 'Pstn2' has no column with its salience; give both"],
    ),
    "no position": (
        KTAB.replace("Pstn1", "Other"),
        ["2:31: 'Sal1' has no column with its position; give both"],
    ),
    "no dimension": (
        KTAB.replace("Pstn", "P").replace("Sal", "S"),
        ["2:1: has no dimension; needed: columns such as Pstn1 and Sal1"],
    ),
    "twice": (
        KTAB.replace("Sal2", "Sal1"),
        [
            "2:42: has the column 'Sal1' twice; give it once",
            "2:36: 'Pstn2' has no column with its salience; give both",
        ],
    ),
    "numbers": (
        KTAB.replace(" 6.5", "x").replace("102.5", "-1").replace(" 60", "101"),
        [
            "3:25: power: is '-1'; must not be negative",
            "3:39: position: is 'x'; must be a number from -1e+12 to 1e+12",
            "4:42: salience: is '101'; must be a share up to 1 or a percentage up to 100",
        ],
    ),
    "again": (
        KTAB.replace("South", "North"),
        ["4:1: 'North' has its row already, on line 3; give it once"],
    ),
    "ragged": (KTAB.replace(", 60,", ""), ["4:1: has 6 cells; the header has 7"]),
    "no rows": (
        "\n".join(KTAB.replace(",2,2,", ",0,2,").splitlines()[:2]),
        ["3:1: has no rows; give at least one position"],
    ),
}


@pytest.mark.parametrize("name", KTAB_WRONG)
def test_every_problem_of_ktab_has_its_place(tmp_path: Path, name: str) -> None:
    text, expected = KTAB_WRONG[name]
    assert problems(tmp_path, text) == expected


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "issues", "actors"),
    [("ktab_SOE-Policy", ("Policy",), 26), ("ktab_dummyData_3Dim", ("Pstn1", "Pstn2", "Pstn3"), 7)],
)
def test_published_tables_of_ktab(
    data_folder: Path, name: str, issues: tuple[str, ...], actors: int
) -> None:
    table = read_positions(data_folder / f"bargaining/{name}.csv")
    assert (table.issues, table.position.shape) == (issues, (len(issues), actors))
    run = {"Policy": ("XJ", 30.0), "Pstn1": ("SActor-00", 75.79)}[issues[0]]
    assert (table.actors[0], table.position[0, 0]) == run


def test_marked_lines_become_positions(tmp_path: Path) -> None:
    table = read_positions(write(tmp_path, MARKED))
    assert (table.issues, table.actors) == (("duty", "pier"), ("NOR", "SOU"))
    assert table.position.tolist()[0] == [150.0, 30.0]
    assert np.isnan(table.position[1, 0])
    assert table.salience.tolist() == [[0.75, 0.5], [0.0, 1.0]]
    assert table.power.tolist() == [[0.25, 1.0], [0.0, 1.0]]
    assert table.notes == (
        READ_AS_MARKED,
        "Positions given in words are read as the numbers in their #M lines.",
        "Issues on which nobody has a position are left out: lamp.",
    )


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("quote", ["", "'", '"'])
def test_marked_lines_may_be_quoted_and_separated_in_any_way(
    tmp_path: Path, separator: str, quote: str
) -> None:
    rows = ["#A", "EU (all)", ""], ["#P", "d", "d"], ["#M", "d", "0"], ["#M", "d", "100"]
    text = "".join(
        separator.join(cell if cell.isdecimal() else f"{quote}{cell}{quote}" for cell in row) + "\n"
        for row in (*rows, ["#D", "EU (all)", "d", "70", "1", "0"])
    )
    table = read_positions(write(tmp_path, text))
    assert (table.issues, table.actors) == (("d",), ("EU (all)",))
    assert table.position.tolist() == [[70.0]]
    assert table.notes == (READ_AS_MARKED,)


def test_the_documented_scale_without_meanings_is_0_to_100(tmp_path: Path) -> None:
    text = MARKED.replace("pier\t100", "pier\t100.5")
    assert problems(tmp_path, text) == [
        "12:13: position: is '100.5'; must be from 0 to 100, as the issue has no #M lines"
    ]


MARKED_WRONG: dict[str, tuple[tuple[str, str], list[str]]] = {
    "beyond": (
        ("150", "201"),
        ["10:13: position: is '201'; must be from 0 to 200, as the issue's #M lines say"],
    ),
    "unknown actor": (
        ("#D\tSOU\tpier", "#D\tSUO\tpier"),
        ["12:4: actor: is 'SUO', which no line defines (did you mean 'SOU'?); defined: NOR, SOU"],
    ),
    "unknown issue": (
        ("SOU\tpier", "SOU\tpiers"),
        [f"12:8: issue: is 'piers', which no line defines (did you mean 'pier'?); {ISSUES}"],
    ),
    "unknown meant": (
        ("#M\tduty\t30", "#M\tdutty\t30"),
        [
            f"8:4: issue: is 'dutty', which no line defines (did you mean 'duty'?); {ISSUES}",
            f"11:13: position: is 'As before'; {WORDS}",
        ],
    ),
    "words": (
        ("As before", "as befor"),
        [f"11:13: position: is 'as befor' (did you mean 'as before'?); {WORDS}"],
    ),
    "no number": (
        ("pier\t100", "pier\thigh"),
        ["12:13: position: is 'high'; must be a number from -1e+12 to 1e+12"],
    ),
    "meant no number": (
        ("#M\tduty\t0", "#M\tduty\tnone"),
        ["7:9: position: is 'none'; must be a number from -1e+12 to 1e+12"],
    ),
    "negative": (
        ("0.75\t0.25", "-0.75\t-0.25"),
        [
            "10:17: salience: is '-0.75'; must not be negative",
            "10:23: power: is '-0.25'; must not be negative",
        ],
    ),
    "again": (
        ("SOU\tduty", "NOR\tduty"),
        ["11:1: 'NOR' has a position on 'duty' already, on line 10; give it once"],
    ),
    "actor twice": (
        ("#A\tSOU", "#A\tNOR\tx\n#A\tSOU"),
        ["3:4: actor: 'NOR' is defined already, on line 2; define it once"],
    ),
    "short": (
        ("\t1\t1\tsure", "\t1"),
        ["12:1: has 4 cells after #D; needed: actor, issue, position, salience, power"],
    ),
    "no key": (("#A\tNOR\tNorth", "#A\t\tNorth"), ["2:4: actor: is empty; give a name"]),
    "unknown mark": (
        ("#P\tlamp", "#X\tlamp"),
        ["6:1: begins with '#X'; allowed: #A, #P, #M, #D, #/ for remarks"],
    ),
}


@pytest.mark.parametrize("name", MARKED_WRONG)
def test_every_problem_of_marked_lines_has_its_place(tmp_path: Path, name: str) -> None:
    change, expected = MARKED_WRONG[name]
    assert MARKED.count(change[0]) >= 1
    found = problems(tmp_path, MARKED.replace(change[0], change[1], 1))
    if name == "no key":
        found = [line for line in found if "NOR" not in line]
    assert found == expected


def test_a_file_of_remarks_has_no_positions(tmp_path: Path) -> None:
    assert problems(tmp_path, "#A\ta\n#P\tp\n") == ["3:1: has no rows; give at least one position"]
    assert problems(tmp_path, "# a title\n" + "\n" * 100_000)[0].startswith("1:1: lacks the column")


@pytest.mark.parametrize("text", [KTAB, MARKED], ids=["ktab", "marked"])
def test_any_format_is_written_as_the_plain_one(tmp_path: Path, text: str) -> None:
    table = read_positions(write(tmp_path, text))
    write_positions(table, tmp_path / "plain.csv")
    again = read_positions(tmp_path / "plain.csv")
    assert (again.issues, again.actors, again.notes) == (table.issues, table.actors, ())
    for name in ("position", "salience", "power"):
        assert np.array_equal(getattr(again, name), getattr(table, name), equal_nan=True)
