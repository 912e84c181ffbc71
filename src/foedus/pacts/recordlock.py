# SPDX-License-Identifier: Apache-2.0
"""Writing to a record: one writer at a time, in one write, on the disk before it is told."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
from typing import TYPE_CHECKING

from foedus.errors import PactError, StoreError
from foedus.pacts.recordlines import RECORD_LIMIT
from foedus.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextlib.contextmanager
def locked(path: Path) -> Iterator[int]:
    """Open a record for this process alone; one that was only made for it is removed if empty."""
    handle, made = _opened(path)
    try:
        yield handle
    finally:
        if made and os.fstat(handle).st_size == 0:
            path.unlink(missing_ok=True)
        os.close(handle)


def _opened(path: Path) -> tuple[int, bool]:
    while True:
        try:
            made = not path.exists()
            handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
            fcntl.flock(handle, fcntl.LOCK_EX)
        except (OSError, ValueError) as error:
            words = getattr(error, "strerror", None) or error
            message = f"cannot write to '{path}' ({words}); give a record that can be written"
            raise StoreError(message) from error
        if _is_at(handle, path):
            return handle, made
        os.close(handle)  # another process removed or replaced it while this one waited


def _is_at(handle: int, path: Path) -> bool:
    with contextlib.suppress(FileNotFoundError):
        return os.path.samestat(os.fstat(handle), path.stat())
    return False


def content(handle: int, path: Path) -> bytes:
    """Return the bytes of an opened record."""
    size = os.fstat(handle).st_size
    if not path.is_file():
        message = f"'{path}' is not a file; give a record that can be written"
        raise StoreError(message)
    if size > RECORD_LIMIT:
        message = f"has {size:,} bytes; at most {RECORD_LIMIT:,} are allowed in one record"
        raise PactError([Problem(str(path), 0, 0, "", "error", message)])
    data = b""
    while len(data) < size:
        data += os.pread(handle, size - len(data), len(data))
    return data


def write(handle: int, path: Path, added: bytes, size: int, torn: bytes) -> None:
    """Write lines behind the whole ones, in one write, and see them on the disk.

    Parameters
    ----------
    handle : int
        The record, opened and locked.
    path : Path
        Its name.
    added : bytes
        The lines.
    size : int
        Bytes of the lines that are whole.
    torn : bytes
        What a crash has left behind them; it is set aside first.

    Raises
    ------
    StoreError
        If that cannot be done; then the record is as it was.
    """
    try:
        if torn:
            _set_aside(path, torn)
            os.ftruncate(handle, size)
        _put(handle, added, size)
        if size == 0:
            _sync_folder(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            os.ftruncate(handle, size)
            os.fsync(handle)
        message = f"cannot write to '{path}' ({error.strerror}); nothing was put on record"
        raise StoreError(message) from error


def _put(handle: int, added: bytes, size: int) -> None:
    if os.pwrite(handle, added, size) != len(added):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    os.fsync(handle)


def torn_path(path: Path) -> Path:
    """Return the file that keeps the last lines which crashes have torn off a record."""
    return path.with_name(f"{path.name}.torn")


def _set_aside(path: Path, torn: bytes) -> None:
    with torn_path(path).open("ab") as kept:
        kept.write(torn + b"\n")
        kept.flush()
        os.fsync(kept.fileno())
    _sync_folder(path)


def _sync_folder(path: Path) -> None:
    """See a new file's name on the disk."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
