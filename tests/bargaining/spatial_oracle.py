# SPDX-License-Identifier: Apache-2.0
"""The spatial model of politics for one draw, slowly, straight from its formulas."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

# Smaller differences are rounding.
TIE = 1e-12

Vector = list[float]


@dataclass
class SlowTalks:
    """One draw; positions from 0 to 1, NaN and salience 0 where an actor takes no part."""

    x: list[Vector]
    salience: list[Vector]
    capability: Vector
    vote: str = "proportional"
    exponent: float = 1.0
    commitment: str = "semi"
    risk_floor: float = -0.5
    projection: float = 2 / 3
    power: float = 2.0
    least_gain: float = 1e-5
    steps: int = 10_000
    risk: Vector = field(default_factory=list)

    def actors(self) -> list[int]:
        return [a for a, place in enumerate(self.x) if not all(map(math.isnan, place))]

    def distance(self, k: int, place: Vector) -> float:
        weights = [s**2 for s in self.salience[k]]
        gaps = [
            0.0 if math.isnan(mine) or math.isnan(theirs) else mine - theirs
            for mine, theirs in zip(self.x[k], place, strict=True)
        ]
        top = sum(w * gap**2 for w, gap in zip(weights, gaps, strict=True))
        return math.sqrt(top / sum(weights)) if sum(weights) > 0 else 0.0

    def utility(self, k: int, place: Vector, risk: float) -> float:
        d = self.distance(k, place)
        return (1 - d) * (1 + d * risk)

    def cast(self, weight: float, gain: float) -> float:
        if abs(gain) <= TIE:
            return 0.0
        sign = math.copysign(1.0, gain)
        return (
            weight
            * {
                "proportional": gain,
                "binary": sign,
                "proportional_binary": 0.8 * gain + 0.2 * sign,
                "cubic": gain**3,
                "proportional_cubic": 0.5 * gain + 0.5 * gain**3,
            }[self.vote]
        )

    def odds(self, ours: float, theirs: float) -> float:
        if ours == theirs:
            return 0.5
        return ours**self.exponent / (ours**self.exponent + theirs**self.exponent)

    def elect(self, utility: list[Vector]) -> Vector:
        """Return the conditional chances of options, given as rows of every actor's utility."""
        p = []
        for i, mine in enumerate(utility):
            product = 1.0
            for j, other in enumerate(utility):
                if i != j:
                    votes = [
                        self.cast(self.capability[k], mine[k] - other[k]) for k in self.actors()
                    ]
                    product *= self.odds(
                        sum(v for v in votes if v > 0), -sum(v for v in votes if v < 0)
                    )
            p.append(product)
        return [share / sum(p) for share in p]

    def column(self, place: Vector, risk: Vector) -> Vector:
        return [self.utility(k, place, risk[k]) for k in range(len(self.x))]

    def attitudes(self) -> None:
        here, neutral = self.actors(), [0.0] * len(self.x)
        p = self.elect([self.column(self.x[a], neutral) for a in here])
        self.risk = neutral
        if max(p) - min(p) > 1e-9:
            for a, share in zip(here, p, strict=True):
                scale = (share - min(p)) / (max(p) - min(p))
                self.risk[a] = self.risk_floor + (1 - self.risk_floor) * scale

    def chances(self) -> Vector:
        first: list[int] = []
        for a in self.actors():
            if not any(self.same(a, b) for b in first):
                first.append(a)
        p = self.elect([self.column(self.x[a], self.risk) for a in first])
        return [p[first.index(a)] if a in first else 0.0 for a in range(len(self.x))]

    def same(self, a: int, b: int) -> bool:
        one, two = self.x[a], self.x[b]
        if [*map(math.isnan, one)] != [*map(math.isnan, two)]:
            return False
        gaps = [p - q for p, q in zip(one, two, strict=True) if not math.isnan(p)]
        return math.hypot(*gaps) < 1e-3

    def prevails(self, i: int, j: int, risk: Vector) -> float:
        weight = [c * sum(s) for c, s in zip(self.capability, self.salience, strict=True)]
        for_i, for_j = self.column(self.x[i], risk), self.column(self.x[j], risk)
        strong_i = self.cast(weight[i], for_i[i] - for_j[i])
        strong_j = self.cast(weight[j], for_j[j] - for_i[j])
        side_i, side_j = strong_i, strong_j
        for k in self.actors():
            if k in (i, j):
                continue
            mind = self.cast(weight[k], for_i[k] - for_j[k])
            p = self.odds(strong_i + max(mind, 0), strong_j + max(-mind, 0))
            own = 1.0
            # What k has of the three positions once i, or j, has won; k on i's side, then on j's.
            ally_won_i = 2 * for_i[k] + (for_i[k] if self.commitment == "full" else own)
            ally_lost_i = 2 * for_j[k] + (own if self.commitment == "no" else for_j[k])
            ally_won_j = 2 * for_j[k] + (for_j[k] if self.commitment == "full" else own)
            ally_lost_j = 2 * for_i[k] + (own if self.commitment == "no" else for_i[k])
            with_i = p * ally_won_i + (1 - p) * ally_lost_i
            with_j = p * ally_lost_j + (1 - p) * ally_won_j
            vote = self.cast(weight[k], with_i - with_j)
            side_i += max(vote, 0)
            side_j += max(-vote, 0)
        return self.odds(side_i, side_j)

    def best_target(self, i: int) -> tuple[int, float] | None:
        risk = [self.projection * self.risk[i] + (1 - self.projection) * r for r in self.risk]
        best, found = self.least_gain, None
        for j in self.actors():
            if j == i:
                continue
            p, s = self.prevails(i, j, risk), sum(self.salience[j])
            won, lost = (
                2 * self.utility(i, self.x[i], risk[i]),
                2 * self.utility(i, self.x[j], risk[i]),
            )
            gain = (1 - s) * won + s * (p * won + (1 - p) * lost) - (won + lost) / 2
            if gain > best + (TIE if found else 0):
                best, found = gain, (j, p)
        return found

    def bargain(self, i: int, j: int, p: float) -> tuple[Vector, Vector]:
        mine, theirs = [], []
        for issue in range(len(self.x[i])):
            a = (self.salience[i][issue] * p) ** self.power
            b = (self.salience[j][issue] * (1 - p)) ** self.power
            x, y = self.x[i][issue], self.x[j][issue]
            if math.isnan(x) or math.isnan(y) or x == y:
                mine.append(x)
                theirs.append(y)
                continue
            mine.append(self.rounded(x + (y - x) * b / (a + b + 1e-6)))
            theirs.append(self.rounded(y + (x - y) * a / (a + b + 1e-6)))
        return mine, theirs

    def rounded(self, value: float) -> float:
        return round(value * self.steps) / self.steps if self.steps else value

    def round(self) -> None:
        """Let everyone challenge, vote and move once; attitudes must be up to date."""
        here, states = self.actors(), {}
        for i in here:
            if found := self.best_target(i):
                j, p = found
                mine, theirs = self.bargain(i, j, p)
                states[i] = (j, {i: mine, j: theirs})
        after = list(self.x)
        for k in here:
            queue = [{}, *(moves for i, (j, moves) in sorted(states.items()) if k in (i, j))]
            worlds = [[moves.get(a, self.x[a]) for a in range(len(self.x))] for moves in queue]
            means = [
                [
                    sum(self.utility(a, world[b], self.risk[a]) for b in here) / len(here)
                    for a in range(len(self.x))
                ]
                for world in worlds
            ]
            p = self.elect(means)
            won = next(i for i, share in enumerate(p) if share >= max(p) * (1 - 1e-9))
            after[k] = worlds[won][k]
        self.x = after
        self.attitudes()
