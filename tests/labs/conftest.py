"""What lies under data/ are labs: their checks are for the judge, not for us."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from roadworthy.labs import Lab, load_lab

collect_ignore = ["data"]

PACK = Path(__file__).parent / "data" / "pack"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the example lab that a test may spoil."""
    copy = tmp_path / "pack" / "python" / "unread-count"
    shutil.copytree(PACK / "python" / "unread-count", copy)
    return copy


@pytest.fixture
def lab(folder: Path) -> Lab:
    """The example lab."""
    return load_lab(folder)
