# SPDX-License-Identifier: Apache-2.0
"""Sampled worlds: one value for every uncertain number of a case, draw by draw."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from foedus.case.cast import possible_effects
from foedus.case.copula import correlated
from foedus.case.evidence import CREDENCE, best_grade
from foedus.case.quantile import quantile
from foedus.pacts.effects import EFFECTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from foedus.case.evidence import Stance
    from foedus.case.folder import CaseFolder
    from foedus.case.schema import Grade, Issue, Position, RedLine
    from foedus.uncertain import UncertainNumber

ACTOR_NUMBERS: Final = ("capability", "discount", "war_cost")
GUARANTOR_NUMBERS: Final = (
    "help",
    "cost",
    "reneging",
    "stake",
    "punishment",
    "bound",
    "sanctions",
)
WAR_NUMBERS: Final = ("base", "synergy", "precision", "erosion")
PROVOCATION_NUMBERS: Final = ("private_gain", "anger", "missed", "false_finding")
ATTACK_NUMBERS: Final = ("size", "cost", "widest", "narrower", "narrowest")
OUTCOMES: Final = ("challenger_terms", "target_terms", "line_of_contact")
_EVEN: Final = 0.5 - 1e-9
"""Below a credence of one half, whatever its last digits."""


@dataclass(frozen=True)
class Quantity:
    """One uncertain number of a case, or one branch over weak evidence.

    Parameters
    ----------
    key : str
        Its column in the draws.
    title : str
        What it is, for people.
    number : UncertainNumber or None
        The number; None for a branch.
    names : dict
        Value of each name that it may take.
    cite : tuple of str
        Statements that it rests on.
    assume : str
        The stated reason, empty where it only cites.
    grade : str or None
        Grade of the best evidence; None for an assumption.
    """

    key: str
    title: str
    number: UncertainNumber | None
    names: Mapping[str, float]
    cite: tuple[str, ...]
    assume: str
    grade: str | None

    @property
    def varies(self) -> bool:
        """Whether draws differ in it."""
        if self.number is None:
            return True
        if self.number.choice is not None:
            return len(self.number.choice) > 1
        return not self.number.fixed


def places_of(issue: Issue) -> dict[str, float]:
    """Return the numeric place of each named point, or the index of each named option."""
    if issue.nominal:
        return {name: float(index) for index, name in enumerate(issue.names)}
    return {point.id: point.at for point in issue.points}


def quantities(case: CaseFolder) -> tuple[Quantity, ...]:
    """Return every uncertain number of a case in a stable order: its columns in the draws."""
    return (*_stance_numbers(case), *_actor_numbers(case), *_game_numbers(case))


def _quantity(
    case: CaseFolder,
    key: str,
    title: str,
    number: UncertainNumber,
    *,
    within: Position | None = None,
    ground: Position | RedLine | None = None,
    names: Mapping[str, float] | None = None,
) -> Quantity:
    ground = ground or within
    cite = number.cite or (ground.cite if ground is not None else ())
    assume = number.assume or (ground.assume if ground is not None else None) or ""
    grade = best_grade(cite, case.statements, within.actor if within is not None else None)
    return Quantity(key, title, number, names or {}, cite, assume, grade)


def _stance_numbers(case: CaseFolder) -> Iterator[Quantity]:
    grades: dict[Grade, None] = {}
    for stance in case.stances:
        position = stance.position
        actor, issue = case.actors[position.actor], case.issues[position.issue]
        about = f"{actor.title}, {issue.title}"
        yield from _position_numbers(case, f"stances.{stance.key}", about, position, issue)
        if stance.otherwise is not None and stance.grade is not None:
            rival = f"stances.{stance.key}.otherwise"
            yield from _position_numbers(
                case, rival, f"{about} (if the report is not so)", stance.otherwise, issue
            )
            grades[stance.grade] = None
            title = f"{about}: is the reported position real?"
            reason = f"believed with the credence of {stance.grade.replace('_', ' ')}"
            key = f"branches.{stance.key}"
            yield Quantity(key, title, None, {}, position.cite, reason, stance.grade)
    for grade in grades:
        number = case.record.credence.get(grade, CREDENCE[grade])
        title = f"Credence of a report that is {grade.replace('_', ' ')}"
        yield _quantity(case, f"credence.{grade}", title, number)


def _position_numbers(
    case: CaseFolder, key: str, about: str, position: Position, issue: Issue
) -> Iterator[Quantity]:
    names = places_of(issue)
    yield _quantity(
        case, f"{key}.ideal", f"{about}: ideal", position.ideal, within=position, names=names
    )
    for name in ("salience", "capability"):
        number = getattr(position, name)
        if number is not None:
            yield _quantity(case, f"{key}.{name}", f"{about}: {name}", number, within=position)
    line = position.red_line
    for name in ("at_least", "at_most"):
        number = getattr(line, name) if line is not None else None
        if number is not None:
            title = f"{about}: red line, {name.replace('_', ' ')}"
            yield _quantity(case, f"{key}.{name}", title, number, within=position, ground=line)


def _actor_numbers(case: CaseFolder) -> Iterator[Quantity]:
    for actor in case.record.actors:
        for name in ACTOR_NUMBERS:
            number = getattr(actor, name)
            if number is not None:
                title = f"{actor.title}: {name.replace('_', ' ')}"
                yield _quantity(case, f"actors.{actor.id}.{name}", title, number)
        if actor.guarantor is not None:
            for name in GUARANTOR_NUMBERS:
                key = f"actors.{actor.id}.guarantor.{name}"
                title = f"{actor.title} as guarantor: {name}"
                yield _quantity(case, key, title, getattr(actor.guarantor, name))


def _game_numbers(case: CaseFolder) -> Iterator[Quantity]:
    war = case.record.war
    for name in WAR_NUMBERS:
        yield _quantity(case, f"war.{name}", f"War and deterrence: {name}", getattr(war, name))
    for name in OUTCOMES:
        title = f"War: yearly chance that it ends in {name.replace('_', ' ')}"
        yield _quantity(case, f"war.{name}.chance", title, getattr(war, name).chance)
    yield from _optional_numbers(case)
    talks = case.record.participation
    if talks is not None:
        for name in ("coming", "pressure", "reactance"):
            yield _quantity(case, f"participation.{name}", f"Talks: {name}", getattr(talks, name))
    possible = possible_effects(case)
    for effect in EFFECTS.values():
        if effect.name in possible:
            number = case.record.overrides.get(effect.name, effect.number)
            yield _quantity(case, f"effects.{effect.name}", effect.title, number)


def _optional_numbers(case: CaseFolder) -> Iterator[Quantity]:
    """Yield what a case may say of the target's conduct, and of ways to attack."""
    war = case.record.war
    if war.provocation is not None:
        for name in PROVOCATION_NUMBERS:
            title = f"Provocation by the target: {name.replace('_', ' ')}"
            key = f"war.provocation.{name}"
            yield _quantity(case, key, title, getattr(war.provocation, name))
    for attack in war.attacks:
        for name in ATTACK_NUMBERS:
            key = f"war.attacks.{attack.id}.{name}"
            yield _quantity(case, key, f"{attack.title}: {name}", getattr(attack, name))


