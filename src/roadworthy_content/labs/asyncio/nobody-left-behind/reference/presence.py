"""python presence.py PORT SILENCE: tells guests who comes and goes (trio)."""

from __future__ import annotations

import math
import signal
import sys
from collections.abc import AsyncIterator
from functools import partial

import trio

BACKLOG = 100  # lines that may wait for one guest
GRACE = 1.0  # seconds for all goodbyes together
GONE = (trio.BrokenResourceError, trio.ClosedResourceError)


class Guest:
    """Somebody who is connected, with the lines that still have to be written to them."""

    def __init__(self, stream: trio.SocketStream) -> None:
        self.stream = stream
        self.name = ""
        self.lines, self._waiting = trio.open_memory_channel[bytes](BACKLOG)
        self.scope = trio.CancelScope()

    def tell(self, line: str) -> None:
        """Have a line written soon; who is too far behind is let go."""
        try:
            self.lines.send_nowait(line.encode() + b"\n")
        except trio.WouldBlock:
            self.scope.cancel()

    async def write(self) -> None:
        """Write what is told, until the connection ends."""
        try:
            async for line in self._waiting:
                await self.stream.send_all(line)
        except GONE:
            self.scope.cancel()

    async def read(self, silence: float) -> AsyncIterator[str]:
        """Yield lines, until the connection ends or nothing comes for too long."""
        buffer = b""
        while True:
            while b"\n" in buffer:
                line, _, buffer = buffer.partition(b"\n")
                yield line.decode(errors="replace").strip()
            with trio.move_on_after(silence) as deadline:
                try:
                    chunk = await self.stream.receive_some()
                except GONE:
                    return
            if deadline.cancelled_caught or not chunk:
                return
            buffer += chunk


class Presence:
    """Who is here."""

    def __init__(self, silence: float) -> None:
        self._silence = silence
        self._guests: set[Guest] = set()

    async def handle(self, stream: trio.SocketStream) -> None:
        """Look after one connection from beginning to end; whatever happens to it is nobody else's affair."""
        guest = Guest(stream)
        try:
            with guest.scope:
                async with trio.open_nursery() as nursery:
                    nursery.start_soon(guest.write)
                    await self._listen(guest)
                    nursery.cancel_scope.cancel()
        finally:
            if guest in self._guests:
                self._guests.remove(guest)
                self._tell_all(f"-{guest.name}")
            await trio.aclose_forcefully(stream)

    async def _listen(self, guest: Guest) -> None:
        async for line in guest.read(self._silence):
            if not guest.name:
                guest.name = line
                self._tell_all(f"+{line}")
                self._guests.add(guest)
            elif line == "ping":
                guest.tell("pong")
            else:
                self._tell_all(f"{guest.name}: {line}", but=guest)

    def _tell_all(self, line: str, but: Guest | None = None) -> None:
        for guest in self._guests - {but}:
            guest.tell(line)

    async def say_goodbye(self) -> None:
        """Tell everybody that it is over; who does not listen has had the time."""
        with trio.move_on_after(GRACE):
            async with trio.open_nursery() as nursery:
                for guest in self._guests:
                    guest.tell("bye")
                    nursery.start_soon(self._drain, guest)

    @staticmethod
    async def _drain(guest: Guest) -> None:
        while guest.lines.statistics().current_buffer_used:
            await trio.sleep(0.01)


async def main(port: int, silence: float) -> None:
    """Serve until SIGTERM."""
    presence = Presence(silence)
    with trio.open_signal_receiver(signal.SIGTERM) as signals:
        async with trio.open_nursery() as nursery:
            await nursery.start(partial(trio.serve_tcp, presence.handle, port, host="127.0.0.1"))
            async for _ in signals:
                break
            await presence.say_goodbye()
            nursery.cancel_scope.cancel()


if __name__ == "__main__":
    trio.run(main, int(sys.argv[1]), float(sys.argv[2]) or math.inf)
