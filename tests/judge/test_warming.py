"""What processes do before there is an attempt leaves nothing behind but memory that is warm."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

import pytest

from roadworthy.judge.guest import warming
from roadworthy.judge.guest.waiting import wait_until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has cells, and processes that fork them")


@pytest.mark.parametrize("side", ["checker", "subject"])
def test_an_exchange_ends_on_both_sides_and_leaves_neither_threads_nor_descriptors(side: str) -> None:
    def held() -> list[int]:
        # A reader in the background is no `Thread`, but a task of the kernel's.
        return [len([*Path("/proc/self", kind).iterdir()]) for kind in ("fd", "task")]

    if (pid := os.fork()) == 0:  # whose children nobody else waits for
        try:
            gc.collect()  # what a test before this one left to be closed is none of it
            before = held()
            warming.exchange(side)
            wait_until(lambda: held() == before, 10.0, "the kernel to be done with what has ended")
            os._exit(0 if os.waitpid(-1, 0)[1] == 0 else 1)
        finally:
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


def test_a_module_is_loaded_from_its_source_under_no_name() -> None:
    made = warming.load()

    assert callable(made["wait_until"])
    assert "rehearsal" not in sys.modules
