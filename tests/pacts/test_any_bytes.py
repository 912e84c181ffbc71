# SPDX-License-Identifier: Apache-2.0
"""Whatever bytes a file holds: problems with a place, never anything else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

import foedus
from foedus.pacts import load_pact, read_events, read_pact

if TYPE_CHECKING:
    from foedus.problems import Problem

CASES = Path(foedus.__file__).parent / "cases"
HARBOUR = CASES / "harbour_league" / "pacts" / "harbour_pact.yaml"
PACT = load_pact(HARBOUR)
PACT_TEXT = HARBOUR.read_text("utf-8")
LOG_TEXT = (CASES / "harbour_league" / "events.yaml").read_text("utf-8")

# Words that mean something somewhere, in the wrong place.
WORDS = sorted({*PACT_TEXT.split(), *LOG_TEXT.split()})
SPOILERS = ["[]", "{}", "null", "-1", "1e9", "true", "~", "lever.x", "lever.ceiling", "{lever.x}"]
SPOILERS += ["roles.", "roles.roles", "2032-02-30", "9999-12-31T23:59+14:00", ": ", "- ", "&a *a"]
SPOILERS += ["!!python/object:os.system", "qualified_majority(0/0)", "\t", "\x00", "é", "'", "|"]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bytes") / "file.yaml"


def fine(problems: list[Problem]) -> bool:
    return all(str(each) and each.line >= 0 and each.message for each in problems)


def mutations(text: str) -> st.SearchStrategy[str]:
    """Draw a text with some of its words replaced, dropped or doubled, or cut short."""
    pieces = text.split(" ")

    def changed(edits: list[tuple[int, str]], end: int | None) -> str:
        words = list(pieces)
        for place, word in edits:
            lead = words[place][: len(words[place]) - len(words[place].lstrip("\n"))]
            words[place] = lead + word
        return " ".join(words[:end])

    edit = st.tuples(
        st.integers(0, len(pieces) - 1), st.sampled_from(SPOILERS) | st.sampled_from(WORDS)
    )
    cut = st.none() | st.none() | st.integers(0, len(pieces))
    return st.builds(changed, st.lists(edit, min_size=1, max_size=4), cut)


@given(data=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes(file: Path, data: bytes) -> None:
    file.write_bytes(data)
    pact, problems = read_pact(file)
    assert pact is None
    assert problems
    assert fine(problems)
    log, problems = read_events(file, [PACT])
    assert log is None
    assert problems
    assert fine(problems)


@given(text=mutations(PACT_TEXT))
def test_a_spoiled_pact(file: Path, text: str) -> None:
    file.write_text(text, "utf-8")
    pact, problems = read_pact(file)
    assert fine(problems)
    assert (pact is None) == bool(problems)
    if pact is not None:
        file.write_text(LOG_TEXT, "utf-8")
        log, _ = read_events(file, [pact])
        if log is not None:
            assert pact.evaluate(log, "2032-06-01").to_json()
            assert pact.status(log, "2032-06-01").to_json()


@given(text=mutations(LOG_TEXT))
def test_a_spoiled_log(file: Path, text: str) -> None:
    file.write_text(text, "utf-8")
    log, problems = read_events(file, [PACT])
    assert fine(problems)
    assert (log is None) == bool(problems)
    if log is not None and log.last is not None:
        assert PACT.evaluate(log).to_json()
        assert PACT.status(log).to_json()
