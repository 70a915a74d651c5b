"""Every lab that ships holds what it promises, against the real components."""

from __future__ import annotations

import pytest

from roadworthy.components import Missing, find, known_components
from roadworthy.judge import verify
from roadworthy.labs import find_labs

LABS = find_labs()


@pytest.mark.long
@pytest.mark.timeout(900)  # some thirty attempts each
@pytest.mark.parametrize("lab_id", LABS)
def test_the_lab_verifies(lab_id: str) -> None:
    for name in LABS[lab_id].components:
        found = find(known_components()[name])
        if isinstance(found, Missing):
            pytest.skip(f"{found.reason}: {found.install}")
    assert verify(LABS[lab_id]).problems == ()
