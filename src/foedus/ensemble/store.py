# SPDX-License-Identifier: Apache-2.0
"""Results on disk: a manifest that names the run, and a Parquet part for every chunk."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import zlib
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from foedus.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import xarray as xr
    from numpy.typing import NDArray

    from foedus.ensemble.plan import Plan

    Labelled = tuple[tuple[str, ...], NDArray[Any]]

MANIFEST = "manifest.json"
CHECK: Final = "foedus-check"
"""Where a part says the checksum of its arrays, so that no damage passes for another number."""


def part_path(folder: Path, index: int) -> Path:
    """Return the file of a chunk."""
    return folder / "parts" / f"{index:06d}.parquet"


def write_text(path: Path, text: str) -> None:
    """Write a text file in one step: a kill leaves the old file or the new one, whole."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


@contextlib.contextmanager
def open_store(folder: Path, plan: Plan) -> Iterator[Path]:
    """Make or reopen the folder of a run, for this process alone.

    Raises
    ------
    StoreError
        If the folder holds another run, another process works in it, or it cannot be written.
    """
    try:
        (folder / "parts").mkdir(parents=True, exist_ok=True)
        lock = (folder / ".lock").open("w")
    except OSError as error:
        message = f"cannot write to '{folder}' ({error.strerror}); give another folder with -o"
        raise StoreError(message) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            message = f"another foedus works in '{folder}'; wait for it, or give another folder"
            raise StoreError(message) from error
        _claim(folder, plan)
        try:
            _sweep(folder)
            yield folder
        finally:
            _sweep(folder)


def _sweep(folder: Path) -> None:
    """Remove what a killed or interrupted write left unfinished."""
    for stale in (folder / "parts").glob(".*.tmp"):
        stale.unlink(missing_ok=True)


def _claim(folder: Path, plan: Plan) -> None:
    identity = plan.identity()
    path = folder / MANIFEST
    if path.exists():
        found = read_manifest(folder)
        follows = {"chunk", "quantities"}  # from the draws and the inputs
        differs = [k for k in identity if found.get(k) != identity[k] and k not in follows]
        if differs:
            shown = ", ".join(_difference(key, found, identity) for key in differs)
            message = f"'{folder}' holds another run ({shown}); give another folder with -o"
            raise StoreError(message)
        return
    if any((folder / "parts").glob("*.parquet")):
        message = f"'{folder}' holds parts without a {MANIFEST}; give another folder with -o"
        raise StoreError(message)
    write_text(path, json.dumps(identity, indent=1, sort_keys=True) + "\n")


def _difference(key: str, found: dict[str, Any], wanted: dict[str, Any]) -> str:
    if key in {"seed", "draws", "sampling", "version", "kind", "case"}:
        return f"{key} {found.get(key)} instead of {wanted[key]}"
    return {"inputs": "its files differ", "code": "computed by other code"}.get(key, key)


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return what a stored run says of itself.

    Raises
    ------
    StoreError
        If there is no run in the folder, or its manifest is damaged.
    """
    path = folder / MANIFEST
    try:
        found = json.loads(path.read_text("utf-8"))
    except OSError as error:
        message = f"'{folder}' holds no stored run ({MANIFEST} cannot be read); give a run's folder"
        raise StoreError(message) from error
    except ValueError as error:
        message = f"'{path}' is damaged ({error}); delete the folder and run again"
        raise StoreError(message) from error
    if not isinstance(found, dict):
        message = f"'{path}' is damaged (not a mapping); delete the folder and run again"
        raise StoreError(message)
    return found


def write_part(folder: Path, index: int, arrays: dict[str, Labelled]) -> None:
    """Write a chunk's outcomes in one step, an array a column, its dimensions in the schema."""
    fields, columns, check = [], [], 0
    for name, (dims, array) in arrays.items():
        check = _checked(check, name, dims, array)
        flat = _as_arrow(np.ascontiguousarray(array).reshape(-1))
        width = int(np.prod(array.shape[1:], dtype=np.int64))
        column = flat if array.ndim == 1 else pa.FixedSizeListArray.from_arrays(flat, width)
        shape = json.dumps({"dims": dims, "shape": array.shape[1:]})
        fields.append(pa.field(name, column.type, metadata={"foedus": shape}))
        columns.append(column)
    table = pa.Table.from_arrays(columns, schema=pa.schema(fields, {CHECK: str(check)}))
    path = part_path(folder, index)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        pq.write_table(
            table,
            temporary,
            compression="lz4",
            use_dictionary=False,
        )
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        message = f"cannot write '{path}' ({error}); finished parts are kept"
        raise StoreError(message) from error


