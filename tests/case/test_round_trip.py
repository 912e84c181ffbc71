# SPDX-License-Identifier: Apache-2.0
"""Load, save, load: the same case; save again: the same text; comments and layout stay."""

from __future__ import annotations

import difflib
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedus.case.checks import numbers_in
from foedus.case.folder import builtin_cases, load_case, read_case, save_case
from foedus.case.schema import CaseFile
from foedus.uncertain import UncertainNumber

if TYPE_CHECKING:
    from pathlib import Path

    from foedus.case.folder import CaseFolder

    Plain = dict[str, Any]

SIGNS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
WORDS = st.one_of(
    st.text(st.one_of(SIGNS, st.sampled_from(" \n:#-'\"{}[]")), min_size=1, max_size=30),
    st.sampled_from(["yes", "null", "1e3", "2031-05-06", "a: b # c", "- x", "long words " * 20]),
).filter(str.strip)
SINCE = ("2030-01-01", "2030-02-01", "2031-01-01")


def grounds() -> st.SearchStrategy[Plain]:
    cited = st.just({"cite": ["own"]})
    return st.one_of(st.just({}), WORDS.map(lambda words: {"assume": words}), cited)


@st.composite
def numbers(draw: st.DrawFn, low: float = 0, high: float = 1) -> Plain | float:
    """Draw an uncertain number of any family within bounds."""
    inner = st.floats(low, high)
    ends = sorted(draw(st.tuples(inner, inner)))
    mode = draw(st.floats(*ends))
    shapes = draw(st.tuples(st.floats(0.1, 50), st.floats(0.1, 50)))
    wide = ends if ends[1] - ends[0] > 1e-6 else [low, high]
    families: list[Plain | float] = [
        mode,
        {"value": mode},
        {"low": ends[0], "mode": mode, "high": ends[1]},
        {"uniform": ends},
        {"normal": [wide[0], wide[1] - wide[0]], "within": wide},
        {"beta": shapes, "within": wide},
        {"choice": {repr(wide[0]): 0.25, repr(wide[1]): 0.75}},
    ]
    number = draw(st.sampled_from(families))
    return {**number, **draw(grounds())} if isinstance(number, dict) else number


@st.composite
def issues(draw: st.DrawFn, name: str) -> Plain:
    """Draw a scale with points, or options with a ranking, a table or neither."""
    names = [f"{name}_{n}" for n in range(draw(st.integers(2, 4)))]
    plain: Plain = {"id": name, "title": draw(WORDS), "question": draw(WORDS)}
    if draw(st.booleans()):
        places = sorted(
            draw(st.sets(st.integers(0, 100), min_size=len(names), max_size=len(names)))
        )
        points = zip(names, places, strict=True)
        plain["points"] = [{"id": n, "at": place, "title": draw(WORDS)} for n, place in points]
        plain["fallback"] = draw(st.one_of(st.floats(0, 100), st.sampled_from(names)))
        return plain
    plain["options"] = [{"id": n, "title": draw(WORDS)} for n in names]
    plain["fallback"] = draw(st.sampled_from(names))
    form = draw(st.sampled_from(["ranking", "distance", ""]))
    if form == "ranking":
        plain["ranking"] = draw(st.permutations(names))
    elif form == "distance":
        far = draw(st.floats(0, 1))
        plain["distance"] = {names[0]: {names[1]: far}, names[1]: {names[0]: far}}
    return plain


@st.composite
def positions(draw: st.DrawFn, actor: str, issue: Plain) -> list[Plain]:
    """Draw one to three dated positions; a later one may rest on hearsay alone."""
    names = [part["id"] for part in issue.get("points", issue.get("options", []))]
    chosen = st.sampled_from(names).map(lambda name: {"choice": {name: 1}})
    scale = "points" in issue
    run: list[Plain] = []
    for since in SINCE[: draw(st.integers(1, 3))]:
        ideal = draw(st.one_of(chosen, numbers(0, 100)) if scale else chosen)
        plain = {"actor": actor, "issue": issue["id"], "since": since, "ideal": ideal}
        if not run or draw(st.booleans()):
            plain["salience"] = draw(numbers())
        if draw(st.booleans()):
            plain["capability"] = draw(numbers(0, 50))
        if draw(st.booleans()):
            line = {"excludes": draw(st.lists(st.sampled_from(names), min_size=1, max_size=2))}
            bound = {"at_least": draw(numbers(0, 40)), "at_most": draw(numbers(60, 100))}
            plain["red_line"] = {
                **(bound if scale and draw(st.booleans()) else line),
                "assume": "a",
            }
        plain |= {"cite": ["told"]} if run and draw(st.booleans()) else {"assume": draw(WORDS)}
        run.append(plain)
    return run