@dataclass(frozen=True)
class Worlds:
    """Sampled worlds of a case: a column of draws for every uncertain number.

    Parameters
    ----------
    case : CaseFolder
        The case.
    columns : dict of ndarray (draws,)
        Values by quantity key; branches are 1 where the reported position is taken, else 0.
    uniform : dict of ndarray (draws,)
        Uniform draws by guarantor, for whether it becomes bound: the same for every design, so
        that designs are compared in the same worlds.
    """

    case: CaseFolder
    columns: Mapping[str, NDArray[np.float64]]
    uniform: Mapping[str, NDArray[np.float64]]

    @property
    def draws(self) -> int:
        """Number of draws."""
        return len(next(iter(self.columns.values())))

    def __getitem__(self, key: str) -> NDArray[np.float64]:
        return self.columns[key]

    def actor(self, actor: str, name: str) -> NDArray[np.float64]:
        """Return a number of an actor, draw by draw."""
        return self.columns[f"actors.{actor}.{name}"]

    @cached_property
    def holders(self) -> tuple[str, ...]:
        """Actors that hold a position on some issue, in the file's order."""
        held = {stance.position.actor for stance in self.case.stances}
        return tuple(actor for actor in self.case.actors if actor in held)

    def taken(self, name: str) -> NDArray[np.float64]:
        """Return a number of every stance after the evidence branches.

        Parameters
        ----------
        name : {"ideal", "salience", "capability", "at_least", "at_most"}
            What of the position; places of named options are their index.

        Returns
        -------
        ndarray (draws, actors, issues)
            NaN where an actor holds no position, or has no such number.
        """
        issues = list(self.case.issues)
        result = np.full((self.draws, len(self.holders), len(issues)), np.nan)
        for stance in self.case.stances:
            place = (self.holders.index(stance.position.actor), issues.index(stance.position.issue))
            result[:, place[0], place[1]] = self._taken(stance, name)
        return result

    def _taken(self, stance: Stance, name: str) -> NDArray[np.float64]:
        key = f"stances.{stance.key}"
        reported = self._number(key, stance, name)
        if stance.otherwise is None:
            return reported
        rival = self._number(f"{key}.otherwise", stance, name)
        return np.where(self.columns[f"branches.{stance.key}"] > 0, reported, rival)

    def _number(self, key: str, stance: Stance, name: str) -> NDArray[np.float64]:
        column = self.columns.get(f"{key}.{name}")
        if column is None and name == "capability":
            column = self.columns.get(f"actors.{stance.position.actor}.capability")
        return np.full(self.draws, np.nan) if column is None else column


