# SPDX-License-Identifier: Apache-2.0
"""Chunks computed on a cluster of machines; parts are written here, with the same bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from foedus.ensemble.pipeline import evaluate_chunk
from foedus.ensemble.plan import code_fingerprint
from foedus.ensemble.store import write_part
from foedus.errors import CallError, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from foedus.ensemble.plan import Plan

    Labelled = tuple[tuple[str, ...], NDArray[Any]]

WAIT_SECONDS: Final = 10
IN_HAND: Final = 2
"""Chunks a worker has been given: one that it computes, and one that waits."""


def run_on_cluster(
    plan: Plan, folder: Path, todo: list[int], address: str, finished: Callable[[int], None]
) -> None:
    """Compute chunks on a Dask cluster, and write each part as it comes in.

    Parameters
    ----------
    plan : Plan
        What to compute.
    folder : Path
        Where parts are written, on this machine.
    todo : list of int
        Numbers of the chunks.
    address : str
        Of the scheduler, such as tcp://192.0.2.7:8786.
    finished : callable
        Called with the number of finished chunks.

    Raises
    ------
    CallError
        If Dask is not installed, or nobody answers at the address.
    StoreError
        If a machine has another version of foedus, has no workers left, or dies.
    """
    try:
        from distributed import Client, as_completed  # noqa: PLC0415 - an extra
    except ImportError as error:
        message = "a cluster needs the package dask; install foedus[cluster]"
        raise CallError(message) from error
    try:
        client = Client(address, timeout=WAIT_SECONDS)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, TimeoutError) as error:
        message = f"no cluster answers at '{address}'; give the address of a Dask scheduler"
        raise CallError(message) from error
    with client:
        hands = sum(client.nthreads().values())  # type: ignore[no-untyped-call]
        if hands == 0:
            message = f"the cluster at '{address}' has no workers; start some"
            raise StoreError(message)
        code, waiting = code_fingerprint(), iter(todo)

        def given(index: int) -> Any:  # noqa: ANN401 - a future of an optional package
            return client.submit(compute_chunk, plan, index, code, pure=False)

        coming = as_completed(  # type: ignore[no-untyped-call]
            [given(index) for _, index in zip(range(IN_HAND * hands), waiting, strict=False)]
        )
        for done, future in enumerate(coming, start=1):
            try:
                index, arrays = future.result()
            except StoreError:
                raise
            except Exception as error:
                message = f"a worker of the cluster failed: {error}; finished parts are kept"
                raise StoreError(message) from error
            write_part(folder, index, arrays)
            finished(done)
            following = next(waiting, None)
            if following is not None:
                coming.add(given(following))  # type: ignore[no-untyped-call]


def compute_chunk(plan: Plan, index: int, code: str) -> tuple[int, dict[str, Labelled]]:
    """Compute one chunk on a worker, with the same code as where the parts are written."""
    if code_fingerprint() != code:
        message = "a worker of the cluster has another version of foedus; install the same one"
        raise StoreError(message)
    return index, evaluate_chunk(plan, index)
