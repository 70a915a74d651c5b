"""What the conductor hears when a checker ends in the middle of something."""

from __future__ import annotations

import json
import socket

from roadworthy.judge.conductor import Conductor, _read


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


def test_two_questions_that_come_together_are_both_answered() -> None:
    class Stage:
        def __init__(self) -> None:
            self.sent: list[tuple[int, int]] = []

        def signal(self, pid: int, number: int) -> None:
            self.sent.append((pid, number))

    stage = Stage()
    conductor = Conductor.__new__(Conductor)
    conductor._stage, conductor._buffers = stage, {}  # type: ignore[assignment]  # only what a signal needs
    ours, theirs = socket.socketpair()
    with ours, theirs:
        for pid in (1, 2):
            theirs.sendall(json.dumps({"what": "signal", "pid": pid, "number": 15}).encode() + b"\n")
        conductor._on_control(ours)
        assert theirs.recv(100) == b"{}\n{}\n"
    assert stage.sent == [(1, 15), (2, 15)]
