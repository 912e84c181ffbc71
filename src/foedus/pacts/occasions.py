# SPDX-License-Identifier: Apache-2.0
"""Stages what brings a clause into play: an event, with what must be found and happen beside it."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from foedus.pacts.clauses import TIMED
from foedus.pacts.events import Event, Place
from foedus.pacts.moments import day_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from foedus.pacts.clauses import Clause, Condition, Pattern
    from foedus.pacts.schema import Zone
    from foedus.pacts.staging import Stage

_ELSEWHERE: Final = "nowhere_in_particular"
_MOST_WAYS: Final = 4
"""Ways to meet one condition that are tried."""


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
    return next(ways(stage, condition, staged, want=want), staged)


def ways(stage: Stage, condition: Condition, staged: Staged, *, want: bool) -> Iterator[Staged]:
    """Yield the ways to make a condition hold of what is staged, or not, the nearest one first."""
    if condition.holds is not None:
        yield replace(staged, found={**staged.found, condition.holds: want})
    elif condition.in_scope is not None:
        yield replace(staged, event=placed(stage, staged.event, condition.in_scope, inside=want))
    elif condition.negated is not None:
        yield from ways(stage, condition.negated, staged, want=not want)
    elif condition.all is not None or condition.any is not None:
        parts = condition.all or condition.any or ()
        if (condition.all is not None) == want:
            yield from _every(stage, parts, staged, want=want)
        else:
            for part in parts:
                yield from ways(stage, part, staged, want=want)
    elif not want:
        kind = condition.event
        yield staged if kind is None else _not_of_kind(stage, kind, staged)
    else:
        yield from _happening(stage, condition, staged)


def _happening(stage: Stage, condition: Condition, staged: Staged) -> Iterator[Staged]:
    """Yield the ways to make the event be of a kind, or others happen beside it."""
    if condition.event is not None:
        yield from _as_kind(stage, condition.event, staged)
    elif condition.occurred is not None:
        yield _with_events(stage, condition.occurred, staged, 1)
    elif condition.number is not None:
        yield _with_events(stage, condition.number.among, staged, condition.number.at_least)


def _every(
    stage: Stage, parts: Sequence[Condition], staged: Staged, *, want: bool
) -> Iterator[Staged]:
    """Yield the ways to make every one of some conditions hold, or none of them."""
    if not parts:
        yield staged
        return
    for first in itertools.islice(ways(stage, parts[0], staged, want=want), _MOST_WAYS):
        yield from _every(stage, parts[1:], first, want=want)


def _as_kind(stage: Stage, pattern: Pattern, staged: Staged) -> Iterator[Staged]:
    """Yield what is staged with its event turned into one of a kind, or as it is if it is one."""
    event = staged.event
    if _fits(stage, pattern, event):
        yield staged
        return
    for fitted in itertools.islice(stage.fits(pattern, event.id, at_hand=event), 10 * _MOST_WAYS):
        doers = fitted.doers if pattern.attacker or pattern.by else event.doers
        others = fitted.others if pattern.victim or pattern.toward else event.others
        if set(doers) & set(others):
            continue
        made = stage.event(
            fitted.type if pattern.event and not event.is_any(pattern.event) else event.type,
            event.id,
            doers,
            others,
            at=event.at,
            clause=event.clause,
            target=fitted.target or event.target,
            place=event.place,
            about=event.about,
        )
        kind = (fitted.kind if pattern.kind else event.kind) or made.kind
        yield replace(staged, event=made.model_copy(update={"kind": kind}))


def _not_of_kind(stage: Stage, pattern: Pattern, staged: Staged) -> Staged:
    """Return what is staged with other states in it, so that its event is not of a kind."""
    event = staged.event
    doer, other = ("attacker", "victim") if event.attacker else ("by", "toward")
    changed = [
        event.model_copy(update={key: (code,)})
        for key, wanted, rest in (
            (doer, pattern.attacker or pattern.by, event.others),
            (other, pattern.victim or pattern.toward, event.doers),
        )
        if wanted
        for code in stage.everyone
        if code not in rest
    ]
    if _fits(stage, pattern, event):
        event = next((each for each in changed if not _fits(stage, pattern, each)), event)
    return replace(staged, event=event)


def _fits(stage: Stage, pattern: Pattern, event: Event) -> bool:
    """Tell whether an event is of the kind that a pattern describes."""
    sides = (
        (pattern.attacker, event.doers),
        (pattern.by, event.doers),
        (pattern.victim, event.others),
        (pattern.toward, event.others),
    )
    return (
        (not pattern.event or event.is_any(pattern.event))
        and all(
            not who or any(stage.includes(who, code, event) for code in codes)
            for who, codes in sides
        )
        and (not pattern.target or event.target in pattern.target)
        and (not pattern.kind or event.kind in pattern.kind)
    )


def _with_events(stage: Stage, pattern: Pattern, staged: Staged, count: int) -> Staged:
    """Return what is staged with further events of a kind, by as many as are asked for."""
    made = stage.fit(pattern, "beside", at_hand=staged.event)
    if made is None:
        return staged
    day = day_of(staged.event.at)
    if getattr(pattern, "relative", None) == "before":
        day -= dt.timedelta(days=1)
    wanted = (*pattern.attacker, *pattern.by)
    key = "attacker" if made.attacker else "by"
    others = [
        code
        for code in stage.everyone
        if (not wanted or stage.includes(wanted, code, staged.event))
        and code not in (*made.doers, *made.others)
    ]
    beside = list(staged.beside)
    for code in [*made.doers, *others][:count]:
        name = f"beside_{len(beside) + 1}"
        beside.append(made.model_copy(update={"id": name, key: (code,), "at": day}))
    return replace(staged, beside=tuple(beside))


def placed(stage: Stage, event: Event, scope: str, *, inside: bool) -> Event:
    """Return an event that lies within a scope, or outside it, as far as that can be staged."""
    zones = stage.pact.text.scopes[scope].any_of
    if inside:
        place, target = _inside(stage, zones[0], event)
        return event.model_copy(update={"place": place, "target": target})
    return event.model_copy(update={"place": _outside(stage, zones)})


def _inside(stage: Stage, zone: Zone, event: Event) -> tuple[Place, str | None]:
    where: dict[str, Any] = {"name": "inside the area"}
    of = [code for code in stage.everyone if stage.includes(zone.territory_of, code, event)]
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
    whose = [c for c in reversed(stage.everyone) if not stage.includes(wanted, c)]
    where = {"name": "outside the area", "region": (_ELSEWHERE,), "latitude": latitude}
    return Place.model_validate({**where, "territory_of": tuple(whose[:1])})


def favour(stage: Stage, clause: Clause, staged: Staged) -> Staged:
    """Return what is staged so that every condition of a clause is met, and nothing bars it."""
    return next(favours(stage, clause, staged), staged)


def favours(stage: Stage, clause: Clause, staged: Staged) -> Iterator[Staged]:
    """Yield the ways to meet every condition of a clause, and to keep what bars it away."""
    asked: list[tuple[Condition, bool]] = []
    if clause.trigger is not None and clause.trigger.condition is not None:
        asked.append((clause.trigger.condition, True))
    for other in stage.clauses:
        effect = other.effect
        if effect is None or other.when is None or clause.id not in effect.clauses:
            continue
        if effect.kind not in TIMED:
            asked.append((other.when, effect.kind == "require"))
    yield from _asked(stage, asked, staged)


def _asked(
    stage: Stage, asked: Sequence[tuple[Condition, bool]], staged: Staged
) -> Iterator[Staged]:
    if not asked:
        yield staged
        return
    (condition, want), *rest = asked
    for first in itertools.islice(ways(stage, condition, staged, want=want), _MOST_WAYS):
        yield from _asked(stage, rest, first)


def occasions(stage: Stage, clause: Clause, name: str = "incident") -> Iterator[Staged]:
    """Yield what may bring a clause into play: each type of event, each doer, each other, each way.

    A clause that follows another's performance or breach has that other's occasions.
    """
    trigger = clause.trigger
    if trigger is None:
        return
    if trigger.event:
        for event in stage.fits(trigger, name, clause):
            yield from itertools.islice(favours(stage, clause, Staged(event)), _MOST_WAYS)
        return
    source = stage.clause(trigger.performed or trigger.breached or "")
    if source is not None:
        yield from occasions(stage, source, name)
