"""The walls, and the bait behind them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.attacks.bait import Bait, laid_bait


def walls_stand() -> bool:
    """Return True if the judge contains what it runs on this machine."""
    try:
        from roadworthy.judge import is_contained
    except ImportError:
        return False
    return bool(is_contained())


@pytest.fixture(scope="session")
def bait(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bait]:
    """What an attacker would like to find, for one worker."""
    with laid_bait(tmp_path_factory.mktemp("b")) as laid:
        yield laid


@pytest.fixture
def lab_folder(tmp_path: Path) -> Path:
    """Where the lab of one attack is made."""
    return tmp_path / "lab"
