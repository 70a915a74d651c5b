"""How long a map takes to lay out and draw, beside a floor (escaping the same strings), and how small it is.

Usage: python benchmarks/map.py [FILE.md ...]; without files, our own roadmap and, where they are, the seeds.
Rounds are interleaved; medians in milliseconds. "Cold" forgets every measured text first, as a new process would.
"""

from __future__ import annotations

import gzip
import statistics
import sys
from html import escape
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from roadworthy.roadmap import (
    Claim,
    EvidenceMark,
    MapLayout,
    Roadmap,
    StopMark,
    Width,
    lay_out,
    read_roadmap,
    render_svg,
)
from roadworthy.roadmap import map_text as text

if TYPE_CHECKING:
    from collections.abc import Callable

REPO = Path(__file__).resolve().parent.parent
ROUNDS = 40


def address(place: str) -> str:
    return f"/maps/python-backend/stops/{place}"


def draw(roadmap: Roadmap, layout: MapLayout, marks: dict[str, StopMark]) -> str:
    return render_svg(layout, marks, href=address, title=roadmap.title)


def forget() -> None:
    for cache in (text.wrap, text._units, text._advance):  # noqa: SLF001 - "cold" means without these
        cache.cache_clear()


def timed(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return (perf_counter() - start) * 1000


def measure(file: Path, width: Width) -> None:
    roadmap = read_roadmap(file.read_bytes())
    layout = lay_out(roadmap, width=width)
    strings = [part for box in layout.boxes for part in (box.title, box.id, address(box.id))]

    def map_cold() -> object:
        forget()
        return draw(roadmap, lay_out(roadmap, width=width), {})

    rounds: dict[str, Callable[[], object]] = {
        "floor": lambda: [escape(part) for part in strings],
        "cold": map_cold,
        "lay out": lambda: lay_out(roadmap, width=width),
        "draw": lambda: draw(roadmap, layout, {}),
    }
    times: dict[str, list[float]] = {name: [] for name in rounds}
    for _ in range(ROUNDS):
        for name, work in rounds.items():
            times[name].append(timed(work))
    median = {name: statistics.median(found) for name, found in times.items()}
    warm = median["lay out"] + median["draw"]
    plain = gzip.compress(draw(roadmap, layout, {}).encode())
    places = [box.id for box in layout.boxes]
    marks = {
        place: StopMark(list(Claim)[at % 4], list(EvidenceMark)[at % 3], labs=1 + at % 3)
        for at, place in enumerate(places)
    }
    badges = {place: mark.labs for place, mark in marks.items()}
    marked = gzip.compress(draw(roadmap, lay_out(roadmap, badges, width=width), marks).encode())
    print(
        f"{file.stem:26} {width:6} {len(places):4} signs {layout.width}x{layout.height:<6} "
        f"lay out {median['lay out']:5.1f} + draw {median['draw']:4.1f} ms = {warm / median['floor']:4.0f}x floor; "
        f"cold {median['cold']:5.1f} ms = {median['cold'] / median['floor']:4.0f}x; "
        f"{len(plain) / 1000:5.1f} kB gzipped, {len(marked) / 1000:5.1f} kB with every sign marked"
    )


def main() -> None:
    named = [Path(name) for name in sys.argv[1:]]
    found = sorted((REPO / "src" / "roadworthy_content" / "roadmaps").glob("*.md"))
    found += sorted((REPO.parent / "shared" / "seeds").glob("*.md"))
    for file in named or found:
        for width in ("wide", "narrow"):
            measure(file, "wide" if width == "wide" else "narrow")


if __name__ == "__main__":
    main()
