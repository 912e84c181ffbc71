# SPDX-License-Identifier: Apache-2.0
"""What would they settle on: bargaining models on arrays, draw axis first.

`MODELS` maps each model's name to its card; a card's `forecast` is called with position, salience
and capability. The mathematics stands in one module a model: ``bargaining.compromise``,
``bargaining.medians``, ``bargaining.condorcet``.
"""

from __future__ import annotations

from types import MappingProxyType

from foedus.bargaining import compromise, condorcet, medians, outcome, scoring
from foedus.bargaining.outcome import (
    DistributionForecast,
    Forecast,
    ModelCard,
    PointForecast,
    quantiles,
)

MODELS = MappingProxyType(
    {card.name: card for card in (*compromise.CARDS, medians.CARD, *condorcet.CARDS)}
)
"""Every model by its name."""

__all__ = [
    "MODELS",
    "DistributionForecast",
    "Forecast",
    "ModelCard",
    "PointForecast",
    "compromise",
    "condorcet",
    "medians",
    "outcome",
    "quantiles",
    "scoring",
]
