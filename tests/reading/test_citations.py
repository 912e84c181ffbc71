# SPDX-License-Identifier: Apache-2.0
"""Cited words against a source: typographic variants fold, words do not."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.reading.citations import Original, stands_in
from foedus.reading.folding import fold

SOURCE = (
    "The envoy left early. Aldmark has not signed anything yet, a spokeswoman said.\n"
    "“The guarantee – if there is one – will be\u00a0short,” she added … and left."
)


@pytest.mark.parametrize(
    "words",
    [
        '"The guarantee - if there is one - will be short," she added',
        "anything yet, a spokeswoman said. “The guarantee",
        "she added ... and left",
    ],
)
def test_typographic_variants_are_no_difference(words: str) -> None:
    assert stands_in(words, SOURCE)
    start, end = Original(SOURCE).place(words)
    assert fold(SOURCE[start:end]).text == fold(words).text


def test_a_negation_is_told_however_near_the_words_are() -> None:
    nearest = Original(SOURCE).nearest("Aldmark has signed")
    assert not stands_in("Aldmark has signed", SOURCE)
    assert nearest.text == "Aldmark has not signed"
    assert nearest.differences == (("", "not"),)


@pytest.mark.parametrize(
    ("cited", "differences"),
    [
        ("Aldmark has now signed anything yet", (("now", "not"),)),
        ("The guarantee if there is one may be short", (("may", "will"),)),
        ("The assurance if there is one will be quite short",
         (("assurance", "guarantee"), ("quite", ""))),
    ],
)  # fmt: skip
def test_words_that_differ_are_told(cited: str, differences: tuple[tuple[str, str], ...]) -> None:
    assert Original(SOURCE).nearest(cited).differences == differences


def test_what_has_nothing_to_do_with_a_source_is_nowhere_near() -> None:
    assert Original(SOURCE).nearest("Fishing rights were not discussed at all") is None


def test_a_rare_word_finds_its_passage_in_a_long_source() -> None:
    filler = "The parties to the pact shall consult with the council. " * 5_000
    source = Original(filler + "They shall lease the harbour to the council. " + filler)
    nearest = source.nearest("They shall sell the harbour to the council")
    assert nearest.start == len(filler)
    assert nearest.differences == (("sell", "lease"),)


@given(st.text(alphabet="ab “”\"'’—-–… \n\u00ad\u200b\u00a0e\u0301ﬁ`", max_size=40))
def test_every_folded_character_comes_from_the_text(text: str) -> None:
    folded = fold(text)
    spans = [folded.span(at, at + 1) for at in range(len(folded.text))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(a[0] <= b[0] and a[1] <= b[1] for a, b in itertools.pairwise(spans))
    assert fold(folded.text.strip()).text == fold(fold(folded.text).text.strip()).text


@given(st.text(alphabet="abc dé", max_size=40))
def test_words_are_never_folded(text: str) -> None:
    assert fold(text).text.split() == text.split()
