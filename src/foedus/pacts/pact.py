# SPDX-License-Identifier: Apache-2.0
"""A pact: read from its file, with its levers set one way, ready to be evaluated."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from foedus.errors import CallError, PactError
from foedus.pacts.evaluate import Evaluation, evaluate
from foedus.pacts.references import check_text
from foedus.pacts.register import Register, register
from foedus.pacts.schema import Lever
from foedus.problems import did_you_mean, listing
from foedus.records import build
from foedus.yamlfile import NODES_LIMIT, Document, read_document

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from pathlib import Path

    from foedus.pacts.clauses import Clause
    from foedus.pacts.events import EventLog
    from foedus.pacts.schema import PactText
    from foedus.problems import Problem
    from foedus.yamlfile import Steps

_WHOLE: Final = re.compile(r"lever\.([A-Za-z]\w*)")
_INSIDE: Final = re.compile(r"\{lever\.([A-Za-z]\w*)\}")


@dataclass(frozen=True, eq=False, repr=False)
class Pact:
    """A pact whose levers are set one way.

    Parameters
    ----------
    text : PactText
        What its file says, levers replaced by their settings.
    setting : dict
        The setting of each lever.
    source : Document
        The file as read.
    """

    text: PactText
    setting: Mapping[str, int | str]
    source: Document

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

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The clauses that stand under these settings, in the file's order."""
        return tuple(clause for clause in self.text.clauses if self._stands(clause))

    def _stands(self, clause: Clause) -> bool:
        needed = clause.only_if
        return needed is None or self.setting[needed.lever] in needed.settings

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
        text, problems = _text_under(self.source, self.text.levers, chosen)
        if text is None:
            raise PactError(problems)
        return Pact(text, chosen, self.source)

    def evaluate(
        self, events: EventLog, at: dt.date | str | None = None, known: dt.date | str | None = None
    ) -> Evaluation:
        """Say who owes what to whom, since when, by when, and why (see `evaluate`)."""
        return evaluate(self, events, at, known)

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
    levers, found = _read_levers(document)
    problems += found
    defaults = {lever: record.default for lever, record in levers.items()}
    text, found = _text_under(document, levers, defaults)
    problems += found
    for lever, record in levers.items():
        for value in record.values:
            if value != record.default:
                _, found = _text_under(document, levers, {**defaults, lever: value})
                places = {(problem.line, problem.column, problem.path) for problem in problems}
                under = f" (with the lever {lever} set to {value})"
                problems += [
                    replace(problem, message=problem.message + under)
                    for problem in found
                    if (problem.line, problem.column, problem.path) not in places
                ]
    problems = list(dict.fromkeys(problems))
    if problems or text is None:
        return None, problems
    return Pact(text, defaults, document), []


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


def _read_levers(document: Document) -> tuple[dict[str, Lever], list[Problem]]:
    """Return the levers that have their shape, and what is wrong inside them."""
    given = document.tree.get("levers")
    levers: dict[str, Lever] = {}
    problems: list[Problem] = []
    for name in given if isinstance(given, dict) else ():
        here: Steps = ("levers", name)
        # Problems of shape are reported with the whole file.
        lever, _ = build(document, Lever, here)
        if lever is None:
            continue
        levers[name] = lever
        known = [str(value) for value in lever.values]
        if lever.default not in lever.values:
            near = did_you_mean(lever.default, known)
            message = f"is '{lever.default}'{near}; allowed: {listing(known)}"
            problems.append(document.problem((*here, "default"), message))
        for value in lever.gives:
            if value not in lever.values:
                message = f"is not a setting{did_you_mean(value, known)}; allowed: {listing(known)}"
                problems.append(document.problem((*here, "gives", str(value)), message, key=True))
    return levers, problems


def _text_under(
    document: Document, levers: Mapping[str, Lever], setting: Mapping[str, int | str]
) -> tuple[PactText | None, list[Problem]]:
    """Replace levers by what they give under a setting, and check what comes out."""
    given = {name: lever.gives.get(setting[name], setting[name]) for name, lever in levers.items()}
    known = list(document.tree["levers"]) if isinstance(document.tree.get("levers"), dict) else []
    problems: list[Problem] = []
    dangling: set[tuple[int, int]] = set()
    places = dict(document.places)

    def resolved(value: Any, steps: Steps) -> Any:  # noqa: ANN401 - any YAML value
        if isinstance(value, dict):
            return {key: resolved(inner, (*steps, key)) for key, inner in value.items()}
        if isinstance(value, list):
            return [resolved(inner, (*steps, index)) for index, inner in enumerate(value)]
        if not isinstance(value, str) or "lever." not in value:
            return value
        whole = _WHOLE.fullmatch(value)
        named = [whole[1]] if whole is not None else _INSIDE.findall(value)
        for name in named:
            if name not in given:
                dangling.add(document.place(steps))
            if name not in known:
                near = did_you_mean(name, known)
                message = f"names an unknown lever '{name}'{near}; allowed: {listing(known, 40)}"
                problems.append(document.problem(steps, message))
        if whole is not None and whole[1] in given:
            content = ("levers", whole[1], "gives", str(setting[whole[1]]))
            places.update(
                {
                    (*steps, *inner[len(content) :]): place
                    for inner, place in document.places.items()
                    if inner[: len(content)] == content
                }
            )
            return given[whole[1]]
        if whole is not None:
            return value
        return _INSIDE.sub(lambda m: str(setting.get(m[1], m[0])).replace("_", " "), value)

    tree = {
        key: value if key == "levers" else resolved(value, (key,))
        for key, value in document.tree.items()
    }
    text, found = check_text(replace(document, tree=tree, places=places))
    # A lever that leads nowhere is one problem, not two.
    problems += [p for p in found if (p.line, p.column) not in dangling]
    return (text if not problems and not dangling else None), problems
