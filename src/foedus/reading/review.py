# SPDX-License-Identifier: Apache-2.0
"""Proposals as a file that a person decides on, and what was accepted merged into a case.

The file is the person's: they set each decision, and correct what is wrong beside it. Merging
refuses whatever no longer fits, a case or a report that changed since or a span that does not hold
its words, and does nothing at all then. Merging twice is merging once.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from pydantic import Field

from foedus.case.folder import CASE_FILE, builtin_cases, find_case, load_case
from foedus.case.schema import Embedded, Grade, Modality, Sha256, Source, Statement
from foedus.case.sources import TEXT_LIMIT
from foedus.errors import CallError, CaseError, InputError
from foedus.problems import Problem, did_you_mean, listing, one_line, shown
from foedus.reading.citations import stands_in
from foedus.reading.documents import read_report
from foedus.records import Day, Name, Record, Whole, Words, build
from foedus.yamlfile import read_document, write_document
from foedus.yamlfile.reading import CONTROL

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from foedus.case.folder import CaseFolder
    from foedus.reading.documents import Document as Report
    from foedus.yamlfile import Document

SCHEMA: Final = "foedus/review-1"
HOW: Final = (
    "Set each decision to accept, change (accept, with what you corrected here) or reject, or "
    "leave it empty. Then: foedus read --accept THIS_FILE --case CASE"
)
_LONGEST_WORDS: Final = 4_000

Decision = Literal["accept", "change", "reject"]


class Proposal(Record):
    """A proposed statement, as a person leaves it."""

    id: Name
    decision: Decision | None = None
    line: Whole | None = None
    span: tuple[Whole, Whole]
    words: Words
    speaker: Words | None = None
    role: Words | None = None
    side: Name | None = None
    quote: Literal["direct", "indirect", "mixed", "direct_unmarked", "fragment"]
    issues: tuple[Name, ...] = ()
    topics: tuple[Name, ...] = ()
    modality: Modality
    embedded: Embedded | None = None
    date: Day | None = None
    outlet: Words | None = None
    chain: tuple[Words, ...] = ()
    flags: tuple[Words, ...] = ()
    grade: Grade | None = None
    note: Words | None = None


class Review(Record):
    """A review file: the report, the source that it becomes, and the proposals."""

    schema_: Literal["foedus/review-1"] = Field(alias="schema")
    how: str | None = None
    report: Words
    case: Words
    case_sha256: Sha256
    source: Source
    statements: tuple[Proposal, ...]


@dataclass(frozen=True)
class Accepted:
    """What merging a review did.

    Parameters
    ----------
    source : str
        Id of the source that the statements cite.
    added : tuple of str
        Ids of the statements that came into the case now.
    present : tuple of str
        Ids of those that had come before.
    waiting, rejected : int
        How many proposals have no decision yet, and how many were rejected.
    """

    source: str
    added: tuple[str, ...]
    present: tuple[str, ...]
    waiting: int
    rejected: int


def write_review(
    path: Path, report: Report, proposals: Iterable[Mapping[str, Any]], case: CaseFolder
) -> int:
    """Write proposals to a new review file; return how many there are.

    Parameters
    ----------
    path : Path
        The file to make.
    report : Document
        The report, read from a file.
    proposals : iterable of mappings
        Statements with the keys that `foedus read --json` prints.
    case : CaseFolder
        The case that they are meant for.

    Raises
    ------
    CallError
        If the file is there already: somebody's decisions may stand in it.
    """
    if path.exists():
        message = f"'{path}' exists already; give a name that is free, or accept what it holds"
        raise CallError(message)
    known = next((s for s in case.record.sources if s.sha256 == report.sha256), None)
    taken = {statement.id for statement in case.record.statements}
    names = (f"R{number}" for number in range(1, 10**6))
    entries = [
        _entry(next(name for name in names if name not in taken), proposal, report)
        for proposal in proposals
    ]
    tree = {
        "schema": SCHEMA,
        "how": HOW,
        "report": report.name,
        "case": case.record.id,
        "case_sha256": _hash(case.folder / CASE_FILE),
        "source": known.model_dump(mode="python", exclude_unset=True)
        if known
        else _source(report, case),
        "statements": entries,
    }
    write_document(path, tree)
    return len(entries)


def _entry(name: str, proposal: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """Return a proposal as a person reads it, with what a case can hold."""
    start, end = int(proposal["start"]), int(proposal["end"])
    # A character that no file holds is left out with what stands before or after it.
    words = max(CONTROL.split(" ".join(report.text[start:end].split())), key=len)
    embedded = proposal.get("embedded")
    return {
        "id": name,
        "decision": None,
        "line": report.place(start)[0],
        "span": [start, end],
        "words": words[:_LONGEST_WORDS].strip(),
        "speaker": proposal.get("speaker") or None,
        "side": proposal.get("side"),
        "quote": proposal["quote"],
        "issues": list(proposal.get("issues", ())),
        "modality": proposal["modality"],
        "embedded": dict(embedded) if embedded else None,
        "flags": list(proposal.get("flags", ())),
        "note": None,
    }


def _source(report: Report, case: CaseFolder) -> dict[str, Any]:
    """Return the source that a report becomes, under an id that is free."""
    stem = "".join(c if c.isascii() and c.isalnum() else "_" for c in _stem(report.name))
    stem = stem.strip("_")[:30] or "report"
    stem = stem if stem[0].isalpha() else f"report_{stem}"
    taken = {source.id for source in case.record.sources}
    name = stem if stem not in taken else f"{stem}_{report.sha256[:8]}"
    title = next((line.strip() for line in report.text.splitlines() if line.strip()), name)
    return {
        "id": name,
        "title": one_line(title, 200),
        "kind": "news_report",
        "file": f"{name}.txt",
        "sha256": report.sha256,
    }


def _stem(name: str) -> str:
    return name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0] or name


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def accept_review(path: Path, case: str | Path) -> Accepted:
    """Merge what a person accepted into a case: its source with the text, and its statements.

    Comments of the case file are kept; each file is written in one step, and the case file last.

    Raises
    ------
    InputError
        With everything that does not fit, each at its line of the review file; nothing is written.
    """
    document, problems = read_document(path)
    review, found = build(document, Review) if document.tree is not None else (None, [])
    if review is None or problems:
        raise InputError([*problems, *found])
    place = find_case(case)
    if place in builtin_cases().values():
        message = f"'{case}' is a built-in case, which stays as it is; start your own: foedus new"
        raise CallError(message)
    folder = load_case(place)
    report = _report(document, review, path)
    chosen = [
        (index, proposal)
        for index, proposal in enumerate(review.statements)
        if proposal.decision in {"accept", "change"}
    ]
    statements = _statements(document, review, chosen, folder, report.text)
    known = {statement.id: statement for statement in folder.record.statements}
    present = tuple(s.id for s in statements if known.get(s.id) == s)
    added = [s for s in statements if s.id not in present]
    _check_case(document, review, folder, added)
    if added:
        _merge(document, review, folder, report, added)
    digest = _hash(folder.folder / CASE_FILE)
    if review.case_sha256 != digest:
        write_document(path, {**document.tree, "case_sha256": digest})
    decisions = [proposal.decision for proposal in review.statements]
    return Accepted(
        review.source.id,
        tuple(statement.id for statement in added),
        present,
        decisions.count(None),
        decisions.count("reject"),
    )


def _report(document: Document, review: Review, path: Path) -> Report:
    """Return the report that was reviewed; refuse another one."""
    name = review.report
    here = path.parent / name
    report = read_report(here if here.is_file() else name)
    if report.sha256 != review.source.sha256:
        message = f"is {shown(name)}, whose text has changed since; propose from it again"
        raise InputError([document.problem(("report",), message)])
    if len(report.text.encode()) > TEXT_LIMIT:
        message = f"has more than {TEXT_LIMIT:,} bytes of text; a source can have no more"
        raise InputError([document.problem(("report",), message)])
    return report


def _statements(
    document: Document,
    review: Review,
    chosen: Iterable[tuple[int, Proposal]],
    case: CaseFolder,
    text: str,
) -> list[Statement]:
    """Return accepted proposals as statements of the case; refuse what does not fit."""
    problems: list[Problem] = []
    statements: list[Statement] = []
    seen: set[str] = set()
    for index, proposal in chosen:
        steps = ("statements", index)
        wrong = list(_unfit(document, steps, proposal, case, text))
        if proposal.id in seen:
            wrong.append(document.problem((*steps, "id"), f"{shown(proposal.id)} stands twice"))
        seen.add(proposal.id)
        given = document.tree["statements"][index]
        kept = {k: v for k, v in given.items() if k not in {"decision", "line"} and v is not None}
        kept = {k: v for k, v in kept.items() if v != []} | {"source": review.source.id}
        try:
            made = Statement.model_validate(kept) if not wrong else None
        except ValueError:
            wrong.append(document.problem(steps, "is no statement that a case can hold"))
            made = None
        problems += wrong
        statements += [made] if made else []
    if problems:
        raise InputError(problems)
    return statements


def _unfit(
    document: Document,
    steps: tuple[str | int, ...],
    proposal: Proposal,
    case: CaseFolder,
    text: str,
) -> Iterable[Problem]:
    start, end = proposal.span
    if not 0 <= start < end <= len(text):
        message = f"is [{start}, {end}]; the text has {len(text):,} characters"
        yield document.problem((*steps, "span"), message)
    elif not stands_in(proposal.words, text[start:end]):
        message = "does not hold the words in the report; span and words must agree"
        yield document.problem((*steps, "span"), message)
    if proposal.speaker is None:
        message = "is empty; name who says it, or reject the proposal"
        yield document.problem((*steps, "speaker"), message)
    for key, names, known in (
        ("side", [proposal.side] if proposal.side else [], case.actors),
        ("issues", list(proposal.issues), case.issues),
    ):
        for name in names:
            if name not in known:
                what = "an actor" if key == "side" else "an issue"
                message = (
                    f"{shown(name)} is not {what} of the case{did_you_mean(name, known)}; "
                    f"allowed: {listing(known)}"
                )
                yield document.problem((*steps, key), message)


def _check_case(
    document: Document, review: Review, case: CaseFolder, added: list[Statement]
) -> None:
    """Refuse a case that is not the one that was reviewed, where anything is to be added."""
    if not added:
        return
    if review.case != case.record.id:
        message = f"is {shown(review.case)}, and the case given is {shown(case.record.id)}"
        raise InputError([document.problem(("case",), f"{message}; give the one it was made for")])
    if review.case_sha256 != _hash(case.folder / CASE_FILE):
        message = (
            "the case has changed since the proposals were made; look at them again and put the "
            f"hash of its {CASE_FILE} here, or propose again"
        )
        raise InputError([document.problem(("case_sha256",), message)])
    taken = {statement.id for statement in case.record.statements}
    problems = [
        document.problem(
            ("statements", index, "id"),
            f"{shown(proposal.id)} is another statement of the case; give a name that is free",
        )
        for index, proposal in enumerate(review.statements)
        if proposal.id in taken and any(s.id == proposal.id for s in added)
    ]
    if problems:
        raise InputError(problems)


def _merge(
    document: Document,
    review: Review,
    case: CaseFolder,
    report: Report,
    added: list[Statement],
) -> None:
    """Write the text of the source, then the case file with source and statements."""
    path = case.folder / CASE_FILE
    before, _ = read_document(path)
    tree = dict(before.tree)
    sources, statements = list(tree.get("sources") or []), list(tree.get("statements") or [])
    same = next((s for s in case.record.sources if s.id == review.source.id), None)
    if same is not None and same.sha256 != review.source.sha256:
        message = f"{shown(same.id)} is another source of the case; give a name that is free"
        raise InputError([document.problem(("source", "id"), message)])
    if same is None:
        _keep_text(document, case.folder, review.source, report.text)
        sources.append(document.tree["source"])
    kept = [s.model_dump(mode="python", exclude_unset=True) for s in added]
    tree["sources"], tree["statements"] = sources, [*statements, *map(_plain, kept)]
    write_document(path, tree)


def _plain(value: Any) -> Any:  # noqa: ANN401 - any value of a record
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, (list, tuple)) else value


def _keep_text(document: Document, folder: Path, source: Source, text: str) -> None:
    """Put the text of a source into the case, in one step; refuse to replace another one."""
    name = source.file or ""
    if not name or "/" in name or "\\" in name or name.startswith("."):
        message = f"is {shown(source.file)}; give a plain file name, such as 'report.txt'"
        raise InputError([document.problem(("source", "file"), message)])
    path = folder / "sources" / name
    data = text.encode()
    if path.exists():
        if path.read_bytes() != data:
            message = f"'{path}' exists and holds another text; give a name that is free"
            raise InputError([document.problem(("source", "file"), message)])
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{name}.{secrets.token_hex(4)}")
        try:
            with temporary.open("xb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        message = f"'{path}' cannot be written ({error.strerror}); the case must be your own"
        raise CaseError([Problem(str(path), 0, 0, "", "error", message)]) from error
