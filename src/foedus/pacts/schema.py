# SPDX-License-Identifier: Apache-2.0
"""What a pact file says: its header, its open terms, its levers and its clauses."""

from __future__ import annotations

from typing import Any, Final, Literal

from pydantic import Field, model_validator

from foedus.pacts.clauses import Clause, Events, Setting, Who
from foedus.pacts.moments import Day, Moment, Span
from foedus.pacts.voting import Rule
from foedus.records import Name, Record, Words

# Form of an instrument: what makes it binding, and whether it binds in law.
FORMS: Final[dict[str, tuple[Literal["ratification", "signature"], bool]]] = {
    "treaty": ("ratification", True),
    "executive_agreement": ("signature", True),
    "unilateral": ("signature", True),
    "domestic_statute": ("ratification", True),
    "declaration": ("signature", False),
    "political": ("signature", False),
    "draft": ("ratification", True),
}
LegalForm = Literal[
    "treaty",
    "executive_agreement",
    "unilateral",
    "domestic_statute",
    "declaration",
    "political",
    "draft",
]


class Party(Record):
    """A state that is, was or may become a party."""

    name: Words = Field(description="As it stands inside a sentence.")
    since: Moment | None = Field(None, description="Party from this day on, whatever a log says.")
    until: Moment | None = Field(None, description="Party until this day.")

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, given: Any) -> Any:  # noqa: ANN401 - whatever the file holds
        return {"name": given} if isinstance(given, str) else given


class Done(Record):
    """Where and when an instrument was done."""

    place: Words | None = Field(None, description="Place.")
    date: Day = Field(description="Day.")


class Seat(Record):
    """Seats of a body that the same states fill."""

    seats: int = Field(ge=1, le=1000, description="How many.")
    of: Who = Field(description="Who fills them: parties, or `neutral`.")


class Body(Record):
    """A body that finds or receives something under the pact."""

    name: Words = Field(description="As it stands inside a sentence.")
    composition: tuple[Seat, ...] = Field((), description="Its seats.")
    rule: Rule | None = Field(
        None,
        description="How it decides; what falls short is no finding. `consensus`, `unanimity`, "
        "`majority` or `qualified_majority(2/3)`.",
    )

    @model_validator(mode="after")
    def _votes(self) -> Body:
        if self.rule is not None and self.rule.kind in ("each_for_itself", "automatic"):
            message = f"has the rule '{self.rule}'; a body decides by a vote, such as consensus"
            raise ValueError(message)
        return self

    @property
    def seats(self) -> int:
        """Number of seats; 0 where the composition is not given."""
        return sum(seat.seats for seat in self.composition)


class AtLeast(Record):
    """A number out of a group."""

    n: int = Field(ge=1, le=1000, description="How many.")
    of: Who = Field(description="Out of whom.")


class Ratified(Record):
    """Whose consent an instrument waits for."""

    all: Who = Field((), description="Everyone of these.")
    at_least: AtLeast | None = Field(None, description="This number of those.")


class EntryIntoForce(Record):
    """When an instrument begins to bind: on a day, or once enough have ratified."""

    art: Words | None = Field(None, description="Article.")
    date: Day | None = Field(None, description="A day known beforehand.")
    ratified_by: Ratified | None = Field(
        None, description="Whose consent it takes: ratification, or signature where the form is so."
    )

    @model_validator(mode="after")
    def _one(self) -> EntryIntoForce:
        if (self.date is None) == (self.ratified_by is None):
            message = "must give either date or ratified_by"
            raise ValueError(message)
        return self


class Duration(Record):
    """How long an instrument runs."""

    art: Words | None = Field(None, description="Article.")
    kind: Literal["fixed", "indefinite"] = Field(description="A fixed term, or none.")
    years: int | None = Field(None, ge=1, le=100, description="The fixed term.")

    @model_validator(mode="after")
    def _fits(self) -> Duration:
        if (self.kind == "fixed") != (self.years is not None):
            message = "needs years where it is fixed, and none where it is indefinite"
            raise ValueError(message)
        return self


