# SPDX-License-Identifier: Apache-2.0
"""What principles pick among acceptable packages, worked out by hand and held to laws."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from foedus.case.folder import load_case
from foedus.case.worlds import dimensions, sample_worlds
from foedus.ensemble.draws import unit_draws
from foedus.settlement.principles import principles, tell_settle
from foedus.settlement.settle import consenters, parties, proposals, settle_worlds

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from foedus.case.folder import CaseFolder


@pytest.fixture(scope="module")
def case() -> CaseFolder:
    return load_case("harbour_league")


@pytest.fixture(scope="module")
def arrays(case: CaseFolder) -> dict[str, NDArray[Any]]:
    worlds = sample_worlds(case, unit_draws(3, dimensions(case), 0, 256, 256))
    return {name: array for name, (_, array) in settle_worlds(worlds).items()}


def test_one_draw_by_hand(case: CaseFolder) -> None:
    # Gains over war: the first package (.2, .2), the second (.5, .1) and so on for all counted
    # parties; the Nash product prefers the second, the egalitarian rule the first; the third is
    # better for all than both but somebody needed refuses it; the rest are worth less than war.
    number, names = len(proposals(case)), parties(case)
    counted = [p for p, name in enumerate(names) if name in consenters(case)]
    worth = np.zeros((1, number, len(names)))
    war = np.full((1, len(names)), 0.3)
    worth[0, 0, :], worth[0, 1, :], worth[0, 2, :] = 0.5, 0.4, 0.99
    worth[0, 1, counted[0]] = (
        0.8 if len(counted) == 2 else 0.3 + 0.2 ** len(counted) * 2 / 0.1 ** (len(counted) - 1)
    )
    offered = np.zeros((1, number), dtype=np.bool_)
    offered[0, :2] = True
    found = principles(
        case, {"settle.feasible_low": offered, "settle.value_low": worth, "settle.war": war}
    )
    assert [row["front"] for row in found] == [1.0, 1.0] + [0.0] * (number - 2)
    assert found[1]["picked"]["nash"] == 1.0
    assert found[0]["picked"]["egalitarian"] == 1.0


def test_nothing_is_picked_where_nothing_is_acceptable(case: CaseFolder) -> None:
    number, names = len(proposals(case)), parties(case)
    found = principles(
        case,
        {
            "settle.feasible_low": np.zeros((3, number), dtype=np.bool_),
            "settle.value_low": np.ones((3, number, len(names))),
            "settle.war": np.zeros((3, len(names))),
        },
    )
    assert all(row["front"] == 0 and not any(row["picked"].values()) for row in found)


def test_what_is_picked_is_acceptable_and_on_the_front(
    case: CaseFolder, arrays: dict[str, NDArray[Any]]
) -> None:
    told = tell_settle(case, arrays)["packages"]
    assert any(row["front"] > 0 for row in told)
    for row in told:
        assert row["front"] <= row["feasible"]
        assert all(share <= row["front"] for share in row["picked"].values())
    for rule in ("nash", "kalai_smorodinsky", "egalitarian"):
        total = sum(row["picked"][rule] for row in told)
        assert total <= arrays["settle.feasible_low"].any(axis=1).mean() + 1e-12


def test_burdens_by_guarantor_are_upkeep_and_the_expected_cost_of_acting(
    case: CaseFolder, arrays: dict[str, NDArray[Any]]
) -> None:
    burden = arrays["settle.burden"]
    assert burden.shape == (256, len(proposals(case)), len(case.record.war.guarantors))
    assert (burden >= 0).all()
    told = tell_settle(case, arrays)["packages"]
    assert set(told[0]["burden"]) == set(case.record.war.guarantors)
