# SPDX-License-Identifier: Apache-2.0
"""The names that a text gives people and bodies: found by their capitals, without titles."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

TITLES: Final = frozenset(
    "mr mrs ms miss dr prof professor sir dame lord lady baron president vice prime minister"
    " premier chancellor secretary state foreign defence defense interior finance ambassador"
    " envoy special general gen admiral adm colonel col lieutenant lt major maj captain capt"
    " sergeant sgt marshal senator sen representative rep congressman congresswoman governor"
    " gov mayor councillor judge justice king queen prince princess sultan emir sheikh crown"
    " pope cardinal archbishop bishop father rabbi imam ayatollah chairman chairwoman chair"
    " chief director commissioner commander coordinator deputy assistant undersecretary under"
    " acting former spokesman spokeswoman spokesperson head leader co-founder founder ceo"
    " executive officer editor author attorney lawyer detective inspector coach captain high"
    " minister-president taoiseach comrade speaker administrator adviser advisor negotiator"
    " education health economy economic trade energy transport environment agriculture affairs"
    " labour labor culture treasury homeland security spokesperson undersecretary attorney".split()
)
"""Ranks and offices; they stand before a name and are no part of it."""
PARTICLES: Final = frozenset(
    "von van der den de del della di da dos du la le el al bin ibn ben ter ten zu zur af av y"
    "".split()
)
BODIES: Final = frozenset(
    "union states kingdom nations house council commission committee ministry department"
    " office agency university institute association organisation organization party"
    " parliament congress senate court bank company corporation inc times news post press"
    " agency group forum league alliance coalition republic federation government police army"
    " navy school college society foundation center centre museum team club church"
    " international national federal service services bureau board authority network media"
    " channel radio television".split()
)
"""Words by which a name is that of a body and not of a person."""
_LEADING: Final = frozenset(
    "the a an in on at as but and or if when while after before however although though since"
    " for from with without by according he she they it we i you his her their its our my this"
    " that these those there here also then now yesterday today tomorrow monday tuesday"
    " wednesday thursday friday saturday sunday january february march april may june july"
    " august september october november december not no so yet both either additionally"
    " meanwhile".split()
)
_SHORT_TITLES: Final = (
    "Mr Mrs Ms Mx Dr Prof St Gen Lt Col Maj Capt Cmdr Adm Sgt Sen Rep Gov Hon Rev Fr Amb".split()
)
_WORD: Final = rf"(?:(?:[A-Z]\.)+(?!\w)|(?:{'|'.join(_SHORT_TITLES)})\.|[^\W\d_a-z][\w’'-]*)"
"""A full stop belongs to initials and short titles; after any other word a sentence ends."""
_RUN: Final = re.compile(
    rf"(?<![\w’'.]){_WORD}"
    rf"(?:[ \u00a0](?:(?:{'|'.join(sorted(PARTICLES))})[ \u00a0]){{0,2}}{_WORD})+"
)
_STATES: Final = frozenset({"U.S.", "U.S.A.", "U.K.", "U.N.", "E.U.", "U.A.E.", "D.C."})


def bare(words: Sequence[str]) -> list[str]:
    """Return a run of capitalised words without what stands before the name.

    Examples
    --------
    >>> bare("European Commission President Ursel von der Aue".split())
    ['Ursel', 'von', 'der', 'Aue']
    >>> bare("The Straits Times".split())
    ['Straits', 'Times']
    >>> bare("United Nations Anna Bell".split())
    ['Anna', 'Bell']
    """
    kept = list(words)
    for at in range(len(kept) - 2, -1, -1):
        if not TITLES.isdisjoint(kept[at].lower().rstrip(".").split("-")):
            kept = kept[at + 1 :]
            break
    for at in range(len(kept) - 3, -1, -1):
        if kept[at].lower() in BODIES and BODIES.isdisjoint(map(str.lower, kept[at + 1 :])):
            kept = kept[at + 1 :]
            break
    while len(kept) > 1 and (kept[0].lower().strip(".,") in _LEADING or _is_acronym(kept[0])):
        kept = kept[1:]
    return kept


def _is_acronym(word: str) -> bool:
    """Tell whether a word is a body's short name; initials with full stops are a person's."""
    if "." in word:
        return word in _STATES
    return len(word) > 1 and word.isupper()


def is_person(name: str) -> bool:
    """Tell whether a name is likely a person's: two words or more, none of them a body's."""
    words = name.lower().split()
    return len(words) > 1 and BODIES.isdisjoint(words)


@dataclass(frozen=True)
class Roster:
    """Names of several words that a text gives, by their last word.

    Parameters
    ----------
    by_last : dict
        For a last word, the full names that end with it.
    """

    by_last: dict[str, tuple[str, ...]]

    def knows(self, word: str) -> bool:
        """Tell whether a word is the last one of a name of several words."""
        return word in self.by_last

    def full(self, name: str) -> str:
        """Return the fullest name that a name shortens, or itself where that is not certain."""
        words = name.split()
        longer = [
            other
            for other in self.by_last.get(words[-1], ())
            if len(other.split()) > len(words) and (len(words) == 1 or other.endswith(f" {name}"))
        ]
        return longer[0] if len(longer) == 1 else name


def roster_of(text: str) -> Roster:
    """Return the names of several words in a text.

    Examples
    --------
    >>> roster = roster_of("Special envoy Anna Bell spoke. Bell said no. Chancellor Carl Bo left.")
    >>> roster.full("Bell"), roster.full("Bo"), roster.full("Nobody")
    ('Anna Bell', 'Carl Bo', 'Nobody')
    >>> roster = roster_of("He spoke with Kolm. Norland paid. K.C. Maurer met Gen. Ivo L. Dahl.")
    >>> roster.full("Norland"), roster.full("Maurer"), roster.full("Dahl")
    ('Norland', 'K.C. Maurer', 'Ivo L. Dahl')
    """
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for match in _RUN.finditer(text):
        words = bare([_without_s(word) for word in match.group().split()])
        if 2 <= len(words) <= 6 and TITLES.isdisjoint((words[0].lower(), words[-1].lower())):
            found[words[-1]][" ".join(words)] = None
    return Roster({last: _longest(list(names)) for last, names in found.items()})


def _without_s(word: str) -> str:
    return re.sub(r"['’]s?$", "", word)


def _longest(names: list[str]) -> tuple[str, ...]:
    """Drop names that others end with: `Bell` beside `Anna Bell`."""
    return tuple(
        name for name in names if not any(o != name and o.endswith(f" {name}") for o in names)
    )
