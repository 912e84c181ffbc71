# SPDX-License-Identifier: Apache-2.0
"""Historical cases: was the treaty in force, did the facts meet it, and who was obliged to what.

A case names a pact of the library, a log of what happened, a day, who was asked and for whom. The
facts and the law are encoded; the answers are worked out, under every reading of the text, and laid
beside what historians expect: ``yes`` under every reading, ``no`` under none, ``disputed`` where
the readings differ, ``unknown`` where a finding is missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from pydantic import Field

from foedus.errors import CallError, PactError
from foedus.pacts.answers import all_of, any_of
from foedus.pacts.clauses import Clauses
from foedus.pacts.docket import Docket
from foedus.pacts.evaluate import work_through
from foedus.pacts.eventfile import load_events
from foedus.pacts.events import Codes
from foedus.pacts.moments import Day
from foedus.pacts.pact import load_pact
from foedus.pacts.scene import scene
from foedus.problems import did_you_mean, listing
from foedus.records import Name, Record, Words, build
from foedus.yamlfile import read_document

if TYPE_CHECKING:
    import datetime as dt

    from foedus.pacts.dutystate import DutyState
    from foedus.pacts.events import EventLog
    from foedus.pacts.pact import Pact

LIBRARY: Final = Path(__file__).parent / "library"
CASES: Final = LIBRARY / "casus"

Verdict = Literal["yes", "no", "disputed", "unknown", "consult_only", "neutrality_only"]


class Expected(Record):
    """What historians and lawyers hold."""

    in_force: bool = Field(description="Whether the instrument bound both sides on that day.")
    triggered: Verdict = Field(description="Whether the facts met the clause as written.")
    obliged: Verdict = Field(description="What was then owed.")


class CasusFile(Record):
    """A historical case."""

    casus: Name = Field(description="Its name.")
    title: Words = Field(description="Its title.")
    pact: Name = Field(description="The pact of the library that it is about.")
    as_of: Day = Field(description="The day on which it is judged.")
    obligor: Codes = Field(min_length=1, description="Who was asked.")
    beneficiary: Codes = Field(min_length=1, description="For whom.")
    clauses: Clauses = Field(
        description="The clauses that are asked about: when they arise, and what is then owed."
    )
    log: Name | None = Field(None, description="Its log, where it shares one; its own by default.")
    expected: Expected = Field(description="What is expected to come out.")
    dispute: Words | None = Field(None, description="What is disputed, and by whom.")
    sources: tuple[Words, ...] = Field(min_length=1, description="Where facts and law stand.")
    note: Words | None = Field(None, description="What a reader should know.")


@dataclass(frozen=True)
class Casus:
    """A historical case, worked out.

    Parameters
    ----------
    record : CasusFile
        What its file says.
    pact, log : Pact, EventLog
        The pact and what happened.
    in_force : bool
        Whether the instrument bound both sides.
    triggered, obliged : str
        What came out.
    readings : tuple of dict
        What came out under each reading of the text.
    """

    record: CasusFile
    pact: Pact
    log: EventLog
    in_force: bool
    triggered: Verdict
    obliged: Verdict
    readings: tuple[dict[str, Any], ...]

    @property
    def computed(self) -> dict[str, Any]:
        """What came out, in the words of the expectation."""
        return {
            "in_force": self.in_force,
            "triggered": self.triggered,
            "obliged": self.obliged,
        }

    @property
    def agrees(self) -> bool:
        """Whether all three answers are the expected ones."""
        return self.computed == self.record.expected.model_dump()

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "id": self.record.casus,
            "title": self.record.title,
            "pact": self.record.pact,
            "as_of": self.record.as_of.isoformat(),
            "expected": self.record.expected.model_dump(),
            "computed": self.computed,
            "agrees": self.agrees,
            "dispute": self.record.dispute,
            "readings": list(self.readings),
        }


def library() -> dict[str, Path]:
    """Return the pact files of the library by name."""
    return {path.stem: path for path in sorted(LIBRARY.glob("*.yaml"))}


def casus_names() -> list[str]:
    """Return the names of the historical cases."""
    return [path.stem for path in sorted(CASES.glob("*.yaml")) if not path.stem.endswith(".events")]


def library_pact(name: str) -> Pact:
    """Return a pact of the library.

    Raises
    ------
    CallError
        Where the library has no pact of that name.
    """
    found = library()
    if name not in found:
        near = did_you_mean(name, found)
        message = f"the library has no pact '{name}'{near}; it has: {listing(found, 40)}"
        raise CallError(message)
    return load_pact(found[name])


def load_casus(name: str) -> Casus:
    """Return a historical case, worked out.

    Raises
    ------
    CallError
        Where there is no case of that name.
    PactError
        With everything that is wrong in its files.
    """
    record = _record(name)
    pact = library_pact(record.pact)
    return work_out(record, pact, _log(record.log or name, pact))


def casus_logs() -> list[str]:
    """Return the names of the historical logs: each case's, and shared ones."""
    shared = (path.name.removesuffix(".events.yaml") for path in CASES.glob("*.events.yaml"))
    return sorted({*casus_names(), *shared})


