"""Tests of inbox.py. One is here to start from; it catches none of the twelve mistakes."""

from inbox import Inbox


def test_a_message_is_unread():
    inbox = Inbox("ada")
    inbox.receive("lobby", 1, "bob")
    assert inbox.unread("lobby") == 1
