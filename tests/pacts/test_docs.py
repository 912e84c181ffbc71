# SPDX-License-Identifier: Apache-2.0
"""The page on pacts: its examples run, and its reference is what the schema says."""

from __future__ import annotations

import doctest
import types
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, Union, get_args, get_origin

from foedus.pacts import clauses, events, schema, voting
from foedus.pacts.taxonomy import CONTRIBUTIONS, EVENT_TYPES

if TYPE_CHECKING:
    from pydantic import BaseModel

PAGE = Path(__file__).resolve().parents[2] / "docs" / "pacts.md"
START, END = "<!-- reference: start -->\n", "<!-- reference: end -->\n"

SECTIONS: dict[str, type[BaseModel]] = {
    "A pact": schema.PactText,
    "`parties.CODE`, or just the name": schema.Party,
    "`done`": schema.Done,
    "`text`": schema.Text,
    "`bodies.CODE`": schema.Body,
    "`bodies.CODE.composition`": schema.Seat,
    "`bodies.CODE.earlier`": schema.Earlier,
    "`entry_into_force`": schema.EntryIntoForce,
    "`entry_into_force.ratified_by`": schema.Ratified,
    "`entry_into_force.ratified_by.at_least`": schema.AtLeast,
    "`duration`": schema.Duration,
    "`duration.renewal`": schema.Renewal,
    "`withdrawal`": schema.Withdrawal,
    "`readings.NAME`": schema.Question,
    "`scopes.NAME`": schema.Scope,
    "`scopes.NAME.any_of`": schema.Zone,
    "`open_terms.NAME`": schema.OpenTerm,
    "`open_terms.NAME.determined_by`": schema.Finder,
    "`levers.NAME`": schema.Lever,
    "`clauses`": clauses.Clause,
    "`clauses.only_if`": clauses.OnlyIf,
    "`clauses.trigger`": clauses.Trigger,
    "`clauses.trigger.if`, `clauses.when`": clauses.Condition,
    "`occurred`": clauses.Occurrence,
    "`number`": clauses.Number,
    "`clauses.duty`": clauses.Duty,
    "`clauses.duty.discretion`": clauses.Discretion,
    "`clauses.duty.deadline`": clauses.Deadline,
    "`clauses.deeming`": clauses.Deeming,
    "`clauses.effect`": clauses.Effect,
    "`clauses.beside`": clauses.Beside,
    "An event log": events.LogFile,
    "`events`": events.Event,
    "`events.place`, or just its name": events.Place,
    "`others.CODE`, or just the name": events.Other,
    "`determinations`": events.Determination,
    "`votes`, `vote`": voting.Vote,
}


def words(kind: object) -> list[str]:
    """Return the words that a type allows."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Literal:
        return [str(word) for word in inner]
    if origin in {Annotated, Union, types.UnionType}:
        return [word for each in inner for word in words(each)]
    return []


def reference() -> str:
    lines = []
    for title, model in SECTIONS.items():
        lines += [f"### {title}", "", "| key | what it says |", "| --- | --- |"]
        for name, info in model.model_fields.items():
            key = f"`{info.alias or name}`" + (" (required)" if info.is_required() else "")
            allowed = ", ".join(f"`{word}`" for word in words(info.annotation))
            plain = "," not in allowed or "`" in (info.description or "")
            told = info.description if plain else f"{info.description} One of {allowed}."
            lines.append(f"| {key} | {told} |")
        lines.append("")
    kinds = ", ".join(f"`{kind}`" for kind in EVENT_TYPES)
    help_ = ", ".join(f"`{kind}`" for kind in CONTRIBUTIONS)
    return "\n".join([*lines, f"Types of events: {kinds}.", "", f"Kinds of help: {help_}.", ""])


def test_the_reference_is_what_the_schema_says() -> None:
    text = PAGE.read_text("utf-8")
    assert text.partition(START)[2].partition(END)[0].strip() == reference().strip()


def test_every_field_says_what_it_is() -> None:
    assert all(
        info.description for model in SECTIONS.values() for info in model.model_fields.values()
    )


def test_the_examples_run() -> None:
    failed, tried = doctest.testfile(str(PAGE), module_relative=False)
    assert tried > 5
    assert not failed