@st.composite
def cases(draw: st.DrawFn, small: Plain) -> CaseFile:
    """Draw a case that checks find nothing wrong with, but numbers without a ground."""
    chosen = [draw(issues(f"issue{n}")) for n in range(draw(st.integers(1, 3)))]
    actors = [dict(actor) for actor in small["actors"]]
    for actor in actors:
        actor |= {"title": draw(WORDS), "discount": draw(numbers(0.1, 0.9))}
        actor["aliases"] = draw(st.lists(WORDS, max_size=2))
    held = [
        position
        for number, actor in enumerate(actors)
        for issue in chosen[: draw(st.integers(1, 3)) if number else None]
        for position in draw(positions(actor["id"], issue))
    ]
    packages = [
        {"id": package["id"], "title": draw(WORDS), "settles": settles}
        for package in small["packages"]
        for settles in [
            {
                issue["id"]: draw(
                    st.sampled_from([p["id"] for p in issue.get("points", issue.get("options"))])
                )
                for issue in chosen
            }
        ]
    ]
    plain = {**small, "actors": actors, "issues": chosen, "positions": held, "packages": packages}
    plain["question"], plain["note"] = draw(WORDS), draw(st.one_of(st.none(), WORDS))
    plain["credence"] = {"hearsay": draw(numbers())}
    plain["war"] = {**small["war"], "base": draw(numbers(-2, 2)), "erosion": draw(numbers())}
    plain["questions"] = [{"ask": draw(WORDS), "of": ["east"], "cite": ["own"]}]
    if draw(st.booleans()):
        plain["overrides"] = {"arms_help": {"value": 1, "assume": draw(WORDS)}}
    return CaseFile.model_validate(plain)


@settings(max_examples=15)
@given(data=st.data())
def test_any_case_is_saved_and_loaded_the_same(
    small: Plain, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    record = data.draw(cases(small))
    folder = tmp_path_factory.getbasetemp() / "case"
    shutil.rmtree(folder, ignore_errors=True)
    path = save_case(record, folder)
    first = path.read_bytes()
    case, problems = read_case(folder)
    assert case is not None, problems
    assert case.record == record
    save_case(case.record, folder)
    assert path.read_bytes() == first
    shutil.rmtree(folder)
    save_case(case.record, folder)
    assert path.read_bytes() == first


@pytest.fixture(params=["harbour_league", "ukraine_2025_08"])
def copied(request: pytest.FixtureRequest, tmp_path: Path) -> CaseFolder:
    """Give a built-in case in a folder of its own."""
    return load_case(shutil.copytree(builtin_cases()[request.param], tmp_path / request.param))


@pytest.fixture
def invented(harbour: Path, tmp_path: Path) -> CaseFolder:
    """Give the smaller built-in case in a folder of its own."""
    return load_case(shutil.copytree(harbour, tmp_path / "harbour_league"))


def lines_changed(before: str, after: str) -> list[tuple[str, str]]:
    """Return changed lines as they were and as they are; fails where lines came or went."""
    old, new = before.splitlines(), after.splitlines()
    assert len(old) == len(new), "\n".join(difflib.unified_diff(old, new, lineterm=""))
    return [(was, now) for was, now in zip(old, new, strict=True) if was != now]


def test_saving_what_was_loaded_changes_nothing(copied: CaseFolder) -> None:
    path = copied.folder / "case.yaml"
    before = path.read_bytes()
    save_case(copied.record, copied.folder)
    assert path.read_bytes() == before


def test_one_number_changes_its_own_lines_alone(copied: CaseFolder) -> None:
    path = copied.folder / "case.yaml"
    before = path.read_text("utf-8")
    number = UncertainNumber(low=1, mode=2, high=3.5, assume="It's told: more, or less # so")
    first = copied.record.actors[0].model_copy(update={"capability": number})
    record = copied.record.model_copy(update={"actors": (first, *copied.record.actors[1:])})
    save_case(record, copied.folder)
    changed = lines_changed(before, path.read_text("utf-8"))
    keys = ("low:", "mode:", "high:", "assume:")
    assert all(any(key in was for key in keys) for was, _ in changed)
    assert len(changed) == {"harbour_league": 1, "ukraine_2025_08": 2}[record.id]
    assert load_case(copied.folder).record == record


@pytest.mark.parametrize("part", ["actors", "war", "positions"])
def test_any_number_may_change_and_every_comment_stays(invented: CaseFolder, part: str) -> None:
    path = invented.folder / "case.yaml"
    before = path.read_text("utf-8")
    comments = [line for line in before.splitlines() if line.lstrip().startswith("#")]
    steps, number = next(iter(numbers_in(getattr(invented.record, part), ())))
    value = number.span[0] + (number.span[1] - number.span[0]) / 3
    kept = {"cite": number.cite} if number.cite else {"assume": "Judged anew."}
    new = UncertainNumber(value=value, **kept)
    record = replaced(invented.record, (part, *steps), new)
    save_case(record, invented.folder)
    after = path.read_text("utf-8")
    assert [line for line in after.splitlines() if line.lstrip().startswith("#")] == comments
    assert load_case(invented.folder).record == record


def replaced(record: Any, steps: tuple[str | int, ...], new: UncertainNumber) -> Any:  # noqa: ANN401
    """Return a record with one number deep inside it replaced."""
    if not steps:
        return new
    step, rest = steps[0], steps[1:]
    if isinstance(step, int):
        return (*record[:step], replaced(record[step], rest, new), *record[step + 1 :])
    return record.model_copy(update={step: replaced(getattr(record, step), rest, new)})


def test_a_position_that_is_added_leaves_every_comment(invented: CaseFolder) -> None:
    path = invented.folder / "case.yaml"
    before = path.read_text("utf-8")
    last = invented.record.positions[-1]
    later = last.model_copy(update={"since": invented.record.as_of.replace(year=2040)})
    record = invented.record.model_copy(update={"positions": (*invented.record.positions, later)})
    save_case(record, invented.folder)
    after = path.read_text("utf-8").splitlines()
    comments = [line for line in before.splitlines() if line.lstrip().startswith("#")]
    assert [line for line in comments if line not in after] == []
    assert load_case(invented.folder).record == record
