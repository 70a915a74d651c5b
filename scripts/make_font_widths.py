# /// script
# requires-python = ">=3.11"
# dependencies = ["fonttools[woff]>=4.55"]
# ///
"""Write the table of advance widths that the map is laid out with, from the font the pages are set in.

Usage: uv run --script scripts/make_font_widths.py FOLDER, where FOLDER holds the woff2 files of
@fontsource-variable/overpass (OFL), for instance frontend/node_modules/@fontsource-variable/overpass/files.
"""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from typing import Any

TABLE = Path(__file__).resolve().parent.parent / "src" / "roadworthy" / "roadmap" / "map_widths.json"
WEIGHTS = (500, 700)  # what map.css sets; see MapText in map_text.py


def advances(folder: Path, weight: int) -> dict[int, int]:
    """Return code point -> advance width in thousandths of an em, over all subsets of the upright face."""
    # Imported by name: fonttools is needed here only, so it is no dependency of the project (see the header above).
    fonts: Any = importlib.import_module("fontTools.ttLib")
    widths: dict[int, int] = {}
    for file in sorted(folder.glob("overpass-*-wght-normal.woff2")):
        font = fonts.TTFont(file)
        glyphs = font.getGlyphSet(location={"wght": weight})
        em = font["head"].unitsPerEm
        for point, name in font.getBestCmap().items():
            widths[point] = round(glyphs[name].width * 1000 / em)
    return widths


def runs(widths: dict[int, int]) -> list[tuple[int, list[int]]]:
    """Return the same table as (first code point, widths of it and its successors)."""
    found: list[tuple[int, list[int]]] = []
    for point in sorted(widths):
        if found and point == found[-1][0] + len(found[-1][1]):
            found[-1][1].append(widths[point])
        else:
            found.append((point, [widths[point]]))
    return found


def main() -> None:
    """Write the table."""
    if len(sys.argv) != 2 or not any(Path(sys.argv[1]).glob("overpass-*.woff2")):
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    table = {
        "source": "advance widths of Overpass (SIL Open Font License 1.1), thousandths of an em; scripts/make_font_widths.py",
        "weights": {str(weight): runs(advances(folder, weight)) for weight in WEIGHTS},
    }
    TABLE.write_text(json.dumps(table, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
