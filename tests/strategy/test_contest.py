# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from foedus.errors import CallError, SolverError
from foedus.strategy.contest import contest_table, members

BASE = np.array([-1.0, 0.25])
SUPPORT = np.array([[0.5, 0.25, 1.0], [0.25, 0.125, 0.5]])
SYNERGY = np.array([0.75, -0.5])


def strength(row: int, chosen: tuple[int, ...]) -> float:
    total = BASE[row] + sum(SUPPORT[row, i] for i in chosen)
    return float(total + SYNERGY[row] * (len(chosen) == 3))


FORMS = {
    "logistic": lambda t: 1 / (1 + math.exp(-t)),
    "additive": lambda t: min(max(t, 0.0), 1.0),
    "threshold": lambda t: float(t >= 0),
}


@pytest.mark.parametrize("form", FORMS)
def test_each_set_of_helpers_has_its_chance(form: str) -> None:
    table = contest_table(BASE, SUPPORT, SYNERGY, form=form)  # type: ignore[arg-type]
    assert table.shape == (2, 8)
    for size in range(4):
        for chosen in itertools.combinations(range(3), size):
            column = sum(1 << i for i in chosen)
            for row in range(2):
                expected = FORMS[form](strength(row, chosen))
                assert table[row, column] == pytest.approx(expected, abs=1e-15)


def test_with_no_guarantor_the_target_stands_alone() -> None:
    table = contest_table(BASE, np.zeros((2, 0)), SYNERGY)
    assert table.tolist() == [[1 / (1 + math.exp(-t))] for t in BASE]


def test_sets_are_bit_masks() -> None:
    sets = members(3)
    assert (sets @ [1, 2, 4]).tolist() == list(range(8))


def test_far_strengths_neither_overflow_nor_leave_the_range() -> None:
    table = contest_table([-1e4, 1e4], [[1.0], [1.0]])
    assert table.tolist() == [[0.0, 0.0], [1.0, 1.0]]


@pytest.mark.parametrize(
    ("base", "support", "words"),
    [
        ([0.0], [[math.nan]], "row 0"),
        ([0.0, math.inf], [[0.0], [0.0]], "row 1"),
        ([0.0], [[0.0] * 9], "at most 8"),
        ([0.0, 1.0], [[0.0]], "allowed are"),
    ],
    ids=["nan", "infinite", "nine_guarantors", "shapes"],
)
def test_numbers_outside_the_contest_are_refused(
    base: list[float], support: list[list[float]], words: str
) -> None:
    with pytest.raises(SolverError, match=words):
        contest_table(base, support)


def test_an_unknown_form_names_the_known_ones() -> None:
    with pytest.raises(CallError, match="logistic, additive, threshold"):
        contest_table([0.0], [[0.0]], form="tullock")  # type: ignore[arg-type]
