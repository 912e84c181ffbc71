# SPDX-License-Identifier: Apache-2.0
"""Commands that keep the record of a guarantee and read it as a list: log, sheet."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from foedus.cli.pacts import Day, Events, cell, find_log, find_pact, moment_given, words
from foedus.cli.show import Json, console, document, indented, table
from foedus.errors import CallError
from foedus.pacts.addition import Appended, Written
from foedus.pacts.changes import Changes, changes
from foedus.pacts.drafts import Drafts, correcting, read_draft, read_drafts, strike
from foedus.pacts.events import Determination, Event
from foedus.pacts.moments import iso, told
from foedus.pacts.record import append
from foedus.pacts.recordlines import RECORD_SUFFIX
from foedus.pacts.recordlock import torn_path
from foedus.pacts.scene import Names
from foedus.pacts.sheet import sheet as list_duties
from foedus.pacts.wording import found, happened

if TYPE_CHECKING:
    from foedus.pacts.pact import Pact


def sheet(
    pact: str,
    /,
    *,
    events: Events = None,
    at: Day = None,
    known: Day = None,
    as_json: Json = False,
) -> None:
    """List who does what, towards whom, by when, under which article; what is overdue first.

    Parameters
    ----------
    pact : str
        A pact's YAML file, or a case whose pact and log are meant.
    events : Path
        The event log or record; by default the case's own log.
    at : str
        The day of the list; by default the case's, else the last day of the log.
    known : str
        Take only what the log knew on this day.
    as_json : bool
        Print one JSON document.
    """
    law, log, day = find_log(pact, events)
    when, limit = moment_given(at, "at") or day, moment_given(known, "known")
    answer = list_duties(law, log, at=when, known=limit).to_json()
    if as_json:
        document(answer)
        return
    out = console()
    if not answer["items"]:
        out.print(f"On {cell(answer['at'])} nothing is left to be done.")
        return
    for title, column, overdue in (
        ("Overdue or breached", "days late", True),
        ("Still to be done", "days left", False),
    ):
        rows = [
            (
                item["bearer"],
                words(item["action"]),
                cell(item["toward"]),
                cell(item["due"]),
                _days(item),
                item["art"],
                item["trigger"] or "-",
            )
            for item in answer["items"]
            if item["overdue"] is overdue
        ]
        columns = ["who", "does", "towards", "by", column, "article", "event"]
        if rows:
            out.print(table(f"{title} on {cell(answer['at'])}", columns, rows, left=7))
    names = Names(law.text, dict(log.others))
    codes = (code for item in answer["items"] for code in (item["bearer"], *item["toward"]))
    out.print(", ".join(f"{code}: {names.of(code)}" for code in dict.fromkeys(codes)))


def _days(item: dict[str, Any]) -> str:
    """Return how a duty stands in time."""
    left = item["days_left"]
    if left is None or item["status"] not in {"owed", "breached"}:
        return "-" if item["status"] == "owed" else words(item["status"])
    return str(abs(left)) if left else "today"


def log(  # noqa: PLR0913 - an option each
    pact: str,
    /,
    *,
    events: Events = None,
    entry: Annotated[list[str] | None, Parameter(name="--entry", negative="")] = None,
    source: Annotated[str | None, Parameter(name="--from", allow_leading_hyphen=True)] = None,
    corrects: Annotated[str | None, Parameter(name="--corrects")] = None,
    strike_out: Annotated[str | None, Parameter(name="--strike")] = None,
    why: Annotated[str | None, Parameter(name="--why")] = None,
    recorder: Annotated[str | None, Parameter(name="--as")] = None,
    dry_run: Annotated[bool, Parameter(name="--dry-run", negative="")] = False,
    as_json: Json = False,
) -> None:
    """Put events and determinations on the record of a guarantee, checked, and say what changed.

    For example: foedus pact log guarantee.yaml --events record.jsonl
    --entry 'type: ratification, by: POL, at: 2026-05-01'

    Parameters
    ----------
    pact : str
        A pact's YAML file, or a case whose pact is meant.
    events : Path
        The record, a file whose name ends in .jsonl; made where it is not there.
    entry : list of str
        An event or a determination as in an event log: keys and values. May be given again.
    source : str
        A file with an entry, a list of them, or a whole event log; - for standard input.
    corrects : str
        The line, or the id of the event, whose place the entry takes.
    strike_out : str
        The line, or the id of the event, that was put on record by mistake.
    why : str
        Why the other entry was wrong.
    recorder : str
        Who puts it on record; by default the login name.
    dry_run : bool
        Check, say what would change, and write nothing.
    as_json : bool
        Print one JSON document.
    """
    law, _ = find_pact(pact)
    path = _record(events, pact)
    if sum(map(bool, (entry, source, strike_out))) != 1:
        message = "give what is to be put on record: one of --entry, --from, --strike"
        raise CallError(message)
    if why is not None and corrects is None and strike_out is None:
        message = "--why says why another entry was wrong; give it with --corrects or --strike"
        raise CallError(message)
    drafts = strike(strike_out, why) if strike_out else _drafts(entry or [], source)
    if corrects is not None:
        if len(drafts.entries) != 1 or strike_out:
            message = "--corrects takes one entry, which takes the place of the other"
            raise CallError(message)
        drafts = correcting(drafts, corrects, why)
    done = append(path, [law], drafts, recorder or _login(), dry_run=dry_run)
    for warning in done.warnings:
        print(warning, file=sys.stderr)  # noqa: T201 - the CLI
    if done.warnings and not dry_run:
        print(f"{path}: what was torn off is kept in {torn_path(path)}", file=sys.stderr)  # noqa: T201
    difference = changes(law, done.before, done.after, done.recorded)
    if as_json:
        document(_as_json(done, difference, law, path, dry_run=dry_run))
        return
    _print(done, difference, law, path, dry_run=dry_run)


def _record(events: Path | None, pact: str) -> Path:
    if events is None:
        message = f"give the record with --events NAME{RECORD_SUFFIX}; it is made if not there"
        raise CallError(message)
    if events.suffix != RECORD_SUFFIX and events.exists():
        message = (
            f"'{events}' is no record, and a file edited by hand is not written to. To start a "
            f"record from an event log: foedus pact log {pact} --events "
            f"{events.with_suffix(RECORD_SUFFIX)} --from {events}"
        )
        raise CallError(message)
    return events


def _drafts(entries: list[str], source: str | None) -> Drafts:
    """Return what was typed, or what a file holds."""
    if source is None:
        name = "--entry"
        typed = [read_draft(text, name) for text in entries]
        return Drafts(tuple(each for drafts in typed for each in drafts.entries))
    if source == "-":
        return read_draft(sys.stdin.read(), "standard input")
    if Path(source).suffix == RECORD_SUFFIX:
        message = f"'{source}' is a record already; copy the file, or give an event log"
        raise CallError(message)
    return read_drafts(Path(source))


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        message = "say who puts it on record with --as NAME"
        raise CallError(message) from None


def _turn(before: str | None, after: str | None) -> str:
    """Return what became of a duty.

    Examples
    --------
    >>> _turn("owed", "breached"), _turn(None, "owed"), _turn("owed", None)
    ('owed -> breached', 'new: owed', 'gone; was owed')
    """
    if before is None:
        return f"new: {words(after or '')}"
    return f"{words(before)} -> {words(after)}" if after else f"gone; was {words(before)}"


def _told(line: Written, law: Pact, names: Names) -> str:
    """Return a line as a sentence."""
    stands, entry = line.line.get("corrects"), line.entry
    if isinstance(entry, Event):
        sentence = happened(entry, names)
    elif isinstance(entry, Determination):
        phrase = law.text.open_terms[entry.term].phrase
        sentence = f"{found([entry], phrase, names)}."
    else:
        new = line.line["others"].items()
        sentence = f"Named: {', '.join(f'{name} ({code})' for code, name in new)}."
    if stands is None:
        return sentence
    if len(set(line.line) & {"event", "determination"}):
        return f"{sentence} This takes the place of line {stands}."
    return f"Line {stands} is struck out: {sentence}"


def _as_json(
    done: Appended, difference: Changes, law: Pact, path: Path, *, dry_run: bool
) -> dict[str, Any]:
    names = Names(law.text, dict(done.after.others))
    return {
        "record": str(path),
        "dry_run": dry_run,
        "recorded": iso(done.recorded),
        "lines": [
            {"line": each.number, "told": _told(each, law, names), **each.line}
            for each in done.lines
        ],
        **difference.to_json(),
    }


def _print(done: Appended, difference: Changes, law: Pact, path: Path, *, dry_run: bool) -> None:
    out = console()
    names = Names(law.text, dict(done.after.others))
    head = "Checked; nothing was written. It would stand" if dry_run else "Put on record"
    by = done.lines[-1].line["by"]
    out.print(f"{head} in {path} on {told(done.recorded)} by {by}:", soft_wrap=True)
    for line in done.lines:
        out.print(indented(f"{line.number}: {_told(line, law, names)}", out.width))
    for member in difference.members:
        since = f"has been bound since {told(member.since)}" if member.since else "is not bound"
        sentence = f"{names.of(member.party)} {since}."
        out.print(sentence[:1].upper() + sentence[1:])
    if not difference.duties:
        out.print("No duty changes.")
        return
    rows = [
        (
            change.duty.bearer,
            words(change.duty.action),
            cell(list(change.duty.toward)),
            change.duty.art,
            change.duty.trigger or "-",
            _turn(change.before, change.after),
            cell(iso(change.duty.due)),
        )
        for change in difference.duties
    ]
    columns = ["who", "does", "towards", "article", "event", "duty", "due"]
    out.print(table("What changed", columns, rows, left=7))
