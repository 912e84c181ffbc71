# SPDX-License-Identifier: Apache-2.0
"""Runs an ensemble chunk by chunk, on one process or several, and picks up where it stopped."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING

from foedus.ensemble.cluster import run_on_cluster
from foedus.ensemble.pipeline import evaluate_chunk
from foedus.ensemble.store import finished_parts, open_store, write_part
from foedus.errors import CallError, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from foedus.ensemble.plan import Plan

    Progress = Callable[[int, int], None]

MOST_WORKERS = 64

_plan: Plan | None = None


def run_plan(
    plan: Plan,
    folder: Path,
    *,
    workers: int = 1,
    cluster: str | None = None,
    progress: Progress | None = None,
) -> None:
    """Compute every chunk of a plan that is not on disk yet.

    The number of workers never changes a byte: a chunk depends on the plan and its own number
    alone, and is written in one step.

    Parameters
    ----------
    plan : Plan
        What to compute.
    folder : Path
        Where parts and manifest are.
    workers : int
        Processes, at most one a chunk. With 1 the chunks are computed in this process; with more,
        a script of one's own needs the guard ``if __name__ == "__main__":`` that Python asks for
        where processes are started.
    cluster : str, optional
        Address of a Dask scheduler whose workers compute the chunks instead.
    progress : callable, optional
        Called with the number of finished chunks and of all.

    Raises
    ------
    StoreError
        If the folder holds another run or cannot be written, or a worker died.
    """
    if not 1 <= workers <= MOST_WORKERS:
        message = f"{workers} workers were asked for; allowed are 1 to {MOST_WORKERS}"
        raise CallError(message)
    with open_store(folder, plan):
        done = finished_parts(folder, plan)
        todo = [index for index in range(plan.chunks) if index not in done]
        tell = progress or (lambda _finished, _all: None)
        tell(len(done), plan.chunks)
        used = min(workers, len(todo))
        if cluster is not None:
            count = len(done)
            run_on_cluster(plan, folder, todo, cluster, lambda n: tell(count + n, plan.chunks))
        elif used <= 1:
            for count, index in enumerate(todo, start=1):
                write_part(folder, index, evaluate_chunk(plan, index))
                tell(len(done) + count, plan.chunks)
        else:
            _pool(plan, folder, todo, used, lambda n: tell(len(done) + n, plan.chunks))


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1


def _pool(
    plan: Plan, folder: Path, todo: list[int], workers: int, finished: Callable[[int], None]
) -> None:
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, context, initializer=_start_worker, initargs=(plan,))
    try:
        waiting: set[Future[None]] = {pool.submit(_work, folder, index) for index in todo}
        while waiting:
            ready, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for future in ready:
                future.result()
            finished(len(todo) - len(waiting))
    except BrokenProcessPool as error:
        _kill_workers()
        message = "a worker process died; finished parts are kept, run the same command again"
        raise StoreError(message) from error
    except BaseException:
        _kill_workers()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _kill_workers() -> None:
    """End every worker at once: one that has only just started may outlive a polite request."""
    for process in multiprocessing.active_children():
        process.kill()


def _start_worker(plan: Plan) -> None:
    """Take the plan; leave interrupts to the parent, and do not outlive it."""
    global _plan  # noqa: PLW0603 - a worker's plan, set once when it starts
    _plan = plan
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_die_with_parent, daemon=True).start()


def _die_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(folder: Path, index: int) -> None:
    assert _plan is not None  # noqa: S101 - set by _start_worker
    write_part(folder, index, evaluate_chunk(_plan, index))
