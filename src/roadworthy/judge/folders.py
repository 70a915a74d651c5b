"""The private folders of one attempt: a copy of the workspace, and, elsewhere, a copy of the checks."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from roadworthy.labs import Lab

MAX_FILES = 2000
MAX_BYTES = 32 * 1024 * 1024
_LEFT_OUT = frozenset({".git", ".venv", "__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis"})
_NEVER_TAKEN = frozenset({"BRIEF.md", ".roadworthy.toml"})
"""Ours, put beside the learner's files when the workspace was made."""


@dataclass(frozen=True)
class AttemptFolders:
    """Where an attempt lives.

    Attributes:
        root: Everything the subject may see is under it.
        workspace: The learner's files as they are judged.
        home: The subject's HOME.
        tmp: For temporary files, of checks (tmp_path) and subject alike.
        checks: The checks, elsewhere.
        notes: What the learner should know about which files were taken.
    """

    root: Path
    workspace: Path
    home: Path
    tmp: Path
    checks: Path
    notes: tuple[str, ...]


class RefusedFileError(Exception):
    """A file of the learner's cannot be taken; the message says which and why."""


@contextmanager
def attempt_folders(lab: Lab, submission: Path) -> Iterator[AttemptFolders]:
    """Make the folders of an attempt and remove them afterwards.

    Raises:
        RefusedFileError: Too many or too large files.
    """
    root = Path(tempfile.mkdtemp(prefix="roadworthy-")).resolve()
    checks_root = Path(tempfile.mkdtemp(prefix="roadworthy-checks-")).resolve()
    try:
        folders = {name: root / name for name in ("workspace", "home", "tmp")}
        for folder in folders.values():
            folder.mkdir()
        shutil.copytree(
            lab.starter, folders["workspace"], dirs_exist_ok=True, ignore=shutil.ignore_patterns(*_LEFT_OUT)
        )
        notes = _lay_submission_over(lab, submission, folders["workspace"])
        checks = checks_root / "checks"
        shutil.copytree(lab.checks, checks, ignore=shutil.ignore_patterns(*_LEFT_OUT))
        yield AttemptFolders(root, checks=checks, notes=tuple(notes), **folders)
    finally:
        for folder in (root, checks_root):
            _remove(folder)


def _remove(folder: Path) -> None:
    def make_writable(function: object, path: str, _error: BaseException) -> None:
        del function
        parent = os.path.dirname(path)  # noqa: PTH120  # bytes-odd names stay as they are
        for place in (parent, path):
            try:
                os.chmod(place, stat.S_IRWXU, follow_symlinks=False)  # noqa: PTH101
            except (OSError, NotImplementedError):
                continue
        try:
            shutil.rmtree(path) if os.path.isdir(path) and not os.path.islink(path) else os.unlink(path)  # noqa: PTH108, PTH112, PTH114
        except OSError:
            return

    if hasattr(shutil.rmtree, "avoids_symlink_attacks"):
        try:
            shutil.rmtree(folder)
        except OSError:
            shutil.rmtree(folder, onerror=lambda f, p, e: make_writable(f, p, e[1]))


def _lay_submission_over(lab: Lab, submission: Path, workspace: Path) -> list[str]:
    notes: list[str] = []
    count = size = 0
    for name in lab.edit:  # what the learner deleted is not put back from the starter
        (workspace / name).unlink(missing_ok=True)
    for name, path in _files(submission, notes):
        count += 1
        content = _read(path, MAX_BYTES - size)
        size += len(content)
        if count > MAX_FILES:
            raise RefusedFileError(f"the workspace has more than {MAX_FILES} files")
        target = workspace / name
        if name in _NEVER_TAKEN:
            continue
        if name not in lab.edit and target.exists():
            if target.is_file() and target.read_bytes() != content:
                notes.append(f"{name} is not yours to edit in this lab; the lab's own was used.")
            continue
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            target.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
        except OSError as error:
            raise RefusedFileError(f"{name} cannot be taken: {error.strerror}") from error
    return notes


def _files(folder: Path, notes: list[str]) -> Iterator[tuple[str, Path]]:
    for base, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in _LEFT_OUT and not (Path(base) / name).is_symlink())
        for name in sorted(files):
            path = Path(base) / name
            relative = path.relative_to(folder).as_posix()
            if not stat.S_ISREG(path.lstat().st_mode):
                notes.append(f"{relative} is not an ordinary file and was left out.")
            else:
                yield relative, path


def _read(path: Path, limit: int) -> bytes:
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise RefusedFileError(f"{path.name} is not an ordinary file")
        content = file.read(limit + 1)
    if len(content) > limit:
        raise RefusedFileError(f"the workspace holds more than {MAX_BYTES // 1024 // 1024} MiB")
    return content
