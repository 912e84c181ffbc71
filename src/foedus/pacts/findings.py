# SPDX-License-Identifier: Apache-2.0
"""Whether an event meets an open term: the body's finding, else the fallback, else unknown.

A finding that an event meets a narrow term is one that it meets every wider term; a finding that
it does not meet a wide term is one that it meets no narrower one. Findings both ways leave the
question open: neither is dropped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from foedus.pacts.answers import Answer, Later
from foedus.pacts.moments import after, closing, opening, told
from foedus.pacts.voting import carried
from foedus.pacts.wording import cap, found, listed

if TYPE_CHECKING:
    import datetime as dt

    from foedus.pacts.answers import Say
    from foedus.pacts.events import Determination, Event
    from foedus.pacts.scene import Scene
    from foedus.pacts.schema import Finder, OpenTerm
    from foedus.pacts.voting import Vote


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
    own = judged_apart(scene, name)
    key: tuple[object, ...] = ("term", name, event.id, party if own else None, by_silence)
    settled = ("settled", name, event.id, by_silence)
    answer: Answer | None = scene.kept.get(key) or scene.kept.get(settled)
    if answer is None:
        question = _Question(scene, name, event, party, by_silence=by_silence)
        answer = question.answer()
        scene.kept[settled if question.shared(answer) else key] = answer
    return answer


def judged_apart(scene: Scene, name: str, event: Event | None = None) -> bool:
    """Tell whether parties can answer an open term differently, of any event or of one."""
    term = scene.pact.text.open_terms[name]
    if "each_party" not in (term.determined_by, term.fallback):
        return False
    if event is None:
        return True
    term_holds(scene, name, event, None)
    return ("settled", name, event.id, True) not in scene.kept


def adopted(scene: Scene, finding: Determination) -> bool:
    """Tell whether a finding came about by the rule of the body that is said to have made it."""
    return decided_by(scene, finding.by, finding.vote, finding.at)


def decided_by(scene: Scene, code: str, vote: Vote | None, when: dt.date) -> bool:
    """Tell whether a body decided with a vote, by the rule that it then had.

    A decision on record without its votes was taken.
    """
    body = scene.pact.text.bodies.get(code)
    rule, seats = body.decides(when) if body is not None else (None, 0)
    if body is None or rule is None or vote is None:
        return body is not None
    vetoes, members = scene.names.codes(body.vetoes), scene.membership
    # A party that is not bound yet, or no longer, need not concur.
    concurring = [
        code
        for code in scene.names.codes(body.concurring)
        if code not in scene.pact.text.parties or members.period(code, when) is not None
    ]
    return carried(rule, vote, seats, body.weights, vetoes, concurring)


class _Question:
    """Whether one event meets one open term, for one party."""

    def __init__(
        self, scene: Scene, name: str, event: Event, party: str | None, *, by_silence: bool
    ) -> None:
        self.by_silence = by_silence
        self.name = name
        self.scene = scene
        self.names = scene.names
        self.terms = scene.pact.text.open_terms
        self.term: OpenTerm = self.terms[name]
        self.event = event
        self.party = party
        self.wider = self._wider(name)
        self.narrower = {other for other in self.terms if name in self._wider(other)}
        concerned = {*self.wider, *self.narrower}
        self.found = [each for each in scene.findings.get(event.id, ()) if each.term in concerned]
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
            line = f"{cap(self.term.phrase)} is not said of such an event ({what})."
            return self.leaf("not_said", value=False, because=(line,))
        finder = self.term.determined_by
        if isinstance(finder, str):
            return self.own_view(by_victim=finder == "victim")
        decided, others = self.split(finder.body)
        name = self.names.of(finder.body)
        answer = self.combined(decided, finder.body)
        limit = None if finder.within is None else after(self.event.at, finder.within)
        late = self.late(finder)
        if answer is not None:
            since = answer.since
            if limit is not None and late:
                since = self.no_later(answer, limit)
            remarks = Later(self.remarks, others, f"{name} decides")
            return answer._replace(since=since, because=(*answer.because, remarks))
        what = f"{self.event.id} was {self.term.phrase}"
        if limit is None or not late:
            until = "" if limit is None else f"; it has until {told(limit)}"
            line = f"{cap(name)} has not found whether {what}{until}."
            remarks = Later(self.remarks, others, f"{name} decides")
            return self.leaf("open", finder.body, value=None, because=(line, remarks))
        line = f"{cap(name)} did not find by {told(limit)} whether {what}."
        fallback = self.fallback(limit, finder.body)
        return fallback._replace(because=(line, *fallback.because))

    def shared(self, answer: Answer) -> bool:
        """Tell whether an answer is a body's own, and the same for all parties.

        A late finding is not: a party that had judged for itself before is bound since then.
        """
        finder = self.term.determined_by
        if isinstance(finder, str) or answer.rule != "finding" or answer.ref[2:] != (finder.body,):
            return False
        return all(each.by == finder.body for each in self.found) or not self.late(finder)

    def late(self, finder: Finder) -> bool:
        """Tell whether the time that a body has for its finding is over."""
        limit = None if finder.within is None else after(self.event.at, finder.within)
        return limit is not None and closing(self.scene.at) > closing(limit)

    def leaf(
        self,
        rule: str,
        *finders: str,
        value: bool | None,
        since: dt.date | None = None,
        because: tuple[Say, ...] = (),
    ) -> Answer:
        """Return an answer that rests on findings, or on their absence."""
        return Answer(value, since, because, rule, (self.name, self.event.id, *finders))

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
        fallback = self.fallback(limit, "")
        if answer.since is None or fallback.since is None or fallback.value is not answer.value:
            return answer.since
        return min(answer.since, fallback.since, key=opening)

    def fallback(self, limit: dt.date, body: str) -> Answer:
        """Return what holds when the body has not found in time."""
        rule = self.term.fallback
        if rule == "each_party":
            own = self.own_view()
            since = None if own.since is None else max(own.since, limit, key=closing)
            line = "Each party then judges for itself."
            ref = (*own.ref, body) if own.rule == "open" else own.ref
            return own._replace(since=since, because=(line, *own.because), ref=ref)
        if isinstance(rule, bool) and self.by_silence:
            line = f"It then {'counts' if rule else 'does not count'} as {self.term.phrase}."
            return self.leaf("fallback", body, value=rule, since=limit, because=(line,))
        remarks = Later(self.remarks, self.found, "they do not decide")
        line = "The pact does not say what holds then."
        return self.leaf("open", body, value=None, because=(line, remarks))

    def own_view(self, *, by_victim: bool = False) -> Answer:
        """Return what the party itself found, or where the victim decides what it found."""
        finders = self.event.others if by_victim else (self.party,)
        bodies = self.scene.pact.text.bodies
        own = [
            each
            for each in self.found
            if each.by in finders and (each.by not in bodies or adopted(self.scene, each))
        ]
        others = [each for each in self.found if each not in own]
        why = "the victim judges" if by_victim else "each party judges for itself"
        remarks = Later(self.remarks, others, why)
        if not by_victim and self.party is None:
            line = "Each party judges for itself."
            return self.leaf("open", value=None, because=(line, remarks))
        codes = [code for code in finders if code is not None]
        name = cap(listed(map(self.names.of, codes)))
        answer = self.combined(own, *codes)
        if answer is not None:
            return answer._replace(because=(*answer.because, remarks))
        line = f"{name} has not found whether {self.event.id} was {self.term.phrase}."
        return self.leaf("open", *codes, value=None, because=(line, remarks))

    def combined(self, found: list[Determination], *finders: str) -> Answer | None:
        """Return what findings of one source amount to; None where they settle nothing."""
        yes = [each for each in found if each.value is True and each.term in self.narrower]
        no = [each for each in found if each.value is False and each.term in self.wider]
        if not yes and not no:
            return None
        lines: tuple[Say, ...] = tuple(
            Later(self.sentence, each) for each in found if each in yes or each in no
        )
        if yes and no:
            who = cap(listed(map(self.names.of, finders)))
            line = f"{who} has found both ways whether {self.event.id} was {self.term.phrase};"
            because = (*lines, f"{line} it stays open.")
            return self.leaf("torn", *finders, value=None, because=because)
        since = min((e.at for e in yes or no), key=opening)
        return self.leaf("finding", *finders, value=bool(yes), since=since, because=lines)

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
            return f"{said}; that is no finding, because it takes {body.decides(each.at)[0]}."
        if each.value == "unknown":
            return f"{said}."
        return f"{said}; that settles nothing here, because {why}."
