# SPDX-License-Identifier: Apache-2.0
"""Which acts perform a duty, and what is short of it."""

from __future__ import annotations

from functools import cached_property
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


class Owed(NamedTuple):
    """A duty on one occasion: who owes it to whom, what it answers, and from when acts count."""

    bearer: str
    toward: Collection[str]
    occasion: Event | None
    opened: dt.datetime


def _types(conduct: Sequence[str]) -> Iterator[str]:
    """Yield the types of events that named conduct can stand in."""
    for name in conduct:
        yield name if name in EVENT_TYPES else "conduct"


def _both(one: Later, other: str) -> tuple[str, ...]:
    return (" ".join([*one.lines, other]),)


class Deeds:
    """What bearers did about the duty of a clause.

    Parameters
    ----------
    scene : Scene
        The pact and its log as seen.
    clause : Clause
        The clause.
    duty : Duty
        Its duty.
    """

    def __init__(self, scene: Scene, clause: Clause, duty: Duty) -> None:
        self.scene = scene
        self.clause = clause
        self.duty = duty
        self.special = {"find": self.finding, "arm": self.delivery}.get(duty.action)
        self.done: dict[str, Sequence[Event]] = {}

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The types of events in which the duty can be performed."""
        if self.duty.action == "perform":
            return tuple(dict.fromkeys(_types(self.duty.conduct)))
        # Help whose ceiling is consultation is performed by either.
        owed = (owed_action(self.clause), self.duty.action)
        return tuple(dict.fromkeys(PERFORMED_BY[action] for action in owed))

    def performance(
        self,
        bearer: str,
        toward: Collection[str],
        occasion: Event | None,
        opened: dt.date,
        limits: Sequence[Effect] = (),
    ) -> Performance:
        """Return what a bearer did about the duty.

        Parameters
        ----------
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
        if self.duty.modality == "prohibition":
            return NOTHING
        if self.special is not None:
            return self.special(Owed(bearer, toward, occasion, opening(opened)))
        if not self.on_clause(bearer):
            return NOTHING
        owed = Owed(bearer, toward, occasion, opening(opened))
        return self.conduct(owed) if self.duty.action == "perform" else self.help(owed, limits)

    def help(self, owed: Owed, limits: Sequence[Effect]) -> Performance:
        """Return the act that is help, a consultation, a report or the like, and enough."""
        needed = needed_means(self.clause, self.duty, limits)
        short: list[Say] = []
        fell: list[str] = []
        for event in self.acts(owed):
            told = Later(happened, event, self.scene.names)
            if event.type != "contribution" or CONTRIBUTIONS[event.kind or ""] >= needed:
                return Performance(Act(event.at, event.id, told))
            asks = f"Article {self.clause.art} asks for {_MEANS_TOLD[needed]}."
            short.append(Later(_both, told, asks))
            fell.append(event.id)
        return Performance(None, tuple(short), tuple(fell)) if short else NOTHING

    def conduct(self, owed: Owed) -> Performance:
        """Return the act that the clause names."""
        for event in self.acts(owed):
            if event.type != "conduct" or event.kind in self.duty.conduct:
                told = Later(happened, event, self.scene.names)
                return Performance(Act(event.at, event.id, told))
        return NOTHING

    def on_clause(self, bearer: str) -> Sequence[Event]:
        """Return a bearer's acts that are about the clause, or about none in particular."""
        if bearer not in self.done:
            pacts, clauses = (None, self.scene.pact.name), (None, self.clause.id)
            done = self.scene.done_by((bearer,), self.kinds)
            self.done[bearer] = [e for e in done if e.pact in pacts and e.clause in clauses]
        return self.done[bearer]

    def acts(self, owed: Owed) -> Iterator[Event]:
        """Yield the bearer's acts, from the occasion on, that are about this duty."""
        _, toward, occasion, opened = owed
        for event in self.on_clause(owed.bearer):
            if event.others and toward and not any(code in toward for code in event.others):
                continue
            if closing(event.at) < opened:
                continue
            if occasion is not None:
                if event.about is not None and not self.concerns(event, occasion):
                    continue
                if event.id == occasion.id:
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

    def finding(self, owed: Owed) -> Performance:
        """Return the bearer's finding about the occasion."""
        bodies = self.scene.pact.text.bodies
        about = "" if owed.occasion is None else owed.occasion.id
        for each in self.scene.findings.get(about, ()):
            by_rule = each.by not in bodies or adopted(self.scene, each)
            if each.by == owed.bearer and by_rule:
                who = cap(self.scene.names.of(owed.bearer))
                line: Say = f"{who} reported on {told(each.at)} what it found about {each.event}."
                return Performance(Act(each.at, None, line))
        return NOTHING

    def delivery(self, owed: Owed) -> Performance:
        """Return the delivery that fulfilled a pledge."""
        pledge = owed.occasion
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
