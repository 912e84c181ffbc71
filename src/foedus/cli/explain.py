# SPDX-License-Identifier: Apache-2.0
"""Why a duty is owed or not, and what would have changed it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from foedus.cli.pacts import Day, Events, find_log, moment_given
from foedus.cli.show import Json, console, document, indented
from foedus.pacts.moments import told
from foedus.pacts.scene import Names
from foedus.pacts.wording import cap, listed, plain

if TYPE_CHECKING:
    from rich.console import Console

    from foedus.pacts.explain import Explanation

MARKS = {"yes": "+", "no": "-", "open": "?"}


def why(
    pact: str,
    /,
    *,
    duty: Annotated[str, Parameter(name="--duty")],
    events: Events = None,
    at: Day = None,
    known: Day = None,
    as_json: Json = False,
) -> None:
    """Say why a duty is owed or not, as a tree of articles, events and findings.

    Parameters
    ----------
    pact : str
        A pact's YAML file, one of the library, or a case whose pact and log are meant.
    duty : str
        A clause, or CLAUSE:BEARER, or CLAUSE:BEARER:EVENT.
    events : Path
        The event log, or the name of a historical case; by default the case's own.
    at : str
        The day that is asked about; by default the case's, else the last day of the log.
    known : str
        Take only what the log knew on this day.
    as_json : bool
        Print one JSON document.
    """
    found, log, day = find_log(pact, events)
    clause, bearer, trigger = (*duty.split(":", 2), "", "")[:3]
    when, limit = moment_given(at, "at") or day or log.last, moment_given(known, "known")
    explained = found.why(log, clause, bearer or None, trigger or None, when, limit)
    if as_json:
        all_of_them = [one.to_json() for one in explained]
        document({"proof": all_of_them[0]["proof"], "duties": all_of_them})
        return
    out = console()
    out.print(f"{found.title}{f', on {told(when)}' if when else ''}", style="bold")
    names = Names(found.text, dict(log.others), log.groups)
    for one in explained:
        _print(one, names, out)
    out.print("\n+ holds   - does not   ? is open")


def _print(one: Explanation, names: Names, out: Console) -> None:
    duty = one.duty
    toward = f" towards {listed(map(names.of, duty.toward))}" if duty.toward else ""
    occasion = f", {duty.trigger}" if duty.trigger else ""
    head = cap(f"{names.of(duty.bearer)}{toward}: {plain(duty.action)}{occasion}")
    due = f" (due {told(duty.due)})" if duty.due is not None else ""
    out.print(f"\n{head}: {plain(duty.status).upper()}{due}", style="bold")
    out.print(indented(one.article, out.width))
    for depth, mark, line in one.tree():
        if line == one.article:  # the heading has just said it
            continue
        lead = "  " * (depth + 1) + (f"{MARKS[mark]} " if mark else "  ")
        out.print(indented(line, out.width, lead))
    if one.changes:
        out.print("  It would have come out otherwise, if")
        for way in one.changes:
            out.print(indented(f"{', and '.join(way)}", out.width, "    * "))
