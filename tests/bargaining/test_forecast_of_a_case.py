# SPDX-License-Identifier: Apache-2.0
"""What a forecast says of a case beyond single models: spread, rounds, timeline, levers."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import foedus
from foedus.bargaining import MODELS, REFERENCE_MODELS, ROUND_MODELS
from foedus.bargaining.answer import fallback_place, summarise_forecast
from foedus.bargaining.challenge import challenge
from foedus.bargaining.challenge_readings import READINGS
from foedus.bargaining.disagreement import reading_spread
from foedus.bargaining.few import FEW, few_draws
from foedus.bargaining.forecast import (
    CO_FORECASTS,
    DISTRIBUTIONS,
    POINT_MODELS,
    forecast_worlds,
    on_issue,
    scale_issues,
)
from foedus.bargaining.intervals import pooled_interval
from foedus.bargaining.leverage import levers
from foedus.bargaining.outcome import DistributionForecast, PointForecast
from foedus.bargaining.rounds import Talks, hold_talks
from foedus.bargaining.timeline import timeline
from foedus.uncertain import UncertainNumber

if TYPE_CHECKING:
    from foedus.bargaining.few import Few
    from foedus.bargaining.forecast import Inputs
    from foedus.case.folder import CaseFolder

DRAWS = 64


@pytest.fixture(scope="module")
def ukraine() -> CaseFolder:
    return foedus.load("ukraine_2025_08").folder


@pytest.fixture(scope="module")
def few(ukraine: CaseFolder) -> Few:
    return few_draws(ukraine, 3, DRAWS)


@pytest.fixture(scope="module")
def answer(ukraine: CaseFolder) -> dict[str, Any]:
    return foedus.Case(ukraine).forecast(DRAWS, 3)


def with_record(case: CaseFolder, **changes: object) -> CaseFolder:
    return replace(case, record=case.record.model_copy(update=changes))


def forecast(case: CaseFolder, seed: int = 3) -> dict[str, Any]:
    return foedus.Case(case).forecast(DRAWS, seed)


def scales(answer: dict[str, Any]) -> list[dict[str, Any]]:
    return [issue for issue in answer["issues"] if issue["kind"] == "scale"]


# Every model on every issue.


def test_every_kind_of_model_speaks_on_every_scale(answer: dict[str, Any]) -> None:
    expected = {"ensemble", *POINT_MODELS, *DISTRIBUTIONS, *ROUND_MODELS, *REFERENCE_MODELS}
    for issue in scales(answer):
        assert {model["model"] for model in issue["models"]} == expected
    assert answer["notes"] == []


def test_an_interval_holds_its_share_and_is_no_longer_than_the_one_between_quantiles(
    answer: dict[str, Any],
) -> None:
    for model in (m for issue in scales(answer) for m in issue["models"]):
        held, q = model["interval"], model["quantiles"]
        assert (held["kind"], held["level"]) == ("shortest", 0.8)
        # From 5% to 95% lie nine tenths, so some interval inside it holds eight.
        assert held["high"] - held["low"] <= q["0.95"] - q["0.05"]
        assert sum(model["shares"]) == pytest.approx(1)


def test_the_shortest_interval_of_all_draws_together() -> None:
    # By hand: of ten chances of a tenth each, 0 stands apart; 3 to 6 hold eight.
    points = PointForecast("any", np.array([0.0, 3, 3, 4, 4, 4, 5, 6, 6, 20]))
    assert pooled_interval(points, 0.8) == (3.0, 6.0)
    # 0 has a quarter of all chances, 10 a half, 90 a quarter.
    chances = np.array([[0.5, 0.5, 0.0], [0.0, 0.5, 0.5]])
    both = DistributionForecast("any", np.array([[0.0, 10, np.nan], [0, 10, 90]]), chances)
    assert pooled_interval(both, 0.75) == (0.0, 10.0)
    assert pooled_interval(both, 0.5) == (10.0, 10.0)
    assert pooled_interval(both, 1) == (0.0, 90.0)


def test_the_models_named_as_ends_are_the_ends(answer: dict[str, Any]) -> None:
    for issue in scales(answer):
        points = {model["model"]: model["point"] for model in issue["models"]}
        low, high = issue["spread"]["low"], issue["spread"]["high"]
        assert low["point"] == min(points.values()) == points[low["model"]]
        assert high["point"] == max(points.values()) == points[high["model"]]


def test_solutions_start_from_what_holds_if_nothing_is_agreed(ukraine: CaseFolder) -> None:
    # The case: the fallback of sanctions is that all are kept, the low end of the scale.
    assert fallback_place(ukraine.issues["sanctions"]) == 0.0
    number = ukraine.issues["sanctions"].model_copy(update={"fallback": 30})
    assert fallback_place(number) == 30.0


def test_no_more_draws_than_few_are_taken_and_they_are_the_first(ukraine: CaseFolder) -> None:
    whole = foedus.Case(ukraine).worlds(2 * FEW, 5)
    first = few_draws(ukraine, 5, 2 * FEW)
    assert first.draws == FEW
    for key, column in first.worlds.columns.items():
        np.testing.assert_array_equal(column, whole.columns[key][:FEW])


# Readings.


def test_readings_end_where_each_run_by_itself_ends() -> None:
    # Scholz, Calbert and Smith's kind of table: three actors, ends from 4 to 10 over 96 readings.
    inputs: Inputs = tuple(
        np.array([row], dtype=np.float64) for row in ([4, 7, 10], [0.8, 0.5, 0.6], [1, 1, 2])
    )  # type: ignore[assignment]
    found = reading_spread(inputs, inputs)
    ends = [
        float(challenge(*inputs, reading=reading).settlements[0, -1, 0]) for reading in READINGS
    ]
    assert (found["n"], found["low"], found["high"]) == (96, min(ends), max(ends))
    assert found["distinct"] == len(set(np.round(ends, 6)))
    assert found["scholz2011"] == ends[list(READINGS).index("scholz2011")]
    assert found["worlds"] == {
        "draws": 1,
        **{name: found[name] for name in ("low", "q25", "median", "q75", "high")},
    }


def test_readings_agree_where_all_want_the_same() -> None:
    same: Inputs = (np.full((1, 3), 40.0), np.full((1, 3), 0.5), np.ones((1, 3)))
    found = reading_spread(same, same)
    assert (found["low"], found["high"], found["distinct"]) == (40.0, 40.0, 1)


# Rounds.


def test_rounds_start_at_the_positions_and_end_at_the_settlement(
    answer: dict[str, Any], few: Few
) -> None:
    names = list(few.case.issues)
    for issue in scales(answer):
        central = few.central[0][0, :, names.index(issue["issue"])]
        held = {
            actor: place
            for actor, place in zip(few.worlds.holders, central, strict=True)
            if not np.isnan(place)
        }
        for model in issue["models"]:
            assert bool(model["rounds"]) == (model["model"] in ROUND_MODELS)
            if model["rounds"]:
                first, last = model["rounds"][0], model["rounds"][-1]
                assert first["positions"] == pytest.approx(held)
                assert (last["low"], last["high"]) == (
                    model["quantiles"]["0.05"],
                    model["quantiles"]["0.95"],
                )
                assert [row["round"] for row in model["rounds"]] == list(
                    range(len(model["rounds"]))
                )


def test_moves_lead_from_one_round_to_the_next(answer: dict[str, Any]) -> None:
    """Of the models whose moves are of positions; who trades moves its vote."""
    trading = {row["model"] for row in answer["exchanges"]}
    rounds = {
        (model["model"], issue["issue"]): model["rounds"]
        for issue in scales(answer)
        for model in issue["models"]
        if model["model"] not in trading
    }
    assert answer["moves"]
    moved = set()
    for move in (move for move in answer["moves"] if move["model"] not in trading):
        path = rounds[move["model"], move["issue"]]
        turn, who = move["round"], move["mover"]
        assert path[turn - 1]["positions"][who] == pytest.approx(move["before"])
        assert path[turn]["positions"][who] == pytest.approx(move["after"])
        moved.add((move["model"], move["issue"], turn, who))
    for (model, issue), path in rounds.items():
        for turn in range(1, len(path)):
            for who, place in path[turn]["positions"].items():
                if place != pytest.approx(path[turn - 1]["positions"][who]):
                    assert (model, issue, turn, who) in moved


def test_an_exchange_has_two_sides_and_third_parties() -> None:
    made = SimpleNamespace(
        draw=np.array([0, 1]),
        turn=np.array([1, 1]),
        actor_i=np.array([0, 0]),
        actor_j=np.array([2, 2]),
        gain=np.array([1.5, 1.6]),
        externality=np.array([[0.0, -0.5, 0.0], [0.0, 0.5, 0.0]]),
    )
    moves = SimpleNamespace(
        mover=np.array([2, 0, 2, 0]),
        issue=np.array([1, 0, 1, 0]),
        before=np.array([90.0, 10.0, 91.0, 11.0]),
        after=np.array([60.0, 20.0, 61.0, 21.0]),
    )
    run: Any = SimpleNamespace(exchanges=made, moves=moves)
    talks = Talks(("a", "b", "c"), ("one", "two"), {"trade": run, "other": SimpleNamespace()}, ())  # type: ignore[dict-item]
    (row,) = talks.exchanges()
    assert row == {
        "model": "trade",
        "round": 1,
        "first": {"actor": "a", "issue": "one", "before": 10.0, "after": 20.0},
        "second": {"actor": "c", "issue": "two", "before": 90.0, "after": 60.0},
        "gain": 1.5,
        "others": {"b": -0.5},
    }


def test_a_model_that_cannot_take_the_numbers_says_why() -> None:
    over: Inputs = (np.array([[[0.0], [9.0]]]), np.full((1, 2, 1), 1.5), np.ones((1, 2, 1)))
    talks = hold_talks(("a", "b"), ("one",), over, over)
    assert "challenge" not in talks.runs
    assert any("salience" in note and "challenge" in note for note in talks.notes)


def test_actors_without_a_position_stay_outside() -> None:
    x = np.array([[[0.0], [np.nan], [9.0]]])
    inputs: Inputs = (x, np.where(np.isnan(x), np.nan, 0.5), np.where(np.isnan(x), np.nan, 1.0))
    talks = hold_talks(("a", "b", "c"), ("one",), inputs, inputs)
    assert talks.actors == ("a", "c")
    assert set(talks.rounds("challenge", "one")[0]["positions"]) == {"a", "c"}


# Timeline.


def test_the_last_state_is_the_present_forecast(answer: dict[str, Any]) -> None:
    last = {row["issue"]: row for row in answer["timeline"]}
    present = {issue["issue"]: issue for issue in answer["issues"]}
    assert len(last) == 7
    for name, row in last.items():
        now = {model["model"]: model for model in present[name]["models"]}
        for model in row["models"]:
            if present[name]["kind"] == "options":
                assert model["after"] == pytest.approx(now[model["model"]]["chances"])
            else:
                found = now[model["model"]]
                assert model["after"]["point"] == pytest.approx(found["point"])
                assert model["after"]["low"] == found["quantiles"]["0.05"]
                assert model["after"]["high"] == found["quantiles"]["0.95"]


def test_each_day_goes_on_where_the_last_one_ended(answer: dict[str, Any]) -> None:
    by_day: dict[str, dict[str, Any]] = {}
    for row in answer["timeline"]:
        by_day.setdefault(row["issue"], {})[row["date"]] = row["models"]
    # The first case: the guarantee is touched on 15 and on 17 August, by four actors in all.
    one, two = by_day["guarantee"].values()
    assert [m["after"] for m in one] == [m["before"] for m in two]
    touched = [(r["date"], r["actor"]) for r in answer["timeline"] if r["issue"] == "guarantee"]
    assert touched == [
        ("2025-08-15", "russia"),
        ("2025-08-17", "ukraine"),
        ("2025-08-17", "united_states"),
        ("2025-08-17", "europe"),
    ]
    dates = [row["date"] for row in answer["timeline"]]
    assert dates == sorted(dates)


def test_a_change_that_changes_nothing_moves_nothing(ukraine: CaseFolder) -> None:
    record = ukraine.record
    known = next(p for p in record.positions if (p.actor, p.issue) == ("europe", "territory"))
    again = known.model_copy(update={"since": dt.date(2025, 7, 1)})
    told = timeline(few_draws(with_record(ukraine, positions=(*record.positions, again)), 3, DRAWS))
    (row,) = [r for r in told if (r["actor"], r["issue"]) == ("europe", "territory")]
    assert row["before"] == row["after"]
    for model in row["models"]:
        assert model["before"] == model["after"]


def test_what_comes_after_the_day_of_the_case_is_not_told(ukraine: CaseFolder) -> None:
    early = with_record(ukraine, as_of=dt.date(2025, 8, 16))
    dates = {row["date"] for row in timeline(few_draws(early, 3, DRAWS))}
    assert dates == {"2025-08-15"}
    # Every position of the harbour league but one is the actor's first.
    harbour = foedus.load("harbour_league").folder
    rows = timeline(few_draws(harbour, 3, DRAWS))
    assert [row["date"] for row in rows] == ["2031-05-06"]


def test_a_row_says_on_what_it_rests(answer: dict[str, Any]) -> None:
    (row,) = [r for r in answer["timeline"] if (r["actor"], r["issue"]) == ("russia", "guarantee")]
    assert row["evidence"]["grade"] == "hearsay"
    assert "S01" in row["evidence"]["cite"]
    (option,) = [r for r in answer["timeline"] if r["issue"] == "sequence"]
    assert (option["before"], option["after"]) == ("ceasefire_first", "deal_first")


# Levers.


def test_every_actor_is_tried_alike(answer: dict[str, Any], ukraine: CaseFolder) -> None:
    tried: dict[tuple[str, str], list[str]] = {}
    for row in answer["levers"]:
        tried.setdefault((row["actor"], row["issue"]), []).append(row["change"])
    held = {(s.position.actor, s.position.issue) for s in ukraine.stances}
    assert set(tried) == held
    for (_, issue), changes in tried.items():
        places = 1 if ukraine.issues[issue].nominal else 2
        expected = ["position"] * places + ["salience"] * 2 + ["capability"] * 2
        assert sorted(changes) == sorted(expected)


def test_the_largest_shift_comes_first(answer: dict[str, Any]) -> None:
    for kind in ("scale", "options"):
        shifts = [abs(r["models"][0]["shift"]) for r in answer["levers"] if r["kind"] == kind]
        assert shifts == sorted(shifts, reverse=True)
        assert shifts[0] > 0


def test_the_compromise_moves_by_the_formula(few: Few) -> None:
    """Moved to an end, an actor pulls the weighted mean by its share of the influence."""
    found = levers(few)
    x, s, c = on_issue(few.inputs, list(few.case.issues).index("territory"))
    actor = few.worlds.holders.index("russia")
    share = (s * c)[:, actor] / np.nansum(s * c, axis=1)
    pulled = float(np.mean(share * (0.0 - x[:, actor])))
    (row,) = [
        r
        for r in found
        if (r["actor"], r["issue"], r["change"], r["to"]) == ("russia", "territory", "position", 0)
    ]
    (compromise,) = [m for m in row["models"] if m["model"] == "compromise"]
    assert compromise["shift"] == pytest.approx(pulled)


def test_a_lever_that_changes_nothing_moves_nothing(ukraine: CaseFolder) -> None:
    record = ukraine.record
    (known,) = [p for p in record.positions if (p.actor, p.issue) == ("europe", "territory")]
    at_zero = known.model_copy(update={"ideal": UncertainNumber(value=0.0)})
    positions = tuple(at_zero if p is known else p for p in record.positions)
    found = levers(few_draws(with_record(ukraine, positions=positions), 3, DRAWS))
    rows = {
        row["to"]: row["models"]
        for row in found
        if (row["actor"], row["issue"], row["change"]) == ("europe", "territory", "position")
    }
    assert [model["shift"] for model in rows[0.0]] == [0.0, 0.0]
    assert all(model["shift"] > 0 for model in rows[100.0])


def test_names_of_actors_do_not_matter(ukraine: CaseFolder) -> None:
    """In another order of actors everything that is said of each stays as it was."""
    actors = tuple(reversed(ukraine.record.actors))
    few = few_draws(ukraine, 3, DRAWS)
    turned = with_record(ukraine, actors=actors)
    other = few_draws(turned, 3, DRAWS)
    # Columns of draws follow the file, so the same numbers are given by hand.
    order = [few.worlds.holders.index(name) for name in other.worlds.holders]
    for name in ("inputs", "central"):
        x, s, c = getattr(few, name)
        object.__setattr__(other, name, (x[:, order], s[:, order], c[:, order]))

    def keyed(rows: list[dict[str, Any]]) -> dict[tuple[object, ...], float]:
        return {
            (r["actor"], r["issue"], r["change"], round(float(r["to"]), 6)): r["models"][0]["shift"]
            for r in rows
            if r["kind"] == "scale"
        }

    assert keyed(levers(other)) == pytest.approx(keyed(levers(few)), abs=1e-9)


# Edges.


def test_a_case_without_a_scale_has_neither_rounds_nor_readings(ukraine: CaseFolder) -> None:
    record = ukraine.record
    only = tuple(p for p in record.positions if ukraine.issues[p.issue].nominal)
    case = with_record(ukraine, positions=only)
    worlds = foedus.Case(case).worlds(DRAWS)
    arrays = {name: array for name, (_, array) in forecast_worlds(worlds).items()}
    told = summarise_forecast(case, arrays, 0, DRAWS)
    assert scale_issues(case) == []
    assert (told["moves"], scales(told)) == ([], [])
    assert {row["kind"] for row in told["levers"]} == {"options"}


def test_the_same_seed_says_the_same(ukraine: CaseFolder, answer: dict[str, Any]) -> None:
    assert forecast(ukraine) == answer
    assert forecast(ukraine, seed=4) != answer


def test_the_co_forecasts_are_models() -> None:
    assert set(CO_FORECASTS) <= set(MODELS)
