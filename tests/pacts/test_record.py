# SPDX-License-Identifier: Apache-2.0
"""The record: only added to, checked as a whole, never half a line, and known as it was known."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import foedus
from foedus.errors import CallError, PactError, StoreError
from foedus.pacts import load_events, load_pact, read_events, recordfile, recordlock
from foedus.pacts.drafts import Drafts, correcting, read_draft, read_drafts, strike
from foedus.pacts.moments import closing, moment, opening
from foedus.pacts.record import append
from foedus.pacts.recordlines import RecordedLog

from .test_laws import PACTS, START, events, findings

if TYPE_CHECKING:
    from collections.abc import Callable

    from foedus.pacts import EventLog, Pact
    from foedus.pacts.addition import Appended

CASES = Path(foedus.__file__).parent / "cases"
SIGNED = "type: signature, by: [UKR, USA, GBR, FRA, DEU, POL, RUS], at: 2026-03-02"
NOON = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
ON = "the 1st of May 2026 at noon"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "record.jsonl"


@pytest.fixture
def put(path: Path, guarantee: Pact) -> Callable[..., Appended]:
    """Give a function that puts what is typed on the record of the invented guarantee."""

    def run(text: str, now: dt.datetime | None = None, **more: Any) -> Appended:  # noqa: ANN401
        return append(path, [guarantee], read_draft(text), "the desk", now, **more)

    return run


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory, guarantee_file: Path) -> Pact:
    """Give the guarantee as if somebody had concluded it, so that clocks matter."""
    file = tmp_path_factory.mktemp("real") / "pact.yaml"
    file.write_text(guarantee_file.read_text("utf-8").replace("hypothetical: true", ""), "utf-8")
    return load_pact(file)


@pytest.fixture
def whole(path: Path, guarantee: Pact, incident_file: Path) -> Path:
    """Give a record that begins with the log of the invented incident."""
    append(path, [guarantee], read_drafts(incident_file), "the desk", None)
    return path


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


# What a log says, a record that begins with it says.


@pytest.mark.parametrize("known", [None, "2027-02-10", "2027-02-19", "2027-02-22"])
def test_a_record_says_what_the_log_said(
    whole: Path, guarantee: Pact, incident: EventLog, known: str | None
) -> None:
    record = load_events(whole, [guarantee])
    assert (record.title, record.note, record.hypothetical) == (
        incident.title,
        incident.note,
        True,
    )
    for at in ("2027-02-12", "2027-03-01"):
        ours, theirs = (guarantee.evaluate(log, at, known) for log in (record, incident))
        assert ours == theirs
        assert guarantee.status(record, at, known) == guarantee.status(incident, at, known)


def test_lines_stand_in_the_order_in_which_the_log_learned(whole: Path) -> None:
    header, *rest = lines(whole)
    assert header["schema"] == "foedus/record-1"
    moments = [opening(moment(line["recorded"])) for line in rest]
    assert moments == sorted(moments)
    assert all(line["by"] == "the desk" and "imported" in line for line in rest)
    late = next(line for line in rest if line.get("event", {}).get("id") == "e21")
    assert (late["recorded"], late["event"]["at"]) == ("2027-02-22", "2027-02-17")
    assert not any("recorded" in line.get("event", {}) for line in rest)


# Putting on record.


def test_the_first_entry_makes_the_record(put: Callable[..., Appended], path: Path) -> None:
    done = put(SIGNED)
    header, line = lines(path)
    assert header == {"schema": "foedus/record-1", "hypothetical": True}
    parties = ["UKR", "USA", "GBR", "FRA", "DEU", "POL", "RUS"]
    event = {"id": "e1", "type": "signature", "by": parties, "at": "2026-03-02"}
    assert line == {
        "recorded": "2026-03-02",
        "by": "the desk",
        "event": {**event, "pact": "guarantee"},
    }
    assert [each.number for each in done.lines] == [2]
    assert done.before.events == ()
    assert [each.id for each in done.after.events] == ["e1"]


def test_entries_as_plain_values(path: Path, guarantee: Pact) -> None:
    day = dt.date(2026, 4, 1)
    append(path, [guarantee], {"type": "ratification", "by": ["UKR"], "at": day}, "me", None)
    assert lines(path)[1]["event"]["at"] == "2026-04-01"


def test_ids_are_the_next_free_ones(whole: Path, put: Callable[..., Appended]) -> None:
    assert whole.exists()
    done = put("[{type: report, by: USA, at: 2027-04-01}, {type: report, by: USA, at: 2027-04-01}]")
    assert [each.line["event"]["id"] for each in done.lines] == ["e27", "e28"]
    append_own = put("{id: visit, type: report, by: USA, at: 2027-04-02}")
    assert append_own.lines[0].line["event"]["id"] == "visit"
    assert put("type: report, by: USA, at: 2027-04-02").lines[0].line["event"]["id"] == "e29"


WRONG = [
    ("type: ratification, by: ^POLL, at: 2027-04-01", "unknown party 'POLL' (did you mean 'POL'?)"),
    ("type: ^ratifcation, by: POL, at: 2027-04-01", "did you mean 'ratification'?"),
    ("type: ratification, by: POL, at: ^2026-02-01", "before its pact, which was first signed"),
    ("id: ^e3, type: ratification, by: POL, at: 2027-04-01", "is on record already"),
    ("type: report, by: USA, at: 2027-04-01, about: ^e99", "unknown event 'e99'"),
    ("^type: ratification, by: POL", "lacks the key 'at'"),
    ("type: report, by: USA, at: 2027-04-01, ^whom: JMC", "is not a known key"),
    ("type: delivery, by: USA, at: 2027-04-01, about: ^e8, amount: 5", "is no pledge of USA"),
    ("term: large_invasion, event: e13, by: ^JNC, at: 2027-02-12, value: true", "'JNC'"),
    ("term: large_invasion, event: ^e99, by: JMC, at: 2027-02-12, value: true", "'e99'"),
    ("term: ^large_invasions, event: e13, by: JMC, at: 2027-02-12, value: true", "large_invasion"),
    ("term: large_invasion, event: e13, by: JMC, at: ^2027-02-09, value: true", "before it happ"),
    ("type: report, by: USA, at: 2027-04-01, recorded: ^2027-01-01", "is before the last line"),
    ("others: ^{M D: Moldova}", "the key is 'M D'"),
    ("^", "is empty"),
    ("^just words", "is not a known key"),
    ("a: ^[", "is not valid YAML"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "said"), WRONG, ids=[row[0].replace("^", "") for row in WRONG])
def test_what_is_wrong_is_told_where_it_was_typed_and_nothing_is_written(
    whole: Path, put: Callable[..., Appended], typed: str, said: str
) -> None:
    before = whole.read_bytes()
    with pytest.raises(PactError) as told:
        put(typed.replace("^", ""))
    assert whole.read_bytes() == before
    hits = [problem for problem in told.value.problems if said in problem.message]
    assert hits, told.value
    assert all(problem.file == "entry" for problem in told.value.problems)
    if not typed.startswith("a: "):
        assert (hits[0].line, hits[0].column) == (1, typed.index("^") + 1)


def test_a_good_entry_beside_a_wrong_one_is_not_written(
    whole: Path, put: Callable[..., Appended]
) -> None:
    before = whole.read_bytes()
    with pytest.raises(PactError) as told:
        put("[{type: report, by: USA, at: 2027-04-01}, {type: report, by: USB, at: 2027-04-01}]")
    assert whole.read_bytes() == before
    (problem,) = told.value.problems
    assert problem.path == "[1].by"


def test_a_failed_first_entry_leaves_no_file(path: Path, put: Callable[..., Appended]) -> None:
    with pytest.raises(PactError):
        put("type: ratification, by: XXX, at: 2027-04-01")
    assert not path.exists()


def test_a_dry_run_says_the_same_and_writes_nothing(
    whole: Path, path: Path, put: Callable[..., Appended]
) -> None:
    text = "type: ratification, by: POL, at: 2027-04-01"
    before = path.read_bytes()
    dry = put(text, dry_run=True)
    assert whole.read_bytes() == before
    assert put(text) == dry
    path.unlink()
    put(SIGNED, dry_run=True)
    assert not path.exists()


def test_what_stands_is_never_changed(whole: Path, put: Callable[..., Appended]) -> None:
    before = whole.read_bytes()
    for text in ("type: report, by: USA, at: 2027-04-01", "others: {MDA: Moldova}"):
        put(text)
        after = whole.read_bytes()
        assert after.startswith(before)
        assert len(after) > len(before)
        before = after


def test_a_state_that_no_pact_names_has_to_be_named_first(
    whole: Path, put: Callable[..., Appended], guarantee: Pact
) -> None:
    attack = "type: incursion, attacker: BLR, victim: UKR, at: 2027-04-02"
    with pytest.raises(PactError, match="unknown party 'BLR'"):
        put(attack)
    put("others: {BLR: Belarus}")
    put(attack)
    assert load_events(whole, [guarantee]).others == {"BLR": "Belarus"}


def test_text_of_any_kind_comes_back_as_it_was(path: Path, guarantee: Pact) -> None:
    note = 'Grüße, \u2028 \U0001f600 "quoted" back\\slash {braces}, [lists]: and # more'
    entry = {"type": "report", "by": "USA", "at": "2026-04-01", "note": note}
    append(path, [guarantee], entry, "Zoë", None)
    assert load_events(path, [guarantee]).events[0].note == note
    assert lines(path)[1]["by"] == "Zoë"


@pytest.mark.parametrize("value", [float("nan"), "\ud800", "bell\x07", {"a"}, b"x", "x" * 4001])
def test_what_a_record_cannot_hold(path: Path, guarantee: Pact, value: object) -> None:
    entry = {"type": "report", "by": "USA", "at": "2026-04-01", "note": value}
    if isinstance(value, (set, bytes)):  # told as text, which it then is
        append(path, [guarantee], entry, "me", None)
        assert load_events(path, [guarantee]).events[0].note == str(value)
        return
    with pytest.raises(PactError):
        append(path, [guarantee], entry, "me", None)
    assert not path.exists()


@pytest.mark.parametrize("recorder", ["", "  ", "x" * 201, "two\nlines", "\x1b[31m"])
def test_who_records_is_a_name(path: Path, guarantee: Pact, recorder: str) -> None:
    with pytest.raises(CallError, match="who records it"):
        append(path, [guarantee], {"type": "report"}, recorder, None)


def test_an_event_log_is_not_written_to(tmp_path: Path, guarantee: Pact) -> None:
    with pytest.raises(CallError, match=r"ends in \.jsonl"):
        append(tmp_path / "events.yaml", [guarantee], {"type": "report"}, "me", None)


# The moment of recording.


def typed(day: str) -> Drafts:
    return read_draft(f"type: ratification, by: UKR, at: {day}")


def test_the_clock_says_when(path: Path, real: Pact) -> None:
    done = append(path, [real], typed("2026-04-01"), "me", NOON.replace(microsecond=7))
    assert done.lines[0].line["recorded"] == "2026-05-01T12:00:00Z"
    assert "hypothetical" not in lines(path)[0]


@pytest.mark.parametrize("day", ["2026-05-02", "2026-05-01T12:00:01Z"])
def test_what_has_not_happened_is_not_put_on_record(path: Path, real: Pact, day: str) -> None:
    with pytest.raises(PactError, match="the clock says 2026-05-01 12:00 UTC") as told:
        append(path, [real], typed(day), "me", NOON)
    assert told.value.problems[0].path == "at"
    append(path, [real], typed("2026-05-01"), "me", NOON)  # today is no future


def test_an_entry_does_not_say_itself_when_it_was_recorded(path: Path, real: Pact) -> None:
    entry = read_draft("type: ratification, by: UKR, at: 2026-04-01, recorded: 2026-04-02")
    with pytest.raises(PactError, match="is not for the entry to say"):
        append(path, [real], entry, "me", NOON)


@pytest.mark.parametrize(
    ("seconds", "recorded"),
    [(0, "2026-05-01T12:00:00Z"), (-300, "2026-05-01T12:00:00Z"), (1, "2026-05-01T12:00:01Z")],
)
def test_a_clock_that_is_a_little_behind_takes_the_last_moment(
    path: Path, real: Pact, seconds: int, recorded: str
) -> None:
    append(path, [real], typed("2026-04-01"), "me", NOON)
    now = NOON + dt.timedelta(seconds=seconds)
    done = append(path, [real], typed("2026-04-02"), "me", now)
    assert done.lines[0].line["recorded"] == recorded


def test_a_clock_that_is_far_behind_is_wrong(path: Path, real: Pact) -> None:
    append(path, [real], typed("2026-04-01"), "me", NOON)
    before = path.read_bytes()
    with pytest.raises(PactError, match="set the clock right"):
        append(path, [real], typed("2026-04-02"), "me", NOON - dt.timedelta(seconds=301))
    assert path.read_bytes() == before


def test_invented_events_run_on_the_storys_time(path: Path, put: Callable[..., Appended]) -> None:
    put(SIGNED)
    put("type: ratification, by: UKR, at: 2031-01-01")
    put("type: ratification, by: USA, at: 2030-01-01")  # learned late
    put("type: report, by: USA, at: 2030-01-01, recorded: 2031-02-01")
    recorded = [line["recorded"] for line in lines(path)[1:]]
    assert recorded == ["2026-03-02", "2031-01-01", "2031-01-01", "2031-02-01"]


def test_invented_events_stay_out_of_a_real_record(
    path: Path, real: Pact, incident_file: Path
) -> None:
    append(path, [real], typed("2026-04-01"), "me", NOON)
    with pytest.raises(PactError, match="no record of invented events"):
        append(path, [real], read_drafts(incident_file), "me", NOON)


def test_a_real_log_keeps_its_moments_when_a_record_begins_with_it(
    path: Path, real: Pact, tmp_path: Path
) -> None:
    log = tmp_path / "log.yaml"
    entry = "{id: a, type: ratification, by: UKR, pact: guarantee, at: 2026-04-01, recorded: %s}"
    log.write_text(f"schema: foedus/events-1\nevents: [{entry % '2026-04-03'}]\n", "utf-8")
    append(path, [real], read_drafts(log), "me", NOON)
    (line,) = lines(path)[1:]
    assert (line["recorded"], line["imported"]) == ("2026-04-03", "2026-05-01T12:00:00Z")
    path.unlink()
    log.write_text(f"schema: foedus/events-1\nevents: [{entry % '2026-05-03'}]\n", "utf-8")
    with pytest.raises(PactError, match="cannot have learned of it yet"):
        append(path, [real], read_drafts(log), "me", NOON)


# Corrections.


def ratified(log: EventLog, pact: Pact, party: str, known: str | None = None) -> dt.date | None:
    members = pact.status(log, "2027-03-01", known).members
    return next(member.ratified for member in members if member.party == party)


def test_a_correction_takes_the_place_and_the_past_stays_known(
    whole: Path, guarantee: Pact
) -> None:
    better = read_draft("type: ratification, by: FRA, at: 2026-04-22, recorded: 2027-04-01")
    before = whole.read_bytes()
    append(whole, [guarantee], correcting(better, "e3", "misread"), "me", None)
    assert whole.read_bytes().startswith(before)
    line = lines(whole)[-1]
    assert (line["corrects"], line["why"], line["event"]["id"]) == (4, "misread", "e3")
    log = load_events(whole, [guarantee])
    assert len([event for event in log.events if event.id == "e3"]) == 1
    assert ratified(log, guarantee, "FRA") == dt.date(2026, 4, 22)
    assert ratified(log, guarantee, "FRA", "2027-04-01") == dt.date(2026, 4, 22)
    assert ratified(log, guarantee, "FRA", "2027-03-31") == dt.date(2026, 4, 20)
    assert ratified(log, guarantee, "FRA", "2026-04-19") is None


def test_a_correction_of_a_correction(whole: Path, guarantee: Pact) -> None:
    for day, recorded in (("2026-04-22", "2027-04-01"), ("2026-04-24", "2027-05-01")):
        text = f"type: ratification, by: FRA, at: {day}, recorded: {recorded}"
        append(whole, [guarantee], correcting(read_draft(text), "e3"), "me", None)
    log = load_events(whole, [guarantee])
    days = [ratified(log, guarantee, "FRA", known) for known in ("2027-03-31", "2027-04-30", None)]
    assert [day.day for day in days if day] == [20, 22, 24]
    with pytest.raises(CallError, match="no entry '4' to correct"):
        append(whole, [guarantee], strike(4), "me", None)


def test_a_finding_is_corrected_by_its_line(whole: Path, guarantee: Pact) -> None:
    number = next(n for n, line in enumerate(lines(whole), 1)
                  if line.get("determination", {}).get("by") == "JMC")  # fmt: skip
    new = "term: significant_attack, event: e13, by: JMC, at: 2027-02-11, value: true, "
    new += "vote: {for: 4, against: 3}"
    append(whole, [guarantee], correcting(read_draft(new), number), "me", None)
    log = load_events(whole, [guarantee])
    duty = next(d for d in guarantee.evaluate(log, "2027-03-25").duties
                if (d.clause, d.bearer) == ("defend", "FRA"))  # fmt: skip
    assert duty.status == "unknown"  # 4 of 7 are short of two thirds: nobody who decides has found


def test_findings_that_contradict_each_other_are_all_kept(
    whole: Path, put: Callable[..., Appended], guarantee: Pact
) -> None:
    put("term: significant_attack, event: e13, by: JMC, at: 2027-02-12, value: false")
    found = load_events(whole, [guarantee]).determinations
    assert [f.value for f in found if f.by == "JMC"] == [True, False]


def test_an_entry_is_struck_out(whole: Path, guarantee: Pact) -> None:
    append(whole, [guarantee], strike("e24", "another state's"), "me", None)
    log = load_events(whole, [guarantee])
    assert "e24" not in {event.id for event in log.events}
    # recorded on the last line's day, the 20th of March: until the 19th it stood
    assert "e24" in {
        event.id for event in log.seen(dt.date(2027, 3, 1), dt.date(2027, 3, 19)).events
    }
    done = append(
        whole, [guarantee], read_draft("type: report, by: USA, at: 2027-04-01"), "me", None
    )
    assert done.lines[0].line["event"]["id"] == "e27"


@pytest.mark.parametrize(
    ("drafts", "said"),
    [
        (strike("e13"), "e14, e17 and"),
        (strike("e99"), "there is no entry 'e99'"),
        (strike(1), "there is no entry '1'"),
        (correcting(typed("2027-04-01"), "e1000"), "there is no entry 'e1000'"),
    ],
)
def test_corrections_that_cannot_be(
    whole: Path, guarantee: Pact, drafts: Drafts, said: str
) -> None:
    before = whole.read_bytes()
    if said.startswith("e14"):
        said = "speaks of it"
    with pytest.raises(CallError, match=said):
        append(whole, [guarantee], drafts, "me", None)
    assert whole.read_bytes() == before


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("id: e4, type: ratification, by: FRA, at: 2026-04-22", "e3"),
        ("term: large_invasion, event: e13, by: JMC, at: 2027-02-12, value: true", "e3"),
        ("type: incursion, attacker: RUS, victim: UKR, at: 2027-02-11", "e13"),  # e14 is earlier
    ],
)
def test_corrections_that_would_break_the_record(
    whole: Path, guarantee: Pact, text: str, target: str
) -> None:
    before = whole.read_bytes()
    with pytest.raises(PactError):
        append(whole, [guarantee], correcting(read_draft(text), target), "me", None)
    assert whole.read_bytes() == before


# Crashes.


def test_a_line_torn_off_anywhere_is_told_left_out_and_set_aside(
    whole: Path, guarantee: Pact
) -> None:
    data = whole.read_bytes()
    start = data[:-1].rindex(b"\n") + 1
    count = data.count(b"\n")
    everything = load_events(whole, [guarantee])
    aside = whole.with_name("record.jsonl.torn")
    entry = {"id": "late", "type": "report", "by": "USA", "at": "2027-04-01"}
    for end in range(start, len(data)):
        torn = data[start:end]
        whole.write_bytes(data[:end])
        log, problems = read_events(whole, [guarantee])
        assert log is not None
        lost = 0 < len(torn) < len(data) - start - 1
        kept = everything.events[: -1 if end < len(data) - 1 else None]
        assert [e.id for e in log.events] == [e.id for e in kept]
        assert [(p.line, p.column, p.severity) for p in problems] == [(count, 1, "warning")] * lost
        append(whole, [guarantee], entry, "me", None)
        after = whole.read_bytes()
        assert after.startswith(data[:start] if lost else data[:end])
        log, problems = read_events(whole, [guarantee])
        assert log is not None
        assert problems == []
        assert [e.id for e in log.events] == [*(e.id for e in kept), "late"]
        assert (aside.read_bytes() if aside.exists() else b"") == (torn + b"\n" if lost else b"")
        aside.unlink(missing_ok=True)


def test_a_header_torn_off_is_written_again(path: Path, put: Callable[..., Appended]) -> None:
    put(SIGNED)
    data = path.read_bytes()
    for end in range(data.index(b"\n")):
        path.write_bytes(data[:end])
        put(SIGNED)
        assert path.read_bytes() == data


def test_a_write_that_falls_short_leaves_the_record_as_it_was(
    whole: Path, put: Callable[..., Appended], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = whole.read_bytes()
    write = os.pwrite
    with monkeypatch.context() as patch:
        patch.setattr(os, "pwrite", lambda handle, data, at: write(handle, data[:9], at))
        with pytest.raises(StoreError, match="nothing was put on record"):
            put("type: report, by: USA, at: 2027-04-01")
    assert whole.read_bytes() == before

    def fail(_handle: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(recordlock.os, "fsync", fail)
    with pytest.raises(StoreError, match="Input/output error"):
        put("type: report, by: USA, at: 2027-04-01")
    assert whole.read_bytes() == before


WRITER = """
import itertools, sys
from pathlib import Path
from foedus.errors import PactError
from foedus.pacts import load_pact
from foedus.pacts.record import append
pact, path, name, count = load_pact(Path(sys.argv[1])), Path(sys.argv[2]), sys.argv[3], sys.argv[4]
for index in itertools.count():
    if index == int(count):
        break
    if index % 5 == 0:
        try:
            append(path, [pact], {"type": "report", "by": "NOBODY", "at": "2026-04-01"}, name, None)
        except PactError:
            pass
    note = f"{name} {index} " + "x" * 3000
    entry = {"type": "report", "by": "USA", "at": "2026-04-01", "note": note}
    done = append(path, [pact], entry, name, None)
    print(index, flush=True)
