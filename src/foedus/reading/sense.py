# SPDX-License-Identifier: Apache-2.0
"""Words that turn the sense of a passage: negation, modal verbs, terms, numbers, conditions.

Each is looked for among the words that have no counterpart on the other side. A negation or a
modal verb counts as changed only where what it is about is told on both sides, so that a passage
that leaves something out reverses nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from foedus.reading.loaded import (
    BACKSHIFT,
    CONDITIONS,
    DENIALS,
    LEXICAL_NEGATORS,
    MODALS,
    NEGATORS,
    NO_CONDITION_AFTER,
    REPORTING,
    REVERSING,
    SAME_STRENGTH,
    STRENGTH,
    opposites,
    phrases,
    terms,
)
from foedus.reading.sides import find_phrases, turned_back
from foedus.reading.wording import words_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from foedus.reading.sides import Change, Kind, Side, Sides

_STRENGTH: Final = {word: name for name, words in STRENGTH.items() for word in words.split()}
_AFFIX: Final = re.compile(r"(?:un|in|im|il|ir|non|dis|mis)(\w{3,})")
_DAYS: Final = "monday tuesday wednesday thursday friday saturday sunday".split()
_MONTHS: Final = (
    "january february march april june july august september october november december".split()
)
_SMALL: Final = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen".split()
    )
} | {
    word: 10 * value
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_SCALES: Final = {
    "hundred": 100,
    "thousand": 1_000,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "dozen": 12,
}
_OTHER: Final = {
    "half": "0.5", "twice": "2", "double": "2", "doubled": "2", "triple": "3", "quarter": "0.25",
    "third": "3rd", "second": "2nd", "first": "1st", "fourth": "4th", "fifth": "5th",
    "sixth": "6th", "seventh": "7th", "eighth": "8th", "ninth": "9th", "tenth": "10th",
}  # fmt: skip


def sense_changes(sides: Sides) -> list[Change]:
    """Return what changed in negation, modal verbs, loaded terms and numbers."""
    return [
        *_negations(sides),
        *turned_back(_negations(sides.turned())),
        *_reversals(sides),
        *_modals(sides),
        *_terms(sides),
        *_numbers(sides),
    ]


def _negations(sides: Sides) -> Iterator[Change]:
    """Yield negations of the first side that the second has lost."""
    ours, theirs = sides.left
    keys, others = sides.a.keys, sides.b.keys
    negated = [i for i in ours if keys[i] in NEGATORS and _counts(sides.a, i)]
    answered = [j for j in theirs if others[j] in NEGATORS and _counts(sides.b, j)]
    otherwise = [j for j in theirs if others[j] in LEXICAL_NEGATORS]
    spare = len(negated) - len(answered) - len(otherwise)
    told = [i for i in negated if sides.b.content.intersection(sides.a.about(i))]
    for i in told[: max(0, spare)]:
        yield sides.change("negation", sides.a.phrase(i, 4), sides.facing([i]))
    if not (negated or answered or otherwise):
        for i in ours:
            does = (
                keys[i + 2 : i + 3]
                if keys[i] in REVERSING and keys[i + 1 : i + 2] == ["to"]
                else []
            )
            if does and sides.a.stems[i + 2] in sides.b.content:
                yield sides.change("negation", sides.a.phrase(i, 4), sides.facing([i]))


def _counts(side: Side, at: int) -> bool:
    """Leave out the second half of "neither ... nor", and "not only"."""
    if side.keys[at] == "nor":
        return "neither" not in side.keys[:at]
    return not (side.keys[at] == "not" and side.keys[at + 1 : at + 2] == ["only"])


def _reversals(sides: Sides) -> Iterator[Change]:
    """Yield words that stand in the place of their opposites."""
    ours, theirs = sides.left
    pairs = opposites()
    for i in ours:
        for j in theirs:
            a, b = sides.a.stems[i], sides.b.stems[j]
            if frozenset((a, b)) in pairs or _negates(a, b) or _negates(b, a):
                yield sides.change("negation", [i], [j])
                break


def _negates(word: str, other: str) -> bool:
    found = _AFFIX.fullmatch(word)
    return found is not None and found.group(1) == other


def _modals(sides: Sides) -> Iterator[Change]:
    ours = [i for i in sides.left[0] if _modal(sides.a, i)]
    theirs = [j for j in sides.left[1] if _modal(sides.b, j)]
    for same in (_modal, _strength):
        for i in list(ours):
            if same is _strength and _core(sides.a, i) and all(_core(sides.b, j) for j in theirs):
                continue
            match = next((j for j in theirs if same(sides.a, i) == same(sides.b, j)), None)
            both_verbs = match is not None and _core(sides.a, i) and _core(sides.b, match)
            if match is not None and not (same is _strength and both_verbs):
                ours.remove(i)
                theirs.remove(match)
    while ours and theirs:
        i, j = ours.pop(0), theirs.pop(0)
        if not _shifted_back(sides, i, j):
            yield sides.change("modal", [i], [j])
    for i in ours:
        if sides.b.content.intersection(sides.a.about(i)):
            yield sides.change("modal", [i], sides.facing([i]))
    turned = sides.turned()
    for j in theirs:
        if sides.a.content.intersection(sides.b.about(j)):
            yield from turned_back([turned.change("modal", [j], turned.facing([j]))])


def _modal(side: Side, at: int) -> str | None:
    """Return what a word says of how sure or how binding something is, or None."""
    key = side.keys[at]
    if key in MODALS:
        word = side.words[at].text
        if key == "may" and word[0] == "M":
            near = side.keys[max(0, at - 1) : at] + side.keys[at + 1 : at + 2]
            return None if at or any(other.isdigit() for other in near) else "may"
        if key == "will" and at and side.keys[at - 1] in {"the", "his", "her", "their", "its", "a"}:
            return None
        return MODALS[key]
    if key in {"need", "needs", "needed", "have", "has", "had"}:
        return "required" if side.keys[at + 1 : at + 2] == ["to"] else None
    return _STRENGTH.get(key)


def _strength(side: Side, at: int) -> str | None:
    modal = _modal(side, at)
    return SAME_STRENGTH.get(modal or "", modal)


def _core(side: Side, at: int) -> bool:
    return side.keys[at] in MODALS


def _shifted_back(sides: Sides, i: int, j: int) -> bool:
    """Tell whether a modal verb changed because direct speech became indirect, or the reverse."""
    pair = frozenset((_modal(sides.a, i) or "", _modal(sides.b, j) or ""))
    if pair not in BACKSHIFT:
        return False
    marked = sides.a.quoted[i] is not None, sides.b.quoted[j] is not None
    if all(marked):
        return False
    if marked[0] != marked[1]:
        return True
    verbs = [
        [side.keys[k] for k in places if side.keys[k] in REPORTING]
        for side, places in ((sides.a, sides.left[0]), (sides.b, sides.left[1]))
    ]
    # "says it will" and "said it would": the tense of saying changed, not what was said.
    return bool(verbs[0] and verbs[1]) and (_past(verbs[0][0]) != _past(verbs[1][0]))


def _past(verb: str) -> bool:
    return verb.endswith("ed") or verb in {"said", "told", "wrote", "thought"}


def _terms(sides: Sides) -> Iterator[Change]:
    """Yield loaded terms in the place of others of their group."""
    left = set(sides.left[0]), set(sides.left[1])
    found = [
        [(places, named) for places, named in find_phrases(side.stems, terms())]
        for side in (sides.a, sides.b)
    ]
    counts = [Counter(named for _, named in rows) for rows in found]
    ours, theirs = (
        [
            (places, named)
            for places, named in found[k]
            if counts[k][named] > counts[1 - k][named] and left[k].intersection(places)
        ]
        for k in (0, 1)
    )
    for places, (group, _) in ours:
        match = next((row for row in theirs if row[1][0] == group), None)
        if match:
            theirs.remove(match)
            yield sides.change("term", places, match[0])


def _numbers(sides: Sides) -> Iterator[Change]:
    """Yield numbers, days and months in the place of others."""
    found = _quantities(sides.a), _quantities(sides.b)
    counts = [Counter((sort, value) for _, sort, value in rows) for rows in found]
    ours, theirs = (
        [row for row in found[k] if counts[k][row[1:]] > counts[1 - k][row[1:]]] for k in (0, 1)
    )
    for places, sort, value in ours:
        match = next((row for row in theirs if row[1] == sort), None)
        if match is None:
            continue
        if "1" in {value, match[2]} and not _one_place(sides, places, match[0]):
            continue
        theirs.remove(match)
        yield sides.change("number", places, match[0])


def _one_place(sides: Sides, ours: list[int], theirs: list[int]) -> bool:
    before = sides.pairs.get(ours[0] - 1, -9) == theirs[0] - 1
    after = sides.pairs.get(ours[-1] + 1, -9) == theirs[-1] + 1
    return before or after


def _quantities(side: Side) -> list[tuple[list[int], str, str]]:
    """Return places, sort and value of numbers, days and months."""
    found: list[tuple[list[int], str, str]] = []
    at = 0
    while at < len(side.keys):
        key, end = side.keys[at], at
        if key in _DAYS:
            found.append(([at], "day", key))
        elif key in _MONTHS:
            found.append(([at], "month", key))
        elif _value(key) is not None:
            end, value = _number(side, at)
            found.append((list(range(at, end + 1)), "number", f"{value:g}"))
        elif key in _OTHER:
            found.append(([at], "number", _OTHER[key]))
        at = end + 1
    return found


def _value(key: str) -> float | None:
    if key in _SMALL:
        return float(_SMALL[key])
    if key in _SCALES:
        return float(_SCALES[key])
    if key[0].isdigit():
        plain = re.sub(r",(?=\d{3}\b)", "", key)
        return float(plain) if re.fullmatch(r"[0-9]{1,300}(?:\.[0-9]{1,300})?", plain) else None
    return None


def _number(side: Side, at: int) -> tuple[int, float]:
    """Return where a number that begins at a word ends, and what it is worth."""
    total, current = 0.0, _value(side.keys[at]) or 0.0
    end = at
    while side.joint(end):
        key = side.keys[end + 1]
        if key in _SCALES:
            current *= _SCALES[key]
            if _SCALES[key] >= 1_000:
                total, current = total + current, 0.0
        elif key in _SMALL and (side.keys[end] in _SCALES or _tens(side.keys[end], key)):
            current += _SMALL[key]
        elif side.keys[end + 1 : end + 4] == ["and", "a", "half"]:
            current += 0.5
            end += 2
        else:
            break
        end += 1
    return end, total + current


def _tens(key: str, following: str) -> bool:
    return _SMALL.get(key, 0) >= 20 and 0 < _SMALL[following] < 10


def bound_changes(sides: Sides, before: frozenset[str], after: frozenset[str]) -> list[Change]:
    """Return denials and conditions that one side has and the other has not.

    Parameters
    ----------
    sides : Sides
        Two passages.
    before, after : frozenset of str
        Stems of what stands around the first and around the second passage: what is told there
        is not lost.
    """
    found: list[Change] = []
    kinds: tuple[tuple[Kind, str], ...] = (
        ("denial_dropped", DENIALS),
        ("condition_dropped", CONDITIONS),
    )
    for kind, table in kinds:
        found += _dropped(sides, kind, table, after)
        found += turned_back(_dropped(sides.turned(), kind, table, before))
    return found


def _dropped(sides: Sides, kind: Kind, table: str, around: frozenset[str]) -> Iterator[Change]:
    ours, theirs = (
        [places for places, _ in side.occurrences(table) if _binds(side, places[0])]
        for side in (sides.a, sides.b)
    )
    spare = len(ours) - len(theirs)
    if spare <= 0:
        return
    told = {word for places in theirs for word in _bound(sides.b, places)}
    # What has least in common with the conditions of the other side is what was dropped.
    ours.sort(key=lambda places: len(told & _bound(sides.a, places)))
    for places in ours[:spare]:
        bound = _bound(sides.a, places)
        if not bound or len(bound & around) < 0.6 * len(bound):
            yield sides.change(kind, sides.a.phrase(places[0], 14), [])


def _bound(side: Side, places: list[int]) -> frozenset[str]:
    """Return stems of what a denial or a condition is about."""
    return frozenset(side.stems[k] for k in side.phrase(places[0], 8)) & side.content


def _binds(side: Side, at: int) -> bool:
    before = side.keys[at - 1] if at else ""
    return not (side.keys[at] == "if" and before in NO_CONDITION_AFTER)


def binds_alone(text: str) -> Kind | None:
    """Return what a sentence that is lost does: deny, or set a condition on, what went before.

    Examples
    --------
    >>> binds_alone("Moscow denied it."), binds_alone("They met.")
    ('denial_dropped', None)
    """
    keys = [word.key for word in words_in(text)]
    if find_phrases(keys, phrases(DENIALS)):
        return "denial_dropped"
    starts = find_phrases(keys[:5], phrases(CONDITIONS))
    return "condition_dropped" if starts else None
