# SPDX-License-Identifier: Apache-2.0
"""Event logs and records from files, checked against the pacts that they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from foedus.errors import PactError
from foedus.pacts.events import Determination, Event, LogFile
from foedus.pacts.moments import closing, opening, told
from foedus.pacts.recordfile import parse, read_bytes
from foedus.pacts.recordlines import RECORD_SUFFIX, RecordedLog
from foedus.pacts.telling import Teller
from foedus.pacts.wording import one
from foedus.problems import listing
from foedus.records import build
from foedus.yamlfile import NODES_LIMIT, read_document

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from pathlib import Path

    from foedus.pacts.events import EventLog
    from foedus.pacts.pact import Pact
    from foedus.pacts.recordfile import Reading
    from foedus.problems import Problem
    from foedus.yamlfile import Document, Steps

EVENTS_LIMIT: Final = 10_000_000
"""A larger event log is refused, in bytes; a log of a guarantee has hundreds of entries."""

_WHO = ("attacker", "victim", "alleged_by", "by", "toward")


def read_events(
    path: Path, pacts: Sequence[Pact], name: str | None = None
) -> tuple[EventLog | None, list[Problem]]:
    """Read an event log and check it against the pacts that it is about.

    Parameters
    ----------
    path : Path
        The file: a log in YAML, or a record (``.jsonl``).
    pacts : sequence of Pact
        Every pact that the log may speak of.
    name : str, optional
        How problems call the file; the path by default.

    Returns
    -------
    log : EventLog or None
        None where anything is wrong.
    problems : list of Problem
        Everything that is wrong, each at its place. A record of which a crash has torn off the last
        line is read without it, and a warning says so.
    """
    if path.suffix == RECORD_SUFFIX:
        data, problems = read_bytes(path, name or str(path))
        return (
            (None, problems)
            if data is None
            else check_record(*parse(data, name or str(path)), pacts)
        )
    document, problems = read_document(path, name=name, limit=EVENTS_LIMIT)
    if document.tree is None or len(document.places) >= NODES_LIMIT:
        return None, problems
    if not isinstance(document.tree, dict):
        wanted = "is not a mapping; an event log has keys and values"
        return None, [*problems, document.problem((), wanted)]
    log, found = _check(document, pacts)
    problems = list(dict.fromkeys([*problems, *found]))
    return (None if problems else log), problems


def _check(document: Document, pacts: Sequence[Pact]) -> tuple[EventLog | None, list[Problem]]:
    log, found = build(document, LogFile)
    problems = [*found, *_Checker(document, pacts).problems]
    if log is None:
        return None, problems
    return log.log(), problems


def check_record(
    reading: Reading, problems: Sequence[Problem], pacts: Sequence[Pact]
) -> tuple[RecordedLog | None, list[Problem]]:
    """Check a record against the pacts that it is about.

    Parameters
    ----------
    reading : Reading
        What stands in it.
    problems : sequence of Problem
        What is wrong in its lines; warnings do not stop it from being read.
    pacts : sequence of Pact
        Every pact that the record may speak of.
    """
    spoilt = any(problem.severity == "error" for problem in problems)
    if not reading.document.tree:
        return None, [*problems]
    log, found = _check(reading.document, pacts)
    if spoilt:  # what cannot be read is not there to be named
        found = [each for each in found if "names an unknown event" not in each.message]
    problems = list(dict.fromkeys([*problems, *found]))
    if spoilt or found or log is None:
        return None, problems
    return RecordedLog(**vars(log), past=reading.past), problems


def load_events(path: Path, pacts: Sequence[Pact], name: str | None = None) -> EventLog:
    """Return the event log of a file.

    Raises
    ------
    PactError
        With everything that is wrong in the file.
    """
    log, problems = read_events(path, pacts, name)
    if log is None:
        raise PactError(problems)
    return log


class _Checker(Teller):
    """Checks the names and dates in a log, entry by entry."""

    def __init__(self, document: Document, pacts: Sequence[Pact]) -> None:
        super().__init__(document)
        self.tree: dict[str, Any] = document.tree
        self.pacts = {pact.name: pact for pact in pacts}
        texts = [pact.text for pact in pacts]
        others = self.tree.get("others")
        own = [str(code) for code in others] if isinstance(others, dict) else []
        self.states = [code for t in texts for code in (*t.parties, *t.others)] + own
        self.bodies = [code for text in texts for code in text.bodies]
        self.ids = [raw.get("id") for raw in self.raw("events")]
        self.events = self.built("events", Event)
        self.by_id = {event.id: event for _, event in reversed(self.events)}
        self.born = {name: self.birth(name) for name in self.pacts}
        self.twice()
        for here, event in self.events:
            self.event(here, event)
        for here, finding in self.built("determinations", Determination):
            self.determination(here, finding)

    def raw(self, section: str) -> list[dict[str, Any]]:
        given = self.tree.get(section)
        listed = given if isinstance(given, list) else []
        return [item if isinstance(item, dict) else {} for item in listed]

    def built(self, section: str, model: Any) -> list[tuple[Steps, Any]]:  # noqa: ANN401 - a model
        """Return the entries that have their shape; what has not is reported with the file."""
        places: list[Steps] = [(section, index) for index in range(len(self.raw(section)))]
        found = [(here, build(self.document, model, here)[0]) for here in places]
        return [(here, record) for here, record in found if record is not None]

    def birth(self, pact: str) -> tuple[dt.date, str] | None:
        """Return the day on which a pact was done, or first signed as far as the log knows."""
        done = self.pacts[pact].text.done
        if done is not None:
            return done.date, "was done"
        signed = [e.at for _, e in self.events if e.type == "signature" and e.pact == pact]
        return (min(signed, key=opening), "was first signed") if signed else None

    def twice(self) -> None:
        """Report ids that stand twice."""
        first: dict[object, int] = {}
        for index, name in enumerate(self.ids):
            if isinstance(name, str) and name in first:
                line = self.document.place(("events", first[name], "id"))[0]
                message = f"'{name}' stands twice; first on line {line}; rename one"
                self.say(("events", index, "id"), message)
            elif isinstance(name, str):
                first[name] = index

    def event(self, here: Steps, event: Event) -> None:
        """Check one event."""
        for key in _WHO:
            for index, code in enumerate(getattr(event, key)):
                known = [*self.states, *self.bodies] if key in ("by", "toward") else self.states
                self.know((*here, key, index), "party", code, known)
        for code in event.votes.names if event.votes is not None else ():
            self.know((*here, "votes"), "party", code, self.states)
        self.know((*here, "pact"), "pact", event.pact, self.pacts)
        named = [self.pacts[event.pact]] if event.pact in self.pacts else [*self.pacts.values()]
        clauses = [clause.id for pact in named for clause in pact.text.clauses]
        self.know((*here, "clause"), "clause", event.clause, clauses)
        self.about(here, event)
        born = self.born.get(event.pact or "")
        if born is not None and closing(event.at) < opening(born[0]):
            message = f"is {one(event.type)} on {told(event.at)}, before its pact"
            self.say((*here, "at"), f"{message}, which {born[1]} on {told(born[0])}")

    def about(self, here: Steps, event: Event) -> None:
        """Check the event that another one answers."""
        if event.about is None:
            return
        self.know((*here, "about"), "event", event.about, filter(None, map(_text, self.ids)))
        other = self.by_id.get(event.about)
        if other is None:
            return
        if other is event:
            self.say((*here, "about"), "answers itself; name the event that came before, or none")
        if closing(event.at) < opening(other.at):
            self.say((*here, "about"), f"answers '{other.id}', which happened later")
        if event.type == "delivery" and (other.type != "pledge" or other.by != event.by):
            message = f"delivers on '{other.id}', which is no pledge of {listing(event.by)}"
            self.say((*here, "about"), message)

    def determination(self, here: Steps, finding: Determination) -> None:
        """Check one finding."""
        self.know((*here, "by"), "body or party", finding.by, [*self.bodies, *self.states])
        self.know((*here, "pact"), "pact", finding.pact, self.pacts)
        named = [self.pacts[finding.pact]] if finding.pact in self.pacts else [*self.pacts.values()]
        terms = {name: term for pact in named for name, term in pact.text.open_terms.items()}
        self.know((*here, "term"), "term", finding.term, terms)
        self.know((*here, "event"), "event", finding.event, filter(None, map(_text, self.ids)))
        event, term = self.by_id.get(finding.event), terms.get(finding.term)
        if event is not None:
            if closing(finding.at) < opening(event.at):
                message = f"is a finding on '{event.id}' before it happened, on {told(event.at)}"
                self.say((*here, "at"), message)
            if term is not None and not event.is_any(term.applies_to):
                message = f"'{finding.term}' applies to {listing(term.applies_to)}"
                self.say((*here, "term"), f"{message}; '{event.id}' is {one(event.type)}")
        seats = [p.text.bodies[finding.by].seats for p in named if finding.by in p.text.bodies]
        if finding.vote is not None and seats and 0 < max(seats) < finding.vote.cast:
            message = f"has {finding.vote.cast} votes; {finding.by} has {max(seats)} seats"
            self.say((*here, "vote"), message)


def _text(given: object) -> str:
    return given if isinstance(given, str) else ""
