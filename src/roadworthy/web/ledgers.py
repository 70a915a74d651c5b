"""Ledgers that come by the browser: compared with one another, or added to the learner's own after a look at what it does."""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from roadworthy.errors import ContentError, UsageError
from roadworthy.progress import (
    Matrix,
    SkillMastery,
    compare,
    import_ledger,
    read_document,
    rules,
)
from roadworthy.web.me import skill_title
from roadworthy.web.security import MAX_BODY

if TYPE_CHECKING:
    from roadworthy.storage import ImportOutcome
    from roadworthy.web.state import AppState

MOST_PEOPLE = 500
LARGEST_LEDGER = 16 * 1024 * 1024
"""Bytes of a ledger in the folder; one that comes by the browser is as large as a request may be."""


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A skill of a matrix: its title, how each person stands with it, and whether nobody has proven it."""

    skill: str
    title: str
    cells: tuple[SkillMastery, ...]
    is_gap: bool


@dataclass(frozen=True, slots=True)
class MatrixView:
    """People by skills, for people.

    Attributes:
        matrix: All of it.
        sections: Area of the catalogue -> its skills, in the matrix's order.
        titles: Skill -> title.
        roadmap: Slug of the roadmap whose skills they are, "" for all that anybody has proven.
    """

    matrix: Matrix
    sections: Mapping[str, tuple[MatrixRow, ...]]
    titles: Mapping[str, str]
    roadmap: str


def ledger_folder(state: AppState) -> Path:
    """Return the folder whose ledgers the matrix shows by itself."""
    return state.settings.data_dir.absolute() / "ledgers"


def ledgers_of_folder(state: AppState) -> dict[str, bytes]:
    """Return name -> content of the ledgers in the folder; links and what is too large are left out."""
    try:
        files = sorted(ledger_folder(state).glob("*.json"))
    except OSError:
        return {}
    usable = [file for file in files if file.is_file() and not file.is_symlink()]
    return {file.name: file.read_bytes() for file in usable if file.stat().st_size <= LARGEST_LEDGER}


def matrix_view(state: AppState, files: Mapping[str, bytes], roadmap: str = "") -> MatrixView:
    """Return who can do what.

    Args:
        state: For the labs, the skills and the roadmaps.
        files: File name -> exported ledger.
        roadmap: Slug, to show its skills and what of them nobody can; "" for all that anybody has proven.

    Raises:
        ContentError: One is no ledger.
        UsageError: There are none, too many, or two of one name.
        NotFoundError: No such roadmap.
    """
    made = make_matrix(state, files, roadmap)
    gaps = set(made.gaps)
    sections: dict[str, list[MatrixRow]] = {}
    for skill in made.skills:
        area = state.skills[skill].area if skill in state.skills else "Not in the catalogue"
        cells = tuple(made.cell(person, skill) for person in made.people)
        row = MatrixRow(skill, skill_title(state, skill), cells, skill in gaps)
        sections.setdefault(area, []).append(row)
    return MatrixView(
        made,
        {area: tuple(rows) for area, rows in sections.items()},
        {skill: skill_title(state, skill) for skill in made.skills},
        roadmap,
    )


def make_matrix(state: AppState, files: Mapping[str, bytes], roadmap: str = "") -> Matrix:
    """Return who can do what; arguments and errors as of `matrix_view`."""
    if not files:
        raise UsageError("there is no ledger", hint="choose what `roadworthy progress export` wrote, one file a person")
    if len(files) > MOST_PEOPLE:
        raise UsageError(f"those are more than {MOST_PEOPLE} people", hint="compare fewer at once")
    documents = {name: read_document(data, name) for name, data in files.items()}
    read = state.read(state.store.roadmap(roadmap)) if roadmap else None
    by = rules(state.labs, state.skills, state.settings.retention)
    return compare(documents, by, road=(read.roadmap, read.matches) if read else None)


def numbered(files: Iterable[tuple[str, bytes]]) -> dict[str, bytes]:
    """Return name -> content; what is called like another gets a number."""
    found: dict[str, bytes] = {}
    for name, data in files:
        path = Path(name.replace("\\", "/"))
        unique, number = path.name or "ledger.json", 2
        while unique in found:
            unique = f"{path.stem} {number}{path.suffix}"
            number += 1
        found[unique] = data
    return found


def take_in(state: AppState, data: bytes, name: str, *, dry_run: bool) -> ImportOutcome:
    """Add an exported ledger to the learner's own, or only say what that would do.

    Raises:
        ContentError: It is no ledger.
        UsageError: It is somebody else's, was exported without code, or contradicts what is there.
    """
    return import_ledger(state.store, state.learner, read_document(data, name), dry_run=dry_run)


def packed(data: bytes) -> str:
    """Return bytes as short text, to be sent along in a form."""
    return base64.b64encode(zlib.compress(data, 6)).decode("ascii")


def unpacked(text: str) -> bytes:
    """Return what was packed. Raises ContentError if it was not, or is larger than a request may be."""
    try:
        opened = zlib.decompressobj()
        data = opened.decompress(base64.b64decode(text, validate=True), MAX_BODY)
    except (binascii.Error, ValueError, zlib.error):
        raise ContentError("the ledger did not come back whole", hint="choose the file again") from None
    if not opened.eof:
        raise ContentError("the ledger did not come back whole", hint="choose the file again")
    return data
