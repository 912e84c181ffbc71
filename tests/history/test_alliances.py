# SPDX-License-Identifier: Apache-2.0
"""Coded alliances and disputes from the research data, and what is missing from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from foedus.errors import CallError, TableError
from foedus.history.alliances import (
    MEMBERS,
    STATES,
    STATUS,
    alliance_duties,
    load_alliances,
)
from foedus.history.coded_tables import days
from foedus.history.disputes import DISPUTES, WARS, load_disputes, load_wars
from foedus.pacts.bulk import CONDITIONS, NO, UNKNOWN, YES
from foedus.pacts.published import CHECKS, defence_opportunities

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from foedus.history.checks import Check

OBLIGATIONS = ("defense", "offense", "neutral", "nonagg", "consul")
# The directed pairs are of version 5.1, which dates or directs a few treaties otherwise than 5.0.
ANOTHER_VERSION = 0.99
EXIT = {"yrexit": 0, "moexit": 0, "dayexit": 0}


def member(atopid: int, state: int, **codes: int | None) -> dict[str, int | None]:
    row: dict[str, int | None] = dict.fromkeys((*OBLIGATIONS, *CONDITIONS), 0)
    row |= {"atopid": atopid, "phase": 0, "member": state, "yrent": 1900, "moent": 3, "dayent": 10}
    return row | EXIT | {"specthrt": 0, "statthr1": 0, "statthr2": 0} | codes


def fight(one: int, other: int, year: int, **codes: int) -> dict[str, int]:
    row = {"dispnum": 7, "ccode1": one, "ccode2": other, "year": year, "midonset": 1, "stmon": 5}
    return row | {"sidea1": 1, "orig1": 1, "orig2": 1, "hostlev1": 4} | codes


def war(one: int, other: int, year: int, first: int = 0, second: int = 0) -> dict[str, int]:
    row = {"warnum": 3, "ccode1": one, "ccode2": other, "year": year}
    return row | {"initiator1": first, "initiator2": second}


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Give a function that writes small tables in the form of the research data."""

    def write(**tables: list[dict[str, Any]]) -> Path:
        names = {"members": MEMBERS, "disputes": DISPUTES, "wars": WARS, "states": STATES}
        tables.setdefault("states", [{"ccode": 2, "statenme": "Aland"}])
        for key, rows in tables.items():
            pd.DataFrame(rows).convert_dtypes().to_parquet(tmp_path / names[key])
        return tmp_path

    return write


def test_a_small_table_becomes_words(written: Callable[..., Path]) -> None:
    folder = written(
        members=[
            member(1005, 1, defense=1, defcoadv=1, specthrt=1, statthr1=9, consul=1),
            member(1005, 2),
        ],
        disputes=[fight(9, 2, 1901), fight(8, 2, 1902, sidea1=0), fight(8, 2, 1903, hostlev1=3)],
    )
    table = alliance_duties("disputes", folder)
    assert table.sizes == {"pair": 2}
    row = {name: values.item() for name, values in table.isel(pair=0).items()}
    assert row == {
        "dispute": 7,
        "year": 1901,
        "alliance": 1005,
        "phase": 0,
        "member": 1,
        "ally": 2,
        "opponent": 9,
        "member_name": "1",
        "ally_name": "Aland",
        "opponent_name": "9",
        "role": "ally_attacked",
        "opponent_in_alliance": False,
        "defend": "owed",
        "offend": "not_owed",
        "stay_neutral": "not_owed",
        "not_attack": "not_owed",
        "consult": "owed",
    }
    assert table["year"].to_numpy()[1] == 1903  # a show of force is no attack
    assert table["defend"].to_numpy()[1] == "not_owed"
    assert table["consult"].to_numpy()[1] == "owed"


@pytest.mark.parametrize(
    ("codes", "attacker", "choices", "expected"),
    [
        ({"specthrt": 1, "statthr1": 9}, 9, {}, "owed"),
        ({"specthrt": 1, "statthr1": 9, "statthr2": 8}, 8, {}, "owed"),
        ({"specthrt": 1, "statthr1": 9}, 8, {}, "not_owed"),
        ({"specthrt": 1, "statthr1": 9}, 8, {"others": "unknown"}, "unknown"),
        ({"specthrt": 3, "statthr1": 9}, 9, {}, "owed"),
        ({"specthrt": 3, "statthr1": 9}, 8, {}, "unknown"),
        ({"specthrt": 4, "statthr1": 9}, 9, {}, "unknown"),  # a conflict is named, not a state
        ({"specthrt": None, "statthr1": None}, 9, {}, "unknown"),
        ({"specthrt": 1, "statthr1": 9, "defcoloc": 1}, 8, {}, "unknown"),
        ({"specthrt": 1, "statthr1": 9, "defcoadv": 0, "defconpr": 1}, 8, {}, "unknown"),
        ({"defcoadv": 0, "defconpr": 1}, 8, {"provocation": "first_move"}, "owed"),
        ({"defcoadv": 0}, 8, {"attack": "war"}, "not_owed"),
        ({"defcoadv": 0, "obvary": 1}, 8, {}, "unknown"),
    ],
)
def test_what_the_codes_know(
    codes: dict[str, int | None],
    attacker: int,
    choices: dict[str, Any],
    expected: str,
    written: Callable[..., Path],
) -> None:
    bound = member(1, 1, **{"defense": 1, "defcoadv": 1} | codes)
    folder = written(members=[bound, member(1, 2)], disputes=[fight(attacker, 2, 1901)])
    assert alliance_duties(folder=folder, **choices)["defend"].to_numpy().tolist() == [expected]


