# SPDX-License-Identifier: Apache-2.0
"""What a pact file says: its header, its open terms, its levers and its clauses."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - a model reads it
from typing import Annotated, Any, Final, Literal

from pydantic import Field, model_validator

from foedus.pacts.clauses import Clause, Events, LegalForm, Setting, Who
from foedus.pacts.events import Codes, Other
from foedus.pacts.moments import Day, Moment, Span, opening, told
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


class Earlier(Record):
    """How a body was made up and decided before an amendment."""

    until: Day = Field(description="Day of the amendment.")
    seats: int = Field(ge=1, le=1000, description="How many seats it had.")
    rule: Rule = Field(description="How it decided.")


class Body(Record):
    """A body that finds or receives something under the pact."""

    name: Words = Field(description="As it stands inside a sentence.")
    composition: tuple[Seat, ...] = Field((), description="Its seats.")
    weights: dict[Name, Annotated[float, Field(gt=0, le=1e12)]] = Field(
        default_factory=dict, description="What each vote weighs, where votes are weighted."
    )
    vetoes: Who = Field((), description="Whose vote against stops a decision.")
    concurring: Who = Field(
        (), description="Without whose votes in favour, each of them, there is no decision."
    )
    earlier: tuple[Earlier, ...] = Field((), description="How it decided before, the oldest first.")
    rule: Rule | None = Field(
        None,
        description="How it decides; what falls short is no finding. `consensus`, `unanimity`, "
        "`majority`, `at_least(9)`, `qualified_majority(2/3)` by number, `weighted(2/3)` by "
        "weight, or `double_majority(55/100, 65/100)` by number and by weight.",
    )

    @model_validator(mode="after")
    def _votes(self) -> Body:
        if self.rule is None:
            return self
        if self.rule.kind in ("each_for_itself", "automatic", "body"):
            message = f"has the rule '{self.rule}'; a body decides by a vote, such as consensus"
            raise ValueError(message)
        if self.rule.by_weight and not self.weights:
            message = f"has the rule '{self.rule}' and no weights"
            raise ValueError(message)
        return self

    @property
    def seats(self) -> int:
        """Number of seats; 0 where the composition is not given."""
        return sum(seat.seats for seat in self.composition)

    def decides(self, when: dt.date) -> tuple[Rule | None, int]:
        """Return by what rule and with how many seats the body decided at a moment."""
        for past in self.earlier:
            if opening(when) < opening(past.until):
                return past.rule, past.seats
        return self.rule, self.seats


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


class Renewal(Record):
    """How a fixed term goes on when it ends."""

    years: int = Field(ge=1, le=100, description="Each further term.")
    unless_notice: Span = Field(description="Unless a party gave notice this long before the end.")


class Duration(Record):
    """How long an instrument runs."""

    art: Words | None = Field(None, description="Article.")
    kind: Literal["fixed", "indefinite"] = Field(description="A fixed term, or none.")
    years: int | None = Field(None, ge=1, le=100, description="The fixed term.")
    renewal: Renewal | None = Field(None, description="Whether and how it goes on after that.")

    @model_validator(mode="after")
    def _fits(self) -> Duration:
        if (self.kind == "fixed") != (self.years is not None):
            message = "needs years where it is fixed, and none where it is indefinite"
            raise ValueError(message)
        if self.renewal is not None and self.kind != "fixed":
            message = "is indefinite and has a renewal; only a fixed term is renewed"
            raise ValueError(message)
        return self


class Withdrawal(Record):
    """How a party may leave; without this, a notice of withdrawal has no effect."""

    art: Words | None = Field(None, description="Article.")
    notice: Span = Field(description="Time from the notice to the exit.")
    available_after: Span | None = Field(
        None, description="Time from entry into force before which no notice counts."
    )


class Finder(Record):
    """A body that decides whether an open term is met."""

    body: Name = Field(description="The body.")
    within: Span | None = Field(None, description="Time it has, from the event.")


_FALLBACKS = "each_party, unknown"
_FINDERS = ("each_party", "victim")


class OpenTerm(Record):
    """Words that a pact leaves open, and who decides whether they are met."""

    phrase: Words = Field(description="As it ends the sentence 'found that e4 was ...'.")
    source: Words | None = Field(
        None, description="Where it is said who decides: an article, or practice."
    )
    applies_to: Events = Field(description="Types of events that it can be said of.")
    kind_of: Name | None = Field(None, description="A wider term that this one is a kind of.")
    determined_by: Finder | Literal["each_party", "victim"] = Field(
        description="A body, `each_party` for itself, or the `victim` alone."
    )
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
            if isinstance(finder, str) and finder not in _FINDERS:
                allowed = "each_party, victim, {body: NAME}"
                message = f"determined_by is '{finder[:40]}'; allowed: {allowed}"
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


class Zone(Record):
    """One part of a scope: all that is given must hold."""

    territory_of: Who = Field(
        (),
        description="Territory of one of these; `parties` are those bound when it happened.",
    )
    region: Codes = Field((), description="In one of these regions.")
    north_of: float | None = Field(None, ge=-90, le=90, description="North of this latitude.")
    south_of: float | None = Field(None, ge=-90, le=90, description="South of this latitude.")
    target: Codes = Field((), description="What was attacked is one of these.")
    since: Moment | None = Field(None, description="For what happened from this day on.")
    until: Moment | None = Field(None, description="For what happened before this day.")

    @model_validator(mode="after")
    def _something(self) -> Zone:
        if not self.model_fields_set:
            keys = "territory_of, region, north_of, south_of, target, since or until"
            message = f"is empty; give {keys}"
            raise ValueError(message)
        if self.since and self.until and opening(self.until) <= opening(self.since):
            message = f"ends on {told(self.until)}; until must be after since"
            raise ValueError(message)
        return self


class Scope(Record):
    """An area, and what in it, that a pact covers."""

    title: Words = Field(description="As it ends the sentence 'e4 lies within ...'.")
    any_of: tuple[Zone, ...] = Field(min_length=1, description="It lies in one of these.")


class Question(Record):
    """Words that can be read in several ways."""

    title: Words = Field(description="What the question is.")
    clause: Name | None = Field(None, description="The clause whose words they are.")
    words: Words | None = Field(None, description="The words.")
    values: dict[Name, Words] = Field(
        min_length=2, max_length=8, description="Each reading with its plain meaning."
    )
    sources: dict[Name, Words] = Field(default_factory=dict, description="Who reads it so.")
    gives: dict[Name, Any] = Field(
        default_factory=dict,
        description="What replaces `reading.NAME`, where it is not the reading itself.",
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
    others: dict[Name, Other] = Field(
        default_factory=dict, description="States and groups named without being parties."
    )
    blocs: dict[Name, Who] = Field(default_factory=dict, description="Parties that act together.")
    roles: dict[Name, Who] = Field(default_factory=dict, description="Who is what.")
    bodies: dict[Name, Body] = Field(default_factory=dict, description="Bodies by code.")
    entry_into_force: EntryIntoForce = Field(description="When it begins to bind.")
    duration: Duration = Field(default=Duration(kind="indefinite"), description="How long it runs.")
    withdrawal: Withdrawal | None = Field(None, description="How a party may leave.")
    levers: dict[Name, Lever] = Field(default_factory=dict, description="What may be varied.")
    readings: dict[Name, Question] = Field(
        default_factory=dict, description="Words that can be read in several ways."
    )
    scopes: dict[Name, Scope] = Field(default_factory=dict, description="What areas it covers.")
    open_terms: dict[Name, OpenTerm] = Field(
        default_factory=dict, description="Words that it leaves open."
    )
    clauses: tuple[Clause, ...] = Field(min_length=1, description="Its clauses, in order.")
