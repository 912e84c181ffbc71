# SPDX-License-Identifier: Apache-2.0
"""Words of a text with their places, and which words of two texts correspond.

Two words are the same where they are spelt alike, whatever their capitals, quotation marks and
dashes. Nothing here knows what a word means.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

_WORD: Final = re.compile(r"\d+(?:[.,:/]\d+)*|[^\W\d_](?:[\w\u0300-\u036f]|['’ʼ](?=[^\W_]))*|\w+")
_APOSTROPHE: Final = str.maketrans("’ʼ", "''")
_ROUNDS: Final = 4
"""Times that what has not found its counterpart is laid side by side again: clauses move."""


class Word(NamedTuple):
    """A word in its text.

    Parameters
    ----------
    start, end : int
        Its span.
    key : str
        What it is known by: small letters, a straight apostrophe.
    text : str
        As it is written.
    """

    start: int
    end: int
    key: str
    text: str


def words_in(text: str, start: int = 0, end: int | None = None) -> list[Word]:
    """Return the words of a stretch of text, with their places in the whole of it.

    Examples
    --------
    >>> [word.key for word in words_in("Norland’s 12-member Clause 7 didn’t cost $1,000.50")]
    ["norland's", '12', 'member', 'clause', '7', "didn't", 'cost', '1,000.50']
    """
    end = len(text) if end is None else end
    return [
        Word(m.start(), m.end(), m.group().translate(_APOSTROPHE).casefold(), m.group())
        for m in _WORD.finditer(text, start, end)
    ]


def counterparts(first: Sequence[str], second: Sequence[str]) -> dict[int, int]:
    """Return which word of the second text each word of the first corresponds to.

    The longest runs in the same order are laid side by side first; then what is left over, again
    and again, so that a clause that has moved finds its counterpart too.

    Examples
    --------
    >>> counterparts("if he signs they will talk".split(), "they will talk if he signs".split())
    {0: 3, 1: 4, 2: 5, 3: 0, 4: 1, 5: 2}
    """
    found: dict[int, int] = {}
    left, right = list(range(len(first))), list(range(len(second)))
    for _ in range(_ROUNDS):
        before = len(found)
        for i, j in in_order([first[i] for i in left], [second[j] for j in right]):
            found[left[i]] = right[j]
        if len(found) == before:
            break
        taken = set(found.values())
        left = [i for i in left if i not in found]
        right = [j for j in right if j not in taken]
    return dict(sorted(found.items()))


def in_order(first: Sequence[str], second: Sequence[str]) -> list[tuple[int, int]]:
    """Return pairs of places with the same word, in the order of both texts.

    Examples
    --------
    >>> in_order("has signed".split(), "has not signed".split())
    [(0, 0), (1, 2)]
    """
    same, end = 0, min(len(first), len(second))
    while same < end and first[same] == second[same]:
        same += 1
    tail = 0
    while tail < end - same and first[-1 - tail] == second[-1 - tail]:
        tail += 1
    pairs = [(i, i) for i in range(same)]
    matcher = SequenceMatcher(
        None, first[same : len(first) - tail], second[same : len(second) - tail], autojunk=False
    )
    for block in matcher.get_matching_blocks():
        pairs += [(same + block.a + k, same + block.b + k) for k in range(block.size)]
    pairs += [(len(first) - k, len(second) - k) for k in range(tail, 0, -1)]
    return pairs


def differing(
    first: Sequence[Word], second: Sequence[Word], pairs: Sequence[tuple[int, int]]
) -> list[tuple[str, str]]:
    """Return the stretches in which two rows of words differ, given `in_order` pairs of places.

    Examples
    --------
    >>> differing(words_in("has signed"), words_in("has not signed"), [(0, 0), (1, 2)])
    [('', 'not')]
    """
    found = []
    i = j = 0
    for a, b in [*pairs, (len(first), len(second))]:
        if a > i or b > j:
            found.append((spelt(first[i:a]), spelt(second[j:b])))
        i, j = a + 1, b + 1
    return found


def spelt(words: Sequence[Word]) -> str:
    """Return words as they are written, one after the other."""
    return " ".join(word.text for word in words)
