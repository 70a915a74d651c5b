"""The conversation with `keeper.py`, the process that servers are children of."""

from __future__ import annotations

import atexit
import itertools
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from roadworthy.components.base import ComponentError


class KeeperClient:
    """Starts the keeper with the first request of this process, and anew should somebody have killed it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, **request: Any) -> dict[str, Any]:
        """Send a request (see keeper.py) and return the answer.

        Raises:
            ComponentError: The keeper could not do it, or is gone.
        """
        with self._lock:
            if self._process is None or self._process.poll() is not None:
                self._close_pipes()
                self._process = _start()
            stdin, stdout = self._process.stdin, self._process.stdout
            if stdin is None or stdout is None:
                raise ComponentError("the keeper of servers has no pipes")
            try:
                stdin.write(json.dumps(request | {"id": next(self._numbers)}).encode() + b"\n")
                answer: dict[str, Any] = json.loads(stdout.readline())
            except (OSError, ValueError) as error:
                raise ComponentError("the keeper of servers is gone", hint="try again: it is started anew") from error
        if "error" in answer:
            raise ComponentError(f"a server could not be started or stopped: {answer['error']}")
        return answer

    @property
    def pid(self) -> int:
        """Process id of the keeper, 0 while there is none."""
        return self._process.pid if self._process is not None else 0

    def close(self) -> None:
        """End the keeper, and with it every server; return when they are gone."""
        with self._lock:
            self._close_pipes()
            process, self._process = self._process, None
            if process is not None:
                process.wait()

    def forget(self) -> None:
        """Give the keeper up in a forked child, since it is the parent's; only the child's ends of the pipes close."""
        self._lock = threading.Lock()
        self._close_pipes()
        if self._process is not None:
            # Not a child of this process: neither to be waited for nor complained about when it is collected.
            self._process.returncode = 0
            self._process = None

    def _close_pipes(self) -> None:
        if self._process is not None:
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    pipe.close()


@contextmanager
def guard(argv: Sequence[str], env: Mapping[str, str], text: str) -> Iterator[None]:
    """Have a command run should this process end, however it ends, before the block is left.

    For what is made in servers that are not ours and do not end with us: the user's own, container engines.

    Args:
        argv: The command.
        env: Its whole environment.
        text: Its input.
    """
    number = KEEPER.ask(op="guard", argv=list(argv), env=dict(env), text=text)["guard"]
    try:
        yield
    finally:
        # With a keeper that is gone the guard is gone too: it has run.
        with suppress(ComponentError):
            KEEPER.ask(op="unguard", guard=number)


def _start() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-I", "-S", str(Path(__file__).with_name("keeper.py"))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        bufsize=0,  # plain descriptors: a lock of a buffer would be copied locked into a forked child
        start_new_session=True,  # so that Ctrl-C in the terminal reaches us and not the servers
    )


KEEPER = KeeperClient()
atexit.register(KEEPER.close)
os.register_at_fork(after_in_child=KEEPER.forget)
