# SPDX-License-Identifier: Apache-2.0
"""Every command with --json prints one JSON document, in the shape that docs/commands.md lists."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import Done

SUM = 1e-9  # shares of one whole are sums of multiples of one draw


class Each:
    """A mapping with names that the case gives, and the same shape behind each."""

    def __init__(self, shape: object) -> None:
        self.shape = shape


class Maybe:
    """A shape, or null."""

    def __init__(self, shape: object) -> None:
        self.shape = shape


def share(value: object) -> bool:
    return isinstance(value, (int, float)) and 0 <= value <= 1


def number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def quantiles(value: Any) -> bool:  # noqa: ANN401 - whatever JSON holds
    return (
        set(value) == {"median", "q05", "q95"}
        and all(map(share, value.values()))
        and value["q05"] <= value["median"] <= value["q95"]
    )


def worths(value: Any) -> bool:  # noqa: ANN401 - whatever JSON holds
    return set(value) == {"median", "q05", "q95"} and value["q05"] <= value["median"]


def between(value: Any) -> bool:  # noqa: ANN401 - whatever JSON holds
    return (
        set(value) == {"low", "high"}
        and all(map(quantiles, value.values()))
        and value["low"]["median"] <= value["high"]["median"]
    )


def holds(value: Any) -> bool:  # noqa: ANN401 - whatever JSON holds
    ordered = [value[year]["median"] for year in ("1", "5", "10")]
    return all(map(quantiles, value.values())) and ordered == sorted(ordered, reverse=True)


def statuses(value: Any) -> bool:  # noqa: ANN401 - whatever JSON holds
    known = {"certified_unique", "multiple", "undecided"}
    return set(value) == known and abs(sum(value.values()) - 1) <= SUM


def rising(value: Any) -> bool:  # noqa: ANN401 - whatever JSON holds
    found = list(value.values())
    return list(value) == ["0.05", "0.25", "0.5", "0.75", "0.95"] and (
        found == [None] * 5 or (all(map(number, found)) and found == sorted(found))
    )


PROBLEM = {
    "file": str,
    "line": int,
    "column": int,
    "path": str,
    "severity": {"error", "warning"},
    "message": str,
}
DUTY = {
    "pact": str,
    "clause": str,
    "art": str,
    "bearer": str,
    "toward": [str],
    "action": str,
    "trigger": Maybe(str),
    "status": {"owed", "performed", "breached", "not_owed", "unknown", "void", "suspended"},
    "since": Maybe(str),
    "due": Maybe(str),
    "because": [str],
}
RUNNING = {
    "due": str,
    "days_left": int,
    "party": str,
    "action": str,
    "art": str,
    "trigger": Maybe(str),
}
ACCOUNT = {
    "party": str,
    "unit": str,
    "pledged": number,
    "delivered": number,
    "outstanding": number,
    "overdue": number,
}
EDGE = {
    "from": str,
    "to": str,
    "against": str,
    "mode": {"must", "may"},
    "certain": bool,
    "pact": Maybe(str),
    "clause": Maybe(str),
    "art": Maybe(str),
    "act": str,
    "why": str,
    "words": str,
    "event": str,
    "because": [str],
}
MODEL = {"model": str, "title": str, "quantiles": rising, "draws": int, "rounds": [{"round": int}]}
MOVE = {
    "model": str,
    "round": int,
    "issue": str,
    "mover": str,
    "by": str,
    "kind": str,
    "before": number,
    "after": number,
}
VOTE = {"actor": str, "issue": str, "before": number, "after": number}
TRADE = {
    "model": str,
    "round": int,
    "first": VOTE,
    "second": VOTE,
    "gain": number,
    "others": Each(number),
}
DATED = {
    "date": str,
    "actor": str,
    "issue": str,
    "salience": {"before": Maybe(number), "after": Maybe(number)},
    "models": [{"model": str, "before": Each(number), "after": Each(number)}],
    "evidence": {"grade": Maybe(str), "cite": [str], "assume": Maybe(str)},
    "draws": int,
}
LEVER = {
    "actor": str,
    "issue": str,
    "kind": {"scale", "options"},
    "change": {"position", "salience", "capability"},
    "models": [{"model": str, "shift": number}],
    "draws": int,
}
FIVE = {"low": number, "q25": number, "median": number, "q75": number, "high": number}
APART = {
    "models": [
        {
            "interval": {"kind": {"shortest"}, "level": share, "low": number, "high": number},
            "shares": [share],
            "rounds": [
                {
                    "round": int,
                    "settlement": number,
                    "low": number,
                    "high": number,
                    "positions": Each(number),
                }
            ],
        }
    ],
    "spread": {end: {"model": str, "point": number} for end in ("low", "high")},
    "readings": FIVE
    | {"n": int, "distinct": int, "scholz2011": number, "worlds": FIVE | {"draws": int}},
}
"""What an issue on a scale has beyond one of options."""
RUN = {"out": str, "report": str, "draws": int, "seed": int, "findings": [str], "seconds": number}
SHAPES: dict[str, object] = {
    "cases": {"cases": [{"id": str, "title": str, "question": str}]},
    "new mine": {"case": str, "files": [str]},
    "check ukraine_2025_08": {"ok": bool, "problems": [PROBLEM]},
    "check harbour_league": {"ok": bool, "problems": [PROBLEM]},
    "pact evaluate ukraine_2025_08": {"at": str, "known": Maybe(str), "duties": [DUTY]},
    "pact evaluate harbour_league --at 2032-05-11 --known 2032-05-10": {
        "at": str,
        "known": str,
        "duties": [DUTY],
    },
    "pact status ukraine_2025_08": {
        "at": str,
        "known": Maybe(str),
        "members": [
            {
                "party": str,
                "bloc": Maybe(str),
                "signed": Maybe(str),
                "ratified": Maybe(str),
                "bound": bool,
                "since": Maybe(str),
                "pledged": Each(number),
                "delivered": Each(number),
            }
        ],
        "open_duties": [DUTY],
        "incidents": [
            {
                "event": str,
                "type": str,
                "at": str,
                "attacker": [str],
                "victim": [str],
                "counts": Maybe(bool),
                "why": [str],
            }
        ],
        "consultations": [],
        "findings_due": [],
        "deadlines": [RUNNING],
        "pledges": [ACCOUNT],
    },
    "pact status ukraine_2025_08 --at 2027-02-10T12:00Z": {
        "consultations": [
            {
                "event": str,
                "by": [str],
                "at": str,
                "due": Maybe(str),
                "clause": str,
                "art": str,
                "held": [],
                "missing": [str],
            }
        ],
        "findings_due": [
            {
                "term": str,
                "event": str,
                "by": str,
                "due": Maybe(str),
                "clauses": [str],
                "why": str,
            }
        ],
        "deadlines": [RUNNING],
    },
    "pact sheet ukraine_2025_08": {
        "at": str,
        "known": Maybe(str),
        "items": [{**DUTY, "days_left": Maybe(int), "overdue": bool}],
    },
    "pact lint harbour_league": {
        "pact": str,
        "findings": [
            {
                "rule": str,
                "kind": str,
                "severity": {"error", "warning", "note"},
                "clause": Maybe(str),
                "file": str,
                "line": int,
                "column": int,
                "message": str,
                "mend": str,
                "witness": Maybe({"at": str, "schema": str}),
            }
        ],
    },
    "pact log ukraine_2025_08 --events r.jsonl --entry 'type: report, by: USA, at: 2026-03-02'": {
        "record": str,
        "dry_run": bool,
        "recorded": str,
        "lines": [{"line": int, "told": str, "recorded": str, "by": str, "event": Each(object)}],
        "at": str,
        "changes": [],
        "members": [],
    },
    "pact chain guarantee --attack RUS:UKR": {
        "at": str,
        "attacks": [{"attacker": str, "victim": str, "type": str}],
        "must": [str],
        "may": [str],
        "edges": [EDGE],
        "breaks": {
            "state": str,
            "sets": [[{"kind": {"clause", "finding"}, "pact": str, "name": str, "told": str}]],
            "tried": int,
            "complete": bool,
        },
    },
    "pact chain harbour_pact": {
        "edges": [{**EDGE, "attack": str}],
        "chains": [{"attacker": str, "victim": str, "must": [str], "may": [str]}],
    },
    "pact diff harbour_pact harbour_pact": {
        "old": {"pact": str, "levers": Each(object)},
        "new": {"pact": str, "levers": Each(object)},
        "logs": {"made": int, "given": int, "complete": bool},
        "changes": [],
    },
    "forecast harbour_league --draws 16": {
        "issues": [{"issue": str, "title": str, "kind": {"scale", "options"}, "models": [MODEL]}],
        "moves": [MOVE],
        "exchanges": [TRADE],
        "timeline": [DATED],
        "levers": [LEVER],
        "notes": [],
    },
    "deter harbour_league --draws 16 --design forces=small,automaticity=automatic": {
        "designs": [
            {
                "design": Each(str),
                "attack": between,
                "honour": Each(between),
                "hold": holds,
                "status": statuses,
            }
        ],
        "compiled": [
            {
                "clause": str,
                "article": str,
                "feature": str,
                "title": str,
                "value": str,
                "told": str,
                "lever": Maybe(str),
                "setting": Maybe(str),
                "effect": Maybe(str),
                "parameter": str,
                "formula": str,
                "default": Maybe(str),
                "range": Maybe(str),
                "reason": str,
                "overridden": bool,
                "in_game": bool,
            }
        ],
    },
    "deter harbour_league --draws 16 --design forces=none --select principal --pictures drawn": {
        "designs": [
            {
                "design": Each(str),
                "attack": between,
                "honour": Each(between),
                "hold": holds,
                "status": statuses,
                "selected": {
                    "rule": str,
                    "attack": between,
                    "honour": Each(between),
                    "several": share,
                    "unnamed": share,
                    "places": {"most_attack": share, "between": share, "least_attack": share},
                },
            }
        ],
        "compiled": [dict],
        "pictures": [str],
    },
    "deter harbour_league --draws 16 --design forces=none --export game.efg --types 2": {
        "designs": [dict],
        "compiled": [dict],
        "exported": {
            "file": str,
            "draw": int,
            "draws": int,
            "precision": number,
            "types": int,
            "attack": {"low": share, "high": share},
            "equilibria": int,
        },
    },
    "settle harbour_league --draws 16": {
        "nonempty": share,
        "packages": [
            {
                "package": {"id": str, "title": str, "harbour_tolls": str, "sequence": str},
                "accepted_by": Each(share),
                "needed": [str],
                "feasible": share,
                "hold": holds,
                "value": Each(worths),
            }
        ],
        "binding": Each(share),
    },
    "explore harbour_league --draws 16 --designs 3": {
        "out": str,
        "draws": int,
        "designs": int,
        "recommendation": {"design": Each(str), "rule": str, "why": str},
        "sensitivity": [{"outcome": str, "input": str, "title": str, "correlation": number}],
        "seconds": number,
    },
    "search harbour_league --draws 16 --packages 8": {
        "out": str,
        "draws": int,
        "packages": int,
        "settlements": int,
        "nonempty": share,
        "ranking": [{"design": Each(str), "nonempty": share, "success": share, "regret": share}],
        "recommendation": {"design": Each(str), "label": str, "why": str},
        "seconds": number,
    },
    "stress harbour_league --draws 16 --designs 3": {
        "draws": int,
        "worlds": [{"world": str, "title": str}],
        "designs": [{"design": Each(str), "base": share, "least": share, "stands": int}],
        "untouched": [str],
    },
    "questions harbour_league --draws 16 --designs 3": {
        "draws": int,
        "recommended": {"design": Each(str), "label": str},
        "perfect": {"mean": number, "low": number, "high": number},
        "questions": [{"ask": str, "of": [str], "inputs": [str], "moves": Each(share)}],
        "inputs": [{"input": str, "title": str, "gain": Each(number), "explains": Each(share)}],
    },
    "validate": {
        "checks": [
            {
                "name": str,
                "source": str,
                "expected": number,
                "ours": Maybe(number),
                "tolerance": number,
                "ok": Maybe(bool),
                "skipped": Maybe(str),
            }
        ]
    },
}


def departures(value: Any, shape: Any, path: str = "$") -> list[str]:  # noqa: ANN401 - any JSON
    """Return where a document departs from a shape; keys beyond those of the shape are fine."""
    match shape:
        case type():
            right = isinstance(value, shape) and (shape is bool or not isinstance(value, bool))
        case set():
            right = value in shape
        case Maybe():
            return [] if value is None else departures(value, shape.shape, path)
        case Each():
            pairs = value.items() if isinstance(value, dict) else []
            return [d for key, v in pairs for d in departures(v, shape.shape, f"{path}.{key}")]
        case dict():
            lost = [f"{path} lacks {key}" for key in shape if key not in value]
            kept = [key for key in shape if key in value]
            return lost + [d for k in kept for d in departures(value[k], shape[k], f"{path}.{k}")]
        case list():
            if not isinstance(value, list) or not shape:
                return [] if value == shape else [f"{path} is {value!r}"]
            items = enumerate(value)
            return [d for i, v in items for d in departures(v, shape[0], f"{path}[{i}]")]
        case _:
            right = shape(value)
    return [] if right else [f"{path} is {value!r}"]


@pytest.mark.parametrize("call", SHAPES)
def test_one_document_in_the_stated_shape(foedus_command: Callable[..., Done], call: str) -> None:
    done = foedus_command(call, "--json")
    assert (done.code, done.err) == (0, "")
    assert departures(done.document(), SHAPES[call]) == []


def test_the_departures_are_found() -> None:
    shape = {"a": [int], "b": Maybe(str), "c": Each(share), "d": {"x", "y"}}
    assert departures({"a": [1], "b": None, "c": {"k": 0.5}, "d": "x", "e": 1}, shape) == []
    found = departures({"a": [1, True], "b": 1, "c": {"k": 2}, "d": "z"}, shape)
    assert found == ["$.a[1] is True", "$.b is 1", "$.c.k is 2", "$.d is 'z'"]
    assert departures({}, {"a": int}) == ["$ lacks a"]


def test_the_run_tells_where_everything_is(finished: tuple[Path, Done]) -> None:
    folder, done = finished
    assert (done.code, done.err) == (0, "")
    document = done.document()
    assert departures(document, RUN) == []
    assert document["out"] == str(folder)
    assert (document["draws"], document["seed"]) == (64, 0)
    assert len(document["findings"]) == 3
    assert Path(document["report"]).is_absolute()
    assert Path(document["report"]).read_text("utf-8").startswith("<!DOCTYPE html>")


def test_draws_are_raised_to_a_power_of_two(foedus_command: Callable[..., Done]) -> None:
    done = foedus_command("explore harbour_league --draws 9 --designs 2 --json")
    assert done.document()["draws"] == 16


def test_an_option_has_a_chance_for_each_name(foedus_command: Callable[..., Done]) -> None:
    done = foedus_command("forecast harbour_league --draws 16 --json")
    tolls, sequence = done.document()["issues"]
    assert [tolls["kind"], sequence["kind"]] == ["scale", "options"]
    assert all(number(model["point"]) for model in tolls["models"])
    assert departures(tolls, APART) == []
    (model,) = sequence["models"]
    assert set(model["chances"]) == {"ships_first", "together", "agreement_first"}
    assert abs(sum(model["chances"].values()) - 1) <= SUM
    assert model["point"] == max(model["chances"], key=model["chances"].__getitem__)


def test_one_model_speaks_alone(foedus_command: Callable[..., Done]) -> None:
    done = foedus_command("forecast harbour_league --draws 16 --model compromise --json")
    told = done.document()
    for part in ("issues", "timeline", "levers"):
        assert told[part]
        assert {m["model"] for row in told[part] for m in row["models"]} == {"compromise"}
    assert told["moves"] == []
    shifts = [abs(row["models"][0]["shift"]) for row in told["levers"]]
    assert shifts == sorted(shifts, reverse=True)


def test_the_reference_comes_first_then_one_lever_at_a_time(
    foedus_command: Callable[..., Done],
) -> None:
    done = foedus_command("deter harbour_league --draws 16 --json")
    reference, *others = (row["design"] for row in done.document()["designs"])
    # What the case's reference package, quarter_share, sets.
    assert reference == {
        "automaticity": "each_for_itself",
        "ceiling": "armed_force",
        "forces": "none",
        "duration_years": "10",
        "legal_form": "treaty",
    }
    assert all(sum(d[k] != reference[k] for k in reference) == 1 for d in others)
    assert len(others) == len({tuple(design.items()) for design in others})


def test_validate_reproduces_the_emission_figures(foedus_command: Callable[..., Done]) -> None:
    done = foedus_command("validate", "--json")
    rows = {row["name"]: row for row in done.document()["checks"]}
    # Bueno de Mesquita 1994 as printed in Scholz, Calbert and Smith 2011, table 1.
    assert rows["emission_weighted_median"]["expected"] == 7.0
    assert rows["emission_weighted_mean"]["expected"] == 7.389956
    assert all(row["ok"] is True for row in rows.values() if row["skipped"] is None)
    assert all(row["ok"] is None for row in rows.values() if row["skipped"] is not None)


def test_the_same_seed_says_the_same_and_another_does_not(
    foedus_command: Callable[..., Done],
) -> None:
    call = "settle harbour_league --draws 16 --json --seed"
    first, again, other = (foedus_command(call, seed) for seed in (0, 0, 1))
    assert first.out == again.out
    assert first.out != other.out
