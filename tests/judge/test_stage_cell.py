"""What the host hears from a cell."""

from __future__ import annotations

import socket
from types import SimpleNamespace

import pytest

from roadworthy.judge.guest import parcel
from roadworthy.judge.stage_cell import CellStage


@pytest.mark.timeout(20)  # the failure that this looks for is waiting for ever
def test_news_that_came_before_an_answer_is_not_waited_for_again() -> None:
    ours, theirs = socket.socketpair()
    stage = CellStage.__new__(CellStage)
    stage._cell = SimpleNamespace(control=ours)  # type: ignore[assignment]  # only what hearing needs
    stage._subject, stage._subject_status, stage._ends = 7, None, {}
    with ours, theirs:
        parcel.send(theirs, {"what": "ended", "pid": 7, "status": 3})
        parcel.send(theirs, {"what": "signalled"})
        ((_, on_input),) = stage.watched()
        stage._await("signalled")
        on_input()
        assert stage.subject_status() == 3
