# SPDX-License-Identifier: Apache-2.0
"""Which acts perform a duty, and what is short of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from foedus.pacts.answers import Later
from foedus.pacts.answers import told as told_of
from foedus.pacts.clauses import PERFORMED_BY
from foedus.pacts.findings import adopted
from foedus.pacts.moments import closing, opening, told
from foedus.pacts.taxonomy import CONTRIBUTIONS, EVENT_TYPES, FLOORS, MEANS
from foedus.pacts.wording import cap, happened

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator, Sequence

    from foedus.pacts.answers import Say
    from foedus.pacts.clauses import Clause, Duty, Effect
    from foedus.pacts.events import Event
    from foedus.pacts.scene import Scene


_MEANS_TOLD = {0: "consultation", 1: "help", 2: "military aid", 3: "armed force"}


class Act(NamedTuple):
    """Something by which a duty was performed: when, in which event, and told how."""

    at: dt.date
    event: str | None
    told: Say


class Performance(NamedTuple):
    """The act that performed a duty, or None; and what falls short of it, in which events."""

    act: Act | None
    short: tuple[Say, ...] = ()
    fell: tuple[str, ...] = ()

    def tells(self) -> tuple[str, ...]:
        """Return what was done but falls short, in sentences."""
        return tuple(told_of(self.short))


NOTHING: Final = Performance(None)


def owed_action(clause: Clause) -> str:
    """Return what a duty asks for: help whose ceiling is consultation is consultation."""
    duty = clause.duty
    if duty is None:
        return ""
    consult = duty.action == "assist" and duty.discretion.ceiling == "consult_only"
    return "consult" if consult else duty.action


def needed_means(clause: Clause, duty: Duty, limits: Sequence[Effect] = ()) -> int:
    """Return the least kind of help that performs a duty, on the scale of contributions.

    What a bearer deems necessary is any help from the floor on. Where it is not the bearer who
    measures, because the duty is automatic or the text says so, it owes what the ceiling names.
    Restrictions lower the ceiling, or set another floor.
    """
    ceiling, floor = MEANS[duty.discretion.ceiling], FLOORS[duty.discretion.floor]
    for limit in limits:
        ceiling = ceiling if limit.ceiling is None else min(ceiling, MEANS[limit.ceiling])
        floor = floor if limit.floor is None else FLOORS[limit.floor]
    measured = duty.discretion.standard == "none" or clause.decision_rule.kind == "automatic"
    return ceiling if measured else min(ceiling, floor)


def performance(
    scene: Scene,
    clause: Clause,
    bearer: str,
    toward: Collection[str],
    occasion: Event | None,
    opened: dt.date,
    limits: Sequence[Effect] = (),
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
    opened : date or datetime
        When it arose; what was done before performs nothing.
    limits : sequence of Effect
        Restrictions of the duty.
    """
    duty = clause.duty
    if duty is None or duty.modality == "prohibition":
        return NOTHING
    return _Record(scene, clause, duty, bearer, toward, occasion, opened, limits).performance()


def _types(conduct: Sequence[str]) -> Iterator[str]:
    """Yield the types of events that named conduct can stand in."""
    for name in conduct:
        yield name if name in EVENT_TYPES else "conduct"


def _both(one: Later, other: str) -> tuple[str, ...]:
    return (" ".join([*one.lines, other]),)


