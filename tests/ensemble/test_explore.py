# SPDX-License-Identifier: Apache-2.0
"""A sweep on small samples: what is told of it is what its stored draws say."""

from __future__ import annotations

import hashlib
import json
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest
from SALib.analyze import sobol as salib_sobol
from scipy.stats import spearmanr

import foedus
from foedus.case.folder import load_case
from foedus.case.worlds import uniform_keys
from foedus.ensemble import plan as plans
from foedus.ensemble.draws import SAMPLINGS, unit_draws
from foedus.ensemble.drivers import OUTCOMES, outcomes_at, refuse_correlated, sobol_rows
from foedus.ensemble.explore import Sweep, run_sweep
from foedus.ensemble.indices import saltelli_points
from foedus.ensemble.questions import answers_worth, settled_by
from foedus.ensemble.sql import open_sql
from foedus.ensemble.verdict import Goals
from foedus.errors import CallError, StoreError

if TYPE_CHECKING:
    from pathlib import Path

    from foedus.ensemble.draws import Sampling

DRAWS = 512


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> foedus.Exploration:
    folder = tmp_path_factory.mktemp("sweep") / "ukraine"
    return foedus.explore("ukraine_2025_08", folder, draws=DRAWS, designs=8, seed=5)


def test_regret_and_goals_are_those_of_the_stored_draws(swept: foedus.Exploration) -> None:
    tree = swept.tree
    explored = tree["outcomes/explore"]
    attack, hold = explored["attack_high"].values, explored["hold_low"].values[:, :, -1]
    accepted = explored["feasible_low"].values
    success = accepted * hold
    regret = success.max(axis=1)[:, None] - success
    for row in swept.answer["ranking"]:
        d = row["index"]
        assert row["success"] == pytest.approx(success[:, d].mean())
        assert row["regret"] == pytest.approx(regret[:, d].mean())
        assert row["regret_90"] == pytest.approx(np.quantile(regret[:, d], 0.9))
        assert row["regret_most"] == pytest.approx(regret[:, d].max())
        good = accepted[:, d] & (attack[:, d] <= 0.1) & (hold[:, d] >= 0.5)
        assert row["meets_goals"] == pytest.approx(good.mean())
    np.testing.assert_allclose(tree["regret"]["regret"].values, regret)


def test_the_front_is_what_no_other_design_beats(swept: foedus.Exploration) -> None:
    rows = {row["index"]: row["means"] for row in swept.answer["ranking"]}
    better = {
        d: np.array([m["deter"], m["hold"], -m["burden"], m["accepted"]]) for d, m in rows.items()
    }
    front = [
        d
        for d, own in better.items()
        if not any(np.all(other >= own) and np.any(other > own) for other in better.values())
    ]
    assert sorted(front) == swept.answer["front"]


def test_each_rule_takes_the_best_by_its_own_measure(swept: foedus.Exploration) -> None:
    ranking = swept.answer["ranking"]
    by = {
        "expected_regret": "regret",
        "regret_90": "regret_90",
        "largest_regret": "regret_most",
    }
    for rule in swept.answer["recommendation"]["rules"]:
        if rule["rule"] in by:
            assert rule["value"] == min(row[by[rule["rule"]]] for row in ranking)
        else:
            assert rule["value"] == max(row["meets_goals"] for row in ranking)
    assert len(swept.answer["recommendation"]["rules"]) == 4


def test_the_tree_has_the_four_groups_and_their_names(swept: foedus.Exploration) -> None:
    tree = swept.tree
    assert set(tree.children) == {"inputs", "outcomes", "regret", "sensitivity"}
    assert tree["regret"].sizes["design"] == 8
    found = tree["sensitivity"]["correlation"].sel(outcome="hold", input="war.precision")
    hold = tree["outcomes/explore"]["hold_low"].values[
        :, swept.answer["recommendation"]["index"], -1
    ]
    oracle = spearmanr(tree["inputs"]["war.precision"].values, hold).statistic
    assert float(found) == pytest.approx(oracle, abs=1e-12)


def test_burden_is_no_less_than_upkeep_and_zero_without_a_guarantee_that_costs(
    swept: foedus.Exploration,
) -> None:
    burden = swept.tree["outcomes/explore"]["burden"].values
    assert burden.min() >= 0
    assert burden.max() > 0


def test_boxes_hold_what_they_say(swept: foedus.Exploration) -> None:
    inputs = swept.tree["inputs"]
    for scenario in swept.answer["scenarios"]:
        box = scenario["box"]
        if box is None:
            continue
        held = np.ones(DRAWS, dtype=bool)
        for limit in box["limits"]:
            values = inputs[limit["input"]].values
            held &= values >= (-np.inf if limit["low"] is None else limit["low"])
            held &= values <= (np.inf if limit["high"] is None else limit["high"])
        assert held.mean() == pytest.approx(box["mass"])


def test_the_report_is_rebuilt_the_same_but_for_its_stamp(swept: foedus.Exploration) -> None:
    from foedus.api import rebuild_report

    def told() -> list[str]:
        return [line for line in swept.report.read_text("utf-8").splitlines() if "UTC" not in line]

    before = told()
    again = rebuild_report(swept.folder)
    assert isinstance(again, foedus.Exploration)
    assert told() == before
    same = {k: v for k, v in again.answer.items() if k != "seconds"}
    assert same == {k: v for k, v in swept.answer.items() if k != "seconds"}


