# SPDX-License-Identifier: Apache-2.0
"""A draft under analysis: its clauses by what they do, its stage, its suite, places in its file."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from foedus.errors import PactError
from foedus.pacts.duties import HELP
from foedus.pacts.lint.finding import ARISES, NOTHING, Claim, Finding
from foedus.pacts.schema import Finder
from foedus.pacts.staging import Stage, days_in
from foedus.pacts.suite import Suite, Trial, occasion, suite, trial
from foedus.pacts.taxonomy import EVENT_TYPES
from foedus.pacts.wording import cap, listed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

    from foedus.pacts.clauses import Clause, Condition, Duty
    from foedus.pacts.dutystate import DutyState
    from foedus.pacts.events import EventLog
    from foedus.pacts.lint.finding import Severity
    from foedus.pacts.occasions import Staged
    from foedus.pacts.pact import Pact
    from foedus.yamlfile import Steps


Statuses = tuple[tuple[Any, ...], ...]
"""What an evaluation gives, without its reasons."""


class Draft:
    """A pact under analysis.

    Parameters
    ----------
    pact : Pact
        The pact, its levers set.
    others : sequence of Pact
        Pacts that are in force beside it.
    """

    def __init__(self, pact: Pact, others: Sequence[Pact] = ()) -> None:
        self.pact = pact
        self.text = pact.text
        self.others = tuple(others)
        self.stage = Stage(pact)
        self.names = self.stage.names
        self.standing = self.stage.clauses
        self.clauses = {clause.id: clause for clause in self.standing}
        self._usual: dict[str, tuple[Staged, Trial] | None] = {}
        self._statuses: dict[tuple[int, int], tuple[Pact, Statuses]] = {}
        self._evaluated: dict[int, tuple[EventLog, tuple[DutyState, ...] | PactError]] = {}

    @cached_property
    def duties(self) -> tuple[tuple[Clause, Duty], ...]:
        """Clauses that oblige someone to do something, with their duty."""
        pairs = [(clause, clause.duty) for clause in self.standing]
        return tuple((c, d) for c, d in pairs if d is not None and d.modality == "obligation")

    @cached_property
    def help(self) -> tuple[Clause, ...]:
        """Clauses that oblige to help after an attack."""
        return tuple(clause for clause in self.standing if helps(clause))

    def adversaries(self, clause: Clause) -> tuple[str, ...]:
        """Return those against whom a clause is directed; nobody where that is everyone."""
        trigger = clause.trigger
        if trigger is None or not trigger.attacker:
            return ()
        return tuple(c for c in self.stage.everyone if self.names.includes(trigger.attacker, c))

    def conditions(self, clause: Clause) -> Iterator[tuple[str, bool]]:
        """Yield the open terms that a clause asks about, and whether they must be met or not."""
        if clause.trigger is not None and clause.trigger.condition is not None:
            yield from terms_in(clause.trigger.condition, wanted=True)
        for other in self.standing:
            effect = other.effect
            if effect is None or other.when is None or clause.id not in effect.clauses:
                continue
            if effect.kind in ("exclude", "require"):
                yield from terms_in(other.when, wanted=effect.kind == "require")

    def finding_days(self, clause: Clause) -> int | None:
        """Return the days that findings for a clause may take; None where nothing limits them."""
        days = 0
        for name, _ in self.conditions(clause):
            finder = self.text.open_terms[name].determined_by
            if not isinstance(finder, Finder) or finder.within is None:
                return None
            days = max(days, days_in(finder.within))
        return days

    def duties_in(self, log: EventLog, at: dt.date) -> tuple[DutyState, ...]:
        """Return what an evaluation gives; nothing where it is refused (see `contradictions`)."""
        found = self.evaluated(log, at)
        return () if isinstance(found, PactError) else found

    def evaluated(self, log: EventLog, at: dt.date) -> tuple[DutyState, ...] | PactError:
        """Return what an evaluation gives, or how it is refused."""
        key = hash((id(log), at))
        if key not in self._evaluated:
            try:
                answer: tuple[DutyState, ...] | PactError = self.pact.evaluate(log, at).duties
            except PactError as error:
                answer = error
            self._evaluated[key] = (log, answer)  # the log is kept, so that its id stays its own
        return self._evaluated[key][1]

    def arising(
        self, clauses: Iterable[Clause], log: EventLog, at: dt.date, trigger: str
    ) -> set[str]:
        """Return who owes something under some clauses on an occasion."""
        found = self._on(clauses, log, at, trigger)
        return {duty.bearer for duty in found if duty.status in ARISES}

    def touched(
        self, clauses: Iterable[Clause], log: EventLog, at: dt.date, trigger: str
    ) -> set[str]:
        """Return who owes, or may owe, something under some clauses on an occasion."""
        found = self._on(clauses, log, at, trigger)
        return {duty.bearer for duty in found if duty.status not in NOTHING}

    def _on(
        self, clauses: Iterable[Clause], log: EventLog, at: dt.date, trigger: str
    ) -> Iterator[DutyState]:
        meant = {clause.id for clause in clauses}
        for duty in self.duties_in(log, at):
            if duty.clause in meant and duty.trigger == trigger:
                yield duty

    @cached_property
    def suite(self) -> Suite:
        """The suite of the draft."""
        return suite(self.pact)

    def usual(self, clause: Clause) -> tuple[Staged, Trial] | None:
        """Return what brings a clause into play with every condition met, and the trial of it."""
        if clause.id not in self._usual:
            staged = occasion(self.stage, clause)
            made = None if staged is None else (staged, trial(self.stage, clause.id, staged))
            self._usual[clause.id] = made
        return self._usual[clause.id]

    def statuses(self, pact: Pact, each: Trial) -> Statuses:
        """Return what a version of the draft gives on a trial, without its reasons."""
        key = (id(pact), id(each))
        if key not in self._statuses:
            # The pact is kept, so that its id stays its own.
            self._statuses[key] = (pact, _statuses(pact, each))
        return self._statuses[key][1]

    def who(self, codes: Iterable[str], last: str = "and") -> str:
        """Return names as one phrase, cut where they are many."""
        names = [self.names.of(code) for code in codes]
        if len(names) > 5:
            names = [*names[:4], f"{len(names) - 4} more"]
        return listed(names, last)

    def arts_(self, clauses: Iterable[Clause], one: str, many: str) -> str:
        """Return articles with the verb that fits their number."""
        given = list(clauses)
        return f"{self.arts(given)} {one if len({c.art for c in given}) == 1 else many}"

    def arts(self, clauses: Iterable[Clause]) -> str:
        """Return articles as one phrase."""
        arts = list(dict.fromkeys(clause.art for clause in clauses))
        return f"Article{'s' if len(arts) > 1 else ''} {listed(arts)}"

    def place(self, steps: Steps) -> tuple[str, int, int]:
        """Return the file, line and column of a value."""
        return (self.pact.source.file, *self.pact.source.place(steps))

    def steps(self, clause: Clause, *inner: str | int) -> Steps:
        """Return the steps to a clause, or to what is in it."""
        ids = [each.id for each in self.text.clauses]
        return ("clauses", ids.index(clause.id), *inner)

    def finding(
        self,
        kind: tuple[str, str],
        severity: Severity,
        where: Clause | Steps,
        message: str,
        mend: str,
        *,
        witness: Trial | None = None,
        claims: Sequence[Claim] = (),
    ) -> Finding:
        """Return a finding at its place."""
        clause = None if isinstance(where, tuple) else where
        steps: Steps = where if isinstance(where, tuple) else self.steps(where)
        file, line, column = self.place(steps)
        log = None if witness is None else witness.log
        if log is not None:
            log = replace(
                log, title=f"{kind[0]}, {kind[1].replace('_', ' ')}: {cap(message)}"[:200]
            )
        return Finding(
            *kind,
            severity,
            None if clause is None else clause.id,
            file,
            line,
            column,
            cap(message),
            cap(mend),
            log,
            None if witness is None else witness.at,
            tuple(claims),
        )


def helps(clause: Clause) -> bool:
    """Tell whether a clause obliges to help after an attack or a declaration of war."""
    duty, trigger = clause.duty, clause.trigger
    if duty is None or duty.modality != "obligation" or duty.action not in HELP or trigger is None:
        return False
    return any(
        "attacker" in EVENT_TYPES[kind].needs or kind == "declaration_of_war"
        for kind in trigger.event
    )


def terms_in(condition: Condition, *, wanted: bool) -> Iterator[tuple[str, bool]]:
    """Yield the open terms of a condition, and whether each must be met or must not."""
    if condition.holds is not None:
        yield condition.holds, wanted
    if condition.negated is not None:
        yield from terms_in(condition.negated, wanted=not wanted)
    for part in (*(condition.all or ()), *(condition.any or ())):
        yield from terms_in(part, wanted=wanted)


def without(pact: Pact, clause: Clause, part: str) -> Pact:
    """Return a pact, under one reading, in which a clause has lost its effect or its deeming."""
    changed = tuple(
        each.model_copy(update={part: None}) if each.id == clause.id else each
        for each in pact.text.clauses
    )
    text = pact.text.model_copy(update={"clauses": changed})
    return replace(pact, text=text, every=False)


def _statuses(pact: Pact, each: Trial) -> Statuses:
    try:
        duties = pact.evaluate(each.log, each.at).duties
    except PactError as error:
        return (("refused", str(error)),)
    return tuple(
        (d.clause, d.bearer, d.trigger, d.toward, d.action, d.status, d.due, d.free) for d in duties
    )
