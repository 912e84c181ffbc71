# SPDX-License-Identifier: Apache-2.0
"""What the clauses of a guarantee say that matters to deterrence, and which clause says it.

A pact is read as it stands under its levers: from the events, duties and effects of its clauses,
never from what a lever is called.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, TypedDict, Unpack

from foedus.pacts.clauses import FORBIDS
from foedus.pacts.coverage import Coverage, Sides, of_kind
from foedus.pacts.schema import FORMS, Finder
from foedus.pacts.votes import blockable, own_council

if TYPE_CHECKING:
    from collections.abc import Iterator

    from foedus.pacts.clauses import Clause, Condition
    from foedus.pacts.moments import Span
    from foedus.pacts.pact import Pact
    from foedus.pacts.schema import OpenTerm
    from foedus.pacts.voting import Rule
    from foedus.yamlfile import Steps

TITLES: Final[dict[str, str]] = {
    "legal_form": "Legal form",
    "entry_all": "Whose consent entry into force waits for",
    "entry_at_least": "How many must consent before it enters into force",
    "term": "Term",
    "renewal": "Renewal of the term",
    "withdrawal": "Notice of withdrawal",
    "bearers": "Who owes help",
    "covered": "Whom an attack must hit",
    "decision_rule": "How those who owe help decide",
    "ceiling": "The most that is asked",
    "floor": "The least that counts as help",
    "standard": "Who measures the help",
    "deadline": "Time for help",
    "threshold": "From what attack on it counts",
    "finding": "Who finds that an attack counts",
    "finding_limit": "Time for the finding",
    "fallback": "What holds if nothing is found in time",
    "conditions": "What else must hold",
    "further_help": "A further clause on help",
    "scope": "Area covered",
    "provocation": "Conduct of the one attacked that costs it the help",
    "provocation_reach": "What else such conduct ends",
    "consult_first": "Consultation before help",
    "consultation": "Duty to consult",
    "forces": "Force on the spot",
    "arms": "Arms and training",
    "snapback": "Return of sanctions",
    "word": "The challenger's own promise",
    "word_elsewhere": "The challenger's promise to others",
}
"""Every feature that is read, with its title."""

_RANKS: Final = ("widest", "narrower", "narrowest")
_LEVER: Final = re.compile(r"lever\.(\w+)")


@dataclass(frozen=True)
class Feature:
    """One thing that a clause says, with the clause and article that say it.

    Parameters
    ----------
    name : str
        One of `TITLES`.
    value : str
        What is said, as a word.
    clause, article : str
        Where it is said; empty where the file names no article for it.
    lever : str or None
        The lever that the words hang on.
    amount : float
        Days, years or a number, where there is one.
    who : tuple of str
        Codes of those meant, or names of terms and clauses.
    rule : Rule or None
        How several decide.
    """

    name: str
    value: str
    clause: str = ""
    article: str = ""
    lever: str | None = None
    amount: float = 0.0
    who: tuple[str, ...] = ()
    rule: Rule | None = None

    @property
    def title(self) -> str:
        """What it is, for people."""
        return TITLES[self.name]


@dataclass(frozen=True)
class Features:
    """Everything that a pact under its levers says of an attack by one side on another.

    Parameters
    ----------
    listed : tuple of Feature
        In a stable order; of several of a name the first one is the one that counts.
    """

    listed: tuple[Feature, ...]

    def get(self, name: str) -> Feature | None:
        """Return the feature of a name that counts, or None."""
        return next((each for each in self.listed if each.name == name), None)


def read_features(pact: Pact, sides: Sides) -> Features:
    """Read a pact, its levers set one way, for what matters if one side attacks another.

    Parameters
    ----------
    pact : Pact
        The pact (`Pact.with_levers`); clauses that do not stand under its levers say nothing.
    sides : Sides
        Who would attack whom, and who may help.
    """
    reader = _Reader(pact, sides)
    return Features((*reader.instrument(), *reader.help(), *reader.beside()))


def days_of(span: Span) -> float:
    """Return a span in days, a month as 30 of them and a year as 365."""
    return span.years * 365 + span.months * 30 + span.days + span.hours / 24


class _More(TypedDict, total=False):
    """What a feature holds beside its value."""

    lever: str | None
    amount: float
    who: tuple[str, ...]
    rule: Rule | None


class _Reader:
    def __init__(self, pact: Pact, sides: Sides) -> None:
        self.pact, self.text, self.sides = pact, pact.text, sides
        self.coverage = Coverage(pact, sides)
        self.index = {clause.id: number for number, clause in enumerate(pact.text.clauses)}

    def said(
        self, clause: Clause, name: str, value: str, *steps: str | int, **more: Unpack[_More]
    ) -> Feature:
        """Return a feature of a clause; steps lead to its words inside the clause."""
        lever = self.lever(("clauses", self.index[clause.id], *steps)) if steps else None
        if lever is None and clause.only_if is not None:
            lever = clause.only_if.lever
        more.setdefault("lever", lever)
        return Feature(name, value, clause.id, clause.art, **more)

    def header(
        self, name: str, value: str, part: str, art: str | None, **more: Unpack[_More]
    ) -> Feature:
        """Return a feature of the pact's head, with the clause that has the same article."""
        clause = next((each.id for each in self.pact.clauses if each.art == art), "")
        more.setdefault("lever", self.lever((part,)))
        return Feature(name, value, clause, art or "", **more)

    def lever(self, steps: Steps) -> str | None:
        """Return the lever that the words at a place of the file hang on."""
        node: Any = self.pact.source.tree
        for step in steps:
            if isinstance(node, dict):
                node = node.get(step)
            elif isinstance(node, list) and isinstance(step, int) and step < len(node):
                node = node[step]
        return self._lever_in(node)

    def _lever_in(self, node: object) -> str | None:
        if isinstance(node, str):
            found = _LEVER.fullmatch(node)
            section, _, name = node.partition(".")
            if found is None and section == "roles" and name:
                return self.lever(("roles", name))
            return found[1] if found is not None else None
        inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        return next(filter(None, map(self._lever_in, inner)), None)

    # The instrument as a whole.

    def instrument(self) -> Iterator[Feature]:
        """Yield what the pact's head says: form, entry into force, term, withdrawal."""
        text, entry = self.text, self.text.entry_into_force
        yield self.header("legal_form", _form(text.legal_form), "legal_form", entry.art)
        if entry.ratified_by is not None:
            who, least = self.coverage.codes(entry.ratified_by.all), entry.ratified_by.at_least
            if who:
                yield self.header("entry_all", "all", "entry_into_force", entry.art, who=who)
            if least is not None:
                among = self.coverage.codes(least.of)
                more: _More = {"amount": float(least.n), "who": among}
                yield self.header("entry_at_least", "number", "entry_into_force", entry.art, **more)
        term = text.duration
        if term.years is not None:
            value = "lapses" if term.renewal is None else "renewed"
            more = {"amount": float(term.years)}
            yield self.header("term", value, "duration", term.art, **more)
        if term.renewal is not None:
            more = {"amount": float(term.renewal.years)}
            yield self.header("renewal", "unless_notice", "duration", term.art, **more)
        if text.withdrawal is not None:
            more = {"amount": days_of(text.withdrawal.notice)}
            yield self.header("withdrawal", "notice", "withdrawal", text.withdrawal.art, **more)

    # Help.

    def help(self) -> Iterator[Feature]:
        """Yield what the clauses on help say; with none, a duty to consult is all the help."""
        helps = self.coverage.helps("assist")
        if helps:
            first = helps[0]
            yield from self.cast(first, helps)
            yield from self.decision(first)
            yield from self.measure(first)
            yield from self.trigger(first)
            yield from self.defeat(first)
            for clause in helps[1:]:
                yield self.said(clause, "further_help", "assist")
            return
        consults = self.coverage.helps("consult")
        if consults:
            yield from self.cast(consults[0], consults)
            yield self.said(consults[0], "ceiling", "consult_only", "duty")

    def cast(self, clause: Clause, helps: tuple[Clause, ...]) -> Iterator[Feature]:
        """Yield who owes help, and attacks on whom bring it about."""
        bearers = dict.fromkeys(code for each in helps for code in self.coverage.bearers(each))
        yield self.said(clause, "bearers", "named", "duty", "bearer", who=tuple(bearers))
        covered = self.coverage.covered(clause)
        yield self.said(clause, "covered", "named", "trigger", "victim", who=covered)

    def decision(self, clause: Clause) -> Iterator[Feature]:
        """Yield how those who owe help decide."""
        rule: Rule | None = clause.decision_rule
        value: str = "vote" if clause.decision_rule.votes else clause.decision_rule.kind
        if rule is not None and rule.body is not None:
            body = self.text.bodies[rule.body]
            seats = {*self.coverage.bearers(clause), *self.sides.target}
            value, rule = "body", body.rule
            if blockable(body, self.coverage, self.sides.challenger):
                value = "blocked"
            elif rule is not None and own_council(body, self.coverage, seats):
                value = "vote"
        yield self.said(clause, "decision_rule", value, "decision_rule", rule=rule)

    def measure(self, clause: Clause) -> Iterator[Feature]:
        """Yield how much help is owed, and by when."""
        duty = clause.duty
        if duty is None:
            return
        left = duty.discretion
        own: tuple[str, Clause, tuple[str, ...]]
        own = (left.ceiling, clause, ("duty", "discretion", "ceiling"))
        ceilings = [own] + [
            (each.effect.ceiling, each, ("effect", "ceiling"))
            for each in self.coverage.effects(clause, "restrict")
            if each.when is None and each.effect is not None and each.effect.ceiling is not None
        ]
        order = ("consult_only", "non_military", "armed_force")
        lowest = min(ceilings, key=lambda one: order.index(one[0]))
        yield self.said(lowest[1], "ceiling", lowest[0], *lowest[2])
        for name in ("floor", "standard"):
            yield self.said(clause, name, getattr(left, name), "duty", "discretion", name)
        if duty.deadline is not None:
            counted, days = duty.deadline.counted_from, days_of(duty.deadline)
            yield self.said(clause, "deadline", counted, "duty", "deadline", amount=days)

    def trigger(self, clause: Clause) -> Iterator[Feature]:
        """Yield which attacks count, who finds that, and what else must hold."""
        condition = clause.trigger.condition if clause.trigger is not None else None
        name = self.demanded(condition)
        if name is not None:
            term, steps = self.text.open_terms[name], ("trigger", "if")
            rank = _RANKS[min(self.depth(name), len(_RANKS) - 1)]
            yield self.said(clause, "threshold", rank, *steps, who=(name,))
            yield from self.finding(clause, name, term)
        leaves = list(_leaves(condition)) if condition is not None else []
        for leaf in leaves:
            if leaf.in_scope is not None:
                yield self.said(clause, "scope", "require", "trigger", "if", who=(leaf.in_scope,))
        if any(leaf.holds is None and leaf.in_scope is None for leaf in leaves):
            yield self.said(clause, "conditions", "further", "trigger", "if")

    def finding(self, clause: Clause, name: str, term: OpenTerm) -> Iterator[Feature]:
        finder = term.determined_by
        steps = ("open_terms", name, "determined_by")
        more: _More = {"lever": self.lever(steps), "who": (name,)}
        link = (clause.id, clause.art)
        if not isinstance(finder, Finder):
            yield Feature("finding", finder, *link, **more)
            return
        value = "by_silence" if term.fallback is True else "body"
        if value == "body" and blockable(
            self.text.bodies[finder.body], self.coverage, self.sides.challenger
        ):
            value = "each_party" if term.fallback == "each_party" else "blocked"
        link = self.finder(finder.body) or link
        feature = Feature("finding", value, *link, **more)
        yield feature
        if finder.within is not None:
            days = days_of(finder.within)
            yield replace(feature, name="finding_limit", value="within", amount=days)
        yield Feature("fallback", str(term.fallback).lower(), clause.id, clause.art, **more)

    def finder(self, body: str) -> tuple[str, str] | None:
        """Return the clause that tells a body to find, where there is one."""
        for clause in self.pact.clauses:
            duty = clause.duty
            if duty is not None and duty.action == "find" and body in duty.bearer:
                return clause.id, clause.art
        return None

    def defeat(self, clause: Clause) -> Iterator[Feature]:
        """Yield what ends help or takes cases out of it: conduct of the one attacked, areas."""
        for each in self.coverage.effects(clause, "void", "suspend", "exclude"):
            if self.coverage.own_conduct(each) and each.effect is not None:
                yield self.said(each, "provocation", each.effect.kind)
                also = tuple(name for name in each.effect.clauses if name != clause.id)
                if also:
                    yield self.said(each, "provocation_reach", "ends", who=also)
        for each in self.coverage.effects(clause, "require", "exclude"):
            leaves = list(_leaves(each.when)) if each.when is not None else []
            kind = each.effect.kind if each.effect is not None else ""
            for leaf in leaves:
                if leaf.in_scope is not None:
                    yield self.said(each, "scope", kind, "when", who=(leaf.in_scope,))
            if not self.coverage.own_conduct(each) and any(x.in_scope is None for x in leaves):
                yield self.said(each, "conditions", kind, "when")
        first = clause.trigger.performed if clause.trigger is not None else None
        if first is not None:
            yield self.said(clause, "consult_first", "performed", "trigger", who=(first,))

    def demanded(self, condition: Condition | None) -> str | None:
        """Return the open term that an attack must meet: of all the deepest, of any the widest."""
        if condition is None or condition.holds is not None:
            return None if condition is None else condition.holds
        if condition.any is not None:
            ways = [self.demanded(each) for each in condition.any]
            met = [name for name in ways if name is not None]
            return min(met, key=self.depth) if met and len(met) == len(ways) else None
        met = [name for each in condition.all or () if (name := self.demanded(each)) is not None]
        return max(met, key=self.depth) if met else None

    def depth(self, name: str) -> int:
        """Return how many wider terms an open term is a kind of."""
        wider = self.text.open_terms[name].kind_of
        return 0 if wider is None else 1 + self.depth(wider)

    # Beside help.

    def beside(self) -> Iterator[Feature]:
        """Yield forces, arms, sanctions, consultation and the challenger's own promise."""
        for clause in self.pact.clauses:
            size = self.coverage.force(clause)
            if size:
                yield self.said(clause, "forces", size, "deeming", "size")
        for clause in self.coverage.helps("arm"):
            yield self.said(clause, "arms", "owed")
        for clause in self.coverage.sanctions():
            rule: Rule | None = clause.decision_rule
            value = "vote" if clause.decision_rule.votes else "automatic"
            if rule is not None and rule.body is not None:
                rule = self.text.bodies[rule.body].rule
            who = self.coverage.bearers(clause)
            yield self.said(clause, "snapback", value, "decision_rule", rule=rule, who=who)
        for clause in self.coverage.helps("consult"):
            yield self.said(clause, "consultation", "owed")
        yield from sorted(self.promises(), key=_weight)

    def promises(self) -> Iterator[Feature]:
        """Yield each promise of the challenger not to attack, with everyone it is given to."""
        for clause in self.pact.clauses:
            duty = clause.duty
            if duty is None or clause.trigger is not None or duty.modality != "prohibition":
                continue
            barred = {*FORBIDS[duty.action], *duty.conduct}
            if not of_kind(barred, "attack") or not self.coverage.binds_challenger(duty.bearer):
                continue
            whom = self.coverage.codes(duty.toward)
            given = tuple(code for code in whom if code not in self.sides.challenger)
            form = _promise(clause.form or self.text.legal_form)
            target = self.sides.target
            own = not target or not set(target).isdisjoint(given)
            yield self.said(clause, "word" if own else "word_elsewhere", form, "form", who=given)


def _weight(promise: Feature) -> int:
    """Order promises, the weightiest first."""
    return ("treaty", "statute", "political").index(promise.value)


def _form(form: str) -> str:
    procedure, binding = FORMS[form]
    if not binding:
        return "political"
    return "ratified" if procedure == "ratification" else "signed"


def _promise(form: str) -> str:
    """Return what a promise in some form can be taken back by."""
    if not FORMS[form][1]:
        return "political"
    return "statute" if form in ("domestic_statute", "unilateral") else "treaty"


def _leaves(condition: Condition) -> Iterator[Condition]:
    if condition.negated is not None:
        yield from _leaves(condition.negated)
    elif condition.all is not None or condition.any is not None:
        for inner in condition.all or condition.any or ():
            yield from _leaves(inner)
    else:
        yield condition
