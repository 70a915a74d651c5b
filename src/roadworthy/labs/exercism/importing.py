"""From a track to a pack: built beside its place, then renamed into it, so that a half-made pack is never seen."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from roadworthy.errors import UsageError
from roadworthy.labs.exercism.files import place_files
from roadworthy.labs.exercism.publishing import publish
from roadworthy.labs.exercism.skills import skills_of
from roadworthy.labs.exercism.stubs import seems_finished
from roadworthy.labs.exercism.track import LEFT_OUT, BrokenExerciseError, read_track, unlisted
from roadworthy.labs.exercism.words import manifest, read_brief, read_hints, title_of
from roadworthy.labs.load import inspect_lab

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from roadworthy.labs.exercism.track import Exercise, Track
    from roadworthy.labs.model import Lab
    from roadworthy.skills import Catalogue


@dataclass(frozen=True, slots=True)
class ImportedExercise:
    """What became of one exercise.

    Attributes:
        exercise: Its slug, or its folder where it has none.
        outcome: "imported", "skipped" or "broken".
        lab: "topic/id" of the lab, "" if there is none.
        where: The file that is the reason, relative to the track; "" if there is none.
        reason: Why it is no lab, one line.
        remarks: What its author should know, one line each.
    """

    exercise: str
    outcome: str
    lab: str = ""
    where: str = ""
    reason: str = ""
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of a track.

    Attributes:
        pack: The folder of the pack.
        outcome: "new", "unchanged" or "replaced".
        kept: Where the replaced pack is now, or None.
        exercises: In the order of the track.
    """

    pack: Path
    outcome: str
    kept: Path | None
    exercises: tuple[ImportedExercise, ...]

    @property
    def broken(self) -> tuple[ImportedExercise, ...]:
        """Return the exercises that could not be imported."""
        return tuple(one for one in self.exercises if one.outcome == "broken")

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON-able data."""
        return asdict(self) | {"pack": str(self.pack), "kept": str(self.kept) if self.kept else None}


def import_track(
    source: Path,
    pack: Path,
    *,
    skills: Catalogue,
    taken: Collection[str] = (),
    everything: bool = False,
    replace_pack: bool = False,
    starter_passes: Callable[[Lab], bool] | None = None,
    on_progress: Callable[[str, int, int], None] | None = None,
) -> ImportReport:
    """Make a pack of labs from a track in Exercism's layout.

    Args:
        source: The track's folder; it is only read, and no link in it is followed.
        pack: Where the pack shall be.
        skills: Where the skills are that the track's concepts stand for.
        taken: Ids of labs that are there already; an exercise called like one becomes "exercism-ID".
        everything: Also exercises that are deprecated or in the works.
        replace_pack: Put the pack in the place of another one, which is kept beside it.
        starter_passes: Tries whether the starter of a lab passes; without it that is guessed.
        on_progress: Is told exercise, number of those done and of all.

    Raises:
        UsageError: This is no track, nothing in it can be imported, or another pack is in the way. Nothing was
            written then.
    """
    source, pack = source.absolute(), pack.absolute()
    track = read_track(source)
    if pack.is_relative_to(source) or source.is_relative_to(pack):
        raise UsageError("the pack cannot lie in the track, nor the track in it", where=str(pack))
    if pack.is_symlink() or (pack.exists() and not pack.is_dir()):
        raise UsageError("is no folder", where=str(pack), hint="name another place")
    pack.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=f".{pack.name}-", dir=pack.parent))
    try:
        temporary.chmod(0o755)
        results = _Importer(track, temporary, skills, taken, starter_passes).run(everything, on_progress)
        if not any(result.outcome == "imported" for result in results):
            first = next((f"{one.where}: {one.reason}" for one in results if one.outcome == "broken"), "it lists none")
            raise UsageError("no exercise of the track can be imported", where=str(source), hint=f"the first: {first}")
        outcome, kept = publish(temporary, pack, replace_pack=replace_pack)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return ImportReport(pack, outcome, kept, tuple(results))


class _Importer:
    def __init__(
        self,
        track: Track,
        pack: Path,
        skills: Catalogue,
        taken: Collection[str],
        starter_passes: Callable[[Lab], bool] | None,
    ) -> None:
        self._track = track
        self._pack = pack
        self._skills = skills
        self._starter_passes = starter_passes
        self._ids = {
            exercise.slug: f"exercism-{exercise.slug}" if exercise.slug in taken else exercise.slug
            for exercise in track.exercises
        }

    def run(self, everything: bool, on_progress: Callable[[str, int, int], None] | None) -> list[ImportedExercise]:
        chosen = [one for one in self._track.exercises if everything or one.entry.status not in LEFT_OUT]
        after = _order(chosen)
        results: list[ImportedExercise] = [
            ImportedExercise(name, "broken", where="config.json", reason=why) for name, why in self._track.malformed
        ]
        made: list[tuple[Exercise, int]] = []
        for number, exercise in enumerate(self._track.exercises):
            if on_progress:
                on_progress(exercise.slug, number, len(self._track.exercises))
            if exercise not in chosen:
                results.append(ImportedExercise(exercise.slug, "skipped", reason=f"it is {exercise.entry.status}"))
                continue
            try:
                results.append(self._one(exercise, after[exercise.slug]))
            except BrokenExerciseError as error:
                results.append(ImportedExercise(exercise.slug, "broken", where=error.where, reason=error.message))
            else:
                made.append((exercise, len(results) - 1))
        self._write_after(made, after)
        why = "config.json does not list it"
        return results + [ImportedExercise(folder, "skipped", reason=why) for folder in unlisted(self._track)]

    def _topic(self, exercise: Exercise) -> str:
        return f"{self._track.slug}-{exercise.kind}"

    def _one(self, exercise: Exercise, after: Sequence[str]) -> ImportedExercise:
        meta = self._track.meta(exercise)
        placed = place_files(self._track, exercise, meta.files)
        title = title_of(exercise)
        brief = read_brief(self._track, exercise, meta, title)
        folder = self._pack / self._topic(exercise) / self._ids[exercise.slug]
        placed.contents["brief.md"] = brief.encode()
        placed.contents["lab.toml"] = self._manifest(
            exercise, after, placed.edit, starter_may_pass=seems_finished(placed.contents)
        )
        _write(folder, placed.contents)
        try:
            if self._starter_passes and (lab := self._read(exercise, folder)):
                passes = self._starter_passes(lab)
                told = self._manifest(exercise, after, placed.edit, starter_may_pass=passes)
                (folder / "lab.toml").write_bytes(told)
            self._read(exercise, folder)
        except BaseException:
            shutil.rmtree(folder)
            raise
        lab_name = f"{self._topic(exercise)}/{folder.name}"
        return ImportedExercise(exercise.slug, "imported", lab_name, remarks=tuple(placed.remarks))

    def _read(self, exercise: Exercise, folder: Path) -> Lab | None:
        """Read the lab that was written; what is wrong with it is wrong with the exercise."""
        lab, problems = inspect_lab(folder)
        if problems:
            where = problems[0].where.rpartition(f"{folder.name}/")[2]
            raise BrokenExerciseError(problems[0].message, where=f"{exercise.folder} (as a lab: {where})")
        return lab

    def _manifest(
        self, exercise: Exercise, after: Sequence[str], edit: Sequence[str], *, starter_may_pass: bool
    ) -> bytes:
        entry = exercise.entry
        return manifest(
            exercise,
            title=title_of(exercise),
            skills=skills_of(entry.concepts if exercise.kind == "concept" else entry.practices, self._skills),
            edit=edit,
            after=[self._ids[slug] for slug in after],
            hints=read_hints(self._track, exercise),
            starter_may_pass=starter_may_pass,
        ).encode()

    def _write_after(self, made: Sequence[tuple[Exercise, int]], after: Mapping[str, Sequence[str]]) -> None:
        """Leave out of every `after` what could not be imported."""
        there = {exercise.slug for exercise, _number in made}
        for exercise, _number in made:
            kept = [slug for slug in after[exercise.slug] if slug in there]
            if kept != list(after[exercise.slug]):
                folder = self._pack / self._topic(exercise) / self._ids[exercise.slug]
                lab, _problems = inspect_lab(folder)
                if lab is not None:
                    told = self._manifest(exercise, kept, lab.edit, starter_may_pass=lab.starter_may_pass)
                    (folder / "lab.toml").write_bytes(told)


def _order(exercises: Sequence[Exercise]) -> dict[str, list[str]]:
    """Return slug -> slugs of the concept exercises that teach what it presupposes; never in a circle."""
    teachers: dict[str, str] = {}
    for exercise in exercises:
        for concept in exercise.entry.concepts if exercise.kind == "concept" else ():
            teachers.setdefault(concept, exercise.slug)
    after: dict[str, list[str]] = {exercise.slug: [] for exercise in exercises}

    def leads_to(start: str, wanted: str) -> bool:
        seen: set[str] = set()
        waiting = [start]
        while waiting:
            slug = waiting.pop()
            if slug not in seen:
                seen.add(slug)
                waiting += after[slug]
        return wanted in seen

    for exercise in exercises:
        for concept in exercise.entry.prerequisites or ():
            teacher = teachers.get(concept)
            if teacher and teacher not in after[exercise.slug] and not leads_to(teacher, exercise.slug):
                after[exercise.slug].append(teacher)
    return after


def _write(folder: Path, contents: Mapping[str, bytes]) -> None:
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
