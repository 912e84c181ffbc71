# SPDX-License-Identifier: Apache-2.0
"""How several decide together, and whether a vote was enough."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from foedus.records import Name, Record

if TYPE_CHECKING:
    from collections.abc import Collection


class Rule(Record):
    """How several decide: each for itself, automatic, or by a vote."""

    kind: Literal[
        "each_for_itself", "automatic", "consensus", "unanimity", "majority", "qualified_majority"
    ]
    share: tuple[int, int] | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_words(cls, given: Any) -> Any:  # noqa: ANN401 - whatever the file holds
        if not isinstance(given, str):
            return given
        parts = re.fullmatch(r"qualified_majority\( *(\d{1,4}) *[,/] *(\d{1,4}) *\)", given)
        if parts is None:
            return {"kind": given}
        return {"kind": "qualified_majority", "share": (int(parts[1]), int(parts[2]))}

    @model_validator(mode="after")
    def _share_fits(self) -> Rule:
        if (self.kind == "qualified_majority") != (self.share is not None):
            message = "needs its share: write qualified_majority(2/3), say"
            raise ValueError(message)
        if self.share is not None and not 0 < self.share[0] <= self.share[1]:
            message = f"has the share {self}; must be above 0 and at most 1"
            raise ValueError(message)
        return self

    def __str__(self) -> str:
        if self.share is not None:
            return f"a majority of {self.share[0]}/{self.share[1]}"
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


def carried(rule: Rule, vote: Vote, seats: int) -> bool:
    """Tell whether a vote is enough under a rule.

    Consensus needs a vote in favour and none against; unanimity everyone; a majority more than
    half, and a qualified majority at least its share, of all who may vote.

    Parameters
    ----------
    rule : Rule
        The rule.
    vote : Vote
        The vote.
    seats : int
        How many may vote; 0 where that is unknown, and then those who voted.

    Examples
    --------
    >>> two_thirds = Rule(kind="qualified_majority", share=(2, 3))
    >>> carried(two_thirds, Vote(for_=6, against=1), 7), carried(two_thirds, Vote(for_=4), 7)
    (True, False)
    """
    yes, no = size(vote.for_), size(vote.against)
    whole = seats or vote.cast
    if rule.kind == "consensus":
        return yes > 0 and no == 0
    if rule.kind == "unanimity":
        return yes > 0 and yes >= whole
    if rule.kind == "majority":
        return 2 * yes > whole
    if rule.share is not None:
        return yes > 0 and yes * rule.share[1] >= whole * rule.share[0]
    return yes > 0
