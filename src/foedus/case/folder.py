# SPDX-License-Identifier: Apache-2.0
"""A case as a folder: case.yaml, pacts, events and sources, read and checked in one pass."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from foedus.case.checks import check_case
from foedus.case.evidence import Stance, stances
from foedus.case.parts import read_parts
from foedus.errors import CallError, CaseError
from foedus.pacts import read_events, read_pact
from foedus.problems import Problem, did_you_mean, listing
from foedus.yamlfile import read_document, write_document

if TYPE_CHECKING:
    from foedus.case.schema import Actor, CaseFile, Issue, Package, Statement
    from foedus.pacts import EventLog, Pact
    from foedus.yamlfile import Document

CASE_FILE = "case.yaml"


@dataclass(frozen=True)
class CaseFolder:
    """A loaded case: what its files say, the pact and events they hold, and the warnings.

    Parameters
    ----------
    folder : Path
        Where it was loaded from.
    record : CaseFile
        What case.yaml says.
    pact : Pact or None
        The pact that the case's law names.
    events : EventLog or None
        The event log, where there is one.
    warnings : tuple of Problem
        What `check` reports beside errors.
    """

    folder: Path
    record: CaseFile
    pact: Pact | None
    events: EventLog | None
    warnings: tuple[Problem, ...] = ()

    @cached_property
    def actors(self) -> dict[str, Actor]:
        """Actors by id, in the file's order."""
        return {actor.id: actor for actor in self.record.actors}

    @cached_property
    def issues(self) -> dict[str, Issue]:
        """Issues by id, in the file's order."""
        return {issue.id: issue for issue in self.record.issues}

    @cached_property
    def packages(self) -> dict[str, Package]:
        """Packages by id, in the file's order."""
        return {package.id: package for package in self.record.packages}

    @cached_property
    def statements(self) -> dict[str, Statement]:
        """Statements by id, in the file's order."""
        return {statement.id: statement for statement in self.record.statements}

    @cached_property
    def stances(self) -> tuple[Stance, ...]:
        """Who wants what on the case's day, with the rival of what rests on weak evidence."""
        return tuple(stances(self.record))

    def fingerprint(self) -> str:
        """Return a hash of every file that the case's numbers come from."""
        digest = hashlib.sha256()
        for path in sorted([self.folder / CASE_FILE, *self.folder.glob("pacts/*.yaml")]):
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
        log = self.folder / "events.yaml"
        if log.exists():
            digest.update(log.read_bytes())
        return digest.hexdigest()


def builtin_cases() -> dict[str, Path]:
    """Return the built-in cases by name, each with its folder."""
    root = Path(str(resources.files("foedus"))) / "cases"
    return {path.parent.name: path.parent for path in sorted(root.glob(f"*/{CASE_FILE}"))}


def find_case(name: str | Path) -> Path:
    """Return the folder of a case given by a built-in name, a folder, or its case.yaml.

    Raises
    ------
    CallError
        If there is no such folder and no built-in case of that name.
    """
    text = str(name)
    path = Path(name)
    try:
        if path.name == CASE_FILE and path.is_file():
            return path.parent
        if (path / CASE_FILE).is_file():
            return path
        is_folder = path.is_dir()
    except (OSError, ValueError):
        is_folder = False
    known = builtin_cases()
    if text in known:
        return known[text]
    if is_folder:
        message = f"'{text}' holds no {CASE_FILE}; give a case folder, or `foedus new NAME`"
    else:
        message = (
            f"there is no case '{text[:200]}'{did_you_mean(text, known)}; give a folder with a "
            f"{CASE_FILE} or one of the built-in cases: {listing(known)}"
        )
    raise CallError(message)


def read_case(name: str | Path) -> tuple[CaseFolder | None, list[Problem]]:
    """Read and check a whole case folder; everything that is wrong comes back as problems."""
    folder = find_case(name)
    document, problems = read_document(folder / CASE_FILE)
    parts, found = read_parts(document)
    problems += found
    pacts: dict[str, Pact] = {}
    files = sorted(folder.glob("pacts/*.yaml"))
    for path in files:
        pact, found = read_pact(path)
        problems += found
        if pact is not None:
            pacts[path.stem] = pact
    events, log = None, folder / "events.yaml"
    found = check_case(document, parts, folder, pacts)
    if log.is_file():
        events, more = read_events(log, list(pacts.values()))
        found += more
    if len(pacts) < len(files):
        found = [problem for problem in found if not _follows(problem, log)]
    problems = sorted({*problems, *found})
    if any(problem.severity == "error" for problem in problems) or parts.whole is None:
        return None, problems
    record = parts.whole
    pact = pacts.get(record.law.pact) if record.law else None
    named = _numbers_named(document, CaseFolder(folder, record, pact, events))
    problems = sorted({*problems, *named})
    if any(problem.severity == "error" for problem in named):
        return None, problems
    return CaseFolder(folder, record, pact, events, tuple(problems)), problems


def _numbers_named(document: Document, case: CaseFolder) -> list[Problem]:
    """Check the numbers that a case names by their keys; most name none."""
    if not case.record.correlations and not any(q.numbers for q in case.record.questions):
        return []
    from foedus.case.numbers_named import check_numbers_named  # noqa: PLC0415 - start-up

    return check_numbers_named(document, case)


def _follows(problem: Problem, log: Path) -> bool:
    """Tell whether a problem is no more than that a pact which did not load is spoken of."""
    about_a_pact = problem.path == "law.pact" or problem.file == str(log)
    return about_a_pact and "names an unknown" in problem.message


def load_case(name: str | Path) -> CaseFolder:
    """Load a case; see `read_case`.

    Raises
    ------
    CaseError
        With every problem of every file, each at its place.
    """
    case, problems = read_case(name)
    if case is None:
        raise CaseError([p for p in problems if p.severity == "error"])
    return case


def case_tree(record: CaseFile) -> dict[str, Any]:
    """Return what a case file holds as plain values, without what was left to defaults."""
    return record.model_dump(mode="python", by_alias=True, exclude_unset=True)


def save_case(record: CaseFile, folder: Path) -> Path:
    """Write case.yaml; comments of a file that is there already are kept.

    Raises
    ------
    InputError
        If the file that is there cannot be read; it is left alone.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / CASE_FILE
    write_document(path, case_tree(record))
    return path
