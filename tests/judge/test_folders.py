"""A workspace may be as deep as the file system lets it be, and nothing of an attempt is left, however deep it made it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.judge.conftest import make_lab, told, write_all

from roadworthy.judge import judge
from roadworthy.judge.trees import files_below, remove_tree

DEPTH = 1500
READER = """
    import os

    def go(parts):
        for part in parts: os.chdir(part)

    def read():
        start = os.open(".", os.O_RDONLY)
        go(["d"] * DEPTH)
        text = open("deep.txt").read()
        os.fchdir(start)
        return text

    def dig():
        start = os.open(".", os.O_RDONLY)
        for _ in range(DEPTH):
            os.mkdir("a folder with quite a long name")
            go(["a folder with quite a long name"])
        os.mkdir("closed", 0)
        open("file.txt", "w").close()
        os.symlink("/", "link")
        os.fchdir(start)
        return True
""".replace("DEPTH", str(DEPTH))
CHECKS = """
    import learner

    def test_it():
        assert learner.read() == "found"

    def test_digging(tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        assert learner.dig()
"""


@pytest.fixture(autouse=True)
def leave_nothing_that_pytest_cannot_remove(tmp_path: Path) -> Iterator[None]:
    yield
    remove_tree(tmp_path)


def dig(folder: Path) -> Path:
    """Make a deep folder in a folder; return it."""
    for _ in range(DEPTH):
        folder = folder / "d"
        folder.mkdir()
    return folder


@pytest.mark.long
@pytest.mark.parametrize("contained", ["auto", "never"])
def test_a_deep_workspace(contained: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROADWORTHY_CONTAINED", contained)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))  # where no cell has a folder
    for name in ("temporary", "starter"):
        (tmp_path / name).mkdir()
    write_all(tmp_path / "checks", {"test_it.py": CHECKS})
    write_all(tmp_path / "work", {"learner.py": READER})
    write_all(tmp_path / "starter", {"learner.py": ""})
    (dig(tmp_path / "work") / "deep.txt").write_text("found")
    verdict = judge(make_lab(tmp_path, edit=("learner.py",)), tmp_path / "work")
    assert verdict.passed, told(verdict)
    assert list((tmp_path / "temporary").iterdir()) == []


def test_a_tree_is_removed_whatever_is_in_it(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "kept.txt").touch()
    tree = tmp_path / "tree"
    tree.mkdir()
    deep = dig(tree)
    (deep / "closed").mkdir()
    (deep / "closed" / "file").touch()
    for folder in (deep / "closed", deep, tree / "d"):
        (folder / "link").symlink_to(tmp_path / "outside")
        os.mkfifo(folder / "pipe")
        folder.chmod(0)
    remove_tree(tree)
    assert not tree.exists()
    assert (tmp_path / "outside" / "kept.txt").exists()
    remove_tree(tree)  # nothing to do
    (tmp_path / "link").symlink_to(tmp_path / "outside")
    remove_tree(tmp_path / "link")
    assert (tmp_path / "outside" / "kept.txt").exists()


def test_files_are_found_in_order_and_links_are_not_followed(tmp_path: Path) -> None:
    write_all(tmp_path, {"b.txt": "", "a/z.txt": "", "a/b/c.txt": "", "left/out.txt": "", "c/left/out.txt": ""})
    (tmp_path / "c" / "link").symlink_to(tmp_path / "a")
    found = [entry.path.removeprefix(f"{tmp_path}/") for entry in files_below(tmp_path, ["left"])]
    assert found == ["b.txt", "a/z.txt", "a/b/c.txt", "c/link"]
    assert list(files_below(tmp_path / "nowhere")) == []
