# SPDX-License-Identifier: Apache-2.0
"""foedus compare, as a journalist meets it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .conftest import Done

MONDAY = "Talks in Serre.\n\n“We could offer a guarantee,” Brandt said. Vask left the hall.\n"
TUESDAY = "Talks in Serre.\n\n“We might offer a guarantee,” Brandt stated. Snow fell.\n"


@pytest.fixture
def two(tmp_path: Path) -> str:
    (tmp_path / "monday.txt").write_text(MONDAY, "utf-8")
    (tmp_path / "tuesday.txt").write_text(TUESDAY, "utf-8")
    return f"{tmp_path / 'monday.txt'} {tmp_path / 'tuesday.txt'}"


def test_what_changed_stands_in_brackets(foedus_command: Callable[..., Done], two: str) -> None:
    done = foedus_command(f"compare {two}")
    assert (done.code, done.err) == (0, "")
    words = " ".join(done.out.replace("│", " ").split())
    assert "2 passages correspond, 1 of them with changes" in words
    assert "[could]" in words
    assert "[might]" in words
    assert "modal verb" in words
    assert "Vask left the hall." in words
    assert "Snow fell." in words


def test_the_document_has_the_stated_keys(foedus_command: Callable[..., Done], two: str) -> None:
    told = foedus_command(f"compare {two}", "--json").document()
    assert {"pairs", "only_a", "only_b"} <= set(told)
    changed = told["pairs"][1]
    assert MONDAY[changed["a"]["start"] : changed["a"]["end"]] == changed["a"]["text"]
    assert changed["a"]["line"] == 3
    assert [(c["kind"], c["a"], c["b"]) for c in changed["changes"]] == [
        ("quotation_words", "could", "might"),
        ("modal", "could", "might"),
    ]
    assert [one["text"] for one in told["only_a"]] == ["Vask left the hall."]


def test_a_report_that_is_not_there_is_an_error(foedus_command: Callable[..., Done]) -> None:
    done = foedus_command("compare none.txt none.txt")
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("none.txt:0:0: is not a file; give ")


def test_one_report_alone_is_a_wrong_call(foedus_command: Callable[..., Done], two: str) -> None:
    done = foedus_command(f"compare {two.split(maxsplit=1)[0]}")
    assert done.code == 2
    assert "SECOND is missing" in done.err
