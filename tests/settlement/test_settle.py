# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pytest

import foedus
from foedus.settlement import settle
from foedus.strategy.deter import present_values, stakes_of
from foedus.strategy.levers import compile_terms, full_design

if TYPE_CHECKING:
    from foedus.api import Case
    from foedus.case.schema import Package
    from foedus.case.worlds import Worlds
    from foedus.settlement.settle import PackageOutcome
    from foedus.strategy.deter import Stakes
    from foedus.strategy.levers import Terms
    from foedus.strategy.solve import Selection


@pytest.fixture(scope="module")
def case() -> Case:
    return foedus.load("harbour_league")


@pytest.fixture(scope="module")
def worlds(case: Case) -> Worlds:
    return case.worlds(draws=256, seed=4)


@pytest.fixture(scope="module")
def arrays(worlds: Worlds) -> dict[str, np.ndarray]:
    return {name: array for name, (_, array) in settle.settle_worlds(worlds).items()}


def test_feasible_is_what_every_needed_party_accepts(
    case: Case, arrays: dict[str, np.ndarray]
) -> None:
    proposals = settle.proposals(case.folder)
    needed = settle.needed_for(case.folder, proposals)
    for p in range(len(proposals)):
        willing = arrays["settle.accepts_low"][:, p, needed[p]]
        np.testing.assert_array_equal(arrays["settle.feasible_low"][:, p], willing.all(axis=1))


def test_the_best_equilibrium_attacks_no_more_and_holds_no_less(
    arrays: dict[str, np.ndarray],
) -> None:
    assert np.all(arrays["settle.attack_low"] <= arrays["settle.attack_high"])
    assert np.all(arrays["settle.hold_low"] <= arrays["settle.hold_high"] + 1e-15)


def test_attack_in_the_first_year_is_what_one_year_of_holding_leaves(
    arrays: dict[str, np.ndarray],
) -> None:
    for attack, hold in (("high", "low"), ("low", "high")):
        held = arrays[f"settle.hold_{hold}"][:, :, 0]
        np.testing.assert_allclose(1 - arrays[f"settle.attack_{attack}"], held, atol=1e-12)
        static = arrays[f"settle.hold_static_{hold}"][:, :, 0]
        np.testing.assert_allclose(1 - arrays[f"settle.attack_static_{attack}"], static, atol=1e-12)


def test_looking_ahead_never_shortens_a_peace(arrays: dict[str, np.ndarray]) -> None:
    for end in ("low", "high"):
        held, static = (arrays[f"settle.{name}_{end}"] for name in ("hold", "hold_static"))
        assert np.all(held >= static - 1e-12)
        assert np.all(held <= 1)


def test_a_longer_horizon_is_never_likelier_to_hold(arrays: dict[str, np.ndarray]) -> None:
    assert np.all(np.diff(arrays["settle.hold_low"], axis=2) <= 0)


def test_ways_a_war_can_end_are_not_proposals(case: Case) -> None:
    war = case.folder.record.war
    names = {package.id for package in settle.proposals(case.folder)}
    assert case.folder.record.reference in names
    assert war.challenger_terms.package not in names


def test_a_package_that_stays_at_the_fallback_needs_no_issues_consent(case: Case) -> None:
    stays = {issue.id: issue.fallback for issue in case.issues.values()}
    package = settle.proposals(case.folder)[0].model_copy(update={"settles": stays})
    assert not any(settle.moves(case.folder, package, issue) for issue in case.issues)
    needed = settle.needed_for(case.folder, [package])[0]
    names = settle.consenters(case.folder)
    assert {n for n, yes in zip(names, needed, strict=True) if yes} == set(
        case.folder.record.consent.needed
    )


