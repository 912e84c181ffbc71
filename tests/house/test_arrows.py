# SPDX-License-Identifier: Apache-2.0
"""Who may import whom: arrays, then labelled results, then histories, runs, reports, surfaces.

Every import counts: at the top of a module, inside a function, and for type checking alone.
"""

from __future__ import annotations

import ast
import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCE = Path(__file__).resolve().parents[2] / "src"

LEAVES = "_version errors problems records uncertain yamlfile"

# Numbers in, numbers out: a kernel imports errors and the kernels of its own room, and from
# outside the project only what ARRAYS names.
KERNELS = {
    "bargaining": (
        "challenge challenge_readings challenge_rounds compromise condorcet dressing exchange"
        " exchange_round intervals medians outcome packages pareto pool pool_fit scoring solutions"
        " spatial spatial_bargains spatial_input spatial_talks spatial_votes"
    ),
    "strategy": (
        "branch certificate contest duration game holding jacobian keeping menu newton pair peace"
        " provocation ranges reference restart restart_years rivals rivals_box rivals_newton"
        " rivals_search rivals_years selection shocks signals solve subgame sweeps war"
    ),
    "pacts": "bulk",
    "settlement": "lasting search_rows",
    "ensemble": "boxes draws indices robustness screening sensitivity trees voi",
}
ARRAYS = "numpy scipy numba"


def kernels(*rooms: str) -> str:
    return " ".join(f"{room}.{name}" for room in rooms for name in KERNELS[room].split())


LABELLED = f"{LEAVES} {kernels(*KERNELS)} case pacts history.checks"
TABLES = (
    "history.bargaining_tables history.data history.position_cells history.position_formats "
    "history.position_ktab history.position_marked history.table_reading history.table_writing"
)
# Words and where they stand: a case checks its citations with them, so they know no case.
WORDING = "reading.citations reading.folding reading.wording"
CODED = "history.alliances history.coded_tables history.disputes"
PUBLISHED = (
    "bargaining.published strategy.published strategy.published_dynamic settlement.published"
    " pacts.published"
)
ROOMS = f"{LEAVES} pacts case reading bargaining strategy settlement history"
BEHIND = f"{ROOMS} ensemble report"

# A module: what it may import besides its own room. The longest name that fits a module decides.
MAY_IMPORT = {
    "_version": "",
    "problems": "",
    "errors": "problems",
    "yamlfile": "errors problems",
    "records": "errors problems yamlfile",
    "uncertain": "errors problems records yamlfile",
    **dict.fromkeys(kernels("bargaining").split(), f"errors {kernels('bargaining')}"),
    **dict.fromkeys(kernels("strategy").split(), f"errors {kernels('strategy')}"),
    **dict.fromkeys(kernels("pacts").split(), f"errors {kernels('pacts')}"),
    **dict.fromkeys(kernels("ensemble").split(), f"errors {kernels('ensemble')}"),
    "pacts": LEAVES,
    "case": f"{LEAVES} pacts",
    "case.sources": f"{LEAVES} {WORDING} case pacts",
    **dict.fromkeys(WORDING.split(), WORDING),
    "reading": f"{LEAVES} pacts case",
    "bargaining": LABELLED,
    "strategy": LABELLED,
    "settlement": f"{LABELLED} bargaining strategy",
    "bargaining.issues": f"{LABELLED} {TABLES} bargaining",
    "bargaining.table_rounds": f"{LABELLED} {TABLES} bargaining",
    "bargaining.backtest": f"{LABELLED} {TABLES} bargaining",
    # A room's published figures are computed by the room and, where need be, from research data.
    "bargaining.published": f"{LABELLED} {TABLES} bargaining",
    # A table of positions has one reader, whoever asks: published figures or the command line.
    "bargaining.table": f"{LABELLED} {TABLES} bargaining",
    "strategy.published": f"{LABELLED} {TABLES} strategy",
    "strategy.published_dynamic": f"{LABELLED} {TABLES} strategy",
    "settlement.published": f"{LABELLED} {TABLES} bargaining strategy settlement",
    "pacts.published": f"{LEAVES} {TABLES} {CODED} history.checks pacts",
    "history.checks": LEAVES,
    **dict.fromkeys(TABLES.split(), f"{LEAVES} {TABLES} history.checks"),
    # Codes of treaties and disputes are worked out on arrays, and labelled there.
    **dict.fromkeys(CODED.split(), f"{LEAVES} history.data {CODED} {kernels('pacts')}"),
    "history": f"{LEAVES} {PUBLISHED}",
    "ensemble": ROOMS,
    "report": f"{ROOMS} ensemble",
    # The functions of the public interface, and the package that hands them out.
    "api": BEHIND,
    "foedus": f"{BEHIND} api",
    "web": f"{BEHIND} api foedus",
    "cli": f"{BEHIND} api foedus web",
    "__main__": "cli",
}


