# SPDX-License-Identifier: Apache-2.0
"""What a case must keep beyond its schema: references, ranges, dates, grounds, red lines."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from foedus.case.evidence import BRANCHING, best_grade
from foedus.case.references import NOUNS, references
from foedus.case.schema import several
from foedus.case.sources import check_sources
from foedus.pacts.effects import EFFECTS
from foedus.problems import MOST_PROBLEMS, did_you_mean, listing, shown
from foedus.uncertain import UncertainNumber, numeral

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from foedus.case.parts import Parts
    from foedus.case.schema import Issue, Position, Settings, War
    from foedus.pacts import Lever, Pact
    from foedus.problems import Problem
    from foedus.yamlfile import Document, Steps

MAY_BE_ABSENT = frozenset({"sources", "statements"})
ROLES = ("challenger", "target", "guarantors")


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
    checker.held()
    checker.packages()
    checker.space()
    checker.war()
    checker.grounds()
    return checker.problems + check_sources(document, parts, folder)


class _Checker:
    """Goes through the parts that could be read and collects what does not hold together."""

    def __init__(self, document: Document, parts: Parts, pacts: Mapping[str, Pact]) -> None:
        self.document = document
        self.tree: dict[str, Any] = document.tree
        self.parts = parts
        self.pacts = pacts
        self.problems: list[Problem] = []
        self.known = {kind: dict.fromkeys(parts.names.get(kind, [])) for kind in NOUNS}
        self.known_issues: dict[str, Issue] = {i.id: i for _, i in parts.items.get("issues", [])}
        self.statements = {s.id: s for _, s in parts.items.get("statements", [])}

    def say(self, steps: Steps, message: str, *, key: bool = False, warning: bool = False) -> None:
        self.problems.append(self.document.problem(steps, message, key=key, warning=warning))

    def near(self, word: object, known: Mapping[str, object]) -> str:
        """Return the nearest known name; a file with hundreds of problems goes without."""
        return did_you_mean(word, known) if len(self.problems) < MOST_PROBLEMS else ""

    def mappings(self, kind: str) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield the parts of a list as the file has them, fitting or not."""
        listed = self.tree.get(kind)
        for index, part in enumerate(listed if isinstance(listed, list) else []):
            if isinstance(part, dict):
                yield index, part

    def identities(self) -> None:
        """Check that every id stands once in its list, and a point or option once in its issue."""
        for kind in NOUNS:
            self.unique({(kind, i, "id"): part.get("id") for i, part in self.mappings(kind)})
        for index, issue in self.mappings("issues"):
            for field in ("points", "options"):
                listed = issue.get(field)
                named = enumerate(listed if isinstance(listed, list) else [])
                self.unique(
                    {
                        ("issues", index, field, number, "id"): part.get("id")
                        for number, part in named
                        if isinstance(part, dict)
                    }
                )

    def unique(self, ids: Mapping[Steps, object]) -> None:
        first: dict[str, Steps] = {}
        for steps, name in ids.items():
            if not isinstance(name, str):
                continue
            if name in first:
                line = self.document.place(first[name])[0]
                again = f"{shown(name)} stands twice; first on line {line}; give each its own id"
                self.say(steps, again)
            first.setdefault(name, steps)

    def references(self) -> None:
        """Check that names of sources, statements, actors, issues, packages and a pact exist."""
        for reference in references(self.tree):
            known = self.known[reference.kind]
            given = self.tree.get(reference.kind, [] if reference.kind in MAY_BE_ABSENT else None)
            # Without a list that could be read, the list is the problem and not each use of it.
            readable = isinstance(given, list) and (given or reference.kind in MAY_BE_ABSENT)
            if reference.name in known or not readable:
                continue
            unknown = f"names an unknown {NOUNS[reference.kind]} '{reference.name}'"
            message = f"{unknown}{self.near(reference.name, known)}; allowed: {listing(known)}"
            self.say(reference.steps, message, key=reference.key)
        law = self.parts.law
        if law is not None and law.pact not in self.pacts:
            allowed = f"{did_you_mean(law.pact, self.pacts)}; allowed: {listing(self.pacts)}"
            self.say(("law", "pact"), f"names an unknown pact '{law.pact}'{allowed}")

    def issues(self) -> None:
        """Check that points ascend, rankings and distances name options, fallbacks exist."""
        for index, issue in self.parts.items.get("issues", []):
            here = ("issues", index)
            self.settled((*here, "fallback"), issue, issue.fallback)
            for number in range(1, len(issue.points)):
                low, high = issue.points[number - 1].at, issue.points[number].at
                if high <= low:
                    steps = (*here, "points", number, "at")
                    self.say(steps, f"is {high:g} after {low:g}; points must ascend")
            if issue.ranking and sorted(issue.ranking) != sorted(issue.names):
                message = f"must name every option once; allowed: {listing(issue.names)}"
                self.say((*here, "ranking"), message)
            self.distances((*here, "distance"), issue)

    def distances(self, steps: Steps, issue: Issue) -> None:
        """Check that distances are between two options, and the same both ways."""
        for one, row in issue.distance.items():
            for two, far in row.items():
                here = (*steps, one, two)
                unknown = [name for name in (one, two) if name not in issue.names]
                back = issue.distance.get(two, {}).get(one, far)
                if unknown:
                    near = f"{did_you_mean(unknown[0], issue.names)}; allowed: "
                    message = f"names an unknown option '{unknown[0]}'{near}{listing(issue.names)}"
                    self.say(here, message, key=True)
                elif one == two:
                    self.say(here, "is between an option and itself; leave it out", key=True)
                elif back != far:
                    self.say(here, f"is {far:g}, and {back:g} the other way; must be the same")

    def settled(self, steps: Steps, issue: Issue, value: float | str) -> None:
        """Report a value that an issue cannot take."""
        if isinstance(value, str):
            if value not in issue.names:
                near = did_you_mean(value, issue.names)
                self.say(steps, f"is {shown(value)}{near}; allowed: {listing(issue.names)}")
        elif issue.nominal:
            self.say(steps, f"is {value:g}; allowed: {listing(issue.names)}")
        elif not 0 <= value <= 100:
            self.say(steps, f"is {value:g}; must be within 0 and 100, or a point's id")

    def positions(self) -> None:
        """Check that positions fit their issue, have a ground and stand in order of date."""
        dated: dict[tuple[str, str], list[tuple[int, Position]]] = defaultdict(list)
        for index, position in self.parts.items.get("positions", []):
            here = ("positions", index)
            if not position.cite and position.assume is None:
                self.say(here, "has no ground; give cite: [statement ids] or assume: a reason")
            issue = self.known_issues.get(position.issue)
            if issue is not None:
                self.wanted((*here, "ideal"), issue, position.ideal)
                self.red_line((*here, "red_line"), issue, position)
            if position.actor in self.known["actors"] and position.issue in self.known["issues"]:
                dated[position.actor, position.issue].append((index, position))
        weighed = {actor.get("id") for _, actor in self.mappings("actors") if "capability" in actor}
        for run in dated.values():
            self.dated(run)
            for index, position in run:
                if position.capability is None and position.actor not in weighed:
                    message = "has no capability; give it here or with the actor"
                    self.say(("positions", index), f"{message} '{position.actor}'")

    def dated(self, run: list[tuple[int, Position]]) -> None:
        """Check one actor's positions on one issue over time."""
        index, first = run[0]
        if first.salience is None:
            self.say(("positions", index), "lacks the key 'salience'; the first position needs it")
        firm = False
        for place, (index, position) in enumerate(run):
            if place and position.since <= run[place - 1][1].since:
                message = f"is {position.since} after {run[place - 1][1].since}"
                self.say(
                    ("positions", index, "since"),
                    f"{message}; an actor's positions on an issue stand in order of date",
                )
            grade = best_grade(position.cite, self.statements, position.actor)
            if grade in BRANCHING and not firm:
                message = f"rests on {grade.replace('_', ' ')} alone and has no earlier position"
                self.say(
                    ("positions", index),
                    f"{message}; give one of an earlier date that rests on firmer ground or on a "
                    "stated assumption",
                )
            firm = firm or grade not in BRANCHING

    def held(self) -> None:
        """Check that on the case's day every issue has a position, and everyone in the war one."""
        day = self.tree.get("as_of")
        if type(day) is not dt.date or not isinstance(self.tree.get("positions"), list):
            return
        standing = [
            part
            for _, part in self.mappings("positions")
            if type(part.get("since")) is not dt.date or part["since"] <= day
        ]
        places = {part.get("issue") for part in standing if isinstance(part.get("issue"), str)}
        actors = {part.get("actor") for part in standing if isinstance(part.get("actor"), str)}
        for index, issue in self.mappings("issues"):
            if isinstance(issue.get("id"), str) and issue["id"] not in places:
                self.say(("issues", index), f"has no position of anybody on {day}; give one")
        war = self.parts.war
        cast = [] if war is None else [war.challenger, war.target, *war.guarantors]
        for name in dict.fromkeys(cast):
            if name in self.known["actors"] and name not in actors:
                message = f"gives a part to '{name}', which has no position on {day}; give it one"
                self.say(("war",), message)

    def wanted(self, steps: Steps, issue: Issue, ideal: UncertainNumber) -> None:
        """Check a wanted place or option against the issue's form."""
        if ideal.choice is not None:
            for name in ideal.choice:
                place = math.nan if issue.nominal else numeral(name)
                self.settled(steps, issue, name if math.isnan(place) else place)
            return
        if issue.nominal:
            self.say(steps, f"is a number; allowed, as a choice: {listing(issue.names)}")
            return
        low, high = ideal.span
        if low < 0 or high > 100:
            reach = f"is {low:g}" if low == high else f"reaches from {low:g} to {high:g}"
            cut = ", so cut it with within: [0, 100]" if math.isinf(low) else ""
            self.say(steps, f"{reach}; must stay within 0 and 100{cut}")

    def red_line(self, steps: Steps, issue: Issue, position: Position) -> None:
        line = position.red_line
        if line is None:
            return
        if issue.nominal and (line.at_least is not None or line.at_most is not None):
            self.say(steps, "has at_least or at_most; an issue with options takes excludes")
        for number, name in enumerate(line.excludes):
            self.settled((*steps, "excludes", number), issue, name)
        if line.at_least is not None and line.at_most is not None:
            low, high = line.at_least.span[0], line.at_most.span[1]
            if low > high:
                message = f"leaves nothing: at least {low:g} and at most {high:g}"
                self.say(steps, f"{message}; must leave a part of the scale")
        if not line.cite and line.assume is None:
            self.say(steps, "has no ground; give cite or assume", warning=True)

    def packages(self) -> None:
        """Check that packages settle every issue and set levers that their pact has."""
        law = self.parts.law
        pact = self.pacts.get(law.pact) if law is not None else None
        for index, package in self.mappings("packages"):
            settles, design = package.get("settles"), package.get("design")
            here = ("packages", index)
            if isinstance(settles, dict):
                for name, value in settles.items():
                    if name in self.known_issues and _plain(value):
                        self.settled((*here, "settles", name), self.known_issues[name], value)
                lacking = [name for name in self.known["issues"] if name not in settles]
                if lacking:
                    message = f"leaves out {listing(lacking)}; settle every issue"
                    self.say((*here, "settles"), message)
            if isinstance(design, dict) and pact is not None:
                self.design((*here, "design"), design, pact)
            elif design and "law" not in self.tree:
                message = (
                    "sets levers, and the case has no pact; name one under law, or leave it out"
                )
                self.say((*here, "design"), message, key=True)

    def design(self, steps: Steps, design: Mapping[str, object], pact: Pact) -> None:
        for name, value in design.items():
            lever = pact.levers.get(name)
            if lever is None:
                near, allowed = did_you_mean(name, pact.levers), listing(pact.levers, 20)
                self.say((*steps, name), f"is not a lever{near}; allowed: {allowed}", key=True)
                continue
            values = [str(option) for option in lever.values]
            if type(value) in {str, int} and str(value) not in values:
                near = did_you_mean(value, values)
                self.say((*steps, name), f"is {shown(value)}{near}; allowed: {listing(values)}")

    def space(self) -> None:
        """Check that what a search over settlements goes through names places and settings."""
        space, law = self.parts.space, self.parts.law
        if space is None:
            return
        levers = self.pacts[law.pact].levers if law is not None and law.pact in self.pacts else {}
        for name, lines in space.decided.items():
            issue = self.known_issues.get(name)
            for index, line in enumerate(lines):
                steps: Steps = ("space", "decided", name, index)
                if issue is not None:
                    self.among((*steps, "at"), (line.at,), issue.names)
                for lever, settings in line.when.items():
                    self.among_levers((*steps, "when", lever), lever, settings, levers)
        for index, exclusion in enumerate(space.excludes):
            for name, settings in exclusion.what.items():
                here: Steps = ("space", "excludes", index, "what", name)
                if name in self.known_issues:
                    self.among(here, several(settings), self.known_issues[name].names)
                elif name not in self.known["issues"]:  # else it has a problem of its own
                    self.among_levers(here, name, settings, levers)

    def among(self, steps: Steps, given: Sequence[str | int], allowed: Sequence[str]) -> None:
        """Check that names are some of those allowed."""
        for value in given:
            if str(value) not in allowed:
                near = did_you_mean(value, allowed)
                self.say(steps, f"is {shown(value)}{near}; allowed: {listing(allowed)}")

    def among_levers(
        self, steps: Steps, name: str, settings: Settings, levers: Mapping[str, Lever]
    ) -> None:
        """Check that a lever is the pact's, and that it has the settings."""
        if name in levers:
            allowed = [str(value) for value in levers[name].values]
            self.among(steps, several(settings), allowed)
            return
        words = "an issue or a lever" if steps[1] == "excludes" else "a lever"
        known = [*(self.known["issues"] if steps[1] == "excludes" else ()), *levers]
        near = did_you_mean(name, known)
        self.say(steps, f"is not {words}{near}; allowed: {listing(known, 30)}", key=True)

    def war(self) -> None:
        """Check that parts in the war go to actors with the numbers that the game needs."""
        war = self.parts.war
        if war is None:
            return
        if len({war.challenger, war.target, *war.guarantors}) < 2 + len(war.guarantors):
            message = "gives one actor two parts; challenger, target and guarantors must differ"
            self.say(("war",), message)
        for index, actor in self.mappings("actors"):
            name = actor.get("id")
            if name not in {war.challenger, war.target, *war.guarantors}:
                continue
            needs = ("discount", "war_cost", *(["guarantor"] if name in war.guarantors else []))
            for key in needs:
                if key not in actor:
                    part = "a guarantor" if key == "guarantor" else "an actor with a part"
                    message = f"lacks the key '{key}'; {part} in the war needs it"
                    self.say(("actors", index), message)
        self.endings(war)
        self.attacks(war)

    def attacks(self, war: War) -> None:
        """Check that ways to attack differ in name, and are on somebody whom the pact names."""
        names = [attack.id for attack in war.attacks]
        for index, attack in enumerate(war.attacks):
            steps = ("war", "attacks", index)
            if attack.id in names[:index]:
                self.say(
                    (*steps, "id"), f"'{attack.id}' stands twice; each needs a name of its own"
                )
            if attack.on is not None:
                self.attacked((*steps, "on"), attack.on)

    def attacked(self, steps: Steps, code: str) -> None:
        """Check that the guarantee names who is attacked."""
        law = self.parts.law
        pact = self.pacts.get(law.pact) if law is not None else None
        known = [] if pact is None else [*pact.text.parties, *pact.text.others]
        if code not in known:
            near = did_you_mean(code, known)
            self.say(steps, f"names nobody of the pact{near}; allowed: {listing(known, 40)}")

    def endings(self, war: War) -> None:
        """Check how the war can end: with chances up to 1 a year, by packages that exist."""
        issue = self.known_issues.get(war.relief or "")
        if issue is not None and issue.nominal:
            self.say(("war", "relief"), "names an issue with options; must be one on a scale")
        outcomes = (war.challenger_terms, war.target_terms, war.line_of_contact)
        most = sum(outcome.chance.span[1] for outcome in outcomes)
        if most > 1 + 1e-9:
            message = f"has yearly chances that can add up to {most:g}; must stay at or below 1"
            self.say(("war",), message)

    def grounds(self) -> None:
        """Check that every number cites a statement or gives a reason; bare ones are listed."""
        records: list[tuple[Steps, object]] = [
            ((kind, index), record)
            for kind, listed in self.parts.items.items()
            for index, record in listed
        ]
        records += [(("war",), self.parts.war), (("participation",), self.parts.participation)]
        records += [(steps, n) for steps, n in self.parts.numbers.items() if steps[0] == "credence"]
        for steps, record in records:
            for inside, number in numbers_in(record, steps):
                if number.bare and not _inherits(record, inside):
                    message = f"is a bare number, {number}; give cite or assume with it"
                    self.say(inside, message, warning=True)
        overrides = self.tree.get("overrides")
        for name in overrides if isinstance(overrides, dict) else {}:
            here = ("overrides", name)
            if name not in EFFECTS:
                message = f"is not an effect of a clause{self.near(name, EFFECTS)}; allowed: "
                self.say(here, message + listing(EFFECTS, 40), key=True)
            given = self.parts.numbers.get(here)
            if given is not None and given.bare:
                self.say(here, "overrides a range without a reason; give assume or cite")
            if given is not None and name in EFFECTS and given.span[1] > EFFECTS[name].within[1]:
                message = f"reaches up to {given.span[1]:g}; must stay at or below"
                self.say(here, f"{message} {EFFECTS[name].within[1]:g}")


def _inherits(record: object, steps: Steps) -> bool:
    """Tell whether a position's own ground covers a number: a reason all, a citation the ideal."""
    cited, reason = getattr(record, "cite", ()), getattr(record, "assume", None)
    if steps[0] != "positions":
        return False
    return reason is not None or (bool(cited) and steps[-1] == "ideal")


def _plain(value: object) -> bool:
    """Tell whether a value is text or a number, and so whether it is worth a further check."""
    return isinstance(value, (str, int, float)) and not isinstance(value, bool)


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
