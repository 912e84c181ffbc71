# SPDX-License-Identifier: Apache-2.0
"""Words for numbers never say more than the number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.bargaining import REFERENCE_MODELS, ROUND_MODELS
from foedus.bargaining.forecast import SCALE_MODELS
from foedus.report.forecasts import SHORT
from foedus.report.words import SHARE_WORDS, median_and_range, percent, percent_range, share_words

SHARES = st.floats(min_value=0, max_value=1)
ORDER = ["none", *(words for _, words in SHARE_WORDS), "all"]


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.0, "none"),
        (1e-9, "hardly any"),
        (0.03, "hardly any"),
        (0.05, "few"),
        (0.19, "few"),
        (0.3, "a minority"),
        (0.5, "about half"),
        (0.61, "a majority"),
        (0.79, "a majority"),
        (0.8, "most"),
        (0.96, "nearly all"),
        (1 - 1e-9, "nearly all"),
        (1.0, "all"),
    ],
)
def test_words_for_a_share(share: float, words: str) -> None:
    assert share_words(share) == words


@given(SHARES, SHARES)
def test_a_larger_share_never_has_weaker_words(one: float, two: float) -> None:
    low, high = sorted((one, two))
    assert ORDER.index(share_words(low)) <= ORDER.index(share_words(high))


@given(SHARES)
def test_most_means_more_than_half(share: float) -> None:
    if share_words(share) in {"a majority", "most", "nearly all", "all"}:
        assert share > 0.5
    if share_words(share) in {"none", "hardly any", "few", "a minority"}:
        assert share < 0.5


@given(SHARES)
def test_nothing_and_everything_are_said_only_of_themselves(share: float) -> None:
    assert (percent(share) == "0%") == (share == 0)
    assert (percent(share) == "100%") == (share == 1)


@given(st.floats(min_value=0.005, max_value=0.995, exclude_max=True))
def test_a_percentage_is_the_nearest_whole_one(share: float) -> None:
    assert abs(float(percent(share).rstrip("%")) - 100 * share) <= 0.5 + 1e-9


def test_a_range_that_reads_as_one_number_is_one() -> None:
    assert percent_range(0.2, 0.201) == "20%"
    assert percent_range(0.2, 0.3) == "20% to 30%"
    assert median_and_range({"median": 0.5, "q05": 0, "q95": 1}) == "50% (0% to 100%)"


def test_every_model_of_a_forecast_has_a_name_for_charts() -> None:
    shown = {*SCALE_MODELS, *ROUND_MODELS, *REFERENCE_MODELS, "ensemble"}
    assert set(SHORT) == shown
