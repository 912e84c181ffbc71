# SPDX-License-Identifier: Apache-2.0
"""Whether an event took place, is of a kind, meets a condition, or lies within an area."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from foedus.pacts.moments import closing, opening
from foedus.pacts.replay.record import Record, Step, contrary, doers, every, is_kind, some, struck

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from foedus.pacts.clauses import Condition, Pattern
    from foedus.pacts.events import Event
    from foedus.records import Record as Words


def plain(words: Words) -> dict[str, Any]:
    """Return a part of a clause as a proof names it."""
    return words.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def struck_in_fact(event: Event) -> dict[str, Step]:
    """Return who was struck, each with the step that says so."""
    return {code: Step("victim", True, None, (event.id, code)) for code in struck(event)}


class Facts(Record):
    """What happened, and of what kind it was."""

    def took_place(self, event: Event, party: str | None) -> Step:
        """Return whether an event happened: a claim did once whoever decides has found it."""
        bodies = [by for by in event.by if by in self.text.bodies]
        enough = any(self.adopted(body, event.votes, event.at) for body in bodies)
        if event.type == "decision" and bodies and not enough:
            return Step("not_carried", False, None, (event.id,))
        if not event.alleged_by:
            return Step("event", True, event.at, (event.id,))
        open_: list[list[str]] = []
        true: list[Step] = []
        for name, term in self.text.open_terms.items():
            if is_kind(event, term.applies_to):
                step = self.holds(name, event, party, silence=False)
                true += [step] if step.value is True else []
                open_ += [list(map(str, step.ref))] if step.rule == "open" else []
        if true:
            first = min(true, key=lambda step: opening(step.since or event.at))
            return Step("found_true", True, first.since, (event.id,), (first,))
        return Step("claim", None, None, (event.id, *open_))

    def fits(self, pattern: Pattern, event: Event, at_hand: Event | None = None) -> bool:
        """Tell whether an event is of a kind, whoever was struck."""
        sides = (
            (pattern.attacker, doers(event)),
            (pattern.by, doers(event)),
            (pattern.toward, struck(event)),
        )
        return (
            (not pattern.event or is_kind(event, pattern.event))
            and self.ours(event.pact)
            and all(
                not who or any(self.means(who, c, at_hand, event.at) for c in them)
                for who, them in sides
            )
            and (not pattern.target or event.target in pattern.target)
            and (not pattern.kind or event.kind in pattern.kind)
            and pattern.clause in (None, event.clause)
        )

    def matches(
        self,
        pattern: Pattern,
        event: Event,
        victims: dict[str, Step],
        at_hand: Event | None = None,
    ) -> Step | None:
        """Return that an event is of a kind, with who counts as struck; None where it is not."""
        if not self.fits(pattern, event, at_hand):
            return None
        ref = (event.id, plain(pattern))
        if not pattern.victim:
            return Step("pattern", True, None, ref)
        met = [
            step
            for code, step in victims.items()
            if self.means(pattern.victim, code, at_hand, event.at)
        ]
        whole = some(met)
        return Step("pattern", whole.value, None, ref, (whole,)) if met else None

    def meets(self, condition: Condition, event: Event, party: str | None) -> Step:
        """Return whether a condition holds of the event at hand, for one party."""
        if condition.holds is not None:
            return self.holds(condition.holds, event, party)
        if condition.in_scope is not None:
            return self.in_scope(condition.in_scope, event)
        if condition.event is not None:
            victims = struck_in_fact(event)
            met = self.matches(condition.event, event, victims, event) is not None
            ref = (event.id, plain(condition.event))
            return Step("kind", met, event.at if met else None, ref)
        if condition.occurred is not None:
            found = [step for _, step in self.alike(condition.occurred, event, party)]
            ref = (event.id, plain(condition.occurred))
            whole = some(found)
            if not found:
                return Step("absent", False, None, ref)
            return Step("occurred", whole.value, whole.since, ref, (whole,))
        if condition.number is not None:
            return self.number(condition, event, party)
        if condition.negated is not None:
            return contrary(self.meets(condition.negated, event, party))
        inner = [self.meets(c, event, party) for c in condition.all or condition.any or ()]
        return every(inner) if condition.all is not None else some(inner)

    def alike(
        self, pattern: Pattern, at_hand: Event, party: str | None
    ) -> Iterator[tuple[Event, Step]]:
        """Yield the events of a kind, before or after the one at hand where that is asked."""
        relative, moment = getattr(pattern, "relative", None), opening(at_hand.at)
        for event in self.events:
            if relative == "before" and opening(event.at) >= moment:
                continue
            if relative == "after" and closing(event.at) < moment:
                continue
            if self.matches(pattern, event, struck_in_fact(event), at_hand):
                yield event, self.took_place(event, party)

    def number(self, condition: Condition, at_hand: Event, party: str | None) -> Step:
        """Return whether enough different ones took part in events of a kind."""
        number = condition.number
        if number is None:
            return Step("number")
        wanted = getattr(number.among, number.of)
        who = doers if number.of in ("attacker", "by") else struck
        parts: list[Step] = []
        sure: dict[str, dt.date] = {}
        possible: set[str] = set()
        for event, step in self.alike(number.among, at_hand, party):
            parts.append(step)
            for code in who(event):
                if wanted and not self.means(wanted, code, at_hand, event.at):
                    continue
                possible.add(code)
                if step.value:
                    moments = [step.since or event.at, *filter(None, [sure.get(code)])]
                    sure[code] = min(moments, key=opening)
        ref = (at_hand.id, plain(number))
        if len(sure) >= number.at_least:
            since = sorted(sure.values(), key=opening)[number.at_least - 1]
            return Step("number", True, since, ref, tuple(parts))
        value = None if len(possible) >= number.at_least else False
        return Step("number", value, None, ref, tuple(parts))

    def in_scope(self, name: str, event: Event) -> Step:
        """Return whether an event lies within a scope; what the log does not say is open."""
        zones = []
        of = event.place.territory_of if event.place is not None else ()
        regions = event.place.region if event.place is not None else ()
        north = event.place.latitude if event.place is not None else None
        for zone in self.text.scopes[name].any_of:
            facts: list[tuple[str, bool | None]] = []
            if zone.since is not None or zone.until is not None:
                begun = zone.since is None or opening(zone.since) <= opening(event.at)
                ended = zone.until is not None and opening(zone.until) <= opening(event.at)
                facts.append(("time", begun and not ended))
            if zone.territory_of:
                own = any(self.lands(zone.territory_of, code, event) for code in of)
                facts.append(("territory_of", own if of else None))
            if zone.region:
                facts.append(
                    ("region", any(r in zone.region for r in regions) if regions else None)
                )
            if zone.north_of is not None:
                facts.append(("north_of", None if north is None else north > zone.north_of))
            if zone.south_of is not None:
                facts.append(("south_of", None if north is None else north < zone.south_of))
            if zone.target:
                facts.append(("target", event.target in zone.target if event.target else None))
            zones.append(every(Step("place", met, None, (key, event.id)) for key, met in facts))
        whole = some(zones)
        return Step("scope", whole.value, None, (name, event.id), (whole,))

    def lands(self, owners: Sequence[str], code: str, event: Event) -> bool:
        """Tell whether a zone speaks of a state's territory; of a party's, while it is bound."""
        if code in self.text.parties and not self.bound(code, event.at):
            owners = ["nobody" if who == "parties" else who for who in owners]
        return self.means(owners, code, event, event.at)
