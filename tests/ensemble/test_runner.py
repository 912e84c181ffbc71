# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import numpy as np
import pytest

from foedus.case.folder import builtin_cases, load_case
from foedus.ensemble import plan as plans
from foedus.ensemble import store
from foedus.ensemble.plan import Plan, plan_run
from foedus.ensemble.runner import run_plan
from foedus.ensemble.store import as_tree, part_path, read_arrays, read_part
from foedus.errors import CallError, StoreError

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

DRAWS = 512
# A worker process imports the module anew, and has its own constant.
WORKERS_CHUNK = plans.MOST_CHUNK


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plans, "MOST_CHUNK", 64)


@pytest.fixture
def plan() -> Plan:
    return plan_run(load_case("harbour_league"), DRAWS, seed=11)


def digests(folder: Path) -> dict[str, str]:
    parts = sorted((folder / "parts").glob("*.parquet"))
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in parts}


def test_a_run_has_every_part_and_nothing_else(plan: Plan, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    run_plan(plan, tmp_path, workers=1, progress=lambda *counts: told.append(counts))
    assert len(digests(tmp_path)) == plan.chunks == DRAWS // plan.chunk
    assert told[0] == (0, plan.chunks)
    assert told[-1] == (plan.chunks, plan.chunks)
    assert not list(tmp_path.rglob("*.tmp"))


def test_a_chunk_does_not_depend_on_what_else_is_computed(plan: Plan, tmp_path: Path) -> None:
    run_plan(plan, tmp_path, workers=1)
    before = digests(tmp_path)
    for index in (0, 3):
        part_path(tmp_path, index).unlink()
    run_plan(plan, tmp_path, workers=1)
    assert digests(tmp_path) == before


def test_parts_hold_what_was_computed_with_names_on_every_axis(plan: Plan, tmp_path: Path) -> None:
    run_plan(plan, tmp_path, workers=1)
    arrays = read_arrays(tmp_path, plan)
    assert all(len(array) == DRAWS for _, array in arrays.values())
    tree = as_tree(arrays, plan)
    assert set(tree.children) == {"inputs", "outcomes"}
    settle = tree["outcomes/settle"]
    assert plan.case.record.reference in list(settle["package"].values)
    low, high = settle["attack_low"].values, settle["attack_high"].values
    assert np.all(low <= high)


def test_another_seed_is_refused_and_nothing_is_mixed(plan: Plan, tmp_path: Path) -> None:
    run_plan(plan, tmp_path, workers=1)
    before = digests(tmp_path)
    with pytest.raises(StoreError, match="seed 11 instead of 12"):
        run_plan(plan_run(plan.case, DRAWS, seed=12), tmp_path, workers=1)
    assert digests(tmp_path) == before


def test_a_damaged_part_is_named(plan: Plan, tmp_path: Path) -> None:
    run_plan(plan, tmp_path, workers=1)
    part_path(tmp_path, 2).write_bytes(b"PAR1 not really")
    with pytest.raises(StoreError, match=r"000002\.parquet' is damaged"):
        run_plan(plan, tmp_path, workers=1)


def test_a_missing_part_is_named(plan: Plan, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"000000\.parquet' is missing"):
        read_part(part_path(tmp_path, 0))
    assert plan.chunks > 1


def test_a_damaged_manifest_is_named(plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("{")
    with pytest.raises(StoreError, match=r"manifest\.json' is damaged"):
        run_plan(plan, tmp_path, workers=1)


def test_an_unwritable_folder_is_a_clear_error(plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(StoreError, match="cannot write to"):
        run_plan(plan, tmp_path / "file", workers=1)


def test_a_full_disk_is_a_clear_error_and_what_is_finished_is_kept(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_plan(plan, tmp_path / "whole", workers=1)
    real = store.pq.write_table

    def full(table: pa.Table, where: Path, **rest: object) -> None:
        if "000003" in where.name:
            where.write_bytes(b"PAR1 half")
            raise OSError(errno.ENOSPC, "No space left on device")
        real(table, where, **rest)

    monkeypatch.setattr(store.pq, "write_table", full)
    broken = tmp_path / "broken"
    with pytest.raises(StoreError, match=r"No space left on device.*finished parts are kept"):
        run_plan(plan, broken, workers=1)
    assert list(digests(broken)) == ["000000.parquet", "000001.parquet", "000002.parquet"]
    assert not list(broken.rglob("*.tmp"))
    monkeypatch.setattr(store.pq, "write_table", real)
    run_plan(plan, broken, workers=1)
    assert digests(broken) == digests(tmp_path / "whole")


def test_a_worker_that_dies_is_a_clear_error_and_what_is_finished_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plans, "MOST_CHUNK", WORKERS_CHUNK)
    plan = plan_run(load_case("harbour_league"), 2 * WORKERS_CHUNK, seed=11)
    run_plan(plan, tmp_path / "whole", workers=1)

    def kill_one() -> None:
        deadline = time.monotonic() + 60
        while not multiprocessing.active_children() and time.monotonic() < deadline:
            time.sleep(0.001)
        for child in multiprocessing.active_children()[:1]:
            os.kill(child.pid or 0, signal.SIGKILL)

    killer = threading.Thread(target=kill_one)
    killer.start()
    with pytest.raises(StoreError, match="a worker process died; finished parts are kept"):
        run_plan(plan, tmp_path / "broken", workers=2)
    killer.join()
    run_plan(plan, tmp_path / "broken", workers=1)
    assert digests(tmp_path / "broken") == digests(tmp_path / "whole")


def test_a_case_that_was_changed_is_another_run(tmp_path: Path) -> None:
    folder = tmp_path / "harbour_league"
    shutil.copytree(builtin_cases()["harbour_league"], folder)
    run_plan(plan_run(load_case(folder), 64, seed=1), tmp_path / "out")
    before = digests(tmp_path / "out")
    file = folder / "case.yaml"
    file.write_text(file.read_text("utf-8") + "# another word\n", encoding="utf-8")
    with pytest.raises(StoreError, match="holds another run"):
        run_plan(plan_run(load_case(folder), 64, seed=1), tmp_path / "out")
    assert digests(tmp_path / "out") == before


@pytest.mark.parametrize("workers", [0, -1, 1000])
def test_an_impossible_number_of_workers_is_refused(
    plan: Plan, tmp_path: Path, workers: int
) -> None:
    with pytest.raises(CallError, match="allowed are 1 to"):
        run_plan(plan, tmp_path, workers=workers)


def command(folder: Path, *more: str) -> list[str]:
    job = ["run", "harbour_league", "--draws", "16384", "--seed", "3", "-o", str(folder), *more]
    return [sys.executable, "-m", "foedus", *job]


def without_stamp(report: Path) -> list[str]:
    lines = report.read_text("utf-8").splitlines()
    return [line for line in lines if "UTC" not in line]


@pytest.mark.slow
def test_workers_and_a_kill_half_way_never_change_a_byte(tmp_path: Path) -> None:
    one, two, killed = (tmp_path / name for name in ("one", "two", "killed"))
    environment = {**os.environ, "PYTHONWARNINGS": "error"}
    for folder, workers in ((one, "1"), (two, "2")):
        subprocess.run(
            command(folder, "--workers", workers), check=True, capture_output=True, env=environment
        )
    process = subprocess.Popen(
        command(killed, "--workers", "2"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    deadline = time.monotonic() + 120
    while not digests(killed) and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert not (killed / "report.html").exists()
    assert not (killed / "results.json").exists()
    assert len(digests(killed)) < len(digests(one))
    subprocess.run(command(killed), check=True, capture_output=True)
    assert digests(one) == digests(two) == digests(killed)
    assert without_stamp(one / "report.html") == without_stamp(two / "report.html")
    assert without_stamp(one / "report.html") == without_stamp(killed / "report.html")
    assert (one / "results.json").read_bytes() == (killed / "results.json").read_bytes()


@pytest.mark.slow
def test_ten_kills_at_random_moments_never_change_a_byte(tmp_path: Path) -> None:
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    subprocess.run(command(whole, "--workers", "1"), check=True, capture_output=True)
    moments = np.random.default_rng(8)
    for kill in range(10):
        process = subprocess.Popen(
            command(killed, "--workers", str((1, 2, 4)[kill % 3])),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(moments.uniform(0.3, 2.5))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        assert digests(killed).items() <= digests(whole).items()
    subprocess.run(command(killed, "--workers", "4"), check=True, capture_output=True)
    assert digests(killed) == digests(whole)
    assert (killed / "results.json").read_bytes() == (whole / "results.json").read_bytes()


@pytest.mark.slow
def test_an_interrupt_leaves_whole_parts_and_exit_code_130(tmp_path: Path) -> None:
    process = subprocess.Popen(
        command(tmp_path, "--json"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    deadline = time.monotonic() + 120
    while not (tmp_path / "manifest.json").exists() and time.monotonic() < deadline:
        time.sleep(0.005)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert json.loads(out)["error"].startswith("interrupted")
    assert "interrupted" in err
    assert "Traceback" not in err
    for part in (tmp_path / "parts").glob("*.parquet"):
        assert read_part(part)
    assert json.loads((tmp_path / "manifest.json").read_text())["seed"] == 3


def test_a_flipped_bit_never_passes_for_another_number(tmp_path: Path) -> None:
    # Pages carry a checksum; what lies outside them is structure, which no longer fits or is equal.
    plan = plan_run(load_case("harbour_league"), 16, 3)
    run_plan(plan, tmp_path)
    path = tmp_path / "parts" / "000000.parquet"
    whole, sound = path.read_bytes(), read_part(path)
    rng = np.random.default_rng(5)
    refused = 0
    for at, bit in zip(rng.integers(0, len(whole), 80), rng.integers(0, 8, 80), strict=True):
        damaged = bytearray(whole)
        damaged[at] ^= 1 << bit
        path.write_bytes(damaged)
        try:
            found = read_part(path)
        except StoreError:
            refused += 1
            continue
        same = found.keys() == sound.keys() and all(
            np.array_equal(found[name][1], sound[name][1], equal_nan=True) for name in sound
        )
        assert same, f"bit {bit} of byte {at} changed a number"
    assert refused > 40
