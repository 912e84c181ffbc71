# SPDX-License-Identifier: Apache-2.0
"""Whether an event lies within an area that a pact covers.

What the log does not say about a place is not known: a scope that turns on it stays open. An area
that a later agreement changed has dated zones, and an event is judged by those of its own day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from foedus.pacts.answers import Answer, Later, all_of, any_of
from foedus.pacts.moments import opening, told
from foedus.pacts.wording import listed, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from foedus.pacts.answers import Say
    from foedus.pacts.events import Event
    from foedus.pacts.scene import Scene
    from foedus.pacts.schema import Zone


def in_scope(scene: Scene, name: str, event: Event) -> Answer:
    """Return whether an event lies within a scope of the pact.

    Parameters
    ----------
    scene : Scene
        The pact and its log as seen.
    name : str
        The scope.
    event : Event
        The event.
    """
    key = ("scope", name, event.id)
    if key not in scene.kept:
        scope = scene.pact.text.scopes[name]
        zones = [all_of(_zone(scene, zone, event)) for zone in scope.any_of]
        value = any_of(zones)
        lies = "lies" if value.value else "does not lie"
        line = f"{event.id} {lies} within {scope.title}."
        if value.value is None:
            line = f"Whether {event.id} lies within {scope.title} is open."
        scene.kept[key] = Answer(value.value, None, (line,), "scope", (name, event.id), (value,))
    answer: Answer = scene.kept[key]
    return answer


def _zone(scene: Scene, zone: Zone, event: Event) -> Iterator[Answer]:
    place, names = event.place, scene.names
    met: bool | None
    if zone.since is not None or zone.until is not None:
        yield _fact("time", event, _current(zone, event), Later(_dated, zone, event))
    if zone.territory_of:
        of = place.territory_of if place is not None else ()
        met = any(_counts(scene, zone, code, event) for code in of)
        told = Later(_told, event, "on territory of", [names.of(code) for code in of])
        yield _fact("territory_of", event, met if of else None, told)
    if zone.region:
        regions = place.region if place is not None else ()
        met = not set(regions).isdisjoint(zone.region)
        told = Later(_told, event, "in", list(map(plain, regions)))
        yield _fact("region", event, met if regions else None, told)
    for key, limit in (("north_of", zone.north_of), ("south_of", zone.south_of)):
        if limit is None:
            continue
        north = place.latitude if place is not None else None
        side = 1 if key == "north_of" else -1
        met = None if north is None else side * (north - limit) > 0
        told = Later(_told, event, "at", [] if north is None else [_degrees(north)])
        yield _fact(key, event, met, told)
    if zone.target:
        met = None if event.target is None else event.target in zone.target
        told = Later(_told, event, "on", [] if event.target is None else [plain(event.target)])
        yield _fact("target", event, met, told)


def _current(zone: Zone, event: Event) -> bool:
    at = opening(event.at)
    begun = zone.since is None or opening(zone.since) <= at
    return begun and (zone.until is None or at < opening(zone.until))


def _counts(scene: Scene, zone: Zone, code: str, event: Event) -> bool:
    """Tell whether a zone means the territory of a state, on the day of an event."""
    wanted = zone.territory_of
    if "parties" in wanted and scene.membership.period(code, event.at) is None:
        wanted = tuple(who for who in wanted if who != "parties")
        if all(who.startswith("not ") for who in wanted):
            return False
    return scene.means(wanted, code, event, event)


def _fact(key: str, event: Event, value: bool | None, told: Say) -> Answer:  # noqa: FBT001
    return Answer(value, None, (told,), "place", (key, event.id))


def _told(event: Event, how: str, what: list[str]) -> str:
    if not what:
        return f"The log does not say enough of where {event.id} was, or of what was attacked."
    return f"{event.id} was {how} {listed(what)}."


def _dated(zone: Zone, event: Event) -> str:
    since = "" if zone.since is None else f" since {told(zone.since)}"
    until = "" if zone.until is None else f" before {told(zone.until)}"
    limits = f"{since}{' and' if since and until else ''}{until}"
    return f"{event.id} was on {told(event.at)}; this part of the area counts{limits}."


def _degrees(latitude: float) -> str:
    return f"{abs(latitude):g} degrees {'north' if latitude >= 0 else 'south'}"
