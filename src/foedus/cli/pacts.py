# SPDX-License-Identifier: Apache-2.0
"""Commands on a pact: evaluate, status; those on drafts and on its record load when called."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Parameter

from foedus.case.folder import CASE_FILE, builtin_cases, load_case
from foedus.cli.show import Json, console, document, indented, table
from foedus.errors import CallError, PactError
from foedus.pacts import load_pact, read_events
from foedus.pacts.casus import casus_log, casus_logs, library, library_pact
from foedus.pacts.moments import moment
from foedus.pacts.scene import Names
from foedus.pacts.wording import cap, listed
from foedus.pacts.worlds import outlooks
from foedus.problems import listing

if TYPE_CHECKING:
    import datetime as dt

    from foedus.case.folder import CaseFolder
    from foedus.pacts import EventLog, Pact

TERMS = frozenset({"action", "status", "type"})
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::00)?Z")

app = App(name="pact", help="Evaluate a guarantee: who owes what to whom by when, and why.")
app.command("foedus.cli.showpact:show", name="show", help="Show what a pact says.")
app.command("foedus.cli.explain:why", name="why", help="Say why a duty is owed or not.")
app.command(
    "foedus.cli.record:sheet",
    name="sheet",
    help="List who does what, towards whom, by when; what is overdue first.",
)
app.command(
    "foedus.cli.record:log",
    name="log",
    help="Put events and determinations on record, checked, and say what changed.\n\n"
    "For example: foedus pact log guarantee.yaml --events record.jsonl "
    "--entry 'type: ratification, by: POL, at: 2026-05-01'",
)
app.command(
    "foedus.cli.chains:chain", name="chain", help="Say which attack draws in whom, and why."
)
app.command("foedus.cli.drafts:diff", name="diff", help="Say what changes between two drafts.")
app.command(
    "foedus.cli.lint:lint_command",
    name="lint",
    help="Say what a drafter should know: holes, blockers, traps, windows, dead parts.",
)

Events = Annotated[Path | None, Parameter(name="--events")]
Day = Annotated[str | None, Parameter()]


def find_pact(pact: str) -> tuple[Pact, CaseFolder | None]:
    """Return a pact: a file, one of the library or of a built-in case; or a case's, with the case.

    A pact by its own name comes without the case, and so without the case's log.
    """
    path = Path(pact)
    if path.is_file() and path.name != CASE_FILE:
        return load_pact(path), None
    if pact in library():
        return library_pact(pact), None
    of_cases = {p.stem: p for d in builtin_cases().values() for p in (d / "pacts").glob("*.yaml")}
    if pact in of_cases:
        return load_pact(of_cases[pact]), None
    try:
        loaded = load_case(pact)
    except CallError as error:
        known = listing([*library(), *of_cases], 40)
        message = f"{error}; or a pact's file; or one of these pacts: {known}"
        raise CallError(message) from error
    if loaded.pact is None:
        message = f"the case '{pact}' has no pact; give a pact's file"
        raise CallError(message)
    return loaded.pact, loaded


def find_log(pact: str, events: Path | None) -> tuple[Pact, EventLog, dt.date | None]:
    """Return a pact and its log: a file or one of the library with --events, or a case.

    In place of a log's file, a historical case's name stands for its log.
    """
    found, case = find_pact(pact)
    if events is not None and str(events) in casus_logs() and not events.exists():
        return found, *casus_log(str(events), found)
    if case is None and events is None:
        message = "give the event log with --events FILE"
        raise CallError(message)
    log = _read_log(events, found) if events is not None or case is None else case.events
    if log is None:
        message = f"the case '{pact}' has no event log; give one with --events FILE"
        raise CallError(message)
    law = None if case is None else case.record.law
    return found, log, None if law is None else law.at


def _read_log(events: Path | None, pact: Pact) -> EventLog | None:
    """Return a log; what a crash left in a record is told on stderr and stops nobody."""
    if events is None:
        return None
    log, problems = read_events(events, [pact])
    if log is None:
        raise PactError([problem for problem in problems if problem.severity == "error"])
    for problem in problems:
        print(problem, file=sys.stderr)  # noqa: T201 - the CLI
    return log


def moment_given(text: str | None, name: str) -> dt.date | dt.datetime | None:
    """Return the day or moment of an option."""
    try:
        return None if text is None else moment(text)
    except ValueError as error:
        message = f"--{name} {error}"
        raise CallError(message) from None


@app.command
def evaluate(
    pact: str,
    /,
    *,
    events: Events = None,
    at: Day = None,
    known: Day = None,
    worlds: Annotated[bool, Parameter(name="--worlds", negative="")] = False,
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
    worlds : bool
        For what is open, say what is possible, and which findings would settle it.
    as_json : bool
        Print one JSON document.
    """
    found, log, day = find_log(pact, events)
    when, limit = moment_given(at, "at") or day, moment_given(known, "known")
    answer = found.evaluate(log, at=when, known=limit).to_json()
    open_ = [one.to_json() for one in outlooks(found, log, when, limit)] if worlds else []
    if as_json:
        document({**answer, "worlds": open_} if worlds else answer)
        return
    names = Names(found.text, dict(log.others or {}))
    _print_duties(answer, names)
    if worlds:
        _print_worlds(open_, names)


