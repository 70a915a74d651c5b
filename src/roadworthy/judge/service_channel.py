"""What service and client agree on: where they meet, who is let in, and JSON lines between them."""

from __future__ import annotations

import json
import os
import socket
import stat
import struct
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from roadworthy import __version__
from roadworthy.judge.events import JudgeEvent
from roadworthy.labs import CheckResult, Frame, Outcome

SOCKET = "judge.sock"
HAS_PEERS = sys.platform == "linux"
"""Whether the kernel says who is at the other end; without that there is no service."""

_CODE = Path(__file__).parent.parent
# Of these, differences between service and client do not concern a verdict.
_OWN = {"HOST", "PORT", "LEARNER", "WORKSPACES", "DATABASE", "DATA_DIR", "PACKS", "RETENTION", "STAY"}


def run_folder(data_dir: Path) -> Path:
    """Return the folder with the socket of all processes that share a data folder."""
    return data_dir / "run"


def identity() -> str:
    """Return what two processes have alike if they judge alike: the code (version, place, last change) and settings."""
    newest = max(
        entry.stat().st_mtime_ns
        for part in ("judge", "judge/guest", "judge/guest/walls", "components", "labs")
        for entry in os.scandir(_CODE / part)
        if entry.name.endswith(".py")
    )
    settings = {
        name: value
        for name, value in sorted(os.environ.items())
        if name.startswith("ROADWORTHY_") and name.removeprefix("ROADWORTHY_") not in _OWN
    }
    return json.dumps([__version__, str(_CODE), newest, settings])


@contextmanager
def opened_folder(folder: Path) -> Iterator[int]:
    """Open the run folder, which must be private; sockets in it are then reached by `socket_address`.

    Raises:
        OSError: It is not there, or is somebody else's, or others may enter it.
    """
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        found = os.fstat(fd)
        if found.st_uid != os.geteuid() or stat.S_IMODE(found.st_mode) & 0o077:
            raise PermissionError(1, "Others may enter it", str(folder))
        yield fd
    finally:
        os.close(fd)


def socket_address(folder_fd: int) -> str:
    """Return the socket's address; short however long the folder's path is, since the kernel takes 107 bytes at most."""
    return f"/proc/self/fd/{folder_fd}/{SOCKET}"


def is_ours(sock: socket.socket) -> bool:
    """Return True if the process at the other end is of the same user."""
    _, user, _ = struct.unpack("3i", sock.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i")))
    return bool(user == os.geteuid())


def send(sock: socket.socket, message: Mapping[str, Any]) -> None:
    """Send one message. Raises OSError."""
    sock.sendall(json.dumps(message).encode() + b"\n")


class Lines:
    """Messages as they arrive on a socket."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._read = bytearray()

    def next(self) -> dict[str, Any] | None:
        """Return the next message, None at the end.

        Raises:
            TimeoutError: The socket's timeout passed; may be called again.
            OSError: The connection broke.
            ValueError: It was no message.
        """
        while (end := self._read.find(b"\n")) < 0:
            data = self._sock.recv(65536)
            if not data:
                return None
            self._read += data
        line = bytes(self._read[:end])
        del self._read[: end + 1]
        message = json.loads(line)
        if not isinstance(message, dict):
            raise ValueError("a message is an object")  # as json.loads does for what is no message
        return message


def event_to_dict(event: JudgeEvent) -> dict[str, Any]:
    """Return plain data; `event_from_dict` is its inverse."""
    return asdict(event)


def event_from_dict(data: Mapping[str, Any]) -> JudgeEvent:
    """Return the event that `event_to_dict` made the data from."""
    fields = dict(data)
    fields["names"] = tuple(fields["names"])
    if check := fields["check"]:
        frames = tuple(Frame(**frame) for frame in check["traceback"])
        fields["check"] = CheckResult(**{**check, "outcome": Outcome(check["outcome"]), "traceback": frames})
    return JudgeEvent(**fields)
