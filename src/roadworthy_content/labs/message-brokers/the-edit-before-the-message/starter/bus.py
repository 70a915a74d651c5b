"""What the chat says to its message broker: frames of STOMP, which somebody else puts on the wire.

This was written for RabbitMQ, and did well there.
"""

from __future__ import annotations

import json
from typing import Any

from frames import Frame


class Bus:
    """Frames for one installation.

    Args:
        prefix: What the names of all destinations begin with.
    """

    def __init__(self, prefix: str) -> None:
        self._work = f"/queue/{prefix}events"
        self._rooms = f"/topic/{prefix}rooms"

    def publish(self, event: dict[str, Any]) -> list[Frame]:
        """Give an event to the workers, and to whoever listens to the topic."""
        body = json.dumps(event)
        return [
            Frame("SEND", {"destination": self._work, "x-room": event["room"]}, body),
            Frame("SEND", {"destination": self._rooms}, body),
        ]

    def listen(self, lane: str) -> list[Frame]:
        """Become a worker."""
        return [
            Frame(
                "SUBSCRIBE", {"id": lane, "destination": self._work, "ack": "client-individual", "prefetch-count": "1"}
            )
        ]

    def done(self, message: Frame) -> list[Frame]:
        """Say that a message has been worked on."""
        return [Frame("ACK", {"id": message.headers["ack"]})]

    def refuse(self, message: Frame) -> list[Frame]:
        """Have a message that makes no sense put aside: its queue has a dead letter exchange."""
        return [Frame("NACK", {"id": message.headers["ack"], "requeue": "false"})]

    def again(self, message: Frame) -> list[Frame]:
        """Have a message delivered again: its queue has a delivery limit."""
        return [Frame("NACK", {"id": message.headers["ack"], "requeue": "true"})]

    def archive_login(self, name: str) -> dict[str, str]:
        """Return headers for the CONNECT frame of an archive."""
        return {}

    def archive_listen(self, name: str) -> list[Frame]:
        """Listen to all rooms, also while away."""
        return [
            Frame(
                "SUBSCRIBE",
                {
                    "id": name,
                    "destination": self._rooms,
                    "ack": "client-individual",
                    "durable": "true",
                    "auto-delete": "false",
                },
            )
        ]

    def archive_end(self, name: str) -> list[Frame]:
        """Listen no more, for good."""
        return [Frame("UNSUBSCRIBE", {"id": name, "durable": "true"})]
