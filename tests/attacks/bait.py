"""What an attacker would like to find on the host: secrets in files, processes, sockets and memory, each watched."""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

REPO = Path(__file__).resolve().parent.parent.parent
IPC_KEY_BASE = 0x52570000


class Bait:
    """Lies on the host while a worker runs its attacks.

    Args:
        folder: For files and a socket, below the host's temporary folder.
    """

    def __init__(self, folder: Path) -> None:
        self.secret = f"bait-{secrets.token_hex(8)}"
        self.folder = folder
        self.visits = 0
        self._stack = contextlib.ExitStack()
        self.file = folder / "diary.txt"
        self.file.write_text(self.secret)
        self.in_repository = self._in_repository()
        self.lock = folder / "lock"
        self.lock.touch()
        self.abstract = f"rw-bait-{secrets.token_hex(4)}"
        self.path_socket = folder / "s"
        self.loopback = self._listen(socket.AF_INET, ("127.0.0.1", 0))[1]
        self._listen(socket.AF_UNIX, "\0" + self.abstract)
        self._listen(socket.AF_UNIX, str(self.path_socket))
        self.process = self._stack.enter_context(
            subprocess.Popen(
                [sys.executable, "-c", "import sys; sys.stdin.read()", self.secret],
                env={"SECRET_TOKEN": self.secret},
                stdin=subprocess.PIPE,
            )
        )
        self.shared = self._in_shared_memory()

    def _in_repository(self) -> Path:
        folder = REPO / ".pytest_cache"
        if not os.access(REPO, os.W_OK):
            folder = self.folder
        folder.mkdir(exist_ok=True)
        path = folder / f"bait-{os.getpid()}.txt"
        path.write_text(self.secret)
        self._stack.callback(path.unlink, missing_ok=True)
        return path

    def _in_shared_memory(self) -> str:
        place = Path("/dev/shm")  # noqa: S108  # the very place that is shared
        if not os.access(place, os.W_OK):
            return ""
        path = place / f"rw-bait-{secrets.token_hex(4)}"
        path.write_text(self.secret)
        self._stack.callback(path.unlink, missing_ok=True)
        return str(path)

    def _listen(self, family: int, address: Any) -> Any:
        server = socket.socket(family, socket.SOCK_STREAM)
        server.bind(address)
        server.listen(64)

        def serve() -> None:
            while True:
                try:
                    visitor, _ = server.accept()
                except OSError:
                    return  # closed
                with visitor, contextlib.suppress(OSError):
                    self.visits += 1
                    visitor.sendall(self.secret.encode())

        def close() -> None:
            server.shutdown(socket.SHUT_RDWR)
            thread.join()
            server.close()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        self._stack.callback(close)
        return server.getsockname()

    def described(self) -> dict[str, Any]:
        """Return what attackers are told: where everything is."""
        return {
            "host_file": str(self.file),
            "repository_file": str(self.in_repository),
            "host_lock": str(self.lock),
            "host_pid": self.process.pid,
            "runner_pid": os.getpid(),
            "abstract": self.abstract,
            "unix_socket": str(self.path_socket),
            "loopback": self.loopback,
            "shared_memory": self.shared,
        }

    def harm(self) -> list[str]:
        """Return what happened to it."""
        found = [f"{self.visits} visits from an attempt"] * bool(self.visits)
        self.visits = 0
        if self.process.poll() is not None:
            found.append("the host's process was ended")
        found += [
            f"{path.name} was changed"
            for path in (self.file, self.in_repository)
            if not path.is_file() or path.is_symlink() or path.read_text() != self.secret
        ]
        return found

    def close(self) -> None:
        """Take it all away."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()
        self._stack.close()


@contextlib.contextmanager
def laid_bait(folder: Path) -> Iterator[Bait]:
    """Lay bait, and take it away in the end."""
    bait = Bait(folder)
    try:
        yield bait
    finally:
        bait.close()
