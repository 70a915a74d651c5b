"""The private folders of an uncontained attempt: the workspace, and, elsewhere, a copy of the checks."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from roadworthy.judge.owned import OwnedFolder
from roadworthy.judge.submission import RefusedFileError, Submission
from roadworthy.judge.trees import make_folder
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
    with OwnedFolder("attempt") as attempt, OwnedFolder("checks") as own:
        folders = {name: attempt.path / name for name in ("workspace", "home", "tmp")}
        for folder in folders.values():
            folder.mkdir()
        _lay_out(submission, folders["workspace"])
        checks = own.path / "checks"
        shutil.copytree(lab.checks, checks, ignore=shutil.ignore_patterns("__pycache__", ".pytest_cache"))
        yield AttemptFolders(attempt.path, checks=checks, **folders)


def _lay_out(submission: Submission, workspace: Path) -> None:
    for name, (mode, content) in submission.files.items():
        target = workspace / name
        try:
            make_folder(target.parent)
            target.write_bytes(content)
            target.chmod(mode)
        except OSError as error:
            raise RefusedFileError(f"{name} cannot be taken: {error.strerror}") from error
