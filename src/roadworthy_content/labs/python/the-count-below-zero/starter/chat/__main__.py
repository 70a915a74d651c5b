"""`python -m chat EVENTS.json`: print how much each member has not read. Given."""

import json
import sys

from chatproto import greeting

from .unread import count


def main(path: str) -> None:
    """Count, and print a line for each member who has something to read."""
    with open(path, encoding="utf-8") as file:
        unread = count(json.load(file))
    for (room, member), number in sorted(unread.items()):
        if number:
            print(f"{greeting(member)}: {number} in {room}")


if __name__ == "__main__":
    main(sys.argv[1])
