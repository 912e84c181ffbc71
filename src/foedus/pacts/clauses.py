# SPDX-License-Identifier: Apache-2.0
"""What a clause of a pact says: what brings it into play, and what it then does."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - a model reads it
import re
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from foedus.pacts.moments import Day, Span, opening
from foedus.pacts.taxonomy import EventName
from foedus.pacts.voting import Rule
from foedus.records import Name, Record, Words


def _listed(given: object) -> object:
    return [given] if isinstance(given, str) else given


def _setting(given: object) -> object:
    return int(given) if isinstance(given, str) and re.fullmatch(r"\d{1,6}", given) else given


QUOTE_WORDS: Final = 30
"""Longest quotation of an official text, in words; the rest is said in our own."""

Who = Annotated[
    tuple[Annotated[str, StringConstraints(pattern=r"^(not )?[A-Za-z][A-Za-z0-9_.]{0,80}$")], ...],
    BeforeValidator(_listed),
]
"""Parties: codes, ``parties``, ``states``, ``roles.NAME``, ``blocs.NAME``, ``victim``,
``attacker``, ``performer``; each also with ``not`` before it."""

Events = Annotated[tuple[EventName, ...], BeforeValidator(_listed), Field(min_length=1)]
Clauses = Annotated[tuple[Name, ...], BeforeValidator(_listed), Field(min_length=1)]

Setting = Annotated[int | Name, BeforeValidator(_setting)]
"""What a lever can be set to: a word or a whole number."""

# What performs a duty: the type of event, or "finding" for a determination.
PERFORMED_BY: Final[dict[str, str]] = {
    "consult": "consultation",
    "assist": "contribution",
    "arm": "delivery",
    "report": "report",
    "sanction": "sanction",
    "find": "finding",
}
# What breaks a promise to refrain: types of events.
FORBIDS: Final[dict[str, tuple[str, ...]]] = {
    "not_attack": ("attack", "declaration_of_war"),
    "not_threaten": ("threat", "attack", "declaration_of_war"),
    "stay_neutral": ("attack", "declaration_of_war"),
    "refrain": (),
}
Action = Literal[
    "consult",
    "assist",
    "arm",
    "report",
    "sanction",
    "find",
    "perform",
    "not_attack",
    "not_threaten",
    "stay_neutral",
    "refrain",
]


LegalForm = Literal[
    "treaty",
    "executive_agreement",
    "unilateral",
    "domestic_statute",
    "declaration",
    "political",
    "draft",
]


class OnlyIf(Record):
    """The settings of a lever, or the readings, under which a clause is part of the pact."""

    lever: Name | None = Field(None, description="The lever; or")
    reading: Name | None = Field(None, description="the question that has several readings.")
    settings: tuple[Setting, ...] = Field(
        alias="is", min_length=1, description="Settings or readings under which the clause stands."
    )

    @model_validator(mode="after")
    def _one(self) -> OnlyIf:
        if (self.lever is None) == (self.reading is None):
            message = "must name either a lever or a reading"
            raise ValueError(message)
        return self

    @property
    def name(self) -> str:
        """The lever or reading."""
        return self.lever or self.reading or ""


class Pattern(Record):
    """Which events are meant; a key that is not given asks for nothing."""

    event: Annotated[tuple[EventName, ...], BeforeValidator(_listed)] = Field(
        (), description="Types of events, each with all its kinds."
    )
    attacker: Who = Field((), description="Who attacked.")
    victim: Who = Field((), description="Who was attacked, or counts as attacked.")
    target: Annotated[tuple[Name, ...], BeforeValidator(_listed)] = Field(
        (), description="What was attacked: one of these."
    )
    by: Who = Field((), description="Who acted, where it was no attack.")
    toward: Who = Field((), description="Towards whom.")
    clause: Name | None = Field(None, description="The clause that the event names.")
    kind: Annotated[tuple[Name, ...], BeforeValidator(_listed)] = Field(
        (), description="Its kind: one of these."
    )


class Occurrence(Pattern):
    """An event beside the one at hand."""

    relative: Literal["before", "after"] | None = Field(
        None, description="Before the event at hand, or from it on; none: at any time."
    )


class Number(Record):
    """How many different ones took part in events of a kind."""

    at_least: int = Field(ge=1, le=1000, description="How many at least.")
    of: Literal["attacker", "victim", "by", "toward"] = Field(description="Who is counted.")
    among: Occurrence = Field(description="In events of this kind.")

    @model_validator(mode="after")
    def _says_what(self) -> Number:
        if not self.among.event:
            message = "counts among events and does not say of which types"
            raise ValueError(message)
        return self


class Condition(Record):
    """A question about the event at hand; exactly one key."""

    holds: Name | None = Field(None, description="An open term is met by the event.")
    in_scope: Name | None = Field(None, description="The event lies within a scope.")
    occurred: Occurrence | None = Field(None, description="Some event of this kind is in the log.")
    number: Number | None = Field(None, description="Enough different ones took part.")
    event: Pattern | None = Field(None, description="The event at hand is of this kind.")
    all: tuple[Condition, ...] | None = Field(None, description="All of these hold.")
    any: tuple[Condition, ...] | None = Field(None, description="One of these holds.")
    negated: Condition | None = Field(None, alias="not", description="This does not hold.")

    @model_validator(mode="after")
    def _one(self) -> Condition:
        if len(self.model_fields_set) != 1:
            message = (
                "must have exactly one of holds, in_scope, occurred, number, event, all, any, not"
            )
            raise ValueError(message)
        if self.occurred is not None and not self.occurred.event:
            message = "has occurred without event; say which types of events"
            raise ValueError(message)
        return self


class Trigger(Pattern):
    """What brings a clause into play: an event, or another clause's performance or breach."""

    performed: Name | None = Field(None, description="Someone performed this clause.")
    breached: Name | None = Field(None, description="Someone breached this clause.")
    condition: Condition | None = Field(None, alias="if", description="And this holds.")

    @model_validator(mode="after")
    def _one(self) -> Trigger:
        given = [key for key in ("event", "performed", "breached") if getattr(self, key)]
        if len(given) != 1:
            message = "must have exactly one of event, performed, breached"
            raise ValueError(message)
        if given != ["event"] and len(self.model_fields_set) > 1:
            message = f"has {given[0]}; allowed beside it: nothing"
            raise ValueError(message)
        return self


