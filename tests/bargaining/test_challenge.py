# SPDX-License-Identifier: Apache-2.0
"""The challenge model against the published rounds, an oracle in plain Python, laws and by hand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.bargaining.challenge import (
    CARD,
    KINDS,
    ROUNDS,
    challenge,
    challenge_issues,
    spread,
)
from foedus.bargaining.challenge_readings import CHOICES, READINGS, SCHOLZ2011, Reading
from foedus.bargaining.compromise import compromise
from foedus.bargaining.medians import weighted_median
from foedus.bargaining.published.challenge import CHECKS, emission_arrays
from foedus.errors import CallError, SolverError

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import ArrayLike

    from foedus.bargaining.outcome import RoundsForecast
    from foedus.history.checks import Check

Row: TypeAlias = np.ndarray
Moved: TypeAlias = "tuple[list[float], list[tuple[int, int, str]]]"

NAN = float("nan")
# Rounding, as a share of numbers of the order of 1 after a few rounds of sums and powers.
CLOSE = 1e-9
# Expected utilities and shares that differ by less count as equal: the rule that the model states.
TIE = 1e-12

# Exact values by round of the reading that the published table comes from as nearly as any.
MEDIANS = (8.4159, 9.6109, 9.9620, 9.9620, 9.9620, 7.4720, 8.8246, 9.6711)
MEANS = (7.4613, 7.5525, 7.5901, 7.3581, 7.3492, 7.4149, 7.5105, 7.5724)
# Scholz, Calbert and Smith 2011, table 2, one decimal.
PUBLISHED = (8.4, 9.9, 9.9, 9.9, 9.9, 7.4, 8.8, 9.6)


class Offer(NamedTuple):
    kind: str
    after: float
    mean: float
    by: int


@dataclass
class Round:
    """One round straight from the formulas, loop by loop, written apart from the kernel."""

    x: list[float]
    s: list[float]
    weight: list[float]
    span: float
    reading: Reading

    def support(self, i: int, j: int, r: list[float]) -> tuple[float, float]:
        """Support for i and for j of all third parties k, each by its own exponent."""
        for_i = for_j = 0.0
        for k, weight in enumerate(self.weight):
            to_j = (abs(self.x[k] - self.x[j]) / self.span) ** r[k]
            to_i = (abs(self.x[k] - self.x[i]) / self.span) ** r[k]
            if to_j > to_i:
                for_i += weight * (to_j - to_i)
            else:
                for_j += weight * (to_i - to_j)
        return for_i, for_j

    def prevails(self, i: int, j: int, r: list[float]) -> float:
        for_i, for_j = self.support(i, j, r)
        whole = for_i + for_j
        if self.reading.denominator == "all_pairs":
            size = range(len(self.x))
            whole = sum(sum(self.support(a, b, r)) for a in size for b in size)
        return 0.5 if whole == 0 else for_i / whole

    def expects(self, i: int, j: int, p: float, r: float) -> float:
        d = abs(self.x[i] - self.x[j]) / self.span
        succeed = 2 - 4 * (0.5 - 0.5 * d) ** r
        fail = 2 - 4 * (0.5 + 0.5 * d) ** r
        resisted = p * succeed + (1 - p) * fail
        return self.s[j] * resisted + (1 - self.s[j]) * succeed - (2 - 4 * 0.5**r)

    def exponents(self) -> list[float]:
        size = range(len(self.x))
        plain = [1.0] * len(self.x)
        security = [
            sum(self.expects(j, i, self.prevails(j, i, plain), 1.0) for j in size if j != i)
            for i in size
        ]
        top, bottom = max(security), min(security)
        if top - bottom <= TIE * len(self.x):
            return plain
        scaled = [(2 * each - top - bottom) / (top - bottom) for each in security]
        return [(1 - each / 3) / (1 + each / 3) for each in scaled]

    def offers_to(self, i: int, r: list[float]) -> Iterator[Offer]:
        x = self.x
        third = r if self.reading.distance == "risk" else [1.0] * len(x)
        for j in range(len(x)):
            if abs(x[i] - x[j]) <= TIE * self.span:
                continue
            mine, yours = {
                "viewer": (r[i], r[i]),
                "challenger": (r[i], r[j]),
                "rival": (r[j], r[j]),
            }[self.reading.risk]
            a = self.expects(i, j, self.prevails(i, j, third), mine)
            b = self.expects(j, i, self.prevails(j, i, third), yours)
            if a > TIE and b > a + TIE:
                yield Offer("conflict", x[j], NAN, j)
            if a < -TIE and b > TIE and b < -a - TIE:
                yield Offer("capitulation", x[j], NAN, j)
            elif a < -TIE and b > TIE:
                mean = (abs(a) * x[i] + b * x[j]) / (abs(a) + b)
                yield Offer("compromise", x[i] + (x[j] - x[i]) * min(1.0, abs(a / b)), mean, j)

    def answer(self, i: int, r: list[float]) -> float:
        reading = self.reading
        offers = list(self.offers_to(i, r))
        if reading.conflict == "stays" and reading.order != "conflict_first":
            offers = [offer for offer in offers if offer.kind != "conflict"]
        groups = [["conflict"], ["compromise"], ["capitulation"]]
        if reading.order == "compromise_first":
            groups = [["compromise"], ["capitulation"], ["conflict"]]
        if reading.order == "least_move":
            groups = [["conflict", "compromise", "capitulation"]]
        for group in groups:
            among = [offer for offer in offers if offer.kind in group]
            if not among:
                continue
            if group == ["conflict"] and reading.conflict == "stays":
                break
            if group == ["compromise"] and reading.compromise == "lowest":
                keys = [offer.mean / self.span for offer in among]
            else:
                keys = [abs(offer.after - self.x[i]) / self.span for offer in among]
            pairs = zip(keys, among, strict=True)
            return min(offer.after for key, offer in pairs if key <= min(keys) + TIE)
        return self.x[i]

    def after(self) -> list[float]:
        r = self.exponents()
        return [self.answer(i, r) for i in range(len(self.x))]


def oracle(x: Row, s: Row, c: Row, reading: Reading, rounds: int) -> Row:
    """Positions before the first round and after each."""
    weight = (c * s).tolist() if (c * s).any() else [1.0] * len(x)
    path, first = [x.tolist()], max(x) - min(x)
    for _ in range(rounds):
        now = path[-1]
        span = first if reading.span == "first" else max(now) - min(now)
        path.append(Round(now, s.tolist(), weight, span, reading).after() if span > 0 else now)
    return np.array(path)


EVERY = tuple(
    {
        Reading(**dict(zip(CHOICES, options, strict=True)))
        for options in np.array(
            np.meshgrid(*[list(each) for each in CHOICES.values()], indexing="ij")
        )
        .reshape(len(CHOICES), -1)
        .T.tolist()
    }
)


def small_problem(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    actors = int(rng.integers(2, 7))
    x = rng.uniform(-30, 70, actors)
    if seed % 3 == 0:  # shared positions
        x = np.round(x / 25) * 25
    s, c = rng.random(actors), rng.uniform(0, 5, actors)
    s[rng.random(actors) < 0.1] = 0.0
    c[rng.random(actors) < 0.1] = 0.0
    return x, s, c


@pytest.mark.parametrize("name", READINGS)
def test_every_shipped_reading_is_the_oracle(name: str) -> None:
    for seed in range(12):
        x, s, c = small_problem(seed)
        said = challenge(x, s, c, reading=name, rounds=4).positions[0, :, :, 0]
        theirs = oracle(x, s, c, READINGS[name], 4)
        assert said == pytest.approx(theirs, abs=CLOSE * 100), (seed, name)


def test_every_combination_of_options_is_the_oracle() -> None:
    assert len(EVERY) == 2 * 2 * 3 * 2 * 3 * 2 * 2
    for seed, reading in enumerate(sorted(EVERY, key=lambda each: each.name)):
        x, s, c = small_problem(1000 + seed)
        said = challenge(x, s, c, reading=reading, rounds=3).positions[0, :, :, 0]
        theirs = oracle(x, s, c, reading, 3)
        assert said == pytest.approx(theirs, abs=CLOSE * 100), (seed, reading)


# --- published


def test_emission_standards_by_round_exact_values() -> None:
    inputs = emission_arrays()
    medians = challenge(*inputs).settlements[0, :, 0]
    means = challenge(*inputs, settlement="mean").settlements[0, :, 0]
    assert (medians[0], means[0]) == (7.0, pytest.approx(7.389956, abs=5e-7))
    assert medians[1:] == pytest.approx(np.array(MEDIANS), abs=1e-3)
    assert means[1:] == pytest.approx(np.array(MEANS), abs=1e-3)


@pytest.mark.data
def test_the_exact_values_are_those_of_the_data(data_folder: Path) -> None:
    lines = (data_folder / "bargaining/scholz2011_table2.csv").read_text().splitlines()
    rows = np.array([line.split(",") for line in lines[1:]], dtype=float).T
    assert rows[1].tolist() == list(PUBLISHED)
    assert rows[3].tolist() == list(MEDIANS)
    assert rows[4].tolist() == list(MEANS)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_a_published_figure_is_reproduced_without_data(check: Check) -> None:
    assert check.missing(None) == ()
    ours = check.compute(None)
    assert check.agrees(ours), f"{check.name}: expected {check.expected}, ours {ours}"


def test_every_printed_figure_but_one_is_a_check_of_its_own() -> None:
    names = {check.name for check in CHECKS}
    assert len(names) == len(CHECKS) == 15 + 16
    assert "challenge_median_round_2_printed" not in names


def test_scholz_2011_table_2_medians_within_a_tenth_on_seven_of_eight_rounds() -> None:
    ours = challenge(*emission_arrays()).settlements[0, 1:, 0]
    assert (np.abs(ours - PUBLISHED) <= 0.1).tolist() == [True, False] + [True] * 6


def test_no_reading_comes_closer_to_the_published_medians_than_the_shipped_one() -> None:
    said = spread(*emission_arrays())
    errors = np.abs(said.medians[:, 0, 1:] - PUBLISHED).mean(axis=1)
    shipped = errors[said.readings.index("scholz2011")]
    assert shipped == pytest.approx(0.082, abs=5e-4)
    # The span alone makes no difference there.
    twin = replace(SCHOLZ2011, span="first").name
    assert {said.readings[row] for row in np.flatnonzero(errors <= shipped + CLOSE)} == {
        "scholz2011",
        twin,
    }


def test_readings_of_the_emission_standards_end_far_apart() -> None:
    # Other readings of the same papers were seen to end anywhere from 4 to 10.
    low, high = spread(*emission_arrays()).ends
    assert low[0] < 5.0
    assert high[0] == 10.0


# --- by hand


# Two actors at both ends of the scale: d = 1, and with r = 1 winning is worth 2, losing -2, the
# status quo 0, so that E = 2 (1 - 2 s (1 - P)), s the salience of whom is challenged. Against whom
# more is expected has r = 1/2 and takes the status quo for 2 - 4/sqrt 2 < 0, the other has r = 2
# and takes it for 1.
ENDS = [0.0, 10.0]
PAIR = replace(SCHOLZ2011, denominator="pair")
QUO = 2 - 4 / 2**0.5


def one_round(s: ArrayLike, c: ArrayLike, reading: Reading = PAIR) -> Moved:
    said = challenge(ENDS, s, c, reading=reading, rounds=1)
    moves = zip(said.moves.mover, said.moves.by, said.moves.how, strict=True)
    after = said.positions[0, 1, :, 0].tolist()
    return after, [(int(mover), int(by), KINDS[how]) for mover, by, how in moves]


def test_two_equals_threaten_and_neither_moves() -> None:
    # P = 1/2 and equal security: r = 1, a = b = 2 (1 - 0.4) > 0, and b > a nowhere.
    assert one_round([0.4, 0.4], [1, 1]) == (ENDS, [])


def test_a_conflict_by_hand() -> None:
    # P = 1/4 for the weak one, s = 1/2: E is 1/2 of weak on strong, 3/2 of strong on weak.
    # Weak (r = 1/2): a = 1/2 - QUO > 0, b = 3/2 - QUO > a: it takes the other's position.
    # Strong (r = 2): a = 3/2 - 1, b = 1/2 - 1: nothing.
    assert one_round(0.5, [1, 3]) == ([10.0, 10.0], [(0, 1, "conflict")])
    stays = replace(PAIR, conflict="stays")
    assert one_round(0.5, [1, 3], stays) == (ENDS, [])


def test_a_compromise_by_hand() -> None:
    # s = 1: weak (r = 1/2) a = -1 - QUO = -0.17, b = 1 - QUO = 1.83; strong a = 1 - 1 = 0.
    after, moves = one_round(1.0, [1, 3])
    assert after == [pytest.approx(10 * (1 + QUO) / (1 - QUO), abs=CLOSE), 10.0]
    assert moves == [(0, 1, "compromise")]


def test_a_capitulation_by_hand() -> None:
    # All pairs: the one contest counts from both ends, P = 1/8 and 3/8, E = 4 P - 2 with r = 1.
    # Weak: a = -3/2 - QUO = -0.67, b = -1/2 - QUO = 0.33 < |a|; strong: both below 0.
    assert one_round(1.0, [1, 3], SCHOLZ2011) == ([10.0, 10.0], [(0, 1, "capitulation")])


def test_who_cares_for_nothing_resists_nothing_by_hand() -> None:
    # s = 1/2 and 0: P = 1 for the first. E is 2 (a win for sure, no resistance) of the first on the
    # second and 2 (1 - 1) = 0 of the second on the first. The second (r = 1/2): a = 0 - QUO > 0,
    # b = 2 - QUO > a; the first (r = 2): a = 2 - 1, b = 0 - 1.
    assert one_round([0.5, 0.0], [1, 1]) == ([0.0, 0.0], [(1, 0, "conflict")])


def test_nobody_cares_by_hand() -> None:
    # All weigh alike, and no challenge is resisted: E = 2 for both, r = 1, a = b.
    assert one_round(0.0, [1, 5]) == (ENDS, [])


def test_the_judge_of_two_challenges_by_hand() -> None:
    # The conflict above judged by rivals: weak looks with r = 2: a = 1/2 - 1, b = 3/2 - 1, and
    # |a| = b: all the way, a compromise. Strong looks with r = 1/2: a = 3/2 - QUO > b: nothing.
    rival = replace(PAIR, risk="rival")
    assert one_round(0.5, [1, 3], rival) == ([10.0, 10.0], [(0, 1, "compromise")])
    # Each by its own: weak a = 1/2 - QUO = 1.33, b = 3/2 - 1 = 1/2 < a. Strong a = 1/2, b = 1.33.
    own = replace(PAIR, risk="challenger")
    assert one_round(0.5, [1, 3], own) == ([0.0, 0.0], [(1, 0, "conflict")])


# --- laws

numbers = st.floats(0.01, 1.0)
actor = st.tuples(st.floats(0, 100), numbers, numbers)
tables = st.lists(actor, min_size=1, max_size=7).map(lambda rows: np.array(rows).T)
some_reading = st.sampled_from(EVERY)


def path_of(rows: np.ndarray, reading: Reading, rounds: int = 4) -> np.ndarray:
    return challenge(*rows, reading=reading, rounds=rounds).positions[0, :, :, 0]


@given(tables, some_reading, st.randoms(use_true_random=False))
def test_names_of_actors_do_not_matter(
    rows: np.ndarray, reading: Reading, shuffler: random.Random
) -> None:
    order = list(range(rows.shape[1]))
    shuffler.shuffle(order)
    assert path_of(rows[:, order], reading) == pytest.approx(
        path_of(rows, reading)[:, order], abs=100 * CLOSE
    )


@given(tables, some_reading, st.integers(-9, 9), st.integers(1, 9))
def test_moves_with_the_scale(rows: np.ndarray, reading: Reading, shift: int, unit: int) -> None:
    x, s, c = rows
    x = np.round(x, 3)
    moved = path_of(np.array([shift + unit * x, s, c]), reading)
    assert moved == pytest.approx(shift + unit * path_of(np.array([x, s, c]), reading), abs=1e-5)


@given(tables, some_reading, st.floats(0.001, 1000))
def test_the_unit_of_capability_is_free(rows: np.ndarray, reading: Reading, unit: float) -> None:
    x, s, c = rows
    other = path_of(np.array([x, s, c * unit]), reading)
    assert other == pytest.approx(path_of(rows, reading), abs=100 * CLOSE)


@given(tables, some_reading)
def test_nobody_leaves_the_first_range_and_everything_is_settled_inside(
    rows: np.ndarray, reading: Reading
) -> None:
    x, s, c = rows
    for settlement in ("median", "mean"):
        said = challenge(x, s, c, reading=reading, settlement=settlement)  # type: ignore[arg-type]
        for values in (said.positions, said.settlements):
            assert np.all((values >= x.min()) & (values <= x.max()))


@given(tables, some_reading)
def test_settlements_are_the_weighted_median_and_the_compromise_of_each_round(
    rows: np.ndarray, reading: Reading
) -> None:
    x, s, c = rows
    said = challenge(x, s, c, reading=reading)
    lower, _ = weighted_median(said.positions[0, :, :, 0], s, c)
    assert said.settlements[0, :, 0] == pytest.approx(lower, abs=100 * CLOSE)
    means = challenge(x, s, c, reading=reading, settlement="mean").settlements[0, :, 0]
    assert means == pytest.approx(compromise(said.positions[0, :, :, 0], s, c), abs=100 * CLOSE)


@given(tables, some_reading)
def test_moves_tell_every_change_and_lead_towards_whom_they_are_owed_to(
    rows: np.ndarray, reading: Reading
) -> None:
    said = challenge(*rows, reading=reading)
    path, moves = said.positions[0, :, :, 0].copy(), said.moves
    told = path[0].copy()
    for turn in range(1, len(path)):
        now = moves.turn == turn
        before = told.copy()
        assert moves.before[now].tolist() == before[moves.mover[now]].tolist()
        told[moves.mover[now]] = moves.after[now]
        goal = before[moves.by[now]]
        low, high = np.minimum(moves.before[now], goal), np.maximum(moves.before[now], goal)
        assert np.all((low <= moves.after[now]) & (moves.after[now] <= high))
        whole = moves.how[now] != KINDS.index("compromise")
        assert moves.after[now][whole].tolist() == goal[whole].tolist()
        assert told.tolist() == path[turn].tolist()
    assert np.all(moves.before != moves.after)
    assert np.all(np.diff(moves.turn) >= 0)


@given(tables, some_reading)
def test_an_absent_actor_changes_nothing(rows: np.ndarray, reading: Reading) -> None:
    x, s, c = rows
    path = path_of(np.array([np.append(NAN, x), np.append(NAN, s), np.append(NAN, c)]), reading)
    assert np.isnan(path[:, 0]).all()
    assert path[:, 1:].tolist() == path_of(rows, reading).tolist()


@pytest.mark.parametrize("name", READINGS)
def test_draws_do_not_touch_each_other(name: str) -> None:
    rng = np.random.default_rng(5)
    x, s, c = rng.random((6, 5)) * 100, rng.random((6, 5)), rng.random((6, 5))
    whole = challenge(x, s, c, reading=name)
    for draw in range(6):
        alone = challenge(x[draw], s[draw], c[draw], reading=name)
        assert alone.positions[0].tolist() == whole.positions[draw].tolist()


# --- the readings


def test_there_are_96_readings_with_names_and_words_of_their_own() -> None:
    assert len(READINGS) == len(set(READINGS.values())) == 96
    assert all(reading.name == name for name, reading in READINGS.items())
    assert len({reading.sentences for reading in READINGS.values()}) == 96
    assert READINGS["scholz2011"] == SCHOLZ2011
    assert "pair.plain.viewer.moves.conflict_first.least_move.round" in READINGS


def test_each_option_is_told_in_a_sentence() -> None:
    for options in CHOICES.values():
        assert len(options) > 1
        assert all(
            sentence.endswith(".") and sentence[0].isupper() for sentence in options.values()
        )


def test_the_spread_is_each_reading_run_alone() -> None:
    rng = np.random.default_rng(8)
    x, s, c = rng.random((3, 4)) * 100, rng.random((3, 4)), rng.random((3, 4))
    chosen = ["scholz2011", replace(SCHOLZ2011, order="least_move")]
    said = spread(x, s, c, readings=chosen, rounds=3)
    assert said.readings == ("scholz2011", "all_pairs.risk.viewer.moves.least_move.lowest.round")
    for row, reading in enumerate(chosen):
        median = challenge(x, s, c, reading=reading, rounds=3)
        mean = challenge(x, s, c, reading=reading, rounds=3, settlement="mean")
        assert said.medians[row].tolist() == median.settlements[:, :, 0].tolist()
        assert said.means[row].tolist() == mean.settlements[:, :, 0].tolist()
    low, high = said.ends
    assert low.tolist() == said.medians[:, :, -1].min(axis=0).tolist()
    assert high.tolist() == said.medians[:, :, -1].max(axis=0).tolist()


# --- the card, and input at the edge


def test_the_card_takes_issues_together_and_settles_each_alone() -> None:
    rng = np.random.default_rng(2)
    x, s, c = rng.random((3, 5, 2)) * 100, rng.random((3, 5, 2)), rng.random((3, 5, 2))
    x[1, 2, 0] = NAN
    said = CARD.forecast(x, s, c)
    assert said.model == CARD.name == "challenge"
    assert said.positions.shape == (3, ROUNDS + 1, 5, 2)
    assert said.settlements.shape == (3, ROUNDS + 1, 2)
    together = [tuple(row) for row in np.transpose(columns_of(said)).tolist()]
    apart = []
    for issue in range(2):
        alone = challenge(x[:, :, issue], s[:, :, issue], c[:, :, issue])
        assert np.array_equal(alone.positions[..., 0], said.positions[..., issue], equal_nan=True)
        assert alone.settlements[..., 0].tolist() == said.settlements[..., issue].tolist()
        assert said.on_issue(issue).points.tolist() == alone.settlements[:, -1, 0].tolist()
        alone_columns = columns_of(alone)
        alone_columns[2] = np.full_like(alone_columns[2], issue)
        apart += [tuple(row) for row in np.transpose(alone_columns).tolist()]
    assert together == sorted(apart, key=lambda row: row[:4])


def columns_of(said: RoundsForecast) -> list[np.ndarray]:
    m = said.moves
    return [m.draw, m.turn, m.issue, m.mover, m.by, m.before, m.after, m.how]


def test_an_issue_gives_salience_and_capability_in_any_shape_that_fits() -> None:
    x = np.array([[[0.0, 5.0], [10.0, 20.0]]])
    said = challenge_issues(x, 0.5, [[1.0], [3.0]])
    assert said.settlements[0, -1].tolist() == [10.0, 20.0]


@pytest.mark.parametrize("name", READINGS)
@pytest.mark.parametrize("position", [[5.0], [5.0, 5.0, 5.0], [NAN, 5.0], [NAN, 5.0, 5.0]])
def test_one_actor_or_one_position_stays(name: str, position: list[float]) -> None:
    said = challenge(position, 0.5, 1.0, reading=name)
    assert np.array_equal(said.positions[0, -1, :, 0], position, equal_nan=True)
    assert said.moves.draw.size == 0
    assert said.settlements.tolist() == [[[5.0]] * (ROUNDS + 1)]


@pytest.mark.parametrize("name", READINGS)
@pytest.mark.parametrize(("s", "c"), [(0.0, 1.0), (1.0, 0.0), (0.0, 0.0), (1.0, 1.0)])
def test_without_influence_all_count_alike_and_nothing_is_undefined(
    name: str, s: float, c: float
) -> None:
    x = [0.0, 30.0, 40.0, 90.0]
    said = challenge(x, s, c, reading=name)
    assert np.isfinite(said.positions).all()
    assert said.settlements[0, 0, 0] == 30.0
    if c == 0.0:
        assert said.positions.tolist() == challenge(x, s, 1.0, reading=name).positions.tolist()


@pytest.mark.parametrize("name", READINGS)
def test_numbers_of_any_size(name: str) -> None:
    x, s, c = np.array([0.0, 0.4, 1.0]), np.array([0.9, 0.6, 1.0]), np.array([1.0, 2.0, 1.5])
    plain = challenge(x, s, c, reading=name).settlements
    for power in (-1000, 1000):
        huge = challenge(np.ldexp(x, power), s, np.ldexp(c, -power), reading=name).settlements
        assert np.ldexp(huge, -power).tolist() == plain.tolist()
    far = challenge([-1.7e308, 1.7e308, 0.0], s, c, reading=name)
    assert np.isfinite(far.positions).all()
    assert np.isfinite(far.settlements).all()


def test_no_draws_are_no_forecast() -> None:
    said = challenge(np.empty((0, 3)), np.empty((0, 3)), np.empty((0, 3)))
    assert said.positions.shape == (0, ROUNDS + 1, 3, 1)
    assert spread(np.empty((0, 3)), 1.0, 1.0).medians.shape == (96, 0, ROUNDS + 1)


def test_input_is_left_alone() -> None:
    x, s, c = np.array([[0.0, 9.0]]), np.array([[0.5, 1.0]]), np.array([[2.0, 1.0]])
    challenge(x, s, c)
    assert (x.tolist(), s.tolist(), c.tolist()) == ([[0, 9]], [[0.5, 1]], [[2, 1]])


@pytest.mark.parametrize(
    ("inputs", "sentence"),
    [
        (([NAN], 1, 1), "no actor has a position in draw 0"),
        (([1.0, float("inf")], 1, 1), "a position is infinite"),
        (
            ([1.0, 2.0], [0.5, 80], 1),
            "salience of actor 1 in draw 0 is 80.0; it must lie between 0",
        ),
        (([1.0, 2.0], [0.5, -1], 1), "salience of actor 1 in draw 0 is -1.0"),
        (([1.0, 2.0], [0.5, NAN], 1), "salience of actor 1 in draw 0 is nan"),
        (([1.0, 2.0], 1, [-1, 1]), "capability of actor 0 in draw 0 is -1.0"),
        (([1.0, 2.0], 1, [1, float("inf")]), "capability of actor 1 in draw 0 is inf"),
        (([1.0, 2.0], 1, [1, NAN]), "capability of actor 1 in draw 0 is nan"),
    ],
)
def test_numbers_out_of_range_are_refused(inputs: tuple[object, ...], sentence: str) -> None:
    with pytest.raises(SolverError, match=sentence):
        challenge(*inputs)  # type: ignore[arg-type]
    with pytest.raises(SolverError, match=sentence):
        spread(*inputs)  # type: ignore[arg-type]
    deeper = [np.asarray(each, dtype=float)[..., None] for each in inputs]
    with pytest.raises(SolverError, match=f"issue 0: {sentence}"):
        challenge_issues(deeper[0][None], *deeper[1:])


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: challenge([1.0, 2.0], [1, 1, 1], 1), "shapes"),
        (lambda: challenge(["a", "b"], 1, 1), "shapes"),
        (lambda: challenge(np.ones((2, 2, 2)), 1, 1), "position has 3 axes"),
        (lambda: challenge_issues(np.ones((2, 2)), 1, 1), r"position has the shape \(2, 2\)"),
        (lambda: challenge_issues(np.ones((2, 2, 0)), 1, 1), "one or more"),
        (lambda: challenge_issues(np.ones((2, 2, 1)), np.ones(3), 1), "must be numbers that fit"),
        (lambda: challenge_issues([[[1.0], [1.0, 2.0]]], 1, 1), "numbers in rows of one length"),
        (lambda: challenge([1.0, 2.0], 1, 1, rounds=0), "rounds is 0; it must be a whole number"),
        (lambda: challenge([1.0, 2.0], 1, 1, rounds=2.5), "rounds is 2.5"),  # type: ignore[arg-type]
        (lambda: challenge([1.0, 2.0], 1, 1, rounds=True), "rounds is True"),
        (lambda: challenge([1.0, 2.0], 1, 1, reading="mine"), "reading is 'mine'; allowed"),
        (lambda: challenge([1.0, 2.0], 1, 1, reading=[]), r"reading is \[\]; allowed"),  # type: ignore[arg-type]
        (lambda: challenge([1.0, 2.0], 1, 1, settlement="mode"), "settlement is 'mode'; allowed"),  # type: ignore[arg-type]
        (lambda: spread([1.0, 2.0], 1, 1, readings=()), "readings are empty"),
        (lambda: replace(SCHOLZ2011, risk="mine"), "risk is 'mine'; allowed: viewer, challenger"),  # type: ignore[arg-type]
    ],
)
def test_wrong_calls_are_refused(call: Callable[[], object], sentence: str) -> None:
    with pytest.raises(CallError, match=sentence):
        call()
