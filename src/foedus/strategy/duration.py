# SPDX-License-Identifier: Apache-2.0
"""How long a settlement holds, and what it and the war before it are worth (placeholder by lead)."""

from __future__ import annotations

import numpy as np


def hold(q0, q1, e, years, term=None):
    out = np.empty((len(q0), len(years)))
    p0 = np.ones(len(q0))
    p1 = np.zeros(len(q0))
    for y in range(1, max(years) + 1):
        if term is not None and y > term:
            p1 = p1 + p0
            p0 = np.zeros(len(q0))
        p0 = p0 * (1 - q0)
        p1 = p1 * (1 - q1)
        p0, p1 = p0 * (1 - e), p1 + p0 * e
        for i, Y in enumerate(years):
            if Y == y:
                out[:, i] = p0 + p1
    return out


def settlement_value(u, d, q0, q1, e, term, E0, E1):
    W1 = ((1 - q1) * u + q1 * E1) / (1 - d * (1 - q1))
    if term is None:
        return ((1 - q0) * (u + d * e * W1) + q0 * E0) / (1 - d * (1 - q0) * (1 - e))
    W0 = W1
    for _ in range(term):
        W0 = (1 - q0) * (u + d * (e * W1 + (1 - e) * W0)) + q0 * E0
    return W0


def war_value(V, w, k, d):
    return ((w * V).sum(1) - k) / (1 - d * (1 - w.sum(1)))
