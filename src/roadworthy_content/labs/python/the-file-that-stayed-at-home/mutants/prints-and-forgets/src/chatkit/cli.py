"""The command `chatkit`."""

import sys

from chatkit.texts import welcome


def main() -> None:
    """Do what the arguments say; print what comes of it."""
    match sys.argv[1:]:
        case ["welcome", name, room]:
            print(welcome(name, room), end="")
            return
    print("usage: chatkit welcome NAME ROOM", file=sys.stderr)
