"""What people read: the brief and the hints of an exercise, and its `lab.toml`."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from roadworthy.errors import NotFoundError, UsageError
from roadworthy.labs.exercism.track import BrokenExerciseError
from roadworthy.labs.files import find_hidden_character
from roadworthy.labs.safe_files import read_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from roadworthy.labs.exercism.track import Exercise, Meta, Track

_PARTS = ("introduction.md", "introduction.append.md", "instructions.md", "instructions.append.md")
_LONGEST_HINT = 480
_MOST_HINTS = 99
_ITEM = re.compile(r"^[-*+]\s+(.*)$|^\d+[.)]\s+(.*)$")
_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
_DEFINITION = re.compile(r"^\s{0,3}\[([^\]]+)\]:\s*<?(\S+?)>?(?:\s+[\"'(].*)?$")
_REFERENCE = re.compile(r"\[([^\]]+)\]\[([^\]]*)\]")
# Exercism's difficulty (1 to 10) -> ours (1 to 5) -> minutes, as a first guess.
_MINUTES = {1: 15, 2: 25, 3: 40, 4: 60, 5: 90}


def read_brief(track: Track, exercise: Exercise, meta: Meta, title: str) -> str:
    """Return the brief, Markdown: introduction and instructions under one title, and where they come from.

    Raises:
        BrokenExerciseError: There are no instructions, or a file is no text.
    """
    parts = [_document(track, exercise, name) for name in _PARTS]
    if parts[2] is None:
        raise BrokenExerciseError("is missing", where=f"{exercise.folder}/.docs/instructions.md")
    texts = [_under_title(part) for part in parts if part and part.strip()]
    origin = f"From the exercise “{title}” of the {track.language} track in Exercism's layout"
    if meta.source or meta.source_url:
        source = meta.source or meta.source_url
        origin += f"; it is based on [{source}]({meta.source_url})" if meta.source_url else f"; it is based on {source}"
    return "\n\n".join([f"# {title}", *texts, f"*{origin}.*"]) + "\n"


def read_hints(track: Track, exercise: Exercise) -> tuple[str, ...]:
    """Return the items of `.docs/hints.md` in its order, each with the heading of the task that it is about.

    Raises:
        BrokenExerciseError: The file is no text.
    """
    text = _document(track, exercise, "hints.md") or ""
    links = {found[1].casefold(): found[2] for line in text.splitlines() if (found := _DEFINITION.match(line))}
    hints: list[str] = []
    heading, item = "", False
    for line in text.splitlines():
        if _DEFINITION.match(line):
            continue
        if found := _HEADING.match(line):
            heading = "" if len(found[1]) == 1 or found[2].casefold() == "general" else f"{found[2]}: "
            item = False
        elif found := _ITEM.match(line):
            hints.append(heading + (found[1] or found[2] or ""))
            item = True
        elif line.strip() and item and (line[0].isspace() or hints):
            hints[-1] += f" {line.strip()}"
        elif not line.strip():
            continue
    return tuple(_one_line(hint, links) for hint in hints if hint.strip())[:_MOST_HINTS]


def manifest(
    exercise: Exercise,
    *,
    title: str,
    skills: Sequence[str],
    edit: Sequence[str],
    after: Sequence[str],
    hints: Sequence[str],
    starter_may_pass: bool,
) -> str:
    """Return the text of `lab.toml`."""
    difficulty = (exercise.entry.difficulty + 1) // 2
    keys: dict[str, Any] = {
        "title": title,
        "skills": list(skills),
        "minutes": _MINUTES[difficulty],
        "difficulty": difficulty,
        "edit": list(edit),
        "origin": "exercism",
    }
    if after:
        keys["after"] = list(after)
    if starter_may_pass:
        keys["starter_may_pass"] = True
    lines = [f"{key} = {_toml(value)}" for key, value in keys.items()]
    if hints:
        lines += ["", "[hints]", *(f"{number} = {_toml(hint)}" for number, hint in enumerate(hints, start=1))]
    return "\n".join(lines) + "\n"


def title_of(exercise: Exercise) -> str:
    """Return the exercise's name as a title of 3 to 80 characters."""
    title = clean(exercise.entry.name) or exercise.slug.replace("-", " ").capitalize()
    title = title if len(title) >= 3 else f"Exercise {title}"
    return title if len(title) <= 80 else title[:79].rstrip() + "…"


def clean(text: str) -> str:
    """Return the text on one line, without characters that cannot be seen."""
    return "".join(character for character in " ".join(text.split()) if find_hidden_character(character) is None)


def _document(track: Track, exercise: Exercise, name: str) -> str | None:
    where = f"{exercise.folder}/.docs/{name}"
    try:
        text = read_text(track.root, where)
    except NotFoundError:
        return None
    except UsageError as error:
        raise BrokenExerciseError(error.message.replace(f"{exercise.folder}/", ""), where=where) from error
    if hidden := find_hidden_character(text):
        raise BrokenExerciseError(f"holds the invisible character {hidden[1]}", where=f"{where}:{hidden[0]}")
    return text


def _under_title(text: str) -> str:
    """Return a document whose first-level heading became one of the second, since the brief has a title already."""
    lines = text.strip().splitlines()
    if lines and (found := _HEADING.match(lines[0])) and len(found[1]) == 1:
        lines[0] = f"## {found[2].removesuffix(' append')}"
    return "\n".join(lines)


def _one_line(hint: str, links: Mapping[str, str]) -> str:
    def linked(found: re.Match[str]) -> str:
        address = links.get((found[2] or found[1]).casefold())
        return f"[{found[1]}]({address})" if address else found[1]

    text = clean(_REFERENCE.sub(linked, hint))
    return text if len(text) <= _LONGEST_HINT else text[: _LONGEST_HINT - 1].rstrip() + "…"


def _toml(value: str | int | bool | list[str]) -> str:
    # Once no control character is in it, a text is written in TOML as in JSON.
    if isinstance(value, list):
        return f"[{', '.join(_toml(item) for item in value)}]"
    return json.dumps(value, ensure_ascii=False)
