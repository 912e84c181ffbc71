# SPDX-License-Identifier: Apache-2.0
"""A desk officer keeps the record of a guarantee: foedus pact log, then status and sheet."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from .conftest import COMMAND, environment

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .conftest import Done

CASE = "ukraine_2025_08"
SIGNED = "type: signature, by: [UKR, USA, FRA, POL, RUS], at: 2026-03-02"
RATIFIED = "type: ratification, by: [UKR, FRA], at: 2026-04-01"
ATTACK = "type: incursion, attacker: RUS, victim: UKR, at: 2026-06-01"
FOUND = "term: significant_attack, event: e3, by: JMC, at: 2026-06-02, value: true"


@pytest.fixture
def log(foedus_command: Callable[..., Done]) -> Callable[..., Done]:
    """Give a function that puts entries on record.jsonl."""

    def run(*more: str, events: str = "record.jsonl") -> Done:
        return foedus_command(f"pact log {CASE} --as desk --events", events, *more)

    return run


def test_a_guarantee_in_operation(
    log: Callable[..., Done], foedus_command: Callable[..., Done], tmp_path: Path
) -> None:
    for entry in (SIGNED, RATIFIED, ATTACK):
        done = log("--entry", entry)
        assert (done.code, done.err) == (0, "")
    assert "4: Russia made an incursion against Ukraine on 2026-06-01 (e3)." in done.out
    assert "new: unknown" in done.out  # France's help waits for the finding
    before = (tmp_path / "record.jsonl").read_bytes()
    dry = log("--entry", FOUND, "--dry-run")
    assert "nothing was written" in dry.out
    assert (tmp_path / "record.jsonl").read_bytes() == before
    done = log("--entry", FOUND)
    assert "found on 2026-06-02 that e3 was a significant armed attack." in done.out
    assert "unknown -> owed" in done.out
    assert "2026-06-09" in done.out  # seven days from the finding
    shared = f"{CASE} --events record.jsonl --at"
    register = foedus_command(f"pact status {shared} 2026-06-05 --json").document()
    assert [m["party"] for m in register["members"] if m["bound"]] == ["UKR", "FRA"]
    (help_,) = [d for d in register["deadlines"] if d["action"] == "assist"]
    assert (help_["party"], help_["due"], help_["days_left"]) == ("FRA", "2026-06-09", 4)
    sheet = foedus_command(f"pact sheet {shared} 2026-06-12", COLUMNS="80")
    late, _, rest = sheet.out.partition("Still to be done on 2026-06-12")
    assert "Overdue or breached on 2026-06-12" in late
    assert "│ FRA │ assist │ UKR     │ 2026-06-09 │ 3         │ 4       │ e3    │" in late
    # The sanctioned state need not be bound: nothing is owed to it.
    rows = [line.split("│") for line in rest.splitlines() if line.startswith("│ FRA")]
    assert [row[2].strip() for row in rows] == [
        "sanction",
        "arm",
    ]
    assert max(map(len, sheet.out.splitlines())) <= 80
    assert "breached" in foedus_command(f"pact evaluate {shared} 2026-06-12").out
    known = foedus_command(f"pact evaluate {shared} 2026-06-12 --known 2026-06-01 --json")
    helpers = {d["bearer"]: d for d in known.document()["duties"] if d["clause"] == "defend"}
    assert helpers["FRA"]["status"] == "unknown"


def test_json_says_what_was_put_on_record_and_what_changed(log: Callable[..., Done]) -> None:
    log("--entry", SIGNED)
    done = log("--entry", RATIFIED, "--json")
    assert (done.code, done.err) == (0, "")
    document = done.document()
    assert document["record"] == "record.jsonl"
    assert document["dry_run"] is False
    assert document["recorded"] == "2026-04-01"
    (line,) = document["lines"]
    assert line["told"] == "Ukraine and France ratified on 2026-04-01 (e2)."
    assert (line["line"], line["by"], line["event"]["id"]) == (3, "desk", "e2")
    assert document["members"] == [
        {"party": code, "bound": True, "since": "2026-04-01"} for code in ("UKR", "FRA")
    ]
    assert [(c["bearer"], c["clause"], c["before"], c["after"]) for c in document["changes"]] == [
        ("FRA", "arm", "not_owed", "owed")
    ]


def test_corrections(log: Callable[..., Done]) -> None:
    log("--entry", SIGNED)
    log("--entry", RATIFIED)
    done = log("--entry", "type: ratification, by: UKR, at: 2026-04-01", "--corrects", "e2",
               "--why", "France has not")  # fmt: skip
    assert "This takes the place of line 3." in " ".join(done.out.split())
    assert "France is not bound." in done.out
    done = log("--strike", "e2", "--why", "nor has Ukraine")
    assert "Line 4 is struck out: Ukraine ratified on 2026-04-01 (e2)." in done.out


def test_several_entries_from_files_and_standard_input(
    log: Callable[..., Done], tmp_path: Path
) -> None:
    (tmp_path / "both.yaml").write_text(f"- {{{SIGNED}}}\n- {{{RATIFIED}}}\n", "utf-8")
    assert "3: Ukraine and France ratified" in log("--from", "both.yaml").out
    assert "5: " in log("--entry", ATTACK, "--entry", FOUND).out
    block = "type: report\nby: FRA\nat: 2026-06-03\nnote: 'As asked: nothing yet'\n"
    done = subprocess.run(
        [*COMMAND, *f"pact log {CASE} --events record.jsonl --from - --json".split()],
        cwd=tmp_path,
        env=environment({}),
        input=block,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["lines"][0]["event"]["note"] == "As asked: nothing yet"


def test_a_record_begins_with_an_event_log(
    log: Callable[..., Done], foedus_command: Callable[..., Done], tmp_path: Path
) -> None:
    (tmp_path / "log.yaml").write_text(
        f"schema: foedus/events-1\nevents:\n  - {{id: a, pact: guarantee, {SIGNED}}}\n", "utf-8"
    )
    refused = log("--entry", RATIFIED, events="log.yaml")
    assert refused.code == 2
    command = f"foedus pact log {CASE} --events log.jsonl --from log.yaml"
    assert refused.said().endswith(command)
    done = foedus_command(command.removeprefix("foedus "))
    assert (done.code, done.err) == (0, "")
    assert log("--entry", RATIFIED, events="log.jsonl").code == 0


WRONG = [
    ("--entry 'type: ratification, by: POLL, at: 2026-05-01'", 1,
     "--entry:1:25: by: names an unknown party 'POLL' (did you mean 'POL'?)"),
    ("--entry 'by: POL'", 1, "--entry:1:1: lacks the key 'at'"),
    ("", 2, "one of --entry, --from, --strike"),
    ("--entry 'by: POL' --from x.yaml", 2, "one of --entry, --from, --strike"),
    ("--from nowhere.yaml", 1, "nowhere.yaml:0:0: is not a file"),
    ("--from record.jsonl", 2, "is a record already"),
    ("--strike e9", 2, "there is no entry 'e9' to correct"),
    ("--strike e1 --corrects e1", 2, "--corrects takes one entry"),
    ("--entry 'by: POL' --why x", 2, "--why says why another entry was wrong"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "code", "said"), WRONG, ids=[row[0] for row in WRONG])
def test_wrong_calls_say_what_is_allowed_and_write_nothing(
    log: Callable[..., Done],
    foedus_command: Callable[..., Done],
    tmp_path: Path,
    call: str,
    code: int,
    said: str,
) -> None:
    log("--entry", SIGNED)
    before = (tmp_path / "record.jsonl").read_bytes()
    done = foedus_command(f"pact log {CASE} --events record.jsonl --json {call}")
    assert done.code == code
    assert said in done.err
    assert "Traceback" not in done.err
    assert said in done.document()["error"]
    assert (tmp_path / "record.jsonl").read_bytes() == before


def test_a_record_needs_its_name(log: Callable[..., Done], foedus_command: Callable) -> None:
    assert "--events NAME.jsonl" in foedus_command(f"pact log {CASE} --entry 'by: X'").said()
    assert "ends in .jsonl" in log("--entry", SIGNED, events="record.txt").said()


def test_a_torn_line_is_told_once_and_set_aside(
    log: Callable[..., Done], foedus_command: Callable[..., Done], tmp_path: Path
) -> None:
    log("--entry", SIGNED)
    log("--entry", RATIFIED)
    record = tmp_path / "record.jsonl"
    os.truncate(record, record.stat().st_size - 9)
    done = foedus_command(f"pact status {CASE} --events record.jsonl --at 2026-05-01 --json")
    assert done.code == 0
    assert done.said().startswith("record.jsonl:3:1: warning: is torn off after ")
    assert not any(m["bound"] for m in done.document()["members"])
    done = log("--entry", RATIFIED)
    assert done.code == 0
    assert "kept in record.jsonl.torn" in done.err
    done = foedus_command(f"pact status {CASE} --events record.jsonl --at 2026-05-01 --json")
    assert done.err == ""
    assert any(m["bound"] for m in done.document()["members"])
