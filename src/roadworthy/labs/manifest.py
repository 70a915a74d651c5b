"""Reading `lab.toml`: types, bounds and misspelt keys, each complaint with the line it is about."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from roadworthy.labs.files import find_hidden_character, why_unsafe
from roadworthy.labs.locate import line_of
from roadworthy.labs.model import Lab, Limits

if TYPE_CHECKING:
    from pathlib import Path

    from roadworthy.labs.problems import Problems

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
FILE = "lab.toml"


def _unique(values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        if values.count(value) > 1:
            raise PydanticCustomError("twice", "{value} stands there twice", {"value": repr(value)})
    return values


def _file_name(value: str) -> str:
    if why := why_unsafe(value):
        raise PydanticCustomError("name", "{value} {why}", {"value": repr(value), "why": why})
    return value


Slug = Annotated[str, StringConstraints(pattern=SLUG, max_length=60)]
Slugs = Annotated[tuple[Slug, ...], AfterValidator(_unique)]
FileName = Annotated[str, AfterValidator(_file_name)]
CheckName = Annotated[str, StringConstraints(pattern=r"^test\w+$")]
CheckRun = Annotated[str, StringConstraints(pattern=r"^test\w+(\[[^\[\]\s]+\])?$")]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LimitsTable(_Table):
    """The `[limits]` of a lab; what is not given stays as it is for every lab."""

    seconds: float = Field(Limits().seconds, gt=0, le=120, strict=True)
    memory_mb: int = Field(Limits().memory_mb, ge=64, le=8192, strict=True)
    processes: int = Field(Limits().processes, ge=1, le=512, strict=True)
    output_kb: int = Field(Limits().output_kb, ge=1, le=10240, strict=True)


class LabTable(_Table):
    """`lab.toml` as docs/lab-format.md describes it."""

    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=80)]
    skills: Annotated[Slugs, Field(min_length=1)]
    minutes: int = Field(ge=5, le=480, strict=True)
    difficulty: int = Field(ge=1, le=5, strict=True)
    environment: Slug = "python"
    components: Slugs = ()
    edit: Annotated[tuple[FileName, ...], Field(min_length=1), AfterValidator(_unique)]
    after: Slugs = ()
    stand_in: Annotated[str, StringConstraints(max_length=80)] = ""
    starter_may_pass: bool = Field(default=False, strict=True)
    origin: Slug = ""
    limits: LimitsTable = Field(default_factory=lambda: LimitsTable.model_validate({}))
    mutants: dict[Slug, CheckName] = Field(min_length=3)
    hints: dict[Annotated[str, StringConstraints(pattern=r"^[1-9]\d?$")], Line] = Field(min_length=1)
    tells: dict[Slug, Annotated[tuple[CheckRun, ...], Field(min_length=1), AfterValidator(_unique)]] = Field(
        default_factory=dict
    )


class ImportedTable(LabTable):
    """`lab.toml` of a lab with an `origin`: nobody wrote mutants or hints for it, and its skills may be unknown here."""

    skills: Slugs = ()
    mutants: dict[Slug, CheckName] = Field(default_factory=dict)
    hints: dict[Annotated[str, StringConstraints(pattern=r"^[1-9]\d?$")], Line] = Field(default_factory=dict)


def read_manifest(folder: Path, problems: Problems) -> Lab | None:
    """Read the folder's `lab.toml`.

    Args:
        folder: Absolute path of the lab's folder; its name is the lab's id, its parent's name the topic.
        problems: Is told what is wrong.

    Returns:
        The lab, or None if it cannot be told what it is.
    """
    for name in (folder.name, folder.parent.name):
        if not re.match(SLUG, name):
            problems.add(
                folder, f"the folder's name {name!r} is no id", hint="use small letters, digits and single dashes"
            )
    text = _read_text(folder / FILE, problems)
    if text is None:
        return None
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"line (\d+)", str(error))
        line = int(at[1]) if at else text.count("\n") + 1
        problems.add(folder / FILE, f"not TOML: {str(error).split(' (at ')[0].lower()}", line=line)
        return None
    try:
        table = (ImportedTable if "origin" in data else LabTable).model_validate(data)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            _complain(detail, data, text, folder, problems)
        return None
    numbers = sorted(int(number) for number in table.hints)
    if numbers != list(range(1, len(numbers) + 1)):
        problems.add(
            folder / FILE, "hints are numbered 1, 2, 3, ... without a gap", line=line_of(text, data, ("hints",))
        )
    for skill in table.tells:
        if skill not in table.skills:
            message = f"tells: {skill!r} is none of the lab's skills"
            line = line_of(text, data, ("tells", skill))
            problems.add(folder / FILE, message, line=line, hint=suggest(skill, list(table.skills)))
    return Lab(
        id=folder.name,
        folder=folder,
        topic=folder.parent.name,
        title=table.title,
        skills=table.skills,
        minutes=table.minutes,
        difficulty=table.difficulty,
        environment=table.environment,
        components=table.components,
        edit=table.edit,
        after=table.after,
        mutants=table.mutants,
        hints=tuple(table.hints[str(number)] for number in numbers),
        stand_in=table.stand_in,
        starter_may_pass=table.starter_may_pass,
        origin=table.origin,
        tells=table.tells,
        limits=Limits(**table.limits.model_dump()),
    )


def locate(lab: Lab, *path: str | int) -> int:
    """Return the 1-based line of a key, or of an item of an array, in the lab's `lab.toml`."""
    text = (lab.folder / FILE).read_text(encoding="utf-8")
    return line_of(text, tomllib.loads(text), path)


