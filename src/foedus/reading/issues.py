# SPDX-License-Identifier: Apache-2.0
"""Which of a case's issues a statement seems to be about, with the words that suggest it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from foedus.reading.statement import Cue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from foedus.case.folder import CaseFolder

_COMMON: Final = frozenset(
    "the and for from with that this what who whose which would will when where how far fast"
    " any all of on in at by to is are be been being has have does did not no nor yet into"
    " than then there only also still again before after under over between part parts own"
    " state stated side wider whether or its their it as if much many more most least make"
    " made count counts about around large other others several nobody nothing anything"
    " whoever return none needed every each use work works called call open stays kept alone"
    " put one two line time order form act acts based given agreed agreement settlement".split()
)
_WORD: Final = re.compile(r"[^\W\d_]{3,}")
_SUFFIX: Final = re.compile(
    r"(?:ations?|ments?|ions?|ings?|ities|ity|ors?|ers?|ees?|ies|ed|es|s|e|y)$"
)
_PROPER: Final = re.compile(r"[A-Z]")
DECISIVE: Final = 1.0
"""Weight of matched words from which on an issue is suggested."""


def stem(word: str) -> str:
    """Return what forms of a word share, roughly: guarantee, guarantees, guarantors.

    Examples
    --------
    >>> stem("guarantees") == stem("guarantors") == stem("guarantee")
    True
    """
    lower = word.lower()
    cut = _SUFFIX.sub("", lower)
    return cut if len(cut) >= 4 else lower


@dataclass(frozen=True)
class Topics:
    """Words of a case's issues with their weights: a word of many issues tells little.

    Parameters
    ----------
    weights : dict
        For an issue's id, the weight of each stem of its title, its points and its question.
    """

    weights: Mapping[str, Mapping[str, float]]

    def of(self, text: str) -> tuple[tuple[str, ...], tuple[Cue, ...]]:
        """Return the issues that a text is about, strongest first, and the words that say so."""
        words = {stem(match.group()): match.group() for match in _WORD.finditer(text)}
        scored: list[tuple[float, str, list[str]]] = []
        for issue, weights in self.weights.items():
            hits = [word for word in words if word in weights]
            total = sum(weights[word] for word in hits)
            if total >= DECISIVE:
                scored.append((total, issue, [words[word] for word in hits]))
        scored.sort(key=lambda row: -row[0])
        best = [row for row in scored if row[0] >= scored[0][0] / 2][:3]
        cues = tuple(Cue(f"issue:{issue}", word) for _, issue, hits in best for word in hits)
        return tuple(issue for _, issue, _ in best), cues


def topics_of(case: CaseFolder | None) -> Topics:
    """Return the words by which a case's issues are told; none without a case."""
    if case is None:
        return Topics({})
    names = {
        stem(word)
        for actor in case.actors.values()
        for name in (actor.title, *actor.aliases)
        for word in _WORD.findall(name)
    }
    told: dict[str, dict[str, float]] = {}
    for issue in case.issues.values():
        parts = [(issue.title, 1.0), (issue.id.replace("_", " "), 1.0)]
        parts += [(item.title, 0.6) for item in issue.points or issue.options]
        parts += [(issue.question, 0.5)]
        weights: dict[str, float] = {}
        for text, weight in parts:
            for word in _WORD.findall(text):
                key = stem(word)
                if word.lower() not in _COMMON and key not in names:
                    weights[key] = max(weights.get(key, 0.0), weight)
        told[issue.id] = weights
    spread = Counter(word for weights in told.values() for word in weights)
    shared = {
        issue: {
            word: weight if spread[word] < 3 else weight / 2 for word, weight in weights.items()
        }
        for issue, weights in told.items()
    }
    return Topics(shared)
