"""A workspace never loses what a learner wrote, and nothing leads out of it."""

from __future__ import annotations

import os
import stat
import threading
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadworthy.errors import NotFoundError, RoadworthyError, UsageError
from roadworthy.labs import (
    Lab,
    Workspace,
    create_workspace,
    hash_submission,
    open_workspace,
    why_unsafe,
    workspace_lab,
)

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "workspaces"


@pytest.fixture
def workspace(lab: Lab, root: Path) -> Workspace:
    return create_workspace(lab, root)


def test_a_workspace_begins_as_the_starter(lab: Lab, root: Path) -> None:
    assert open_workspace(lab, root) is None
    workspace = create_workspace(lab, root)
    assert workspace.folder == root / "unread-count"
    assert workspace.files() == {"unread.py": (lab.starter / "unread.py").read_text(encoding="utf-8")}
    assert (workspace.folder / "BRIEF.md").read_text(encoding="utf-8") == lab.brief
    assert not list(root.glob(".*"))


def test_creating_again_overwrites_nothing(lab: Lab, root: Path, workspace: Workspace) -> None:
    workspace.write("unread.py", "mine")
    assert create_workspace(lab, root).read("unread.py") == "mine"


def test_a_folder_of_something_else_is_left_alone(lab: Lab, root: Path) -> None:
    (root / lab.id).mkdir(parents=True)
    (root / lab.id / "thesis.txt").write_text("years of work")
    with pytest.raises(UsageError, match="not a workspace"):
        create_workspace(lab, root)
    assert [path.name for path in (root / lab.id).iterdir()] == ["thesis.txt"]


def test_a_file_in_the_place_of_the_folder_is_left_alone(lab: Lab, root: Path) -> None:
    root.mkdir()
    (root / lab.id).write_text("not a folder")
    with pytest.raises(UsageError):
        create_workspace(lab, root)
    assert (root / lab.id).read_text() == "not a folder"


def test_two_that_start_at_once_share_one_workspace(lab: Lab, root: Path) -> None:
    barrier = threading.Barrier(8)
    made: list[Workspace] = []

    def start() -> None:
        barrier.wait()
        made.append(create_workspace(lab, root))

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {workspace.folder for workspace in made} == {root / lab.id}
    assert len(made) == 8
    assert [path.name for path in root.iterdir()] == [lab.id]


def test_scripts_of_the_starter_stay_executable(lab: Lab, root: Path) -> None:
    (lab.starter / "run.sh").write_text("#!/bin/sh\n")
    (lab.starter / "run.sh").chmod(0o755)
    workspace = create_workspace(lab, root)
    workspace.write("run.sh", "#!/bin/sh\necho\n")
    assert stat.S_IMODE((workspace.folder / "run.sh").stat().st_mode) == 0o755


def test_the_lab_of_a_folder_is_known(workspace: Workspace) -> None:
    (workspace.folder / "deep" / "er").mkdir(parents=True)
    assert workspace_lab(workspace.folder / "deep" / "er") == "unread-count"
    assert workspace_lab(workspace.folder.parent) is None


def test_a_changed_starter_is_noticed(lab: Lab, root: Path, workspace: Workspace) -> None:
    assert not workspace.outdated
    (lab.starter / "unread.py").write_text("new")
    fresh = open_workspace(Lab(**{name: getattr(lab, name) for name in Lab.__dataclass_fields__}), root)
    assert fresh is not None
    assert fresh.outdated


def test_reset_keeps_a_copy_beside(lab: Lab, workspace: Workspace) -> None:
    inode = workspace.folder.stat().st_ino
    workspace.write("unread.py", "mine")
    workspace.write("notes/idea.txt", "an idea")
    kept = workspace.reset()
    assert workspace.files() == {"unread.py": (lab.starter / "unread.py").read_text(encoding="utf-8")}
    assert (kept / "unread.py").read_text() == "mine"
    assert (kept / "notes" / "idea.txt").read_text() == "an idea"
    assert kept.parent == workspace.folder.parent
    assert workspace.folder.stat().st_ino == inode, "shells and watchers stay in the folder"
    assert workspace.reset() != kept


