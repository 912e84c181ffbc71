# SPDX-License-Identifier: Apache-2.0
"""Small pacts and logs, drawn from a seed, that between them use every construct of the format.

What comes out is what the files would hold: plain values. Clauses are drawn in an order in which
none depends on a later one, and then shuffled, so that no pact is refused for a circle.
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field
from typing import Any

from random_choices import START, finder_of
from random_clauses import Clauses
from random_logs import History

from foedus.errors import PactError
from foedus.pacts import EventLog, Pact
from foedus.pacts.choices import read_choices, text_under
from foedus.pacts.events import LogFile
from foedus.yamlfile import Document


@dataclass(frozen=True)
class Drawn:
    """A pact and a log as plain values, and the moments that are asked about."""

    tree: dict[str, Any]
    log: dict[str, Any]
    at: str
    known: str | None
    used: frozenset[str] = field(default_factory=frozenset)


def load(drawn: Drawn) -> tuple[Pact, EventLog]:
    """Return the pact and the log, without files between."""
    document = Document("random", drawn.tree)
    choices, problems = read_choices(document)
    setting, reading = choices.first
    text, found = text_under(document, choices, setting, reading)
    if problems or found or text is None:
        raise PactError([*problems, *found])
    log = LogFile.model_validate({"schema": "foedus/events-1", **drawn.log}).log()
    return Pact(text, setting, reading, document), log


def draw(seed: int) -> Drawn:
    """Return the pact and the log of a seed."""
    return _Draw(random.Random(seed)).drawn()  # noqa: S311 - no secret


class _Draw(Clauses, History):
    """A pact and its log."""

    def drawn(self) -> Drawn:
        rng = self.rng
        tree: dict[str, Any] = {
            "pact": "league",
            "schema": "foedus/pact-1",
            "title": "A league",
            "legal_form": rng.choice(["treaty", "treaty", "treaty", "political"]),
            "parties": {code: self.party(code) for code in self.parties},
            "others": {
                code: {"name": f"Outland {code}", "state": False} if code == "ZZZ" else code
                for code in self.others
            },
            "roles": {"core": self.some(self.parties, 3), "foes": self.some(self.others)},
            "entry_into_force": self.entry(),
        }
        tree["roles"]["strangers"] = [f"not {code}" for code in self.some(self.parties, 2)]
        if self.bodies:
            tree["bodies"] = {code: self.body(code) for code in self.bodies}
        if self.maybe(0.6):
            tree["withdrawal"] = {"notice": {"days": rng.choice([0, 3, 8])}}
            if self.maybe(0.2):
                tree["withdrawal"]["available_after"] = {"days": rng.choice([2, 8])}
                self.mark("available_after")
        if self.maybe(0.1):
            tree["duration"] = {"kind": "fixed", "years": 1}
            self.mark("fixed term")
        if self.scopes:
            tree["scopes"] = {"area": self.scope()}
        if self.reading:
            ways = {"wide": "The wide one.", "narrow": "The narrow one."}
            tree["readings"] = {"extent": {"title": "Which reading", "values": ways}}
        for index in range(rng.randint(1, 3)):
            self.term(index)
        tree["open_terms"] = self.terms
        self.draw_clauses()
        shuffled = list(self.clauses)
        rng.shuffle(shuffled)
        tree["clauses"] = shuffled
        log = self.history(tree)
        late = self.maybe(0.1)
        at = self.day(360, 380) if late else self.day(8, 32)
        known = self.day(5, 30) if self.maybe(0.15) else None
        self.mark(*(["known"] if known else []))
        return Drawn(tree, log, at, known, frozenset(self.used))

    def party(self, code: str) -> Any:  # noqa: ANN401 - a name, or a mapping
        if not self.maybe(0.1):
            return code
        self.mark("party by table")
        given = {"name": code, "since": self.day(0, 6)}
        return {**given, "until": self.day(8, 25)} if self.maybe(0.5) else given

    def entry(self) -> dict[str, Any]:
        rng = self.rng
        if self.maybe(0.15):
            self.mark("entry on a date")
            return {"date": (START + dt.timedelta(days=rng.randint(0, 6))).isoformat()}
        if self.maybe(0.3):
            self.mark("entry by all")
            return {"ratified_by": {"all": rng.choice([["parties"], ["roles.core"]])}}
        self.mark("entry by a number")
        number = rng.randint(1, len(self.parties) - 1)
        return {"ratified_by": {"at_least": {"n": number, "of": ["parties"]}}}

    def body(self, code: str) -> dict[str, Any]:
        given: dict[str, Any] = {"name": f"the body {code}"}
        if self.maybe(0.6):
            given["composition"] = [{"seats": 5, "of": ["parties"]}]
        if self.maybe(0.6):
            rules = ["majority", "consensus", "unanimity", "at_least(2)", "qualified_majority(2/3)"]
            given["rule"] = self.rng.choice(rules)
            self.mark("body with a rule")
        if self.maybe(0.2):
            given["vetoes"] = self.some(self.parties, 2)
            self.mark("veto")
        return given

    def scope(self) -> dict[str, Any]:
        choices: list[dict[str, Any]] = [
            {"territory_of": ["parties"]},
            {"territory_of": ["roles.core"], "north_of": 20},
            {"region": ["ocean"]},
            {"region": ["ocean"], "south_of": 40},
            {"target": ["territory"]},
            {
                "territory_of": ["AAA", "parties"],
                "since": (START + dt.timedelta(days=6)).isoformat(),
            },
            {"region": ["ocean"], "until": (START + dt.timedelta(days=8)).isoformat()},
        ]
        return {"title": "the area", "any_of": self.rng.sample(choices, self.rng.randint(1, 2))}

    def term(self, index: int) -> None:
        rng, name = self.rng, f"term{index}"
        finders = [*self.bodies, *self.bodies, "each_party", "victim"]
        finder = rng.choice(finders)
        given: dict[str, Any] = {
            "phrase": f"grave ({index})",
            "applies_to": rng.choice([["attack"], ["attack", "threat"], ["incursion"]]),
            "determined_by": finder,
        }
        if finder in self.bodies:
            given["determined_by"] = {"body": finder}
            if self.maybe(0.6):
                given["determined_by"]["within"] = {"days": rng.choice([2, 5])}
                given["fallback"] = rng.choice(["unknown", True, False, "each_party"])
                self.mark(f"fallback {given['fallback']}".lower())
            self.mark("term by a body")
        else:
            self.mark(f"term by {finder}")
        if index and self.maybe(0.5):
            wide = f"term{rng.randrange(index)}"
            given["kind_of"] = wide
            self.mark("kind_of")
            # Under one finder, what its silence means is the same for both.
            if self.maybe(0.8):
                for key in ("determined_by", "fallback"):
                    given.pop(key, None)
                    if key in self.terms[wide]:
                        given[key] = self.terms[wide][key]
            elif isinstance(given["determined_by"], dict) and finder_of(self.terms[wide]) == finder:
                given["determined_by"] = "each_party"
                given.pop("fallback", None)
        self.terms[name] = given
