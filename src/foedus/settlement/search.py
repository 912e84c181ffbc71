# SPDX-License-Identifier: Apache-2.0
"""A search over settlements: hundreds of packages under hundreds of designs, in sampled worlds.

The numbers are those of `foedus.settlement.settle` in the equilibrium with the most attack, within
the error of interpolation that `foedus.settlement.search_rows` and `lasting` state.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from foedus.case.worlds import Worlds, places_of
from foedus.case.worth import fallback_losses, option_crossings, option_losses
from foedus.errors import CallError
from foedus.settlement import lasting
from foedus.settlement.search_rows import (
    Designs,
    Found,
    Packages,
    Paper,
    Parties,
    War,
    search_rows,
)
from foedus.settlement.settle import consenters, moves_to, parties, reservation_values
from foedus.strategy.contest import contest_table
from foedus.strategy.deter import YEARS, Stakes, expected_war_cost, game_of, present_values
from foedus.strategy.levers import Terms, compile_terms
from foedus.strategy.solve import Status, solve_deterrence

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from foedus.settlement.space import Space

    Floats = NDArray[np.float64]
    Labelled = tuple[tuple[str, ...], NDArray[Any]]

MOST_PATIENT: Final = 0.99
MOST_PRECISE: Final = 60.0
"""Beyond these interpolation is not held by any test: such cases are refused."""
HORIZON: Final = YEARS[-1]
"""Years over which a settlement of a search is asked to hold."""
_MOST_ODDS: Final = 40.0


def search_worlds(worlds: Worlds, space: Space) -> dict[str, Labelled]:
    """Weigh every package of a space under every design in sampled worlds.

    Returns
    -------
    dict
        ``search.accepted``, ``search.chosen``, ``search.hold``, ``search.attack``,
        ``search.longest``, ``search.blocked``, ``search.several`` (draw, candidate) and
        ``search.feasible`` (draw, settlement). See `foedus.settlement.search_rows.Found`; *several*
        tells where a design's game has several equilibria for some stakes, of which the one with
        the most attack is followed.
    """
    _refuse_beyond(worlds)
    return _Search(worlds, space).run()


def _refuse_beyond(worlds: Worlds) -> None:
    """Refuse worlds for which the interpolation's error has not been measured."""
    patience = worlds.actor(worlds.case.record.war.challenger, "discount").max()
    precision = worlds["war.precision"].max()
    if patience > MOST_PATIENT or precision > MOST_PRECISE:
        message = (
            f"a search is exact enough up to a discount factor of {MOST_PATIENT} of the challenger "
            f"and a precision of {MOST_PRECISE:g}; the case has {patience:.4g} and "
            f"{precision:.4g}: use `foedus settle`, which solves each package"
        )
        raise CallError(message)


