"""The terminal while `watch` runs: keys without Enter, resizes and signals as events, and everything put back at the end."""

from __future__ import annotations

import os
import queue
import select
import signal
import sys
import termios
import tty
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Self

from roadworthy.cli.watch_keys import KeyDecoder

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

_ENTER_ALTERNATE = "\x1b[?1049h"
_LEAVE_ALTERNATE = "\x1b[?1049l"
_HIDE_CURSOR = "\x1b[?25l"
_SHOW_CURSOR = "\x1b[?25h"
_HOME = "\x1b[H"
_CLEAR = "\x1b[2J"
_CLEAR_LINE = "\x1b[K"
_CLEAR_BELOW = "\x1b[J"
# A terminal that knows synchronized updates shows a frame whole; any other ignores these.
_BEGIN_FRAME = "\x1b[?2026h"
_END_FRAME = "\x1b[?2026l"
# How long a lone ESC byte waits for the rest of an arrow key's sequence, in seconds.
_ESCAPE_WAIT = 0.03


@dataclass(frozen=True, slots=True)
class Key:
    """A key was pressed: a printable character, or a name such as "up", "enter", "escape", "backspace", "page-down"."""

    name: str


@dataclass(frozen=True, slots=True)
class Resized:
    """The window has another size, or the program is in the foreground again."""


@dataclass(frozen=True, slots=True)
class Ended:
    """Somebody asked the process to end; `code` is the exit code."""

    code: int


class Terminal:
    """Standard input and output as a screen with keys. A context manager; used by the main thread, but for `post`."""

    def __init__(self) -> None:
        self._input = sys.stdin.fileno()
        self._output = sys.stdout.fileno()
        self._events: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._decoder = KeyDecoder()
        self._alternate = False
        self._drawn: tuple[list[str], bool, int, int] | None = None
        self._undo: list[Callable[[], object]] = []

    def __enter__(self) -> Self:
        self._wake, self._waker = os.pipe()
        os.set_blocking(self._waker, False)
        os.set_blocking(self._wake, False)
        self._undo += [lambda: os.close(self._wake), lambda: os.close(self._waker)]
        self._cooked = termios.tcgetattr(self._input)
        self._undo.append(self._restore)
        self._prepare()
        for number, handler in (
            (signal.SIGWINCH, self._on_resize),
            (signal.SIGTERM, self._on_end),
            (signal.SIGHUP, self._on_end),
            (signal.SIGTSTP, self._on_stop),
        ):
            self._undo.append(partial(signal.signal, number, signal.signal(number, handler)))
        return self

    def __exit__(self, *_: object) -> None:
        while self._undo:
            self._undo.pop()()

    # --- events

    def post(self, event: object) -> None:
        """Hand an event to whoever waits in `next_event`; any thread or signal handler may."""
        self._events.put(event)
        try:
            os.write(self._waker, b"!")
        except (BlockingIOError, OSError):
            return  # full: a wake-up is under way; closed: nobody waits any more

    def next_event(self, timeout: float | None) -> object | None:
        """Return the next key, resize or posted event; None after `timeout` seconds without one."""
        while True:
            try:
                return self._events.get_nowait()
            except queue.Empty:
                pass
            wait = _ESCAPE_WAIT if self._decoder.pending else timeout
            ready, _, _ = select.select([self._input, self._wake], [], [], wait)
            if self._wake in ready:
                os.read(self._wake, 4096)
            if self._input in ready:
                data = os.read(self._input, 4096)
                if not data:  # the terminal is gone
                    return Ended(129)
                self._queue_keys(self._decoder.feed(data))
            elif not ready and self._decoder.pending:
                self._queue_keys(self._decoder.flush())
            elif not ready:
                return None

    def _queue_keys(self, names: list[str]) -> None:
        for name in names:
            self._events.put(Key(name))

    # --- drawing

    @property
    def size(self) -> os.terminal_size:
        """Columns and lines, never so few that nothing could be drawn."""
        size = os.get_terminal_size(self._output)
        return os.terminal_size(
            (max(size.columns, 20) if size.columns else 80, max(size.lines, 6) if size.lines else 24)
        )

    def draw(self, lines: list[str], *, alternate: bool = False, whole: bool = True) -> None:
        """Show a frame instead of the last one; the same frame again writes nothing.

        Args:
            lines: Lines with their styles, none wider than the window.
            alternate: Draw on the alternate screen, which leaves no trace, and cut what is higher than the window.
            whole: Let the upper part of a frame that is higher than the window go into the terminal's scroll-back,
                where it can be read; else cut it off.
        """
        columns, height = self.size
        frame = (lines, alternate, columns, height)
        if frame == self._drawn:
            return
        self._drawn = frame
        if alternate != self._alternate:
            self._write((_ENTER_ALTERNATE if alternate else _LEAVE_ALTERNATE) + _HIDE_CURSOR)
            self._alternate = alternate
        if alternate:
            lines = lines[:height]
        elif not whole:
            lines = lines[-height:]
        start = _HOME if len(lines) <= height else _HOME + _CLEAR
        body = f"{_CLEAR_LINE}\n".join(lines)
        self._write(f"{_BEGIN_FRAME}{start}{body}{_CLEAR_LINE}{_CLEAR_BELOW}{_END_FRAME}")

    def clear(self) -> None:
        """Make room for the first frame: what the shell printed moves into the scroll-back."""
        self._write("\n" * (self.size.lines - 1) + _HOME + _CLEAR_BELOW)

    def _write(self, text: str) -> None:
        data = text.encode(sys.stdout.encoding or "utf-8", "replace")
        while data:
            data = data[os.write(self._output, data) :]

    # --- modes and signals

    def _prepare(self) -> None:
        tty.setcbreak(self._input)
        self._write(_HIDE_CURSOR)

    def _restore(self) -> None:
        if self._alternate:
            self._alternate = False
            self._write(_LEAVE_ALTERNATE)
        self._write(f"{_SHOW_CURSOR}\r\n")
        termios.tcsetattr(self._input, termios.TCSADRAIN, self._cooked)

    def _on_resize(self, _number: int, _frame: FrameType | None) -> None:
        self.post(Resized())

    def _on_end(self, number: int, _frame: FrameType | None) -> None:
        self.post(Ended(128 + number))

    def _on_stop(self, number: int, _frame: FrameType | None) -> None:
        """Give the shell a sane terminal, stop, and come back as we were."""
        self._restore()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
        signal.signal(number, self._on_stop)
        self._drawn = None
        self._prepare()
        self.post(Resized())
