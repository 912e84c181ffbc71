# SPDX-License-Identifier: Apache-2.0
"""The lines by which entries are added to a record, and whether the record is good with them."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from foedus.errors import CallError, PactError
from foedus.pacts.eventfile import check_record
from foedus.pacts.events import EventLog
from foedus.pacts.moments import iso, moment, opening, told
from foedus.pacts.recordfile import Reading, parse, place
from foedus.pacts.recordlines import KINDS, RECORD_LIMIT, RECORD_SCHEMA
from foedus.pacts.taxonomy import EVENT_TYPES
from foedus.problems import Problem, did_you_mean, listing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from foedus.pacts.drafts import Draft, Drafts
    from foedus.pacts.events import Entry
    from foedus.pacts.pact import Pact

SKEW: Final = dt.timedelta(minutes=5)
"""By how much the clocks of two machines that write to one record may differ."""


@dataclass(frozen=True)
class Written:
    """A line that was put on record.

    Parameters
    ----------
    number : int
        The line in the file.
    line : dict
        What stands there.
    entry : Event or Determination or None
        What it holds, or what it strikes out; None for names.
    """

    number: int
    line: dict[str, Any]
    entry: Entry | None


@dataclass(frozen=True)
class Appended:
    """What was put on record, and the record before and after.

    Parameters
    ----------
    lines : tuple of Written
        The new lines.
    before, after : EventLog
        What stood on the record, and what stands there now.
    recorded : date or datetime
        The moment of the last new line.
    warnings : tuple of Problem
        What a crash had left behind.
    """

    lines: tuple[Written, ...]
    before: EventLog
    after: EventLog
    recorded: dt.date
    warnings: tuple[Problem, ...] = ()


class Addition:
    """What is to be added to a record, worked out from the bytes of the record so far."""

    def __init__(
        self,
        path: Path,
        pacts: Sequence[Pact],
        drafts: Drafts,
        recorder: str,
        now: dt.datetime | None,
        data: bytes,
    ) -> None:
        self.file = str(path)
        self.pacts = pacts
        self.drafts = drafts
        self.recorder = recorder
        self.clock = (now or dt.datetime.now(dt.UTC)).astimezone(dt.UTC).replace(microsecond=0)
        self.now_given = now is not None
        self.problems: list[Problem] = []
        self.reading = Reading(parse(b"", self.file)[0].document)
        self.warnings: list[Problem] = []
        self.before = EventLog()
        self.data = data
        self.header: dict[str, Any] | None = None
        if not data or (b"\n" not in data and parse(data, self.file)[0].torn):
            self.reading = replace(self.reading, torn=data)
            self.header = self.first_line()
        else:
            self.read(data)
        self.story = bool((self.header or {}).get("hypothetical", self.reading.hypothetical))
        self.taken = {*self.ids(), *(str((d.values or {}).get("id")) for d in drafts.entries)}
        self.last = self.reading.last
        self.added = b"".join(self.lines())

    def read(self, data: bytes) -> None:
        """Read what stands on the record."""
        self.reading, problems = parse(data, self.file)
        log, problems = check_record(self.reading, problems, self.pacts)
        if log is None:
            raise PactError([each for each in problems if each.severity == "error"])
        self.before, self.warnings = log, problems
        if self.drafts.header.get("hypothetical") and not self.reading.hypothetical:
            message = f"is true, and '{self.file}' is no record of invented events; keep them apart"
            source = self.drafts.source
            raise PactError([source.problem(("hypothetical",), message)] if source else [])

    def first_line(self) -> dict[str, Any]:
        """Return the header of a new record: that of the log that it begins with."""
        given = self.drafts.header
        invented = any(pact.text.hypothetical for pact in self.pacts)
        header: dict[str, Any] = {"schema": RECORD_SCHEMA, **given}
        if invented or given.get("hypothetical"):
            header["hypothetical"] = True
        return header

    def ids(self) -> Iterator[str]:
        """Yield every id that an event has or had."""
        for held in self.reading.held:
            yield str(held.values.get("id"))
        for each in self.reading.past:
            yield str(getattr(each.entry, "id", None))

    def lines(self) -> Iterator[bytes]:
        """Yield the bytes to be added."""
        if self.header is not None:
            yield _line(self.header)
        elif not self.reading.ended:
            yield b"\n"
        if self.header is None and self.drafts.header.get("others"):
            known = {*self.reading.document.tree["others"], *self.states()}
            new = {k: v for k, v in self.drafts.header["others"].items() if k not in known}
            if new and self.last is not None:
                yield _line({"recorded": iso(self.moment_of(None, None)), "by": self.recorder,
                             "others": new})  # fmt: skip
        for each in self.drafts.entries:
            yield _line(self.line(each))

    def states(self) -> Iterator[str]:
        """Yield the states that the pacts name."""
        for pact in self.pacts:
            yield from (*pact.text.parties, *pact.text.others)

    def line(self, entry: Draft) -> dict[str, Any]:
        """Return an entry as a line of the record."""
        values = dict(entry.values or {})
        target = None if entry.corrects is None else self.target(entry)
        if entry.kind == "event":
            self.complete(values, entry, target)
        own = values.pop("recorded", None) if entry.kind in KINDS else None
        recorded = self.moment_of(entry, own, values.get("at"))
        self.last = recorded
        line: dict[str, Any] = {"recorded": iso(recorded), "by": self.recorder}
        if self.kept:
            line["imported"] = iso(self.clock)
        if entry.corrects is not None:
            line["corrects"] = target
        if entry.why is not None:
            line["why"] = entry.why
        return line if entry.kind is None else {**line, entry.kind: values}

    @property
    def kept(self) -> bool:
        """Whether a new record keeps the moments of the event log that it begins with."""
        return self.header is not None and self.drafts.source is not None

    def complete(self, values: dict[str, Any], entry: Draft, target: int | None) -> None:
        """Give an event the id and the pact that it does not name."""
        held = next((h for h in self.reading.held if h.number == target), None)
        free = held.values.get("id") if held is not None else None
        if "id" not in values:
            name = str(free or self.next_id())
            self.taken.add(name)
            values_first = {"id": name, **values}
            values.clear()
            values.update(values_first)
        elif free is None and values["id"] in self.ids():
            message = f"is {values['id']}, which is on record already; leave the id out, or "
            message += "correct that entry"
            self.problems.append(entry.problem("id", message))
        kind = EVENT_TYPES.get(str(values.get("type")))
        if kind is not None and "pact" in kind.needs and len(self.pacts) == 1:
            values.setdefault("pact", self.pacts[0].name)

    def next_id(self) -> str:
        """Return e1, e2 and so on: one more than the highest that was ever taken."""
        numbers = [int(i[1:]) for i in self.taken if i[:1] == "e" and i[1:].isdecimal()]
        return f"e{max(numbers, default=0) + 1}"

    def target(self, entry: Draft) -> int | None:
        """Return the line whose place an entry takes."""
        held = {each.number: each for each in self.reading.held}
        ids = {str(h.values["id"]): h.number for h in held.values() if "id" in h.values}
        wanted = str(entry.corrects)
        number = ids.get(wanted) or (int(wanted) if wanted.isdecimal() else 0)
        if number not in held:
            known = [*ids, *(str(n) for n in held)]
            message = f"there is no entry '{wanted}' to correct{did_you_mean(wanted, ids)}; "
            message += f"give the line or the event of one that stands: {listing(known)}"
            raise CallError(message)
        if entry.kind is None:
            self.unneeded(str(held[number].values.get("id")))
        return number

    def unneeded(self, name: str) -> None:
        """Refuse to strike out what others speak of."""
        users = [
            h for h in self.reading.held if name in (h.values.get("about"), h.values.get("event"))
        ]
        if users:
            which = listing(str(h.values.get("id") or f"line {h.number}") for h in users)
            message = f"'{name}' cannot be struck out, as {which} speaks of it; correct that first"
            raise CallError(message)

    def moment_of(self, entry: Draft | None, own: object, at: object = None) -> dt.date:
        """Return the moment of recording; what is wrong with moments themselves is told later."""
        given, happened = _moment(own), _moment(at)
        if self.story and not self.now_given:
            wanted = given or happened or self.last or self.clock
            if self.last is None or opening(wanted) >= opening(self.last):
                return wanted
            if given is not None and entry is not None:
                message = f"is before the last line, which was put on record on {told(self.last)}"
                self.problems.append(entry.problem("recorded", message))
            return self.last
        if entry is not None and happened is not None and opening(happened) > self.clock:
            message = f"is {told(happened)}, and the clock says {told(self.clock)}; what has not "
            message += "happened cannot be put on record"
            self.problems.append(entry.problem("at", message))
        if self.kept:
            wanted = given or happened or self.clock
            if entry is not None and opening(wanted) > self.clock and wanted != happened:
                message = f"is {told(wanted)}, and the clock says {told(self.clock)}; a log cannot "
                message += "have learned of it yet"
                self.problems.append(entry.problem("recorded", message))
            return wanted
        if own is not None and entry is not None:
            message = "is not for the entry to say; it is the moment at which it is put on record"
            self.problems.append(entry.problem("recorded", message))
        return self.by_the_clock()

    def by_the_clock(self) -> dt.date:
        """Return the clock's moment, or the last line's where the clock is a little behind."""
        if self.last is None or self.clock >= opening(self.last):
            return self.clock
        if opening(self.last) - self.clock <= SKEW:
            return self.last
        message = f"was put on record on {told(self.last)}, and the clock says {told(self.clock)}; "
        message += "set the clock right"
        raise PactError([Problem(self.file, self.reading.lines, 1, "", "error", message)])

    def result(self) -> Appended:
        """Return the record with what is added, if it is good.

        Raises
        ------
        PactError
            If it is not.
        """
        whole = self.data[: self.reading.size] + self.added
        if len(whole) > RECORD_LIMIT:
            message = f"would have {len(whole):,} bytes; at most {RECORD_LIMIT:,} are allowed in "
            message += "one record, begin another"
            raise PactError([Problem(self.file, 0, 0, "", "error", message)])
        reading, problems = parse(whole, self.file)
        after, _ = check_record(reading, problems, self.pacts)
        if self.problems or after is None:
            raise PactError(self.retold(reading, problems))
        first = 1 if self.header is not None else self.reading.lines + 1
        raw = whole.split(b"\n")[first - 1 : -1]
        entries = self.entries(reading, after)
        struck = iter(each.entry for each in after.past[len(self.reading.past) :])
        lines = []
        for number, text in enumerate(raw, first):
            line = json.loads(text)
            gone = next(struck) if "corrects" in line else None
            lines.append(Written(number, line, entries.get(number, gone)))
        if self.header is not None:
            lines = lines[1:]
        assert self.last is not None  # noqa: S101 - there is an entry, and it has a moment
        return Appended(tuple(lines), self.before, after, self.last, tuple(self.warnings))

    @staticmethod
    def entries(reading: Reading, log: EventLog) -> dict[int, Entry]:
        """Return the entries that stand, by line."""
        rest: dict[str, Iterator[Entry]] = {
            "events": iter(log.events),
            "determinations": iter(log.determinations),
        }
        return {held.number: next(rest[held.section]) for held in reading.held}

    def retold(self, reading: Reading, problems: list[Problem]) -> list[Problem]:
        """Return what is wrong at the places where it was typed, not where it would stand."""
        new = reading.lines - len(self.drafts.entries) + 1
        sources = dict(enumerate(self.drafts.entries, new))
        count = {"events": 0, "determinations": 0}
        for held in reading.held:
            here = (held.section, count[held.section])
            count[held.section] += 1
            if held.number in sources:
                entry = sources[held.number]
                _rehome(reading, here, entry)
        _, found = check_record(reading, problems, self.pacts)
        told_of = [self.typed(each, sources) for each in found if each.severity == "error"]
        places = {(each.file, each.line, each.column) for each in self.problems}
        rest = [p for p in told_of if (p.file, p.line, p.column) not in places]
        if self.problems:  # what lies in the future is told better above
            rest = [p for p in rest if not p.message.startswith("is recorded before")]
        return sorted({*self.problems, *rest})

    def typed(self, problem: Problem, sources: Mapping[int, Draft]) -> Problem:
        """Return a problem of a line that is not written at the place where it was typed."""
        entry = sources.get(problem.line) if problem.file == self.file else None
        if entry is None:
            return problem
        line, column = entry.source.place(entry.steps)
        return replace(problem, file=entry.source.file, line=line, column=column)


def _rehome(reading: Reading, here: tuple[str, int], entry: Draft) -> None:
    document = reading.document
    for places in (document.places, document.keys):
        for steps in [steps for steps in places if steps[:2] == here]:
            places[steps] = entry.source.place(entry.steps)
    place(document, here, entry.source, entry.steps)
    document.homes[here] = (entry.source.file, entry.steps)


def _moment(given: object) -> dt.date | None:
    with contextlib.suppress(ValueError):
        return moment(given)
    return None


def _line(values: Mapping[str, Any]) -> bytes:
    """Return a line of the record; what JSON has no word for is refused when it is read back."""

    def plain(value: object) -> object:
        return iso(moment(value)) if isinstance(value, dt.date) else str(value)

    text = json.dumps(values, ensure_ascii=False, default=plain)
    for breaks in ("\u2028", "\u2029"):  # other programs take them for the end of a line
        text = text.replace(breaks, f"\\u{ord(breaks):04x}")
    return text.encode("utf-8", "surrogatepass") + b"\n"
