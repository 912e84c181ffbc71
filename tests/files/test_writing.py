# SPDX-License-Identifier: Apache-2.0
"""What is written is read back the same; comments stay; a stop half-way leaves the old file."""

from __future__ import annotations

import stat
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from foedus.errors import InputError
from foedus.yamlfile import read_document, write_document

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Tree = dict[str, Any]

COMMENTED = """\
# at the top
title: A   # after a value

list:
  # before the first
  - {id: one, size: 1} # after the first
  # before the second
  - id: two
    size: 2 # inside the second
# before the end

end: [1, 2]
"""


def changed(path: Path, change: Callable[[Tree], object]) -> str:
    """Read a file, change its values, write it, and check that the values arrive."""
    tree = read_document(path)[0].tree
    change(tree)
    write_document(path, tree)
    document, problems = read_document(path)
    assert (document.tree, problems) == (tree, [])
    return path.read_text("utf-8")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "x.yaml"
    path.write_text(COMMENTED, "utf-8")
    return path


def test_one_changed_number_changes_one_line(path: Path) -> None:
    text = changed(path, lambda tree: tree["list"][1].update(size=7))
    assert text == COMMENTED.replace("size: 2 #", "size: 7 #")


def test_nothing_changed_changes_no_line(path: Path) -> None:
    assert changed(path, lambda _: None) == COMMENTED


def test_a_value_of_another_kind_takes_its_place(path: Path) -> None:
    new = {"low": 1, "choice": {"a, b": 0.5}, "why": "it's: #1"}
    text = changed(path, lambda tree: tree.update(title=new))
    assert len(text.splitlines()) == len(COMMENTED.splitlines())
    assert text.splitlines()[1].endswith("   # after a value")


def test_text_of_several_lines_takes_its_place(path: Path) -> None:
    text = changed(path, lambda tree: tree.update(title="one\n\n two\n"))
    assert "# before the end" in text


def test_a_value_inside_a_long_flow_changes_alone(path: Path) -> None:
    flow = "a: {b: 1, # why\n    c: [1,\n  2], d: 'x'} # end\n"
    path.write_text(flow, "utf-8")
    assert changed(path, lambda tree: tree["a"].update(d="y")) == flow.replace("'x'", "y")


def test_a_new_item_leaves_the_comments_where_they_were(path: Path) -> None:
    text = changed(path, lambda tree: tree["list"].insert(1, {"id": "new", "size": 3}))
    for comment in [line for line in COMMENTED.splitlines() if "#" in line]:
        assert comment in text


def test_items_with_ids_keep_their_comments_in_another_order(path: Path) -> None:
    text = changed(path, lambda tree: tree["list"].reverse())
    assert "size: 2 # inside the second" in text


def test_an_item_taken_out_leaves_the_others(path: Path) -> None:
    text = changed(path, lambda tree: tree["list"].pop(0))
    assert "# at the top" in text
    assert "size: 2 # inside the second\n# before the end" in text


def test_a_changed_alias_leaves_its_anchor_alone(path: Path) -> None:
    path.write_text("a: &x {low: 1, high: 2} # c\nb: *x\nc: *x\n", "utf-8")
    text = changed(path, lambda tree: tree.update(b={"low": 9, "high": 10}))
    assert "a: {low: 1, high: 2}" in text


def test_line_ends_stay(path: Path) -> None:
    path.write_bytes(COMMENTED.replace("\n", "\r\n").encode())
    changed(path, lambda tree: tree.update(title="B"))
    expected = COMMENTED.replace("title: A ", "title: B ").replace("\n", "\r\n")
    assert path.read_bytes() == expected.encode()


def test_the_rights_of_a_file_stay(path: Path) -> None:
    path.chmod(0o640)
    changed(path, lambda tree: tree.update(title="B"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_new_file_has_the_rights_of_any_new_file(path: Path) -> None:
    (path.parent / "usual").touch()
    write_document(path.parent / "y.yaml", {"a": 1})
    modes = {(path.parent / name).stat().st_mode for name in ("usual", "y.yaml")}
    assert len(modes) == 1


def test_a_link_stays_a_link(path: Path) -> None:
    link = path.parent / "link.yaml"
    link.symlink_to(path)
    changed(link, lambda tree: tree.update(title="B"))
    assert link.is_symlink()
    assert "title: B" in path.read_text("utf-8")


def test_a_file_that_cannot_be_read_is_left_alone(path: Path) -> None:
    path.write_text("a: [1\n# mine\n", "utf-8")
    with pytest.raises(InputError, match="is not valid YAML"):
        write_document(path, {"a": 1})
    assert path.read_text("utf-8") == "a: [1\n# mine\n"


@pytest.mark.parametrize("point", ["ruamel.yaml.YAML.dump", "os.fsync", "pathlib.Path.replace"])
@pytest.mark.parametrize("stop", [KeyboardInterrupt, OSError])
def test_a_stop_leaves_the_old_file_and_nothing_else(
    path: Path, monkeypatch: pytest.MonkeyPatch, point: str, stop: type[BaseException]
) -> None:
    def fail(*given: object) -> None:
        if isinstance(given[-1], StringIO):
            given[-1].write("half of it")
        raise stop

    monkeypatch.setattr(point, fail)
    with pytest.raises(stop):
        write_document(path, {"title": "B"})
    assert path.read_text("utf-8") == COMMENTED
    assert [entry.name for entry in path.parent.iterdir()] == ["x.yaml"]


SIGNS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
TEXT = st.one_of(
    st.text(st.one_of(SIGNS, st.sampled_from("\n \t:#-'\"")), max_size=12),
    st.sampled_from(["yes", "null", "~", "1e3", "0x1F", "2031-05-06", "- a", "=", "<<", "*a", "'"]),
    st.integers(1, 30).map(lambda size: "long words " * size),
)
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**15), 10**15),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(),
    TEXT,
)
KEYS = TEXT.filter(lambda key: key != "<<")
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=8,
)
TREES = st.dictionaries(KEYS, VALUES, min_size=1, max_size=4)


@settings(max_examples=60)
@given(TREES)
@example({"a": {"b": ["\n", " x", "x ", "#", "\t"]}})
@example({"a": [{"id": "x", "b": 1e-300}, [[]], {}, [{}]]})
def test_any_values_are_read_back_the_same(
    tmp_path_factory: pytest.TempPathFactory, tree: Tree
) -> None:
    path = tmp_path_factory.getbasetemp() / "new.yaml"
    path.unlink(missing_ok=True)
    write_document(path, tree)
    document, problems = read_document(path)
    assert (document.tree, problems) == (tree, [])


@settings(max_examples=40)
@given(TREES, TREES)
def test_any_values_replace_any_others(
    tmp_path_factory: pytest.TempPathFactory, old: Tree, new: Tree
) -> None:
    path = tmp_path_factory.getbasetemp() / "old.yaml"
    stream = StringIO()
    YAML().dump(old, stream)
    path.write_text(f"# a comment\n{stream.getvalue()}", "utf-8", newline="")
    write_document(path, new)
    first = path.read_bytes()
    assert read_document(path)[0].tree == new
    write_document(path, new)
    assert path.read_bytes() == first
