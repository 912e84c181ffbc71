# SPDX-License-Identifier: Apache-2.0
"""The command line: thin, and fast to start, as each command's room loads when it is called."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING

from cyclopts import (
    App,
    CoercionError,
    CycloptsError,
    MissingArgumentError,
    UnknownCommandError,
    UnusedCliTokensError,
)

from foedus._version import __version__
from foedus.errors import CallError, FoedusError
from foedus.problems import did_you_mean, listing, one_line, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from foedus.problems import Problem

TRACEBACK = "FOEDUS_TRACEBACK"

COMMANDS = {
    "run": ("jobs:run", "The main job: every lens over sampled worlds, and a report."),
    "new": ("files:new", "Start a case of your own from a commented example."),
    "cases": ("files:cases", "List the built-in cases."),
    "check": ("files:check", "Check a case: every problem with its file, line and column."),
    "read": ("read:read", "Propose statements from reports: who said what, with its place."),
    "compare": ("compare:compare", "Two reports of one event: what changed from one to the other."),
    "pact": ("pacts:app", "Evaluate a guarantee: who owes what to whom by when, and why."),
    "casus": ("casus:casus", "Historical cases: what was owed, expected and computed."),
    "forecast": ("lenses:forecast", "What would they settle on, issue by issue."),
    "backtest": ("backtest:backtest", "Score every bargaining model on issues that were decided."),
    "deter": ("lenses:deter", "Would the guarantee be honoured, deter, and hold."),
    "settle": ("lenses:settle", "Who accepts which package, and who blocks."),
    "explore": ("sweeps:explore", "Sweep guarantee designs over sampled worlds."),
    "search": ("search:search", "Search settlements: packages under designs, and who blocks."),
    "stress": ("sweeps:stress", "Put designs through worlds in which one thing goes wrong."),
    "questions": ("sweeps:questions", "What to ask whom: by how much an answer would change."),
    "validate": ("validate:validate", "Reproduce published figures."),
    "report": ("jobs:report", "Build the report of a stored run again."),
}


def build_app() -> App:
    """Return the command line, with every command's room still unloaded."""
    from foedus.cli.show import console  # noqa: PLC0415 - start-up

    app = App(
        name="foedus",
        console=console(),
        version=__version__,
        help="Specify, forecast and stress-test security guarantees and peace settlements.",
        help_epilogue="Every command takes --json. Start with: foedus run ukraine_2025_08",
        help_format="plaintext",  # Markdown help loads a parser at each start
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
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the caller
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
        # A terminal that cannot write a character gets a question mark, not an error.
        getattr(sys, name).reconfigure(errors="replace")
    code = 0
    try:
        code = _run(given)
        sys.stdout.flush()
    except OSError as error:
        # Nothing more can be said on stdout. That the reader of a pipe has left is no error.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not code and not isinstance(error, BrokenPipeError):
            code = _tell(f"cannot write the answer ({error.strerror})", [], 1)
    sys.exit(code)


def _run(given: list[str]) -> int:
    try:
        code = build_app()(
            given or ["--help"],
            exit_on_error=False,
            print_error=False,
            result_action="return_value",
        )
    except CycloptsError as error:
        return _tell(call_words(error), given, CallError.exit_code)
    except FoedusError as error:
        return _tell(str(error), given, error.exit_code, getattr(error, "problems", ()))
    except KeyboardInterrupt:
        return _tell("interrupted; what was finished is kept", given, 130)
    except BrokenPipeError:
        raise
    except OSError as error:
        return _tell(f"cannot go on: {error}", given, 1)
    except Exception as error:
        if os.environ.get(TRACEBACK):
            raise
        message = (
            f"foedus stumbled over a defect of its own ({type(error).__name__}: {error}); "
            f"please report it with what {TRACEBACK}=1 prints"
        )
        return _tell(one_line(message), given, 1)
    return code if isinstance(code, int) else 0


def call_words(error: CycloptsError) -> str:
    """Return in one line what is wrong with a call, and where it is told how to call."""
    words = one_line(str(error)).rstrip(".")
    if isinstance(error, UnknownCommandError) and error.unused_tokens and error.app is not None:
        word = error.unused_tokens[0]
        known = [name for name in error.app if not name.startswith("-")]
        words = f"there is no command {shown(word)}; allowed: {listing(known, most=len(known))}"
        words += did_you_mean(word, known)
    elif isinstance(error, UnusedCliTokensError) and error.unused_tokens:
        words = f"{shown(error.unused_tokens[0])} is one word too many"
    elif isinstance(error, MissingArgumentError) and error.argument is not None:
        name = error.keyword or error.argument.name
        words = f"{name} {'lacks a value' if error.keyword else 'is missing'}"
    elif isinstance(error, CoercionError) and error.token is not None and error.target_type is int:
        words = f"{error.token.keyword} is {shown(error.token.value)}; give a whole number"
    command = " ".join(["foedus", *(error.command_chain or ())])
    return f"{words}{'' if words.endswith('?') else '.'} See: {command} --help"


def _tell(words: str, given: list[str], code: int, problems: Sequence[Problem] = ()) -> int:
    """Say what was wrong: on stderr, and as the one JSON document where JSON was asked for."""
    with contextlib.suppress(OSError):  # nobody may be there to be told
        print(words, file=sys.stderr, flush=True)  # noqa: T201 - the CLI
    if "--json" in given:
        from dataclasses import asdict  # noqa: PLC0415 - only here

        from foedus.cli.show import document  # noqa: PLC0415 - start-up

        with contextlib.suppress(OSError):
            document({"error": words, "problems": [asdict(problem) for problem in problems]})
    return code
