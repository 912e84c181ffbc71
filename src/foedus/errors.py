# SPDX-License-Identifier: Apache-2.0
"""Everything that foedus raises on purpose.

::

    FoedusError                 anything below; the command line prints it and leaves with its code
    ├── InputError              a file or a value is wrong; carries every problem found, with places
    │   ├── CaseError           a case folder does not load
    │   ├── PactError           a pact, an event log or a determination does not load
    │   └── TableError          a table of data does not load
    ├── CallError               the call itself is wrong: an unknown name, option or combination
    ├── StoreError              stored results are missing, damaged, or of another run
    └── SolverError             numbers outside the range in which a model is defined
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from foedus.problems import Problem


class FoedusError(Exception):
    """Anything that foedus raises on purpose."""

    exit_code: ClassVar[int] = 1


class InputError(FoedusError):
    """A file or a value is wrong; `problems` holds all that were found, with their places."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class CaseError(InputError):
    """A case folder does not load."""


class PactError(InputError):
    """A pact, an event log or a determination does not load."""


class TableError(InputError):
    """A table of data does not load."""


class CallError(FoedusError):
    """The call itself is wrong: an unknown name, option or combination."""

    exit_code = 2


class StoreError(FoedusError):
    """Stored results are missing, damaged, or belong to another run."""


class SolverError(FoedusError):
    """Numbers outside the range in which a model is defined."""
