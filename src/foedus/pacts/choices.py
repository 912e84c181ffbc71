# SPDX-License-Identifier: Apache-2.0
"""What can stand one way or another in a pact file: levers that a designer sets, readings of words.

`lever.NAME` and `reading.NAME` may stand anywhere in a file; here they are replaced by what the
chosen setting or reading gives, and what comes out is checked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from foedus.pacts.references import check_text
from foedus.pacts.schema import Lever, Question
from foedus.problems import did_you_mean, listing
from foedus.records import build

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from foedus.pacts.schema import PactText
    from foedus.problems import Problem
    from foedus.yamlfile import Document, Steps

_WHOLE: Final = re.compile(r"(lever|reading)\.([A-Za-z]\w*)")
_INSIDE: Final = re.compile(r"\{(lever|reading)\.([A-Za-z]\w*)\}")
_SECTION: Final = {"lever": "levers", "reading": "readings"}


@dataclass(frozen=True)
class Choices:
    """Everything in a file that can stand one way or another."""

    levers: Mapping[str, Lever]
    readings: Mapping[str, Question]

    @property
    def first(self) -> tuple[dict[str, int | str], dict[str, str]]:
        """The default of each lever, and the first reading of each question."""
        setting = {name: lever.default for name, lever in self.levers.items()}
        return setting, {name: next(iter(each.values)) for name, each in self.readings.items()}

    def gives(self, section: str, name: str, value: int | str) -> Any:  # noqa: ANN401 - any YAML
        """Return what stands in the file where a lever or reading is set so."""
        if section == "lever":
            return self.levers[name].gives.get(value, value)
        return self.readings[name].gives.get(str(value), value)

    def others(self) -> Iterator[tuple[str, str, Any]]:
        """Yield every other setting and reading, one at a time."""
        for name, lever in self.levers.items():
            yield from (("lever", name, value) for value in lever.values if value != lever.default)
        for name, question in self.readings.items():
            yield from (("reading", name, value) for value in list(question.values)[1:])


def read_choices(document: Document) -> tuple[Choices, list[Problem]]:
    """Return the levers and readings that have their shape, and what is wrong inside them."""
    problems: list[Problem] = []
    levers: dict[str, Lever] = {}
    questions: dict[str, Question] = {}
    # Problems of shape are reported with the whole file.
    for name in _keys(document, "levers"):
        here: Steps = ("levers", name)
        lever, _ = build(document, Lever, here)
        if lever is None:
            continue
        levers[name] = lever
        if lever.default not in lever.values:
            known = [str(value) for value in lever.values]
            near = did_you_mean(lever.default, known)
            message = f"is '{lever.default}'{near}; allowed: {listing(known)}"
            problems.append(document.problem((*here, "default"), message))
        problems += _strays(document, (*here, "gives"), lever.gives, lever.values, "setting")
    for name in _keys(document, "readings"):
        here = ("readings", name)
        question, _ = build(document, Question, here)
        if question is None:
            continue
        questions[name] = question
        for part, given in (("gives", question.gives), ("sources", question.sources)):
            problems += _strays(document, (*here, part), given, question.values, "reading")
    return Choices(levers, questions), problems


def _keys(document: Document, section: str) -> tuple[str, ...]:
    given = document.tree.get(section)
    return tuple(given) if isinstance(given, dict) else ()


def _strays(
    document: Document, here: Steps, given: Iterable[Any], values: Iterable[Any], kind: str
) -> Iterator[Problem]:
    """Yield a problem for each key that is no setting of a lever, or no reading of a question."""
    known = [str(value) for value in values]
    for value in map(str, given):
        if value not in known:
            near = did_you_mean(value, known)
            message = f"is not a {kind}{near}; allowed: {listing(known)}"
            yield document.problem((*here, value), message, key=True)


def text_under(
    document: Document,
    choices: Choices,
    setting: Mapping[str, int | str],
    reading: Mapping[str, str],
) -> tuple[PactText | None, list[Problem]]:
    """Replace levers and readings by what they give, and check what comes out."""
    chosen = {("lever", name): setting[name] for name in choices.levers}
    chosen |= {("reading", name): reading[name] for name in choices.readings}
    given = {
        (part, name): choices.gives(part, name, value) for (part, name), value in chosen.items()
    }
    known = {
        section: list(document.tree[plural]) if isinstance(document.tree.get(plural), dict) else []
        for section, plural in _SECTION.items()
    }
    problems: list[Problem] = []
    dangling: set[tuple[int, int]] = set()
    places = dict(document.places)

    def resolved(value: Any, steps: Steps) -> Any:  # noqa: ANN401 - any YAML value
        if isinstance(value, dict):
            return {key: resolved(inner, (*steps, key)) for key, inner in value.items()}
        if isinstance(value, list):
            return [resolved(inner, (*steps, index)) for index, inner in enumerate(value)]
        if not isinstance(value, str) or ("lever." not in value and "reading." not in value):
            return value
        whole = _WHOLE.fullmatch(value)
        named = [(whole[1], whole[2])] if whole is not None else _INSIDE.findall(value)
        for section, name in named:
            if (section, name) not in given:
                dangling.add(document.place(steps))
            if name not in known[section]:
                near = did_you_mean(name, known[section])
                message = f"names an unknown {section} '{name}'{near}"
                message += f"; allowed: {listing(known[section], 40)}"
                problems.append(document.problem(steps, message))
        if whole is None:
            return _INSIDE.sub(
                lambda m: str(chosen.get((m[1], m[2]), m[0])).replace("_", " "), value
            )
        choice = (whole[1], whole[2])
        if choice not in given:
            return value
        content = (_SECTION[whole[1]], whole[2], "gives", str(chosen[choice]))
        places.update(
            {
                (*steps, *inner[len(content) :]): place
                for inner, place in document.places.items()
                if inner[: len(content)] == content
            }
        )
        return given[choice]

    tree = {
        key: value if key in _SECTION.values() else resolved(value, (key,))
        for key, value in document.tree.items()
    }
    text, found = check_text(replace(document, tree=tree, places=places))
    # A choice that leads nowhere is one problem, not two.
    problems += [p for p in found if (p.line, p.column) not in dangling]
    return (text if not problems and not dangling else None), problems
