# SPDX-License-Identifier: Apache-2.0
"""Which acts perform a duty, and what is short of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from foedus.pacts.clauses import PERFORMED_BY
from foedus.pacts.findings import adopted
from foedus.pacts.moments import closing, opening, told
from foedus.pacts.taxonomy import CONTRIBUTIONS, FLOORS, MEANS
from foedus.pacts.wording import cap, happened

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator

    from foedus.pacts.clauses import Clause, Duty
    from foedus.pacts.events import Event
    from foedus.pacts.scene import Scene


_MEANS_TOLD = {0: "consultation", 1: "help", 2: "military aid", 3: "armed force"}


@dataclass(frozen=True, slots=True)
class Act:
    """Something by which a duty was performed: when, in which event, and told how."""

    at: dt.date
    event: str | None
    told: str


@dataclass(frozen=True, slots=True)
class Performance:
    """The act that performed a duty, or None; and what was done but falls short."""

    act: Act | None
    short: tuple[str, ...] = ()


def owed_action(clause: Clause) -> str:
    """Return what a duty asks for: help whose ceiling is consultation is consultation."""
    duty = clause.duty
    if duty is None:
        return ""
    consult = duty.action == "assist" and duty.discretion.ceiling == "consult_only"
    return "consult" if consult else duty.action


def needed_means(clause: Clause, duty: Duty) -> int:
    """Return the least kind of help that performs a duty, on the scale of contributions.

    What a bearer deems necessary is any help from the floor on. Where it is not the bearer who
    measures, because the duty is automatic or the text says so, it owes what the ceiling names.
    """
    ceiling = MEANS[duty.discretion.ceiling]
    measured = duty.discretion.standard == "none" or clause.decision_rule.kind == "automatic"
    return ceiling if measured else min(ceiling, FLOORS[duty.discretion.floor])


def performance(
    scene: Scene, clause: Clause, bearer: str, toward: Collection[str], occasion: Event | None
) -> Performance:
    """Return what a bearer did about a duty.

    Parameters
    ----------
    scene : Scene
        The pact and its log as seen.
    clause : Clause
        The clause with the duty.
    bearer : str
        Who is bound.
    toward : collection of str
        To whom it is owed.
    occasion : Event or None
        The event that the duty answers.
    """
    return _Record(scene, clause, bearer, toward, occasion).performance()


class _Record:
    """What one bearer did about one duty."""

    def __init__(
        self,
        scene: Scene,
        clause: Clause,
        bearer: str,
        toward: Collection[str],
        occasion: Event | None,
    ) -> None:
        self.scene = scene
        self.clause = clause
        self.bearer = bearer
        self.toward = toward
        self.occasion = occasion

    def performance(self) -> Performance:
        duty = self.clause.duty
        if duty is None or duty.modality == "prohibition":
            return Performance(None)
        if duty.action == "find":
            return self.finding()
        if duty.action == "arm":
            return self.delivery()
        kinds = {PERFORMED_BY[owed_action(self.clause)], PERFORMED_BY[duty.action]}
        needed = needed_means(self.clause, duty)
        short: list[str] = []
        for event in self.acts(kinds):
            if event.type != "contribution" or CONTRIBUTIONS[event.kind or ""] >= needed:
                return Performance(Act(event.at, event.id, happened(event, self.scene.names)))
            line = happened(event, self.scene.names)
            short.append(f"{line} Article {self.clause.art} asks for {_MEANS_TOLD[needed]}.")
        return Performance(None, tuple(short))

    def acts(self, kinds: Collection[str]) -> Iterator[Event]:
        """Yield the bearer's acts, from the occasion on, that are about this duty."""
        for event in self.scene.log.events:
            if self.bearer not in event.by or not event.is_any(kinds):
                continue
            if event.pact not in (None, self.scene.pact.name):
                continue
            if event.clause not in (None, self.clause.id):
                continue
            if event.toward and self.toward and not set(event.toward) & set(self.toward):
                continue
            if self.occasion is not None:
                if event.about is not None and not self.concerns(event, self.occasion):
                    continue
                if closing(event.at) < opening(self.occasion.at):
                    continue
            yield event

    def concerns(self, act: Event, occasion: Event) -> bool:
        """Tell whether an act answers the occasion, or what led to it, or what followed it."""
        return occasion.id in self.chain(act) or act.about in self.chain(occasion)

    def chain(self, event: Event) -> list[str]:
        """Return an event and those that it answers, one after another."""
        found = [event.id]
        while event.about is not None and event.about not in found:
            found.append(event.about)
            if event.about not in self.scene.events:
                break
            event = self.scene.events[event.about]
        return found

    def finding(self) -> Performance:
        """Return a body's finding about the occasion."""
        for each in self.scene.log.determinations:
            about = self.occasion is not None and each.event == self.occasion.id
            if about and each.by == self.bearer and adopted(self.scene, each):
                who = cap(self.scene.names.of(self.bearer))
                line = f"{who} reported on {told(each.at)} what it found about {each.event}."
                return Performance(Act(each.at, None, line))
        return Performance(None)

    def delivery(self) -> Performance:
        """Return the delivery that fulfilled a pledge."""
        pledge = self.occasion
        if pledge is None or pledge.amount is None:
            return Performance(None)
        total = 0.0
        lines: list[str] = []
        for event in self.scene.log.events:
            if event.type == "delivery" and event.about == pledge.id:
                total += event.amount or 0.0
                lines.append(happened(event, self.scene.names))
                if total >= pledge.amount * (1 - 1e-12):  # sums of decimals
                    whole = f"That makes the {pledge.amount:,g} {pledge.unit} of {pledge.id} whole."
                    return Performance(Act(event.at, event.id, " ".join([lines[-1], whole])))
        missing = f"Of {pledge.amount:,g} {pledge.unit}, {total:,g} are on record as delivered."
        return Performance(None, (*lines, missing))
