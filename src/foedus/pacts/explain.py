# SPDX-License-Identifier: Apache-2.0
"""Why a duty is owed or not: the proof as a tree, and what would have changed the answer."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any, Final

from foedus.errors import CallError
from foedus.pacts.answers import WORDS, Answer, told
from foedus.pacts.scene import Names
from foedus.pacts.wording import listed, plain
from foedus.problems import did_you_mean, listing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from foedus.pacts.clauses import Clause
    from foedus.pacts.dutystate import DutyState
    from foedus.pacts.evaluate import Evaluation
    from foedus.pacts.pact import Pact

_MOST: Final = 12
"""More ways to change an answer than this are not listed."""

Ways = tuple[tuple[str, ...], ...]
"""Alternatives; each is what would all have had to be otherwise."""


@dataclass(frozen=True)
class Explanation:
    """Why one duty is what it is.

    Parameters
    ----------
    duty : DutyState
        The duty.
    article : str
        Its article with its own words, where the file quotes them.
    changes : tuple of tuple of str
        For what is not owed or open: alternatives, each with all that would have to be otherwise.
    """

    duty: DutyState
    article: str
    changes: Ways

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        duty = self.duty
        proof = duty.proof.to_json()
        if duty.apart:
            proof["parts"] = [
                {
                    "rule": "reading",
                    "value": WORDS[state.proof.value],
                    "ref": [reading],
                    "parts": [state.proof.to_json()],
                }
                for reading, state in duty.apart
            ]
        return {
            **{key: value for key, value in duty.to_json().items() if key != "because"},
            "article": self.article,
            "proof": proof,
            "would_change": [list(way) for way in self.changes],
        }

    def tree(self) -> Iterator[tuple[int, str, str]]:
        """Yield the lines of the proof: how deep, a mark (yes, no, open, or none), and what."""
        if not self.duty.apart:
            yield from _branch(self.duty.proof, 0)
            return
        for reading, state in self.duty.apart:
            read = ", ".join(f"{plain(name)}: {plain(value)}" for name, value in reading.items())
            yield 0, "", f"Read so ({read}): {plain(state.status)}"
            yield from _branch(state.proof, 1)


def explain(
    pact: Pact,
    evaluation: Evaluation,
    clause: str,
    bearer: str | None = None,
    trigger: str | None = None,
) -> tuple[Explanation, ...]:
    """Say why the duties of a clause are what they are.

    Parameters
    ----------
    pact : Pact
        The pact.
    evaluation : Evaluation
        Its evaluation.
    clause : str
        The clause.
    bearer : str, optional
        One bearer alone.
    trigger : str, optional
        One event alone.

    Raises
    ------
    CallError
        Where the clause, the bearer or the event has no duty in the evaluation.
    """
    clauses = {each.id: each for each in pact.text.clauses}
    if clause not in clauses:
        message = f"there is no clause '{clause}'{did_you_mean(clause, clauses)}"
        message += f"; allowed: {listing(clauses, 40)}"
        raise CallError(message)
    found = [duty for duty in evaluation.duties if duty.clause == clause]
    if not found and clauses[clause].duty is None:
        message = f"clause '{clause}' lays no duty on anyone; it acts on others"
        raise CallError(message)
    asked = {"bearer": bearer, "trigger": trigger}
    for key, value in asked.items():
        if value is None:
            continue
        known = list(dict.fromkeys(str(getattr(duty, key) or "-") for duty in found))
        found = [duty for duty in found if (getattr(duty, key) or "-") == value]
        if not found:
            message = f"clause '{clause}' has no duty with the {key} '{value}'"
            message += f"{did_you_mean(value, known)}; there are: {listing(known, 40)}"
            raise CallError(message)
    if not found:
        message = f"nothing on record gives anyone a duty under '{clause}'"
        raise CallError(message)
    counterfactual = _Counterfactual(pact)
    article = words(clauses[clause])
    return tuple(Explanation(duty, article, counterfactual.changes(duty)) for duty in found)


def words(clause: Clause) -> str:
    """Return a clause's article with the words of the text, where the file has them."""
    said = clause.quote or clause.text
    head = f"Article {clause.art}" + (f" ({clause.title})" if clause.title else "")
    return f"{head}: “{said}”" if said else f"{head}: {clause.summary}"


