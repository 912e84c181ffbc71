# SPDX-License-Identifier: Apache-2.0
"""What a case file says: who decides what, who wants what on what evidence, what they may sign.

The unit of every value is a year under an actor's own ideal settlement, which is worth 1 to it;
the clock's period is a year.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from foedus.records import SHA256_PATTERN, Day, Flag, Name, Number, Record, Whole, Words
from foedus.uncertain import Amount, Discount, OnScale, Positive, Real, Share, UncertainNumber

SCHEMA = "foedus/case-1"
MOST_CHOICES = 100
"""Named points or options of one issue."""
MOST_ATTACKS = 20
"""Ways to attack that the challenger has."""

Grade = Literal["own_words", "single_source", "paraphrase", "hearsay", "suspect_text"]
Modality = Literal[
    "agreed",
    "claimed",
    "offered",
    "demanded",
    "rejected",
    "conditional",
    "welcomed",
    "hoped",
    "justified",
    "unspecified",
]
Sha256 = Annotated[str, StringConstraints(pattern=SHA256_PATTERN)]
Point = Annotated[Number, Field(ge=0, le=100)]


class Source(Record):
    """A document that statements are taken from."""

    id: Name
    title: Words
    kind: Literal["news_report", "treaty", "transcript", "communique", "data", "study", "other"]
    date: Day | None = Field(None, description="Publication; empty where it carries none.")
    file: Words | None = Field(None, description="Plain text inside the case's sources folder.")
    sha256: Sha256 | None = Field(None, description="Hash of that file's bytes.")
    note: Words | None = None


class Embedded(Record):
    """What a speaker says that somebody else did: a claim about them, not their act."""

    holder: Words
    modality: Modality
    what: Words | None = None
    confirmed: Flag = Field(default=False, description="Does the holder say so in this source?")


class Statement(Record):
    """An attributed utterance with its place in a source."""

    id: Name
    source: Name
    span: tuple[Annotated[Whole, Field(ge=0)], Annotated[Whole, Field(ge=1)]] = Field(
        description="First character and the one after the last, in the decoded text."
    )
    words: Words = Field(description="Words inside the span, verbatim; the decisive ones.")
    speaker: Words
    role: Words | None = None
    side: Name | None = Field(None, description="The actor that the speaker speaks for.")
    quote: Literal["direct", "indirect", "mixed", "direct_unmarked", "fragment"]
    issues: tuple[Name, ...] = ()
    topics: tuple[Name, ...] = Field((), description="What it is about beyond the issues.")
    modality: Modality
    embedded: Embedded | None = None
    date: Day | None = None
    outlet: Words | None = None
    chain: tuple[Words, ...] = Field((), description="Who reports whom, outermost first.")
    flags: tuple[Words, ...] = ()
    grade: Grade | None = Field(None, description="Overrides the grade that the flags give.")
    note: Words | None = None


class Guarantor(Record):
    """What a bloc of guarantors brings to the deterrence game."""

    help: Real = Field(
        description="How far honouring raises the log-odds that the target's side prevails (t)."
    )
    cost: Amount = Field(description="Cost of honouring, in years (k).")
    reneging: Amount = Field(description="Cost of abandoning a commitment in full form (a).")
    stake: Amount = Field(description="Reputation at stake beside the settlement itself.")
    punishment: Amount = Field(description="Cost that honouring adds for the challenger (x).")
    bound: Share = Field(description="Chance that it ratifies a treaty in full form.")
    sanctions: Share = Field(description="Chance that it votes to bring sanctions back (sigma).")


class Actor(Record):
    """A party that decides: a state, a government, a coalition or a body."""

    id: Name
    title: Words
    kind: Literal["state", "government", "coalition", "body"]
    aliases: tuple[Words, ...] = ()
    members: tuple[Words, ...] = ()
    capability: Amount | None = Field(None, description="Weight at the table, any scale (c).")
    discount: Discount | None = Field(None, description="What a year later is worth (delta).")
    war_cost: Amount | None = Field(None, description="Cost of a year of war, in years (kappa).")
    guarantor: Guarantor | None = None
    note: Words | None = None


class ScalePoint(Record):
    """A named point of an issue's scale."""

    id: Name
    at: Point
    title: Words


class Option(Record):
    """A named option of an issue that has no scale."""

    id: Name
    title: Words


