# SPDX-License-Identifier: Apache-2.0
"""Several pacts in force in one invented log, and who owes help under any of them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from foedus.errors import PactError
from foedus.pacts.lint.draft import helps
from foedus.pacts.lint.finding import ARISES
from foedus.pacts.occasions import Staged, favour, placed
from foedus.pacts.sorts import alike_states, cells
from foedus.pacts.staging import Stage
from foedus.pacts.suite import Trial

if TYPE_CHECKING:
    from collections.abc import Iterator

    from foedus.pacts.clauses import Clause
    from foedus.pacts.dutystate import DutyState
    from foedus.pacts.events import Determination, Event
    from foedus.pacts.lint.draft import Draft
    from foedus.pacts.pact import Pact


class Owing(NamedTuple):
    """One who owes help to another on an occasion, under a clause of a pact."""

    bearer: str
    toward: str
    pact: Pact
    clause: Clause
    state: DutyState


class Together:
    """A draft and other pacts on one stage.

    Parameters
    ----------
    draft : Draft
        The draft, with the pacts beside it.
    """

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.pacts = (draft.pact, *draft.others)
        self.stages = [
            Stage(pact, [other for other in self.pacts if other is not pact]) for pact in self.pacts
        ]
        self.stage = self.stages[0]

    @cached_property
    def pairs(self) -> list[tuple[str, str]]:
        """Attackers and victims, one of each sort that some pact tells apart."""
        found = dict.fromkeys(
            (cell.attacker, cell.victim) for stage in self.stages for cell in cells(stage)
        )
        return list(found)

    def sort(self, code: str) -> str:
        """Return a name for all states that no pact on stage tells apart from one."""
        return " ".join(stands.get(code, "") for stands in self._stands)

    @cached_property
    def _stands(self) -> list[dict[str, str]]:
        return [
            {code: one for one, codes in alike_states(stage).items() for code in codes}
            for stage in self.stages
        ]

    def attack(self, attacker: str, victim: str, name: str = "incident", *, days: int = 0) -> Event:
        """Return a plain attack, within the first area of the draft."""
        event = self.stage.event("attack", name, [attacker], [victim], target="territory")
        for scope in list(self.draft.text.scopes)[:1]:
            event = placed(self.stage, event, scope, inside=True)
        day = self.stage.day
        return event.model_copy(update={"at": day.fromordinal(day.toordinal() + days)})

    def trial(self, *events: Event) -> Trial:
        """Return a trial in which every finding is as favourable to help as can be."""
        found: dict[Determination, None] = {}
        all_events: list[Event] = []
        for event in events:
            all_events.append(event)
            for stage in self.stages:
                known = tuple(code for code in (*event.doers, *event.others))
                if not set(known) & set(stage.everyone):
                    continue
                for clause in _helping(stage):
                    staged = favour(stage, clause, Staged(event))
                    found.update(dict.fromkeys(stage.findings(event, staged.found)))
                all_events += [replace_day(v, event) for v in stage.votes(event)]
        log = self.stage.log(all_events, found)
        return Trial("together", log, max(s.late(log.last) for s in self.stages))

    def duties(self, pact: Pact, made: Trial) -> tuple[DutyState, ...]:
        """Return what an evaluation of a pact gives; nothing where it is refused."""
        try:
            return pact.evaluate(made.log, made.at).duties
        except PactError:
            return ()

    def owing(self, made: Trial, trigger: str) -> Iterator[Owing]:
        """Yield who owes help to whom on an occasion."""
        for pact in self.pacts:
            helping = {
                clause.id: clause for clause in _helping(self.stages[self.pacts.index(pact)])
            }
            for duty in self.duties(pact, made):
                if duty.clause in helping and duty.trigger == trigger and duty.status in ARISES:
                    for code in duty.toward or ("",):
                        yield Owing(duty.bearer, code, pact, helping[duty.clause], duty)


def replace_day(vote: Event, event: Event) -> Event:
    """Return a decision on the day of the event that it is about."""
    return vote.model_copy(update={"at": event.at})


def _helping(stage: Stage) -> list[Clause]:
    return [clause for clause in stage.clauses if helps(clause)]
