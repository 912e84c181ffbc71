# SPDX-License-Identifier: Apache-2.0
"""The report of a run as one HTML page that opens from disk, needs no network and no script."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from foedus._version import __version__
from foedus.case.evidence import GRADES
from foedus.case.folder import builtin_cases
from foedus.report.dynamics import levers_figure, rounds_figures, timeline_figure
from foedus.report.findings import find
from foedus.report.forecasts import forecast_views
from foedus.report.grounds import (
    assumption_groups,
    evidence_view,
    grounds_in_numbers,
    question_views,
    sensitivity_figure,
)
from foedus.report.holding import holding_view
from foedus.report.mechanism import mechanism_view
from foedus.report.packages import settlement_view
from foedus.report.positions import issue_views
from foedus.report.statements import grade_words, open_words, quotation, tensions
from foedus.report.words import SAMPLINGS, count, day

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2 import Template
    from numpy.typing import NDArray

    from foedus.case.folder import CaseFolder
    from foedus.case.schema import Source
    from foedus.ensemble.plan import Plan


def build_report(
    plan: Plan, arrays: Mapping[str, NDArray[Any]], results: dict[str, Any], *, stamp: str
) -> str:
    """Return a run's report as one self-contained HTML page.

    Parameters
    ----------
    plan : Plan
        What was computed.
    arrays : dict of ndarray
        Every stored array of the run by name, draw axis first.
    results : dict
        What `foedus.ensemble.results.summarise_run` returns.
    stamp : str
        When and by what the page was made; the only part that differs between two reports of
        the same run.

    Returns
    -------
    str
        HTML.
    """
    case = plan.case
    context = {
        "case": case.record,
        "day": day(case.record.as_of),
        "draws": count(plan.draws),
        "finding": find(case, results),
        "mechanism": mechanism_view(case, plan.designs[0]),
        "reference": case.packages[case.record.reference].title,
        "issues": issue_views(case, arrays),
        "forecasts": forecast_views(case, results),
        "rounds": rounds_figures(case, results["forecast"]),
        "timeline": timeline_figure(case, results["forecast"]),
        "levers": levers_figure(case, results["forecast"]),
        "settlement": settlement_view(case, results),
        "holding": holding_view(case, results),
        "moves": sensitivity_figure(results),
        "evidence": evidence_view(case, results),
        "questions": question_views(case),
        "open_words": open_words(case),
        "assumptions": assumption_groups(case),
        "grounds": grounds_in_numbers(case),
        "tensions": tensions(case),
        "statements": [quotation(case, statement) for statement in case.record.statements],
        "sources": [_source(source) for source in case.record.sources],
        "grades": [(grade_words(grade), means) for grade, means in GRADES.items()],
        "repeat": _repeat(plan),
        "css": Markup(page_text("report.css")),  # noqa: S704 - our own file
        "stamp": stamp,
    }
    return page_template("report.html.j2").render(context)


def page_text(name: str) -> str:
    """Return a file of the report's templates."""
    folder = resources.files("foedus.report") / "templates"
    return (folder / name).read_text(encoding="utf-8")


def page_template(name: str) -> Template:
    """Return a template of a page, which escapes what is put into it."""
    environment = Environment(
        loader=PackageLoader("foedus.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)


def _source(source: Source) -> dict[str, str]:
    return {
        "title": source.title,
        "kind": source.kind.replace("_", " "),
        "day": day(source.date),
        "sha256": source.sha256 or "",
        "note": source.note or "",
    }


def _repeat(plan: Plan) -> dict[str, str]:
    case: CaseFolder = plan.case
    identity = plan.identity()
    name = case.record.id if case.record.id in builtin_cases() else "FOLDER-OF-THE-CASE"
    drawn = "" if plan.sampling == "sobol" else f" --sampling {plan.sampling}"
    return {
        "command": f"foedus run {name} --draws {plan.draws} --seed {plan.seed}{drawn}",
        "drawn": SAMPLINGS[plan.sampling],
        "version": __version__,
        "inputs": identity["inputs"],
        "code": identity["code"],
        "seed": str(plan.seed),
        "designs": str(len(plan.designs)),
    }
