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
    from collections.abc import Collection, Iterator, Mapping, Sequence
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


def write_table(
    path: Path, columns: Mapping[str, Sequence[Any]], text: Collection[str] = ()
) -> None:
    """Write columns of equal length as CSV or Parquet, as the suffix of the path says.

    Parameters
    ----------
    path : Path
        Ends in .csv or .parquet; what is there already is replaced.
    columns : mapping of str to sequence
        Values by the column's name; None is an empty cell.
    text : collection of str
        The columns that hold text; the others hold numbers.

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
            return
        import pyarrow as pa  # noqa: PLC0415 - start-up
        import pyarrow.parquet as pq  # noqa: PLC0415 - start-up

        kinds = {name: pa.string() if name in text else pa.float64() for name in columns}
        arrays = {name: pa.array(held, kinds[name]) for name, held in columns.items()}
        pq.write_table(pa.table(arrays), temporary)


@contextlib.contextmanager
def _in_one_step(path: Path) -> Iterator[Path]:
    """Give a file beside the one that is meant, and put it in its place once it is whole."""
    temporary = path
    try:
        target = path.resolve()
        temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
        yield temporary
        temporary.replace(target)
    # Where links go round in a circle, resolving them is a RuntimeError.
    except (OSError, RuntimeError) as error:
        why = getattr(error, "strerror", None) or error
        message = f"cannot write {shown(str(path))} ({why}); give another file"
        raise CallError(message) from error
    finally:
        if temporary != path:
            with contextlib.suppress(OSError):
                temporary.unlink()
