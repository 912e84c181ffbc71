# SPDX-License-Identifier: Apache-2.0
"""A pact and a log, as they stand in their files, as facts of an answer-set program."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import TYPE_CHECKING, Any, Final

from foedus.pacts.taxonomy import CONTRIBUTIONS, EVENT_TYPES, FLOORS, MEANS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

DAY: Final = 4000
ORIGIN: Final = dt.date(2029, 1, 1)

CONSENT: Final = {
    "treaty": "ratification",
    "domestic_statute": "ratification",
    "draft": "ratification",
}
"""Forms that take ratification; signature is enough for every other."""
DONE_BY: Final = {
    "consult": "consultation",
    "assist": "contribution",
    "report": "report",
    "sanction": "sanction",
}
FORBIDDEN: Final = {
    "not_attack": ["attack", "declaration_of_war"],
    "not_threaten": ["threat", "attack", "declaration_of_war"],
    "stay_neutral": ["attack", "declaration_of_war"],
}

Facts = list[tuple[str, str]]
"""Predicates and their arguments."""


def facts(
    pact: Mapping[str, Any], log: Mapping[str, Any], at: str, known: str | None, reading: str
) -> Facts:
    """Return a pact and a log, as they stand in their files, as facts.

    Parameters
    ----------
    pact, log : dict
        The files as plain values.
    at, known : str
        The moment that is asked about, and that of knowledge.
    reading : str
        The reading of the pact's question, where it has one.
    """
    teller = _Teller(pact, log, reading)
    teller.say("asked", tick(at))
    if known is not None:
        teller.say("known", tick(known))
    teller.header()
    teller.law()
    teller.history()
    return teller.lines


def tick(moment: Any) -> int:  # noqa: ANN401 - a date as YAML has it
    """Return a moment as a number."""
    text = str(moment)
    day = (dt.date.fromisoformat(text[:10]) - ORIGIN).days
    hours = int(text[11:13] or 0)
    return day * DAY + hours * DAY // 24


def _quoted(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    text = str(value)
    return text if text in _BARE or "(" in text else f'"{text}"'


_WORDS: Final = """
none yes no neither true false unknown each_party victim victims event doer toward target kind
clause relative before after holds scope land occurred number all any negated whom body void
suspend discharge reinstate exclude require restrict performed breached finding ceiling floor
consensus unanimity majority at_least share obligation prohibition permission power parties
states attacker performer nobody consult assist report sanction perform refrain
"""
_BARE: Final = {*_WORDS.split(), *FORBIDDEN, *EVENT_TYPES}
"""Words that are constants of the program; every other word is quoted."""


def _items(given: Any) -> list[Any]:  # noqa: ANN401 - a word or a list
    return [] if given is None else given if isinstance(given, list) else [given]


class _Teller:
    """Tells facts one by one; lists, patterns and conditions get numbers."""

    def __init__(self, pact: Mapping[str, Any], log: Mapping[str, Any], reading: str) -> None:
        self.pact = pact
        self.log = log
        self.clauses = [
            clause
            for clause in pact["clauses"]
            if "only_if" not in clause or reading in clause["only_if"]["is"]
        ]
        self.lines: Facts = []
        self.numbers = count(1)

    def say(self, name: str, *arguments: object) -> None:
        self.lines.append((name, ",".join(map(_quoted, arguments))))

    def who(self, given: Any) -> int:  # noqa: ANN401 - references
        number = next(self.numbers)
        for item in _items(given):
            word = item.removeprefix("not ")
            side = "no" if word != item else "yes"
            special = ("parties", "states", "victim", "attacker", "performer")
            if word.startswith("roles."):
                word = f'role("{word.removeprefix("roles.")}")'
            elif word not in special:
                word = f'one("{word}")'
            self.say("item", number, side, word)
        return number

    def header(self) -> None:
        pact = self.pact
        for kind, parent in ((k, t.parent) for k, t in EVENT_TYPES.items()):
            if parent is not None:
                self.say("parent", kind, parent)
        for code, party in pact["parties"].items():
            self.say("party", code)
            for key in ("since", "until"):
                if isinstance(party, dict) and key in party:
                    self.say(key, code, tick(party[key]))
        others = {**pact.get("others", {}), **self.log.get("others", {})}
        for code, other in others.items():
            self.say("other", code)
            if isinstance(other, dict) and other.get("state") is False:
                self.say("group", code)
        self.groups()
        self.entry()
        self.say("consents_by", CONSENT.get(pact["legal_form"], "signature"))

    def groups(self) -> None:
        pact = self.pact
        for code, body in pact.get("bodies", {}).items():
            self.say("body", code)
            self.say("seats", code, sum(s["seats"] for s in body.get("composition", [])))
            self.rule(f'bodyrule("{code}")', body.get("rule"))
            for veto in _items(body.get("vetoes")):
                self.say("veto", code, veto)
        for role, members in pact.get("roles", {}).items():
            for item in _items(members):
                word = item.removeprefix("not ")
                self.say("role" if word == item else "rolenot", role, word)

    def entry(self) -> None:
        pact, rule = self.pact, self.pact["entry_into_force"]
        if "date" in rule:
            self.say("entry_day", tick(rule["date"]))
        else:
            consent = rule["ratified_by"]
            for code in self.codes(consent.get("all")):
                self.say("entry_all", code)
            some = consent.get("at_least")
            for code in self.codes(some["of"]) if some else ():
                self.say("entry_some", some["n"], code)
        if "withdrawal" in pact:
            self.say("notice", pact["withdrawal"]["notice"]["days"])
            if "available_after" in pact["withdrawal"]:
                self.say("open_after", pact["withdrawal"]["available_after"]["days"])
        years = pact.get("duration", {}).get("years")
        if years:
            days = {str(event["at"])[:10] for event in self.log["events"]}
            days |= {str(rule["date"])} if "date" in rule else set()
            days |= {
                str(party["since"])[:10]
                for party in pact["parties"].values()
                if isinstance(party, dict) and "since" in party
            }
            for text in sorted(days):
                day = dt.date.fromisoformat(text)
                later = day.replace(year=day.year + years)
                self.say("anniversary", tick(text) // DAY, (later - ORIGIN).days)

    def codes(self, given: Any) -> list[str]:  # noqa: ANN401 - references to parties
        found = []
        for item in _items(given):
            if item == "parties":
                found += list(self.pact["parties"])
            elif item.startswith("roles."):
                found += _items(self.pact["roles"][item.removeprefix("roles.")])
            else:
                found.append(item)
        return list(dict.fromkeys(found))

    def rule(self, name: str, rule: str | None) -> None:
        if rule is None or rule in ("each_for_itself", "automatic"):
            return
        kind, _, rest = rule.partition("(")
        rest = rest.rstrip(")")
        if kind == "qualified_majority":
            self.say("rule", name, "share", *map(int, rest.split("/")))
        elif kind == "at_least":
            self.say("rule", name, kind, int(rest))
        elif kind == "body":
            self.say("rule", name, "body", rest)
        else:
            self.say("rule", name, kind)

    def law(self) -> None:
        for name, term in self.pact.get("open_terms", {}).items():
            self.say("term", name)
            for kind in _items(term["applies_to"]):
                self.say("applies", name, kind)
            if "kind_of" in term:
                self.say("kind_of", name, term["kind_of"])
            finder = term["determined_by"]
            body = finder["body"] if isinstance(finder, dict) else None
            self.say("decides", name, f'body("{body}")' if body else finder)
            if body and "within" in finder:
                self.say("within", name, finder["within"]["days"])
            self.say("fallback", name, term.get("fallback", "unknown"))
        self.scopes()
        for clause in self.clauses:
            self.clause(clause)

    def scopes(self) -> None:
        for scope, given in self.pact.get("scopes", {}).items():
            for number, zone in enumerate(given["any_of"]):
                if "territory_of" in zone:
                    self.say("zone", scope, number, "land")
                    self.say("lands", scope, number, self.who(zone["territory_of"]))
                for key in zone.keys() - {"territory_of"}:
                    self.say("zone", scope, number, f'of("{key}")')
                    for event in self.log["events"]:
                        met = self.lies(key, zone[key], event)
                        told = "unknown" if met is None else met
                        self.say("zfact", scope, number, f'of("{key}")', event["id"], told)

    def lies(self, key: str, wanted: Any, event: Mapping[str, Any]) -> bool | None:  # noqa: ANN401
        place = event.get("place", {})
        place = {} if isinstance(place, str) else place
        if key in ("north_of", "south_of"):
            north = place.get("latitude")
            return (
                None if north is None else north > wanted if key == "north_of" else north < wanted
            )
        if key in ("since", "until"):
            return (tick(wanted) <= tick(event["at"])) == (key == "since")
        given = _items(event.get("target") if key == "target" else place.get("region"))
        return bool(set(given) & set(_items(wanted))) if given else None

    def pattern(self, given: Mapping[str, Any]) -> int:
        number = next(self.numbers)
        self.say("pattern", number)
        for key in ("attacker", "by", "toward", "victim"):
            if _items(given.get(key)):
                name = "doer" if key in ("attacker", "by") else key
                self.say("wants", number, name, self.who(given[key]))
        for key in ("event", "target", "kind"):
            for item in _items(given.get(key)):
                self.say("wants", number, key, item)
        for key in ("clause", "relative"):
            if key in given:
                self.say("wants", number, key, given[key])
        return number

    def condition(self, given: Mapping[str, Any]) -> int:
        number = next(self.numbers)
        ((key, content),) = given.items()
        if key in ("holds", "in_scope"):
            self.say("node", number, key.removeprefix("in_"), content)
        elif key in ("occurred", "event"):
            self.say("node", number, key, self.pattern(content))
        elif key == "number":
            pattern = self.pattern(content["among"])
            self.say("node", number, "number", pattern)
            side = "doer" if content["of"] in ("attacker", "by") else "whom"
            self.say("numbers", number, content["at_least"], side)
            if _items(content["among"].get(content["of"])):
                self.say("wants_side", number, self.who(content["among"][content["of"]]))
        else:
            self.say("node", number, "negated" if key == "not" else key)
            for inner in content if isinstance(content, list) else [content]:
                self.say("child", number, self.condition(inner))
        self.say("node", number)
        return number

    def clause(self, clause: Mapping[str, Any]) -> None:
        name = clause["id"]
        self.say("clause", name)
        self.rule(f'clauserule("{name}")', clause.get("decision_rule"))
        trigger = clause.get("trigger")
        if trigger is None:
            self.say("standing", name)
        elif "event" in trigger:
            self.say("trigger", name, self.pattern({**trigger, "if": None}))
            if "if" in trigger:
                self.say("if", name, self.condition(trigger["if"]))
        else:
            ((how, source),) = trigger.items()
            self.say("follows", name, how, source)
        if "deeming" in clause:
            deeming = clause["deeming"]
            struck, counts = (
                self.who(deeming["attack_on"]),
                self.who(deeming["counts_as_attack_on"]),
            )
            self.say("deems", name, struck, counts)
            if "target" in deeming:
                self.say("deems_target", name, deeming["target"])
        for beaten in _items(clause.get("over")):
            self.say("over", name, beaten)
        if "effect" in clause:
            self.effect(name, clause)
        if "duty" in clause:
            self.duty(name, clause)

    def effect(self, name: str, clause: Mapping[str, Any]) -> None:
        effect = clause["effect"]
        self.say("effect", name, effect["kind"])
        if effect.get("effective") == "ex_tunc":
            self.say("tunc", name)
        for target in _items(effect["clauses"]):
            self.say("acts_on", name, target)
        if _items(effect.get("for")):
            self.say("meant_for", name, self.who(effect["for"]))
        if "when" in clause:
            self.say("when", name, self.condition(clause["when"]))
        for key, scale in (("ceiling", MEANS), ("floor", FLOORS)):
            if key in effect:
                self.say("cuts", name, key, scale[effect[key]])

    def duty(self, name: str, clause: Mapping[str, Any]) -> None:
        duty = clause["duty"]
        action, discretion = duty["action"], duty.get("discretion", {})
        self.say("duty", name, duty["modality"], action)
        self.say("bearer", name, self.who(duty["bearer"]))
        toward = _items(duty.get("toward"))
        if toward:
            self.say("toward", name, self.who(toward))
        if toward == ["victim"]:
            self.say("toward_victim", name)
        if "deadline" in duty:
            counted = duty["deadline"].get("counted_from", "event")
            self.say("deadline", name, counted, duty["deadline"]["days"])
        if duty["modality"] == "prohibition":
            for kind in FORBIDDEN.get(action, duty.get("conduct", [])):
                self.say("forbids" if kind in EVENT_TYPES else "forbids_kind", name, kind)
            return
        self.performance(name, duty, discretion)
        measured = discretion.get("standard") == "none"
        if measured or clause.get("decision_rule") == "automatic":
            self.say("measured", name)

    def performance(
        self, name: str, duty: Mapping[str, Any], discretion: Mapping[str, Any]
    ) -> None:
        action = duty["action"]
        if action == "perform":
            for kind in duty["conduct"]:
                self.say("performs", name, kind if kind in EVENT_TYPES else "conduct")
                if kind not in EVENT_TYPES:
                    self.say("performs_kind", name, kind)
            return
        self.say("performs", name, DONE_BY[action])
        if action == "assist":
            ceiling = discretion.get("ceiling", "armed_force")
            if ceiling == "consult_only":
                self.say("performs", name, "consultation")
            self.say("ceiling", name, MEANS[ceiling])
            self.say("floor", name, FLOORS[discretion.get("floor", "any_positive_act")])

    def history(self) -> None:
        ids = sorted(event["id"] for event in self.log["events"])
        for index, one in enumerate(ids):
            for other in ids[index + 1 :]:
                self.say("id_before", one, other)
        for event in self.log["events"]:
            self.event(event)
        for index, finding in enumerate(self.log["determinations"]):
            if finding.get("pact", self.pact["pact"]) != self.pact["pact"]:
                continue
            name = f"d{index}"
            value = finding["value"]
            self.say("det", name, finding["term"], finding["event"], finding["by"], value)
            self.say("detat", name, tick(finding["at"]))
            if "recorded" in finding:
                self.say("detlearned", name, tick(finding["recorded"]))
            else:
                self.say("detlearned", name, tick(finding["at"]))
            self.votes(name, finding.get("vote"))
        for kind, level in CONTRIBUTIONS.items():
            self.say("level", kind, level)
        for action in ("assist", "perform"):
            self.say("helps", action)
        for action in ("sanction", "perform"):
            self.say("against", action)

    def event(self, event: Mapping[str, Any]) -> None:
        name = event["id"]
        self.say("event", name, tick(event["at"]))
        self.say("learned", name, tick(event.get("recorded", event["at"])))
        self.say("type", name, event["type"])
        for code in _items(event.get("attacker", event.get("by"))):
            self.say("doer", name, code)
        for code in _items(event.get("victim", event.get("toward"))):
            self.say("whom", name, code)
        for key, fact in (("target", "target"), ("kind", "sort"), ("clause", "names")):
            if key in event:
                self.say(fact, name, event[key])
        if "pact" in event:
            self.say("own" if event["pact"] == self.pact["pact"] else "foreign", name)
        place = event.get("place")
        for code in _items(place.get("territory_of")) if isinstance(place, dict) else ():
            self.say("land", name, code)
        if "alleged_by" in event:
            self.say("alleged", name)
        if "about" in event:
            self.say("about", name, event["about"])
        self.votes(name, event.get("votes"))

    def votes(self, name: str, votes: Mapping[str, Any] | None) -> None:
        if votes is None:
            return
        self.say("vote", name)
        for key, side in (("for", "yes"), ("against", "no"), ("abstain", "neither")):
            given = votes.get(key, 0)
            self.say("count", name, side, _size(given))
            for code in given if isinstance(given, list) else ():
                self.say("ballot", name, side, code)


def _size(given: int | Iterable[str]) -> int:
    return given if isinstance(given, int) else len(list(given))
