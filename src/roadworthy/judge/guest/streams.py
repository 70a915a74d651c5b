"""The learner's standard streams are the check's: what a check captures or feeds is what the learner's code uses."""

from __future__ import annotations

import builtins
import io
import os
import sys
from typing import Any

_FLUSH_AT = 2048


class ForwardedOutput(io.TextIOBase):
    """`sys.stdout` or `sys.stderr` of the subject: text goes to whatever stands at that place in the checker."""

    encoding = "utf-8"
    errors = "strict"

    def __init__(self, peer: Any, name: str, fd: int) -> None:
        self._peer = peer
        self._fd = fd
        self._name = name
        self._pid = os.getpid()
        self._parts: list[str] = []
        self._size = 0

    @property
    def name(self) -> str:
        """What a real one says."""
        return f"<{self._name}>"

    def writable(self) -> bool:
        """Say yes."""
        return True

    def fileno(self) -> int:
        """Return the descriptor of the process itself."""
        return self._fd

    def write(self, text: str) -> int:
        """Hand text over, at the latest before control goes back to the check."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if os.getpid() != self._pid:  # in a fork the channel is not ours
            os.write(self._fd, text.encode("utf-8", "backslashreplace"))
            return len(text)
        self._parts.append(text)
        self._size += len(text)
        if self._size > _FLUSH_AT:
            self.flush()
        return len(text)

    def flush(self) -> None:
        """Hand over what is buffered."""
        if self._parts and os.getpid() == self._pid:
            text = "".join(self._parts)
            self._parts.clear()
            self._size = 0
            self._peer.notify("output", self._name, text)

    @property
    def buffer(self) -> Any:
        """Return a binary view of the stream."""
        return _Bytes(self)


class _Bytes(io.RawIOBase):
    def __init__(self, text: ForwardedOutput) -> None:
        self._text = text

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._text.write(bytes(data).decode("utf-8", "replace"))
        return len(data)

    def flush(self) -> None:
        self._text.flush()


class ForwardedInput(io.TextIOBase):
    """`sys.stdin` of the subject: reads what stands at that place in the checker."""

    encoding = "utf-8"

    def __init__(self, peer: Any) -> None:
        self._peer = peer

    def readable(self) -> bool:
        """Say yes."""
        return True

    def fileno(self) -> int:
        """Return the descriptor of the process itself."""
        return 0

    def read(self, size: int | None = -1) -> str:
        """Read from the check's `sys.stdin`."""
        return str(self._peer.request("stdin", "read", size))

    def readline(self, size: int | None = -1) -> str:  # type: ignore[override]  # typeshed's has no None
        """Read a line from the check's `sys.stdin`."""
        return str(self._peer.request("stdin", "readline", size))


def forward_from_subject(peer: Any) -> Any:
    """Replace the subject's streams and `input`; return a function that flushes what is buffered."""
    stdout, stderr = ForwardedOutput(peer, "stdout", 1), ForwardedOutput(peer, "stderr", 2)
    sys.stdout = sys.__stdout__ = stdout  # type: ignore[assignment,misc]  # both quack like text streams
    sys.stderr = sys.__stderr__ = stderr  # type: ignore[assignment,misc]
    sys.stdin = sys.__stdin__ = ForwardedInput(peer)  # type: ignore[assignment,misc]

    def forwarded_input(prompt: object = "", /) -> str:
        """Read a line from standard input, as `input` does."""
        sys.stdout.flush()
        return str(peer.request("input", str(prompt)))

    forwarded_input.__name__ = forwarded_input.__qualname__ = "input"
    builtins.input = forwarded_input

    ours: dict[str, Any] = {"stdout": stdout, "stderr": stderr, "stdin": sys.stdin}
    shared: dict[str, Any] = dict(ours)

    def flush() -> None:
        stdout.flush()
        stderr.flush()
        for name, known in shared.items():
            now = getattr(sys, name)
            if now is not known:  # the learner's code put another stream in its place
                shared[name] = now
                peer.request("set_stream", name, None if now is ours[name] else now)

    return flush


class Receiver:
    """The checker's end.

    Args:
        limit: Characters of output that the learner's code may print in one attempt.
        too_much: Called once when it printed more.
    """

    def __init__(self, limit: int, too_much: Any) -> None:
        self._left = limit
        self._too_much = too_much
        self._replaced: dict[str, Any] = {}

    def set_stream(self, name: str, stream: Any) -> None:
        """Let the check print to (or read from) what the learner's code put in the stream's place; None puts it back."""
        if name not in ("stdin", "stdout", "stderr"):
            raise ValueError("not a stream")
        if stream is None:
            if name in self._replaced:
                setattr(sys, name, self._replaced.pop(name))
        else:
            self._replaced.setdefault(name, getattr(sys, name))
            setattr(sys, name, stream)

    def output(self, name: str, text: str) -> None:
        """Write what the subject printed."""
        if self._left <= 0:
            return
        stream = self._replaced.get(name) or getattr(sys, "stdout" if name == "stdout" else "stderr")
        shown = str(text)[: self._left]
        try:
            stream.write(shown)
        except UnicodeEncodeError:  # half a character; where it was printed nobody can be told any more
            stream.write(shown.encode("utf-8", "replace").decode())
        self._left -= len(text)
        if self._left <= 0:
            self._too_much()

    @staticmethod
    def stdin(how: str, size: int | None) -> str:
        """Read from the check's `sys.stdin`."""
        return (
            sys.stdin.read(-1 if size is None else size)
            if how == "read"
            else sys.stdin.readline(-1 if size is None else size)
        )

    @staticmethod
    def ask(prompt: str) -> str:
        """Call the check's `input`, which it may have replaced."""
        return builtins.input(prompt) if prompt else builtins.input()
