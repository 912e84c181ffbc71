# SPDX-License-Identifier: Apache-2.0
"""Which clause and which open term of one draft is which of another, whatever they are called.

Clauses are matched by what they do: who owes what to whom on which kind of event. A name or an
article that changed is no difference.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from foedus.pacts.scene import Names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from foedus.pacts.clauses import Clause
    from foedus.pacts.events import Determination, Event, EventLog
    from foedus.pacts.pact import Pact


@dataclass(frozen=True)
class Matching:
    """Two drafts, and which part of the one is which of the other.

    Logs are written in the words of the old draft; `to_new` puts one into those of the new.

    Parameters
    ----------
    old, new : Pact
        The drafts.
    """

    old: Pact
    new: Pact

    @cached_property
    def clauses(self) -> dict[str, str]:
        """Names of clauses in the old draft, or made for those of the new alone, and in the new."""
        mine = {clause.id: clause for clause in self.old.text.clauses}
        theirs = {clause.id: clause for clause in self.new.text.clauses}
        kinds = (_signature(self.old), _signature(self.new))
        tests: list[Callable[[str, str], bool]] = [
            lambda a, b: a == b and kinds[0](mine[a]) == kinds[1](theirs[b]),
            lambda a, b: kinds[0](mine[a]) == kinds[1](theirs[b]),
            lambda a, b: a == b and kinds[0](mine[a])[0] == kinds[1](theirs[b])[0],
            lambda a, b: kinds[0](mine[a])[:2] == kinds[1](theirs[b])[:2],
        ]
        return _paired(mine, theirs, tests)

    @cached_property
    def terms(self) -> dict[str, str]:
        """The same for open terms."""
        mine, theirs = self.old.text.open_terms, self.new.text.open_terms
        tests: list[Callable[[str, str], bool]] = [
            lambda a, b: a == b,
            lambda a, b: mine[a].phrase == theirs[b].phrase,
            lambda a, b: mine[a].applies_to == theirs[b].applies_to,
        ]
        return _paired(mine, theirs, tests)

    def to_new(self, log: EventLog) -> EventLog:
        """Return a log in the new draft's words."""
        return self._said(log, self.old.name, self.new.name, self.clauses, self.terms)

    def to_old(self, log: EventLog) -> EventLog:
        """Return a log in the old draft's words."""
        clauses = {new: old for old, new in self.clauses.items()}
        terms = {new: old for old, new in self.terms.items()}
        return self._said(log, self.new.name, self.old.name, clauses, terms)

    def _said(
        self,
        log: EventLog,
        pact: str,
        other: str,
        clauses: Mapping[str, str],
        terms: Mapping[str, str],
    ) -> EventLog:
        def event(each: Event) -> Event:
            if each.pact not in (None, pact) or (each.pact is None and each.clause is None):
                return each
            changes: dict[str, Any] = {}
            if each.pact == pact and pact != other:
                changes["pact"] = other
            if each.clause is not None and clauses.get(each.clause, each.clause) != each.clause:
                changes["clause"] = clauses[each.clause]
            return each.model_copy(update=changes) if changes else each

        def found(each: Determination) -> Determination:
            changes: dict[str, Any] = {}
            if each.pact == pact and pact != other:
                changes["pact"] = other
            if terms.get(each.term, each.term) != each.term:
                changes["term"] = terms[each.term]
            return each.model_copy(update=changes) if changes else each

        events, findings = map(event, log.events), map(found, log.determinations)
        return replace(log, events=tuple(events), determinations=tuple(findings))


def _paired(
    mine: Iterable[str], theirs: Iterable[str], tests: Iterable[Callable[[str, str], bool]]
) -> dict[str, str]:
    """Pair names by the first test that they pass; those left over keep names of their own."""
    left, right = dict.fromkeys(mine), dict.fromkeys(theirs)
    names = list(left)
    pairs: dict[str, str] = {}
    for test in tests:
        for one in list(left):
            other = next((each for each in right if test(one, each)), None)
            if other is not None:
                pairs[one] = other
                del left[one], right[other]
    for other in right:
        free = other
        while free in names or free in pairs:
            free += "_new"
        pairs[free] = other
    return pairs


def _signature(pact: Pact) -> Callable[[Clause], tuple[Any, ...]]:
    """Return what says which clause is which: its kind, then more and more of what it does."""
    names = Names(pact.text, {})

    def of(clause: Clause) -> tuple[Any, ...]:
        events = frozenset(clause.trigger.event) if clause.trigger is not None else frozenset()
        if clause.duty is not None:
            duty = clause.duty
            kind = ("duty", duty.modality, duty.action)
            who = (frozenset(names.codes(duty.bearer)), frozenset(names.codes(duty.toward)))
            return (kind, events, who)
        if clause.effect is not None:
            return (("effect", clause.effect.kind), events, clause.effect.effective)
        if clause.deeming is not None:
            struck = frozenset(names.codes(clause.deeming.attack_on))
            return (("deeming",), events, struck, clause.deeming.target)
        return (("words",), events, clause.summary)

    return of
