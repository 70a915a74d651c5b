"""The words of `words.toml`, folded and ready to compare."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from roadworthy.skills.names import Tokens, tokens_of


@dataclass(frozen=True, slots=True)
class Words:
    """Lists of phrases, each a tuple of folded tokens, and hosts; see the comments in `words.toml`."""

    before: tuple[Tokens, ...]  # longest first, as are `after` and `sort`
    after: tuple[Tokens, ...]
    sort: tuple[Tokens, ...]
    doing: frozenset[str]
    neutral: frozenset[str]
    software: frozenset[Tokens]
    elsewhere: frozenset[Tokens]
    other_languages: frozenset[Tokens]
    shared_hosts: frozenset[str]


def _longest_first(phrases: list[str]) -> tuple[Tokens, ...]:
    return tuple(sorted({tokens_of(phrase) for phrase in phrases} - {()}, key=lambda phrase: (-len(phrase), phrase)))


@cache
def words() -> Words:
    """Return the words, read once."""
    data: dict[str, list[str]] = tomllib.loads((files("roadworthy.skills") / "words.toml").read_text(encoding="utf-8"))
    return Words(
        before=_longest_first(data["before"]),
        after=_longest_first(data["after"]),
        sort=_longest_first(data["sort"]),
        doing=frozenset(token for word in data["doing"] for token in tokens_of(word)),
        neutral=frozenset(token for word in data["neutral"] for token in tokens_of(word)),
        software=frozenset(_longest_first(data["software"])),
        elsewhere=frozenset(_longest_first(data["elsewhere"])),
        other_languages=frozenset(_longest_first(data["other_languages"])),
        shared_hosts=frozenset(data["shared_hosts"]),
    )
