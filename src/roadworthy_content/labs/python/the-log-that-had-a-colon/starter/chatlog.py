"""Who said how much in a chat log."""

import sys


class Event(object):
    def __init__(self, time, kind, name, text):
        self.time = time
        self.kind = kind
        self.name = name
        self.text = text


def parse(line):
    time, rest = line.split("] ")
    name, text = rest.split(": ")
    return Event(time[1:], "said", name, text)


def main():
    counts = {}
    for line in open(sys.argv[1]).readlines():
        event = parse(line)
        if not event.name in counts:
            counts[event.name] = 0
        counts[event.name] = counts[event.name] + 1
    for name in counts:
        print("%s: %d messages" % (name, counts[name]))


if __name__ == "__main__":
    main()
