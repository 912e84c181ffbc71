# SPDX-License-Identifier: Apache-2.0
"""Weigh every package under every design in every draw: who accepts, who blocks, what holds.

A package changes what each side has at stake and nothing else of the guarantors' subgame, whose
answer is smooth in each guarantor's stake: its log-odds are interpolated, each by a parabola in
every stake, from a star of nodes (`NODES`). What follows, the target's and the challenger's choice,
is computed anew, and how long a settlement lasts comes from `lasting`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from foedus.settlement.lasting import (
    FIRST,
    PARTIES,
    chance_to_hold,
    fill,
    find,
    list_odds,
    read,
)
from foedus.strategy.shocks import chance, compiled, entry
from foedus.strategy.subgame import mix
from foedus.strategy.war import pass_chance

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Bits = NDArray[np.int64]
    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]
    Cube = NDArray[np.float64]
    Block = NDArray[np.float64]

_LOGISTIC: Final = 0
_EQUAL: Final = 1e-12


class Parties(NamedTuple):
    """Whom values are worked out for: challenger, target, guarantors, others; draw by draw.

    Shapes: discount, war (today's war, a present value), terms (the challenger's terms, the
    same): (draws, parties). consenter (parties,): the bit of each in the masks of consent, or -1.
    """

    discount: Matrix
    war: Matrix
    terms: Matrix
    consenter: Bits


class War(NamedTuple):
    """What neither design nor package changes, draw by draw.

    Shapes: precision, erosion, challenger_cost, target_cost (draws,); reputation, what each
    guarantor has at stake beside the terms (draws, guarantors).
    """

    precision: Vector
    erosion: Vector
    challenger_cost: Vector
    target_cost: Vector
    reputation: Matrix


class Packages(NamedTuple):
    """What packages say on the free issues.

    Shapes: places, which of the named places of all free issues each package takes (packages,
    issues). Of each named place: losses (draws, parties, places); bodies, what each body that
    fights no war gains by it over the fallback (draws, bodies, places); crossed, whose red lines,
    as bits (draws, places). needed, whose consent, as bits, and relief, the share of sanctions
    lifted (packages,). body (bodies,): the bit of each.
    """

    places: NDArray[np.int64]
    losses: Cube
    bodies: Cube
    crossed: NDArray[np.int64]
    needed: Bits
    relief: Vector
    body: Bits


class Designs(NamedTuple):
    """What guarantee designs bring.

    Shapes: losses on the decided issues (designs, draws, parties), bodies (designs, draws, bodies),
    crossed (designs, draws), needed, relief, term and table (which of the tables the term has),
    quorum (designs,; negative for each for itself, 0 for all); prevail (designs, draws,
    2 ** guarantors), lapsed (designs, draws); word, snapback, found (designs, draws); cost,
    reneging, punishment, upkeep, automatic, bound (designs, draws, guarantors); low, high: range of
    the stakes (designs, draws, guarantors); odds: of the choice of each guarantor, by node
    (designs, draws, nodes, guarantors). possible (designs, packages): the packages that can stand
    with each, then -1.
    """

    losses: Cube
    bodies: Cube
    crossed: NDArray[np.int64]
    needed: Bits
    relief: Vector
    term: Bits
    table: Bits
    quorum: Bits
    prevail: Cube
    lapsed: Matrix
    word: Matrix
    snapback: Matrix
    found: Matrix
    cost: Cube
    reneging: Cube
    punishment: Cube
    upkeep: Cube
    automatic: Cube
    bound: NDArray[np.bool_]
    low: Cube
    high: Cube
    odds: Block
    possible: NDArray[np.int64]


class Found(NamedTuple):
    """What is written.

    Shapes (draws, designs): accepted, how many packages all needed parties accept; chosen, the one
    with the greatest product of the needed parties' gains over war, or -1; hold and attack, of it;
    longest, the greatest chance to hold of an accepted one; blocked: where none is accepted, who
    alone stands between a package and consent, as bits. feasible (draws, packages): under how many
    designs.
    """

    accepted: NDArray[np.int64]
    chosen: NDArray[np.int64]
    hold: Matrix
    attack: Matrix
    longest: Matrix
    blocked: NDArray[np.int64]
    feasible: NDArray[np.int64]


class Paper(NamedTuple):
    """Working memory."""

    lists: Matrix
    tables: Block
    known: NDArray[np.int64]
    attacks: Vector
    beyond: Vector
    years: Vector
    ends: Vector
    worth: Matrix
    bodies: Matrix
    crossed: Bits
    kept: Vector
    stakes: Vector
    chances: Vector
    acting: Vector
    fold: Vector
    passing: Vector
    values: Vector


@compiled
def stake_odds(low: Vector, high: Vector, nodes: Matrix, stakes: Vector, own: int) -> float:
    """Interpolate the log-odds of one guarantor's choice from a star of nodes.

    Node 0 has every stake in the middle of its range; nodes 1 + 2 j and 2 + 2 j have the stake of
    guarantor j at its least and at its most.
    """
    middle = nodes[0, own]
    total = middle
    for other in range(len(stakes)):
        half = 0.5 * (high[other] - low[other])
        if half > 0.0:
            t = (stakes[other] - low[other]) / half - 1.0
            less, more = nodes[1 + 2 * other, own], nodes[2 + 2 * other, own]
            total += t * (0.5 * (more - less) + t * (0.5 * (more + less) - middle))
    return float(total)


@compiled
def side(
    wins: float, punished: float, gain: float, loss: float, cost: float, row: int, war: War
) -> tuple[float, float]:
    """Return the chance that the target resists, and what attacking gains before any word."""
    resist = chance(war.precision[row] * (wins * loss - war.target_cost[row]), _LOGISTIC)
    fought = (1.0 - wins) * gain - cost - punished
    return resist, (1.0 - resist) * gain + resist * fought


@compiled
def help_expected(design: int, row: int, designs: Designs, paper: Paper) -> tuple[float, float]:
    """Return the chance that the target's side prevails and the challenger's expected punishment.

    The chance that each guarantor acts is written to `Paper.acting`.
    """
    guarantors, prevail = len(paper.stakes), designs.prevail[design, row]
    low, high, nodes = (
        designs.low[design, row],
        designs.high[design, row],
        designs.odds[design, row],
    )
    members = 0
    for own in range(guarantors):
        paper.chances[own] = 0.0
        if designs.bound[design, row, own]:
            members |= 1 << own
            automatic = designs.automatic[design, row, own]
            free = chance(stake_odds(low, high, nodes, paper.stakes, own), _LOGISTIC)
            paper.chances[own] = automatic + (1.0 - automatic) * free
    quorum, found, alone = designs.quorum[design], designs.found[design, row], prevail[0]
    if quorum < 0:
        helped = mix(prevail, paper.chances, guarantors, guarantors, paper.fold)
        for own in range(guarantors):
            paper.acting[own] = found * paper.chances[own]
    else:
        bound = 0
        for own in range(guarantors):
            bound += members >> own & 1
        needed = bound if quorum == 0 else min(quorum, bound)
        passes = pass_chance(paper.chances, members, needed, paper.passing)
        helped = alone + passes * (prevail[members] - alone)
        for own in range(guarantors):
            paper.acting[own] = found * passes * (members >> own & 1)
    punished = 0.0
    for own in range(guarantors):
        punished += paper.acting[own] * designs.punishment[design, row, own]
    return alone + found * (helped - alone), punished


@compiled
def gather(row: int, packages: Packages, paper: Paper) -> None:
    """Write what each package is worth in a year, what bodies gain, whose red lines it crosses."""
    for package in range(len(packages.places)):
        for party in range(paper.worth.shape[1]):
            paper.worth[package, party] = 1.0
        for body in range(paper.bodies.shape[1]):
            paper.bodies[package, body] = 0.0
        paper.crossed[package] = 0
        for place in packages.places[package]:
            for party in range(paper.worth.shape[1]):
                paper.worth[package, party] -= packages.losses[row, party, place]
            for body in range(paper.bodies.shape[1]):
                paper.bodies[package, body] += packages.bodies[row, body, place]
            paper.crossed[package] |= packages.crossed[row, place]


@compiled
def weigh(  # noqa: PLR0913, PLR0917 - compiled code takes arrays, not objects
    design: int,
    package: int,
    row: int,
    horizon: int,
    parties: Parties,
    war: War,
    packages: Packages,
    designs: Designs,
    paper: Paper,
) -> tuple[float, float, int, int]:
    """Write what a settlement is worth to each party; return how it lasts.

    Returns the chance of an attack in the first year and in a year after the guarantee, and where
    in the table of its term it stands.
    """
    guarantors = len(paper.stakes)
    for party in range(len(paper.kept)):
        year = paper.worth[package, party] - designs.losses[design, row, party]
        paper.kept[party] = year / (1.0 - parties.discount[row, party])
    for own in range(guarantors):
        at_stake = paper.kept[2 + own] - parties.terms[row, 2 + own]
        paper.stakes[own] = at_stake + war.reputation[row, own]
    gain = parties.terms[row, 0] - paper.kept[0]
    loss = paper.kept[1] - parties.terms[row, 1]
    wins, punished = help_expected(design, row, designs, paper)
    back = designs.snapback[design, row] * (packages.relief[package] + designs.relief[design])
    word, alone = designs.word[design, row], war.challenger_cost[row]
    resist, tempted = side(wins, punished, gain, loss, alone + back, row, war)
    lapsed = designs.lapsed[design, row]
    resist_after, tempted_after = side(lapsed, 0.0, gain, loss, alone, row, war)
    patience, erosion, term = parties.discount[row, 0], war.erosion[row], designs.term[design]
    precision, at, to = war.precision[row], 0, 0
    at, to, often = find(
        precision * (tempted - word),
        precision * (tempted_after - word),
        patience,
        erosion,
        paper.lists,
        paper.beyond,
    )
    first = often
    if term > 0:
        table = designs.table[design]
        fill(
            paper.tables[table],
            at,
            to,
            patience,
            erosion,
            term,
            horizon,
            parties.discount[row],
            paper.attacks,
            paper.known[table],
            row + 1,
        )
        read(paper.tables[table], at, to, paper.beyond, 0, paper.years)
        first = paper.years[FIRST]
    for party in range(len(paper.kept)):
        kept, lost = paper.kept[party], parties.terms[row, party]
        spent = spent_after = yearly = 0.0
        if party == 0:
            spent, spent_after = alone + back + punished, alone
        elif party == 1:
            spent = spent_after = war.target_cost[row]
        elif party < 2 + guarantors:
            own = party - 2
            acts = paper.acting[own]
            owed = designs.found[design, row] if designs.bound[design, row, own] else 0.0
            spent = acts * designs.cost[design, row, own]
            spent += max(owed - acts, 0.0) * designs.reneging[design, row, own]
            yearly = designs.upkeep[design, row, own]
        broken = word if party == 0 else 0.0
        met = resist * (wins * kept + (1.0 - wins) * lost - spent) + (1.0 - resist) * lost
        unmet = resist_after * (lapsed * kept + (1.0 - lapsed) * lost - spent_after)
        unmet += (1.0 - resist_after) * lost
        discount = parties.discount[row, party]
        late = often / (1.0 - (1.0 - often) * discount)
        meets = paper.years[PARTIES + 2 * party] if term > 0 else 0.0
        ends = (paper.years[PARTIES + 2 * party + 1] if term > 0 else 1.0) * late
        stream = (kept - yearly / (1.0 - discount)) * (1.0 - meets - ends)
        paper.values[party] = stream + meets * (met - broken) + ends * (unmet - broken)
    return first, often, at, to


@compiled
def refusals(
    package: int, design: int, row: int, packages: Packages, designs: Designs, paper: Paper
) -> int:
    """Return who refuses a settlement whatever it is worth: for red lines, or losses of a body."""
    against = paper.crossed[package] | designs.crossed[design, row]
    for body in range(len(packages.body)):
        if paper.bodies[package, body] + designs.bodies[design, row, body] < -_EQUAL:
            against |= 1 << packages.body[body]
    return int(against)


@compiled
def consent(row: int, needed: int, parties: Parties, paper: Paper) -> tuple[int, float]:
    """Return who of those needed finds a settlement worth less than war, and the Nash product."""
    against, product = 0, 1.0
    for party in range(len(paper.values)):
        bit = parties.consenter[party]
        if bit >= 0 and needed >> bit & 1:
            over = paper.values[party] - parties.war[row, party]
            if over < 0.0:
                against |= 1 << bit
            product *= over * (1.0 - parties.discount[row, party])
    return against, product


@compiled
def choose(  # noqa: PLR0913, PLR0917 - compiled code takes arrays, not objects
    row: int,
    design: int,
    horizon: int,
    parties: Parties,
    war: War,
    packages: Packages,
    designs: Designs,
    paper: Paper,
    found: Found,
) -> None:
    """Write which packages all needed parties accept under a design, and which Nash picks."""
    found.chosen[row, design] = -1
    best = -1.0
    for package in designs.possible[design]:
        if package < 0:
            break
        needed = packages.needed[package] | designs.needed[design]
        if refusals(package, design, row, packages, designs, paper) & needed:
            continue
        first, often, at, to = weigh(
            design, package, row, horizon, parties, war, packages, designs, paper
        )
        against, product = consent(row, needed, parties, paper)
        if against:
            continue
        if designs.term[design] > 0:
            table = paper.tables[designs.table[design]]
            read(table, at, to, paper.beyond, len(paper.years), paper.ends)
            hold = chance_to_hold(often, paper.ends)
        else:
            hold = (1.0 - often) ** horizon
        found.accepted[row, design] += 1
        found.longest[row, design] = max(found.longest[row, design], hold)
        found.feasible[row, package] += 1
        if product > best:
            best = product
            found.chosen[row, design] = package
            found.hold[row, design], found.attack[row, design] = hold, first


@compiled
def block(  # noqa: PLR0913, PLR0917 - compiled code takes arrays, not objects
    row: int,
    design: int,
    horizon: int,
    parties: Parties,
    war: War,
    packages: Packages,
    designs: Designs,
    paper: Paper,
    found: Found,
) -> None:
    """Write who alone stands between some package and consent, where no package has it."""
    every = designs.needed[design]
    for package in designs.possible[design]:
        if package >= 0:
            every |= packages.needed[package]
    for package in designs.possible[design]:
        if package < 0 or found.blocked[row, design] == every:
            break
        needed = packages.needed[package] | designs.needed[design]
        refused = refusals(package, design, row, packages, designs, paper) & needed
        if refused & (refused - 1) or (
            refused and refused | found.blocked[row, design] == found.blocked[row, design]
        ):
            continue
        weigh(design, package, row, horizon, parties, war, packages, designs, paper)
        against, _ = consent(row, needed, parties, paper)
        refused |= against
        if refused & (refused - 1) == 0:
            found.blocked[row, design] |= refused


@entry
def search_rows(
    horizon: int,
    parties: Parties,
    war: War,
    packages: Packages,
    designs: Designs,
    paper: Paper,
    found: Found,
) -> None:
    """Weigh all that can stand together, draw by draw."""
    for row in range(len(war.precision)):
        list_odds(parties.discount[row, 0], war.erosion[row], paper.lists)
        gather(row, packages, paper)
        for design in range(len(designs.needed)):
            choose(row, design, horizon, parties, war, packages, designs, paper, found)
            if found.accepted[row, design] == 0:
                block(row, design, horizon, parties, war, packages, designs, paper, found)
