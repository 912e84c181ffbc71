# SPDX-License-Identifier: Apache-2.0
"""The page of every key: it is what the program says, and each of its examples can be used."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import pytest
from pydantic import TypeAdapter

from foedus.pacts import Event, load_events, load_pact, read_events
from foedus.pacts.casus import CasusFile, casus_log, library_pact, work_out
from foedus.pacts.clauses import Who
from foedus.pacts.reference import (
    EXAMPLES,
    KINDS,
    examples,
    examples_of,
    key_of,
    lines,
    places,
)
from foedus.pacts.scene import Names
from foedus.pacts.taxonomy import EVENT_TYPES
from foedus.pacts.voting import Rule
from foedus.records import build
from foedus.yamlfile import Document, read_document, read_text

if TYPE_CHECKING:
    from pydantic import BaseModel

    from foedus.problems import Problem

PAGE = Path(__file__).resolve().parents[2] / "docs" / "pact_reference.md"


def read(text: str) -> Any:  # noqa: ANN401 - whatever the text holds
    document, problems = read_text(text, "example")
    assert not problems
    return document.tree


def every_model() -> dict[str, type[BaseModel]]:
    """Return the models of the page by their names."""
    tops = [top for kind in KINDS for top in kind.heads.values()]
    inner = [model for top in tops for model in places(top)]
    return {model.__name__: model for model in (*tops, *inner)}


MODELS = every_model()
FIELDS = [
    (model, key_of(name, info))
    for model in MODELS.values()
    for name, info in model.model_fields.items()
]
ONE = pytest.mark.parametrize(
    ("model", "key"), FIELDS, ids=[f"{model.__name__}.{key}" for model, key in FIELDS]
)

CLAUSE = "id: c, art: '1', summary: Help."
EVENT = "id: e, at: 2032-05-10, type"
# The smallest records in which a key has its place, where those with nothing but the required
# keys, as exemplified, are none or have no place for it.
SMALLEST = {
    "EntryIntoForce": ["{date: 2032-01-01}"],
    "Duration": ["{kind: fixed, years: 10}"],
    "OnlyIf": ["{lever: forces, is: [small]}"],
    "Trigger": ["{event: attack}"],
    "Duty": ["{modality: obligation, bearer: CAL, action: perform, conduct: open_harbour}"],
    "Clause": [
        f"{{{CLAUSE}, when: {{holds: attack}}, effect: {{kind: exclude, clauses: d}}}}",
        f"{{{CLAUSE}, trigger: {{event: attack}}}}",
    ],
    "Effect": [
        "{kind: suspend, clauses: d, effective: ex_nunc}",
        "{kind: restrict, clauses: d, ceiling: consult_only}",
    ],
    "Event": [
        f"{{{EVENT}: blockade, attacker: BOR, victim: AMK}}",
        f"{{{EVENT}: consultation, by: CAL}}",
        f"{{{EVENT}: contribution, by: CAL, toward: AMK, kind: training}}",
        f"{{{EVENT}: decision, by: HC}}",
        f"{{{EVENT}: pledge, by: CAL, toward: AMK, pact: p, amount: 1, unit: boats}}",
        f"{{{EVENT}: ratification, by: CAL, pact: p}}",
    ],
    "Line": ["{recorded: 2032-05-12, by: the desk, event: {id: e}}"],
}


def check(model: type[BaseModel], tree: object) -> list[Problem]:
    record, problems = build(Document("example", tree), model)
    assert (record is None) == bool(problems)
    return problems


def smallest(model: type[BaseModel]) -> list[dict[str, Any]]:
    """Return records of a model with what is required, and nothing at all."""
    given = examples_of(model)
    required: dict[str, Any] = {}
    for name, info in model.model_fields.items():
        if info.is_required():
            required |= read(given[key_of(name, info)])
    return [required, *map(read, SMALLEST.get(model.__name__, ()))]


def test_the_page_is_what_the_module_prints() -> None:
    call = [sys.executable, "-m", "foedus.pacts.reference"]
    told = subprocess.run(call, capture_output=True, check=True, encoding="utf-8").stdout
    assert told == PAGE.read_text("utf-8"), "write it anew: python -m foedus.pacts.reference"


@ONE
def test_every_key_says_what_it_is_and_has_an_example(model: type[BaseModel], key: str) -> None:
    said = {key_of(name, info): info.description for name, info in model.model_fields.items()}
    assert said[key]
    line = examples_of(model)[key]
    assert list(read(line)) == [key]
    assert line in PAGE.read_text("utf-8")


def test_every_model_says_what_it_is() -> None:
    assert all(model.__dict__.get("__doc__") for model in MODELS.values())


def test_every_example_is_one_of_a_key() -> None:
    bases = {each.__name__: each for model in MODELS.values() for each in model.__mro__}
    for name, block in examples()["models"].items():
        keys = {key_of(field, info) for field, info in bases[name].model_fields.items()}
        assert lines(block).keys() <= keys, name


@ONE
def test_every_example_fits_and_a_wrong_type_in_its_place_does_not(
    model: type[BaseModel], key: str
) -> None:
    example = read(examples_of(model)[key])
    fitting = [base for base in smallest(model) if not check(model, {**base, **example})]
    assert fitting, check(model, {**smallest(model)[0], **example})
    for base in fitting:
        # A list that holds an empty list is a value of no key.
        problems = check(model, {**base, key: [[]]})
        assert any(key in problem.path or key in problem.message for problem in problems)


@pytest.mark.parametrize("name", sorted(SMALLEST))
def test_the_smallest_records_are_records(name: str) -> None:
    given = [read(text) for text in SMALLEST[name]]
    assert not [problem for tree in given for problem in check(MODELS[name], tree)]


def test_the_complete_pact_and_log_load_and_say_who_owes_what() -> None:
    pact = load_pact(EXAMPLES / "pact.yaml")
    log = load_events(EXAMPLES / "events.yaml", [pact])

    def due(day: str) -> dict[str, tuple[str, str | None]]:
        duties = pact.evaluate(log, at=day).duties
        return {d.clause: (d.status, d.due and d.due.isoformat()) for d in duties}

    # Asked on 10 May, held on the 11th, due on the 12th; found to be an attack on 12 May, two
    # votes to one, and help is due ten days later.
    assert due("2032-05-20") == {
        "consult": ("performed", "2032-05-12"),
        "defend": ("owed", "2032-05-22"),
    }
    assert due("2032-05-23")["defend"] == ("breached", "2032-05-22")


def test_the_complete_record_loads_and_keeps_what_it_corrects() -> None:
    pact = load_pact(EXAMPLES / "pact.yaml")
    log, problems = read_events(EXAMPLES / "record.jsonl", [pact])
    assert log is not None
    assert not problems

    def blockade(known: str) -> list[str]:
        day = read(f"day: {known}")["day"]
        return [e.at.isoformat() for e in log.seen(day, day).events if e.type == "blockade"]

    assert blockade("2032-05-10") == ["2032-05-09"]
    assert blockade("2032-05-12") == ["2032-05-10"]
    (defend,) = [d for d in pact.evaluate(log, at="2032-05-20").duties if d.clause == "defend"]
    assert (defend.status, str(defend.due)) == ("owed", "2032-05-22")


@pytest.mark.parametrize("source", ["complete", "keys"])
def test_the_historical_case_names_a_pact_and_a_log_of_the_library(source: str) -> None:
    if source == "complete":
        document, problems = read_document(EXAMPLES / "casus.yaml")
        assert not problems
    else:
        document = Document("example", read(examples()["models"]["CasusFile"]))
    record, problems = build(document, CasusFile)
    assert not problems
    assert record is not None
    pact = library_pact(record.pact)
    log, _ = casus_log(record.log or record.casus, pact)
    assert work_out(record, pact, log).agrees
    assert {*record.clauses} <= {clause.id for clause in pact.text.clauses}


def test_the_examples_take_no_side_in_a_living_dispute() -> None:
    """Codes are those of the invented harbour league; the one treaty of the past is long past."""
    invented = {"AMK", "CAL", "BOR", "DUN", "HC", "MIL"}
    files = [EXAMPLES / name for name in ("pact.yaml", "events.yaml", "record.jsonl")]
    given = examples()
    blocks = [block for name, block in given["models"].items() if name != "CasusFile"]
    text = "\n".join([given["events"], *given["who"], *blocks, *(f.read_text() for f in files)])
    assert set(re.findall(r"\b[A-Z]{2,3}\b", text)) - {"VII"} <= invented
    years = [int(year) for year in re.findall(r"\b(\d{4})-\d\d-\d\d", text)]
    assert min(years) > 2030
    for case in (
        read(given["models"]["CasusFile"]),
        read_document(EXAMPLES / "casus.yaml")[0].tree,
    ):
        assert case["as_of"].year < 1920


def test_every_type_of_event_has_an_example_with_what_it_must_have() -> None:
    given = {name: read(line)[name] for name, line in lines(examples()["events"]).items()}
    assert list(given) == list(EVENT_TYPES)
    for name, event in given.items():
        assert event["type"] == name
        assert not check(Event, event), name
        for key in EVENT_TYPES[name].needs:
            assert check(Event, {k: v for k, v in event.items() if k != key}), (name, key)
    bare = {"id": "e", "type": "decision", "at": "2032-05-14"}
    assert [problem.message for problem in check(Event, bare)] == [
        "is a decision; say by which body, or by vote on which clause of which pact"
    ]


def test_every_decision_rule_is_there_as_it_is_written() -> None:
    kinds = [Rule.model_validate(written).kind for written in examples()["rules"]]
    assert kinds == list(get_args(Rule.model_fields["kind"].annotation))


def test_every_party_reference_means_whom_the_page_says() -> None:
    pact = load_pact(EXAMPLES / "pact.yaml")
    groups = {
        "blocs": {"coast": ("AMK", "CAL")},
        "others": {"BOR": "Borsia", "MIL": {"name": "the militia", "state": False}},
        "roles": {"guarantors": ("CAL", "BOR")},
    }
    given = pact.text.model_dump(by_alias=True, exclude_unset=True)
    text = type(pact.text).model_validate({**given, **groups})
    attack = Event.model_validate(read(f"{{{EVENT}: attack, attacker: BOR, victim: AMK}}"))
    names, everyone = Names(text, {}), ("AMK", "CAL", "BOR", "MIL")

    def meant(reference: str) -> list[str]:
        items = TypeAdapter(Who).validate_python(read(f"who: {reference}")["who"])
        return [code for code in (*everyone, "HC") if names.includes(items, code, attack)]

    means = {
        "AMK": ["AMK"],
        "parties": ["AMK", "CAL"],
        "states": ["AMK", "CAL", "BOR"],
        "blocs.coast": ["AMK", "CAL"],
        "roles.guarantors": ["CAL", "BOR"],
        "HC": ["HC"],
        "victim": ["AMK"],
        "attacker": ["BOR"],
        "[roles.guarantors, not attacker]": ["CAL"],
        "not parties": ["BOR", "MIL", "HC"],
    }
    # The performer of another clause and a body's neutral members are meant in one place alone.
    assert means.keys() | {"performer", "neutral"} == examples()["who"].keys()
    assert {reference: meant(reference) for reference in means} == means
