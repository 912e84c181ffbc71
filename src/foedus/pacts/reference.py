# SPDX-License-Identifier: Apache-2.0
"""The page that lists every key of every file on pacts, with an example of each.

What a key says and which words it allows stand in the models; the examples stand in files beside
this module. ``python -m foedus.pacts.reference`` prints the page.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, get_args, get_origin

from pydantic import BaseModel, ValidationError

from foedus.pacts.casus import CasusFile
from foedus.pacts.clauses import Who
from foedus.pacts.events import Event, LogFile
from foedus.pacts.recordlines import Header, Line
from foedus.pacts.schema import PactText
from foedus.pacts.taxonomy import CONTRIBUTIONS, EVENT_TYPES, FLOORS, EventName
from foedus.pacts.voting import Rule
from foedus.yamlfile import read_document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pydantic.fields import FieldInfo

EXAMPLES: Final = Path(__file__).parent / "examples"


@dataclass(frozen=True)
class Kind:
    """One kind of file.

    Parameters
    ----------
    title : str
        What it is called.
    told : str
        What it is for.
    example : str
        The file with a complete example.
    heads : dict
        The models at its top, by the heading over each; an empty one where there is one alone.
    """

    title: str
    told: str
    example: str
    heads: dict[str, type[BaseModel]]


KINDS: Final = (
    Kind(
        "Pact files",
        "What a treaty, or the draft of one, lays down: one YAML file for each pact. "
        "`lever.NAME` or `reading.NAME` may stand in the place of any value, and in a sentence in "
        "braces.",
        "pact.yaml",
        {"": PactText},
    ),
    Kind(
        "Event logs",
        "What happened, and who found what about it: a YAML file beside a pact.",
        "events.yaml",
        {"": LogFile},
    ),
    Kind(
        "Records",
        "The same, kept while a pact is in operation: a file `NAME.jsonl` to which lines are "
        "added and in which none is changed. Each line is one JSON object, and `foedus pact log` "
        "writes them; the examples of single keys are in YAML like the others.",
        "record.jsonl",
        {"The first line": Header, "Every other line": Line},
    ),
    Kind(
        "Historical cases",
        "What historians expect of a pact of the library on a day in the past: a YAML file beside "
        "the log of what had happened. `foedus casus NAME` works it out.",
        "casus.yaml",
        {"": CasusFile},
    ),
)

RULES, WHO, TYPES = "Decision rules", "Party references", "Types of events"
_CODED: Final = ("parties", "others", "bodies")
"""Sections whose entries have codes; those of the others have names."""


@cache
def examples() -> dict[str, Any]:
    """Return the examples as they stand in their file."""
    tree: dict[str, Any] = read_document(EXAMPLES / "fields.yaml")[0].tree
    return tree


def lines(block: str) -> dict[str, str]:
    """Return the lines of a block of examples by the key at the beginning of each.

    Examples
    --------
    >>> lines("seats: 2")
    {'seats': 'seats: 2'}
    """
    return {line.partition(":")[0]: line for line in block.splitlines()}


def examples_of(model: type[BaseModel]) -> dict[str, str]:
    """Return an example of each key of a model, those that it takes from another included."""
    found: dict[str, str] = {}
    for each in reversed(model.__mro__):
        found |= lines(examples()["models"].get(each.__name__, ""))
    return found


def key_of(name: str, info: FieldInfo) -> str:
    """Return a field's key as a file has it."""
    return info.alias or name


def parts(kind: object) -> Iterator[object]:
    """Yield a type and the types that it is made of."""
    yield kind
    if get_origin(kind) is not Literal:
        for inner in get_args(kind):
            yield from parts(inner)


def models(kind: object) -> list[type[BaseModel]]:
    """Return the models whose keys a type holds; a decision rule is written as words."""
    found = (each for each in parts(kind) if isinstance(each, type))
    return [each for each in found if issubclass(each, BaseModel) and each is not Rule]


def places(model: type[BaseModel]) -> dict[type[BaseModel], list[str]]:
    """Return the models inside a model, each with the keys under which it stands, first to last."""
    found: dict[type[BaseModel], list[str]] = {}

    def enter(outer: type[BaseModel], above: str) -> None:
        for name, info in outer.model_fields.items():
            key = key_of(name, info)
            is_dict = any(get_origin(each) is dict for each in parts(info.annotation))
            inside = f".{'CODE' if key in _CODED else 'NAME'}" if is_dict else ""
            here = f"{above}{key}{inside}"
            for inner in models(info.annotation):
                if inner not in found:
                    found[inner] = [here]
                    enter(inner, f"{here}.")
                elif not here.startswith(f"{found[inner][0]}."):  # not inside itself
                    found[inner].append(here)

    enter(model, "")
    return found


def reference() -> str:
    """Return the page as Markdown.

    Examples
    --------
    >>> reference().splitlines()[0]
    '# Every key, with an example'
    """
    page = _Page()
    return "\n".join([*page.opening(), *page.kinds(), *page.lists()])


