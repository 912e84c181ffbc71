# SPDX-License-Identifier: Apache-2.0
"""Reproduce published figures: the registry to which every model adds its own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from foedus.cli.show import Json, console, document, table
from foedus.errors import CallError


def validate(
    *, data: Annotated[Path | None, Parameter(name="--data")] = None, as_json: Json = False
) -> int:
    """Reproduce published figures: expected, ours, tolerance, ok.

    Parameters
    ----------
    data : Path
        Folder with the research data; else FOEDUS_DATA. Checks whose data is not there are skipped.
    as_json : bool
        Print one JSON document.
    """
    if data is not None and not data.is_dir():
        message = f"'{data}' is not a folder; give the folder with the research data"
        raise CallError(message)
    from foedus.history.registry import all_checks, validate_all  # noqa: PLC0415 - start-up

    rows = validate_all(all_checks(), data)
    if as_json:
        document({"checks": rows})
    else:
        _print(rows)
    return 3 if any(row["ok"] is False for row in rows) else 0


def _print(rows: list[dict[str, Any]]) -> None:
    words = {True: "yes", False: "NO", None: "skipped"}
    listed = [
        (
            row["name"],
            f"{row['expected']:.6g}",
            "-" if row["ours"] is None else f"{row['ours']:.6g}",
            f"{row['tolerance']:.1g}",
            words[row["ok"]],
        )
        for row in rows
    ]
    out = console()
    columns = ["figure", "expected", "ours", "tolerance", "reproduced"]
    out.print(table("Published figures", columns, listed))
    bad = [row for row in rows if row["ok"] is False]
    skipped = sum(row["skipped"] is not None for row in rows)
    done = len(rows) - len(bad) - skipped
    out.print(f"{done} reproduced, {len(bad)} not, {skipped} skipped for want of data")
