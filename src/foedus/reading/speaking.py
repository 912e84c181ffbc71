# SPDX-License-Identifier: Apache-2.0
"""Who is said to say something in a passage, as far as a name beside a verb of saying tells.

Names are told by their capitals alone. A pronoun or "an official" is nobody here, rather than a
guess, so that a change of speakers is one of two names.
"""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

from foedus.reading.loaded import FUNCTION, MODALS, NEGATORS, REPORTING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from foedus.reading.sides import Change, Side, Sides

_NO_NAMES: Final = (
    FUNCTION
    | NEGATORS
    | MODALS.keys()
    | frozenset(
        "however although additionally meanwhile speaking monday tuesday wednesday thursday friday "
        "saturday sunday january february march april june july august september october november "
        "december also but yet later earlier yesterday today asked only if unless since until once "
        "everyone everybody nobody one two three many some most few several both either neither "
        "according without with despite following amid still now even".split()
    )
)
_INSIDE: Final = frozenset("of von van der den de la le al bin ibn el dos da di du and".split())
_TITLES: Final = frozenset(
    "president prime minister foreign defence defense secretary general state ambassador envoy us "
    "u s mr mrs ms dr sir king queen prince chancellor chairman chairwoman commissioner senator "
    "representative special the his her former deputy vice chief spokesman spokeswoman "
    "spokesperson ministry government office".split()
)
_BETWEEN: Final = 5
"""Words between a name and its verb of saying: an adverb, "spokesman", a title."""
_ALIKE: Final = 0.75
"""Likeness from which two spellings are taken for one name."""


def speaker_changes(sides: Sides) -> Iterator[Change]:
    """Yield speakers of the first passage in whose place the second has another name."""
    ours, theirs = speakers(sides.a), speakers(sides.b)
    gone = [name for name in ours if not any(_same(sides, name, other) for other in theirs)]
    new = [name for name in theirs if not any(_same(sides, other, name) for other in ours)]
    for name, other in zip(gone, new, strict=False):
        yield sides.change("speaker", name, other)


def speakers(side: Side) -> list[list[int]]:
    """Return the places of names beside verbs of saying, outside quotation marks."""
    found: list[list[int]] = []
    label = _label(side)
    if label:
        found.append(label)
    for at, key in enumerate(side.keys):
        if side.quoted[at] is not None:
            continue
        name = None
        if key in REPORTING and side.words[at].text[0].islower():
            name = _before(side, at) or _after(side, at)
        elif key == "according" and side.keys[at + 1 : at + 2] == ["to"]:
            name = _after(side, at + 1)
        if name and name not in found and _names_somebody(side, name):
            found.append(name)
    return found


def _names_somebody(side: Side, name: list[int]) -> bool:
    """Leave out a title alone: it names nobody."""
    return any(side.keys[k].removesuffix("'s") not in _TITLES | _INSIDE for k in name)


def _label(side: Side) -> list[int]:
    """Return the name that begins a turn of a transcript, as in "NAME: text"."""
    for at in range(min(5, len(side.words))):
        if not _capital(side, at):
            return []
        if side.unit.text[side.words[at].end : side.words[at].end + 1] == ":":
            return list(range(at + 1))
        if not side.joint(at):
            return []
    return []


def _capital(side: Side, at: int) -> bool:
    if not 0 <= at < len(side.words) or side.quoted[at] is not None:
        return False
    word = side.words[at]
    return word.text[:1].isupper() and word.key.removesuffix("'s") not in _NO_NAMES


def _before(side: Side, verb: int) -> list[int]:
    """Return the name before a verb: next to it, or before a clause set off by commas."""
    at = verb - 1
    text, words = side.unit.text, side.words
    if at < 0 or side.quoted[at] is not None:
        return []
    gap = text[words[at].end : words[verb].start]
    if "," in gap:  # "Bell, who is also an adviser, said"
        at = _over_clause(side, at)
    steps = 0
    while at >= 0 and steps < _BETWEEN and side.quoted[at] is None:
        if _capital(side, at):
            return _whole(side, at)
        if side.keys[at] in {"he", "she", "they", "who", "which", "that", "it", "we", "i", "and"}:
            return []
        if not side.joint(at - 1):
            return []
        at -= 1
        steps += 1
    return []


def _over_clause(side: Side, at: int) -> int:
    """Step back over a clause between commas, to the word before the first of them."""
    for k in range(at, max(-1, at - 25), -1):
        before = side.unit.text[side.words[k - 1].end : side.words[k].start] if k else ""
        if "," in before:
            return k - 1
    return -1


def _after(side: Side, verb: int) -> list[int]:
    """Return the name after a verb, as in "said the envoy, Carl Bo"."""
    for at in range(verb + 1, min(len(side.words), verb + 1 + _BETWEEN)):
        if not side.joint(at - 1) or side.quoted[at] is not None:
            return []
        if _capital(side, at):
            end = at
            while side.joint(end) and (_capital(side, end + 1) or _links(side, end + 1)):
                end += 1
            return list(range(at, end + 1))
        if side.keys[at] in {
            "that",
            "he",
            "she",
            "they",
            "it",
            "to",
            "reporters",
            "on",
            "in",
            "at",
        }:
            return []
    return []


def _whole(side: Side, last: int) -> list[int]:
    start = last
    while side.joint(start - 1) and (_capital(side, start - 1) or _links(side, start - 1)):
        start -= 1
    while start < last and not _capital(side, start):
        start += 1
    return list(range(start, last + 1))


def _links(side: Side, at: int) -> bool:
    """Tell whether a small word stands inside a name, as in "Ursel von der Aue"."""
    if side.keys[at] not in _INSIDE:
        return False
    step = at + 1
    while step < len(side.words) and side.keys[step] in _INSIDE:
        step += 1
    return (_capital(side, at - 1) and _capital(side, step)) or (
        side.keys[at - 1] in _INSIDE and _capital(side, step)
    )


def _same(sides: Sides, ours: list[int], theirs: list[int]) -> bool:
    """Tell whether two names can be one: a word in common, or two spellings of one."""
    names = [
        [side.keys[k].removesuffix("'s") for k in places if side.keys[k] not in _INSIDE]
        for side, places in ((sides.a, ours), (sides.b, theirs))
    ]
    plain = [[word for word in name if word not in _TITLES] or name for name in names]
    # A shorter form of a name is part of the longer one, however its surname is spelt.
    short, long = sorted(plain, key=len)
    return all(any(_alike(word, other) for other in long) for word in short) or _alike(
        short[-1], long[-1]
    )


def _alike(word: str, other: str) -> bool:
    return word == other or SequenceMatcher(None, word, other).ratio() >= _ALIKE
