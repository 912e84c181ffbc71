# SPDX-License-Identifier: Apache-2.0
"""Tables as CSV or Parquet, written in one step: there is the old file or the new one, whole."""

from __future__ import annotations

import contextlib
import csv
import secrets
from typing import TYPE_CHECKING, Any

from foedus.errors import CallError
from foedus.problems import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

SUFFIXES = (".csv", ".parquet")


def checked_output(path: Path) -> Path:
    """Return a path whose suffix says in what format a table is to be written.

    Raises
    ------
    CallError
        If it ends in neither .csv nor .parquet.
    """
    if path.suffix.lower() not in SUFFIXES:
        message = f"{shown(path.name)} ends in neither .csv nor .parquet; name a file that does"
        raise CallError(message)
    return path


def write_table(path: Path, columns: Mapping[str, Sequence[Any]]) -> None:
    """Write columns of equal length as CSV or Parquet, as the suffix of the path says.

    Parameters
    ----------
    path : Path
        Ends in .csv or .parquet; what is there already is replaced.
    columns : mapping of str to sequence
        Values by the column's name; None is an empty cell.

    Raises
    ------
    CallError
        If the suffix is another, or the file cannot be written.
    """
    with _in_one_step(checked_output(path)) as temporary:
        if path.suffix.lower() == ".csv":
            with temporary.open("x", encoding="utf-8", newline="") as stream:
                writer = csv.writer(stream, lineterminator="\n")
                writer.writerow(columns)
                writer.writerows(zip(*columns.values(), strict=True))
        else:
            import pyarrow as pa  # noqa: PLC0415 - start-up
            import pyarrow.parquet as pq  # noqa: PLC0415 - start-up

            pq.write_table(pa.table(dict(columns)), temporary)


@contextlib.contextmanager
def _in_one_step(path: Path) -> Iterator[Path]:
    """Give a file beside the one that is meant, and put it in its place once it is whole."""
    target = path.resolve()
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        if target.is_dir():
            raise IsADirectoryError(21, "Is a directory")
        yield temporary
        temporary.replace(target)
    except OSError as error:
        message = f"cannot write {shown(str(path))} ({error.strerror or error}); give another file"
        raise CallError(message) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()
