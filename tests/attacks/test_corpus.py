"""No attack of the corpus comes true, and none leaves anything behind."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.attacks import residue
from tests.attacks.conftest import walls_stand
from tests.attacks.corpus import Attack, read_corpus
from tests.attacks.running import Attempt

if TYPE_CHECKING:
    from tests.attacks.bait import Bait


EVERYDAY = ("codec", "forging", "pythons_own")
"""Classes that run each time; what tries the walls, which change seldom, runs in the long tier."""


def _parameter(attack: Attack) -> object:
    is_everyday = attack.id.startswith(EVERYDAY) and not attack.terms.get("long")
    marks = [] if is_everyday else [pytest.mark.long]
    return pytest.param(attack, id=attack.id, marks=marks)


@pytest.mark.parametrize("attack", [_parameter(attack) for attack in read_corpus()])
def test_the_claim_does_not_come_true(
    attack: Attack, bait: Bait, lab_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if attack.needs_walls and not walls_stand():
        pytest.skip("the judge has no walls on this machine")
    monkeypatch.setenv("SECRET_TOKEN", bait.secret)
    attempt = Attempt(attack, lab_folder, bait)
    faults = attempt.faults(attempt.run())
    if attack.terms.get("twice") and not faults:
        faults = attempt.faults(attempt.run())
    faults += residue.left_over(attempt.mark, attempt.ipc_key)
    faults += bait.harm() if walls_stand() else []
    assert not faults, "\n".join(faults)
