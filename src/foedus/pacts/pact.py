# SPDX-License-Identifier: Apache-2.0
"""A pact: read from its file, with its levers set one way, ready to be evaluated."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from foedus.errors import CallError, PactError
from foedus.pacts.choices import Choices, read_choices, text_under
from foedus.pacts.evaluate import Evaluation, evaluate
from foedus.pacts.explain import Explanation, explain
from foedus.pacts.register import Register, register
from foedus.pacts.worlds import Outlook, outlooks
from foedus.problems import did_you_mean, listing
from foedus.yamlfile import NODES_LIMIT, Document, read_document

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from foedus.pacts.clauses import Clause
    from foedus.pacts.events import EventLog
    from foedus.pacts.schema import Lever, PactText
    from foedus.problems import Problem

MOST_READINGS: Final = 64
"""More combinations of readings than this are refused: each is an evaluation of its own."""


@dataclass(frozen=True, eq=False, repr=False)
class Pact:
    """A pact whose levers are set one way, read one way or in every way.

    Parameters
    ----------
    text : PactText
        What its file says, levers and readings replaced.
    setting : dict
        The setting of each lever.
    reading : dict
        The reading of each question that the text is under.
    source : Document
        The file as read.
    every : bool
        Whether an evaluation follows every reading, or this one alone.
    omitted : frozenset of str
        Clauses that are left out.
    """

    text: PactText
    setting: Mapping[str, int | str]
    reading: Mapping[str, str]
    source: Document
    every: bool = True
    omitted: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        return f"Pact({self.name!r}, {dict(self.setting)!r})"

    @property
    def name(self) -> str:
        """Its name."""
        return self.text.pact

    @property
    def title(self) -> str:
        """Its title."""
        return self.text.title

    @property
    def levers(self) -> dict[str, Lever]:
        """What a designer may vary, in the file's order."""
        return dict(self.text.levers)

    @property
    def blocs(self) -> dict[str, tuple[str, ...]]:
        """Parties that act together, by the name of the actor they are in a case."""
        return dict(self.text.blocs)

    @property
    def parties(self) -> dict[str, str]:
        """Codes and names of the parties, in the file's order."""
        return {code: party.name for code, party in self.text.parties.items()}

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """The clauses that stand under these settings, in the file's order."""
        return tuple(clause for clause in self.text.clauses if self._stands(clause))

    def _stands(self, clause: Clause) -> bool:
        needed = clause.only_if
        if clause.id in self.omitted:
            return False
        if needed is None:
            return True
        chosen = self.setting if needed.lever is not None else self.reading
        return chosen[needed.name] in needed.settings

    @cached_property
    def readings(self) -> tuple[Pact, ...]:
        """The same pact under each combination of readings, the first one first."""
        if not self.every or not self.text.readings:
            return (replace(self, every=False),)
        names = list(self.text.readings)
        ways = itertools.product(*(self.text.readings[name].values for name in names))
        return tuple(self.under(dict(zip(names, way, strict=True))) for way in ways)

    def under(self, reading: Mapping[str, str]) -> Pact:
        """Return the pact under some readings alone, the first one for every other question.

        Raises
        ------
        CallError
            For a question or a reading that the pact does not have.
        """
        chosen = {**self.reading}
        for name, value in reading.items():
            if name not in self.text.readings:
                message = f"there is no reading '{name}'{did_you_mean(name, self.text.readings)}"
                message += f"; allowed: {listing(self.text.readings, 40)}"
                raise CallError(message)
            known = self.text.readings[name].values
            if value not in known:
                message = f"'{name}' has no reading '{value}'{did_you_mean(value, known)}"
                message += f"; allowed: {listing(known, 40)}"
                raise CallError(message)
            chosen[name] = value
        return self._with(self.setting, chosen, every=False)

    def _with(
        self, setting: Mapping[str, int | str], reading: Mapping[str, str], *, every: bool
    ) -> Pact:
        choices = Choices(self.text.levers, self.text.readings)
        text, problems = text_under(self.source, choices, setting, reading)
        if text is None:
            raise PactError(problems)
        return Pact(text, setting, reading, self.source, every, self.omitted)

    def with_levers(self, settings: Mapping[str, object]) -> Pact:
        """Return the same pact with some levers set otherwise.

        Parameters
        ----------
        settings : dict
            Settings by lever; numbers may be given as text.

        Raises
        ------
        CallError
            For a lever or a setting that the pact does not have.
        """
        chosen = dict(self.setting)
        for name, value in settings.items():
            if name not in self.text.levers:
                message = f"there is no lever '{name}'{did_you_mean(name, self.levers)}"
                message += f"; allowed: {listing(self.levers, 40)}"
                raise CallError(message)
            known = {str(setting): setting for setting in self.text.levers[name].values}
            if str(value) not in known:
                message = f"lever '{name}' has no setting '{value}'{did_you_mean(value, known)}"
                message += f"; allowed: {listing(known, 40)}"
                raise CallError(message)
            chosen[name] = known[str(value)]
        return self._with(chosen, self.reading, every=self.every)

    def without(self, clauses: Collection[str]) -> Pact:
        """Return the same pact with some clauses left out."""
        return replace(self, omitted=self.omitted | frozenset(clauses))

    def evaluate(
        self, events: EventLog, at: dt.date | str | None = None, known: dt.date | str | None = None
    ) -> Evaluation:
        """Say who owes what to whom, since when, by when, and why (see `evaluate`)."""
        return evaluate(self, events, at, known)

    def why(
        self,
        events: EventLog,
        clause: str,
        bearer: str | None = None,
        trigger: str | None = None,
        at: dt.date | str | None = None,
        known: dt.date | str | None = None,
    ) -> tuple[Explanation, ...]:
        """Say why the duties of a clause are what they are (see `explain`)."""
        return explain(self, self.evaluate(events, at, known), clause, bearer, trigger)

    def outlooks(
        self, events: EventLog, at: dt.date | str | None = None, known: dt.date | str | None = None
    ) -> tuple[Outlook, ...]:
        """Say what can become of duties that are open, and what would settle them."""
        return outlooks(self, events, at, known)

    def status(
        self, events: EventLog, at: dt.date | str | None = None, known: dt.date | str | None = None
    ) -> Register:
        """Say who is bound, what is open, and which incidents count (see `register`)."""
        return register(self, events, at, known)


