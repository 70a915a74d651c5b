"""The command `chatkit`."""

import sys

from chatkit.texts import welcome


def main() -> int:
    """Do what the arguments say; return the exit status."""
    match sys.argv[1:]:
        case ["welcome", name, room]:
            print(welcome(name, room), end="")
            return 0
    print("usage: chatkit welcome NAME ROOM", file=sys.stderr)
    return 2