def test_war_today_is_worth_the_sum_over_the_years_in_which_it_can_end(worlds: Worlds) -> None:
    # Section 0 of the models: R = sum over t of (delta (1 - Omega))^t (sum_k omega_k V_k - kappa),
    # summed here term by term instead of by its closed form.
    case, war = worlds.case, worlds.case.record.war
    outcomes = ("challenger_terms", "target_terms", "line_of_contact")
    ends = [case.packages[getattr(war, name).package] for name in outcomes]
    found = settle.reservation_values(worlds)
    for column, name in enumerate(settle.parties(case)):
        values = present_values(worlds, ends, [name])[name]
        chances = np.stack([worlds[f"war.{o}.chance"] for o in outcomes], axis=1)
        a_year = (chances * values).sum(axis=1) - worlds.actor(name, "war_cost")
        lasts = worlds.actor(name, "discount") * (1 - chances.sum(axis=1))
        summed = sum(a_year * lasts**t for t in range(4000))
        np.testing.assert_allclose(found[:, column], summed, rtol=1e-9, atol=1e-9)


def test_a_package_is_worth_what_playing_it_out_year_by_year_gives(worlds: Worlds) -> None:
    """The recursion agrees with a simulation of attack, erosion, lapse, concession and war."""
    case = worlds.case
    package = settle.proposals(case)[0]
    worst = case.packages[case.record.war.challenger_terms.package]
    terms = compile_terms(worlds, full_design(case.pact, package.design))
    (stakes,) = stakes_of(worlds, [package])
    outcome = settle.weigh_package(worlds, package, terms, stakes, worst)
    rng, paths = np.random.default_rng(0), 40_000
    for draw in (0, 100):
        for party, name in enumerate(settle.parties(case)):
            player = Player(worlds, (package, worst), terms, stakes, outcome, name, draw)
            played = np.array([player.play(rng) for _ in range(paths)])
            error = 5 * played.std() / np.sqrt(paths)
            assert abs(played.mean() - outcome.worst[draw, party]) < error + 1e-9, (name, draw)


@dataclass
class Player:
    """Plays one settlement out, year by year, in one world, and adds up what one party gets."""

    worlds: Worlds
    packages: tuple[Package, Package]
    terms: Terms
    stakes: Stakes
    outcome: PackageOutcome
    name: str
    draw: int

    def __post_init__(self) -> None:
        self.war = self.worlds.case.record.war
        self.kept, self.lost = present_values(self.worlds, self.packages, [self.name])[self.name][
            self.draw
        ]
        self.delta = self.worlds.actor(self.name, "discount")[self.draw]
        self.erosion = self.worlds["war.erosion"][self.draw]
        self.guarantor = self.war.guarantors.index(self.name) if self.helps else None

    @property
    def helps(self) -> bool:
        return self.name in self.war.guarantors

    def play(self, rng: np.random.Generator) -> float:
        upkeep = self.terms.upkeep[self.draw, self.guarantor] if self.helps else 0.0
        flow = self.kept * (1 - self.delta) - upkeep
        total, weight, intact = 0.0, 1.0, True
        for year in range(200):
            intact = intact and (self.terms.term is None or year < self.terms.term)
            solved = self.outcome.deterrence
            game = solved.pessimistic if intact else solved.lapsed
            war = solved.worst.war[self.draw, :, 0 if intact else 1, 0]
            if rng.random() < war[min(year, len(war) - 1)]:
                return total + weight * self.attacked(game, rng, intact=intact)
            total += weight * flow
            weight *= self.delta
            intact = intact and rng.random() >= self.erosion
        return total

    def attacked(self, game: Selection, rng: np.random.Generator, *, intact: bool) -> float:
        draw, terms = self.draw, self.terms
        word = terms.word[draw] if self.name == self.war.challenger else 0.0
        if rng.random() >= game.resist[draw]:
            return self.lost - word
        end = self.kept if rng.random() < game.prevail[draw] else self.lost
        if self.name == self.war.challenger:
            back = terms.snapback[draw] * self.stakes.lifted[draw] if intact else 0.0
            return end - self.stakes.challenger_cost[draw] - back - game.punishment[draw] - word
        if self.name == self.war.target:
            return end - self.stakes.target_cost[draw]
        chance = rng.random()
        if intact and self.helps:
            if chance < game.acting[draw, self.guarantor]:
                return end - terms.cost[draw, self.guarantor]
            if terms.bound[draw, self.guarantor] and chance < terms.found[draw]:
                return end - terms.reneging[draw, self.guarantor]
        return end
