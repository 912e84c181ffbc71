# SPDX-License-Identifier: Apache-2.0
"""What a case must keep beyond its schema: references, ranges, dates, grounds, red lines."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from foedus.case.evidence import BRANCHING, best_grade
from foedus.case.sources import check_sources
from foedus.problems import did_you_mean, listing
from foedus.uncertain import UncertainNumber

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from foedus.case.parts import Parts
    from foedus.case.schema import Issue, Package, Position, War
    from foedus.pacts import Pact
    from foedus.problems import Problem
    from foedus.yamlfile import Document, Steps


def check_case(
    document: Document, parts: Parts, folder: Path, pacts: Mapping[str, Pact]
) -> list[Problem]:
    """Return every problem of a case file that its schema cannot see."""
    if not isinstance(document.tree, dict):
        return []
    checker = _Checker(document, parts, pacts)
    checker.identities()
    checker.references()
    checker.issues()
    checker.positions()
    checker.packages()
    checker.war()
    checker.grounds()
    return checker.problems + check_sources(document, parts, folder)


class _Checker:
    """Goes through the parts that could be read and collects what does not hold together."""

    def __init__(self, document: Document, parts: Parts, pacts: Mapping[str, Pact]) -> None:
        self.document = document
        self.parts = parts
        self.pacts = pacts
        self.problems: list[Problem] = []
        self.known_issues: dict[str, Issue] = {i.id: i for _, i in parts.items.get("issues", [])}
        self.statements = {s.id: s for _, s in parts.items.get("statements", [])}

    def say(self, steps: Steps, message: str, *, warning: bool = False) -> None:
        self.problems.append(self.document.problem(steps, message, warning=warning))

    def know(self, steps: Steps, name: str, kind: str) -> bool:
        """Report a name that the file's list of that kind does not have."""
        known = self.parts.names.get(kind, [])
        if name in known:
            return True
        what = {"statements": "statement", "issues": "issue", "actors": "actor"}
        noun = what.get(kind, kind.rstrip("s"))
        allowed = f"; allowed: {listing(known)}"
        self.say(steps, f"names an unknown {noun} '{name}'{did_you_mean(name, known)}{allowed}")
        return False

    def each(self, steps: Steps, names: Iterable[str], kind: str) -> None:
        for index, name in enumerate(names):
            self.know((*steps, index), name, kind)

    def identities(self) -> None:
        """Check that every id stands once in its list, and a point or option once in its issue."""
        for kind in ("sources", "statements", "actors", "issues", "packages"):
            self.unique(kind, ((i, record.id) for i, record in self.parts.items.get(kind, [])))
        for index, issue in self.parts.items.get("issues", []):
            field = "options" if issue.nominal else "points"
            for number, name in enumerate(issue.names):
                if name in issue.names[:number]:
                    steps = ("issues", index, field, number, "id")
                    self.say(steps, f"'{name}' stands twice; give each its own id")

    def unique(self, kind: str, ids: Iterable[tuple[int, str]]) -> None:
        first: dict[str, int] = {}
        for index, name in ids:
            if name in first:
                line = self.document.place((kind, first[name], "id"))[0]
                steps = (kind, index, "id")
                self.say(
                    steps, f"'{name}' stands twice; first on line {line}; give each its own id"
                )
            first.setdefault(name, index)

    def references(self) -> None:
        """Check that names of sources, actors, issues and statements exist."""
        for index, statement in self.parts.items.get("statements", []):
            here = ("statements", index)
            self.know((*here, "source"), statement.source, "sources")
            self.each((*here, "issues"), statement.issues, "issues")
            if statement.side is not None:
                self.know((*here, "side"), statement.side, "actors")
        for index, question in self.parts.items.get("questions", []):
            here = ("questions", index)
            self.each((*here, "of"), question.of, "actors")
            self.each((*here, "issues"), question.issues, "issues")
            self.each((*here, "cite"), question.cite, "statements")
        whole = self.parts.whole
        if whole is None:
            return
        self.know(("reference",), whole.reference, "packages")
        self.each(("consent", "needed"), whole.consent.needed, "actors")
        self.each(("consent", "cite"), whole.consent.cite, "statements")
        if whole.participation is not None:
            self.know(("participation", "actor"), whole.participation.actor, "actors")
            self.each(("participation", "cite"), whole.participation.cite, "statements")
        if whole.law is not None and whole.law.pact not in self.pacts:
            known = f"{did_you_mean(whole.law.pact, self.pacts)}; allowed: {listing(self.pacts)}"
            self.say(("law", "pact"), f"names an unknown pact '{whole.law.pact}'{known}")

    def issues(self) -> None:
        """Check that points ascend, rankings and distances name options, fallbacks exist."""
        for index, issue in self.parts.items.get("issues", []):
            here = ("issues", index)
            self.each((*here, "consent"), issue.consent, "actors")
            self.settled((*here, "fallback"), issue, issue.fallback)
            for number in range(1, len(issue.points)):
                low, high = issue.points[number - 1].at, issue.points[number].at
                if high <= low:
                    steps = (*here, "points", number, "at")
                    self.say(steps, f"is {high:g} after {low:g}; points must ascend")
            if issue.ranking and sorted(issue.ranking) != sorted(issue.names):
                message = f"must name every option once; allowed: {listing(issue.names)}"
                self.say((*here, "ranking"), message)
            for one, row in issue.distance.items():
                for two in (one, *row):
                    if two not in issue.names:
                        near = did_you_mean(two, issue.names)
                        self.say((*here, "distance", one), f"names an unknown option '{two}'{near}")

    def settled(self, steps: Steps, issue: Issue, value: float | str) -> None:
        """Report a value that an issue cannot take."""
        if isinstance(value, str):
            if value not in issue.names:
                message = f"is '{value}'{did_you_mean(value, issue.names)}"
                self.say(steps, f"{message}; allowed: {listing(issue.names)}")
        elif issue.nominal:
            self.say(steps, f"is {value:g}; allowed: {listing(issue.names)}")
        elif not 0 <= value <= 100:
            self.say(steps, f"is {value:g}; must be within 0 and 100, or a point's id")

    def positions(self) -> None:
        """Check that positions name what exists, fit their issue and stand in order of date."""
        dated: dict[tuple[str, str], list[tuple[int, Position]]] = defaultdict(list)
        for index, position in self.parts.items.get("positions", []):
            here = ("positions", index)
            known = self.know((*here, "actor"), position.actor, "actors")
            known = self.know((*here, "issue"), position.issue, "issues") and known
            self.each((*here, "cite"), position.cite, "statements")
            if not position.cite and position.assume is None:
                self.say(here, "has no ground; give cite: [statement ids] or assume: a reason")
            issue = self.known_issues.get(position.issue)
            if issue is not None:
                self.wanted((*here, "ideal"), issue, position.ideal)
                self.red_line((*here, "red_line"), issue, position)
            if known:
                dated[position.actor, position.issue].append((index, position))
        weighed = {a.id for _, a in self.parts.items.get("actors", []) if a.capability is not None}
        for run in dated.values():
            self.dated(run, weighed)

    def dated(self, run: list[tuple[int, Position]], weighed: set[str]) -> None:
        """Check one actor's positions on one issue over time."""
        index, first = run[0]
        if first.salience is None:
            self.say(("positions", index), "lacks the key 'salience'; the first position needs it")
        if first.capability is None and first.actor not in weighed:
            message = f"has no capability; give it here or with the actor '{first.actor}'"
            self.say(("positions", index), message)
        firm = False
        for place, (index, position) in enumerate(run):
            if place and position.since <= run[place - 1][1].since:
                message = f"is {position.since} after {run[place - 1][1].since}"
                self.say(
                    ("positions", index, "since"),
                    f"{message}; an actor's positions on an issue stand in order of date",
                )
            grade = best_grade(position.cite, self.statements)
            if grade in BRANCHING and not firm:
                message = f"rests on {grade.replace('_', ' ')} alone and has no earlier position"
                self.say(
                    ("positions", index),
                    f"{message}; give one of an earlier date that rests on firmer ground or on a "
                    "stated assumption",
                )
            firm = firm or grade not in BRANCHING

    def wanted(self, steps: Steps, issue: Issue, ideal: UncertainNumber) -> None:
        """Check a wanted place or option against the issue's form."""
        if ideal.choice is not None:
            for name in ideal.choice:
                scale_number = not issue.nominal and not math.isnan(_number(name))
                self.settled(steps, issue, _number(name) if scale_number else name)
            return
        if issue.nominal:
            self.say(steps, f"is a number; the issue has options: {listing(issue.names)}")
            return
        low, high = ideal.span
        if low < 0 or high > 100:
            self.say(steps, f"reaches from {low:g} to {high:g}; must stay within 0 and 100")

    def red_line(self, steps: Steps, issue: Issue, position: Position) -> None:
        line = position.red_line
        if line is None:
            return
        self.each((*steps, "cite"), line.cite, "statements")
        if issue.nominal and (line.at_least is not None or line.at_most is not None):
            self.say(steps, "has at_least or at_most; an issue with options takes excludes")
        for number, name in enumerate(line.excludes):
            self.settled((*steps, "excludes", number), issue, name)
        if line.at_least is not None and line.at_most is not None:
            low, high = line.at_least.span[0], line.at_most.span[1]
            if low > high:
                self.say(steps, f"leaves nothing: at least {low:g} and at most {high:g}")
        if not line.cite and line.assume is None:
            self.say(steps, "has no ground; give cite or assume", warning=True)

    def packages(self) -> None:
        """Check that packages settle every issue and set levers that their pact has."""
        whole = self.parts.whole
        pact = self.pacts.get(whole.law.pact) if whole is not None and whole.law else None
        for index, package in self.parts.items.get("packages", []):
            here = ("packages", index)
            for name, value in package.settles.items():
                steps = (*here, "settles", name)
                if self.know(steps, name, "issues") and name in self.known_issues:
                    self.settled(steps, self.known_issues[name], value)
            lacking = [n for n in self.parts.names.get("issues", []) if n not in package.settles]
            if lacking:
                self.say((*here, "settles"), f"leaves out {listing(lacking)}; settle every issue")
            if pact is not None:
                self.design((*here, "design"), package, pact)

    def design(self, steps: Steps, package: Package, pact: Pact) -> None:
        for name, value in package.design.items():
            here = (*steps, name)
            lever = pact.levers.get(name)
            if lever is None:
                allowed = f"; allowed: {listing(pact.levers, 20)}"
                self.say(here, f"is not a lever{did_you_mean(name, pact.levers)}{allowed}")
                continue
            values = [str(option) for option in lever.values]
            if str(value) not in values:
                near = did_you_mean(value, values)
                self.say(here, f"is '{value}'{near}; allowed: {listing(values)}")

    def war(self) -> None:
        """Check that parts in the war go to actors with the numbers that the game needs."""
        war = self.parts.war
        if war is None:
            return
        actors = {actor.id: actor for _, actor in self.parts.items.get("actors", [])}
        for role in ("challenger", "target"):
            self.know(("war", role), getattr(war, role), "actors")
        self.each(("war", "guarantors"), war.guarantors, "actors")
        if len({war.challenger, war.target, *war.guarantors}) < 2 + len(war.guarantors):
            self.say(("war",), "gives one actor two parts; challenger, target, guarantors differ")
        for name in {war.challenger, war.target, *war.guarantors} & set(actors):
            actor = actors[name]
            place = next(i for i, other in self.parts.items["actors"] if other is actor)
            for key in ("discount", "war_cost"):
                if getattr(actor, key) is None:
                    message = f"lacks the key '{key}'; an actor with a part in the war needs it"
                    self.say(("actors", place), message)
            if name in war.guarantors and actor.guarantor is None:
                self.say(("actors", place), "lacks the key 'guarantor'; it is one in the war")
        self.endings(war)

    def endings(self, war: War) -> None:
        """Check how the war can end: by packages that exist, with chances up to 1 a year."""
        if war.relief is not None and self.know(("war", "relief"), war.relief, "issues"):
            issue = self.known_issues.get(war.relief)
            if issue is not None and issue.nominal:
                self.say(("war", "relief"), "names an issue with options; must be on a scale")
        outcomes = {
            key: getattr(war, key)
            for key in ("challenger_terms", "target_terms", "line_of_contact")
        }
        for key, outcome in outcomes.items():
            self.know(("war", key, "package"), outcome.package, "packages")
        most = sum(outcome.chance.span[1] for outcome in outcomes.values())
        if most > 1:
            message = f"has yearly chances that can add up to {most:g}; must stay at or below 1"
            self.say(("war",), message)

    def grounds(self) -> None:
        """Check that every number cites a statement or gives a reason; bare ones are listed."""
        covered: set[int] = {
            index
            for index, position in self.parts.items.get("positions", [])
            if position.assume is not None
        }
        cited = {i for i, p in self.parts.items.get("positions", []) if p.cite}
        for kind, listed in self.parts.items.items():
            for index, record in listed:
                for steps, number in numbers_in(record, (kind, index)):
                    self.each((*steps, "cite"), number.cite, "statements")
                    inherits = kind == "positions" and (
                        index in covered or (index in cited and steps[-1] == "ideal")
                    )
                    if number.bare and not inherits:
                        message = f"is a bare number, {number}; give cite or assume with it"
                        self.say(steps, message, warning=True)
        whole = self.parts.whole
        rest = {} if whole is None else {"war": whole.war, "participation": whole.participation}
        extra: dict[str, Any] = {} if whole is None else dict(whole.overrides)
        for name, record in rest.items():
            for steps, number in numbers_in(record, (name,)):
                self.each((*steps, "cite"), number.cite, "statements")
                if number.bare:
                    message = f"is a bare number, {number}; give cite or assume with it"
                    self.say(steps, message, warning=True)
        for name, number in extra.items():
            if number.bare:
                self.say(("overrides", name), "overrides a range without a reason; give assume")


def numbers_in(record: object, steps: Steps) -> Iterator[tuple[Steps, UncertainNumber]]:
    """Yield every uncertain number inside a record with the steps that lead to it."""
    if isinstance(record, UncertainNumber):
        yield steps, record
    elif isinstance(record, BaseModel):
        for name in type(record).model_fields:
            yield from numbers_in(getattr(record, name), (*steps, name))
    elif isinstance(record, dict):
        for name, inner in record.items():
            yield from numbers_in(inner, (*steps, name))
    elif isinstance(record, tuple):
        for index, inner in enumerate(record):
            yield from numbers_in(inner, (*steps, index))


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan
