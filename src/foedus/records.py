# SPDX-License-Identifier: Apache-2.0
"""Records that files are checked against, and how a failed check is told to a person."""

from __future__ import annotations

import types
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from foedus.problems import did_you_mean, listing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic_core import ErrorDetails

    from foedus.problems import Problem
    from foedus.yamlfile import Document, Steps

Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,39}$")]
"""An identifier: a letter, then letters, digits and underscores, at most 40 in all."""

Words = Annotated[str, StringConstraints(min_length=1, max_length=4000, strip_whitespace=True)]
"""A text for people: not empty."""


class Record(BaseModel):
    """A part of a file: unknown keys are errors, values do not change after loading."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, allow_inf_nan=False, populate_by_name=True
    )


RecordT = TypeVar("RecordT", bound=BaseModel)

_KIND = {
    dict: "a mapping",
    list: "a list",
    str: "text",
    bool: "true or false",
    int: "a number",
    float: "a number",
    type(None): "empty",
}

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
    "dict_type": "must be a mapping",
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
        return model.model_validate(value), []
    except ValidationError as error:
        return None, [
            _tell(document, model, steps, value, item)
            for item in error.errors(include_url=False, include_input=True)
        ]
    except RecursionError:
        return None, [document.problem(steps, "is nested too deeply; flatten it")]


def _tell(
    document: Document, model: type[BaseModel], steps: Steps, tree: object, error: ErrorDetails
) -> Problem:
    inside, missing = _walk(tree, error["loc"])
    kind, context = error["type"], error.get("ctx", {})
    given = _given(tree, inside)
    if kind == "missing":
        return document.problem(steps + inside, f"lacks the key '{missing}'; it is required")
    if kind == "extra_forbidden":
        known = _keys_at(model, error["loc"][:-1])
        message = f"is not a known key{did_you_mean(inside[-1], known)}"
        return document.problem(steps + inside, f"{message}; allowed: {listing(known)}", key=True)
    if kind in {"literal_error", "enum"}:
        allowed = [word.strip().strip("'") for word in _expected(context)]
        message = f"is {given}{did_you_mean(_raw(tree, inside), allowed)}"
        return document.problem(steps + inside, f"{message}; allowed: {listing(allowed)}")
    if kind in _WANTED:
        return document.problem(steps + inside, f"is {given}; {_WANTED[kind]}")
    bounds = {"ge": "at least", "gt": "greater than", "le": "at most", "lt": "less than"}
    for bound, words in bounds.items():
        if bound in context:
            return document.problem(steps + inside, f"is {given}; must be {words} {context[bound]}")
    if kind == "string_pattern_mismatch":
        message = f"is {given}; must match the pattern {context.get('pattern')}"
        return document.problem(steps + inside, message)
    if "error" in context or kind in {"value_error", "assertion_error"}:
        text = str(error["msg"]).removeprefix("Value error, ").removeprefix("Assertion failed, ")
        return document.problem(steps + inside, text)
    return document.problem(steps + inside, f"is {given}; {error['msg']}")


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


def _given(tree: object, steps: Steps) -> str:
    value = _raw(tree, steps)
    if isinstance(value, (dict, list)) or value is None:
        return _KIND[type(value)]
    text = str(value)
    return f"'{text[:57]}...'" if len(text) > 60 else f"'{text}'"


def _expected(context: dict[str, Any]) -> list[str]:
    return str(context.get("expected", "")).replace(" or ", ", ").split(", ")


def _keys_at(model: type[BaseModel], loc: Sequence[int | str]) -> list[str]:
    """Return the keys that a model allows at a location inside it."""
    kinds: list[object] = [model]
    for step in loc:
        kinds = [inner for kind in kinds for inner in _inside(kind, step)] or kinds
    keys: dict[str, None] = {}
    for kind in kinds:
        for option in _options(kind):
            if isinstance(option, type) and issubclass(option, BaseModel):
                keys.update(
                    dict.fromkeys(info.alias or name for name, info in option.model_fields.items())
                )
    return list(keys)


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
        elif origin is Literal:
            continue
    return found