def fits(name: str, rule: str) -> bool:
    return name == rule or (rule != "foedus" and name.startswith(f"{rule}."))


def rule_of(module: str) -> str | None:
    return max((rule for rule in MAY_IMPORT if fits(module, rule)), key=len, default=None)


def allowed(importer: str, imported: str) -> bool:
    rule = rule_of(importer)
    if rule is None:
        return False
    room = importer.partition(".")[0]
    own = [] if importer in kernels(*KERNELS).split() or rule != room else [room]
    return any(fits(imported, name) for name in [*own, *MAY_IMPORT[rule].split()])


class Import(NamedTuple):
    importer: str
    imported: str
    place: str


def modules() -> dict[str, Path]:
    """Return every module of the project by its dotted name."""
    found = {}
    for path in sorted(SOURCE.rglob("*.py")):
        parts = path.relative_to(SOURCE).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports() -> Iterator[Import]:
    """Yield every import of every module, names from outside the project too."""
    known = modules()
    for module, path in known.items():
        package = module if path.name == "__init__.py" else module.rpartition(".")[0]
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                written = "." * node.level + (node.module or "")
                source = importlib.util.resolve_name(written, package)
                inner = [f"{source}.{alias.name}" for alias in node.names]
                names = [name if name in known else source for name in inner]
            else:
                continue
            place = f"{path.relative_to(SOURCE.parent)}:{node.lineno}"
            for name in dict.fromkeys(names):
                yield Import(module, name, place)


def inside(name: str) -> str:
    """Return a module's name as the table writes it."""
    return name.removeprefix("foedus.")


def test_imports_follow_the_arrow() -> None:
    wrong = [
        f"{found.place}: {inside(found.importer)} imports {inside(found.imported)}"
        for found in imports()
        if found.imported.partition(".")[0] == "foedus"
        and not allowed(inside(found.importer), inside(found.imported))
    ]
    assert not wrong, "\n" + "\n".join(wrong)


def test_kernels_know_only_arrays() -> None:
    known = {*ARRAYS.split(), *sys.stdlib_module_names, "foedus"}
    wrong = [
        f"{found.place}: {inside(found.importer)} imports {found.imported}"
        for found in imports()
        if inside(found.importer) in kernels(*KERNELS).split()
        and found.imported.partition(".")[0] not in known
    ]
    assert not wrong, "\n" + "\n".join(wrong)


def test_every_module_has_a_rule() -> None:
    lawless = [name for name in modules() if rule_of(inside(name)) is None]
    assert not lawless, f"say in MAY_IMPORT what these may import: {lawless}"


def test_every_kernel_of_the_table_is_there() -> None:
    known = {inside(name) for name in modules()}
    gone = [name for name in kernels(*KERNELS).split() if name not in known]
    assert not gone, f"KERNELS names modules that are not there: {gone}"


@pytest.mark.parametrize(
    ("importer", "imported", "answer"),
    [
        ("strategy.game", "strategy.contest", True),
        ("strategy.game", "strategy.levers", False),
        ("strategy.game", "case.schema", False),
        ("strategy.levers", "strategy.game", True),
        ("strategy.levers", "pacts.schema", True),
        ("strategy.levers", "bargaining.nash", False),
        ("settlement.worth", "strategy.solve", True),
        ("settlement.consent", "bargaining.nash", True),
        ("case.checks", "case.schema", True),
        ("case.checks", "report.tables", False),
        ("pacts.schema", "case", False),
        ("pacts.bulk", "pacts.schema", False),
        ("history.alliances", "pacts.bulk", True),
        ("history.alliances", "pacts.schema", False),
        ("problems", "errors", False),
        ("history.base_rates", "strategy.published", True),
        ("history.checks", "history.base_rates", False),
        ("strategy.published", "history.data", True),
        ("strategy.levers", "history.data", False),
        ("bargaining.table", "history.bargaining_tables", True),
        ("bargaining.forecast", "history.bargaining_tables", False),
        ("history.data", "strategy.published", False),
        ("report.charts", "cli", False),
        ("web.pages", "cli.main", False),
        ("cli.main", "foedus", True),
        ("ensemble.runner", "foedus", False),
        ("elsewhere", "errors", False),
    ],
)
def test_the_table_says_what_it_should(importer: str, imported: str, *, answer: bool) -> None:
    assert allowed(importer, imported) is answer
