"""Asking what somebody knows, an area at a time: numbers, `a` for all, Enter for none, `s` to skip the rest."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from roadworthy.skills import Skill

_PART = re.compile(r"(\d+)(?:-(\d+))?")


def ask_claims(skills: Sequence[Skill]) -> set[str] | None:
    """Ask, and return the ids of what was claimed; None if the first area was skipped, so nothing was said.

    Raises:
        EOFError: Whoever was asked is gone.
    """
    from rich.columns import Columns

    from roadworthy.cli.console import output, text

    console = output()
    areas: dict[str, list[Skill]] = {}
    for skill in skills:
        areas.setdefault(skill.area, []).append(skill)
    console.print("Which of these could you use tomorrow? It is a hint for what to ask, never evidence.")
    console.print(text("Numbers (1 3-5), a for all, Enter for none, s to skip the rest.", "dim"))
    ticked: set[str] = set()
    for position, (area, choices) in enumerate(areas.items()):
        console.print()
        console.print(text(f"{area} ({position + 1} of {len(areas)})", "bold cyan"))
        names = [text(f"{number:>2} {skill.title}") for number, skill in enumerate(choices, 1)]
        console.print(Columns(names, padding=(0, 3), column_first=True))
        chosen = None
        while chosen is None:
            answer = input("> ").strip().casefold()
            if answer == "s":
                return ticked if position else None
            chosen = chosen_numbers(answer, len(choices))
            if chosen is None:
                console.print(text(f"Numbers from 1 to {len(choices)}, please, or a, s, or Enter.", "yellow"))
        ticked |= {choices[number - 1].id for number in chosen}
    return ticked


def chosen_numbers(answer: str, most: int) -> set[int] | None:
    """Return the numbers that an answer names ("1 3-5", "1,2", "a", ""), None if it is not one.

    Args:
        answer: What was typed, in lower case.
        most: The highest number that there is.
    """
    if answer == "a":
        return set(range(1, most + 1))
    found: set[int] = set()
    for part in answer.replace(",", " ").split():
        matched = _PART.fullmatch(part)
        if matched is None:
            return None
        first = int(matched[1])
        last = int(matched[2] or first)
        if not 1 <= first <= last <= most:
            return None
        found.update(range(first, last + 1))
    return found
