"""The learner's files as they are judged: the starter's, with theirs over it, read once and safely."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from roadworthy.judge.trees import files_below
from roadworthy.labs import Lab, hash_contents, submitted_names, walk_files

MAX_FILES = 2000
MAX_BYTES = 32 * 1024 * 1024
_LEFT_OUT = frozenset({".git", ".venv", "__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis"})
_NEVER_TAKEN = frozenset({"BRIEF.md", ".roadworthy.toml"})
"""Ours, put beside the learner's files when the workspace was made."""


@dataclass(frozen=True)
class Submission:
    """What is judged.

    Attributes:
        files: POSIX path in the workspace -> (permission bits, content).
        notes: What the learner should know about which files were taken.
        hash: SHA-256 (hex) of the learner's own files.
    """

    files: Mapping[str, tuple[int, bytes]]
    notes: tuple[str, ...]
    hash: str

    def source_line(self, file: str, line: int) -> str:
        """Return a line of a file as it was submitted, without its indentation; "" if there is no such line."""
        _, content = self.files.get(file, (0, b""))
        lines = content.decode("utf-8", "replace").splitlines()
        return lines[line - 1].strip()[:400] if 0 < line <= len(lines) else ""


class RefusedFileError(Exception):
    """A file of the learner's cannot be taken; the message says which and why."""


def read_submission(lab: Lab, folder: Path) -> Submission:
    """Read a learner's files; no link in them is followed.

    Raises:
        RefusedFileError: Too many or too large files, or one that turned into something else meanwhile.
        OSError: One cannot be read.
    """
    starter = dict(_starter(lab.starter, lab.starter_hash))
    files = {name: entry for name, entry in starter.items() if name not in lab.edit}
    own: dict[str, bytes] = {}
    notes: list[str] = []
    count = size = 0
    mine = submitted_names(lab, starter)
    for name, path in _files(folder, notes):
        count += 1
        mode, content = _read(path, MAX_BYTES - size)
        size += len(content)
        if count > MAX_FILES:
            raise RefusedFileError(f"the workspace has more than {MAX_FILES} files")
        if mine(name):
            own[name] = content
        if name in _NEVER_TAKEN:
            continue
        if name not in lab.edit and name in starter:
            if starter[name][1] != content:
                notes.append(f"{name} is not yours to edit in this lab; the lab's own was used.")
            continue
        if clash := _clash(name, files):
            raise RefusedFileError(f"{name} cannot be taken: {clash} is a file")
        files[name] = (mode, content)
    return Submission(files, tuple(notes), hash_contents(own))


@lru_cache(maxsize=256)
def _starter(folder: Path, _hash: str) -> tuple[tuple[str, tuple[int, bytes]], ...]:
    return tuple((name, (_mode(path.stat().st_mode), path.read_bytes())) for name, path in walk_files(folder))


def _clash(name: str, files: Mapping[str, object]) -> str:
    """Return the file whose name is a folder of this one, or "" if there is none."""
    parts = name.split("/")[:-1]
    folders = ("/".join(parts[: end + 1]) for end in range(len(parts)))
    return next((folder for folder in folders if folder in files), "")


def _mode(bits: int) -> int:
    return 0o755 if bits & 0o100 else 0o644


def _files(folder: Path, notes: list[str]) -> Iterator[tuple[str, str]]:
    for entry in files_below(folder, _LEFT_OUT):
        relative = entry.path.removeprefix(f"{folder}/")
        if entry.is_file(follow_symlinks=False):
            yield relative, entry.path
        elif not os.path.isdir(entry.path):  # noqa: PTH112  # names may be odd bytes; a link to a folder is passed over without a word
            notes.append(f"{relative} is not an ordinary file and was left out.")


def _read(path: str, limit: int) -> tuple[int, bytes]:
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise RefusedFileError(f"{os.path.basename(path)} is not an ordinary file")  # noqa: PTH119
        content = file.read(limit + 1)
    if len(content) > limit:
        raise RefusedFileError(f"the workspace holds more than {MAX_BYTES // 1024 // 1024} MiB")
    return _mode(status.st_mode), content
