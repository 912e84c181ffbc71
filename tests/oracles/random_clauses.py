# SPDX-License-Identifier: Apache-2.0
"""Random clauses, drawn in an order in which none depends on a later one."""

from __future__ import annotations

from typing import Any

from random_choices import TARGETS, Chance, overlap


class Clauses(Chance):
    """Conditions, patterns and clauses."""

    def whom(self, *, hostile: bool) -> list[str]:
        choices = [["parties"], ["roles.core"], self.some(self.parties, 2)]
        if hostile:
            choices += [
                ["roles.foes"],
                ["roles.foes"],
                ["states"],
                ["not AAA"],
                ["roles.strangers"],
            ]
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
            if not events or any(overlap(a, b) for a in events for b in term["applies_to"])
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
        kinds = ["void", "suspend", "suspend", "discharge", "reinstate", "exclude", "exclude"]
        kind = rng.choice([*kinds, "require", "require", "restrict"])
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
            effect.update(
                rng.choice([*limits, {"floor": "armed_force"}, {"floor": "military_aid"}])
            )
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
            extra["deeming"] = {
                "attack_on": self.whom(hostile=False),
                "counts_as_attack_on": counts,
            }
            self.mark("deeming beside a duty")
        self.add(duty=duty, **extra)

    def rule(self, extra: dict[str, Any]) -> None:
        rules = ["each_for_itself"] * 6 + ["automatic", "consensus", "majority", "at_least(2)"]
        rules += [
            "unanimity",
            "qualified_majority(2/3)",
            *(f"body({code})" for code in self.bodies),
        ]
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
            following = [other for other in self.clauses[index + 1 :] if other in kept]
            later = _targets(clause["effect"]["kind"], following, duties=index >= first)
            if not later:
                kept.remove(clause)
                continue
            targets = rng.sample(later, min(len(later), rng.choice([1, 1, 2])))
            clause["effect"]["clauses"] = sorted(target["id"] for target in targets)
            if any("effect" in target for target in targets):
                self.mark("effect on an effect")
            rivals = [
                c["id"] for c in following if "effect" in c and _same(c["effect"], clause["effect"])
            ]
            if rivals and self.maybe(0.5):
                clause["over"] = [rng.choice(rivals)]
                self.mark("over")
        self.clauses = kept
        if not any("duty" in clause for clause in kept):
            self.duty()


def _targets(kind: str, following: list[dict[str, Any]], *, duties: bool) -> list[dict[str, Any]]:
    """Return what an effect can act on; one that follows a duty cannot act on what comes before."""
    if duties:
        following = [c for c in following if "duty" in c and "deeming" not in c]
    if kind == "restrict":
        following = [c for c in following if c.get("duty", {}).get("action") == "assist"]
    return following


def _can_follow(clause: dict[str, Any]) -> bool:
    return clause["duty"]["modality"] in ("obligation", "prohibition")


def _same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Tell whether two effects can rival each other: both in time, or both restrictions."""
    timed = ("void", "suspend", "discharge", "reinstate")
    pairs = {(one["kind"] in timed), (other["kind"] in timed)}
    return pairs == {True} or one["kind"] == other["kind"] == "restrict"
