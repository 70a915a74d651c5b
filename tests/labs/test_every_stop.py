"""Every stop of the first half of the inventory can be practised: each skill that it names is proven by a lab."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from roadworthy.labs import find_labs
from roadworthy.skills import load_catalogue

SECTIONS = frozenset(
    {
        "APIs",
        "Architecture",
        "Caching",
        "Concurrency",
        "Databases",
        "Internet & OS",
        "Libraries",
        "Messaging",
        "Protocols",
        "Python",
        "Security",
        "Task queues",
        "Testing",
        "Version control",
        "Web frameworks",
        "Web servers",
    }
)


@pytest.fixture(scope="module")
def skills_of_stops(inventory: Path) -> dict[str, set[str]]:
    """Stop -> the skills of the catalogue that it names; headings and books are resources or other skills' names."""
    catalogue = load_catalogue()
    with (inventory / "inventory.csv").open(encoding="utf-8", newline="") as file:
        same = {row["id"]: row["maps_to"] or row["id"] for row in csv.DictReader(file)}
    with (inventory / "stops.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["stop"]: {same[one] for one in row["rows"].split()} & set(catalogue)
            for row in csv.DictReader(file)
            if row["section"] in SECTIONS
        }


def test_every_skill_of_every_stop_is_proven_by_a_lab(skills_of_stops: dict[str, set[str]]) -> None:
    assert len(skills_of_stops) == 87
    proven = {skill for lab in find_labs().values() for skill in lab.skills}
    missing = {stop: sorted(skills - proven) for stop, skills in skills_of_stops.items() if skills - proven}
    assert missing == {}
