# SPDX-License-Identifier: Apache-2.0
"""A game written as a tree is the game: read back, its ends and its equilibria are ours."""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from efg_format import read_efg
from scipy.special import expit
from scipy.stats import norm

from foedus.errors import CallError, SolverError
from foedus.strategy.export import MOST_LEAVES, median_draw, to_efg
from foedus.strategy.game import DeterrenceGame
from foedus.strategy.solve import solve_deterrence

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from efg_format import Node, Place

    Behaviour = dict[Place, list[float]]
    Draw = Callable[..., DeterrenceGame]

# A few sums of numbers of size 1.
ROUNDING = 1e-14
# Residuals of the solver are below 1e-10; sums over hundreds of ends add less.
EQUILIBRIUM = 1e-9

RULES: dict[str, dict[str, Any]] = {
    "each": {},
    "consensus": {"rule": "vote"},
    "one_yes": {"rule": "vote", "quorum": 1},
}
GAMES = [
    pytest.param(n, rule, id=f"{n}_{name}")
    for n in range(5)
    for name, rule in RULES.items()
    if n >= rule.get("quorum", 0)
]
WHOLE: dict[str, Any] = {
    "prevail": [[0.25, 0.75]],
    "gain": 1.0,
    "loss": 1.0,
    "stake": 1.0,
    "challenger_cost": 0.125,
    "target_cost": 0.125,
    "guarantor_stake": 1.5,
    "action_cost": 0.5,
    "reneging_cost": 0.25,
    "punishment": 0.25,
    "precision": 8.0,
}


def features(n: int, games: int, seed: int = 3) -> dict[str, Any]:
    """Draw who is bound, what is automatic, and whether attacks count: often all, often none."""
    rng = np.random.default_rng(seed)
    every = (games, n)
    return {
        "found": rng.choice([0.0, 0.3, 1.0], games, p=[0.2, 0.4, 0.4]),
        "automatic": rng.choice([0.0, 0.125, 0.4, 1.0], every, p=[0.4, 0.2, 0.2, 0.2]),
        "bound": rng.uniform(size=every) < 0.8,
        "word": rng.uniform(0, 0.3, games),
    }


def table(game: DeterrenceGame, row: int, path: list[tuple[int, str]]) -> list[float]:
    """Give what each player gets at an end of the tree by the table of outcomes."""
    n, steps = game.guarantors, dict(path)
    b, g = float(game.gain[row]), game.guarantor_stake[row]
    if steps[0] == "refrain":
        return [0.0] * (n + 2)
    if steps[1] == "concede":
        return [b - game.word[row], -float(game.loss[row]), *-g]
    counts = game.found[row] > 0 and steps.get(-1) != "does not count"
    bound = game.bound[row] & counts
    sure = game.automatic[row] == 1
    told = [steps.get(2 + i, "act" if sure[i] else "") for i in range(n)]
    yes = bound & np.isin(told, ["act", "yes", "automatic"])
    acts = yes
    if game.rule == "vote":
        acts = bound & (yes.sum() >= min(game.quorum or n, bound.sum()))
    lost = 1 - game.prevail[row, sum(1 << i for i in range(n) if acts[i])]
    spent = np.where(acts, game.action_cost[row], (bound & ~yes) * game.reneging_cost[row])
    punished = (acts * game.punishment[row]).sum()
    return [
        lost * b - game.challenger_cost[row] - punished - game.word[row],
        -lost * game.stake[row] - game.target_cost[row],
        *(-lost * g - spent),
    ]


def step(node: Node, action: str, names: list[str]) -> tuple[int, str]:
    """Say whose action it is: a player's number, a guarantor's whose response it is, or -1."""
    if node.kind == "p":
        return node.player, action
    owner = node.label.removeprefix("response of ")
    return (names.index(owner) if owner in names else -1), action


@pytest.mark.parametrize(("n", "rule"), GAMES)
def test_the_ends_are_the_table_of_outcomes(draw_games: Draw, n: int, rule: dict[str, Any]) -> None:
    game = draw_games(n, 30, 6.0, **features(n, 30), **rule)
    for row in range(game.games):
        file = read_efg(to_efg(game, row))
        ends = list(file.root.paths())
        for path, end in ends:
            expected = table(game, row, [step(node, a, file.players) for node, a in path])
            assert end.payoffs == pytest.approx(expected, abs=ROUNDING)
        phi, free = float(game.found[row]), game.bound[row]
        wars = np.prod(1 + (game.automatic[row] < 1)[free] * (1 + (game.automatic[row] > 0)[free]))
        assert len(ends) == 2 + (phi < 1) + (phi > 0) * wars


