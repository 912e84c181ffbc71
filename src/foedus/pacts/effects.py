# SPDX-License-Identifier: Apache-2.0
"""What a lever of a guarantee does to the deterrence game: formula, default range, reason.

Each row links a setting of a lever, and through the lever its clause, to a parameter. The ranges
have no better ground than judgement unless a row says otherwise; a case may override any of them
with a reason of its own.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from foedus.uncertain import UncertainNumber

if TYPE_CHECKING:
    from collections.abc import Mapping

JUDGED: Final = "Judgement, no better ground: "


@dataclass(frozen=True)
class Effect:
    """One number that a setting of a lever brings into the game.

    Parameters
    ----------
    name : str
        Its name in the draws and in a case's overrides.
    lever, settings : str, tuple of str
        The lever, and the settings under which the number counts.
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
    lever: str
    settings: tuple[str, ...]
    title: str
    formula: str
    number: UncertainNumber
    within: tuple[float, float]


def _amount(
    name: str,
    setting: tuple[str, *tuple[str, ...]],
    title: str,
    formula: str,
    pert: tuple[float, float, float],
    reason: str,
) -> Effect:
    number = UncertainNumber(low=pert[0], mode=pert[1], high=pert[2], assume=JUDGED + reason)
    return Effect(name, setting[0], setting[1:], title, formula, number, (0.0, math.inf))


def _share(*row: Any) -> Effect:  # noqa: ANN401 - as for an amount
    return replace(_amount(*row), within=(0.0, 1.0))


_ROWS: Final = (
    _share(
        "automatic_share",
        ("automaticity", "automatic"),
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
        ("threshold", "any_armed_attack"),
        "Chance that an attack meets the threshold 'any armed attack'",
        "chance that the attack counts (phi)",
        (0.8, 0.95, 1.0),
        "deniable acts remain outside.",
    ),
    _share(
        "found_significant",
        ("threshold", "significant_attack"),
        "Chance that an attack meets the threshold 'significant attack'",
        "chance that the attack counts (phi)",
        (0.5, 0.75, 0.95),
        "an attacker can stay near the threshold.",
    ),
    _share(
        "found_large",
        ("threshold", "large_invasion"),
        "Chance that an attack meets the threshold 'large invasion'",
        "chance that the attack counts (phi)",
        (0.2, 0.45, 0.75),
        "an attacker can choose means below the threshold.",
    ),
    _share(
        "commission_finds",
        ("finding", "commission"),
        "Chance that the commission reaches a finding in time",
        "phi x this chance, common to all guarantors",
        (0.6, 0.85, 1.0),
        "a body can be blocked, or have no access.",
    ),
    _share(
        "self_judged_excuse",
        ("finding", "each_for_itself"),
        "Weight of reneging left when each judges for itself whether the case arose",
        "cost of reneging x this share",
        (0.5, 0.8, 1.0),
        "a guarantor that may deny the case loses less by not acting.",
    ),
    _amount(
        "fait_accompli",
        ("respond_days",),
        "What is lost before help arrives, per 30 days",
        "help of each guarantor - this x days / 30, not below 0",
        (0.05, 0.3, 0.8),
        "ground lost early is hard to regain.",
    ),
    _share(
        "form_executive",
        ("legal_form", "executive_agreement"),
        "Weight of reneging under an executive agreement",
        "cost of reneging x this share",
        (0.4, 0.6, 0.85),
        "binding, but made and unmade by one branch of government.",
    ),
    _share(
        "form_declaration",
        ("legal_form", "declaration"),
        "Weight of reneging under a declaration",
        "cost of reneging x this share",
        (0.1, 0.25, 0.5),
        "political, with reputation alone behind it.",
    ),
    _share(
        "bound_executive",
        ("legal_form", "executive_agreement"),
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
        ("arms", "train_and_equip"),
        "What arms and training add to the target's chances",
        "log-odds of the target's side + this",
        (0.1, 0.4, 0.8),
        "depends on scale and time.",
    ),
    _amount(
        "arms_cost",
        ("arms", "train_and_equip"),
        "Yearly cost of arms and training to each guarantor",
        "value of a year under the settlement - this",
        (0.005, 0.02, 0.05),
        "a part of a guarantor's defence effort.",
    ),
    _share(
        "cover_lost",
        ("provocation_clause", "void_if_unprovoked_strike"),
        "Chance that an alleged provocation has voided the cover",
        "phi x (1 - this chance)",
        (0.02, 0.1, 0.3),
        "a provocation can occur, be alleged or be staged by either side.",
    ),
    _amount(
        "snapback_cost",
        ("snapback", "automatic", "by_decision"),
        "Cost to the challenger of sanctions that come back, if all had been lifted",
        "challenger's cost of attack + this x share lifted x chance that they come back",
        (0.2, 0.6, 1.5),
        "the same measures bite less the second time, or more.",
    ),
    _amount(
        "word_statute",
        ("challenger_law", "statute"),
        "Cost to the challenger of breaking its own statute",
        "challenger's value of attack - this",
        (0.0, 0.03, 0.2),
        "the same legislature can repeal it.",
    ),
    _amount(
        "word_treaty",
        ("challenger_law", "treaty"),
        "Cost to the challenger of breaking a treaty of non-aggression",
        "challenger's value of attack - this",
        (0.0, 0.1, 0.5),
        "earlier commitments of the kind were broken and kept.",
    ),
)

EFFECTS: Final[Mapping[str, Effect]] = {row.name: row for row in _ROWS}
"""Every effect by name."""

IN_THE_GAME: Final = frozenset({row.lever for row in _ROWS} | {"guarantors", "duration_years"})
"""Levers that the game knows; a pact's other levers change duties but no number."""
