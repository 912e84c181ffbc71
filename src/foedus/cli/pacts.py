# SPDX-License-Identifier: Apache-2.0
"""Commands on a guarantee as a pact: evaluate, status; those on drafts load when called."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Parameter

from foedus.case.folder import CASE_FILE, load_case
from foedus.cli.show import Json, console, document, indented, table
from foedus.errors import CallError
from foedus.pacts import load_events, load_pact
from foedus.pacts.casus import casus_log, casus_names, library, library_pact
from foedus.pacts.scene import Names
from foedus.problems import listing

if TYPE_CHECKING:
    from foedus.pacts import EventLog, Pact

TERMS = frozenset({"action", "status", "type"})
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::00)?Z")

app = App(name="pact", help="Evaluate a guarantee: who owes what to whom by when, and why.")
app.command(
    "foedus.cli.chains:chain", name="chain", help="Say which attack draws in whom, and why."
)
app.command("foedus.cli.drafts:diff", name="diff", help="Say what changes between two drafts.")

Events = Annotated[Path | None, Parameter(name="--events")]
Day = Annotated[str | None, Parameter()]


def find(pact: str, events: Path | None) -> tuple[Pact, EventLog, dt.date | None]:
    """Return a pact and its log: a file or a pact of the library with --events, or a case.

    In place of a log's file, a historical case's name stands for its log.
    """
    path = Path(pact)
    if (path.is_file() and path.name != CASE_FILE) or pact in library():
        found = load_pact(path) if path.is_file() else library_pact(pact)
        if events is None:
            message = "give the event log with --events FILE"
            raise CallError(message)
        if str(events) in casus_names() and not events.exists():
            return found, *casus_log(str(events), found)
        return found, load_events(events, [found]), None
    try:
        loaded = load_case(pact)
    except CallError as error:
        message = f"{error}; or a pact's file; or one of the library: {listing(library(), 40)}"
        raise CallError(message) from error
    if loaded.pact is None:
        message = f"the case '{pact}' has no pact; give a pact's file"
        raise CallError(message)
    log = loaded.events if events is None else load_events(events, [loaded.pact])
    if log is None:
        message = f"the case '{pact}' has no event log; give one with --events FILE"
        raise CallError(message)
    law = loaded.record.law
    return loaded.pact, log, None if law is None else law.at


def day_of(text: str | None, name: str) -> dt.date | dt.datetime | None:
    """Return the day or moment that an option gives."""
    if text is None:
        return None
    try:
        if len(text) == 10:
            return dt.date.fromisoformat(text)
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        message = f"--{name} is '{text}'; write a date such as 2027-03-01, or a moment"
        raise CallError(message) from None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=dt.UTC)


@app.command
def evaluate(
    pact: str,
    /,
    *,
    events: Events = None,
    at: Day = None,
    known: Day = None,
    as_json: Json = False,
) -> None:
    """Say for each clause and party what is owed, performed, breached or unknown, and why.

    Parameters
    ----------
    pact : str
        A pact's YAML file, or a case whose pact and log are meant.
    events : Path
        The event log; by default the case's own.
    at : str
        The day that is asked about; by default the case's, else the last day of the log.
    known : str
        Take only what the log knew on this day.
    as_json : bool
        Print one JSON document.
    """
    found, log, day = find(pact, events)
    answer = found.evaluate(log, at=day_of(at, "at") or day, known=day_of(known, "known")).to_json()
    if as_json:
        document(answer)
        return
    _print_duties(answer, Names(found.text, dict(log.others or {})))


def _print_duties(answer: dict[str, Any], names: Names) -> None:
    out = console()
    owed = [duty for duty in answer["duties"] if duty["status"] != "not_owed"]
    rows = [
        (
            duty["clause"],
            duty["bearer"],
            _words(duty["action"]),
            _cell(duty["toward"]),
            _words(duty["status"]),
            _cell(duty["due"]),
        )
        for duty in owed
    ]
    columns = ["clause", "bearer", "action", "toward", "status", "due"]
    out.print(table(f"Who owes what on {answer['at']}", columns, rows, left=6))
    codes = dict.fromkeys(code for duty in owed for code in (duty["bearer"], *duty["toward"]))
    out.print(", ".join(f"{code}: {names.of(code)}" for code in codes))
    for duty in owed:
        if duty["status"] in {"breached", "unknown", "void", "suspended"}:
            head = f"{names.of(duty['bearer'])}, {duty['clause']}: {_words(duty['status'])}"
            out.print(f"\n{head}", style="bold")
            for line in duty["because"]:
                out.print(indented(line, out.width))
    rest = len(answer["duties"]) - len(owed)
    if rest:
        out.print(f"\nNot owed: {rest} more; --json lists them with their reasons.")


@app.command
def status(
    pact: str,
    /,
    *,
    events: Events = None,
    at: Day = None,
    known: Day = None,
    as_json: Json = False,
) -> None:
    """Show the register: members, what each ratified and delivered, incidents, open duties.

    Parameters
    ----------
    pact : str
        A pact's YAML file, or a case whose pact and log are meant.
    events : Path
        The event log; by default the case's own.
    at : str
        The day that is asked about; by default the case's, else the last day of the log.
    known : str
        Take only what the log knew on this day.
    as_json : bool
        Print one JSON document.
    """
    found, log, day = find(pact, events)
    answer = found.status(log, at=day_of(at, "at") or day, known=day_of(known, "known")).to_json()
    if as_json:
        document(answer)
        return
    _print_register(answer)


def _print_register(answer: dict[str, Any]) -> None:
    out = console()
    for key, title in (
        ("members", "Members"),
        ("incidents", "Incidents"),
        ("open_duties", "Open duties"),
    ):
        listed = answer[key]
        if not listed:
            out.print(f"{title}: none")
            continue
        columns = [name for name in listed[0] if name not in {"why", "because", "pact"}]
        rows = [
            [_words(row[name]) if name in TERMS else _cell(row[name]) for name in columns]
            for row in listed
        ]
        out.print(table(title, columns, rows, left=len(columns)))


def _cell(value: object) -> str:
    """Return a value as people write it in a table.

    Examples
    --------
    >>> _cell("2027-02-10T03:00:00Z"), _cell(None), _cell(["UKR", "GBR"])
    ('2027-02-10 03:00', '-', 'UKR, GBR')
    """
    if value is None or isinstance(value, bool):
        return {True: "yes", False: "no", None: "-"}[value]
    if isinstance(value, dict):
        return ", ".join(f"{number:g} {unit}" for unit, number in value.items()) or "-"
    if isinstance(value, (list, tuple)):
        return ", ".join(str(item) for item in value) or "-"
    moment = _MOMENT.fullmatch(str(value))
    return f"{moment[1]} {moment[2]}" if moment else str(value)


def _words(name: str) -> str:
    """Return a term of the pact's format as words."""
    return name.replace("_", " ")
