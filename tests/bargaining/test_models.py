# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import re

import numpy as np
import pytest

from foedus import bargaining
from foedus.bargaining import (
    MODELS,
    REFERENCE_MODELS,
    ROUND_MODELS,
    DistributionForecast,
    ModelCard,
    PointForecast,
    quantiles,
)

CARDS = {**MODELS, **ROUND_MODELS, **REFERENCE_MODELS}


@pytest.mark.parametrize("name", CARDS)
def test_a_card_is_complete(name: str) -> None:
    card = CARDS[name]
    assert isinstance(card, ModelCard)
    assert card.name == name
    assert re.fullmatch(r"[a-z][a-z0-9_]*", name)
    assert card.title
    assert re.search(r"\b(19|20)\d\d\b", card.source)
    assert set(card.inputs) <= {"position", "salience", "capability", "reference"}
    assert ("reference" in card.inputs) == (name in REFERENCE_MODELS)
    assert card.assumes
    assert card.ambiguities


def test_titles_are_distinct() -> None:
    assert len({card.title for card in CARDS.values()}) == len(CARDS)


@pytest.mark.parametrize("name", MODELS)
def test_a_forecast_is_signed_and_stays_among_the_positions(name: str) -> None:
    rng = np.random.default_rng(3)
    x, s, c = rng.random((50, 6)) * 100, rng.random((50, 6)), rng.random((50, 6))
    forecast = MODELS[name].forecast(x, s, c)
    assert forecast.model == name
    assert forecast.points.shape == (50,)
    assert np.all((x.min(axis=1) <= forecast.points) & (forecast.points <= x.max(axis=1)))
    if isinstance(forecast, DistributionForecast):
        assert forecast.probabilities.sum(axis=1) == pytest.approx(np.ones(50), abs=1e-12)
    else:
        assert isinstance(forecast, PointForecast)
    low, high = quantiles(forecast, [0.05, 0.95])
    assert x.min() <= low <= high <= x.max()


@pytest.mark.parametrize("name", MODELS)
def test_a_forecast_leaves_its_input_alone(name: str) -> None:
    x, s, c = np.array([[0.0, 100.0]]), np.array([[0.0, 1.0]]), np.array([[2.0, 1.0]])
    MODELS[name].forecast(x, s, c)
    assert (x.tolist(), s.tolist(), c.tolist()) == ([[0, 100]], [[0, 1]], [[2, 1]])


def test_the_registry_does_not_change() -> None:
    with pytest.raises(TypeError):
        MODELS["mine"] = MODELS["mean"]  # type: ignore[index]


def test_the_public_names() -> None:
    assert bargaining.__all__ == [
        "MODELS",
        "REFERENCE_MODELS",
        "ROUND_MODELS",
        "DistributionForecast",
        "Forecast",
        "ModelCard",
        "Moves",
        "PointForecast",
        "RoundsForecast",
        "challenge",
        "compromise",
        "condorcet",
        "exchange",
        "medians",
        "outcome",
        "pool",
        "quantiles",
        "scoring",
        "solutions",
        "spatial",
    ]
    assert all(hasattr(bargaining, name) for name in bargaining.__all__)
