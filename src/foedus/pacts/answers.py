# SPDX-License-Identifier: Apache-2.0
"""Three-valued answers with their proofs: true, false, or unknown (None), after Kleene.

An answer is a node of a proof: a leaf rests on an event, a finding, an article or on what is not
on record; a branch combines others. The sentences that people read are told from the proof, and
only when somebody reads them: for a "no" the parts that failed, for an unknown what is open beside
what is known.

References
----------
Kleene, S. C. (1952). Introduction to Metamathematics, section 64 (strong three-valued logic).
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pydantic import BaseModel

from foedus.pacts.moments import iso, opening

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


class Later:
    """Sentences that are told when somebody reads them, and then kept.

    Parameters
    ----------
    tell : callable
        Tells one sentence or several.
    given : any
        What it is called with.
    """

    __slots__ = ("_given", "_lines", "_tell")

    def __init__(self, tell: Callable[..., str | tuple[str, ...]], *given: Any) -> None:  # noqa: ANN401
        self._tell = tell
        self._given = given
        self._lines: tuple[str, ...] | None = None

    @property
    def lines(self) -> tuple[str, ...]:
        """The sentences."""
        if self._lines is None:
            said = self._tell(*self._given)
            self._lines = (said,) if isinstance(said, str) else said
        return self._lines

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Later) and self.lines == other.lines

    def __hash__(self) -> int:
        return hash(self.lines)

    def __repr__(self) -> str:
        return " ".join(self.lines)


Say = str | Later
"""A sentence, or what tells one or several when they are asked for."""


def told(says: Iterable[Say]) -> Iterator[str]:
    """Yield sentences, those that were put off too."""
    for said in says:
        if isinstance(said, str):
            yield said
        else:
            yield from said.lines


class Answer(NamedTuple):
    """The answer to a question of fact or law, since when it holds, and why.

    Parameters
    ----------
    value : bool or None
        True, false, or unknown.
    since : date or datetime, optional
        The moment from which a true answer holds.
    because : tuple
        Sentences of its own; those of its parts come after them.
    rule : str
        What kind of step it is: ``all``, ``any``, ``not``, or the kind of leaf.
    ref : tuple
        What it rests on: names of events, terms, clauses, parties.
    parts : tuple of Answer
        What it combines.
    """

    value: bool | None
    since: dt.date | None = None
    because: tuple[Say, ...] = ()
    rule: str = "said"
    ref: tuple[Any, ...] = ()
    parts: tuple[Answer, ...] = ()

    def lines(self) -> tuple[str, ...]:
        """Return the sentences of what decides it, each once."""
        return tuple(dict.fromkeys(self._lines()))

    def _lines(self) -> Iterable[str]:
        yield from told(self.because)
        for part in deciding(self):
            yield from part._lines()  # noqa: SLF001 - of the same class

    def to_json(self) -> dict[str, Any]:
        """Return the proof as plain values."""
        node: dict[str, Any] = {"rule": self.rule, "value": WORDS[self.value]}
        if self.since is not None:
            node["since"] = iso(self.since)
        if self.ref:
            node["ref"] = [_plain(each) for each in self.ref]
        if self.because:
            node["says"] = list(told(self.because))
        if self.parts:
            node["parts"] = [part.to_json() for part in self.parts]
        return node


def _plain(value: Any) -> Any:  # noqa: ANN401 - names, moments, parts of a clause
    """Return what an answer rests on as plain values."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    if isinstance(value, dt.date):
        return iso(value)
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


WORDS: Final[dict[bool | None, bool | str]] = {True: True, False: False, None: "unknown"}
"""How a value stands in JSON."""


def deciding(answer: Answer) -> tuple[Answer, ...]:
    """Return the parts of an answer that decide it."""
    parts, value = answer.parts, answer.value
    if answer.rule == "all" and value is False:
        return tuple(part for part in parts if part.value is False)
    if answer.rule == "any" and value is not False:
        return tuple(part for part in parts if part.value is value)
    return parts


def all_of(answers: Iterable[Answer]) -> Answer:
    """Return whether all hold: false where one is false, else unknown where one is unknown.

    Examples
    --------
    >>> all_of([Answer(True), Answer(None)]).value is None
    True
    >>> all_of([Answer(False), Answer(None)]).value
    False
    """
    parts = tuple(answers)
    if len(parts) == 1:
        return parts[0]
    value: bool | None = True
    since: dt.date | None = None
    for part in parts:
        if part.value is False:
            return Answer(value=False, rule="all", parts=parts)
        if part.value is None:
            value = None
        elif part.since is not None and (since is None or opening(part.since) > opening(since)):
            since = part.since
    return Answer(value, since if value else None, (), "all", (), parts)


def any_of(answers: Iterable[Answer]) -> Answer:
    """Return whether one holds: true where one is true, else unknown where one is unknown."""
    parts = tuple(answers)
    if len(parts) == 1:
        return parts[0]
    met = [part for part in parts if part.value is True]
    if met:
        moments = [part.since for part in met if part.since is not None]
        earliest = min(moments, key=opening, default=None) if len(moments) == len(met) else None
        return Answer(value=True, since=earliest, rule="any", parts=parts)
    open_ = any(part.value is None for part in parts)
    return Answer(value=None if open_ else False, rule="any", parts=parts)


def negation(answer: Answer) -> Answer:
    """Return the opposite answer; unknown stays unknown."""
    opposite = None if answer.value is None else not answer.value
    return Answer(value=opposite, since=answer.since, rule="not", parts=(answer,))
