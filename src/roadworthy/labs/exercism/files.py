"""Which file of an exercise goes where in a lab.

In Exercism all files of an exercise stand in one folder, and all code runs in one process. A lab has a side of the
learner's (starter/) and one of the checks, so a helper module goes to the side that imports it, and one that both
import to the learner's: a check is given a stand-in for it, and so sees the same classes as the learner's code does.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from roadworthy.errors import RoadworthyError
from roadworthy.labs.exercism.track import BrokenExerciseError
from roadworthy.labs.files import walk_files, why_unsafe
from roadworthy.labs.safe_files import read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from roadworthy.labs.exercism.track import Exercise, Files, Track

MOST_FILES = 200
MOST_BYTES = 8 * 1024 * 1024
_FOR_PEOPLE = ("README.md", "HELP.md", "HINTS.md")
_SETTINGS_OF_PYTEST = ("pytest.ini", "tox.ini", "setup.cfg", "pyproject.toml")


@dataclass
class Placed:
    """The files of a lab by name relative to it ("starter/leap.py"), and what its author should know.

    Attributes:
        contents: Name -> content.
        edit: The learner's files.
        remarks: What was left out, and why.
    """

    contents: dict[str, bytes] = field(default_factory=dict)
    edit: tuple[str, ...] = ()
    remarks: list[str] = field(default_factory=list)


def place_files(track: Track, exercise: Exercise, files: Files) -> Placed:
    """Return the starter, the reference and the checks of an exercise.

    Raises:
        BrokenExerciseError: A file is missing, too large, a link, or no Python.
    """
    reader = _Reader(track, exercise)
    examples = files.exemplar if exercise.kind == "concept" and files.exemplar else files.example or files.exemplar
    _require(exercise, files.solution, "solution")
    _require(exercise, files.test, "test")
    _require(exercise, examples, "example")
    for name in files.solution:
        if not name.endswith(".py"):
            raise BrokenExerciseError(f"the solution {name!r} is no Python", where=exercise.folder)
    for name in files.test:
        if not _is_test(name):
            raise BrokenExerciseError(f"the tests {name!r} are neither *_test.py nor test_*.py", where=exercise.folder)
    placed = Placed(edit=files.solution)
    for name in files.solution:
        placed.contents[f"starter/{name}"] = reader.read(name) if reader.has(name) else b""
        if not reader.has(name):
            placed.remarks.append(f"there is no stub {name}: the learner begins with an empty file")
    for solution, example in _pairs(files.solution, examples):
        placed.contents[f"reference/{solution}"] = reader.read(example)
    for name in files.test:
        placed.contents[f"checks/{name}"] = reader.read(name)
    _place_others(reader, files, placed)
    return placed


class _Reader:
    """Reads files of one exercise, within bounds and through no link."""

    def __init__(self, track: Track, exercise: Exercise) -> None:
        self._root = track.root
        self.folder = exercise.folder
        place = self._root
        for part in PurePosixPath(self.folder).parts:
            place /= part
            if place.is_symlink():
                raise BrokenExerciseError("is a link", where=str(place.relative_to(self._root)))
        if not place.is_dir():
            raise BrokenExerciseError("is listed in config.json, but there is no such folder", where=self.folder)
        self._left = MOST_BYTES
        self.names = [name for name, _path in walk_files(place)]

    def has(self, name: str) -> bool:
        return name in self.names

    def read(self, name: str) -> bytes:
        where = f"{self.folder}/{name}"
        if why := why_unsafe(name):
            raise BrokenExerciseError(f"the file name {name[:80]!r} {why}", where=self.folder)
        try:
            content = read_bytes(self._root, where)
        except RoadworthyError as error:
            raise BrokenExerciseError(error.message.replace(f"{self.folder}/", ""), where=where) from error
        self._left -= len(content)
        if self._left < 0:
            raise BrokenExerciseError(f"has more than {MOST_BYTES // 1024**2} MiB of files", where=self.folder)
        return content


def _require(exercise: Exercise, names: tuple[str, ...], what: str) -> None:
    if not names:
        raise BrokenExerciseError(f"names no {what} in files", where=f"{exercise.folder}/.meta/config.json")


def _pairs(solutions: tuple[str, ...], examples: tuple[str, ...]) -> Iterable[tuple[str, str]]:
    """Yield (file of the reference, example): by name where they agree, else by position, else under its own name."""
    left = [name for name in solutions if PurePosixPath(name).name not in {PurePosixPath(e).name for e in examples}]
    for example in examples:
        own = PurePosixPath(example).name
        same = next((name for name in solutions if PurePosixPath(name).name == own), None)
        yield same or (left.pop(0) if left else own), example


def _place_others(reader: _Reader, files: Files, placed: Placed) -> None:
    """Place what is neither solution nor test nor example: helpers, data, conftest.py."""
    taken = {*files.solution, *files.test}
    others = [name for name in reader.names if name not in taken and not _is_no_learners(name)]
    missing = [name for name in files.editor if not reader.has(name)]
    if missing:
        raise BrokenExerciseError("is missing", where=f"{reader.folder}/{missing[0]}")
    if len(others) > MOST_FILES:
        raise BrokenExerciseError(f"has more than {MOST_FILES} files", where=reader.folder)
    contents = {name: reader.read(name) for name in others}
    used_by_learner = _reach(contents, [placed.contents[n] for n in placed.contents if not n.startswith("checks/")])
    used_by_checks = _reach(contents, [placed.contents[n] for n in placed.contents if n.startswith("checks/")])
    for name, content in contents.items():
        last = PurePosixPath(name).name
        if last in _SETTINGS_OF_PYTEST:
            placed.remarks.append(f"{name} was left out: the judge runs pytest with its own settings")
        elif last == "conftest.py":
            placed.contents[f"checks/{name}"] = content
        elif _is_test(name) and name not in used_by_checks | used_by_learner:
            placed.remarks.append(f"{name} was left out: it is not among the tests in .meta/config.json")
        elif not name.endswith(".py"):  # data: tests read it beside themselves, or in the working folder
            placed.contents[f"checks/{name}"] = placed.contents[f"starter/{name}"] = content
        elif name in used_by_checks and name not in used_by_learner:
            placed.contents[f"checks/{name}"] = content
        else:
            placed.contents[f"starter/{name}"] = content


def _is_no_learners(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return any(part.startswith(".") for part in parts) or (len(parts) == 1 and parts[0] in _FOR_PEOPLE)


def _is_test(name: str) -> bool:
    last = PurePosixPath(name).name
    return fnmatch(last, "*_test.py") or fnmatch(last, "test_*.py")


def _reach(helpers: Mapping[str, bytes], sources: Iterable[bytes]) -> frozenset[str]:
    """Return the helper modules that the sources import, directly or through one another."""
    by_module: dict[str, list[str]] = {}
    for name in helpers:
        if name.endswith(".py"):
            by_module.setdefault(PurePosixPath(name).parts[0].removesuffix(".py"), []).append(name)
    found: set[str] = set()
    waiting = list(sources)
    while waiting:
        for module in _imports(waiting.pop()):
            for name in by_module.get(module, ()):
                if name not in found:
                    found.add(name)
                    waiting.append(helpers[name])
    return frozenset(found)


def _imports(source: bytes) -> set[str]:
    """Return the top-level names of the modules that a source imports; of none if it is no Python."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
        elif isinstance(node, ast.ImportFrom):
            found |= {alias.name for alias in node.names}
    return found
