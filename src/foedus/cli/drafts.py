# SPDX-License-Identifier: Apache-2.0
"""Commands that read a pact as a draft: diff; which pact is meant."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from rich.text import Text

from foedus.cli.pacts import find_pact
from foedus.cli.show import Json, console, document
from foedus.errors import CallError
from foedus.pacts import load_events
from foedus.pacts.diff import diff as compare
from foedus.pacts.eventtree import log_tree
from foedus.pacts.meanings import KINDS
from foedus.pacts.moments import told as told_day
from foedus.pacts.scene import Names
from foedus.pacts.wording import cap, happened, listed, plain
from foedus.pacts.wording import found as found_words
from foedus.yamlfile import write_document

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from foedus.pacts import Pact
    from foedus.pacts.diff import Change, Difference
    from foedus.pacts.dutystate import DutyState


def pact_of(name: str) -> Pact:
    """Return a pact: a file, a pact of the library or of a built-in case, or a case's own."""
    return find_pact(name)[0]


def hanging(text: str, indent: int, width: int) -> Text:
    """Return text at an indent, its further lines two columns on."""
    first, rest = " " * indent, " " * (indent + 2)
    width = max(width, indent + 30)
    return Text(textwrap.fill(text, width, initial_indent=first, subsequent_indent=rest))


def diff(
    old: str,
    new: str,
    /,
    *,
    set_: Annotated[tuple[str, ...], Parameter(name="--set", negative="", show_default=False)] = (),
    events: Annotated[
        tuple[Path, ...], Parameter(name="--events", negative="", show_default=False)
    ] = (),
    witnesses: Annotated[Path | None, Parameter(name="--witnesses")] = None,
    as_json: Json = False,
) -> None:
    """Say which results change between two drafts over a suite of events, and on which event.

    Example: foedus pact diff guarantee guarantee --set threshold=large_invasion

    Parameters
    ----------
    old : str
        A draft: a file, a name from the library, or a case.
    new : str
        Another; or the same one again, to compare settings of its levers.
    set_ : str
        LEVER=SETTING in the new draft; may be given several times.
    events : Path
        An event log beside those that are made from the drafts' own words.
    witnesses : Path
        Write the event log on which each change shows into this folder.
    as_json : bool
        Print one JSON document.
    """
    before, after = pact_of(old), pact_of(new)
    after = after.with_levers(_settings(set_))
    both = [before] if before.name == after.name else [before, after]
    found = compare(before, after, [load_events(path, both) for path in events])
    written = [] if witnesses is None else _write(found, witnesses)
    if as_json:
        document({**found.to_json(), "written": written})
        return
    _print_diff(found, set_)
    if witnesses is not None:
        console().print(f"\nwritten: {len(written)} logs in {witnesses}", soft_wrap=True)


def _settings(given: Sequence[str]) -> dict[str, str]:
    found = {}
    for each in given:
        lever, equals, value = each.partition("=")
        if not (lever and equals and value):
            message = f"--set is '{each[:60]}'; write LEVER=SETTING"
            raise CallError(message)
        found[lever] = value
    return found


def _write(found: Difference, folder: Path) -> list[str]:
    """Write each change's log, in the words of the old draft and, where they differ, of the new."""
    paths = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number, change in enumerate(found.changes, 1):
            texts = {"": change.log}
            if found.matching.to_new(change.log) != change.log:
                texts["_new"] = found.matching.to_new(change.log)
            for ending, log in texts.items():
                path = folder / f"change_{number}{ending}.yaml"
                write_document(path, log_tree(log))
                paths.append(str(path))
    except OSError as error:
        message = f"cannot write into '{folder}' ({error.strerror or error}); give another place"
        raise CallError(message) from error
    return paths


def _print_diff(found: Difference, levers: Sequence[str]) -> None:
    out = console()
    old, new = found.matching.old, found.matching.new
    with_ = f" with {', '.join(levers)}" if levers else ""
    head = f"{old.name} against {new.name}{with_}: {_count(found.changes)} over {found.made} made"
    head += f" and {found.given} given event logs"
    out.print(hanging(f"{head}{'' if found.complete else '; more could be made'}.", 0, out.width))
    told = ""
    for change in found.changes:
        if change.kind != told:
            out.print(f"\n{KINDS[change.kind]}", style="bold")
            told = change.kind
        for line, indent in _change(found, change):
            out.print(hanging(line, indent, out.width))
    if not found.changes:
        out.print(hanging("Whoever owes what by when is the same on each of them.", 0, out.width))


def _count(changes: Sequence[Change]) -> str:
    return f"{len(changes) or 'no'} change{'' if len(changes) == 1 else 's'}"


def _change(found: Difference, change: Change) -> Iterator[tuple[str, int]]:
    """Yield the lines of one change: whose duty, what it was and is, and where it shows."""
    theirs = found.matching.new
    bodies = {code: body.name for code, body in theirs.text.bodies.items()}
    known = {**bodies, **theirs.parties, **change.log.others}
    names = Names(found.matching.old.text, known)
    arts = [
        f"Article {art} ({clause})"
        for art, clause in dict.fromkeys(zip(change.art, change.clause, strict=True))
        if art is not None
    ]
    what = plain(change.action)
    if change.violation:
        what = f"an act against its promise ({what})"
    whom = listed(names.of(code) for code in change.toward)
    who = cap(listed(names.of(code) for code in change.bearers))
    yield f"{', now '.join(arts)}: {who}: {what}{' towards ' + whom if whom else ''}", 2
    if change.about:
        word = "by" if change.kind == "released" else "on"
        yield f"{word} {listed(_articles(found, change))}", 4
    yield f"{_state(change.old)} -> {_state(change.new)}, judged on {change.at}", 4
    for event in change.log.events:
        whole = event.is_a("ratification") and set(event.by) == {*found.matching.old.parties}
        yield f"Every party ratified on {event.at}." if whole else happened(event, names), 6
    for finding in change.log.determinations:
        phrase = found.matching.old.text.open_terms.get(finding.term)
        phrase_of = phrase.phrase if phrase is not None else plain(finding.term)
        yield f"{found_words([finding], phrase_of, names)}.", 6


def _articles(found: Difference, change: Change) -> tuple[str, ...]:
    if change.kind != "released":
        return change.about
    arts = {clause.id: clause.art for clause in found.matching.new.text.clauses}
    return tuple(f"Article {arts[name]} ({name})" for name in change.about if name in arts)


def _state(state: DutyState | None) -> str:
    if state is None:
        return "no such duty"
    due = f", due {told_day(state.due)}" if state.due is not None else ""
    free = {True: "free to do it", False: "not free to do it", None: ""}[state.free]
    return (free or plain(state.status)) + due