class Issue(Record):
    """Something to settle: on a scale from 0 to 100 with named points, or among named options."""

    id: Name
    title: Words
    question: Words
    points: tuple[ScalePoint, ...] = Field((), max_length=MOST_CHOICES)
    options: tuple[Option, ...] = Field((), max_length=MOST_CHOICES)
    ranking: tuple[Name, ...] = Field((), description="Options in order, evenly spaced.")
    distance: dict[Name, dict[Name, Annotated[Number, Field(ge=0, le=1)]]] = Field(
        default_factory=dict, description="How far apart two options are, 0 to 1."
    )
    fallback: Number | str = Field(description="What holds if nothing is agreed.")
    consent: tuple[Name, ...] = Field((), description="Who must agree to leave the fallback.")
    note: Words | None = None

    @model_validator(mode="after")
    def _one_form(self) -> Issue:
        if bool(self.points) == bool(self.options):
            message = "has " + (
                "points and options" if self.points else "neither points nor options"
            )
            message += "; give either a scale's points (two or more) or named options (two or more)"
            raise ValueError(message)
        if len(self.points or self.options) < 2:
            message = "has a single point or option; give two or more"
            raise ValueError(message)
        if self.points and (self.ranking or self.distance):
            message = "has a ranking or distances beside points; those belong to named options"
            raise ValueError(message)
        if self.ranking and self.distance:
            message = "has a ranking and distances; give one of them"
            raise ValueError(message)
        return self

    @property
    def nominal(self) -> bool:
        """Whether the issue is a choice among named options."""
        return bool(self.options)

    @property
    def names(self) -> tuple[str, ...]:
        """Ids of its points or options, in the file's order."""
        return tuple(item.id for item in self.points or self.options)


class RedLine(Record):
    """A limit that an actor is taken not to cross whatever it is offered."""

    at_least: OnScale | None = None
    at_most: OnScale | None = None
    excludes: tuple[Name, ...] = Field((), description="Options or points it would not sign.")
    cite: tuple[Name, ...] = ()
    assume: Words | None = None

    @model_validator(mode="after")
    def _says_something(self) -> RedLine:
        if self.at_least is None and self.at_most is None and not self.excludes:
            message = "draws no line; give at_least, at_most or excludes"
            raise ValueError(message)
        return self


class Position(Record):
    """What an actor wants on an issue from a date on, how much it matters, on what evidence."""

    actor: Name
    issue: Name
    since: Day
    ideal: UncertainNumber = Field(description="Wanted place on the scale, or wanted option (x).")
    salience: Share | None = Field(None, description="0 to 1 (s); else the earlier position's.")
    capability: Amount | None = Field(None, description="Else the actor's own (c).")
    red_line: RedLine | None = None
    cite: tuple[Name, ...] = Field((), description="Ids of statements that show the position.")
    assume: Words | None = Field(None, description="Why it is taken so, in neutral words.")
    note: Words | None = None


class Package(Record):
    """One option for every issue, with one guarantee design."""

    id: Name
    title: Words
    summary: Words | None = None
    settles: dict[Name, Number | str]
    design: dict[Name, str | Whole] = Field(default_factory=dict)
    note: Words | None = None


Setting = str | Whole
Settings = Setting | tuple[Setting, ...]


def several(given: Settings) -> tuple[Setting, ...]:
    """Return one setting or several as several.

    Examples
    --------
    >>> several("treaty"), several((3, 7))
    (('treaty',), (3, 7))
    """
    return given if isinstance(given, tuple) else (given,)


class Decided(Record):
    """Where the guarantee's design settles an issue, if its levers are set so."""

    at: str = Field(description="A named place of the issue.")
    when: dict[Name, Settings] = Field(
        default_factory=dict, description="Settings of levers, one or several; all must fit."
    )


class Exclusion(Record):
    """What cannot stand together in one settlement."""

    what: dict[Name, Settings] = Field(
        min_length=1, description="Places of issues and settings of levers, one or several each."
    )
    because: Words


class Space(Record):
    """What a search over settlements goes through: every named place of every issue, but for these.

    Issues under `decided` follow from the guarantee's design, by the first line that fits; a
    design that no line fits takes no part in the search.
    """

    decided: dict[Name, tuple[Decided, ...]] = Field(default_factory=dict)
    excludes: tuple[Exclusion, ...] = ()


class WarOutcome(Record):
    """One way a war can end: the package that then holds, and its chance in a year of war."""

    package: Name
    chance: Share


