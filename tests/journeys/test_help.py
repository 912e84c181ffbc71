# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from foedus import __version__
from foedus.cli import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Callable

GROUP = ["pact evaluate", "pact status", "pact sheet", "pact log", "pact lint"]


@pytest.mark.parametrize("call", ["", "--help", "-h"])
def test_the_first_page_names_every_command(foedus_command: Callable, call: str) -> None:
    done = foedus_command(call)
    assert (done.code, done.err) == (0, "")
    for name, (_, words) in COMMANDS.items():
        assert name in done.out
        assert words in " ".join(done.out.replace("│", " ").split())
    assert "foedus run ukraine_2025_08" in done.out


def test_the_version(foedus_command: Callable) -> None:
    done = foedus_command("--version")
    assert (done.code, done.out, done.err) == (0, f"{__version__}\n", "")


@pytest.mark.parametrize("command", [*COMMANDS, *GROUP])
def test_every_command_tells_how_it_is_called(foedus_command: Callable, command: str) -> None:
    done = foedus_command(command, "--help")
    assert (done.code, done.err) == (0, "")
    assert f"Usage: foedus {command}" in done.out
    assert "--json" in done.out


def test_a_group_without_a_command_shows_its_commands(foedus_command: Callable) -> None:
    done = foedus_command("pact")
    assert (done.code, done.err) == (0, "")
    for command in GROUP:
        assert command.removeprefix("pact ") in done.out