def test_dates_leave_open_what_they_leave_open(written: Callable[..., Path]) -> None:
    in_force = member(1, 1, defense=1, yrent=1901, moent=5, dayent=1)
    folder = written(
        members=[in_force, member(1, 2)],
        disputes=[
            fight(9, 2, 1901),  # in May
            fight(8, 2, 1901, orig1=0),  # in May or later
            fight(7, 2, 1901, dispnum=6, stmon=4),  # in April
            fight(6, 2, 1901, dispnum=5, stmon=-9),  # in some month
        ],
    )
    table = alliance_duties(folder=folder)
    found = dict(
        zip(table["opponent"].to_numpy().tolist(), table["defend"].to_numpy(), strict=True)
    )
    assert found == {9: "owed", 8: "owed", 6: "unknown"}


def test_days_are_counted_as_the_calendar_does() -> None:
    dates = [(1815, 6, 8), (1900, 2, 28), (2000, 2, 29)]
    expected = [
        int((np.datetime64(f"{y}-{m:02}-{d:02}") - np.datetime64(0, "D")).astype(int))
        for y, m, d in dates
    ]
    assert days(*np.array(dates).T).tolist() == expected
    leap = days(np.array([1904, 1903]), 2, np.array([-1, 0]), missing_day=31)
    assert leap.astype("datetime64[D]").astype(str).tolist() == ["1904-02-29", "1903-02-28"]


def test_wars_know_who_began_and_who_was_there_from_the_start(
    written: Callable[..., Path],
) -> None:
    folder = written(
        wars=[
            war(9, 2, 1901, first=1),
            war(2, 9, 1901, second=1),
            war(8, 2, 1902),
            war(2, 8, 1902),
            war(9, 2, 1902, first=1),
            war(2, 9, 1902, second=1),
        ]
    )
    table = load_wars(folder)
    rows = zip(
        table.coded.attacker.tolist(),
        table.coded.target.tolist(),
        table.year.tolist(),
        table.coded.attack.tolist(),
        table.coded.against_target.tolist(),
        table.outset.tolist(),
        strict=True,
    )
    assert sorted(rows) == [
        (2, 8, 1902, UNKNOWN, 1, False),
        (8, 2, 1902, UNKNOWN, 2, False),
        (9, 2, 1901, YES, 1, True),
        (9, 2, 1902, YES, 2, False),
    ]


@pytest.mark.parametrize(
    "choice",
    [{"source": "battles"}, {"attack": "insult"}, {"provocation": "yes"}, {"others": "maybe"}],
)
def test_an_unknown_choice_is_refused(choice: dict[str, Any], written: Callable[..., Path]) -> None:
    folder = written(members=[member(1, 1)], disputes=[fight(9, 2, 1901)])
    with pytest.raises(CallError, match="; allowed: "):
        alliance_duties(**{"folder": folder} | choice)


def test_missing_data_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: Callable[..., Path]
) -> None:
    with pytest.raises(CallError, match=f"no file .*{MEMBERS}; set FOEDUS_DATA"):
        load_alliances(tmp_path)
    monkeypatch.setattr("foedus.history.coded_tables.data_folder", lambda: None)
    with pytest.raises(CallError, match=r"no research data to read .*; set FOEDUS_DATA"):
        load_disputes()
    folder = written(
        members=[{"atopid": 1}], disputes=[fight(9, 2, 1901, stmon=1) | {"orig1": "x"}]
    )
    with pytest.raises(TableError, match="phase: is not a column") as caught:
        load_alliances(folder)
    assert len(caught.value.problems) > len(CONDITIONS)
    with pytest.raises(TableError, match="orig1: does not hold whole numbers"):
        load_disputes(folder)
    (folder / DISPUTES).write_bytes(b"PAR1 and nothing else")
    with pytest.raises(TableError, match="cannot be read"):
        load_disputes(folder)


