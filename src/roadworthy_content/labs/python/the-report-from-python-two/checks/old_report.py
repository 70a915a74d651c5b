"""What the old program wrote, in Python 3. Compared with CPython 2.7.18 running the old one on 1500 logs."""

import hashlib
from decimal import ROUND_HALF_UP, Decimal


def log_of(messages):
    """Frames of (room, sender, topic, text); a message that is bytes is a frame as it is."""
    frames = [message if isinstance(message, bytes) else b"\0".join(message) for message in messages]
    return b"".join(len(frame).to_bytes(2, "big") + frame for frame in frames)


def report_of(messages):
    good = [message for message in messages if not isinstance(message, bytes)]
    rooms = {}
    for room, _sender, topic, text in good:
        if room[:5] != b"test-":
            rooms.setdefault(room, []).append((topic, text))
    total = sum(map(len, rooms.values()))
    lines = []
    for room in sorted(rooms, key=lambda room: (-len(rooms[room]), room)):
        count = len(rooms[room])
        size = sum(len(text) for _topic, text in rooms[room]) // count
        share = Decimal(100 * count / total).quantize(Decimal(1), ROUND_HALF_UP)
        lines.append(room + f"\t{count}\t{size}\t{share}%".encode())
        topics = sorted({topic for topic, _text in rooms[room]})
        lines.append(f"  {len(topics)} topics: ".encode() + b", ".join(topic or b"-" for topic in topics))
    longest = max([len(text) for *_, text in good] or [0])
    if longest:
        lines.append(f"longest\t{longest}".encode())
    for sender in [sender for _room, sender, *_ in good if sender][:3]:
        capitals = sender.decode("utf-8", "replace").upper().encode()
        lines.append(sender[:1] + b"\t" + sender.hex().encode() + b"\t" + capitals)
    body = b"\n".join(lines) + b"\n"
    return body + b"md5\t" + hashlib.md5(body).hexdigest().encode() + b"\n"
