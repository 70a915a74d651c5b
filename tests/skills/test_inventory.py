"""The catalogue covers every row of the inventory, and the seeds' places are matched to their own rows."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

import pytest

from roadworthy.roadmap import read_roadmap
from roadworthy.skills import match_roadmap
from roadworthy.skills.names import key_of

if TYPE_CHECKING:
    from pathlib import Path

SEEDS = {"1": "python-developer-roadmap.md", "2": "python-backend-roadmap.md"}
NUMBERING = re.compile(r"^\d+(\.\d+)*\s+")


@pytest.fixture(scope="module")
def rows(inventory: Path) -> list[dict[str, str]]:
    with (inventory / "inventory.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_row_is_a_skill_an_alias_or_a_resource(rows, catalogue) -> None:
    missing = []
    for row in rows:
        name = NUMBERING.sub("", row["name"])
        if row["kind"] == "book":
            plain = re.sub(r" \((?:resource link|article|goalkicker|docs link)\)$", "", row["name"])
            if not any(resource.title == plain for skill in catalogue.values() for resource in skill.resources):
                missing.append(row["id"])
        elif row["maps_to"]:
            skill = catalogue[row["maps_to"]]
            name = re.sub(r" \(8\.4 list\)$", "", name)
            known = {key_of(alias) for alias in (skill.title, *skill.aliases)}
            # "Git & GitHub" and "GitHub/GitLab" name two skills, and are read so.
            if key_of(name) not in known and not set(map(key_of, re.split(r"[/&]", name))) & known:
                missing.append(row["id"])
        elif row["id"] not in catalogue:
            missing.append(row["id"])
    assert not missing


def test_the_catalogue_has_nothing_else(rows, catalogue) -> None:
    assert set(catalogue) == {row["id"] for row in rows if row["kind"] != "book" and not row["maps_to"]}


def test_at_least_98_percent_of_the_rows_are_matched_on_their_seeds(rows, catalogue, seeds, record_property) -> None:
    matched = {
        number: {match.skill for match in match_roadmap(read_roadmap((seeds / file).read_bytes()), catalogue)}
        for number, file in SEEDS.items()
    }
    wanted = [
        (number, row["maps_to"] or row["id"])
        for row in rows
        if row["kind"] != "book"
        for number in (SEEDS if row["seed"] == "both" else [row["seed"]])
    ]
    missed = [one for one in wanted if one[1] not in matched[one[0]]]
    record_property("matched", 1 - len(missed) / len(wanted))
    assert len(missed) <= 0.02 * len(wanted), missed