_MARKS: Final = {True: "yes", False: "no", None: "open"}
_TITLES: Final = {
    "all": "all of these:",
    "any": "one of these:",
    "not": "not this:",
    "require": "the article holds only where:",
    "exclude": "an exception was looked at and does not act:",
}
_PLAIN: Final = frozenset({"text", "short", "deadline", "act", "freedom", "standing", "exit"})


def _branch(answer: Answer, depth: int) -> Iterator[tuple[int, str, str]]:
    lines = list(told(answer.because))
    parts = [part for part in answer.parts if _speaks(part)]
    mark = "" if answer.rule in _PLAIN else _MARKS[answer.value]
    if not lines:
        title = _TITLES.get(answer.rule, "")
        # A heading over a single branch, or one that everyone knows, is left out.
        if not title or (answer.rule in ("all", "any") and len(parts) < 2):
            for part in parts:
                yield from _branch(part, depth)
            return
        lines = [title]
    yield depth, mark, lines[0]
    for line in lines[1:]:
        yield depth + 1, "", line
    for part in parts:
        yield from _branch(part, depth + 1)


def _speaks(answer: Answer) -> bool:
    return bool(answer.because) or any(map(_speaks, answer.parts))


_CARRIES: Final = ("scope", "require", "occurred", "pattern", "effect", "stands", "restrict")
"""Steps whose answer is that of their last part."""


class _Counterfactual:
    """What would have to be otherwise for a duty to be owed."""

    def __init__(self, pact: Pact) -> None:
        self.names = Names(pact.text, {})
        self.terms = pact.text.open_terms

    def changes(self, duty: DutyState) -> Ways:
        """Return alternatives, the shortest first; each is all that would have to be otherwise."""
        if duty.status not in ("not_owed", "unknown", "void", "suspended"):
            return ()
        ways = self.flip(duty.proof, wanted=True)
        least = sorted(dict.fromkeys(tuple(dict.fromkeys(way)) for way in ways if way), key=len)
        return tuple(least[:_MOST])

    def flip(self, answer: Answer, *, wanted: bool) -> Ways:
        """Return what would have to be otherwise for an answer to come out as wanted."""
        if answer.value is wanted and answer.rule != "duty":
            return ((),)
        rule, parts = answer.rule, answer.parts
        if rule == "duty":
            ends = ("effect", "exit")
            blocking = [p for p in parts if p.rule not in _PLAIN or p.rule == "exit"]
            return _every([self.flip(p, wanted=p.rule not in ends) for p in blocking])
        if rule in ("not", "exclude"):
            return self.flip(parts[0], wanted=not wanted)
        if rule in _CARRIES and parts:
            return self.flip(parts[-1], wanted=wanted)
        if rule in ("all", "any") and parts:
            each = [self.flip(part, wanted=wanted) for part in parts]
            return _every(each) if (rule == "all") is wanted else _either(each)
        return ((self.otherwise(answer, wanted=wanted),),)

    def otherwise(self, answer: Answer, *, wanted: bool) -> str:
        """Return what would have to be otherwise for a leaf of the proof, as an if-clause."""
        ref = [each for each in answer.ref if isinstance(each, str)]
        if answer.rule in ("open", "finding", "torn", "fallback"):
            term, event, *finders = ref
            who = listed((self.names.of(code) for code in finders if code), "or")
            was = "was" if wanted else "was not"
            found = f"{who or 'whoever decides'} had found that {event} {was}"
            return f"{found} {self.terms[term].phrase}"
        if answer.rule == "unbound":
            return f"{self.names.of(ref[0])} had been bound at that time"
        if answer.rule == "undecided":
            return "such a decision had been on record"
        if answer.rule == "vote":
            return f"the vote ({ref[-1]}) had been enough"
        if answer.rule == "claim":
            return f"{ref[0]} were on record as a fact, or had been found to be one"
        if answer.rule == "no_occasion":
            return "an event that the article asks for had been on record"
        line = next(iter(told(answer.because)), "").removesuffix(".")
        if answer.rule == "absent":
            return f"this had been on record: {line.removesuffix(' is not on record')}"
        return f"this had been otherwise: {line}" if line else f"'{answer.rule}' were otherwise"


def _every(each: Sequence[Ways]) -> Ways:
    """Return the ways in which all of several things come about."""
    found: list[tuple[str, ...]] = [()]
    for ways in each:
        found = [(*one, *other) for one, other in product(found, ways)][: _MOST * _MOST]
    return tuple(found)


def _either(each: Sequence[Ways]) -> Ways:
    return tuple(way for ways in each for way in ways)