# Against the data.


@pytest.mark.data
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_a_figure_is_reproduced(check: Check, data_folder: Path) -> None:
    assert check.missing(None) == check.needs
    assert not check.missing(data_folder)
    ours = check.compute(data_folder)
    assert check.agrees(ours), f"{check.name}: expected {check.expected}, ours {ours}"


@pytest.mark.data
def test_every_listed_opportunity_is_found_and_no_other(data_folder: Path) -> None:
    listed = pd.read_parquet(data_folder / "derived_defence_pact_opportunities.parquet")
    keys = ["warnum", "target", "atopid", "phase", "ally"]
    found = defence_opportunities(data_folder)
    assert set(found) == set(listed[keys].itertuples(index=False, name=None))
    assert len(listed) == 753
    # What is coded without condition is refused to no one, save by an enemy.
    free = listed[(listed["conditio"] == 0) & (listed["action"] != "fought_against")]
    answers = {found[key] for key in free[keys].itertuples(index=False, name=None)}
    assert answers == {YES, UNKNOWN}


@pytest.mark.data
def test_years_agree_with_the_codings_of_directed_pairs(data_folder: Path) -> None:
    """Whoever may owe defence here owes it in ATOP's own file of directed pairs and years."""
    table = alliance_duties("disputes", data_folder)
    frame = table.to_dataframe()
    owed = frame[frame["defend"] != STATUS[NO]][["member", "ally", "year"]].drop_duplicates()
    theirs = pd.read_parquet(data_folder / "atop_directed_dyad_year.parquet")
    theirs = theirs[theirs["atop_defense"] == 1].rename(
        columns={"ccode1": "member", "ccode2": "ally"}
    )
    both = owed.merge(theirs, on=["member", "ally", "year"], how="left", indicator=True)
    assert (both["_merge"] == "both").mean() > ANOTHER_VERSION


@pytest.mark.data
@pytest.mark.parametrize(
    ("war", "year", "alliance", "names", "duty", "expected"),
    [
        # Soviet-Mongolian protocol of 1936, Article 2: all help against military attack.
        (136, 1939, 2370, ("Russia", "Mongolia", "Japan"), "defend", "owed"),
        (136, 1939, 2370, ("Mongolia", "Russia", "Japan"), "defend", "owed"),
        # North Atlantic Treaty, Article 6, is bound to an area, which is not coded; Article 4 not.
        (202, 1982, 3180, ("Canada", "United Kingdom", "Argentina"), "defend", "unknown"),
        (202, 1982, 3180, ("Canada", "United Kingdom", "Argentina"), "consult", "owed"),
        # Pact of the League of Arab States, Article 5: no resort to force among members.
        (211, 1990, 3015, ("Iraq", "Kuwait", "Iraq"), "not_attack", "owed"),
        # German-Polish declaration of 1934, denounced in April 1939; the war is known to the year.
        (139, 1939, 2325, ("Germany", "Poland", "Germany"), "not_attack", "unknown"),
    ],
)
def test_readings_by_hand(
    war: int,
    year: int,
    alliance: int,
    names: tuple[str, str, str],
    duty: str,
    expected: str,
    war_duties: pd.DataFrame,
) -> None:
    key = (war, year, alliance, *names)
    columns = ["dispute", "year", "alliance", "member_name", "ally_name", "opponent_name"]
    rows = war_duties[(war_duties[columns] == pd.Series(key, columns)).all(axis=1)]
    assert rows[duty].tolist() == [expected]


@pytest.fixture(scope="module")
def war_duties(data_folder: Path) -> pd.DataFrame:
    return alliance_duties("wars", data_folder).to_dataframe()


@pytest.mark.data
def test_fewer_targets_have_help_the_more_of_the_treaties_is_applied(data_folder: Path) -> None:
    table = alliance_duties("disputes", data_folder).to_dataframe()
    open_ = alliance_duties("disputes", data_folder, others="unknown").to_dataframe()
    kept = table["role"] == "ally_attacked"
    case = ["dispute", "year", "ally", "opponent"]

    def targets(rows: pd.Series) -> int:
        return len(table[kept & rows][case].drop_duplicates())

    outside = ~table["opponent_in_alliance"]
    may, must = table["defend"] != "not_owed", table["defend"] == "owed"
    counts = [targets(rows) for rows in (may, may & outside, must, must & outside)]
    assert counts == sorted(counts, reverse=True)
    assert len(set(counts)) == len(counts)
    assert targets(open_["defend"] != "not_owed") > counts[0]
    assert (open_["defend"] == "owed").equals(must)
