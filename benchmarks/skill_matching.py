"""How right and how quick matching is, beside two naive ways to do it in the same run.

Run: `python benchmarks/skill_matching.py [FILE.md]` (a roadmap to time; ours by default). Precision and recall are on
the hand-labelled pairs of tests/skills/data. "exact" compares folded titles and aliases; "difflib" takes the closest name of the
standard library's `get_close_matches`. Rounds are interleaved; medians. "cold" forgets all that was remembered
of texts and names, as in a new process.
"""

from __future__ import annotations

import difflib
import statistics
import sys
import time
import tomllib
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

from roadworthy.roadmap import Level, Resource, ResourceKind, Roadmap, Section, Stop, read_roadmap
from roadworthy.skills import Catalogue, load_catalogue, match_roadmap

ROUNDS = 15
LABELLED = Path(__file__).parent.parent / "tests" / "skills" / "data" / "labelled.toml"
Way = Callable[[Roadmap], set[tuple[str, str]]]


def roadmap_of(pair: dict[str, str]) -> Roadmap:
    """Return a roadmap with the pair's place, "here", under its headings."""
    headings = [heading for heading in pair["section"].split(" > ") if heading]
    link = (Resource(pair["title"], pair["url"], ResourceKind.HOME, line=1),) if pair["url"] else ()
    stop = Stop("here", pair["title"], Level.UNMARKED, line=1, resources=link)
    for heading in reversed(headings[1:]):
        stop = Stop(f"heading {heading}", heading, Level.UNMARKED, line=1, heading=True, children=(stop,))
    return Roadmap("", (Section("section", headings[0] if headings else "", line=1, stops=(stop,)),))


def ways(catalogue: Catalogue) -> dict[str, Way]:
    """Return our matching and the two naive ones."""
    names = {name.casefold(): skill.id for skill in catalogue.values() for name in (skill.title, *skill.aliases)}

    def ours(roadmap: Roadmap) -> set[tuple[str, str]]:
        return {(match.place, match.skill) for match in match_roadmap(roadmap, catalogue)}

    def exact(roadmap: Roadmap) -> set[tuple[str, str]]:
        return {(stop.id, names[stop.title.casefold()]) for stop in roadmap.walk() if stop.title.casefold() in names}

    def closest(roadmap: Roadmap) -> set[tuple[str, str]]:
        found = ((stop.id, difflib.get_close_matches(stop.title.casefold(), names, 1, 0.8)) for stop in roadmap.walk())
        return {(place, names[close[0]]) for place, close in found if close}

    return {"ours": ours, "exact": exact, "difflib": closest}


def quality(way: Way, pairs: list[dict[str, str]]) -> tuple[float, float]:
    """Return precision and recall on labelled pairs."""
    right = given = wanted = 0
    for pair in pairs:
        got = {skill for place, skill in way(roadmap_of(pair)) if place == "here"}
        expected = set(pair["skill"].split()) - {"none"}
        right, given, wanted = right + len(got & expected), given + len(got), wanted + len(expected)
    return right / max(given, 1), right / wanted


def forget() -> None:
    """Empty every cache of the room, as in a new process."""
    from roadworthy.skills import index, links, names, readings, surroundings

    for module in (index, links, names, readings, surroundings):
        for value in vars(module).values():
            if hasattr(value, "cache_clear"):
                value.cache_clear()


def seconds(way: Way, roadmap: Roadmap) -> float:
    began = time.perf_counter()
    way(roadmap)
    return time.perf_counter() - began


def main() -> None:
    catalogue = load_catalogue()
    named = ways(catalogue)
    labelled = tomllib.loads(LABELLED.read_text(encoding="utf-8"))
    print(f"{'':<10}{'':<10}{'pairs':>7}{'precision':>11}{'recall':>8}")
    for part, pairs in labelled.items():
        for name, way in named.items():
            precision, recall = quality(way, pairs)
            print(f"{part:<10}{name:<10}{len(pairs):>7}{precision:>11.3f}{recall:>8.3f}")

    ours = Path(str(files("roadworthy_content") / "roadmaps" / "python-backend.md"))
    roadmap = read_roadmap(Path(sys.argv[1]).read_bytes() if len(sys.argv) > 1 else ours.read_bytes())
    times: dict[str, list[float]] = {"ours, cold": [], **{name: [] for name in named}}
    for _ in range(ROUNDS):
        forget()
        match_roadmap(Roadmap("", ()), catalogue)  # builds the index, which is loading
        times["ours, cold"].append(seconds(named["ours"], roadmap))
        for name in ("ours", "exact"):
            times[name].append(seconds(named[name], roadmap))
    times["difflib"].append(seconds(named["difflib"], roadmap))
    floor = statistics.median(times["exact"])
    print(f"\n{sum(1 for _ in roadmap.walk())} stops")
    for name, values in times.items():
        print(f"{name:<12}{statistics.median(values) * 1000:>9.2f} ms{statistics.median(values) / floor:>9.1f} x exact")


if __name__ == "__main__":
    main()