class Deadline(Span):
    """Time for a duty, and from when it runs."""

    counted_from: Literal["event", "finding"] = Field(
        "event", description="The event, or the moment when it is settled that the duty arose."
    )


class Discretion(Record):
    """What is left to the bearer of a duty."""

    standard: Literal["as_it_deems_necessary", "none"] = Field(
        "as_it_deems_necessary", description="Who measures the help: the bearer, or the text."
    )
    floor: Literal["any_positive_act", "military_aid", "armed_force"] = Field(
        "any_positive_act", description="The least that counts as help."
    )
    ceiling: Literal["consult_only", "non_military", "armed_force"] = Field(
        "armed_force", description="The most that is asked."
    )


class Duty(Record):
    """What someone shall or shall not do."""

    modality: Literal["obligation", "prohibition", "permission", "power"] = Field(
        description="Shall, shall not, may do, or may change what others owe."
    )
    bearer: Who = Field(min_length=1, description="Who is bound, or free.")
    toward: Who = Field((), description="To whom it is owed.")
    action: Action = Field(description="What is to be done, or not done.")
    conduct: Annotated[tuple[Name, ...], BeforeValidator(_listed)] = Field(
        (), description="What to perform or refrain from: types of events, or kinds of conduct."
    )
    discretion: Discretion = Field(
        default_factory=Discretion, description="What is left to the bearer (help only)."
    )
    deadline: Deadline | None = Field(None, description="By when.")

    @model_validator(mode="after")
    def _fits(self) -> Duty:
        if (self.modality == "prohibition") != (self.action in FORBIDS):
            message = f"is a {self.modality} with the action {self.action}; they do not fit"
            raise ValueError(message)
        if (self.action in ("perform", "refrain")) != bool(self.conduct):
            told = "which needs conduct; say what" if not self.conduct else "which takes no conduct"
            message = f"has the action {self.action}, {told}"
            raise ValueError(message)
        return self


class Deeming(Record):
    """An attack on one that counts as an attack on others."""

    attack_on: Who = Field(min_length=1, description="Who was attacked.")
    target: Name | None = Field(None, description="What of theirs was attacked.")
    counts_as_attack_on: Who = Field(min_length=1, description="Who then counts as attacked.")
    size: Literal["none", "small", "large"] | None = Field(
        None, description="How large the force on the spot is, where that was attacked."
    )


TIMED: Final = ("void", "suspend", "discharge", "reinstate")
"""Effects that an event of their own brings about, from a moment on."""


class Effect(Record):
    """What a defeating clause does to others."""

    kind: Literal["void", "suspend", "discharge", "reinstate", "exclude", "require", "restrict"] = (
        Field(
            description="Ends, pauses, ends as fulfilled, or ends a pause; or, occasion by "
            "occasion, takes it out, lets it arise only then, or asks for less."
        )
    )
    clauses: Clauses = Field(description="The clauses that it acts on.")
    for_: Who = Field((), alias="for", description="For these bearers alone.")
    effective: Literal["ex_nunc", "ex_tunc"] | None = Field(
        None, description="From the event on, or from the beginning."
    )
    ceiling: Literal["consult_only", "non_military", "armed_force"] | None = Field(
        None, description="The most that is then asked (restrict)."
    )
    floor: Literal["any_positive_act", "military_aid", "armed_force"] | None = Field(
        None, description="The least that then counts (restrict)."
    )

    @model_validator(mode="after")
    def _fits(self) -> Effect:
        if (self.kind in TIMED) != (self.effective is not None):
            told = "needs effective: ex_nunc or ex_tunc" if self.kind in TIMED else "is not timed"
            message = f"has the kind {self.kind}, which {told}"
            raise ValueError(message)
        if (self.kind == "restrict") != (self.ceiling is not None or self.floor is not None):
            message = "must give a ceiling or a floor if, and only if, it restricts"
            raise ValueError(message)
        return self


