"""Comparing names as people do: without case, punctuation, plural and "the"."""

from __future__ import annotations

import re
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:\+\+|#)?")
_ARTICLES = frozenset(("the", "a", "an"))
_JOINTS = re.compile(r"\s*(?:,|;|&|\+|/|\band\b|\bor\b|\bvs\.?\b)\s*")


@lru_cache(maxsize=8192)
def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a name, folded: `"The Web Servers"` -> `("web", "server")`."""
    folded = [word.casefold() for word in _WORD.findall(name)]
    telling = [word for word in folded if word not in _ARTICLES]
    return tuple(_singular(word) for word in telling or folded)


def _singular(word: str) -> str:
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def same_name(one: str, other: str) -> bool:
    """Say whether two names are the same to a reader."""
    words = words_of(one)
    return bool(words) and words == words_of(other)


def components(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the folded names that a name joins: `"DNS & Domain"` -> `(("dns",), ("domain",))`."""
    return tuple(words for part in _JOINTS.split(name) if (words := words_of(part)))


def contains(words: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    """Say whether `phrase` occurs in `words` as it stands."""
    size = len(phrase)
    return 0 < size <= len(words) and any(words[at : at + size] == phrase for at in range(len(words) - size + 1))
