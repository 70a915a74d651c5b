"""Reading one lab's folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roadworthy.labs.manifest import read_manifest
from roadworthy.labs.problems import Problems
from roadworthy.labs.rules import check_content, check_known

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from roadworthy.errors import ContentError
    from roadworthy.labs.model import Lab


def load_lab(
    folder: Path,
    *,
    skills: Collection[str] | None = None,
    components: Collection[str] | None = None,
    environments: Collection[str] | None = None,
) -> Lab:
    """Read a lab and hold it against every rule of docs/lab-format.md.

    Args:
        folder: The lab's folder.
        skills: Ids that exist; None leaves the lab's unchecked.
        components: Names that exist, likewise.
        environments: Names that exist, likewise.

    Raises:
        ContentError: It breaks a rule; `where` is the file and line. `inspect_lab` returns all of them.
    """
    lab, problems = inspect_lab(folder, skills=skills, components=components, environments=environments)
    if problems or lab is None:
        raise problems[0]
    return lab


def inspect_lab(
    folder: Path,
    *,
    skills: Collection[str] | None = None,
    components: Collection[str] | None = None,
    environments: Collection[str] | None = None,
    notes: list[ContentError] | None = None,
) -> tuple[Lab | None, tuple[ContentError, ...]]:
    """Return the lab, or None if its `lab.toml` cannot be read, and everything that is wrong with it.

    The arguments are those of `load_lab`; `notes` is given what an imported lab need not keep.
    """
    problems = Problems()
    lab = read_manifest(folder.absolute(), problems)
    if lab is not None:
        check_known(lab, problems, skills=skills, components=components, environments=environments)
        check_content(lab, problems)
    if notes is not None:
        notes += problems.notes
    return lab, tuple(problems.found)
