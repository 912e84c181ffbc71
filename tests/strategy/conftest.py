# SPDX-License-Identifier: Apache-2.0
"""Random games, and what makes a profile an equilibrium: the game tree, walked leaf by leaf."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from foedus.strategy.contest import contest_table, members
from foedus.strategy.game import DeterrenceGame

if TYPE_CHECKING:
    from collections.abc import Callable

    from foedus.strategy.solve import DeterrenceSolution, Selection

# A root is found to rounding; a steep one carries rounding times the slope, which stays below
# 1e4 at the precisions tested.
EQUILIBRIUM = 1e-10
# Sums over leaves in another order than ours.
SAME_NUMBER = 1e-12

# The modules beside this one are found by name.
sys.path.insert(0, str(Path(__file__).resolve().parent))

ROOM = Path(__file__).resolve().parents[2] / "src" / "foedus" / "strategy"


def pytest_configure() -> None:
    """Drop compiled kernels that are older than a kernel's source, which their cache cannot see."""
    kernels = [path for path in ROOM.glob("*.py") if "strategy.shocks" in path.read_text("utf-8")]
    newest = max(path.stat().st_mtime for path in [*kernels, ROOM / "shocks.py"])
    for path in (ROOM / "__pycache__").glob("*.nb[ic]"):
        if path.stat().st_mtime < newest:
            path.unlink(missing_ok=True)


def random_games(
    guarantors: int, games: int, precision: float, seed: int = 1, **options: object
) -> DeterrenceGame:
    """Draw games in which help counts for most if all help, so that trust decides."""
    rng = np.random.default_rng(seed)
    each, every = games, (games, guarantors)
    drawn: dict[str, Any] = {
        "prevail": contest_table(
            rng.uniform(-3, -0.5, each), rng.uniform(0, 1, every), rng.uniform(0.5, 4, each)
        ),
        "gain": rng.uniform(0.5, 1.5, each),
        "loss": rng.uniform(0.5, 1.5, each),
        "stake": rng.uniform(0.5, 1.5, each),
        "challenger_cost": rng.uniform(0, 0.4, each),
        "target_cost": rng.uniform(0, 0.4, each),
        "guarantor_stake": rng.uniform(0.5, 2, every),
        "action_cost": rng.uniform(0.2, 0.8, every),
        "reneging_cost": rng.uniform(0, 0.4, every),
        "punishment": rng.uniform(0, 0.4, every),
        "precision": precision,
    }
    return DeterrenceGame(**{**drawn, **options})


def choice(gain: float, game: DeterrenceGame, row: int) -> float:
    z = float(game.precision[row]) * gain
    if game.shock == "normal":
        return 0.5 * math.erfc(-z / math.sqrt(2))
    return 1 / (1 + math.exp(-z)) if z > -700 else 0.0