"""


def writer(pact: Path, path: Path, name: str, count: int) -> subprocess.Popen[str]:
    call = [sys.executable, "-c", WRITER, str(pact), str(path), name, str(count)]
    source = str(Path(foedus.__file__).parents[1])
    return subprocess.Popen(
        call, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": source}
    )


def test_many_writers_lose_nothing(path: Path, guarantee_file: Path, guarantee: Pact) -> None:
    names, count = [f"w{n}" for n in range(6)], 12
    jobs = [writer(guarantee_file, path, name, count) for name in names]
    for job in jobs:
        out, _ = job.communicate(timeout=300)
        assert job.returncode == 0
        assert out.split() == [str(n) for n in range(count)]
    log, problems = read_events(path, [guarantee])
    assert problems == []
    assert log is not None
    assert [e.id for e in log.events] == [f"e{n}" for n in range(1, len(names) * count + 1)]
    notes = [(e.note or "").split()[:2] for e in log.events]
    for name in names:  # each writer's lines in its own order
        assert [index for who, index in notes if who == name] == [str(n) for n in range(count)]


def test_a_record_that_is_removed_while_one_waits_for_it_is_made_again(
    path: Path, put: Callable[..., Appended], monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = threading.Event()
    lock = recordlock.fcntl.flock

    def flock(handle: int, how: int) -> None:
        if threading.current_thread() is not threading.main_thread():
            waiting.set()
        lock(handle, how)

    monkeypatch.setattr(recordlock.fcntl, "flock", flock)
    other = threading.Thread(target=put, args=(SIGNED,))
    with recordlock.locked(path):  # made, left empty, and so removed
        other.start()
        waiting.wait()
    other.join()
    assert [line["event"]["id"] for line in lines(path)[1:]] == ["e1"]


def test_a_killed_writer_loses_nothing_that_it_was_told(
    path: Path, guarantee_file: Path, guarantee: Pact
) -> None:
    told: set[str] = set()
    for turn in range(4):
        job = writer(guarantee_file, path, f"k{turn}", -1)
        assert job.stdout is not None
        for line in itertools.islice(job.stdout, 3 + 4 * turn):
            told.add(f"k{turn} {line.strip()}")
        job.send_signal(signal.SIGKILL)
        told |= {f"k{turn} {line.strip()}" for line in job.stdout if line.endswith("\n")}
        job.wait()
        job.stdout.close()
        log, problems = read_events(path, [guarantee])
        assert log is not None
        assert all(problem.severity == "warning" for problem in problems)
        assert told <= {" ".join((e.note or "").split()[:2]) for e in log.events}


# Reading.

SPOILT = [
    ("not JSON", '"by": "the desk", "corrects"', '"by" "the desk", "corrects"', "is not JSON"),
    ("no recorder", '"by": "the desk", "imported"', '"imported"', "lacks the key 'by'"),
    ("unknown key", '"by": "the desk", "imp', '"bye": "x", "by": "the desk", "imp', "known key"),
    ("party", '"by": "FRA"', '"by": "FRE"', "unknown party 'FRE'"),
    ("type", '"incursion"', '"incurson"', "did you mean 'incursion'?"),
    ("order", '"recorded": "2027-02-22"', '"recorded": "2027-02-19"', "order of recording"),
    ("twice", '"id": "e3"', '"id": "e2"', "'e2' stands twice; first on line 3"),
    ("early", '{"recorded": "2026-04-20"', '{"recorded": "2026-04-19"', "before it happened"),
    ("key twice", '"id": "e3"', '"id": "e3", "id": "e3"', "stands twice; keep one"),
    ("control", '"Invented."', '"Invented\\u0007."', "control character"),
    ("nan", '"amount": 100', '"amount": NaN', "NaN is no number of JSON"),
    ("corrects", '"by": "the desk", "imp', '"by": "the desk", "corrects": 9, "imp', "no entry"),
    ("inside", '"id": "e3"', '"recorded": "2026-04-20", "id": "e3"', "said by the line itself"),
    ("both", '"event": {"id": "e3"', '"determination": {}, "event": {"id": "e3"', "holds both"),
    ("schema", "foedus/record-1", "foedus/record-2", "is 'foedus/record-2'"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "said"), [row[1:] for row in SPOILT], ids=[row[0] for row in SPOILT]
)
def test_what_is_wrong_in_a_record_is_told_at_its_place(
    whole: Path, guarantee: Pact, old: str, new: str, said: str
) -> None:
    text = whole.read_text("utf-8")
    if said == "is not JSON":
        old, new = '"by": "the desk", "imported"', '"by" "the desk", "imported"'
    assert old in text
    line = text[: text.index(old)].count("\n") + 1
    spoilt = text.replace(old, new, 1)
    whole.write_text(spoilt, "utf-8")
    log, problems = read_events(whole, [guarantee], "record.jsonl")
    assert log is None
    hits = [problem for problem in problems if said in problem.message]
    assert hits, problems
    assert (hits[0].file, hits[0].line) == ("record.jsonl", line)
    assert not any("unknown event" in problem.message for problem in problems)
    with pytest.raises(PactError):  # and nothing is added to it
        append(whole, [guarantee], {"type": "report", "by": "USA", "at": "2027-04-01"}, "me", None)
    assert whole.read_text("utf-8") == spoilt


def test_a_place_is_that_of_the_value(whole: Path, guarantee: Pact) -> None:
    text = whole.read_text("utf-8").replace('"by": "FRA"', '"by": "FRE"', 1)
    whole.write_text(text, "utf-8")
    with pytest.raises(PactError) as told:
        load_events(whole, [guarantee])
    (problem,) = told.value.problems
    row = text.splitlines()[problem.line - 1]
    assert row[problem.column - 1 :].startswith('"FRE"')
    assert problem.path == "event.by"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"\n", "is empty"),
        (b"[]\n", "is not a mapping"),
        (b"{}\n", "lacks the key 'schema'"),
        (b'{"schema"', "torn off"),
        (b"\xff\n", "is not UTF-8"),
        (b"[" * 100_000 + b"\n", "nested"),
        (b'{"schema": "foedus/record-1"}\n\n', "is empty"),
        (b'{"schema": "foedus/record-1"}\n' + b"9" * 5000 + b"\n", "is not JSON"),
    ],
)
def test_odd_files(path: Path, guarantee: Pact, data: bytes, said: str) -> None:
    path.write_bytes(data)
    log, problems = read_events(path, [guarantee])
    assert log is None
    assert any(said in problem.message for problem in problems), problems


def test_a_record_above_the_limit_is_refused(
    whole: Path, guarantee: Pact, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = whole.stat().st_size
    for module in (recordfile, recordlock, foedus.pacts.addition):
        monkeypatch.setattr(module, "RECORD_LIMIT", size)
    assert load_events(whole, [guarantee]).events
    entry = {"type": "report", "by": "USA", "at": "2027-04-01"}
    with pytest.raises(PactError, match="would have"):
        append(whole, [guarantee], entry, "me", None)
    for module in (recordfile, recordlock):
        monkeypatch.setattr(module, "RECORD_LIMIT", size - 1)
    message = f"has {size:,} bytes; at most {size - 1:,} are allowed"
    with pytest.raises(PactError, match=message):
        load_events(whole, [guarantee])
    with pytest.raises(PactError, match=message):
        append(whole, [guarantee], entry, "me", None)


def test_places_that_cannot_be_written(tmp_path: Path, guarantee: Pact) -> None:
    entry = {"type": "report", "by": "USA", "at": "2027-04-01"}
    (tmp_path / "folder.jsonl").mkdir()
    os.mkfifo(tmp_path / "pipe.jsonl")
    for name in ("folder.jsonl", "pipe.jsonl", "none/record.jsonl", "a\0b.jsonl"):
        with pytest.raises(StoreError):
            append(tmp_path / name, [guarantee], entry, "me", None)
    assert (tmp_path / "pipe.jsonl").exists()


@given(st.data())
def test_no_bytes_raise(data: st.DataObject) -> None:
    pact = PACTS["guarantee"]
    good = b'{"schema": "foedus/record-1"}\n'
    entry = {"id": "e1", "type": "ratification", "at": "2026-04-01", "by": "UKR",
             "pact": "guarantee"}  # fmt: skip
    line = json.dumps({"recorded": "2026-04-01", "by": "me", "event": entry}).encode()
    raw = bytearray(good + line + b"\n" + line.replace(b"e1", b"e2") + b"\n")
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=4))
        raw = raw or bytearray(b" ")
    from foedus.pacts.eventfile import check_record

    log, problems = check_record(*recordfile.parse(bytes(raw), "record.jsonl"), [pact])
    assert log is not None or any(problem.severity == "error" for problem in problems)
    assert all(str(problem) for problem in problems)


# What was known on a day.


@st.composite
def steps(draw: st.DrawFn, name: str) -> list[tuple[str, Any, int]]:
    """Draw what is put on record: entries, findings, corrections, each some days later."""
    pact = PACTS[name]
    count = draw(st.integers(2, 7))
    kinds = ["event"] * 4 + ["finding"] * 3 + ["correct"] * 2 + ["strike"]
    return [
        (draw(st.sampled_from(kinds)), draw(events(pact)), draw(st.integers(0, 9)))
        for _ in range(count)
    ]


@given(name=st.sampled_from(list(PACTS)), data=st.data())
def test_a_day_is_known_as_it_was_known_on_that_day(
    name: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    pact = PACTS[name]
    path = tmp_path_factory.mktemp("law") / "record.jsonl"
    now = dt.datetime(START.year, START.month, START.day, 18, tzinfo=dt.UTC) + dt.timedelta(46)
    for kind in ("signature", "ratification"):
        entry = {"type": kind, "by": list(pact.parties), "at": START}
        append(path, [pact], entry, "me", now)
    for kind, event, days in data.draw(steps(name)):
        now += dt.timedelta(days=days)
        log = load_events(path, [pact])
        target = data.draw(st.sampled_from([event.id for event in log.events] or ["e1"]))
        drafts: Any = event
        if kind == "finding" and log.events:
            found = data.draw(findings(pact, list(log.events)))
            drafts = {**found.model_dump(exclude_unset=True, by_alias=True)}
        elif kind == "correct":
            drafts = correcting(Drafts((foedus.pacts.drafts.draft(event),)), target)
        elif kind == "strike":
            drafts = strike(target)
        before = path.read_bytes()
        try:
            append(path, [pact], drafts, "me", now)
        except (PactError, CallError):
            assert path.read_bytes() == before
    whole = load_events(path, [pact])
    known = data.draw(st.dates(START + dt.timedelta(45), now.date() + dt.timedelta(1)))
    kept = [
        raw
        for raw in path.read_text("utf-8").splitlines(keepends=True)
        if "recorded" not in (line := json.loads(raw))
        or opening(moment(line["recorded"])) <= closing(known)
    ]
    path.write_text("".join(kept), "utf-8")
    then = load_events(path, [pact])
    at = START + dt.timedelta(days=data.draw(st.integers(0, 120)))
    assert pact.evaluate(whole, at, known).duties == pact.evaluate(then, at).duties
    ours, theirs = pact.status(whole, at, known).to_json(), pact.status(then, at).to_json()
    assert {**ours, "known": None} == theirs


def test_a_group_stays_none_of_the_states_in_what_was_known() -> None:
    log = RecordedLog(groups=frozenset({"GUL"}))
    assert log.seen(START, START).groups == {"GUL"}
