"""Memory that attempts write to, copied before there is one: what one attempt copied, the next ones have beforehand.

A fork shares its memory until it writes to it, and each page that it writes to interrupts it. A rehearsal cannot write
to all that an attempt will. So the first attempt of a lab tells the process that forks which pages it had copied in the
end; they have the same addresses in every fork. Whoever is forked afterwards has the kernel copy them while it waits.
"""

from __future__ import annotations

import array
import contextlib
import mmap
import os
import socket
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from .walls import kernel

_POPULATE_READ, _POPULATE_WRITE = 22, 23  # of madvise, since Linux 5.14; before that it refuses
_PRESENT, _OF_A_FILE, _MINE_ALONE = 1 << 63, 1 << 61, 1 << 56  # bits in /proc/self/pagemap
_ENTRY = 8
"""Bytes that say something of a page there."""
_MOST_BYTES = 192 * 1024

Area = tuple[int, int]
"""The number of its first page, and how many it has."""


class Pages:
    """What a process knows of the memory of its forks; made before there are any. Linux only.

    Only forks that run no code of the learner's may tell.

    Args:
        most: Pages; from a fork that has copied more, which is not like others, nothing is learned.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._hear, self._tell = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._areas = [*_readable()]
        self._known = array.array("Q")  # in threes: an area, and what madvise does with it
        self._map = -1

    def learn(self) -> None:
        """Take note of what a fork has told, if one has; in the process that forks."""
        if not self._known:
            with contextlib.suppress(OSError):
                self._known.frombytes(self._hear.recv(_MOST_BYTES, socket.MSG_DONTWAIT))

    def copy(self) -> bool:
        """Have what is known copied; return False where nothing is known. In a fork."""
        if not self._known:
            return False
        advise, size = kernel.libc().madvise, mmap.PAGESIZE
        for first, many, advice in zip(self._known[::3], self._known[1::3], self._known[2::3], strict=True):
            advise(first * size, many * size, advice)  # what it refuses can wait
        return True

    def watch(self) -> None:
        """Be ready to tell; in a fork, before it goes where /proc is another one."""
        with contextlib.suppress(OSError):
            self._map = os.open("/proc/self/pagemap", os.O_RDONLY | os.O_CLOEXEC)

    def tell(self) -> None:
        """Tell what this process, which watched, uses now; once nobody waits for it."""
        if self._map < 0:
            return
        used = {area: advice for around in self._areas for area, advice in self._used(around)}
        if sum(many for (_, many), advice in used.items() if advice == _POPULATE_WRITE) <= self._most:
            told = array.array("Q", chain.from_iterable((*area, advice) for area, advice in used.items()))
            with contextlib.suppress(OSError):  # too long, or somebody has told already: so be it
                self._tell.send(told.tobytes(), socket.MSG_DONTWAIT)

    def no_more_tell(self) -> None:
        """Let no fork tell that is made from now on."""
        self._tell.close()

    def close(self) -> None:
        """Hear and tell no more."""
        self._hear.close()
        self._tell.close()

    def _used(self, around: Area) -> Iterator[tuple[Area, int]]:
        """Yield the runs of pages within an area that were copied, or read from a file, and what to do with them."""
        start, size = around
        entries = array.array("Q")
        with contextlib.suppress(OSError):
            entries.frombytes(os.pread(self._map, size * _ENTRY, start * _ENTRY))
        before, first = 0, start
        for page, entry in enumerate([*entries, 0], start):
            if not entry & _PRESENT:
                advice = 0
            elif entry & _OF_A_FILE:
                advice = _POPULATE_READ
            else:
                advice = _POPULATE_WRITE if entry & _MINE_ALONE else 0
            if advice != before:
                if before:
                    yield (first, page - first), before
                before, first = advice, page


def _readable() -> Iterator[Area]:
    """Yield the memory that is this process's own to read."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/maps").read_text(encoding="utf-8", errors="replace").splitlines():
            place, rights, *_ = line.split(maxsplit=2)
            begin, end = (int(number, 16) // mmap.PAGESIZE for number in place.split("-"))
            if rights.startswith("r") and rights.endswith("p") and "[v" not in line:  # the kernel's own are no memory
                yield begin, end - begin
