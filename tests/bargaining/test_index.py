# SPDX-License-Identifier: Apache-2.0
"""The page that lists the models says what their cards say now, and leaves none out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from foedus.bargaining import MODELS, REFERENCE_MODELS, ROUND_MODELS
from foedus.bargaining.index import index

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "bargaining"
PAGE = (FOLDER / "README.md").read_text("utf-8")
CARDS = [*MODELS.values(), *ROUND_MODELS.values(), *REFERENCE_MODELS.values()]


def test_the_page_is_what_the_cards_say() -> None:
    pages = {path.stem for path in FOLDER.glob("*.md")}
    assert index(pages) == PAGE, "write it anew: see foedus.bargaining.index"


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.name)
def test_every_model_has_a_row_with_all_that_its_card_says(card: object) -> None:
    (row,) = [line for line in PAGE.splitlines() if line.startswith(f"| `{card.name}` |")]  # type: ignore[attr-defined]
    for words in (card.title, card.source, *card.inputs, *card.assumes, *card.ambiguities):  # type: ignore[attr-defined]
        assert words in row


def test_every_page_is_linked() -> None:
    linked = set(re.findall(r"\]\((\w+)\.md\)", PAGE))
    assert linked == {path.stem for path in FOLDER.glob("*.md")} - {"README"}


def test_a_model_without_a_page_names_its_module() -> None:
    text = index(())
    assert "`foedus.bargaining.spatial`" in text
    assert "(spatial.md)" not in text
