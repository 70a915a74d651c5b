"""Tests of inbox.py: one for each method."""

from inbox import Inbox


def test_receive():
    inbox = Inbox("ada")
    inbox.receive("lobby", 1, "bob")
    inbox.receive("lobby", 2, "bob")
    assert inbox.unread("lobby") == 2


def test_read():
    inbox = Inbox("ada")
    inbox.receive("lobby", 1, "bob")
    inbox.read("lobby", 1)
    assert inbox.unread("lobby") == 0


def test_retract():
    inbox = Inbox("ada")
    inbox.receive("lobby", 1, "bob")
    inbox.retract("lobby", 1)
    assert inbox.unread("lobby") == 0


def test_mute_and_badge():
    inbox = Inbox("ada")
    inbox.receive("lobby", 1, "bob")
    assert inbox.badge() == "1"
    inbox.mute("lobby")
    assert inbox.badge() == ""
