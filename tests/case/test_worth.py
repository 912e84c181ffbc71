# SPDX-License-Identifier: Apache-2.0
"""What a year is worth, by hand: ``u = 1 - sum w L(|z - x| / range)`` in a case of two issues.

East wants the border at 0 (salience .75) and troops first (.25), West the border at 100 and the
treaty first (.4 each), North the border at 50 and nothing else. Packages: (20, troops),
(50, both), (100, treaty).
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.case.schema import Issue
from foedus.case.worlds import Worlds, dimensions, sample_worlds
from foedus.case.worth import (
    Loss,
    issue_weights,
    option_distances,
    package_places,
    red_lines_crossed,
    yearly_worth,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from foedus.case.folder import CaseFolder

    Make = Callable[[dict[str, Any]], CaseFolder]

OPTIONS = [{"id": name, "title": name} for name in ("troops", "both", "treaty")]


def worlds_of(case: CaseFolder, draws: int = 2) -> Worlds:
    return sample_worlds(case, np.full((draws, dimensions(case)), 0.5))


def worth_of(case: CaseFolder, loss: Loss = "linear") -> list[list[float]]:
    """Return worth by actor and package, the same in both draws."""
    worth = yearly_worth(worlds_of(case), list(case.packages.values()), loss)
    assert (worth[0] == worth[1]).all()
    return [[round(float(value), 12) for value in row] for row in worth[0]]


# Options as far apart as any others; as a ranking; as a table.
FAR = {"troops": {"both": 0.2, "treaty": 0.9}}
HAND = {
    ("none", "linear"): [[0.85, 0.375, 0.0], [0.1, 0.25, 1.0], [0.7, 1.0, 0.5]],
    ("ranking", "linear"): [[0.85, 0.5, 0.0], [0.1, 0.5, 1.0], [0.7, 1.0, 0.5]],
    ("distance", "linear"): [[0.85, 0.575, 0.025], [0.15, 0.25, 1.0], [0.7, 1.0, 0.5]],
    ("none", "squared"): [[0.97, 0.5625, 0.0], [0.18, 0.375, 1.0], [0.91, 1.0, 0.75]],
    ("ranking", "squared"): [[0.97, 0.75, 0.0], [0.18, 0.75, 1.0], [0.91, 1.0, 0.75]],
    ("distance", "squared"): [[0.97, 0.8025, 0.0475], [0.275, 0.375, 1.0], [0.91, 1.0, 0.75]],
}


@pytest.mark.parametrize(("options", "loss"), HAND)
def test_worth_is_what_paper_and_pencil_give(
    options: str, loss: Loss, tree: dict[str, Any], make: Make
) -> None:
    if options == "ranking":
        tree["issues"][1]["ranking"] = ["troops", "both", "treaty"]
    elif options == "distance":
        tree["issues"][1]["distance"] = FAR
    assert worth_of(make(tree), loss) == HAND[options, loss]


def test_options_without_more_are_all_alike_apart() -> None:
    table = option_distances(issue(options=OPTIONS))
    assert table.tolist() == [[0, 1, 1], [1, 0, 1], [1, 1, 0]]


def test_a_ranking_is_evenly_spaced_in_its_own_order() -> None:
    table = option_distances(issue(options=OPTIONS, ranking=["both", "troops", "treaty"]))
    assert table.tolist() == [[0, 0.5, 0.5], [0.5, 0, 1], [0.5, 1, 0]]


def test_a_table_of_distances_is_read_both_ways() -> None:
    table = option_distances(issue(options=OPTIONS, distance=FAR))
    assert table.tolist() == [[0, 0.2, 0.9], [0.2, 0, 1], [0.9, 1, 0]]


def issue(**form: object) -> Issue:
    plain = {"id": "order", "title": "Order", "question": "Which?", "fallback": "both", **form}
    return Issue.model_validate(plain)


def test_a_point_and_its_number_are_the_same_place(tree: dict[str, Any], make: Make) -> None:
    tree["packages"][1]["settles"]["border"] = 20
    case = make(tree)
    places = package_places(worlds_of(case), list(case.packages.values()))
    assert places.tolist() == [[20, 0], [20, 1], [100, 2]]


def test_weights_are_shares_of_what_an_actor_cares_about() -> None:
    salience = np.array([[[0.75, 0.25], [0.4, 0.4], [0.5, np.nan], [0, 0], [np.nan, np.nan]]])
    expected = [[[0.75, 0.25], [0.5, 0.5], [1, 0], [0, 0], [0, 0]]]
    assert issue_weights(salience).tolist() == expected


def test_who_cares_about_nothing_is_content(tree: dict[str, Any], make: Make) -> None:
    for position in tree["positions"]:
        position["salience"] = 0
    assert worth_of(make(tree)) == [[1.0] * 3] * 3


@given(
    st.lists(st.floats(0, 100), min_size=3, max_size=3),
    st.lists(st.floats(0, 1), min_size=5, max_size=5),
    st.sampled_from(["linear", "squared"]),
)
def test_worth_is_a_share_and_1_at_home(
    small: dict[str, Any], make: Make, ideals: list[float], saliences: list[float], loss: Loss
) -> None:
    tree = deepcopy(small)
    for position, salience in zip(tree["positions"], saliences, strict=True):
        position["salience"] = salience
    for index, ideal in zip((0, 2, 4), ideals, strict=True):
        tree["positions"][index]["ideal"] = ideal
    homes = [(ideals[0], "troops"), (ideals[1], "treaty"), (ideals[2], "both")]
    for package, (border, order) in zip(tree["packages"], homes, strict=True):
        package["settles"] = {"border": border, "order": order}
    case = make(tree)
    worth = yearly_worth(worlds_of(case), list(case.packages.values()), loss)
    assert worth.min() >= 0
    assert worth.max() <= 1
    assert np.allclose(worth[:, range(3), range(3)], 1)


RED_LINES = {
    "at_least": ({"at_least": 50}, "border", [True, False, False]),
    "at_most": ({"at_most": 50}, "border", [False, False, True]),
    "at_most_in_half_of_the_draws": (
        {"at_most": {"uniform": [0, 40]}},
        "border",
        [False, True, True],
    ),
    "excludes_a_point": ({"excludes": ["river"]}, "border", [True, False, False]),
    "excludes_an_option": ({"excludes": ["both", "treaty"]}, "order", [False, True, True]),
    "several": ({"at_least": 30, "at_most": 60}, "border", [True, False, True]),
}


@pytest.mark.parametrize("name", RED_LINES)
def test_red_lines_are_crossed_where_they_say(name: str, tree: dict[str, Any], make: Make) -> None:
    line, about, expected = RED_LINES[name]
    drawn = next(p for p in tree["positions"] if (p["actor"], p["issue"]) == ("west", about))
    drawn["red_line"] = {**line, "assume": "a"}
    case = make(tree)
    crossed = red_lines_crossed(worlds_of(case), list(case.packages.values()))
    assert crossed[0].tolist() == [[False] * 3, expected, [False] * 3]


def test_a_place_excluded_by_name_is_excluded_by_number(tree: dict[str, Any], make: Make) -> None:
    tree["positions"][0]["red_line"] = {"excludes": ["river"], "assume": "a"}
    tree["packages"][1]["settles"]["border"] = 20
    tree["packages"][2]["settles"]["border"] = 20.5
    case = make(tree)
    crossed = red_lines_crossed(worlds_of(case), list(case.packages.values()))
    assert crossed[0, 0].tolist() == [True, True, False]


@pytest.mark.parametrize("kind", ["excludes", "at_least"])
def test_a_red_line_counts_in_the_worlds_of_its_position(
    kind: str, tree: dict[str, Any], make: Make
) -> None:
    """A reported position brings its own red line, the one before it keeps the old one."""
    old, new = {
        "excludes": ({"excludes": ["river"]}, {"excludes": ["ridge"]}),
        "at_least": ({"at_least": 30}, {"at_least": 55}),
    }[kind]
    first = tree["positions"][2]
    first["red_line"] = {**old, "assume": "a"}
    later = {**first, "since": "2030-02-01", "cite": ["told"], "red_line": {**new, "assume": "a"}}
    later.pop("assume")
    tree["positions"].append(later)
    tree["packages"][1]["settles"]["border"] = 60 if kind == "excludes" else 50
    tree["credence"] = {"hearsay": 0.5}
    case = make(tree)
    unit = np.full((2, dimensions(case)), 0.25)
    unit[1] = 0.75
    crossed = red_lines_crossed(sample_worlds(case, unit), list(case.packages.values()))
    reported, earlier = crossed[:, 1].tolist()
    if kind == "excludes":
        assert reported == [False, True, False]
        assert earlier == [True, False, False]
    else:
        assert reported == [True, True, False]
        assert earlier == [True, False, False]
