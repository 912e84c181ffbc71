# SPDX-License-Identifier: Apache-2.0
# ruff: noqa: E501 - the pieces of texts stand in rows
"""Any text at all: nothing crashes, and every place is inside the text."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.errors import InputError
from foedus.reading.comparison import compare_reports
from foedus.reading.documents import Document, document_of
from foedus.reading.folding import fold
from foedus.reading.marks import find_quotations
from foedus.reading.sentences import paragraphs, sentences

PIECES = [
    *"“”\"'‘’„«»‹›,.!?:;()[]-—…", " ", " ", "\n", "\n\n", "\t", "\x00", "\u200f", "\u00ad", "שלום", "سلام",
    "😀", "e\u0301", "ﬁ", "``", "''", "could", "might", "not", "no", "guarantee", "assurance", "said",
    "Vask", "Telling", "according to", "denied", "if", "unless", "12", "1,000", "three", "and a half",
    "5'", '6"', "’90s", "The", "we", "n't", "U.S.", "Mr.", "a" * 50, "。", "？",
]  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), max_size=40).map(
    lambda pieces: "".join(pieces) if len(pieces) % 2 else " ".join(pieces)
)


def read(text: str) -> Document:
    return document_of(text.encode("utf-8", "surrogatepass"), "a.txt")


@given(texts)
def test_marks_and_sentences_stand_inside_the_text(text: str) -> None:
    marks = find_quotations(text)
    for quotation in marks.quotations:
        first, last = quotation.inner
        assert 0 <= quotation.start <= first <= last <= quotation.end <= len(text)
    for odd in marks.odd:
        assert text.startswith(odd.mark, odd.at)
    before = 0
    for start, end in paragraphs(text):
        assert before <= start < end <= len(text)
        before = end
        inner = start
        for a, b in sentences(text, start, end):
            assert inner <= a < b <= end
            inner = b


@given(texts, texts)
def test_any_two_texts_can_be_compared(first: str, second: str) -> None:
    found = compare_reports(read(first), read(second))
    for report, spans, own in (
        (found.a, found.only_a, [(p.a, [c.span_a for c in p.changes]) for p in found.pairs]),
        (found.b, found.only_b, [(p.b, [c.span_b for c in p.changes]) for p in found.pairs]),
    ):
        for start, end in [*spans, *(place for place, _ in own)]:
            assert 0 <= start < end <= len(report.text)
        for _, changes in own:
            assert all(0 <= s[0] <= s[1] <= len(report.text) for s in changes if s)


@given(texts)
def test_a_text_compared_with_itself_has_no_changes(text: str) -> None:
    found = compare_reports(read(text), read(text))
    assert not [pair for pair in found.pairs if pair.changes]
    assert (found.only_a, found.only_b) == ((), ())


@given(st.binary(max_size=300))
def test_any_bytes_are_a_text_or_refused(data: bytes) -> None:
    for lead in (b"", b"<html>", b"\xff\xfe", b"%PDF-1.7\n"):
        with contextlib.suppress(InputError):
            found = document_of(lead + data, "a")
            fold(found.text)
            find_quotations(found.text)
            assert found.place(len(found.text))[0] >= 1


@given(texts)
def test_nothing_in_a_page_is_run(text: str) -> None:
    page = f"<html><script>throw 1</script><p>{text}</p><svg onload=x()></svg></html>"
    assert "throw 1" not in document_of(page.encode(), "a.html").text


LONG = {
    "unbroken": "x" * 100_000,
    "straight marks": '"' * 100_000,
    "opening marks": "“" * 50_000,
    "apostrophes": "'" * 100_000,
    "full stops": "." * 100_000,
    "spaces": " " * 100_000,
    "zero width": "\u200b" * 100_000,
    "accents": "e" + "\u0301" * 100_000,
    "open tags": "<html>" + "<div>" * 50_000,
    "digits": "9" * 100_000,
    "numbers": "nine hundred " * 10_000,
    "one word": "no " * 30_000,
    "names": "Vask " * 30_000 + "said",
    "clauses": "Vask, who, " * 10_000 + "said.",
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_long_and_odd_texts_are_read_and_compared(text: str) -> None:
    found = compare_reports(read(text), read(text + " Not."))
    assert len(found.pairs) + len(found.only_b) >= 1
