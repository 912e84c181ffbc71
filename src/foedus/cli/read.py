# SPDX-License-Identifier: Apache-2.0
"""The command that proposes statements from reports, each with its place, reasons and doubts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from foedus.cli.show import Json, console, document, table
from foedus.errors import CallError

if TYPE_CHECKING:
    from foedus.reading.documents import Document
    from foedus.reading.statement import Statement

WORDS = 160
"""Characters of a statement that a table shows."""
CAUTION = (
    "Proposals, not findings: a person decides what was said, and a claim about others is hearsay."
)


def read(*reports: str, case: str | None = None, as_json: Json = False) -> None:
    """Propose statements from reports: who said what, by which words, and what is doubtful.

    Parameters
    ----------
    reports : str
        Text files, saved web pages or PDFs.
    case : str
        A case whose actors give speakers a side, and whose issues are suggested.
    as_json : bool
        Print one JSON document; of several reports under "reports".
    """
    from foedus.case.folder import load_case  # noqa: PLC0415 - start-up
    from foedus.reading.documents import read_report  # noqa: PLC0415 - start-up
    from foedus.reading.propose import propose  # noqa: PLC0415 - start-up

    if not reports:
        message = "no report is given; give one or more text files, saved web pages or PDFs"
        raise CallError(message)
    folder = load_case(case) if case is not None else None
    documents = [read_report(name) for name in reports]
    found = [(one, propose(one.text, folder)) for one in documents]
    if as_json:
        told = [_record(one, statements) for one, statements in found]
        document(told[0] if len(told) == 1 else {"reports": told})
        return
    for one, statements in found:
        _print(one, statements)


def _record(report: Document, statements: tuple[Statement, ...]) -> dict[str, Any]:
    return {
        "source": report.name,
        "kind": report.kind,
        "sha256": report.sha256,
        "notes": list(report.notes),
        "statements": [{**one.to_json(), "line": report.place(one.start)[0]} for one in statements],
    }


def _print(report: Document, statements: tuple[Statement, ...]) -> None:
    screen = console()
    title = f"{report.name}: {len(statements)} proposed statements"
    if not statements:
        screen.print(f"{report.name}: nobody is found to say anything in it")
    else:
        columns = ("speaker", "what", "words", "doubts", "line")
        rows = [_row(report, one) for one in statements]
        screen.print(table(title, columns, rows, left=4))
        screen.print(CAUTION)
    for note in report.notes:
        screen.print(f"note: {note}")


def _row(report: Document, one: Statement) -> tuple[str, str, str, str, int]:
    speaker = one.speaker or (f"({one.speaker_text})" if one.speaker_text else "(nobody named)")
    what = f"{one.modality}, {one.quote}"
    if one.embedded is not None:
        what += f"; says that {one.embedded.holder}: {one.embedded.modality}"
    words = " ".join(one.text.split())
    words = words if len(words) <= WORDS else f"{words[: WORDS - 4].rsplit(' ', 1)[0]} ..."
    doubts = ", ".join(flag.replace("_", " ") for flag in one.flags)
    issues = f" [{', '.join(one.issues)}]" if one.issues else ""
    return speaker, what, words + issues, doubts, report.place(one.start)[0]