class Beside(Record):
    """How a clause stands to another pact."""

    pact: Name = Field(description="The other pact.")
    relation: Literal["subject_to", "prevails_over", "without_prejudice_to", "consistent_with"] = (
        Field(description="Which of the two gives way, or neither.")
    )
    for_: Who = Field((), alias="for", description="For these alone, such as parties to both.")
    since: Day | None = Field(None, description="From this day on.")


class Clause(Record):
    """One clause: what brings it into play, and what it then says."""

    id: Name = Field(description="Its name in this file.")
    art: Words = Field(description="Its article.")
    title: Words | None = Field(None, description="Its heading.")
    summary: Words = Field(description="What it says, in our own words.")
    text: Words | None = Field(None, description="Its wording, where the draft is ours.")
    quote: Words | None = Field(None, description="Decisive words of the official text.")
    span: tuple[int, int] | None = Field(
        None, description="Where the quote stands in the text file."
    )
    practice: Words | None = Field(
        None, description="That it rests on practice or interpretation, and on which."
    )
    only_if: OnlyIf | None = Field(
        None, description="A lever's settings, or the readings, that it depends on."
    )
    since: Day | None = Field(
        None, description="Part of the pact from this day on, by an amendment; for what happens."
    )
    until: Day | None = Field(None, description="No part of the pact any more from this day on.")
    relation: (
        Literal[
            "exception",
            "condition_subsequent",
            "condition_precedent",
            "domain_restriction",
            "proviso",
            "saving",
            "subject_to",
            "precedence",
        ]
        | None
    ) = Field(None, description="How it relates to the clauses that its effect acts on.")
    over: Annotated[tuple[Name, ...], BeforeValidator(_listed)] = Field(
        (), description="Clauses over which its effect prevails where both act."
    )
    beside: tuple[Beside, ...] = Field((), description="How it stands to other pacts.")
    trigger: Trigger | None = Field(None, description="What brings it into play; none: always.")
    when: Condition | None = Field(
        None, description="On which occasions its effect acts on those clauses (not timed effects)."
    )
    deeming: Deeming | None = Field(None, description="Whose attack counts as whose.")
    duty: Duty | None = Field(None, description="What is owed.")
    form: LegalForm | None = Field(
        None,
        description="Form of what this clause promises, where its bearer gives it another form "
        "than the pact's; what the promise weighs follows from it, not whom the pact binds.",
    )
    effect: Effect | None = Field(None, description="What it does to other clauses.")
    decision_rule: Rule = Field(
        default=Rule(kind="each_for_itself"),
        description="How the bearers decide: `each_for_itself`, `automatic`, or by a vote: "
        "`consensus`, `unanimity`, `majority`, `at_least(9)`, `qualified_majority(2/3)`, or "
        "`body(CODE)`, by a body's own rule.",
    )

    def stood(self, when: dt.date) -> bool:
        """Tell whether the clause was part of the pact at a moment, as amended."""
        if self.since is None and self.until is None:
            return True
        moment = opening(when)
        begun = self.since is None or opening(self.since) <= moment
        return begun and (self.until is None or moment < opening(self.until))

    @model_validator(mode="after")
    def _fits(self) -> Clause:
        if self.since is not None and self.until is not None and self.until <= self.since:
            message = f"ends on {self.until}; until must be after since"
            raise ValueError(message)
        wrong = next(filter(None, (self._effect_fits(), self._duty_fits(), self._quote_fits())), "")
        if wrong:
            raise ValueError(wrong)
        return self

    def _effect_fits(self) -> str:
        effect = self.effect
        if effect is None:
            return "has when and no effect; say what it does then" if self.when else ""
        if self.duty is not None or self.deeming is not None:
            return "has an effect and a duty or deeming; give the effect a clause of its own"
        if effect.kind in TIMED:
            if self.when is not None:
                return f"has the effect {effect.kind}, which takes a trigger and no when"
            return "" if self.trigger else "has an effect and no trigger; say what brings it about"
        if self.trigger is not None:
            return f"has the effect {effect.kind}, which takes when and no trigger"
        if self.when is None and effect.kind != "restrict":
            return f"has the effect {effect.kind} and no when; say on which occasions"
        return ""

    def _duty_fits(self) -> str:
        duty = self.duty
        if duty is None:
            return ""
        alone = f"has the action {duty.action}, which takes no"
        if duty.action == "arm" and self.trigger is not None:
            return f"{alone} trigger; leave it out"
        if (duty.modality == "prohibition" or duty.action == "arm") and duty.deadline is not None:
            return f"{alone} deadline; leave it out"
        if duty.modality == "prohibition" and not duty.toward and duty.action != "refrain":
            return "is a prohibition towards nobody; say towards whom"
        if duty.action == "find" and (self.trigger is None or not self.trigger.event):
            return "has the action find and no event as its trigger; say about what"
        return ""

    def _quote_fits(self) -> str:
        words = len(self.quote.split()) if self.quote else 0
        if words <= QUOTE_WORDS:
            return ""
        return f"quotes {words} words; at most {QUOTE_WORDS}, the rest in the summary"
