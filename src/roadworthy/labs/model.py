"""What a lab is, once its folder has been read."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from roadworthy.labs.files import hash_files, walk_files
from roadworthy.labs.locate import without_table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Limits:
    """What one attempt may use; lab.toml's `[limits]` changes single values.

    Attributes:
        seconds: Wall time of one check.
        memory_mb: Memory of the learner's processes together, in MiB.
        processes: Processes and threads of the learner at any one time.
        output_kb: What the learner's code may print, in KiB.
    """

    seconds: float = 10.0
    memory_mb: int = 512
    processes: int = 64
    output_kb: int = 256


@dataclass(frozen=True)
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
        limits: What an attempt may use.
        origin: Where the lab was imported from ("exercism"); "" for one that was written for Roadworthy.
        tells: Skill -> the checks (function names) that are about it; a check that is nowhere is about all skills.
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
    limits: Limits = field(default_factory=Limits)
    origin: str = ""
    tells: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

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

    def mutant(self, name: str) -> Path:
        """Return the overlay on `reference` that holds the mistake of this name."""
        return self.folder / "mutants" / name

    @cached_property
    def hash(self) -> str:
        """SHA-256 (hex) of what decides a verdict: checks, starter, environment, components, files to edit, limits.

        Brief, hints, reference and mutants are not in it: a better hint does not put evidence in doubt.
        Read from disk on first use and kept; read the lab again to see a change.
        """
        rules = {
            "components": self.components,
            "edit": self.edit,
            "environment": self.environment,
            "limits": asdict(self.limits),
        }
        files = [
            (f"{part}/{name}", path) for part in ("checks", "starter") for name, path in walk_files(self.folder / part)
        ]
        return hash_files(files, salt=json.dumps(rules, sort_keys=True).encode())

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 (hex) of every file of the lab: what a finding of `verify` is about."""
        return hash_files(walk_files(self.folder))

    @cached_property
    def trials_hash(self) -> str:
        """SHA-256 (hex) of what mutants and attacks are tried against: every file of the lab, without `[tells]`.

        That table changes nothing of what a learner must do or of what catches a mistake, so what stood all trials
        still stands them. What is said in it is held against the checks and the starter whenever the lab is looked at.
        """
        manifest = without_table((self.folder / "lab.toml").read_bytes(), "tells")
        return hash_files(walk_files(self.folder), instead={"lab.toml": manifest})

    @cached_property
    def starter_hash(self) -> str:
        """SHA-256 (hex) of the starter's files, to tell whether a workspace was made from this starter."""
        return hashlib.sha256(hash_files(walk_files(self.starter)).encode()).hexdigest()
