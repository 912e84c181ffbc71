# SPDX-License-Identifier: Apache-2.0
"""How a settlement's years weigh, held against the game over years that it stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from foedus.settlement import lasting
from foedus.strategy.holding import looking_ahead

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

HORIZON = 10
DISCOUNTS = np.array([0.85, 0.93])
PLACES = lasting.PARTIES + 2 * len(DISCOUNTS) + 1 + HORIZON


def exact(intact: float, lapsed: float, patience: float, erosion: float, term: int) -> Floats:
    """Return first-year attack, chance to hold, and the weights of each party, without a table."""
    beta = patience * (1 - erosion)
    after = lasting.soft(lasting.lasting_odds(lapsed, patience))
    waits = patience * erosion * after / ((1 - patience) * (1 - beta))
    odds = lasting.lasting_odds(intact - waits, beta)
    ahead = (after - lasting.soft(odds)) / (1 - beta)
    cell, attacks = np.zeros(PLACES), np.zeros(lasting.LONGEST)
    lasting.corner(odds, ahead, patience, erosion, term, HORIZON, DISCOUNTS, attacks, cell)
    return told(cell, -np.expm1(-after))


def told(cell: Floats, often: float) -> Floats:
    late = often / (1 - (1 - often) * DISCOUNTS)
    met, ends = cell[1:5:2], cell[2:5:2]
    hold = lasting.chance_to_hold(often, cell[5:])
    return np.array([cell[0], hold, *met, *(ends * late)])


@pytest.mark.parametrize("term", [None, 1, 5, 15])
def test_the_transformed_game_is_the_game_over_years(term: int | None) -> None:
    # To rounding: the transformation is exact, and both solve to 1e-13.
    rng = np.random.default_rng(7)
    intact, more = rng.uniform(-8, 4, 40), rng.uniform(-1, 5, 40)
    patience, erosion, precision = 0.9, 0.07, 1.7
    (found,) = looking_ahead(
        [intact / precision],
        (intact + more) / precision,
        discount=np.full(40, patience),
        precision=np.full(40, precision),
        erosion=np.full(40, erosion),
        term=term,
    )
    years = lasting.LONGEST if term is None else term
    ours = np.array(
        [exact(x, x + y, patience, erosion, years) for x, y in zip(intact, more, strict=True)]
    )
    assert ours[:, 0] == pytest.approx(found.first_year, abs=1e-10)
    assert ours[:, 1] == pytest.approx(found.hold([HORIZON])[:, 0], abs=1e-10)
    for party, delta in enumerate(DISCOUNTS):
        flow, met, unmet = rng.normal(size=(3, 40))
        value = found.value(flow, np.full(40, delta), (met, unmet))
        meets, ends = ours[:, 2 + party], ours[:, 4 + party]
        weighed = flow * (1 - meets - ends) / (1 - delta) + meets * met + ends * unmet
        assert weighed == pytest.approx(value, abs=1e-9)


@pytest.mark.parametrize("patience", [0.5, 0.9, 0.97])
@pytest.mark.parametrize("erosion", [0.0, 0.05, 0.3])
@pytest.mark.parametrize("term", [1, 5, 15, 30, lasting.LONGEST])
def test_interpolation_is_off_by_little(patience: float, erosion: float, term: int) -> None:
    # The page on searches states both bounds: 0.001 on average, 0.03 at worst.
    rng = np.random.default_rng(3)
    lists = np.zeros((lasting.LISTS, lasting.GAINS[2]))
    table = np.zeros((lasting.AHEAD[2], lasting.ODDS[2], PLACES))
    known = np.zeros(table.shape[:2], dtype=np.int64)
    lasting.list_odds(patience, erosion, lists)
    beyond, attacks, cell = np.zeros(2), np.zeros(lasting.LONGEST), np.zeros(PLACES)
    errors = []
    for intact in rng.uniform(-12, 12, 60):
        lapsed = intact + rng.uniform(0, 8)
        row, column, often = lasting.find(intact, lapsed, patience, erosion, lists, beyond)
        where = (table, row, column)
        years = (patience, erosion, term, HORIZON, DISCOUNTS, attacks, known, 1)
        lasting.fill(*where, *years)
        lasting.read(*where, beyond, 0, cell)
        errors.append(np.abs(told(cell, often) - exact(intact, lapsed, patience, erosion, term)))
    assert np.mean(errors) < 0.001
    assert np.max(errors) < 0.03


def test_weights_are_shares() -> None:
    for intact, lapsed in ((-3.0, 1.0), (2.0, 2.0), (-15.0, 40.0)):
        for term in (1, 10, lasting.LONGEST):
            found = exact(intact, lapsed, 0.9, 0.1, term)
            assert (found >= 0).all()
            assert (found[2:4] + found[4:6] <= 1 + 1e-12).all()
