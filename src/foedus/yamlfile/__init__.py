# SPDX-License-Identifier: Apache-2.0
"""YAML in and out: plain values with the line and column of each, comments kept.

Reading never executes a tag, never stops at the first problem that can be stepped over, and never
raises for what a file holds: everything wrong comes back as a list of problems.
"""

from __future__ import annotations

from foedus.yamlfile.document import Document, Steps, path_text
from foedus.yamlfile.reading import (
    BYTES_LIMIT,
    DEPTH_LIMIT,
    NODES_LIMIT,
    read_document,
    read_text,
)
from foedus.yamlfile.writing import write_document

__all__ = [
    "BYTES_LIMIT",
    "DEPTH_LIMIT",
    "NODES_LIMIT",
    "Document",
    "Steps",
    "path_text",
    "read_document",
    "read_text",
    "write_document",
]
