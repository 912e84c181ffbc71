# SPDX-License-Identifier: Apache-2.0
"""What the command loads before it knows what to do: nothing heavy."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ["altair", "numba", "pandas", "pyarrow", "scipy.stats", "spacy", "xarray"]

PROBE = """
import sys
sys.argv = ["foedus", *sys.argv[1:]]
import foedus.cli
if sys.argv[1:]:
    try:
        foedus.cli.main()
    except SystemExit as end:
        assert not end.code, end.code
print(*sys.modules, sep="\\n", file=sys.stderr)
"""


@pytest.mark.parametrize("arguments", [[], ["--help"]], ids=["import", "help"])
def test_the_command_starts_without_heavy_imports(arguments: list[str]) -> None:
    command = [sys.executable, "-c", PROBE, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert not set(HEAVY) & set(done.stderr.split())
    assert "foedus" in done.stdout or not arguments
