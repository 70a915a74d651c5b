"""Sizes, paths and moves in a thread of replies."""

from __future__ import annotations

import sys


def read(lines, depth=0):
    """Return the replies that begin at this depth: (id, text, replies)."""
    found = []
    while lines and int(lines[0].split("\t")[0]) == depth:
        _, message, text = lines.pop(0).split("\t")
        found.append((message, text, read(lines, depth + 1)))
    return found


def size(message):
    return sum(1 + size(reply) for reply in message[2])


def show(messages):
    for message in messages:
        print(f"{message[0]}\t{size(message)}")
        show(message[2])


if __name__ == "__main__":
    show(read(sys.stdin.read().splitlines()))
