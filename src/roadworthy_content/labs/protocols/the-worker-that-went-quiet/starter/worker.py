"""Looks for mentions in messages, from one queue to another (stomp.py).

In the environment: STOMP_URL (stomp://user:password@host:port/virtual-host), and the destinations QUEUE, RESULTS, REJECTS.
"""

from __future__ import annotations

import json
import os
import re
import threading
from typing import Any
from urllib.parse import unquote, urlsplit

import stomp

URL = urlsplit(os.environ["STOMP_URL"])


class Worker(stomp.ConnectionListener):
    """This version takes each message off the queue before it has looked at it."""

    def __init__(self, connection: stomp.Connection12) -> None:
        self._connection = connection

    def on_message(self, frame: Any) -> None:
        """Look for mentions, and send them."""
        message = json.loads(frame.body)
        result = {"id": message["id"], "mentions": re.findall(r"@(\w+)", message["text"])}
        self._connection.send(os.environ["RESULTS"], json.dumps(result))


def main() -> None:
    """Work for ever."""
    connection = stomp.Connection12([(URL.hostname, URL.port)], vhost=unquote(URL.path[1:]) or "/")
    connection.set_listener("", Worker(connection))
    connection.connect(URL.username, unquote(URL.password or ""), wait=True)
    connection.subscribe(os.environ["QUEUE"], id="1", ack="auto")
    threading.Event().wait()


if __name__ == "__main__":
    main()
