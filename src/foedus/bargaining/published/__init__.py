# SPDX-License-Identifier: Apache-2.0
"""Figures from the literature that the bargaining models must reproduce, one file a source."""

from __future__ import annotations

from foedus.bargaining.published import challenge, ensembles, european, exchange, solutions, spatial

CHECKS = (
    *european.CHECKS,
    *ensembles.CHECKS,
    *challenge.CHECKS,
    *exchange.CHECKS,
    *solutions.CHECKS,
    *spatial.CHECKS,
)
"""The figures, in the order in which they are told."""
