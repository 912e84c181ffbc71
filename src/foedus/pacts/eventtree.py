# SPDX-License-Identifier: Apache-2.0
"""Event logs as the values of event files, which can be written, read again and evaluated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from foedus.pacts.moments import iso

if TYPE_CHECKING:
    from foedus.pacts.events import Entry, EventLog


def log_tree(log: EventLog, pact: str | None = None) -> dict[str, Any]:
    """Return a log as the values of an event file.

    Parameters
    ----------
    log : EventLog
        The log.
    pact : str, optional
        Leaves out what is about other pacts than this one.
    """
    kept = [e for e in log.events if pact is None or e.pact in (None, pact)]
    names = {event.id for event in kept}
    found = [d for d in log.determinations if pact is None or d.pact in (None, pact)]
    tree: dict[str, Any] = {"schema": "foedus/events-1"}
    if log.title is not None:
        tree["title"] = log.title
    tree["hypothetical"] = log.hypothetical
    if log.others:
        tree["others"] = {
            code: {"name": name, "state": False} if code in log.groups else name
            for code, name in log.others.items()
        }
    tree["events"] = [
        {key: value for key, value in _plain(event).items() if key != "about" or value in names}
        for event in kept
    ]
    tree["determinations"] = [_plain(each) for each in found if each.event in names]
    return tree


def _plain(entry: Entry) -> dict[str, Any]:
    """Return an entry as the values of a file, without what it does not say."""
    given = entry.model_dump(by_alias=True, exclude_none=True, exclude_defaults=True)
    return {key: _value(value) for key, value in given.items()}


def _value(value: object) -> object:
    if isinstance(value, dict):
        return {key: _value(inner) for key, inner in value.items() if inner not in (None, ())}
    if isinstance(value, (list, tuple)):
        return [_value(inner) for inner in value]
    return iso(value) if hasattr(value, "isoformat") else value  # type: ignore[arg-type]
