# SPDX-License-Identifier: Apache-2.0
"""Records that files are checked against, and how a failed check is told to a person."""

from __future__ import annotations

import datetime as dt
import re
import types
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar, Union, get_args, get_origin

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    StringConstraints,
    ValidationError,
)
from pydantic_core import PydanticCustomError

from foedus.problems import MOST_PROBLEMS, did_you_mean, listing, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic_core import ErrorDetails

    from foedus.problems import Problem
    from foedus.yamlfile import Document, Steps

NAME_PATTERN: Final = r"^[A-Za-z][A-Za-z0-9_]{0,39}$"
SHA256_PATTERN: Final = r"^[0-9a-f]{64}$"
LARGEST: Final = 1e15

Name = Annotated[str, StringConstraints(pattern=NAME_PATTERN)]
"""An identifier: a letter, then letters, digits and underscores, at most 40 in all."""

Words = Annotated[str, StringConstraints(min_length=1, max_length=4000, strip_whitespace=True)]
"""A text for people: not empty."""

Number = Annotated[float, Strict(), Field(ge=-LARGEST, le=LARGEST)]
"""A finite number written as one: no text, no yes or no."""

Whole = Annotated[int, Strict()]
"""A whole number written as one."""

Flag = Annotated[bool, Strict()]
"""True or false, written as one of these."""


def _day(given: object) -> object:
    """Refuse what pydantic would take for seconds since 1970, and moments of a day."""
    if isinstance(given, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", given, re.ASCII):
        return given
    if isinstance(given, dt.date) and not isinstance(given, dt.datetime):
        return given
    kind = "date_from_datetime_inexact" if isinstance(given, dt.datetime) else "date_type"
    raise PydanticCustomError(kind, "no date")


Day = Annotated[dt.date, BeforeValidator(_day)]
"""A calendar day."""


class Record(BaseModel):
    """A part of a file: unknown keys are errors, values do not change after loading."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, allow_inf_nan=False, populate_by_name=True
    )


RecordT = TypeVar("RecordT", bound=BaseModel)

_WANTED = {
    "string_type": "must be text",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "list_type": "must be a list",
    "tuple_type": "must be a list",
    "dict_type": "must be a mapping of keys to values",
    "model_type": "must be a mapping of keys to values",
    "model_attributes_type": "must be a mapping of keys to values",
    "date_type": "must be a date such as 2025-08-17",
    "date_parsing": "must be a date such as 2025-08-17",
    "date_from_datetime_parsing": "must be a date such as 2025-08-17",
    "date_from_datetime_inexact": "must be a date such as 2025-08-17, without a time of day",
    "datetime_type": "must be a date or a moment such as 2025-08-17T06:00Z",
    "datetime_parsing": "must be a date or a moment such as 2025-08-17T06:00Z",
    "datetime_from_date_parsing": "must be a date or a moment such as 2025-08-17T06:00Z",
    "finite_number": "must be a finite number",
    "string_too_short": "must not be empty",
    "string_unicode": "must be text",
}
_BOUNDS = {"ge": "at least", "gt": "greater than", "le": "at most", "lt": "less than"}
_PATTERNS = {
    NAME_PATTERN: "must be a letter, then letters a to z, digits or underscores, at most 40 in all",
    SHA256_PATTERN: "must be 64 digits and letters a to f, as sha256sum prints them",
}


def build(
    document: Document, model: type[RecordT], steps: Steps = ()
) -> tuple[RecordT | None, list[Problem]]:
    """Check the part of a document at `steps` against a model.

    Returns
    -------
    record : Record or None
        None where anything was wrong.
    problems : list of Problem
        Everything that was wrong, each at its place.
    """
    value = document.tree
    for step in steps:
        value = value[step]
    try:
        return model.model_validate(value, by_alias=True, by_name=False), []
    except ValidationError as error:
        found = [
            item for item in error.errors(include_url=False) if not _short_of_good_ones(value, item)
        ]
        problems = [_tell(document, model, steps, value, item) for item in found[:MOST_PROBLEMS]]
        if len(found) > MOST_PROBLEMS:
            message = f"has {len(found) - MOST_PROBLEMS:,} more problems of this kind"
            problems.append(document.problem(steps, message))
        return None, _joined(problems)
    except RecursionError:
        return None, [document.problem(steps, "is nested too deeply; flatten it")]


def _short_of_good_ones(tree: object, error: ErrorDetails) -> bool:
    """Tell whether a list is too short only because items in it are wrong, which is told there."""
    if error["type"] != "too_short":
        return False
    items = _raw(tree, _walk(tree, error["loc"])[0])
    return isinstance(items, list) and len(items) >= error["ctx"]["min_length"]


def _joined(problems: list[Problem]) -> list[Problem]:
    """Tell once what a value of several kinds may be, where each kind has its own complaint."""
    told: dict[tuple[int, int, str, str], Problem] = {}
    for problem in problems:
        what, middle, wanted = problem.message.partition("; must be ")
        key = (problem.line, problem.column, problem.path, what if middle else problem.message)
        first = told.setdefault(key, problem)
        if middle and not first.message.endswith(wanted):
            told[key] = replace(first, message=f"{first.message} or {wanted}")
    # Where one kind fits but for something inside it, that is what is wrong.
    deeper = [problem.path for problem in told.values()]
    return [
        problem
        for problem in told.values()
        if not problem.message.startswith(("is a mapping;", "is a list;"))
        or not any(path.startswith((problem.path + ".", problem.path + "[")) for path in deeper)
    ]


def _tell(
    document: Document, model: type[BaseModel], steps: Steps, tree: object, error: ErrorDetails
) -> Problem:
    """Return a problem that says in plain words what pydantic says in its own."""
    loc, kind, context = error["loc"], error["type"], error.get("ctx", {})
    if loc and loc[-1] == "[key]":
        inside, _ = _walk(tree, loc[:-1])
        what = _unfit(str(loc[-2]), kind, context, str(error["msg"]))
        return document.problem(steps + inside, f"the key {what}", key=True)
    inside, missing = _walk(tree, loc)
    if kind == "missing" and isinstance(loc[-1], int):
        short = {"min_length": _length(model, loc[:-1])}
        message = _unfit(_raw(tree, inside), "too_short", short, "")
        return document.problem(steps + inside, message)
    if kind == "missing":
        return document.problem(steps + inside, f"lacks the key '{missing}'; it is required")
    if kind == "extra_forbidden":
        known = _keys_at(model, loc[:-1])
        message = f"is not a known key{did_you_mean(inside[-1], known)}"
        allowed = f"; allowed: {listing(known, 30)}"
        return document.problem(steps + inside, message + allowed, key=True)
    return document.problem(
        steps + inside, _unfit(_raw(tree, inside), kind, context, str(error["msg"]))
    )


def _unfit(value: object, kind: str, context: dict[str, Any], message: str) -> str:
    """Say what is wrong with a value, and what is allowed."""
    given = f"is {shown(value)}"
    if kind in {"literal_error", "enum"}:
        allowed = [word.strip().strip("'") for word in _expected(context)]
        return f"{given}{did_you_mean(value, allowed)}; allowed: {listing(allowed, 20)}"
    if kind in _WANTED:
        return f"{given}; {_WANTED[kind]}{_quotes(value, kind)}"
    if kind in {"too_short", "too_long", "string_too_long"}:
        length = len(value) if isinstance(value, (list, dict, str)) else 0
        bound = "at least" if kind == "too_short" else "at most"
        number = context.get("min_length" if kind == "too_short" else "max_length")
        unit = "characters" if kind == "string_too_long" else "items"
        unit = unit if length != 1 else unit[:-1]
        return f"has {length} {unit}; must have {bound} {number}"
    for bound, words in _BOUNDS.items():
        if bound in context:
            return f"{given}; must be {words} {context[bound]:g}"
    if kind == "string_pattern_mismatch":
        pattern = str(context.get("pattern"))
        wanted = _PATTERNS.get(pattern, f"must match the pattern {pattern}")
        return f"{given}{_stranger(str(value))}; {wanted}"
    if "error" in context or kind in {"value_error", "assertion_error"}:
        return message.removeprefix("Value error, ").removeprefix("Assertion failed, ")
    return f"{given}; {message}"


def _quotes(value: object, kind: str) -> str:
    """Return a hint where quotation marks alone make the difference."""
    if kind == "string_type" and isinstance(value, (bool, int, float, dt.date)):
        return " (put it into quotes)"
    if kind in {"float_type", "int_type"} and isinstance(value, str):
        digits = re.fullmatch(r"[-+]?[0-9.]+(e[-+]?[0-9]+)?", value)
        return " (leave out the quotes)" if digits else ""
    return ""


def _stranger(word: str) -> str:
    """Name the first letter that only looks like one of a to z."""
    odd = next((c for c in word if c.isalpha() and not c.isascii()), None)
    name = unicodedata.name(odd, "") if odd else ""
    return f", where '{odd}' is {name}" if name else ""


def _walk(tree: object, loc: Sequence[int | str]) -> tuple[Steps, str]:
    """Follow an error's location through the file, passing over what only the model knows."""
    steps: list[str | int] = []
    value: Any = tree
    last = ""
    for step in loc:
        last = str(step)
        known = isinstance(value, dict) and step in value
        listed = isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value)
        if known or listed:
            value = value[step]
        else:
            continue
        steps.append(step)
    return tuple(steps), last