class _Page:
    def __init__(self) -> None:
        self.heads: dict[type[BaseModel], str] = {}
        for kind in KINDS:
            for top in kind.heads.values():
                for model, where in places(top).items():
                    self.heads.setdefault(model, f"`{where[0]}`")

    def opening(self) -> Iterator[str]:
        yield "# Every key, with an example"
        yield ""
        yield (
            "This page is made from the program's own checks by `python -m foedus.pacts.reference`."
            " [Pacts as code](pacts.md) explains how the files work together. A key that is not "
            "marked as required may be left out; one that is not listed is refused. The harbour "
            "league and its states are invented."
        )
        yield ""
        yield "| kind of file, list | |"
        yield "| --- | --- |"
        for kind in KINDS:
            yield f"| [{kind.title}](#{_anchor(kind.title)}) | {kind.told.partition(':')[0]} |"
        for title, told in (
            (TYPES, "What can stand in a log"),
            ("Kinds of help", "What a contribution can be, and what it is enough for"),
            (RULES, "How several decide together"),
            (WHO, "How a clause names those whom it means"),
        ):
            yield f"| [{title}](#{_anchor(title)}) | {told} |"
        yield ""

    def kinds(self) -> Iterator[str]:
        done: set[type[BaseModel]] = set()
        for kind in KINDS:
            example = (EXAMPLES / kind.example).read_text("utf-8").strip()
            fence = "json" if kind.example.endswith("jsonl") else "yaml"
            yield from (f"## {kind.title}", "", kind.told, "", "A complete example:", "")
            yield from (f"```{fence}", example, "```", "")
            for head, top in kind.heads.items():
                yield from (f"### {head}", "") if head else ()
                yield from self.table(top)
                for model, where in places(top).items():
                    if model not in done:
                        yield from (f"### {self.heads[model]}", "", _told(model, where), "")
                        yield from self.table(model)
                        done.add(model)

    def table(self, model: type[BaseModel]) -> Iterator[str]:
        given = examples_of(model)
        rows = []
        for name, info in model.model_fields.items():
            key = key_of(name, info)
            head = self.linked(f"`{key}`", info) + (" (required)" if info.is_required() else "")
            rows.append((head, _says(info), _code(given.get(key, ""))))
        return _table(("key", "what it says", "example"), rows)

    def linked(self, words: str, info: FieldInfo) -> str:
        """Return a key with a link to where it is told what may stand under it."""
        inner = [*parts(info.annotation), *info.metadata]
        title = next((self.heads[model] for model in models(info.annotation)), "")
        for kind, where in (
            (Rule, RULES),
            (get_args(Who)[0], WHO),
            (get_args(EventName)[1], TYPES),
        ):
            title = title or (where if kind in inner else "")
        return f"[{words}](#{_anchor(title)})" if title else words

    def lists(self) -> Iterator[str]:
        yield from _types()
        yield from ("## Kinds of help", "", "The `kind` of a `contribution`.", "")
        levels = (
            (kind, [f for f, least in FLOORS.items() if level >= least])
            for kind, level in CONTRIBUTIONS.items()
        )
        help_ = ((f"`{kind}`", _words(floors)) for kind, floors in levels)
        yield from _table(("kind", "is enough under the floor"), help_)
        yield from (f"## {RULES}", "")
        yield (
            "The `decision_rule` of a clause and the `rule` of a body. Under a vote a duty arises "
            "once a decision is on record."
        )
        yield ""
        rules = ((f"`{rule}`", told) for rule, told in examples()["rules"].items())
        yield from _table(("rule", "what it takes"), rules)
        yield from (f"## {WHO}", "", "Wherever a clause says who.", "")
        who = ((f"`{item}`", told) for item, told in examples()["who"].items())
        yield from _table(("reference", "whom it means"), who)


def _types() -> Iterator[str]:
    told = {key for kind in EVENT_TYPES.values() for key in (*kind.needs, *kind.may)}
    always = [key for key in Event.model_fields if key not in told]
    must = [key for key in always if Event.model_fields[key].is_required()]
    yield from (f"## {TYPES}", "")
    yield (
        f"Every event has {_words(must)}, and may have "
        f"{_words(key for key in always if key not in must)}. A `decision` says by "
        "which body, or on which clause of which pact. A clause that speaks of a type means every "
        "kind of it as well."
    )
    yield ""
    given = lines(examples()["events"])
    rows = (
        (
            f"`{name}`",
            f"`{kind.parent}`" if kind.parent else "",
            _words(kind.needs),
            _words(kind.may),
            _code(given.get(name, "").partition(": ")[2]),
        )
        for name, kind in EVENT_TYPES.items()
    )
    yield from _table(("type", "a kind of", "must have", "may have", "example"), rows)


def _told(model: type[BaseModel], where: list[str]) -> str:
    """Return what a model is, how it may be shortened, and where else it stands."""
    first = (model.__doc__ or "").partition("\n")[0]
    also = dict.fromkeys(f"`{place}`" for place in where[1:])
    try:
        model.model_validate("Aldmark")
    except ValidationError:
        short = ""
    else:
        short = " May be just the name."
    return f"{first}{short}" + (f" Also under {', '.join(also)}." if also else "")


def _says(info: FieldInfo) -> str:
    """Return what a field says, with the words that it allows."""
    said = info.description or ""
    kinds = (get_args(each) for each in parts(info.annotation) if get_origin(each) is Literal)
    allowed = [word for each in kinds for word in each]
    plain = len(allowed) < 2 or "`" in said  # the description names them
    return said if plain else f"{said} One of {_words(allowed)}."


def _words(given: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in given)


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def _table(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    for row in (columns, ("---",) * len(columns), *rows):
        yield f"| {' | '.join(row)} |"
    yield ""


def _anchor(title: str) -> str:
    """Return the name by which a page links to a heading."""
    kept = (c for c in title.lower().replace(" ", "-") if c.isalnum() or c in "-_")
    return "".join(kept)


if __name__ == "__main__":
    sys.stdout.write(reference())
