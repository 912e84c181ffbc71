# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest

from foedus.strategy.published import CHECKS


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_a_published_figure_is_reproduced(check: object) -> None:
    ours = check.compute(None)  # type: ignore[attr-defined]
    assert check.agrees(ours), ours  # type: ignore[attr-defined]


def test_every_figure_has_a_name_of_its_own_and_a_source() -> None:
    assert len({check.name for check in CHECKS}) == len(CHECKS)
    assert all(check.source for check in CHECKS)
