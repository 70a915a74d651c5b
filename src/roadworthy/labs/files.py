"""Walking, hashing and laying over each other the files of labs and workspaces; never following a link."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import stat
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from roadworthy.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

# What tools leave behind, and what no attempt consists of.
IGNORED_FOLDERS = frozenset(
    {
        ".git",
        ".hg",
        ".venv",
        "__pycache__",
        ".pytest_cache",
        ".mypy_cache",
        ".ruff_cache",
        ".hypothesis",
        "node_modules",
    }
)
_LEFT_BEHIND = re.compile(r".*\.py[co]|.*~|.*\.swp|\..*\.tmp", re.DOTALL)
MARKER = ".roadworthy.toml"
LONGEST_NAME = 200
LARGEST_HASHED = 32 * 1024 * 1024

# Control characters other than tab, line feed and carriage return, and what makes text read differently from what it
# is: embeddings, overrides and isolates of text direction.
_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def walk_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield (POSIX path relative to the folder, path) of every regular file, in the order of the names.

    Links, FIFOs and devices are passed over, and so is what tools leave behind (caches, `.git`). A folder that does
    not exist has no files.
    """
    yield from _walk(str(folder), "")


def is_left_out(name: str) -> bool:
    """Return True for a path that `walk_files` passes over: what tools leave behind."""
    *folders, file = name.split("/")
    return not IGNORED_FOLDERS.isdisjoint(folders) or _LEFT_BEHIND.fullmatch(file) is not None


def _walk(folder: str, prefix: str) -> Iterator[tuple[str, Path]]:
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return
    for entry in found:
        if entry.is_dir(follow_symlinks=False):
            if entry.name not in IGNORED_FOLDERS:
                yield from _walk(entry.path, f"{prefix}{entry.name}/")
        elif entry.is_file(follow_symlinks=False) and not _LEFT_BEHIND.fullmatch(entry.name):
            yield prefix + entry.name, Path(entry.path)


def hash_files(
    files: Iterable[tuple[str, Path]], *, salt: bytes = b"", instead: Mapping[str, bytes] | None = None
) -> str:
    """Return the SHA-256 (hex) of names and contents, each with its length so that no two sets read the same.

    Args:
        files: Names and where they are.
        salt: What else the hash depends on.
        instead: Name -> content that is taken for that of the file.

    Raises:
        UsageError: The files are larger than `LARGEST_HASHED` together, or one is no plain file any more.
    """
    return _hash(_read_all(files, instead or {}), salt)


def hash_contents(files: Mapping[str, bytes]) -> str:
    """Return what `hash_files` would for files of these names and contents."""
    return _hash(sorted(files.items(), key=lambda entry: entry[0].split("/")), b"")


def _read_all(files: Iterable[tuple[str, Path]], instead: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    room = LARGEST_HASHED
    for name, path in files:
        content = instead[name] if name in instead else _read_plain(path, room)
        room -= len(content)
        yield name, content


def _hash(files: Iterable[tuple[str, bytes]], salt: bytes) -> str:
    digest = hashlib.sha256(b"%d\0%b" % (len(salt), salt))
    for name, content in files:
        encoded = name.encode("utf-8", "surrogateescape")
        digest.update(b"%d\0%b%d\0" % (len(encoded), encoded, len(content)))
        digest.update(content)
    return digest.hexdigest()


def _read_plain(path: Path, most: int) -> bytes:
    """Read a file that somebody may be swapping for a link or a FIFO at this moment."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", where=str(path)) from error
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise UsageError("is not a plain file", where=str(path))
        content = file.read(most + 1)
    if len(content) > most:
        raise UsageError(f"is too large: files may have {LARGEST_HASHED // 1024**2} MiB together", where=str(path))
    return content


def lay_over(target: Path, *layers: Path) -> None:
    """Copy the files of each layer into `target`, a later layer over an earlier one; modes are kept.

    Args:
        target: A folder, made if need be.
        layers: Folders, such as a lab's starter and then its reference.
    """
    target.mkdir(parents=True, exist_ok=True)
    for layer in layers:
        for name, path in walk_files(layer):
            place = target / name
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, place, follow_symlinks=False)


def why_unsafe(name: str) -> str:
    """Return why this is no name for a file of a workspace ("leads out of the workspace"), or "" if it is one."""
    if not name:
        return "is empty"
    if len(name) > LONGEST_NAME:
        return f"is longer than {LONGEST_NAME} characters"
    if any(unicodedata.category(character)[0] == "C" for character in name):
        return "holds an invisible or control character"
    if name.startswith("/") or "\\" in name:
        return "is not a relative path with forward slashes"
    parts = name.split("/")
    if ".." in parts:
        return "leads out of the workspace"
    if "" in parts or "." in parts:
        return "has an empty part"
    if any(part.startswith("-") for part in parts):
        return "begins with a dash, like an option"
    if any(part.casefold() in IGNORED_FOLDERS for part in parts[:-1]) or parts[-1].casefold() in (".git", MARKER):
        return "belongs to a tool"
    return ""


def find_hidden_character(text: str) -> tuple[int, str] | None:
    """Return (1-based line, name of the character) of the first control or direction character, or None."""
    found = _HIDDEN.search(text)
    if found is None:
        return None
    return text.count("\n", 0, found.start()) + 1, unicodedata.name(found[0], f"U+{ord(found[0]):04X}")
