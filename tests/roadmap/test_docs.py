"""docs/roadmap-format.md cannot drift from the code."""

from __future__ import annotations

import re
from pathlib import Path

from roadworthy.roadmap import diff, diff_to_json, read_roadmap, roadmap_to_json

REPO = Path(__file__).resolve().parents[2]
DOCS = (REPO / "docs" / "roadmap-format.md").read_text(encoding="utf-8")


def test_every_rule_is_documented_and_every_documented_rule_exists() -> None:
    files = [*(REPO / "src/roadworthy/roadmap").glob("*.py"), REPO / "src/roadworthy/cli/roadmap_links.py"]
    code = "\n".join(file.read_text(encoding="utf-8") for file in files)
    rules = set(re.findall(r'Finding\(\s*"([a-z-]+)"', code)) | set(re.findall(r'\("([a-z-]+-link)", Severity', code))
    rules |= {"bidirectional", "control-character", "empty-section", "section-without-stops"}  # chosen by a condition
    table = DOCS.partition("## What lint says")[2].partition("\n`--check-links`")[0]
    documented = {
        rule for row in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE) for rule in re.findall(r"`([a-z-]+)`", row)
    }
    assert documented == rules


def test_every_json_key_is_documented() -> None:
    road = read_roadmap("> 🟢 must\n> 🔴 avoid\n\n# T\n\n- [a](http://a.com) https://b.com\n- a\n  - b\u202e\n")
    section = DOCS.partition("## JSON")[2].partition("\n## ")[0]
    documented = set(re.findall(r"`([a-z]+)`", section))

    def keys(value: object) -> set[str]:
        if isinstance(value, dict):
            return set(value) | {key for item in value.values() for key in keys(item)}
        return {key for item in value for key in keys(item)} if isinstance(value, list) else set()

    used = keys(roadmap_to_json(road)) | set(diff_to_json(diff(road, road)))
    assert used <= documented
