# SPDX-License-Identifier: Apache-2.0
"""Whether an event is of the kind that a clause speaks of, and whether a condition holds of it.

What stands in the log as a fact is one, and what does not stand there did not happen (closed
world). What stands there as somebody's claim is unknown, until whoever decides on an open term
finds that the event met it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from foedus.pacts.answers import Answer, all_of, any_of, negation
from foedus.pacts.findings import term_holds
from foedus.pacts.wording import cap, happened, listed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from foedus.pacts.clauses import Condition, Pattern
    from foedus.pacts.events import Event
    from foedus.pacts.scene import Scene


def took_place(scene: Scene, event: Event, party: str | None) -> Answer:
    """Return whether an event happened: a fact did; a claim is open until it is found true."""
    told = happened(event, scene.names)
    if not event.alleged_by:
        return Answer(value=True, since=event.at, because=(told,))
    for name, term in scene.pact.text.open_terms.items():
        if event.is_any(term.applies_to):
            answer = term_holds(scene, name, event, party, by_silence=False)
            if answer.value is True:
                return Answer(value=True, since=answer.since, because=(told,))
    return Answer(value=None, because=(told, "That is a claim; nobody who decides has found it."))


def matches(
    scene: Scene,
    pattern: Pattern,
    event: Event,
    victims: Mapping[str, Answer],
    at_hand: Event | None = None,
) -> Answer | None:
    """Return whether an event is of the kind that a pattern describes; None where it is not.

    Parameters
    ----------
    scene : Scene
        The pact and its log as seen.
    pattern : Pattern
        The kind of event.
    event : Event
        The event.
    victims : dict
        Everyone who was attacked, or counts as attacked, with why.
    at_hand : Event, optional
        The event that the words victim and attacker speak of.
    """
    if not event.is_any(pattern.event):
        return None
    if event.pact not in (None, scene.pact.name):
        return None
    wanted = {"attacker": event.attacker, "by": event.by, "toward": event.toward}
    for key, given in wanted.items():
        codes = scene.names.codes(getattr(pattern, key), at_hand)
        if getattr(pattern, key) and not set(codes) & set(given):
            return None
    for word in ("target", "clause"):
        if getattr(pattern, word) not in (None, getattr(event, word)):
            return None
    if not pattern.victim:
        return Answer(value=True)
    counted = [
        victims[code] for code in scene.names.codes(pattern.victim, at_hand) if code in victims
    ]
    return any_of(counted) if counted else None


def actual(event: Event) -> dict[str, Answer]:
    """Return who was attacked in fact."""
    return {code: Answer(value=True) for code in event.victim}


def meets(scene: Scene, condition: Condition, event: Event, party: str | None) -> Answer:
    """Return whether a condition holds of the event at hand, as far as one party is concerned."""
    if condition.holds is not None:
        return term_holds(scene, condition.holds, event, party)
    if condition.occurred is not None:
        return _occurred(scene, condition.occurred, event, party)
    if condition.negated is not None:
        return negation(meets(scene, condition.negated, event, party))
    parts = [meets(scene, each, event, party) for each in condition.all or condition.any or ()]
    return all_of(parts) if condition.all is not None else any_of(parts)


def _occurred(scene: Scene, pattern: Pattern, at_hand: Event, party: str | None) -> Answer:
    answers = [
        all_of([match, took_place(scene, event, party)])
        for event in scene.log.events
        if (match := matches(scene, pattern, event, actual(event), at_hand)) is not None
    ]
    if answers:
        return any_of(answers)
    kinds = listed((kind.replace("_", " ") for kind in pattern.event), "or")
    doers = scene.names.codes((*pattern.attacker, *pattern.by), at_hand)
    who = f" by {listed((scene.names.of(code) for code in doers), 'or')}" if doers else ""
    return Answer(value=False, because=(f"{cap(kinds)}{who} is not on record.",))