def uniform_keys(case: CaseFolder) -> tuple[str, ...]:
    """Return what each uniform number of a draw is for: quantities that vary, then guarantors."""
    varying = (quantity.key for quantity in quantities(case) if quantity.varies)
    return (*varying, *(f"bound.{name}" for name in case.record.war.guarantors))


def dimensions(case: CaseFolder) -> int:
    """Return how many uniform numbers one world needs."""
    return len(uniform_keys(case))


def sample_worlds(case: CaseFolder, unit: NDArray[np.float64]) -> Worlds:
    """Turn uniform draws into worlds of a case.

    Parameters
    ----------
    case : CaseFolder
        The case.
    unit : ndarray (draws, dimensions)
        Uniform numbers, 0 to 1, one column for every quantity that varies (`dimensions`).

    Returns
    -------
    Worlds
    """
    columns = {key: unit[:, column] for column, key in enumerate(uniform_keys(case))}
    return worlds_from(case, columns, len(unit))


def worlds_from(case: CaseFolder, uniform: Mapping[str, NDArray[np.float64]], draws: int) -> Worlds:
    """Turn uniform draws into worlds of a case, each column by its name (`uniform_keys`)."""
    listed = quantities(case)
    uniform = correlated(uniform, case.record.correlations)
    columns: dict[str, NDArray[np.float64]] = {}
    branches: list[tuple[Quantity, NDArray[np.float64]]] = []
    for quantity in listed:
        source = uniform[quantity.key] if quantity.varies else np.zeros(draws)
        if quantity.number is None:
            branches.append((quantity, source))
            columns[quantity.key] = source
        else:
            columns[quantity.key] = quantile(quantity.number, source, dict(quantity.names))
    for quantity, source in branches:
        columns[quantity.key] = (source < columns[f"credence.{quantity.grade}"]).astype(np.float64)
    bound = {name: uniform[f"bound.{name}"] for name in case.record.war.guarantors}
    return Worlds(case, columns, bound)


def central_world(case: CaseFolder) -> Worlds:
    """Return one world: every number at its median, a report taken if as likely as not."""
    uniform = {
        key: np.array([_EVEN if key.startswith("branches.") else 0.5]) for key in uniform_keys(case)
    }
    return worlds_from(case, uniform, 1)
