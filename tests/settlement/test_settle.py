# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import numpy as np
import pytest

import foedus
from foedus.api import Case
from foedus.case.worlds import Worlds
from foedus.settlement import settle
from foedus.strategy.deter import present_values, stakes_of
from foedus.strategy.levers import compile_terms, full_design


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
    terms = compile_terms(worlds, full_design(case.pact, package.design))
    (stakes,) = stakes_of(worlds, [package])
    worst = case.packages[case.record.war.challenger_terms.package]
    outcome = settle.weigh_package(worlds, package, terms, stakes, worst)
    rng, paths = np.random.default_rng(0), 40_000
    for draw in (0, 100):
        for party, name in enumerate(settle.parties(case)):
            told = outcome.worst[draw, party]
            played = _play(worlds, package, worst, terms, stakes, outcome, name, draw, rng, paths)
            error = 5 * played.std() / np.sqrt(paths)
            assert abs(played.mean() - told) < error + 1e-9, (name, draw)


def _play(  # noqa: PLR0913 - everything a played-out settlement depends on
    worlds: Worlds,
    package: object,
    worst: object,
    terms: object,
    stakes: object,
    outcome: object,
    name: str,
    draw: int,
    rng: np.random.Generator,
    paths: int,
) -> np.ndarray:
    war = worlds.case.record.war
    values = present_values(worlds, [package, worst], [name])[name][draw]
    delta = worlds.actor(name, "discount")[draw]
    upkeep = terms.upkeep[draw, war.guarantors.index(name)] if name in war.guarantors else 0.0
    flow = values[0] * (1 - delta) - upkeep
    games = {True: outcome.deterrence.pessimistic, False: outcome.deterrence.lapsed}
    total = np.zeros(paths)
    for path in range(paths):
        intact, weight = True, 1.0
        for year in range(200):
            if terms.term is not None and year >= terms.term:
                intact = False
            game = games[intact]
            if rng.random() < game.attack[draw]:
                total[path] += weight * _attacked(
                    worlds, terms, stakes, game, name, draw, values, intact, rng
                )
                break
            total[path] += weight * flow
            weight *= delta
            intact = intact and rng.random() >= worlds["war.erosion"][draw]
    return total


def _attacked(  # noqa: PLR0913 - see above
    worlds: Worlds,
    terms: object,
    stakes: object,
    game: object,
    name: str,
    draw: int,
    values: np.ndarray,
    intact: bool,  # noqa: FBT001
    rng: np.random.Generator,
) -> float:
    war = worlds.case.record.war
    word = terms.word[draw] if name == war.challenger else 0.0
    if rng.random() >= game.resist[draw]:
        return values[1] - word
    end = values[0] if rng.random() < game.prevail[draw] else values[1]
    if name == war.challenger:
        back = terms.snapback[draw] * stakes.lifted[draw] if intact else 0.0
        return end - stakes.challenger_cost[draw] - back - game.punishment[draw] - word
    if name == war.target:
        return end - stakes.target_cost[draw]
    if intact and name in war.guarantors:
        g = war.guarantors.index(name)
        chance = rng.random()
        if chance < game.acting[draw, g]:
            return end - terms.cost[draw, g]
        if terms.bound[draw, g] and chance < terms.found[draw]:
            return end - terms.reneging[draw, g]
    return end
