# SPDX-License-Identifier: Apache-2.0
"""Records from files: line by line, with all that is wrong as problems at their places."""

from __future__ import annotations

import fcntl
import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from foedus.pacts.moments import iso, opening, told
from foedus.pacts.recordlines import KINDS, RECORD_LIMIT, RECORD_SCHEMA, Header, Line, Superseded
from foedus.problems import Problem
from foedus.records import build
from foedus.yamlfile import Document, path_text
from foedus.yamlfile.jsonline import read_json_line

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from foedus.problems import Severity
    from foedus.yamlfile import Steps


@dataclass
class RecordDocument(Document):
    """A record in the shape of an event log, whose problems are told at their own places.

    Parameters
    ----------
    homes : dict
        For each entry, the file in which people find it, and the steps to it there.
    """

    homes: dict[Steps, tuple[str, Steps]] = field(default_factory=dict)

    def problem(
        self, steps: Steps, message: str, *, key: bool = False, warning: bool = False
    ) -> Problem:
        """Return a problem at the place of a value, or at its key."""
        found = super().problem(steps, message, key=key, warning=warning)
        if steps[:2] not in self.homes:
            return found
        file, inside = self.homes[steps[:2]]
        return replace(found, file=file, path=path_text((*inside, *steps[2:])))


@dataclass(frozen=True)
class Held:
    """An entry that stands on the record.

    Parameters
    ----------
    number : int
        Its line.
    line : Line
        The line.
    source : Document
        The line as read.
    """

    number: int
    line: Line
    source: Document

    @property
    def section(self) -> str:
        """Where an event log has such an entry."""
        return f"{self.line.kind}s"

    @property
    def values(self) -> dict[str, Any]:
        """The entry as an event log has it."""
        given = self.source.tree[self.line.kind]
        return {**given, "recorded": iso(self.line.recorded)}


@dataclass(frozen=True)
class Reading:
    """What stands in a record.

    Parameters
    ----------
    document : RecordDocument
        In the shape of an event log.
    held : tuple of Held
        The entries that stand, in the order of lines.
    past : tuple of Superseded
        Those whose place another line has taken.
    lines : int
        How many lines are whole, the header among them.
    last : date or datetime or None
        When the last line was put on record.
    hypothetical : bool
        Whether the events are invented.
    size : int
        Bytes of the whole lines.
    torn : bytes
        A last line that a crash has cut off.
    ended : bool
        Whether the last whole line has its line break.
    """

    document: RecordDocument
    held: tuple[Held, ...] = ()
    past: tuple[Superseded, ...] = ()
    lines: int = 0
    last: dt.date | None = None
    hypothetical: bool = False
    size: int = 0
    torn: bytes = b""
    ended: bool = True


def read_bytes(path: Path, file: str) -> tuple[bytes | None, list[Problem]]:
    """Return the bytes of a record, never while somebody writes to it; or what is wrong."""

    def refuse(message: str) -> tuple[None, list[Problem]]:
        return None, [Problem(file, 0, 0, "", "error", message)]

    try:
        if not path.is_file():
            return refuse("is not a file; give a record that exists")
        with path.open("rb") as record:
            fcntl.flock(record, fcntl.LOCK_SH)
            data = record.read(RECORD_LIMIT + 1)
    except (OSError, ValueError) as error:
        return refuse(f"cannot be read ({getattr(error, 'strerror', None) or error})")
    if len(data) > RECORD_LIMIT:
        size = path.stat().st_size
        return refuse(f"has {size:,} bytes; at most {RECORD_LIMIT:,} are allowed in one record")
    return data, []


def parse(data: bytes, file: str) -> tuple[Reading, list[Problem]]:
    """Read a record from its bytes; all that is wrong in its lines comes back as problems."""
    return _Parser(data, file).reading()


