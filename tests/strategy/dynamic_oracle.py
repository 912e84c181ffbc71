# SPDX-License-Identifier: Apache-2.0
"""The game over years in plain Python: trees and sums, slow, and nothing of the kernels."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, field
from typing import Any

Table = list[list[float]]


def softmax(lam: float, first: float, second: float) -> tuple[float, float]:
    """Value of the better of two courses with private costs, and how often it is the first."""
    high = max(first, second)
    weights = [math.exp(lam * (x - high)) for x in (first, second)]
    return high + math.log(sum(weights)) / lam, weights[0] / sum(weights)


def held_by_paths(
    war: list[Any],
    guarantee: list[list[float]],
    power: list[list[float]],
    years: int,
    start: tuple[int, int],
    term: float,
) -> float:
    """Add up the chances of all paths of states without a war."""
    states = list(itertools.product(range(len(guarantee)), range(len(power))))
    total = 0.0
    for path in itertools.product(states, repeat=years):
        weight, now = 1.0, start
        for year, then in enumerate(path):
            state = len(guarantee) - 1 if year >= term else now[0]
            weight *= 1 - war[year][state][now[1]]
            weight *= guarantee[state][then[0]] * power[now[1]][then[1]]
            now = then
        total += weight
    return total


@dataclass
class Rows:
    """One game as plain lists."""

    guarantee: list[list[float]]
    power: list[list[float]]
    flow: Any
    attack: Any
    discount: Any
    precision: Any
    attacked: Any = field(default=None)
    both: Any = field(default=None)

    @property
    def states(self) -> list[tuple[int, int]]:
        return list(itertools.product(range(len(self.guarantee)), range(len(self.power))))

    def ahead(self, value: Table, state: int, level: int) -> float:
        """Expected value a year on."""
        return sum(
            self.guarantee[state][g] * self.power[level][p] * value[g][p] for g, p in self.states
        )

    def rivals_year(self, attack: list[Table], value: list[Table]) -> tuple[list[Any], list[Table]]:
        """Scaled gains of attacking and values this year, given chances and next year's values."""
        gains: list[Any] = [{}, {}]
        worth = [[[0.0] * len(self.power) for _ in self.guarantee] for _ in range(2)]
        for own in range(2):
            for g, p in self.states:
                wait = self.flow[own][g][p]
                wait += self.discount[own] * self.ahead(value[own], g, p)
                other = attack[1 - own][g][p]
                first = other * self.both[own][g][p] + (1 - other) * self.attack[own][g][p]
                second = other * self.attacked[own][g][p] + (1 - other) * wait
                gains[own][g, p] = self.precision[own] * (first - second)
                worth[own][g][p] = softmax(self.precision[own], first, second)[0]
        return gains, worth


def best_worth(game: Rows, start: float) -> tuple[Any, Any]:
    """Iterate values from a start until nothing moves."""
    value = [[start] * len(game.power) for _ in game.guarantee]
    attack = [[0.0] * len(game.power) for _ in game.guarantee]
    for _ in range(2000):
        after = [[0.0] * len(game.power) for _ in game.guarantee]
        for g, p in game.states:
            wait = game.flow[g][p] + game.discount * game.ahead(value, g, p)
            after[g][p], attack[g][p] = softmax(game.precision, game.attack[g][p], wait)
        moved = max(abs(after[g][p] - value[g][p]) for g, p in game.states)
        value = after
        if moved < 1e-12:
            break
    return value, attack


def waited(game: Rows, state: int, level: int, left: int, terminal: Table) -> tuple[float, float]:
    """Walk the whole tree of a finite game: value and chance of attack with so many years left."""
    if left == 0:
        return terminal[state][level], math.nan
    later = sum(
        weight * waited(game, g, p, left - 1, terminal)[0]
        for g, p in game.states
        if (weight := game.guarantee[state][g] * game.power[level][p])
    )
    wait = game.flow[state][level] + game.discount * later
    return softmax(game.precision, game.attack[state][level], wait)


def rival_values(game: Rows, attack: list[Table]) -> list[Any]:
    """Return each side's scaled gains of attacking if the chances stay the same for ever.

    A side's value is that of its best course against the other's chances.
    """
    value = [[[0.0] * len(game.power) for _ in game.guarantee] for _ in range(2)]
    for _ in range(5000):
        gains, after = game.rivals_year(attack, value)
        moved = max(abs(after[i][g][p] - value[i][g][p]) for i in range(2) for g, p in game.states)
        value = after
        if moved < 1e-13:
            break
    return gains
