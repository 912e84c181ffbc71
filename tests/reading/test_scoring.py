# SPDX-License-Identifier: Apache-2.0
"""The metric, on cases counted by hand."""

from __future__ import annotations

from foedus.reading.scoring import Score, Told, matches, score

TEXT = "abcdefghij klmnopqrst"


def test_half_in_common_is_a_match_and_less_is_none() -> None:
    # 5 of 10 characters in common, 5 of 11: the space between does not count.
    assert matches(TEXT, [Told(((0, 5),))], [Told(((0, 10),))]) == [(0, 0)]
    assert matches(TEXT, [Told(((0, 5),))], [Told(((0, 12),))]) == []


def test_white_space_is_left_out() -> None:
    assert matches("ab      ", [Told(((0, 1),))], [Told(((0, 8),))]) == [(0, 0)]


def test_pairs_are_one_to_one_from_the_highest() -> None:
    gold = [Told(((0, 10),)), Told(((0, 6),))]
    proposed = [Told(((0, 6),)), Told(((0, 7),))]
    assert matches(TEXT, proposed, gold) == [(0, 1), (1, 0)]


def test_all_scores_of_a_small_case() -> None:
    gold = [Told(((0, 4),), ((5, 8),)), Told(((11, 15),), ((16, 18),))]
    proposed = [Told(((0, 4),), ((7, 9),)), Told(((11, 14),), ((0, 2),)), Told(((18, 20),))]
    result = score(TEXT, proposed, gold)
    assert result.content == Score(2, 3, 2)
    assert result.with_source == Score(1, 3, 2)
    assert result.characters == Score(7, 9, 8)
    assert (result + result).content == Score(4, 6, 4)


def test_nothing_proposed_and_nothing_annotated_divide_by_nothing() -> None:
    empty = score(TEXT, [], []).content
    assert (empty.precision, empty.recall, empty.f1) == (0.0, 0.0, 0.0)