class Withdrawal(Record):
    """How a party may leave; without this, a notice of withdrawal has no effect."""

    art: Words | None = Field(None, description="Article.")
    notice: Span = Field(description="Time from the notice to the exit.")


class Finder(Record):
    """A body that decides whether an open term is met."""

    body: Name = Field(description="The body.")
    within: Span | None = Field(None, description="Time it has, from the event.")


_FALLBACKS = "each_party, unknown"


class OpenTerm(Record):
    """Words that a pact leaves open, and who decides whether they are met."""

    phrase: Words = Field(description="As it ends the sentence 'found that e4 was ...'.")
    applies_to: Events = Field(description="Types of events that it can be said of.")
    kind_of: Name | None = Field(None, description="A wider term that this one is a kind of.")
    determined_by: Finder | Literal["each_party"] = Field(description="A body, or `each_party`.")
    fallback: bool | Literal["each_party", "unknown"] = Field(
        "unknown",
        description="What holds when the body has not found in time: `true`, `false`, "
        "`each_party` or `unknown`.",
    )

    @model_validator(mode="before")
    @classmethod
    def _words(cls, given: Any) -> Any:  # noqa: ANN401 - whatever the file holds
        # One message each, instead of one for every alternative of the union.
        if isinstance(given, dict):
            finder, fallback = given.get("determined_by"), given.get("fallback", "unknown")
            if isinstance(finder, str) and finder != "each_party":
                message = f"determined_by is '{finder[:40]}'; allowed: each_party, {{body: NAME}}"
                raise ValueError(message)
            if not isinstance(fallback, bool) and fallback not in ("each_party", "unknown"):
                message = f"fallback is '{str(fallback)[:40]}'; allowed: true, false, {_FALLBACKS}"
                raise ValueError(message)
        return given


class Lever(Record):
    """Something that a designer of the pact may vary."""

    title: Words = Field(description="What it is.")
    clause: Name = Field(description="The clause it belongs to.")
    default: Setting = Field(description="The setting that holds unless another is chosen.")
    values: dict[Setting, Words] = Field(
        min_length=1, description="Each setting with its plain meaning."
    )
    gives: dict[Setting, Any] = Field(
        default_factory=dict,
        description="What replaces `lever.NAME`, where it is not the setting itself.",
    )


class Text(Record):
    """Where the wording comes from."""

    status: Literal["official", "paraphrase", "ours"] = Field(description="Whose words they are.")
    file: Words | None = Field(None, description="Text file.")
    sha256: Words | None = Field(None, description="Its hash.")
    language: Words | None = Field(None, description="Its language.")


class PactText(Record):
    """A whole pact file."""

    pact: Name = Field(description="Its name.")
    schema_: Literal["foedus/pact-1"] = Field(alias="schema", description="`foedus/pact-1`.")
    title: Words = Field(description="Its title.")
    note: Words | None = Field(None, description="What a reader must know first.")
    hypothetical: bool = Field(default=False, description="True for a pact that nobody concluded.")
    done: Done | None = Field(None, description="Where and when it was done.")
    text: Text | None = Field(None, description="Where its wording comes from.")
    legal_form: LegalForm = Field(description="Kind of instrument: how it comes to bind.")
    parties: dict[Name, Party] = Field(min_length=1, description="Each party's code and name.")
    others: dict[Name, Words] = Field(
        default_factory=dict, description="States named without being parties."
    )
    blocs: dict[Name, Who] = Field(default_factory=dict, description="Parties that act together.")
    roles: dict[Name, Who] = Field(default_factory=dict, description="Who is what.")
    bodies: dict[Name, Body] = Field(default_factory=dict, description="Bodies by code.")
    entry_into_force: EntryIntoForce = Field(description="When it begins to bind.")
    duration: Duration = Field(default=Duration(kind="indefinite"), description="How long it runs.")
    withdrawal: Withdrawal | None = Field(None, description="How a party may leave.")
    levers: dict[Name, Lever] = Field(default_factory=dict, description="What may be varied.")
    open_terms: dict[Name, OpenTerm] = Field(
        default_factory=dict, description="Words that it leaves open."
    )
    clauses: tuple[Clause, ...] = Field(min_length=1, description="Its clauses, in order.")
