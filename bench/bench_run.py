# SPDX-License-Identifier: Apache-2.0
"""The main job as a stranger runs it: whole process, from the command to the report.

Run it by hand: ``python bench/bench_run.py [RUNS]``. Budget: 20 s on two cores, under 1 GB in any
one process.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BUDGET_SECONDS, BUDGET_MB = 20.0, 1000.0


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    seconds = []
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, "-m", "foedus", "run", "ukraine_2025_08"]
            started = time.perf_counter()
            subprocess.run(
                [*command, "--draws", "10000", "-o", folder], check=True, capture_output=True
            )
            seconds.append(time.perf_counter() - started)
            size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{'':12}{'median':>10}{'most':>10}{'budget':>10}")
    print(
        f"{'seconds':12}{statistics.median(seconds):10.1f}{max(seconds):10.1f}{BUDGET_SECONDS:10.0f}"
    )
    print(f"{'peak MB':12}{'':10}{peak:10.0f}{BUDGET_MB:10.0f}")
    print(f"{'disk MB':12}{'':10}{size / 1e6:10.1f}")


if __name__ == "__main__":
    main()
