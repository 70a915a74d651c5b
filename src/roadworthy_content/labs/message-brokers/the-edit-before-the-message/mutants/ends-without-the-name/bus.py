"""What the chat says to ActiveMQ: frames of STOMP, which somebody else puts on the wire."""

from __future__ import annotations

import json
import uuid
from typing import Any

from frames import Frame

TRIES = 3


class Bus:
    """Frames for one installation.

    Args:
        prefix: What the names of all destinations begin with.
    """

    def __init__(self, prefix: str) -> None:
        self._work = f"/queue/{prefix}events"
        self._rooms = f"/topic/{prefix}rooms"

    def publish(self, event: dict[str, Any]) -> list[Frame]:
        """Give an event to the workers and to the topic, both or neither; the receipt says that it is done."""
        body = json.dumps(event)
        lane = "uploads" if event["kind"] == "upload" else "chat"
        headers = {"persistent": "true", "lane": lane}
        if lane == "chat":
            # A group belongs to one consumer. Uploads are no part of the room's, or they would wait for a consumer
            # whose selector does not want them.
            headers["JMSXGroupID"] = event["room"]
        return _together(
            Frame("SEND", {**headers, "destination": self._work}, body),
            Frame("SEND", {"persistent": "true", "destination": self._rooms}, body),
        )

    def listen(self, lane: str) -> list[Frame]:
        """Become a worker of a lane, who is given one message at a time."""
        headers = {
            "id": lane,
            "destination": self._work,
            "ack": "client-individual",
            "activemq.prefetchSize": "1",
            "selector": f"lane = '{lane}'",
        }
        return [Frame("SUBSCRIBE", headers)]

    def done(self, message: Frame) -> list[Frame]:
        """Say that a message has been worked on."""
        return [Frame("ACK", {"id": message.headers["ack"]})]

    def refuse(self, message: Frame) -> list[Frame]:
        """Have a message put aside: what is NACKed, ActiveMQ gives to the dead letter queue."""
        return [Frame("NACK", {"id": message.headers["ack"]})]

    def again(self, message: Frame) -> list[Frame]:
        """Put a copy at the end of the queue in the message's place, until it has been tried often enough."""
        tries = int(message.headers.get("tries", "1"))
        if tries >= TRIES:
            return self.refuse(message)
        kept = {name: message.headers[name] for name in ("lane", "JMSXGroupID") if name in message.headers}
        headers = {**kept, "persistent": "true", "destination": self._work, "tries": str(tries + 1)}
        return _together(Frame("SEND", headers, message.body), *self.done(message))

    def archive_login(self, name: str) -> dict[str, str]:
        """Return headers for the CONNECT frame of an archive: a durable subscription belongs to a client's id."""
        return {"client-id": name}

    def archive_listen(self, name: str) -> list[Frame]:
        """Listen to all rooms, also while away."""
        headers = {
            "id": name,
            "destination": self._rooms,
            "ack": "client-individual",
            "activemq.subscriptionName": name,
        }
        return [Frame("SUBSCRIBE", headers)]

    def archive_end(self, name: str) -> list[Frame]:
        """Listen no more, for good: without the name ActiveMQ would go on to keep everything for the archive."""
        return [Frame("UNSUBSCRIBE", {"id": name})]


def _together(*frames: Frame) -> list[Frame]:
    """Return the frames in a transaction, with a receipt for its end."""
    name = uuid.uuid4().hex
    inside = [Frame(frame.command, {**frame.headers, "transaction": name}, frame.body) for frame in frames]
    return [
        Frame("BEGIN", {"transaction": name}),
        *inside,
        Frame("COMMIT", {"transaction": name, "receipt": f"committed-{name}"}),
    ]
