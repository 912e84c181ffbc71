# SPDX-License-Identifier: Apache-2.0
"""Run the command line with ``python -m foedus``."""

from __future__ import annotations

import sys


def start() -> None:
    """Run the command line; an interrupt while it still loads leaves as quietly as a later one."""
    try:
        from foedus.cli import main  # noqa: PLC0415 - its loading can be interrupted too
    except KeyboardInterrupt:
        sys.exit(130)
    main()


if __name__ == "__main__":
    start()
