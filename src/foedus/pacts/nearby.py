# SPDX-License-Identifier: Apache-2.0
"""What on record comes near to an occasion that a clause speaks of, and what it lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foedus.pacts.conditions import mismatch, whom
from foedus.pacts.wording import happened, listed, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from foedus.pacts.clauses import Clause, Trigger
    from foedus.pacts.events import Event
    from foedus.pacts.scene import Scene


def near_misses(scene: Scene, clause: Clause) -> tuple[str, ...]:
    """Say for the events nearest to a clause's trigger what they lack, and quote its words.

    An event is near that is of the right type and concerns a party, or that is of another type
    between those whom the clause speaks of.

    Parameters
    ----------
    scene : Scene
        The pact and its log as seen.
    clause : Clause
        A clause that an event of some kind would bring into play, and none did.
    """
    trigger = clause.trigger
    if trigger is None:
        return ()
    lines = list(_misses(scene, clause, trigger))
    if lines and clause.quote:
        lines.append(f"The words of Article {clause.art}: '{clause.quote}'.")
    return tuple(lines)


def _misses(scene: Scene, clause: Clause, trigger: Trigger) -> Iterator[str]:
    for event in scene.log.events:
        if not _near(scene, trigger, event):
            continue
        key = mismatch(scene, trigger, event)
        struck = any(scene.names.includes(trigger.victim, code) for code in event.others)
        if not key and trigger.victim and not struck:
            key = "victim"
        lack = _lack(scene, clause, trigger, event, key)
        if lack:
            yield f"{happened(event, scene.names)[:-1]}: {lack}."


def _near(scene: Scene, trigger: Trigger, event: Event) -> bool:
    involved = {*event.doers, *event.others}
    if event.is_any(trigger.event):
        return not involved.isdisjoint(scene.pact.text.parties)
    doers, others = (*trigger.attacker, *trigger.by), (*trigger.victim, *trigger.toward)
    return bool(doers and others) and all(
        any(scene.names.includes(wanted, code) for code in given)
        for wanted, given in ((doers, event.doers), (others, event.others))
    )


def _lack(scene: Scene, clause: Clause, trigger: Trigger, event: Event, key: str) -> str:
    """Return which of the things that a trigger asks for an event lacks; "" where none."""
    asks = f"Article {clause.art} asks for"
    if key == "event":
        return f"{asks} {listed(map(_a, trigger.event), 'or')}, and this is {_a(event.type)}"
    if key in ("attacker", "by"):
        did = listed(map(scene.names.of, event.doers))
        return f"there {did} acted, and {asks} an act of {whom(scene, getattr(trigger, key))}"
    if key in ("victim", "toward"):
        struck = listed(map(scene.names.of, event.others)) or "nobody"
        wanted = whom(scene, getattr(trigger, key))
        return f"that was against {struck}, and {asks} an act against {wanted}"
    if key in ("kind", "target"):
        return f"{asks} the {key} {listed(map(plain, getattr(trigger, key)), 'or')}"
    return "that is about another pact or clause" if key else ""


def _a(kind: str) -> str:
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {plain(kind)}"
