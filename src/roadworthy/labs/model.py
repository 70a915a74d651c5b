"""What a lab is, once its folder has been read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Lab:
    """A lab folder, read and found to be well-formed (see docs/lab-format.md).

    Attributes:
        id: The folder's name, unique in a catalogue ("cache-aside").
        folder: Absolute path of the folder.
        topic: Name of the folder it stands in ("caching").
        title: For people.
        skills: Ids of the skill catalogue that a pass proves.
        minutes: How long it takes, 10 to 60 or so.
        difficulty: 1 (warm-up) to 5 (a day's work).
        environment: Name of the locked environment that subject and checks run in.
        components: Names of the components leased for an attempt.
        edit: Files (POSIX paths relative to the workspace) that the learner writes.
        after: Ids of labs worth doing first.
        mutants: Mutant's name -> the check that must catch it (a pytest function name, without parameters).
        hints: In the order a mentor would give them.
        stand_in: What stands in for the real component, or "" when it is the real thing.
        starter_may_pass: True for a refactoring lab, whose starter already works.
        hash: SHA-256 (hex) of everything in the folder that decides a verdict.
    """

    id: str
    folder: Path
    topic: str
    title: str
    skills: tuple[str, ...]
    minutes: int
    difficulty: int
    environment: str
    components: tuple[str, ...]
    edit: tuple[str, ...]
    after: tuple[str, ...]
    mutants: Mapping[str, str]
    hints: tuple[str, ...]
    stand_in: str
    starter_may_pass: bool
    hash: str

    @property
    def brief(self) -> str:
        """Return the brief, Markdown."""
        return (self.folder / "brief.md").read_text(encoding="utf-8")

    @property
    def starter(self) -> Path:
        """Return the folder the learner starts from."""
        return self.folder / "starter"

    @property
    def reference(self) -> Path:
        """Return the overlay on `starter` that passes."""
        return self.folder / "reference"

    @property
    def checks(self) -> Path:
        """Return the folder of the checks."""
        return self.folder / "checks"
