from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from roadworthy.errors import NotFoundError, UsageError
from roadworthy.roadmap import Claim, RoadmapDiff, read_roadmap
from roadworthy.storage import ClaimSource, Origin, Store, add_packaged_roadmaps

if TYPE_CHECKING:
    from pathlib import Path

ROAD = "# My road\n\n## Data\n\n- Redis\n- PostgreSQL\n- Kafka\n\n## Web\n\n- FastAPI\n"


def ids(store: Store, slug: str) -> dict[str, str]:
    """Title -> id of every stop of the current version."""
    return {stop.title: stop.id for stop in read_roadmap(store.roadmap_text(slug)).walk()}


def said(store: Store, slug: str, learner: str = "ada") -> dict[str, Claim]:
    return {claim.stop: claim.state for claim in store.claims(learner, slug)}


def test_a_document_is_kept_byte_for_byte_whatever_its_encoding(store: Store) -> None:
    for data in (ROAD.encode(), "# Straße\r\n\r\n- Ü\r\n".encode("utf-16"), b"\xef\xbb\xbf# A\n\n- \xff\xfe\x00 B\n"):
        record = store.add_roadmap(data, learner="ada").record
        assert store.roadmap_text(record.slug) == data
        assert record.sha256 == hashlib.sha256(data).hexdigest()


def test_the_same_text_is_the_same_roadmap(store: Store) -> None:
    first = store.add_roadmap(ROAD, learner="ada")
    again = store.add_roadmap(ROAD.encode(), learner="bob")
    assert (first.changed, again.changed) == (True, False)
    assert again.record == first.record
    assert [record.slug for record in store.roadmaps()] == ["my-road"]


def test_an_edited_text_is_the_next_version_and_the_earlier_one_is_kept(store: Store) -> None:
    store.add_roadmap(ROAD, learner="ada")
    edited = ROAD.replace("- Kafka\n", "")
    second = store.add_roadmap(edited, learner="ada")
    assert (second.record.slug, second.record.version) == ("my-road", 2)
    assert store.roadmap_text("my-road", version=1).decode() == ROAD
    assert store.roadmap_text("my-road").decode() == edited
    with pytest.raises(NotFoundError):
        store.roadmap_text("my-road", version=3)


def test_another_roadmap_with_the_same_title_gets_a_name_of_its_own(store: Store) -> None:
    store.add_roadmap(ROAD, learner="ada")
    other = "# My road\n\n## Cooking\n\n- Salt\n- Fire\n- Knives\n"
    assert store.add_roadmap(other, learner="ada").record.slug == "my-road-2"
    assert store.add_roadmap(other + "- Pans\n", learner="ada").record.slug == "my-road-2"
    assert store.roadmap("my-road").version == 1


def test_claims_follow_what_was_renamed_moved_or_left_alone(store: Store) -> None:
    store.add_roadmap(ROAD, learner="ada")
    before = ids(store, "my-road")
    for title, state in (("Redis", Claim.DONE), ("PostgreSQL", Claim.LEARNING), ("FastAPI", Claim.SKIPPED)):
        store.set_claim("ada", "my-road", before[title], state)
    store.set_claim("bob", "my-road", before["PostgreSQL"], Claim.DONE)
    edited = "# My road\n\n## Data\n\n- Kafka\n- PostgreSQL 17\n- Redis\n- FastAPI\n\n## Web\n\n- Django\n"
    added = store.add_roadmap(edited, learner="ada")
    after = ids(store, "my-road")
    expected = {after["Redis"]: Claim.DONE, after["PostgreSQL 17"]: Claim.LEARNING, after["FastAPI"]: Claim.SKIPPED}
    assert said(store, "my-road") == expected
    assert said(store, "my-road", "bob") == {after["PostgreSQL 17"]: Claim.DONE}
    assert added.carried[before["PostgreSQL"]] == after["PostgreSQL 17"]
    assert added.kept == ()


