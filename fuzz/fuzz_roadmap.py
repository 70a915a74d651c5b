"""Coverage-guided fuzzing of the roadmap reader: any bytes are read, nothing raises, what comes out is sound.

Run it with `uv run --with atheris python fuzz/fuzz_roadmap.py -max_total_time=600 -max_len=4096 -timeout=10 CORPUS`,
where CORPUS is an empty folder or one that an earlier run filled.
"""

from __future__ import annotations

import json
import sys

import atheris

with atheris.instrument_imports(include=["roadworthy", "markdown_it", "mdit_py_plugins"]):
    from roadworthy.roadmap import diff, lint, read_roadmap, roadmap_to_json


def one_input(data: bytes) -> None:
    """Read, lint, compare with itself and write as JSON."""
    roadmap = read_roadmap(data)
    places = [section.id for section in roadmap.sections] + [stop.id for stop in roadmap.walk()]
    if len(places) != len(set(places)):
        raise RuntimeError("ids are not unique")
    if not all(place and place[0].isalnum() for place in places):
        raise RuntimeError("an id does not begin with a letter or digit")
    json.dumps(roadmap_to_json(roadmap), ensure_ascii=False).encode("utf-8")
    lint(roadmap)
    if not diff(roadmap, roadmap).unchanged:
        raise RuntimeError("a roadmap differs from itself")


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
