"""The checker's questions to the host, when one of them is interrupted."""

from __future__ import annotations

import json
import os
import signal
import socket

import pytest

from roadworthy.judge.guest.host_link import Control


class InterruptedAskError(Exception):
    """What the limit of a check raises in the middle of whatever it does."""


def interrupt(*_: object) -> None:
    raise InterruptedAskError


def test_an_answer_that_nobody_waits_for_any_more_is_not_taken_for_the_next() -> None:
    ours, theirs = socket.socketpair()
    control = Control(theirs.detach())
    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    try:
        with pytest.raises(InterruptedAskError):
            control.ask("spawn")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    read, write = os.pipe()
    with ours:
        socket.send_fds(ours, [json.dumps({"pid": 1}).encode() + b"\n"], [read])
        socket.send_fds(ours, [json.dumps({"pid": 2}).encode() + b"\n"], [write])
        answer, fds = control.ask("spawn")
        assert answer == {"pid": 2}
        assert [os.fstat(fd).st_ino for fd in fds] == [os.fstat(write).st_ino]
        os.write(fds[0], b"x")
        ours.sendall(json.dumps({}).encode() + b"\n")
        assert control.ask("signal") == ({}, [])
        control._socket().close()
    for fd in (read, write, *fds):
        os.close(fd)
