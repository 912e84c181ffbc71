# SPDX-License-Identifier: Apache-2.0
"""The command that lays two reports of one event side by side and tells what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foedus.cli.show import Json, console, document, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from foedus.reading.comparison import Comparison
    from foedus.reading.documents import Document
    from foedus.reading.sides import Kind, Span

WORDS: dict[Kind, str] = {
    "quotation_words": "words between marks",
    "marks": "quotation marks",
    "negation": "negation",
    "modal": "modal verb",
    "term": "loaded term",
    "number": "number or date",
    "denial_dropped": "denial in one only",
    "condition_dropped": "condition in one only",
    "speaker": "speaker",
}
"""What a kind of change is called in a table."""
AROUND = 60
"""Characters shown around what changed in a long passage."""
LONGEST = 160
"""Characters shown of a sentence that only one report has."""


def compare(first: str, second: str, /, *, as_json: Json = False) -> None:
    """Compare two reports of one event: what both tell, what changed, what only one of them has.

    Parameters
    ----------
    first : str
        A report: a text file, a saved web page or a PDF.
    second : str
        Another one.
    as_json : bool
        Print one JSON document.
    """
    from foedus.reading.comparison import compare_reports  # noqa: PLC0415 - start-up
    from foedus.reading.documents import read_report  # noqa: PLC0415 - start-up

    found = compare_reports(read_report(first), read_report(second))
    if as_json:
        document(found.as_json())
        return
    _print(found)


def _print(found: Comparison) -> None:
    screen = console()
    changed = [pair for pair in found.pairs if pair.changes]
    names = (found.a.name, found.b.name)
    screen.print(
        f"{len(found.pairs)} passages correspond, {len(changed)} of them with changes; "
        f"{len(found.only_a)} only in {names[0]}, {len(found.only_b)} only in {names[1]}"
    )
    if changed:
        rows = [
            (
                ", ".join(dict.fromkeys(WORDS[change.kind] for change in pair.changes)),
                _marked(found.a, pair.a, [change.span_a for change in pair.changes]),
                _marked(found.b, pair.b, [change.span_b for change in pair.changes]),
            )
            for pair in changed
        ]
        screen.print(table("What changed, in [brackets]", ["what", *names], rows, left=3))
    for report, spans in ((found.a, found.only_a), (found.b, found.only_b)):
        if spans:
            told = [(report.place(start)[0], _cut(report.text[start:end])) for start, end in spans]
            title = f"Only in {report.name}"
            screen.print(table(title, ["line", "sentence"], told, left=2))
    for report in (found.a, found.b):
        for note in report.notes:
            screen.print(f"note: {report.name}: {note}")


def _marked(report: Document, passage: Span, spans: Sequence[Span | None]) -> str:
    """Return a passage with its line, what changed in brackets, and what is far from it cut."""
    text, (begin, end) = report.text, passage
    places = _merged([span for span in spans if span and begin <= span[0] and span[1] <= end])
    pieces, at = [f"line {report.place(begin)[0]}: "], begin
    for start, stop in places:
        pieces += [_between(text[at:start], first=at == begin), f"[{text[start:stop]}]"]
        at = stop
    pieces.append(_between(text[at:end], first=False, last=True) if places else _cut(text[at:end]))
    return " ".join("".join(pieces).split())


def _merged(spans: Sequence[Span]) -> list[Span]:
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _between(text: str, *, first: bool, last: bool = False) -> str:
    """Return what stands beside a change; of a long stretch only what is next to it."""
    if len(text) <= (1 if first or last else 2) * AROUND:
        return text
    lead = "" if first else text[:AROUND].rsplit(" ", 1)[0]
    trail = "" if last else text[-AROUND:].split(" ", 1)[-1]
    return f"{lead} ... {trail}"


def _cut(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 4].rsplit(' ', 1)[0]} ..."
