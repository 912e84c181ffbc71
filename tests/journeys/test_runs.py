# SPDX-License-Identifier: Apache-2.0
"""The main job: repeated, interrupted, rebuilt, from anywhere."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import time
from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from .conftest import COMMAND, environment

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .conftest import Done

STAMP = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC")


def results(folder: Path) -> tuple[str, str]:
    """Return what a run found and its report, which alone says when it was built."""
    report = (folder / "report.html").read_text("utf-8")
    return (folder / "results.json").read_text("utf-8"), STAMP.sub("", report)


def test_the_second_run_computes_nothing_again(
    foedus_command: Callable[..., Done], tmp_path: Path
) -> None:
    call = "run harbour_league --draws 16 --json"
    first = foedus_command(call).document()
    folder = tmp_path / first["out"]
    assert folder.parent.name == "runs"
    assert folder.name.startswith("harbour_league-")
    parts = {path: path.stat().st_mtime_ns for path in (folder / "parts").iterdir()}
    before = results(folder)
    second = foedus_command(call).document()
    assert parts == {path: path.stat().st_mtime_ns for path in (folder / "parts").iterdir()}
    assert results(folder) == before
    for document in (first, second):
        document.pop("seconds")
    assert first == second


def test_the_report_is_built_again(foedus_command: Callable[..., Done], tmp_path: Path) -> None:
    run = foedus_command("run harbour_league --draws 16 -o out --json").document()
    before = results(tmp_path / "out")
    (tmp_path / "out" / "report.html").unlink()
    rebuilt = foedus_command("report", "out", "--json").document()
    assert results(tmp_path / "out") == before
    assert rebuilt["findings"] == run["findings"]
    (tmp_path / "out" / "case" / "case.yaml").write_text("changed: yes", "utf-8")
    done = foedus_command("report", "out")
    assert done.code == 1
    assert "out/case/case.yaml:1:1" in done.err


def test_another_seed_is_another_run(
    foedus_command: Callable[..., Done], finished: tuple[Path, Done]
) -> None:
    _, zero = finished
    one = foedus_command("run harbour_league --draws 64 --seed 1 --json").document()
    assert one["seed"] == 1
    assert one["findings"] != zero.document()["findings"]


def test_an_interrupt_leaves_nothing_half_written(
    foedus_command: Callable[..., Done], tmp_path: Path
) -> None:
    call = "run harbour_league --draws 8192 --workers 2 -o out"
    folder = tmp_path / "out"
    with subprocess.Popen(
        [*COMMAND, *call.split()],
        cwd=tmp_path,
        env=environment({}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        # A shell may start its background jobs deaf to interrupts.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    ) as job:
        while job.poll() is None and not list(folder.glob("parts/*.parquet")):
            time.sleep(0.01)
        job.send_signal(signal.SIGINT)
        out, err = job.communicate(timeout=120)
    assert (job.returncode, out) == (130, "")
    assert err == "interrupted; what was finished is kept\n"
    json.loads((folder / "manifest.json").read_text("utf-8"))
    kept = sorted(folder.glob("parts/*.parquet"))
    assert kept
    assert {pq.read_metadata(path).num_rows for path in kept} == {2048}
    assert not (folder / "report.html").exists()
    assert not list(folder.rglob(".*.tmp"))

    before = {path: path.stat().st_mtime_ns for path in kept}
    assert foedus_command(call).code == 0
    assert before == {path: path.stat().st_mtime_ns for path in before}
    assert (folder / "report.html").is_file()


def test_an_interrupt_with_json_is_one_document_as_well(tmp_path: Path) -> None:
    script = (
        "import sys, foedus.cli, foedus.case.folder as f\n"
        "def interrupted(*_): raise KeyboardInterrupt\n"
        "f.read_case = interrupted\n"
        "foedus.cli.main(['check', 'harbour_league', '--json'])\n"
    )
    done = subprocess.run(
        [COMMAND[0], "-c", script],
        cwd=tmp_path,
        env=environment({}),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 130
    assert json.loads(done.stdout)["error"] == done.stderr.rstrip("\n")
