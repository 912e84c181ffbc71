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
from foedus.reading.sides import SCOPE, find_phrases, turned_back

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from foedus.reading.alignment import Unit
    from foedus.reading.sides import Change, Kind, Side, Sides

_STRENGTH: Final = {word: name for name, words in STRENGTH.items() for word in words.split()}
_AFFIX: Final = re.compile(r"(?:un|in|im|il|ir|non|dis|mis)(\w{3,})")
_DAYS: Final = "monday tuesday wednesday thursday friday saturday sunday".split()
_MONTHS: Final = (
    "january february march april june july august september october november december".split()
)
_BEFORE_MAY: Final = frozenset(
    "in by on of until till since from before after during early late mid next last".split()
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
_PARTS: Final = {"1/2": 0.5, "½": 0.5, "1/4": 0.25, "¼": 0.25, "3/4": 0.75, "¾": 0.75}
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
    answers = [j for j in theirs if others[j] in NEGATORS and _counts(sides.b, j)]
    answers += [j for j in theirs if others[j] in LEXICAL_NEGATORS]
    if not negated and not answers:
        negated = [i for i in ours if _reverses(sides.a, i)]
    for j in answers:
        # Each negation answers the one that is about the same, or else any.
        about = set(sides.b.about(j))
        if negated:
            negated.remove(max(negated, key=lambda i: len(about.intersection(sides.a.about(i)))))
    for i in negated:
        if sides.b.content.intersection(sides.a.about(i)):
            yield sides.change("negation", sides.a.phrase(i, 4), sides.facing([i]))


def _reverses(side: Side, at: int) -> bool:
    """Tell whether a verb says that something is not done, as in "refused to sign"."""
    return side.keys[at] in REVERSING and side.keys[at + 1 : at + 2] == ["to"]


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
    """Yield modal verbs, and words like them, that were put in the place of others or left out."""
    ours = [i for i in sides.left[0] if _modal(sides.a, i)]
    theirs = [j for j in sides.left[1] if _modal(sides.b, j)]
    _pair_off(ours, theirs, lambda i, j: _modal(sides.a, i) == _modal(sides.b, j))
    # An honest narrator may say "is able to" for "can", but not "might" for "can".
    _pair_off(
        ours,
        theirs,
        lambda i, j: (
            _strength(sides.a, i) == _strength(sides.b, j)
            and not (sides.a.keys[i] in MODALS and sides.b.keys[j] in MODALS)
        ),
    )
    turned = sides.turned()
    while ours and theirs:
        i, j = ours.pop(0), theirs.pop(0)
        told = _told(sides, i) or _told(turned, j) or _one_place(sides, [i], [j])
        if told and not _shifted_back(sides, i, j):
            yield sides.change("modal", [i], [j])
    for i in ours:
        if _told(sides, i):
            yield sides.change("modal", [i], sides.facing([i]))
    for j in theirs:
        if _told(turned, j):
            yield from turned_back([turned.change("modal", [j], turned.facing([j]))])


def _pair_off(ours: list[int], theirs: list[int], same: Callable[[int, int], bool]) -> None:
    """Take out of two lists what stands for the same."""
    for i in list(ours):
        match = next((j for j in theirs if same(i, j)), None)
        if match is not None:
            ours.remove(i)
            theirs.remove(match)


def _told(sides: Sides, at: int) -> bool:
    """Tell whether the second side tells what a word of the first is about, as somebody's act.

    "Would not attack" and "prohibits it from attacking" say the same, in other forms.
    """
    about = sides.a.about(at)[:1]
    forms = {key for key, word in zip(sides.b.keys, sides.b.stems, strict=True) if word in about}
    return any(not form.endswith("ing") for form in forms)


def _modal(side: Side, at: int) -> str | None:
    """Return what a word says of how sure or how binding something is, or None."""
    key = side.keys[at]
    if key in MODALS:
        word = side.words[at].text
        if key == "may" and word[0] == "M":
            return None if at or _is_may(side, at) else "may"
        if key == "will" and at and side.keys[at - 1] in {"the", "his", "her", "their", "its", "a"}:
            return None
        return MODALS[key]
    strength = _STRENGTH.get(key)
    if strength == "required":
        return strength if side.keys[at + 1 : at + 2] == ["to"] else None
    return strength


def _is_may(side: Side, at: int) -> bool:
    """Tell whether a word is the month: capitalised, beside a number or after `in` and the like."""
    if not side.words[at].text.startswith("M") or side.keys[at] != "may":
        return False
    near = side.keys[max(0, at - 1) : at] + side.keys[at + 1 : at + 2]
    return any(key[0].isdigit() for key in near) or (at > 0 and near[0] in _BEFORE_MAY)


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
    found = [find_phrases(side.stems, terms()) for side in (sides.a, sides.b)]
    counts = [Counter(term for _, term in rows) for rows in found]
    ours, theirs = (
        [
            (places, term)
            for places, term in found[k]
            if counts[k][term] > counts[1 - k][term] and left[k].intersection(places)
        ]
        for k in (0, 1)
    )
    for places, term in ours:
        match = next((row for row in theirs if term.groups & row[1].groups), None)
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
        elif key in _MONTHS or _is_may(side, at):
            found.append(([at], "month", key))
        elif key in _PARTS:
            found.append(([at], "number", f"{_PARTS[key]:g}"))
        elif key[0].isdigit() and _value(key) is None:
            found.append(([at], "date", key))
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
        elif key in _PARTS:
            current += _PARTS[key]
        elif side.keys[end + 1 : end + 4] == ["and", "a", "half"]:
            current += 0.5
            end += 2
        else:
            break
        end += 1
    return end, total + current


def _tens(key: str, following: str) -> bool:
    return _SMALL.get(key, 0) >= 20 and 0 < _SMALL[following] < 10


def bound_changes(sides: Sides, near: tuple[Sequence[Unit], Sequence[Unit]]) -> list[Change]:
    """Return denials and conditions that one side has and the other has not.

    Parameters
    ----------
    sides : Sides
        Two passages.
    near : pair of sequences of Unit
        The sentences before and after each: what is told there is not lost.
    """
    found: list[Change] = []
    kinds: tuple[tuple[Kind, str], ...] = (
        ("denial_dropped", DENIALS),
        ("condition_dropped", CONDITIONS),
    )
    for kind, table in kinds:
        around = [sum(len(_binding(unit, table)) for unit in units) for units in near]
        found += _dropped(sides, kind, table, around[1] - around[0])
        found += turned_back(_dropped(sides.turned(), kind, table, around[0] - around[1]))
    return found


def _dropped(sides: Sides, kind: Kind, table: str, elsewhere: int) -> Iterator[Change]:
    """Yield denials or conditions that the second side tells neither here nor near by."""
    ours, theirs = (_binding(side.unit, table) for side in (sides.a, sides.b))
    spare = len(ours) - len(theirs)
    told = {word for places in theirs for word in _bound(sides.b, places)}
    # What has least in common with the conditions of the other side is what was dropped.
    ours.sort(key=lambda places: len(told & _bound(sides.a, places)))
    for places in ours[: max(0, spare - max(0, elsewhere))]:
        yield sides.change(kind, sides.a.phrase(places[0], 14), [])


def _binding(unit: Unit, table: str) -> list[list[int]]:
    """Return where a passage denies or sets a condition, as places of words."""
    keys = [word.key for word in unit.words]
    found = (places for places, _ in find_phrases(keys, phrases(table)))
    return [places for places in found if _binds(keys, places[0])]


def _bound(side: Side, places: list[int]) -> frozenset[str]:
    """Return stems of what stands around a denial or a condition: what it is about."""
    near = range(max(0, places[0] - SCOPE), min(len(side.stems), places[-1] + 1 + SCOPE))
    return frozenset(side.stems[k] for k in near if k not in places) & side.content


def _binds(keys: Sequence[str], at: int) -> bool:
    return not (keys[at] == "if" and at and keys[at - 1] in NO_CONDITION_AFTER)


def binds_alone(unit: Unit) -> Kind | None:
    """Return what a sentence that is lost does: deny, or set a condition on, what went before."""
    if _binding(unit, DENIALS):
        return "denial_dropped"
    starts = [places for places in _binding(unit, CONDITIONS) if places[0] < 4]
    return "condition_dropped" if starts else None
