"""Cells, and the places in which an attempt can begin at once."""

from __future__ import annotations

import contextlib
import os
import select
import socket
from dataclasses import dataclass, field
from pathlib import Path

from roadworthy.judge import cell_watch
from roadworthy.judge.forking import PATIENCE
from roadworthy.judge.guest import parcel
from roadworthy.judge.memory import MemoryGroup, MemoryGroups
from roadworthy.judge.stage import StageError

memory_groups = MemoryGroups()
"""Those of all cells of this process."""


@dataclass
class Cell:
    """A cell with its warden, waiting for an attempt.

    Attributes:
        control: To the warden.
        namespaces: Descriptors of its user, mount and network namespace.
        warden: Its warden's pid.
        memory: Bounds its memory, where that can be had.
    """

    control: socket.socket
    namespaces: list[int] = field(default_factory=list)
    warden: int = 0
    memory: MemoryGroup | None = None
    is_furnished: bool = False

    def wait(self) -> None:
        """Wait until it is furnished; raises StageError."""
        if self.is_furnished:
            return
        self.control.settimeout(PATIENCE)
        try:
            message, fds, self.warden = parcel.receive_first(self.control)
        except (OSError, parcel.ParcelError) as error:
            raise StageError("no cell could be made: `roadworthy doctor` says which walls stand here") from error
        if message["what"] != "ready":
            raise StageError(f"no cell could be made: {message['why']}")
        self.control.settimeout(None)
        self.namespaces = fds
        self.is_furnished = True
        self.memory = group = memory_groups.make()
        if group is not None:
            with contextlib.suppress(OSError):  # it has ended; who uses it will find out
                group.take([self.warden, *cell_watch.children(self.warden)])

    def close(self) -> None:
        """End everything in it."""
        self.control.close()
        if self.memory is not None:
            memory_groups.leave(self.memory)
            self.memory = None
        for fd in self.namespaces:
            os.close(fd)
        self.namespaces = []


@dataclass
class Place:
    """Where an attempt can begin at once: a cell, and a checker that is in it.

    Attributes:
        cell: The cell.
        checker: To the checker.
        checks: Where the checker finds its files.
    """

    cell: Cell
    checker: socket.socket
    checks: Path

    def is_alive(self) -> bool:
        """Return True unless one of its processes has ended: while they wait they have nothing to say."""
        return not select.select([self.checker, self.cell.control], [], [], 0)[0]

    def close(self) -> None:
        """End everything in it."""
        self.checker.close()
        self.cell.close()