class _Search:
    """Turns sampled worlds and a space into arrays, and runs the kernel over them."""

    def __init__(self, worlds: Worlds, space: Space) -> None:
        case, war = worlds.case, worlds.case.record.war
        first = (war.challenger, war.target, *war.guarantors)
        self.worlds, self.space, self.case = worlds, space, case
        self.names = (*first, *(name for name in parties(case) if name not in first))
        self.consenters = consenters(case)
        self.bodies = tuple(
            name for name in self.consenters if name not in parties(case) and name in worlds.holders
        )
        self.rows = [worlds.holders.index(name) for name in self.names]
        self.losses, self.crossings = option_losses(worlds), option_crossings(worlds)
        self.fallbacks = fallback_losses(worlds)
        self.discount = np.stack([worlds.actor(n, "discount") for n in self.names], axis=1)
        terms = case.packages[war.challenger_terms.package]
        lost = present_values(worlds, [terms], self.names)
        self.terms = np.stack([lost[name][:, 0] for name in self.names], axis=1)
        self.reputation = np.stack(
            [worlds.actor(name, "guarantor.stake") for name in war.guarantors], axis=1
        )

    def run(self) -> dict[str, Labelled]:
        space, draws = self.space, self.worlds.draws
        packages, (designs, several) = self.packages(), self.designs()
        shape = (draws, len(space.designs))
        found = Found(
            accepted=np.zeros(shape, dtype=np.int64),
            chosen=np.zeros(shape, dtype=np.int64),
            hold=np.zeros(shape),
            attack=np.zeros(shape),
            longest=np.zeros(shape),
            blocked=np.zeros(shape, dtype=np.int64),
            feasible=np.zeros((draws, len(space.packages)), dtype=np.int64),
        )
        tables = int(designs.table.max()) + 1
        paper = _paper(
            len(space.packages),
            len(self.names),
            len(self.bodies),
            len(space.case.record.war.guarantors),
            tables,
        )
        search_rows(HORIZON, self.parties(), self.war(), packages, designs, paper, found)
        answers: dict[str, Labelled] = {"search.several": (("draw", "candidate"), several)}
        for name, array in found._asdict().items():
            over = "settlement" if name == "feasible" else "candidate"
            whole = array.dtype == np.int64
            answers[f"search.{name}"] = (("draw", over), array.astype(np.int16) if whole else array)
        return answers

    def parties(self) -> Parties:
        weighed = parties(self.case)
        war = reservation_values(self.worlds)
        columns = [
            war[:, weighed.index(name)] if name in weighed else np.zeros(len(war))
            for name in self.names
        ]
        bits = [
            self.consenters.index(name) if name in self.consenters and name in weighed else -1
            for name in self.names
        ]
        return Parties(self.discount, np.stack(columns, axis=1), self.terms, np.array(bits))

    def war(self) -> War:
        worlds, war = self.worlds, self.case.record.war
        return War(
            worlds["war.precision"],
            worlds["war.erosion"],
            expected_war_cost(worlds, war.challenger),
            expected_war_cost(worlds, war.target),
            self.reputation,
        )

    def packages(self) -> Packages:
        space, case = self.space, self.case
        issues = [case.issues[name] for name in space.free]
        first = np.cumsum([0, *(len(issue.names) for issue in issues)])
        places = np.zeros((len(space.packages), len(issues)), dtype=np.int64)
        needed = np.full(len(space.packages), self.always())
        for column, issue in enumerate(issues):
            index = np.array([issue.names.index(row[column]) for row in space.packages])
            places[:, column] = first[column] + index
            needed |= self.asked(issue.id)[index]
        relief = [self.relief(dict(zip(space.free, row, strict=True))) for row in space.packages]
        if case.record.war.relief is None:  # then every settlement is taken to lift them all
            relief = [1.0] * len(relief)
        return Packages(
            places,
            np.concatenate([self.losses[issue.id][:, self.rows] for issue in issues], axis=2),
            np.concatenate([self.gained(issue.id) for issue in issues], axis=2),
            np.concatenate([self.crossed(issue.id) for issue in issues], axis=1),
            needed,
            np.array(relief),
            np.array([self.consenters.index(name) for name in self.bodies], dtype=np.int64),
        )

    def always(self) -> int:
        """Return the bits of those who are needed whatever is settled."""
        return sum(1 << self.consenters.index(n) for n in self.case.record.consent.needed)

    def relief(self, places: dict[str, str]) -> float:
        """Return the share of sanctions that these places lift."""
        issue = self.case.record.war.relief
        if issue is None or issue not in places:
            return 0.0
        return places_of(self.case.issues[issue])[places[issue]] / 100

    def asked(self, issue: str) -> NDArray[np.int64]:
        """Return whose consent each place of an issue needs, as bits."""
        asked = self.case.issues[issue].consent
        bits = sum(1 << self.consenters.index(name) for name in asked)
        moved = [moves_to(self.case, issue, name) for name in self.case.issues[issue].names]
        return np.where(moved, bits, 0)

    def crossed(self, issue: str) -> NDArray[np.int64]:
        """Return whose red lines each place of an issue crosses, as bits (draws, places)."""
        holders, beyond = self.worlds.holders, self.crossings[issue]
        found = np.zeros((len(beyond), beyond.shape[2]), dtype=np.int64)
        for bit, name in enumerate(self.consenters):
            if name in holders:
                found |= beyond[:, holders.index(name)].astype(np.int64) << bit
        return found

    def gained(self, issue: str) -> Floats:
        """Return what bodies gain by each place over the fallback (draws, bodies, places)."""
        losses = self.losses[issue]
        found = np.zeros((len(losses), len(self.bodies), losses.shape[2]))
        for column, name in enumerate(self.bodies):
            if name in self.case.issues[issue].consent:
                row = self.worlds.holders.index(name)
                found[:, column] = self.fallbacks[issue][:, row, None] - losses[:, row]
        return found

    def designs(self) -> tuple[Designs, NDArray[np.bool_]]:
        """Return what designs bring, and where their game has several equilibria."""
        space = self.space
        lost, gained, crossed, needed = self.decided()
        terms = [compile_terms(self.worlds, design) for design in space.designs]
        lengths = [
            lasting.LONGEST if t.term is None else min(t.term, lasting.LONGEST) for t in terms
        ]
        distinct = sorted(set(lengths))
        free = [self.losses[name][:, self.rows] for name in space.free]
        least = 1.0 - np.sum([losses.max(axis=2) for losses in free], axis=0)
        most = 1.0 - np.sum([losses.min(axis=2) for losses in free], axis=0)
        tiled = _tiled(self.worlds, 1 + 2 * self.reputation.shape[1])
        nodes = [
            self.nodes(tiled, each, least - lost[d], most - lost[d]) for d, each in enumerate(terms)
        ]

        def stacked(name: str) -> Floats:
            return np.stack([getattr(each, name) for each in terms])

        alone = np.zeros((self.worlds.draws, 0))
        synergy = self.worlds["war.synergy"]
        quorums = [-1 if t.rule != "vote" else t.quorum or 0 for t in terms]
        return (
            Designs(
                losses=lost,
                bodies=gained,
                crossed=crossed,
                needed=needed,
                relief=np.array([self.relief(places) for places in space.decided]),
                term=np.array(lengths),
                table=np.array([distinct.index(length) for length in lengths]),
                quorum=np.array(quorums),
                prevail=np.stack(
                    [contest_table(t.base, np.where(t.bound, t.help, 0.0), synergy) for t in terms]
                ),
                lapsed=np.stack(
                    [contest_table(t.base_lapsed, alone, np.zeros(len(alone)))[:, 0] for t in terms]
                ),
                word=stacked("word"),
                snapback=stacked("snapback"),
                found=stacked("found"),
                cost=stacked("cost"),
                reneging=stacked("reneging"),
                punishment=stacked("punishment"),
                upkeep=stacked("upkeep"),
                automatic=np.repeat(
                    stacked("automatic")[:, :, None], self.reputation.shape[1], axis=2
                ),
                bound=np.stack([t.bound for t in terms]),
                low=np.stack([low for low, *_ in nodes]),
                high=np.stack([high for _, high, *_ in nodes]),
                odds=np.stack([odds for *_, odds, _ in nodes]),
                possible=_indices(space.possible),
            ),
            np.stack([several for *_, several in nodes], axis=1),
        )

    def decided(self) -> tuple[Floats, Floats, NDArray[np.int64], NDArray[np.int64]]:
        """Return what designs decide: losses, gains, red lines, consents; designs first."""
        draws, count = self.worlds.draws, len(self.space.designs)
        lost = np.zeros((count, draws, len(self.names)))
        gained = np.zeros((count, draws, len(self.bodies)))
        crossed = np.zeros((count, draws), dtype=np.int64)
        needed = np.zeros(count, dtype=np.int64)
        for issue in self.case.record.space.decided:
            names = self.case.issues[issue].names
            index = [names.index(places[issue]) for places in self.space.decided]
            lost += self.losses[issue][:, self.rows].transpose(2, 0, 1)[index]
            gained += self.gained(issue).transpose(2, 0, 1)[index]
            crossed |= self.crossed(issue).T[index]
            needed |= self.asked(issue)[index]
        return lost, gained, crossed, needed

    def nodes(
        self, tiled: Worlds, terms: Terms, least: Floats, most: Floats
    ) -> tuple[Floats, Floats, Floats, NDArray[np.bool_]]:
        """Solve a design's game on a star of the guarantors' stakes."""
        draws, count = self.worlds.draws, self.reputation.shape[1]
        values = [worth / (1 - self.discount) - self.terms for worth in (least, most)]
        low, high = (value[:, 2 : 2 + count] + self.reputation for value in values)
        middle = 0.5 * (low + high)
        stakes = np.repeat(middle[None], 1 + 2 * count, axis=0)
        for own in range(count):
            stakes[1 + 2 * own, :, own], stakes[2 + 2 * own, :, own] = low[:, own], high[:, own]
        copies = len(stakes)
        centre = 0.5 * (values[0] + values[1])
        game = game_of(
            tiled,
            _tiled_terms(terms, copies),
            Stakes(
                gain=np.tile(-centre[:, 0], copies),
                loss=np.tile(centre[:, 1], copies),
                guarantors=stakes.reshape(-1, count),
                challenger_cost=expected_war_cost(tiled, self.case.record.war.challenger),
                target_cost=expected_war_cost(tiled, self.case.record.war.target),
                lifted=np.zeros(copies * draws),
            ),
        )
        solved = solve_deterrence(game, keep=1)
        chances = solved.equilibria[:, 0, :]
        automatic = game.automatic
        free = np.divide(
            chances - automatic, 1 - automatic, out=np.ones_like(chances), where=automatic < 1
        )
        with np.errstate(divide="ignore"):
            odds = np.log(np.clip(free, 0, 1)) - np.log(np.clip(1 - free, 0, 1))
        odds = np.clip(odds, -_MOST_ODDS, _MOST_ODDS).reshape(copies, draws, count)
        several = (solved.status == Status.MULTIPLE).reshape(copies, draws).any(axis=0)
        return low, high, np.ascontiguousarray(odds.transpose(1, 0, 2)), several