def test_a_damaged_answer_stops_the_report(swept: foedus.Exploration, tmp_path: Path) -> None:
    import shutil

    from foedus.api import rebuild_report

    folder = tmp_path / "copy"
    shutil.copytree(swept.folder, folder)
    (folder / "results.json").write_text("{}")
    with pytest.raises(StoreError, match=r"results\.json' is damaged"):
        rebuild_report(folder)


@pytest.mark.parametrize("sampling", SAMPLINGS)
def test_workers_and_a_restart_change_no_byte_however_worlds_are_drawn(
    sampling: Sampling, tmp_path: Path
) -> None:
    case = load_case("harbour_league")
    sweep = Sweep(draws=4 * plans.MOST_CHUNK, seed=3, designs=1, sampling=sampling)
    told = []
    for workers in (1, 2, 4):
        folder = tmp_path / str(workers)
        run_sweep(case, sweep, folder, workers=workers)
        if workers == 2:
            (folder / "parts" / "000001.parquet").unlink()
            run_sweep(case, sweep, folder, workers=1)
        parts = sorted((folder / "parts").glob("*.parquet"))
        told.append([hashlib.sha256(part.read_bytes()).hexdigest() for part in parts])
    assert len(told[0]) == 4
    assert told[0] == told[1] == told[2]


def test_worlds_drawn_otherwise_are_another_run(tmp_path: Path) -> None:
    case = load_case("harbour_league")
    run_sweep(case, Sweep(draws=16, designs=1), tmp_path)
    with pytest.raises(StoreError, match="sampling sobol instead of lhs"):
        run_sweep(case, Sweep(draws=16, designs=1, sampling="lhs"), tmp_path)


def test_indices_of_a_case_equal_salibs() -> None:
    case = load_case("harbour_league")
    keys, n = uniform_keys(case), 64
    design = plans.reference_design(case)
    rows = sobol_rows(case, design, 8 * n, seed=2)
    unit = unit_draws(2, 2 * len(keys), 0, n, n)
    points = saltelli_points(unit[:, : len(keys)], unit[:, len(keys) :])
    blocks = outcomes_at(case, design, points).reshape(len(keys) + 2, n, len(OUTCOMES))
    order = [0, *range(2, len(keys) + 2), 1]
    problem = {"num_vars": len(keys), "names": keys, "bounds": [[0, 1]] * len(keys)}
    for o, outcome in enumerate(OUTCOMES):
        values = blocks[order, :, o].T.ravel()
        theirs = salib_sobol.analyze(problem, values, calc_second_order=False, seed=0)
        for row in (row for row in rows if row["outcome"] == outcome):
            i = keys.index(row["input"])
            assert row["first"]["value"] == pytest.approx(theirs["S1"][i], abs=1e-10)
            assert row["total"]["value"] == pytest.approx(theirs["ST"][i], abs=1e-10)


def test_methods_for_independent_inputs_refuse_correlated_ones() -> None:
    case = load_case("harbour_league")
    pair = {"between": ("war.base", "actors.borsia.war_cost"), "rho": 0.5, "assume": "invented"}
    record = type(case.record).model_validate(
        {**case.record.model_dump(by_alias=True), "correlations": [pair]}
    )
    related = type(case)(case.folder, record, case.pact, case.events)
    refuse_correlated(related, "rank")
    with pytest.raises(CallError, match="takes independent ones; use --sensitivity rank"):
        refuse_correlated(related, "morris")


@pytest.mark.parametrize("given", [(-0.1, 0.5), (0.1, 1.5), (float("nan"), 0.5)])
def test_goals_are_chances(given: tuple[float, float]) -> None:
    with pytest.raises(CallError, match="allowed are chances from 0 to 1"):
        Goals(*given)


def test_questions_recommend_what_a_sweep_recommends(swept: foedus.Exploration) -> None:
    answer = answers_worth(swept.plan.case, draws=DRAWS, seed=5, designs=8)
    best = swept.answer["ranking"][0]
    assert answer["recommended"]["label"] == best["label"]
    assert answer["perfect"]["mean"] == pytest.approx(best["regret"])
    for row in [*answer["inputs"], *answer["questions"]]:
        assert 0 <= row["gain"]["mean"] <= answer["perfect"]["high"]
        assert all(0 <= share <= 1 for share in row["explains"].values())
    assert json.dumps(answer)


def test_a_question_settles_the_positions_of_those_asked_and_the_numbers_it_names() -> None:
    case = load_case("harbour_league")
    asked = case.record.questions[0]
    keys = settled_by(case, asked)
    assert "branches.borsia.harbour_tolls" in keys
    assert all(".borsia.harbour_tolls" in key for key in keys)
    more = settled_by(case, asked.model_copy(update={"numbers": ("actors.calden.guarantor",)}))
    assert set(keys) < set(more)
    assert "actors.calden.guarantor.cost" in more


def test_sql_says_what_to_install_where_it_is_not_there(
    swept: foedus.Exploration, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(CallError, match=r"install foedus\[sql\]"):
        open_sql(swept.folder)


def test_sql_counts_the_draws(swept: foedus.Exploration, tmp_path: Path) -> None:
    pytest.importorskip("duckdb", reason="needs foedus[sql]")
    with pytest.raises(StoreError, match="holds no stored run"):
        open_sql(tmp_path)
    columns = 'count(*), avg("explore.feasible_low"[1]::INT), max("inputs.war.base")'
    rows = open_sql(swept.folder).execute(f"SELECT {columns} FROM draws")  # noqa: S608 - our own
    draws, accepted, base = rows.fetchone()
    assert draws == DRAWS
    tree = swept.tree
    assert accepted == pytest.approx(tree["outcomes/explore"]["feasible_low"].values[:, 0].mean())
    assert base == tree["inputs"]["war.base"].values.max()
