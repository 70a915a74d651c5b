"""Ids that stay: a stop's id is made of its own name and the names it stands under, and of nothing else.

So moving, adding, renumbering or renaming other stops never changes it. Two stops with the same name under the same
parent are told apart by what they hold, not by their order.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from hashlib import blake2s
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from roadworthy.roadmap.draft import Draft

_SPOKEN = (("++", " plus plus "), ("#", " sharp "), ("+", " plus "))
_LONGEST_NAME = 60
_LONGEST_ID = 120
_ASCII_OTHER = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=8192)
def slug(title: str) -> str:
    """Return a name as letters and digits of any script, joined by hyphens: `"C++ (STL)"` -> `"c-plus-plus-stl"`.

    A name without any (an emoji) becomes a digest of itself.
    """
    text = title
    for sign, word in _SPOKEN:
        text = re.sub(rf"(?<=\w){re.escape(sign)}", word, text)
    folded = unicodedata.normalize("NFKC", text).casefold()
    if folded.isascii():
        name = _ASCII_OTHER.sub("-", folded)
    else:
        name = "".join(character if _belongs(character) else "-" for character in folded)
        name = re.sub(r"-{2,}", "-", name)
    name = name.strip("-")
    # A combining mark has nothing to combine with at the beginning of an id.
    while name and not name[0].isalnum():
        name = name[1:].lstrip("-")
    if not name:
        return digest(title) if title else ""
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 9].rstrip('-')}-{digest(name)}"


def _belongs(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character) in {"Mn", "Mc"}


def digest(text: str) -> str:
    """Return eight hexadecimal digits that stand for a text."""
    return blake2s(text.encode("utf-8", "replace"), digest_size=4).hexdigest()


def assign(sections: Sequence[Draft]) -> dict[int, str]:
    """Return the id of every section and stop, by the draft's `id()`."""
    ids: dict[int, str] = {}
    taken: set[str] = set()
    waiting: list[tuple[str, Sequence[Draft]]] = [("", sections)]
    while waiting:
        prefix, drafts = waiting.pop()
        for draft, name in _told_apart(drafts):
            found = f"{prefix}_{name}" if prefix else name
            if len(found) > _LONGEST_ID:
                found = f"{name}-{digest(found)}"
            while found in taken:  # only where digests or long names collide
                found = f"{name}-{digest(found)}"
            taken.add(found)
            ids[id(draft)] = found
            if draft.children:
                waiting.append((found, draft.children))
    return ids


def _told_apart(drafts: Sequence[Draft]) -> Iterator[tuple[Draft, str]]:
    """Yield siblings with names that differ."""
    groups: dict[str, list[Draft]] = {}
    for draft in drafts:
        name = "start" if draft.rank < 0 else slug(draft.title) or "untitled"
        groups.setdefault(name, []).append(draft)
    for name, same in groups.items():
        if len(same) == 1:
            yield same[0], name
            continue
        same.sort(
            key=lambda draft: (draft.title, [(item.url or "", item.title) for item in draft.resources], draft.notes)
        )
        for index, draft in enumerate(same):
            yield draft, f"{name}-{index + 1}" if index else name
