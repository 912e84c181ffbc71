# SPDX-License-Identifier: Apache-2.0
"""Issues of European law-making where the reader has them, and issues drawn by chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from foedus.bargaining.issues import Issues, issues_of
from foedus.history.bargaining_tables import read_outcomes, read_positions

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(scope="session")
def deu3(data_folder: Path) -> Issues:
    """Give the 265 issues of DEU III, or skip."""
    folder = data_folder / "bargaining"
    if not (folder / "deu3_dev_positions.csv").is_file():
        pytest.skip("the research data lack bargaining/deu3_dev_positions.csv")
    positions = read_positions(folder / "deu3_dev_positions.csv")
    return issues_of(positions, read_outcomes(folder / "deu3_dev_issues.csv"))[0]


@pytest.fixture(scope="session")
def drawn() -> Callable[..., Issues]:
    """Give a function that draws issues of five actors, decided near or at a position."""

    def draw(count: int = 24, blocks: int = 8, seed: int = 0) -> Issues:
        rng = np.random.default_rng(seed)
        position = rng.integers(0, 11, (count, 5)) * 10.0
        position[rng.uniform(size=position.shape) < 0.2] = np.nan
        position[:, 0] = rng.integers(0, 11, count) * 10.0
        near = np.nanmean(position, axis=1) + rng.normal(0, 15, count)
        outcome = np.where(rng.uniform(size=count) < 0.4, position[:, 0], np.clip(near, 0, 100))
        return Issues(
            tuple(f"issue {place}" for place in range(count)),
            position,
            rng.uniform(0, 1, position.shape),
            rng.uniform(0.1, 2, position.shape),
            outcome,
            np.array([f"block {place % blocks}" for place in range(count)]),
            np.full(count, np.nan),
        )

    return draw
