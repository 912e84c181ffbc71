# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from scipy.stats import binomtest

from foedus.bargaining import MODELS, REFERENCE_MODELS, ROUND_MODELS
from foedus.bargaining.backtest import (
    LEVELS,
    backtest,
    dressed_compromise,
    fitted_ensemble,
)
from foedus.bargaining.intervals import shortest_interval
from foedus.bargaining.issues import MOST_ISSUES, Issues, apart, issues_of
from foedus.bargaining.pool import ensemble
from foedus.bargaining.scoring import crps, mae
from foedus.errors import CallError, SolverError
from foedus.history.bargaining_tables import OutcomeTable, PositionTable

if TYPE_CHECKING:
    from collections.abc import Callable

    from foedus.bargaining.outcome import DistributionForecast

NAN = float("nan")
PRINTED = 0.01  # a unit of the last digit of the figures on 265 issues
EVERY = {*MODELS, *ROUND_MODELS, "compromise_dressed"}


def table(**cells: list[tuple[str, float, float, float]]) -> PositionTable:
    """Return a table of positions: by issue, actor, position, salience, power."""
    actors = tuple(dict.fromkeys(row[0] for rows in cells.values() for row in rows))
    numbers = np.zeros((3, len(cells), len(actors)))
    numbers[0] = NAN
    for place, rows in enumerate(cells.values()):
        for actor, *row in rows:
            numbers[:, place, actors.index(actor)] = row
    return PositionTable(tuple(cells), actors, *numbers)


def decided(outcomes: dict[str, float], **columns: tuple[str, ...]) -> OutcomeTable:
    return OutcomeTable(tuple(outcomes), np.array(list(outcomes.values())), columns)


TAX_AND_SEA = table(
    tax=[("north", 0, 0.5, 1), ("south", 100, 1, 1)], sea=[("south", 30, 1, 2), ("east", 50, 1, 1)]
)


# Joining tables.


def test_rows_are_joined_by_issue() -> None:
    outcomes = decided(
        {"sea": 40.0, "oil": 1.0, "tax": 60.0},
        proposal=("p", "q", "r"),
        reference_point=(" 20", "", "n/a"),
    )
    issues, notes = issues_of(TAX_AND_SEA, outcomes)
    assert issues.names == ("tax", "sea")
    assert issues.outcome.tolist() == [60, 40]
    assert issues.block.tolist() == ["r", "p"]
    assert np.isnan(issues.reference[0])
    assert issues.reference[1] == 20
    assert np.isnan(issues.position).tolist() == [[False, False, True], [True, False, False]]
    assert notes == [
        "Issues of one proposal are kept together (--block names another column).",
        "1 outcome is of issues without positions and passed over.",
        "Passed over in reference_point: 1 cell that is no number, the first 'n/a'.",
    ]
    assert issues.span == (0, 100)


def test_each_issue_is_by_itself_where_no_column_says_otherwise() -> None:
    issues, notes = issues_of(TAX_AND_SEA, decided({"tax": 1.0, "sea": 2.0}))
    assert issues.block.tolist() == ["tax", "sea"]
    assert notes == []
    outcomes = decided({"tax": 1.0, "sea": 2.0}, proposal=("p", "p"), year=("1", "2"))
    for column, blocks in (("year", ["1", "2"]), ("issue", ["tax", "sea"]), (None, ["p", "p"])):
        assert issues_of(TAX_AND_SEA, outcomes, column)[0].block.tolist() == blocks


def test_what_does_not_join_is_told() -> None:
    both = decided({"tax": 1.0, "sea": 2.0}, proposal=("p", "p"))
    with pytest.raises(CallError, match=r"no column 'propsal'; allowed: issue, proposal \(did you"):
        issues_of(TAX_AND_SEA, both, "propsal")
    with pytest.raises(CallError, match="1 issue has no outcome, the first is 'sea'"):
        issues_of(TAX_AND_SEA, decided({"tax": 1.0}))
    names = tuple(map(str, range(MOST_ISSUES + 1)))
    long = PositionTable(names, ("north",), *np.zeros((3, len(names), 1)))
    with pytest.raises(CallError, match="there are 3,001 issues; at most 3,000 at a time"):
        issues_of(long, both)


