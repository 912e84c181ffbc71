# SPDX-License-Identifier: Apache-2.0
"""The version of foedus, in one place."""

__version__ = "0.4.0"
