# SPDX-License-Identifier: Apache-2.0
"""A case of one's own: made, checked, run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .conftest import Done


@pytest.mark.parametrize("name", ["mine", "deep/er/mine", "./M_2", "with space/mine"])
def test_a_made_case_is_good(
    foedus_command: Callable[..., Done], tmp_path: Path, name: str
) -> None:
    made = foedus_command("new", name)
    assert (made.code, made.err) == (0, "")
    folder = (tmp_path / name).relative_to(tmp_path)
    for words in (f"made {folder}", f"foedus check {folder}", f"foedus run {folder}"):
        assert words in made.out
    text = (tmp_path / name / "case.yaml").read_text("utf-8")
    assert f"\nid: {folder.name} " in text
    assert text.count("#") > 20
    checked = foedus_command("check", name)
    assert (checked.code, checked.out) == (0, "good: 0 errors, 0 warnings\n")
    assert not list(tmp_path.rglob(".*"))


def test_a_made_case_runs(foedus_command: Callable[..., Done], tmp_path: Path) -> None:
    assert foedus_command("new", "mine").code == 0
    done = foedus_command("run mine --draws 16 -o out")
    assert (done.code, done.err) == (0, "")
    assert "16 draws, seed 0" in done.out
    assert f"report: {tmp_path / 'out' / 'report.html'}\n" in done.out
    assert (tmp_path / "out" / "report.html").is_file()


def test_what_is_there_is_never_overwritten(
    foedus_command: Callable[..., Done], tmp_path: Path
) -> None:
    assert foedus_command("new", "mine").code == 0
    mine = tmp_path / "mine" / "case.yaml"
    mine.write_text("my work", "utf-8")
    (tmp_path / "empty").mkdir()
    for name in ("mine", "mine/", "empty"):
        done = foedus_command("new", name, "--json")
        assert done.code == 2
        assert "exists already; give a name that is free" in done.said()
        assert done.document()["error"] == done.said()
    assert mine.read_text("utf-8") == "my work"
    assert list((tmp_path / "empty").iterdir()) == []


def test_the_document_lists_what_was_made(
    foedus_command: Callable[..., Done], tmp_path: Path
) -> None:
    document = foedus_command("new", "mine", "--json").document()
    assert document["case"] == "mine"
    on_disk = {str(p.relative_to(tmp_path)) for p in (tmp_path / "mine").rglob("*.*")}
    assert set(document["files"]) == on_disk
    assert {"mine/case.yaml", "mine/events.yaml"} <= on_disk


def test_a_folder_in_the_way_hides_a_built_in_case(
    foedus_command: Callable[..., Done], tmp_path: Path
) -> None:
    assert foedus_command("new", "harbour_league").code == 0
    path = tmp_path / "harbour_league" / "case.yaml"
    path.write_text("broken: yes", "utf-8")
    assert foedus_command("check", "harbour_league").code == 1