def test_reset_puts_right_whatever_stands_in_the_way(lab: Lab, workspace: Workspace, tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("precious")
    (workspace.folder / "unread.py").unlink()
    (workspace.folder / "unread.py").symlink_to(outside)
    os.mkfifo(workspace.folder / "pipe")
    workspace.reset()
    assert outside.read_text() == "precious"
    assert workspace.read("unread.py") == (lab.starter / "unread.py").read_text(encoding="utf-8")


def test_writing_is_atomic_and_leaves_nothing_behind(workspace: Workspace) -> None:
    workspace.write("a/b/c.py", "text")
    assert workspace.read("a/b/c.py") == "text"
    assert [path.name for path in (workspace.folder / "a" / "b").iterdir()] == ["c.py"]


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "../x",
        "a/../../x",
        "/etc/passwd",
        "a//b",
        "a\\b",
        "a\0b",
        "a\nb",
        "\u202egpj.exe",
        "-rf",
        "a/-rf",
        ".git/hooks/pre-commit",
        ".roadworthy.toml",
        "x" * 300,
        "a/./b",
        "\ud800",
    ],
)
def test_cannot_name_a_file_elsewhere(workspace: Workspace, name: str) -> None:
    for attempt in (lambda: workspace.write(name, "x"), lambda: workspace.read(name)):
        with pytest.raises(UsageError) as caught:
            attempt()
        str(caught.value).encode()  # showable


def test_cannot_write_or_read_through_a_linked_folder(workspace: Workspace, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret").write_text("s3cret")
    (workspace.folder / "door").symlink_to(outside)
    with pytest.raises(UsageError):
        workspace.write("door/planted", "x")
    with pytest.raises(UsageError):
        workspace.read("door/secret")
    assert [path.name for path in outside.iterdir()] == ["secret"]


def test_cannot_write_or_read_through_a_linked_file(workspace: Workspace, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("s3cret")
    (workspace.folder / "door").symlink_to(secret)
    with pytest.raises(UsageError):
        workspace.write("door", "x")
    with pytest.raises(UsageError):
        workspace.read("door")
    assert "door" not in workspace.files()
    assert secret.read_text() == "s3cret"


def test_a_fifo_does_not_stop_the_reader(workspace: Workspace) -> None:
    os.mkfifo(workspace.folder / "pipe")
    with pytest.raises(UsageError, match="not a plain file"):
        workspace.read("pipe")
    assert "pipe" not in workspace.files()


def test_too_large_is_refused_and_changes_nothing(workspace: Workspace) -> None:
    before = workspace.read("unread.py")
    with pytest.raises(UsageError, match="larger than 1024 KiB"):
        workspace.write("unread.py", "x" * (1024 * 1024 + 1))
    assert workspace.read("unread.py") == before
    (workspace.folder / "big").write_bytes(b"x" * (1024 * 1024 + 1))
    with pytest.raises(UsageError, match="larger"):
        workspace.read("big")


def test_what_is_no_text_is_refused(workspace: Workspace) -> None:
    (workspace.folder / "picture.png").write_bytes(b"\x89PNG\xff")
    with pytest.raises(UsageError, match="not text"):
        workspace.read("picture.png")
    with pytest.raises(UsageError, match="half a character"):
        workspace.write("x.py", "\ud800")
    assert "picture.png" not in workspace.files()


def test_a_missing_file_is_not_found(workspace: Workspace) -> None:
    for name in ("nothing.py", "no/thing.py"):
        with pytest.raises(NotFoundError):
            workspace.read(name)


def test_a_thousand_files_are_not_all_listed(workspace: Workspace) -> None:
    for number in range(300):
        (workspace.folder / f"f{number:03}.txt").write_text("x")
    files = workspace.files()
    assert len(files) == 200
    assert next(iter(files)) == "unread.py"


def test_the_hash_of_a_submission_is_of_the_learner_s_files(lab: Lab, workspace: Workspace) -> None:
    before = workspace.submission_hash()
    (workspace.folder / "BRIEF.md").write_text("scribbled on")
    (workspace.folder / "__pycache__").mkdir()
    (workspace.folder / "__pycache__" / "unread.pyc").write_bytes(b"x")
    assert workspace.submission_hash() == before
    workspace.write("helper.py", "x = 1")
    with_helper = workspace.submission_hash()
    workspace.write("unread.py", "mine")
    assert len({before, with_helper, workspace.submission_hash()}) == 3
    assert hash_submission(lab, workspace.folder) == workspace.submission_hash()


@given(st.text(max_size=40) | st.lists(st.sampled_from(["..", ".", "", "a", "~", "-", "b.py"])).map("/".join))
def test_any_name_is_refused_or_stays_inside(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    if not why_unsafe(name):
        folder = tmp_path_factory.getbasetemp() / "inside"
        assert (folder / name).resolve().is_relative_to(folder.resolve())
        assert (folder / name).resolve() != folder.resolve()


def test_errors_are_for_the_person_who_sees_them(workspace: Workspace) -> None:
    with pytest.raises(RoadworthyError) as caught:
        workspace.write("../x", "y")
    assert str(caught.value) == f"{workspace.folder}: the file name '../x' leads out of the workspace"


def test_a_terabyte_of_nothing_is_not_read(workspace: Workspace) -> None:
    with (workspace.folder / "sparse").open("wb") as file:
        file.truncate(2**40)
    with pytest.raises(UsageError, match="too large"):
        workspace.submission_hash()
    assert "sparse" not in workspace.files()
