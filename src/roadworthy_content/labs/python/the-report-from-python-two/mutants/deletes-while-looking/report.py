"""Daily report of the chat's frame log. Bytes from end to end, since nobody ever said which encoding they have."""

from __future__ import annotations

import hashlib
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple


class Message(NamedTuple):
    """A message of the log; what looks like text is bytes of unknown encoding."""

    room: bytes
    sender: bytes
    topic: bytes
    text: bytes


def read_frames(data: bytes) -> Iterator[bytes]:
    """Yield the frames, each after two bytes of length; says so where the last one is cut off."""
    at = 0
    while at < len(data):
        length = int.from_bytes(data[at : at + 2], "big")
        frame = data[at + 2 : at + 2 + length]
        if len(frame) < length:
            print(f"truncated at {at}", file=sys.stderr)
            return
        yield frame
        at += 2 + length


def percent(part: int, total: int) -> int:
    """Return the share, halves rounded up as Python 2 did."""
    return math.floor(100.0 * part / total + 0.5)


def room_lines(messages: list[Message]) -> Iterator[bytes]:
    """Yield two lines for each room, the busiest first."""
    counts: Counter[bytes] = Counter()
    sizes: Counter[bytes] = Counter()
    topics: defaultdict[bytes, set[bytes]] = defaultdict(set)
    for message in messages:
        counts[message.room] += 1
        sizes[message.room] += len(message.text)
        topics[message.room].add(message.topic)
    for room in counts.keys():
        if room.startswith(b"test-"):
            del counts[room]
    for room, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        yield b"%s\t%d\t%d\t%d%%" % (room, count, sizes[room] // count, percent(count, counts.total()))
        # No topic (b"") comes first, as None did.
        yield b"  %d topics: %s" % (len(topics[room]), b", ".join(topic or b"-" for topic in sorted(topics[room])))


def sender_line(sender: bytes) -> bytes:
    """Return a sender's first byte, hexadecimal digits, and name in capitals."""
    capitals = sender.decode("utf-8", "replace").upper().encode("utf-8")
    return b"%s\t%s\t%s" % (sender[:1], sender.hex().encode(), capitals)


def report(frames: list[bytes]) -> bytes:
    """Return the report on the frames; says how many are no messages."""
    fields = [frame.split(b"\0") for frame in frames]
    messages = [Message(*parts) for parts in fields if len(parts) == 4]
    if len(messages) < len(frames):
        print(f"skipped {len(frames) - len(messages)}: bad frame", file=sys.stderr)
    lines = list(room_lines(messages))
    longest = max((len(message.text) for message in messages), default=0)
    if longest:
        lines.append(b"longest\t%d" % longest)
    senders = [message.sender for message in messages if message.sender]
    lines += [sender_line(sender) for sender in senders[:3]]
    body = b"\n".join(lines) + b"\n"
    return body + b"md5\t%s\n" % hashlib.md5(body, usedforsecurity=False).hexdigest().encode()


def main(source: str, target: str) -> None:
    """Read the log `source`, write the report to `target`."""
    Path(target).write_bytes(report(list(read_frames(Path(source).read_bytes()))))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