@pytest.mark.parametrize(("n", "rule"), GAMES)
def test_our_equilibria_answer_themselves_on_the_tree(
    draw_games: Draw, n: int, rule: dict[str, Any]
) -> None:
    """By its definition: each agent's F(precision x what its first action gains)."""
    game = draw_games(n, 40, 7.0, **features(n, 40), **rule)
    solution = solve_deterrence(game)
    for row in range(game.games):
        root = read_efg(to_efg(game, row)).root
        for place in {0, int(solution.found[row]) - 1}:
            chosen = solution.pessimistic if place == 0 else solution.optimistic
            chances = [chosen.attack[row], chosen.resist[row]]
            for i, total in enumerate(solution.equilibria[row, place]):
                sure = float(game.automatic[row, i])
                chances.append((total - sure) / (1 - sure) if sure < 1 else math.nan)
            own = {(player, 1): [chance, 1 - chance] for player, chance in enumerate(chances)}
            for (player, _), (yes, no, reach) in root.replies(own).items():
                answer = expit(7.0 * (yes - no) / reach)
                assert answer == pytest.approx(chances[player], abs=EQUILIBRIUM)


@pytest.mark.parametrize("size", [5e-324, 1e-300, 0.1, math.pi, 2 / 3, 123456789.123456789, 1e12])
def test_numbers_read_back_as_they_were(size: float) -> None:
    given = {**WHOLE, "gain": size, "loss": -size, "found": min(size, 1 / 3)}
    root = read_efg(to_efg(DeterrenceGame(**given))).root
    (conceded,) = [end for path, end in root.paths() if path[-1][1] == "concede"]
    assert conceded.payoffs == [size, size, -1.5]
    finding = root.children[0].children[0]
    assert float(finding.chances[0]) == min(size, 1 / 3)  # and the reader checks that they sum to 1


HARD = {
    'The "United" States': 'The "United" States',
    "C:\\Borsia\\": "C:/Borsia/",
    "  two\t\nlines  ": "two lines",
    "Côte d\N{RIGHT SINGLE QUOTATION MARK}Ivoire": "Cote d'Ivoire",
    "“Østerland” \N{EN DASH} Łódź": '"Osterland" - Lodz',
    "{ } % # , /": "{ } % # , /",
    "日本": "??",
    "null\x00\x7f": "null??",
}


def test_names_are_written_as_gambit_takes_them() -> None:
    game = DeterrenceGame(**{**WHOLE, "prevail": np.linspace(0, 1, 64)[None, :]})
    file = read_efg(to_efg(game, title=" and ".join(HARD), names=[*HARD]))
    assert file.players == list(HARD.values())
    assert file.title == " and ".join(HARD.values())


def test_names_that_are_alike_are_numbered() -> None:
    file = read_efg(to_efg(DeterrenceGame(**WHOLE), names=["Élan", "Elan", "Elan"]))
    assert file.players == ["Elan", "Elan (2)", "Elan (3)"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"draw": 1}, "there is no draw 1; allowed are 0 to 0"),
        ({"draw": -1}, "there is no draw -1"),
        ({"names": ["A", "B"]}, "the names are A, B; allowed are 3 that are not empty"),
        ({"names": ["A", "B", " "]}, "allowed are 3 that are not empty"),
        ({"names": []}, "the names are .none.; allowed are 3"),
        ({"types": 0}, "0 types; allowed are 1 and more"),
        ({"types": -2}, "-2 types; allowed are 1 and more"),
        ({"types": 10**12}, "types; allowed are 1 to 46 .a tree has at most 200,000 ends"),
    ],
)
def test_a_wrong_call_is_refused(options: dict[str, Any], words: str) -> None:
    with pytest.raises(CallError, match=words):
        to_efg(DeterrenceGame(**WHOLE), **options)


def test_no_games_have_no_draw(draw_games: Draw) -> None:
    with pytest.raises(CallError, match="there is no draw 0; there are no games"):
        to_efg(draw_games(2, 0, 4.0))


@pytest.mark.parametrize("precision", [0.0, 1e-310])
def test_types_need_private_costs_that_are_finite(precision: float) -> None:
    game = DeterrenceGame(**{**WHOLE, "precision": precision})
    assert "lambda" in to_efg(game)
    with pytest.raises(SolverError, match=r"precision in row 0 is .*; types need private costs"):
        to_efg(game, types=2)


def test_the_most_types_are_those_that_fit() -> None:
    text = to_efg(DeterrenceGame(**WHOLE), types=46)
    assert text.count("\nt ") == 46 * (1 + 46 * (1 + 2 * 46)) <= MOST_LEAVES
    assert MOST_LEAVES < 47 * (1 + 47 * (1 + 2 * 47))


def test_the_remark_says_what_the_file_is(draw_games: Draw) -> None:
    game = draw_games(1, 3, 4.5)
    assert "logit equilibrium at lambda 4.5" in read_efg(to_efg(game, 2)).remark
    assert "Draw 2." in read_efg(to_efg(game, 2)).remark
    assert "5 equally likely values" in read_efg(to_efg(game, types=5)).remark
    assert "no logit equilibrium" in read_efg(to_efg(draw_games(1, 1, 4.0, shock="normal"))).remark


