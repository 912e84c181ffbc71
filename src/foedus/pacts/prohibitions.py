# SPDX-License-Identifier: Apache-2.0
"""Promises to refrain: whether they hold, and which acts broke them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from foedus.pacts.answers import Answer, all_of
from foedus.pacts.arising import Occasion
from foedus.pacts.besides import besides
from foedus.pacts.clauses import FORBIDS
from foedus.pacts.conditions import took_place
from foedus.pacts.defeat import courses
from foedus.pacts.duties import YES, Duties, begun
from foedus.pacts.moments import closing, opening
from foedus.pacts.taxonomy import EVENT_TYPES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from foedus.pacts.defeat import Status
    from foedus.pacts.dutystate import DutyState
    from foedus.pacts.events import Event
    from foedus.pacts.membership import Period


class Prohibitions(Duties):
    """The duties under one clause that forbids."""

    def states(self) -> Iterator[DutyState]:
        """Yield each promise that holds, and each act against it."""
        if self.clause.trigger is None:
            yield from self.standing()
            return
        for occasion in self.occasions():
            if not self.clause.stood(occasion.opened or self.docket.now):
                continue
            for bearer in self.bearers(occasion):
                answer = self.answer(bearer, occasion)
                if answer is None:
                    continue
                state = self.state(bearer, occasion, answer, self.facing(occasion, alike=False))
                if state is not None:
                    yield state

    def standing(self) -> Iterator[DutyState]:
        """Yield a promise that always holds, and each act against it."""
        always = Occasion(standing=True)
        named = self.names.codes(self.duty.toward)
        protected = [code for code in named if self.protects(code, self.docket.now)]
        for bearer in self.bearers(always):
            toward = tuple(code for code in protected if code != bearer)
            if self.clause.stood(self.docket.now):
                yield self.promise(bearer, toward, always)
            for event in self.forbidden:
                stood = self.clause.stood(event.at)
                if stood and bearer in event.doers and self.hits(event, bearer, event):
                    hit = tuple(code for code in event.others if code != bearer)
                    yield self.violation(self.blank(bearer, hit, Occasion(event)), event)

    def promise(self, bearer: str, toward: tuple[str, ...], always: Occasion) -> DutyState:
        """Return a promise that always holds: as long as its bearer is bound."""
        period, why_not = self.bound(bearer, always)
        if period is None:
            return self.blank(bearer, toward, always, self.head, why_not)
        holds = Answer(True, None, ("It holds all the time.",), "standing")
        told = besides(self.docket, self.clause, bearer, self.docket.now)
        parts = [self.head, begun(bearer, period), *told, holds]
        return self.course(toward, always, YES, [(bearer, period)], parts)

    @cached_property
    def forbidden(self) -> tuple[Event, ...]:
        """The acts on record that are of a kind that the clause forbids."""
        conduct = self.duty.conduct
        kinds = FORBIDS[self.duty.action] or tuple(set(EVENT_TYPES) & set(conduct))
        return tuple(
            event
            for event in self.scene.log.events
            if event.is_any(kinds) or (event.type == "conduct" and event.kind in conduct)
        )

    def hits(self, event: Event, bearer: str, at_hand: Event) -> bool:
        """Tell whether an act is towards someone whom the promise, on an occasion, is made to."""
        if not self.duty.toward:
            return True
        others = [c for c in event.others if c != bearer and self.protects(c, event.at)]
        return any(self.names.includes(self.duty.toward, code, at_hand) for code in others)

    def protects(self, code: str, when: dt.date) -> bool:
        """Tell whether a promise holds towards a state: one that the file dates, while a party."""
        party = self.scene.pact.text.parties.get(code)
        dated = party is not None and party.since is not None and "states" not in self.duty.toward
        return not dated or self.docket.bound(code, when)

    def course(
        self,
        toward: tuple[str, ...],
        occasion: Occasion,
        answer: Answer,
        periods: list[tuple[str, Period]],
        parts: list[Answer],
    ) -> DutyState:
        """Return what became of a promise, broken by an act against it while it held."""
        state = super().course(toward, occasion, answer, periods, parts)
        if occasion.standing or answer.value is False:
            return state
        acting = self.docket.effects_on(self.clause, state.bearer, occasion.event)
        ways = list(courses([*acting, *self.exits(periods)]))
        open_: tuple[Event, Answer] | None = None
        for event in self.acts_after(occasion, state):
            fact = took_place(self.scene, event, None)
            held = {course.standing(opening(event.at)) == "owed" for course in ways}
            if fact.value is True and answer.value is True and held == {True}:
                since = state.since or occasion.opened
                return _broken(state, "breached", event, fact)._replace(since=since)
            if fact.value is not False and True in held and open_ is None:
                open_ = event, fact
        return state if open_ is None else _broken(state, "unknown", *open_)

    def acts_after(self, occasion: Occasion, state: DutyState) -> Iterator[Event]:
        """Yield the acts against a promise from the occasion on that brought it about."""
        for event in self.forbidden:
            late = closing(event.at) >= opening(occasion.opened or event.at)
            if not late or state.bearer not in event.doers or event is occasion.event:
                continue
            # Whom the promise protects was settled by its occasion, not by the act against it.
            if state.toward and set(state.toward).isdisjoint(event.others):
                continue
            if state.toward or self.hits(event, state.bearer, occasion.event or event):
                yield event

    def violation(self, blank: DutyState, event: Event) -> DutyState:
        """Return an act against a promise: a breach, unless the bearer was not under it."""
        blank = blank._replace(violation=True)
        fact = took_place(self.scene, event, None)
        period, why_not = self.bound(blank.bearer, Occasion(event, event.at))
        if period is None:
            return blank.with_parts(self.head, fact, why_not)
        effects = self.docket.effects_on(self.clause, blank.bearer)
        moment = opening(event.at)
        limits = list(self.docket.limits(self.clause, blank.bearer, event, event.at))
        barred = all_of(limits) if limits else YES
        # Where it is open whether it happened, or was barred, it may have been no breach.
        open_ = fact.value is None or barred.value is None
        found: set[Status] = {"not_owed"} if open_ else set()
        standing = {course.standing(moment) for course in courses(effects)}
        found.update("breached" if each == "owed" else each for each in standing)
        status: Status = found.pop() if len(found) == 1 else "unknown"
        status = "not_owed" if barred.value is False else status
        whys = [effect.why for effect in effects]
        parts = (self.head, begun(blank.bearer, period), fact, *limits, *whys)
        since = event.at if status in ("breached", "unknown") else None
        return blank._replace(status=status, since=since, parts=parts)


def _broken(state: DutyState, status: Status, event: Event, fact: Answer) -> DutyState:
    return state.with_parts(fact)._replace(status=status, broken_at=event.at)
