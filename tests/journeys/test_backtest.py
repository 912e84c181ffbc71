# SPDX-License-Identifier: Apache-2.0
"""`foedus backtest`: tables of issues that were decided, as a stranger brings them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from foedus.bargaining.backtest import backtest
from foedus.bargaining.issues import issues_of
from foedus.errors import FoedusError
from foedus.history.bargaining_tables import read_outcomes, read_positions

from .test_json import departures, number, share

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .conftest import Done

HEADER = "issue,actor,position,salience,power\n"
POSITIONS = HEADER + (
    "tax,north,0,0.5,1\ntax,south,100,1,1\nsea,north,20,0.2,1\nsea,east,60,0.9,2\n"
    "oil,south,10,1,1\noil,east,90,0.3,2\noil,west,50,0.6,1\n"
)
ISSUES = "issue,proposal,reference_point,outcome\ntax,p,0,80\nsea,q,,60\noil,q,90,50\n"
OTHERS = HEADER + "fish,north,0,1,1\nfish,far,40,1,1\nwood,far,10,1,3\nwood,near,90,1,1\n"
OTHER_ISSUES = "issue,outcome\nfish,40\nwood,30\n"
FILES = {"p.csv": POSITIONS, "i.csv": ISSUES, "tp.csv": OTHERS, "ti.csv": OTHER_ISSUES}
DIFFERENCE = {"difference": number, "low": number, "high": number}
MODEL = {
    "model": str,
    "title": str,
    "n": int,
    "mae": number,
    "rmse": number,
    "within10": share,
    "crps": number,
    "log_score": number,
    "coverage": {"0.5": share, "0.8": share, "0.95": share},
    "pit": [number],
}
SHAPE: dict[str, Any] = {
    "n": int,
    "blocks": int,
    "fitted_to": {"other_blocks", "training_table", "default_weights"},
    "models": [MODEL],
    "paired": [{"model": str, "against": str, "crps": DIFFERENCE, "mae": DIFFERENCE}],
    "notes": [str],
}


@pytest.fixture
def score(foedus_command: Callable[..., Done], tmp_path: Path) -> Callable[..., Done]:
    """Give a function that scores models on the tables above, or on those given."""

    def run(*options: object, call: str = "backtest p.csv i.csv", **texts: str) -> Done:
        for name, text in (FILES | {f"{key}.csv": text for key, text in texts.items()}).items():
            (tmp_path / name).write_text(text, "utf-8")
        return foedus_command(call, *options)

    return run


def test_the_document_has_the_stated_shape(score: Callable[..., Done]) -> None:
    done = score("--json")
    assert (done.code, done.err) == (0, "")
    document = done.document()
    assert departures(document, SHAPE) == []
    assert (document["n"], document["blocks"], document["fitted_to"]) == (3, 2, "other_blocks")
    assert "plot" not in document


def test_people_get_a_table(score: Callable[..., Done]) -> None:
    done = score()
    assert (done.code, done.err) == (0, "")
    assert "3 issues in 2 blocks; the ensemble is fitted to other blocks" in done.out
    for words in ("ensemble", "nash_linear", "compromise_dressed", "CRPS of", "in 95%"):
        assert words in done.out


def test_training_tables_and_one_issue(score: Callable[..., Done]) -> None:
    one = {"p": HEADER + "tax,north,5,1,1\n", "i": "issue,outcome\ntax,5\n"}
    alone = score(**one)
    assert "1 issue in 1 block; the ensemble has its default weights" in alone.out
    trained = score("--train", "tp.csv", "ti.csv", **one)
    assert trained.code == 0
    assert "Training table: 2 of 2 issues are learnt from." in trained.out
    assert "the ensemble is fitted to the training table" in trained.out


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_the_plot_is_written_whole(score: Callable[..., Done], tmp_path: Path, kind: str) -> None:
    done = score("--plot", f"c.{kind}", "--json")
    assert (done.code, done.err) == (0, "")
    assert done.document()["plot"] == f"c.{kind}"
    head = {"svg": b"<svg", "png": b"\x89PNG"}[kind]
    assert (tmp_path / f"c.{kind}").read_bytes().startswith(head)
    assert {path.name for path in tmp_path.iterdir()} == {*FILES, f"c.{kind}"}


WRONG: dict[str, tuple[int, str]] = {
    "p.csv": (2, "ISSUES is missing. See: foedus backtest --help"),
    "p.csv i.csv --train tp.csv": (2, "--train lacks a value"),
    "p.csv i.csv --train tp.csv tp.csv": (1, "tp.csv:1:1: lacks the column 'outcome'"),
    "p.csv i.csv --train p.csv i.csv": (2, "give a training table with others"),
    "p.csv ti.csv": (2, "3 issues have no outcome, the first is 'tax'"),
    "p.csv nowhere.csv": (1, "nowhere.csv:0:0: cannot be read (No such file"),
    "p.csv .": (1, ".:0:0: cannot be read (Is a directory"),
    "p.csv i.csv --block propsal": (2, "no column 'propsal'; allowed: issue, proposal"),
    "p.csv i.csv --seed=-1": (2, "the seed is -1"),
    "p.csv i.csv --plot c.pdf": (2, "--plot is 'c.pdf'; give a file that ends in .svg or .png"),
    "p.csv i.csv --plot no/c.svg": (2, "cannot write 'no/c.svg'; give a file in a folder"),
    "p.csv percent.csv": (
        1,
        "percent.csv:3:5: outcome: is '1e13'; must be a number from -1e+12 to 1e+12",
    ),
    "twice.csv i.csv": (1, "twice.csv:1:1: has the column 'power' twice; give it once"),
    "high.csv ti.csv": (1, "high.csv:2:12: salience: is '101'; must be a share up to 1"),
}


@pytest.mark.parametrize("call", WRONG)
def test_what_is_wrong_is_said_in_a_line(score: Callable[..., Done], call: str) -> None:
    code, words = WRONG[call]
    done = score(
        call=f"backtest {call}",
        percent="issue,outcome\ntax,1\nsea,1e13\n",
        twice="issue,actor,position,salience,power,power\n",
        high=HEADER + "fish,far,1,101,1\n",
    )
    assert (done.code, done.out) == (code, "")
    assert words in done.said()


CELLS = st.sampled_from(["0", "1", "50", "100", "1e12", "-1e12", "1e-300", "0.3", "x", ""])
NAMES = st.sampled_from(["a", "b", "c", '"d', ""])
ROWS = st.lists(st.tuples(NAMES, NAMES, CELLS, CELLS, CELLS).map(",".join), max_size=6)
DECIDED = st.lists(st.tuples(NAMES, CELLS, NAMES, CELLS).map(",".join), max_size=6)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, decided=DECIDED)
@example(rows=["a,a,1e12,1,1", "a,b,-1e12,0,0"], decided=["a,1e-300,b,1"])
@example(rows=["a,a,1,1,1e12", "b,a,1,1e-300,1e-300"], decided=["a,1,b,1e12", "b,-1e12,c,x"])
@example(rows=["a,a,0,0,0", "b,a,0,0,0"], decided=["a,0,a,0", "b,0,b,0"])
@example(rows=["a,a,0,100,1", "a,b,50,1,1"], decided=["a,50,a,50"])
def test_any_tables_are_scored_or_refused(
    tmp_path: Path, rows: list[str], decided: list[str]
) -> None:
    positions, outcomes = tmp_path / "p.csv", tmp_path / "i.csv"
    positions.write_text(HEADER + "\n".join(rows), "utf-8")
    outcomes.write_text("issue,outcome,proposal,reference_point\n" + "\n".join(decided), "utf-8")
    try:
        issues, notes = issues_of(read_positions(positions), read_outcomes(outcomes))
        answer = backtest(issues)
    except FoedusError:
        return
    assert departures({**answer, "notes": notes}, SHAPE) == []