# Arrow's own conversions import pandas first, which takes a second or two in every process.


def _as_arrow(flat: NDArray[Any]) -> pa.Array:
    data = np.packbits(flat, bitorder="little") if flat.dtype == np.bool_ else flat
    kind = pa.from_numpy_dtype(flat.dtype)
    return pa.Array.from_buffers(kind, len(flat), [None, pa.py_buffer(data)])


def _as_numpy(flat: pa.Array) -> NDArray[Any]:
    kind, data = flat.type.to_pandas_dtype(), flat.buffers()[1]
    if kind is np.bool_:
        bits = np.unpackbits(np.frombuffer(data, np.uint8), bitorder="little")
        return bits[flat.offset : flat.offset + len(flat)].astype(np.bool_)
    return np.frombuffer(data, kind)[flat.offset : flat.offset + len(flat)]


def read_part(path: Path) -> dict[str, Labelled]:
    """Read a chunk's outcomes.

    Raises
    ------
    StoreError
        If the part is missing or damaged.
    """
    try:
        table = pq.read_table(path, memory_map=True)
        arrays = {
            field.name: _array(column, json.loads(field.metadata[b"foedus"]))
            for field, column in zip(table.schema, table.columns, strict=True)
        }
        expected = int(table.schema.metadata[CHECK.encode()])
    except (OSError, pa.ArrowException, ValueError, KeyError, TypeError) as error:
        message = f"part '{path}' is missing or damaged ({error}); delete it and run again"
        raise StoreError(message) from error
    check = 0
    for name, (dims, array) in arrays.items():
        check = _checked(check, name, dims, array)
    if check != expected:
        message = f"part '{path}' is damaged (its numbers have changed); delete it and run again"
        raise StoreError(message)
    return arrays


def _checked(check: int, name: str, dims: tuple[str, ...], array: NDArray[Any]) -> int:
    """Return a checksum of an array and its names, on top of that of the ones before."""
    check = zlib.crc32(f"{name} {dims} {array.dtype} {array.shape[1:]}".encode(), check)
    return zlib.crc32(np.ascontiguousarray(array).reshape(-1).view(np.uint8).data, check)


def _array(column: pa.ChunkedArray, shape: dict[str, Any]) -> Labelled:
    flat = column.combine_chunks()
    values = _as_numpy(flat.flatten() if len(shape["dims"]) > 1 else flat)
    return tuple(shape["dims"]), values.reshape(-1, *shape["shape"])


def finished_parts(folder: Path, plan: Plan) -> set[int]:
    """Return the chunks that are on disk already, whole."""
    done = set()
    for index in range(plan.chunks):
        path = part_path(folder, index)
        if path.exists():
            try:
                rows = pq.read_metadata(path).num_rows
            except (OSError, pa.ArrowException) as error:
                message = f"part '{path}' is damaged ({error}); delete it and run again"
                raise StoreError(message) from error
            if rows == plan.chunk:
                done.add(index)
    return done


def read_arrays(folder: Path, plan: Plan) -> dict[str, Labelled]:
    """Read every part of a run, joined along the draws."""
    parts = [read_part(part_path(folder, index)) for index in range(plan.chunks)]
    return {
        name: (dims, np.concatenate([part[name][1] for part in parts]))
        for name, (dims, _) in parts[0].items()
    }


def as_tree(arrays: dict[str, Labelled], plan: Plan) -> xr.DataTree:
    """Return results with names on every axis.

    Returns
    -------
    xarray.DataTree
        Groups ``inputs``, ``outcomes/forecast``, ``outcomes/deter``, ``outcomes/settle``.
    """
    import xarray as xr  # noqa: PLC0415 - takes half a second, and only labelled results need it

    coordinates = plan.coordinates()
    groups: dict[str, dict[str, Any]] = {}
    for name, (dims, array) in arrays.items():
        group, _, variable = name.partition(".")
        groups.setdefault(group, {})[variable] = (dims, array)
    tree: dict[str, xr.Dataset] = {}
    for group, variables in groups.items():
        used = {dim for dims, _ in variables.values() for dim in dims}
        labels = {dim: names for dim, names in coordinates.items() if dim in used}
        labels = {dim: names for dim, names in labels.items() if len(names) == len(set(names))}
        path = "inputs" if group == "inputs" else f"outcomes/{group}"
        tree[path] = xr.Dataset(variables, coords=labels)
    result = xr.DataTree.from_dict(tree)
    result.attrs = plan.identity()
    return result
