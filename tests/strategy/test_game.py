# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from foedus.errors import CallError, SolverError
from foedus.strategy.game import DeterrenceGame

PLAIN: dict[str, Any] = {
    "prevail": np.array([[0.2, 0.4, 0.4, 0.8], [0.1, 0.3, 0.3, 0.9]]),
    "gain": 1.0,
    "loss": 1.0,
    "stake": 1.0,
    "challenger_cost": 0.1,
    "target_cost": 0.1,
    "guarantor_stake": 1.0,
    "action_cost": 0.5,
    "reneging_cost": 0.1,
    "punishment": 0.2,
    "precision": 8.0,
}


def test_single_numbers_hold_for_every_row_and_guarantor() -> None:
    game = DeterrenceGame(**PLAIN)
    assert (game.games, game.guarantors) == (2, 2)
    assert game.gain.tolist() == [1.0, 1.0]
    assert game.action_cost.tolist() == [[0.5, 0.5], [0.5, 0.5]]
    assert game.bound.all()
    assert game.found.tolist() == [1.0, 1.0]


def second(wrong: float) -> np.ndarray:
    return np.array([1.0, wrong])


def second_guarantor(wrong: float) -> np.ndarray:
    return np.array([[0.5, 0.5], [0.5, wrong]])


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("gain", second(math.nan), "gain in row 1 is nan; allowed is a finite number"),
        ("loss", second(math.inf), "loss in row 1 is inf"),
        ("stake", second(-1e13), "stake in row 1"),
        ("challenger_cost", second(-0.1), "challenger_cost in row 1 is -0.1; allowed is a cost"),
        ("target_cost", second(-0.1), "target_cost in row 1"),
        ("word", second(-0.1), "word in row 1"),
        ("precision", second(math.inf), "precision in row 1 is inf; allowed is a precision from 0"),
        ("precision", second(-1.0), "precision in row 1"),
        ("found", second(1.5), "found in row 1 is 1.5; allowed is a probability"),
        ("automatic", second_guarantor(-0.5), "automatic in row 1"),
        ("judged", second_guarantor(1.5), "judged in row 1"),
        ("action_cost", second_guarantor(-0.5), "action_cost in row 1"),
        ("reneging_cost", second_guarantor(-0.5), "reneging_cost in row 1"),
        ("punishment", second_guarantor(math.nan), "punishment in row 1 is nan"),
        ("guarantor_stake", second_guarantor(math.nan), "guarantor_stake in row 1"),
        ("prevail", np.array([[0.5, 1.5]]), "prevail in row 0 is 1.5; allowed is a probability"),
        ("prevail", np.array([[0.5, 0.5, 0.5]]), "allowed is .games, 2..guarantors"),
        ("prevail", np.full((1, 512), 0.5), "at most 8 guarantors"),
        ("gain", np.ones(3), r"gain has shape \(3,\); allowed are \(2,\)"),
        ("punishment", np.ones(2), "punishment has shape"),
        ("bound", np.ones((2, 2)), "bound is of type float64"),
    ],
)
def test_a_number_outside_its_range_is_named_with_its_row(
    field: str, value: np.ndarray, words: str
) -> None:
    with pytest.raises(SolverError, match=words):
        DeterrenceGame(**{**PLAIN, field: value})


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"rule": "dictator"}, CallError, "unknown rule 'dictator'; known are"),
        ({"shock": "cauchy"}, CallError, "unknown shock 'cauchy'; known are"),
        ({"quorum": 1}, CallError, "quorum was given without a vote"),
        ({"rule": "vote", "quorum": 3}, SolverError, "quorum is 3; allowed is 1 to 2"),
        ({"rule": "vote", "quorum": 0}, SolverError, "quorum is 0"),
    ],
    ids=["rule", "shock", "quorum_without_vote", "quorum_too_high", "quorum_zero"],
)
def test_a_wrong_word_or_quorum_is_refused(
    options: dict[str, Any], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        DeterrenceGame(**PLAIN, **options)
