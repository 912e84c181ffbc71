# SPDX-License-Identifier: Apache-2.0
"""The finding on results made by hand: what it must say, and what it must not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from foedus.case.folder import load_case
from foedus.report.findings import find

if TYPE_CHECKING:
    from tests.report.conftest import Run

    from foedus.case.folder import CaseFolder


@pytest.fixture(scope="module")
def case() -> CaseFolder:
    return load_case("harbour_league")


def spread(median: float, q05: float = 0.0, q95: float = 1.0) -> dict[str, float]:
    return {"median": median, "q05": q05, "q95": q95}


def results(**changed: Any) -> dict[str, Any]:  # noqa: ANN401 - parts of results
    """Return results of 10,000 draws, with some parts changed."""
    attack = {"low": spread(0.02, 0.01, 0.1), "high": spread(0.3, 0.1, 0.6)}
    design = {
        "design": {},
        "attack": changed.get("attack", attack),
        "hold": {"10": changed.get("hold", spread(0.1))},
        "hold_best": {"10": changed.get("hold_best", spread(0.8))},
        "hold_static": {"10": changed.get("hold_static", spread(0.03))},
        "hold_static_best": {"10": changed.get("hold_static_best", spread(0.5))},
        "status": {"multiple": changed.get("multiple", 0.25)},
    }
    feasible = changed.get("feasible", 0.02)
    settle = {
        "nonempty": changed.get("nonempty", 0.03),
        "nonempty_best": changed.get("nonempty_best", 0.04),
        "packages": [
            {"package": {"title": "one"}, "feasible": feasible},
            {"package": {"title": "two"}, "feasible": feasible / 2},
        ],
        "binding": changed.get("binding", {"aldmark": 0.1, "borsia": 0.4}),
    }
    moved = [
        {"outcome": outcome, "input": key, "title": title, "correlation": correlation}
        for outcome in ("Chance of attack in the first year", "Number of packages that pass")
        for key, title, correlation in changed.get(
            "moved",
            [("a.x", "Input x", -0.6), ("a.y", "Input y", 0.2), ("a.z", "Input z", 0.001)],
        )
    ]
    return {
        "draws": 10_000,
        "settle": settle,
        "deter": {"designs": [design]},
        "sensitivity": moved,
        "evidence": {"branches": [], "groups": changed.get("groups", {})},
    }


@pytest.mark.parametrize(
    ("share", "start"),
    [
        (0.0, "In none of the 10,000 sampled worlds (0%"),
        (0.03, "In hardly any of the 10,000 sampled worlds (3%"),
        (0.15, "In few of the 10,000 sampled worlds (15%"),
        (0.35, "In a minority of the 10,000 sampled worlds (35%"),
        (0.5, "In about half of the 10,000 sampled worlds (50%"),
        (0.7, "In a majority of the 10,000 sampled worlds (70%"),
        (0.9, "In most of the 10,000 sampled worlds (90%"),
        (0.999, "In nearly all of the 10,000 sampled worlds (over 99%"),
        (1.0, "In all of the 10,000 sampled worlds (100%"),
    ],
)
def test_a_settlement_is_told_by_its_share(case: CaseFolder, share: float, start: str) -> None:
    sentence = find(case, results(nonempty=share, nonempty_best=share))[0]
    assert sentence.startswith(start)


def test_both_equilibria_are_told_where_they_differ(case: CaseFolder) -> None:
    settlement, holding, _ = find(case, results(nonempty=0.1, nonempty_best=0.6))
    assert "10% in the worst equilibrium, 60% in the best equilibrium" in settlement
    assert "2% to 30% between the lowest and the highest equilibrium" in holding
    assert "10% to 80% between the lowest and the highest equilibrium" in holding
    assert "25% of worlds have several equilibria" in holding


def test_what_looking_ahead_changes_is_told(case: CaseFolder) -> None:
    assert "(3% to 50% if the challenger did not look ahead" in find(case, results())[1]
    same = find(case, results(hold_static_best=spread(0.03)))[1]
    assert "(3% if the challenger did not look ahead" in same


def test_the_kind_and_probability_of_an_interval_is_told(case: CaseFolder) -> None:
    assert "(90% of worlds, all equilibria: 1% to 60%)" in find(case, results())[1]


def test_no_package_is_named_where_none_passes(case: CaseFolder) -> None:
    sentence = find(case, results(nonempty=0.0, nonempty_best=0.0, feasible=0.0))[0]
    assert "“one”" not in sentence
    assert "“one” (2%)" in find(case, results())[0]


def test_who_blocks_is_told_with_its_share(case: CaseFolder) -> None:
    assert "the consent of Borsia" in find(case, results())[0]
    assert "40% of all worlds" in find(case, results())[0]
    nobody = find(case, results(binding={"aldmark": 0.0, "borsia": 0.0}))[0]
    assert "consent of" not in nobody


def test_the_inputs_that_matter_are_named_and_those_of_chance_are_not(case: CaseFolder) -> None:
    for sentence in find(case, results())[:2]:
        assert "“Input x” and “Input y”" in sentence
        assert "Input z" not in sentence
    assert "moves most" not in " ".join(find(case, results(moved=[("a.x", "Input x", 0.01)])))


def test_hearsay_is_told_on_both_sides(case: CaseFolder) -> None:
    groups = {"hearsay": {"with": {"nonempty": 0.6}, "without": {"nonempty": 0.2}}}
    told = find(case, results(groups=groups))[2]
    assert "60% where all hearsay is taken as given and 20% where none is" in told
    lacking = {"hearsay": {"with": {"nonempty": 0.6}, "without": None}}
    assert "where none is" not in find(case, results(groups=lacking))[2]


def test_the_third_sentence_says_what_it_is_not(case: CaseFolder) -> None:
    assert find(case, results())[2].endswith("not what will happen.")


def test_a_finding_is_three_sentences(ukraine: Run) -> None:
    sentences = find(ukraine.plan.case, ukraine.results)
    assert len(sentences) == 3
    assert all(s.endswith(".") and s[0].isupper() for s in sentences)
    assert ukraine.page.all("ol")[0].text == " ".join(sentences)


def test_sentences_are_plain_text(hostile: Run) -> None:
    assert all("&lt;" not in sentence for sentence in find(hostile.plan.case, hostile.results))
