# SPDX-License-Identifier: Apache-2.0
"""Named worlds do what the like design or number does, and nothing where they cannot bite."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from foedus.case.folder import load_case
from foedus.case.worlds import dimensions, sample_worlds
from foedus.ensemble.draws import unit_draws
from foedus.ensemble.explore import Sweep
from foedus.ensemble.plan import reference_design
from foedus.ensemble.stress import SHIFT, named_worlds, stress_case
from foedus.strategy.deter import deter_worlds

if TYPE_CHECKING:
    from foedus.case.worlds import Worlds

DRAWS = 256
CASE = load_case("ukraine_2025_08")
REFERENCE = reference_design(CASE)
STRIKES = {world.name: world.strike for world in named_worlds(CASE)}


@pytest.fixture(scope="module")
def drawn() -> Worlds:
    return sample_worlds(CASE, unit_draws(1, dimensions(CASE), 0, DRAWS, DRAWS))


def attack(worlds: Worlds, **levers: str) -> np.ndarray:
    found = deter_worlds(worlds, [{**REFERENCE, **levers}])
    return found["deter.attack_high"][1][:, 0]


def test_every_blow_of_the_list_is_there() -> None:
    assert list(STRIKES) == [
        "united_states_leaves",
        "europe_leaves",
        "provocation_alleged",
        "forces_late",
        "finding_blocked",
        "power_shifts",
        "no_snapback",
    ]


def test_sanctions_that_do_not_come_back_are_a_text_without_snapback(drawn: Worlds) -> None:
    struck = STRIKES["no_snapback"](drawn)
    for setting in ("automatic", "by_decision"):
        np.testing.assert_allclose(
            attack(struck, snapback=setting), attack(drawn, snapback="none"), atol=1e-9
        )


def test_a_guarantor_that_leaves_is_one_that_never_was_in(drawn: Worlds) -> None:
    struck = STRIKES["united_states_leaves"](drawn)
    np.testing.assert_array_equal(
        attack(struck, guarantors="europe_only"), attack(drawn, guarantors="europe_only")
    )
    # Without sanctions to vote on: a state that has left the guarantee may still impose them.
    stays = attack(struck, snapback="none")
    never = attack(drawn, guarantors="europe_only", snapback="none")
    np.testing.assert_allclose(stays, never, atol=1e-9)


def test_an_alleged_provocation_bites_only_where_the_text_lets_it(drawn: Worlds) -> None:
    struck = STRIKES["provocation_alleged"](drawn)
    np.testing.assert_array_equal(
        attack(struck, provocation_clause="none"), attack(drawn, provocation_clause="none")
    )
    void = "void_if_unprovoked_strike"
    blocked = STRIKES["finding_blocked"](drawn)
    np.testing.assert_allclose(attack(struck, provocation_clause=void), attack(blocked), atol=1e-9)


def test_a_veto_bites_only_where_a_body_finds(drawn: Worlds) -> None:
    struck = STRIKES["finding_blocked"](drawn)
    alone = {"finding": "each_for_itself"}
    np.testing.assert_array_equal(attack(struck, **alone), attack(drawn, **alone))
    assert np.abs(attack(struck) - attack(drawn)).max() > 0.01


def test_a_power_shift_and_lateness_take_what_they_say(drawn: Worlds) -> None:
    shifted, late = STRIKES["power_shifts"](drawn), STRIKES["forces_late"](drawn)
    np.testing.assert_allclose(shifted["war.base"], drawn["war.base"] - SHIFT)
    assert np.exp(-SHIFT) == pytest.approx(1 / 3)
    key = "actors.europe.guarantor.help"
    lost = drawn[key] - late[key]
    whole = lost < drawn[key] - 1e-12
    np.testing.assert_allclose(lost[whole], drawn["effects.fait_accompli"][whole])
    assert late[key].min() >= 0
    assert drawn[key].min() > 0


def test_nothing_but_what_is_struck_changes(drawn: Worlds) -> None:
    for name in ("power_shifts", "no_snapback", "finding_blocked"):
        struck = STRIKES[name](drawn)
        same = [key for key in drawn.columns if np.array_equal(struck[key], drawn[key])]
        assert len(drawn.columns) - len(same) <= 2


def test_the_table_adds_up() -> None:
    answer = stress_case(CASE, Sweep(draws=64, seed=2, designs=3))
    assert len(answer["designs"]) == 3
    for row in answer["designs"]:
        told = {each["world"]: each["success"] for each in row["under"]}
        assert row["least"] == min(told.values()) == told[row["worst"]]
        assert row["stands"] == sum(each["stands"] for each in row["under"])
        assert list(told) == [each["world"] for each in answer["worlds"]]
    most = max(row["stands"] for row in answer["designs"])
    named = {row["label"] for row in answer["designs"] if row["stands"] == most}
    assert set(answer["rules"]["stands_in_most"]) == named


def test_a_blow_that_changes_no_design_is_said_to() -> None:
    # The harbour pact has neither a commission nor sanctions.
    answer = stress_case(load_case("harbour_league"), Sweep(draws=32, designs=2))
    assert {"finding_blocked", "no_snapback"} <= set(answer["untouched"])
