"""What one fork copied of its memory, the next one has copied before it needs it."""

from __future__ import annotations

import contextlib
import mmap
import os
import platform
import resource
from collections.abc import Callable, Iterator

import pytest

from roadworthy.judge.guest.pages import Pages

MANY = 200
MOST = 3000
FAR_TOO_MANY = 4000


def _kernel() -> tuple[int, ...]:
    return tuple(int(part) for part in platform.release().split("-")[0].split(".")[:2])


pytestmark = pytest.mark.skipif(
    platform.system() != "Linux" or _kernel() < (5, 14) or not os.path.exists("/proc/self/pagemap"),  # noqa: PTH110
    reason="the kernel cannot copy pages on request",
)


def _faults_of(run: Callable[[], object]) -> int:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    run()
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def _in_a_fork(run: Callable[[], int]) -> int:
    """Return what a function returns in a fork: at most 255."""
    if (pid := os.fork()) == 0:
        try:
            os._exit(min(run(), 255))
        finally:
            os._exit(255)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


@pytest.fixture
def pages(memory: mmap.mmap) -> Iterator[Pages]:
    """What is known of forks, made after the memory that they will have."""
    del memory
    with contextlib.closing(Pages(MOST)) as pages:
        yield pages


@pytest.fixture
def memory() -> mmap.mmap:
    """Memory that forks share until they write to it."""
    memory = mmap.mmap(-1, MANY * mmap.PAGESIZE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    _write(memory)
    return memory


def _write(memory: mmap.mmap, step: int = 1) -> None:
    for page in range(0, MANY, step):
        memory[page * mmap.PAGESIZE] = 1


def test_what_one_fork_wrote_to_is_copied_beforehand_in_the_next(memory: mmap.mmap, pages: Pages) -> None:
    def first() -> int:
        assert not pages.copy()
        pages.watch()
        faults = _faults_of(lambda: _write(memory, 2))
        pages.tell()
        return faults

    def second() -> int:
        pages.copy()
        return _faults_of(lambda: _write(memory, 2))

    def other_half() -> int:
        pages.copy()
        _write(memory, 2)
        return _faults_of(lambda: _write(memory))

    assert _in_a_fork(first) >= MANY // 2
    pages.learn()
    assert _in_a_fork(second) < MANY // 10
    assert _in_a_fork(other_half) >= MANY // 2  # what nobody wrote to is still shared
    assert memory[0] == 1


def test_who_may_tell_no_more_is_not_heard(memory: mmap.mmap, pages: Pages) -> None:
    pages.no_more_tell()

    def late() -> int:
        pages.watch()
        _write(memory)
        pages.tell()
        return 0

    assert _in_a_fork(late) == 0
    pages.learn()
    assert not pages.copy()


def test_a_fork_that_copied_far_too_much_teaches_nothing(memory: mmap.mmap) -> None:
    large = mmap.mmap(-1, FAR_TOO_MANY * mmap.PAGESIZE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)

    def fill() -> None:
        for page in range(FAR_TOO_MANY):
            large[page * mmap.PAGESIZE] = 1

    fill()
    pages = Pages(MOST)

    def greedy() -> int:
        pages.watch()
        fill()
        _write(memory)
        pages.tell()
        return 0

    def next_one() -> int:
        pages.copy()
        return _faults_of(lambda: _write(memory))

    with contextlib.closing(pages):
        _in_a_fork(greedy)
        pages.learn()
        assert _in_a_fork(next_one) >= MANY