def _indices(flags: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return where each row is true, filled up with -1."""
    found = np.full(flags.shape, -1, dtype=np.int64)
    for row, true in zip(found, flags, strict=True):
        places = np.flatnonzero(true)
        row[: len(places)] = places
    return found


def _tiled(worlds: Worlds, copies: int) -> Worlds:
    """Return worlds several times over, one after another."""
    columns = {key: np.tile(column, copies) for key, column in worlds.columns.items()}
    uniform = {key: np.tile(column, copies) for key, column in worlds.uniform.items()}
    return replace(worlds, columns=columns, uniform=uniform)


def _tiled_terms(terms: Terms, copies: int) -> Terms:
    arrays: dict[str, Any] = {
        field.name: np.tile(value, (copies,) + (1,) * (value.ndim - 1))
        for field in fields(terms)
        if isinstance(value := getattr(terms, field.name), np.ndarray)
    }
    return replace(terms, **arrays)


def _paper(packages: int, members: int, bodies: int, guarantors: int, tables: int) -> Paper:
    corners = (tables, lasting.AHEAD[2], lasting.ODDS[2])
    places = lasting.PARTIES + 2 * members
    return Paper(
        lists=np.zeros((lasting.LISTS, lasting.GAINS[2])),
        tables=np.zeros((*corners, places + 1 + HORIZON)),
        known=np.zeros(corners, dtype=np.int64),
        attacks=np.zeros(lasting.LONGEST),
        beyond=np.zeros(2),
        years=np.zeros(places),
        ends=np.zeros(1 + HORIZON),
        worth=np.zeros((packages, members)),
        bodies=np.zeros((packages, bodies)),
        crossed=np.zeros(packages, dtype=np.int64),
        kept=np.zeros(members),
        stakes=np.zeros(guarantors),
        chances=np.zeros(guarantors),
        acting=np.zeros(guarantors),
        fold=np.zeros(1 << guarantors),
        passing=np.zeros(guarantors + 1),
        values=np.zeros(members),
    )
