"""The learner's copy of a lab's starter, where they write code; the same files in terminal and browser."""

from __future__ import annotations

import itertools
import os
import shutil
import stat
import tempfile
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from roadworthy.errors import NotFoundError, UsageError
from roadworthy.labs.files import MARKER, hash_files, is_left_out, lay_over, walk_files
from roadworthy.labs.safe_files import LARGEST_FILE, read_text, write_text

if TYPE_CHECKING:
    from collections.abc import Callable, Container
    from datetime import date

    from roadworthy.labs.model import Lab

BRIEF = "BRIEF.md"
MOST_FILES = 200
MOST_TEXT = 4 * LARGEST_FILE


@dataclass(frozen=True)
class Workspace:
    """A learner's files for one lab.

    Attributes:
        lab: The lab they are for.
        folder: Absolute path of the folder.
    """

    lab: Lab
    folder: Path

    @property
    def outdated(self) -> bool:
        """Return True if the lab's starter has changed since this workspace was made from it."""
        return _read_marker(self.folder).get("starter") != self.lab.starter_hash

    def files(self) -> dict[str, str]:
        """Return the text files by name (POSIX, relative): those that the learner writes first, then the others.

        Binary files, links, what tools leave behind and the brief are left out; so is what goes beyond `MOST_FILES`
        files or `MOST_TEXT` characters together.
        """
        others = (name for name, _path in walk_files(self.folder) if name not in (MARKER, BRIEF, *self.lab.edit))
        found: dict[str, str] = {}
        room = MOST_TEXT
        for name in itertools.chain(self.lab.edit, others):
            if len(found) == MOST_FILES:
                break
            try:
                text = self.read(name)
            except (UsageError, NotFoundError):
                continue
            room -= len(text)
            if room >= 0:
                found[name] = text
        return found

    def read(self, name: str) -> str:
        """Return the text of a file.

        Args:
            name: POSIX path relative to the workspace.

        Raises:
            NotFoundError: There is no such file.
            UsageError: The name leads out of the workspace, or this is no text of at most `LARGEST_FILE` bytes.
        """
        return read_text(self.folder, name)

    def write(self, name: str, text: str) -> None:
        """Write a file atomically.

        Args:
            name: POSIX path relative to the workspace; folders on the way are made.
            text: At most `LARGEST_FILE` bytes of UTF-8.

        Raises:
            UsageError: The name leads out of the workspace or is taken by something else, or the text is too large.
        """
        write_text(self.folder, name, text)

    def reset(self) -> Path:
        """Put the starter's files back, and return the folder beside this one that keeps what was there.

        The copy is complete before anything changes. The folder itself stays, so that shells, editors and watchers
        that are in it stay with it; a reset that was interrupted is finished by another.
        """
        stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
        kept = self.folder.parent / f"{self.lab.id}.kept-{stamp}"
        _publish(kept, lambda folder: _copy_everything(self.folder, folder))
        starter = dict(walk_files(self.lab.starter))
        for name, path in starter.items():
            _put_back(self.folder, name, path)
        for name, path in list(walk_files(self.folder)):
            if name not in starter and name not in (MARKER, BRIEF):
                path.unlink(missing_ok=True)
        _write_marker(self.folder, self.lab)
        return kept

    def submission_hash(self) -> str:
        """Return the SHA-256 (hex) of the learner's files: those to edit, and those the starter has not got."""
        return hash_submission(self.lab, self.folder)


def create_workspace(lab: Lab, root: Path) -> Workspace:
    """Return the lab's workspace under `root`, made from the starter if it isn't there yet; nothing is overwritten.

    Args:
        lab: The lab.
        root: Folder of all workspaces; made if need be.

    Raises:
        UsageError: The folder is taken by something else.
    """
    folder = root.absolute() / lab.id
    if not folder.is_dir() or not any(folder.iterdir()):
        root.mkdir(parents=True, exist_ok=True)
        try:
            _publish(folder, lambda temporary: _fill(temporary, lab))
        except OSError as error:
            if not folder.is_dir():  # else somebody else was quicker, and theirs is as good
                raise UsageError(f"cannot be made: {error.strerror}", where=str(folder)) from error
    found = open_workspace(lab, root)
    if found is None:
        message = f"this folder is not a workspace of the lab {lab.id}"
        raise UsageError(
            message, where=str(folder), hint="move it away, or set ROADWORTHY_WORKSPACES to another folder"
        )
    return found


