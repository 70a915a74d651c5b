"""Finding a key or a table in a TOML text, which tomllib does not tell."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_HEADER = re.compile(r"^\s*\[\s*([\w.\"'-]+)\s*\]")
_KEY = re.compile(r"^\s*[\"']?([\w-]+)[\"']?\s*=")


def line_of(text: str, data: Mapping[str, Any], path: Sequence[str | int]) -> int:
    """Return the 1-based line of what `path` names, or of the nearest thing above it that can be found.

    Args:
        text: The TOML text.
        data: What tomllib read from it.
        path: Keys, and indexes of arrays, from the top: `("limits", "seconds")`, `("skills", 1)`, `("tells", "dns", 0)`.
    """
    lines = text.splitlines()
    keys = [part for part in path if isinstance(part, str)]
    table, key = (keys[0], keys[1]) if len(keys) > 1 else ("", keys[0] if keys else "")
    line = _line_of_key(lines, table, key) or _line_of_header(lines, keys[0] if keys else "") or 1
    if path and isinstance(path[-1], int):
        value: Any = data
        for part in keys:
            value = value.get(part) if isinstance(value, dict) else None
        if isinstance(value, list) and path[-1] < len(value):
            return _line_of_item(lines, line, str(value[path[-1]]))
    return line


def without_table(text: bytes, name: str) -> bytes:
    """Return a TOML text without one of its top-level tables and the blank line before it.

    The text stays as it is where that table cannot be told from the rest by its lines.
    """
    header = re.escape(name.encode())
    shorter = re.sub(rb"(?m)^\n?\[" + header + rb"\]\n(?:.*\n)*?(?=\n*(?:\[|\Z))", b"", text, count=1)
    try:
        rest = {key: value for key, value in tomllib.loads(text.decode("utf-8")).items() if key != name}
        return shorter if tomllib.loads(shorter.decode("utf-8")) == rest else text
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        return text


def _line_of_key(lines: list[str], table: str, key: str) -> int | None:
    current = ""
    for number, line in enumerate(lines, start=1):
        if header := _HEADER.match(line):
            current = header[1].strip("\"'")
        elif (found := _KEY.match(line)) and found[1] == key and current == table:
            return number
    return None


def _line_of_header(lines: list[str], table: str) -> int | None:
    for number, line in enumerate(lines, start=1):
        if (header := _HEADER.match(line)) and header[1].strip("\"'") == table:
            return number
    return None


def _line_of_item(lines: list[str], start: int, item: str) -> int:
    for number in range(start, len(lines) + 1):
        if f'"{item}"' in lines[number - 1] or f"'{item}'" in lines[number - 1]:
            return number
        if number > start and (_KEY.match(lines[number - 1]) or _HEADER.match(lines[number - 1])):
            break
    return start