def _print_duties(answer: dict[str, Any], names: Names) -> None:
    out = console()
    owed = [duty for duty in answer["duties"] if duty["status"] != "not_owed"]
    rows = [
        (
            duty["clause"],
            duty["bearer"],
            words(duty["action"]),
            cell(duty["toward"]),
            words(duty["status"]),
            cell(duty["due"]),
        )
        for duty in owed
    ]
    columns = ["clause", "bearer", "action", "toward", "status", "due"]
    if owed:
        out.print(table(f"Who owes what on {answer['at']}", columns, rows, left=6))
    else:
        out.print(f"Nobody owes anything on {answer['at']}.")
    codes = dict.fromkeys(code for duty in owed for code in (duty["bearer"], *duty["toward"]))
    if codes:
        out.print(", ".join(f"{code}: {names.of(code)}" for code in codes))
    for duty in owed:
        if duty["status"] in {"breached", "unknown", "void", "suspended"}:
            head = f"{names.of(duty['bearer'])}, {duty['clause']}: {words(duty['status'])}"
            out.print(f"\n{cap(head)}", style="bold")
            for line in duty["because"]:
                out.print(indented(line, out.width))
        for read in duty.get("readings", ()):
            ways = [names.text.readings[key].values[way] for key, way in read["reading"].items()]
            head = f"{names.of(duty['bearer'])}, {duty['clause']}: {words(read['status'])}, if"
            out.print(f"\n{cap(head)}", style="bold")
            for line in (*ways, *read["because"]):
                out.print(indented(line, out.width))
    rest = len(answer["duties"]) - len(owed)
    if rest:
        out.print(f"\nNot owed: {rest} more; --json lists them with their reasons.")


def _print_worlds(open_: list[dict[str, Any]], names: Names) -> None:
    out = console()
    out.print("\nWhat is open, and what would settle it", style="bold")
    if not open_:
        out.print("Nothing is open.")
    alike: dict[str, list[dict[str, Any]]] = {}
    for one in open_:
        alike.setdefault(_outlook(one, names, whose=False), []).append(one)
    for same in alike.values():
        first = same[0]
        occasion = f", {first['trigger']}" if first["trigger"] else ""
        who = listed(names.of(one["bearer"]) for one in same)
        out.print(f"\n{cap(who)}: {words(first['clause'])}{occasion}", style="bold")
        for line in _outlook(first, names, whose=True).splitlines():
            out.print(indented(line, out.width))