class _Parser:
    """Reads a record line by line."""

    def __init__(self, data: bytes, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        rest = data.rpartition(b"\n")[2]
        self.ended = not rest or not _is_json(rest)
        self.torn = rest if self.ended else b""
        self.size = len(data) - len(self.torn)
        kept = data[: self.size]
        self.lines = kept.removesuffix(b"\n").split(b"\n") if kept else []
        self.document = RecordDocument(file, {}, {(): (1, 1)})
        self.standing: dict[int, Held] = {}
        self.past: list[Superseded] = []
        self.last: dt.date | None = None

    def reading(self) -> tuple[Reading, list[Problem]]:
        header = self.header()
        for index, raw in enumerate(self.lines[1:]):
            self.line(index + 2, raw)
        for held in self.standing.values():
            self.enter(held)
        if self.torn:
            self.say_torn()
        reading = Reading(
            document=self.document,
            held=tuple(self.standing.values()),
            past=tuple(self.past),
            lines=len(self.lines),
            last=self.last,
            hypothetical=header is not None and header.hypothetical,
            size=self.size,
            torn=self.torn,
            ended=self.ended,
        )
        return reading, self.problems

    def say_torn(self) -> None:
        number = len(self.lines) + 1
        message = (
            f"is torn off after {len(self.torn)} bytes, as a crash while writing leaves it, and is "
            "left out; `foedus pact log` sets it aside when it next adds a line"
        )
        severity: Severity = "warning" if self.lines else "error"
        self.problems.append(Problem(self.file, number, 1, "", severity, message))

    def header(self) -> Header | None:
        if not self.lines:
            if not self.torn:
                message = f'is empty; a record begins with {{"schema": "{RECORD_SCHEMA}"}}'
                self.problems.append(Problem(self.file, 1, 1, "", "error", message))
            return None
        source = self.read(1, self.lines[0])
        header, found = build(source, Header) if source is not None else (None, [])
        self.problems += found
        tree = {} if header is None else header.model_dump(by_alias=True, exclude_unset=True)
        tree = {**tree, "schema": "foedus/events-1", "others": dict(tree.get("others", {}))}
        self.document.tree = {**tree, "events": [], "determinations": []}
        if source is not None:
            self.document.places |= source.places
            self.document.keys |= source.keys
        return header

    def read(self, number: int, raw: bytes) -> Document | None:
        """Return a line as plain values; None where it cannot be read."""
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            column = len(error.object[: error.start].decode("utf-8")) + 1
            message = f"byte {error.object[error.start]:#04x} is not UTF-8; the line is damaged"
            self.problems.append(Problem(self.file, number, column, "", "error", message))
            return None
        source, found = read_json_line(text, self.file, number)
        self.problems += found
        if source.tree is not None and not isinstance(source.tree, dict):
            message = "is not a mapping; a line holds one JSON object"
            self.problems.append(source.problem((), message))
        return source if isinstance(source.tree, dict) else None

    def line(self, number: int, raw: bytes) -> None:
        source = self.read(number, raw)
        line, found = build(source, Line) if source is not None else (None, [])
        self.problems += found
        if source is None or line is None:
            return
        if self.last is not None and opening(line.recorded) < opening(self.last):
            message = f"is before the line above, which was put on record on {told(self.last)}"
            message += "; lines stand in the order of recording"
            self.problems.append(source.problem(("recorded",), message))
        self.last = line.recorded
        if line.others is not None:
            self.document.tree["others"].update(line.others)
        if line.corrects is not None:
            self.correct(line, source)
        if line.kind in KINDS:
            if "recorded" in source.tree[line.kind]:
                message = "is said by the line itself; leave it out here"
                self.problems.append(source.problem((line.kind, "recorded"), message, key=True))
            self.standing[number] = Held(number, line, source)

    def correct(self, line: Line, source: Document) -> None:
        """Move the entry that a line corrects to the past."""
        held = self.standing.get(line.corrects or 0)
        if held is None:
            message = f"is {line.corrects}, where no entry stands; give the line of one that does"
            self.problems.append(source.problem(("corrects",), message))
            return
        old, new = held.values, source.tree.get(line.kind) if line.kind else None
        if line.kind not in (None, held.line.kind):
            message = f"corrects line {held.number}, which holds no {line.kind}"
            self.problems.append(source.problem((line.kind or "",), message))
        elif isinstance(new, dict) and new.get("id") != old.get("id"):
            message = f"is {new.get('id')}, and line {held.number} is {old['id']}; keep the id"
            self.problems.append(source.problem((line.kind or "", "id"), message))
        del self.standing[held.number]
        then = Document(self.file, old, places=_moved(held.source.places, (held.line.kind or "",)))
        entry, found = build(then, KINDS[held.line.kind or ""])
        self.problems += found
        if entry is not None:
            self.past.append(Superseded(entry, line.recorded))

    def enter(self, held: Held) -> None:
        """Enter an entry where an event log has it."""
        section = self.document.tree[held.section]
        here: Steps = (held.section, len(section))
        section.append(held.values)
        place(self.document, here, held.source, (held.line.kind or "",))
        self.document.places[(*here, "recorded")] = held.source.places[("recorded",)]
        self.document.homes[here] = (self.file, (held.line.kind or "",))


def place(document: Document, here: Steps, source: Document, inside: Steps) -> None:
    """Give an entry of a document the places that it has in another one."""
    document.places |= {(*here, *s): p for s, p in _moved(source.places, inside).items()}
    document.keys |= {(*here, *s): p for s, p in _moved(source.keys, inside).items()}


def _moved(places: dict[Steps, tuple[int, int]], inside: Steps) -> dict[Steps, tuple[int, int]]:
    """Return the places inside a value, counted from there."""
    depth = len(inside)
    return {steps[depth:]: at for steps, at in places.items() if steps[:depth] == inside}


def _is_json(raw: bytes) -> bool:
    """Tell whether a line lacks nothing but its line break: no shorter part of one is JSON."""
    try:
        return isinstance(json.loads(raw), dict)
    except (ValueError, RecursionError):
        return False