def test_claims_follow_stops_that_swapped_their_ids(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.add_roadmap(ROAD, learner="ada")
    stop = ids(store, "my-road")
    store.set_claim("ada", "my-road", stop["Redis"], Claim.DONE)
    store.set_claim("ada", "my-road", stop["Kafka"], Claim.LEARNING)
    swapped = {stop["Redis"]: stop["Kafka"], stop["Kafka"]: stop["Redis"]}
    nothing = RoadmapDiff(added=(), removed=(), renamed=(), moved=(), relevelled=(), ids=swapped)
    monkeypatch.setattr("roadworthy.storage.roadmaps.diff", lambda *_: nothing)
    assert store.add_roadmap(ROAD + "- Django\n", learner="ada").carried == swapped
    assert said(store, "my-road") == {stop["Redis"]: Claim.LEARNING, stop["Kafka"]: Claim.DONE}


def test_a_claim_is_never_overwritten_by_one_that_follows(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.add_roadmap(ROAD, learner="ada")
    stop = ids(store, "my-road")
    store.set_claim("ada", "my-road", stop["Redis"], Claim.DONE)
    store.set_claim("ada", "my-road", stop["Kafka"], Claim.LEARNING)
    onto = RoadmapDiff(added=(), removed=(), renamed=(), moved=(), relevelled=(), ids={stop["Redis"]: stop["Kafka"]})
    monkeypatch.setattr("roadworthy.storage.roadmaps.diff", lambda *_: onto)
    assert store.add_roadmap(ROAD + "- Django\n", learner="ada").carried == {}
    assert said(store, "my-road") == {stop["Redis"]: Claim.DONE, stop["Kafka"]: Claim.LEARNING}


def test_claims_of_stops_that_are_gone_are_kept_and_come_back_with_them(store: Store) -> None:
    store.add_roadmap(ROAD, learner="ada")
    kafka = ids(store, "my-road")["Kafka"]
    store.set_claim("ada", "my-road", kafka, Claim.DONE)
    assert store.add_roadmap(ROAD.replace("- Kafka\n", ""), learner="ada").kept == (kafka,)
    assert said(store, "my-road") == {kafka: Claim.DONE}
    store.add_roadmap(ROAD, learner="ada")
    assert ids(store, "my-road")["Kafka"] == kafka
    assert said(store, "my-road") == {kafka: Claim.DONE}


def test_ticks_become_claims_of_whoever_adds_it_except_where_they_have_spoken(store: Store) -> None:
    ticked = "# Tasks\n\n## Now\n\n- [x] Redis\n- [ ] Kafka\n- Nginx\n"
    store.add_roadmap(ticked, learner="ada")
    stop = ids(store, "tasks")
    assert said(store, "tasks") == {stop["Redis"]: Claim.DONE}
    assert said(store, "tasks", "bob") == {}
    assert store.claims("ada", "tasks")[0].source is ClaimSource.TICK
    store.set_claim("ada", "tasks", stop["Redis"], Claim.PENDING)
    store.add_roadmap(ticked.replace("[ ] Kafka", "[x] Kafka"), learner="ada")
    assert said(store, "tasks") == {stop["Redis"]: Claim.PENDING, stop["Kafka"]: Claim.DONE}


def test_a_removed_roadmap_comes_back_with_its_claims(store: Store) -> None:
    store.add_roadmap(ROAD, learner="ada")
    redis = ids(store, "my-road")["Redis"]
    store.set_claim("ada", "my-road", redis, Claim.DONE)
    store.remove_roadmap("my-road")
    assert store.roadmaps() == ()
    assert store.claims("ada") == ()
    with pytest.raises(NotFoundError):
        store.roadmap("my-road")
    assert store.add_roadmap(ROAD, learner="ada").changed
    assert said(store, "my-road") == {redis: Claim.DONE}


def test_a_roadmap_of_ours_is_neither_replaced_nor_removed(store: Store) -> None:
    store.add_roadmap(ROAD, learner="ada", slug="ours", origin=Origin.PACKAGED)
    with pytest.raises(UsageError, match="Roadworthy's own"):
        store.add_roadmap("# Other\n\n- x\n", learner="ada", slug="ours")
    with pytest.raises(UsageError, match="stays"):
        store.remove_roadmap("ours")
    upgraded = store.add_roadmap(ROAD + "- Django\n", learner="ada", slug="ours", origin=Origin.PACKAGED)
    assert upgraded.record.version == 2


def test_a_copy_of_ours_that_somebody_edited_is_theirs(store: Store) -> None:
    store.add_roadmap(ROAD, learner="ada", slug="my-road", origin=Origin.PACKAGED)
    assert store.add_roadmap(ROAD + "- Django\n", learner="ada").record.slug == "my-road-2"


def test_our_roadmaps_are_added_once_and_again_only_when_they_change(store: Store) -> None:
    add_packaged_roadmaps(store, "ada")
    first = store.roadmaps()
    add_packaged_roadmaps(store, "ada")
    assert store.roadmaps() == first
    assert {record.origin for record in first} <= {Origin.PACKAGED}


@pytest.mark.parametrize("slug", ["A", "a b", "-a", "a--b", "../x", "a/b", "x" * 61, "a\n", "ß"])
def test_a_slug_that_cannot_be_one_is_refused_with_one_that_can(store: Store, slug: str) -> None:
    with pytest.raises(UsageError, match="cannot be the name"):
        store.add_roadmap(ROAD, learner="ada", slug=slug)
    assert store.roadmaps() == ()


@pytest.mark.parametrize(
    ("title", "slug"),
    [("Ünder der Straße", "ünder-der-strasse"), ("道 路", "道-路"), ("!!!", "roadmap"), ("C++ / C#", "c-c")],
)
def test_a_title_in_any_script_gives_a_slug(store: Store, title: str, slug: str) -> None:
    assert store.add_roadmap(f"# {title}\n\n- a\n", learner="ada").record.slug == slug


def test_a_title_is_one_printable_line_of_bounded_length(store: Store) -> None:
    record = store.add_roadmap(ROAD, learner="ada", title="a\x1b[31m\nb\ud800" + "c" * 300).record
    assert record.title.startswith("a [31m b c")
    assert len(record.title) == 200


def test_the_seeds_are_stored_and_read_back(store: Store, seeds: Path) -> None:
    for seed in sorted(seeds.glob("*.md")):
        record = store.add_roadmap(seed.read_bytes(), learner="ada").record
        assert store.roadmap_text(record.slug) == seed.read_bytes()
    assert len(store.roadmaps()) == 2
