"""Reading, making and removing folders in folders, however deep hostile code made them."""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path


def files_below(folder: Path, left_out: Iterable[str] = ()) -> Iterator[os.DirEntry[str]]:
    """Yield all that is in a folder and is none, at any depth; links are not followed.

    `os.walk` does this by recursion, and so ends at the interpreter's limit. A folder that cannot be read has no files.

    Args:
        folder: Where to look.
        left_out: Names of folders that are passed over with all below them.
    """
    waiting, unwanted = [str(folder)], frozenset(left_out)
    while waiting:
        found: list[os.DirEntry[str]] = []
        with contextlib.suppress(OSError), os.scandir(waiting.pop()) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
        folders = [entry for entry in found if entry.is_dir(follow_symlinks=False)]
        yield from (entry for entry in found if not entry.is_dir(follow_symlinks=False))
        waiting += [entry.path for entry in reversed(folders) if entry.name not in unwanted]


def make_folder(folder: Path) -> None:
    """Make a folder and what leads to it, where that is not there yet; raises OSError."""
    missing = []
    while not folder.is_dir():
        missing.append(folder)
        folder = folder.parent
    for one in reversed(missing):
        one.mkdir(exist_ok=True)


def remove_tree(folder: Path) -> None:
    """Remove a folder with all that is in it; what cannot be removed stays.

    What lies deep is moved to the top first: so it takes neither recursion nor long paths nor many descriptors, and
    no link is ever followed.
    """
    try:
        top = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return
    try:
        waiting = _empty(top, top)
        while waiting:
            name = waiting.pop()
            with contextlib.suppress(OSError):
                waiting += _remove_folder(name, top)
    finally:
        os.close(top)
    with contextlib.suppress(OSError):
        folder.rmdir()


def _remove_folder(name: str, top: int) -> list[str]:
    """Remove a folder that lies at the top; return what was in it, which now lies there as well."""
    os.chmod(name, stat.S_IRWXU, dir_fd=top)  # pathlib has no dir_fd, here and below
    inner = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=top)
    try:
        moved = _empty(inner, top)
    finally:
        os.close(inner)
    os.rmdir(name, dir_fd=top)
    return moved


def _empty(inner: int, top: int) -> list[str]:
    """Remove all files in a folder and move its folders to the top; return their names there."""
    moved = []
    for name in os.listdir(inner):
        with contextlib.suppress(OSError):
            if not stat.S_ISDIR(os.stat(name, dir_fd=inner, follow_symlinks=False).st_mode):
                os.unlink(name, dir_fd=inner)
            elif inner == top:
                moved.append(name)
            else:
                os.chmod(name, stat.S_IRWXU, dir_fd=inner)  # a folder that cannot be written to cannot be moved
                fresh = f"moved-{secrets.token_hex(8)}"
                os.rename(name, fresh, src_dir_fd=inner, dst_dir_fd=top)
                moved.append(fresh)
    return moved
