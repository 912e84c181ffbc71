# SPDX-License-Identifier: Apache-2.0
"""Small pacts and logs, drawn from a seed, that between them use every construct of the format.

What comes out is what the files would hold: plain values. Clauses are drawn in an order in which
none depends on a later one, and then shuffled, so that no pact is refused for a circle.
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field, replace
from typing import Any, Final

from foedus.errors import PactError
from foedus.pacts import Determination, Event, EventLog, Pact
from foedus.pacts.choices import read_choices, text_under
from foedus.pacts.events import LogFile
from foedus.yamlfile import Document

START: Final = dt.date(2030, 1, 1)
STATES: Final = ("AAA", "BBB", "CCC", "DDD", "EEE")
OUTSIDERS: Final = ("XXX", "YYY", "ZZZ")
HOSTILE: Final = ("attack", "incursion", "invasion", "missile_strike", "blockade")
TARGETS: Final = ("territory", "stationed_force")
HELP: Final = ("financial_aid", "training", "arms_transfer", "armed_force")


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


class _Draw:
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

    # Small choices.

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

    # The pact.

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
            {"territory_of": ["AAA", "parties"], "since": (START + dt.timedelta(days=6)).isoformat()},
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
            elif isinstance(given["determined_by"], dict) and _body(self.terms[wide]) == finder:
                given["determined_by"] = "each_party"
                given.pop("fallback", None)
        self.terms[name] = given

    # Conditions and patterns.

    def whom(self, *, hostile: bool) -> list[str]:
        choices = [["parties"], ["roles.core"], self.some(self.parties, 2)]
        if hostile:
            choices += [["roles.foes"], ["roles.foes"], ["states"], ["not AAA"], ["roles.strangers"]]
            choices += [["not parties"], ["not parties", "not XXX"]]
        return self.rng.choice(choices)

    def pattern(self, *, at_hand: bool = False) -> dict[str, Any]:
        rng = self.rng
        kinds = [["attack"], ["attack"], ["incursion"], ["missile_strike", "blockade"]]
        given: dict[str, Any] = {"event": rng.choice(kinds)}
        if self.maybe(0.15):
            given["event"] = rng.choice([["threat"], ["mobilisation", "threat"]])
            if self.maybe(0.4):
                given["by"] = self.whom(hostile=True)
            if self.maybe(0.4):
                given["toward"] = self.whom(hostile=False)
            return given
        if self.maybe(0.4):
            given["attacker"] = self.whom(hostile=True)
        if self.maybe(0.45):
            given["victim"] = self.whom(hostile=False)
        if self.maybe(0.1):
            given["target"] = [rng.choice(TARGETS)]
        if at_hand and self.maybe(0.3):
            given["attacker"] = rng.choice([["victim"], ["attacker"], ["not attacker"]])
            self.mark("victim or attacker at hand")
        return given

    def holds(self, events: list[str]) -> dict[str, Any] | None:
        fitting = [
            name
            for name, term in self.terms.items()
            if not events or any(_overlap(a, b) for a in events for b in term["applies_to"])
        ]
        return {"holds": self.rng.choice(fitting)} if fitting else None

    def condition(self, events: list[str], depth: int = 2) -> dict[str, Any]:
        rng = self.rng
        kind = rng.choice(["holds"] * 5 + ["in_scope", "occurred", "number", "event"])
        if depth and self.maybe(0.45):
            kind = rng.choice(["all", "any", "not"])
        if kind == "holds" or (kind == "in_scope" and not self.scopes):
            found = self.holds(events)
            if found is not None:
                self.mark("holds")
                return found
            kind = "occurred"
        self.mark(kind)
        if kind == "in_scope":
            return {"in_scope": "area"}
        if kind == "event":
            return {"event": self.pattern(at_hand=True)}
        if kind in ("occurred", "number"):
            among = self.pattern(at_hand=True)
            if self.maybe(0.5):
                among["relative"] = rng.choice(["before", "after"])
                self.mark(f"relative {among['relative']}")
            if kind == "occurred":
                return {"occurred": among}
            hostile = "threat" not in among["event"]
            side = rng.choice(["attacker", "victim"] if hostile else ["by", "toward"])
            return {"number": {"at_least": rng.randint(1, 3), "of": side, "among": among}}
        if kind == "not":
            return {"not": self.condition(events, depth - 1)}
        return {kind: [self.condition(events, depth - 1) for _ in range(rng.randint(1, 2))]}

    # Clauses.

    def add(self, **given: Any) -> dict[str, Any]:  # noqa: ANN401 - parts of a clause
        number = len(self.clauses) + 1
        clause = {"id": f"c{number}", "art": str(number), "summary": "What it says.", **given}
        if self.reading and self.maybe(0.3):
            clause["only_if"] = {"reading": "extent", "is": [self.rng.choice(["wide", "narrow"])]}
            self.mark("reading")
        self.clauses.append(clause)
        return clause

    def draw_clauses(self) -> None:
        rng = self.rng
        size = rng.randint(2, 6)
        defeaters = rng.randint(0, min(3, size - 1))
        for _ in range(defeaters):
            self.defeater()
        first = len(self.clauses)
        if self.maybe(0.3) and first < size - 1:
            self.deeming()
        while len(self.clauses) < size:
            follows = [c for c in self.clauses[first:] if "duty" in c and _can_follow(c)]
            if follows and self.maybe(0.3):
                self.follower(rng.choice(follows))
            else:
                self.duty()
        self.aim(first)

    def defeater(self) -> None:
        rng = self.rng
        kind = rng.choice(
            ["void", "suspend", "suspend", "discharge", "reinstate", "exclude", "exclude"]
            + ["require", "require", "restrict"]
        )
        self.mark(kind)
        effect: dict[str, Any] = {"kind": kind, "clauses": []}
        if self.maybe(0.3):
            effect["for"] = rng.choice([self.some(self.parties, 2), ["roles.core"]])
            self.mark("for")
        if kind in ("void", "suspend", "discharge", "reinstate"):
            effect["effective"] = rng.choice(["ex_nunc", "ex_nunc", "ex_tunc"])
            self.mark(f"{kind} {effect['effective']}")
            earlier = [c["trigger"] for c in self.clauses if "trigger" in c]
            trigger = rng.choice(earlier) if earlier and self.maybe(0.3) else self.pattern()
            if "if" not in trigger and self.maybe(0.4):
                trigger = {**trigger, "if": self.condition(trigger["event"])}
            self.add(trigger=trigger, effect=effect)
            return
        if kind == "restrict":
            limits = [{"ceiling": "consult_only"}, {"ceiling": "non_military"}]
            effect.update(rng.choice([*limits, {"floor": "armed_force"}, {"floor": "military_aid"}]))
            if self.maybe(0.3):
                self.add(effect=effect)
                return
        self.add(when=self.condition([]), effect=effect)

    def deeming(self) -> None:
        given: dict[str, Any] = {
            "attack_on": self.whom(hostile=False),
            "counts_as_attack_on": self.whom(hostile=False),
        }
        if self.maybe(0.2):
            given["target"] = "stationed_force"
        self.mark("deeming")
        self.add(deeming=given)

    def duty(self) -> None:
        rng = self.rng
        kind = rng.choice(["act"] * 6 + ["forbid", "forbid", "may"])
        trigger = None if self.maybe(0.15 if kind == "act" else 0.5) else self.pattern()
        if trigger is not None and self.maybe(0.6):
            trigger["if"] = self.condition(trigger["event"])
        extra: dict[str, Any] = {} if trigger is None else {"trigger": trigger}
        if kind == "forbid":
            duty = self.prohibition()
        else:
            duty = self.obligation(trigger, "permission" if kind == "may" else "obligation")
            self.rule(extra)
        if trigger is not None and kind == "act" and self.maybe(0.15):
            counts = self.whom(hostile=False)
            extra["deeming"] = {"attack_on": self.whom(hostile=False), "counts_as_attack_on": counts}
            self.mark("deeming beside a duty")
        self.add(duty=duty, **extra)

    def rule(self, extra: dict[str, Any]) -> None:
        rules = ["each_for_itself"] * 6 + ["automatic", "consensus", "majority", "at_least(2)"]
        rules += ["unanimity", "qualified_majority(2/3)", *(f"body({code})" for code in self.bodies)]
        extra["decision_rule"] = self.rng.choice(rules)
        self.mark(extra["decision_rule"].partition("(")[0])

    def prohibition(self) -> dict[str, Any]:
        rng = self.rng
        action = rng.choice(["not_attack", "not_attack", "stay_neutral", "not_threaten", "refrain"])
        self.mark("prohibition")
        duty = {
            "modality": "prohibition",
            "bearer": self.whom(hostile=False),
            "toward": rng.choice([["parties"], ["roles.foes"], ["states"], ["XXX"]]),
            "action": action,
        }
        return {**duty, "conduct": ["blockade", "exercises"]} if action == "refrain" else duty

    def obligation(self, trigger: dict[str, Any] | None, modality: str) -> dict[str, Any]:
        rng = self.rng
        action = rng.choice(["assist"] * 4 + ["consult", "report", "sanction", "perform"])
        self.mark(modality, action)
        duty: dict[str, Any] = {
            "modality": modality,
            "bearer": self.whom(hostile=False),
            "action": action,
        }
        toward = [["parties"], self.some(self.parties, 2)]
        if trigger is not None:
            toward += [["victim"]] * 4
            if action in ("sanction", "perform"):
                toward += [["attacker"]] * 4
        duty["toward"] = rng.choice(toward)
        if action == "consult" and self.maybe(0.3):
            del duty["toward"]
        if action == "perform":
            duty["conduct"] = ["exercises", "mobilisation"]
        if action == "assist" and self.maybe(0.5):
            duty["discretion"] = {
                "floor": rng.choice(["any_positive_act", "military_aid"]),
                "ceiling": rng.choice(["armed_force", "non_military", "consult_only"]),
                "standard": rng.choice(["as_it_deems_necessary", "none"]),
            }
            self.mark("discretion")
        if self.maybe(0.65):
            duty["deadline"] = {"days": rng.choice([2, 4, 10])}
            if self.maybe(0.3):
                duty["deadline"]["counted_from"] = "finding"
                self.mark("from the finding")
            self.mark("deadline")
        return duty

    def follower(self, source: dict[str, Any]) -> None:
        """Add what a performance or a breach of another clause brings about."""
        rng = self.rng
        forbids = source["duty"]["modality"] == "prohibition"
        how = "breached" if forbids else rng.choice(["performed", "breached"])
        if how == "breached" and not forbids and "deadline" not in source["duty"]:
            how = "performed"
        trigger = {how: source["id"]}
        self.mark(f"follows {how}" + (" prohibition" if forbids else ""))
        if self.maybe(0.3):
            kind = rng.choice(["void", "suspend", "discharge"])
            effect = {"kind": kind, "clauses": [], "effective": rng.choice(["ex_nunc", "ex_tunc"])}
            self.mark(kind)
            self.add(trigger=trigger, effect=effect)
            return
        duty = self.obligation(None, "obligation")
        if self.maybe(0.5):
            duty["bearer"] = ["performer"]
        self.add(trigger=trigger, duty=duty)

    def aim(self, first: int) -> None:
        """Say which later clauses each effect acts on; drop the effects that are left without."""
        rng = self.rng
        kept = list(self.clauses)
        for index, clause in reversed(list(enumerate(self.clauses))):
            if "effect" not in clause:
                continue
            later = [
                other
                for other in self.clauses[index + 1 :]
                if other in kept and (index < first or "deeming" not in other)
            ]
            if index >= first:
                later = [other for other in later if other.get("duty", {}).get("action")]
            if clause["effect"]["kind"] == "restrict":
                later = [c for c in later if c.get("duty", {}).get("action") == "assist"]
            if not later:
                kept.remove(clause)
                continue
            targets = rng.sample(later, min(len(later), rng.choice([1, 1, 2])))
            clause["effect"]["clauses"] = sorted(target["id"] for target in targets)
            if any("effect" in target for target in targets):
                self.mark("effect on an effect")
            rivals = [
                c["id"]
                for c in self.clauses[index + 1 :]
                if c in kept and "effect" in c and _same(c["effect"], clause["effect"])
            ]
            if rivals and self.maybe(0.5):
                clause["over"] = [rng.choice(rivals)]
                self.mark("over")
        ids = {clause["id"] for clause in kept}
        for clause in kept:
            trigger = clause.get("trigger", {})
            source = trigger.get("performed") or trigger.get("breached")
            if source is not None and source not in ids:  # only duties are followed
                raise AssertionError(source)
        if not any("duty" in clause for clause in kept):
            self.clauses = kept
            self.duty()
            kept = self.clauses
        self.clauses = kept

    # The log.

    def history(self, tree: dict[str, Any]) -> dict[str, Any]:
        rng = self.rng
        consent = "signature" if tree["legal_form"] == "political" else "ratification"
        late = self.some(self.parties, 2) if self.maybe(0.5) else []
        early = [code for code in self.parties if code not in late]
        events: list[dict[str, Any]] = []
        if early:
            events.append({"type": consent, "by": early, "pact": "league", "at": self.day(0, 2)})
        for code in late:
            kind = "accession" if consent == "ratification" and self.maybe(0.3) else consent
            if self.maybe(0.7):
                events.append({"type": kind, "by": [code], "pact": "league", "at": self.day(2, 12)})
        for _ in range(rng.randint(2, 7)):
            events.append(self.happening())
        if "withdrawal" in tree and self.maybe(0.5):
            by = self.some(self.parties, 2)
            events.append({"type": "withdrawal", "by": by, "pact": "league", "at": self.day(1, 15)})
            self.mark("withdrawal")
            if self.maybe(0.25):
                again = {"type": consent, "by": by[:1], "pact": "league", "at": self.day(14, 22)}
                events.append(again)
                self.mark("return")
        order = list(range(len(events)))
        rng.shuffle(order)
        for event, number in zip(events, order, strict=True):
            event["id"] = f"e{number}"
            if self.maybe(0.1):
                event["recorded"] = _later(event["at"], rng.randint(1, 9))
        self.answer(events)
        ties = {str(e["at"]) for e in events}
        self.mark(*(["ties in time"] if len(ties) < len(events) else []))
        findings = [self.finding(e) for e in events for _ in range(rng.choice([0, 0, 1, 1, 2, 3]))]
        found = [each for each in findings if each is not None]
        rng.shuffle(events)
        return {"events": events, "determinations": found}

    def happening(self) -> dict[str, Any]:
        rng = self.rng
        at = self.day(2, 14)
        kind = rng.choice(["hostile"] * 5 + ["help", "help", "other", "decision", "threat"])
        if kind == "hostile":
            outside = self.others * 2 + self.parties
            attacker = rng.choice(outside)
            victims = [code for code in [*self.parties * 3, *self.others] if code != attacker]
            event: dict[str, Any] = {
                "type": rng.choice(HOSTILE),
                "attacker": [attacker],
                "victim": sorted({rng.choice(victims) for _ in range(rng.choice([1, 1, 2]))}),
                "at": at,
            }
            if self.maybe(0.3):
                event["target"] = rng.choice(TARGETS)
            if self.maybe(0.25):
                event["alleged_by"] = [rng.choice(self.parties)]
                self.mark("claim")
            self.place(event)
            return event
        if kind == "threat":
            one, other = rng.choice(self.others), rng.choice(self.parties)
            event = {"type": rng.choice(["threat", "mobilisation"]), "by": [one], "toward": [other]}
            if self.maybe(0.2):
                event["alleged_by"] = [other]
                self.mark("claim")
            return {**event, "at": at}
        if kind == "decision":
            return self.decision(at)
        by, toward = self.some(self.parties, 2), rng.choice([*self.parties, *self.others])
        at = self.day(4, 24)
        if kind == "help":
            return {"type": "contribution", "by": by, "toward": [toward], "kind": rng.choice(HELP), "at": at}
        what = rng.choice(["consultation", "report", "sanction", "conduct", "mobilisation"])
        event = {"type": what, "by": by, "at": at}
        if what in ("sanction", "mobilisation"):
            event["toward"] = [toward]
        if what == "conduct":
            event["kind"] = rng.choice(["exercises", "parades"])
        return event

    def decision(self, at: str) -> dict[str, Any]:
        rng = self.rng
        self.mark("decision")
        if self.bodies and self.maybe(0.5):
            votes = rng.choice([None, {"for": 3, "against": 1}, {"for": 2, "against": 3}, {"for": 4}])
            event = {"type": "decision", "by": [rng.choice(self.bodies)], "at": at}
            return event if votes is None else {**event, "votes": votes}
        voted = rng.sample(self.parties, rng.randint(1, len(self.parties)))
        split = rng.randint(1, len(voted))
        duties = [c["id"] for c in self.clauses if "duty" in c]
        ruled = [c["id"] for c in self.clauses if c.get("decision_rule", "each")[0] not in "eab"]
        return {
            "type": "decision",
            "pact": "league",
            "clause": rng.choice(ruled or duties),
            "votes": {"for": sorted(voted[:split]), "against": sorted(voted[split:])},
            "at": at,
        }

    def place(self, event: dict[str, Any]) -> None:
        if not self.scopes or self.maybe(0.4):
            return
        place: dict[str, Any] = {}
        if self.maybe(0.6):
            place["territory_of"] = event["victim"][:1]
        if self.maybe(0.4):
            place["region"] = [self.rng.choice(["ocean", "desert"])]
        if self.maybe(0.4):
            place["latitude"] = self.rng.choice([10, 30, 50])
        if place:
            event["place"] = place

    def answer(self, events: list[dict[str, Any]]) -> None:
        """Let some acts say what they answer, and on which clause they were done."""
        hostile = [event for event in events if "attacker" in event]
        for event in events:
            acts = event["type"] in ("contribution", "consultation", "report", "sanction", "decision")
            if not acts and ("attacker" not in event or self.maybe(0.6)):
                continue
            earlier = [e for e in hostile if e is not event and _opening(e["at"]) <= _opening(event["at"])]
            if earlier and self.maybe(0.3):
                event["about"] = self.rng.choice(earlier)["id"]
                self.mark("about")
            if acts and event["type"] != "decision" and self.maybe(0.1):
                event["pact"] = "league"
                event["clause"] = self.rng.choice([c["id"] for c in self.clauses if "duty" in c])

    def finding(self, event: dict[str, Any]) -> dict[str, Any] | None:
        rng = self.rng
        fitting = [
            name
            for name, term in self.terms.items()
            if any(_is(event["type"], kind) for kind in term["applies_to"])
        ]
        if not fitting:
            return None
        name = rng.choice(fitting)
        by = _body(self.terms[name]) or rng.choice([*self.parties, *event.get("victim", [])])
        if self.maybe(0.2):
            by = rng.choice([*self.parties, *self.bodies])
        value = rng.choice([True, True, False, False, "unknown"])
        at = _later(event["at"], rng.randint(0, 9))
        finding = {"term": name, "event": event["id"], "by": by, "at": at, "value": value}
        if by in self.bodies and self.maybe(0.4):
            finding["vote"] = rng.choice([{"for": 3, "against": 1}, {"for": 2, "against": 3}])
        if by in self.bodies and self.maybe(0.1):
            finding["vote"] = {"for": self.parties[:2], "against": self.parties[2:3]}
        if self.maybe(0.1):
            finding["recorded"] = _later(at, rng.randint(1, 9))
        return finding


def _body(term: dict[str, Any]) -> str | None:
    finder = term["determined_by"]
    return finder["body"] if isinstance(finder, dict) else None


def _is(kind: str, wider: str) -> bool:
    from foedus.pacts.taxonomy import is_a

    return is_a(kind, wider)


def _overlap(one: str, other: str) -> bool:
    return _is(one, other) or _is(other, one)


def _can_follow(clause: dict[str, Any]) -> bool:
    return clause["duty"]["modality"] in ("obligation", "prohibition")


def _same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Tell whether two effects can rival each other: both in time, or both restrictions."""
    timed = ("void", "suspend", "discharge", "reinstate")
    pairs = {(one["kind"] in timed), (other["kind"] in timed)}
    return pairs == {True} or one["kind"] == other["kind"] == "restrict"


def _opening(at: str) -> dt.datetime:
    return dt.datetime.fromisoformat(at[:16].replace("Z", "")).replace(tzinfo=dt.UTC)


def _later(at: str, days: int) -> str:
    date = dt.date.fromisoformat(at[:10]) + dt.timedelta(days=days)
    return f"{date.isoformat()}{at[10:]}"
