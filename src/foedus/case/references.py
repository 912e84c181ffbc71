# SPDX-License-Identifier: Apache-2.0
"""Where a case file names its own parts: every reference, whether or not the rest of it fits.

References are read from the file's plain values, so that a part with a problem of its own still
has its references checked in the same pass.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from foedus.records import NAME_PATTERN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from foedus.yamlfile import Steps

NOUNS: Final[Mapping[str, str]] = {
    "sources": "source",
    "statements": "statement",
    "actors": "actor",
    "issues": "issue",
    "packages": "package",
}
"""Lists whose parts can be referred to, and what one part is called."""

_VALUES: Final[Mapping[str, str]] = {
    "statements.*.source": "sources",
    "statements.*.side": "actors",
    "statements.*.issues.*": "issues",
    "issues.*.consent.*": "actors",
    "positions.*.actor": "actors",
    "positions.*.issue": "issues",
    "reference": "packages",
    "consent.needed.*": "actors",
    "war.challenger": "actors",
    "war.target": "actors",
    "war.guarantors.*": "actors",
    "war.relief": "issues",
    "war.challenger_terms.package": "packages",
    "war.target_terms.package": "packages",
    "war.line_of_contact.package": "packages",
    "participation.actor": "actors",
    "questions.*.of.*": "actors",
    "questions.*.issues.*": "issues",
}
_KEYS: Final[Mapping[str, str]] = {"packages.*.settles": "issues", "space.decided": "issues"}
_CITED: Final = re.compile(r"(.*\.)?cite\.\*")


@dataclass(frozen=True)
class Reference:
    """A name that stands for another part of the file.

    Parameters
    ----------
    steps : tuple
        Where it stands.
    name : str
        The name.
    kind : str
        The list that should have it.
    key : bool
        Whether it stands as a key.
    """

    steps: Steps
    name: str
    kind: str
    key: bool = False


def references(tree: object) -> Iterator[Reference]:
    """Yield every reference of a case file that could be a name at all.

    Examples
    --------
    >>> [r.kind for r in references({"reference": "a", "war": {"base": {"cite": ["s1", 3]}}})]
    ['packages', 'statements']
    """
    return _inside(tree, (), "")


def _inside(value: Any, steps: Steps, pattern: str) -> Iterator[Reference]:  # noqa: ANN401 - any YAML
    if isinstance(value, dict):
        names = _KEYS.get(pattern)
        for key, inner in value.items():
            here = (*steps, key)
            if names and re.search(NAME_PATTERN, key):
                yield Reference(here, key, names, key=True)
            yield from _inside(inner, here, f"{pattern}.{key}" if pattern else key)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _inside(inner, (*steps, index), f"{pattern}.*")
    elif isinstance(value, str) and re.search(NAME_PATTERN, value):
        kind = "statements" if _CITED.fullmatch(pattern) else _VALUES.get(pattern)
        if kind:
            yield Reference(steps, value, kind)
