# SPDX-License-Identifier: Apache-2.0
"""Figures: charts as inline SVG with a name and a description, a caption, and their data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import vl_convert
from markupsafe import Markup

if TYPE_CHECKING:
    from foedus.report.charts import Spec

VEGA_LITE: Final = "6.4"
"""The grammar's version that charts are drawn with, so that another installation draws the same."""

_TAG = re.compile(r"<[^>]*>")
_NOISE = re.compile(r' (?:class|role|aria-[a-z]+|pointer-events)="[^"]*"')
_ID = re.compile(r'( id="|url\(#)')


@dataclass(frozen=True, slots=True)
class Table:
    """A table of plain texts; the first column names the rows."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """One chart of a figure.

    Parameters
    ----------
    title : str
        What it shows; a heading above the chart.
    svg : Markup
        The chart.
    """

    title: str
    svg: Markup


@dataclass(frozen=True, slots=True)
class Figure:
    """Charts that belong together, with their caption and their data.

    Parameters
    ----------
    key : str
        Its name in the page.
    title, caption : str
        What it shows; units, kind and probability of its intervals, number of draws.
    panels : tuple of Panel
        The charts.
    table : Table
        Every number that is drawn.
    """

    key: str
    title: str
    caption: str
    panels: tuple[Panel, ...]
    table: Table


def draw(chart: Spec, key: str, title: str, description: str) -> Panel:
    """Turn a chart into inline SVG that scales, and that says what it is to those who listen.

    Parameters
    ----------
    chart : dict
        A Vega-Lite specification; its texts are escaped by the renderer.
    key : str
        A name that no other chart of the page has: ids inside the SVG start with it.
    title, description : str
        Name and description for assistive technology, escaped here.
    """
    drawn = vl_convert.vegalite_to_svg(chart, vl_version=VEGA_LITE)
    root, _, inside = drawn.partition(">")
    head = Markup(
        '<svg viewBox="{box}" role="img" aria-labelledby="{key}-title {key}-desc">'
        '<title id="{key}-title">{title}</title><desc id="{key}-desc">{description}</desc>'
    ).format(
        box=root.partition('viewBox="')[2].partition('"')[0],
        key=key,
        title=title,
        description=description,
    )

    def own(tag: re.Match[str]) -> str:
        return _ID.sub(rf"\1{key}-", _NOISE.sub("", tag[0]))

    return Panel(title, head + Markup(_TAG.sub(own, inside)))  # noqa: S704 - the renderer escapes