class Provocation(Record):
    """What it would bring the target to provoke the challenger, and how surely that is found."""

    private_gain: Real = Field(description="What provoking brings the target, in years (m).")
    anger: Amount = Field(description="What attack is worth more after a provocation, in years.")
    missed: Share = Field(description="Chance that a provocation is not found.")
    false_finding: Share = Field(description="Chance that one is found where there was none.")


class Attack(Record):
    """One way to attack: how much it is about, and how likely it is to count."""

    id: Name
    title: Words
    size: Share = Field(description="Share at stake of what the challenger's terms would bring it.")
    cost: Amount = Field(description="Cost of the war over it, as a multiple of a full war's.")
    widest: Share = Field(description="Chance that it meets the pact's widest threshold.")
    narrower: Share = Field(description="Chance that it meets a narrower threshold.")
    narrowest: Share = Field(description="Chance that it meets the narrowest threshold.")
    on: Words | None = Field(None, description="Code of who is attacked instead of the target.")


class War(Record):
    """The war that a settlement ends and that the guarantee is to prevent from returning."""

    challenger: Name
    target: Name
    guarantors: tuple[Name, ...] = Field(min_length=1, max_length=8)
    challenger_terms: WarOutcome
    target_terms: WarOutcome
    line_of_contact: WarOutcome
    relief: Name | None = Field(
        None, description="The issue whose place, 0 to 100, is the share of sanctions lifted."
    )
    base: Real = Field(description="Log-odds that the target prevails alone (t0).")
    synergy: Real = Field(description="Added log-odds when all help (syn).")
    precision: Positive = Field(description="Precision of choice, per year of value (lambda).")
    erosion: Share = Field(description="Yearly chance that an intact guarantee erodes.")
    provocation: Provocation | None = None
    attacks: tuple[Attack, ...] = Field((), max_length=MOST_ATTACKS)


class Participation(Record):
    """What sanctions do to coming to the table: two rival effects, as branches."""

    actor: Name
    coming: Amount = Field(description="Cost of coming to the table, in years.")
    pressure: Amount = Field(description="How far new sanctions lower the value of war.")
    reactance: Amount = Field(description="How far new sanctions raise the cost of coming.")
    cite: tuple[Name, ...] = ()


class Consent(Record):
    """Whose agreement a settlement needs whatever it says."""

    needed: tuple[Name, ...] = Field(min_length=1)
    cite: tuple[Name, ...] = ()
    assume: Words | None = None


class Law(Record):
    """The guarantee as a pact, and the incident that is played through it."""

    pact: Name = Field(description="File name in the pacts folder, without .yaml.")
    at: Day = Field(description="The day on which the register is read.")
    note: Words | None = None


class Question(Record):
    """Something that the sources do not say and a reader would ask."""

    ask: Words
    of: tuple[Name, ...] = ()
    issues: tuple[Name, ...] = ()
    numbers: tuple[Words, ...] = Field(
        (), description="Other numbers that an answer would settle, by key or its first words."
    )
    cite: tuple[Name, ...] = ()


class Correlation(Record):
    """Two uncertain numbers that are high or low together, or one where the other is not."""

    between: tuple[Words, Words] = Field(description="Keys of the two numbers, as in the draws.")
    rho: Annotated[Number, Field(gt=-1, lt=1)] = Field(
        description="Correlation of their normal scores, between -1 and 1."
    )
    cite: tuple[Name, ...] = ()
    assume: Words | None = None


class CaseFile(Record):
    """Everything that case.yaml says."""

    form: Literal["foedus/case-1"] = Field(alias="schema")
    id: Name
    title: Words
    question: Words
    as_of: Day
    note: Words | None = None
    sources: tuple[Source, ...] = ()
    statements: tuple[Statement, ...] = ()
    actors: tuple[Actor, ...] = Field(min_length=1)
    issues: tuple[Issue, ...] = Field(min_length=1)
    positions: tuple[Position, ...] = Field(min_length=1)
    packages: tuple[Package, ...] = Field(min_length=1)
    reference: Name = Field(description="The package under which designs are compared.")
    space: Space = Field(default_factory=Space)
    consent: Consent
    war: War
    participation: Participation | None = None
    law: Law | None = None
    credence: dict[Grade, Share] = Field(
        default_factory=dict, description="How far a reported position is believed, by grade."
    )
    overrides: dict[Name, Amount] = Field(
        default_factory=dict, description="Effects of levers, in place of the default ranges."
    )
    correlations: tuple[Correlation, ...] = Field(
        (), description="Numbers that are not drawn independently of one another."
    )
    questions: tuple[Question, ...] = ()
