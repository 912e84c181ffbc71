# SPDX-License-Identifier: Apache-2.0
"""What a feature of a clause does to the deterrence game: formula, default range, reason.

Each row links what a clause says (`foedus.pacts.features`) to a parameter. The ranges have no
better ground than judgement unless a row says otherwise; a case may override any of them with a
reason of its own.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from foedus.uncertain import UncertainNumber

if TYPE_CHECKING:
    from collections.abc import Mapping

    from foedus.pacts.features import Feature, Features

JUDGED: Final = "Judgement, no better ground: "


@dataclass(frozen=True)
class Effect:
    """One number that a feature of a clause brings into the game.

    Parameters
    ----------
    name : str
        Its name in the draws and in a case's overrides.
    feature, values : str, tuple of str
        The feature, and its values under which the number counts; none: under all.
    title : str
        What it is, for people.
    formula : str
        How it enters the game.
    number : UncertainNumber
        Default range with its reason.
    within : (float, float)
        What the number can be at all.
    """

    name: str
    feature: str
    values: tuple[str, ...]
    title: str
    formula: str
    number: UncertainNumber
    within: tuple[float, float]

    def of(self, feature: Feature | None) -> bool:
        """Tell whether a feature brings the number in."""
        if feature is None or feature.name != self.feature:
            return False
        return not self.values or feature.value in self.values


def _amount(
    name: str,
    feature: tuple[str, *tuple[str, ...]],
    title: str,
    formula: str,
    pert: tuple[float, float, float],
    reason: str,
) -> Effect:
    number = UncertainNumber(low=pert[0], mode=pert[1], high=pert[2], assume=JUDGED + reason)
    return Effect(name, feature[0], feature[1:], title, formula, number, (0.0, math.inf))


def _share(*row: Any) -> Effect:  # noqa: ANN401 - as for an amount
    return replace(_amount(*row), within=(0.0, 1.0))


_ROWS: Final = (
    _share(
        "automatic_share",
        ("decision_rule", "automatic"),
        "Share of the response that needs no fresh decision",
        "honour = share + (1 - share) x honour by choice",
        (0.3, 0.6, 0.9),
        "orders given beforehand can still be countermanded.",
    ),
    _share(
        "ceiling_non_military",
        ("ceiling", "non_military"),
        "What help without armed force is worth",
        "help, cost and punishment of each guarantor x this share",
        (0.1, 0.3, 0.5),
        "arms and money matter, but less than forces.",
    ),
    _share(
        "ceiling_consult_only",
        ("ceiling", "consult_only"),
        "What consultation alone is worth",
        "help, cost and punishment of each guarantor x this share",
        (0.0, 0.05, 0.15),
        "consultation commits to nothing beyond itself.",
    ),
    _share(
        "found_any",
        ("threshold", "widest"),
        "Chance that an attack meets the widest threshold, 'any armed attack'",
        "chance that the attack counts (phi)",
        (0.8, 0.95, 1.0),
        "deniable acts remain outside.",
    ),
    _share(
        "found_significant",
        ("threshold", "narrower"),
        "Chance that an attack meets a narrower threshold, 'significant attack'",
        "chance that the attack counts (phi)",
        (0.5, 0.75, 0.95),
        "an attacker can stay near the threshold.",
    ),
    _share(
        "found_large",
        ("threshold", "narrowest"),
        "Chance that an attack meets the narrowest threshold, 'large invasion'",
        "chance that the attack counts (phi)",
        (0.2, 0.45, 0.75),
        "an attacker can choose means below the threshold.",
    ),
    _share(
        "commission_finds",
        ("finding", "body"),
        "Chance that the body reaches a finding in time",
        "phi x this chance, common to all guarantors",
        (0.6, 0.85, 1.0),
        "a body can be blocked, or have no access.",
    ),
    _share(
        "self_judged_excuse",
        ("finding", "each_party"),
        "Weight of reneging left when each judges for itself whether the case arose",
        "cost of reneging x this share",
        (0.5, 0.8, 1.0),
        "a guarantor that may deny the case loses less by not acting.",
    ),
    _amount(
        "fait_accompli",
        ("deadline",),
        "What is lost before help arrives, per 30 days",
        "help of each guarantor - this x days / 30, not below 0",
        (0.05, 0.3, 0.8),
        "ground lost early is hard to regain.",
    ),
    _share(
        "form_executive",
        ("legal_form", "signed"),
        "Weight of reneging under an executive agreement",
        "cost of reneging x this share",
        (0.4, 0.6, 0.85),
        "binding, but made and unmade by one branch of government.",
    ),
    _share(
        "form_declaration",
        ("legal_form", "political"),
        "Weight of reneging under a declaration",
        "cost of reneging x this share",
        (0.1, 0.25, 0.5),
        "political, with reputation alone behind it.",
    ),
    _share(
        "bound_executive",
        ("legal_form", "signed"),
        "Chance that an executive agreement comes to bind a guarantor",
        "chance that the guarantor is bound at all",
        (0.85, 0.95, 1.0),
        "needs no legislature.",
    ),
    _amount(
        "trip_wire",
        ("forces", "small", "large"),
        "Cost of standing by while one's stationed force is attacked",
        "cost of reneging + this x size (small 1/2, large 1)",
        (0.2, 0.7, 1.5),
        "losses of one's own make abandonment dearer.",
    ),
    _amount(
        "presence",
        ("forces", "small", "large"),
        "What a stationed force adds to the target's chances",
        "log-odds of the target's side + this x size (small 1/2, large 1)",
        (0.05, 0.2, 0.5),
        "a reassurance force is small beside the armies it stands between.",
    ),
    _amount(
        "forces_cost",
        ("forces", "small", "large"),
        "Yearly cost of a stationed force to each guarantor",
        "value of a year under the settlement - this x size (small 1/2, large 1)",
        (0.01, 0.03, 0.08),
        "a part of a guarantor's defence effort.",
    ),
    _amount(
        "arms_help",
        ("arms", "owed"),
        "What arms and training add to the target's chances",
        "log-odds of the target's side + this",
        (0.1, 0.4, 0.8),
        "depends on scale and time.",
    ),
    _amount(
        "arms_cost",
        ("arms", "owed"),
        "Yearly cost of arms and training to each guarantor",
        "value of a year under the settlement - this",
        (0.005, 0.02, 0.05),
        "a part of a guarantor's defence effort.",
    ),
    _share(
        "cover_lost",
        ("provocation", "void", "suspend", "exclude"),
        "Chance that an alleged provocation has voided the cover",
        "phi x (1 - this chance)",
        (0.02, 0.1, 0.3),
        "a provocation can occur, be alleged or be staged by either side.",
    ),
    _amount(
        "snapback_cost",
        ("snapback", "automatic", "vote"),
        "Cost to the challenger of sanctions that come back, if all had been lifted",
        "challenger's cost of attack + this x share lifted x chance that they come back",
        (0.2, 0.6, 1.5),
        "the same measures bite less the second time, or more.",
    ),
    _amount(
        "word_statute",
        ("word", "statute"),
        "Cost to the challenger of breaking its own statute",
        "challenger's value of attack - this",
        (0.0, 0.03, 0.2),
        "the same legislature can repeal it.",
    ),
    _amount(
        "word_treaty",
        ("word", "treaty"),
        "Cost to the challenger of breaking a treaty of non-aggression",
        "challenger's value of attack - this",
        (0.0, 0.1, 0.5),
        "earlier commitments of the kind were broken and kept.",
    ),
    _amount(
        "word_political",
        ("word", "political"),
        "Cost to the challenger of breaking a political promise",
        "challenger's value of attack - this",
        (0.0, 0.02, 0.15),
        "nothing binds it in law.",
    ),
    _share(
        "body_decides",
        ("decision_rule", "body"),
        "Chance that the body decides on help in time",
        "phi x this chance, common to all guarantors",
        (0.4, 0.7, 0.95),
        "a body of others can fail to agree on more than a finding.",
    ),
)

EFFECTS: Final[Mapping[str, Effect]] = {row.name: row for row in _ROWS}
"""Every effect by name."""

STRUCTURE: Final[Mapping[str, str]] = {
    "legal_form": "who is bound: by ratification with each one's chance, by signature, or all",
    "entry_all": "nobody is bound unless all of these are",
    "entry_at_least": "nobody is bound unless this number is, a bloc with all its members",
    "term": "the guarantee lapses after these years; a term that renews itself does not",
    "bearers": "who takes part in the game",
    "covered": "an attack on anyone else binds nobody",
    "decision_rule": "each decides by itself; or a vote, all act if it passes; blocked: phi = 0",
    "finding": "blocked by the challenger: phi = 0; by the victim, or by silence: no loss",
    "snapback": "they come back with the chance that enough of those who owe it say yes",
    "word": "paid by the challenger in an attack on any of those it is given to",
}
"""What a feature does to the game beyond numbers with a range."""

NOT_YET: Final[Mapping[str, str]] = {
    "floor": "help is scaled by the most that is asked only",
    "standard": "each measures its help in any case",
    "finding_limit": "time for a finding does not add to the delay",
    "fallback": "what holds without a finding enters only where it is 'true' or a body is blocked",
    "conditions": "taken to be met",
    "further_help": "who owes it takes part, on the terms of the first clause",
    "scope": "an attack is taken to lie within it",
    "provocation_reach": "a chance that cover is lost acts on help alone",
    "consult_first": "consultation is taken to cost no time",
    "consultation": "talks alone change no payoff",
    "word_elsewhere": "it costs the challenger in an attack on those it is given to",
    "renewal": "the case's chance of erosion stands for it",
    "withdrawal": "the case's chance of erosion stands for it",
}
"""Features that are read and change no number so far, with what is assumed instead."""


def brought_in(features: Features) -> dict[str, Effect]:
    """Return the effects that a pact under its levers brings into the game."""
    return {name: row for name, row in EFFECTS.items() if row.of(features.get(row.feature))}


def in_the_game(features: Features) -> tuple[Feature, ...]:
    """Return the features that change the game, as far as they change it: what is said, not where.

    Two designs with the same ones are the same game.
    """
    numbers = {row.feature for row in _ROWS}
    counted = [each for each in features.listed if features.get(each.name) is each]
    return tuple(
        replace(each, clause="", article="", lever=None)
        for each in counted
        if each.name in numbers or each.name in STRUCTURE
    )
