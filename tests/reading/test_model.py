# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import sys

import pytest

from foedus.errors import CallError
from foedus.reading import model


@pytest.mark.parametrize("missing", ["spacy.language", model.PACKAGE])
def test_without_the_extra_it_is_said_what_to_install(
    monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(CallError, match=r"pip install 'foedus\[read\]'"):
        model.grammar.__wrapped__()


def test_a_sentence_is_not_cut_inside_a_name_of_a_programme() -> None:
    pytest.importorskip(model.PACKAGE, reason="the extra read is not installed")
    text = "Karl Oberg stated on Norland Radio's This Week that the talks had failed."
    assert len(list(model.grammar()(text).sents)) == 1