def read_pact(path: Path, name: str | None = None) -> tuple[Pact | None, list[Problem]]:
    """Read a pact file and check it under every setting of every lever.

    Parameters
    ----------
    path : Path
        The file.
    name : str, optional
        How problems call it; the path by default.

    Returns
    -------
    pact : Pact or None
        With every lever at its default; None where anything is wrong.
    problems : list of Problem
        Everything that is wrong, each at its place.
    """
    document, problems = read_document(path, name=name)
    if document.tree is None or len(document.places) >= NODES_LIMIT:
        return None, problems
    if not isinstance(document.tree, dict):
        wanted = "is not a mapping; a pact file has keys and values"
        return None, [*problems, document.problem((), wanted)]
    choices, found = read_choices(document)
    problems += found
    setting, reading = choices.first
    text, found = text_under(document, choices, setting, reading)
    problems += found
    for section, choice, value in choices.others():
        changed = {choice: value}
        other = (setting, {**reading, **changed})
        if section == "lever":
            other = ({**setting, **changed}, reading)
        _, found = text_under(document, choices, *other)
        places = {(problem.line, problem.column, problem.path) for problem in problems}
        under = f" (with the {section} {choice} set to {value})"
        problems += [
            replace(problem, message=problem.message + under)
            for problem in found
            if (problem.line, problem.column, problem.path) not in places
        ]
    ways = math.prod(len(question.values) for question in choices.readings.values())
    if ways > MOST_READINGS:
        message = f"make {ways} combinations of readings; at most {MOST_READINGS}"
        problems.append(document.problem(("readings",), message, key=True))
    problems = list(dict.fromkeys(problems))
    if problems or text is None:
        return None, problems
    return Pact(text, setting, reading, document), []


def load_pact(path: Path, name: str | None = None) -> Pact:
    """Return the pact of a file.

    Raises
    ------
    PactError
        With everything that is wrong in the file.
    """
    pact, problems = read_pact(path, name)
    if pact is None:
        raise PactError(problems)
    return pact
