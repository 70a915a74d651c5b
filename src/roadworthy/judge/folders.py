"""The private folders of an uncontained attempt: the workspace, and, elsewhere, a copy of the checks."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from roadworthy.judge.submission import RefusedFileError, Submission
from roadworthy.labs import Lab


@dataclass(frozen=True)
class AttemptFolders:
    """Where an attempt lives.

    Attributes:
        root: Everything the subject may see is under it.
        workspace: The learner's files as they are judged.
        home: The subject's HOME.
        tmp: For temporary files, of checks (tmp_path) and subject alike.
        checks: The checks, elsewhere.
    """

    root: Path
    workspace: Path
    home: Path
    tmp: Path
    checks: Path


@contextmanager
def attempt_folders(lab: Lab, submission: Submission) -> Iterator[AttemptFolders]:
    """Make the folders of an attempt and remove them afterwards.

    Raises:
        RefusedFileError: A file has a name that cannot be had here.
    """
    root = Path(tempfile.mkdtemp(prefix="roadworthy-")).resolve()
    checks_root = Path(tempfile.mkdtemp(prefix="roadworthy-checks-")).resolve()
    try:
        folders = {name: root / name for name in ("workspace", "home", "tmp")}
        for folder in folders.values():
            folder.mkdir()
        _lay_out(submission, folders["workspace"])
        checks = checks_root / "checks"
        shutil.copytree(lab.checks, checks, ignore=shutil.ignore_patterns("__pycache__", ".pytest_cache"))
        yield AttemptFolders(root, checks=checks, **folders)
    finally:
        for folder in (root, checks_root):
            _remove(folder)


def _lay_out(submission: Submission, workspace: Path) -> None:
    for name, (mode, content) in submission.files.items():
        target = workspace / name
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            target.chmod(mode)
        except OSError as error:
            raise RefusedFileError(f"{name} cannot be taken: {error.strerror}") from error


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
