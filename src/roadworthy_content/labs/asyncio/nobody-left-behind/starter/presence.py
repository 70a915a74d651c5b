"""python presence.py PORT SILENCE: tells guests who comes and goes (trio)."""

from __future__ import annotations

import sys

import trio


async def main(port: int, silence: float) -> None:
    """Serve. This version only says pong."""

    async def handle(stream: trio.SocketStream) -> None:
        async for _chunk in stream:
            await stream.send_all(b"pong\n")

    await trio.serve_tcp(handle, port, host="127.0.0.1")


if __name__ == "__main__":
    trio.run(main, int(sys.argv[1]), float(sys.argv[2]))
