# SPDX-License-Identifier: Apache-2.0
"""Specify, forecast and stress-test security guarantees and peace settlements.

Examples
--------
>>> import foedus
>>> case = foedus.load("harbour_league")
>>> answer = case.settle(draws=256)
>>> sorted(answer)[:3]
['binding', 'comes', 'nonempty']
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from foedus._version import __version__

if TYPE_CHECKING:
    from foedus.api import Case, Exploration, Run, cases, explore, load, run
    from foedus.pacts import Pact, load_pact

__all__ = [
    "Case",
    "Exploration",
    "Pact",
    "Run",
    "__version__",
    "cases",
    "explore",
    "load",
    "load_pact",
    "run",
]

_ROOMS = {
    "Case": "foedus.api",
    "Exploration": "foedus.api",
    "Pact": "foedus.pacts",
    "Run": "foedus.api",
    "cases": "foedus.api",
    "explore": "foedus.api",
    "load": "foedus.api",
    "load_pact": "foedus.pacts",
    "run": "foedus.api",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - any public name
    """Import a public name when it is first used, so that the command line starts fast."""
    if name not in _ROOMS:
        message = f"module 'foedus' has no attribute '{name}'"
        raise AttributeError(message)
    import importlib  # noqa: PLC0415 - see above

    return getattr(importlib.import_module(_ROOMS[name]), name)


def __dir__() -> list[str]:
    return __all__
