# SPDX-License-Identifier: Apache-2.0
"""Commands on case files: new, cases, check."""

from __future__ import annotations

import re
import shutil
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from foedus.case.folder import CASE_FILE, builtin_cases, find_case, load_case, read_case
from foedus.cli.show import Json, console, document, table
from foedus.errors import CallError
from foedus.problems import shown

if TYPE_CHECKING:
    from foedus.problems import Problem

EXAMPLE = "harbour_league"
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")


def new(name: str, /, *, as_json: Json = False) -> None:
    """Start a case of your own: a commented example in a new folder NAME, ready to change and run.

    Parameters
    ----------
    name : str
        The folder to make; its last part becomes the case's id.
    as_json : bool
        Print one JSON document.
    """
    folder = Path(name)
    if not _NAME.fullmatch(folder.name):
        message = (
            f"{shown(folder.name or name)} cannot name a case; use a letter, then letters, digits "
            "and underscores, at most 40 in all"
        )
        raise CallError(message)
    if folder.exists():
        message = f"'{folder}' exists already; give a name that is free"
        raise CallError(message)
    try:
        _copy_example(folder)
    except OSError as error:
        message = f"cannot make '{folder}' ({error.strerror or error}); give another place"
        raise CallError(message) from error
    if as_json:
        document({"case": str(folder), "files": [str(p) for p in sorted(folder.rglob("*.*"))]})
        return
    console().print(
        f"made {folder}: an invented case with comments. Change {folder / CASE_FILE}, then:\n"
        f"  foedus check {folder}\n  foedus run {folder}"
    )


def _copy_example(folder: Path) -> None:
    """Copy the example in one step: an interruption leaves nothing behind."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".foedus-new-", dir=folder.parent) as made:
        fresh = Path(made) / folder.name
        shutil.copytree(builtin_cases()[EXAMPLE], fresh)
        text = (fresh / CASE_FILE).read_text("utf-8")
        text = text.replace(f"id: {EXAMPLE}", f"id: {folder.name}", 1)
        (fresh / CASE_FILE).write_text(text, "utf-8")
        fresh.rename(folder)


def cases(*, as_json: Json = False) -> None:
    """List the built-in cases, ready to run."""
    rows = []
    for name, folder in builtin_cases().items():
        case = load_case(folder)
        rows.append({"id": name, "title": case.record.title, "question": case.record.question})
    if as_json:
        document({"cases": rows})
        return
    listed = ((row["id"], row["title"], row["question"]) for row in rows)
    console().print(table("Built-in cases", ["case", "title", "question"], listed, left=3))


def check(case: str, /, *, as_json: Json = False) -> int:
    """Check a case: FILE:LINE:COL: path: what is wrong; what is allowed. All problems in one pass.

    Parameters
    ----------
    case : str
        A built-in case, or a folder with a case.yaml.
    as_json : bool
        Print one JSON document.
    """
    find_case(case)
    loaded, problems = read_case(case)
    ok = loaded is not None
    if as_json:
        document({"ok": ok, "problems": [asdict(problem) for problem in problems]})
    else:
        _print_problems(problems, ok=ok)
    return 0 if ok else 1


def _print_problems(problems: list[Problem], *, ok: bool) -> None:
    out = console()
    for problem in problems:
        out.print(str(problem), soft_wrap=True)
    errors = sum(problem.severity == "error" for problem in problems)
    warnings = len(problems) - errors
    counts = f"{errors} {'error' if errors == 1 else 'errors'}"
    counts += f", {warnings} {'warning' if warnings == 1 else 'warnings'}"
    out.print(f"{'good' if ok else 'not good'}: {counts}")
