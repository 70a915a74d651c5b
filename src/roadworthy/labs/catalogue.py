"""The labs of this machine: our own, those of installed packs, and those of folders that are named."""

from __future__ import annotations

import importlib.resources
import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType

from roadworthy.errors import ContentError, NotFoundError
from roadworthy.labs.manifest import FILE, locate, read_manifest, suggest
from roadworthy.labs.model import Lab
from roadworthy.labs.problems import Problems

ENTRY_POINT_GROUP = "roadworthy.packs"


class LabCatalogue(Mapping[str, Lab]):
    """Labs by id, in the order of topic and name.

    Attributes:
        problems: What kept other labs out, and what is odd about those that are in. A bad lab hides no good one.
    """

    def __init__(self, labs: Mapping[str, Lab], problems: Sequence[ContentError] = ()) -> None:
        self._labs = dict(labs)
        self._proving: defaultdict[str, list[Lab]] = defaultdict(list)
        for lab in self._labs.values():
            for skill in lab.skills:
                self._proving[skill].append(lab)
        self.problems = tuple(problems)

    def __getitem__(self, lab_id: str) -> Lab:
        return self._labs[lab_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._labs)

    def __len__(self) -> int:
        return len(self._labs)

    def named(self, lab_id: str) -> Lab:
        """Return the lab of this id; also "topic/id" is understood.

        Raises:
            NotFoundError: There is none; the hint names the nearest.
        """
        found = self._labs.get(lab_id.rsplit("/", 1)[-1])
        if found is None or ("/" in lab_id and lab_id != f"{found.topic}/{found.id}"):
            import difflib

            near = difflib.get_close_matches(lab_id.rsplit("/", 1)[-1], self._labs, n=1, cutoff=0.5)
            hint = f"did you mean {near[0]!r}?" if near else "`roadworthy list` shows all labs"
            raise NotFoundError(f"there is no lab {lab_id!r}", hint=hint)
        return found

    def proving(self, skill_id: str) -> tuple[Lab, ...]:
        """Return the labs that prove a skill, the easiest first."""
        return tuple(sorted(self._proving.get(skill_id, ()), key=lambda lab: (lab.difficulty, lab.minutes)))

    def topics(self) -> dict[str, tuple[Lab, ...]]:
        """Return the labs of each topic, both in the order of their names."""
        found: defaultdict[str, list[Lab]] = defaultdict(list)
        for lab in self._labs.values():
            found[lab.topic].append(lab)
        return {topic: tuple(found[topic]) for topic in sorted(found)}


def find_labs(packs: Sequence[Path] = ()) -> LabCatalogue:
    """Return every lab of this machine: built in, from the entry points "roadworthy.packs", and from the folders given.

    Only each `lab.toml` is read, so that it is quick; `load_lab` and `roadworthy verify` look at the rest.

    Args:
        packs: Folders that hold topic folders that hold lab folders.
    """
    problems = Problems()
    labs: dict[str, Lab] = {}
    for pack in (built_in_labs(), *_installed_packs(problems), *packs):
        for lab in read_pack(pack, problems):
            if (other := labs.get(lab.id)) is None:
                labs[lab.id] = lab
            elif other.folder != lab.folder:
                problems.add(
                    lab.folder, f"there is another lab {lab.id!r} in {other.folder}", hint="rename one of them"
                )
    _check_after(labs, problems)
    ordered = sorted(labs.values(), key=lambda lab: (lab.topic, lab.id))
    return LabCatalogue({lab.id: lab for lab in ordered}, problems.found)


def built_in_labs() -> Path:
    """Return the folder of the labs that come with Roadworthy."""
    return Path(str(importlib.resources.files("roadworthy_content"))) / "labs"


def read_pack(pack: Path, problems: Problems) -> Iterator[Lab]:
    """Yield the labs of one pack whose `lab.toml` is well-formed; `problems` is told of the others."""
    try:
        topics = _folders(pack)
    except OSError as error:
        problems.add(pack, f"is no pack: {error.strerror}", hint="a pack is a folder of topic folders of lab folders")
        return
    for topic in topics:
        for folder in _folders(topic):
            if (folder / FILE).exists() or (folder / "brief.md").exists() or (folder / "checks").is_dir():
                lab = read_manifest(folder, problems)
                if lab is not None:
                    yield lab


def _folders(folder: Path) -> list[Path]:
    with os.scandir(folder) as entries:
        names = sorted(entry.name for entry in entries if entry.is_dir() and entry.name[0] not in "._")
    return [folder.absolute() / name for name in names]


def _installed_packs(problems: Problems) -> Iterator[Path]:
    import importlib.metadata  # late: it takes as long as all of this file's work

    for entry in importlib.metadata.entry_points(group=ENTRY_POINT_GROUP):
        try:
            loaded = entry.load()
            yield Path(str(importlib.resources.files(loaded) if isinstance(loaded, ModuleType) else loaded))
        except Exception as error:
            message = f"the installed pack {entry.name!r} cannot be loaded: {type(error).__name__}: {error}"
            problems.add(Path(entry.value), message, hint="reinstall or remove it")


def _check_after(labs: Mapping[str, Lab], problems: Problems) -> None:
    """`after` is advice, so a lab with a wrong one stays in; but its author should hear of it."""
    for lab in labs.values():
        for position, other in enumerate(lab.after):
            if other not in labs:
                line = locate(lab, "after", position)
                message = f"after: there is no lab {other!r}"
                problems.add(lab.folder / FILE, message, line=line, hint=suggest(other, list(labs)))
        if lab.id in _everything_before(lab, labs):
            problems.add(lab.folder / FILE, f"after: {lab.id!r} comes after itself", line=locate(lab, "after"))


def _everything_before(lab: Lab, labs: Mapping[str, Lab]) -> set[str]:
    seen: set[str] = set()
    waiting = list(lab.after)
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += labs[name].after if name in labs else ()
    return seen
