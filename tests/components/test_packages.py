"""Packages of former locks go when nobody uses them any more."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from tests.components.conftest import need

from roadworthy.components import Found, find, known_components, lease, superseded
from roadworthy.components.packages import UNUSED_SECONDS, package_folders, remove_superseded

NOW = 2_000_000_000.0
OLD = NOW - UNUSED_SECONDS - 60


def place_with(folder: Path, **used: float) -> Path:
    """Packages with the times of their last use."""
    for name, when in used.items():
        package = folder / name.replace("_", "-")
        package.mkdir()
        (package / "program").touch()
        os.utime(package, (when, when))
    (folder / ".git.lock").touch()
    return folder


def left(place: Path) -> set[str]:
    return {folder.name for folder in place.iterdir()}


def test_what_was_superseded_long_ago_is_removed_and_nothing_else(tmp_path: Path) -> None:
    place = place_with(
        tmp_path, git_aaa=OLD - 9, git_bbb=OLD, git_ccc=NOW, oidc_ddd=OLD, moto_eee=NOW - 60, moto_fff=NOW
    )
    assert {folder.name for folder in superseded(list(place.glob("*-*")))} == {"git-aaa", "git-bbb", "moto-eee"}
    remove_superseded(place, NOW)
    # The only one of its lock stays, however old; so does what another version used a minute ago.
    assert left(place) == {"git-ccc", "oidc-ddd", "moto-eee", "moto-fff", ".git.lock"}


def test_a_lease_counts_as_a_use() -> None:
    need("kafka")
    found = find(known_components()["kafka"])
    assert isinstance(found, Found)
    with lease(["kafka"]):
        pass  # now it is installed
    (folder,) = [one for one in package_folders() if found.path.is_relative_to(one)] or [None]
    if folder is None:
        pytest.xfail("there is the image of Kafka, which comes first")
    os.utime(folder, (OLD, OLD))
    with lease(["kafka"]):
        assert time.time() - folder.stat().st_mtime < 600
