"""The two roadmaps that must be read unmodified, against the hand-made inventory of what is in them."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

import pytest

from roadworthy.roadmap import Level, ResourceKind, Roadmap, read_roadmap

from .reading import outline

if TYPE_CHECKING:
    from pathlib import Path

FILES = {"1": "python-developer-roadmap.md", "2": "python-backend-roadmap.md"}


@pytest.fixture(scope="module")
def roadmaps(seeds: Path) -> dict[str, Roadmap]:
    return {seed: read_roadmap((seeds / name).read_bytes()) for seed, name in FILES.items()}


def words(name: str) -> tuple[str, ...]:
    """Return a name's words as a person compares them: without case, numbering and plural."""
    name = re.sub(r"^\d+(\.\d+)*\s+", "", name.strip())
    return tuple(word.removesuffix("s") for word in re.findall(r"[a-z0-9+#]+", name.lower()))


def without_brackets(name: str) -> str:
    return re.sub(r"\([^)]*\)", "", name)


def names_in(roadmap: Roadmap, *, books: bool) -> list[tuple[str, str]]:
    """Return every name with the name it stands under: of resources if `books`, else of sections and stops."""
    if books:
        hung = [(section.title, section.resources) for section in roadmap.sections]
        hung += [(stop.title, stop.resources) for stop in roadmap.walk()]
        return [(item.title, under) for under, items in hung for item in items]
    named = [(section.title, "") for section in roadmap.sections]
    for section in roadmap.sections:
        named += [(stop.title, section.title) for stop in section.stops]
    return named + [(child.title, stop.title) for stop in roadmap.walk() for child in stop.children]


def is_named(wanted: str, title: str, under: str) -> bool:
    """Say whether a title is what a person called `wanted`: the same, or with words of its own or of its heading more."""
    name = words(wanted)
    own = words(title)
    insides = [words(inside) for inside in re.findall(r"\(([^)]*)\)", title)]
    if name in (own, words(without_brackets(title)), *insides):
        return True
    return len(name) > 1 and set(name) <= {*own, *words(under)} and not set(name).isdisjoint(own)


def found(row: dict[str, str], roadmap: Roadmap) -> bool:
    """Say whether a row of the inventory is in a roadmap: books as resources, all else as section or stop."""
    # "Pact / Contract Testing", "Topic, Queue" and "API security: CORS" name more than one stop.
    wanted = re.split(r" / |, |: | - ", without_brackets(row["name"]))
    names = names_in(roadmap, books=row["kind"] == "book")
    return all(any(is_named(part, title, under) for title, under in names) for part in wanted)


def test_the_inventory_is_found(roadmaps: dict[str, Roadmap], inventory: Path) -> None:
    with (inventory / "inventory.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    missing = [
        row["name"]
        for row in rows
        if not any(found(row, roadmaps[seed]) for seed in ("12" if row["seed"] == "both" else row["seed"]))
    ]
    assert len(rows) == 400
    assert len(missing) <= 0.02 * len(rows), missing


def test_sections_and_topics_are_counted_as_a_person_counts_them(roadmaps: dict[str, Roadmap]) -> None:
    developer, backend = roadmaps["1"], roadmaps["2"]
    assert (developer.title, len(developer.sections)) == ("Python Developer Roadmap", 13)
    assert (backend.title, len(backend.sections)) == ("Python Backend Developer Roadmap", 16)
    assert sum(stop.heading for stop in backend.walk()) == 73
    assert 340 <= sum(1 for _ in backend.walk()) <= 370


def test_the_legend_gives_levels(roadmaps: dict[str, Roadmap]) -> None:
    developer = roadmaps["1"]
    assert [(entry.mark.split("{")[0], entry.level) for entry in developer.legend] == [
        (":green_heart:", Level.MUST),
        (":material-emoticon-excited-outline:", Level.GOOD),
        (":material-lightning-bolt:", Level.ALTERNATIVE),
        (":no_entry:", Level.NOT_RECOMMENDED),
    ]
    levels = {stop.title: stop.level for stop in developer.walk()}
    assert levels["Git"] is Level.MUST
    assert levels["GitLab"] is Level.ALTERNATIVE
    assert levels["SVN/Subversion"] is Level.NOT_RECOMMENDED
    assert levels["Poetry"] is Level.GOOD
    assert levels["Mocking"] is Level.UNMARKED
    assert {stop.level for stop in roadmaps["2"].walk()} == {Level.UNMARKED}


def test_text_read_as_mac_roman_is_repaired_and_reported(roadmaps: dict[str, Roadmap]) -> None:
    backend = roadmaps["2"]
    assert backend.icon == "\U0001f6e3\ufe0f"
    assert [section.icon for section in backend.sections[:3]] == ["🌐", "🐍", "\U0001f5c2\ufe0f"]
    lines = [finding.line for finding in backend.findings if finding.rule == "mojibake"]
    assert lines == [2, *(section.line for section in backend.sections)]


def test_a_link_whose_syntax_is_broken_reaches_its_stop(roadmaps: dict[str, Roadmap]) -> None:
    jenkins = next(stop for stop in roadmaps["1"].walk() if stop.title == "Jenkins")
    assert [item.url for item in jenkins.resources] == ["https://www.jenkins.io/"]
    assert [finding.line for finding in roadmaps["1"].findings if finding.rule == "broken-link"] == [90]


def test_the_web_servers_topic_is_read_as_it_is_meant(roadmaps: dict[str, Roadmap]) -> None:
    topic = next(stop for stop in roadmaps["2"].walk() if stop.title == "Web Servers")
    assert outline(topic.children) == ["Nginx", "Apache", "Tomcat", "Reverse Proxy", "Load Balancer", "WSGI & ASGI"]
    assert [[item.title for item in stop.resources] for stop in topic.children] == [
        ["Nginx"], [], [], ["Reverse Proxy"], ["Load Balancer"], ["WSGI & ASGI"],
    ]  # fmt: skip


def test_articles_on_two_stops_hang_on_both(roadmaps: dict[str, Roadmap]) -> None:
    topic = next(stop for stop in roadmaps["2"].walk() if stop.title == "Basic Internet")
    assert outline(topic.children) == ["DNS", "Domain", "Hosting", "Cloud service"]
    assert [[item.title for item in stop.resources] for stop in topic.children[:3]] == [
        ["DNS & Domain"], ["DNS & Domain"], ["Cloud & Hosting"],
    ]  # fmt: skip


def test_books_are_resources(roadmaps: dict[str, Roadmap]) -> None:
    books = {item.title for stop in roadmaps["2"].walk() for item in stop.resources if item.kind is ResourceKind.BOOK}
    assert books == {
        "Mastering Linux Shell Scripting",
        "Python Basic",
        "Python 3 Object Oriented Programming",
        "Pragmatic Version Control Using Git",
    }


def test_names_in_brackets_after_a_labelled_list_are_siblings(roadmaps: dict[str, Roadmap]) -> None:
    providers = next(stop for stop in roadmaps["2"].walk() if stop.title == "Cloud Providers")
    assert outline(providers.children) == ["AWS", "GCP", "Azure", "IAM", "S3", "EC2", "Lambda"]
