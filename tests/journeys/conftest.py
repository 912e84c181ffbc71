# SPDX-License-Identifier: Apache-2.0
"""The command as a stranger meets it: another process, another folder, no terminal."""

from __future__ import annotations

import fcntl
import json
import os
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import foedus

if TYPE_CHECKING:
    from collections.abc import Callable

SOURCE = Path(foedus.__file__).resolve().parents[1]
COMMAND = (sys.executable, "-m", "foedus")
# What the machine of the tests says about terminals and Python is not to be seen.
NOT_PASSED_ON = ("COLUMNS", "FORCE_COLOR", "LINES", "NO_COLOR", "TERM")


@dataclass(frozen=True)
class Done:
    """A command that has ended."""

    code: int
    out: str
    err: str

    def document(self) -> Any:  # noqa: ANN401 - whatever JSON holds
        """Return what stands on stdout, which has to be one strict JSON document and no more."""

        def refuse(constant: str) -> None:
            message = f"{constant} is not JSON"
            raise ValueError(message)

        return json.loads(self.out, parse_constant=refuse)

    def said(self) -> str:
        """Return the one line on stderr that says what was wrong."""
        assert self.err.count("\n") == 1, self.err
        assert "Traceback" not in self.err
        assert "defect of its own" not in self.err
        return self.err.rstrip("\n")


def environment(changes: dict[str, str]) -> dict[str, str]:
    """Return the environment of a command."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in NOT_PASSED_ON and not name.startswith("PYTHON")
    }
    return {**kept, "PYTHONPATH": str(SOURCE), **changes}


@pytest.fixture
def foedus_command(tmp_path: Path) -> Callable[..., Done]:
    """Give a function that runs `foedus CALL MORE...` in a fresh folder, without a terminal."""

    def run(call: str, *more: object, **changes: str) -> Done:
        done = subprocess.run(
            [*COMMAND, *shlex.split(call), *map(str, more)],
            cwd=tmp_path,
            env=environment(changes),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding=changes.get("PYTHONIOENCODING", "utf-8"),
            check=False,
            timeout=300,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Done]:
    """Give the folder of one small finished run, which no test may change, and what it printed."""
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    folder, told = base / "journeys_run", base / "journeys_run.json"
    with (base / "journeys_run.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            done = subprocess.run(
                [*COMMAND, *f"run harbour_league --draws 64 --json -o {folder}".split()],
                env=environment({}),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                encoding="utf-8",
                check=False,
            )
            told.write_text(json.dumps([done.returncode, done.stdout, done.stderr]), "utf-8")
    return folder, Done(*json.loads(told.read_text("utf-8")))
