# SPDX-License-Identifier: Apache-2.0
"""Parts that do nothing: clauses, levers, names; duties without date or measure; bodies unmade."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from foedus.pacts.clauses import TIMED
from foedus.pacts.lint.draft import without
from foedus.pacts.lint.finding import ARISES
from foedus.pacts.schema import Finder
from foedus.pacts.suite import affordable
from foedus.pacts.wording import listed, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from foedus.pacts.clauses import Clause
    from foedus.pacts.lint.draft import Draft
    from foedus.pacts.lint.finding import Finding, Severity
    from foedus.pacts.pact import Pact
    from foedus.pacts.suite import Trial
    from foedus.yamlfile import Steps

_WORDS: Final = ("title", "summary", "text", "quote", "span", "art", "practice", "only_if")
"""Keys of a clause that say something to readers and nothing to the engine."""
_SAMPLE: Final = 240
"""Trials on which two versions of a pact are compared."""


def dead_parts(draft: Draft) -> Iterator[Finding]:
    """Yield what does nothing, and what is owed without date or measure."""
    yield from _never(draft)
    yield from _idle(draft)
    yield from _levers(draft)
    yield from _unused(draft)
    yield from _no_deadline(draft)
    yield from _no_measure(draft)
    yield from _bodies(draft)


def _never(draft: Draft) -> Iterator[Finding]:
    """Yield duties that arise on no trial."""
    arisen = {
        duty.clause
        for each in draft.suite.trials
        for duty in draft.duties_in(each.log, each.at)
        if duty.status in ARISES or duty.free
    }
    for clause in draft.standing:
        if clause.duty is None or clause.id in arisen or _arises(draft, clause):
            continue
        word = "duty" if clause.duty.modality in ("obligation", "prohibition") else "right"
        message = f"the {word} under Article {clause.art} arises in none of {draft.suite.told()}"
        mend = "check its trigger, its bearers and what is asked of them; or leave it out"
        yield draft.finding(("dead_parts", "never"), "warning", clause, message, mend)


def _arises(draft: Draft, clause: Clause) -> bool:
    """Tell whether a duty arises on its own occasion, which a bounded suite may have left out."""
    usual = draft.usual(clause)
    return usual is not None and any(
        duty.clause == clause.id and (duty.status in ARISES or duty.free)
        for duty in draft.duties_in(usual[1].log, usual[1].at)
    )


def _idle(draft: Draft) -> Iterator[Finding]:
    """Yield effects and deemings whose removal changes no result."""
    silent = []
    for clause in draft.standing:
        if clause.effect is None and clause.deeming is None:
            continue
        part = "effect" if clause.effect is not None else "deeming"
        trials = _mentioning(draft, clause)
        if trials and not _matters(draft, clause, part, trials):
            silent.append((clause, part))
    for clause, part in silent:
        if part == "effect":
            message = (
                f"the effect of Article {clause.art} on {listed(_targets(draft, clause))} shows in "
                f"none of {len(_mentioning(draft, clause))} invented logs that try it"
            )
            mend = "check its trigger and the clauses that it names; or leave it out"
        else:
            message = (
                f"that an attack counts as one on others (Article {clause.art}) changes nothing: "
                "no clause of this pact asks for it"
            )
            mend = "let a trigger ask for those who count as attacked; or leave it out"
        timed = clause.effect is not None and clause.effect.kind in TIMED
        severity: Severity = "warning" if timed else "note"
        yield draft.finding(("dead_parts", "idle"), severity, clause, message, mend)


def _targets(draft: Draft, clause: Clause) -> list[str]:
    names = clause.effect.clauses if clause.effect is not None else ()
    arts = {each.id: each.art for each in draft.text.clauses}
    return [f"Article {arts[name]}" for name in names]


def _mentioning(draft: Draft, clause: Clause) -> Sequence[Trial]:
    """Return the trials that could show what a clause does: those that stage it come first."""
    trials = draft.suite.trials
    if clause.effect is not None:
        return [each for each in trials if clause.id in each.name.partition(" after ")[2].split()]
    return sorted(trials, key=lambda each: clause.id not in each.name)


def _matters(draft: Draft, clause: Clause, part: str, trials: Sequence[Trial]) -> bool:
    """Tell whether a clause without its effect or deeming gives another result on some trial."""
    for own in draft.pact.readings:
        other = without(own, clause, part)
        for each in _spread(trials, affordable(own, _SAMPLE)):
            if draft.statuses(own, each) != draft.statuses(other, each):
                return True
    return False


def _spread(trials: Sequence[Trial], most: int) -> Sequence[Trial]:
    """Return at most so many trials: the first half of them, and others evenly from the rest."""
    if len(trials) <= most:
        return trials
    first, rest = trials[: most // 2], trials[most // 2 :]
    step = -(-len(rest) // (most - most // 2))
    return [*first, *rest[::step]]


def _levers(draft: Draft) -> Iterator[Finding]:
    """Yield levers and readings that make no difference, then settings that differ in nothing."""
    alike: list[tuple[Steps, str]] = []
    for section, name, versions in _choices(draft):
        groups = _groups(draft, versions)
        kind = section.removesuffix("s")
        if len(groups) == 1:
            message = f"the {kind} '{name}' changes nothing of what is owed in {draft.suite.told()}"
            mend = f"use {kind}.{name} where it should matter, or say that it matters elsewhere"
            severity: Severity = "warning" if kind == "lever" else "note"
            yield draft.finding(("dead_parts", kind), severity, (section, name), message, mend)
            continue
        for group in groups:
            if len(group) > 1:
                which = listed(plain(str(value)) for value in group)
                alike.append(((section, name), f"{name} ({which})"))
    if alike:
        words = "; ".join(told for _, told in alike)
        message = (
            f"these settings differ in nothing that is owed, the others being as they are: {words}"
        )
        mend = "let the text say what sets them apart, or say that they matter elsewhere"
        yield draft.finding(("dead_parts", "settings"), "note", alike[0][0], message, mend)


def _groups(draft: Draft, versions: dict[Any, Pact]) -> list[list[Any]]:
    """Return settings in groups between which what is owed differs."""
    same: dict[str, list[Any]] = {}
    for value, pact in versions.items():
        same.setdefault(_law(pact), []).append(value)
    groups = list(same.values())
    if len(groups) == 1 or draft.suite.left_out:
        return groups
    return _merged(draft, groups, versions)


def _choices(draft: Draft) -> Iterator[tuple[str, str, dict[Any, Pact]]]:
    """Yield each lever and each question, with the draft as it is under each setting of it."""
    pact = draft.pact
    for name, lever in draft.text.levers.items():
        settings = {
            value: pact if value == pact.setting[name] else pact.with_levers({name: value})
            for value in lever.values
        }
        yield "levers", name, settings
    for name, question in draft.text.readings.items():
        under = {value: {**pact.reading, name: value} for value in question.values}
        known = {
            value: next(one for one in pact.readings if dict(one.reading) == reading)
            for value, reading in under.items()
        }
        yield "readings", name, known


def _law(pact: Pact) -> str:
    """Return everything in a pact that decides what is owed, as text."""
    dumped = pact.text.model_dump()
    standing = {clause.id for clause in pact.clauses}
    clauses = [
        {key: value for key, value in clause.items() if key not in _WORDS}
        for clause in dumped["clauses"]
        if clause["id"] in standing
    ]
    kept = "parties others roles bodies entry_into_force duration withdrawal scopes open_terms"
    return repr([clauses, dumped["legal_form"], *(dumped[key] for key in kept.split())])


def _merged(draft: Draft, groups: list[list[Any]], versions: dict[Any, Pact]) -> list[list[Any]]:
    """Join groups of settings whose texts differ and whose results do not."""
    trials = _spread(draft.suite.trials, affordable(draft.pact, _SAMPLE))
    merged: list[list[Any]] = []
    for group in groups:
        own = versions[group[0]]
        for alike in merged:
            other = versions[alike[0]]
            if _header(own) == _header(other) and all(
                draft.statuses(own, each) == draft.statuses(other, each) for each in trials
            ):
                alike.extend(group)
                break
        else:
            merged.append(list(group))
    return merged


def _header(pact: Pact) -> str:
    text = pact.text
    return repr((text.duration, text.withdrawal, text.entry_into_force, text.legal_form))


def _unused(draft: Draft) -> Iterator[Finding]:
    """Yield names that are given and that nothing in the file speaks of."""
    spoken = _scalars(draft.pact.source.tree)
    tree = draft.pact.source.tree
    for section, written in (
        ("roles", "roles.{}"),
        ("blocs", "blocs.{}"),
        ("bodies", "{}"),
        ("scopes", "{}"),
        ("open_terms", "{}"),
        ("levers", "lever.{}"),
        ("readings", "reading.{}"),
    ):
        names = tree.get(section) or {}
        for name in names:
            wanted = written.format(name)
            gated = section in ("levers", "readings") and any(
                clause.only_if is not None and clause.only_if.name == name
                for clause in draft.text.clauses
            )
            inside = any(wanted in text for text in spoken) and section in (
                "levers",
                "bodies",
                "readings",
            )
            if wanted in spoken or gated or inside or section == "blocs":
                continue
            kind = plain(section).removesuffix("s") if section != "bodies" else "body"
            message = f"the {kind} '{name}' is named and never used"
            yield draft.finding(
                ("dead_parts", "unused"),
                "warning",
                (section, name),
                message,
                "use it, or leave it out",
            )


def _scalars(tree: object) -> set[str]:
    """Return every word that stands in a file as a value, and the settings of levers."""
    if isinstance(tree, dict):
        found = {word for inner in tree.values() for word in _scalars(inner)}
        values = tree.get("values")
        return found | ({str(key) for key in values} if isinstance(values, dict) else set())
    if isinstance(tree, list):
        return {word for inner in tree for word in _scalars(inner)}
    return {str(tree)}


def _no_deadline(draft: Draft) -> Iterator[Finding]:
    """Yield duties that have no date by which anyone could be late."""
    open_ = [c for c, duty in draft.duties if duty.deadline is None and duty.action != "arm"]
    if open_:
        message = f"{draft.arts_(open_, 'has', 'have')} no deadline: nobody can ever be late"
        mend = "give each a deadline, from the event or from the finding"
        yield draft.finding(("dead_parts", "no_deadline"), "warning", open_[0], message, mend)


def _no_measure(draft: Draft) -> Iterator[Finding]:
    """Yield duties to arm whose amount and date are each bearer's own to pledge."""
    open_ = [clause for clause, duty in draft.duties if duty.action == "arm"]
    if open_:
        message = (
            f"{draft.arts_(open_, 'names', 'name')} neither amount nor date: until a bearer "
            "pledges, it can be late with nothing"
        )
        mend = "write amounts and dates into the pact, or a date by which to pledge"
        yield draft.finding(("dead_parts", "no_measure"), "warning", open_[0], message, mend)


def _bodies(draft: Draft) -> Iterator[Finding]:
    """Yield bodies that decide something and have no seats or no rule."""
    deciding = {
        term.determined_by.body
        for term in draft.text.open_terms.values()
        if isinstance(term.determined_by, Finder)
    }
    deciding |= {c.decision_rule.body for c in draft.standing if c.decision_rule.body is not None}
    for code in sorted(deciding):
        body = draft.text.bodies[code]
        lacking = [
            word
            for word, given in (("members", body.composition or body.weights), ("rule", body.rule))
            if not given
        ]
        if lacking:
            message = (
                f"{draft.names.of(code)} decides and has no {' and no '.join(lacking)}: "
                "anything said in its name is a decision"
            )
            mend = "say who sits in it and by what rule it decides"
            yield draft.finding(("dead_parts", "body"), "warning", ("bodies", code), message, mend)
