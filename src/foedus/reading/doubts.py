# SPDX-License-Identifier: Apache-2.0
"""What is doubtful about a proposed statement, and how good it would be as evidence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from foedus.reading.names import TITLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from foedus.case.schema import Grade
    from foedus.reading.statement import Quote

FIRST_PERSON: Final = re.compile(r"(?<![\w’'])(?:I|we|We|our|Our|us|my|My|me|ours)(?![\w])(?!\.)")
_ANONYMOUS: Final = re.compile(
    r"\b(?:officials?|sources?|diplomats?|people|person|aides?|insiders?|observers?|spokes(?:man|woman|person)"
    r"|negotiators?|analysts?|experts?)\b",
    re.IGNORECASE,
)
_VAGUE: Final = re.compile(
    r"\b(?:some (?:sort|kind) of \w+|and so on|fairly soon|in due course|at some point|its share"
    r"|their share|appropriate (?:measures|steps|action)|all necessary (?:measures|steps|means)"
    r"|such commitments"
    r"|nearly every \w+|as soon as possible|to be determined|various \w+)\b",
    re.IGNORECASE,
)
SUSPECT: Final = frozenset(
    {"unbalanced_quote_mark", "lost_quote_marks", "first_person_outside_quotes"}
)


def unquoted(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Return what of a text stands outside some spans, which come in order."""
    parts, at = [], 0
    for start, end in spans:
        parts.append(text[at : max(at, start)])
        at = max(at, end)
    return " ".join([*parts, text[at:]])


def flags_of(
    text: str, outside: str, words: str, name: str | None, *, hearsay: bool, odd: bool
) -> tuple[str, ...]:
    """Return what is doubtful: marks, hearsay, nameless speakers, words that leave much open.

    Parameters
    ----------
    text, outside : str
        What was said, and what of it stands outside quotation marks.
    words, name : str
        How the text names the speaker, and who that is.
    hearsay : bool
        Whether somebody else is said to have done or said it.
    odd : bool
        Whether a quotation mark without a partner stands at it.
    """
    flags = []
    if hearsay:
        flags.append("hearsay")
    if odd:
        flags.append("unbalanced_quote_mark")
    if FIRST_PERSON.search(outside):
        flags += ["lost_quote_marks", "first_person_outside_quotes"]
    if name is not None and not TITLES.isdisjoint(name.split()):
        flags.append("unnamed_speaker")  # known by office alone
    if name is None:
        flags.append("anonymous" if _ANONYMOUS.search(words) else "unresolved_speaker")
    flags += [f"vague:{match.group()}" for match in _VAGUE.finditer(text)]
    return tuple(dict.fromkeys(flags))


def grade_of(quote: Quote, flags: tuple[str, ...]) -> Grade:
    """Return the evidence grade that a statement would have, as `foedus check` judges it."""
    if "hearsay" in flags:
        return "hearsay"
    if not SUSPECT.isdisjoint(flags):
        return "suspect_text"
    return "single_source" if quote == "direct" else "paraphrase"
