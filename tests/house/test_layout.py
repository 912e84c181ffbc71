# SPDX-License-Identifier: Apache-2.0
"""The shape of the repository: sizes, names, licence lines, and nothing of any one machine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from foedus._version import __version__

ROOT = Path(__file__).resolve().parents[2]
MOST_LINES = 500
VAGUE = {"base", "common", "helpers", "manager", "utils"}
LICENCE = "# SPDX-License-Identifier: Apache-2.0"

# Written in pieces, so that this file does not find itself.
HOSTS = [("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com")]
HOSTS += [("anaconda", "org"), ("crates", "io"), ("rubygems", "org")]
HOST = re.compile("|".join(re.escape(".".join(parts)) for parts in HOSTS))
PLACE = re.compile(r"(?<![\w.])/(?:work|root|farm|tmp/bash_jobs)" + "/")


@cache
def files() -> tuple[Path, ...]:
    """Return the files of the repository: those that git knows, and those it would take."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: what belongs to the repository is unknown")
    command = [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, text=True)
    assert listed.returncode == 0, listed.stderr
    paths = (ROOT / name for name in sorted(set(listed.stdout.split("\0"))) if name)
    return tuple(path for path in paths if path.is_file())


def python_files() -> list[Path]:
    return [path for path in files() if path.suffix == ".py"]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for path in files():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        found += [
            f"{name(path)}:{text.count(chr(10), 0, match.start()) + 1}: {match.group()}"
            for match in pattern.finditer(text)
        ]
    return found


def test_names_say_what_is_inside() -> None:
    folders = {part for path in files() for part in path.relative_to(ROOT).parent.parts}
    assert not folders & VAGUE
    assert not {name(path) for path in python_files() if path.stem in VAGUE}


def test_modules_are_of_readable_size() -> None:
    sizes = {
        name(path): path.read_text("utf-8").count("\n")
        for path in python_files()
        if name(path).startswith("src/")
    }
    assert not {path: lines for path, lines in sizes.items() if lines > MOST_LINES}


def test_every_python_file_says_its_licence_first() -> None:
    silent = [
        name(path)
        for path in python_files()
        if path.read_text("utf-8").partition("\n")[0] != LICENCE
    ]
    assert not silent


def test_no_file_names_a_package_registry() -> None:
    assert not lines_with(HOST)


def test_no_file_names_a_place_on_one_machine() -> None:
    assert not lines_with(PLACE)


@pytest.mark.parametrize("script", ["run", "test", ".ci/run"])
def test_scripts_can_be_run(script: str) -> None:
    assert os.access(ROOT / script, os.X_OK)


def test_the_citation_names_this_version() -> None:
    assert YAML(typ="safe").load(ROOT / "CITATION.cff")["version"] == __version__


def test_the_changelog_starts_with_this_version() -> None:
    headings = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert headings[0] == __version__
