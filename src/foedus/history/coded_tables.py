# SPDX-License-Identifier: Apache-2.0
"""Whole-number columns of the research data's Parquet files, and their dates as days."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from foedus.errors import CallError, TableError
from foedus.history.data import data_folder
from foedus.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

MISSING: Final = -1
"""What stands for a number that a file lacks."""


def choose(name: str, choice: str, known: Sequence[str]) -> None:
    """Refuse a choice that is not one of those known, with a CallError."""
    if choice not in known:
        message = f"{name} is {choice!r}; allowed: {', '.join(known)}"
        raise CallError(message)


def read_codes(folder: Path | str | None, file: str, columns: Sequence[str]) -> dict[str, Ints]:
    """Read whole-number columns of a file.

    Parameters
    ----------
    folder : Path or str, optional
        The research data; by default where `data_folder` finds them.
    file : str
        Name of a Parquet file.
    columns : sequence of str
        The columns; a value that is missing there becomes `MISSING`.

    Returns
    -------
    dict of str to array of int
        The columns by name.

    Raises
    ------
    CallError
        If there are no data.
    TableError
        If the file cannot be read, or lacks columns, or holds other than whole numbers.
    """
    table = read_table(folder, file, columns)
    problems, read = [], {}
    for name in columns:
        try:
            read[name] = table[name].to_numpy(np.int64, na_value=MISSING)
        except (TypeError, ValueError):
            message = "does not hold whole numbers; they are required"
            problems.append(Problem(file, 1, 1, name, "error", message))
    if problems:
        raise TableError(problems)
    return read


def read_table(folder: Path | str | None, file: str, columns: Sequence[str]) -> pd.DataFrame:
    """Read columns of a file as they are; parameters and errors as for `read_codes`."""
    where = data_folder() if folder is None else folder
    if where is None:
        message = f"no research data to read {file} from; set FOEDUS_DATA to their folder"
        raise CallError(message)
    path = Path(where) / file
    if not path.is_file():
        message = f"no file {path}; set FOEDUS_DATA to a folder of research data that has it"
        raise CallError(message)
    try:
        table = pd.read_parquet(path)
    except (OSError, ValueError) as error:
        reason = str(error).partition("\n")[0]
        message = f"cannot be read ({reason}); a Parquet file is required"
        raise TableError([Problem(str(path), 0, 0, "", "error", message)]) from error
    lacking = [name for name in columns if name not in table.columns]
    if lacking:
        message = "is not a column; it is required"
        raise TableError([Problem(str(path), 1, 1, name, "error", message) for name in lacking])
    return table[list(columns)]


def days(year: Ints, month: Ints | int, day: Ints | int, *, missing_day: int = 1) -> Ints:
    """Count days from 1970-01-01.

    Parameters
    ----------
    year, month, day : array of int, or int
        A day beyond its month's end is the month's last.
    missing_day : int
        The day where none is coded.

    Returns
    -------
    array of int

    Examples
    --------
    >>> days(np.array([1970, 1972]), 2, np.array([-1, 31]))
    array([ 31, 789])
    """
    months = (year - 1970) * 12 + np.maximum(month, 1) - 1
    start = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    end = (months + 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return np.minimum(start + np.where(day > 0, day, missing_day) - 1, end - 1)
