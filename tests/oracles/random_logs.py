# SPDX-License-Identifier: Apache-2.0
"""Random logs: consents, attacks, claims, help, votes, exits and findings."""

from __future__ import annotations

from typing import Any

from random_choices import HELP, HOSTILE, TARGETS, Chance, finder_of, later, opening_of

from foedus.pacts.taxonomy import is_a


class History(Chance):
    """What happened, and who found what about it."""

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
        events += [self.happening() for _ in range(rng.randint(2, 7))]
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
                event["recorded"] = later(event["at"], rng.randint(1, 9))
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
            return {
                "type": "contribution",
                "by": by,
                "toward": [toward],
                "kind": rng.choice(HELP),
                "at": at,
            }
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
            votes = rng.choice(
                [None, {"for": 3, "against": 1}, {"for": 2, "against": 3}, {"for": 4}]
            )
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
            acts = event["type"] in (
                "contribution",
                "consultation",
                "report",
                "sanction",
                "decision",
            )
            if not acts and ("attacker" not in event or self.maybe(0.6)):
                continue
            earlier = [
                e
                for e in hostile
                if e is not event and opening_of(e["at"]) <= opening_of(event["at"])
            ]
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
            if any(is_a(event["type"], kind) for kind in term["applies_to"])
        ]
        if not fitting:
            return None
        name = rng.choice(fitting)
        by = finder_of(self.terms[name]) or rng.choice([*self.parties, *event.get("victim", [])])
        if self.maybe(0.2):
            by = rng.choice([*self.parties, *self.bodies])
        value = rng.choice([True, True, False, False, "unknown"])
        at = later(event["at"], rng.randint(0, 9))
        finding = {"term": name, "event": event["id"], "by": by, "at": at, "value": value}
        if by in self.bodies and self.maybe(0.4):
            finding["vote"] = rng.choice([{"for": 3, "against": 1}, {"for": 2, "against": 3}])
        if by in self.bodies and self.maybe(0.1):
            finding["vote"] = {"for": self.parties[:2], "against": self.parties[2:3]}
        if self.maybe(0.1):
            finding["recorded"] = later(at, rng.randint(1, 9))
        return finding
