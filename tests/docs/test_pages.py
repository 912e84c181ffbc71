# SPDX-License-Identifier: Apache-2.0
"""Every page is executed: commands with their output, Python, and links.

A block that cannot be run has `<!-- not run: reason -->` on the line before it and is reported as
skipped with that reason.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from foedus.cli import COMMANDS
from foedus.cli.pacts import app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
SHELLS = {"console", "bash", "sh", "shell"}
NOT_RUN = re.compile(r"<!-- not run: (.+) -->")
FENCE = re.compile(r"(`{3,}|~{3,})\s*(\w*)")
LINK = re.compile(r"\]\(([^)\s]+)\)")


@dataclass(frozen=True)
class Block:
    """A block of a page: where it starts, what it is, what stands in it, and why it is not run."""

    page: Path
    line: int
    kind: str
    lines: tuple[str, ...]
    reason: str | None

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"

    def calls(self) -> list[tuple[str, list[str]]]:
        """Return each command with the output that the page shows under it."""
        found: list[tuple[str, list[str]]] = []
        prompts = any(line.startswith("$ ") for line in self.lines)
        for line in self.lines:
            if line.startswith("$ ") or (not prompts and line.strip() and line[0] != "#"):
                found.append((line.removeprefix("$ "), []))
            elif found and line.strip():
                found[-1][1].append(line)
        return found


def blocks(page: Path) -> Iterator[Block]:
    """Yield the fenced blocks of a page, and the indented ones that start with a foedus command."""
    lines = page.read_text("utf-8").splitlines()
    at, before = 0, ""
    while at < len(lines):
        reason = NOT_RUN.fullmatch(before.strip())
        why = reason[1] if reason else None
        start, before = at, lines[at] or before
        if fence := FENCE.match(lines[at]):
            end = lines.index(fence[1], at + 1)
            yield Block(page, start + 1, fence[2], tuple(lines[at + 1 : end]), why)
            at, before = end, ""
        elif lines[at].startswith("    foedus "):
            while at + 1 < len(lines) and lines[at + 1].startswith("    "):
                at += 1
            inside = tuple(line[4:] for line in lines[start : at + 1])
            yield Block(page, start + 1, "console", inside, why)
        at += 1


BLOCKS = [block for page in PAGES for block in blocks(page)]
RUN = [block for block in BLOCKS if block.reason is None]
SHELL_PAGES = sorted({block.page for block in RUN if block.kind in SHELLS})
PYTHON_PAGES = sorted({block.page for block in RUN if block.kind == "python"})


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def plain(text: str) -> str:
    """Return a line without the frames of tables and with every figure alike.

    What a figure is, tests of the models say; a page has to show what the command prints.
    """
    return re.sub(r"[\d.,]*\d", "0", re.sub(r"[\s\u2500-\u257f]+", " ", text)).strip()


def shows(told: list[str], line: str) -> bool:
    """Say whether output holds a line, in which `...` stands for anything, and drop it to there."""
    pattern = re.compile(".*".join(re.escape(part.strip()) for part in plain(line).split("...")))
    for index, candidate in enumerate(told):
        if pattern.search(candidate):
            del told[: index + 1]
            return True
    return False


@pytest.mark.parametrize("page", SHELL_PAGES, ids=name)
def test_the_commands_of_a_page(page: Path, run_foedus: Callable[[str], str]) -> None:
    for block in RUN:
        if block.page != page or block.kind not in SHELLS:
            continue
        assert block.calls(), f"{block} holds no command"
        for command, output in block.calls():
            assert command.startswith("foedus "), f"{block}: '{command}'; mark it if not to be run"
            told = [plain(line) for line in run_foedus(command).splitlines()]
            for line in output:
                assert shows(told, line), f"{block}: {command} does not print\n{line}"


@pytest.mark.parametrize("page", PYTHON_PAGES, ids=name)
def test_the_python_of_a_page(page: Path, run_python: Callable[[str], str]) -> None:
    """The Python blocks of a page are one program."""
    chosen = [block for block in RUN if block.page == page and block.kind == "python"]
    assert chosen
    run_python("\n".join("\n".join(block.lines) for block in chosen))


@pytest.mark.parametrize("block", [b for b in BLOCKS if b.reason is not None], ids=str)
def test_a_block_that_is_not_run(block: Block) -> None:
    """It may need what is not there; what it calls exists all the same."""
    called = [shlex.split(call)[1] for call, _ in block.calls() if call.startswith("foedus ")]
    assert set(called) <= {*COMMANDS, "--help", "--version"}, block
    pytest.skip(f"not run: {block.reason}")


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text("utf-8")):
        if target.startswith(("https://", "http://", "mailto:")):
            continue
        path, _, anchor = target.partition("#")
        linked = (page.parent / path).resolve() if path else page
        assert linked.exists(), target
        if anchor:
            heads = re.findall(r"^#+ (.+)$", linked.read_text("utf-8"), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w-]", "", h.lower().replace(" ", "-")) for h in heads}


def test_every_command_has_its_section_with_an_example() -> None:
    page = ROOT / "docs" / "commands.md"
    heads = re.findall(r"^## foedus (.+)$", page.read_text("utf-8"), re.MULTILINE)
    commands = [*COMMANDS, *(f"pact {name}" for name in app if not name.startswith("-"))]
    commands.remove("pact")
    assert sorted(heads) == sorted(commands)
    shown = [call for block in RUN if block.page == page for call, _ in block.calls()]
    for command in commands:
        assert any(call.startswith(f"foedus {command}") for call in shown), command


def test_the_machinery_itself(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "```console\n$ foedus cases\nout 1\n\n$ foedus --version\n```\n"
        "<!-- not run: because -->\n```python\n1 / 0\n```\n"
        "Text.\n\n    foedus cases  # all\n    # why\n    foedus --version\n\n    other\n",
        "utf-8",
    )
    first, second, third = blocks(page)
    assert first.calls() == [("foedus cases", ["out 1"]), ("foedus --version", [])]
    assert (second.kind, second.reason, second.lines) == ("python", "because", ("1 / 0",))
    assert [shlex.split(c, comments=True)[-1] for c, _ in third.calls()] == ["cases", "--version"]
    assert third.line == 13
    told = [plain("│ a   │ 12% (3% to 4,000.5%) │"), plain("b")]
    assert not shows(list(told), "│ a │ none │")
    assert shows(told, "| a ...".replace("|", "│"))
    assert told == ["b"]
