# SPDX-License-Identifier: Apache-2.0
"""What a duty must be: whether it arose, by when it is to be done, and what became of it."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, NamedTuple

from foedus.pacts.moments import after, closing, opening, written
from foedus.pacts.replay.acts import Acts, Wanted
from foedus.pacts.replay.law import NEVER, Stroke, completions, ending, pauses
from foedus.pacts.replay.record import Step, every, is_kind, struck

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

    from foedus.pacts.clauses import Clause, Duty, Effect
    from foedus.pacts.events import Event
    from foedus.pacts.replay.acts import Act


class Time(NamedTuple):
    """A duty in time: when it arose, its time begins and ends, when it was done, when judged."""

    opened: dt.datetime
    start: dt.datetime
    due: dt.datetime | None
    done: dt.datetime | None
    now: dt.datetime

    def fate(self, taken: Sequence[Stroke]) -> tuple[str, dt.datetime]:
        """Return what has become of it, and when its time ends; suspended time does not count."""
        end, paused = ending(taken), pauses(taken)
        due = self.due or NEVER
        for begun, over in paused:
            if begun <= due < NEVER and over > self.start:
                due = NEVER if over == NEVER else due + (over - max(begun, self.start))
        sealed = min(self.done or NEVER, due if due < self.now else NEVER)
        if end is not None and (end.reach <= self.opened or end.reach < sealed):
            return ("void" if end.kind == "void" else "not_owed"), due
        if self.done is not None or due < self.now:
            return ("breached" if self.done is None else "performed"), due
        return ("suspended" if any(a <= self.now < b for a, b in paused) else "owed"), due


def _agreed(ways: Iterable[str]) -> str:
    found = set(ways)
    return found.pop() if len(found) == 1 else "unknown"


class Occasion(NamedTuple):
    """What may give rise to a duty; a standing one holds as long as its bearer is bound."""

    event: Event | None = None
    opened: dt.date | None = None
    performer: str | None = None
    ground: Step | None = None
    standing: bool = False


class Duties(Acts):
    """Every duty of a pact, worked out from its words and a log."""

    def duties(self, clause: Clause) -> Iterator[Wanted]:
        """Yield every duty under a clause."""
        duty = clause.duty
        if duty is None:
            return
        if duty.modality == "prohibition" and clause.trigger is None:
            yield from self.promises(clause, duty)
            return
        asked = False
        for occasion in self.occasions(clause, duty):
            for bearer in self.bearers(duty, occasion):
                each = self.duty(clause, duty, occasion, bearer)
                if each is not None:
                    asked = True
                    yield each
        event = clause.trigger is not None and bool(clause.trigger.event)
        if asked or not event or duty.action not in ("assist", "perform"):
            return
        for bearer in self.codes(duty.bearer):
            if bearer in self.text.parties:
                toward = tuple(code for code in self.codes(duty.toward) if code != bearer)
                nothing = Step("no_occasion", False, None, (clause.id, bearer))
                yield Wanted(clause, bearer, None, toward, [self.head(clause), nothing])

    def head(self, clause: Clause) -> Step:
        """Return that the clause says so."""
        return Step("text", True, None, (clause.id,))

    def occasions(self, clause: Clause, duty: Duty) -> Iterator[Occasion]:
        """Yield what may give rise to a duty."""
        trigger = clause.trigger
        if duty.action == "arm":
            pledges = [
                Occasion(event, event.at, party, standing=True)
                for event in self.events
                if event.type == "pledge"
                and event.clause in (None, clause.id)
                and event.pact == self.text.pact
                for party in event.by
            ]
            yield from pledges
            have = {each.performer for each in pledges}
            for party in self.codes(duty.bearer):
                if party not in have:
                    yield Occasion(performer=party, standing=True)
        elif trigger is None:
            yield Occasion(standing=True)
        elif trigger.event:
            yield from (Occasion(e, e.at) for e in self.events if is_kind(e, trigger.event))
        else:
            for state, when, step in self.consequences(clause):
                name = state.performed_in if trigger.performed else state.trigger
                yield Occasion(self.by_id.get(name or ""), when, state.bearer, step)

    def bearers(self, duty: Duty, occasion: Occasion) -> list[str]:
        """Return who may be under a duty on an occasion."""
        codes = self.codes(duty.bearer, occasion.event)
        if duty.action == "arm":
            return [code for code in codes if code == occasion.performer]
        own = occasion.performer or "performer"
        return list(dict.fromkeys(own if code == "performer" else code for code in codes))

    def duty(self, clause: Clause, duty: Duty, occasion: Occasion, bearer: str) -> Wanted | None:
        """Return what a duty must be; None where the occasion is none for the bearer."""
        event, head = occasion.event, self.head(clause)
        ground = self.ground(clause, occasion, bearer)
        named = self.codes(duty.toward, event)
        helps = duty.action in ("assist", "perform") and duty.toward == ("victim",)
        if ground is None or named == [bearer] or (helps and bearer in struck(event)):
            return None  # nobody owes anything to itself
        others = [code for code in named if code != bearer]
        period, when = self.membership(bearer, occasion)
        if period is None:
            unbound = Step("unbound", False, None, (bearer, when))
            return Wanted(clause, bearer, event, tuple(others), [head, unbound])
        theirs = {code: self.membership(code, occasion)[0] for code in others}
        # Whom a sanction hits is owed nothing.
        aimed = duty.action in ("sanction", "perform")
        parties = () if aimed else self.text.parties
        there = {c: p for c, p in theirs.items() if p is not None or c not in parties}
        if named and not there:
            lacking = [Step("unbound", False, None, (code, when)) for code in others]
            return Wanted(clause, bearer, event, (), [head, *lacking])
        limits = list(self.limits(clause, bearer, event, occasion.opened or self.now))
        bond = Step("bound", True, period[0], (bearer, period[0]))
        blank = Wanted(clause, bearer, event, tuple(there), [head, bond])
        ends = [(bearer, period[1])]
        last = [(code, None if each is None else each[1]) for code, each in there.items()]
        if last and all(end is not None for _, end in last):
            ends.append(max(last, key=lambda pair: opening(pair[1] or self.now)))
        whole = every([ground, *limits])
        wanted = self.course(blank, duty, occasion, whole, period[0], ends)
        if duty.modality == "prohibition" and not occasion.standing and whole.value is not False:
            self.break_(wanted, duty, occasion, whole, ends)
        return wanted

    def ground(self, clause: Clause, occasion: Occasion, bearer: str) -> Step | None:
        """Return whether an occasion gives rise to a duty; None where it cannot."""
        if occasion.standing:
            step: Step | None = Step("always")
        elif occasion.ground is not None or occasion.event is None:
            step = occasion.ground
        else:
            step = self.in_play(clause, occasion.event, bearer)
        if step is None or clause.decision_rule.kind in ("each_for_itself", "automatic"):
            return step
        return every([step, self.decided(clause, occasion.event)])

    def membership(
        self, code: str, occasion: Occasion
    ) -> tuple[tuple[dt.date, dt.date | None] | None, dt.date]:
        """Return the membership under which a duty falls, and the moment that decides it."""
        if not occasion.standing and occasion.opened is not None:
            open_ = occasion.ground is not None and occasion.ground.value is None
            # What is open may also come about now.
            now = self.bound(code, self.at) if open_ else None
            return self.bound(code, occasion.opened) or now, occasion.opened
        begun = [each for each in self.periods(code) if opening(each[0]) <= self.now]
        return (begun[-1] if begun else None), self.now

    def course(
        self,
        blank: Wanted,
        duty: Duty,
        occasion: Occasion,
        ground: Step,
        begun: dt.date,
        ends: Sequence[tuple[str, dt.date | None]],
    ) -> Wanted:
        """Return what became of a duty of a bearer who is bound."""
        clause, bearer = blank.clause, blank.bearer
        strokes = self.taken(clause, bearer, ends)
        opened = occasion.opened or begun
        opened = max(opened, begun, key=opening) if occasion.standing else opened
        if ground.value is False:
            blank.parts.append(ground)
            return blank
        since = max(opened, ground.since or opened, key=opening) if ground.value else None
        start, due = self.deadline(duty, occasion, since or opened, opened)
        limits = self.restrictions(clause, bearer, occasion.event, opened)
        surely = [effect for effect, step in limits if step.value]
        act, short = self.performance(blank, duty, surely, opened)
        last = None if due is None else closing(due)
        first = Time(opening(opened), opening(start), last, None, self.now)
        ways = list(completions(strokes))
        whys = [each.why for each in strokes]
        firsts = [stroke for way in ways if (stroke := ending(way)) is not None]
        if len(firsts) == len(ways) and all(each.reach <= first.opened for each in firsts):
            blank.status = _agreed(first.fate(way)[0] for way in ways)
            blank.parts += whys
            return blank
        blank.parts += [ground, *(step for _, step in limits)]
        if ground.value and clause.deeming is not None and occasion.event is not None:
            victims = self.victims(occasion.event, deemed=True)
            blank.parts += [victims[bearer]] if bearer in victims else []
        if duty.modality in ("permission", "power"):
            usable = {first._replace(due=None).fate(way)[0] == "owed" for way in ways}
            blank.parts += whys
            return self.freedom(blank, usable, ground, act)
        # Where it is open whether the duty arose, it may have arisen at any time.
        dues = [last] if ground.value else [last, None]
        acts = [self.performance(blank, duty, some_, opened)[0] for some_ in _subsets(limits)]
        runs = [
            first._replace(due=ends_, done=None if one is None else opening(one.at))
            for ends_ in dues
            for one in acts
        ]
        found = {run.fate(way)[0] for run in runs for way in ways}
        blank.status = status = _agreed(found | ({"not_owed"} if ground.value is None else set()))
        exits = status in ("not_owed", "unknown")
        blank.parts += [e.why for e in strokes if exits or e.kind != "exit"]
        blank.act = act or (acts[-1] if status == "unknown" else None)
        earliest = min(first.fate(way)[1] for way in ways)
        if status == "unknown" and None in (act, acts[-1]) and earliest < self.now:
            blank.broken_at = written(earliest)
        if status not in ("not_owed", "void") and since is not None:
            blank.since = since
            blank.due = None if earliest == NEVER else written(earliest)
        blank.parts += self.told(blank, duty, short)
        return blank

    def told(self, blank: Wanted, duty: Duty, short: tuple[str, ...]) -> Iterator[Step]:
        """Yield what was done, what falls short, and the deadline."""
        act, due = blank.act, blank.due
        if short:
            yield Step("short", None, None, short)
        if act is not None:
            yield Step("act", True, act.at, (act.event, blank.bearer))
            if due is not None and opening(act.at) > closing(due):
                yield Step("deadline", True, due)
        elif due is not None or (blank.status == "owed" and duty.modality == "obligation"):
            yield Step("deadline", True, due)

    def freedom(self, blank: Wanted, usable: set[bool], ground: Step, act: Act | None) -> Wanted:
        """Return what became of something that a bearer may do, and need not."""
        blank.free = usable.pop() if len(usable) == 1 else None
        if blank.free and ground.value is None:
            blank.free = None
        blank.parts.append(Step("freedom", True, None, (blank.free,)))
        blank.status = "unknown" if blank.free is None else "not_owed"
        if act is not None and blank.free is not False:
            blank.act = act
            blank.parts.append(Step("act", True, act.at, (act.event, blank.bearer)))
            blank.status = "unknown" if blank.free is None else "performed"
        return blank

    def deadline(
        self, duty: Duty, occasion: Occasion, since: dt.date, opened: dt.date
    ) -> tuple[dt.date, dt.date | None]:
        """Return from when a duty's time runs, and its last day or moment."""
        span, pledge = duty.deadline, occasion.event
        if duty.action == "arm":
            return opened, None if pledge is None else pledge.due
        if span is None:
            return opened, None
        if span.counted_from == "finding":
            return since, after(since, span)
        # Nobody is late before it is settled that something is owed.
        return opened, max(after(opened, span), since, key=closing)

    def promises(self, clause: Clause, duty: Duty) -> Iterator[Wanted]:
        """Yield a promise that always holds, and each act against it."""
        always = Occasion(standing=True)
        for bearer in self.bearers(duty, always):
            named = (code for code in self.codes(duty.toward) if code != bearer)
            toward = tuple(code for code in named if self.protects(duty, code, self.now))
            blank = Wanted(clause, bearer, None, toward, [self.head(clause)])
            period, when = self.membership(bearer, always)
            if period is None:
                blank.parts.append(Step("unbound", False, None, (bearer, when)))
                yield blank
            else:
                blank.parts += [Step("bound", True, period[0], (bearer, period[0]))]
                blank.parts.append(Step("standing"))
                ends = [(bearer, period[1])]
                yield self.course(blank, duty, always, Step("always"), period[0], ends)
            yield from (self.act_against(clause, bearer, e) for e in self.forbidden(duty, bearer))

    def act_against(self, clause: Clause, bearer: str, event: Event) -> Wanted:
        """Return what an act against a promise must be."""
        hit = tuple(code for code in struck(event) if code != bearer)
        fact, period = self.took_place(event, None), self.bound(bearer, event.at)
        blank = Wanted(clause, bearer, event, hit, [self.head(clause)], violation=True)
        if period is None:
            blank.parts += [fact, Step("unbound", False, None, (bearer, event.at))]
            return blank
        strokes = self.strokes(clause, bearer)
        limits = list(self.limits(clause, bearer, event, event.at))
        when = opening(event.at)
        found = set()
        for way in completions(strokes):
            end, held = ending(way), any(a <= when < b for a, b in pauses(way))
            if end is not None and end.reach <= when:
                found.add("void" if end.kind == "void" else "not_owed")
            else:
                found.add("suspended" if held else "breached")
        whole = every([fact, *limits]).value
        if whole is not True:
            found = {"not_owed"} if whole is False else found | {"not_owed"}
        blank.status = _agreed(found)
        blank.since = event.at if blank.status in ("breached", "unknown") else None
        bond = Step("bound", True, period[0], (bearer, period[0]))
        blank.parts += [bond, fact, *limits, *(each.why for each in strokes)]
        return blank

    def break_(
        self,
        wanted: Wanted,
        duty: Duty,
        occasion: Occasion,
        ground: Step,
        ends: Sequence[tuple[str, dt.date | None]],
    ) -> None:
        """Mark a promise that an occasion brought about as broken by an act while it held."""
        ways = list(completions(self.taken(wanted.clause, wanted.bearer, ends)))
        possible: list[tuple[Event, Step]] = []
        for event in self.forbidden(duty, wanted.bearer, wanted.toward):
            early = closing(event.at) < opening(occasion.opened or event.at)
            if early or event is occasion.event:
                continue
            fact, when = self.took_place(event, None), opening(event.at)
            held = {_holds(way, when) for way in ways}
            if held == {True} and fact.value is True and ground.value is True:
                wanted.status, wanted.since = "breached", wanted.since or occasion.opened
                possible = [(event, fact)]
                break
            if True in held and fact.value is not False:
                possible.append((event, fact))
                wanted.status = "unknown"
        for event, fact in possible[:1]:
            wanted.parts.append(fact)
            wanted.broken_at = event.at

    def taken(
        self, clause: Clause, bearer: str, ends: Sequence[tuple[str, dt.date | None]]
    ) -> list[Stroke]:
        """Return what other clauses and the ends of memberships do to a clause."""
        exits = [
            Stroke("exit", opening(end), True, False, Step("exit", True, end, (code,)))
            for code, end in ends
            if end is not None and opening(end) <= self.now
        ]
        return [*self.strokes(clause, bearer), *exits]


def _holds(taken: Sequence[Stroke], when: dt.datetime) -> bool:
    """Tell whether a clause is neither ended nor suspended at a moment."""
    end = ending(taken)
    over = end is not None and end.reach <= when
    return not over and not any(a <= when < b for a, b in pauses(taken))


def _subsets(limits: Sequence[tuple[Effect, Step]]) -> Iterator[list[Effect]]:
    """Yield every way in which restrictions that are open may act."""
    for acts in itertools.product(*((True,) if s.value else (False, True) for _, s in limits)):
        yield [effect for (effect, _), act in zip(limits, acts, strict=True) if act]
