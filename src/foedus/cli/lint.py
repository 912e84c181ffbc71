# SPDX-License-Identifier: Apache-2.0
"""The command that analyses a draft: what a drafter should know, with logs that show it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from foedus.cli.lenses import parse_design
from foedus.cli.pacts import find_pact
from foedus.cli.show import Json, console, document, indented
from foedus.errors import CallError
from foedus.pacts.eventtree import log_tree
from foedus.pacts.lint import RULES, lint
from foedus.yamlfile import write_document

if TYPE_CHECKING:
    from rich.console import Console

    from foedus.pacts import Pact
    from foedus.pacts.lint import Finding

With = Annotated[list[str] | None, Parameter(name="--with", negative="", consume_multiple=True)]
Folder = Annotated[Path | None, Parameter(name="--witness")]


def lint_command(
    pact: str,
    /,
    *,
    beside: With = None,
    design: str | None = None,
    witness: Folder = None,
    as_json: Json = False,
) -> None:
    """Say what a drafter should know: holes, blockers, traps, windows, dead parts, contradictions.

    Each finding has its place, a way to mend it and, where it speaks of what would happen, a
    witness: an invented log that shows it.

    Parameters
    ----------
    pact : str
        A pact's YAML file, a pact of the library, or a case whose pact is meant.
    beside : list of str
        Other pacts that are in force beside it, given in the same ways.
    design : str
        Settings of levers as lever=setting,lever=setting; the defaults otherwise.
    witness : Path
        A folder to write the witnesses to, as event logs for `foedus pact evaluate --events`.
    as_json : bool
        Print one JSON document.
    """
    draft, _ = find_pact(pact)
    settings = parse_design(design)
    draft = draft if settings is None else draft.with_levers(settings)
    others = [find_pact(name)[0] for name in beside or ()]
    names = [one.name for one in (draft, *others)]
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        message = f"the pact '{twice[0]}' is given twice; give each pact once"
        raise CallError(message)
    findings = lint(draft, others)
    files = {} if witness is None else write_witnesses(witness, findings, draft.name)
    if as_json:
        document({"pact": draft.name, "findings": [finding.to_json() for finding in findings]})
        return
    _print(draft, findings, files)


def write_witnesses(
    folder: Path, findings: tuple[Finding, ...], name: str
) -> dict[int, tuple[Path, ...]]:
    """Write each witness as an event log, one for each pact that it speaks of.

    Raises
    ------
    CallError
        Where the folder cannot be written to.
    """
    written: dict[int, tuple[Path, ...]] = {}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number, finding in enumerate(findings, 1):
            if finding.witness is None:
                continue
            pacts = dict.fromkeys(claim.pact or name for claim in finding.claims)
            stem = f"{number:02d}_{finding.rule}_{finding.kind}"
            paths = []
            for pact in pacts:
                more = "" if len(pacts) == 1 else f"_for_{pact}"
                paths.append(folder / f"{stem}{more}.yaml")
                write_document(paths[-1], log_tree(finding.witness, pact))
            written[number] = tuple(paths)
    except OSError as error:
        message = f"cannot write to '{folder}' ({error.strerror or error}); give another folder"
        raise CallError(message) from error
    return written


def _print(draft: Pact, findings: tuple[Finding, ...], files: dict[int, tuple[Path, ...]]) -> None:
    out = console()
    counts = Counter(finding.severity for finding in findings)
    told = ", ".join(
        f"{counts[word]} {word}{'' if counts[word] == 1 else 's'}"
        for word in ("error", "warning", "note")
    )
    out.print(f"{draft.title}: {told}")
    numbered = list(enumerate(findings, 1))
    for rule, title in RULES.items():
        own = [(number, finding) for number, finding in numbered if finding.rule == rule]
        if own:
            out.print(f"\n{title}", style="bold")
        for number, finding in own:
            _print_finding(out, finding, files.get(number, ()))
    if any(finding.witness for finding in findings) and not files:
        out.print("\n--witness DIR writes for each finding an invented log that shows it.")


def _print_finding(out: Console, finding: Finding, files: tuple[Path, ...]) -> None:
    path = Path(finding.file)
    near = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
    place = f"{near}:{finding.line}:{finding.column}"
    clause = f", {finding.clause}" if finding.clause is not None else ""
    out.print(f"{finding.severity}: {place}{clause}", soft_wrap=True)
    out.print(indented(f"{finding.message}.", out.width))
    out.print(indented(f"To mend: {finding.mend[:1].lower()}{finding.mend[1:]}.", out.width))
    for path in files:
        out.print(f"  Witness: --events {path} --at {finding.at}", soft_wrap=True)