def _outlook(one: dict[str, Any], names: Names, *, whose: bool) -> str:
    """Return what can become of a duty, as lines."""
    lines = [] if whose else [f"{one['clause']}{one['trigger']}"]
    for modal in ("certain", "possible"):
        which = [words(word) for word, how in one["statuses"].items() if how == modal]
        if which:
            lines.append(f"{modal.capitalize()}: {', '.join(which)}.")
    for way in one["settled_by"]:
        found = [
            f"{'it' if each['by'] == one['bearer'] else names.of(each['by'])} finds that "
            f"{each['event']} {'is' if each['value'] else 'is not'} "
            f"{names.text.open_terms[each['term']].phrase}"
            for each in way["findings"]
        ]
        lines.append(f"If {' and '.join(found)}: {words(way['status'])}.")
    if not one["complete"]:
        lines.append("Not every world was followed.")
    return "\n".join(lines)


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
    """Show the register: members, pledges, incidents, what is under way, what is owed and why.

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
    found, log, day = find_log(pact, events)
    when, limit = moment_given(at, "at") or day, moment_given(known, "known")
    answer = found.status(log, at=when, known=limit).to_json()
    if as_json:
        document(answer)
        return
    _print_register(answer, Names(found.text, dict(log.others)))


REGISTER = {
    "members": "Members",
    "pledges": "Pledges",
    "incidents": "Incidents",
    "consultations": "Consultations not held by all",
    "findings_due": "Findings that are due",
    "deadlines": "Running deadlines",
    "open_duties": "Open duties",
}
"""The parts of a register, in the order in which people read them."""
NOT_IN_TABLES = frozenset(
    {
        *("why", "because", "pact"),
        *(("members", key) for key in ("pledged", "delivered")),  # have a table of their own
        ("pledges", "unit"),  # stands beside the amount
        *(
            ("open_duties", key) for key in ("clause", "since")
        ),  # the article and the reasons say it
    }
)


def _print_register(answer: dict[str, Any], names: Names) -> None:
    out = console()
    for account in answer["pledges"]:
        account["pledged"] = f"{cell(account['pledged'])} {account['unit']}"
    for key, title in REGISTER.items():
        listed = answer[key]
        if not listed:
            out.print(f"{title}: none")
            continue
        columns = [name for name in listed[0] if not {name, (key, name)} & NOT_IN_TABLES]
        rows = [
            [words(row[name]) if name in TERMS else cell(row[name]) for name in columns]
            for row in listed
        ]
        out.print(table(title, [words(name) for name in columns], rows, left=len(columns)))
    owed = [duty for duty in answer["open_duties"] if duty["status"] in {"owed", "breached"}]
    print_reasons(owed, names)


def print_reasons(duties: list[dict[str, Any]], names: Names) -> None:
    """Print why each duty stands as it does; what several have in common once, above them."""
    out = console()
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for duty in duties:
        groups.setdefault((duty["clause"], duty["trigger"]), []).append(duty)
    for (clause, trigger), group in groups.items():
        shared = [line for line in group[0]["because"] if all(line in d["because"] for d in group)]
        shared = shared if len(group) > 1 else []
        if shared:
            out.print(f"\n{clause}{f', {trigger}' if trigger else ''}", style="bold")
            for line in shared:
                out.print(indented(line, out.width))
        for duty in group:
            head = cap(f"{names.of(duty['bearer'])}, {clause}: {words(duty['status'])}")
            out.print(head if shared else f"\n{head}", style="bold")
            for line in duty["because"]:
                if line not in shared:
                    out.print(indented(line, out.width))


def cell(value: object) -> str:
    """Return a value as people write it in a table.

    Examples
    --------
    >>> cell("2027-02-10T03:00:00Z"), cell(None), cell(["UKR", "GBR"])
    ('2027-02-10 03:00', '-', 'UKR, GBR')
    """
    if isinstance(value, float):
        return f"{value:,g}"
    if value is None or isinstance(value, bool):
        return {True: "yes", False: "no", None: "-"}[value]
    if isinstance(value, dict):
        return ", ".join(f"{number:g} {unit}" for unit, number in value.items()) or "-"
    if isinstance(value, (list, tuple)):
        return ", ".join(str(item) for item in value) or "-"
    when = _MOMENT.fullmatch(str(value))
    return f"{when[1]} {when[2]}" if when else str(value)


def words(name: str) -> str:
    """Return a term of the pact's format as words."""
    return name.replace("_", " ")