def test_salience_in_percent() -> None:
    outcomes = decided({"tax": 1.0, "sea": 2.0})
    percent = replace(TAX_AND_SEA, salience=100 * TAX_AND_SEA.salience)
    issues, notes = issues_of(percent, outcomes)
    assert issues.salience.tolist() == TAX_AND_SEA.salience.tolist()
    assert notes == ["Salience goes above 1, so it is read as percent."]
    with pytest.raises(SolverError, match="salience of 'south' on 'tax' is 200; must be a share"):
        issues_of(replace(percent, salience=2 * percent.salience), outcomes)


def test_nothing_is_learnt_from_what_is_forecast(drawn: Callable[..., Issues]) -> None:
    issues = drawn(24, 8)
    asked = issues.where(np.isin(issues.block, ["block 0", "block 1"]))
    renamed = tuple(f"other {name}" if name != "issue 2" else name for name in issues.names)
    train = replace(issues, names=renamed)
    learnt, notes = apart(train, replace(asked, names=("issue 2", *asked.names[1:])))
    # Blocks 0 and 1 have three issues each; issue 2 is of block 2.
    assert set(learnt.block) == {f"block {number}" for number in range(2, 8)}
    assert "issue 2" not in learnt.names
    assert notes[0].startswith("17 of 24 issues are learnt from; the others are to be forecast")
    with pytest.raises(CallError, match="give a training table with others"):
        apart(asked, issues)
    fresh = replace(asked, block=np.array(["new"] * 6), names=tuple("abcdef"))
    assert apart(train, fresh)[1] == ["24 of 24 issues are learnt from."]


# Scores.


