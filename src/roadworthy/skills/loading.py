"""Read the catalogue from its TOML files, one for each area; every mistake names file, line and entry."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NoReturn

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from roadworthy.errors import ContentError
from roadworthy.roadmap import Resource, ResourceKind
from roadworthy.skills.catalogue import Catalogue
from roadworthy.skills.checking import check
from roadworthy.skills.model import Skill, SkillKind

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _ResourceEntry(_Strict):
    title: str = Field(min_length=1)
    url: str | None = Field(default=None, pattern=r"^https?://")
    kind: ResourceKind


class _Entry(_Strict):
    title: str = Field(min_length=1)
    kind: SkillKind
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    note: str = Field(min_length=20, max_length=300)
    resources: tuple[_ResourceEntry, ...] = ()
    common: tuple[str, ...] = ()
    vague: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    unlike: tuple[str, ...] = ()


@dataclass(frozen=True)
class _AreaFile:
    """One file of the catalogue, with the means to say where something stands in it."""

    path: Path
    text: str

    def where(self, entry: str, key: str = "") -> str:
        """Return "file:line" of the entry, or of a key in it."""
        lines = self.text.splitlines()
        head = re.compile(rf'\s*\[\s*["\']?{re.escape(entry)}["\']?\s*\]')
        start = next((number for number, line in enumerate(lines) if head.match(line)), 0)
        if key:
            begins = re.compile(rf"\s*{re.escape(key)}\s*=")
            for number in range(start + 1, len(lines)):
                if lines[number].startswith("["):
                    break
                if begins.match(lines[number]):
                    start = number
                    break
        return f"{self.path.name}:{start + 1}"


def load_catalogue(folder: Path | None = None) -> Catalogue:
    """Return the catalogue of a folder of TOML files; ours, read once for the process, when no folder is given.

    Raises:
        ContentError: A file or entry is not as docs/skills.md asks; `where` is file:line.
    """
    return _ours() if folder is None else _read(folder)


@cache
def _ours() -> Catalogue:
    return _read(Path(str(files("roadworthy_content") / "skills")))


def _read(folder: Path) -> Catalogue:
    skills: list[Skill] = []
    origin: dict[str, _AreaFile] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            source = _AreaFile(path, path.read_text(encoding="utf-8"))
            data = tomllib.loads(source.text)
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
            raise ContentError(f"not valid TOML: {problem}", where=path.name) from None
        for skill in _skills_of(source, data):
            if skill.id in origin:
                raise ContentError(
                    f"the skill {skill.id!r} is already in {origin[skill.id].where(skill.id)}",
                    where=source.where(skill.id),
                    hint="keep one entry, and let the other name be an alias of it",
                )
            origin[skill.id] = source
            skills.append(skill)
    if not skills:
        raise ContentError(
            "there is no skill in this folder", where=str(folder), hint="add an area file, see docs/skills.md"
        )

    def fail(skill_id: str, key: str, message: str, hint: str) -> NoReturn:
        raise ContentError(message, where=origin[skill_id].where(skill_id, key), hint=hint)

    check({skill.id: skill for skill in skills}, fail)
    return Catalogue(skills)


def _skills_of(source: _AreaFile, data: dict[str, Any]) -> list[Skill]:
    area, context = data.pop("area", ""), data.pop("context", [])
    if not isinstance(area, str) or not area:
        raise ContentError("the area has no name", where=f"{source.path.name}:1", hint='begin with area = "..."')
    if not isinstance(context, list) or not all(isinstance(word, str) for word in context):
        raise ContentError("the context of the area is not a list of words", where=f"{source.path.name}:2")
    return [_skill(source, skill_id, entry, area, tuple(context)) for skill_id, entry in data.items()]


def _skill(source: _AreaFile, skill_id: str, data: Any, area: str, context: tuple[str, ...]) -> Skill:
    if not _ID.match(skill_id):
        raise ContentError(
            f"{skill_id!r} is not an id",
            where=source.where(skill_id),
            hint="lower-case letters, digits and single hyphens",
        )
    try:
        entry = _Entry.model_validate(data)
    except ValidationError as problem:
        first = problem.errors()[0]
        key = str(first["loc"][0]) if first["loc"] else ""
        raise ContentError(
            f"skill {skill_id!r}: {key or 'entry'}: {first['msg']}", where=source.where(skill_id, key)
        ) from None
    names = dict.fromkeys((*entry.aliases, *entry.common, *entry.vague))
    names.pop(entry.title, None)
    return Skill(
        id=skill_id,
        title=entry.title,
        kind=entry.kind,
        area=area,
        aliases=tuple(names),
        domains=entry.domains,
        requires=entry.requires,
        note=entry.note,
        resources=tuple(Resource(one.title, one.url, one.kind, line=0) for one in entry.resources),
        common=entry.common,
        vague=entry.vague,
        context=entry.context or context,
        unlike=entry.unlike,
    )
