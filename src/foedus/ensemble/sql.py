# SPDX-License-Identifier: Apache-2.0
"""Questions in SQL to a stored run: its parts as one view."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from foedus.ensemble.store import read_manifest
from foedus.errors import CallError

if TYPE_CHECKING:
    from pathlib import Path


def open_sql(folder: Path) -> Any:  # noqa: ANN401 - a connection of an optional package
    """Return a DuckDB connection in which a stored run is the view ``draws``, a row a draw.

    Parameters
    ----------
    folder : Path
        A folder that `foedus run` or `foedus explore` made. Nothing in it is changed.

    Returns
    -------
    duckdb.DuckDBPyConnection
        Columns have the names of the stored arrays, such as ``"inputs.war.base"``; those with
        more than the draw are lists, counted from 1, the last axis fastest.

    Raises
    ------
    CallError
        If DuckDB is not installed.
    StoreError
        If there is no run in the folder.
    """
    read_manifest(folder)
    try:
        import duckdb  # noqa: PLC0415 - an extra
    except ImportError as error:
        message = "questions in SQL need the package duckdb; install foedus[sql]"
        raise CallError(message) from error
    connection = duckdb.connect()
    parts = str(folder / "parts" / "*.parquet").replace("'", "''")
    connection.execute(f"CREATE VIEW draws AS SELECT * FROM read_parquet('{parts}')")  # noqa: S608
    return connection
