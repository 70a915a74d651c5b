"""Tests of inbox.py, one rule of the brief at a time."""

import pytest
from inbox import Inbox


@pytest.fixture
def inbox():
    return Inbox("ada")


def fill(inbox, room, count, first=1):
    for seq in range(first, first + count):
        inbox.receive(room, seq, "bob")


def test_messages_count_once_each(inbox):
    for seq in (3, 1, 2, 3, 1):
        inbox.receive("lobby", seq, "bob")
    assert inbox.unread("lobby") == 3


def test_own_messages_are_never_unread(inbox):
    inbox.receive("lobby", 1, "ada")
    inbox.receive("lobby", 2, "bob")
    assert inbox.unread("lobby") == 1
    assert inbox.badge() == "1"


def test_an_unknown_room_has_nothing_unread(inbox):
    assert inbox.unread("nowhere") == 0


@pytest.mark.parametrize(("up_to", "left"), [(0, 5), (1, 4), (4, 1), (5, 0), (9, 0)])
def test_reading_includes_the_message_named(inbox, up_to, left):
    fill(inbox, "lobby", 5)
    inbox.read("lobby", up_to)
    assert inbox.unread("lobby") == left


def test_a_late_receipt_does_not_move_the_marker_back(inbox):
    inbox.read("lobby", 5)
    inbox.read("lobby", 2)
    fill(inbox, "lobby", 6)
    assert inbox.unread("lobby") == 1


def test_a_message_below_the_marker_arrives_read(inbox):
    fill(inbox, "lobby", 1, first=5)
    inbox.read("lobby", 5)
    inbox.receive("lobby", 4, "bob")
    assert inbox.unread("lobby") == 0
    inbox.receive("lobby", 6, "bob")
    assert inbox.unread("lobby") == 1


@pytest.mark.parametrize("times", [1, 2])
def test_a_retracted_message_does_not_count(inbox, times):
    fill(inbox, "lobby", 3)
    for _ in range(times):
        inbox.retract("lobby", 2)
    assert inbox.unread("lobby") == 2
    inbox.receive("lobby", 2, "bob")
    assert inbox.unread("lobby") == 2


def test_a_retraction_may_come_first(inbox):
    inbox.retract("lobby", 2)
    fill(inbox, "lobby", 3)
    assert inbox.unread("lobby") == 2


def test_retracting_what_was_read_changes_nothing(inbox):
    fill(inbox, "lobby", 3)
    inbox.read("lobby", 2)
    inbox.retract("lobby", 1)
    assert inbox.unread("lobby") == 1
    assert inbox.badge() == "1"


def test_rooms_do_not_influence_one_another(inbox):
    fill(inbox, "lobby", 3)
    fill(inbox, "ops", 2)
    inbox.read("lobby", 3)
    inbox.retract("ops", 1)
    assert (inbox.unread("lobby"), inbox.unread("ops")) == (0, 1)


def test_inboxes_do_not_influence_one_another(inbox):
    other = Inbox("bob")
    other.receive("lobby", 1, "ada")
    other.mute("ops")
    other.read("lobby", 7)
    inbox.receive("lobby", 1, "bob")
    inbox.receive("ops", 1, "bob")
    assert inbox.unread("lobby") == 1
    assert inbox.badge() == "2"


def test_a_muted_room_counts_but_not_in_the_badge(inbox):
    fill(inbox, "lobby", 2)
    fill(inbox, "ops", 3)
    inbox.mute("ops")
    assert inbox.unread("ops") == 3
    assert inbox.badge() == "2"
    inbox.mute("ops", False)
    assert inbox.badge() == "5"


@pytest.mark.parametrize(("count", "text"), [(0, ""), (1, "1"), (50, "50"), (120, "99+")])
def test_the_badge(inbox, count, text):
    fill(inbox, "lobby", count)
    assert inbox.badge() == text


def test_the_badge_adds_up_rooms(inbox):
    fill(inbox, "lobby", 60)
    fill(inbox, "ops", 40)
    assert inbox.badge() == "99+"
    inbox.read("ops", 10)
    assert inbox.badge() == "90"
