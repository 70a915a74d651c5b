"""Reading a track's `config.json` and the `.meta/config.json` of its exercises."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from roadworthy.errors import NotFoundError, RoadworthyError, UsageError
from roadworthy.labs.manifest import Slug
from roadworthy.labs.safe_files import read_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

KINDS = ("concept", "practice")
# Not for learners any more, or not yet.
LEFT_OUT = ("deprecated", "wip")

Names = tuple[str, ...]


class BrokenExerciseError(RoadworthyError):
    """An exercise is not as Exercism's layout has it; `where` is the file, relative to the track."""


class _Table(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Entry(_Table):
    """An exercise as the track's `config.json` lists it."""

    slug: Slug
    name: str = ""
    status: Literal["wip", "beta", "active", "deprecated"] = "active"
    difficulty: int = Field(default=1, ge=1, le=10)
    concepts: Names = ()
    practices: Names = ()
    prerequisites: Names | None = ()


class Files(_Table):
    """Which file of an exercise is what; paths relative to its folder."""

    solution: Names = ()
    test: Names = ()
    example: Names = ()
    exemplar: Names = ()
    editor: Names = ()


class Meta(_Table):
    """`.meta/config.json` of an exercise."""

    files: Files = Field(default_factory=Files)
    blurb: str = ""
    source: str | None = ""
    source_url: str | None = ""


class _Listed(_Table):
    concept: tuple[dict[str, Any], ...] = ()
    practice: tuple[dict[str, Any], ...] = ()


class _Config(_Table):
    slug: Slug
    language: Annotated[str, Field(min_length=1)] = "?"
    files: Files = Field(default_factory=Files)
    exercises: _Listed = Field(default_factory=_Listed)


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise of a track.

    Attributes:
        kind: "concept" or "practice".
        entry: What the track says of it.
        folder: Its folder, relative to the track ("exercises/practice/leap").
    """

    kind: str
    entry: Entry
    folder: str

    @property
    def slug(self) -> str:
        """Return its id, unique in the track."""
        return self.entry.slug


@dataclass(frozen=True, slots=True)
class Track:
    """A track in Exercism's layout.

    Attributes:
        root: Its folder.
        slug: Its id ("python").
        language: For people ("Python").
        patterns: Where exercises have their files if they do not say so themselves.
        exercises: In the order of the track.
        malformed: (slug or position, what is wrong) of entries that cannot be read.
    """

    root: Path
    slug: str
    language: str
    patterns: Files
    exercises: tuple[Exercise, ...]
    malformed: tuple[tuple[str, str], ...]

    def meta(self, exercise: Exercise) -> Meta:
        """Return what an exercise says of itself, with the files found by the track's patterns where it names none.

        Raises:
            BrokenExerciseError: It cannot be read.
        """
        where = f"{exercise.folder}/.meta/config.json"
        try:
            meta = Meta.model_validate(_json(self.root, where))
        except NotFoundError as error:
            raise BrokenExerciseError("is missing", where=where) from error
        except ValidationError as error:
            raise BrokenExerciseError(_first(error), where=where) from error
        except UsageError as error:
            raise BrokenExerciseError(error.message, where=where) from error
        named = meta.files.model_dump()
        for key, patterns in self.patterns.model_dump().items():
            named[key] = named[key] or tuple(_filled(pattern, exercise.slug) for pattern in patterns)
        return meta.model_copy(update={"files": Files(**named)})


def read_track(root: Path) -> Track:
    """Read a track's `config.json`.

    Raises:
        UsageError: This is no track.
    """
    try:
        config = _Config.model_validate(_json(root, "config.json"))
    except NotFoundError as error:
        hint = "a track has config.json, exercises/practice and exercises/concept"
        raise UsageError("is no track of Exercism's: config.json is missing", where=str(root), hint=hint) from error
    except ValidationError as error:
        raise UsageError(f"is no track of Exercism's: {_first(error)}", where=str(root / "config.json")) from error
    exercises: list[Exercise] = []
    malformed: list[tuple[str, str]] = []
    for kind in KINDS:
        for position, listed in enumerate(getattr(config.exercises, kind)):
            name = str(listed.get("slug", f"{kind} {position + 1}"))
            try:
                entry = Entry.model_validate(listed)
            except ValidationError as error:
                malformed.append((name, _first(error)))
                continue
            if any(other.slug == entry.slug for other in exercises):
                malformed.append((name, "is listed twice"))
            else:
                exercises.append(Exercise(kind, entry, f"exercises/{kind}/{entry.slug}"))
    return Track(root, config.slug, config.language, config.files, tuple(exercises), tuple(malformed))


def unlisted(track: Track) -> Iterator[str]:
    """Yield the folders that hold an exercise which `config.json` does not name."""
    listed = {exercise.folder for exercise in track.exercises} | {
        f"exercises/{kind}/{name}" for kind in KINDS for name, _why in track.malformed
    }
    for kind in KINDS:
        folder = track.root / "exercises" / kind
        if folder.is_dir():
            for path in sorted(folder.iterdir()):
                name = f"exercises/{kind}/{path.name}"
                if name not in listed and (path / ".meta").is_dir():
                    yield name


def _json(root: Path, name: str) -> Any:
    text = read_text(root, name)
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        line = f":{error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise UsageError(f"not JSON{line and f' (line {line[1:]})'}", where=f"{root / name}{line}") from error


def _first(error: ValidationError) -> str:
    detail = error.errors(include_url=False)[0]
    place = ".".join(str(part) for part in detail["loc"])
    return f"{place or 'the whole'}: {detail['msg'][0].lower()}{detail['msg'][1:]}"


def _filled(pattern: str, slug: str) -> str:
    words = slug.split("-")
    pascal = "".join(word.capitalize() for word in words)
    forms: Mapping[str, str] = {
        "kebab_slug": slug,
        "snake_slug": "_".join(words),
        "pascal_slug": pascal,
        "camel_slug": pascal[:1].lower() + pascal[1:],
    }
    for name, form in forms.items():
        pattern = pattern.replace(f"%{{{name}}}", form)
    return pattern
