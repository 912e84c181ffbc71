# SPDX-License-Identifier: Apache-2.0
"""Putting events and determinations on record: checked, under a lock, never half a line.

Nothing on a record is ever changed. Everything that is to be added is checked against the pacts and
the whole record so far while nobody else can write, goes into the file in one write, and is on the
disk before anybody is told so. A crash can leave no more than a last line without its end; that is
told on reading, and set aside into a file beside the record when the next line is added.

The moment of recording is the clock's, never before that of the line above and never before what is
recorded. A clock that is behind by up to `SKEW` takes the moment of the line above, as those of two
machines differ; one that is further behind is wrong, and nothing is written. The record of invented
events runs on the story's time: an entry is recorded when it happens, unless it says otherwise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from foedus.errors import CallError, PactError
from foedus.pacts.addition import Addition, Appended
from foedus.pacts.drafts import Drafts, draft
from foedus.pacts.recordfile import read_bytes
from foedus.pacts.recordlines import RECORD_SUFFIX
from foedus.pacts.recordlock import content, locked, write

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from foedus.pacts.pact import Pact


def append(
    path: Path,
    pacts: Sequence[Pact],
    entry: Mapping[str, Any] | Drafts,
    recorder: str,
    now: dt.datetime | None = None,
    *,
    dry_run: bool = False,
) -> Appended:
    """Put an entry, or several together, on record; the record is made where there is none.

    Parameters
    ----------
    path : Path
        The record.
    pacts : sequence of Pact
        Every pact that it may speak of.
    entry : dict or Drafts
        An event or a determination with the keys of an event log. An event without an id gets
        the next free one, and one that lacks its pact is about the only pact.
    recorder : str
        Who puts it on record.
    now : datetime, optional
        The moment; by default the clock's, and in a record of invented events the story's.
    dry_run : bool
        Check everything and write nothing.

    Raises
    ------
    PactError
        With everything that is wrong; then nothing is written.
    StoreError
        If the record cannot be written.
    """
    drafts = entry if isinstance(entry, Drafts) else Drafts((draft(entry),))
    _check_call(path, recorder)
    if dry_run:
        data, problems = read_bytes(path, str(path)) if path.exists() else (b"", [])
        if data is None:
            raise PactError(problems)
        return Addition(path, pacts, drafts, recorder.strip(), now, data).result()
    with locked(path) as handle:
        data = content(handle, path)
        addition = Addition(path, pacts, drafts, recorder.strip(), now, data)
        result = addition.result()
        write(handle, path, addition.added, addition.reading.size, addition.reading.torn)
        return result


def _check_call(path: Path, recorder: str) -> None:
    if path.suffix != RECORD_SUFFIX:
        message = f"'{path}' cannot be a record; the name of a record ends in {RECORD_SUFFIX}"
        raise CallError(message)
    if not 0 < len(recorder.strip()) <= 200 or not recorder.isprintable():
        message = "who records it must be a name of 1 to 200 characters, on one line"
        raise CallError(message)
