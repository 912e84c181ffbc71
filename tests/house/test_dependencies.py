# SPDX-License-Identifier: Apache-2.0
"""Dependencies: what is declared is locked by hash, and its reason stands in the docs."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LOCKS = [
    "requirements.lock",
    "requirements-dev.lock",
    "requirements-games.lock",
    "requirements-negmas.lock",
]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
CORE = PROJECT["dependencies"]
CHECKED = EXTRAS["dev"] + EXTRAS["read"]  # what every run of ./test has


def entries(lock: str) -> list[str]:
    """Return the entries of a lock: a pin, its marker where it has one, its hashes."""
    text = (ROOT / lock).read_text("utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]


def pins(lock: str) -> set[Requirement]:
    return {Requirement(entry.partition("--hash")[0].strip()) for entry in entries(lock)}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address(lock: str) -> None:
    assert "://" not in (ROOT / lock).read_text("utf-8")


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_every_entry_by_hash(lock: str) -> None:
    entry = re.compile(r"[\w.-]+==\S+( ; .+?)?(\s+--hash=sha256:[0-9a-f]{64})+\s*")
    assert not [line for line in entries(lock) if not entry.fullmatch(line)]


def test_each_lock_holds_every_pin_of_the_one_before() -> None:
    assert pins("requirements.lock") <= pins("requirements-dev.lock")
    assert pins("requirements-dev.lock") <= pins("requirements-games.lock")
    assert pins("requirements-games.lock") <= pins("requirements-negmas.lock")


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        (LOCKS[0], CORE),
        (LOCKS[1], CORE + CHECKED),
        (LOCKS[2], CORE + CHECKED + EXTRAS["games"]),
        (LOCKS[3], CORE + CHECKED + EXTRAS["games"] + EXTRAS["negmas"]),
    ],
)
def test_a_lock_serves_what_the_project_declares(lock: str, wanted: list[str]) -> None:
    locked: dict[str, list[str]] = {}
    for pin in pins(lock):
        version = str(pin.specifier).removeprefix("==")
        locked.setdefault(canonicalize_name(pin.name), []).append(version)
    for text in wanted:
        need = Requirement(text)
        versions = locked.get(canonicalize_name(need.name), [])
        assert versions, f"{lock} lacks {need.name}"
        assert all(need.specifier.contains(version) for version in versions), text


def test_every_dependency_has_its_reason_in_the_docs() -> None:
    text = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    wanted = [Requirement(each).name for part in (CORE, *EXTRAS.values()) for each in part]
    assert not [name for name in wanted if f"`{name}`" not in text]