def casus_log(name: str, pact: Pact) -> tuple[EventLog, dt.date | None]:
    """Return a historical log, read for a pact, and its case's day where it is a case's own."""
    if name not in casus_names():
        return _log(name, pact), None
    record = _record(name)
    return _log(record.log or name, pact), record.as_of


def _log(name: str, pact: Pact) -> EventLog:
    """Return a log, read for a pact and for the others of the library that it speaks of."""
    path = CASES / f"{name}.events.yaml"
    tree = read_document(path)[0].tree
    given = [tree.get(key) or () for key in ("events", "determinations")] if tree else []
    named = {str(entry["pact"]) for entries in given for entry in entries if "pact" in entry}
    others = sorted((named & library().keys()) - {pact.name})
    return load_events(path, [pact, *map(library_pact, others)])


def _record(name: str) -> CasusFile:
    if name not in casus_names():
        near = did_you_mean(name, casus_names())
        message = f"there is no case '{name}'{near}; there are: {listing(casus_names(), 40)}"
        raise CallError(message)
    document, problems = read_document(CASES / f"{name}.yaml")
    if not problems:
        record, problems = build(document, CasusFile)
        if record is not None:
            return record
    raise PactError(problems)


def work_out(record: CasusFile, pact: Pact, log: EventLog) -> Casus:
    """Work a historical case out, under every reading of its text."""
    each = [_under(one, record, log) for one in pact.readings]
    return Casus(
        record=record,
        pact=pact,
        log=log,
        in_force=all(one["in_force"] for one in each),
        triggered=_together([one["triggered"] for one in each]),
        obliged=_together([one["obliged"] for one in each]),
        readings=tuple(each),
    )


def _together(verdicts: list[Verdict]) -> Verdict:
    definite = {verdict for verdict in verdicts if verdict != "unknown"}
    if len(definite) > 1:
        return "disputed"
    return "unknown" if "unknown" in verdicts else verdicts[0]


def _under(pact: Pact, record: CasusFile, log: EventLog) -> dict[str, Any]:
    """Return the three answers under one reading."""
    docket = Docket(scene(pact, log, record.as_of, None))
    asked = [code for code in record.obligor if docket.bound(code, record.as_of)]
    helped = [code for code in record.beneficiary if docket.bound(code, record.as_of)]
    return {
        "reading": dict(pact.reading),
        "in_force": bool(asked and helped),
        "triggered": _triggered(docket, record, asked),
        "obliged": _obliged(docket, record),
    }


def _triggered(docket: Docket, record: CasusFile, asked: list[str]) -> Verdict:
    """Return whether the facts met one of the clauses, decisions aside."""
    found = []
    for clause in docket.clauses.values():
        if clause.id not in record.clauses or clause.trigger is None:
            continue
        for event in docket.scene.of_kinds(clause.trigger.event):
            # What the beneficiary suffered, or in which it asked.
            if not {*event.others, *event.doers} & set(record.beneficiary):
                continue
            for code in asked:
                answer = docket.in_play(clause, event, code)
                if answer is not None:
                    limits = docket.limits(clause, code, event, event.at)
                    found.append(all_of([answer, *limits]))
    if not found:
        return "no"
    return {True: "yes", False: "no", None: "unknown"}[any_of(found).value]  # type: ignore[return-value]


_HELP: Final = ("assist", "perform", "sanction", "arm")


def _obliged(docket: Docket, record: CasusFile) -> Verdict:
    """Return what those who were asked owed to the beneficiary, at most."""
    owed: set[str] = set()
    for state in work_through(docket):
        if not _asked(state, record) or state.modality in ("permission", "power"):
            continue
        if state.toward and not set(state.toward) & _concerned(record, docket):
            continue
        if state.trigger is None or state.violation:
            continue
        if state.status in ("owed", "performed", "breached"):
            owed.add(state.action)
        elif state.status == "unknown" and state.action in _HELP:
            owed.add("unknown")
    if owed & set(_HELP):
        return "yes"
    for action, verdict in (("unknown", "unknown"), ("consult", "consult_only")):
        if action in owed:
            return verdict  # type: ignore[return-value]
    return "neutrality_only" if "stay_neutral" in owed else "no"


def _asked(state: DutyState, record: CasusFile) -> bool:
    """Tell whether a duty is one that the case asks about."""
    return state.bearer in record.obligor and state.clause in record.clauses


def _concerned(record: CasusFile, docket: Docket) -> set[str]:
    """Return whom help for the beneficiary is owed to, or turned against: it and its attackers."""
    struck = set(record.beneficiary)
    against = {
        code
        for event in docket.scene.log.events
        if set(event.others) & struck and event.attacker
        for code in event.doers
    }
    return struck | against
