"""Looks for mentions in messages, from one queue to another (stomp.py).

In the environment: STOMP_URL (stomp://user:password@host:port/virtual-host), and the destinations QUEUE, RESULTS, REJECTS.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import threading
from typing import Any
from urllib.parse import unquote, urlsplit

import stomp
from stomp.exception import StompException

URL = urlsplit(os.environ["STOMP_URL"])
BEAT = 1000  # milliseconds between heartbeats, in both directions
PAUSE = 0.1  # seconds before connecting again
FEW_AT_ONCE = {"prefetch-count": "10", "activemq.prefetchSize": "10"}  # each broker reads its own
GONE = (StompException, OSError)


class Worker(stomp.ConnectionListener):
    """Works off one connection, until that is gone.

    Its methods run in the thread that reads the socket, so they only note that the connection is lost; whoever waits for
    `lost` connects again.
    """

    def __init__(self, connection: stomp.Connection12) -> None:
        self._connection = connection
        self.lost = threading.Event()

    def on_message(self, frame: Any) -> None:
        """Send what comes of a message, and acknowledge it in the same transaction."""
        headers = {"persistent": "true"}
        try:
            destination, body = os.environ["RESULTS"], json.dumps(mentions(frame.body))
        except ValueError as error:
            destination, body = os.environ["REJECTS"], frame.body
            headers["reason"] = str(error)
        try:
            transaction = self._connection.begin()
            self._connection.send(destination, body, headers=headers, transaction=transaction)
            self._connection.ack(frame.headers["ack"], transaction=transaction)
            self._connection.commit(transaction)
        except GONE:
            self.lost.set()  # the broker forgets the transaction, and will deliver the message again

    def on_disconnected(self) -> None:
        """Note it."""
        self.lost.set()

    def on_heartbeat_timeout(self) -> None:
        """Note it."""
        self.lost.set()

    def on_error(self, _frame: Any) -> None:
        """Note it: after an ERROR the broker closes."""
        self.lost.set()


def mentions(body: str) -> dict[str, Any]:
    """Return what is to be said about a message. Raises ValueError, with the reason, if it is none."""
    message = json.loads(body)
    if not isinstance(message, dict) or not isinstance(message.get("id"), str):
        raise ValueError("no object with an id")
    if not isinstance(message.get("text"), str):
        raise ValueError("no text")
    return {"id": message["id"], "mentions": list(dict.fromkeys(re.findall(r"@(\w+)", message["text"])))}


def connect() -> tuple[stomp.Connection12, Worker]:
    """Return a connection that is subscribed. Raises StompException or OSError."""
    connection = stomp.Connection12(
        [(URL.hostname, URL.port)],
        vhost=unquote(URL.path[1:]) or "/",
        heartbeats=(BEAT, BEAT),
        reconnect_attempts_max=1,
        timeout=5.0,
    )
    worker = Worker(connection)
    connection.set_listener("", worker)
    connection.connect(unquote(URL.username or ""), unquote(URL.password or ""), wait=True)
    connection.subscribe(os.environ["QUEUE"], id="1", ack="client", headers=FEW_AT_ONCE)
    return connection, worker


def main() -> None:
    """Work until SIGTERM."""
    over = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: over.set())
    while not over.is_set():
        with contextlib.suppress(*GONE):
            connection, worker = connect()
            while not worker.lost.is_set() and not over.wait(PAUSE):
                pass
            connection.disconnect()
        over.wait(PAUSE)


if __name__ == "__main__":
    main()