def suggest(word: str, known: list[str]) -> str:
    """Return "did you mean 'x'?" for the nearest known word, or a list of them if none is near."""
    import difflib

    near = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    if near:
        return f"did you mean {near[0]!r}?"
    return f"there are {', '.join(sorted(known))}" if 0 < len(known) <= 20 else ""


def _read_text(path: Path, problems: Problems) -> str | None:
    try:
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        problems.add(path, "is missing", hint="every lab has one; `roadworthy new lab` writes one to start from")
    except UnicodeDecodeError as error:
        problems.add(path, "is not UTF-8", line=error.object.count(b"\n", 0, error.start) + 1)
    except OSError as error:
        problems.add(path, f"cannot be read: {error.strerror}")
    else:
        if hidden := find_hidden_character(text):
            problems.add(path, f"holds the invisible character {hidden[1]}", line=hidden[0])
            return None
        return text
    return None


def _complain(detail: ErrorDetails, data: dict[str, Any], text: str, folder: Path, problems: Problems) -> None:
    path = tuple(part for part in detail["loc"] if part != "[key]")
    key = ".".join(str(part) for part in path)
    line = line_of(text, data, path)
    if detail["type"] == "extra_forbidden":
        fields = LimitsTable.model_fields if path[0] == "limits" else LabTable.model_fields
        problems.add(folder / FILE, f"unknown key {key!r}", line=line, hint=suggest(str(path[-1]), list(fields)))
    elif detail["type"] == "missing":
        problems.add(folder / FILE, f"{key!r} is missing", line=1, hint="docs/lab-format.md shows a whole lab.toml")
    elif detail["type"] == "string_pattern_mismatch":
        problems.add(folder / FILE, f"{key}: {detail['input']!r} is not {_pattern(path, detail)}", line=line)
    else:
        message = (
            detail["msg"]
            .removeprefix("Input ")
            .removeprefix("Value ")
            .removeprefix("Tuple ")
            .removeprefix("Dictionary ")
        )
        problems.add(folder / FILE, f"{key}: {message[0].lower()}{message[1:]}", line=line)


def _pattern(path: tuple[str | int, ...], detail: ErrorDetails) -> str:
    if path[0] == "hints":
        return "a number: 1, 2, 3, ..."
    if path[0] in ("mutants", "tells") and "[key]" not in detail["loc"]:
        return "the name of a check (test_...)"
    return "an id: small letters, digits and single dashes"
