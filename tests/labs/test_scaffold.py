"""A scaffold loads, overwrites nothing, and is recognised until its author has replaced its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from roadworthy.errors import UsageError
from roadworthy.labs import find_labs, find_placeholders, load_lab, new_lab

if TYPE_CHECKING:
    from pathlib import Path


def test_a_new_lab_keeps_every_rule(tmp_path: Path) -> None:
    lab = load_lab(new_lab(tmp_path / "caching" / "write-behind", title="Write-behind", skills=["redis"]))
    assert (lab.topic, lab.id, lab.title, lab.skills) == ("caching", "write-behind", "Write-behind", ("redis",))
    assert "write-behind" in find_labs([tmp_path])


def test_a_title_is_made_from_the_id(tmp_path: Path) -> None:
    assert load_lab(new_lab(tmp_path / "caching" / "write-behind")).title == "Write behind"


def test_what_is_left_of_the_scaffold_is_found(tmp_path: Path) -> None:
    lab = load_lab(new_lab(tmp_path / "caching" / "write-behind"))
    assert ("brief.md", 3) in [(path.name, line) for path, line, _words in find_placeholders(lab)]
    (lab.folder / "brief.md").write_text("Guillemets of our own: «Bonjour»", encoding="utf-8")
    assert "brief.md" not in [path.name for path, _line, _words in find_placeholders(lab)]


@pytest.mark.parametrize("place", ["caching/Write Behind", "caching/..", "Caching/x", "caching/-x", "caching/x_y"])
def test_a_name_that_is_no_id_is_refused(tmp_path: Path, place: str) -> None:
    with pytest.raises(UsageError):
        new_lab(tmp_path / place)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("title", ['Say "hi"', "back\\slash", "bell\a"])
def test_a_title_that_toml_could_not_hold_is_refused(tmp_path: Path, title: str) -> None:
    with pytest.raises(UsageError):
        new_lab(tmp_path / "caching" / "x", title=title)


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    folder = new_lab(tmp_path / "caching" / "write-behind")
    (folder / "brief.md").write_text("mine")
    with pytest.raises(UsageError, match="there already"):
        new_lab(folder)
    assert (folder / "brief.md").read_text() == "mine"
