# SPDX-License-Identifier: Apache-2.0
"""What the pages say is run as a reader would: in another process and an empty folder."""

from __future__ import annotations

import fcntl
import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[2]
# A reader's machine, whatever the one of the tests says of terminals and Python.
READERS = {
    name: value
    for name, value in os.environ.items()
    if not name.startswith("PYTHON") and name not in {"COLUMNS", "FORCE_COLOR"}
} | {"PYTHONPATH": str(ROOT / "src")}


def run_in(folder: Path, *arguments: str) -> str:
    """Run Python with arguments as a reader would; return stdout of what has to succeed."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=READERS,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, f"{shlex.join(arguments)}\n{done.stderr}"
    return done.stdout


@pytest.fixture
def run_python(tmp_path: Path) -> Callable[[str], str]:
    """Give a function that runs a program in a folder of its own."""
    return lambda program: run_in(tmp_path, "-c", program)


@pytest.fixture
def run_foedus(tmp_path: Path) -> Callable[[str], str]:
    """Give a function that runs a line `foedus ...` in a folder of its own."""

    def run(line: str) -> str:
        command, *arguments = shlex.split(line, comments=True)
        assert command == "foedus"
        return run_in(tmp_path, "-m", "foedus", *arguments)

    return run


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give the report of the first case, from few draws, built once for all workers."""
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    folder = base / "docs_run"
    with (base / "docs_run.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "report.html").exists():
            call = f"run ukraine_2025_08 --draws 64 -o {folder}"
            run_in(base, "-m", "foedus", *call.split())
    return (folder / "report.html").read_text("utf-8")
