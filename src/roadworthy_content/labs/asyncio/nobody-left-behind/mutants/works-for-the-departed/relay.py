"""python relay.py PORT BACKEND PATIENCE HOST:PORT...: asks all replicas, answers with the first good reply (anyio)."""

from __future__ import annotations

import sys

import anyio
from anyio.abc import SocketStream
from anyio.streams.buffered import BufferedByteReceiveStream

LONGEST = 10_000  # bytes of a line
GONE = (  # what streams raise when there is nobody at the other end, or nobody who makes sense
    OSError,
    anyio.EndOfStream,
    anyio.IncompleteRead,
    anyio.DelimiterNotFound,
    anyio.BrokenResourceError,
    anyio.ClosedResourceError,
)


async def race(replicas: list[tuple[str, int]], line: bytes, patience: float) -> bytes:
    """Return the first good reply, or which error there was; on return no connection is open any more."""
    winners: list[bytes] = []

    async def ask(host: str, port: int) -> None:
        try:
            async with await anyio.connect_tcp(host, port) as replica:
                await replica.send(line + b"\n")
                reply = await BufferedByteReceiveStream(replica).receive_until(b"\n", LONGEST)
        except GONE:
            return
        if not reply.startswith(b"error"):
            winners.append(reply)
            group.cancel_scope.cancel()

    with anyio.move_on_after(patience) as deadline:
        async with anyio.create_task_group() as group:
            for host, port in replicas:
                group.start_soon(ask, host, port)
    if winners:
        return winners[0]
    return b"error timeout" if deadline.cancelled_caught else b"error unavailable"


async def main(port: int, patience: float, replicas: list[tuple[str, int]]) -> None:
    """Serve until somebody stops us."""

    async def handle(client: SocketStream) -> None:
        questions, waiting = anyio.create_memory_object_stream[bytes](10)
        async with client, questions, waiting, anyio.create_task_group() as group:

            async def read() -> None:
                lines = BufferedByteReceiveStream(client)
                try:
                    while True:
                        await questions.send(await lines.receive_until(b"\n", LONGEST))
                except GONE:
                    questions.close()

            group.start_soon(read)
            async for line in waiting:
                reply = await race(replicas, line, patience)
                try:
                    await client.send(reply + b"\n")
                except GONE:
                    group.cancel_scope.cancel()

    listener = await anyio.create_tcp_listener(local_host="127.0.0.1", local_port=port)
    await listener.serve(handle)


if __name__ == "__main__":
    addresses = [(host, int(port)) for host, port in (text.rsplit(":", 1) for text in sys.argv[4:])]
    anyio.run(main, int(sys.argv[1]), float(sys.argv[3]), addresses, backend=sys.argv[2])
