# SPDX-License-Identifier: Apache-2.0
"""The list of models as a page, made from their cards.

``python -m foedus.bargaining.index > docs/bargaining/README.md`` writes it anew in a checkout.
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from foedus.bargaining import MODELS, REFERENCE_MODELS, ROUND_MODELS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from foedus.bargaining.outcome import ModelCard

COLUMNS: Final = ("name", "title", "source", "inputs", "assumes", "ambiguities", "page")
KINDS: Final[tuple[tuple[str, str, Mapping[str, ModelCard[Any]]], ...]] = (
    (
        "One issue at a time",
        "From positions, saliences and capabilities on one issue to a point or to chances.",
        MODELS,
    ),
    (
        "In rounds",
        "Actors move and make each other move; who moved whom, when and why is part of the answer.",
        ROUND_MODELS,
    ),
    (
        "With a reference point",
        "What holds if nothing is agreed is an input too, and nobody has to do worse than that.",
        REFERENCE_MODELS,
    ),
)


def index(pages: Collection[str]) -> str:
    """Return the page that lists every model by what its card says.

    Parameters
    ----------
    pages : collection of str
        Names of the pages beside it, without ``.md``; a model's page is named after its module.

    Returns
    -------
    str
        Markdown.
    """
    return "\n".join(_lines(pages)) + "\n"


def _lines(pages: Collection[str]) -> Iterator[str]:
    models = sum(len(cards) for _, _, cards in KINDS)
    yield "# Models of bargaining"
    yield ""
    yield (
        f"Each of these {models} models says what actors would settle on. No model is the right "
        "one: `foedus forecast` shows them"
    )
    yield "side by side, and [reading a forecast](reading_a_forecast.md) says how to take that."
    yield ""
    yield (
        "This page is made from the models' cards by `python -m foedus.bargaining.index`; "
        "`foedus.bargaining` has the cards as"
    )
    yield "`MODELS`, `ROUND_MODELS` and `REFERENCE_MODELS`."
    described = set()
    for title, told, cards in KINDS:
        yield from ("", f"## {title}", "", told, "")
        yield f"| {' | '.join(COLUMNS)} |"
        yield f"|{' --- |' * len(COLUMNS)}"
        for card in cards.values():
            module = module_of(card)
            described.add(module)
            yield f"| {' | '.join(_cells(card, module, pages))} |"
    others = sorted(set(pages) - described - {"README"})
    if others:
        yield from ("", "## More pages", "")
        for name in others:
            words = name.replace("_", " ").capitalize()
            yield f"- [{words}]({name}.md)"


def module_of(card: ModelCard[Any]) -> str:
    """Return the name of the module, inside this room, that holds a model."""
    called = card.forecast.func if isinstance(card.forecast, partial) else card.forecast
    return called.__module__.rpartition(".")[2]


def _cells(card: ModelCard[Any], module: str, pages: Collection[str]) -> Iterator[str]:
    yield f"`{card.name}`"
    yield _plain(card.title)
    yield _plain(card.source)
    yield _plain(", ".join(card.inputs))
    yield "<br>".join(map(_plain, card.assumes))
    yield "<br>".join(map(_plain, card.ambiguities))
    place = f"`foedus.bargaining.{module}`"
    yield f"[{module}]({module}.md), {place}" if module in pages else place


def _plain(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(index({path.stem for path in Path("docs/bargaining").glob("*.md")}))
