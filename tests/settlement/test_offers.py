# SPDX-License-Identifier: Apache-2.0
"""Talks by alternating offers over a case's packages, where NegMAS is installed."""

from __future__ import annotations

from importlib.util import find_spec
from types import MappingProxyType

import numpy as np
import pytest

import foedus
from foedus.errors import CallError
from foedus.settlement.offers import simulate_offers
from foedus.settlement.settle import consenters, parties, proposals, settle_worlds

Arrays = MappingProxyType[str, np.ndarray]
CASE = "harbour_league"
negmas = pytest.mark.skipif(find_spec("negmas") is None, reason="needs foedus[negmas]")


@pytest.fixture(scope="module")
def told() -> Arrays:
    worlds = foedus.load(CASE).worlds(64, 0)
    return MappingProxyType({name: array for name, (_, array) in settle_worlds(worlds).items()})


def arranged(told: Arrays, good: set[int]) -> dict[str, np.ndarray]:
    """Return worlds in which only some packages are acceptable, each worth one more than war."""
    case = foedus.load(CASE).folder
    accepts = np.zeros_like(told["settle.accepts_low"])
    accepts[:, sorted(good)] = True
    value = np.broadcast_to(
        told["settle.war"][:, None, :] + 1, told["settle.value_low"].shape
    ).copy()
    assert len(proposals(case)) > max(good, default=0)
    return {**told, "settle.accepts_low": accepts, "settle.value_low": value}


@negmas
def test_the_one_package_that_all_accept_is_where_talks_end(told: Arrays) -> None:
    answer = simulate_offers(foedus.load(CASE).folder, arranged(told, {1}), 12)
    assert [end["share"] for end in answer["ends"]][1] == 1
    assert (answer["no_deal"], answer["nothing_acceptable"]) == (0, 0)
    assert set(answer["agrees"].values()) == {1}


@negmas
def test_nobody_signs_what_it_refuses(told: Arrays) -> None:
    answer = simulate_offers(foedus.load(CASE).folder, arranged(told, set()), 12)
    assert (answer["no_deal"], answer["nothing_acceptable"]) == (1, 1)
    assert set(answer["agrees"].values()) == {None}
    assert all(by["gain"] in (0, None) for p in answer["by_strategy"].values() for by in p.values())


@negmas
def test_a_seed_names_the_talks_and_shares_add_up(told: Arrays) -> None:
    case = foedus.load(CASE).folder
    first, again = (simulate_offers(case, told, 20, seed=5) for _ in range(2))
    assert first == again
    assert sum(end["share"] for end in first["ends"]) + first["no_deal"] == pytest.approx(1)
    assert first["no_deal"] >= first["nothing_acceptable"]
    assert first["parties"] == [name for name in parties(case) if name in consenters(case)]


def test_talks_need_a_number(told: Arrays) -> None:
    with pytest.raises(CallError, match="at least 1"):
        simulate_offers(foedus.load(CASE).folder, told, 0)


@pytest.mark.skipif(find_spec("negmas") is not None, reason="NegMAS is installed")
def test_without_negmas_the_error_says_what_to_install() -> None:
    with pytest.raises(CallError, match="negmas"):
        foedus.load(CASE).settle(64, 0, offers=1)
