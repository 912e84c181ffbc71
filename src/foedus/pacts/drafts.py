# SPDX-License-Identifier: Apache-2.0
"""What somebody wants to put on record: entries as typed, or a whole event log."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from foedus.errors import PactError
from foedus.pacts.events import LogFile
from foedus.pacts.moments import moment, opening
from foedus.records import build
from foedus.yamlfile import Document, read_document, read_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from foedus.problems import Problem
    from foedus.yamlfile import Steps

DRAFTS_LIMIT: Final = 10_000_000
"""A larger file of entries is refused, in bytes."""


@dataclass(frozen=True)
class Draft:
    """One entry that is to be put on record.

    Parameters
    ----------
    kind : {"event", "determination", "others"} or None
        What it is; None for one that strikes another out.
    values : dict or None
        What it says.
    source : Document
        Where it was typed.
    steps : tuple
        Where in there.
    corrects : int or str or None
        The line, or the event, whose place it takes.
    why : str or None
        Why the other was wrong.
    """

    kind: str | None
    values: Mapping[str, Any] | None
    source: Document
    steps: Steps = ()
    corrects: int | str | None = None
    why: str | None = None

    def problem(self, key: str, message: str) -> Problem:
        """Return what is wrong with the entry, at one of its keys."""
        return self.source.problem((*self.steps, key) if key else self.steps, message)


@dataclass(frozen=True)
class Drafts:
    """Entries that are to be put on record together.

    Parameters
    ----------
    entries : tuple of Draft
        The entries.
    header : dict
        What a record that begins with them says of itself.
    source : Document or None
        The event log that they were taken from, where they come from one.
    """

    entries: tuple[Draft, ...]
    header: dict[str, Any] = field(default_factory=dict)
    source: Document | None = None


def draft(entry: Mapping[str, Any], source: Document | None = None, steps: Steps = ()) -> Draft:
    """Return an entry given as plain values: a determination has a term, names have `others`."""
    values = dict(entry)
    home = source if source is not None else Document("entry", values, {(): (1, 1)})
    if set(values) == {"others"}:
        return Draft("others", values["others"], home, (*steps, "others"))
    return Draft("determination" if "term" in values else "event", values, home, steps)


def strike(target: int | str, why: str | None = None) -> Drafts:
    """Return a draft that strikes out an entry, given by its line or its event."""
    home = Document("strike", {}, {(): (1, 1)})
    return Drafts((Draft(None, None, home, (), target, why),))


def correcting(drafts: Drafts, target: int | str, why: str | None = None) -> Drafts:
    """Return drafts whose only entry takes the place of another one."""
    entries = tuple(replace(each, corrects=target, why=why) for each in drafts.entries)
    return replace(drafts, entries=entries)


def read_draft(text: str, name: str = "entry") -> Drafts:
    """Read one entry or several, as YAML or JSON; the braces around one line may be left out.

    Raises
    ------
    PactError
        With everything that is wrong in the text.
    """
    given = text.strip()
    bare = "\n" not in given and not given.startswith(("{", "["))
    document, problems = read_text(f"{{{given}}}" if bare else given, name)
    if bare:
        problems = [replace(each, column=max(each.column - 1, 0)) for each in problems]
        for places in (document.places, document.keys):
            places |= {s: (line, max(column - 1, 1)) for s, (line, column) in places.items()}
    return _drafts(document, problems)


def read_drafts(path: Path) -> Drafts:
    """Read entries from a file: a whole event log, a list of entries, or one entry.

    Raises
    ------
    PactError
        With everything that is wrong in the file.
    """
    return _drafts(*read_document(path, limit=DRAFTS_LIMIT))


def _drafts(document: Document, problems: list[Problem]) -> Drafts:
    tree = document.tree
    if isinstance(tree, dict) and "schema" in tree and not problems:
        return _of_log(document)
    listed = tree if isinstance(tree, list) else [tree]
    entries = []
    for index, item in enumerate(listed):
        steps: Steps = (index,) if isinstance(tree, list) else ()
        if isinstance(item, dict):
            entries.append(draft(item, document, steps))
        elif not problems:
            wanted = "is not a mapping; an entry has keys and values, such as type: ratification"
            problems = [document.problem(steps, wanted)]
    if not problems and not any(each.values for each in entries):
        problems = [
            document.problem((), "is empty; give an entry, such as type: ratification, ...")
        ]
    if problems:
        raise PactError(problems)
    return Drafts(tuple(entries))


def _of_log(document: Document) -> Drafts:
    """Return the entries of an event log in the order in which the log learned of them."""
    tree = document.tree
    if tree["schema"] != "foedus/events-1":
        message = "is not the schema of an event log; allowed: foedus/events-1, or leave it out"
        raise PactError([document.problem(("schema",), message)])
    log, problems = build(document, LogFile)
    if log is None:
        raise PactError(problems)
    entries = [
        Draft(section[:-1], item, document, (section, index))
        for section in ("events", "determinations")
        for index, item in enumerate(tree.get(section, ()))
    ]
    if not entries:
        raise PactError([document.problem((), "holds no event and no determination; give some")])
    entries.sort(key=_learned)
    known = ("title", "note", "hypothetical", "others")
    return Drafts(tuple(entries), {key: tree[key] for key in known if key in tree}, document)


def _learned(entry: Draft) -> dt.datetime:
    times = list(_moments(entry))
    return opening(times[0]) if times else opening(moment("2600-01-01"))


def _moments(entry: Draft) -> Iterator[dt.date]:
    for key in ("recorded", "at"):
        try:
            yield moment((entry.values or {}).get(key))
        except ValueError:
            continue
