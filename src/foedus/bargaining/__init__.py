# SPDX-License-Identifier: Apache-2.0
"""What would they settle on: bargaining models on arrays, draw axis first.

`MODELS` maps each model's name to its card; a card's `forecast` is called with position, salience
and capability. The mathematics stands in one module a model: ``bargaining.compromise``,
``bargaining.medians``, ``bargaining.condorcet``, ``bargaining.pool``.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from foedus.bargaining import (
    challenge,
    compromise,
    condorcet,
    exchange,
    medians,
    outcome,
    pool,
    scoring,
    solutions,
    spatial,
)
from foedus.bargaining.outcome import (
    DistributionForecast,
    Forecast,
    ModelCard,
    Moves,
    PointForecast,
    RoundsForecast,
    quantiles,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

MODELS: Mapping[str, ModelCard[Forecast]] = MappingProxyType(
    {card.name: card for card in (*compromise.CARDS, medians.CARD, *condorcet.CARDS, pool.CARD)}
)
"""Every model of one issue by its name."""

ROUND_MODELS: Mapping[str, ModelCard[RoundsForecast]] = MappingProxyType(
    {card.name: card for card in (challenge.CARD, exchange.CARD, spatial.CARD)}
)
"""Every model in rounds by its name: it takes all issues at once and says who moved whom."""

REFERENCE_MODELS: Mapping[str, ModelCard[Forecast]] = MappingProxyType(
    {card.name: card for card in solutions.CARDS}
)
"""Every model that asks what holds without a settlement: a fourth array, the reference point."""

__all__ = [
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