def _raw(tree: object, steps: Steps) -> object:
    value: Any = tree
    for step in steps:
        value = value[step]
    return value


def _length(model: type[BaseModel], loc: Sequence[int | str]) -> int:
    """Return how many items a list of fixed length has."""
    return max((len(get_args(kind)) for kind in _kinds_at(model, loc)), default=0)


def _expected(context: dict[str, Any]) -> list[str]:
    return str(context.get("expected", "")).replace(" or ", ", ").split(", ")


def _keys_at(model: type[BaseModel], loc: Sequence[int | str]) -> list[str]:
    """Return the keys that a model allows at a location inside it."""
    keys: dict[str, None] = {}
    for kind in _kinds_at(model, loc):
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            keys.update(
                dict.fromkeys(info.alias or name for name, info in kind.model_fields.items())
            )
    return list(keys)


def _kinds_at(model: type[BaseModel], loc: Sequence[int | str]) -> list[object]:
    """Return the types that a model allows at a location inside it."""
    kinds: list[object] = [model]
    for step in loc:
        kinds = [inner for kind in kinds for inner in _inside(kind, step)] or kinds
    return [option for kind in kinds for option in _options(kind)]


def _options(kind: object) -> list[object]:
    """Return the alternatives that a type annotation names, stripped of metadata."""
    origin = get_origin(kind)
    if origin is Annotated:
        return _options(get_args(kind)[0])
    if origin in {Union, types.UnionType}:
        return [inner for option in get_args(kind) for inner in _options(option)]
    return [kind]


def _inside(kind: object, step: int | str) -> list[object]:
    """Return the types found one step inside a type."""
    found: list[object] = []
    for option in _options(kind):
        origin, arguments = get_origin(option), get_args(option)
        if isinstance(option, type) and issubclass(option, BaseModel):
            for name, info in option.model_fields.items():
                if step in {name, info.alias}:
                    found.append(info.annotation)
        elif origin in {list, tuple, set, frozenset} and arguments:
            found.append(arguments[0])
        elif origin is dict:
            found.append(arguments[1])
    return found
