# SPDX-License-Identifier: Apache-2.0
"""Whether an event is of the kind that a clause speaks of, and whether a condition holds of it.

What stands in the log as a fact is one, and what does not stand there did not happen (closed
world). What stands there as somebody's claim is unknown, until whoever decides on an open term
finds that the event met it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from foedus.pacts.answers import Answer, Later, all_of, any_of, negation
from foedus.pacts.findings import decided_by, term_holds
from foedus.pacts.moments import closing, opening
from foedus.pacts.scopes import in_scope
from foedus.pacts.wording import cap, happened, listed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from foedus.pacts.clauses import Condition, Number, Occurrence, Pattern
    from foedus.pacts.events import Event
    from foedus.pacts.scene import Scene


def took_place(scene: Scene, event: Event, party: str | None) -> Answer:
    """Return whether an event happened: a fact did; a claim is open until it is found true."""
    told = Later(happened, event, scene.names)
    if event.type == "decision" and event.votes is not None:
        bodies = [code for code in event.by if code in scene.pact.text.bodies]
        if bodies and not any(decided_by(scene, b, event.votes, event.at) for b in bodies):
            line = f"The vote was {event.votes}: that is no decision."
            return Answer(False, None, (told, line), "not_carried", (event.id,))
    if not event.alleged_by:
        return Answer(True, event.at, (told,), "event", (event.id,))
    found = []
    for name, term in scene.pact.text.open_terms.items():
        if event.is_any(term.applies_to):
            answer = term_holds(scene, name, event, party, by_silence=False)
            found.append(answer)
    true = [answer for answer in found if answer.value is True]
    if true:
        first = min(true, key=lambda answer: opening(answer.since or event.at))
        return Answer(True, first.since, (told,), "found_true", (event.id,), (first,))
    line = "That is a claim; nobody who decides has found it."
    return Answer(None, None, (told, line), "claim", (event.id, *_finders(found)))


def _finders(found: list[Answer]) -> Iterator[tuple[str, ...]]:
    """Yield what findings would settle a claim: a term, the event, and who decides."""
    for answer in found:
        if answer.rule == "open":
            yield tuple(map(str, answer.ref))


def mismatch(scene: Scene, pattern: Pattern, event: Event, at_hand: Event | None = None) -> str:
    """Return the key of a pattern that an event does not fit, victims aside; "" where it fits."""
    if pattern.event and not event.is_any(pattern.event):
        return "event"
    if event.pact not in (None, scene.pact.name):
        return "pact"
    for key, given in (("attacker", event.doers), ("by", event.doers), ("toward", event.others)):
        wanted = getattr(pattern, key)
        if wanted and not any(scene.means(wanted, code, event, at_hand) for code in given):
            return key
    for key in ("target", "kind"):
        wanted = getattr(pattern, key)
        if wanted and getattr(event, key) not in wanted:
            return key
    if pattern.clause is not None and pattern.clause != event.clause:
        return "clause"
    return ""


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
    if mismatch(scene, pattern, event, at_hand):
        return None
    if not pattern.victim:
        return Answer(True, None, (), "pattern", (event.id, pattern))
    counted = [
        answer
        for code, answer in victims.items()
        if scene.means(pattern.victim, code, event, at_hand)
    ]
    if not counted:
        return None
    whole = any_of(counted)
    return Answer(whole.value, None, (), "pattern", (event.id, pattern), (whole,))


def actual(event: Event) -> dict[str, Answer]:
    """Return who was attacked in fact."""
    return {code: Answer(True, None, (), "victim", (event.id, code)) for code in event.others}


def meets(scene: Scene, condition: Condition, event: Event, party: str | None) -> Answer:
    """Return whether a condition holds of the event at hand, as far as one party is concerned."""
    if condition.holds is not None:
        return term_holds(scene, condition.holds, event, party)
    if condition.in_scope is not None:
        return in_scope(scene, condition.in_scope, event)
    if condition.occurred is not None:
        return _occurred(scene, condition.occurred, event, party)
    if condition.number is not None:
        return _number(scene, condition.number, event, party)
    if condition.event is not None:
        return _at_hand(scene, condition.event, event)
    if condition.negated is not None:
        return negation(meets(scene, condition.negated, event, party))
    parts = [meets(scene, each, event, party) for each in condition.all or condition.any or ()]
    return all_of(parts) if condition.all is not None else any_of(parts)


def _at_hand(scene: Scene, pattern: Pattern, event: Event) -> Answer:
    match = matches(scene, pattern, event, actual(event), event)
    if match is not None:
        told = Later(happened, event, scene.names)
        return Answer(True, event.at, (told,), "kind", (event.id, pattern))
    told = Later(_not_so, scene, pattern, event)
    return Answer(False, None, (told,), "kind", (event.id, pattern))


def _not_so(scene: Scene, pattern: Pattern, event: Event) -> str:
    return f"{event.id} was no {_described(scene, pattern, event)}."


def _candidates(scene: Scene, pattern: Pattern, at_hand: Event) -> Sequence[Event]:
    """Return the events that can be of a kind: of those who are named outright, else all."""
    named = pattern.attacker or pattern.by
    outright = {"victim", "attacker", *scene.pact.text.parties, *scene.log.others}
    if pattern.event and named and outright.issuperset(named):
        return scene.done_by(scene.names.codes(named, at_hand), pattern.event)
    return scene.of_kinds(pattern.event) if pattern.event else scene.log.events


def _alike(
    scene: Scene, pattern: Occurrence, at_hand: Event, party: str | None
) -> Iterator[tuple[Event, Answer]]:
    """Yield the events of a kind, with whether each took place."""
    for event in _candidates(scene, pattern, at_hand):
        if pattern.relative == "before" and opening(event.at) >= opening(at_hand.at):
            continue
        if pattern.relative == "after" and closing(event.at) < opening(at_hand.at):
            continue
        match = matches(scene, pattern, event, actual(event), at_hand)
        if match is not None:
            yield event, took_place(scene, event, party)


def _occurred(scene: Scene, pattern: Occurrence, at_hand: Event, party: str | None) -> Answer:
    answers = [answer for _, answer in _alike(scene, pattern, at_hand, party)]
    if answers:
        ref = (at_hand.id, pattern)
        whole = any_of(answers)
        return Answer(whole.value, whole.since, (), "occurred", ref, (whole,))
    told = Later(_absent, scene, pattern, at_hand)
    return Answer(False, None, (told,), "absent", (at_hand.id, pattern))


def _absent(scene: Scene, pattern: Occurrence, at_hand: Event) -> str:
    return f"{cap(_described(scene, pattern, at_hand))} is not on record."


def _described(scene: Scene, pattern: Pattern, at_hand: Event) -> str:
    """Return a kind of event in words."""
    kinds = listed((kind.replace("_", " ") for kind in pattern.event or ("event",)), "or")
    if pattern.kind:
        kinds += f" ({listed((kind.replace('_', ' ') for kind in pattern.kind), 'or')})"
    doers = whom(scene, (*pattern.attacker, *pattern.by), at_hand)
    others = whom(scene, (*pattern.victim, *pattern.toward), at_hand)
    when = {"before": f" before {at_hand.id}", "after": f" from {at_hand.id} on"}
    relative = getattr(pattern, "relative", None)
    return (
        kinds
        + (f" by {doers}" if doers else "")
        + (f" towards {others}" if others and pattern.toward else "")
        + (f" against {others}" if others and not pattern.toward else "")
        + when.get(relative or "", "")
    )


def whom(scene: Scene, items: tuple[str, ...], at_hand: Event | None = None) -> str:
    """Return references as words."""
    barred = [i.removeprefix("not ") for i in items if i.startswith("not ")]
    wanted = [i for i in items if not i.startswith("not ")]
    if not wanted and barred:
        return f"anyone but {listed(map(scene.names.of, scene.names.codes(barred, at_hand)), 'or')}"
    if "states" in wanted:
        return "a state"
    return listed(map(scene.names.of, scene.names.codes(items, at_hand)), "or")


def _number(scene: Scene, number: Number, at_hand: Event, party: str | None) -> Answer:
    """Return whether enough different ones took part in events of a kind."""
    sure: dict[str, dt.date] = {}
    possible: set[str] = set()
    parts = []
    doing = number.of in ("attacker", "by")
    wanted = getattr(number.among, number.of)
    for event, answer in _alike(scene, number.among, at_hand, party):
        codes = event.doers if doing else event.others
        if wanted:
            codes = tuple(c for c in codes if scene.means(wanted, c, event, at_hand))
        parts.append(answer)
        possible.update(codes)
        if answer.value is True:
            since = answer.since or event.at
            for code in codes:
                sure[code] = min(sure.get(code, since), since, key=opening)
    value: bool | None = len(sure) >= number.at_least
    if not value and len(possible) >= number.at_least:
        value = None
    reached = sorted(sure.values(), key=opening)[number.at_least - 1] if value else None
    told = Later(_counted, scene, number, at_hand, sorted(sure))
    ref = (at_hand.id, number)
    return Answer(value, reached, (told,), "number", ref, tuple(parts))


def _counted(scene: Scene, number: Number, at_hand: Event, who: list[str]) -> str:
    what = _described(scene, number.among, at_hand)
    named = f" ({listed(map(scene.names.of, who))})" if who else ""
    return f"It takes {number.at_least} different ones in {what}; {len(who)} on record{named}."
