# SPDX-License-Identifier: Apache-2.0
"""A sweep on a cluster: two processes elsewhere write the same bytes, and troubles are told."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from foedus.case.folder import load_case
from foedus.ensemble import cluster
from foedus.ensemble.explore import Sweep, run_sweep
from foedus.errors import CallError, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

distributed = pytest.importorskip("distributed", reason="needs the extra cluster")

SWEEP = Sweep(draws=8192, seed=3, designs=2)
"""Four chunks, so that two workers get several each."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Start a cluster of two processes on this machine."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as local:
        yield local.scheduler_address


def hashes(folder: Path) -> list[str]:
    parts = sorted((folder / "parts").glob("*.parquet"))
    return [hashlib.sha256(part.read_bytes()).hexdigest() for part in parts]


def test_a_cluster_writes_the_bytes_of_one_process(address: str, tmp_path: Path) -> None:
    case = load_case("harbour_league")
    told: list[tuple[int, int]] = []
    run_sweep(case, SWEEP, tmp_path / "here")
    run_sweep(case, SWEEP, tmp_path / "there", cluster=address, progress=lambda *n: told.append(n))
    assert len(hashes(tmp_path / "here")) == 4
    assert hashes(tmp_path / "here") == hashes(tmp_path / "there")
    assert told == [(n, 4) for n in range(5)]


def test_a_cluster_completes_what_one_process_began(address: str, tmp_path: Path) -> None:
    case = load_case("harbour_league")
    run_sweep(case, SWEEP, tmp_path)
    before = hashes(tmp_path)
    (tmp_path / "parts" / "000002.parquet").unlink()
    run_sweep(case, SWEEP, tmp_path, cluster=address)
    assert hashes(tmp_path) == before


def test_nobody_at_the_address_is_an_error_that_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "WAIT_SECONDS", 0.2)
    with pytest.raises(CallError, match=r"no cluster answers at 'tcp://127\.0\.0\.1:9'"):
        run_sweep(load_case("harbour_league"), SWEEP, tmp_path, cluster="tcp://127.0.0.1:9")
    with pytest.raises(CallError, match="no cluster answers at 'nonsense"):
        run_sweep(load_case("harbour_league"), SWEEP, tmp_path, cluster="nonsense://x")


def test_workers_with_other_code_are_refused() -> None:
    with pytest.raises(StoreError, match="another version of foedus"):
        cluster.compute_chunk(None, 0, "0" * 64)  # type: ignore[arg-type]
