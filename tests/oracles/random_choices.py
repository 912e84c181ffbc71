# SPDX-License-Identifier: Apache-2.0
"""Draws that every part of a random pact and its log shares."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from foedus.pacts.taxonomy import is_a

if TYPE_CHECKING:
    import random

START: Final = dt.date(2030, 1, 1)
STATES: Final = ("AAA", "BBB", "CCC", "DDD", "EEE")
OUTSIDERS: Final = ("XXX", "YYY", "ZZZ")
HOSTILE: Final = ("attack", "incursion", "invasion", "missile_strike", "blockade")
TARGETS: Final = ("territory", "stationed_force")
HELP: Final = ("financial_aid", "training", "arms_transfer", "armed_force")


class Chance:
    """Who there is, and small choices; `used` is what constructs came up."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.used: set[str] = set()
        self.parties = list(STATES[: rng.randint(3, 5)])
        self.others = list(OUTSIDERS[: rng.randint(1, 3)])
        self.bodies = ["COM", "COU"][: rng.choice([0, 1, 1, 2])]
        self.scopes = rng.random() < 0.4
        self.reading = rng.random() < 0.15
        self.terms: dict[str, Any] = {}
        self.clauses: list[dict[str, Any]] = []
        self.events: list[dict[str, Any]] = []

    def maybe(self, chance: float) -> bool:
        return self.rng.random() < chance

    def some(self, of: list[str], most: int | None = None) -> list[str]:
        number = self.rng.randint(1, min(len(of), most or len(of)))
        return sorted(self.rng.sample(of, number))

    def day(self, first: int, last: int) -> str:
        date = START + dt.timedelta(days=self.rng.randint(first, last))
        hour = self.rng.choice(["", "", "", "T06:00Z", "T18:00Z"])
        return f"{date.isoformat()}{hour}"

    def mark(self, *constructs: str) -> None:
        self.used.update(constructs)


def finder_of(term: dict[str, Any]) -> str | None:
    finder = term["determined_by"]
    return finder["body"] if isinstance(finder, dict) else None


def overlap(one: str, other: str) -> bool:
    return is_a(one, other) or is_a(other, one)


def opening_of(at: str) -> dt.datetime:
    return dt.datetime.fromisoformat(at[:16].replace("Z", "")).replace(tzinfo=dt.UTC)


def later(at: str, days: int) -> str:
    date = dt.date.fromisoformat(at[:10]) + dt.timedelta(days=days)
    return f"{date.isoformat()}{at[10:]}"
