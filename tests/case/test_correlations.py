# SPDX-License-Identifier: Apache-2.0
"""Numbers that are drawn together: they come out as declared, and a wrong declaration is named."""

from __future__ import annotations

import math
import shutil
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy.stats import norm, spearmanr

from foedus.case.copula import correlated
from foedus.case.folder import builtin_cases, load_case, read_case
from foedus.case.schema import Correlation
from foedus.case.worlds import dimensions, sample_worlds
from foedus.ensemble.draws import unit_draws

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DRAWS = 4096
BASE, COST, SYNERGY = "war.base", "actors.borsia.war_cost", "actors.calden.guarantor.cost"


@pytest.fixture
def case_with(tmp_path: Path) -> Callable[[str], Path]:
    def make(text: str) -> Path:
        folder = tmp_path / "harbour_league"
        shutil.copytree(builtin_cases()["harbour_league"], folder)
        file = folder / "case.yaml"
        file.write_text(file.read_text("utf-8") + "\n" + text, encoding="utf-8")
        return folder

    return make


def declared(*rows: tuple[str, str, float]) -> str:
    lines = [
        f"  - {{between: [{one}, {two}], rho: {rho}, assume: invented}}" for one, two, rho in rows
    ]
    return "\n".join(["correlations:", *lines])


def test_numbers_come_out_correlated_as_declared_and_keep_their_distributions(
    case_with: Callable[[str], Path],
) -> None:
    case = load_case(case_with(declared((BASE, COST, 0.6), (COST, SYNERGY, -0.4))))
    unit = unit_draws(3, dimensions(case), 0, DRAWS, DRAWS)
    worlds, plain = sample_worlds(case, unit), sample_worlds(load_case("harbour_league"), unit)
    # Pearson's correlation of normal scores is rho, Spearman's 6/pi asin(rho/2); with four
    # standard errors of 4,096 draws.
    allowed = 4 / math.sqrt(DRAWS)
    for one, two, rho in ((BASE, COST, 0.6), (COST, SYNERGY, -0.4), (BASE, SYNERGY, 0.0)):
        found = spearmanr(worlds[one], worlds[two]).statistic
        assert found == pytest.approx(6 / math.pi * math.asin(rho / 2), abs=allowed)
    for key in (BASE, COST, SYNERGY):
        quantiles = np.linspace(0.02, 0.98, 25)
        ends = np.ptp(plain[key])
        np.testing.assert_allclose(
            np.quantile(worlds[key], quantiles),
            np.quantile(plain[key], quantiles),
            atol=0.03 * ends,
        )
    others = [key for key in plain.columns if key not in {COST, SYNERGY}]
    assert all(np.array_equal(worlds[key], plain[key]) for key in others)


def test_normal_scores_have_the_declared_correlation() -> None:
    unit = unit_draws(0, 2, 0, DRAWS, DRAWS)
    pair = Correlation(between=("a", "b"), rho=0.75, assume="invented")
    made = correlated({"a": unit[:, 0], "b": unit[:, 1]}, [pair])
    found = np.corrcoef(norm.ppf(made["a"]), norm.ppf(made["b"]))[0, 1]
    assert found == pytest.approx(0.75, abs=4 / math.sqrt(DRAWS))
    assert made["a"] is unit[:, 0] or np.array_equal(made["a"], unit[:, 0])


def test_ends_of_the_unit_interval_stay_inside() -> None:
    ends = {"a": np.array([0.0, 1.0, 0.0]), "b": np.array([0.0, 1.0, 1.0])}
    made = correlated(ends, [Correlation(between=("a", "b"), rho=0.5, assume="invented")])
    assert np.isfinite(made["b"]).all()
    assert made["b"].min() >= 0
    assert made["b"].max() <= 1


def test_a_number_that_is_not_drawn_on_a_day_is_left_out() -> None:
    alone = {"a": np.array([0.25])}
    pair = Correlation(between=("a", "b"), rho=0.5, assume="invented")
    assert correlated(alone, [pair]) is alone


THREE = [(BASE, COST, 0.9), (COST, SYNERGY, 0.9), (BASE, SYNERGY, -0.9)]


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        (declared(("war.bas", COST, 0.5)), "correlations[0].between[0]", "did you mean 'war.base'"),
        (declared((BASE, BASE, 0.5)), "correlations[0].between", "is a number and itself"),
        (
            declared((BASE, COST, 0.5), (COST, BASE, 0.1)),
            "correlations[1].between",
            "stands twice; first as correlations[0]",
        ),
        (declared(*THREE), "correlations", "cannot hold together: not positive definite"),
        (declared(*THREE[:2]), "correlations", "1 pairs that are left out count as 0"),
        (declared((BASE, COST, 1.0)), "correlations[0].rho", "less than 1"),
    ],
)
def test_a_wrong_declaration_is_named_with_its_place(
    case_with: Callable[[str], Path], text: str, place: str, words: str
) -> None:
    case, problems = read_case(case_with(text))
    assert case is None
    (problem,) = [each for each in problems if each.severity == "error"]
    assert problem.path == place
    assert problem.line > 1
    assert words in problem.message


def test_what_only_the_whole_can_show_is_judged_by_the_whole(
    case_with: Callable[[str], Path],
) -> None:
    # Without the third pair the first two would not do: 1 - 0.9 sqrt(2) is below 0.
    case, _ = read_case(case_with(declared(*THREE[:2], (BASE, SYNERGY, 0.81))))
    assert case is not None


def test_a_correlation_without_a_ground_is_a_warning(case_with: Callable[[str], Path]) -> None:
    text = f"correlations:\n  - {{between: [{BASE}, {COST}], rho: 0.5}}\n"
    case, problems = read_case(case_with(text))
    assert case is not None
    assert "has no ground; give cite or assume" in [each.message for each in problems]


def test_a_question_names_numbers_that_there_are(case_with: Callable[[str], Path]) -> None:
    folder = case_with("")
    file = folder / "case.yaml"
    text = file.read_text("utf-8")
    assert "questions:" in text
    more = "questions:\n  - {ask: How high?, numbers: [actors.calden.guarantor, war.nothing]}\n"
    file.write_text(text.replace("questions:\n", more, 1), encoding="utf-8")
    case, problems = read_case(folder)
    assert case is None
    (problem,) = [each for each in problems if each.severity == "error"]
    assert problem.path == "questions[0].numbers[1]"
    assert "names an unknown number 'war.nothing'" in problem.message
