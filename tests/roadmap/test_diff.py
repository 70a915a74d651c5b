from __future__ import annotations

import pytest
from hypothesis import given, settings

from roadworthy.roadmap import RoadmapDiff, diff

from .documents import Written, roadmaps
from .reading import read

OLD = """# Road

## Data
- [Redis](https://redis.io/)
- Kafka
- SQL
  - Joins
  - Indexes

## Web
### Frameworks
- Flask
- Django
"""


def after(*edits: tuple[str, str]) -> RoadmapDiff:
    new = OLD
    for old_text, new_text in edits:
        assert old_text in new
        new = new.replace(old_text, new_text)
    return diff(read(OLD), read(new))


def test_the_same_is_unchanged() -> None:
    found = after()
    assert found.unchanged
    assert all(old == new for old, new in found.ids.items())
    assert len(found.ids) == 10


def test_added_and_removed() -> None:
    found = after(("- Kafka\n", "- Spark\n"))
    assert [place.title for place in found.added] == ["Spark"]
    assert [(place.title, place.under, place.line) for place in found.removed] == [("Kafka", "Data", 5)]
    assert "data_kafka" not in found.ids
    assert not found.renamed


def test_a_rename_is_known_by_its_link() -> None:
    found = after(("[Redis]", "[In-memory store]"))
    assert [(change.old.title, change.new.title) for change in found.renamed] == [("Redis", "In-memory store")]
    assert found.ids["data_redis"] == "data_in-memory-store"
    assert not found.added
    assert not found.removed


def test_a_rename_is_known_by_its_likeness() -> None:
    found = after(("- Kafka", "- Apache Kafka"))
    assert [(change.old.title, change.new.title) for change in found.renamed] == [("Kafka", "Apache Kafka")]


def test_a_rename_is_known_by_what_is_below() -> None:
    found = after(("- SQL\n", "- Relational databases\n"))
    assert [(change.old.title, change.new.title) for change in found.renamed] == [("SQL", "Relational databases")]
    assert found.ids["data_sql_joins"] == "data_relational-databases_joins"
    assert not found.moved


def test_a_renamed_section_takes_its_stops_along() -> None:
    found = after(("## Data", "## Data stores"))
    assert [change.new.title for change in found.renamed] == ["Data stores"]
    assert found.ids["data_sql_indexes"] == "data-stores_sql_indexes"
    assert (found.added, found.removed, found.moved) == ((), (), ())


def test_a_moved_stop_is_known_by_its_name() -> None:
    found = after(("- Kafka\n", ""), ("### Frameworks\n", "### Frameworks\n- Kafka\n"))
    assert [(change.old.under, change.new.under) for change in found.moved] == [("Data", "Frameworks")]
    assert found.ids["data_kafka"] == "web_frameworks_kafka"


def test_a_moved_parent_takes_its_children_along() -> None:
    found = after(("- SQL\n  - Joins\n  - Indexes\n", ""), ("## Web\n", "## Web\n- SQL\n  - Joins\n  - Indexes\n"))
    assert [change.new.title for change in found.moved] == ["SQL"]
    assert found.ids["data_sql_joins"] == "web_sql_joins"


def test_one_thing_for_another_is_no_rename() -> None:
    found = after(("- Flask\n", "- FastAPI\n"))
    assert not found.renamed
    assert [place.title for place in found.removed] == ["Flask"]


def test_a_level_that_changed() -> None:
    legend = "> 🟢 Must know\n> 🔴 Avoid\n\n"
    found = diff(read(f"{legend}- 🟢 a\n"), read(f"{legend}- 🔴 a\n"))
    assert [(change.place.title, change.old.value, change.new.value) for change in found.relevelled] == [
        ("a", "must-know", "not-recommended")
    ]


@given(roadmaps(), roadmaps())
@settings(max_examples=100, deadline=None)
def test_every_place_is_accounted_for_once(one: Written, other: Written) -> None:
    old, new = read(one.text), read(other.text)
    found = diff(old, new)
    before = {section.id for section in old.sections} | {stop.id for stop in old.walk()}
    now = {section.id for section in new.sections} | {stop.id for stop in new.walk()}
    assert set(found.ids) | {place.id for place in found.removed} == before
    assert set(found.ids.values()) | {place.id for place in found.added} == now
    assert len(set(found.ids.values())) == len(found.ids)
    assert not set(found.ids) & {place.id for place in found.removed}
    assert diff(old, old).unchanged


@pytest.mark.long
def test_many_siblings_are_compared_in_bounded_time() -> None:
    old = "\n".join(f"- stop {number}" for number in range(1500))
    new = "\n".join(f"- thing {number}" for number in range(1500))
    assert len(diff(read(old), read(new)).removed) >= 1000
