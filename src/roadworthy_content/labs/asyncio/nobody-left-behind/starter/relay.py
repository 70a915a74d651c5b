"""python relay.py PORT BACKEND PATIENCE HOST:PORT...: asks all replicas, answers with the first good reply (anyio)."""

from __future__ import annotations

import sys

import anyio
from anyio.abc import SocketStream
from anyio.streams.buffered import BufferedByteReceiveStream


async def main(port: int, patience: float, replicas: list[tuple[str, int]]) -> None:
    """Serve. This version asks the first replica only, and waits for as long as it takes."""

    async def handle(client: SocketStream) -> None:
        async with client:
            lines = BufferedByteReceiveStream(client)
            while True:
                line = await lines.receive_until(b"\n", 10_000)
                async with await anyio.connect_tcp(*replicas[0]) as replica:
                    await replica.send(line + b"\n")
                    reply = await BufferedByteReceiveStream(replica).receive_until(b"\n", 10_000)
                await client.send(reply + b"\n")

    listener = await anyio.create_tcp_listener(local_host="127.0.0.1", local_port=port)
    await listener.serve(handle)


if __name__ == "__main__":
    addresses = [(host, int(port)) for host, port in (text.rsplit(":", 1) for text in sys.argv[4:])]
    anyio.run(main, int(sys.argv[1]), float(sys.argv[3]), addresses, backend=sys.argv[2])
