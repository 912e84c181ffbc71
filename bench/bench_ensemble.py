# SPDX-License-Identifier: Apache-2.0
"""What an ensemble costs beside its model: draws, a trivial model, parts on disk, back again.

Run it by hand: ``python bench/bench_ensemble.py``. Budget: 5 x 10^6 rows/s on one process.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import numpy as np

from foedus.ensemble.boxes import find_box
from foedus.ensemble.draws import unit_draws
from foedus.ensemble.robustness import judge
from foedus.ensemble.store import part_path, read_part, write_part

ROWS, CHUNK, INPUTS = 2**21, 2**16, 3
BUDGET, WORKBENCH = 5e6, 2e4
"""Rows/s: our budget; and what EMA Workbench reaches with one Python call for each experiment."""


def stored(folder: Path) -> int:
    """Draw, compute y = x1 x2 + x3, write and read back every chunk."""
    rows = 0
    for index in range(ROWS // CHUNK):
        unit = unit_draws(0, INPUTS, index * CHUNK, CHUNK, ROWS)
        outcome = unit[:, 0] * unit[:, 1] + unit[:, 2]
        arrays = {f"x{i}": (("draw",), unit[:, i]) for i in range(INPUTS)}
        write_part(folder, index, {**arrays, "y": (("draw",), outcome)})
        rows += len(read_part(part_path(folder, index))["y"][1])
    return rows


def main() -> None:
    unit_draws(0, INPUTS, 0, 8, 8)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "parts").mkdir()
        started = time.perf_counter()
        rows = stored(folder)
        speed = rows / (time.perf_counter() - started)
    print(f"{'trivial model, stored':34}{speed:12.3g} rows/s   budget {BUDGET:.0e}")
    print(f"{'EMA Workbench, one call a row':34}{WORKBENCH:12.3g} rows/s   (as published)")
    rng = np.random.default_rng(0)
    worth = rng.random((2**17, 24))
    started = time.perf_counter()
    judge(worth, worth > 0.9)
    print(f"{'regret of 24 designs':34}{2**17 / (time.perf_counter() - started):12.3g} draws/s")
    inputs, interest = rng.random((4096, 160)), rng.random(4096) < 0.1
    started = time.perf_counter()
    find_box(inputs, interest)
    print(f"{'a box, 4,096 draws of 160 inputs':34}{time.perf_counter() - started:12.3g} s")


if __name__ == "__main__":
    main()
