"""The catalogue, the labelled pairs, and roadmaps made of them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

from roadworthy.roadmap import Level, Resource, ResourceKind, Roadmap, Section, Stop
from roadworthy.skills import Catalogue, load_catalogue, match_roadmap


@dataclass(frozen=True)
class Pair:
    title: str
    section: str
    url: str
    skill: str

    @property
    def expected(self) -> set[str]:
        return set(self.skill.split()) - {"none"}

    def roadmap(self) -> Roadmap:
        """A roadmap with this place alone, under its headings; the place is called "here"."""
        headings = [heading for heading in self.section.split(" > ") if heading]
        link = (Resource(self.title, self.url, ResourceKind.HOME, line=1),) if self.url else ()
        stop = Stop("here", self.title, Level.UNMARKED, line=1, resources=link)
        for heading in reversed(headings[1:]):
            stop = Stop(f"heading-{heading}", heading, Level.UNMARKED, line=1, heading=True, children=(stop,))
        return Roadmap("", (Section("section", headings[0] if headings else "", line=1, stops=(stop,)),))


@dataclass(frozen=True)
class Score:
    """How right the matcher is on pairs."""

    precision: float
    recall: float
    wrong: tuple[str, ...]


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="session")
def labelled() -> dict[str, list[Pair]]:
    data = tomllib.loads((Path(__file__).parent / "data" / "labelled.toml").read_text(encoding="utf-8"))
    return {part: [Pair(**pair) for pair in pairs] for part, pairs in data.items()}


def skills_at(roadmap: Roadmap, place: str, catalogue: Catalogue) -> set[str]:
    return {match.skill for match in match_roadmap(roadmap, catalogue) if match.place == place}


@pytest.fixture
def score(catalogue: Catalogue):
    def measure(pairs: list[Pair]) -> Score:
        right = given = wanted = 0
        wrong = []
        for pair in pairs:
            got = skills_at(pair.roadmap(), "here", catalogue)
            right, given, wanted = right + len(got & pair.expected), given + len(got), wanted + len(pair.expected)
            if got != pair.expected:
                wrong.append(
                    f"{pair.title!r} under {pair.section!r}: got {sorted(got)}, wanted {sorted(pair.expected)}"
                )
        return Score(right / given, right / wanted, tuple(wrong))

    return measure


@pytest.fixture
def skills_of(catalogue: Catalogue):
    """Return the skills of a title under headings ("A > B"), with a link."""

    def look(title: str, section: str = "", url: str = "") -> set[str]:
        return skills_at(Pair(title, section, url, "").roadmap(), "here", catalogue)

    return look
