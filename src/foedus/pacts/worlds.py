# SPDX-License-Identifier: Apache-2.0
"""What is certain, possible or impossible while findings are open, and which would settle it.

A world is one way in which every finding that a duty still waits for could be made, on the day that
is asked about. In each world the pact is evaluated anew. A count of worlds is not a probability.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations, product
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from foedus.pacts.evaluate import evaluate
from foedus.pacts.events import Determination

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from foedus.pacts.answers import Answer
    from foedus.pacts.dutystate import DutyState
    from foedus.pacts.evaluate import Evaluation
    from foedus.pacts.events import EventLog
    from foedus.pacts.pact import Pact

MOST_OPEN: Final = 8
"""Open findings of one duty that are followed in every combination: 256 worlds."""
MOST_SETTLING: Final = 3
"""Size up to which the smallest settling sets of findings are looked for."""


class Open(NamedTuple):
    """A finding that nobody has made: the term, the event, and who would make it.

    Parameters
    ----------
    term, event, by : str
        The open term, the event, the body or party.
    """

    term: str
    event: str
    by: str

    def found(self, value: bool, at: dt.date, pact: str) -> Determination:  # noqa: FBT001
        """Return the finding, made on a day."""
        given = {"term": self.term, "event": self.event, "by": self.by, "pact": pact}
        return Determination.model_validate({**given, "at": at, "value": value})


Finding = tuple[Open, bool]


@dataclass(frozen=True)
class Outlook:
    """What can become of one duty.

    Parameters
    ----------
    duty : DutyState
        The duty as it stands, open.
    open : tuple of Open
        The findings that it waits for.
    worlds : dict
        For each status, in how many worlds it comes out.
    settling : tuple of tuple
        The smallest sets of findings, with their values, after which the duty is open no more, each
        with the status that then stands.
    complete : bool
        Whether every world was followed; else statuses beyond these may be possible.
    """

    duty: DutyState
    open: tuple[Open, ...]
    worlds: Mapping[str, int]
    settling: tuple[tuple[tuple[Finding, ...], str], ...]
    complete: bool

    @property
    def certain(self) -> str | None:
        """The status that comes out in every world, if there is one."""
        return next(iter(self.worlds)) if self.complete and len(self.worlds) == 1 else None

    def modal(self, status: str) -> str:
        """Return whether a status is certain, possible or impossible."""
        if self.certain == status:
            return "certain"
        if status in self.worlds or not self.complete:
            return "possible"
        return "impossible"

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        statuses = ("owed", "performed", "breached", "not_owed", "suspended", "void")
        return {
            "clause": self.duty.clause,
            "bearer": self.duty.bearer,
            "trigger": self.duty.trigger,
            "open": [one._asdict() for one in self.open],
            "statuses": {status: self.modal(status) for status in statuses},
            "worlds": dict(self.worlds),
            "complete": self.complete,
            "settled_by": [
                {
                    "findings": [{**one._asdict(), "value": value} for one, value in findings],
                    "status": status,
                }
                for findings, status in self.settling
            ],
        }


def outlooks(
    pact: Pact,
    events: EventLog,
    at: dt.date | str | None = None,
    known: dt.date | str | None = None,
) -> tuple[Outlook, ...]:
    """Say for each duty that is open what can become of it, and which findings would settle it.

    Parameters
    ----------
    pact : Pact
        The pact.
    events : EventLog
        What happened and who found what.
    at, known : date, datetime or ISO text, optional
        As for an evaluation.

    Returns
    -------
    tuple of Outlook
        One for each duty whose status is unknown under some reading.
    """
    found = []
    for one in pact.readings:
        now = evaluate(one, events, at, known)
        worlds = _Worlds(one, events, now)
        found += [worlds.outlook(duty) for duty in now.duties if duty.status == "unknown"]
    return tuple(found)


class _Worlds:
    """Evaluations under findings that were not made, each worked out once."""

    def __init__(self, pact: Pact, events: EventLog, now: Evaluation) -> None:
        self.pact = pact
        self.events = events
        self.now = now
        self.seen: dict[frozenset[Finding], dict[Any, DutyState]] = {}

    def duty(self, key: object, findings: frozenset[Finding]) -> DutyState | None:
        """Return a duty as it is once some findings are made; None where it is gone."""
        if findings not in self.seen:
            name = self.pact.name
            made = [one.found(value, self.now.at, name) for one, value in sorted(findings)]
            log = replace(self.events, determinations=(*self.events.determinations, *made))
            then = evaluate(self.pact, log, self.now.at, self.now.known)
            self.seen[findings] = {duty.key: duty for duty in then.duties}
        return self.seen[findings].get(key)

    def outlook(self, duty: DutyState) -> Outlook:
        """Return what can become of a duty."""
        waits = tuple(dict.fromkeys(self.waits(duty.proof)))
        asked = _once(waits)
        worlds: dict[str, int] = {}
        while len(asked) <= MOST_OPEN:
            worlds = {}
            further: list[Open] = []
            for findings in self.completions(asked):
                then = self.duty(duty.key, findings)
                status = "not_owed" if then is None else then.status
                worlds[status] = worlds.get(status, 0) + 1
                if then is not None and status == "unknown":
                    further += self.waits(then.proof)
            wider = _once((*asked, *further))
            if len(wider) == len(asked):
                break
            # What some finding brings into play can wait for findings of its own.
            asked = wider
        complete = len(asked) <= MOST_OPEN and "unknown" not in worlds
        return Outlook(duty, waits, worlds, tuple(self.settling(duty, waits)), complete)

    def completions(self, asked: Sequence[Open]) -> Iterator[frozenset[Finding]]:
        """Yield every way to make some findings that does not contradict itself."""
        for values in product((True, False), repeat=len(asked)):
            findings = dict(zip(asked, values, strict=True))
            if not any(value and self.barred(one, findings) for one, value in findings.items()):
                yield frozenset(findings.items())

    def barred(self, one: Open, findings: Mapping[Open, bool]) -> bool:
        """Tell whether who finds a term to be met finds that a wider one is not met."""
        wider = self.pact.text.open_terms[one.term].kind_of
        if wider is None:
            return False
        other = one._replace(term=wider)
        return findings.get(other) is False or self.barred(other, findings)

    def settling(
        self, duty: DutyState, waits: tuple[Open, ...]
    ) -> Iterator[tuple[tuple[Finding, ...], str]]:
        """Yield the smallest sets of findings after which a duty is open no more."""
        smaller: list[frozenset[Finding]] = []
        for size in range(1, min(len(waits), MOST_SETTLING) + 1):
            for chosen in combinations(waits[: 2 * MOST_OPEN], size):
                for findings in self.completions(chosen):
                    if any(less <= findings for less in smaller):
                        continue
                    then = self.duty(duty.key, findings)
                    status = "not_owed" if then is None else then.status
                    if status != "unknown":
                        smaller.append(findings)
                        yield tuple(sorted(findings)), status

    def waits(self, proof: Answer) -> Iterator[Open]:
        """Yield the findings that an open answer waits for."""
        if proof.rule == "open" and len(proof.ref) > 2:
            term, event, *finders = proof.ref
            yield from (Open(term, event, finder) for finder in finders if finder)
        elif proof.rule == "claim":
            for term, event, *finders in proof.ref[1:]:
                yield from (Open(term, event, finder) for finder in finders if finder)
        for part in proof.parts:
            if part.value is None or proof.rule == "duty":
                yield from self.waits(part)


def _once(waits: Sequence[Open]) -> tuple[Open, ...]:
    """Return one finding for each question: the first of those who can answer it."""
    kept: dict[tuple[str, str], Open] = {}
    for one in waits:
        kept.setdefault((one.term, one.event), one)
    return tuple(kept.values())
