# SPDX-License-Identifier: Apache-2.0
"""Statements as a reader meets them: the words, who says so through whom, and what is odd."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from foedus.case.evidence import GRADES, grade_of
from foedus.report.words import day, listed, plain, sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from foedus.case.folder import CaseFolder
    from foedus.case.schema import Statement

FLAGS: Final = {
    "hearsay": "somebody else's account of what the holder did",
    "unbalanced_quote_mark": "a quotation mark has no partner",
    "lost_quote_marks": "quotation marks are missing that other reports have",
    "suspect_paraphrase_in_quotes": "words inside quotation marks that may be a paraphrase",
    "first_person_outside_quotes": "first person outside quotation marks",
    "conditional_on_final_deal": "holds only inside an eventual settlement",
    "sense_changed": "other reports of the remark have another sense",
    "term_change": "other reports have another term",
    "tense_shift": "other reports have another tense",
    "lost_statement": "other reports have a further remark here",
    "ambiguous_direction": "can be read either way",
    "dangling_modifier": "a phrase whose place in the sentence is unclear",
}
"""What a statement's flags mean; a flag that is not listed is shown as it is."""

PAIRED: Final = {"tension": "does not sit well beside", "undercuts": "weakens"}
"""Flags that name another statement."""

QUOTES: Final = {
    "direct": "direct speech",
    "indirect": "indirect speech",
    "mixed": "partly direct speech",
    "direct_unmarked": "direct speech without quotation marks",
    "fragment": "a fragment of direct speech",
}


def grade_words(grade: str | None) -> str:
    """Return an evidence grade in words; an assumption where there is none."""
    return "assumption" if grade is None else plain(grade)


def flag_words(flag: str) -> str:
    """Return what a flag says.

    Examples
    --------
    >>> flag_words("vague:this concession")
    'vague: “this concession”'
    >>> flag_words("undercuts:S02")
    'weakens S02'
    """
    kind, _, about = flag.partition(":")
    if kind == "vague" and about:
        return f"vague: “{about}”"
    if kind in PAIRED and about:
        return f"{PAIRED[kind]} {about}"
    told = FLAGS.get(kind, plain(kind))
    return f"{told}: “{about}”" if about else told


def quotation(case: CaseFolder, statement: Statement) -> dict[str, Any]:
    """Return everything that a reader should see beside a statement's words."""
    source = next((s for s in case.record.sources if s.id == statement.source), None)
    side = case.actors.get(statement.side or "")
    grade = grade_of(statement)
    return {
        "id": statement.id,
        "words": statement.words,
        "speaker": statement.speaker,
        "role": statement.role or "",
        "side": side.title if side else "",
        "does": plain(statement.modality),
        "quote": QUOTES[statement.quote],
        "about": _about(statement),
        "chain": " → ".join(statement.chain),
        "outlet": statement.outlet or "",
        "flags": [flag_words(flag) for flag in statement.flags],
        "grade": grade_words(grade),
        "grade_means": GRADES[grade],
        "day": day(statement.date),
        "source": source.title if source else statement.source,
        "source_day": day(source.date) if source else "",
        "issues": listed([case.issues[i].title for i in statement.issues if i in case.issues]),
        "note": statement.note or "",
    }


def _about(statement: Statement) -> str:
    """Say what the speaker says that another party did, and that it is a claim."""
    told = statement.embedded
    if told is None:
        return ""
    what = f": {told.what}" if told.what else ""
    confirmed = "also says so" if told.confirmed else "does not say so"
    return (
        f"A claim about {told.holder} ({plain(told.modality)}{what}); "
        f"{told.holder} {confirmed} in this source."
    )


def quotations(case: CaseFolder, cited: Iterable[str]) -> list[dict[str, Any]]:
    """Return cited statements in the order in which they are cited."""
    return [quotation(case, case.statements[name]) for name in cited if name in case.statements]


def tensions(case: CaseFolder) -> list[dict[str, Any]]:
    """Return pairs of statements that do not sit well together, each pair once."""
    found: dict[frozenset[str], dict[str, Any]] = {}
    for one, kind, two in _paired(case):
        known = found.setdefault(
            frozenset((one.id, two.id)),
            {"one": quotation(case, one), "two": quotation(case, two), "how": []},
        )
        known["how"].append(sentence(f"{one.id} {PAIRED[kind]} {two.id}"))
    return list(found.values())


def _paired(case: CaseFolder) -> Iterator[tuple[Statement, str, Statement]]:
    for statement in case.record.statements:
        for flag in statement.flags:
            kind, _, other = flag.partition(":")
            if kind in PAIRED and other in case.statements:
                yield statement, kind, case.statements[other]


def open_words(case: CaseFolder) -> list[dict[str, Any]]:
    """Return the words of each statement that leave something open."""
    found = []
    for statement in case.record.statements:
        left = [flag.partition(":")[2] for flag in statement.flags if flag.startswith("vague:")]
        if left:
            found.append({"id": statement.id, "speaker": statement.speaker, "words": left})
    return found
