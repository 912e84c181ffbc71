# SPDX-License-Identifier: Apache-2.0
"""Uncertain numbers: one family each, bounds for the whole span, the same after a round trip."""

from __future__ import annotations

import math
from contextlib import nullcontext
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from foedus.uncertain import Amount, Discount, OnScale, Positive, Real, Share, UncertainNumber

FORMS: dict[str, tuple[Any, tuple[float, float], str]] = {
    "value": (3, (3, 3), "3"),
    "pert": ({"low": 1, "mode": 2, "high": 4}, (1, 4), "1 to 4, most likely 2"),
    "uniform": ({"uniform": [1, 4]}, (1, 4), "1 to 4, all alike"),
    "normal": ({"normal": [2, 1]}, (-math.inf, math.inf), "normal, mean 2, sd 1"),
    "cut normal": (
        {"normal": [2, 1], "within": [0, 4]},
        (0, 4),
        "normal, mean 2, sd 1, within 0 to 4",
    ),
    "beta": ({"beta": [2, 5]}, (0, 1), "beta(2, 5) on 0 to 1"),
    "stretched beta": ({"beta": [2, 5], "within": [10, 20]}, (10, 20), "beta(2, 5) on 10 to 20"),
    "choice of numbers": ({"choice": {"5": 0.25, "-1.5e1": 0.75}}, (-15, 5), "5 25%, -1.5e1 75%"),
}


@pytest.mark.parametrize("name", FORMS)
def test_every_form_has_its_span_and_its_words(name: str) -> None:
    given_as, span, words = FORMS[name]
    number = UncertainNumber.model_validate(given_as)
    assert (number.span, str(number), number.bare) == (span, words, True)
    assert number.family == name.split()[-1 if "normal" in name or "beta" in name else 0]
    assert UncertainNumber.model_validate(number.model_dump()) == number


def test_a_word_is_a_choice_of_one() -> None:
    number = UncertainNumber.model_validate("half")
    assert (number.choice, str(number)) == ({"half": 1.0}, "half")


@pytest.mark.parametrize(
    "choice", [{"half": 1}, {"30": 0.5, "half": 0.5}, {"nan": 1}, {"1e400": 1}]
)
def test_a_choice_with_names_has_no_span(choice: dict[str, float]) -> None:
    assert all(map(math.isnan, UncertainNumber(choice=choice).span))


def test_numbers_and_their_ground_are_kept_as_they_were_given() -> None:
    for plain in (
        3,
        2.5,
        {"value": 3, "assume": "a"},
        {"low": 0, "mode": 1, "high": 1, "cite": ["S"]},
    ):
        dumped = UncertainNumber.model_validate(plain).model_dump()
        assert dumped == ({**plain, "cite": ("S",)} if "cite" in str(plain) else plain)


BOUNDS = {
    "share": (Share, 0, 1, False),
    "discount": (Discount, 0, 1, True),
    "amount": (Amount, 0, math.inf, False),
    "scale": (OnScale, 0, 100, False),
    "positive": (Positive, 1e-9, math.inf, False),
    "real": (Real, -math.inf, math.inf, False),
}
ENDS = st.floats(-200, 200, width=16)


@pytest.mark.parametrize("name", BOUNDS)
@given(ends=st.tuples(ENDS, ENDS).map(sorted))
def test_bounds_hold_for_the_whole_span(name: str, ends: list[float]) -> None:
    kind, least, most, open_high = BOUNDS[name]
    fits = least <= ends[0] and (ends[1] < most if open_high else ends[1] <= most)
    told = nullcontext() if fits else pytest.raises(ValidationError, match="must stay")
    with told:
        TypeAdapter(kind).validate_python({"uniform": ends})


@pytest.mark.parametrize("name", BOUNDS)
def test_a_name_is_no_number(name: str) -> None:
    with pytest.raises(ValidationError, match="is a choice of names; must be a number"):
        TypeAdapter(BOUNDS[name][0]).validate_python("half")


@pytest.mark.parametrize(
    "wrong", [True, None, [1], "30", "-1e3", math.nan, math.inf, 10**400, b"1"]
)
def test_what_is_no_number_is_refused(wrong: object) -> None:
    with pytest.raises(ValidationError):
        UncertainNumber.model_validate(wrong)
