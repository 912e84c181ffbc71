# SPDX-License-Identifier: Apache-2.0
"""Tests of reading: the folder is on the path, so that they can share what plants alterations."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
