"""What is kept of placements: the last one counts, and what was said stays in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from roadworthy.errors import NotFoundError
from roadworthy.storage import ProbeWord

if TYPE_CHECKING:
    from roadworthy.storage import Store


def test_what_was_begun_is_what_is_found(store: Store) -> None:
    assert store.placements.last("ada") is None
    begun = store.placements.begin("ada", {"sql": False, "redis": True}, seed=2**31 - 1)
    assert (begun.claims, begun.seed, begun.ended, begun.notes) == ({"redis": True, "sql": False}, 2**31 - 1, None, ())
    assert store.placements.last("ada") == begun
    assert store.placements.last("bob") is None


def test_a_new_one_takes_the_place_of_the_last(store: Store) -> None:
    first = store.placements.begin("ada", {})
    store.placements.note("ada", "cache", ProbeWord.CANNOT)
    second = store.placements.begin("ada", {})
    assert store.placements.last("ada") == second
    assert second.id != first.id
    assert second.notes == ()


def test_notes_come_in_the_order_they_were_made_and_belong_to_their_learner(store: Store) -> None:
    store.placements.begin("ada", {})
    store.placements.begin("bob", {})
    store.placements.note("ada", "cache", ProbeWord.LATER)
    store.placements.note("bob", "queue", ProbeWord.LATER)
    store.placements.note("ada", "cache", ProbeWord.CANNOT)
    found = store.placements.last("ada")
    assert found is not None
    assert [(note.probe, note.word) for note in found.notes] == [
        ("cache", ProbeWord.LATER),
        ("cache", ProbeWord.CANNOT),
    ]


def test_it_is_ended_and_gone_on_with(store: Store) -> None:
    begun = store.placements.begin("ada", {})
    store.placements.set_ended("ada", ended=True)
    ended = store.placements.last("ada")
    assert ended is not None
    assert ended.ended is not None
    assert ended.ended >= begun.started
    store.placements.set_ended("ada", ended=False)
    assert store.placements.last("ada") == begun


def test_nothing_can_be_said_of_what_was_never_begun(store: Store) -> None:
    with pytest.raises(NotFoundError, match="no placement was begun"):
        store.placements.note("ada", "cache", ProbeWord.CANNOT)
    with pytest.raises(NotFoundError, match="no placement was begun"):
        store.placements.set_ended("ada", ended=True)
