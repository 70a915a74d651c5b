"""Home pages: which skill a link points to, and whether it points to its front door."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from roadworthy.skills.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from roadworthy.skills.model import Skill

# Path segments that name an edition of a page, not another page.
_EDITION = re.compile(
    r"(?:(?:de|en|es|fr|it|ja|ko|pl|pt|ru|tr|uk|zh)(?:[-_]\w{2,4})?|ee|v?\d+(?:\.\w+)*|latest|stable|current|master|main|dev)\Z"
)
# What may follow a front door without leading away from it.
_PORCH = frozenset(
    [
        "docs",
        "doc",
        "documentation",
        "index",
        "home",
        "tutorial",
        "tutorials",
        "intro",
        "introduction",
        "overview",
        "guide",
        "quickstart",
        "learn",
        "started",
        "getting-started",
        "get-started",
        "getting_started",
        "quick-start",
        "about",
        "what-is",
        "readme",
    ]
)


@lru_cache(maxsize=16384)
def address_of(url: str) -> tuple[str, ...]:
    """Return host and path segments of a link, folded, without scheme, "www.", editions and file endings.

    Empty when the text is no web address.
    """
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ()
    if parts.scheme not in {"http", "https"} or not host:
        return ()
    path = [re.sub(r"\.(html?|php|md)\Z", "", one) for one in parts.path.casefold().split("/")]
    return (host, *(one for one in path if one and not _EDITION.match(one)))


@dataclass(frozen=True, slots=True)
class Target:
    """The skill that a link points to; `front` if it is the home page or documentation as a whole, not a page within."""

    skill: str
    domain: str
    front: bool


class DomainIndex:
    """Which skill's domain an address lies under; the most specific one wins."""

    def __init__(self, skills: Iterable[Skill]) -> None:
        self._exact: dict[tuple[str, ...], tuple[str, str]] = {}
        self._open: dict[
            tuple[str, ...], tuple[str, str]
        ] = {}  # entries with a star: any continuation of the last segment
        for skill in skills:
            for domain in skill.domains:
                address = address_of(domain.rstrip("*"))
                shown = domain.rstrip("*")
                if domain.endswith("*"):
                    self._open[address] = (skill.id, shown)
                self._exact[address] = (skill.id, shown)

    def target(self, url: str) -> Target | None:
        """Return what the link points to, or None where no skill lives."""
        address = address_of(url)
        for length in range(len(address), 0, -1):
            prefix = address[:length]
            found = self._exact.get(prefix) or self._continued(prefix)
            if found:
                rest = address[length:]
                front = all(one in _PORCH for one in rest) and len(rest) <= 2
                if length == 1 and rest and prefix[0] in words().shared_hosts:
                    return None
                return Target(found[0], found[1], front)
        return None

    def _continued(self, prefix: tuple[str, ...]) -> tuple[str, str] | None:
        stem = re.split(r"[-.]", prefix[-1])[0]
        return self._open.get((*prefix[:-1], stem)) if self._open else None


def sounds_like_home_of(url: str, name_key: str) -> bool:
    """Tell whether the host begins with the name, as a product's own page does ("falconframework.org", "Falcon")."""
    address = address_of(url)
    return bool(address) and len(name_key) > 2 and re.sub(r"[^a-z0-9]", "", address[0]).startswith(name_key)