@dataclass
class Leaves:
    """Expected payoffs of one game, given the chance that each guarantor acts or says yes."""

    game: DeterrenceGame
    row: int
    yes: np.ndarray

    def acting(self, said_yes: frozenset[int]) -> frozenset[int]:
        """Who acts on an attack that counts."""
        bound = frozenset(np.flatnonzero(self.game.bound[self.row]).tolist())
        if self.game.rule == "each_for_itself":
            return said_yes & bound
        needed = min(self.game.quorum or len(bound), len(bound))
        return bound if len(said_yes & bound) >= needed else frozenset()

    def expect(
        self, worth: Callable[[frozenset[int], frozenset[int]], float], **fixed: bool
    ) -> float:
        """Expectation of a leaf's worth (of who says yes, who acts); `fixed` says who is sure."""
        total = 0.0
        for sets in members(self.game.guarantors):
            weight = 1.0
            for i, yes in enumerate(sets):
                chance = float(self.yes[i])
                if f"g{i}" in fixed:
                    chance = float(fixed[f"g{i}"])
                weight *= chance if yes else 1 - chance
            said = frozenset(np.flatnonzero(sets).tolist())
            total += weight * worth(said, self.acting(said))
        return total

    def defeat(self, acting: frozenset[int]) -> float:
        return 1 - float(self.game.prevail[self.row, sum(1 << i for i in acting)])

    def guarantor(self, i: int) -> float:
        """Chance that a guarantor acts or says yes, if the others do as they do."""
        game, row = self.game, self.row
        if not game.bound[row, i]:
            return 0.0

        def worth(said: frozenset[int], acting: frozenset[int]) -> float:
            cost = 0.0
            if i in acting:
                cost = float(game.action_cost[row, i])
            elif i not in said:
                cost = float(game.reneging_cost[row, i])
            return -self.defeat(acting) * float(game.guarantor_stake[row, i]) - cost

        better = self.expect(worth, **{f"g{i}": True}) - self.expect(worth, **{f"g{i}": False})
        automatic = float(game.automatic[row, i])
        return float(game.judged[row, i]) * (
            automatic + (1 - automatic) * choice(better, game, row)
        )

    def mixed(self, worth: Callable[[frozenset[int]], float]) -> float:
        """Expectation over the finding as well: where the attack does not count, nobody acts."""
        found = float(self.game.found[self.row])
        counts = self.expect(lambda _said, acting: worth(acting))
        return found * counts + (1 - found) * worth(frozenset())

    def resist(self) -> float:
        game, row = self.game, self.row
        war = self.mixed(lambda acting: -self.defeat(acting) * float(game.stake[row]))
        return choice(war - float(game.target_cost[row]) + float(game.loss[row]), game, row)

    def punished(self) -> float:
        costs = self.game.punishment[self.row]
        return self.mixed(lambda acting: float(sum(costs[i] for i in acting)))

    def attack(self) -> float:
        game, row = self.game, self.row
        gain, resist = float(game.gain[row]), self.resist()
        war = self.mixed(self.defeat) * gain - float(game.challenger_cost[row]) - self.punished()
        attack = (1 - resist) * gain + resist * war - float(game.word[row])
        return choice(attack, game, row)

    def honour(self, i: int) -> float:
        return self.expect(lambda _said, acting: float(i in acting))


def check_selection(chosen: Selection, leaves: Leaves) -> None:
    """Compare one row of a named equilibrium with the tree."""
    row = leaves.row
    for i in range(leaves.game.guarantors):
        honour = leaves.honour(i)
        assert chosen.honour[row, i] == pytest.approx(honour, abs=SAME_NUMBER)
        acting = honour * float(leaves.game.found[row])
        assert chosen.acting[row, i] == pytest.approx(acting, abs=SAME_NUMBER)
    prevail = 1 - leaves.mixed(leaves.defeat)
    assert chosen.prevail[row] == pytest.approx(prevail, abs=SAME_NUMBER)
    assert chosen.resist[row] == pytest.approx(leaves.resist(), abs=EQUILIBRIUM)
    assert chosen.attack[row] == pytest.approx(leaves.attack(), abs=EQUILIBRIUM)
    assert chosen.punishment[row] == pytest.approx(leaves.punished(), abs=SAME_NUMBER)


def check_equilibrium(solution: DeterrenceSolution) -> None:
    """Assert that nobody would rather choose otherwise, row by row, equilibrium by equilibrium."""
    game = solution.game
    for row in range(game.games):
        count = int(solution.found[row])
        assert count >= 1
        kept = solution.equilibria[row, :count]
        for chances in kept:
            leaves = Leaves(game, row, chances)
            answers = [leaves.guarantor(i) for i in range(game.guarantors)]
            assert chances == pytest.approx(np.array(answers), abs=EQUILIBRIUM)
        check_selection(solution.pessimistic, Leaves(game, row, kept[0]))
        if count == len(kept):
            check_selection(solution.optimistic, Leaves(game, row, kept[-1]))
            attacks = [Leaves(game, row, chances).attack() for chances in kept]
            assert (np.diff(attacks) <= EQUILIBRIUM).all()
            honours = [
                [Leaves(game, row, c).honour(i) for c in kept] for i in range(game.guarantors)
            ]
            lows, highs = [min(h) for h in honours], [max(h) for h in honours]
            assert solution.honour_low[row] == pytest.approx(np.array(lows), abs=SAME_NUMBER)
            assert solution.honour_high[row] == pytest.approx(np.array(highs), abs=SAME_NUMBER)


@pytest.fixture(scope="session")
def draw_games() -> Callable[..., DeterrenceGame]:
    return random_games


@pytest.fixture(scope="session")
def assert_equilibrium() -> Callable[[DeterrenceSolution], None]:
    return check_equilibrium


@pytest.fixture(scope="session")
def tree() -> type[Leaves]:
    return Leaves


@pytest.fixture(scope="session", name="check_selection")
def selection_checker() -> Callable[[Selection, Leaves], None]:
    return check_selection