class _Record:
    """What one bearer did about one duty."""

    def __init__(
        self,
        scene: Scene,
        clause: Clause,
        duty: Duty,
        bearer: str,
        toward: Collection[str],
        occasion: Event | None,
        opened: dt.date,
        limits: Sequence[Effect],
    ) -> None:
        self.scene = scene
        self.clause = clause
        self.duty = duty
        self.bearer = bearer
        self.toward = toward
        self.occasion = occasion
        self.opened = opening(opened)
        self.limits = limits

    def performance(self) -> Performance:
        action = self.duty.action
        if action == "find":
            return self.finding()
        if action == "arm":
            return self.delivery()
        if action == "perform":
            return self.conduct()
        # Help whose ceiling is consultation is performed by either.
        owed = owed_action(self.clause)
        kinds: tuple[str, ...] = (PERFORMED_BY[owed],)
        if owed != action:
            kinds = (*kinds, PERFORMED_BY[action])
        if not self.on_clause(kinds):
            return NOTHING
        needed = needed_means(self.clause, self.duty, self.limits)
        short: list[Say] = []
        fell: list[str] = []
        for event in self.acts(kinds):
            told = Later(happened, event, self.scene.names)
            if event.type != "contribution" or CONTRIBUTIONS[event.kind or ""] >= needed:
                return Performance(Act(event.at, event.id, told))
            asks = f"Article {self.clause.art} asks for {_MEANS_TOLD[needed]}."
            short.append(Later(_both, told, asks))
            fell.append(event.id)
        return Performance(None, tuple(short), tuple(fell)) if short else NOTHING

    def conduct(self) -> Performance:
        """Return the act that the clause names."""
        for event in self.acts(tuple(dict.fromkeys(_types(self.duty.conduct)))):
            if event.type != "conduct" or event.kind in self.duty.conduct:
                told = Later(happened, event, self.scene.names)
                return Performance(Act(event.at, event.id, told))
        return NOTHING

    def on_clause(self, kinds: tuple[str, ...]) -> Sequence[Event]:
        """Return the bearer's acts that are about the clause, or about none in particular."""
        key = ("acts", self.clause.id, self.bearer, kinds)
        if key not in self.scene.kept:
            pacts, clauses = (None, self.scene.pact.name), (None, self.clause.id)
            done = self.scene.done_by((self.bearer,), kinds)
            self.scene.kept[key] = [e for e in done if e.pact in pacts and e.clause in clauses]
        found: Sequence[Event] = self.scene.kept[key]
        return found

    def acts(self, kinds: tuple[str, ...]) -> Iterator[Event]:
        """Yield the bearer's acts, from the occasion on, that are about this duty."""
        for event in self.on_clause(kinds):
            if event.others and self.toward and not any(c in self.toward for c in event.others):
                continue
            if closing(event.at) < self.opened:
                continue
            if self.occasion is not None:
                if event.about is not None and not self.concerns(event, self.occasion):
                    continue
                if event.id == self.occasion.id:
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
        """Return the bearer's finding about the occasion."""
        bodies = self.scene.pact.text.bodies
        about = "" if self.occasion is None else self.occasion.id
        for each in self.scene.findings.get(about, ()):
            by_rule = each.by not in bodies or adopted(self.scene, each)
            if each.by == self.bearer and by_rule:
                who = cap(self.scene.names.of(self.bearer))
                line: Say = f"{who} reported on {told(each.at)} what it found about {each.event}."
                return Performance(Act(each.at, None, line))
        return NOTHING

    def delivery(self) -> Performance:
        """Return the delivery that fulfilled a pledge."""
        pledge = self.occasion
        if pledge is None or pledge.amount is None:
            return NOTHING
        total = 0.0
        lines: list[Say] = []
        made = [pledge.id]
        for event in self.scene.log.events:
            if event.type == "delivery" and event.about == pledge.id:
                total += event.amount or 0.0
                lines.append(happened(event, self.scene.names))
                made.append(event.id)
                if total >= pledge.amount * (1 - 1e-12):  # sums of decimals
                    whole = f"That makes the {pledge.amount:,g} {pledge.unit} of {pledge.id} whole."
                    said = f"{happened(event, self.scene.names)} {whole}"
                    return Performance(Act(event.at, event.id, said))
        missing = f"Of {pledge.amount:,g} {pledge.unit}, {total:,g} are on record as delivered."
        return Performance(None, (*lines, missing), tuple(made))
