"""A frame of STOMP, as plain data. Given: what puts frames on the wire, and takes care of escapes, is not yours."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Frame:
    """Command ("SEND", "ACK", "MESSAGE" ...), headers without escapes, body."""

    command: str
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
