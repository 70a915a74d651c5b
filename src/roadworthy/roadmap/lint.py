"""What could be better in a roadmap: what the reader noticed, and what only the whole shows."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from roadworthy.roadmap.model import Finding, Level, Resource, Roadmap, Section, Severity, Stop
from roadworthy.roadmap.names import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator


def lint(roadmap: Roadmap) -> tuple[Finding, ...]:
    """Return every finding about a roadmap, those made while reading it among them, in source order."""
    found = [
        *roadmap.findings,
        *_whole(roadmap),
        *_numbering(roadmap),
        *_prerequisites(roadmap),
        *_links(roadmap),
    ]
    for section in roadmap.sections:
        found += _section(section)
        found += _duplicates(section)
    return tuple(sorted(dict.fromkeys(found), key=lambda finding: (finding.line, finding.rule)))


def _whole(roadmap: Roadmap) -> Iterator[Finding]:
    if not roadmap.title:
        yield Finding("no-title", Severity.INFO, 1, "the roadmap has no title", "begin it with a level 1 heading")
    if not any(section.stops for section in roadmap.sections):
        yield Finding("no-stops", Severity.ERROR, 1, "the roadmap has no stops", "add list items under its headings")
    for entry in roadmap.legend:
        if entry.level is Level.UNMARKED:
            yield Finding(
                "unclear-legend",
                Severity.INFO,
                entry.line,
                f"{entry.meaning!r} names no level that Roadworthy knows",
                "say must know, good to know, alternative or not recommended",
            )


def _section(section: Section) -> Iterator[Finding]:
    if not section.stops:
        hollow = not section.note and not section.resources
        yield Finding(
            "empty-section" if hollow else "section-without-stops",
            Severity.WARNING if hollow else Severity.INFO,
            section.line,
            f"the section {section.title!r} has {'nothing' if hollow else 'no stops'} in it",
            "add list items, or delete the heading" if hollow else "write what is to be learned as list items",
        )
    for stop in section.walk():
        if stop.title.endswith("…"):
            yield Finding(
                "long-title",
                Severity.INFO,
                stop.line,
                f"{stop.title!r} is a long sentence; it was cut to a title",
                "begin the item with a name: `Name - what it is`",
            )


def _duplicates(section: Section) -> Iterator[Finding]:
    first: dict[tuple[str, ...], Stop] = {}
    for stop in section.walk():
        before = first.setdefault(words_of(stop.title) or (stop.title,), stop)
        if before is not stop:
            yield Finding(
                "duplicate-stop",
                Severity.WARNING,
                stop.line,
                f"{stop.title!r} is already in the section {section.title!r}, on line {before.line}",
                "keep one of them",
            )


def _numbering(roadmap: Roadmap) -> Iterator[Finding]:
    levels: list[tuple[str, list[Section | Stop]]] = [("sections", list(roadmap.sections))]
    for section in roadmap.sections:
        headings: list[Section | Stop] = [stop for stop in section.stops if stop.heading]
        levels.append((f"headings under {section.title!r}", headings))
    for what, places in levels:
        numbered = [place for place in places if place.number]
        if numbered and len(numbered) < len(places):
            bare = next(place for place in places if not place.number)
            yield Finding(
                "mixed-numbering",
                Severity.WARNING,
                bare.line,
                f"{bare.title!r} has no number, other {what} have",
                "number all of them or none",
            )
        seen: dict[str, int] = {}
        for place in numbered:
            if place.number in seen:
                yield Finding(
                    "repeated-number",
                    Severity.WARNING,
                    place.line,
                    f"the number {place.number} is on line {seen[place.number]} already",
                    "renumber; ids do not change",
                )
            seen.setdefault(place.number, place.line)


def _prerequisites(roadmap: Roadmap) -> Iterator[Finding]:
    wanted = [(stop, name) for stop in roadmap.walk() for name in stop.requires]
    if not wanted:
        return
    known = {words_of(stop.title) for stop in roadmap.walk()} | {words_of(place.title) for place in roadmap.sections}
    for stop, name in wanted:
        if words_of(name) not in known:
            yield Finding(
                "unknown-prerequisite",
                Severity.WARNING,
                stop.line,
                f"{stop.title!r} needs {name!r}, which is no stop of this roadmap",
                "write the name as the stop does, or add the stop",
            )


def all_resources(roadmap: Roadmap) -> Iterator[Resource]:
    """Yield every resource of a roadmap: its own, the sections' and the stops'."""
    yield from roadmap.resources
    for section in roadmap.sections:
        yield from section.resources
        for stop in section.walk():
            yield from stop.resources


def _links(roadmap: Roadmap) -> Iterator[Finding]:
    places: dict[str, set[int]] = defaultdict(set)
    for item in all_resources(roadmap):
        if not item.url:
            continue
        if item.line not in places[item.url]:
            if item.url.startswith("http://"):
                yield Finding(
                    "http-link",
                    Severity.INFO,
                    item.line,
                    f"{item.url} is not encrypted",
                    f"try https://{item.url.removeprefix('http://')}",
                )
            if item.title == item.url:
                yield Finding(
                    "bare-url", Severity.INFO, item.line, f"{item.url} has no name", f"write [its name]({item.url})"
                )
        places[item.url].add(item.line)
    for url, lines in places.items():
        first, *others = sorted(lines)
        for line in others:
            yield Finding(
                "duplicate-url", Severity.INFO, line, f"{url} is on line {first} too", "link it once, or say why twice"
            )
