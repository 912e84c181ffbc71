# SPDX-License-Identifier: Apache-2.0
"""Whether the names in a pact file mean something, and whether its parts fit each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from foedus.pacts.clauses import Clause
from foedus.pacts.schema import (
    Body,
    EntryIntoForce,
    Lever,
    OpenTerm,
    PactText,
    Question,
    Scope,
)
from foedus.pacts.strata import circle, clause_circle
from foedus.pacts.taxonomy import EVENT_TYPES, is_a
from foedus.pacts.telling import Teller
from foedus.problems import listing
from foedus.records import build

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from foedus.pacts.clauses import Condition, Pattern
    from foedus.problems import Problem
    from foedus.yamlfile import Document, Steps


def check_text(document: Document) -> tuple[PactText | None, list[Problem]]:
    """Check a pact file, levers already replaced, against the schema and against itself.

    Shapes are checked first and for the whole file; then the names in every part that has its
    shape, so that one bad part hides nothing in the others.
    """
    text, problems = build(document, PactText)
    checker = _Checker(document)
    checker.header()
    checker.terms()
    checker.clauses()
    problems += checker.problems
    return (None if problems else text), problems


class _Names:
    """Every name that a file gives, whether or not the part under it is right."""

    def __init__(self, tree: dict[str, Any]) -> None:
        self.tree = tree
        self.parties = self.keys("parties")
        self.bodies = self.keys("bodies")
        self.terms = self.keys("open_terms")
        self.roles = [f"roles.{name}" for name in self.keys("roles")]
        self.blocs = [f"blocs.{name}" for name in self.keys("blocs")]
        self.states = [*self.parties, *self.keys("others"), "parties", "states", *self.blocs]
        given = tree.get("clauses")
        self.clauses = {
            index: item["id"]
            for index, item in enumerate(given if isinstance(given, list) else [])
            if isinstance(item, dict) and isinstance(item.get("id"), str)
        }

    def keys(self, *path: str) -> list[str]:
        given: Any = self.tree
        for step in path:
            given = given.get(step) if isinstance(given, dict) else None
        return [str(key) for key in given] if isinstance(given, dict) else []

    def members(self, items: Iterable[str]) -> set[str]:
        """Return the codes behind references, as far as they can be followed."""
        found: set[str] = set()
        for item in items:
            section, _, name = item.partition(".")
            if item.startswith("not "):
                found -= self.members([item.removeprefix("not ")])
            elif item == "parties":
                found.update(self.parties)
            elif name not in self.keys(section):
                found.add(item)  # a code, or a name that is reported elsewhere
            else:
                inner = _words(self.tree[section][name])
                found |= self.members(one for one in inner if not one.startswith("roles."))
        return found


def _words(given: object) -> list[str]:
    """Return the words of a word or a list."""
    listed = given if isinstance(given, list) else [given]
    return [item for item in listed if isinstance(item, str)]


class _Checker(Teller):
    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self.tree = document.tree if isinstance(document.tree, dict) else {}
        self.names = _Names(self.tree)

    def who(self, steps: Steps, items: Sequence[str], *also: str) -> None:
        """Report references to parties that lead nowhere."""
        for index, item in enumerate(items):
            name = item.removeprefix("not ")
            self.know((*steps, index), "party", name, [*self.names.states, *also])

    def header(self) -> None:
        """Check the names in everything but open terms and clauses."""
        self.groups()
        for name in self.names.keys("levers"):
            lever, _ = build(self.document, Lever, ("levers", name))
            if lever is not None:
                known = list(self.names.clauses.values())
                self.know(("levers", name, "clause"), "clause", lever.clause, known)
        for name in self.names.keys("readings"):
            question, _ = build(self.document, Question, ("readings", name))
            if question is not None:
                known = list(self.names.clauses.values())
                self.know(("readings", name, "clause"), "clause", question.clause, known)
        for name in self.names.keys("scopes"):
            scope, _ = build(self.document, Scope, ("scopes", name))
            for index, zone in enumerate(scope.any_of if scope is not None else ()):
                steps = ("scopes", name, "any_of", index, "territory_of")
                self.who(steps, zone.territory_of, *self.names.roles, "victim", "attacker")
        if isinstance(self.tree.get("entry_into_force"), dict):
            self.entry()

    def groups(self) -> None:
        """Check who makes up blocs, roles and bodies, and that every code stands for one thing."""
        for section in ("blocs", "roles"):
            for name in self.names.keys(section):
                items = _words(self.tree[section][name])
                known = self.names.parties if section == "blocs" else self.names.states
                for index, item in enumerate(items):
                    inner = item.removeprefix("not ")
                    self.know((section, name, index), "party", inner, known)
        for code in self.names.bodies:
            body, _ = build(self.document, Body, ("bodies", code))
            for index, seat in enumerate(body.composition if body is not None else ()):
                steps = ("bodies", code, "composition", index, "of")
                self.who(steps, seat.of, *self.names.roles, "neutral")
            if body is not None:
                self.seats(code, body)
                self.who(("bodies", code, "vetoes"), body.vetoes, *self.names.roles)
                self.who(("bodies", code, "concurring"), body.concurring, *self.names.roles)
                for voter in body.weights:
                    self.know(("bodies", code, "weights", voter), "party", voter, self.names.states)
        elsewhere = {*self.names.keys("others"), *self.names.bodies}
        for code in self.names.parties:
            if code in elsewhere:
                self.say(("parties", code), f"'{code}' also stands elsewhere; keep one")

    def seats(self, code: str, body: Body) -> None:
        """Check that a body has the votes that its rule asks for, now and before."""
        past = enumerate(body.earlier)
        before = [(("earlier", index, "rule"), each.rule, each.seats) for index, each in past]
        for steps, rule, seats in ((("rule",), body.rule, body.seats), *before):
            if rule is not None and seats and (rule.number or 0) > seats:
                message = f"asks for {rule.number} out of {seats} seats; must be at most {seats}"
                self.say(("bodies", code, *steps), message)

    def entry(self) -> None:
        """Check that entry into force waits for parties that there are."""
        here: Steps = ("entry_into_force", "ratified_by")
        entry, _ = build(self.document, EntryIntoForce, here[:1])
        if entry is None or entry.ratified_by is None:
            return
        rule = entry.ratified_by
        self.who((*here, "all"), rule.all, *self.names.roles)
        if rule.at_least is not None:
            self.who((*here, "at_least", "of"), rule.at_least.of, *self.names.roles)
            most = len(self.names.members(rule.at_least.of))
            if rule.at_least.n > most:
                message = f"asks for {rule.at_least.n} out of {most}; must be at most {most}"
                self.say((*here, "at_least", "n"), message)

    def terms(self) -> None:
        """Check who decides on open terms, and that none is a kind of itself."""
        wider: dict[str, list[str]] = {}
        for name in self.names.terms:
            here = ("open_terms", name)
            term, _ = build(self.document, OpenTerm, here)
            if term is None:
                continue
            if not isinstance(term.determined_by, str):
                steps = (*here, "determined_by", "body")
                self.know(steps, "body", term.determined_by.body, self.names.bodies)
            self.know((*here, "kind_of"), "term", term.kind_of, self.names.terms)
            wider[name] = [term.kind_of] if term.kind_of is not None else []
        found = circle(wider)
        if found:
            told = " -> ".join(found)
            self.say(("open_terms", found[0], "kind_of"), f"is a kind of itself ({told})")

    def clauses(self) -> None:
        """Check every clause, that no id is given twice, and that clauses can be put in order."""
        given = self.tree.get("clauses")
        count = len(given) if isinstance(given, list) else 0
        first: dict[str, int] = {}
        for index, name in self.names.clauses.items():
            if name in first:
                line = self.document.place(("clauses", first[name], "id"))[0]
                message = f"'{name}' stands twice; first on line {line}; rename one"
                self.say(("clauses", index, "id"), message)
            first.setdefault(name, index)
        built = {i: build(self.document, Clause, ("clauses", i))[0] for i in range(count)}
        whole = {i: clause for i, clause in built.items() if clause is not None}
        for index, clause in whole.items():
            self.clause(("clauses", index), clause)
        found = clause_circle(whole.values())
        if found:
            message = f"clauses depend on each other in a circle: {' -> '.join(found)}; break it"
            self.say(("clauses", first.get(found[0], 0)), message)

    def clause(self, here: Steps, clause: Clause) -> None:
        """Check the names in one clause."""
        known = self.names.clauses.values()
        self.only_if(here, clause)
        for index, name in enumerate(clause.over):
            self.know((*here, "over", index), "clause", name, known)
        rule = clause.decision_rule
        self.know((*here, "decision_rule"), "body", rule.body, self.names.bodies)
        for index, beside in enumerate(clause.beside):
            self.who((*here, "beside", index, "for"), beside.for_, *self.names.roles)
        if clause.when is not None:
            self.condition((*here, "when"), clause.when, ())
        trigger = clause.trigger
        at_hand: tuple[str, ...] = ()
        if trigger is not None:
            at_hand = ("victim", "attacker") if trigger.event else ("performer",)
            self.pattern((*here, "trigger"), trigger)
            self.know((*here, "trigger", "performed"), "clause", trigger.performed, known)
            self.know((*here, "trigger", "breached"), "clause", trigger.breached, known)
            if trigger.condition is not None:
                self.condition((*here, "trigger", "if"), trigger.condition, trigger.event)
        if clause.deeming is not None:
            steps = (*here, "deeming")
            self.who((*steps, "attack_on"), clause.deeming.attack_on, *self.names.roles)
            counts = clause.deeming.counts_as_attack_on
            self.who((*steps, "counts_as_attack_on"), counts, *self.names.roles)
        if clause.duty is not None:
            also = (*self.names.roles, *self.names.bodies, *at_hand)
            self.who((*here, "duty", "bearer"), clause.duty.bearer, *also)
            self.who((*here, "duty", "toward"), clause.duty.toward, *also)
        if clause.effect is not None:
            for index, name in enumerate(clause.effect.clauses):
                self.know((*here, "effect", "clauses", index), "clause", name, known)
            also = (*self.names.roles, *self.names.bodies, "victim", "attacker")
            self.who((*here, "effect", "for"), clause.effect.for_, *also)

    def only_if(self, here: Steps, clause: Clause) -> None:
        """Check the lever or reading that a clause depends on."""
        if clause.only_if is not None:
            kind = "lever" if clause.only_if.lever is not None else "reading"
            name, steps = clause.only_if.name, (*here, "only_if")
            self.know((*steps, kind), kind, name, self.names.keys(f"{kind}s"))
            settings = self.names.keys(f"{kind}s", name, "values")
            for index, value in enumerate(clause.only_if.settings if settings else ()):
                self.know((*steps, "is", index), "setting", str(value), settings)

    def pattern(self, here: Steps, pattern: Pattern, *also: str) -> None:
        """Check the names in a pattern of events."""
        for key in ("attacker", "victim", "by", "toward"):
            roles = (*self.names.roles, *self.names.bodies, "victim", "attacker")
            self.who((*here, key), getattr(pattern, key), *roles, *also)
        known = self.names.clauses.values()
        self.know((*here, "clause"), "clause", pattern.clause, known)

    def condition(self, here: Steps, condition: Condition, events: Sequence[str]) -> None:
        """Check the names in a condition, and that its terms can be said of the event."""
        if condition.holds is not None:
            self.know((*here, "holds"), "term", condition.holds, self.names.terms)
            self.applies((*here, "holds"), condition.holds, events)
        self.know((*here, "in_scope"), "scope", condition.in_scope, self.names.keys("scopes"))
        for key in ("occurred", "event"):
            if getattr(condition, key) is not None:
                self.pattern((*here, key), getattr(condition, key))
        if condition.number is not None:
            self.pattern((*here, "number", "among"), condition.number.among)
        for key in ("all", "any"):
            for index, inner in enumerate(getattr(condition, key) or ()):
                self.condition((*here, key, index), inner, events)
        if condition.negated is not None:
            self.condition((*here, "not"), condition.negated, events)

    def applies(self, here: Steps, name: str, events: Sequence[str]) -> None:
        """Report an open term that cannot be said of an event that the clause speaks of."""
        if name not in self.names.terms:
            return
        term, _ = build(self.document, OpenTerm, ("open_terms", name))
        if (
            term is not None
            and events
            and not any(
                is_a(kind, one) and is_a(kind, other)
                for kind in EVENT_TYPES
                for one in events
                for other in term.applies_to
            )
        ):
            message = f"'{name}' applies to {listing(term.applies_to)}"
            self.say(here, f"{message}; the clause speaks of {listing(events)}")