def create_review(lab: Lab, root: Path, day: date, *, variant: int | None) -> Workspace:
    """Return a folder beside the lab's workspace in which the lab is done again; one of that day stays as it is.

    Args:
        lab: The lab.
        root: Folder of all workspaces; made if need be.
        day: Names the folder, so that each review has its own.
        variant: Which of the lab's mistakes has to be found, counted from 0: the folder holds its solution with that
            mistake. None: the folder holds the starter.

    Raises:
        UsageError: The folder cannot be made.
    """
    folder = _review_folder(lab, root, day)
    layers = [] if variant is None else [lab.reference, lab.mutant(list(lab.mutants)[variant % len(lab.mutants)])]
    if not folder.is_dir():
        root.mkdir(parents=True, exist_ok=True)
        try:
            _publish(folder, lambda temporary: _fill(temporary, lab, *layers))
        except OSError as error:
            if not folder.is_dir():
                raise UsageError(f"cannot be made: {error.strerror}", where=str(folder)) from error
    return Workspace(lab, folder)


def find_review(lab: Lab, root: Path, day: date) -> Workspace | None:
    """Return the lab's review that was begun on a day, or None."""
    return open_review(lab, root, _review_folder(lab, root, day))


def _review_folder(lab: Lab, root: Path, day: date) -> Path:
    return root.absolute() / f"{lab.id}.review-{day:%Y%m%d}"


def open_review(lab: Lab, root: Path, inside: Path) -> Workspace | None:
    """Return the lab's review that `inside` is or lies in, or None."""
    for folder in (inside.absolute(), *inside.absolute().parents):
        if folder.parent.resolve() == root.resolve() and folder.name.startswith(f"{lab.id}.review-"):
            return Workspace(lab, folder) if _read_marker(folder).get("lab") == lab.id else None
    return None


def open_workspace(lab: Lab, root: Path) -> Workspace | None:
    """Return the lab's workspace under `root`, or None if there is none."""
    folder = root.absolute() / lab.id
    return Workspace(lab, folder) if _read_marker(folder).get("lab") == lab.id else None


def workspace_lab(folder: Path) -> str | None:
    """Return the id of the lab whose workspace `folder` is or lies in, or None."""
    for place in (folder.absolute(), *folder.absolute().parents):
        if lab_id := _read_marker(place).get("lab"):
            return lab_id
    return None


def hash_submission(lab: Lab, folder: Path) -> str:
    """Return the SHA-256 (hex) of a learner's files in `folder`: those to edit, and those the starter has not got."""
    mine = submitted_names(lab, {name for name, _path in walk_files(lab.starter)})
    return hash_files((name, path) for name, path in walk_files(folder) if mine(name))


def submitted_names(lab: Lab, starter: Container[str]) -> Callable[[str], bool]:
    """Return a function that tells whether a file of this name is the learner's own work.

    Args:
        lab: The lab.
        starter: Names of the starter's files.
    """
    edit = frozenset(lab.edit)

    def is_mine(name: str) -> bool:
        return name in edit or not (name in starter or name in (MARKER, BRIEF) or is_left_out(name))

    return is_mine


def _publish(target: Path, fill: Callable[[Path], None]) -> None:
    """Fill a folder beside `target` and rename it into place, so that a half-filled one is never seen."""
    temporary = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        temporary.chmod(0o755)
        fill(temporary)
        temporary.rename(target)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise


def _fill(folder: Path, lab: Lab, *over: Path) -> None:
    lay_over(folder, lab.starter, *over)
    (folder / BRIEF).write_text(lab.brief, encoding="utf-8")
    _write_marker(folder, lab)


def _write_marker(folder: Path, lab: Lab) -> None:
    text = f'# Made by `roadworthy start`; it tells whose workspace this is.\nlab = "{lab.id}"\nstarter = "{lab.starter_hash}"\n'
    temporary = folder / f"{MARKER}.tmp"
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(folder / MARKER)


def _read_marker(folder: Path) -> dict[str, str]:
    try:
        data = tomllib.loads((folder / MARKER).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return {}
    return {key: value for key, value in data.items() if isinstance(value, str)}


def _copy_everything(source: Path, target: Path) -> None:
    def special(folder: str, names: list[str]) -> list[str]:
        # A FIFO or a socket holds nothing to keep, and reading a FIFO would wait for ever.
        modes = ((name, os.lstat(Path(folder) / name).st_mode) for name in names)
        return [name for name, mode in modes if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode) or stat.S_ISLNK(mode))]

    shutil.copytree(source, target, symlinks=True, ignore=special, dirs_exist_ok=True)


def _put_back(folder: Path, name: str, source: Path) -> None:
    """Make `name` in the workspace what the starter says, whatever stands in its way (the kept copy has it)."""
    place = folder
    for part in name.split("/")[:-1]:
        place /= part
        if place.is_symlink() or (place.exists() and not place.is_dir()):
            place.unlink()
    target = folder / name
    if target.is_dir() and not target.is_symlink():
        shutil.rmtree(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.tmp")
    shutil.copy(source, temporary)
    temporary.replace(target)
