# SPDX-License-Identifier: Apache-2.0
"""Run the command line with ``python -m foedus``."""

from __future__ import annotations

from foedus.cli import main

if __name__ == "__main__":
    main()
