# SPDX-License-Identifier: Apache-2.0
"""How several decide together, and whether a vote was enough."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field, model_validator

from foedus.records import Name, Record

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


_SHARE: Final = r" *(\d{1,4}) *[,/] *(\d{1,4}) *"
_FORMS: Final = {
    "qualified_majority": re.compile(rf"qualified_majority\({_SHARE}\)"),
    "weighted": re.compile(rf"weighted\({_SHARE}\)"),
    "double_majority": re.compile(rf"double_majority\({_SHARE},{_SHARE}\)"),
    "at_least": re.compile(r"at_least\( *(\d{1,4}) *\)"),
    "body": re.compile(r"body\( *(\w{1,40}) *\)"),
}


class Rule(Record):
    """How several decide: each for itself, automatic, by a vote, or through a body."""

    kind: Literal[
        "each_for_itself",
        "automatic",
        "consensus",
        "unanimity",
        "majority",
        "at_least",
        "qualified_majority",
        "weighted",
        "double_majority",
        "body",
    ]
    share: tuple[int, int] | None = None
    weight: tuple[int, int] | None = None
    number: int | None = None
    body: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_words(cls, given: Any) -> Any:  # noqa: ANN401 - whatever the file holds
        if not isinstance(given, str):
            return given
        for kind, form in _FORMS.items():
            parts = form.fullmatch(given)
            if parts is None:
                continue
            if kind == "body":
                return {"kind": kind, "body": parts[1]}
            numbers = [int(part) for part in parts.groups()]
            if kind == "at_least":
                return {"kind": kind, "number": numbers[0]}
            key = "weight" if kind == "weighted" else "share"
            both = {"weight": tuple(numbers[2:])} if kind == "double_majority" else {}
            return {"kind": kind, key: tuple(numbers[:2]), **both}
        return {"kind": given}

    @model_validator(mode="after")
    def _share_fits(self) -> Rule:
        needs = {
            "qualified_majority": ("share",),
            "weighted": ("weight",),
            "double_majority": ("share", "weight"),
            "at_least": ("number",),
            "body": ("body",),
        }.get(self.kind, ())
        if any(getattr(self, key) is None for key in needs):
            message = "needs its share: write qualified_majority(2/3), say"
            raise ValueError(message)
        for share in (self.share, self.weight):
            if share is not None and not 0 < share[0] <= share[1]:
                message = f"has the share {share[0]}/{share[1]}; must be above 0 and at most 1"
                raise ValueError(message)
        if self.number == 0:
            message = "asks for no vote at all; must ask for one at least"
            raise ValueError(message)
        return self

    @property
    def votes(self) -> bool:
        """Whether it takes a vote."""
        return self.kind not in ("each_for_itself", "automatic")

    @property
    def by_weight(self) -> bool:
        """Whether votes are weighted."""
        return self.weight is not None

    def __str__(self) -> str:
        parts = [
            *([f"{self.share[0]}/{self.share[1]}"] if self.share else []),
            *([f"{self.weight[0]}/{self.weight[1]} by weight"] if self.weight else []),
        ]
        if parts:
            return f"a majority of {' and '.join(parts)}"
        if self.number is not None:
            return f"at least {self.number} votes"
        if self.body is not None:
            return f"a decision of {self.body}"
        return {"majority": "a majority", "each_for_itself": "each for itself"}.get(
            self.kind, self.kind
        )


def _voters(given: object) -> object:
    if isinstance(given, str):
        return (given,)
    number = isinstance(given, int) and not isinstance(given, bool) and 0 <= given <= 10_000
    if number or isinstance(given, (list, tuple)):
        return given
    message = "must be a number of votes from 0 to 10,000, or a list of parties"
    raise ValueError(message)


Voters = Annotated[int | tuple[Name, ...], BeforeValidator(_voters)]
"""How many, or who."""


class Vote(Record):
    """A vote: numbers, or names."""

    for_: Voters = Field(0, alias="for", description="In favour.")
    against: Voters = Field(0, description="Against.")
    abstain: Voters = Field(0, description="Neither.")

    @property
    def names(self) -> tuple[str, ...]:
        """Everyone whom the vote names."""
        parts = (self.for_, self.against, self.abstain)
        return tuple(name for part in parts if isinstance(part, tuple) for name in part)

    @property
    def cast(self) -> int:
        """Number of votes and abstentions."""
        return size(self.for_) + size(self.against) + size(self.abstain)

    def among(self, entitled: Collection[str]) -> Vote:
        """Return the vote without those who had no vote."""
        parts = {"for": self.for_, "against": self.against, "abstain": self.abstain}
        kept = {
            key: tuple(name for name in part if name in entitled)
            if isinstance(part, tuple)
            else part
            for key, part in parts.items()
        }
        return Vote.model_validate(kept)

    def __str__(self) -> str:
        return f"{size(self.for_)} to {size(self.against)}"


def size(voters: int | tuple[str, ...]) -> int:
    """Return the number of votes."""
    return voters if isinstance(voters, int) else len(voters)


def _weight(voters: int | tuple[str, ...], weights: Mapping[str, float]) -> float:
    return 0.0 if isinstance(voters, int) else sum(weights.get(name, 0.0) for name in voters)


def carried(
    rule: Rule,
    vote: Vote,
    seats: int,
    weights: Mapping[str, float] | None = None,
    vetoes: Collection[str] = (),
    concurring: Collection[str] = (),
) -> bool:
    """Tell whether a vote is enough under a rule.

    Consensus needs a vote in favour and none against; unanimity everyone; a majority more than
    half, and a qualified majority at least its share, of all who may vote; a weighted one at least
    its share of all weights, which takes a vote by name. A veto is a vote against.

    Parameters
    ----------
    rule : Rule
        The rule.
    vote : Vote
        The vote.
    seats : int
        How many may vote; 0 where that is unknown, and then those who voted.
    weights : dict, optional
        What each one's vote weighs.
    vetoes : collection of str, optional
        Whose vote against stops it.
    concurring : collection of str, optional
        Who all must be named among the votes in favour.

    Examples
    --------
    >>> two_thirds = Rule(kind="qualified_majority", share=(2, 3))
    >>> carried(two_thirds, Vote(for_=6, against=1), 7), carried(two_thirds, Vote(for_=4), 7)
    (True, False)
    """
    yes, no = size(vote.for_), size(vote.against)
    if yes == 0 or (isinstance(vote.against, tuple) and not set(vote.against).isdisjoint(vetoes)):
        return False
    if not set(concurring) <= (set(vote.for_) if isinstance(vote.for_, tuple) else set()):
        return False
    whole = seats or vote.cast
    if rule.kind == "consensus":
        return no == 0
    if rule.kind == "unanimity":
        return yes >= whole
    if rule.kind == "majority":
        return 2 * yes > whole
    if rule.kind == "at_least":
        return yes >= (rule.number or 1)
    enough = rule.share is None or yes * rule.share[1] >= whole * rule.share[0]
    if rule.weight is None:
        return enough
    table = weights or {}
    least = sum(table.values()) * rule.weight[0] / rule.weight[1]
    return enough and _weight(vote.for_, table) >= least * (1 - 1e-12)  # sums of decimals