def test_the_median_draw() -> None:
    assert median_draw([0.4, 0.1, 0.3]) == 2
    assert median_draw([0.4, 0.1, 0.3, 0.2]) == 3
    assert median_draw([0.5]) == 0


def play(root: Node) -> Behaviour:
    """Solve a tree of one guarantor from its end: nobody's choice hangs on who moved before."""
    behaviour: Behaviour = {node.place: [0.5, 0.5] for node in players(root)}
    for mover in (2, 1, 0):
        for place, (yes, no, _) in root.replies(behaviour).items():
            if place[0] == mover:
                behaviour[place] = [1.0, 0.0] if yes > no else [0.0, 1.0]
    return behaviour


def players(root: Node) -> list[Node]:
    return [
        *([root] if root.kind == "p" else []),
        *(node for child in root.children for node in players(child)),
    ]


@pytest.mark.parametrize("shock", ["logistic", "normal"])
def test_with_more_types_the_best_answers_tend_to_ours(draw_games: Draw, shock: str) -> None:
    """With K types, a share of yes is within 1/(2K) of F at what the others' shares make of it."""
    precision, games = 5.0, 6
    game = draw_games(1, games, precision, seed=5, shock=shock)
    solution = solve_deterrence(game)
    ours = np.stack([solution.attack_low, solution.pessimistic.resist, solution.honour_low[:, 0]])
    cdf = norm.cdf if shock == "normal" else expit
    gaps = []
    for types in (1, 3, 10):
        shares = np.zeros((3, games))
        for row in range(games):
            behaviour = play(read_efg(to_efg(game, row, types=types)).root)
            for (player, _), (yes, _no) in behaviour.items():
                shares[player, row] += yes / types
        attack, resist, honour = shares
        wins = game.prevail[:, 0] + honour * (game.prevail[:, 1] - game.prevail[:, 0])
        steady = game.loss - (1 - wins) * game.stake - game.target_cost
        war = (1 - wins) * game.gain - game.challenger_cost - honour * game.punishment[:, 0]
        tempted = (1 - resist) * game.gain + resist * war
        half = 1 / (2 * types) + ROUNDING
        assert (np.abs(honour - ours[2]) <= half).all()
        assert (np.abs(resist - cdf(precision * steady)) <= half).all()
        assert (np.abs(attack - cdf(precision * tempted)) <= half).all()
        gaps.append(np.abs(shares - ours).max())
    assert gaps[0] > gaps[1] > gaps[2]
    assert gaps[2] < 0.15


@pytest.fixture
def gambit() -> ModuleType:
    return pytest.importorskip("pygambit", exc_type=ImportError)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_gambit_reads_the_tree_that_we_read(
    draw_games: Draw, gambit: ModuleType, rule: dict[str, Any]
) -> None:
    game = draw_games(2, 20, 6.0, **features(2, 20), **rule)
    names = [*HARD][:4]
    for row, types in [*((row, None) for row in range(20)), (0, 2), (1, 3)]:
        text = to_efg(game, row, title=names[0], names=names, types=types)
        ours, theirs = read_efg(text), gambit.read_efg(io.StringIO(text))
        assert [player.label for player in theirs.players] == ours.players
        ends = [node for node in theirs.nodes if node.is_terminal]
        for (_, end), node in zip(ours.root.paths(), ends, strict=True):
            assert [float(node.outcome[p]) for p in theirs.players] == end.payoffs
        places = {node.place for node in players(ours.root)}
        assert len(theirs.infosets) == len(places)


def test_gambit_calls_the_best_answers_of_types_an_equilibrium(
    draw_games: Draw, gambit: ModuleType
) -> None:
    game = draw_games(1, 6, 4.0, seed=6)
    for row in range(game.games):
        text = to_efg(game, row, types=2)
        behaviour = play(read_efg(text).root)
        tree = gambit.read_efg(io.StringIO(text))
        ours = [behaviour[p, k + 1][0] for p in range(3) for k in range(2)]
        agents = [infoset for player in tree.players for infoset in player.infosets]
        found = gambit.nash.enumpure_agent_solve(tree).equilibria
        theirs = [
            [float(profile[next(iter(infoset.actions))]) for infoset in agents] for profile in found
        ]
        assert ours in theirs


def test_who_finds_no_case_breaks_no_word() -> None:
    """By hand, standing by: 0.75 of the stake is lost; reneging costs only where it counts."""
    numbers: dict[str, Any] = {**WHOLE, "judged": 0.5}
    text = to_efg(DeterrenceGame(**{**numbers, "prevail": np.array([[0.25, 0.75]])}))
    assert 'c "" 1 "finding of guarantor 1" { "counts" 0.5 "does not count" 1/2 } 0' in text
    assert '"war, acting: nobody" { 0.625, -0.875, -1.375 }' in text
    assert '"war, acting: nobody" { 0.625, -0.875, -1.125 }' in text
    assert text.count('"to act"') == 1
