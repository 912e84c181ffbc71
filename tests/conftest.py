# SPDX-License-Identifier: Apache-2.0
"""What every test folder may ask for: the research data, the texts, a browser; and how laws run."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")

# The same examples on every run and machine, and no clock: a first example may compile a kernel.
settings.register_profile(
    "ci",
    derandomize=True,
    deadline=None,
    max_examples=60,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
# For hunting by hand: ./test --hypothesis-profile search
settings.register_profile(
    "search", settings.get_profile("ci"), derandomize=False, max_examples=2000
)
settings.load_profile("ci")


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """Give the folder of the research data, or skip."""
    from foedus.history import data

    folder = data.data_folder()
    if folder is None:
        pytest.skip("no research data: set FOEDUS_DATA, or put it into ../shared/data")
    return folder


@pytest.fixture(scope="session")
def shared_text() -> Callable[[str], Path]:
    """Give the path of a text that lies beside the research data, or skip."""
    from foedus.history import data

    beside = data.data_folder()
    folders = [ROOT.parent / "shared" / "texts"]
    if beside is not None:
        folders.insert(0, beside.parent / "texts")

    def find(name: str) -> Path:
        for folder in folders:
            if (folder / name).is_file():
                return folder / name
        return pytest.skip(f"no text {name}: set FOEDUS_DATA, or put it into ../shared/texts")

    return find


@pytest.fixture(scope="session")
def chromium() -> str:
    """Give the path of a Chromium, or skip."""
    for name in (os.environ.get("FOEDUS_CHROMIUM", ""), *BROWSERS):
        path = shutil.which(name)
        if path:
            return path
    return pytest.skip("no Chromium: install it, or name one in FOEDUS_CHROMIUM")
