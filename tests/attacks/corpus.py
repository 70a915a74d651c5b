"""Reads the corpus: hostile submissions, each a file named after its claim, with its terms at its head."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
CLASSES = (
    "forging",
    "codec",
    "files",
    "resources",
    "outliving",
    "looking_around",
    "climbing_out",
    "pythons_own",
)
STATUSES = {"passed", "failed", "broken", "limit"}
KEYS = {
    "verdict",
    "checks",
    "walls",
    "long",
    "twice",
    "beside",
    "limits",
    "files",
    "links",
    "fifos",
    "hard_links",
    "sockets",
    "folders",
    "writes",
    "some_may_pass",
}
_HEAD = re.compile(r"(?m)^# /// attack\n(?P<terms>(?:^#(?: .*)?\n)+?)^# ///$")


@dataclass(frozen=True)
class Attack:
    """One hostile submission.

    Attributes:
        path: Its file, which becomes `learner.py`.
        terms: What its head says, as in README.md.
    """

    path: Path
    terms: dict[str, Any]

    @property
    def kind(self) -> str:
        """The class, which is the folder."""
        return self.path.parent.name

    @property
    def id(self) -> str:
        """The class and the claim."""
        return f"{self.kind}/{self.path.stem}"

    @property
    def verdicts(self) -> frozenset[str]:
        """The statuses that its verdict may have."""
        return frozenset(self.terms["verdict"])

    @property
    def needs_walls(self) -> bool:
        """True if only a contained judge can stand it, or should be given it."""
        return bool(self.terms.get("walls", False))

    def checks(self, secret: int) -> str:
        """Return the source of its checks."""
        name = self.terms.get("checks", "answer")
        return (HERE / "checks" / f"{name}.py").read_text(encoding="utf-8").replace("{secret}", str(secret))


def read_attack(path: Path) -> Attack:
    """Return the attack in a file.

    Raises:
        ValueError: Its head is missing or says what no attack can.
    """
    source = path.read_text(encoding="utf-8")
    found = _HEAD.search(source)
    if found is None:
        raise ValueError(f"{path.name} has no head: # /// attack")
    terms = tomllib.loads("".join(line[2:] for line in found["terms"].splitlines(keepends=True)))
    if unknown := terms.keys() - KEYS:
        raise ValueError(f"{path.name} says what no attack can: {', '.join(sorted(unknown))}")
    if not terms.get("verdict") or set(terms["verdict"]) - STATUSES:
        raise ValueError(f"{path.name} must name the verdicts it may get, of {', '.join(sorted(STATUSES))}")
    return Attack(path, terms)


def read_corpus() -> list[Attack]:
    """Return all attacks, by class and name."""
    return [read_attack(path) for kind in CLASSES for path in sorted((HERE / kind).glob("*.py"))]
