"""Daily report of the chat's frame log. Written for Python 2.7, in use since 2011."""

import md5
import sys
from itertools import izip


def read_frames(data):
    frames = []
    at = 0
    while at < len(data):
        length = ord(data[at]) * 256 + ord(data[at + 1])
        frame = data[at + 2:at + 2 + length]
        if len(frame) < length:
            print >>sys.stderr, "truncated at %d" % at
            break
        frames.append(frame)
        at = at + 2 + length
    return frames


def parse(frame):
    fields = frame.split("\0")
    if len(fields) != 4:
        raise ValueError, "bad frame"
    room, sender, topic, text = fields
    return room, sender, topic or None, text


def busiest(counts):
    def compare(one, other):
        return cmp(other[1], one[1]) or cmp(one[0], other[0])
    items = counts.items()
    items.sort(compare)
    return items


def main(source, target):
    problem = None
    messages = []
    frames = read_frames(open(source, "rb").read())
    for frame in frames:
        try:
            messages.append(parse(frame))
        except ValueError, problem:
            pass
    if problem:
        print >>sys.stderr, "skipped %d: %s" % (len(frames) - len(messages), problem)

    counts = {}
    sizes = {}
    topics = {}
    for room, sender, topic, text in messages:
        if not counts.has_key(room):
            counts[room] = sizes[room] = 0
        counts[room] += 1
        sizes[room] += len(text)
        topics.setdefault(room, set()).add(topic)
    for room in counts.keys():
        if room.startswith("test-"):
            del counts[room]

    total = sum(counts.values())
    lines = []
    for room, count in busiest(counts):
        lines.append("%s\t%d\t%d\t%d%%" % (room, count, sizes[room] / count, round(100.0 * count / total)))
        named = map(lambda topic: topic or "-", sorted(topics[room]))
        lines.append("  %d topics: %s" % (len(named), ", ".join(named)))

    longest = max([len(text) for room, sender, topic, text in messages] or [None])
    if longest > 0:
        lines.append("longest\t%d" % longest)
    senders = filter(lambda sender: sender, [sender for room, sender, topic, text in messages])
    initials = [sender[0] for sender in senders]
    for number, (sender, initial) in enumerate(izip(senders, initials)):
        if number < 3:
            lines.append("%s\t%s\t%s" % (initial, sender.encode("hex"), sender.decode("utf-8", "replace").upper().encode("utf-8")))
    body = "\n".join(lines) + "\n"
    out = open(target, "wb")
    out.write(body)
    out.write("md5\t%s\n" % md5.new(body).hexdigest())
    out.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
