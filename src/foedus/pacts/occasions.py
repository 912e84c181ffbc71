# SPDX-License-Identifier: Apache-2.0
"""Stages what brings a clause into play: an event, with what must be found and happen beside it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from foedus.pacts.clauses import TIMED
from foedus.pacts.events import Event, Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from foedus.pacts.clauses import Clause, Condition, Pattern
    from foedus.pacts.schema import Zone
    from foedus.pacts.staging import Stage

_ELSEWHERE: Final = "nowhere_in_particular"


@dataclass(frozen=True)
class Staged:
    """An event with what has to be found and to happen beside it.

    Parameters
    ----------
    event : Event
        The event at hand.
    found : dict
        For each open term, what is found about the event; None: nobody finds anything.
    beside : tuple of Event
        What else has to happen.
    """

    event: Event
    found: Mapping[str, bool | None] = field(default_factory=dict)
    beside: tuple[Event, ...] = ()


def meet(stage: Stage, condition: Condition, staged: Staged, *, want: bool) -> Staged:
    """Return what is staged, changed so that a condition holds of its event, or does not."""
    if condition.holds is not None:
        return replace(staged, found={**staged.found, condition.holds: want})
    if condition.in_scope is not None:
        return replace(staged, event=placed(stage, staged.event, condition.in_scope, inside=want))
    if condition.negated is not None:
        return meet(stage, condition.negated, staged, want=not want)
    if condition.event is not None:
        return _as_kind(stage, condition.event, staged) if want else staged
    if condition.occurred is not None:
        return _with_events(stage, condition.occurred, staged, 1) if want else staged
    if condition.number is not None:
        number = condition.number
        return _with_events(stage, number.among, staged, number.at_least) if want else staged
    parts = condition.all or condition.any or ()
    every = (condition.all is not None) == want
    for part in parts if every else parts[:1]:
        staged = meet(stage, part, staged, want=want)
    return staged


def _as_kind(stage: Stage, pattern: Pattern, staged: Staged) -> Staged:
    """Return what is staged with its event turned into one of a kind."""
    event = staged.event
    fitted = stage.fit(pattern, event.id, at_hand=event)
    if fitted is None:
        return staged
    kept = {
        "kind": fitted.type if pattern.event and not event.is_any(pattern.event) else event.type,
        "name": event.id,
        "doers": fitted.doers if pattern.attacker or pattern.by else event.doers,
        "others": fitted.others if pattern.victim or pattern.toward else event.others,
    }
    more = {"target": fitted.target or event.target, "place": event.place, "about": event.about}
    kind = fitted.kind or event.kind
    made = _turned(stage, kept, at=event.at, clause=event.clause, what=kind, **more)
    return replace(staged, event=made)


def _turned(stage: Stage, kept: dict[str, Any], *, what: str | None, **more: Any) -> Event:  # noqa: ANN401
    event = stage.event(kept["kind"], kept["name"], kept["doers"], kept["others"], **more)
    return event if what is None else event.model_copy(update={"kind": what})


def _with_events(stage: Stage, pattern: Pattern, staged: Staged, count: int) -> Staged:
    """Return what is staged with further events of a kind, by as many as are asked for."""
    made = stage.fit(pattern, "beside_1", at_hand=staged.event)
    if made is None:
        return staged
    day = staged.event.at
    if getattr(pattern, "relative", None) == "before":
        day = _as_day(day) - dt.timedelta(days=1)
    beside = [made.model_copy(update={"at": day})]
    for code in stage.everyone:
        if len(beside) >= count:
            break
        wanted = (*pattern.attacker, *pattern.by)
        fits = not wanted or stage.names.includes(wanted, code, staged.event)
        if fits and code not in (*made.doers, *made.others):
            key = "attacker" if made.attacker else "by"
            name = f"beside_{len(beside) + 1}"
            beside.append(made.model_copy(update={"id": name, key: (code,), "at": day}))
    return replace(staged, beside=(*staged.beside, *beside))


def placed(stage: Stage, event: Event, scope: str, *, inside: bool) -> Event:
    """Return an event that lies within a scope, or outside it, as far as that can be staged."""
    zones = stage.pact.text.scopes[scope].any_of
    if inside:
        place, target = _inside(stage, zones[0], event)
        return event.model_copy(update={"place": place, "target": target})
    return event.model_copy(update={"place": _outside(stage, zones)})


def _inside(stage: Stage, zone: Zone, event: Event) -> tuple[Place, str | None]:
    where: dict[str, Any] = {"name": "inside the area"}
    of = [code for code in stage.everyone if stage.names.includes(zone.territory_of, code, event)]
    struck = [code for code in event.others if code in of]
    if zone.territory_of:
        where["territory_of"] = tuple((struck or of)[:1])
    if zone.region:
        where["region"] = zone.region[:1]
    north = zone.north_of if zone.north_of is not None else -90.0
    south = zone.south_of if zone.south_of is not None else 90.0
    where["latitude"] = (north + south) / 2
    return Place.model_validate(where), zone.target[0] if zone.target else event.target


def _outside(stage: Stage, zones: Sequence[Zone]) -> Place:
    """Return a place that lies in none of some zones where one can be found."""
    latitude = next(
        (
            at
            for at in (-60.0, 0.0, 60.0, 85.0, -85.0)
            if not any(
                (z.north_of is not None or z.south_of is not None)
                and (z.north_of is None or at > z.north_of)
                and (z.south_of is None or at < z.south_of)
                for z in zones
            )
        ),
        None,
    )
    wanted = [who for zone in zones for who in zone.territory_of]
    whose = [c for c in reversed(stage.everyone) if not stage.names.includes(wanted, c)]
    where = {"name": "outside the area", "region": (_ELSEWHERE,), "latitude": latitude}
    return Place.model_validate({**where, "territory_of": tuple(whose[:1])})


def favour(stage: Stage, clause: Clause, staged: Staged) -> Staged:
    """Return what is staged so that every condition of a clause is met, and nothing bars it."""
    if clause.trigger is not None and clause.trigger.condition is not None:
        staged = meet(stage, clause.trigger.condition, staged, want=True)
    for other in stage.clauses:
        effect = other.effect
        if effect is None or other.when is None or clause.id not in effect.clauses:
            continue
        if effect.kind not in TIMED:
            staged = meet(stage, other.when, staged, want=effect.kind == "require")
    return staged


def occasion(stage: Stage, clause: Clause, name: str = "incident") -> Staged | None:
    """Return what brings a clause into play, with every condition met; None where nothing can.

    A clause that follows another's performance or breach has that other's occasion.
    """
    return next(occasions(stage, clause, name), None)


def occasions(stage: Stage, clause: Clause, name: str = "incident") -> Iterator[Staged]:
    """Yield what brings a clause into play: for each type of event, each doer, each other."""
    trigger = clause.trigger
    if trigger is None:
        return
    if trigger.event:
        for event in stage.fits(trigger, name, clause):
            yield favour(stage, clause, Staged(event))
        return
    source = stage.clause(trigger.performed or trigger.breached or "")
    if source is not None:
        yield from occasions(stage, source, name)


def _as_day(when: dt.date) -> dt.date:
    return when.date() if isinstance(when, dt.datetime) else when