def rows(answer: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {row["model"]: row for row in answer["models"]}


def test_every_model_has_a_row_best_first(drawn: Callable[..., Issues]) -> None:
    issues = drawn()
    issues.reference[5:9] = 50.0
    answer = backtest(issues)
    found = rows(answer)
    assert set(found) == EVERY | set(REFERENCE_MODELS)
    assert len(answer["models"]) == len(found)
    assert (answer["n"], answer["blocks"], answer["fitted_to"]) == (24, 8, "other_blocks")
    scores = [row["crps"] for row in answer["models"]]
    assert scores == sorted(scores)
    for name, row in found.items():
        assert row["n"] == (4 if name in REFERENCE_MODELS else 24)
        assert sum(row["pit"]) == pytest.approx(1)
        assert list(row["coverage"]) == [str(level) for level in LEVELS]
        assert all(0 <= share <= 1 for share in row["coverage"].values())
        assert row["rmse"] >= row["mae"] - 1e-9
    pairs = {(pair["model"], pair["against"]) for pair in answer["paired"]}
    assert pairs == {
        (one, other)
        for one in EVERY
        for other in ("compromise", "compromise_dressed", "ensemble")
        if one != other
    }


def test_figures_of_a_row_by_hand() -> None:
    issues, _ = issues_of(TAX_AND_SEA, decided({"tax": 60.0, "sea": 30.0}, block=("b", "b")))
    row = rows(backtest(issues))["weighted_median"]
    # Two thirds of the influence are at 100 on tax, and at 30 on the sea.
    assert (row["mae"], row["rmse"], row["within10"], row["crps"]) == (20, 800**0.5, 0.5, 20)
    assert set(row["coverage"].values()) == {0.5}
    doubt = 0.01
    missed, hit = -math.log(doubt / 21), -math.log(1 - doubt + doubt / 21)
    assert row["log_score"] == pytest.approx((missed + hit) / 2)
    assert row["pit"] == pytest.approx([0.5 + 0.05, *[0.05] * 9])


def test_pairs_are_differences_of_rows(drawn: Callable[..., Issues]) -> None:
    answer = backtest(drawn())
    found = rows(answer)
    for pair in answer["paired"]:
        for measure in ("crps", "mae"):
            gap = found[pair["model"]][measure] - found[pair["against"]][measure]
            told = pair[measure]
            assert told["difference"] == pytest.approx(gap, abs=1e-9)
            assert told["low"] <= told["high"]


def test_with_one_block_nothing_is_fitted_or_compared(drawn: Callable[..., Issues]) -> None:
    issues = drawn(6, 1)
    answer = backtest(issues)
    assert (answer["blocks"], answer["fitted_to"], answer["paired"]) == (1, "default_weights", [])
    assert set(rows(answer)) == EVERY - {"compromise_dressed"}
    plain = ensemble(issues.position, issues.salience, issues.power)
    expected = crps(plain.support, issues.outcome, plain.probabilities).mean()
    assert rows(answer)["ensemble"]["crps"] == pytest.approx(expected)


def test_training_on_others_with_other_actors(drawn: Callable[..., Issues]) -> None:
    issues, train = drawn(6, 1), drawn(30, 10, seed=1)
    train = replace(
        train, **{n: getattr(train, n)[:, :4] for n in ("position", "salience", "power")}
    )
    answer = backtest(issues, train)
    assert (answer["fitted_to"], set(rows(answer))) == ("training_table", EVERY)


@pytest.mark.parametrize("outcomes", [(5.0, 5.0), (5.0, 300.0), (-40.0, 5.0)])
def test_where_all_want_the_same(outcomes: tuple[float, float]) -> None:
    positions = table(a=[("n", 5, 0, 1), ("s", 5, 0, 0)], b=[("n", 5, 1, 1)])
    issues, _ = issues_of(positions, decided(dict(zip("ab", outcomes, strict=True))))
    error = np.abs(np.array(outcomes) - 5).mean()
    for name, row in rows(backtest(issues)).items():
        if name != "compromise_dressed":
            assert row["crps"] == pytest.approx(error)
        assert all(map(math.isfinite, (row["mae"], row["rmse"], row["crps"], row["log_score"])))


def test_outcomes_do_not_reach_their_own_forecasts(drawn: Callable[..., Issues]) -> None:
    issues = drawn()
    own = issues.block == "block 3"
    moved = replace(issues, outcome=np.where(own, -500.0, issues.outcome))
    for model in (fitted_ensemble, dressed_compromise):
        before, after = model(issues), model(moved)
        assert np.array_equal(before.probabilities[own], after.probabilities[own])
        counted = before.probabilities[own] > 0
        assert np.array_equal(before.support[own][counted], after.support[own][counted])


# European law-making. The bounds leave the fold seed its luck.


def score(said: DistributionForecast, issues: Issues) -> float:
    return float(crps(said.support, issues.outcome, said.probabilities).mean())


@pytest.mark.data
def test_the_reference_figures(deu3: Issues) -> None:
    found = rows(backtest(deu3))
    assert found["compromise"]["mae"] == pytest.approx(22.246, abs=PRINTED)
    assert found["condorcet_recursion_squared"]["mae"] == pytest.approx(22.151, abs=PRINTED)
    assert found["condorcet_recursion_squared"]["crps"] == pytest.approx(16.828, abs=PRINTED)
    assert found["compromise_dressed"]["crps"] == pytest.approx(15.988, abs=PRINTED)
    assert {row["n"] for row in found.values()} == {265, 188}


@pytest.mark.data
@pytest.mark.parametrize("seed", range(5))
def test_the_ensemble_on_proposals_it_was_not_fitted_to(deu3: Issues, seed: int) -> None:
    said = fitted_ensemble(deu3, seed=seed)
    assert score(said, deu3) <= 15.0
    assert mae(said.points, deu3.outcome) <= 21.5
    low, high = shortest_interval(said, 0.8)
    inside = int(((low <= deu3.outcome) & (deu3.outcome <= high)).sum())
    assert binomtest(inside, 265, 0.8).pvalue > 0.05


@pytest.mark.data
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("side", [0, 1])
def test_learnt_on_half_of_the_proposals_and_scored_on_the_others(
    deu3: Issues, seed: int, side: int
) -> None:
    proposals, of = np.unique(deu3.block, return_inverse=True)
    here = np.random.default_rng(seed).permutation(len(proposals))[of] % 2 == side
    issues, train = deu3.where(here), deu3.where(~here)
    elected = MODELS["condorcet_recursion_squared"]
    elections = elected.forecast(issues.position, issues.salience, issues.power)
    ours = score(fitted_ensemble(issues, train), issues)
    assert ours < score(dressed_compromise(issues, train), issues)
    assert ours < score(elections, issues)  # type: ignore[arg-type]
