# SPDX-License-Identifier: Apache-2.0
"""The command that proposes statements from reports, each with its place, reasons and doubts."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from foedus.cli.show import Json, console, document, table
from foedus.errors import CallError

if TYPE_CHECKING:
    from foedus.case.folder import CaseFolder
    from foedus.reading.documents import Document
    from foedus.reading.statement import Statement

WORDS = 160
"""Characters of a statement that a table shows."""
CAUTION = (
    "Proposals, not findings: a person decides what was said, and a claim about others is hearsay."
)


def read(
    *reports: str,
    case: str | None = None,
    output: Annotated[Path | None, Parameter(name=["--output", "-o"])] = None,
    accept: Path | None = None,
    as_json: Json = False,
) -> None:
    """Propose statements from reports: who said what, by which words, and what is doubtful.

    Parameters
    ----------
    reports : str
        Text files, saved web pages or PDFs.
    case : str
        A case whose actors give speakers a side, and whose issues are suggested.
    output : Path
        Write the proposals of one report to a review file, for a person to decide on each.
    accept : Path
        Merge what was accepted in a review file into the case.
    as_json : bool
        Print one JSON document; of several reports under "reports".
    """
    if accept is not None:
        _accept(accept, reports, case, as_json=as_json)
        return
    from foedus.case.folder import load_case  # noqa: PLC0415 - start-up
    from foedus.reading.documents import read_report  # noqa: PLC0415 - start-up
    from foedus.reading.propose import propose  # noqa: PLC0415 - start-up

    if not reports:
        message = "no report is given; give one or more text files, saved web pages or PDFs"
        raise CallError(message)
    if output is not None and (case is None or len(reports) > 1):
        message = "a review file holds the proposals of one report for one case; give both"
        raise CallError(message)
    folder = load_case(case) if case is not None else None
    documents = [read_report(name) for name in reports]
    found = [(one, propose(one.text, folder)) for one in documents]
    if output is not None and folder is not None:
        _review(output, *found[0], folder, as_json=as_json)
        return
    if as_json:
        told = [_record(one, statements) for one, statements in found]
        document(told[0] if len(told) == 1 else {"reports": told})
        return
    for one, statements in found:
        _print(one, statements)


def _review(
    path: Path,
    report: Document,
    statements: tuple[Statement, ...],
    case: CaseFolder,
    *,
    as_json: bool,
) -> None:
    from foedus.reading.review import write_review  # noqa: PLC0415 - start-up

    count = write_review(path, report, [one.to_json() for one in statements], case)
    if as_json:
        document({"review": str(path), "statements": count})
        return
    console().print(
        f"written: {path}, with {count} proposals. Set each decision, then:\n"
        f"  foedus read --accept {path} --case {case.folder}",
        soft_wrap=True,
    )


def _accept(path: Path, reports: tuple[str, ...], case: str | None, *, as_json: bool) -> None:
    from foedus.reading.review import accept_review  # noqa: PLC0415 - start-up

    if reports or case is None:
        message = "--accept takes a review file and the case it is for; give --case, no report"
        raise CallError(message)
    done = accept_review(path, case)
    if as_json:
        document(asdict(done))
        return
    console().print(
        f"{len(done.added)} statements merged into {case}, {len(done.present)} were there already; "
        f"{done.rejected} rejected, {done.waiting} without a decision",
        soft_wrap=True,
    )


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
