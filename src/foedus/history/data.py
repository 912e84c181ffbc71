# SPDX-License-Identifier: Apache-2.0
"""Where the research data lie: in `FOEDUS_DATA`, or in `../shared` beside the project."""

from __future__ import annotations

import os
from pathlib import Path

_PROJECT = Path(__file__).resolve().parents[3]


def data_folder(named: str | Path | None = None) -> Path | None:
    """Find the folder of research data tables.

    Parameters
    ----------
    named : str or Path, optional
        A folder that the user names; then no other is looked at. Where not given: the environment
        variable `FOEDUS_DATA`, then `../shared` beside the project.

    Returns
    -------
    Path or None
        The folder that holds `bargaining/`: the one named, or `data/` inside it. None where there
        is none; whoever needs the data then says so.

    Examples
    --------
    >>> data_folder("no/such/folder") is None
    True
    """
    if named is not None:
        starts = [Path(named)]
    else:
        setting = os.environ.get("FOEDUS_DATA", "")
        starts = [Path(setting)] if setting else []
        starts.append(_PROJECT.parent / "shared")
    for start in starts:
        for folder in (start, start / "data"):
            if (folder / "bargaining").is_dir():
                return folder
    return None
