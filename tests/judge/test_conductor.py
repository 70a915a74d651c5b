"""What the conductor hears when a checker ends in the middle of something."""

from __future__ import annotations

import socket

from roadworthy.judge.conductor import _read


def test_a_checker_that_ends_with_an_answer_unread_has_just_ended() -> None:
    ours, theirs = socket.socketpair()
    with ours:
        ours.sendall(b"an answer")
        theirs.close()
        assert _read(ours) == b""


def test_what_a_checker_said_before_it_ended_is_heard() -> None:
    ours, theirs = socket.socketpair()
    with ours:
        theirs.sendall(b"done")
        theirs.close()
        assert _read(ours) == b"done"
        assert _read(ours) == b""
