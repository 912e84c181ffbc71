# SPDX-License-Identifier: Apache-2.0
"""From clause to number: what a design's clauses bring into the game, row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from foedus.case.cast import features_of, sides_of
from foedus.pacts.effects import EFFECTS, NOT_YET, STRUCTURE
from foedus.pacts.scene import Names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from foedus.case.folder import CaseFolder
    from foedus.pacts.effects import Effect
    from foedus.pacts.features import Feature, Features


def compiled_rows(
    case: CaseFolder, design: Mapping[str, str], attacked: str | None = None
) -> list[dict[str, Any]]:
    """Return what each clause brings into the game under a design, and what it does not yet.

    Parameters
    ----------
    case : CaseFolder
        The case.
    design : dict
        One setting for each lever.
    attacked : str, optional
        Code of somebody else under the pact whom the challenger attacks instead of the target.

    Returns
    -------
    list of dict
        ``clause`` and ``article``: where it is said. ``feature``, ``title``, ``value``, ``told``:
        what is said. ``lever``, ``setting``: the lever that it hangs on, or None.
        ``effect``, ``parameter``, ``formula``, ``default``, ``range``, ``reason``: the number and
        its ground; effect and ranges are None where structure follows and no number.
        ``overridden``: whether the case replaces the default range. ``in_game``: False for what is
        read and changes nothing so far.
    """
    features = features_of(case, design, attacked)
    if features is None:
        return []
    rows = [
        {**_said(case, design, feature), **brought}
        for feature in features.listed
        for brought in _brought(case, features, feature)
    ]
    return [*rows, *_unnamed(case)]


def _said(case: CaseFolder, design: Mapping[str, str], feature: Feature) -> dict[str, Any]:
    return {
        "clause": feature.clause,
        "article": feature.article,
        "feature": feature.name,
        "title": feature.title,
        "value": feature.value,
        "told": _told(case, feature),
        "lever": feature.lever,
        "setting": design.get(feature.lever) if feature.lever is not None else None,
    }


def _told(case: CaseFolder, feature: Feature) -> str:
    """Return what is said in words: 'vote: consensus', 'finding: 7 days', 'named: France'."""
    if feature.name == "deadline":
        return f"{feature.amount:g} days from the {feature.value}"
    details = []
    if feature.rule is not None and str(feature.rule).replace(" ", "_") != feature.value:
        details.append(str(feature.rule))
    if feature.amount:
        unit = {"term": " years", "renewal": " years", "entry_at_least": ""}
        details.append(f"{feature.amount:g}{unit.get(feature.name, ' days')}")
    if feature.who and case.pact is not None:
        names = Names(case.pact.text, {})
        details.append(", ".join(names.of(code).replace("_", " ") for code in feature.who))
    plain = feature.value.replace("_", " ")
    return f"{plain}: {'; '.join(details)}" if details else plain


def _brought(case: CaseFolder, features: Features, feature: Feature) -> Iterator[dict[str, Any]]:
    if features.get(feature.name) is not feature:
        why = "another clause says it first, or weighs more"
        yield _without_number(feature.title, f"not in the game yet: {why}", in_game=False)
        return
    numbers = [row for row in EFFECTS.values() if row.of(feature)]
    if not numbers:
        formula, counts = _structure(feature)
        yield _without_number(feature.title, formula, in_game=counts)
    for row in numbers:
        yield _number(case, row)


def _structure(feature: Feature) -> tuple[str, bool]:
    """Return what a feature without a number does, and whether the game knows it."""
    if feature.name in STRUCTURE:
        return STRUCTURE[feature.name], True
    if feature.name in NOT_YET:
        return f"not in the game yet: {NOT_YET[feature.name]}", False
    return "leaves its numbers as the case gives them", True


def _number(case: CaseFolder, row: Effect) -> dict[str, Any]:
    given = case.record.overrides.get(row.name)
    number = given if given is not None else row.number
    return {
        "effect": row.name,
        "parameter": row.title,
        "formula": row.formula,
        "default": str(row.number),
        "range": str(number),
        "reason": number.assume or ", ".join(number.cite),
        "overridden": given is not None,
        "in_game": True,
    }


def _without_number(title: str, formula: str, *, in_game: bool) -> dict[str, Any]:
    return {
        "effect": None,
        "parameter": title,
        "formula": formula,
        "default": None,
        "range": None,
        "reason": "As the clause says." if in_game else "",
        "overridden": False,
        "in_game": in_game,
    }


def _unnamed(case: CaseFolder) -> Iterator[dict[str, Any]]:
    """Yield a row for each side whom the pact does not name, so that it is taken from the case."""
    war, sides = case.record.war, sides_of(case)
    found = [(war.challenger, sides.challenger), (war.target, sides.target), *sides.guarantors]
    for name, codes in found:
        if not codes:
            title = f"{case.actors[name].title} is not named in the pact"
            taken = "takes its part as the case gives it; name its bloc after the actor"
            if name == war.challenger:
                taken = "clauses on any attacker speak of it; it has promised nothing"
            said = dict.fromkeys(("clause", "article", "value", "told"), "")
            blank = {"feature": "unnamed", "title": title, "lever": None, "setting": None}
            yield {**said, **blank, **_without_number(title, taken, in_game=True)}
