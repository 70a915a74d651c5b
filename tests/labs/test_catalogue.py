"""Labs are found wherever they may lie, and a bad one hides no good one."""

from __future__ import annotations

import importlib.metadata
import shutil
from pathlib import Path

import pytest

from roadworthy.errors import NotFoundError
from roadworthy.labs import built_in_labs, find_labs, inspect_lab

PACK = Path(__file__).parent / "data" / "pack"


def test_finds_the_labs_of_a_pack() -> None:
    catalogue = find_labs([PACK])
    assert catalogue["unread-count"].topic == "python"
    assert "unread-count" in [lab.id for lab in catalogue.topics()["python"]]
    assert "unread-count" in [lab.id for lab in catalogue.proving("asyncio")]
    assert catalogue.proving("no-such-skill") == ()


def test_a_bad_lab_hides_no_good_one(folder: Path) -> None:
    bad = folder.with_name("bad-lab")
    shutil.copytree(folder, bad)
    (bad / "lab.toml").write_text("title = 3", encoding="utf-8")
    catalogue = find_labs([folder.parent.parent])
    assert "unread-count" in catalogue
    assert "bad-lab" not in catalogue
    assert any("bad-lab/lab.toml:1" in problem.where for problem in catalogue.problems)


def test_two_labs_of_one_id_are_told(folder: Path) -> None:
    catalogue = find_labs([PACK, folder.parent.parent])
    assert catalogue["unread-count"].folder.is_relative_to(PACK)
    assert any("another lab 'unread-count'" in problem.message for problem in catalogue.problems)


def test_a_pack_named_twice_is_one_pack() -> None:
    assert not [problem for problem in find_labs([PACK, PACK]).problems if "another lab" in problem.message]


def test_a_pack_that_is_not_there_is_told(tmp_path: Path) -> None:
    problems = find_labs([tmp_path / "nowhere"]).problems
    assert any("is no pack" in problem.message for problem in problems)


def after(folder: Path, name: str, *others: str) -> None:
    copy = folder.with_name(name)
    shutil.copytree(folder, copy)
    text = (copy / "lab.toml").read_text(encoding="utf-8")
    listed = ", ".join(f'"{other}"' for other in others)
    (copy / "lab.toml").write_text(f"after = [{listed}]\n{text}", encoding="utf-8")


def test_a_lab_after_one_that_does_not_exist_is_told_and_kept(folder: Path) -> None:
    after(folder, "second", "unread-cuont")
    catalogue = find_labs([folder.parent.parent])
    assert "second" in catalogue
    (problem,) = [problem for problem in catalogue.problems if "second" in problem.where]
    assert problem.where.endswith("second/lab.toml:1")
    assert "unread-count" in problem.hint


def test_labs_that_wait_for_each_other_are_told(folder: Path) -> None:
    after(folder, "chicken", "egg")
    after(folder, "egg", "chicken")
    problems = find_labs([folder.parent.parent]).problems
    assert sorted(problem.message for problem in problems if "after itself" in problem.message) == [
        "after: 'chicken' comes after itself",
        "after: 'egg' comes after itself",
    ]


def test_installed_packs_are_found(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder.parent.parent / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(folder.parent.parent.parent)
    entries = [
        importlib.metadata.EntryPoint("good", "pack", "roadworthy.packs"),
        importlib.metadata.EntryPoint("bad", "no_such_package_at_all", "roadworthy.packs"),
    ]
    monkeypatch.setattr(importlib.metadata, "entry_points", lambda group: [e for e in entries if e.group == group])
    catalogue = find_labs()
    assert catalogue["unread-count"].folder == folder
    assert any("'bad' cannot be loaded" in problem.message for problem in catalogue.problems)


def test_a_lab_is_named_by_id_or_topic_and_id() -> None:
    catalogue = find_labs([PACK])
    assert catalogue.named("unread-count") is catalogue.named("python/unread-count") is catalogue["unread-count"]
    with pytest.raises(NotFoundError, match="did you mean 'unread-count'"):
        catalogue.named("unred-count")
    with pytest.raises(NotFoundError):
        catalogue.named("other/unread-count")


def test_our_own_labs_keep_every_rule() -> None:
    catalogue = find_labs()
    assert not [str(problem) for problem in catalogue.problems]
    assert all(lab.folder.is_relative_to(built_in_labs()) for lab in catalogue.values())
    problems = [str(problem) for lab in catalogue.values() for problem in inspect_lab(lab.folder)[1]]
    assert not problems
