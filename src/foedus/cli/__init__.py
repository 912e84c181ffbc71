# SPDX-License-Identifier: Apache-2.0
"""The command line: thin, and fast to start, as each command's room loads when it is called."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from cyclopts import App, CycloptsError

from foedus._version import __version__
from foedus.errors import FoedusError

if TYPE_CHECKING:
    from collections.abc import Sequence

TRACEBACK = "FOEDUS_TRACEBACK"

COMMANDS = {
    "run": ("jobs:run", "The main job: every lens over sampled worlds, and a report."),
    "new": ("files:new", "Start a case of your own from a commented example."),
    "cases": ("files:cases", "List the built-in cases."),
    "check": ("files:check", "Check a case: every problem with its file, line and column."),
    "pact": ("pacts:app", "Evaluate a guarantee: who owes what to whom by when, and why."),
    "forecast": ("lenses:forecast", "What would they settle on, issue by issue."),
    "deter": ("lenses:deter", "Would the guarantee be honoured, deter, and hold."),
    "settle": ("lenses:settle", "Who accepts which package, and who blocks."),
    "explore": ("jobs:explore", "Sweep guarantee designs over sampled worlds."),
    "validate": ("validate:validate", "Reproduce published figures."),
    "report": ("jobs:report", "Build the report of a stored run again."),
}


def build_app() -> App:
    """Return the command line, with every command's room still unloaded."""
    app = App(
        name="foedus",
        version=__version__,
        help="Specify, forecast and stress-test security guarantees and peace settlements.",
        help_epilogue="Every command takes --json. Start with: foedus run ukraine_2025_08",
        suppress_keyboard_interrupt=False,
    )
    for name, (place, words) in COMMANDS.items():
        app.command(f"foedus.cli.{place}", name=name, help=words)
    return app


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and leave with its exit code.

    0 done, 1 the input is wrong, 2 the call is wrong, 3 a figure did not reproduce,
    130 interrupted.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = _run(given)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader of a pipe has left; nothing more can be said to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    sys.exit(code)


def _run(given: list[str]) -> int:
    try:
        code = build_app()(
            given or ["--help"],
            exit_on_error=False,
            print_error=True,
            result_action="return_value",
        )
    except CycloptsError:
        return 2
    except FoedusError as error:
        return _tell(error, given)
    except KeyboardInterrupt:
        print("interrupted; what was finished is kept", file=sys.stderr)  # noqa: T201 - the CLI
        return 130
    except BrokenPipeError:
        raise
    except Exception as error:
        if os.environ.get(TRACEBACK):
            raise
        print(  # noqa: T201 - the CLI
            f"foedus stumbled over a defect of its own ({type(error).__name__}: {error}); "
            f"please report it with what {TRACEBACK}=1 prints",
            file=sys.stderr,
        )
        return 1
    return code if isinstance(code, int) else 0


def _tell(error: FoedusError, given: list[str]) -> int:
    """Say what was wrong: on stderr, and as the one JSON document where JSON was asked for."""
    if "--json" in given:
        import json  # noqa: PLC0415 - only here
        from dataclasses import asdict  # noqa: PLC0415 - only here

        problems = [asdict(problem) for problem in getattr(error, "problems", ())]
        print(json.dumps({"error": str(error), "problems": problems}, indent=1))  # noqa: T201
    print(str(error), file=sys.stderr)  # noqa: T201 - the CLI
    return error.exit_code
