# SPDX-License-Identifier: Apache-2.0
"""Whether an event meets an open term: the body's finding, else the fallback, else unknown.

A finding that an event meets a narrow term is one that it meets every wider term; a finding that
it does not meet a wide term is one that it meets no narrower one. Findings both ways leave the
question open: neither is dropped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from foedus.pacts.answers import Answer
from foedus.pacts.moments import after, closing, opening, told
from foedus.pacts.voting import carried
from foedus.pacts.wording import cap, found

if TYPE_CHECKING:
    import datetime as dt

    from foedus.pacts.events import Determination, Event
    from foedus.pacts.scene import Scene
    from foedus.pacts.schema import OpenTerm


def term_holds(
    scene: Scene, name: str, event: Event, party: str | None, *, by_silence: bool = True
) -> Answer:
    """Return whether an event meets an open term, as far as one party is concerned.

    Parameters
    ----------
    scene : Scene
        The pact and its log as seen.
    name : str
        The open term.
    event : Event
        The event.
    party : str or None
        For whom it is asked: where parties judge for themselves, each has an answer of its own.
    by_silence : bool
        Whether a fallback that answers for a silent body counts.
    """
    return _Question(scene, name, event, party, by_silence=by_silence).answer()


def adopted(scene: Scene, finding: Determination) -> bool:
    """Tell whether a finding came about by the rule of the body that is said to have made it."""
    body = scene.pact.text.bodies.get(finding.by)
    if body is None or body.rule is None or finding.vote is None:
        return body is not None
    return carried(body.rule, finding.vote, body.seats)


class _Question:
    """Whether one event meets one open term, for one party."""

    def __init__(
        self, scene: Scene, name: str, event: Event, party: str | None, *, by_silence: bool
    ) -> None:
        self.by_silence = by_silence
        self.scene = scene
        self.names = scene.names
        self.terms = scene.pact.text.open_terms
        self.term: OpenTerm = self.terms[name]
        self.event = event
        self.party = party
        self.wider = self._wider(name)
        self.narrower = {other for other in self.terms if name in self._wider(other)}
        concerned = {*self.wider, *self.narrower}
        self.found = [
            each
            for each in scene.log.determinations
            if each.event == event.id
            and each.term in concerned
            and each.pact in (None, scene.pact.name)
        ]
        self.found.sort(key=self.order)

    def _wider(self, name: str) -> set[str]:
        """Return a term and every term that it is a kind of."""
        found: set[str] = set()
        current: str | None = name
        while current is not None and current not in found:
            found.add(current)
            current = self.terms[current].kind_of
        return found

    def answer(self) -> Answer:
        """Return the answer of whoever decides; a term is not met by what it is not said of."""
        if not self.event.is_any(self.term.applies_to):
            what = self.event.type.replace("_", " ")
            line = f"{self.term.phrase} is not said of such an event ({what})."
            return Answer(value=False, because=(cap(line),))
        finder = self.term.determined_by
        if isinstance(finder, str):
            return self.own_view()
        decided, others = self.split(finder.body)
        name = self.names.of(finder.body)
        answer = self.combined(decided, f"{cap(name)} has found both ways")
        limit = None if finder.within is None else after(self.event.at, finder.within)
        in_time = limit is None or closing(self.scene.at) <= closing(limit)
        if answer.because:
            since = answer.since
            if limit is not None and not in_time:
                since = self.no_later(answer, limit)
            remarks = self.remarks(others, f"{name} decides")
            return Answer(answer.value, since, (*answer.because, *remarks))
        what = f"{self.event.id} was {self.term.phrase}"
        if limit is None or in_time:
            until = "" if limit is None else f"; it has until {told(limit)}"
            line = f"{cap(name)} has not found whether {what}{until}."
            return Answer(value=None, because=(line, *self.remarks(others, f"{name} decides")))
        line = f"{cap(name)} did not find by {told(limit)} whether {what}."
        fallback = self.fallback(limit)
        return Answer(fallback.value, fallback.since, (line, *fallback.because))

    def split(self, body: str) -> tuple[list[Determination], list[Determination]]:
        """Return the findings by which a body settles something, and all the others."""
        decided: list[Determination] = []
        others: list[Determination] = []
        for each in self.found:
            settles = each.by == body and each.value != "unknown" and adopted(self.scene, each)
            (decided if settles else others).append(each)
        return decided, others

    def no_later(self, answer: Answer, limit: dt.date) -> dt.date | None:
        """Keep the earlier moment where the fallback had settled it the same way before."""
        fallback = self.fallback(limit)
        if answer.since is None or fallback.since is None or fallback.value is not answer.value:
            return answer.since
        return min(answer.since, fallback.since, key=opening)

    def fallback(self, limit: dt.date) -> Answer:
        """Return what holds when the body has not found in time."""
        rule = self.term.fallback
        if rule == "each_party":
            own = self.own_view()
            since = None if own.since is None else max(own.since, limit, key=closing)
            return Answer(own.value, since, ("Each party then judges for itself.", *own.because))
        if isinstance(rule, bool) and self.by_silence:
            line = f"It then {'counts' if rule else 'does not count'} as {self.term.phrase}."
            return Answer(rule, limit, (line,))
        remarks = self.remarks(self.found, "they do not decide")
        return Answer(value=None, because=("The pact does not say what holds then.", *remarks))

    def own_view(self) -> Answer:
        """Return what the party itself found."""
        own = [each for each in self.found if each.by == self.party]
        others = [each for each in self.found if each.by != self.party]
        remarks = self.remarks(others, "each party judges for itself")
        if self.party is None:
            return Answer(value=None, because=("Each party judges for itself.", *remarks))
        name = cap(self.names.of(self.party))
        answer = self.combined(own, f"{name} has found both ways")
        if answer.because:
            return Answer(answer.value, answer.since, (*answer.because, *remarks))
        line = f"{name} has not found whether {self.event.id} was {self.term.phrase}."
        return Answer(value=None, because=(line, *remarks))

    def combined(self, found: list[Determination], torn: str) -> Answer:
        """Return what findings of one source amount to; no reasons where they settle nothing."""
        yes = [each for each in found if each.value is True and each.term in self.narrower]
        no = [each for each in found if each.value is False and each.term in self.wider]
        lines = tuple(self.sentence(each) for each in found if each in yes or each in no)
        if yes and no:
            line = f"{torn} whether {self.event.id} was {self.term.phrase}; it stays open."
            return Answer(value=None, because=(*lines, line))
        if yes:
            return Answer(value=True, since=min((e.at for e in yes), key=opening), because=lines)
        if no:
            return Answer(value=False, since=min((e.at for e in no), key=opening), because=lines)
        return Answer(value=None)

    def order(self, each: Determination) -> tuple[object, ...]:
        """Return where a finding stands among others: by time, and at one time as in the file."""
        text = self.scene.pact.text
        finders = [*text.bodies, *text.parties]
        place = finders.index(each.by) if each.by in finders else len(finders)
        terms = list(self.terms)
        return (opening(each.at), place, each.by, terms.index(each.term), str(each.value))

    def sentence(self, each: Determination) -> str:
        """Return a finding as a sentence."""
        return found([each], self.terms[each.term].phrase, self.names) + "."

    def remarks(self, findings: list[Determination], why: str) -> tuple[str, ...]:
        """Return sentences on findings that do not settle the question, alike ones together."""
        alike: dict[tuple[object, ...], list[Determination]] = {}
        for each in findings:
            apart = str(each.vote) if each.by in self.scene.pact.text.bodies else None
            alike.setdefault((each.at, each.term, each.value, apart), []).append(each)
        return tuple(self.remark(together, why) for together in alike.values())

    def remark(self, together: list[Determination], why: str) -> str:
        """Return a sentence on findings that say the same and do not settle the question."""
        each = together[0]
        said = found(together, self.terms[each.term].phrase, self.names)
        body = self.scene.pact.text.bodies.get(each.by)
        if body is not None and not adopted(self.scene, each):
            return f"{said}; that is no finding, because it takes {body.rule}."
        if each.value == "unknown":
            return f"{said}."
        return f"{said}; that settles nothing here, because {why}."
