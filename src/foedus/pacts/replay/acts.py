# SPDX-License-Identifier: Apache-2.0
"""What a bearer did about a duty, and what it did against a promise."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from foedus.pacts.clauses import FORBIDS, PERFORMED_BY
from foedus.pacts.moments import closing, opening
from foedus.pacts.replay.law import Law
from foedus.pacts.replay.record import doers, is_kind, struck
from foedus.pacts.taxonomy import CONTRIBUTIONS, EVENT_TYPES, FLOORS, MEANS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from foedus.pacts.clauses import Clause, Duty, Effect
    from foedus.pacts.events import Event
    from foedus.pacts.replay.record import Step


class Act(NamedTuple):
    """What performed a duty: when, and in which event."""

    at: dt.date
    event: str | None


@dataclass
class Wanted:
    """What a duty must be."""

    clause: Clause
    bearer: str
    event: Event | None
    toward: tuple[str, ...]
    parts: list[Step]
    status: str = "not_owed"
    since: dt.date | None = None
    due: dt.date | None = None
    act: Act | None = None
    violation: bool = False
    broken_at: dt.date | None = None
    free: bool | None = None

    def __post_init__(self) -> None:
        """Begin with a freedom that is not there to be used."""
        duty = self.clause.duty
        if duty is not None and duty.modality in ("permission", "power"):
            self.free = False

    @property
    def key(self) -> tuple[str, str, str | None, bool]:
        """What it is one of."""
        trigger = None if self.event is None else self.event.id
        return self.clause.id, self.bearer, trigger, self.violation


def owed(duty: Duty | None) -> str:
    """Return what is owed: help whose ceiling is consultation is consultation."""
    if duty is None:
        return ""
    low = duty.action == "assist" and duty.discretion.ceiling == "consult_only"
    return "consult" if low else duty.action


class Acts(Law):
    """What was done."""

    def performance(
        self, blank: Wanted, duty: Duty, limits: Sequence[Effect], opened: dt.date
    ) -> tuple[Act | None, tuple[str, ...]]:
        """Return what performed a duty since it arose, else what was done and falls short."""
        event = blank.event
        if duty.modality == "prohibition":
            return None, ()
        if duty.action == "find":
            own = [f for f in self.found if event is not None and f.event == event.id]
            own = [f for f in own if f.by == blank.bearer and self.adopted(f.by, f.vote)]
            return (Act(own[0].at, None) if own else None), ()
        if duty.action == "arm":
            return self.delivery(event)
        needed, short = self.needed(blank.clause, duty, limits), []
        for act in self.events:
            if closing(act.at) < opening(opened) or not self.answers(act, blank, duty):
                continue
            helped = CONTRIBUTIONS[act.kind or ""] if act.type == "contribution" else needed
            if helped >= needed or duty.action == "perform":
                return Act(act.at, act.id), ()
            short.append(act.id)
        return None, tuple(short)

    def delivery(self, pledge: Event | None) -> tuple[Act | None, tuple[str, ...]]:
        """Return the delivery that made a pledge whole, else those that were made."""
        if pledge is None or pledge.amount is None:
            return None, ()
        made = [e for e in self.events if e.type == "delivery" and e.about == pledge.id]
        totals = itertools.accumulate(each.amount or 0.0 for each in made)
        for each, total in zip(made, totals, strict=True):
            if total >= pledge.amount * (1 - 1e-12):  # sums of decimals
                return Act(each.at, each.id), ()
        return None, (pledge.id, *(each.id for each in made))

    def needed(self, clause: Clause, duty: Duty, limits: Sequence[Effect]) -> int:
        """Return the least kind of help that performs a duty."""
        ceilings = [
            MEANS[duty.discretion.ceiling],
            *(MEANS[e.ceiling] for e in limits if e.ceiling),
        ]
        floors = [FLOORS[duty.discretion.floor], *(FLOORS[e.floor] for e in limits if e.floor)]
        measured = duty.discretion.standard == "none" or clause.decision_rule.kind == "automatic"
        return min(ceilings) if measured else min(*ceilings, floors[-1])

    def answers(self, act: Event, blank: Wanted, duty: Duty) -> bool:
        """Tell whether an event is the bearer's act under this duty, on this occasion."""
        if duty.action == "perform":
            fits = is_kind(act, [name for name in duty.conduct if name in EVENT_TYPES])
            named = set(duty.conduct) - set(EVENT_TYPES)
            fits = fits or (act.type == "conduct" and act.kind in named)
        else:
            fits = is_kind(act, [PERFORMED_BY[duty.action], PERFORMED_BY[owed(duty)]])
        if not fits or blank.bearer not in doers(act) or not self.ours(act.pact):
            return False
        whom = struck(act)
        if whom and blank.toward and not set(whom) & set(blank.toward):
            return False
        if act.clause not in (None, blank.clause.id):
            return False
        event = blank.event
        if event is None:
            return True
        concerns = (
            act.about is None or event.id in self.chain(act) or act.about in self.chain(event)
        )
        return concerns and act.id != event.id

    def chain(self, event: Event) -> list[str]:
        """Return an event and those that it answers, one after another."""
        found = [event.id]
        while event.about is not None and event.about not in found:
            found.append(event.about)
            event = self.by_id.get(event.about, event)
        return found

    def protects(self, duty: Duty, code: str, when: dt.date) -> bool:
        """Tell whether a promise holds towards a state: one that the file dates, while a party."""
        party = self.text.parties.get(code)
        dated = party is not None and party.since is not None and "states" not in duty.toward
        return not dated or self.bound(code, when) is not None

    def forbidden(self, duty: Duty, bearer: str, toward: Sequence[str] = ()) -> list[Event]:
        """Return what a bearer did of what it promised not to do, to those it promised.

        A promise that an occasion brought about is made to those whom the occasion names.
        """
        kinds = FORBIDS[duty.action] or [n for n in duty.conduct if n in EVENT_TYPES]

        def hits(event: Event) -> bool:
            if toward:
                return not set(toward).isdisjoint(struck(event))
            others = [c for c in struck(event) if c != bearer and self.protects(duty, c, event.at)]
            return not duty.toward or any(self.means(duty.toward, c, event) for c in others)

        return [
            event
            for event in self.events
            if (is_kind(event, kinds) or (event.type == "conduct" and event.kind in duty.conduct))
            and bearer in doers(event)
            and hits(event)
        ]
