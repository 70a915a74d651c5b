"""Sizes, paths and moves in a thread of replies."""

from __future__ import annotations

import argparse
import io
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class ThreadError(Exception):
    """The thread is not as it should be, or what is asked of it cannot be done."""


@dataclass(eq=False)
class Message:
    """A message in the tree; the root, which is none, has the depth -1."""

    depth: int
    id: str
    text: str
    parent: Message | None = None
    replies: list[Message] = field(default_factory=list)


def parse(line: str, number: int) -> Message:
    """Make a message of a line, still without a place in the tree."""
    depth, *rest = line.split("\t", 2)
    if len(rest) != 2 or not (depth.isascii() and depth.isdigit()):
        raise ThreadError(f"line {number}: this is not a depth, a tab, an id, a tab and a text")
    return Message(int(depth), *rest)


def read(lines: Iterable[str]) -> tuple[Message, dict[str, Message]]:
    """Build the tree; return its root, and the messages by id in reading order."""
    root = Message(-1, "", "")
    by_id: dict[str, Message] = {}
    branch = [root]  # the stack of messages that may still get a reply, each at the index of its depth + 1
    for number, line in enumerate(lines, start=1):
        message = parse(line.removesuffix("\n"), number)
        if message.depth >= len(branch):
            raise ThreadError(f"line {number}: depth {message.depth} comes after depth {branch[-1].depth}")
        if message.id in by_id:
            raise ThreadError(f"line {number}: {message.id} came before")
        del branch[message.depth + 1 :]
        message.parent = branch[-1]
        message.parent.replies.append(message)
        branch.append(message)
        by_id[message.id] = message
    return root, by_id


def walk(root: Message) -> Iterator[Message]:
    """Give all messages below the root in reading order."""
    for message in root.replies:
        yield message
        yield from walk(message)


def upwards(message: Message) -> Iterator[Message]:
    """Give a message, the one it replies to, and so on to the top."""
    while message.parent:
        yield message
        message = message.parent


def sizes(by_id: dict[str, Message]) -> Iterator[str]:
    """Give a line for each message; replies come after what they reply to, so counting backwards sees them first."""
    count = dict.fromkeys(by_id, 0)
    for message in reversed(by_id.values()):
        if message.parent and message.parent.parent:
            count[message.parent.id] += 1 + count[message.id]
    return (f"{message_id}\t{below}" for message_id, below in count.items())


def move(root: Message, message: Message, target: Message) -> Iterator[str]:
    """Hang a message below another one; give the lines of the new thread."""
    if message in upwards(target):
        raise ThreadError(f"{message.id} cannot be moved below itself")
    message.parent.replies.remove(message)
    target.replies.append(message)
    message.parent = target
    for moved in walk(root):
        moved.depth = moved.parent.depth + 1
        yield f"{moved.depth}\t{moved.id}\t{moved.text}"


def find(by_id: dict[str, Message], message_id: str) -> Message:
    if message_id not in by_id:
        raise ThreadError(f"{message_id}: there is no such message")
    return by_id[message_id]


def main() -> int:
    parser = argparse.ArgumentParser(description="Shows and changes a thread of replies, read from standard input.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("sizes", help="how many replies are below each message")
    commands.add_parser("path", help="the way to a message").add_argument("id")
    moving = commands.add_parser("move", help="hang a message below another one")
    moving.add_argument("id")
    moving.add_argument("target")
    wanted = parser.parse_args()
    lines = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", newline="\n")
    try:
        root, by_id = read(lines)
        if wanted.command == "sizes":
            found = sizes(by_id)
        elif wanted.command == "path":
            found = reversed([message.id for message in upwards(find(by_id, wanted.id))])
        else:
            found = move(root, find(by_id, wanted.id), find(by_id, wanted.target))
        printed = "".join(f"{line}\n" for line in found)
    except (ThreadError, UnicodeDecodeError) as error:
        print(f"replies.py: {error}", file=sys.stderr)
        return 1
    sys.stdout.buffer.write(printed.encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
