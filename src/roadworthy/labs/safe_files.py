"""Reading and writing single files inside one folder, such that no name, link or race leads out of it."""

from __future__ import annotations

import os
import secrets
import stat
from contextlib import contextmanager
from typing import TYPE_CHECKING

from roadworthy.errors import NotFoundError, UsageError
from roadworthy.labs.files import why_unsafe

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LARGEST_FILE = 1024 * 1024

_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


def read_bytes(folder: Path, name: str) -> bytes:
    """Return the content of a file in the folder.

    Raises:
        NotFoundError: There is no such file.
        UsageError: The name leads elsewhere, or this is no plain file of at most `LARGEST_FILE` bytes.
    """
    with _parent(folder, name, make=False) as (parent, last):
        try:
            # Not to block on a FIFO, which the check below then refuses.
            handle = os.open(last, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=parent)
        except FileNotFoundError as error:
            raise NotFoundError(f"there is no file {name!r}", where=str(folder)) from error
        except OSError as error:
            raise UsageError(f"{name!r} cannot be read: {error.strerror}", where=str(folder)) from error
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise UsageError(f"{name!r} is not a plain file", where=str(folder))
            content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise UsageError(f"{name!r} is larger than {LARGEST_FILE // 1024} KiB", where=str(folder))
    return content


def read_text(folder: Path, name: str) -> str:
    """Return the text of a file in the folder.

    Raises:
        NotFoundError: There is no such file.
        UsageError: The name leads elsewhere, or the file is no text (UTF-8) of at most `LARGEST_FILE` bytes.
    """
    try:
        return read_bytes(folder, name).decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"{name!r} is not text in UTF-8", where=str(folder)) from error


def write_text(folder: Path, name: str, text: str) -> None:
    """Write a file in the folder atomically; folders on the way are made, and an existing file keeps its mode.

    Raises:
        UsageError: The name leads elsewhere or stands for something that is no plain file, or the text is too large
            or cannot be written as UTF-8. Nothing has changed then.
    """
    try:
        content = text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise UsageError(f"the text for {name!r} holds half a character", where=str(folder)) from error
    if len(content) > LARGEST_FILE:
        raise UsageError(f"{name!r} would be larger than {LARGEST_FILE // 1024} KiB", where=str(folder))
    with _parent(folder, name, make=True) as (parent, last):
        write_bytes_at(parent, last, content, mode=_mode_of_plain_file(parent, last, name, folder))


def write_bytes_at(parent: int, name: str, content: bytes, *, mode: int) -> None:
    """Write `content` to `name` in the open folder `parent`: a temporary file beside it, then a rename."""
    temporary = f".{secrets.token_hex(8)}.tmp"
    handle = os.open(
        temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, mode, dir_fd=parent
    )
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        os.replace(temporary, name, src_dir_fd=parent, dst_dir_fd=parent)
    except BaseException:
        os.unlink(temporary, dir_fd=parent)
        raise


def _mode_of_plain_file(parent: int, last: str, name: str, folder: Path) -> int:
    try:
        found = os.stat(last, dir_fd=parent, follow_symlinks=False)
    except FileNotFoundError:
        return 0o644
    if not stat.S_ISREG(found.st_mode):
        raise UsageError(f"{name!r} is not a plain file", where=str(folder), hint="remove it first")
    return stat.S_IMODE(found.st_mode)


@contextmanager
def _parent(folder: Path, name: str, *, make: bool) -> Iterator[tuple[int, str]]:
    """Open the folder that `name` is in, step by step without following links; yield (descriptor, last part)."""
    if why := why_unsafe(name):
        raise UsageError(f"the file name {name[:80]!r} {why}", where=str(folder))
    *steps, last = name.split("/")
    current = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for step in steps:
            current = _step_into(current, step, name, folder, make=make)
        yield current, last
    finally:
        os.close(current)


def _step_into(current: int, step: str, name: str, folder: Path, *, make: bool) -> int:
    if make:
        try:
            os.mkdir(step, 0o755, dir_fd=current)
        except FileExistsError:
            pass  # the usual case
        except OSError as error:
            raise UsageError(f"{name!r} cannot be written: {error.strerror}", where=str(folder)) from error
    try:
        following = os.open(step, _DIRECTORY, dir_fd=current)
    except FileNotFoundError as error:
        raise NotFoundError(f"there is no file {name!r}", where=str(folder)) from error
    except OSError as error:  # a link or a plain file where a folder should be
        raise UsageError(f"{name!r} leads through something that is no folder", where=str(folder)) from error
    os.close(current)
    return following
